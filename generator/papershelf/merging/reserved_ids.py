"""Ids and citation keys of published papers, which no other paper may get. Pure.

Built from the ledger and the redirects; decides whether a new paper may use an id or a citation key.
"""

from __future__ import annotations

from collections.abc import Callable, Iterable, Mapping
from dataclasses import dataclass, field
from functools import cached_property
from typing import Any

from papershelf.records.id_ledger import Ledger
from papershelf.records.model import PaperId
from papershelf.records.site_paths import PAPERS_ADDRESS


def _has_no_citation_key(_values: Mapping[str, Any], _citation_key: str) -> bool:
    return False


@dataclass(frozen=True)
class ReservedNames:
    """Names that are already published: the ledger and the addresses in `redirects.yaml`.

    `has_citation_key` tells whether a record has a given citation key or would get it by the rules.
    """

    ledger: Ledger = field(default_factory=Ledger)
    addresses: frozenset[str] = frozenset()
    has_citation_key: Callable[[Mapping[str, Any], str], bool] = _has_no_citation_key

    def is_reserved(self, name: str, values: Mapping[str, Any]) -> bool:
        """Return whether an id belonged to a paper other than the one of this record.

        A record with the citation key of that id is the same paper: either an import was
        interrupted after it wrote the ledger, or the paper was removed and comes back.
        """
        paper = PaperId(name)  # type: ignore[arg-type]  # a slug, or in no ledger
        if f"{PAPERS_ADDRESS}{name}/" in self.addresses or paper in self.ledger.next_ids:
            return True
        keys = self.ledger.citation_keys.get(paper)
        return keys is not None and not any(self.has_citation_key(values, key) for key in keys)

    def is_foreign_citation_key(self, citation_key: str, names: Iterable[object]) -> bool:
        """Return whether a citation key belongs to a paper with none of these ids."""
        owners = self._papers_by_citation_key.get(citation_key.casefold())
        return owners is not None and owners.isdisjoint(names)

    @cached_property
    def _papers_by_citation_key(self) -> dict[str, set[PaperId]]:
        return self.ledger.papers_by_citation_key()


@dataclass(frozen=True, slots=True)
class UnavailableIds:
    """The ids that a record's paper cannot have."""

    used_ids: set[str]
    reserved: ReservedNames
    values: Mapping[str, Any]

    def __contains__(self, name: object) -> bool:
        """Return whether another paper has this id or was published under it."""
        return name in self.used_ids or self.reserved.is_reserved(str(name), self.values)
