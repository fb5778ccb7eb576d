"""Feeds: renders a `Feed` as Atom 1.0 (RFC 4287) or JSON Feed 1.1, and lists a site's feeds.

Both formats need absolute addresses, so a site without a configured address has no feeds. The id
of an entry is the paper's first permalink, so a paper with a new address does not appear as a new
entry; the id of a feed is its own address. All dates come from the data, so the same collection
gives the same bytes.
"""

from __future__ import annotations

import heapq
from collections.abc import Iterator
from dataclasses import dataclass, field
from functools import lru_cache
from typing import Any

from papershelf.catalogue.axes import AXES, AXIS_BY_KIND, Group
from papershelf.catalogue.axes.authors import AUTHORS
from papershelf.catalogue.catalogue import Catalogue
from papershelf.catalogue.groups import COLLECTION_KIND, list_groups
from papershelf.catalogue.paper_days import UNKNOWN_DAY, arrival_day, last_edit_day
from papershelf.core.identifiers import IsoDate
from papershelf.core.messages import Messages
from papershelf.core.outputs import Outputs
from papershelf.core.page import Artifact
from papershelf.core.settings import Settings
from papershelf.exports.citation_data import identifier_urls, pdf_url
from papershelf.exports.reuse import reuse_sentences
from papershelf.records.model import Author, Paper, PaperId, Status
from papershelf.records.site_paths import TAGS_ADDRESS, paper_address
from papershelf.text.escaping import escape_html, escape_xml, is_language_tag, language_attribute
from papershelf.text.json_text import dump_json
from papershelf.text.latex_render import render_plain

FEED_LENGTH = 50
_CACHE_SIZE = 1 << 13  # Number of cached entries; most entries are in several feeds.
ATOM_FILE, JSON_FEED_FILE = FEED_FILES = ("feed.xml", "feed.json")
FEED_KINDS = (COLLECTION_KIND, *(axis.kind for axis in AXES if axis.has_feeds))


@dataclass(frozen=True, slots=True, kw_only=True)
class FeedEntry:
    """A paper as a feed entry: plain texts, `content` as HTML, absolute addresses."""

    address: str
    title: str
    day: IsoDate
    updated: IsoDate
    summary: str
    content: str
    authors: tuple[Author, ...]
    tags: tuple[tuple[str, str], ...]
    """Term and label of each tag."""
    external: str
    language: str
    id: str = ""
    """The first address of the paper, if it has a different one now."""

    def __hash__(self) -> int:
        """Hash by address; entries are cache keys and are hashed often."""
        return hash(self.address)


@dataclass(frozen=True, slots=True, kw_only=True)
class Feed:
    """A feed of papers, newest first; `folder` contains its files and its page."""

    title: str
    description: str
    folder: str
    entries: tuple[FeedEntry, ...]

    @property
    def updated(self) -> IsoDate:
        """The latest date on which an entry changed."""
        return max((entry.updated for entry in self.entries), default=UNKNOWN_DAY)


def render_atom(feed: Feed, settings: Settings) -> str:
    """Render the feed as Atom (RFC 4287)."""
    own = escape_xml(f"{settings.site_url}{feed.folder}{ATOM_FILE}")
    page = escape_xml(f"{settings.site_url}{feed.folder}")
    subtitle = f"<subtitle>{escape_xml(feed.description)}</subtitle>\n" if feed.description else ""
    scheme = escape_xml(f"{settings.site_url}{TAGS_ADDRESS}")
    terms = escape_xml(" ".join(reuse_sentences(settings)))
    rights = f"<rights>{terms}</rights>\n" if terms else ""
    return (
        '<?xml version="1.0" encoding="utf-8"?>\n'
        f'<feed xmlns="http://www.w3.org/2005/Atom" xml:lang="{escape_xml(settings.language)}">\n'
        f"<id>{own}</id>\n<title>{escape_xml(feed.title)}</title>\n{subtitle}"
        f"<updated>{feed.updated}T00:00:00Z</updated>\n"
        f"<author><name>{escape_xml(settings.site_name)}</name></author>\n{rights}"
        f'<link rel="self" type="application/atom+xml" href="{own}"/>\n'
        f'<link rel="alternate" type="text/html" href="{page}"/>\n'
        + "".join(_atom_entry(entry, scheme) for entry in feed.entries)
        + "</feed>\n"
    )


@lru_cache(maxsize=_CACHE_SIZE)
def _atom_entry(entry: FeedEntry, scheme: str) -> str:
    address = escape_xml(entry.address)
    authors = "".join(map(_atom_author, entry.authors))
    tags = "".join(
        f'<category term="{escape_xml(term)}" scheme="{scheme}" label="{escape_xml(label)}"/>\n'
        for term, label in entry.tags
    )
    summary = f"<summary>{escape_xml(entry.summary)}</summary>\n" if entry.summary else ""
    external = escape_xml(entry.external)
    language = language_attribute(entry.language, "xml:lang")
    related = f'<link rel="related" href="{external}"/>\n' if external else ""
    return (
        f"<entry>\n<id>{escape_xml(entry.id) or address}</id>\n"
        f"<title{language}>{escape_xml(entry.title)}</title>\n"
        f"<updated>{entry.updated}T00:00:00Z</updated>\n"
        f"<published>{entry.day}T00:00:00Z</published>\n"
        f'<link rel="alternate" type="text/html" href="{address}"/>\n{related}{authors}{tags}'
        f'{summary}<content type="html">{escape_xml(entry.content)}</content>\n</entry>\n'
    )


def _atom_author(author: Author) -> str:
    url = _atom_author_url(author)
    uri = f"<uri>{escape_xml(url)}</uri>" if url else ""
    return f"<author><name>{escape_xml(author.name)}</name>{uri}</author>\n"


def _atom_author_url(author: Author) -> str:
    return f"https://orcid.org/{author.orcid}" if author.orcid else author.url


def render_json_feed(feed: Feed, settings: Settings) -> str:
    """Render the feed as JSON Feed (jsonfeed.org/version/1.1), one line for each item."""
    head = {
        "version": "https://jsonfeed.org/version/1.1",
        "title": feed.title,
        "home_page_url": f"{settings.site_url}{feed.folder}",
        "feed_url": f"{settings.site_url}{feed.folder}{JSON_FEED_FILE}",
        "description": feed.description,
        "language": settings.language,
        "authors": [{"name": settings.site_name}],
        # The format has no field for rights; this one is for people who look at the file.
        "user_comment": " ".join(reuse_sentences(settings)),
    }
    lines = [f"{dump_json(name)}:{dump_json(value)}" for name, value in head.items() if value]
    items = ",\n".join(map(_json_item, feed.entries))
    return "{" + ",\n".join(lines) + ',\n"items":[' + (f"\n{items}\n" if items else "") + "]}\n"


@lru_cache(maxsize=_CACHE_SIZE)
def _json_item(entry: FeedEntry) -> str:
    authors = [
        {"name": author.name, "url": url}
        if (url := _atom_author_url(author))
        else {"name": author.name}
        for author in entry.authors
    ]
    item: dict[str, Any] = {
        "id": entry.id or entry.address,
        "url": entry.address,
        "external_url": entry.external,
        "title": entry.title,
        "summary": entry.summary,
        "content_html": entry.content,
        "date_published": f"{entry.day}T00:00:00Z",
        "date_modified": f"{entry.updated}T00:00:00Z",
        "authors": authors,
        "tags": [label for _, label in entry.tags],
        "language": entry.language,
    }
    return dump_json({name: value for name, value in item.items() if value})


# --- from the catalogue -------------------------------------------------------------------------


@dataclass(frozen=True, slots=True, kw_only=True)
class FeedMaker:
    """Builds the feeds of groups and caches what it computes for each paper."""

    catalogue: Catalogue
    settings: Settings
    _entries: dict[PaperId, FeedEntry] = field(default_factory=dict, repr=False)
    _arrival_rank_by_id: dict[PaperId, int] = field(default_factory=dict, repr=False)

    def newest_papers(self, group: Group) -> list[Paper]:
        """Return up to fifty most recently added papers; papers of one day keep the group's order."""
        arrivals = self._arrival_rank_by_id or self._arrival_ranks()
        return heapq.nlargest(FEED_LENGTH, group.papers, key=lambda paper: arrivals[paper.id])

    def _arrival_ranks(self) -> dict[PaperId, int]:
        """Map each paper to its rank by arrival date; cached, since a paper is in many groups."""
        papers = self.catalogue.papers
        self._arrival_rank_by_id.update(
            (p.id, int(arrival_day(p).replace("-", ""))) for p in papers
        )
        return self._arrival_rank_by_id

    def make_feed(self, group: Group) -> Feed:
        """Build the feed of a group."""
        site, messages = self.settings.site_name, self.settings.messages
        if group.kind == COLLECTION_KIND:
            folder, title = "", site
            description = self.settings.site_description or messages.text(
                "feeds.collection", site=site
            )
        else:
            folder = group.address
            title = messages.text("feeds.title", name=group.title, site=site)
            description = AXIS_BY_KIND[group.kind].text(messages, "feed", name=group.title)
        return Feed(
            title=title,
            description=description,
            folder=folder,
            entries=tuple(map(self.feed_entry, self.newest_papers(group))),
        )

    def feed_entry(self, paper: Paper) -> FeedEntry:
        """Build the feed entry of a paper."""
        entry = self._entries.get(paper.id)
        if entry is None:
            if len(self._entries) == _CACHE_SIZE:
                self._entries.clear()
            entry = self._entries[paper.id] = _make_entry(paper, self.catalogue, self.settings)
        return entry

    def feed_artifacts(self, group: Group) -> Iterator[Artifact]:
        """Yield the files of a group's feed."""
        feed = self.make_feed(group)
        for path in feed_paths(group, self.settings.outputs):
            render = render_atom if path.endswith(ATOM_FILE) else render_json_feed
            yield Artifact(path, render(feed, self.settings).encode())


def feed_groups(catalogue: Catalogue, settings: Settings) -> Iterator[Group]:
    """Yield the groups that have a feed; none if the address of the site is not configured."""
    if settings.site_url:
        for group in list_groups(catalogue, *FEED_KINDS):
            if feed_paths(group, settings.outputs):
                yield group


def feed_paths(group: Group, outputs: Outputs) -> tuple[str, ...]:
    """Return the paths of the feed files of a group."""
    folder = "" if group.kind == COLLECTION_KIND else group.address
    if group.kind == AUTHORS.kind and not 0 < outputs.author_feeds <= len(group.papers):
        return ()
    names = FEED_FILES if outputs.json_feeds or not folder else (ATOM_FILE,)
    return tuple(f"{folder}{name}" for name in names)


def _make_entry(paper: Paper, catalogue: Catalogue, settings: Settings) -> FeedEntry:
    tags = [catalogue.tags[tag] for tag in paper.tags if tag in catalogue.tags]
    venue = catalogue.venue_of(paper)
    links = identifier_urls(paper)
    external = paper.url or (links[0] if links else "")
    return FeedEntry(
        address=f"{settings.site_url}{paper_address(paper.id)}",
        title=render_plain(paper.title),
        day=arrival_day(paper),
        updated=last_edit_day(paper),
        summary=render_plain(paper.summary),
        content="".join(
            _entry_html(paper, venue.name if venue else "", external, settings.messages)
        ),
        authors=paper.authors,
        tags=tuple((tag.id, tag.name) for tag in tags),
        external=external,
        language=paper.language if is_language_tag(paper.language) else "",
        id=f"{settings.site_url}{paper_address(paper.first_id)}" if paper.first_id else "",
    )


def format_status(status: Status, messages: Messages) -> str:
    """Return a status in words, with its reason."""
    text = messages.text(f"status.{status.kind}")
    if not status.reason:
        return text
    return messages.text("status.with_text", status=text, text=status.reason)


def _entry_html(paper: Paper, venue: str, external: str, messages: Messages) -> Iterator[str]:
    """Yield the HTML shown by a feed reader: status, venue, summary, abstract and links.

    Formulas are plain text here: few feed readers show MathML, and most drop its tags but keep the
    text.
    """
    if paper.status:
        yield f"<p><strong>{escape_html(format_status(paper.status, messages))}</strong></p>"
    place = " ".join(filter(None, [venue, str(paper.year or "")]))
    if place:
        yield f'<p dir="auto">{escape_html(place)}</p>'
    if paper.summary:
        yield f'<p dir="auto"><em>{escape_html(render_plain(paper.summary))}</em></p>'
    language = language_attribute(paper.language)
    for part in render_plain(paper.abstract).split("\n\n"):
        if part:
            yield f'<p dir="auto"{language}>{escape_html(part)}</p>'
    links = [
        ("feeds.paper", external),
        ("feeds.pdf", pdf_url(paper)),
        *(("feeds.code", url) for url in paper.code),
    ]
    shown = [f'<a href="{escape_html(url)}">{messages.html(key)}</a>' for key, url in links if url]
    if shown:
        yield f"<p>{' · '.join(shown)}</p>"
