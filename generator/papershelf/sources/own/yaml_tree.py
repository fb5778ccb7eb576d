"""Parses YAML into a tree of nodes with line numbers; all scalars stay strings.

No types are guessed: `arxiv: 2401.10` keeps its last digit, and `2024-05-17` stays text. Reported
as problems with their lines: repeated keys, anchors and aliases (a few can expand to gigabytes),
tags such as `!!python/object`, several documents, deep nesting.
"""

from __future__ import annotations

import re
from collections.abc import Iterator
from dataclasses import dataclass
from typing import Any

import yaml

from papershelf.core.errors import Problem
from papershelf.sources.parsing.encoding import decode_own_file

YamlValue = str | None | list["YamlNode"] | dict[str, "YamlNode"]

DEPTH_LIMIT = 16
_NULLS = frozenset({"", "~", "null", "Null", "NULL"})
# Characters that YAML 1.2.2 section 5.1 excludes as not printable.
_UNPRINTABLE = re.compile(
    "[\x00-\x08\x0b\x0c\x0e-\x1f\x7f\x80-\x84\x86-\x9f\ud800-\udfff\ufffe\uffff]"
)


@dataclass(slots=True)
class YamlNode:
    """A value and the line where it or its key starts."""

    value: YamlValue
    line: int


def parse_tree(content: bytes, path: str) -> tuple[YamlNode | None, tuple[Problem, ...]]:
    """Parse a YAML file with one document.

    The tree is `None` if the file is empty or unreadable; problems have line numbers.
    """
    text, bad_bytes = decode_own_file(content, path)
    if bad_bytes:
        return None, bad_bytes
    if bad := _UNPRINTABLE.search(text):
        line = text.count("\n", 0, bad.start()) + 1
        message = f"contains the control character U+{ord(bad[0]):04X}; remove it or write it as an escape"
        return None, (Problem(path, line, "", message),)
    builder = _TreeBuilder(path)
    try:
        builder.build(yaml.parse(text, Loader=yaml.CSafeLoader))
    except yaml.YAMLError as error:
        return None, (_syntax_problem(error, path),)
    except _UnsupportedYamlError as error:
        return None, (error.problem,)
    return builder.root, tuple(builder.problems)


def to_plain_value(node: YamlNode, lines: dict[str, int] | None = None, at: str = "") -> object:
    """The value as plain Python; `lines` receives the line of every part (`authors[2].orcid`)."""
    value = node.value
    if lines is not None and at:
        lines[at] = node.line
    if isinstance(value, list):
        return [to_plain_value(item, lines, f"{at}[{i}]") for i, item in enumerate(value)]
    if isinstance(value, dict):
        before = f"{at}." if at else ""
        return {key: to_plain_value(item, lines, before + key) for key, item in value.items()}
    return value


class _UnsupportedYamlError(Exception):
    def __init__(self, problem: Problem) -> None:
        super().__init__(str(problem))
        self.problem = problem


class _TreeBuilder:
    """Builds a tree from parser events without recursion, so nesting cannot exhaust the stack."""

    def __init__(self, path: str) -> None:
        self.path = path
        self.problems: list[Problem] = []
        self.root: YamlNode | None = None
        self._open: list[YamlNode] = []
        self._keys: list[tuple[str, int] | None] = []

    def build(self, events: Iterator[Any]) -> None:
        documents = 0
        for event in events:
            line = event.start_mark.line + 1
            if isinstance(event, yaml.ScalarEvent):
                self._check_tag(event, line)
                self._add_scalar(event, line)
            elif isinstance(event, yaml.MappingStartEvent | yaml.SequenceStartEvent):
                self._check_tag(event, line)
                self._start({} if isinstance(event, yaml.MappingStartEvent) else [], line)
            elif isinstance(event, yaml.CollectionEndEvent):
                self._open.pop()
                self._keys.pop()
            elif isinstance(event, yaml.AliasEvent):
                self._raise_unsupported(
                    line, "YAML aliases (*name) are not supported; repeat the value"
                )
            elif isinstance(event, yaml.DocumentStartEvent):
                documents += 1
                if documents > 1:
                    self._raise_unsupported(
                        line, "starts a second YAML document; use one document per file"
                    )

    def _add_scalar(self, event: yaml.ScalarEvent, line: int) -> None:
        if self._open and isinstance(self._open[-1].value, dict) and self._keys[-1] is None:
            self._keys[-1] = (event.value, line)
            return
        is_null = not event.style and event.value in _NULLS
        self._attach(YamlNode(None if is_null else event.value, line))

    def _start(self, value: YamlValue, line: int) -> None:
        if len(self._open) >= DEPTH_LIMIT:
            self._raise_unsupported(line, "is nested too deeply")
        if self._open and isinstance(self._open[-1].value, dict) and self._keys[-1] is None:
            self._raise_unsupported(line, "has a list or mapping as a key; keys are plain text")
        node = YamlNode(value, line)
        self._attach(node)
        self._open.append(node)
        self._keys.append(None)

    def _attach(self, node: YamlNode) -> None:
        if not self._open:
            self.root = node
            return
        value = self._open[-1].value
        if isinstance(value, list):
            value.append(node)
        elif isinstance(value, dict) and (waiting := self._keys[-1]):
            key, node.line = waiting
            if key in value:
                first = value[key].line
                message = f"occurs twice, first on line {first}"
                self.problems.append(Problem(self.path, node.line, key, message))
            else:
                value[key] = node
            self._keys[-1] = None

    def _check_tag(self, event: yaml.ScalarEvent | yaml.CollectionStartEvent, line: int) -> None:
        if event.anchor:
            self._raise_unsupported(
                line, "YAML anchors (&name) are not supported; repeat the value"
            )
        if event.tag not in (None, "!", "tag:yaml.org,2002:str"):
            self._raise_unsupported(
                line, f"the YAML tag {event.tag!r} is not supported; write plain text"
            )

    def _raise_unsupported(self, line: int, message: str) -> None:
        raise _UnsupportedYamlError(Problem(self.path, line, "", message))


_SYNTAX_HINTS = {
    "mapping values are not allowed in this context": 'text that contains ": " needs quotes',
    "found character that cannot start any token": "text that starts with @, ` or % needs quotes",
    "found unexpected end of stream": "a quote is not closed",
}


def _syntax_problem(error: yaml.YAMLError, path: str) -> Problem:
    if not isinstance(error, yaml.MarkedYAMLError) or error.problem_mark is None:
        return Problem(path, 0, "", f"is not valid YAML: {' '.join(str(error).split())[:200]}")
    message = str(error.problem)
    if error.context and error.context_mark:
        message += f" {error.context} that starts on line {error.context_mark.line + 1}"
    if hint := _SYNTAX_HINTS.get(str(error.problem)):
        message += f" ({hint})"
    return Problem(path, error.problem_mark.line + 1, "", f"is not valid YAML: {message}")
