"""What is known of an author besides the papers: affiliation, profiles elsewhere, publication lists.

Takes a `SiteContext` and a person; returns HTML for the head of the listing.
"""

from __future__ import annotations

from collections.abc import Iterator

from papershelf.catalogue.axes.institutions import INSTITUTIONS, institution_id
from papershelf.catalogue.catalogue import Catalogue, Person
from papershelf.core.page import ROOT_PLACEHOLDER
from papershelf.exports.publication_list import PublicationList, publications_of
from papershelf.pages.site_context import SiteContext
from papershelf.text.escaping import escape_html


def render_profile_links(site: SiteContext, person: Person) -> str:
    """Render the affiliation and the links of a person."""
    links = [*_list_profiles(site, person)]
    if listed := publications_of(person, site.catalogue, site.messages):
        links += list_publication_links(site, listed)
    known = person.known
    place = render_affiliation(site.catalogue, known.affiliation) if known else ""
    return "".join(
        f'<p class="{kind}" dir="auto">{html}</p>'
        for kind, html in (("from", place), ("more", " ".join(links)))
        if html
    )


def _list_profiles(site: SiteContext, person: Person) -> Iterator[str]:
    if person.known and person.known.homepage:
        url = escape_html(person.known.homepage)
        yield f'<a href="{url}">{site.messages.html("authors.homepage")}</a>'
    if person.orcid:
        label = site.messages.html("authors.orcid", id=person.orcid)
        yield f'<a href="https://orcid.org/{person.orcid}">{label}</a>'


def list_publication_links(site: SiteContext, listed: PublicationList) -> Iterator[str]:
    """Yield links to the forms of a publication list."""
    labels = {
        listed.page_address: site.messages.html("members.print"),
        **dict(zip(listed.file_paths, ("Markdown", "BibTeX"), strict=True)),
    }
    for address, label in labels.items():
        is_file = " download" if address in listed.file_paths else ""
        yield f'<a href="{ROOT_PLACEHOLDER}{escape_html(address)}"{is_file}>{label}</a>'


def render_affiliation(catalogue: Catalogue, name: str) -> str:
    """Render an affiliation, with a link if it is an institution of the collection."""
    slug = institution_id(catalogue, name) if name else None
    text = escape_html(name)
    return (
        f'<a href="{ROOT_PLACEHOLDER}{INSTITUTIONS.address_of(slug)}">{text}</a>' if slug else text
    )
