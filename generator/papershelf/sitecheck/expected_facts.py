"""What a paper's record says, and how a view of it is held against that.

A `Work` comes in, its facts go out by name; facts that a view told come in, problems go out, each
with both values. A fact is a text or a row of texts; what nobody told is "" or ().
"""

from __future__ import annotations

import re
from collections.abc import Callable, Iterator, Mapping
from dataclasses import dataclass
from itertools import zip_longest
from typing import Literal

from papershelf.core.errors import Problem
from papershelf.core.name_rules import join_name
from papershelf.exports.citation_data import Work
from papershelf.records.model import Author
from papershelf.text.cleaning import clean_line, truncate
from papershelf.text.folding import fold, title_key

Value = str | tuple[str, ...]
Facts = Mapping[str, Value]
Keys = Mapping[str, Callable[[str], str]]
"""By field, the form in which two texts are compared; other fields must be the same letters."""

UNREADABLE = (ValueError, KeyError, TypeError, AttributeError, IndexError)
"""What a reader raises for a file that is not what we wrote: it may hold anything."""
_SHOWN = 120


@dataclass(frozen=True, slots=True, kw_only=True)
class Truth:
    """All that a paper's views have to agree with.

    `tags` are the names of its tags, `page` is the absolute address of its page or "".
    """

    work: Work
    tags: tuple[str, ...] = ()
    page: str = ""

    @property
    def status(self) -> str:
        """What became of a paper that no longer stands, else ""."""
        status = self.work.paper.status
        return status.kind if status else ""

    @property
    def facts(self) -> dict[str, Value]:
        """The facts that most views tell."""
        work, paper = self.work, self.work.paper
        return {
            "title": one_line(work.title),
            "authors": tuple(author.name for author in paper.authors),
            "date": work.issued or "",
            "editors": tuple(editor.name for editor in paper.editors),
            "venue": work.container,
            "series": paper.series,
            "track": paper.track,
            "session": paper.session,
            "decision": paper.decision,
            "edition": paper.edition,
            "volume": paper.volume,
            "issue": paper.issue,
            "first page": work.first_page,
            "last page": work.last_page,
            "article number": paper.article_number,
            "publisher": work.publisher,
            "place": paper.place,
            "isbn": paper.isbn,
            "issn": paper.issn,
            "doi": paper.doi or "",
            "arxiv": paper.arxiv or "",
            "pmid": paper.pmid,
            "url": work.url,
            "pdf": work.pdf,
            "abstract": one_line(work.abstract),
            "citation key": work.key,
            "tags": self.tags,
            "page": self.page,
            "status": self.status,
        }

    def pick(self, *names: str) -> dict[str, Value]:
        """Some of the facts."""
        facts = self.facts
        return {name: facts[name] for name in names}

    def pick_turned(self, *names: str) -> dict[str, Value]:
        """Some of the facts, people by the parts of their names, such as Robert for Bob."""
        paper = self.work.paper
        people = {"authors": paper.authors, "editors": paper.editors}
        parts = {name: tuple(map(_by_parts, people[name])) for name in names if name in people}
        return self.pick(*names) | parts


def _by_parts(author: Author) -> str:
    is_parted = author.family and not author.kind
    return join_name(author.given, author.family) if is_parted else author.name


def one_line(text: str) -> str:
    """A text with single spaces only."""
    return " ".join(text.split())


def name_key(name: str) -> str:
    """The words of a name in any order: formats turn names round, and may not lose a word."""
    words = fold(name) or clean_line(name).casefold().replace(",", " ")
    return " ".join(sorted(words.split()))


def edition_key(edition: str) -> str:
    """An edition without the ending of its number: `2` for `2nd`."""
    return re.sub(r"^([0-9]+)(?:st|nd|rd|th)$", r"\1", edition)


LATEX: Keys = dict.fromkeys(("title", "venue", "publisher", "series", "place"), title_key)
"""For views in which LaTeX or MathML stands where the record's plain twin has other signs."""
TURNED_NAMES: Keys = {"authors": name_key, "editors": name_key}
BOOKS: Keys = {"edition": edition_key}


def compare(  # noqa: PLR0913  # the two sides, how to compare them, where they are and who says it
    told: Facts,
    meant: Facts,
    keys: Keys,
    *,
    path: str,
    view: str = "",
    truth: Literal["record", "collection"] = "record",
) -> Iterator[Problem]:
    """A problem for each fact that a view tells otherwise, leaves out or makes up."""
    for name in dict.fromkeys((*meant, *told)):
        says, is_so = told.get(name, ""), meant.get(name, "")
        key = keys.get(name, str)
        if says == is_so or not (says or is_so):
            continue
        field = f"{view} {name}".strip()
        if isinstance(says, str) and isinstance(is_so, str):
            if key(says) != key(is_so):
                yield _disagreement(path, field, says, is_so, truth)
        else:
            yield from _compare_rows(_row(says), _row(is_so), key, (path, field, truth))


def _row(value: Value) -> tuple[str, ...]:
    return value if isinstance(value, tuple) else tuple(filter(None, [value]))


def _compare_rows(
    says: tuple[str, ...],
    is_so: tuple[str, ...],
    key: Callable[[str], str],
    where: tuple[str, str, str],
) -> Iterator[Problem]:
    """The first difference of two rows; the rest mostly follows from it."""
    path, field, truth = where
    for number, (one, other) in enumerate(zip_longest(says, is_so), 1):
        if one is None or other is None or key(one) != key(other):
            yield _disagreement(path, f"{field} {number}", one or "", other or "", truth)
            return


def _disagreement(path: str, field: str, says: str, is_so: str, truth: str) -> Problem:
    return Problem(path, 0, field, f"says {quote(says)}, the {truth} says {quote(is_so)}")


def quote(text: str) -> str:
    """A text as a message shows it: what it says in quotes, or that it says nothing."""
    return f'"{truncate(one_line(text), _SHOWN)}"' if text else "nothing"
