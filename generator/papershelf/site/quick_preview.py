"""The pages of papers that changed, before anything else of a site is made: for the preview.

To bring a large site up to date takes seconds, to load its papers and make one page a fraction of
that. What is shown so early has the frame and the related papers of the build before; the real page
takes its place when the build is done.
"""

from __future__ import annotations

from collections.abc import Callable, Container, Mapping
from dataclasses import dataclass, field
from pathlib import Path

from papershelf.pages import SiteContext
from papershelf.pages.paper.page import plan_paper_task
from papershelf.related.related_lists import PackedLists
from papershelf.site.build_plan import BuildPlan
from papershelf.site.template_cache import load_mkdocs_output

_MAX_PAPERS = 20
"""Papers; after a change to more of them their pages are no quicker than all."""


@dataclass(slots=True, kw_only=True)
class QuickPreview:
    """Hands the pages of changed papers to `publish`, HTML by address.

    `workspace` is the folder of the last frame, `related` has the lists of the last build.
    """

    publish: Callable[[Mapping[str, bytes]], None]
    workspace: Path
    related: PackedLists = field(default_factory=lambda: PackedLists({}))

    def render_changed(self, plan: BuildPlan, previous_keys: Container[str]) -> None:
        """Show the papers whose keys are not in `previous_keys` of the last build, if few."""
        catalogue = plan.loaded.catalogue
        papers = catalogue.papers
        changed = [paper for paper in papers if plan.paper_keys[paper.id] not in previous_keys]
        frame = load_mkdocs_output(self.workspace)
        if frame is None or not 0 < len(changed) <= _MAX_PAPERS:
            return
        site = SiteContext(
            catalogue=catalogue,
            settings=plan.loaded.settings,
            citation_keys=plan.loaded.citation_keys,
            related=self.related.select((p.id for p in changed), catalogue.by_id),
        )
        pages = (page for paper in changed for page in plan_paper_task(site, paper).render())
        self.publish({page.address: frame.templates.render(page).encode() for page in pages})
