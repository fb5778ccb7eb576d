"""The complete index: takes a catalogue, returns the files of the index.

Papers are numbered from the oldest. A new paper is usually the newest, so it renumbers no other.
"""

from __future__ import annotations

import hashlib
import zlib
from collections.abc import Iterable, Mapping

from papershelf.catalogue.catalogue import Catalogue, most_used_venue_name, person_slug
from papershelf.catalogue.tag_hues import tag_hue
from papershelf.core.settings import Settings
from papershelf.records.model import Paper, PaperId
from papershelf.search.equivalents import render_equivalents
from papershelf.search.facets import (
    FACET_FIELDS,
    OwnFacet,
    facet_values,
    own_facets,
    render_facets,
    render_orders,
    render_persons,
)
from papershelf.search.index_state import FileCache, IndexCache
from papershelf.search.markers import ABBREVIATION_PREFIX
from papershelf.search.meaning import render_meaning
from papershelf.search.postings import PaperTerms, TermNumbers, index_papers
from papershelf.search.result_cards import render_cards
from papershelf.search.shards import TermIndex, invert_terms, order_terms, split_shards
from papershelf.search.spelling import (
    spelling_candidates,
    split_by_first_letter,
    split_by_last_letter,
)
from papershelf.text.json_text import dump_json
from papershelf.text.latex_render import render_plain
from papershelf.text.words.tokens import COMMON_WORDS
from papershelf.vectors.paper_vectors import Vectorizer, WordVectorizer
from papershelf.vectors.table import load_table

INDEX_FOLDER = "search/index/"
INDEX_MANIFEST = f"{INDEX_FOLDER}index.json"
FORMAT_VERSION = 9

FirstTerms = list[str] | list[int]
"""The first term, or the number of the first paper or person, of each file of a kind."""


def number_papers(catalogue: Catalogue) -> tuple[Paper, ...]:
    """Return the papers in the order of their numbers, oldest first."""
    return catalogue.papers[::-1]


def build_index(catalogue: Catalogue) -> dict[str, bytes]:
    """Build all files of the index, by path."""
    keys = {paper.id: paper.id for paper in catalogue.papers}
    return update_index(catalogue, keys, IndexCache(), Settings(), WordVectorizer(load_table()))[0]


def update_index(
    catalogue: Catalogue,
    cache_keys: Mapping[PaperId, str],
    cache: IndexCache,
    settings: Settings,
    vectorizer: Vectorizer | None,
) -> tuple[dict[str, bytes], IndexCache]:
    """Build the files of the index and the cache for the next build.

    `cache_keys` cover everything that the catalogue contributes to each paper; `cache` must come
    from a build by the same code with the same settings and table. Without a vectorizer, papers are
    not found by meaning.
    """
    papers = number_papers(catalogue)
    named = [f"{cache_keys[paper.id]}{_shared_name_key(paper, catalogue)}" for paper in papers]
    names, found = _paper_terms(papers, named, catalogue, cache)
    files = FileCache(cache.files)
    terms, abbreviations = _split_abbreviations(invert_terms(names, found))
    contents, begins = _render_words(terms, files)
    begins["cards"], cards = render_cards(papers, named, catalogue, files, settings.messages)
    contents |= _number_files(cards, "cards")
    facets = own_facets(catalogue, settings.fields)
    contents["facets.bin"] = render_facets(papers, catalogue, facets, files)
    contents |= render_orders(papers, files)
    contents["persons.bin"], begins["names"], persons = render_persons(terms, catalogue, files)
    contents |= _number_files(persons, "names")
    if vectorizer:
        begins["words"], files_of_meaning = render_meaning(papers, vectorizer, files)
        contents |= files_of_meaning
    equivalents = render_equivalents(abbreviations, catalogue)
    contents["index.json"] = _render_manifest(
        catalogue, settings, facets, equivalents, contents, begins
    )
    known = IndexCache(
        paper_keys=tuple(named),
        term_names=names,
        paper_terms=found,
        files=files.used,
    )
    return {f"{INDEX_FOLDER}{name}": content for name, content in contents.items()}, known


def _shared_name_key(paper: Paper, catalogue: Catalogue) -> str:
    """Return the slugs of authors with shared names, since these depend on other papers."""
    if not catalogue.shared_name_slugs:
        return ""
    slugs = (
        person_slug(author, catalogue.shared_name_slugs) for author in paper.authors if author.orcid
    )
    return "".join(f" {slug}" for slug in slugs if slug in catalogue.shared_name_slugs)


def _paper_terms(
    papers: Iterable[Paper],
    cache_keys: Iterable[str],
    catalogue: Catalogue,
    cache: IndexCache,
) -> tuple[tuple[str, ...], PaperTerms]:
    """Return the terms of papers by number; only papers with a new cache key are read."""
    vocabulary = TermNumbers(zip(cache.term_names, range(len(cache.term_names)), strict=True))
    places = dict(zip(cache.paper_keys, range(len(cache.paper_keys)), strict=True))
    fresh = {key: paper for key, paper in zip(cache_keys, papers, strict=True) if key not in places}
    places.update((key, place) for place, key in enumerate(fresh, len(places)))
    read = index_papers([*fresh.values()], catalogue, vocabulary)
    known = PaperTerms.join((cache.paper_terms, read))
    rows = [places[key] for key in cache_keys]
    return order_terms([*vocabulary], known.select(rows))


def _split_abbreviations(terms: TermIndex) -> tuple[TermIndex, dict[str, int]]:
    """Return the terms without abbreviations, and each abbreviation with its number of papers."""
    found = terms.find_prefix(ABBREVIATION_PREFIX)
    counts = terms.counts[found].tolist()
    definitions = (name.removeprefix(ABBREVIATION_PREFIX) for name in terms.names[found])
    return terms.remove_markers(found), dict(zip(definitions, counts, strict=True))


def _number_files(contents: Iterable[bytes], kind: str) -> dict[str, bytes]:
    return {f"{kind}-{number}.bin": content for number, content in enumerate(contents)}


def _render_words(
    terms: TermIndex, files: FileCache
) -> tuple[dict[str, bytes], dict[str, FirstTerms]]:
    """Render the shards and the word lists, and return the first term of each."""
    words = spelling_candidates(terms)
    contents: dict[str, bytes] = {}
    begins: dict[str, FirstTerms] = {}
    for kind, (first, made) in {
        "terms": split_shards(terms, files),
        "heads": split_by_first_letter(words, files),
        "tails": split_by_last_letter(words, files),
    }.items():
        begins[kind] = first
        contents |= _number_files(made, kind)
    return contents, begins


def _render_manifest(  # noqa: PLR0913, PLR0917
    catalogue: Catalogue,
    settings: Settings,
    facets: Iterable[OwnFacet],
    equivalents: str,
    files: Mapping[str, bytes],
    first_terms: Mapping[str, FirstTerms],
) -> bytes:
    """Render the manifest, the first file that a browser reads: file boundaries and names.

    Equivalents are part of it, since every query needs them before it can look up all of its words.

    `version` is a hash of all files, `sums` has the CRC-32 of each file by kind and number. With
    them, a browser detects files of a different build and never mixes two versions of the index.
    """
    state = hashlib.blake2b(digest_size=8)
    for name in sorted(files):
        state.update(name.encode())
        state.update(hashlib.blake2b(files[name], digest_size=16).digest())
    return dump_json(
        {
            "format": FORMAT_VERSION,
            "version": state.hexdigest(),
            "papers": len(catalogue.papers),
            "upvotes": "upvotes.bin" in files,
            "common": sorted(COMMON_WORDS),
            "equivalents": equivalents,
            "tags": [[tag, catalogue.tags[tag].name] for tag in catalogue.by_tag],
            "hues": [tag_hue(catalogue, tag) for tag in catalogue.by_tag],
            "venues": [
                *([venue, catalogue.venues[venue].name] for venue in catalogue.by_venue),
                *(
                    [key, most_used_venue_name(found)]
                    for key, found in catalogue.by_unlisted_venue.items()
                ),
            ],
            "collections": [
                [name, render_plain(one.title)] for name, one in catalogue.reading_lists.items()
            ],
            **{f"{label}s": [*facet_values(catalogue, label).items()] for label in FACET_FIELDS},
            "author_pages": settings.outputs.author_pages,
            "records": settings.outputs.record_pattern,
            "markdown": settings.outputs.paper_markdown,
            "own": [[own.name, own.label, [*values.items()]] for own, values in facets],
            "begins": first_terms,
            "sums": _sum_files(files),
        }
    ).encode()


def _sum_files(files: Mapping[str, bytes]) -> dict[str, list[int]]:
    """Return the checksums of files named `kind.bin` or `kind-number.bin`, in the order of their numbers."""
    sums: dict[str, list[int]] = {}
    for name, content in files.items():
        kind, _, _ = name.removesuffix(".bin").partition("-")
        sums.setdefault(kind, []).append(zlib.crc32(content))
    return sums
