"""The pages of papers that changed, before anything else of a site is made: for the preview.

To bring a large site up to date takes seconds, to load its papers and make one page a fraction of
that. What is shown so early has the frame and the related papers of the build before; the real page
takes its place when the build is done.
"""

from __future__ import annotations

from collections.abc import Callable, Container, Mapping
from dataclasses import dataclass, field
from pathlib import Path

from papershelf.core.settings import Settings
from papershelf.pages import Site
from papershelf.pages.paper.page import plan_paper
from papershelf.related.related_lists import PackedLists
from papershelf.site.build_plan import Shelf
from papershelf.site.template_cache import load_frame

_MOST = 20
"""Papers; after a change to more of them their pages are no quicker than all."""


@dataclass(slots=True, kw_only=True)
class Glimpse:
    """Hands the pages of changed papers to `show`, HTML by address.

    `workspace` is the folder of the last frame, `related` has the lists of the last build.
    """

    show: Callable[[Mapping[str, bytes]], None]
    workspace: Path
    related: PackedLists = field(default_factory=lambda: PackedLists({}))

    def show_changed(self, shelf: Shelf, settings: Settings, known: Container[str]) -> None:
        """Show the papers whose keys are not among those `known` from the last build, if few."""
        papers = shelf.catalogue.papers
        changed = [paper for paper in papers if shelf.paper_keys[paper.id] not in known]
        frame = load_frame(self.workspace)
        if frame is None or not 0 < len(changed) <= _MOST:
            return
        site = Site(
            catalogue=shelf.catalogue,
            settings=settings,
            keys=shelf.citation_keys,
            related=self.related.pick((p.id for p in changed), shelf.catalogue.by_id),
        )
        pages = (page for paper in changed for page in plan_paper(site, paper).render())
        self.show({page.address: frame.shells.fill(page).encode() for page in pages})
