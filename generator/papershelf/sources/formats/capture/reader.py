"""Reads the text of a Daily Papers page, copied or saved; one record per paper.

The text has no markup: titles and abstracts alternate, with boilerplate and blank lines in between.
`line_labels` classifies all lines of the page together, so a title may end in a period, an abstract
may be short or have several paragraphs, and may be missing. Lines that break the order or have an
uncertain label become warnings.
"""

from __future__ import annotations

import re
from collections.abc import Iterator, Sequence
from dataclasses import dataclass
from itertools import pairwise

from papershelf.core.errors import Problem
from papershelf.sources.formats.capture.boilerplate import (
    BoilerplateKind,
    announces_submitter,
    classify_boilerplate,
    is_newsletter_prompt,
    is_page_heading,
    parse_listed_day,
    split_listed_day,
    strip_boilerplate,
)
from papershelf.sources.formats.capture.line_labels import (
    MIN_ABSTRACT_LENGTH,
    LabelChoice,
    LineLabel,
    is_likely_title,
    label_lines,
)
from papershelf.sources.formats.capture.line_unwrap import mark_paragraph_starts
from papershelf.sources.parsing.encoding import decode_foreign
from papershelf.sources.parsing.raw_record import RawRecord, ReadResult

_OTHER_FORMAT = re.compile(r"[{<@%]|\[[^A-Za-z]|TY  -|---")


@dataclass(slots=True)
class PageLine:
    """A non-blank line: number, text and context."""

    number: int
    text: str
    is_after_blank: bool
    listed_day: tuple[str, str] | None
    furniture: BoilerplateKind


@dataclass(frozen=True, slots=True)
class LabeledLine:
    """A line of a paper and its label."""

    line: PageLine
    label_choice: LabelChoice


def is_capture(head: str) -> bool:
    """Whether a text looks like a page of papers: boilerplate, or titles above prose."""
    lines = [line.strip() for line in head.split("\n") if line.strip()]
    if not lines or _OTHER_FORMAT.match(lines[0]):
        return False
    if any(is_newsletter_prompt(line) for line in lines[:20]):
        return True
    return any(
        len(one) <= 200 and len(two) > MIN_ABSTRACT_LENGTH and ". " in two
        for one, two in pairwise(lines)
    )


def parse_capture(content: bytes, path: str) -> ReadResult:
    """Parse titles and abstracts; each unused or uncertain line is a warning."""
    text, problems = decode_foreign(content, path)
    found = list(problems)
    parts = _label_paper_lines(_join_wrapped_lines(list(_content_lines(text))))
    papers = list(_group_by_paper(parts))
    # A list of single lines is not a page of papers, unless the page identifies itself as one.
    bare = sum(len(paper) == 1 for paper in papers)
    trusted = 2 * bare <= len(papers) or any(map(is_page_heading, text.split("\n")))
    if not trusted:
        found += [
            _unused_line_warning(part.line, path, "the file is not a page of papers")
            for part in parts
        ]
        return ReadResult(problems=tuple(found))
    records: list[RawRecord] = []
    for paper in papers:
        record = _make_record(paper, path, found, is_last=paper[-1] is parts[-1])
        if record is not None:
            records.append(record)
    return ReadResult(records=tuple(records), problems=tuple(found))


# --- lines --------------------------------------------------------------------------------------


def _content_lines(text: str) -> Iterator[PageLine]:
    """The non-blank lines, without captions that repeat the title below them."""
    after_blank = after_inbox = False
    listed: tuple[str, str] | None = None
    previous = ""
    for number, raw in enumerate(text.split("\n"), 1):
        line = " ".join(raw.replace("\ufeff", "").split())
        if not line:
            after_blank = True
            continue
        rest = strip_boilerplate(line, after_inbox=after_inbox)
        names_someone = announces_submitter(previous) and len(rest) <= 40 and rest.count(" ") < 3
        after_inbox = is_newsletter_prompt(line)
        if rest != line:
            day, rest = split_listed_day(rest)
            listed = day or listed
        listed = parse_listed_day(rest) or listed
        boilerplate = classify_boilerplate(rest)
        if names_someone:
            boilerplate = max(boilerplate, BoilerplateKind.WORDS)
        if rest != previous or boilerplate:
            yield PageLine(number, rest, after_blank, listed, boilerplate)
        previous = rest
        after_blank = False


def _join_wrapped_lines(lines: list[PageLine]) -> list[PageLine]:
    """Join lines that an editor wrapped at a fixed width."""
    joined: list[PageLine] = []
    for line, starts in zip(lines, mark_paragraph_starts(lines), strict=True):
        if starts:
            joined.append(line)
        else:
            joined[-1].text += " " + line.text
    return joined


# --- papers -------------------------------------------------------------------------------------


def _label_paper_lines(lines: Sequence[PageLine]) -> list[LabeledLine]:
    """The lines that belong to papers, with their labels."""
    pairs = zip(lines, label_lines(lines), strict=True)
    return [
        LabeledLine(line, choice)
        for line, choice in pairs
        if choice.label is not LineLabel.FURNITURE
    ]


def _group_by_paper(parts: Sequence[LabeledLine]) -> Iterator[list[LabeledLine]]:
    """Each title with the lines of its abstract; lines before the first title have none."""
    paper: list[LabeledLine] = []
    for part in parts:
        if part.label_choice.label is LineLabel.TITLE and paper:
            yield paper
            paper = []
        paper.append(part)
    if paper:
        yield paper


def _make_record(
    paper: Sequence[LabeledLine], path: str, problems: list[Problem], *, is_last: bool
) -> RawRecord | None:
    first, title = paper[0].label_choice, paper[0].line
    abstract = [part.line for part in paper[1:]]
    if first.label is LineLabel.ABSTRACT:
        problems += [
            _unused_line_warning(part.line, path, "text without a title") for part in paper
        ]
        return None
    # One or two words between papers are a name or button; at the end, the text may be truncated.
    if not abstract and len(title.text.split()) < 3 and not is_last:
        problems.append(_unused_line_warning(title, path, "not a title and not an abstract"))
        return None
    problems += _doubtful_line_warnings(paper, path)
    fields: dict[str, object] = {"title": title.text}
    lines = {"title": title.number}
    if abstract:
        fields["abstract"] = "\n\n".join(line.text for line in abstract)
        lines["abstract"] = abstract[0].number
    year, day = title.listed_day or ("", "")
    if year:
        fields["featured"] = [f"{year}-{day}"]
    return RawRecord(fields=fields, path=path, line=title.number, lines=lines, listed_day=day)


def _doubtful_line_warnings(paper: Sequence[LabeledLine], path: str) -> Iterator[Problem]:
    """Warnings about uncertain lines, at most one per line."""
    title, abstract = paper[0], paper[1:]
    message = ""
    if not abstract:
        yield _make_warning(
            title.line, path, "abstract", f"is missing for {_line_excerpt(title.line)}"
        )
    elif title.line.furniture:
        message = f"read as a title, but may be other text of the page: {_line_excerpt(title.line)}"
    elif title.label_choice.is_uncertain:
        message = f"read as a title, but may be part of an abstract: {_line_excerpt(title.line)}"
    if message:
        yield _make_warning(title.line, path, "title", message)
    for place, part in enumerate(abstract):
        shown = _line_excerpt(part.line)
        if place and len(part.line.text) > MIN_ABSTRACT_LENGTH:
            message = "second text after one title; a title may be missing above it"
            yield _make_warning(part.line, path, "abstract", f"{message}: {shown}")
        elif place:
            message = f"second text after one title, which may be a title: {shown}"
            yield _make_warning(part.line, path, "abstract", message)
        elif part.label_choice.is_uncertain or is_likely_title(part.line.text):
            message = f"read as an abstract, but may be a title: {shown}"
            yield _make_warning(part.line, path, "abstract", message)


def _make_warning(line: PageLine, path: str, field: str, message: str) -> Problem:
    return Problem(path, line.number, field, message, "warning")


def _line_excerpt(line: PageLine) -> str:
    """The start of a line, to identify it in messages."""
    return repr(line.text[:60])


def _unused_line_warning(line: PageLine, path: str, part_of_page: str) -> Problem:
    return _make_warning(line, path, "", f"not used ({part_of_page}): {_line_excerpt(line)}")
