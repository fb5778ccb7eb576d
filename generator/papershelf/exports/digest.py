"""One digest: the papers of a span as plain texts, ready for a mail, a page or a feed.

A catalogue and a span come in, a `Digest` goes out.
"""

from __future__ import annotations

import hashlib
from collections.abc import Sequence
from dataclasses import dataclass
from urllib.parse import urlsplit

from papershelf.catalogue.catalogue import Catalogue
from papershelf.catalogue.news import DateRange, first_news_day, select_new_papers, week_range
from papershelf.core.formatting import format_count, format_date, format_week
from papershelf.core.settings import Settings
from papershelf.exports.citation_data import landing_url
from papershelf.records.author_list import format_authors
from papershelf.records.model import Paper, TagId
from papershelf.records.site_paths import (
    DIGESTS_ADDRESS,
    digest_address,
    paper_address,
    week_digest_address,
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
    """A paper as a digest shows it: plain texts and one address."""

    title: str
    authors: str
    venue_line: str
    text: str
    tags: str
    address: str


@dataclass(frozen=True, slots=True, kw_only=True)
class Digest:
    """What a digest says; `name` tells it from every other digest of every site.

    `selection` names its tags. `page_address` is the absolute address at which all of it can be read, `archive_address`
    that of all digests, `host` the site's own; "" where the site does not know where it is.
    """

    name: str
    site: str
    host: str
    selection: str
    dates: DateRange
    items: tuple[DigestItem, ...]
    page_address: str
    archive_address: str

    @property
    def heading(self) -> str:
        """What it is, in a line."""
        return f"Papers{self.selection}, {format_date_range(self.dates)}"

    @property
    def subject(self) -> str:
        """What it holds, in a line that begins with its first title."""
        what = f"{self.count}{self.selection}, {format_date_range(self.dates)}"
        if not self.items:
            return what[0].upper() + what[1:]
        return f"{truncate(self.items[0].title, _SUBJECT_TITLE_LENGTH)} · {what}"

    @property
    def preheader(self) -> str:
        """What a list of mails shows behind the subject: the next titles, else the only text."""
        titles = [item.title for item in self.items[1:_PREHEADER_TITLES]]
        text = " · ".join(titles) if titles else "".join(item.text for item in self.items[:1])
        return truncate(text, _PREHEADER_LENGTH)

    @property
    def count(self) -> str:
        """How many papers it has, in words."""
        return format_count(len(self.items), "paper") if self.items else "no papers"


def make_digest(
    catalogue: Catalogue, settings: Settings, dates: DateRange, tags: Sequence[TagId] = ()
) -> Digest:
    """The digest of a span, of the papers with one of `tags` if there are any."""
    papers = select_new_papers(catalogue.papers, dates, tags)
    names = [catalogue.tags[tag].name for tag in tags if tag in catalogue.tags]
    site_url = settings.site_url
    return Digest(
        name=_digest_name(settings, dates, tags),
        site=clean_line(settings.site_name),
        host=_host_of_url(site_url),
        selection=f" on {', '.join(names)}" if names else "",
        dates=dates,
        items=tuple(make_digest_item(paper, catalogue, settings) for paper in papers),
        page_address=f"{site_url}{_page_address(dates, papers)}" if site_url else "",
        archive_address=f"{site_url}{DIGESTS_ADDRESS}" if site_url else "",
    )


def _page_address(span: DateRange, papers: Sequence[Paper]) -> str:
    """The page with all papers of a span: that of a day or a week, else the index of digests.

    A span of other days is on the page of one, if all of its papers were news there. No page has
    those of several weeks, but the index leads to each of them.
    """
    days = sorted({day for paper in papers if (day := first_news_day(paper))})
    if not days:
        return DIGESTS_ADDRESS
    is_week = span == week_range(span.first)
    if len(days) == 1 and not is_week:
        return digest_address(days[0])
    return (
        week_digest_address(days[0])
        if week_range(days[0]) == week_range(days[-1])
        else DIGESTS_ADDRESS
    )


def _host_of_url(site_url: str) -> str:
    """The host of an address, as mail headers take it."""
    safe = normalize_url(site_url) if site_url else None
    return urlsplit(safe).hostname or "" if safe else ""


def make_digest_item(paper: Paper, catalogue: Catalogue, settings: Settings) -> DigestItem:
    """A paper as a digest shows it."""
    venue = catalogue.venue_of(paper)
    year = str(paper.year or (paper.published or "")[:4])
    status = f"{paper.status.kind.capitalize()}: " if paper.status else ""
    tags = [catalogue.tags[tag].name for tag in paper.tags[:_TAGS_SHOWN] if tag in catalogue.tags]
    site = settings.site_url
    return DigestItem(
        title=status + truncate(clean_line(render_plain(paper.title)), _ITEM_TITLE_LENGTH),
        authors=format_authors(paper.authors),
        venue_line=" ".join(filter(None, [venue.name if venue else "", year])),
        text=truncate(clean_line(_item_text(paper)), _ITEM_TEXT_LENGTH),
        tags=", ".join(tags),
        address=f"{site}{paper_address(paper.id)}"
        if site
        else normalize_url(landing_url(paper)) or "",
    )


def _item_text(paper: Paper) -> str:
    """The summary, else how the abstract begins: no more of it is rendered than can be shown."""
    return render_plain(paper.summary or paper.abstract[: 4 * _ITEM_TEXT_LENGTH])


def format_date_range(dates: DateRange) -> str:
    """The days of a span in words."""
    if dates.first == dates.last:
        return format_date(dates.first)
    if dates == week_range(dates.first):
        return format_week(dates.first)
    return f"{format_date(dates.first)} to {format_date(dates.last)}"


def _digest_name(settings: Settings, span: DateRange, tags: Sequence[TagId]) -> str:
    """The same for the same days of the same selection of the same site, whatever the data say."""
    parts = [settings.site_url or settings.site_name, span.name, *sorted(set(tags))]
    mark = hashlib.blake2b("\n".join(parts).encode(), digest_size=8).hexdigest()
    return f"{span.name.lower()}.{mark}"
