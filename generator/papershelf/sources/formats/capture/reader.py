"""The text of a Daily Papers page, copied or saved: bytes in, a record for every paper out.

Such a text has no markup: titles and abstracts follow each other in turns, with furniture of the
page and stray blank lines between. `capture_labels` decides which line is what, for the whole page
at once. So a title may end in a full stop, an abstract may be short or have several paragraphs,
and a title may lack its abstract. Every place where the order is broken or a label is uncertain is
a warning with its line.
"""

from __future__ import annotations

import re
from collections.abc import Iterator, Sequence
from dataclasses import dataclass
from itertools import pairwise

from papershelf.core.errors import Problem
from papershelf.sources.formats.capture.boilerplate import (
    Furniture,
    is_inbox,
    is_masthead,
    names_submitter,
    parse_furniture,
    parse_listed,
    split_listed,
    strip_glued,
)
from papershelf.sources.formats.capture.line_labels import (
    LONG,
    Choice,
    Label,
    label_lines,
    resembles_title,
)
from papershelf.sources.formats.capture.line_unwrap import find_starts
from papershelf.sources.parsing.encoding import decode
from papershelf.sources.parsing.raw_record import RawRecord, Reading

_OTHER_FORMAT = re.compile(r"[{<@%]|\[[^A-Za-z]|TY  -|---")


@dataclass(slots=True)
class Line:
    """A line with content: its number, its text, and what was seen around it."""

    number: int
    text: str
    after_blank: bool
    listed: tuple[str, str] | None
    furniture: Furniture


@dataclass(frozen=True, slots=True)
class Part:
    """A line of a paper and how it was labelled."""

    line: Line
    choice: Choice


def is_capture(head: str) -> bool:
    """Whether a text looks like a page of papers: its furniture, or titles above prose."""
    lines = [line.strip() for line in head.split("\n") if line.strip()]
    if not lines or _OTHER_FORMAT.match(lines[0]):
        return False
    if any(is_inbox(line) for line in lines[:20]):
        return True
    return any(len(one) <= 200 and len(two) > LONG and ". " in two for one, two in pairwise(lines))


def parse_capture(content: bytes, path: str) -> Reading:
    """Read titles and abstracts; each line that could not be used or is uncertain is a warning."""
    text, problems = decode(content, path)
    found = list(problems)
    parts = _parts(_unwrap(list(_content_lines(text))))
    papers = list(_papers(parts))
    # A list of lines is no page of papers, unless the page says what it is.
    bare = sum(len(paper) == 1 for paper in papers)
    trusted = 2 * bare <= len(papers) or any(map(is_masthead, text.split("\n")))
    if not trusted:
        found += [_unused(part.line, path, "no page of papers") for part in parts]
        return Reading(problems=tuple(found))
    records: list[RawRecord] = []
    for paper in papers:
        record = _record(paper, path, found, is_last=paper[-1] is parts[-1])
        if record is not None:
            records.append(record)
    return Reading(records=tuple(records), problems=tuple(found))


# --- lines --------------------------------------------------------------------------------------


def _content_lines(text: str) -> Iterator[Line]:
    """The lines that are not blank; a caption that repeats the title below it is left out."""
    after_blank = after_inbox = False
    listed: tuple[str, str] | None = None
    previous = ""
    for number, raw in enumerate(text.split("\n"), 1):
        line = " ".join(raw.replace("\ufeff", "").split())
        if not line:
            after_blank = True
            continue
        rest = strip_glued(line, after_inbox=after_inbox)
        names_someone = names_submitter(previous) and len(rest) <= 40 and rest.count(" ") < 3
        after_inbox = is_inbox(line)
        if rest != line:
            day, rest = split_listed(rest)
            listed = day or listed
        listed = parse_listed(rest) or listed
        furniture = parse_furniture(rest)
        if names_someone:
            furniture = max(furniture, Furniture.WORDS)
        if rest != previous or furniture:
            yield Line(number, rest, after_blank, listed, furniture)
        previous = rest
        after_blank = False


def _unwrap(lines: list[Line]) -> list[Line]:
    """Join the lines that an editor broke at a fixed width."""
    joined: list[Line] = []
    for line, starts in zip(lines, find_starts(lines), strict=True):
        if starts:
            joined.append(line)
        else:
            joined[-1].text += " " + line.text
    return joined


# --- papers -------------------------------------------------------------------------------------


def _parts(lines: Sequence[Line]) -> list[Part]:
    """The lines that belong to papers, with their labels."""
    pairs = zip(lines, label_lines(lines), strict=True)
    return [Part(line, choice) for line, choice in pairs if choice.label is not Label.FURNITURE]


def _papers(parts: Sequence[Part]) -> Iterator[list[Part]]:
    """Each title with the lines of its abstract; before the first title, what has none."""
    paper: list[Part] = []
    for part in parts:
        if part.choice.label is Label.TITLE and paper:
            yield paper
            paper = []
        paper.append(part)
    if paper:
        yield paper


def _record(
    paper: Sequence[Part], path: str, problems: list[Problem], *, is_last: bool
) -> RawRecord | None:
    first, title = paper[0].choice, paper[0].line
    abstract = [part.line for part in paper[1:]]
    if first.label is Label.ABSTRACT:
        problems += [_unused(part.line, path, "text without a title") for part in paper]
        return None
    # A word or two between papers is a name or a button; at the end a text may be cut short.
    if not abstract and len(title.text.split()) < 3 and not is_last:
        problems.append(_unused(title, path, "neither a title nor an abstract"))
        return None
    problems += _doubts(paper, path)
    fields: dict[str, object] = {"title": title.text}
    lines = {"title": title.number}
    if abstract:
        fields["abstract"] = "\n\n".join(line.text for line in abstract)
        lines["abstract"] = abstract[0].number
    year, day = title.listed or ("", "")
    if year:
        fields["featured"] = [f"{year}-{day}"]
    return RawRecord(fields=fields, path=path, line=title.number, lines=lines, listed=day)


def _doubts(paper: Sequence[Part], path: str) -> Iterator[Problem]:
    """What a person should look at: at most one warning for each line."""
    title, abstract = paper[0], paper[1:]
    message = ""
    if not abstract:
        yield _warning(title.line, path, "abstract", f"{_show(title.line)} has no abstract here")
    elif title.line.furniture:
        message = f"read as a title, but may be a part of the page: {_show(title.line)}"
    elif title.choice.is_uncertain:
        message = f"read as a title, but may be a part of an abstract: {_show(title.line)}"
    if message:
        yield _warning(title.line, path, "title", message)
    for place, part in enumerate(abstract):
        shown = _show(part.line)
        if place and len(part.line.text) > LONG:
            message = "a second text under one title; see whether a title is missing above it"
            yield _warning(part.line, path, "abstract", f"{message}: {shown}")
        elif place:
            message = f"a second text under one title; see whether it is a title: {shown}"
            yield _warning(part.line, path, "abstract", message)
        elif part.choice.is_uncertain or resembles_title(part.line.text):
            message = f"read as an abstract, but may be a title: {shown}"
            yield _warning(part.line, path, "abstract", message)


def _warning(line: Line, path: str, field: str, message: str) -> Problem:
    return Problem(path, line.number, field, message, "warning")


def _show(line: Line) -> str:
    """The beginning of a line, to find it by."""
    return repr(line.text[:60])


def _unused(line: Line, path: str, what: str) -> Problem:
    return _warning(line, path, "", f"not used, {what}: {_show(line)}")
