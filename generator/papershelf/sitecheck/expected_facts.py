"""The expected facts of a paper, and their comparison with a view of it.

Takes a `Citation`; returns its facts by name. Takes the facts found in a view; returns problems
with both values. A fact is a string or a tuple of strings; a missing fact is "" or ().
"""

from __future__ import annotations

import re
from collections.abc import Callable, Iterator, Mapping
from dataclasses import dataclass
from itertools import zip_longest
from typing import Literal

from papershelf.core.errors import Problem
from papershelf.core.name_rules import join_name
from papershelf.core.own_fields import OwnField
from papershelf.exports.citation_data import Citation
from papershelf.records.model import Author
from papershelf.records.own_values import export_own_values, own_texts
from papershelf.text.cleaning import clean_line, truncate
from papershelf.text.folding import fold_text, plain_title_key
from papershelf.text.json_text import dump_json

FactValue = str | tuple[str, ...]
FactValues = Mapping[str, FactValue]
FactNormalizers = Mapping[str, Callable[[str], str]]
"""Normalizers by field, applied to both texts before comparison; other fields must match exactly."""

PARSE_ERRORS = (ValueError, KeyError, TypeError, AttributeError, IndexError)
"""Exceptions of parsers for unexpected content, since a file may contain anything."""
_QUOTED_LENGTH = 120


@dataclass(frozen=True, slots=True, kw_only=True)
class ExpectedFacts:
    """Everything that the views of a paper must agree with.

    `tags` are the names of its tags, `page_address` is the absolute address of its page or "";
    `own_fields` are the fields that the collection declares itself.
    """

    citation: Citation
    tags: tuple[str, ...] = ()
    page_address: str = ""
    own_fields: tuple[OwnField, ...] = ()

    @property
    def exported_own_values(self) -> str:
        """The values of declared fields in exports, as JSON, or ""."""
        values = export_own_values(self.citation.paper.extra, self.own_fields)
        return dump_json(values) if values else ""

    @property
    def shown_own_values(self) -> tuple[str, ...]:
        """The values of declared fields on the page of the paper, in order."""
        shown = (field for field in self.own_fields if "paper" in field.shown_on)
        texts = (own_texts(self.citation.paper.extra, field) for field in shown)
        return tuple(collapse_spaces(", ".join(values)) for values in texts if values)

    @property
    def status(self) -> str:
        """The retraction or withdrawal status of a paper, or ""."""
        status = self.citation.paper.status
        return status.kind if status else ""

    @property
    def common_facts(self) -> dict[str, FactValue]:
        """The facts that most views contain."""
        work, paper = self.citation, self.citation.paper
        return {
            "title": collapse_spaces(work.title),
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
            "abstract": collapse_spaces(work.abstract),
            "citation key": work.citation_key,
            "tags": self.tags,
            "page": self.page_address,
            "status": self.status,
        }

    def select_facts(self, *names: str) -> dict[str, FactValue]:
        """Select some of the facts."""
        facts = self.common_facts
        return {name: facts[name] for name in names}

    def pick_turned(self, *names: str) -> dict[str, FactValue]:
        """Select some of the facts; names are built from their parts, which may differ from the full name."""
        paper = self.citation.paper
        people = {"authors": paper.authors, "editors": paper.editors}
        parts = {name: tuple(map(_by_parts, people[name])) for name in names if name in people}
        return self.select_facts(*names) | parts


def _by_parts(author: Author) -> str:
    is_parted = author.family and not author.kind
    return join_name(author.given, author.family) if is_parted else author.name


def collapse_spaces(text: str) -> str:
    """Collapse runs of whitespace into single spaces."""
    return " ".join(text.split())


def sorted_name_words(name: str) -> str:
    """Sort the words of a name: formats reorder the parts of names, but must not lose a word."""
    words = fold_text(name) or clean_line(name).casefold().replace(",", " ")
    return " ".join(sorted(words.split()))


def normalize_edition(edition: str) -> str:
    """Normalize an edition to its number without suffix: `2` for `2nd`."""
    return re.sub(r"^([0-9]+)(?:st|nd|rd|th)$", r"\1", edition)


LATEX_NORMALIZERS: FactNormalizers = dict.fromkeys(
    ("title", "venue", "publisher", "series", "place"), plain_title_key
)
"""Normalizers for views with LaTeX or MathML, whose plain form may use other characters."""
NAME_NORMALIZERS: FactNormalizers = {"authors": sorted_name_words, "editors": sorted_name_words}
BOOK_NORMALIZERS: FactNormalizers = {"edition": normalize_edition}


def compare_facts(  # noqa: PLR0913  # both sides, normalizers and the location for problems
    actual: FactValues,
    expected: FactValues,
    normalizers: FactNormalizers,
    *,
    path: str,
    view: str = "",
    truth: Literal["record", "collection"] = "record",
) -> Iterator[Problem]:
    """Yield a problem for each fact that a view states differently, omits or invents."""
    for name in dict.fromkeys((*expected, *actual)):
        actual_value, expected_value = actual.get(name, ""), expected.get(name, "")
        key = normalizers.get(name, str)
        if actual_value == expected_value or not (actual_value or expected_value):
            continue
        field = f"{view} {name}".strip()
        if isinstance(actual_value, str) and isinstance(expected_value, str):
            if key(actual_value) != key(expected_value):
                yield _disagreement_problem(path, field, actual_value, expected_value, truth)
        else:
            yield from _compare_values(
                _as_tuple(actual_value), _as_tuple(expected_value), key, (path, field, truth)
            )


def _as_tuple(value: FactValue) -> tuple[str, ...]:
    return value if isinstance(value, tuple) else tuple(filter(None, [value]))


def _compare_values(
    actual: tuple[str, ...],
    expected: tuple[str, ...],
    normalizer: Callable[[str], str],
    context: tuple[str, str, str],
) -> Iterator[Problem]:
    """Report only the first difference of two tuples; the others usually follow from it."""
    path, field, truth = context
    for number, (one, other) in enumerate(zip_longest(actual, expected), 1):
        if one is None or other is None or normalizer(one) != normalizer(other):
            yield _disagreement_problem(path, f"{field} {number}", one or "", other or "", truth)
            return


def _disagreement_problem(path: str, field: str, actual: str, expected: str, truth: str) -> Problem:
    return Problem(
        path, 0, field, f"has {quote_fact(actual)}, but the {truth} has {quote_fact(expected)}"
    )


def quote_fact(text: str) -> str:
    """Format a fact for a message: its value in quotes, or a note that it is missing."""
    return f'"{truncate(collapse_spaces(text), _QUOTED_LENGTH)}"' if text else "nothing"


@dataclass(frozen=True, slots=True, kw_only=True)
class FileFormatCheck:
    """How a format is parsed, and what it must contain for a paper."""

    parse: Callable[[str], Iterator[FactValues]]
    expected_facts: Callable[[ExpectedFacts], FactValues]
    normalizers: FactNormalizers
