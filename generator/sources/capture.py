"""The text of a Daily Papers page, copied or saved: bytes in, a record for every paper out.

Such a text has no markup: titles and abstracts follow each other, with furniture of the page and
stray blank lines between. Which line is what is decided for the whole text at once: each line has
a cost as a title and a cost as an abstract, each sequence of two has a cost, and the cheapest
labelling wins (Viterbi's algorithm). So a title may end in a full stop, an abstract may be short
or have several paragraphs, and a title may lack its abstract.
"""

from __future__ import annotations

import re
from collections.abc import Iterator, Sequence
from dataclasses import dataclass
from itertools import pairwise

from generator.errors import Problem
from generator.sources.encoding import decode
from generator.sources.furniture import (
    is_furniture,
    is_inbox,
    is_masthead,
    names_submitter,
    parse_listed,
    split_listed,
    strip_glued,
)
from generator.sources.record import RawRecord, Reading

TITLE_LIMIT = 300
LONG = 250
"""What is longer is hardly a title."""


@dataclass(slots=True)
class Line:
    """A line with content: its number, its text, and what was seen around it."""

    number: int
    text: str
    after_blank: bool
    listed: tuple[str, str] | None


def is_capture(head: str) -> bool:
    """Whether a text looks like a page of papers: its furniture, or titles above prose."""
    lines = [line.strip() for line in head.split("\n") if line.strip()]
    if not lines or lines[0][0] in "{[<@%" or lines[0].startswith(("TY  -", "---")):
        return False
    if any(is_inbox(line) for line in lines[:20]):
        return True
    return any(len(one) <= 200 and len(two) > LONG and ". " in two for one, two in pairwise(lines))


def parse_capture(content: bytes, path: str) -> Reading:
    """Read titles and abstracts; each line that could not be used is a warning."""
    text, problems = decode(content, path)
    found = list(problems)
    lines = _unwrap(list(_content_lines(text)))
    blocks = list(_blocks(lines, _label(lines)))
    # A list of lines is no page of papers, unless the page says what it is.
    bare = sum(len(block) == 1 for block in blocks)
    trusted = 2 * bare <= len(blocks) or any(map(is_masthead, text.split("\n")))
    if not trusted:
        found += [_unused(line, path, "no page of papers") for line in lines]
        return Reading(problems=tuple(found))
    records: list[RawRecord] = []
    for block in blocks:
        record = _record(block, path, found, is_last=block[-1] is lines[-1])
        if record is not None:
            records.append(record)
    return Reading(records=tuple(records), problems=tuple(found))


# --- lines --------------------------------------------------------------------------------------


def _content_lines(text: str) -> Iterator[Line]:
    """The lines that are not blank and not furniture."""
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
        if day := parse_listed(rest):
            listed = day
        # A picture's caption repeats the title below it.
        elif not (is_furniture(rest) or names_someone or rest == previous):
            yield Line(number, rest, after_blank, listed)
        previous = rest
        after_blank = False


def _unwrap(lines: list[Line]) -> list[Line]:
    """Join what an editor broke at a fixed width: where the next word would not have fitted."""
    lengths = sorted(len(line.text) for line in lines)
    # A few lines are longer: those of addresses that cannot be broken.
    width = lengths[len(lengths) * 97 // 100] if lengths else 0
    full = "".join("x" if len(line.text) > width - 15 else " " for line in lines)
    # Titles of one length in a row are no broken text: that has long runs of full lines.
    if not 40 <= width <= 200 or full.count("x") < 0.4 * len(lines) or "xxx" not in full:
        return lines
    joined: list[Line] = []
    room = 0
    for line in lines:
        first_word = line.text.partition(" ")[0]
        if joined and not line.after_blank and room < len(first_word) + 1:
            joined[-1].text += " " + line.text
        else:
            joined.append(line)
        room = width - len(line.text)
    return joined


# --- labels -------------------------------------------------------------------------------------

_SENTENCE_BREAK = re.compile(r"[a-z0-9)\]$%][.!?] [A-Z\"'(]")
_ADDRESS = re.compile(r"https?://|\bwww\.|\bgithub\.com/")
_PROSE = re.compile(
    r"\b(?:[Ww]e|[Oo]ur|[Tt]his (?:paper|work|article|study)|is|are|was|were|has|have|been)\b"
)
_NO_ABSTRACT = 3.0
_NEW_PARAGRAPH = 3.0
_NO_TITLE = 6.0


def _title_cost(text: str) -> float:
    """How unlike a title a line is."""
    steps = ((150, 1.0), (200, 2.0), (LONG, 3.0), (TITLE_LIMIT, 9.0))
    cost = sum(price for length, price in steps if len(text) > length)
    cost += 4.0 * bool(_SENTENCE_BREAK.search(text))
    cost += 4.0 * bool(_ADDRESS.search(text))
    cost += 1.5 * text.endswith(".")
    if text[0].islower() or len(text) > 100:
        cost += 0.5 * min(len(_PROSE.findall(text)), 4)
    return cost


def _abstract_cost(text: str) -> float:
    """How unlike an abstract a line is."""
    if len(text) > LONG:
        return 0.0
    cost = 1.0 if len(text) > 150 else 2.0 if len(text) > 80 else 2.5
    if _SENTENCE_BREAK.search(text):
        return cost - 1.0
    if text.endswith(".") or _ADDRESS.search(text):
        return cost
    # Prose without a full stop happens, but seldom is it short.
    return cost + (4.5 if len(text) <= 150 else 2.0) - 0.5 * min(len(_PROSE.findall(text)), 3)


def _label(lines: Sequence[Line]) -> list[bool]:
    """For each line whether it is a title; the cheapest sequence of all."""
    if not lines:
        return []
    # The cost of the best sequence that ends in a title, and in an abstract.
    best = (_title_cost(lines[0].text), _NO_TITLE + _abstract_cost(lines[0].text))
    back: list[tuple[bool, bool]] = []
    for line in lines[1:]:
        to_title = (best[0] + _NO_ABSTRACT, best[1])
        to_abstract = (best[0], best[1] + _NEW_PARAGRAPH)
        back.append((to_title[0] < to_title[1], to_abstract[0] <= to_abstract[1]))
        best = (
            min(to_title) + _title_cost(line.text),
            min(to_abstract) + _abstract_cost(line.text),
        )
    label = best[0] + _NO_ABSTRACT <= best[1]
    labels = [label]
    for from_title, from_title_to_abstract in reversed(back):
        label = from_title if label else from_title_to_abstract
        labels.append(label)
    return labels[::-1]


# --- papers -------------------------------------------------------------------------------------


def _blocks(lines: Sequence[Line], labels: Sequence[bool]) -> Iterator[list[Line]]:
    """Each title with the lines of its abstract; before the first title, what has none."""
    block: list[Line] = []
    for line, is_title in zip(lines, labels, strict=True):
        if is_title and block:
            yield block
            block = []
        block.append(line)
    if block:
        yield block


def _record(
    block: Sequence[Line], path: str, problems: list[Problem], *, is_last: bool
) -> RawRecord | None:
    title, abstract = block[0], block[1:]
    if _title_cost(title.text) > _NO_TITLE and not abstract:
        problems.append(_unused(title, path, "text without a title"))
        return None
    if not abstract:
        # A word or two between papers is a name or a button; at the end a text may be cut short.
        if len(title.text.split()) < 3 and not is_last:
            problems.append(_unused(title, path, "neither a title nor an abstract"))
            return None
        message = f"{title.text[:60]!r} has no abstract here"
        problems.append(Problem(path, title.number, "abstract", message, "warning"))
    for line in abstract[1:]:
        if len(line.text) > LONG:
            message = "a second text under one title; see whether a title is missing above it"
            problems.append(Problem(path, line.number, "abstract", message, "warning"))
    fields: dict[str, object] = {"title": title.text}
    lines = {"title": title.number}
    if abstract:
        fields["abstract"] = "\n\n".join(line.text for line in abstract)
        lines["abstract"] = abstract[0].number
    year, day = title.listed or ("", "")
    if year:
        fields["featured"] = [f"{year}-{day}"]
    return RawRecord(fields=fields, path=path, line=title.number, lines=lines, listed=day)


def _unused(line: Line, path: str, what: str) -> Problem:
    return Problem(path, line.number, "", f"not used, {what}: {line.text[:60]!r}", "warning")
