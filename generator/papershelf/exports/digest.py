"""The content of a digest: the papers of a date range as plain text, for an e-mail, page or feed.

Takes a catalogue and a date range; returns a `Digest`.
"""

from __future__ import annotations

import hashlib
from collections.abc import Sequence
from dataclasses import dataclass
from urllib.parse import urlsplit

from papershelf.catalogue.catalogue import Catalogue
from papershelf.catalogue.news import DateRange, first_news_day, select_new_papers, week_range
from papershelf.core.messages import Messages
from papershelf.core.settings import Settings
from papershelf.exports.citation_data import landing_url
from papershelf.records.author_list import format_authors
from papershelf.records.model import Paper, TagId
from papershelf.records.site_paths import (
    DAYS_ADDRESS,
    day_address,
    paper_address,
    week_address,
)
from papershelf.text.cleaning import clean_line, truncate
from papershelf.text.latex_render import render_plain
from papershelf.text.urls import normalize_url

_ITEM_TITLE_LENGTH = 300
_ITEM_TEXT_LENGTH = 400
_TAGS_SHOWN = 4
_SUBJECT_TITLE_LENGTH = 90
_PREHEADER_LENGTH = 180
_PREHEADER_TITLES = 4


@dataclass(frozen=True, slots=True, kw_only=True)
class DigestItem:
    """A paper as shown in a digest: plain texts and one address."""

    title: str
    authors: str
    venue_line: str
    text: str
    tags: str
    address: str


@dataclass(frozen=True, slots=True, kw_only=True)
class Digest:
    """The content of a digest; `name` is unique among the digests of all sites.

    `selection` lists the names of its tags, "" for all papers. `page_address` is the absolute address of the page
    with the full digest, `archive_address` that of the index of digests, `host` the host name of
    the site; all are "" if the address of the site is not configured.
    """

    name: str
    site: str
    host: str
    selection: str
    dates: DateRange
    items: tuple[DigestItem, ...]
    page_address: str
    archive_address: str
    messages: Messages

    @property
    def heading(self) -> str:
        """The heading of the digest, on one line."""
        return self._about("digest.heading", "digest.heading_on_tags")

    @property
    def subject(self) -> str:
        """The subject line, which begins with the title of the first paper."""
        summary = self._about("digest.summary", "digest.summary_on_tags", papers=self.count)
        if not self.items:
            return summary
        title = truncate(self.items[0].title, _SUBJECT_TITLE_LENGTH)
        return self.messages.text("digest.subject", title=title, summary=summary)

    def _about(self, key: str, key_on_tags: str, /, **values: str) -> str:
        """Return a message about the dates, and the tags if the digest is limited to some."""
        dates = format_date_range(self.dates, self.messages)
        if not self.selection:
            return self.messages.text(key, dates=dates, **values)
        return self.messages.text(key_on_tags, dates=dates, tags=self.selection, **values)

    @property
    def preheader(self) -> str:
        """The preview text shown after the subject in an inbox: the next titles, or the only paper's text."""
        titles = [item.title for item in self.items[1:_PREHEADER_TITLES]]
        text = " · ".join(titles) if titles else "".join(item.text for item in self.items[:1])
        return truncate(text, _PREHEADER_LENGTH)

    @property
    def count(self) -> str:
        """The number of papers, in words."""
        if not self.items:
            return self.messages.text("digest.no_papers")
        return self.messages.count("count.papers", len(self.items))


def make_digest(
    catalogue: Catalogue, settings: Settings, dates: DateRange, tags: Sequence[TagId] = ()
) -> Digest:
    """Build the digest of a date range, limited to papers with one of `tags` if any are given."""
    papers = select_new_papers(catalogue.papers, dates, tags)
    names = [catalogue.tags[tag].name for tag in tags if tag in catalogue.tags]
    site_url = settings.site_url
    return Digest(
        name=_digest_name(settings, dates, tags),
        site=clean_line(settings.site_name),
        host=_host_of_url(site_url),
        selection=", ".join(names),
        dates=dates,
        items=tuple(make_digest_item(paper, catalogue, settings) for paper in papers),
        page_address=f"{site_url}{_page_address(dates, papers)}" if site_url else "",
        archive_address=f"{site_url}{DAYS_ADDRESS}" if site_url else "",
        messages=settings.messages,
    )


def _page_address(span: DateRange, papers: Sequence[Paper]) -> str:
    """Return the page with all papers of a range: that of a day or a week, or the index of days.

    A range of other days has the page of one day if all of its papers were new on that day. No
    page shows the papers of several weeks, but the index links to each of them.
    """
    days = sorted({day for paper in papers if (day := first_news_day(paper))})
    if not days:
        return DAYS_ADDRESS
    is_week = span == week_range(span.first)
    if len(days) == 1 and not is_week:
        return day_address(days[0])
    return week_address(days[0]) if week_range(days[0]) == week_range(days[-1]) else DAYS_ADDRESS


def _host_of_url(site_url: str) -> str:
    """Return the host name of a URL in the form that mail headers require."""
    safe = normalize_url(site_url) if site_url else None
    return urlsplit(safe).hostname or "" if safe else ""


def make_digest_item(paper: Paper, catalogue: Catalogue, settings: Settings) -> DigestItem:
    """Build the digest item of a paper."""
    messages = settings.messages
    venue = catalogue.venue_of(paper)
    year = str(paper.year or (paper.published or "")[:4])
    title = truncate(clean_line(render_plain(paper.title)), _ITEM_TITLE_LENGTH)
    if paper.status:
        status = messages.text(f"status.{paper.status.kind}")
        title = messages.text("status.with_text", status=status, text=title)
    tags = [catalogue.tags[tag].name for tag in paper.tags[:_TAGS_SHOWN] if tag in catalogue.tags]
    site = settings.site_url
    return DigestItem(
        title=title,
        authors=format_authors(paper.authors, messages),
        venue_line=" ".join(filter(None, [venue.name if venue else "", year])),
        text=truncate(clean_line(_item_text(paper)), _ITEM_TEXT_LENGTH),
        tags=", ".join(tags),
        address=f"{site}{paper_address(paper.id)}"
        if site
        else normalize_url(landing_url(paper)) or "",
    )


def _item_text(paper: Paper) -> str:
    """Return the summary, or the beginning of the abstract, limited to what can be shown."""
    return render_plain(paper.summary or paper.abstract[: 4 * _ITEM_TEXT_LENGTH])


def format_date_range(dates: DateRange, messages: Messages) -> str:
    """Format a date range in words."""
    if dates.first == dates.last:
        return messages.date(dates.first)
    return messages.date_span(dates.first, dates.last)


def _digest_name(settings: Settings, span: DateRange, tags: Sequence[TagId]) -> str:
    """Return a name that depends only on the days, tags and site, never on the papers."""
    parts = [settings.site_url or settings.site_name, span.name, *sorted(set(tags))]
    mark = hashlib.blake2b("\n".join(parts).encode(), digest_size=8).hexdigest()
    return f"{span.name.lower()}.{mark}"
