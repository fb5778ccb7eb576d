"""Formats in which `papershelf check` prints problems for other programs: GitHub and SARIF."""

from __future__ import annotations

import json
from collections.abc import Iterable

from papershelf import __version__
from papershelf.core.errors import Problem
from papershelf.text.urls import quote_path

FORMATS = ("text", "json", "github", "sarif")
_SARIF = "https://json.schemastore.org/sarif-2.1.0.json"


def render_annotation(problem: Problem) -> str:
    """Render a problem as a command that lets GitHub show it at its line of a pull request."""
    place = f"file={_escape_annotation(problem.path, ':,')}"
    if problem.line:
        place += f",line={problem.line}"
    return f"::{problem.severity} {place}::{_escape_annotation(str(problem))}"


def _escape_annotation(text: str, special: str = "") -> str:
    """Escape a text for a workflow command; `special` are more characters to escape."""
    return "".join(
        f"%{ord(char):02X}" if char in "%\r\n" or char in special else char for char in text
    )


def render_sarif(problems: Iterable[Problem]) -> str:
    """Render problems as SARIF 2.1.0, which services for code scanning read."""
    driver = {"name": "papershelf", "semanticVersion": __version__, "rules": [{"id": "record"}]}
    results = [
        {
            "ruleId": "record",
            "level": problem.severity,
            "message": {"text": _describe(problem)},
            "locations": [{"physicalLocation": _locate(problem)}],
        }
        for problem in problems
    ]
    run = {"tool": {"driver": driver}, "results": results}
    return json.dumps({"$schema": _SARIF, "version": "2.1.0", "runs": [run]}, indent=2)


def _describe(problem: Problem) -> str:
    return f"{problem.field}: {problem.message}" if problem.field else problem.message


def _locate(problem: Problem) -> dict[str, object]:
    place: dict[str, object] = {"artifactLocation": {"uri": quote_path(problem.path)}}
    return place | ({"region": {"startLine": problem.line}} if problem.line else {})
