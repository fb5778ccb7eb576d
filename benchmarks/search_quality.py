"""Measures whether the search finds the papers that readers mean, with the scripts of the browser.

`make bench-search` prints tables in Markdown. Each part can be run alone, such as
`make bench-search ARGS="methods page"`:

- `index`: size and build time of the index
- `known`: places of papers that a reader knows, and what queries cost
- `methods`: places of papers that a query describes, by words, by meaning and by both
- `costs`: requests and bytes until the first results, and until meaning has joined
- `forms`: whether other ways to write a word find the same papers
- `page`: what the search page finds in Chromium
- `processor`: processor time of queries in Chromium
- `network`: first results in Chromium on a slow network

`--more 100000` also measures as many papers, made from those at hand. The exit code is 1 if a
budget is exceeded. Collections and queries are in the folder ../shared; without it, papers are made
up, and parts that need the queries are left out.
"""

from __future__ import annotations

import argparse
import shutil
import sys
import tempfile
from collections.abc import Iterator, Sequence
from contextlib import AbstractContextManager
from functools import cached_property
from pathlib import Path

from playwright.sync_api import Browser

from benchmarks.search_browser import (
    THROTTLE,
    Processor,
    ask_page,
    measure_processor,
    open_browser,
)
from benchmarks.search_collection import Collection, by_kind, vary
from benchmarks.search_page import build_site, measure_page
from benchmarks.search_queries import (
    CAPTURES,
    CORPUS,
    DESCRIPTIONS,
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
from benchmarks.search_tables import (
    describe,
    median_and_worst,
    print_costs,
    print_index_sizes,
    print_known_items,
    print_methods,
    print_table,
    print_titles,
)
from papershelf.catalogue.catalogue import Catalogue
from papershelf.core.settings import Settings
from tools.screenshots import CHROMIUM_NAMES

_SMALL, _LARGE = 380, 10_000
_PROCESSOR_BUDGET = 30
"""Milliseconds that meaning may take on the processor of a phone, in the median."""
_NEED_QUERIES = ("methods", "costs", "page", "processor")
_NEED_CHROMIUM = ("page", "processor", "network")


class Bench:
    """The collections to measure, built when a part needs them, and the parts."""

    def __init__(self, more: int, site: Path | None, chromium: str | None) -> None:
        self._more = more
        self._site = site
        self._chromium = chromium
        self.has_shared = DESCRIPTIONS.is_file() and CORPUS.is_file()
        self.missed: list[str] = []

    @cached_property
    def _small(self) -> Collection:
        return Collection.build(self._captures, Settings())

    @cached_property
    def _large(self) -> Collection:
        return Collection.build(self._corpus, Settings())

    @cached_property
    def _captures(self) -> Catalogue:
        return self._read(sorted(CAPTURES.glob("*.txt")), _SMALL)

    @cached_property
    def _corpus(self) -> Catalogue:
        return self._read([CORPUS], _LARGE)

    def _read(self, files: Sequence[Path], count: int) -> Catalogue:
        return read_catalogue(files) if self.has_shared else load_synthetic(count)

    @cached_property
    def _all(self) -> Sequence[Collection]:
        more = [Collection.build(vary(self._corpus, self._more), Settings())] if self._more else []
        return [self._small, self._large, *more]

    @cached_property
    def _described(self) -> Queries:
        return described_papers(self._captures.papers)

    def index(self) -> None:
        """Print the size of each index."""
        print_index_sizes(self._all)

    def known(self) -> None:
        """Print where known papers come."""
        queries = known_items(self._corpus.papers)
        print_known_items(self._large, self._large.ask_kinds(queries))

    def methods(self) -> None:
        """Print where described papers come, alone and among many others."""
        mixed = read_catalogue([*sorted(CAPTURES.glob("*.txt")), CORPUS])
        for catalogue in (self._captures, mixed):
            queries = described_papers(catalogue.papers)
            both = Collection.build(catalogue, Settings())
            words = Collection.build(catalogue, Settings(meaning=False))
            methods = {
                "words only": words.ask_kinds(queries),
                "vectors only": both.ask_vectors(queries),
                "words and meaning": both.ask_kinds(queries),
            }
            print_methods(f"Descriptions, {both.size} papers: first/in the first five", methods)

    def costs(self) -> None:
        """Print what descriptions cost at each size."""
        for collection in self._all:
            self.missed += print_costs(collection, collection.ask_kinds(self._described))

    def forms(self) -> None:
        """Print whether all ways to write a word find the same papers."""
        # A space at the end: the last word is complete.
        answers = iter(self._large.ask([f"{query} " for ways in SAME_WORD for query in ways]))
        rows = []
        for ways in SAME_WORD:
            found = [
                {*papers[: answer["complete"]]} for papers, answer in (next(answers) for _ in ways)
            ]
            shared, any_way = set.intersection(*found), set.union(*found)
            names = " · ".join(f"`{way}`" for way in ways)
            rows.append((names, f"{len(shared)} of {len(any_way)}"))
        print_table("Ways to write a word", ("queries", "papers found by all ways"), rows)
        for title, (catalogue, queries) in {
            "Other forms of a word": forms_of_words(),
            "Scripts": scripts(),
        }.items():
            print_titles(title, Collection.build(catalogue, Settings()).ask_kinds(queries))

    def page(self) -> None:
        """Print where described papers come on the search page of a built site."""
        asked = [query for some in self._described.values() for query, _ in some]
        with tempfile.TemporaryDirectory() as folder, self._open() as browser:
            site = build_site(Path(folder), sorted(CAPTURES.glob("*.txt")))
            papers = ask_page(browser, site, asked)
        found = by_kind(self._described, [(one, {}) for one in papers])
        title = f"The search page in Chromium, {self._small.size} papers"
        print_table(title, ("method", *found), [describe("words and meaning", found)])

    def processor(self) -> None:
        """Print the processor time of queries at each size."""
        queries = [query for some in self._described.values() for query, _ in some[::5]]
        rows = []
        with self._open() as browser:
            for collection in self._all:
                with tempfile.TemporaryDirectory() as folder:
                    collection.write(Path(folder))
                    times = measure_processor(browser, Path(folder), queries)
                rows.append((collection.size, *_describe_times(times)))
                self.missed += _check_times(collection, times)
        title = f"Processor time in Chromium, {THROTTLE} times slower, on a fresh page"
        print_table(
            title, ("papers", "words, ms: median, worst", "meaning, ms: median, worst"), rows
        )

    def network(self) -> None:
        """Print the time until first results on a slow network."""
        with self._open() as browser:
            head, rows = measure_page(browser, self._site, [CORPUS] if self.has_shared else [])
        print_table("First results in Chromium, slow 4G", head, rows)

    def _open(self) -> AbstractContextManager[Browser]:
        return open_browser(self._chromium or "")


PARTS = ("index", "known", "methods", "costs", "forms", "page", "processor", "network")


def _describe_times(times: Sequence[Processor]) -> Iterator[str]:
    for values in zip(*times, strict=True):
        yield median_and_worst(values)


def _check_times(collection: Collection, times: Sequence[Processor]) -> Iterator[str]:
    median = sorted(one.meaning for one in times)[len(times) // 2]
    if median > _PROCESSOR_BUDGET:
        yield f"{collection.size} papers: meaning takes {median:.0f} ms, budget {_PROCESSOR_BUDGET}"


def main() -> int:
    """Measure everything, or some parts."""
    options = argparse.ArgumentParser(
        prog="make bench-search", description=__doc__, formatter_class=argparse.RawTextHelpFormatter
    )
    options.add_argument("parts", nargs="*", metavar="PART", help="parts to run [all]")
    options.add_argument("--more", type=int, default=0, help="also measure so many papers")
    options.add_argument("--site", type=Path, help="a built site for the part network")
    asked = options.parse_args()
    unknown = {*asked.parts} - {*PARTS}
    if unknown:
        options.error(f"unknown parts: {', '.join(sorted(unknown))}")
    chromium = next(filter(None, map(shutil.which, CHROMIUM_NAMES)), None)
    bench = Bench(asked.more, asked.site, chromium)
    for part in asked.parts or PARTS:
        if part in _NEED_QUERIES and not bench.has_shared:
            print(f"\n{part} is left out: {SHARED} has no captures, queries and corpus")
        elif part in _NEED_CHROMIUM and not chromium:
            print(f"\n{part} is left out: Chromium is not installed")
        else:
            getattr(bench, part)()
    print("\n" + "\n".join(bench.missed or ["all budgets are met"]))
    return 1 if bench.missed else 0


if __name__ == "__main__":
    sys.exit(main())
