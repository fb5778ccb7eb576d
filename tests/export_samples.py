"""Fabricated papers and catalogues for tests of exports and pages."""

from __future__ import annotations

from collections.abc import Iterable, Iterator, Mapping, Sequence
from typing import Any

from papershelf.catalogue.catalogue import Catalogue, build_catalogue
from papershelf.catalogue.groups import list_groups
from papershelf.core.identifiers import ArxivId, CitationKey, Doi, IsoDate, Orcid, Slug
from papershelf.core.page import Artifact, Page
from papershelf.core.settings import Settings
from papershelf.exports.citation_data import make_citation
from papershelf.exports.exporter import PART_LIMIT, Exporter
from papershelf.exports.feeds import FeedMaker, feed_groups
from papershelf.exports.formats.bibtex import render_bibtex_entry
from papershelf.exports.formats.csl_json import csl_item
from papershelf.exports.formats.ris import render_ris_record
from papershelf.pages import PageTask, SiteContext, plan_pages_except_papers, plan_paper_tasks
from papershelf.records.model import (
    Author,
    Count,
    Paper,
    PaperId,
    Source,
    Status,
    Tag,
    TagGroup,
    TagId,
    Venue,
    VenueId,
)
from papershelf.related.related_lists import (
    VECTOR_UNIT,
    PackedLists,
    RelatedPaper,
    pack_list,
    pack_words,
)

KEY = CitationKey("byron-etal-2024-tiny")

GROUPS = {Slug("methods"): TagGroup(id=Slug("methods"), name="Methods")}
TAGS = {
    TagId(Slug(name)): Tag(id=TagId(Slug(name)), name=label, group=Slug("methods"))
    for name, label in (("pruning", "Pruning"), ("q-and-a", "Q & A <hard>"), ("unused", "Unused"))
}
VENUES = {
    VenueId(Slug("toyconf")): Venue(
        id=VenueId(Slug("toyconf")),
        name="ToyConf",
        full_name="Proceedings of the Toy Conference on Small & Tiny Models",
        publisher="Toy Press",
    ),
    VenueId(Slug("jtm")): Venue(
        id=VenueId(Slug("jtm")), name="JTM", full_name="Journal of Toy Models", kind="journal"
    ),
    VenueId(Slug("arxiv")): Venue(id=VenueId(Slug("arxiv")), name="arXiv", kind="preprint"),
}


def make_paper(name: str = "tiny-models", **changes: Any) -> Paper:  # noqa: ANN401  # whatever a paper has
    """A paper with only a title and the given changes; strings are converted to field types."""
    given: dict[str, Any] = {"id": PaperId(Slug(name)), "title": "Tiny Models"}
    authors = changes.pop("authors", ())
    given["authors"] = tuple(Author(name=a) if isinstance(a, str) else a for a in authors)
    return Paper(**(given | changes))


def full_paper() -> Paper:
    """A paper with a value in every field."""
    return make_paper(
        "full-paper",
        title="BERT & Friends: $\\ell_1$ Pruning of GANs in Café Settings",
        abstract="We prune 50% of the weights & keep $O(n^2)$ <time>.\n\nIt works: “fine”.",
        summary="Prunes half of everything.",
        authors=(
            Author(
                name="Ada Byron",
                orcid=Orcid("0000-0002-1825-0097"),
                affiliation="University of Nowhere",
                url="https://example.org/ada",
            ),
            Author(name="Jan van der Berg", given="Jan", family="van der Berg"),
            "José Núñez Jr.",
            "The Toy Collaboration",
        ),
        venue=VenueId(Slug("toyconf")),
        year=2024,
        published=IsoDate("2024-05-07"),
        volume="12",
        issue="3",
        pages="101-117",
        language="en",
        added=IsoDate("2026-11-20"),
        featured=(IsoDate("2026-11-20"), IsoDate("2026-11-21")),
        submitted_by="carl",
        arxiv=ArxivId("2401.01234"),
        doi=Doi("10.1000/toy_12.3"),
        openreview="N2WchST43h",
        url="https://example.org/paper?a=1&b=2",
        pdf="https://example.org/paper.pdf",
        code=("https://github.com/example/code",),
        tags=(TagId(Slug("pruning")), TagId(Slug("q-and-a"))),
        tags_proposed=True,
        upvotes=Count(value=12, day=IsoDate("2026-11-20")),
        awards=("Best toy paper",),
        note="A remark.",
        source=Source(
            format="capture",
            origin="page.txt",
            day=IsoDate("2026-11-20"),
            fields=(("doi", "by hand"),),
        ),
        path="data/papers/toys.yaml",
        line=7,
    )


def withdrawn_paper() -> Paper:
    """A withdrawn paper, which should not be cited."""
    return make_paper(
        "gone",
        title="Gone",
        authors=("Ada Byron",),
        year=2023,
        status=Status(kind="retracted", reason="The data were wrong."),
    )


def make_catalogue(papers: Iterable[Paper]) -> Catalogue:
    """A catalogue of papers with the vocabularies above."""
    return build_catalogue(papers, GROUPS, TAGS, VENUES)


def render_bibtex(
    paper: Paper,
    key: CitationKey,
    venue: Venue | None,
    tags: tuple[str, ...] = (),
    *,
    abstract: bool = False,
) -> str:
    return render_bibtex_entry(make_citation(paper, key, venue), tags, with_abstract=abstract)


def make_csl_item(
    paper: Paper, key: CitationKey, venue: Venue | None, tags: Iterable[str] = ()
) -> dict[str, Any]:
    return csl_item(make_citation(paper, key, venue), tags)


def render_ris(
    paper: Paper, key: CitationKey, venue: Venue | None, tags: tuple[str, ...] = ()
) -> str:
    return render_ris_record(make_citation(paper, key, venue), tags)


def pack_related(lists: Mapping[PaperId, Sequence[RelatedPaper]]) -> PackedLists:
    """Lists of related papers in the form used by pages."""
    return PackedLists(
        {
            paper: pack_list(
                [near.paper for near in found],
                pack_words(near.words for near in found),
                [near.tags for near in found],
                [round(near.score * VECTOR_UNIT**2) for near in found],
            )
            if found
            else ""
            for paper, found in lists.items()
        }
    )


def bulk_artifacts(
    catalogue: Catalogue,
    settings: Settings,
    keys: Mapping[PaperId, CitationKey],
    part_limit: int = PART_LIMIT,
) -> Iterator[Artifact]:
    """The exports of all groups."""
    exporter = Exporter(
        catalogue=catalogue, settings=settings, citation_keys=keys, part_limit=part_limit
    )
    for group in list_groups(catalogue):
        yield from exporter.group_artifacts(group)


def catalogue_feeds(catalogue: Catalogue, settings: Settings) -> Iterator[Artifact]:
    """The feeds of all groups."""
    maker = FeedMaker(catalogue=catalogue, settings=settings)
    for group in feed_groups(catalogue, settings):
        yield from maker.feed_artifacts(group)


def plan_pages(site: SiteContext, redirects: Mapping[str, str] | None = None) -> Iterator[PageTask]:
    """All page tasks of a site; `redirects` maps old addresses to new ones."""
    yield from plan_paper_tasks(site)
    yield from plan_pages_except_papers(site, redirects or {})


def render_pages(site: SiteContext, redirects: Mapping[str, str] | None = None) -> Iterator[Page]:
    """All rendered pages of a site."""
    for task in plan_pages(site, redirects):
        yield from task.render()
