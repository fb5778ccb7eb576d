"""Stores decisions of earlier imports on records that share a title or identifier. Pure.

Each line of `import-decisions.tsv` in the data folder holds the content hash of an incoming record,
`same` or `new`, the id of the paper it was merged into or became, the ids of the similar papers
that it was kept separate from, and its title. With it, an import does not repeat a question after
`--as-new` or after a person merged two records by hand.
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
    """The decision of an import on a record that looks like another paper.

    `kind` is `same` for a merge by title and `new` for a separate paper; `other_ids` lists the
    papers that it was kept separate from.
    """

    kind: DecisionKind
    paper: str
    other_ids: tuple[str, ...] = ()
    title: str = ""


Decisions: TypeAlias = Mapping[str, Decision]
"""Decisions by content hash of the incoming record."""


def hash_incoming_record(facts: IdentityFacts, venue: str) -> str:
    """Return a content hash of the parts of a record that identify its paper.

    The file and line of the record are not part of it. `venue` is the venue name as the source
    spells it.
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
    """Return the keys of titles with a decision; records with other titles need no hash."""
    return frozenset(title_identity_key(decision.title) for decision in decisions.values())


def parse_decisions(text: str, path: str) -> dict[str, Decision]:
    """Parse decisions from text. Raises `PapersError` listing every invalid line."""
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
        message = (
            "is not a content hash, same or new, an id, other ids and a title, separated by tabs"
        )
        raise ValueError(message)
    key, kind, paper, others, title = cells
    other_ids = tuple(parse_slug(name) for name in others.split())
    return key, Decision(
        kind=_KINDS[kind], paper=parse_slug(paper), other_ids=other_ids, title=title
    )


def render_decisions(decisions: Decisions) -> str:
    """Render decisions as text, sorted by paper."""
    rows = sorted((decision.paper, key) for key, decision in decisions.items())
    return "".join("\t".join(_render_cells(key, decisions[key])) + "\n" for _, key in rows)


def rename_decisions(
    decisions: Decisions, new_ids: Mapping[str, str], *, is_merge: bool
) -> dict[str, Decision]:
    """Return the decisions with ids updated after papers were renamed or merged.

    After a merge, a record that was kept separate from the merged paper keeps pointing to the
    removed id, because the person who merged has already taken the values they wanted.
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
    other_ids, title = " ".join(decision.other_ids), clean_line(decision.title)
    return content_hash, decision.kind, decision.paper, other_ids, title
