"""The publication list of a member or of all members, as Markdown and as HTML by year.

Takes the papers of a list; returns its sections. Names of those whose list it is are in bold, and no list
of authors is cut before them.
"""

from __future__ import annotations

from collections.abc import Iterable, Iterator, Mapping, Sequence
from dataclasses import dataclass
from itertools import groupby

from papershelf.catalogue.catalogue import Catalogue, Person
from papershelf.catalogue.known_people import distinct_name
from papershelf.core.identifiers import CitationKey, Slug, doi_url
from papershelf.core.messages import Messages
from papershelf.core.page import Artifact
from papershelf.core.settings import Settings
from papershelf.exports.citation_data import Citation, make_citation
from papershelf.exports.exporter import Exporter, part_paths
from papershelf.exports.formatted_reference import render_name_list, render_reference
from papershelf.records.model import Author, Paper, PaperId
from papershelf.records.site_paths import MEMBERS_ADDRESS, author_address, paper_address
from papershelf.text.escaping import escape_html, escape_markdown
from papershelf.text.latex_render import render_plain

_ADDRESS_ESCAPES = {ord(char): f"%{ord(char):02X}" for char in "<>() \\\"'"}


@dataclass(frozen=True, slots=True, kw_only=True)
class PublicationList:
    """The papers of a person or of all members, newest first; `address` is that of their page.

    `name` is the person or what they are called together, `slugs` are those whose names are in bold,
    and `facts` what else is known.
    """

    address: str
    name: str
    title: str
    papers: Sequence[Paper]
    slugs: frozenset[Slug]
    facts: tuple[str, ...] = ()

    @property
    def page_address(self) -> str:
        """The address of the list as a page for printing."""
        return f"{self.address}publications/"

    @property
    def file_paths(self) -> tuple[str, str]:
        """The paths of the list as Markdown and as BibTeX."""
        return f"{self.address}publications.md", f"{self.address}publications.bib"

    def is_own(self, author: Author) -> bool:
        """Whether an author is one of those whose list it is."""
        return author.person is not None and author.person.id in self.slugs


def list_members(catalogue: Catalogue) -> list[Person]:
    """Return the members who have papers, by name."""
    known = (slug for slug, person in catalogue.people.items() if person.is_member)
    persons = (catalogue.persons[slug] for slug in known if slug in catalogue.persons)
    return sorted(persons, key=lambda person: (person.family, person.slug))


def publications_of(
    person: Person, catalogue: Catalogue, messages: Messages
) -> PublicationList | None:
    """Return the publication list of a member, `None` for other persons."""
    known = person.known
    if known is None or not known.is_member:
        return None
    orcid = f"https://orcid.org/{person.orcid}" if person.orcid else ""
    name = distinct_name(catalogue, person)
    return PublicationList(
        address=author_address(person.slug),
        name=name,
        title=messages.text("members.publications_of", name=name),
        papers=_sort_by_year(person.papers),
        slugs=frozenset({person.slug}),
        facts=tuple(filter(None, (known.affiliation, known.homepage, orcid))),
    )


def list_publications(catalogue: Catalogue, messages: Messages) -> list[PublicationList]:
    """Return the lists of all members together, then of each; none without papers."""
    persons = list_members(catalogue)
    lists = filter(None, (publications_of(person, catalogue, messages) for person in persons))
    own = {paper.id for person in persons for paper in person.papers}
    together = PublicationList(
        address=MEMBERS_ADDRESS,
        name=messages.text("members.title"),
        title=messages.text("members.publications"),
        papers=_sort_by_year(paper for paper in catalogue.papers if paper.id in own),
        slugs=frozenset(person.slug for person in persons),
    )
    return [together, *lists] if persons else []


def _sort_by_year(papers: Iterable[Paper]) -> list[Paper]:
    """Sort by year, which may differ from that of the date."""
    return sorted(papers, key=lambda paper: paper.year or 0, reverse=True)


def group_by_year(papers: Iterable[Paper]) -> Iterator[tuple[str, list[Paper]]]:
    """Yield the papers of each year, which they are sorted by; the year is "" for those without one."""
    for year, members in groupby(papers, key=lambda paper: str(paper.year or "")):
        yield year, [*members]


def render_list_item(listed: PublicationList, citation: Citation) -> str:
    """Render a paper of a list as HTML."""

    def name_html(author: Author) -> str:
        name = escape_html(author.name)
        return f"<b>{name}</b>" if listed.is_own(author) else name

    return render_reference(citation, name_html, listed.is_own)


def render_publication_files(exporter: Exporter, listed: PublicationList) -> Iterator[Artifact]:
    """Yield a list as Markdown and as BibTeX."""
    markdown, bibtex = listed.file_paths
    text = render_publications(
        listed, exporter.catalogue, exporter.settings, exporter.citation_keys
    )
    yield Artifact(markdown, text.encode())
    parts = exporter.render_parts("bibtex", listed.papers, abstracts=False)
    for path, bulk in zip(part_paths(bibtex), parts, strict=False):
        yield Artifact(path, bulk.content)


def render_publications(
    listed: PublicationList,
    catalogue: Catalogue,
    settings: Settings,
    citation_keys: Mapping[PaperId, CitationKey],
) -> str:
    """Render a list as Markdown, with a section for each year."""
    parts = [f"# {escape_markdown(listed.title)}\n"]
    if listed.facts:
        facts = (f"<{one}>" if "://" in one else escape_markdown(one) for one in listed.facts)
        parts.append(f"{' · '.join(facts)}\n")
    for year, papers in group_by_year(listed.papers):
        heading = year or settings.messages.text("axes.year.none")
        lines = (
            _render_line(
                listed,
                make_citation(paper, citation_keys[paper.id], catalogue.venue_of(paper)),
                settings,
            )
            for paper in papers
        )
        parts.append(f"## {escape_markdown(heading)}\n\n{''.join(lines)}")
    return "\n".join(parts)


def _render_line(listed: PublicationList, citation: Citation, settings: Settings) -> str:
    paper = citation.paper

    def name_text(author: Author) -> str:
        name = escape_markdown(author.name)
        return f"**{name}**" if listed.is_own(author) else name

    title = escape_markdown(render_plain(" ".join(paper.title.split())))
    if settings.site_url:
        title = _render_link(title, f"{settings.site_url}{paper_address(paper.id)}")
    place = [
        f"*{escape_markdown(citation.container)}*" if citation.container else "",
        escape_markdown(f"volume {paper.volume}") if paper.volume else "",
        escape_markdown(f"pages {citation.pages}") if citation.pages else "",
        str(paper.year or ""),
    ]
    sentences = [
        render_name_list(paper.authors, name_text, listed.is_own),
        title,
        ", ".join(filter(None, place)),
        escape_markdown("; ".join(paper.awards)),
        paper.status.kind.capitalize() if paper.status else "",
    ]
    links = {
        "PDF": citation.pdf,
        "DOI": doi_url(paper.doi) if paper.doi else "",
        **{
            f"Code {number}" if number > 1 else "Code": url
            for number, url in enumerate(paper.code, 1)
        },
    }
    shown = " ".join(_render_link(label, url) for label, url in links.items() if url)
    text = " ".join(f"{one.removesuffix('.')}." for one in sentences if one)
    return f"- {text}{f' {shown}' if shown else ''}\n"


def _render_link(label: str, url: str) -> str:
    return f"[{label}]({url.translate(_ADDRESS_ESCAPES)})"
