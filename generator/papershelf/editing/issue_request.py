"""Parses the text of an issue into a request: a correction of a paper, or papers to add.

The forms `fix-record.yml` and `add-paper.yml` make such texts. A correction is the first block of
YAML in the text: `paper:` with an id, and a line for each field. Papers to add stand below the
heading "Identifier or URL". The text is written by strangers: nothing in it is executed, and a block
that is not plain YAML is a problem.
"""

from __future__ import annotations

import re
from collections.abc import Mapping
from dataclasses import dataclass, field

from papershelf.core.errors import PapersError, Problem
from papershelf.core.suggestions import Suggester
from papershelf.sources.own.yaml_tree import parse_tree, to_plain_value

CORRECTABLE_FIELDS = (
    "title", "authors", "abstract", "summary", "venue", "year", "published", "tags",
    "arxiv", "doi", "url", "pdf", "code", "project", "video", "slides", "poster",
)  # fmt: skip
"""The fields that readers can correct. Others, such as `id` and `status`, are for maintainers."""
PAPER_KEY = "paper"
ADD_HEADING = "### Identifier or URL"
MAX_ISSUE_BYTES = 262_144
"""GitHub allows 65,536 characters."""

_OPENING = re.compile(r"(?P<fence>`{3,}|~{3,})[ \t]*ya?ml[ \t]*")
_NO_ANSWER = "_No response_"
_SUGGESTER = Suggester((PAPER_KEY, *CORRECTABLE_FIELDS), {})


@dataclass(frozen=True, slots=True, kw_only=True)
class IssueRequest:
    """What an issue asks for.

    - `paper`: the id of the paper to correct, or ""
    - `changes`: its new values by field, not validated; an empty value removes the field
    - `lines`: the line of each value in the text
    - `added`: the identifiers of papers to add, separated by white space
    """

    paper: str = ""
    changes: Mapping[str, object] = field(default_factory=dict)
    lines: Mapping[str, int] = field(default_factory=dict)
    added: str = ""


def parse_issue(content: bytes, path: str) -> IssueRequest:
    """Parse an issue; `path` is its name in messages. Raises `PapersError` for a wrong block."""
    if len(content) > MAX_ISSUE_BYTES:
        message = f"has {len(content):,} bytes; {MAX_ISSUE_BYTES:,} are allowed"
        raise PapersError([Problem(path, 0, "", message)])
    lines = content.decode("utf-8", "replace").replace("\r\n", "\n").split("\n")
    start, end = _find_block(lines)
    if start is None:
        return IssueRequest(added=_find_added(lines))
    block = "\n".join([""] * start + lines[start:end])  # keeps the numbers of the lines
    root, problems = parse_tree(block.encode(), path)
    if problems:
        raise PapersError(problems)
    if root is None or not root.value:
        return IssueRequest()
    if not isinstance(root.value, dict):
        message = f'is not a list of fields, such as "{PAPER_KEY}: id-of-the-paper"'
        raise PapersError([Problem(path, start + 1, "", message)])
    positions: dict[str, int] = {}
    values = to_plain_value(root, positions)
    assert isinstance(values, dict)  # noqa: S101  # as its node is
    return _make_request(values, positions, path)


def _make_request(values: dict[str, object], lines: dict[str, int], path: str) -> IssueRequest:
    """The request of a block; raises `PapersError` for keys that are no correctable field."""
    problems = [
        Problem(
            path, lines[name], name, f"cannot be corrected by an issue{_SUGGESTER.suggest(name)}"
        )
        for name in values
        if name != PAPER_KEY and name not in CORRECTABLE_FIELDS
    ]
    paper = values.pop(PAPER_KEY, None)
    if not isinstance(paper, str) or not paper.strip():
        problems.append(Problem(path, lines.get(PAPER_KEY, 0), PAPER_KEY, "is missing"))
    if problems:
        raise PapersError(problems)
    return IssueRequest(paper=str(paper).strip(), changes=values, lines=lines)


def _find_block(lines: list[str]) -> tuple[int | None, int]:
    """The lines of the first block of YAML, without its fences."""
    for number, line in enumerate(lines):
        if opening := _OPENING.fullmatch(line):
            fence = opening["fence"]
            for end in range(number + 1, len(lines)):
                if lines[end].rstrip() == fence:
                    return number + 1, end
            return number + 1, len(lines)
    return None, 0


def _find_added(lines: list[str]) -> str:
    """The text below the heading of identifiers, up to the next heading."""
    if ADD_HEADING not in lines:
        return ""
    found = []
    for line in lines[lines.index(ADD_HEADING) + 1 :]:
        if line.startswith("### "):
            break
        found.append(line)
    text = "\n".join(found).strip()
    return "" if text == _NO_ANSWER else text
