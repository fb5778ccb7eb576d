"""What the papers of a listing have in common: their topics, authors, venues and years, with counts.

Takes a `SiteContext` and papers; returns HTML for the head of a listing. Only authors with pages are
named, since the addresses of others depend on many papers.
"""

from __future__ import annotations

from collections import Counter, defaultdict
from collections.abc import Iterable, Iterator, Mapping, Sequence
from hashlib import blake2b
from typing import NamedTuple, TypeVar

from papershelf.catalogue.author_index import AuthorIndex
from papershelf.catalogue.catalogue import Catalogue
from papershelf.catalogue.tag_hues import tag_hue
from papershelf.core.identifiers import Slug
from papershelf.core.page import ROOT_PLACEHOLDER
from papershelf.pages.charts import render_line_chart
from papershelf.pages.site_context import SiteContext
from papershelf.pages.tags.tag_links import hue_attribute
from papershelf.records import site_paths
from papershelf.records.model import Paper, PaperId
from papershelf.text.cleaning import truncate
from papershelf.text.escaping import escape_html

_NAMES_SHOWN = 8
_YEARS_SHOWN, _YEARS_DRAWN = 12, 30
_WORKS_SHOWN = 3
_MIN_PAPERS = 2
_NAME_LENGTH = 60

Name = TypeVar("Name", bound=Slug)


class _Link(NamedTuple):
    label: str
    address: str
    paper_count: int
    hue: int = 0
    is_html: bool = False


def render_profile(site: SiteContext, papers: Sequence[Paper], kinds: Iterable[str]) -> str:
    """Render lines of the given kinds: `topics`, `authors`, `co_authors`, `venues`, `years` or `most_cited`."""
    lines = []
    for kind in kinds:
        links = list(_LISTS[kind](site, papers))
        if links:
            label = site.messages.html(f"profile.{kind}")
            shown = " ".join(_render_link(site, link) for link in links)
            picture = _render_years(papers) if kind == "years" else ""
            attribute = ' class="works"' if kind == "most_cited" else ""
            lines.append(f"<div><dt>{label}</dt><dd{attribute}>{picture}{shown}</dd></div>")
    return f'<dl class="facts profile">{"".join(lines)}</dl>' if lines else ""


def serialize_listed_authors(site: SiteContext, papers: Iterable[Paper]) -> str:
    """Serialize the authors with a page of each paper: what profiles show besides the papers."""
    hashes = _author_hashes(site.catalogue, site.author_index)
    return "".join([hashes.get(paper.id, "-") for paper in papers])


def _render_link(site: SiteContext, link: _Link) -> str:
    name = link.label if link.is_html else escape_html(truncate(link.label, _NAME_LENGTH))
    return (
        f'<a{hue_attribute(link.hue)} href="{ROOT_PLACEHOLDER}{link.address}">{name} '
        f"<small>{site.messages.number(link.paper_count)}</small></a>"
    )


def _list_topics(site: SiteContext, papers: Sequence[Paper]) -> Iterator[_Link]:
    counts = Counter(tag for paper in papers for tag in paper.tags)
    for tag, count in _most_common(counts):
        name, hue = site.catalogue.tags[tag].name, tag_hue(site.catalogue, tag)
        yield _Link(name, site_paths.tag_address(tag), count, hue)


def _list_authors(site: SiteContext, papers: Sequence[Paper]) -> Iterator[_Link]:
    persons = _listed_persons(site.catalogue, site.author_index)
    counts = Counter(slug for paper in papers for slug in persons.get(paper.id, ()))
    for slug, count in _most_common(counts):
        yield _Link(site.catalogue.persons[slug].name, site_paths.author_address(slug), count)


def _list_co_authors(site: SiteContext, papers: Sequence[Paper]) -> Iterator[_Link]:
    """Yield the authors of some of the papers: who wrote all of them is their author."""
    return (link for link in _list_authors(site, papers) if link.paper_count < len(papers))


def _list_venues(site: SiteContext, papers: Sequence[Paper]) -> Iterator[_Link]:
    counts = Counter(paper.venue for paper in papers if isinstance(paper.venue, str))
    for venue, count in _most_common(counts):
        yield _Link(site.catalogue.venues[venue].name, site_paths.venue_address(venue), count)


def _list_years(site: SiteContext, papers: Sequence[Paper]) -> Iterator[_Link]:  # noqa: ARG001
    counts = Counter(paper.year for paper in papers if paper.year)
    if len(counts) > 1:
        for year in sorted(counts, reverse=True)[:_YEARS_SHOWN]:
            yield _Link(f"{year}", site_paths.year_address(year), counts[year])


def _list_most_cited(site: SiteContext, papers: Sequence[Paper]) -> Iterator[_Link]:
    """Yield the papers with the most citations, of at least as many that the order means something."""
    cited = [(paper.citations.value, paper) for paper in papers if paper.citations]
    ranked = sorted((pair for pair in cited if pair[0]), key=lambda pair: (-pair[0], pair[1].id))
    if len(ranked) > _WORKS_SHOWN:
        for count, paper in ranked[:_WORKS_SHOWN]:
            address = site_paths.paper_address(paper.id)
            yield _Link(site.short_title(paper), address, count, is_html=True)


def _render_years(papers: Sequence[Paper]) -> str:
    """Render the numbers of papers from the first year to the last as a line."""
    counts = Counter(paper.year for paper in papers if paper.year)
    years = range(min(filter(None, counts)), max(filter(None, counts)) + 1)
    years = years[-_YEARS_DRAWN:]
    return render_line_chart([counts[year] for year in years]) if len(years) > _MIN_PAPERS else ""


_LISTS = {
    "topics": _list_topics,
    "authors": _list_authors,
    "co_authors": _list_co_authors,
    "venues": _list_venues,
    "years": _list_years,
    "most_cited": _list_most_cited,
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
