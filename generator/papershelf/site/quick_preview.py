"""Renders the pages of changed papers before the rest of the site, for the preview.

Updating a large site takes seconds; loading its papers and rendering one page is much faster. These
early pages use the templates and related papers of the previous build, and are replaced by the
final pages when the build is done.
"""

from __future__ import annotations

from collections.abc import Callable, Container, Mapping
from dataclasses import dataclass, field
from pathlib import Path

from papershelf.pages import SiteContext
from papershelf.pages.paper.page import plan_paper_task
from papershelf.related.related_lists import PackedLists
from papershelf.site.build_plan import BuildPlan
from papershelf.site.mkdocs_bridge.template_cache import load_mkdocs_output

_MAX_PAPERS = 20
"""Number of papers; if more changed, the quick preview would not be faster than the build."""


@dataclass(slots=True, kw_only=True)
class QuickPreview:
    """Passes the pages of changed papers to `publish`, as HTML by address.

    `workspace` is the cache folder with the templates of the last build; `related` has the related
    papers of that build.
    """

    publish: Callable[[Mapping[str, bytes]], None]
    workspace: Path
    related: PackedLists = field(default_factory=lambda: PackedLists({}))

    def render_changed(self, plan: BuildPlan, previous_keys: Container[str]) -> None:
        """Publish papers whose keys of list entries are not in `previous_keys` (of the last build), if few."""
        catalogue = plan.loaded.catalogue
        papers = catalogue.papers
        changed = [paper for paper in papers if plan.entry_keys[paper.id] not in previous_keys]
        output = load_mkdocs_output(self.workspace)
        if output is None or not 0 < len(changed) <= _MAX_PAPERS:
            return
        site = SiteContext(
            catalogue=catalogue,
            settings=plan.loaded.settings,
            citation_keys=plan.loaded.citation_keys,
            related=self.related.select((p.id for p in changed), catalogue.by_id),
        )
        pages = (page for paper in changed for page in plan_paper_task(site, paper).render())
        self.publish({page.address: output.templates.render(page).encode() for page in pages})
