"""The page of one paper, complete without JavaScript.

Takes a paper of a `SiteContext`; returns its page. Unknown values are left out.
"""

from __future__ import annotations

from collections.abc import Iterator, Sequence
from functools import partial
from hashlib import blake2b
from typing import Any
from urllib.parse import urlencode

from papershelf.catalogue.axes.institutions import (
    INSTITUTIONS,
    institution_id,
    split_affiliation,
)
from papershelf.catalogue.axes.venues import VENUES
from papershelf.catalogue.catalogue import Person
from papershelf.catalogue.neighbors import neighbors_of
from papershelf.core.identifiers import Slug
from papershelf.core.page import ROOT_PLACEHOLDER, Page
from papershelf.exports.citation_data import make_citation
from papershelf.exports.citation_styles import STYLES, render_styles
from papershelf.exports.formats.bibtex import render_bibtex_entry
from papershelf.exports.formats.registry import PAPER_FILE_FORMATS
from papershelf.exports.formatted_reference import render_reference
from papershelf.exports.html_head import list_paper_files, render_head
from papershelf.pages.entry.figure import render_figure
from papershelf.pages.entry.list_item import mark_member, render_venue_and_year
from papershelf.pages.entry.marks import counts_day, render_counts
from papershelf.pages.layout import Crumb, axis_crumb
from papershelf.pages.paper.details import list_details, submitter_address
from papershelf.pages.paper.links import list_action_links
from papershelf.pages.paper.related_papers import make_related_view
from papershelf.pages.paper.services import list_services
from papershelf.pages.paper_texts import render_texts, title_language
from papershelf.pages.site_context import PageTask, SiteContext
from papershelf.pages.tags.tag_links import render_tag_link
from papershelf.pages.templates import mark_safe, render_body
from papershelf.records import site_paths
from papershelf.records.model import Author, Paper, Status
from papershelf.records.serializer import serialize_paper
from papershelf.text.cleaning import truncate
from papershelf.text.escaping import escape_html, quote_yaml
from papershelf.text.urls import quote_path

PAGE_AUTHORS_SHOWN = 20
"""The number of authors shown; the rest is collapsed but still in the HTML."""

_CRUMB_LENGTH = 80
_MAX_FORM_AUTHORS = 10
"""The form of a paper with more authors does not list them: addresses are limited."""


def plan_paper_tasks(site: SiteContext) -> Iterator[PageTask]:
    """Yield a task for each paper."""
    return (plan_paper_task(site, paper) for paper in site.catalogue.papers)


def plan_paper_task(site: SiteContext, paper: Paper) -> PageTask:
    """Return the task of one paper."""
    related_ids = site.related.related_ids(paper.id)
    # A hash saves memory: there is a task for each paper, and all of them live as long as the plan.
    text_hash = blake2b(site.related.shown_text(paper.id).encode(), digest_size=16).digest()
    return PageTask(
        name=site_paths.paper_address(paper.id),
        papers=(paper, *(site.catalogue.by_id[name] for name in related_ids)),
        facts=(
            site.citation_keys[paper.id],
            text_hash,
            _author_addresses(site, paper),
            _institution_ids(site, paper),
            submitter_address(site, paper),
            _edit_address(site, paper),
            _neighbor_facts(site, paper),
        ),
        render=partial(_render_page, site, paper),
        paper=paper,
    )


def _author_addresses(site: SiteContext, paper: Paper) -> tuple[str, ...]:
    """Return the addresses of the authors, which also depend on other papers."""
    persons = filter(None, site.catalogue.persons_of(paper))
    return tuple(map(site.author_index.address_of, persons))


def _institution_ids(site: SiteContext, paper: Paper) -> tuple[Slug | None, ...]:
    """Return the ids of institutions, which depend on other papers, since names can share a slug."""
    places = (name for author in paper.authors for name in split_affiliation(author))
    return tuple(institution_id(site.catalogue, name) for name in dict.fromkeys(places))


def _render_page(site: SiteContext, paper: Paper) -> Iterator[Page]:
    texts = render_texts(paper)
    values = {
        **_header_values(site, paper),
        **_citation_values(site, paper),
        "crumbs": _make_crumbs(site, paper, texts.plain_title),
        "title": mark_safe(texts.title),
        "language": mark_safe(title_language(paper, site.messages)),
        "links": list_action_links(paper, site.messages),
        "summary": [mark_safe(part) for part in texts.summary],
        "abstract": [mark_safe(part) for part in texts.abstract],
        "figure": render_figure(paper.figure),
        "tags": [mark_safe(render_tag_link(site.catalogue, tag)) for tag in paper.tags],
        "tags_proposed": paper.tags_proposed,
        "related": [
            make_related_view(site, paper, near) for near in site.related.get(paper.id, ())
        ],
        "services": list(list_services(paper)),
        **_neighbor_values(site, paper),
        "details": list_details(site, paper),
        "fix": _fix_form_address(site, paper),
        "edit": _edit_address(site, paper),
    }
    yield Page(
        address=site_paths.paper_address(paper.id),
        title=texts.plain_title,
        head=render_head(paper, site.catalogue, site.settings, site.citation_keys[paper.id]),
        body=render_body("paper.html.j2", site.messages, **values),
        template="paper.html",
    )


def _neighbor_facts(site: SiteContext, paper: Paper) -> tuple[str | int | None, ...]:
    """Return what the page shows of the neighbors, which depend on other papers."""
    found = neighbors_of(site.catalogue, paper)
    if not found:
        return ()
    ids = (near.id if near else None for near in (found.previous, found.following))
    return (found.day, found.venue, found.year, *ids)


def _neighbor_values(site: SiteContext, paper: Paper) -> dict[str, Any]:
    """Return the name of the list that the paper is in, and the addresses of its neighbors there."""
    found = neighbors_of(site.catalogue, paper)
    if not found:
        return {"list_name": "", "steps": ()}
    if found.day:
        name = site.messages.date(found.day)
    else:
        venue = site.catalogue.venue_of(paper) if found.venue else None
        name = " ".join(filter(None, [venue.name if venue else "", str(found.year or "")]))
        name = name or site.messages.text("list.papers")
    steps = (("prev", "previous", found.previous), ("next", "next", found.following))
    return {
        "list_name": name,
        "steps": tuple(
            (rel, site_paths.paper_address(near.id) if near else "", _step_label(site, key))
            for rel, key, near in steps
        ),
    }


def _step_label(site: SiteContext, key: str) -> str:
    return site.messages.text(f"list.{key}_link", title=site.messages.text(f"list.{key}"))


def _header_values(site: SiteContext, paper: Paper) -> dict[str, Any]:
    """Return the values of the page header: title, authors, venue, and status notices."""
    # A toggle that hides one name would be longer than the name.
    shown = (
        PAGE_AUTHORS_SHOWN if len(paper.authors) > PAGE_AUTHORS_SHOWN + 1 else len(paper.authors)
    )
    authors = [*zip(paper.authors, site.catalogue.persons_of(paper), strict=True)]
    return {
        "when": mark_safe(render_venue_and_year(paper, site.catalogue, site.messages)),
        "authors": mark_safe(_render_authors(site, authors[:shown])),
        "folded": mark_safe(_render_authors(site, authors[shown:])),
        "folded_count": site.messages.count("count.more_authors", len(paper.authors) - shown),
        "affiliations": mark_safe(_render_institutions(site, paper.authors[:shown])),
        "awards": paper.awards,
        "decision": "" if paper.status else paper.decision,
        "counts": mark_safe(render_counts(paper, site.messages)),
        "counts_day": _describe_counts_day(site, paper),
        "status": site.messages.text(f"status.{paper.status.kind}") if paper.status else "",
        "status_reason": _explain_status(site, paper.status) if paper.status else "",
        "note": paper.note.split("\n\n") if paper.note else [],
    }


def _describe_counts_day(site: SiteContext, paper: Paper) -> str:
    """Return of which day the counts are; "" if they are of several, which the details list."""
    day = counts_day(paper)
    return site.messages.text("paper.counts_as_of", date=site.messages.date(day)) if day else ""


def _explain_status(site: SiteContext, status: Status) -> str:
    """Return the reason for a status, or an explanation of the status if no reason is given."""
    return status.reason or site.messages.text(f"status_notice.{status.kind}")


def _render_authors(site: SiteContext, authors: Sequence[tuple[Author, Person | None]]) -> str:
    return ", ".join(_render_author(site, author, person) for author, person in authors)


def _render_author(site: SiteContext, author: Author, person: Person | None) -> str:
    name = mark_member(escape_html(author.name), author)
    return (
        f'<a href="{ROOT_PLACEHOLDER}{site.author_index.address_of(person)}">{name}</a>'
        if person
        else name
    )


def _render_institutions(site: SiteContext, authors: Sequence[Author]) -> str:
    """Render the authors' institutions, each once, in the order of the authors."""
    names = (name for author in authors for name in split_affiliation(author))
    return "; ".join(_render_institution(site, name) for name in dict.fromkeys(names))


def _render_institution(site: SiteContext, name: str) -> str:
    slug = institution_id(site.catalogue, name)
    shown = escape_html(name)
    return (
        f'<a href="{ROOT_PLACEHOLDER}{INSTITUTIONS.address_of(slug)}">{shown}</a>'
        if slug
        else shown
    )


def _make_crumbs(site: SiteContext, paper: Paper, title: str) -> list[Crumb]:
    crumbs = [Crumb(site.messages.text("list.papers"), site_paths.PAPERS_ADDRESS)]
    venue = site.catalogue.venue_of(paper)
    if venue and venue.id:
        crumbs = [
            axis_crumb(site, VENUES),
            Crumb(venue.name, site_paths.venue_address(venue.id)),
        ]
    crumbs.append(Crumb(truncate(title, _CRUMB_LENGTH), site_paths.paper_address(paper.id)))
    return crumbs


def _citation_values(site: SiteContext, paper: Paper) -> dict[str, Any]:
    """Return the values of the cite box: formatted references, the BibTeX entry, record and files."""
    work = make_citation(paper, site.citation_keys[paper.id], site.catalogue.venue_of(paper))
    bibtex = render_bibtex_entry(work, site.catalogue.tag_names(paper)).strip()
    return {
        "reference": mark_safe(render_reference(work)),
        "style_names": ", ".join(STYLES),
        "styles": [
            (name, name.lower(), mark_safe(text)) for name, text in render_styles(work).items()
        ],
        "bibtex": mark_safe(escape_html(bibtex)),
        "formats": [(known.label, known.record_field) for known in PAPER_FILE_FORMATS],
        "record": _record_address(site, paper),
        "name": paper.id,
        "files": _file_links(site, paper),
    }


def _record_address(site: SiteContext, paper: Paper) -> str:
    """Return the address of the record with finished citations; a file of many names the paper."""
    outputs = site.settings.outputs
    path = outputs.record_path(paper.id)
    return path if outputs.paper_json else f"{path}#{paper.id}"


def _file_links(site: SiteContext, paper: Paper) -> list[tuple[str, str]]:
    """Return the links to the files of the paper that readers download."""
    stem = site_paths.paper_address(paper.id)[:-1]
    endings = {known.ending for known in PAPER_FILE_FORMATS}
    return [
        (label, f"{stem}{ending}")
        for ending, _, label in list_paper_files(site.settings.outputs)
        if ending in endings
    ]


def _edit_address(site: SiteContext, paper: Paper) -> str:
    """Return the address at which the file of the record is edited, at its line."""
    template = site.settings.edit_url
    if not template or not paper.path.startswith(site.data_root):
        return ""
    path = quote_path(paper.path.removeprefix(site.data_root))
    template = template if "{line}" in template else f"{template}#L{{line}}"
    return template.replace("{path}", path).replace("{line}", str(paper.line))


def _fix_form_address(site: SiteContext, paper: Paper) -> str:
    """Return the URL of the repository's form defined by `.github/ISSUE_TEMPLATE/fix-record.yml`.

    The form is filled in with the current values, so that it works without JavaScript.
    """
    if not site.settings.repo:
        return ""
    values = {
        "template": "fix-record.yml",
        "title": f"Correct: {paper.id}",
        "change": _render_change_block(paper),
    }
    return f"{site.settings.repo.rstrip('/')}/issues/new?{urlencode(values)}"


def _render_change_block(paper: Paper) -> str:
    """Return the current values as YAML, in which a reader corrects some; `correct` ignores others."""
    record = serialize_paper(paper)
    venue = record.get("venue", "")
    lines = [f"paper: {paper.id}", f"title: {quote_yaml(paper.title)}"]
    if 0 < len(paper.authors) <= _MAX_FORM_AUTHORS:
        names = ", ".join(quote_yaml(author.name) for author in paper.authors)
        lines.append(f"authors: [{names}]")
    if venue:
        lines.append(f"venue: {quote_yaml(venue if isinstance(venue, str) else venue['name'])}")
    if paper.year:
        lines.append(f"year: {paper.year}")
    return "\n".join(lines)
