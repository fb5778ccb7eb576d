"""Reports papers that may be duplicates, or that claim the same id or identifier."""

from __future__ import annotations

from collections.abc import Collection, Iterable, Iterator, Sequence
from operator import attrgetter

from papershelf.core.errors import Problem, Severity
from papershelf.core.record_schema import FIELD_BY_NAME
from papershelf.records.identity_facts import IdentityFacts, title_identity_key
from papershelf.records.identity_rules import conflict_reason, is_unrelated
from papershelf.records.model import Paper


def check_duplicates(
    papers: Sequence[Paper], preprint_venues: Collection[str] = frozenset()
) -> Iterator[Problem]:
    """Yield problems for shared ids, shared identifiers and identical titles.

    `preprint_venues` are the ids of the venues of kind `preprint`.
    """
    yield from _check_ids(papers)
    yield from _check_identifiers(papers)
    yield from _check_titles(papers, preprint_venues)


def _check_ids(papers: Iterable[Paper]) -> Iterator[Problem]:
    ids = {str(paper.id): paper for paper in papers}
    claimed: dict[str, Paper] = {}
    for paper in papers:
        for alias in paper.aliases:
            owner = ids.get(alias) or claimed.setdefault(alias, paper)
            if owner is paper and alias == paper.id:
                yield _make_problem(
                    paper, "aliases", f"{alias!r} is the current id of this paper", "error"
                )
            elif owner is not paper:
                message = (
                    f"{alias!r} is already an id or alias of the paper at {owner.path}:{owner.line}"
                )
                yield _make_problem(paper, "aliases", message, "error")


def _check_identifiers(papers: Iterable[Paper]) -> Iterator[Problem]:
    """Report identifiers that two papers share, including those of other versions of a paper."""
    first: dict[tuple[str, str], Paper] = {}
    for paper in papers:
        facts = _identity_facts(paper)
        for name, value in facts.all_identifiers():
            if (other := first.setdefault((name, value), paper)) is paper:
                continue
            message = f"{value!r} is already used at {other.path}:{other.line}"
            if name == "doi" and is_unrelated(_identity_facts(other), facts):
                message += "; if it is the DOI of their book, use container_doi in both records"
            yield _make_problem(paper, name, message, "error")


def _check_titles(papers: Iterable[Paper], preprint_venues: Collection[str]) -> Iterator[Problem]:
    """Report papers with the same title that may be one paper by the rules of an import."""
    by_title: dict[str, list[Paper]] = {}
    for paper in papers:
        by_title.setdefault(title_identity_key(paper.title), []).append(paper)
    for namesakes in by_title.values():
        for place, paper in enumerate(namesakes) if len(namesakes) > 1 else ():
            facts = _identity_facts(paper, preprint_venues)
            earlier = [
                (conflict_reason(_identity_facts(other, preprint_venues), facts), other)
                for other in namesakes[:place]
                if not has_shared_identifier(_identity_facts(paper), _identity_facts(other))
            ]
            if not earlier:
                continue
            # Prefer a paper that may be the same one; otherwise take the first.
            reason, other = min(earlier, key=lambda pair: bool(pair[0]))
            message = f"is also the title of {other.id!r} at {other.path}:{other.line}"
            if reason:
                message += f"; treated as two papers because of {reason}"
            else:
                message += "; if they are the same paper, merge them with papershelf merge"
            yield _make_problem(paper, "title", message, "warning")


def _identity_facts(paper: Paper, preprint_venues: Collection[str] = ()) -> IdentityFacts:
    values = dict(zip(FIELD_BY_NAME, _get_fields(paper), strict=True))
    return IdentityFacts(values, preprint_venues)


_get_fields = attrgetter(*FIELD_BY_NAME)


def has_shared_identifier(one: IdentityFacts, other: IdentityFacts) -> bool:
    """Return whether two papers share an identifier."""
    return not set(one.all_identifiers()).isdisjoint(other.all_identifiers())


def _make_problem(paper: Paper, field: str, message: str, severity: Severity) -> Problem:
    return Problem(paper.path, paper.line, field, message, severity)
