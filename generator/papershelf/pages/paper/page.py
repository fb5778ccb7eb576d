"""The page of one paper, complete without JavaScript.

A paper of a `Site` comes in, its page goes out; what is not known leaves no trace.
"""

from __future__ import annotations

from collections.abc import Iterator, Sequence
from functools import partial
from hashlib import blake2b
from typing import Any

from papershelf.catalogue.catalogue import person_slug
from papershelf.core.formatting import format_count
from papershelf.core.page import ROOT, Page
from papershelf.core.record_schema import StatusKind
from papershelf.exports.bibtex import bibtex_entry
from papershelf.exports.citation_data import make_work
from papershelf.exports.citation_styles import STYLES, render_styles
from papershelf.exports.formatted_reference import reference_html
from papershelf.exports.html_head import PAPER_EXPORTS, render_head
from papershelf.pages.layout import Crumb
from papershelf.pages.paper.details import paper_details
from papershelf.pages.paper.links import action_links
from papershelf.pages.paper.related_papers import show_neighbour
from papershelf.pages.paper_item import render_when
from papershelf.pages.paper_texts import render_texts
from papershelf.pages.site_context import PageUnit, Site
from papershelf.pages.templates import mark_safe, render_body
from papershelf.records import site_paths
from papershelf.records.model import Author, Paper, Status
from papershelf.text.cleaning import truncate
from papershelf.text.escaping import escape_html, language_attribute

AUTHORS_SHOWN = 20
"""Of a longer list the rest is folded; all names stand in the HTML."""

_CITED_BY = frozenset({"BibTeX", "RIS", "CSL-JSON"})
_CRUMB_LENGTH = 80
_LONG_BIBTEX = 2500
_STATUS_MEANINGS: dict[StatusKind, str] = {
    "withdrawn": "This paper was withdrawn.",
    "retracted": "This paper was retracted.",
    "rejected": "This paper was submitted and not accepted.",
    "desk-rejected": "This paper was submitted and declined without review.",
}
_PAGE_IS_KEPT = "Its page is kept so that links to it still work."


def plan_papers(site: Site) -> Iterator[PageUnit]:
    """A unit for each paper."""
    return (plan_paper(site, paper) for paper in site.catalogue.papers)


def plan_paper(site: Site, paper: Paper) -> PageUnit:
    """The unit of one paper."""
    near = site.related.names(paper.id)
    # There are as many of these as papers, and they live as long as the plan.
    told = blake2b(site.related.told(paper.id).encode(), digest_size=16).digest()
    return PageUnit(
        name=site_paths.paper_address(paper.id),
        papers=(paper, *(site.catalogue.by_id[name] for name in near)),
        facts=(site.keys[paper.id], told, _split_authors(site, paper)),
        render=partial(_render_page, site, paper),
        paper=paper,
    )


def _split_authors(site: Site, paper: Paper) -> tuple[str | None, ...]:
    """Where the listings of authors with an ORCID iD stand: it depends on all other papers, too."""
    namesakes = site.catalogue.namesakes
    known = (author for author in paper.authors if author.orcid) if namesakes else ()
    return tuple(person_slug(author, namesakes) for author in known)


def _render_page(site: Site, paper: Paper) -> Iterator[Page]:
    texts = render_texts(paper)
    values = {
        **_header_values(site, paper),
        **_citation_values(site, paper),
        "root": ROOT,
        "crumbs": _crumbs(site, paper, texts.plain_title),
        "title": mark_safe(texts.title),
        "language": mark_safe(language_attribute(paper.language)),
        "links": action_links(paper),
        "summary": [mark_safe(part) for part in texts.summary],
        "abstract": [mark_safe(part) for part in texts.abstract],
        "tags": [
            (site_paths.tag_address(tag), site.catalogue.tags[tag].name) for tag in paper.tags
        ],
        "tags_proposed": paper.tags_proposed,
        "related": [show_neighbour(site, near) for near in site.related.get(paper.id, ())],
        "details": paper_details(site, paper),
        "fix": _fix_address(site, paper),
    }
    yield Page(
        address=site_paths.paper_address(paper.id),
        title=texts.plain_title,
        head=render_head(paper, site.catalogue, site.settings, site.keys[paper.id]),
        body=render_body("paper.html.j2", **values),
        template="paper.html",
    )


def _header_values(site: Site, paper: Paper) -> dict[str, Any]:
    """What stands around the title: who, where, and what a reader must know first."""
    # A fold that hides one name would be longer than the name.
    shown = AUTHORS_SHOWN if len(paper.authors) > AUTHORS_SHOWN + 1 else len(paper.authors)
    return {
        "when": mark_safe(render_when(paper, site.catalogue)),
        "authors": mark_safe(_render_authors(site, paper.authors[:shown])),
        "folded": mark_safe(_render_authors(site, paper.authors[shown:])),
        "folded_count": format_count(len(paper.authors) - shown, "more author"),
        "affiliations": _affiliations(paper.authors[:shown]),
        "awards": paper.awards,
        "status": paper.status.kind.capitalize() if paper.status else "",
        "status_reason": _explain_status(paper.status) if paper.status else "",
        "note": paper.note.split("\n\n") if paper.note else [],
    }


def _explain_status(status: Status) -> str:
    """The reason for a status, or what a status means where no reason is given."""
    return status.reason or f"{_STATUS_MEANINGS[status.kind]} {_PAGE_IS_KEPT}"


def _render_authors(site: Site, authors: Sequence[Author]) -> str:
    return ", ".join(_render_author(site, author) for author in authors)


def _render_author(site: Site, author: Author) -> str:
    person = site.catalogue.person_of(author)
    name = escape_html(author.name)
    return (
        f'<a href="{ROOT}{site_paths.author_address(person.slug)}">{name}</a>' if person else name
    )


def _affiliations(authors: Sequence[Author]) -> str:
    """Where the authors work, each place once, in the order of the authors."""
    return "; ".join(dict.fromkeys(filter(None, (author.affiliation for author in authors))))


def _crumbs(site: Site, paper: Paper, title: str) -> list[Crumb]:
    crumbs = [Crumb("Papers", site_paths.PAPERS)]
    venue = site.catalogue.venue_of(paper)
    if venue and venue.id:
        crumbs = [
            Crumb("Venues", site_paths.VENUES),
            Crumb(venue.name, site_paths.venue_address(venue.id)),
        ]
    crumbs.append(Crumb(truncate(title, _CRUMB_LENGTH), site_paths.paper_address(paper.id)))
    return crumbs


def _citation_values(site: Site, paper: Paper) -> dict[str, Any]:
    """The cite box: references to paste, the BibTeX entry, and the files beside the page."""
    work = make_work(paper, site.keys[paper.id], site.catalogue.venue_of(paper))
    bibtex = bibtex_entry(work, site.catalogue.tag_names(paper)).strip()
    return {
        "reference": mark_safe(reference_html(work)),
        "style_names": ", ".join(STYLES),
        "styles": [(name, mark_safe(text)) for name, text in render_styles(work).items()],
        "bibtex": mark_safe(escape_html(bibtex)),
        "bibtex_is_long": len(bibtex) > _LONG_BIBTEX,
        "formats": _export_links(paper),
    }


def _export_links(paper: Paper) -> list[tuple[str, str]]:
    """The files to cite by, which are made with the page and stand beside it."""
    stem = site_paths.paper_address(paper.id)[:-1]
    return [(label, f"{stem}{ending}") for ending, _, label in PAPER_EXPORTS if label in _CITED_BY]


def _fix_address(site: Site, paper: Paper) -> str:
    """The form of the repository that `.github/ISSUE_TEMPLATE/fix-record.yml` describes."""
    if not site.settings.repo:
        return ""
    # An id needs no quoting.
    form = f"template=fix-record.yml&title=Record%3A+{paper.id}&paper={paper.id}"
    return f"{site.settings.repo.rstrip('/')}/issues/new?{form}"
