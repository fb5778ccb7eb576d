"""The ledger: every paper id that was ever published, with its citation keys. Pure.

Stored in `citation-keys.tsv`. Each line has tab-separated values: the id, the current citation key,
earlier keys of the paper, and `@next` if the paper now has another id. Lines are added but never
removed, so a missing published id can be detected.
"""

from __future__ import annotations

from collections import defaultdict
from collections.abc import Iterable, Iterator, Mapping, Sequence
from dataclasses import dataclass, field

from papershelf.core.errors import PapersError, Problem
from papershelf.core.identifiers import CitationKey, parse_citation_key, parse_slug
from papershelf.records.model import Paper, PaperId
from papershelf.records.site_paths import PAPERS_ADDRESS, paper_address

FormerIds = Mapping[PaperId, tuple[PaperId, ...]]
"""Earlier ids of papers by current id: aliases, and redirects that lead to the paper's page."""

REMOVED_MARK = "removed"
"""The target in `redirects.yaml` of an address whose page was removed on purpose."""


@dataclass(frozen=True, slots=True, kw_only=True)
class Ledger:
    """The citation keys of each published id, the current one first.

    `next_ids` gives the next id of each paper that was renamed or merged into another; `lines`
    gives the line number of each id in the file at `path`.
    """

    citation_keys: Mapping[PaperId, tuple[CitationKey, ...]] = field(default_factory=dict)
    next_ids: Mapping[PaperId, PaperId] = field(default_factory=dict)
    path: str = ""
    lines: Mapping[PaperId, int] = field(default_factory=dict)

    def last_id(self, paper: PaperId) -> PaperId:
        """Return the latest id of the paper with this id."""
        seen = {paper}
        while (following := self.next_ids.get(paper)) and following not in seen:
            seen.add(following)
            paper = following
        return paper

    def citation_keys_of(self, names: Sequence[PaperId]) -> tuple[CitationKey, ...]:
        """Return the keys of a paper, from the most recent of its ids that has a line.

        `names` are all ids of the paper, the current one first.
        """
        own = [
            name for name in names if self.citation_keys.get(name) and self._belongs_to(name, names)
        ]
        latest = [name for name in own if self.next_ids.get(name) not in names]
        return self.citation_keys[(latest or own)[0]] if own else ()

    def _belongs_to(self, name: PaperId, names: Sequence[PaperId]) -> bool:
        """Return whether the keys in the line of an id belong to the paper with these ids."""
        return name not in self.next_ids or self.last_id(name) in names

    def papers_by_citation_key(self) -> dict[str, set[PaperId]]:
        """Return the papers that own each key, by their latest ids; keys are case-insensitive."""
        owners: defaultdict[str, set[PaperId]] = defaultdict(set)
        for paper, keys in self.citation_keys.items():
            last = self.last_id(paper) if paper in self.next_ids else paper
            for key in keys:
                owners[key.casefold()].add(last)
        return dict(owners)


def collect_former_ids(papers: Iterable[Paper], redirects: Mapping[str, str]) -> FormerIds:
    """Return the earlier ids of each paper that has any."""
    targets: defaultdict[str, list[PaperId]] = defaultdict(list)
    for old, new in redirects.items():
        name = old.removeprefix(PAPERS_ADDRESS).removesuffix("/")
        if old.startswith(PAPERS_ADDRESS) and "/" not in name:
            targets[new].append(PaperId(name))  # type: ignore[arg-type]  # a slug, or in no ledger
    former = {}
    for paper in papers:
        redirected = targets.get(paper_address(paper.id), ()) if targets else ()
        if paper.aliases or redirected:
            former[paper.id] = (*paper.aliases, *redirected)
    return former


def update_ledger(
    ledger: Ledger,
    citation_keys: Mapping[PaperId, CitationKey],
    former_ids: FormerIds | None = None,
) -> Ledger:
    """Return the ledger updated with the current keys and with the papers that have a new id."""
    updated, moved = dict(ledger.citation_keys), dict(ledger.next_ids)
    for paper, key in citation_keys.items():
        names = (paper, *(former_ids or {}).get(paper, ()))
        known = ledger.citation_keys_of(names)
        for name in names[1:]:
            if name not in ledger.citation_keys:
                # It is not known whether this id was the only one or was merged in later. If no id
                # of the paper has a line, assume it was the only one.
                updated[name] = () if known else (key,)
            if ledger.next_ids.get(name) not in names:
                moved[name] = paper
        updated[paper] = (key, *(one for one in known if one != key))
    for paper in citation_keys:  # renamed back, or reused by another paper
        moved.pop(paper, None)
    return Ledger(citation_keys=updated, next_ids=moved, path=ledger.path, lines=ledger.lines)


def first_id(ledger: Ledger, names: Sequence[PaperId]) -> PaperId:
    """Return the id under which a paper was first published.

    `names` are all its ids, the current one first. A renamed paper has its key under the old id as
    well; the id of a paper that was merged into it has a different key.
    """
    known = ledger.citation_keys_of(names)
    first = names[0]
    left = [name for name in names[1:] if _is_former_id(ledger, name, known)]
    while left:
        before = [name for name in left if ledger.next_ids.get(name, names[0]) == first]
        if not before:
            break
        first = before[0]
        left.remove(first)
    return first


def _is_former_id(ledger: Ledger, name: PaperId, known_keys: Sequence[CitationKey]) -> bool:
    if not known_keys:
        return name not in ledger.citation_keys
    return not set(known_keys).isdisjoint(ledger.citation_keys.get(name, ()))


# --- the file -----------------------------------------------------------------------------------


def render_ledger(ledger: Ledger) -> str:
    """Render the ledger as text, sorted by id."""
    rows = []
    for paper in sorted({*ledger.citation_keys, *ledger.next_ids}):
        moved = ledger.next_ids.get(paper)
        cells = (paper, *ledger.citation_keys.get(paper, ()), *([f"@{moved}"] if moved else ()))
        rows.append("\t".join(cells) + "\n")
    return "".join(rows)


def parse_ledger(text: str, path: str = "citation-keys.tsv") -> Ledger:
    """Parse a ledger from text. Raises `PapersError` listing every invalid line."""
    keys: dict[PaperId, tuple[CitationKey, ...]] = {}
    moved: dict[PaperId, PaperId] = {}
    lines: dict[PaperId, int] = {}
    problems = []
    for number, line in enumerate(text.split("\n"), 1):
        if not line.strip():
            continue
        try:
            paper, own, following = _parse_line(line.rstrip("\r").split("\t"))
        except ValueError as error:
            problems.append(Problem(path, number, "", str(error)))
            continue
        if paper in lines:
            message = f"{paper!r} already has line {lines[paper]}"
            problems.append(Problem(path, number, "", message))
            continue
        keys[paper], lines[paper] = own, number
        if following:
            moved[paper] = following
    if problems:
        raise PapersError(problems)
    return Ledger(citation_keys=keys, next_ids=moved, path=path, lines=lines)


def _parse_line(
    cells: list[str],
) -> tuple[PaperId, tuple[CitationKey, ...], PaperId | None]:
    if len(cells) < 2:
        raise ValueError("is not an id and a citation key, separated by a tab")
    following = None
    if cells[-1].startswith("@"):
        following = PaperId(parse_slug(cells.pop()[1:]))
    paper, *keys = cells
    return PaperId(parse_slug(paper)), tuple(map(parse_citation_key, keys)), following


# --- problems -------------------------------------------------------------------------------------


def check_ledger(
    ledger: Ledger, papers: Sequence[Paper], redirects: Mapping[str, str]
) -> Iterator[Problem]:
    """Yield problems: keys of two papers, and published ids that are missing or reused."""
    by_name = {name: paper for paper in papers for name in (*paper.aliases, paper.id)}
    yield from _check_citation_keys(ledger, by_name)
    yield from _check_pins(ledger, papers, by_name)
    for name, line in ledger.lines.items():
        last = ledger.last_id(name) if name in ledger.next_ids else name
        paper, other = by_name.get(name), by_name.get(last)
        if paper is None and paper_address(name) not in redirects:
            yield Problem(ledger.path, line, "", _advice(name, other), "warning")
        elif paper and other and paper is not other:
            place = f"{paper.path}:{paper.line}"
            message = f"{name!r} was an id of {last!r}, but is now used by another paper at {place}"
            yield Problem(ledger.path, line, "", message, "warning")


def removed_paper_addresses(
    ledger: Ledger, papers: Iterable[Paper], redirects: Iterable[str]
) -> Iterator[str]:
    """Yield the addresses of published ids that no longer exist and have no redirect."""
    if not ledger.lines:
        return
    there = {name for paper in papers for name in (paper.id, *paper.aliases)}
    known = set(redirects)
    for name in ledger.lines:
        if name not in there and (address := paper_address(name)) not in known:
            yield address


def _advice(name: PaperId, paper: Paper | None) -> str:
    """Explain how to fix a published id that is missing."""
    if paper:
        return (
            f"{name!r} is an earlier id of {paper.id!r}, but does not redirect to it; "
            f"add aliases: [{name}] at {paper.path}:{paper.line}"
        )
    return (
        f"{name!r} was published but no longer exists; add aliases: [{name}] to the renamed paper, "
        f"or add {paper_address(name)}: {REMOVED_MARK} to redirects.yaml"
    )


def _check_citation_keys(ledger: Ledger, by_name: Mapping[PaperId, Paper]) -> Iterator[Problem]:
    """Report keys listed for two papers."""
    claimed: dict[str, PaperId] = {}
    for name, keys in ledger.citation_keys.items():
        paper = by_name.get(ledger.last_id(name) if name in ledger.next_ids else name)
        for key in keys if paper else ():
            first = claimed.setdefault(key.casefold(), name)
            other = by_name[ledger.last_id(first)]
            if paper and other is not paper:
                message = (
                    f"{key!r} of {name!r} is already the citation key of {first!r} on line "
                    f"{ledger.lines.get(first, 0)}; if they are the same paper, add "
                    f"aliases: [{first}] at {paper.path}:{paper.line}"
                )
                yield Problem(ledger.path, ledger.lines.get(name, 0), "", message)


def _check_pins(
    ledger: Ledger, papers: Iterable[Paper], by_name: Mapping[PaperId, Paper]
) -> Iterator[Problem]:
    """Report citation keys in records that another paper already has."""
    pinned = [paper for paper in papers if paper.citation_key]
    if not pinned:
        return
    owners = ledger.papers_by_citation_key()
    first: dict[str, Paper] = {}
    for paper in sorted(pinned, key=lambda paper: (paper.added or "~", paper.id)):
        key = str(paper.citation_key)
        owned = owners.get(key.casefold(), set())
        other = first.setdefault(key.casefold(), paper)
        if other is not paper:
            place = f"{other.id!r} at {other.path}:{other.line}"
        elif owned and all(by_name.get(name) is not paper for name in owned):
            name = min(owned)
            place = f"{name!r} at {ledger.path}:{ledger.lines.get(name, 0)}"
        else:
            continue
        message = f"{key!r} is already the citation key of {place}"
        yield Problem(paper.path, paper.line, "citation_key", message)
