"""Tests of the capture reader on random pages, in which every paper must be found.

Uses fabricated papers and patterns and, if the shared folder exists, real papers in the layouts of
real captures.
"""

from __future__ import annotations

import json
from collections.abc import Callable, Sequence
from dataclasses import dataclass
from itertools import pairwise
from pathlib import Path
from random import Random
from textwrap import TextWrapper

import pytest

from papershelf.sources.formats.capture.reader import parse_capture

Paper = tuple[str, str]


@dataclass(frozen=True)
class Pattern:
    """The layout of a page: boilerplate and gaps, which are sampled."""

    head: str
    inside: Sequence[str]
    between: Sequence[str]
    tail: str


_FORM = "Get trending papers in your email inbox!"
FABRICATED = (
    Pattern(f"{_FORM}\nSubscribe", ["\n"], ["\n"], "\n"),
    Pattern(f"{_FORM}\n{_FORM}\nSubscribe", ["\n"], ["\n", "\n \n\t\n"], "\n \n\t\t\n\t"),
    Pattern(
        f"new\n\n{_FORM}\n\nSubscribe\n\nDaily Papers\n\nbyAK and the research community\n\n"
        "May 7\n\n",
        ["\n\n"],
        ["\n\n", "\n\n\n"],
        "\n",
    ),
    Pattern(
        "Daily Papers\n\nby AK and the research community\n\nMay 7\n\n",
        ["\n\n· 12 authors\n\n3\n\n", "\n\n· 1 author\n\n", "\n\n"],
        ["\n\nSubmitted by\n\nada-l\n\n45\n\n", "\n\nUpvote\n\n7\n\n", "\n\n"],
        "\n\nCompany\n\nTOS\n\nPrivacy\n\nAbout\n",
    ),
)


def _words(rng: Random, count: int) -> str:
    stock = (
        "river sheep bell graph flock mountain of learning with weather maps causal sparse for "
        "meadow kernels under noise shepherds, toward walking (slow) and $k$-means GRASS-Net"
    ).split()
    return " ".join(rng.choice(stock) for _ in range(count))


def fabricated_papers(rng: Random, count: int) -> list[Paper]:
    """Papers of random words, with abstracts of all lengths."""
    papers = []
    for _ in range(count):
        sentences = rng.choices([1, 3, 5, 9, 14], [1, 2, 4, 4, 4])[0]
        abstract = " ".join(
            f"{rng.choice(['We study', 'Here is'])} {_words(rng, rng.randint(8, 25))}."
            for _ in range(sentences)
        )
        papers.append((_words(rng, rng.randint(2, 12)).strip(", ").title(), abstract))
    return papers


def _lengthen(title: str, length: int) -> str:
    return " ".join([title] * (length // (len(title) + 1) + 1))[:length].strip()


FORMS: tuple[Callable[[str], str], ...] = (
    lambda title: title,
    lambda title: f"{title}?",
    lambda title: f"{title}!",
    lambda title: f"{title}.",
    lambda title: f"{title}....",
    lambda title: f"{title}...",
    lambda title: f"{title}:",
    lambda title: _lengthen(title, 200),
    lambda title: f"{_lengthen(title, 230)}....",
    lambda title: f"{_lengthen(f'{title}. We Are Here', 240)}....",
    lambda title: f"{_lengthen(f'{title}? This paper is ours.', 290)}...",
    lambda title: title.lower(),
    lambda title: f"we show that {title.lower()} is what we have.",
    lambda title: max(title.split(), key=len),
    lambda title: f"{title}: code at https://example.org/{len(title)}",
    lambda title: f"{title}. See https://github.com/example/sheep. A Report....",
    lambda title: f"https://example.org/{len(title)}",
    lambda title: f"[Re] {title}",
    lambda title: f"${len(title)}$-{title}",
)


def compose(
    papers: Sequence[Paper],
    pattern: Pattern,
    rng: Random,
    forms: Sequence[Callable[[str], str]] = FORMS,
) -> tuple[str, list[tuple[str, str]]]:
    """A page of papers with titles of unusual forms, and the expected papers."""
    page, expected = pattern.head, []
    for place, (title, abstract) in enumerate(papers):
        odd = " ".join(rng.choice(forms)(title).split())
        gap = rng.choice(pattern.between) if place else ""
        page += f"{gap}{odd}{rng.choice(pattern.inside)}{abstract}"
        expected.append((odd, " ".join(abstract.split())))
    return page + pattern.tail, expected


def read_and_compare(pages: Sequence[tuple[str, list[tuple[str, str]]]]) -> int:
    """Check that all papers are found, and return the number of warnings."""
    uncertain = 0
    for page, expected in pages:
        reading = parse_capture(page.encode(), "page.txt")
        found = [
            (record.fields["title"], record.fields.get("abstract")) for record in reading.records
        ]
        assert found == expected
        assert all(problem.line for problem in reading.problems)
        uncertain += len(reading.problems)
    return uncertain


def sample_pages(
    papers: Sequence[Paper], patterns: Sequence[Pattern], entries: int, rng: Random
) -> list[tuple[str, list[tuple[str, str]]]]:
    """Pages of at least 40 papers, up to a total number of entries."""
    pages = []
    while entries > 0:
        size = rng.randint(40, 240)
        pages.append(compose(rng.choices(papers, k=size), rng.choice(patterns), rng))
        entries -= size
    return pages


def _pattern_of(path: Path) -> Pattern:
    """The boilerplate and blank lines of a real capture."""
    text = path.read_text(encoding="utf-8")
    spans: list[tuple[int, int]] = []
    for record in parse_capture(path.read_bytes(), path.name).records:
        for field in ("title", "abstract"):
            value = str(record.fields[field])
            start = text.index(value, spans[-1][1] if spans else 0)
            spans.append((start, start + len(value)))
    gaps = [text[end:start] for (_, end), (start, _) in pairwise(spans)]
    return Pattern(text[: spans[0][0]], gaps[::2], gaps[1::2], text[spans[-1][1] :])


@pytest.fixture
def real_papers(shared: Path) -> list[Paper]:
    text = (shared / "corpus" / "papers-3k.jsonl").read_text(encoding="utf-8")
    records = map(json.loads, text.splitlines())
    return [(" ".join(r["title"].split()), r["abstract"]) for r in records if r.get("abstract")]


@pytest.mark.parametrize("seed", range(4))
def test_papers_of_fabricated_pages_are_found(seed: int) -> None:
    rng = Random(seed)
    pages = sample_pages(fabricated_papers(rng, 200), FABRICATED, 1000, rng)
    assert read_and_compare(pages) <= 1


def test_papers_of_several_pages_in_a_file_are_found() -> None:
    rng = Random(5)
    pages = sample_pages(fabricated_papers(rng, 200), FABRICATED, 1000, rng)
    joined = "\n".join(page for page, _ in pages)
    assert read_and_compare([(joined, [paper for _, expected in pages for paper in expected])]) <= 1


@pytest.mark.parametrize("size", [1, 2, 3, 10_000])
def test_papers_of_pages_of_any_length_are_found(size: int) -> None:
    rng = Random(size)
    papers = fabricated_papers(rng, size)
    page = compose(papers, FABRICATED[1], rng)
    assert read_and_compare([page]) <= 5


@pytest.mark.seconds
@pytest.mark.parametrize("fabricated", [False, True])
def test_ten_thousand_real_papers_are_found(
    shared: Path, real_papers: list[Paper], fabricated: bool
) -> None:
    rng = Random(18)
    real = [_pattern_of(path) for path in sorted((shared / "captures").glob("*.txt"))]
    pages = sample_pages(real_papers, FABRICATED if fabricated else real, 10_000, rng)
    assert sum(len(expected) for _, expected in pages) >= 10_000
    assert read_and_compare(pages) <= 5


def wrap(page: str, width: int) -> str:
    """The page with lines wrapped as by an editor."""
    lines = page.split("\n")
    wrapper = TextWrapper(width, break_long_words=False, break_on_hyphens=False)
    return "\n".join(part for line in lines for part in wrapper.wrap(line) or [""])


@pytest.mark.parametrize("width", [60, 72, 80, 100, 120])
def test_papers_of_wrapped_pages_with_blank_lines_are_found(width: int) -> None:
    rng = Random(width)
    # Titles with repetitions could wrap into repeated lines, which are read as captions.
    forms = (*FORMS[:7], *FORMS[11:])
    page, expected = compose(fabricated_papers(rng, 400), FABRICATED[2], rng, forms)
    assert read_and_compare([(wrap(page, width), expected)]) <= 1


@pytest.mark.seconds
@pytest.mark.parametrize("width", [72, 80, 100, 120])
def test_most_papers_of_wrapped_pages_without_blank_lines_are_found(
    shared: Path, real_papers: list[Paper], width: int
) -> None:
    rng = Random(width)
    pattern = _pattern_of(min((shared / "captures").glob("*.txt")))
    page, expected = compose(rng.sample(real_papers, 1000), pattern, rng, FORMS[:1])
    records = parse_capture(wrap(page, width).encode(), "page.txt").records
    found = {(record.fields["title"], record.fields.get("abstract")) for record in records}
    # If the last lines of a title and of the abstract above are full, the boundary is unknown.
    assert sum(paper not in found for paper in expected) <= 20
