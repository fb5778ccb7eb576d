"""What the papers of a listing have in common: their topics, authors, venues and years, with counts.

Takes a `SiteContext` and papers; returns HTML for the head of a listing. Only authors with pages are
named, since the addresses of others depend on many papers.
"""

from __future__ import annotations

from collections import Counter, defaultdict
from collections.abc import Iterable, Iterator, Mapping, Sequence
from hashlib import blake2b
from typing import TypeVar

from papershelf.catalogue.author_index import AuthorIndex
from papershelf.catalogue.catalogue import Catalogue
from papershelf.core.identifiers import Slug
from papershelf.core.page import ROOT_PLACEHOLDER
from papershelf.pages.site_context import SiteContext
from papershelf.records import site_paths
from papershelf.records.model import Paper, PaperId
from papershelf.text.cleaning import truncate
from papershelf.text.escaping import escape_html

_NAMES_SHOWN = 8
_YEARS_SHOWN = 12
_MIN_PAPERS = 2
_NAME_LENGTH = 60

Name = TypeVar("Name", bound=Slug)

_Link = tuple[str, str, int]
"""A label, an address, and a number of papers."""


def render_profile(site: SiteContext, papers: Sequence[Paper], kinds: Iterable[str]) -> str:
    """Render lines of the given kinds: `topics`, `authors`, `co_authors`, `venues` or `years`."""
    lines = []
    for kind in kinds:
        links = list(_LISTS[kind](site, papers))
        if links:
            label = site.messages.html(f"profile.{kind}")
            shown = " ".join(_render_link(site, *link) for link in links)
            lines.append(f"<div><dt>{label}</dt><dd>{shown}</dd></div>")
    return f'<dl class="facts profile">{"".join(lines)}</dl>' if lines else ""


def serialize_listed_authors(site: SiteContext, papers: Iterable[Paper]) -> str:
    """Serialize the authors with a page of each paper: what profiles show besides the papers."""
    hashes = _author_hashes(site.catalogue, site.author_index)
    return "".join([hashes.get(paper.id, "-") for paper in papers])


def _render_link(site: SiteContext, label: str, address: str, count: int) -> str:
    name = escape_html(truncate(label, _NAME_LENGTH))
    return (
        f'<a href="{ROOT_PLACEHOLDER}{address}">{name} '
        f"<small>{site.messages.number(count)}</small></a>"
    )


def _list_topics(site: SiteContext, papers: Sequence[Paper]) -> Iterator[_Link]:
    counts = Counter(tag for paper in papers for tag in paper.tags)
    for tag, count in _most_common(counts):
        yield site.catalogue.tags[tag].name, site_paths.tag_address(tag), count


def _list_authors(site: SiteContext, papers: Sequence[Paper]) -> Iterator[_Link]:
    persons = _listed_persons(site.catalogue, site.author_index)
    counts = Counter(slug for paper in papers for slug in persons.get(paper.id, ()))
    for slug, count in _most_common(counts):
        yield site.catalogue.persons[slug].name, site_paths.author_address(slug), count


def _list_co_authors(site: SiteContext, papers: Sequence[Paper]) -> Iterator[_Link]:
    """Yield the authors of some of the papers: who wrote all of them is their author."""
    return (link for link in _list_authors(site, papers) if link[2] < len(papers))


def _list_venues(site: SiteContext, papers: Sequence[Paper]) -> Iterator[_Link]:
    counts = Counter(paper.venue for paper in papers if isinstance(paper.venue, str))
    for venue, count in _most_common(counts):
        yield site.catalogue.venues[venue].name, site_paths.venue_address(venue), count


def _list_years(site: SiteContext, papers: Sequence[Paper]) -> Iterator[_Link]:  # noqa: ARG001
    counts = Counter(paper.year for paper in papers if paper.year)
    if len(counts) > 1:
        for year in sorted(counts, reverse=True)[:_YEARS_SHOWN]:
            yield f"{year}", site_paths.year_address(year), counts[year]


_LISTS = {
    "topics": _list_topics,
    "authors": _list_authors,
    "co_authors": _list_co_authors,
    "venues": _list_venues,
    "years": _list_years,
}


def _most_common(counts: Counter[Name]) -> list[tuple[Name, int]]:
    """Return the largest counts, largest first; those of one paper say nothing about the others."""
    ordered = sorted(counts.items(), key=lambda item: (-item[1], item[0]))
    return [(name, count) for name, count in ordered[:_NAMES_SHOWN] if count >= _MIN_PAPERS]


def _listed_persons(catalogue: Catalogue, index: AuthorIndex) -> Mapping[PaperId, Sequence[Slug]]:
    """Return the authors of each paper who have a page."""

    def build() -> Mapping[PaperId, Sequence[Slug]]:
        found: dict[PaperId, list[Slug]] = defaultdict(list)
        for person in filter(index.has_page, catalogue.persons.values()):
            for paper in person.papers:
                found[paper.id].append(person.slug)
        return found

    return catalogue.cached_index(f"listed persons {index.min_papers}", build)


def _author_hashes(catalogue: Catalogue, index: AuthorIndex) -> Mapping[PaperId, str]:
    """Return a hash of the names and slugs of the authors of each paper who have a page."""

    def build() -> Mapping[PaperId, str]:
        shown = {slug: f"{slug}\t{person.name}\n" for slug, person in catalogue.persons.items()}
        listed = _listed_persons(catalogue, index).items()
        texts = ((paper, "".join([shown[slug] for slug in slugs])) for paper, slugs in listed)
        return {paper: blake2b(text.encode(), digest_size=8).hexdigest() for paper, text in texts}

    return catalogue.cached_index(f"hashes of listed persons {index.min_papers}", build)
