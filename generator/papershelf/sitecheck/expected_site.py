"""What a built site has to agree with: the catalogue, the settings, the citation keys.

They come in; the truth about each paper goes out, made once.
"""

from __future__ import annotations

from collections.abc import Iterable, Iterator, Mapping
from dataclasses import dataclass, field

from papershelf.catalogue.catalogue import Catalogue
from papershelf.catalogue.groups import list_groups
from papershelf.core.identifiers import CitationKey
from papershelf.core.page import output_file
from papershelf.core.settings import Settings
from papershelf.exports.api import SCHEMA_PATH, api_paths
from papershelf.exports.citation_data import make_citation
from papershelf.exports.exporter import export_paths
from papershelf.exports.feeds import feed_groups, feed_paths
from papershelf.records.model import Paper, PaperId
from papershelf.records.site_paths import paper_address
from papershelf.sitecheck.expected_facts import ExpectedFacts


@dataclass(frozen=True, slots=True, kw_only=True)
class ExpectedSite:
    """The collection as its site must show it.

    `site_paths` are those of the pages that it must have, `redirect_addresses` those that lead elsewhere or say
    that their page was removed, `removed_addresses` the latter alone.
    """

    catalogue: Catalogue
    settings: Settings
    citation_keys: Mapping[PaperId, CitationKey]
    addresses: Iterable[str] = ()
    redirect_addresses: frozenset[str] = frozenset()
    removed_addresses: frozenset[str] = frozenset()
    _expected_by_id: dict[PaperId, ExpectedFacts] = field(default_factory=dict, repr=False)

    def required_files(self) -> Iterator[str]:
        """The paths of all that the site must have beside what tells of one paper alone."""
        catalogue, settings = self.catalogue, self.settings
        yield from map(output_file, self.addresses)
        for group in list_groups(catalogue):
            yield from export_paths(group, len(catalogue.papers))
        for group in feed_groups(catalogue, settings):
            yield from feed_paths(group)
        yield from (*api_paths(catalogue), SCHEMA_PATH)
        yield from ("404.html", "robots.txt", "llms.txt")
        if settings.site_url:
            yield from ("feeds.opml", "sitemap.xml")

    def expected_facts(self, paper: Paper) -> ExpectedFacts:
        """All that the views of a paper have to agree with."""
        truth = self._expected_by_id.get(paper.id)
        if truth is None:
            truth = self._expected_by_id[paper.id] = self._make_expected_facts(paper)
        return truth

    def _make_expected_facts(self, paper: Paper) -> ExpectedFacts:
        venue = self.catalogue.venue_of(paper)
        site = self.settings.site_url
        return ExpectedFacts(
            citation=make_citation(paper, self.citation_keys[paper.id], venue),
            tags=self.catalogue.tag_names(paper),
            page_address=f"{site}{paper_address(paper.id)}" if site else "",
        )
