"""Ids and citation keys of published papers, which an import gives to no other paper. Pure.

A ledger and the addresses that lead elsewhere come in; whether a new paper may have an id or a
citation key goes out.
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
    """What was published: the ledger, and the addresses in `redirects.yaml`.

    `has_citation_key` says whether a record has a citation key or would get it by rule.
    """

    ledger: Ledger = field(default_factory=Ledger)
    addresses: frozenset[str] = frozenset()
    has_citation_key: Callable[[Mapping[str, Any], str], bool] = _has_no_citation_key

    def is_reserved(self, name: str, values: Mapping[str, Any]) -> bool:
        """Whether an id was that of another paper than the one of a record.

        A record with the citation key of that id is the same paper: an import that was interrupted
        after it had written the ledger, or a paper that comes back.
        """
        paper = PaperId(name)  # type: ignore[arg-type]  # a slug, or in no ledger
        if f"{PAPERS_ADDRESS}{name}/" in self.addresses or paper in self.ledger.next_ids:
            return True
        keys = self.ledger.citation_keys.get(paper)
        return keys is not None and not any(self.has_citation_key(values, key) for key in keys)

    def is_foreign_citation_key(self, citation_key: str, names: Iterable[object]) -> bool:
        """Whether a citation key belongs to a paper with none of these ids."""
        owners = self._papers_by_citation_key.get(citation_key.casefold())
        return owners is not None and owners.isdisjoint(names)

    @cached_property
    def _papers_by_citation_key(self) -> dict[str, set[PaperId]]:
        return self.ledger.papers_by_citation_key()


@dataclass(frozen=True, slots=True)
class UnavailableIds:
    """The ids that the paper of a record cannot have."""

    used_ids: set[str]
    reserved: ReservedNames
    values: Mapping[str, Any]

    def __contains__(self, name: object) -> bool:
        """Whether another paper has an id, or had it when it was published."""
        return name in self.used_ids or self.reserved.is_reserved(str(name), self.values)
