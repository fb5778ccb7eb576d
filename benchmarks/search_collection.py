"""Collections with their search index, asked with the scripts of the browser."""

from __future__ import annotations

import json
import subprocess
import tempfile
import time
from collections.abc import Mapping, Sequence
from dataclasses import dataclass, replace
from pathlib import Path
from typing import Any

from benchmarks.search_queries import ROOT, Queries
from papershelf.catalogue.catalogue import Catalogue, build_catalogue
from papershelf.core.identifiers import Slug
from papershelf.core.settings import Settings
from papershelf.records.model import Author, Paper, PaperId
from papershelf.search.index import number_papers, update_index
from papershelf.search.index_state import IndexCache
from papershelf.search.query.index_reader import IndexReader
from papershelf.search.query.joining import meaning_words
from papershelf.search.query.meaning import find_meaning
from papershelf.search.query.syntax import parse_query
from papershelf.search.query.word_groups import make_groups, query_words
from papershelf.vectors.paper_vectors import WordVectorizer
from papershelf.vectors.table import load_table

_LETTERS = "abcdefghijklmnopqrstuvwxyz"

Answer = tuple[list[str], dict[str, Any]]
"""The ids of the papers found, best first, and what the query costs."""
Answers = Mapping[str, Sequence[tuple[PaperId, Answer]]]
"""Answers by kind of query, each with the paper that the query means."""


@dataclass(frozen=True, slots=True)
class Collection:
    """A collection with the files of its index."""

    catalogue: Catalogue
    files: Mapping[str, bytes]
    seconds: float
    processor_seconds: float

    @classmethod
    def build(cls, catalogue: Catalogue, settings: Settings) -> Collection:
        """Build the index of a catalogue."""
        keys = {paper.id: paper.id for paper in catalogue.papers}
        began, processor_began = time.perf_counter(), time.process_time()
        vectorizer = WordVectorizer(load_table()) if settings.meaning else None
        files, _ = update_index(catalogue, keys, IndexCache(), settings, vectorizer)
        processor_seconds = time.process_time() - processor_began
        return cls(catalogue, files, time.perf_counter() - began, processor_seconds)

    @property
    def size(self) -> str:
        """The number of papers, for headings."""
        return f"{len(self.catalogue.papers):,}"

    def ask(self, queries: Sequence[str]) -> list[Answer]:
        """Return the ids of the papers that the scripts find, and what each query costs."""
        ids = [paper.id for paper in number_papers(self.catalogue)]
        with tempfile.TemporaryDirectory() as folder:
            self.write(Path(folder))
            done = subprocess.run(
                ["node", "--no-warnings", str(ROOT / "benchmarks" / "search_run.mjs"), folder],
                input=json.dumps(queries),
                capture_output=True,
                text=True,
                check=True,
            )
        return [
            ([ids[number] for number in answer["papers"]], answer)
            for answer in json.loads(done.stdout)
        ]

    def ask_kinds(self, queries: Queries) -> Answers:
        """Return the answers for each query of a kind."""
        return by_kind(
            queries, self.ask([query for asked in queries.values() for query, _ in asked])
        )

    def ask_vectors(self, queries: Queries) -> Answers:
        """Return what the vectors of the index find without any words."""
        ids = [paper.id for paper in number_papers(self.catalogue)]
        index = IndexReader(self.files.__getitem__)
        found: list[Answer] = []
        for query, _ in (one for asked in queries.values() for one in asked):
            words = query_words(parse_query(query))
            asked_words = meaning_words(words, make_groups(index, words), {}, index.paper_count)
            meaning = find_meaning(index, asked_words)
            scores = meaning.scores if meaning else {}
            papers = sorted(scores, key=lambda paper: (-scores[paper], -paper))
            found.append(([ids[paper] for paper in papers], {}))
        return by_kind(queries, found)

    def write(self, folder: Path) -> None:
        """Write the files of the index."""
        for path, content in self.files.items():
            (folder / path).parent.mkdir(parents=True, exist_ok=True)
            (folder / path).write_bytes(content)


def by_kind(queries: Queries, answers: Sequence[Answer]) -> Answers:
    """Return the answers to queries, which come in their order, by kind."""
    left = iter(answers)
    return {kind: [(wanted, next(left)) for _, wanted in asked] for kind, asked in queries.items()}


def vary(catalogue: Catalogue, count: int) -> Catalogue:
    """Return a catalogue of so many papers: those of another one, again with other ids and authors."""
    copies = range(-(-count // len(catalogue.papers)))
    papers = [_vary_paper(paper, copy) for copy in copies for paper in catalogue.papers]
    return build_catalogue(papers[:count], {}, catalogue.tags, catalogue.venues)


def _vary_paper(paper: Paper, copy: int) -> Paper:
    if not copy:
        return paper
    suffix = _LETTERS[copy % len(_LETTERS)] * 2
    authors = tuple(Author(name=f"{author.name}{suffix}") for author in paper.authors)
    name = PaperId(Slug(f"{paper.id}-{copy}"))
    return replace(paper, id=name, authors=authors, arxiv=None, doi=None)
