"""Measures whether the search finds the papers that readers mean, with the scripts of the browser.

`make bench-search` takes the captures (380 papers), queries and corpus (10,000 papers) in ../shared.
It prints how often the intended paper comes first, requests and bytes until the first results, the
size of the index, and the processor time of building it. Queries for known items are drawn from
titles with a fixed seed.
"""

from __future__ import annotations

import json
import random
import subprocess
import sys
import tempfile
import time
from collections.abc import Iterator, Mapping, Sequence
from pathlib import Path
from typing import Any

from papershelf.catalogue.catalogue import Catalogue, build_catalogue
from papershelf.core.project import STARTER_VOCABULARIES
from papershelf.importing.importer import run_import
from papershelf.records.loader import load_collection
from papershelf.records.model import Paper, PaperId
from papershelf.search.index import build_index, number_papers
from papershelf.search.terms import COMMON_WORDS
from papershelf.sources.own.data_folder import read_data
from papershelf.text.folding import plain_title_key
from papershelf.text.latex_render import render_plain

ROOT = Path(__file__).parent.parent
SHARED = ROOT.parent / "shared"
FORMS = ROOT / "tests" / "search" / "word_forms.json"
SEED = 20261121
KNOWN_ITEMS = 250
FEWEST_WORDS, LONG_WORD = 5, 6

Queries = Mapping[str, Sequence[tuple[str, PaperId]]]


def read_catalogue(files: Sequence[Path]) -> Catalogue:
    """Read the papers of some files."""
    with tempfile.TemporaryDirectory() as folder:
        run_import(files, data=Path(folder), fallback=STARTER_VOCABULARIES)
        read = load_collection(read_data(Path(folder), STARTER_VOCABULARIES))
    return build_catalogue(read.papers, read.groups, read.tags, read.venues)


def known_items(papers: Sequence[Paper]) -> Queries:
    """Return queries of readers who look for a paper that they know."""
    chance = random.Random(SEED)
    found: dict[str, list[tuple[str, PaperId]]] = {}
    chosen = [paper for paper in sorted(papers, key=lambda paper: paper.id) if paper.authors]
    chance.shuffle(chosen)
    for paper in chosen:
        for kind, query in _item_queries(paper, chance):
            found.setdefault(kind, []).append((query, paper.id))
        if len(next(iter(found.values()), ())) == KNOWN_ITEMS:
            break
    return found


def _item_queries(paper: Paper, chance: random.Random) -> Iterator[tuple[str, str]]:
    words = render_plain(paper.title).split()
    plain = [word for word in words if word.isascii() and word.isalpha()]
    telling = [word for word in plain if len(word) > 3 and word.lower() not in COMMON_WORDS]
    long = [place for place, word in enumerate(words) if len(word) >= LONG_WORD and word in plain]
    if len(words) < FEWEST_WORDS or not telling or not long:
        return
    place = chance.choice(long)
    letter = chance.randrange(len(words[place]))
    mistyped = words[place][:letter] + words[place][letter + 1 :]
    yield "full title", " ".join(words)
    yield "first five words", " ".join(words[:FEWEST_WORDS])
    yield "one letter missing", " ".join([*words[:place], mistyped, *words[place + 1 :]])
    yield "surname and a word", f"{paper.authors[0].name.split()[-1]} {chance.choice(telling)}"
    yield "three words", " ".join(words[:3])


def described_papers(papers: Sequence[Paper]) -> Queries:
    """Return the queries that describe a paper: keywords, questions and paraphrases."""
    ids = {plain_title_key(render_plain(paper.title)): paper.id for paper in papers}
    found: dict[str, list[tuple[str, PaperId]]] = {}
    for line in (SHARED / "queries" / "dev.jsonl").read_text("utf-8").splitlines():
        asked = json.loads(line)
        wanted = ids[plain_title_key(render_plain(asked["title"]))]
        found.setdefault(asked["kind"], []).append((asked["query"], wanted))
    return found


def notations() -> tuple[Catalogue, Queries]:
    """Return papers titled with one form of a word, and queries with the other; see `word_forms.json`."""
    pairs = json.loads(FORMS.read_text("utf-8"))["same"]
    papers = [Paper(id=PaperId(f"p-{n}"), title=title) for n, (title, _) in enumerate(pairs)]  # type: ignore[arg-type]
    queries = [(query, paper.id) for paper, (_, query) in zip(papers, pairs, strict=True)]
    return build_catalogue(papers, {}, {}, {}), {"notations, scripts": queries}


def measure(name: str, catalogue: Catalogue, queries: Queries) -> None:
    """Build the index, ask all queries, and print a line for each kind."""
    began = time.process_time()
    files = build_index(catalogue)
    seconds = time.process_time() - began
    size = sum(map(len, files.values())) / 1e6
    print(
        f"{name}: {len(catalogue.papers):,} papers, index of {len(files)} files with {size:.1f} MB"
        f" in {seconds:.1f} s"
    )
    answers = iter(run_queries(files, [query for kind in queries.values() for query, _ in kind]))
    numbered = number_papers(catalogue)
    for kind, asked in queries.items():
        report(kind, [wanted for _, wanted in asked], [next(answers) for _ in asked], numbered)


def run_queries(files: Mapping[str, bytes], queries: Sequence[str]) -> list[dict[str, Any]]:
    """Return what the scripts of the site answer, with requests, bytes and time."""
    with tempfile.TemporaryDirectory() as folder:
        for path, content in files.items():
            place = Path(folder) / path
            place.parent.mkdir(parents=True, exist_ok=True)
            place.write_bytes(content)
        done = subprocess.run(
            ["node", "--no-warnings", str(ROOT / "benchmarks" / "search_run.mjs"), folder],
            input=json.dumps(queries),
            capture_output=True,
            text=True,
            check=True,
        )
    answers: list[dict[str, Any]] = json.loads(done.stdout)
    return answers


def report(
    kind: str,
    wanted: Sequence[PaperId],
    answers: Sequence[dict[str, Any]],
    numbered: Sequence[Paper],
) -> None:
    """Print how many are first and in the first five, and the mean reciprocal rank."""
    ids = [[numbered[number].id for number in answer["papers"]] for answer in answers]
    places = [one.index(paper) + 1 for one, paper in zip(ids, wanted, strict=True) if paper in one]
    count = len(wanted)

    def spread(value: str, scale: float = 1) -> str:
        values = sorted(answer[value] / scale for answer in answers)
        return f"{values[count // 2]:.0f} (at most {values[-1]:.0f})"

    print(
        f"  {kind:19} {sum(place == 1 for place in places):3} first,"
        f" {sum(place <= 5 for place in places):3} in five of {count:3},"
        f" MRR {sum(1 / place for place in places) / count:.3f};"
        f" requests {spread('requests')}, kB {spread('bytes', 1000)}, ms {spread('millis')}"
    )


def main() -> None:
    """Measure everything."""
    captures = sorted((SHARED / "captures").glob("*.txt"))
    if not captures:
        sys.exit("../shared with captures, queries and a corpus is missing")
    described = read_catalogue(captures)
    measure("captures", described, described_papers(described.papers))
    measure("forms of words", *notations())
    corpus = read_catalogue([SHARED / "corpus" / "papers-10k.jsonl.gz"])
    measure("corpus", corpus, known_items(corpus.papers))


if __name__ == "__main__":
    main()
