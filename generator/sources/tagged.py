"""Files of tagged lines in, references out: the loop of RIS, PubMed, Web of Science and Refer.

A reference keeps its values under the tags of RIS; a format with tags of its own has a table that
translates them. A line without a tag goes on with the value before it.
"""

from __future__ import annotations

import re
from collections import Counter, defaultdict
from collections.abc import Iterator, Mapping
from dataclasses import dataclass, field

from generator.sources.gathering import Gathering


@dataclass(frozen=True, slots=True, kw_only=True)
class Syntax:
    """What the lines of a tagged format look like.

    `line` matches a tag and its value. A reference begins with the tag `start`, and ends with
    `end`, if the format has that tag; behind a blank line another may begin with one of `openers`,
    too, or with any tag, if these are `None`. Tags of `outside` stand around references. `tags`
    gives the tag of RIS for each tag; `None` says that they are the same. Of the tags in `lists`
    each line is a value of its own. `nearly` matches a line that has a tag but for one sign.
    """

    line: re.Pattern[str]
    start: str
    end: str = ""
    openers: frozenset[str] | None = frozenset()
    outside: frozenset[str] = frozenset()
    tags: Mapping[str, str] | None = None
    lists: frozenset[str] = frozenset()
    nearly: re.Pattern[str] | None = None
    is_indented: bool = False
    """Whether tags stand at the beginning of a line, and a line behind white space has none."""


@dataclass(frozen=True, slots=True)
class Reference:
    """The values of one reference by the tags of RIS, and the line it begins on."""

    line: int
    values: defaultdict[str, list[str]] = field(default_factory=lambda: defaultdict(list))
    used: set[str] = field(default_factory=set)
    order: list[str] = field(default_factory=list)
    names: dict[str, str] = field(default_factory=dict)
    """The tag of the source, where it is not that of RIS."""

    def add(self, tag: str, value: str, name: str = "") -> list[str]:
        """Append a value, and return the list in which it is the last."""
        if name and name != tag:
            self.names[tag] = name
        self.order.append(tag)
        values = self.values[tag]
        values.append(value)
        return values

    def first(self, *tags: str) -> str:
        """The first value that one of these tags has."""
        for tag in tags:
            for value in self.values.get(tag, ()):
                if value:
                    self.used.add(value)
                    return value
        return ""

    def all(self, *tags: str) -> Iterator[str]:
        """All values of these tags; those taken from the iterator count as read."""
        for tag in tags:
            for value in self.values.get(tag, ()):
                if value:
                    self.used.add(value)
                    yield value

    def peek(self, *tags: str) -> Iterator[str]:
        """All values of these tags, for a look that uses nothing of them yet."""
        return (value for tag in tags for value in self.values.get(tag, ()) if value)

    def take(self, tag: str) -> list[str]:
        """All values of a tag, which has none from then on."""
        values = self.values.pop(tag, [])
        self.used.update(values)
        return [value for value in values if value]

    def in_order(self) -> Iterator[tuple[str, str]]:
        """Each tag with its value, in the order of the file."""
        seen: Counter[str] = Counter()
        for tag in self.order:
            yield tag, self.values[tag][seen[tag]]
            seen[tag] += 1

    def unread(self) -> Iterator[str]:
        """The tags that have a value which was not read, under this or another tag."""
        for tag, values in self.values.items():
            if tag != "TY" and any(value and value not in self.used for value in values):
                yield self.names.get(tag, tag)


def read_references(text: str, syntax: Syntax, gathered: Gathering) -> Iterator[Reference]:
    """The references of a text; one that is never ended, ends where the next begins."""
    current: Reference | None = None
    last: list[str] = []
    goes_on_as, is_behind_blank = "", False
    for number, line in enumerate(text.split("\n"), 1):
        bare = line.rstrip() if syntax.is_indented and current else line.strip()
        found = syntax.line.match(bare)
        if not found:
            if last and bare:
                if syntax.nearly and syntax.nearly.match(line):
                    gathered.warn(number, f"goes on with the value above it: {line.strip()[:60]!r}")
                if goes_on_as and current:
                    current.add(goes_on_as, bare.strip())
                else:
                    last[-1] += f" {bare.strip()}"
            is_behind_blank = not bare
            continue
        source_tag, value = found[1], (found[2] or "").strip()
        tag = source_tag
        if syntax.tags is not None and source_tag not in (syntax.start, syntax.end):
            tag = syntax.tags.get(source_tag, f"{source_tag} of the source")
        if current is not None:
            begins = _begins(source_tag, tag, current, syntax, is_behind_blank=is_behind_blank)
            if begins and syntax.end:
                gathered.warn(number, f"begins before the one above has its {syntax.end} line")
            if begins or source_tag == syntax.end:
                yield current
                current, last = None, []
        is_behind_blank = False
        if source_tag != syntax.end and source_tag not in syntax.outside:
            # Some put the name of the database or the title before the first tag.
            current = current or Reference(number)
            if tag in _TITLES and value not in ("", *current.values.get(tag, (value,))):
                message = f"a second title; see whether its {syntax.start} line is missing"
                gathered.warn(number, message, "title")
            last = current.add(tag, value, source_tag)
            goes_on_as = tag if source_tag in syntax.lists else ""
    if current is not None:
        yield current


_TITLES = frozenset({"TI", "T1"})


def _begins(
    source_tag: str, tag: str, current: Reference, syntax: Syntax, *, is_behind_blank: bool
) -> bool:
    """Whether a new reference begins with a tag; `tag` is that of RIS."""
    if source_tag == syntax.start:
        return syntax.start in current.values or (is_behind_blank and syntax.openers != frozenset())
    if not is_behind_blank:
        return False
    if syntax.openers is None:
        return True
    return source_tag in syntax.openers and bool({tag, *_TITLES} & current.values.keys())


def drop_full_stop(title: str) -> str:
    """A title without the full stop that some indexes put behind every title."""
    return title[:-1] if title.endswith(".") and not title.endswith("..") else title
