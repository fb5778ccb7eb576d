"""The whole index: a catalogue and the terms of its papers come in, the files of the index go out.

Papers are numbered from the oldest, so that a new one, which is mostly the newest, moves no other.
"""

from __future__ import annotations

import hashlib
import json
from collections.abc import Callable, Iterable, Mapping

from generator.catalogue import Catalogue
from generator.model import Paper
from generator.search.cards import CARDS_A_FILE, render_cards
from generator.search.columns import NAMES_A_FILE, render_facets, render_persons, render_upvotes
from generator.search.postings import PaperTerms, index_paper
from generator.search.shards import Terms, cut_shards, gather_terms
from generator.search.spelling import cut_by_head, cut_by_tail, list_words
from generator.search.terms import COMMON

FOLDER = "search/index/"
MANIFEST = f"{FOLDER}index.json"
_FORMAT = 1

TermsOf = Callable[[Paper], PaperTerms]


def number_papers(catalogue: Catalogue) -> tuple[Paper, ...]:
    """The papers in the order of their numbers: oldest first."""
    return catalogue.papers[::-1]


def build_index(catalogue: Catalogue, terms_of: TermsOf | None = None) -> dict[str, bytes]:
    """Every file of the index by its path; `terms_of` may know the terms of papers already."""
    papers = number_papers(catalogue)
    terms_of = terms_of or (lambda paper: index_paper(paper, catalogue))
    terms = gather_terms([terms_of(paper) for paper in papers])
    files, begins = _render_words(terms)
    files |= _number(render_cards(papers, catalogue), "cards")
    files["facets.bin"] = render_facets(papers, catalogue)
    upvotes = render_upvotes(papers)
    if upvotes is not None:
        files["upvotes.bin"] = upvotes
    files["persons.bin"], names = render_persons(papers, catalogue)
    files |= _number(names, "names")
    files["index.json"] = _render_manifest(catalogue, files, begins)
    return {f"{FOLDER}{name}": content for name, content in files.items()}


def _number(contents: Iterable[bytes], kind: str) -> dict[str, bytes]:
    return {f"{kind}-{number}.bin": content for number, content in enumerate(contents)}


def _render_words(terms: Terms) -> tuple[dict[str, bytes], dict[str, list[str]]]:
    """The shards and the word lists, and where each of them begins."""
    words = list_words(terms)
    files: dict[str, bytes] = {}
    begins: dict[str, list[str]] = {}
    for kind, (first, contents) in {
        "terms": cut_shards(terms),
        "heads": cut_by_head(words),
        "tails": cut_by_tail(words),
    }.items():
        begins[kind] = first
        files |= _number(contents, kind)
    return files, begins


def _render_manifest(
    catalogue: Catalogue, files: Mapping[str, bytes], begins: Mapping[str, list[str]]
) -> bytes:
    """What a browser reads first: where things are, and the names that results show.

    `version` names the content of all files; a browser that asks for them by it never mixes two.
    """
    state = hashlib.blake2b(digest_size=8)
    for name in sorted(files):
        state.update(name.encode())
        state.update(hashlib.blake2b(files[name], digest_size=16).digest())
    return json.dumps(
        {
            "format": _FORMAT,
            "version": state.hexdigest(),
            "papers": len(catalogue.papers),
            "cards": CARDS_A_FILE,
            "names": NAMES_A_FILE,
            "upvotes": "upvotes.bin" in files,
            "common": sorted(COMMON),
            "tags": [[tag, catalogue.tags[tag].name] for tag in catalogue.by_tag],
            "venues": [[venue, catalogue.venues[venue].name] for venue in catalogue.by_venue],
            "begins": begins,
        },
        ensure_ascii=False,
        separators=(",", ":"),
    ).encode()
