"""Phrases that mean the same as another phrase, a tag or a venue.

Takes the abbreviations that papers define, and the names and aliases of tags and venues; returns
lines with a phrase, a tab, and what is searched for as well: an abbreviation, `#tag` or `%venue`. An
abbreviation is an equivalent in both directions.
"""

from __future__ import annotations

from base64 import b64encode
from collections import defaultdict
from collections.abc import Iterable, Iterator, Mapping

from papershelf.catalogue.catalogue import Catalogue, most_used_venue_name
from papershelf.search.encoding import deflate
from papershelf.search.markers import TAG_PREFIX, VENUE_PREFIX
from papershelf.text.words.tokens import split_words

_MOST_ABBREVIATIONS = 1_000
_MEANINGS = 2
_LEAST_SHARE = 3
"""A second meaning of an abbreviation counts if a third as many papers define it."""


def render_equivalents(abbreviations: Mapping[str, int], catalogue: Catalogue) -> str:
    """Encode the lines for the manifest: deflated, since JSON would be four times as long, as Base64.

    `abbreviations` has each `ssm state space model` with its number of papers.
    """
    lines = sorted({*_abbreviation_lines(abbreviations), *_topic_lines(catalogue)})
    return b64encode(deflate("\n".join(lines).encode())).decode()


def _abbreviation_lines(abbreviations: Mapping[str, int]) -> Iterator[str]:
    meanings: defaultdict[str, list[tuple[int, str]]] = defaultdict(list)
    for definition, papers in abbreviations.items():
        short, _, long_form = definition.partition(" ")
        meanings[short].append((-papers, long_form))
    chosen = [
        (papers, short, long_form)
        for short, found in meanings.items()
        for papers, long_form in sorted(found)[:_MEANINGS]
        if _LEAST_SHARE * papers <= min(found)[0]
    ]
    for _, short, long_form in sorted(chosen)[:_MOST_ABBREVIATIONS]:
        yield f"{long_form}\t{short}"


def _topic_lines(catalogue: Catalogue) -> Iterator[str]:
    for tag in catalogue.by_tag:
        known = catalogue.tags[tag]
        yield from _name_lines((tag, known.name, *known.aliases), f"{TAG_PREFIX}{tag}")
    for venue in catalogue.by_venue:
        named = catalogue.venues[venue]
        names = (venue, named.name, named.full_name, *named.aliases)
        yield from _name_lines(names, f"{VENUE_PREFIX}{venue}")
    for key, papers in catalogue.by_unlisted_venue.items():
        if len(papers) > 1:
            yield from _name_lines([most_used_venue_name(papers)], f"{VENUE_PREFIX}{key}")


def _name_lines(names: Iterable[str], target: str) -> Iterator[str]:
    """Yield a line for each name, and another for one in camel case, which is typed without it."""
    for name in names:
        for spelling in (name, name.lower()):
            phrase = " ".join(split_words(spelling))
            if phrase:
                yield f"{phrase}\t{target}"
