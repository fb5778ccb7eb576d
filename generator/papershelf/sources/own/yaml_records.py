"""Reads YAML, our format for hand-written data: raw records with the line of every key."""

from __future__ import annotations

from papershelf.core.errors import Problem
from papershelf.sources.own.yaml_tree import YamlNode, parse_tree, to_plain_value
from papershelf.sources.parsing.raw_record import RawRecord, ReadResult


def parse_yaml(content: bytes, path: str) -> ReadResult:
    """Parse records from a YAML list of mappings."""
    root, problems = parse_tree(content, path)
    if root is None or root.value is None:
        return ReadResult(problems=problems)
    reading = parse_record_list(root, path)
    return ReadResult(records=reading.records, problems=problems + reading.problems)


def parse_record_list(node: YamlNode, path: str, section: str = "") -> ReadResult:
    """The mappings of a list as records; anything else is reported as a problem."""
    if isinstance(node.value, dict):
        message = 'is a mapping, not a list of records; put "- " before its first key'
        return ReadResult(problems=(Problem(path, node.line, section, message),))
    if not isinstance(node.value, list):
        return ReadResult(problems=(Problem(path, node.line, section, "is not a list of records"),))
    records: list[RawRecord] = []
    problems: list[Problem] = []
    for item in node.value:
        lines: dict[str, int] = {}
        fields = to_plain_value(item, lines)
        if isinstance(fields, dict):
            records.append(RawRecord(fields=fields, path=path, line=item.line, lines=lines))
        else:
            message = "is not a record: a record is a mapping with a title"
            problems.append(Problem(path, item.line, section, message))
    return ReadResult(records=tuple(records), problems=tuple(problems))


def parse_sections(content: bytes, path: str, names: tuple[str, ...]) -> dict[str, ReadResult]:
    """Parse a YAML mapping of named sections (such as `groups` and `tags`) with lists of records.

    Problems that belong to no section are reported with the first one.
    """
    root, problems = parse_tree(content, path)
    sections = dict.fromkeys(names, ReadResult())
    if root is not None and isinstance(root.value, dict):
        for name, node in root.value.items():
            if name in sections:
                sections[name] = parse_record_list(node, path, name)
            else:
                message = f"is not a section of this file; the sections are {', '.join(names)}"
                problems += (Problem(path, node.line, name, message),)
    elif root is not None and root.value is not None:
        message = f"is not a mapping with the sections {', '.join(names)}"
        problems += (Problem(path, root.line, "", message),)
    first = sections[names[0]]
    sections[names[0]] = ReadResult(records=first.records, problems=problems + first.problems)
    return sections
