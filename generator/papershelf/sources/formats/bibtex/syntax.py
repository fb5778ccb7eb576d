"""Splits BibTeX into entries with text values, even if the file is malformed.

bibtexparser reads well-formed entries. If it fails on an entry (a missing comma or brace), the
entry is split at its field names and read as far as possible, with a warning.
"""

from __future__ import annotations

import logging
import re
from collections import defaultdict
from collections.abc import Container, Iterator
from dataclasses import dataclass, field

from bibtexparser.model import (
    Block,
    DuplicateBlockKeyBlock,
    DuplicateFieldKeyBlock,
    Entry,
    Field,
    ParsingFailedBlock,
    Preamble,
    String,
)
from bibtexparser.splitter import Splitter

from papershelf.sources.formats.bibtex.macros import Macros
from papershelf.sources.formats.bibtex.values import CommentRanges, StringMacros, parse_value

# Silence bibtexparser's log; we report bad entries with file and line.
logging.getLogger("bibtexparser").addHandler(logging.NullHandler())

_TYPES = (
    r"(?:article|inproceedings|conference|misc|book|inbook|incollection|proceedings|phdthesis"
    r"|mastersthesis|thesis|techreport|report|unpublished|online|software|dataset|manual|patent"
    r"|booklet|electronic|www)"
)
_NEXT_FIELD = r"[ \t\n]*[A-Za-z][\w:.+-]*[ \t]*=[ \t\n]*[{\"\w]"
# An entry starts with `@type{` at the start of a line, or elsewhere if a key and a first field
# follow. `type{key,`, `{type{key,` and `@typekey,` are recognized as starts with a missing
# character.
_TYPED_START = re.compile(r"@[ \t]*[A-Za-z]+[ \t]*[{(]")
_KEYED_START = re.compile(
    rf"@{_TYPES}[ \t]*\{{[^\s,={{}}()\"]+(?:[ \t]*,|[ \t\n]){_NEXT_FIELD}", re.IGNORECASE
)
_LOOSE_START = re.compile(
    rf"[ \t]*[^\w\s]{{0,2}}{_TYPES}\s*[^\w\s]{{0,2}}[^\s,={{}}()\"]*[ \t]*,{_NEXT_FIELD}",
    re.IGNORECASE,
)
_ENTRY_HEAD = re.compile(
    r"@\s*([A-Za-z]+)\s*[{(]\s*"
    r"(?:([^\s,={}]*)\s*(?:,|$|(?=\n)|(?=\s[A-Za-z][\w:.+-]*\s*=)))?"
)
_LOOSE_ENTRY_HEAD = re.compile(
    rf"[ \t]*[^\w\s]{{0,2}}({_TYPES})\s*[^\w\s]{{0,2}}(?:([^\s,={{}}]*)\s*,)?", re.IGNORECASE
)
_NON_ENTRY_TYPES = ("comment", "preamble", "string")
_FIELD = re.compile(
    r'(?:^|(?<=[,}"\n]))[ \t]*([A-Za-z][\w:.+-]*)[ \t]*=[ \t\n]*(?=[{"\w])', re.MULTILINE
)
_MAX_HEAD = 400
"""Maximum number of lines of a malformed entry that are read."""


@dataclass(frozen=True, slots=True, kw_only=True)
class BibEntry:
    """An entry: its fields in LaTeX by lowercase name, and its faults.

    `is_comment` marks an entry inside a comment, of which only the key is read. An entry of kind
    "string" is a macro that cannot be used; it has only a fault.
    """

    kind: str
    citation_key: str
    fields: dict[str, str]
    line: int
    lines: dict[str, int] = field(default_factory=dict)
    fault: str = ""
    is_comment: bool = False


def split_entries(text: str) -> Iterator[BibEntry]:
    """All entries of a file in order, including those in comments, with strings expanded."""
    text = _normalize_line_ends(text)
    blocks = Splitter(text).split().blocks
    strings = StringMacros(len(text))
    for block in blocks:
        if isinstance(block, String) and (fault := strings.define(block.key, block.value)):
            yield _broken_string_entry(
                f"@string {block.key!r} {fault}", (block.start_line or 0) + 1
            )
    commands = Macros(parse_value(b.value, strings)[0] for b in blocks if isinstance(b, Preamble))
    read: defaultdict[int, list[BibEntry]] = defaultdict(list)
    broken: set[int] = set()
    for block in blocks:
        if isinstance(block, ParsingFailedBlock) and block.ignore_error_block is None:
            broken.add((block.start_line or 0) + 1)
        elif entry := _parse_entry(block, strings):
            read[entry.line].append(entry)
    comments = CommentRanges(text)
    starts = _find_starts(text, broken)
    everywhere = [position for number in sorted(starts) for position in starts[number]]
    ends = dict(zip(everywhere, [*everywhere[1:], len(text)], strict=False))
    for number in sorted({*starts, *read}):
        positions = starts.get(number, [])
        if positions and all(comments.contains(at) for at in positions):
            for entry in (_parse_commented_entry(text, at, number) for at in positions):
                if entry.kind not in _NON_ENTRY_TYPES:
                    yield entry
            continue
        # An entry that starts on a line but was not read there was swallowed by the one before it.
        if len(positions) > len(read[number]):
            entries = [
                _parse_broken_entry(text[at : ends[at]], number, strings) for at in positions
            ]
        else:
            entries = [entry for entry in read[number] if entry.fields or positions]
        for entry in entries:
            if entry.kind not in _NON_ENTRY_TYPES:
                for name, value in entry.fields.items():
                    entry.fields[name] = commands.expand(value)
                yield entry
    if strings.is_full:
        yield _broken_string_entry(
            "its @string definitions expand to too much text; some were not expanded", 0
        )


def _broken_string_entry(fault: str, line: int) -> BibEntry:
    return BibEntry(kind="string", citation_key="", fields={}, line=line, fault=fault)


def _parse_commented_entry(text: str, position: int, line: int) -> BibEntry:
    head = _ENTRY_HEAD.match(text, position) or _LOOSE_ENTRY_HEAD.match(text, position)
    kind, key = (head[1].lower(), head[2] or "") if head else ("", "")
    return BibEntry(kind=kind, citation_key=key, fields={}, line=line, is_comment=True)


def _find_starts(text: str, broken: Container[int]) -> dict[int, list[int]]:
    """Lines at which entries start: at each `@type{`, including ones with a missing character.

    `broken` are lines with an unreadable entry anywhere on the line.
    """
    starts: defaultdict[int, list[int]] = defaultdict(list)
    offset = 0
    for number, row in enumerate(text.split("\n"), 1):
        at = row.find("@")
        first = offset + len(row) - len(row.lstrip(" \t")) if at >= 0 else -1
        while at >= 0:
            begins = _TYPED_START if offset + at == first else _KEYED_START
            if begins.match(text, offset + at):
                starts[number].append(offset + at)
            at = row.find("@", at + 1)
        if number not in starts:
            if _LOOSE_START.match(text, offset):
                starts[number].append(offset)
            elif number in broken and (found := _TYPED_START.search(row)):
                starts[number].append(offset + found.start())
        offset += len(row) + 1
    return dict(starts)


def _normalize_line_ends(text: str) -> str:
    """Replace vertical tabs and form feeds, which end lines in Python but not in BibTeX."""
    return text.replace("\x0b", " ").replace("\x0c", " ")


def _parse_entry(block: Block | None, strings: StringMacros) -> BibEntry | None:
    fault = ""
    if isinstance(block, DuplicateBlockKeyBlock):
        fault = f"two entries have the key {block.key!r}; change one of them"
        block = block.ignore_error_block
    elif isinstance(block, DuplicateFieldKeyBlock):
        names = ", ".join(sorted(block.duplicate_keys))
        fault = f"has more than one {names}; the first one is used"
        block = block.ignore_error_block
    if not isinstance(block, Entry):
        return None
    values: dict[str, str] = {}
    lines: dict[str, int] = {}
    for part in block.fields:
        if _add_field(part, values, lines, strings):
            fault = fault or f"has no comma after {part.key}, or an extra brace in it"
    line = (block.start_line or 0) + 1
    kind = block.entry_type.lower()
    return BibEntry(
        kind=kind,
        citation_key=block.key.strip(),
        fields=values,
        line=line,
        lines=lines,
        fault=fault,
    )


def _add_field(
    part: Field, values: dict[str, str], lines: dict[str, int], strings: StringMacros
) -> str:
    """Add a field, and fields merged into it by a missing comma; returns the rest."""
    line = (part.start_line or 0) + 1
    value, rest = parse_value(str(part.value), strings)
    name = part.key.strip().lower()
    values.setdefault(name, value)
    lines.setdefault(name, line)
    for found, inner in _split_fields(rest) if rest else ():
        values.setdefault(found, parse_value(inner, strings)[0])
        lines.setdefault(found, line)
    return rest


# --- malformed entries ------------------------------------------------------------------------


def _parse_broken_entry(chunk: str, line: int, strings: StringMacros) -> BibEntry:
    """Parse a malformed entry; `chunk` is the text up to the start of the next entry."""
    chunk = "\n".join(chunk.split("\n", _MAX_HEAD)[:_MAX_HEAD])
    head = _ENTRY_HEAD.match(chunk) or _LOOSE_ENTRY_HEAD.match(chunk)
    kind, key, rest = ("", "", 0) if head is None else (head[1].lower(), head[2] or "", head.end())
    values: dict[str, str] = {}
    for name, raw in _split_fields(chunk[rest:]):
        values.setdefault(name, _parse_unbalanced(raw, strings))
    fault = f"{key!r} is malformed: a comma, brace or other character is missing"
    lines = dict.fromkeys(values, line)
    return BibEntry(kind=kind, citation_key=key, fields=values, line=line, lines=lines, fault=fault)


def _split_fields(text: str) -> Iterator[tuple[str, str]]:
    """Names and raw values of fields, split where the next name and `=` occur."""
    found = list(_FIELD.finditer(text))
    ends = [*(match.start() for match in found[1:]), len(text)]
    for match, end in zip(found, ends, strict=False):
        yield match[1].lower(), text[match.end() : end].strip(" \t\n,")


def _parse_unbalanced(raw: str, strings: StringMacros) -> str:
    """The text of a value that may lack its closing brace or include that of the entry."""
    value, _ = parse_value(raw, strings)
    return value.rstrip(" \t\n,}") if value.count("}") > value.count("{") else value.strip()
