"""Maps the headings of a paper list to tags, by tag name or by a mapping file.

The mapping is YAML: `Vision > Generation: [image-generation]`, `Miscellany: []`. A key is a
heading, optionally preceded by its parent headings and " > "; the longest matching key wins.
"""

from __future__ import annotations

from collections import Counter
from collections.abc import Callable, Iterable, Iterator, Mapping, Sequence
from dataclasses import replace
from pathlib import Path
from typing import TypeAlias

from papershelf.core.errors import PapersError, Problem
from papershelf.core.identifier_schemes import SCHEMES
from papershelf.sources.own.data_folder import read_bytes
from papershelf.sources.own.yaml_tree import parse_tree, to_plain_value
from papershelf.sources.parsing.raw_record import RawRecord
from papershelf.text.folding import fold_text

TagLookup = Callable[[str], str | None]
_PATH_SEPARATOR = " > "


_Mapping: TypeAlias = Mapping[str, tuple[str, ...]]


def tag_by_headings(
    records: Sequence[RawRecord], find_tag: TagLookup, mapping_file: Path | None
) -> tuple[list[RawRecord], list[Problem]]:
    """The records with tags from their headings as keywords, and a note on unmapped headings.

    A paper listed in several sections gets the tags of all. Raises `PapersError` if the mapping
    cannot be read or contains an unknown tag.
    """
    mapping = _read_mapping(mapping_file, find_tag) if mapping_file else {}
    unmapped: dict[str, Counter[str]] = {}
    found: dict[tuple[str, str], dict[str, None]] = {}
    for record in records:
        if not record.headings:
            continue
        tags, others = _tags_of(record.headings, mapping, find_tag)
        found.setdefault(_record_identity(record), {}).update(dict.fromkeys(tags))
        unmapped.setdefault(record.path, Counter()).update(others)
    tagged = [_add_keywords(record, found.get(_record_identity(record), ())) for record in records]
    return tagged, list(_unmapped_notes(unmapped))


def _add_keywords(record: RawRecord, tags: Iterable[str]) -> RawRecord:
    new = tuple(tags) if record.headings else ()
    return replace(record, keywords=(*new, *record.keywords)) if new else record


def _record_identity(record: RawRecord) -> tuple[str, str]:
    names = (f"{name}:{record.fields[name]}" for name in SCHEMES if record.fields.get(name))
    return record.path, next(names, fold_text(str(record.fields.get("title", ""))))


def _tags_of(
    headings: Sequence[str], mapping: _Mapping, find_tag: TagLookup
) -> tuple[list[str], list[str]]:
    """The tags of some headings, and the heading paths without any."""
    tags: list[str] = []
    others: list[str] = []
    for end in range(1, len(headings) + 1):
        paths = (_fold_path(headings[start:end]) for start in range(end))
        mapped = next((mapping[path] for path in paths if path in mapping), None)
        if mapped is not None:
            tags += mapped
        elif tag := find_tag(headings[end - 1]):
            tags.append(tag)
        else:
            others.append(_PATH_SEPARATOR.join(headings[:end]))
    return tags, others


def _fold_path(headings: Iterable[str]) -> str:
    return _PATH_SEPARATOR.join(fold_text(heading) for heading in headings)


def _unmapped_notes(unmapped: Mapping[str, Counter[str]]) -> Iterator[Problem]:
    for path, headings in sorted(unmapped.items()):
        listed = ", ".join(f"{name!r} ({count:,})" for name, count in headings.items())
        if listed:
            message = f"are not tags; map them to tags in a file for --tags-from: {listed}"
            yield Problem(path, 0, "headings", message, "warning")


def _read_mapping(path: Path, find_tag: TagLookup) -> dict[str, tuple[str, ...]]:
    """Read the mapping: tags by case-folded heading path."""
    name = path.as_posix()
    content, read_problems = read_bytes(path)
    root, more = parse_tree(content or b"", name)
    problems = [*read_problems, *more]
    lines: dict[str, int] = {}
    fields = to_plain_value(root, lines) if root is not None else None
    if not problems and not isinstance(fields, dict):
        problems.append(Problem(name, 0, "", "is not a mapping such as Vision: [image-generation]"))
    mapping: dict[str, tuple[str, ...]] = {}
    for key, value in fields.items() if isinstance(fields, dict) else ():
        values = [value] if isinstance(value, str) else [] if value is None else value
        line = lines.get(str(key), 0)
        if not isinstance(values, list) or not all(isinstance(tag, str) for tag in values):
            problems.append(Problem(name, line, str(key), "is not a tag or a list of tags"))
            continue
        unknown = [tag for tag in values if not find_tag(tag)]
        problems += [
            Problem(name, line, str(key), f"{tag!r} is not in tags.yaml") for tag in unknown
        ]
        mapping[_fold_path(str(key).split(">"))] = tuple(values)
    if problems:
        raise PapersError(problems)
    return mapping
