"""What pages by date have above and beside their lists: links to other dates, feeds, orders.

Takes a `SiteContext`; returns HTML and texts.
"""

from __future__ import annotations

from collections.abc import Iterable, Iterator, Sequence

from papershelf.catalogue.daily import daily_papers, latest_count_day
from papershelf.core.page import ROOT_PLACEHOLDER
from papershelf.pages.layout import list_feed_links, render_step
from papershelf.pages.site_context import SiteContext
from papershelf.records.model import Paper
from papershelf.records.site_paths import DIGESTS_ADDRESS, week_address
from papershelf.text.escaping import escape_html
from papershelf.text.urls import normalize_url

Step = tuple[str, str]
"""The address of a page by date and its title."""


def render_steps(site: SiteContext, steps: Sequence[Step], place: int) -> list[str]:
    """Render the links to the previous and the next page; `steps` has the latest first."""
    earlier, later = steps[place + 1 : place + 2], steps[place - 1 : place] if place else ()
    return [
        render_step(address, site.messages.text(key, title=title))
        for key, near in (("list.previous_link", earlier), ("list.next_link", later))
        for address, title in near
    ]


def list_week_addresses(site: SiteContext) -> frozenset[str]:
    """Return the addresses of weeks that have a page."""
    return frozenset(map(week_address, daily_papers(site.catalogue)))


def render_row(site: SiteContext, links: Iterable[str]) -> str:
    """Render a row of links, and how to get new papers by e-mail."""
    row = " ".join([*links, *_list_mail_links(site)])
    return f'<p class="more">{row}</p>' if row else ""


def render_subscription(site: SiteContext) -> str:
    """Render the ways to get new papers every day: the feed of digests, and e-mail."""
    return render_row(
        site,
        (
            f'<a class="i i-feed" href="{ROOT_PLACEHOLDER}{feed.address}" type="{feed.media_type}">{feed.label}</a>'
            for feed in list_feed_links(site, DIGESTS_ADDRESS)
        ),
    )


def _list_mail_links(site: SiteContext) -> Iterator[str]:
    if mail := normalize_url(site.settings.mail, mailto=True):
        label = site.messages.html("home.by_mail")
        yield f'<a class="i i-mail" href="{escape_html(mail)}">{label}</a>'


def order_by_upvotes(site: SiteContext, papers: Sequence[Paper]) -> str:
    """Name the order by upvotes, with the day of counting; "" if no paper has upvotes."""
    if not any(paper.upvotes for paper in papers):
        return ""
    order = site.messages.text("list.most_upvotes_first")
    return with_count_day(site, order, papers)


def with_count_day(site: SiteContext, order: str, papers: Sequence[Paper]) -> str:
    """Return the name of an order with the newest day on which the papers were counted."""
    day = latest_count_day(papers)
    return (
        site.messages.text("list.order_and_counts", order=order, date=site.messages.date(day))
        if day
        else order
    )
