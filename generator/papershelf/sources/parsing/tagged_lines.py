"""Parses files of tagged lines into references; shared by RIS, PubMed, Web of Science and Refer.

Values of a reference are stored under RIS tags; formats with other tags provide a table that maps
them. A line without a tag continues the value before it.
"""

from __future__ import annotations

import re
from collections import Counter, defaultdict
from collections.abc import Iterator, Mapping
from dataclasses import dataclass, field

from papershelf.sources.parsing.record_builder import RecordBuilder


@dataclass(frozen=True, slots=True, kw_only=True)
class TagSyntax:
    """Syntax of a format with tagged lines.

    `line` matches a tag and its value. A reference starts with the tag `start` and ends with `end`,
    if the format has one; after a blank line it may also start with one of `openers`, or with any
    tag if `openers` is `None`. Tags in `outside` occur around references. `tags` maps tags to RIS
    tags; `None` means that they are the same. Every line of a tag in `lists` is a separate value.
    `near_miss` matches a line whose tag is malformed by one character.
    """

    line: re.Pattern[str]
    start: str
    end: str = ""
    openers: frozenset[str] | None = frozenset()
    outside: frozenset[str] = frozenset()
    tags: Mapping[str, str] | None = None
    lists: frozenset[str] = frozenset()
    near_miss: re.Pattern[str] | None = None
    is_indented: bool = False
    """Whether tags start in the first column, and indented lines are continuations."""


@dataclass(frozen=True, slots=True)
class TaggedReference:
    """The values of one reference by RIS tag, and its first line."""

    line: int
    values: defaultdict[str, list[str]] = field(default_factory=lambda: defaultdict(list))
    read_tags: set[str] = field(default_factory=set)
    order: list[str] = field(default_factory=list)
    """The tags in the order of the file, for formats with tags of their own."""
    names: dict[str, str] = field(default_factory=dict)
    """The tag in the source, where it differs from the RIS tag."""

    def add(self, tag: str, value: str, name: str) -> None:
        """Append a value; `name` is the tag in the source."""
        if name != tag:
            self.names[tag] = name
        self.order.append(tag)
        self.values[tag].append(value)

    def first_value(self, *tags: str) -> str:
        """The first value of any of these tags."""
        for tag in tags:
            for value in self.values.get(tag, ()):
                if value:
                    self.read_tags.add(value)
                    return value
        return ""

    def all_values(self, *tags: str) -> Iterator[str]:
        """All values of these tags; each value counts as read once it is yielded."""
        for tag in tags:
            for value in self.values.get(tag, ()):
                if value:
                    self.read_tags.add(value)
                    yield value

    def peek_values(self, *tags: str) -> Iterator[str]:
        """All values of these tags, without marking them as read."""
        return (value for tag in tags for value in self.values.get(tag, ()) if value)

    def pop_values(self, tag: str) -> list[str]:
        """Remove and return all values of a tag."""
        values = self.values.pop(tag, [])
        self.read_tags.update(values)
        return [value for value in values if value]

    def values_in_order(self) -> Iterator[tuple[str, str]]:
        """Each tag with its value, in the order of the file."""
        seen: Counter[str] = Counter()
        for tag in self.order:
            yield tag, self.values[tag][seen[tag]]
            seen[tag] += 1

    def unread(self) -> Iterator[str]:
        """The tags with values that were not read under this or another tag."""
        for tag, values in self.values.items():
            if tag != "TY" and any(value and value not in self.read_tags for value in values):
                yield self.names.get(tag, tag)


def parse_references(
    text: str, syntax: TagSyntax, builder: RecordBuilder
) -> Iterator[TaggedReference]:
    """Yield the references of a text; one without an end tag ends where the next starts."""
    current: TaggedReference | None = None
    tags, start, end = syntax.tags, syntax.start, syntax.end
    around = syntax.outside | {end}
    for line in _parse_tag_lines(text, syntax, builder):
        source_tag = tag = line.tag
        if tags is not None and source_tag not in (start, end):
            tag = tags.get(source_tag, f"{source_tag} of the source")
        if current is not None and (line.is_behind_blank or source_tag in (start, end)):
            begins = _starts_reference(line, tag, current, syntax)
            if begins and end:
                builder.warn(line.number, f"starts before the {end} line of the reference above")
            if begins or source_tag == end:
                yield current
                current = None
        if source_tag in around:
            continue
        # Some files put the name of the database or the title before the first tag.
        current = current or TaggedReference(line.number)
        if tag in _TITLES and not {"", *current.values.get(tag, line.values)} & {*line.values}:
            message = f"second title; a {start} line may be missing above it"
            builder.warn(line.number, message, "title")
        if tags is None:
            current.values[tag] += line.values
        else:
            for value in line.values:
                current.add(tag, value, source_tag)
    if current is not None:
        yield current


@dataclass(slots=True)
class _TagLine:
    """A tag with its values and line number."""

    number: int
    tag: str
    values: list[str]
    is_behind_blank: bool


def _parse_tag_lines(text: str, syntax: TagSyntax, builder: RecordBuilder) -> Iterator[_TagLine]:
    """Yield the tags of a text with their values, which may span several lines."""
    last: _TagLine | None = None
    is_behind_blank = False
    for number, line in enumerate(text.split("\n"), 1):
        bare = line.rstrip() if syntax.is_indented and last else line.strip()
        found = syntax.line.match(bare)
        if found:
            if last is not None:
                yield last if len(last.values) == 1 else _join_values(last, syntax)
            last = _TagLine(number, found[1], [(found[2] or "").strip()], is_behind_blank)
            is_behind_blank = False
        elif not bare:
            is_behind_blank = True
        else:
            is_behind_blank = False
            if last is not None and last.tag != syntax.end:
                if syntax.near_miss and syntax.near_miss.match(line):
                    builder.warn(
                        number, f"is read as part of the value above it: {bare.strip()[:60]!r}"
                    )
                last.values.append(bare.strip())
    if last is not None:
        yield _join_values(last, syntax)


def _join_values(line: _TagLine, syntax: TagSyntax) -> _TagLine:
    # Join once: appending piece by piece takes quadratic time.
    if line.tag not in syntax.lists:
        line.values = [" ".join(line.values)]
    return line


_TITLES = frozenset({"TI", "T1"})


def _starts_reference(
    line: _TagLine, tag: str, current: TaggedReference, syntax: TagSyntax
) -> bool:
    """Whether a line starts a new reference; `tag` is the RIS tag."""
    if line.tag == syntax.start:
        is_apart = line.is_behind_blank and syntax.openers != frozenset()
        return syntax.start in current.values or is_apart
    if not line.is_behind_blank:
        return False
    if syntax.openers is None:
        return True
    return line.tag in syntax.openers and bool({tag, *_TITLES} & current.values.keys())


def drop_full_stop(title: str) -> str:
    """The title without the final period that some indexes add."""
    return title[:-1] if title.endswith(".") and not title.endswith("..") else title
