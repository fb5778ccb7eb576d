"""The whole index: a catalogue comes in, the files of the index go out.

Papers are numbered from the oldest, so that a new one, which is mostly the newest, moves no other.
"""

from __future__ import annotations

import hashlib
import zlib
from collections.abc import Iterable, Mapping

from papershelf.catalogue.catalogue import Catalogue, name_unlisted, person_slug
from papershelf.records.model import Paper, PaperId
from papershelf.search.facets import (
    LABELS,
    list_labels,
    render_facets,
    render_persons,
    render_upvotes,
)
from papershelf.search.index_state import Files, Memory
from papershelf.search.postings import PaperTerms, Vocabulary, index_papers
from papershelf.search.result_cards import render_cards
from papershelf.search.shards import Terms, cut_shards, gather_terms, order_terms
from papershelf.search.spelling import cut_by_head, cut_by_tail, list_words
from papershelf.search.terms import COMMON
from papershelf.text.json_text import dump_json

FOLDER = "search/index/"
MANIFEST = f"{FOLDER}index.json"
_FORMAT = 5

Begins = list[str] | list[int]
"""The first term, or the number of the first paper or person, of each file of a kind."""


def number_papers(catalogue: Catalogue) -> tuple[Paper, ...]:
    """The papers in the order of their numbers: oldest first."""
    return catalogue.papers[::-1]


def build_index(catalogue: Catalogue) -> dict[str, bytes]:
    """Every file of the index by its path."""
    return update_index(catalogue, {paper.id: paper.id for paper in catalogue.papers}, Memory())[0]


def update_index(
    catalogue: Catalogue, keys: Mapping[PaperId, str], memory: Memory
) -> tuple[dict[str, bytes], Memory]:
    """The files of `build_index`, and what to know for the next ones.

    `keys` name all that a catalogue tells of each paper; `memory` comes from another build by the
    same code.
    """
    papers = number_papers(catalogue)
    named = [f"{keys[paper.id]}{_name_apart(paper, catalogue)}" for paper in papers]
    names, found = _find_terms(papers, named, catalogue, memory)
    files = Files(memory.files)
    terms = gather_terms(names, found)
    contents, begins = _render_words(terms, files)
    begins["cards"], cards = render_cards(papers, named, catalogue, files)
    contents |= _number(cards, "cards")
    contents["facets.bin"] = render_facets(papers, catalogue, files)
    upvotes = render_upvotes(papers, files)
    if upvotes is not None:
        contents["upvotes.bin"] = upvotes
    contents["persons.bin"], begins["names"], persons = render_persons(terms, catalogue, files)
    contents |= _number(persons, "names")
    contents["index.json"] = _render_manifest(catalogue, contents, begins)
    known = Memory(keys=tuple(named), names=names, papers=found, files=files.used)
    return {f"{FOLDER}{name}": content for name, content in contents.items()}, known


def _name_apart(paper: Paper, catalogue: Catalogue) -> str:
    """The addresses of those authors whose namesakes decide on them, which are in other papers."""
    if not catalogue.namesakes:
        return ""
    slugs = (person_slug(author, catalogue.namesakes) for author in paper.authors if author.orcid)
    return "".join(f" {slug}" for slug in slugs if slug in catalogue.namesakes)


def _find_terms(
    papers: Iterable[Paper], keys: Iterable[str], catalogue: Catalogue, memory: Memory
) -> tuple[tuple[str, ...], PaperTerms]:
    """The terms of papers by number; only the papers whose key is new are read."""
    vocabulary = Vocabulary(zip(memory.names, range(len(memory.names)), strict=True))
    places = dict(zip(memory.keys, range(len(memory.keys)), strict=True))
    fresh = {key: paper for key, paper in zip(keys, papers, strict=True) if key not in places}
    places.update((key, place) for place, key in enumerate(fresh, len(places)))
    read = index_papers([*fresh.values()], catalogue, vocabulary)
    known = PaperTerms.join((memory.papers, read))
    return order_terms([*vocabulary], known.take([places[key] for key in keys]))


def _number(contents: Iterable[bytes], kind: str) -> dict[str, bytes]:
    return {f"{kind}-{number}.bin": content for number, content in enumerate(contents)}


def _render_words(terms: Terms, files: Files) -> tuple[dict[str, bytes], dict[str, Begins]]:
    """The shards and the word lists, and where each of them begins."""
    words = list_words(terms)
    contents: dict[str, bytes] = {}
    begins: dict[str, Begins] = {}
    for kind, (first, made) in {
        "terms": cut_shards(terms, files),
        "heads": cut_by_head(words, files),
        "tails": cut_by_tail(words, files),
    }.items():
        begins[kind] = first
        contents |= _number(made, kind)
    return contents, begins


def _render_manifest(
    catalogue: Catalogue, files: Mapping[str, bytes], begins: Mapping[str, Begins]
) -> bytes:
    """What a browser reads first: where things are, and the names that results show.

    `version` names the content of all files, `sums` has the CRC-32 of each by kind and number: a
    browser sees by them that a file is of another index than the manifest, and never mixes two.
    """
    state = hashlib.blake2b(digest_size=8)
    for name in sorted(files):
        state.update(name.encode())
        state.update(hashlib.blake2b(files[name], digest_size=16).digest())
    return dump_json(
        {
            "format": _FORMAT,
            "version": state.hexdigest(),
            "papers": len(catalogue.papers),
            "upvotes": "upvotes.bin" in files,
            "common": sorted(COMMON),
            "tags": [[tag, catalogue.tags[tag].name] for tag in catalogue.by_tag],
            "venues": [
                *([venue, catalogue.venues[venue].name] for venue in catalogue.by_venue),
                *([key, name_unlisted(found)] for key, found in catalogue.by_unlisted.items()),
            ],
            **{f"{label}s": [*list_labels(catalogue, label).items()] for label in LABELS},
            "begins": begins,
            "sums": _sum_files(files),
        }
    ).encode()


def _sum_files(files: Mapping[str, bytes]) -> dict[str, list[int]]:
    """The checksums of files named `kind.bin` or `kind-number.bin`; numbers are in their order."""
    sums: dict[str, list[int]] = {}
    for name, content in files.items():
        kind, _, _ = name.removesuffix(".bin").partition("-")
        sums.setdefault(kind, []).append(zlib.crc32(content))
    return sums
