"""The expected content of a site: the catalogue, the settings and the citation keys.

Takes these; returns the expected facts of each paper, computed once.
"""

from __future__ import annotations

from collections.abc import Iterable, Iterator, Mapping
from dataclasses import dataclass, field

from papershelf.catalogue.author_index import AuthorIndex, author_index
from papershelf.catalogue.catalogue import Catalogue
from papershelf.catalogue.groups import list_groups
from papershelf.core.identifiers import CitationKey
from papershelf.core.page import output_file
from papershelf.core.settings import Settings
from papershelf.exports.api import SCHEMA_PATH, api_paths
from papershelf.exports.author_pages import AUTHOR_PAGES_PATH, has_author_pages_file
from papershelf.exports.citation_data import make_citation
from papershelf.exports.data_package import data_package_paths
from papershelf.exports.edit_schemas import schema_paths
from papershelf.exports.exporter import export_paths
from papershelf.exports.feeds import feed_groups, feed_paths
from papershelf.exports.script_messages import render_script_messages
from papershelf.records.model import Paper, PaperId
from papershelf.records.site_paths import paper_address
from papershelf.sitecheck.expected_facts import ExpectedFacts


@dataclass(frozen=True, slots=True, kw_only=True)
class ExpectedSite:
    """The collection as the site must show it.

    `addresses` are those of the required pages, `redirect_addresses` those of redirects and of
    pages for removed papers, `removed_addresses` only the latter. `picture_paths` are
    the files of figures and cards. `has_own_theme` is false if another
    theme decides what pages load and how large they are.
    """

    catalogue: Catalogue
    settings: Settings
    citation_keys: Mapping[PaperId, CitationKey]
    addresses: Iterable[str] = ()
    redirect_addresses: frozenset[str] = frozenset()
    removed_addresses: frozenset[str] = frozenset()
    picture_paths: frozenset[str] = frozenset()
    has_own_theme: bool = True
    _expected_by_id: dict[PaperId, ExpectedFacts] = field(default_factory=dict, repr=False)

    @property
    def author_index(self) -> AuthorIndex:
        """The pages of the index of authors."""
        return author_index(self.catalogue, self.settings.outputs.author_pages)

    def required_files(self) -> Iterator[str]:
        """Yield the paths of all required files, except those about a single paper."""
        catalogue, settings = self.catalogue, self.settings
        yield from map(output_file, self.addresses)
        for group in list_groups(catalogue):
            yield from export_paths(group, len(catalogue.papers), settings.outputs)
        for group in feed_groups(catalogue, settings):
            yield from feed_paths(group, settings.outputs)
        yield from (*api_paths(catalogue), SCHEMA_PATH, *schema_paths())
        yield from ("404.html", "robots.txt", "llms.txt")
        yield render_script_messages(settings.messages).path
        if has_author_pages_file(catalogue, settings):
            yield AUTHOR_PAGES_PATH
        yield from data_package_paths(settings)
        yield from self.picture_paths
        if settings.site_url:
            yield from ("feeds.opml", "sitemap.xml")

    def expected_facts(self, paper: Paper) -> ExpectedFacts:
        """Return the facts that the views of a paper must agree with."""
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
            own_fields=self.settings.fields,
        )
