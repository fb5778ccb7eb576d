"""A project with its validated data: the collection, its indexes and its citation keys.

Created by `papershelf.site.project_loader` and passed to everything that works on papers.
"""

from __future__ import annotations

from collections.abc import Mapping
from dataclasses import dataclass
from functools import cached_property
from typing import Any

from papershelf.catalogue.catalogue import Catalogue, build_collection_catalogue
from papershelf.catalogue.citation_keys import assign_citation_keys
from papershelf.core.identifiers import CitationKey
from papershelf.core.project import Project
from papershelf.core.settings import Settings
from papershelf.records.loader import Collection
from papershelf.records.model import PaperId


@dataclass(frozen=True, kw_only=True)
class LoadedProject:
    """A project and its collection; indexes and citation keys are computed on first use."""

    project: Project
    collection: Collection

    def __getstate__(self) -> dict[str, Any]:
        """Pickle only the project and its collection; another process computes the rest itself."""
        return {"project": self.project, "collection": self.collection}

    @property
    def settings(self) -> Settings:
        """The settings of the site."""
        return self.project.settings

    @cached_property
    def catalogue(self) -> Catalogue:
        """The papers with their indexes."""
        return build_collection_catalogue(self.collection)

    @cached_property
    def citation_keys(self) -> Mapping[PaperId, CitationKey]:
        """The citation key of each paper."""
        collection = self.collection
        return assign_citation_keys(self.catalogue.papers, collection.ledger, collection.former_ids)
