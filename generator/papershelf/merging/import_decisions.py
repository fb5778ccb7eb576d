"""Decisions of earlier imports about records that share a title or an identifier. Pure.

A line of `import-decisions.tsv` in the data folder has the content hash of an incoming record, the
word `same` or `new`, the id of the paper that it was taken for or became, the ids of the papers
that it was kept apart from, and its title. So an import never asks twice: neither after `--as-new`,
nor after a person merged two records by hand.
"""

from __future__ import annotations

import hashlib
import re
from collections.abc import Mapping
from dataclasses import dataclass, replace
from typing import Literal, TypeAlias

from papershelf.core.errors import PapersError, Problem
from papershelf.core.identifiers import parse_slug
from papershelf.records.identity_facts import IdentityFacts, title_identity_key
from papershelf.records.venue_names import normalize_venue
from papershelf.text.cleaning import clean_line
from papershelf.text.folding import fold_text

_HASH_PATTERN = re.compile(r"[0-9a-f]{16}")


DecisionKind = Literal["same", "new"]
_KINDS: dict[str, DecisionKind] = {"same": "same", "new": "new"}


@dataclass(frozen=True, slots=True, kw_only=True)
class Decision:
    """What an import did with a record that looks like another paper.

    `kind` is `same` for a merge by title, `new` for a paper of its own; `other_ids` are the papers that
    this was kept apart from.
    """

    kind: DecisionKind
    paper: str
    other_ids: tuple[str, ...] = ()
    title: str = ""


Decisions: TypeAlias = Mapping[str, Decision]
"""Decisions by the content hash of the incoming record."""


def hash_incoming_record(facts: IdentityFacts, venue: str) -> str:
    """The content hash of a record: of what says which paper it is about, not of its line.

    `venue` is the name of the venue in the words of the source.
    """
    values = facts.values
    parts = [
        facts.title_key, " ".join(sorted(facts.family_names)), str(facts.year), normalize_venue(venue),
        *(f"{name}={value}" for name, value in sorted(facts.identifiers.items())),
        *(str(values.get(name) or "") for name in ("volume", "issue", "pages", "edition")),
        fold_text(str(values.get("note") or "")), fold_text(values.get("abstract") or ""),
    ]  # fmt: skip
    text = "\x1f".join(parts).encode("utf-8", "surrogatepass")
    return hashlib.blake2b(text, digest_size=8).hexdigest()


def decided_title_keys(decisions: Decisions) -> frozenset[str]:
    """The keys of the titles about which there is a decision; of others no hash is needed."""
    return frozenset(title_identity_key(decision.title) for decision in decisions.values())


def parse_decisions(text: str, path: str) -> dict[str, Decision]:
    """The decisions in a text. Raises `PapersError` with every line that is none."""
    decisions: dict[str, Decision] = {}
    problems = []
    for number, line in enumerate(text.split("\n"), 1):
        if not line.strip():
            continue
        try:
            content_hash, decision = _parse_line(line.rstrip("\r").split("\t"))
        except ValueError as error:
            problems.append(Problem(path, number, "", str(error)))
            continue
        decisions[content_hash] = decision
    if problems:
        raise PapersError(problems)
    return decisions


def _parse_line(cells: list[str]) -> tuple[str, Decision]:
    if len(cells) != 5 or not _HASH_PATTERN.fullmatch(cells[0]) or cells[1] not in _KINDS:
        message = "is not a content hash, same or new, an id, other ids and a title, tabs between"
        raise ValueError(message)
    key, kind, paper, others, title = cells
    apart = tuple(parse_slug(name) for name in others.split())
    return key, Decision(kind=_KINDS[kind], paper=parse_slug(paper), other_ids=apart, title=title)


def render_decisions(decisions: Decisions) -> str:
    """Decisions as text, sorted by paper."""
    rows = sorted((decision.paper, key) for key, decision in decisions.items())
    return "".join("\t".join(_render_cells(key, decisions[key])) + "\n" for _, key in rows)


def rename_decisions(
    decisions: Decisions, new_ids: Mapping[str, str], *, is_merge: bool
) -> dict[str, Decision]:
    """Decisions with the new ids of papers that were renamed, or merged into others.

    After a merge a record that was kept apart stays a record about the paper that went: what of it
    was wanted has been taken.
    """
    renamed = {}
    for key, decision in decisions.items():
        follows = decision.kind == "same" or not is_merge
        renamed[key] = replace(
            decision,
            paper=new_ids.get(decision.paper, decision.paper) if follows else decision.paper,
            other_ids=tuple(dict.fromkeys(new_ids.get(name, name) for name in decision.other_ids)),
        )
    return renamed


def _render_cells(content_hash: str, decision: Decision) -> tuple[str, ...]:
    apart, title = " ".join(decision.other_ids), clean_line(decision.title)
    return content_hash, decision.kind, decision.paper, apart, title
