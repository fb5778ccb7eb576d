"""The page about gaps in the records, for curators: each with the file and line to edit.

Takes a `SiteContext`; yields a task with one page, none unless `extra.papershelf.health` is set.
"""

from __future__ import annotations

from collections.abc import Iterator
from dataclasses import dataclass
from functools import partial

from papershelf.catalogue.gaps import Gap, find_gaps
from papershelf.core.page import Page
from papershelf.pages.layout import Crumb, make_page
from papershelf.pages.site_context import PageTask, SiteContext
from papershelf.records.site_paths import HEALTH_ADDRESS, paper_address
from papershelf.text.cleaning import truncate
from papershelf.text.latex_render import render_plain

_SHOWN = 100
"""How many papers or entries a section lists, so that the page stays small."""
_TITLE_LENGTH = 90


@dataclass(frozen=True, slots=True, kw_only=True)
class HealthSection:
    """A section of the page: what is missing, and rows of label, address and place."""

    name: str
    size: int
    rows: tuple[tuple[str, str, str], ...]

    @property
    def more(self) -> int:
        """How many are not listed."""
        return self.size - len(self.rows)


def plan_health(site: SiteContext) -> Iterator[PageTask]:
    """Yield the page, if the site has it."""
    if not site.settings.health:
        return
    sections = tuple(_make_section(site, gap) for gap in find_gaps(site.catalogue))
    yield PageTask(
        name=HEALTH_ADDRESS,
        papers=(),
        facts=(len(site.catalogue.papers), sections),
        render=partial(_render_health, site, sections),
    )


def _make_section(site: SiteContext, gap: Gap) -> HealthSection:
    papers = (
        (
            truncate(render_plain(paper.title), _TITLE_LENGTH),
            paper_address(paper.id),
            f"{paper.path.removeprefix(site.data_root)}:{paper.line}",
        )
        for paper in gap.papers[:_SHOWN]
    )
    entries = ((one.name, "", f"{gap.file}:{one.line}") for one in gap.entries[:_SHOWN])
    return HealthSection(name=gap.name, size=gap.size, rows=(*papers, *entries))


def _render_health(site: SiteContext, sections: tuple[HealthSection, ...]) -> Iterator[Page]:
    messages = site.messages
    title = messages.text("health.title")
    papers = messages.count("count.papers", len(site.catalogue.papers))
    lead = messages.text("health.lead" if sections else "health.nothing", papers=papers)
    shown = [
        (
            messages.text(f"health.{section.name}"),
            messages.number(section.size),
            section.rows,
            messages.text("health.more", count=messages.number(section.more))
            if section.more
            else "",
        )
        for section in sections
    ]
    yield make_page(
        site,
        "health.html.j2",
        address=HEALTH_ADDRESS,
        title=title,
        description=lead,
        crumbs=(Crumb(title, HEALTH_ADDRESS),),
        values={"heading": title, "lead": lead, "sections": shown},
    )
