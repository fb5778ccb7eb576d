"""What a built site has to agree with: the catalogue, the settings, the citation keys.

They come in; the truth about each paper goes out, made once.
"""

from __future__ import annotations

from collections.abc import Iterable, Iterator, Mapping
from dataclasses import dataclass, field

from papershelf.catalogue.catalogue import Catalogue
from papershelf.catalogue.groups import plan_groups
from papershelf.core.identifiers import CitationKey
from papershelf.core.page import file_of
from papershelf.core.settings import Settings
from papershelf.exports.api import API_FILES, SCHEMA
from papershelf.exports.citation_data import make_work
from papershelf.exports.exporter import export_paths
from papershelf.exports.feeds import feed_groups, feed_paths
from papershelf.records.model import Paper, PaperId
from papershelf.records.site_paths import paper_address
from papershelf.sitecheck.expected_facts import Truth


@dataclass(frozen=True, slots=True, kw_only=True)
class Subject:
    """The collection as its site must show it.

    `site_paths` are those of the pages that it must have, `moved` those that lead elsewhere or say
    that their page was removed, `removed` the latter alone.
    """

    catalogue: Catalogue
    settings: Settings
    keys: Mapping[PaperId, CitationKey]
    addresses: Iterable[str] = ()
    moved: frozenset[str] = frozenset()
    removed: frozenset[str] = frozenset()
    _truths: dict[PaperId, Truth] = field(default_factory=dict, repr=False)

    def needed_files(self) -> Iterator[str]:
        """The paths of all that the site must have beside what tells of one paper alone."""
        catalogue, settings = self.catalogue, self.settings
        yield from map(file_of, self.addresses)
        for group in plan_groups(catalogue):
            yield from export_paths(group, len(catalogue.papers))
        for group in feed_groups(catalogue, settings):
            yield from feed_paths(group)
        yield from (*API_FILES, SCHEMA)
        yield from ("404.html", "robots.txt", "llms.txt")
        if settings.site_url:
            yield from ("feeds.opml", "sitemap.xml")

    def truth(self, paper: Paper) -> Truth:
        """All that the views of a paper have to agree with."""
        truth = self._truths.get(paper.id)
        if truth is None:
            truth = self._truths[paper.id] = self._make_truth(paper)
        return truth

    def _make_truth(self, paper: Paper) -> Truth:
        venue = self.catalogue.venue_of(paper)
        site = self.settings.site_url
        return Truth(
            work=make_work(paper, self.keys[paper.id], venue),
            tags=self.catalogue.tag_names(paper),
            page=f"{site}{paper_address(paper.id)}" if site else "",
        )
