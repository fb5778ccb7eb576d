"""`python -m benchmarks.search_quality [FILE ...]`: measures how well search finds known papers.

Runs the search scripts of the site in Node.js. The collection consists of the captures and the
corpus in ../shared, and of the files named on the command line. Queries are generated from the
captures with a fixed seed: words of a title in another order without one, two rare words of an
abstract, exact titles, titles with one misspelled word, and random letters. With `--misses`, each
query whose paper was not first is printed.
"""

from __future__ import annotations

import json
import random
import string
import subprocess
import sys
import tempfile
from collections import Counter
from collections.abc import Callable, Iterator, Sequence
from pathlib import Path

from papershelf.catalogue.catalogue import Catalogue, build_catalogue
from papershelf.core.project import STARTER_VOCABULARIES
from papershelf.importing.importer import run_import
from papershelf.records.loader import load_collection
from papershelf.records.model import Paper, PaperId
from papershelf.search.index import build_index, number_papers
from papershelf.search.terms import COMMON_WORDS, split_words
from papershelf.sources.own.data_folder import read_data
from papershelf.text.latex_render import render_plain
from papershelf.text.plurals import stem_word

ROOT = Path(__file__).parent.parent
SHARED = ROOT.parent / "shared"
SEED = 20261121
KNOWN_ITEMS = 100
MISSPELLED = 150
LONG_WORD = 6

Query = tuple[str, PaperId | None]


def read_catalogue(
    captures: Sequence[Path], others: Sequence[Path]
) -> tuple[Catalogue, set[PaperId]]:
    """Import all files. Returns the catalogue, and the ids of the papers in captures."""
    with tempfile.TemporaryDirectory() as folder:
        data = Path(folder)
        run_import(captures, data=data, fallback=STARTER_VOCABULARIES)
        wanted = {
            paper.id for paper in load_collection(read_data(data, STARTER_VOCABULARIES)).papers
        }
        run_import(others, data=data, fallback=STARTER_VOCABULARIES)
        collection = load_collection(read_data(data, STARTER_VOCABULARIES))
    catalogue = build_catalogue(
        collection.papers, collection.groups, collection.tags, collection.venues
    )
    return catalogue, wanted & catalogue.by_id.keys()


def shuffled_titles(papers: Sequence[Paper], rng: random.Random) -> Iterator[Query]:
    """Words of titles in random order, without one of them."""
    for paper in papers:
        words = split_words(render_plain(paper.title))
        if len(words) >= 4:
            rng.shuffle(words)
            yield " ".join(words[1:]), paper.id


def rare_words(
    papers: Sequence[Paper], counts: Counter[str], rng: random.Random
) -> Iterator[Query]:
    """Two of the rarest words of abstracts."""
    for paper in papers:
        words = sorted(
            {word for word in split_words(render_plain(paper.abstract)) if len(word) > 3},
            key=lambda word: (counts[stem_word(word)], word),
        )[:8]
        if len(words) == 8:
            yield " ".join(rng.sample(words, 2)), paper.id


def exact_titles(papers: Sequence[Paper]) -> Iterator[Query]:
    """Exact titles."""
    for paper in papers:
        yield render_plain(paper.title), paper.id


def leave_out(word: str, place: int) -> str:
    """Omit a letter."""
    return word[:place] + word[place + 1 :]


def double(word: str, place: int) -> str:
    """Type a letter twice."""
    return word[: place + 1] + word[place:]


def swap(word: str, place: int) -> str:
    """Swap two adjacent letters."""
    place = min(place, len(word) - 2)
    return word[:place] + word[place + 1] + word[place] + word[place + 2 :]


def misspelled_titles(
    papers: Sequence[Paper], mistake: Callable[[str, int], str], rng: random.Random
) -> Iterator[Query]:
    """Titles with one typing mistake in a long word."""
    for paper in papers:
        words = split_words(render_plain(paper.title))
        long = [
            place
            for place, word in enumerate(words)
            if len(word) >= LONG_WORD
            and word.isascii()
            and word.isalpha()
            and word not in COMMON_WORDS
        ]
        if long:
            place = rng.choice(long)
            word = words[place]
            wrong = mistake(word, rng.randrange(len(word)))
            if wrong != word:
                words[place] = wrong
                yield " ".join(words), paper.id


def nonsense(count: int, rng: random.Random) -> Iterator[Query]:
    """Words of random letters."""
    for _ in range(count):
        letters = [rng.choices(string.ascii_lowercase, k=rng.randint(8, 12)) for _ in "ab"]
        yield " ".join("".join(word) for word in letters), None


def make_queries(catalogue: Catalogue, wanted: set[PaperId]) -> dict[str, list[Query]]:
    """The queries of each kind; the same papers give the same queries."""
    rng = random.Random(SEED)
    papers = [catalogue.by_id[name] for name in sorted(wanted)]
    rng.shuffle(papers)
    counts = Counter(
        word
        for paper in catalogue.papers
        for word in {stem_word(word) for word in split_words(render_plain(paper.abstract))}
    )
    mistakes = {"missing": leave_out, "doubled": double, "swapped": swap}
    return {
        "title words": [*shuffled_titles(papers, rng)][:KNOWN_ITEMS],
        "rare words": [*rare_words(papers, counts, rng)][:KNOWN_ITEMS],
        "exact titles": [*exact_titles(papers)],
        **{
            f"letter {name}": [*misspelled_titles(papers, mistake, rng)][:MISSPELLED]
            for name, mistake in mistakes.items()
        },
        "nonsense": [*nonsense(KNOWN_ITEMS, rng)],
    }


def run_queries(catalogue: Catalogue, texts: Sequence[str]) -> list[dict[str, object]]:
    """Run queries in Node.js. Returns for each query the ids found, the bytes read and the time."""
    with tempfile.TemporaryDirectory() as folder:
        for path, content in build_index(catalogue).items():
            place = Path(folder) / path
            place.parent.mkdir(parents=True, exist_ok=True)
            place.write_bytes(content)
        script = ROOT / "benchmarks" / "search_run.mjs"
        done = subprocess.run(
            ["node", str(script), folder],
            input=json.dumps(texts),
            capture_output=True,
            text=True,
            check=True,
        )
    answers: list[dict[str, object]] = json.loads(done.stdout)
    numbered = number_papers(catalogue)
    for answer in answers:
        found = answer["papers"]
        assert isinstance(found, list)
        answer["ids"] = [numbered[number].id for number in found]
    return answers


def report(kind: str, queries: Sequence[Query], answers: Sequence[dict[str, object]]) -> None:
    """Print a line with the share of papers ranked first and in the first five, and the MRR."""
    places = []
    for (text, wanted), answer in zip(queries, answers, strict=True):
        ids = answer["ids"]
        assert isinstance(ids, list)
        if wanted is None:
            places.append(0 if ids else 1)
        else:
            places.append(ids.index(wanted) + 1 if wanted in ids else 0)
        if "--misses" in sys.argv and places[-1] != 1:
            print(f"    {places[-1]:3} {text!r} corrected {answer['corrected']}")
    count = len(places)
    first = sum(place == 1 for place in places) / count
    five = sum(1 <= place <= 5 for place in places) / count
    mean = sum(1 / place for place in places if place) / count
    kilobytes = sorted(int(str(answer["bytes"])) / 1000 for answer in answers)
    millis = sorted(float(str(answer["millis"])) for answer in answers)
    print(
        f"{kind:16} {count:4}  first {first:6.1%}  first five {five:6.1%}  MRR {mean:.3f}"
        f"  kB median {kilobytes[count // 2]:.0f}, max {kilobytes[-1]:.0f}"
        f"  ms median {millis[count // 2]:.1f}, max {millis[-1]:.1f}"
    )


def main() -> None:
    """Run all queries and print the table."""
    captures = sorted((SHARED / "captures").glob("*.txt"))
    if not captures:
        sys.exit("../shared/captures has no files to generate queries from")
    named = [Path(name) for name in sys.argv[1:] if not name.startswith("--")]
    catalogue, wanted = read_catalogue(captures, [*sorted(SHARED.glob("corpus/*.jsonl")), *named])
    queries = make_queries(catalogue, wanted)
    print(f"{len(catalogue.papers):,} papers, {len(wanted)} of them from the captures")
    texts = [text for kind in queries.values() for text, _ in kind]
    answers = iter(run_queries(catalogue, texts))
    for kind, some in queries.items():
        report(kind, some, [next(answers) for _ in some])


if __name__ == "__main__":
    main()
