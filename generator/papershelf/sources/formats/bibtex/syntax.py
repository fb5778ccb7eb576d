"""BibTeX in, its entries with their values as text out, whatever state the file is in.

bibtexparser reads what is well-formed. Where it gives an entry up (a comma or a brace is
missing), the entry is cut at the names of its fields and read as far as it goes, with a warning.
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

# What it would print about bad entries, we tell with file and line.
logging.getLogger("bibtexparser").addHandler(logging.NullHandler())

_TYPES = (
    r"(?:article|inproceedings|conference|misc|book|inbook|incollection|proceedings|phdthesis"
    r"|mastersthesis|thesis|techreport|report|unpublished|online|software|dataset|manual|patent"
    r"|booklet|electronic|www)"
)
_NEXT_FIELD = r"[ \t\n]*[A-Za-z][\w:.+-]*[ \t]*=[ \t\n]*[{\"\w]"
# An entry begins at `@type{` at the start of a line, and elsewhere where its key and first field
# follow; at `type{key,`, `{type{key,` or `@typekey,` where a sign is lost and the rest can be told.
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
"""How many lines of a broken entry are read."""


@dataclass(frozen=True, slots=True, kw_only=True)
class BibEntry:
    """An entry: its fields in LaTeX by their lower-case names, and what is amiss with it.

    `is_comment` is true of one that stands in a comment, of which only the key is read. The kind
    "string" is a macro that cannot be used, and has nothing but a fault.
    """

    kind: str
    citation_key: str
    fields: dict[str, str]
    line: int
    lines: dict[str, int] = field(default_factory=dict)
    fault: str = ""
    is_comment: bool = False


def split_entries(text: str) -> Iterator[BibEntry]:
    """Every entry of a file, in its order, those in comments too; macros are resolved."""
    text = _normalize_line_ends(text)
    blocks = Splitter(text).split().blocks
    strings = StringMacros(len(text))
    for block in blocks:
        if isinstance(block, String) and (fault := strings.define(block.key, block.value)):
            yield _broken_string_entry(
                f"the string {block.key!r} {fault}", (block.start_line or 0) + 1
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
        # What begins on a line and was not read there was swallowed by the entry before it.
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
            "its strings are used in too much text; the rest of them are left out", 0
        )


def _broken_string_entry(fault: str, line: int) -> BibEntry:
    return BibEntry(kind="string", citation_key="", fields={}, line=line, fault=fault)


def _parse_commented_entry(text: str, position: int, line: int) -> BibEntry:
    head = _ENTRY_HEAD.match(text, position) or _LOOSE_ENTRY_HEAD.match(text, position)
    kind, key = (head[1].lower(), head[2] or "") if head else ("", "")
    return BibEntry(kind=kind, citation_key=key, fields={}, line=line, is_comment=True)


def _find_starts(text: str, broken: Container[int]) -> dict[int, list[int]]:
    """Where entries begin, by line: at each `@type{`, and where that lacks a sign.

    `broken` are lines with an entry that could not be read, wherever on the line it begins.
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
    """The text with line feeds for all ends of lines that Python knows and BibTeX does not."""
    return text.replace("\x0b", " ").replace("\x0c", " ")


def _parse_entry(block: Block | None, strings: StringMacros) -> BibEntry | None:
    fault = ""
    if isinstance(block, DuplicateBlockKeyBlock):
        fault = f"the key {block.key!r} stands twice; give each entry its own"
        block = block.ignore_error_block
    elif isinstance(block, DuplicateFieldKeyBlock):
        names = ", ".join(sorted(block.duplicate_keys))
        fault = f"has more than one {names}; the first counts"
        block = block.ignore_error_block
    if not isinstance(block, Entry):
        return None
    values: dict[str, str] = {}
    lines: dict[str, int] = {}
    for part in block.fields:
        if _add_field(part, values, lines, strings):
            fault = fault or f"has no comma behind {part.key}, or a stray brace in it"
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
    """Take a field, and those that stand in it because a comma is missing; what is left over."""
    line = (part.start_line or 0) + 1
    value, rest = parse_value(str(part.value), strings)
    name = part.key.strip().lower()
    values.setdefault(name, value)
    lines.setdefault(name, line)
    for found, inner in _split_fields(rest) if rest else ():
        values.setdefault(found, parse_value(inner, strings)[0])
        lines.setdefault(found, line)
    return rest


# --- what is broken ------------------------------------------------------------------------------


def _parse_broken_entry(chunk: str, line: int, strings: StringMacros) -> BibEntry:
    """What can be read of a broken entry, of which a text holds all up to the next one."""
    chunk = "\n".join(chunk.split("\n", _MAX_HEAD)[:_MAX_HEAD])
    head = _ENTRY_HEAD.match(chunk) or _LOOSE_ENTRY_HEAD.match(chunk)
    kind, key, rest = ("", "", 0) if head is None else (head[1].lower(), head[2] or "", head.end())
    values: dict[str, str] = {}
    for name, raw in _split_fields(chunk[rest:]):
        values.setdefault(name, _parse_unbalanced(raw, strings))
    fault = f"{key!r} is not well-formed: a comma, a brace or another sign is missing"
    lines = dict.fromkeys(values, line)
    return BibEntry(kind=kind, citation_key=key, fields=values, line=line, lines=lines, fault=fault)


def _split_fields(text: str) -> Iterator[tuple[str, str]]:
    """The names and raw values of fields, cut where the next name and its `=` stand."""
    found = list(_FIELD.finditer(text))
    ends = [*(match.start() for match in found[1:]), len(text)]
    for match, end in zip(found, ends, strict=False):
        yield match[1].lower(), text[match.end() : end].strip(" \t\n,")


def _parse_unbalanced(raw: str, strings: StringMacros) -> str:
    """The text of a value that may lack its last brace or hold that of the entry."""
    value, _ = parse_value(raw, strings)
    return value.rstrip(" \t\n,}") if value.count("}") > value.count("{") else value.strip()
