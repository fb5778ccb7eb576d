"""Results of a query with what a reader sees of each paper."""

from __future__ import annotations

from collections.abc import Callable, Iterable, Iterator, Mapping
from dataclasses import dataclass
from itertools import islice

from papershelf.catalogue.catalogue import Catalogue
from papershelf.records.model import Paper
from papershelf.search.index import build_index, number_papers
from papershelf.search.query.engine import SearchResult, search
from papershelf.search.query.index_reader import IndexReader
from papershelf.text.folding import fold_text


@dataclass(frozen=True, slots=True)
class FoundPaper:
    """A paper in the list of results; `related` are the words to which it is related in meaning.

    `missing` are the other words of the query that it lacks, if it was found by its words.
    """

    id: str
    title: str
    authors: str
    year: int
    missing: tuple[str, ...] = ()
    related: tuple[str, ...] = ()


def find_papers(
    index: IndexReader, query: str, limit: int
) -> tuple[SearchResult, list[FoundPaper]]:
    """Find the papers for a query; return the result and the first papers."""
    result = search(index, query)
    papers = [_read_paper(index, result, number) for number in islice(result.papers, limit)]
    # As in the browser, a title that is the query goes first.
    wanted = fold_text(query)
    papers.sort(key=lambda paper: fold_text(paper.title) != wanted)
    return result, papers


def search_catalogue(catalogue: Catalogue, query: str) -> tuple[Paper, ...]:
    """Return the papers of a catalogue for a query, best first, if they have all of its words.

    If no paper has all words, those that have some of them.
    """
    files = build_index(catalogue)
    result = search(IndexReader(_reader_of(files)), query)
    papers = number_papers(catalogue)
    found = result.papers[: result.complete_count] or result.papers
    return tuple(papers[number] for number in found)


def _reader_of(files: Mapping[str, bytes]) -> Callable[[str], bytes]:
    return files.__getitem__


def _read_paper(index: IndexReader, result: SearchResult, number: int) -> FoundPaper:
    name, title, authors, year, *_ = index.card(number)
    missing, related = result.missing.get(number, ()), result.meant.get(number, ())
    return FoundPaper(name, title, authors, year, missing, related)


def describe_result(result: SearchResult) -> Iterator[str]:
    """Yield what to say about a result, one sentence a line."""
    if result.corrected:
        yield f"Spelling corrected: {_list(f'{k} → {v}' for k, v in result.corrected.items())}"
    if result.ignored:
        yield f"Searched as plain words: {_list(result.ignored)}"
    if result.unknown:
        yield f"No paper contains: {_list(result.unknown)}"
    if result.papers and not result.complete_count:
        if not result.unknown:
            yield "No paper contains all of these words."
        yield _describe_partial(result)


def _describe_partial(result: SearchResult) -> str:
    if not result.meant:
        return "These contain some of the words."
    if any(paper not in result.meant or result.missing[paper] for paper in result.papers):
        return "These contain some of the words or are related in meaning."
    return "These are related in meaning."


def _list(words: Iterable[str]) -> str:
    return ", ".join(words)
