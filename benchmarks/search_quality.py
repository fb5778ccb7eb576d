"""Measures whether the search finds the papers that readers mean, with the scripts of the browser.

`make bench-search` prints tables in Markdown: the size and build time of the index, how often the
intended paper comes first, requests and kB until the first results, whether other ways to write a
word find the same papers, and first results on a slow network if there is a Chromium. Collections
and queries are in the folder ../shared; without it, papers are made up.
"""

from __future__ import annotations

import argparse
import json
import shutil
import subprocess
import tempfile
import time
from collections.abc import Iterable, Mapping, Sequence
from dataclasses import dataclass
from pathlib import Path
from typing import Any

from benchmarks.search_page import measure_page
from benchmarks.search_queries import (
    CAPTURES,
    CORPUS,
    DESCRIPTIONS,
    ROOT,
    SAME_WORD,
    SHARED,
    Queries,
    described_papers,
    forms_of_words,
    known_items,
    load_synthetic,
    read_catalogue,
    scripts,
)
from papershelf.catalogue.catalogue import Catalogue
from papershelf.core.settings import Settings
from papershelf.records.model import PaperId
from papershelf.search.index import number_papers, update_index
from papershelf.search.index_state import IndexCache
from papershelf.vectors.table import load_table
from tools.screenshots import CHROMIUM_NAMES

_SMALL, _LARGE = 380, 10_000
_ANSWER = tuple[list[str], dict[str, Any]]


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
        table = load_table() if settings.meaning else None
        files, _ = update_index(catalogue, keys, IndexCache(), settings, table)
        processor_seconds = time.process_time() - processor_began
        return cls(catalogue, files, time.perf_counter() - began, processor_seconds)

    def ask(self, queries: Sequence[str]) -> list[_ANSWER]:
        """Return the ids of the papers that the scripts find, and what each query costs."""
        ids = [paper.id for paper in number_papers(self.catalogue)]
        with tempfile.TemporaryDirectory() as folder:
            write_files(self.files, Path(folder))
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

    def ask_kinds(self, queries: Queries) -> dict[str, list[tuple[PaperId, _ANSWER]]]:
        """Return for each query of a kind the paper that it means, and the answer."""
        answers = iter(self.ask([query for asked in queries.values() for query, _ in asked]))
        return {
            kind: [(wanted, next(answers)) for _, wanted in asked]
            for kind, asked in queries.items()
        }


def write_files(files: Mapping[str, bytes], folder: Path) -> None:
    """Write the files of an index."""
    for path, content in files.items():
        (folder / path).parent.mkdir(parents=True, exist_ok=True)
        (folder / path).write_bytes(content)


def print_table(title: str, head: Sequence[str], rows: Iterable[Sequence[str]]) -> None:
    """Print a table in Markdown."""
    print(f"\n## {title}\n\n| {' | '.join(head)} |\n|{'---|' * len(head)}")
    for row in rows:
        print(f"| {' | '.join(row)} |", flush=True)


def print_index_sizes(collections: Sequence[Collection]) -> None:
    """Print sizes and build times."""
    print_table(
        "Index",
        ("papers", "files", "MB", "build, CPU", "build, wall"),
        (
            (
                f"{len(one.catalogue.papers):,}",
                f"{len(one.files):,}",
                f"{sum(map(len, one.files.values())) / 1e6:.1f}",
                f"{one.processor_seconds:.1f} s",
                f"{one.seconds:.1f} s",
            )
            for one in collections
        ),
    )


def print_known_items(large: Collection) -> None:
    """Print the places of papers that a reader knows, and what queries cost."""
    found = large.ask_kinds(known_items(large.catalogue.papers))
    print_table(
        f"Known items, {len(large.catalogue.papers):,} papers",
        ("query", "first", "in five", "MRR", *_COSTS),
        (
            (kind, *_score(answers), _mean_reciprocal_rank(answers), *_costs(answers))
            for kind, answers in found.items()
        ),
    )


def print_descriptions(methods: Mapping[str, Collection]) -> None:
    """Print the places of papers that a query describes: first / in the first five."""
    [papers, *_] = [one.catalogue.papers for one in methods.values()]
    queries = described_papers(papers)
    rows = []
    for method, collection in methods.items():
        found = collection.ask_kinds(queries)
        rows.append((method, *("/".join(_score(answers)) for answers in found.values())))
    title = f"Descriptions, {len(papers):,} papers: first/in the first five of 100"
    print_table(title, ("method", *queries), rows)


def print_questions(large: Collection) -> None:
    """Print what questions in ordinary language cost in a large collection."""
    lines = map(json.loads, DESCRIPTIONS.read_text("utf-8").splitlines())
    questions = [line["query"] for line in lines if line["kind"] == "question"]
    answers = [(PaperId(""), answer) for answer in large.ask(questions)]  # type: ignore[arg-type]
    words = sum(len(question.split()) for question in questions) / len(questions)
    print_table(
        f"Questions, {len(large.catalogue.papers):,} papers",
        ("query", *_COSTS),
        [(f"questions, {words:.0f} words on average", *_costs(answers))],
    )


def print_forms(large: Collection) -> None:
    """Print whether all ways to write a word find the same papers."""
    # A space at the end: the last word is complete.
    answers = iter(large.ask([f"{query} " for ways in SAME_WORD for query in ways]))
    rows = []
    for ways in SAME_WORD:
        found = [
            {*papers[: answer["complete"]]} for papers, answer in (next(answers) for _ in ways)
        ]
        shared, any_way = set.intersection(*found), set.union(*found)
        rows.append((" · ".join(f"`{way}`" for way in ways), f"{len(shared)} of {len(any_way)}"))
    print_table("Ways to write a word", ("queries", "papers found by all ways"), rows)


def print_titles(title: str, collection: Collection, queries: Queries) -> None:
    """Print how often a title is found by another form of its words."""
    found = collection.ask_kinds(queries)
    print_table(
        title,
        ("queries", "first", "found"),
        (
            (
                kind,
                _score(answers)[0],
                f"{sum(one in papers for one, (papers, _) in answers)} of {len(answers)}",
            )
            for kind, answers in found.items()
        ),
    )


def _score(answers: Sequence[tuple[PaperId, _ANSWER]]) -> tuple[str, str]:
    """Return how many papers come first, and how many are in the first five."""
    first = sum(papers[:1] == [wanted] for wanted, (papers, _) in answers)
    return str(first), str(sum(wanted in papers[:5] for wanted, (papers, _) in answers))


def _mean_reciprocal_rank(answers: Sequence[tuple[PaperId, _ANSWER]]) -> str:
    ranks = [papers.index(wanted) + 1 for wanted, (papers, _) in answers if wanted in papers]
    return f"{sum(1 / rank for rank in ranks) / len(answers):.3f}"


_COSTS = (
    "requests: median, worst",
    "kB: median, worst",
    "requests with meaning",
    "kB with meaning",
    "ms: median, worst",
)
_COST_VALUES = (
    ("requests", 1),
    ("bytes", 1000),
    ("joined_requests", 1),
    ("joined_bytes", 1000),
    ("millis", 1),
)


def _costs(answers: Sequence[tuple[PaperId, _ANSWER]]) -> Iterable[str]:
    for value, scale in _COST_VALUES:
        values = sorted(cost[value] / scale for _, (_, cost) in answers)
        yield f"{values[len(values) // 2]:.0f}, {values[-1]:.0f}"


def main() -> None:
    """Measure everything."""
    options = argparse.ArgumentParser(description=__doc__)
    options.add_argument("--without-meaning", action="store_true", help="search by words only")
    options.add_argument("--more", type=int, default=0, help="also index so many made-up papers")
    options.add_argument("--site", type=Path, help="a built site to open in Chromium")
    asked = options.parse_args()
    settings = Settings(meaning=not asked.without_meaning)
    has_shared = DESCRIPTIONS.is_file() and CORPUS.is_file()
    if has_shared:
        catalogues = [read_catalogue(sorted(CAPTURES.glob("*.txt"))), read_catalogue([CORPUS])]
    else:
        print(f"{SHARED} has no captures, queries and corpus: all papers are made up")
        catalogues = [load_synthetic(_SMALL), load_synthetic(_LARGE)]
    small, large = (Collection.build(catalogue, settings) for catalogue in catalogues)
    more = [Collection.build(load_synthetic(asked.more), settings)] if asked.more else []
    print_index_sizes([small, large, *more])
    print_known_items(large)
    if has_shared:
        methods = {"words": Collection.build(small.catalogue, Settings(meaning=False))}
        if settings.meaning:
            methods["words and meaning"] = small
        print_descriptions(methods)
        print_questions(large)
        print_forms(large)
    forms, queries = forms_of_words()
    print_titles("Other forms of a word", Collection.build(forms, settings), queries)
    titles, queries = scripts()
    print_titles("Scripts", Collection.build(titles, settings), queries)
    chromium = next(filter(None, map(shutil.which, CHROMIUM_NAMES)), None)
    if chromium is None:
        print("\nChromium is not installed: first results on a slow network are not measured")
    else:
        head, rows = measure_page(chromium, asked.site, CORPUS if has_shared else None)
        print_table("First results in Chromium, slow 4G", head, rows)


if __name__ == "__main__":
    main()
