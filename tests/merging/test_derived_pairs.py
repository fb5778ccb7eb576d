"""Tests of a thousand derived pairs of records: none of two papers is merged, nearly all of one
are.

The papers are fabricated and, if `../shared` exists, from its corpus. Each pair is two BibTeX
entries in two files, imported in both orders.
"""

from __future__ import annotations

import gzip
import json
from collections import Counter
from collections.abc import Callable, Iterator, Sequence
from dataclasses import dataclass
from pathlib import Path

import pytest

from papershelf.importing.importer import run_import
from papershelf.records.identity_facts import title_identity_key
from tests.fabricated import VENUES
from tests.sources.everywhere import make_works

pytestmark = pytest.mark.seconds  # a thousand pairs, 3 s of processor time a case

PAIRS = 1000
Fields = dict[str, object]


@dataclass(frozen=True, slots=True)
class Base:
    """A paper from which pairs are derived."""

    number: int
    title: str
    authors: tuple[str, ...]
    abstract: str
    year: int


def journal(base: Base) -> Fields:
    """The paper as a journal article."""
    n = base.number
    return {
        "kind": "article", "journal": "Journal of Toy Models", "year": base.year,
        "volume": n % 40 + 1, "number": n % 4 + 1, "pages": f"{n + 1}--{n + 15}",
        "doi": f"10.1000/jtm.{n}", "abstract": base.abstract,
    }  # fmt: skip


def talk(base: Base) -> Fields:
    """The paper in conference proceedings."""
    return {
        "kind": "inproceedings", "booktitle": "Int. Conference on River Research",
        "year": base.year, "pages": f"{base.number + 1}--{base.number + 9}",
    }  # fmt: skip


def book(base: Base) -> Fields:
    """Title and authors as a book."""
    return {"kind": "book", "publisher": "Reed Press", "year": base.year}


def patent(base: Base) -> Fields:
    """Title and authors as a patent."""
    return {
        "kind": "misc", "year": base.year,
        "note": f"US Patent {base.number % 10 + 1},{base.number:03d},123",
    }  # fmt: skip


def arxiv(base: Base) -> Fields:
    """The preprint on arXiv, years earlier."""
    n = base.number
    return {
        "kind": "misc", "archiveprefix": "arXiv", "year": base.year - n % 5,
        "eprint": f"{(base.year - n % 5) % 100:02d}{n % 12 + 1:02d}.{n + 1:05d}",
        "abstract": _shorten(base.abstract),
    }  # fmt: skip


def server(name: str, doi: str, ago: int) -> Callable[[Base], Fields]:
    """The preprint on another server, with or without a DOI."""

    def fields(base: Base) -> Fields:
        made: Fields = {"kind": "article", "journal": name, "year": base.year - ago}
        return made | ({"doi": doi.format(base.number)} if doi else {})

    return fields


def changed(make: Callable[[Base], Fields], **changes: object) -> Callable[[Base], Fields]:
    """A record with changed values; `None` removes a value, a function computes it."""

    def fields(base: Base) -> Fields:
        made = make(base)
        for name, value in changes.items():
            made[name] = value(base) if callable(value) else value
        return {name: value for name, value in made.items() if value is not None}

    return fields


def _shorten(abstract: str) -> str:
    """The abstract as it might have been before review."""
    words = abstract.split()
    return " ".join(words[: len(words) * 3 // 5])


def _later(years: int) -> Callable[[Base], int]:
    return lambda base: base.year + years


SAME = {
    "arXiv and conference": (arxiv, talk),
    "arXiv and journal": (arxiv, journal),
    "bioRxiv and journal": (server("bioRxiv", "10.1101/2019.01.02.{:06d}", 4), journal),
    "SSRN and conference": (server("SSRN Electronic Journal", "10.2139/ssrn.{}", 1), talk),
    "HAL without a DOI and journal": (server("HAL", "", 3), journal),
    "Research Square and journal": (
        server("Research Square", "10.21203/rs.3.rs-{}/v1", 2),
        journal,
    ),
    "two sources of one article": (journal, changed(journal, doi=None, abstract=None, number=None)),
}
OTHER = {
    "another DOI": (journal, changed(journal, doi=lambda base: f"10.1000/jtm.{base.number}.b")),
    "another year": (changed(journal, doi=None), changed(journal, doi=None, year=_later(3))),
    "another volume": (
        changed(journal, doi=None), changed(journal, doi=None, volume=lambda b: b.number % 40 + 2),
    ),
    "another patent": (
        patent, changed(patent, note=lambda b: f"US Patent 11,{b.number:03d},456", year=_later(1)),
    ),
    "another edition": (
        changed(book, edition="First"), changed(book, edition="2nd", year=_later(2)),
    ),
    "a reprint": (book, changed(book, publisher="Weir Books", year=_later(1))),
    "another arXiv id": (arxiv, changed(arxiv, eprint=lambda b: f"1801.{b.number + 1:05d}")),
    "conference and journal": (
        talk, changed(journal, doi=None, volume=None, pages=None, year=_later(1)),
    ),
}  # fmt: skip


@pytest.fixture(params=["fabricated", "corpus"])
def bases(request: pytest.FixtureRequest) -> Sequence[Base]:
    """Papers with different titles."""
    if request.param == "corpus":
        shared: Path = request.getfixturevalue("shared")
        return list(_read_corpus(shared / "corpus" / "papers-10k.jsonl.gz"))
    return [
        Base(work.number, work.title.replace("&", "and"), tuple(work.authors), work.abstract, 2019)
        for work in make_works(PAIRS)
    ]


def _read_corpus(path: Path) -> Iterator[Base]:
    titles = set()
    with gzip.open(path, "rt", encoding="utf-8") as lines:
        for row in map(json.loads, lines):
            texts = [row["title"], *map(str, row.get("authors", ())), row.get("abstract", "")]
            key = title_identity_key(row["title"])
            # Special characters in BibTeX are not tested here.
            is_plain = not any(set("{}\\$%#&@_~^,<>") & set(text) for text in texts[:-1])
            if not is_plain or key in titles or not row.get("authors") or not texts[-1]:
                continue
            titles.add(key)
            abstract = "".join(char for char in texts[-1] if char.isalnum() or char in " .,")
            yield Base(len(titles), row["title"], tuple(texts[1:-1]), abstract, 2019)
            if len(titles) == PAIRS:
                return


def render(base: Base, fields: Fields) -> str:
    """A BibTeX entry."""
    made = {"title": f"{{{base.title}}}", "author": " and ".join(base.authors)} | fields
    kind = made.pop("kind")
    rows = ",\n".join(f"  {name} = {{{value}}}" for name, value in made.items())
    return f"@{kind}{{,\n{rows}\n}}\n"


@pytest.mark.parametrize("order", [1, -1])
def test_pairs_of_different_papers_are_never_merged_and_others_nearly_always(
    bases: Sequence[Base], tmp_path: Path, order: int
) -> None:
    data = tmp_path / "data"
    (data / "papers").mkdir(parents=True)
    (data / "venues.yaml").write_text(json.dumps(VENUES))
    kinds = [(True, *item) for item in SAME.items()] + [(False, *item) for item in OTHER.items()]
    derived = [(base, *kinds[place % len(kinds)]) for place, base in enumerate(bases)]
    for name, place in [("a.bib", 0), ("b.bib", 1)][::order]:
        path = tmp_path / name
        path.write_text("".join(render(base, pair[place](base)) for base, _, _, pair in derived))
        assert not run_import([path], data=data).refused
    lines = (data / "papers" / "imported.jsonl").read_text(encoding="utf-8").splitlines()
    found = Counter(title_identity_key(json.loads(line)["title"]) for line in lines)
    wrong: Counter[tuple[bool, str]] = Counter()
    for base, is_same, kind, _ in derived:
        if (found[title_identity_key(base.title)] == 1) is not is_same:
            wrong[is_same, kind] += 1
    assert not {kind: number for (is_same, kind), number in wrong.items() if not is_same}
    true_pairs = sum(is_same for _, is_same, _, _ in derived)
    assert len(derived) == PAIRS
    assert wrong.total() <= true_pairs * 0.05, wrong
    paths = (tmp_path / "a.bib", tmp_path / "b.bib")
    for path in paths:  # this may add names of preprint servers that venues.yaml lacks
        assert not run_import([path], data=data).new
    for path in paths:
        again = run_import([path], data=data)
        assert (again.unchanged, again.taken, again.edits) == (PAIRS, (), ())
