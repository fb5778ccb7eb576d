"""Determines the outcome of a conference submission from the texts of sites that list it.

Takes the venue name, its id and a decision as given by OpenReview and paperlists; returns a
`SubmissionVerdict`: how the paper was accepted, or why it was not.
"""

from __future__ import annotations

import re
from collections import Counter
from collections.abc import Iterable
from dataclasses import dataclass
from typing import Literal, get_args

from papershelf.core.errors import PapersError, Problem
from papershelf.core.suggestions import Suggester

SubmissionOutcome = Literal["rejected", "withdrawn", "desk-rejected", "under-review"]
"""Reason why a submission is not a paper of its conference."""
SUBMISSION_OUTCOMES: tuple[SubmissionOutcome, ...] = get_args(SubmissionOutcome)

# The first match decides. Patterns are narrow: a workshop may be about "learning to reject".
_OUTCOMES: tuple[tuple[SubmissionOutcome, re.Pattern[str]], ...] = (
    ("desk-rejected", re.compile(r"\bdesk[\s-]?reject", re.IGNORECASE)),
    ("withdrawn", re.compile(r"^\s*withdr[ae]w|\bwithdrawn\b", re.IGNORECASE)),
    ("rejected", re.compile(r"^\s*reject|\brejected\b|\bnot accepted\b", re.IGNORECASE)),
)
_SUBMITTED = re.compile(r"\bsubmitted\b", re.IGNORECASE)
_PENDING = re.compile(
    r"\b(?:under[\s-]?review|decision pending|submissions?|submitted)\b|^\s*active\s*$",
    re.IGNORECASE,
)
_WORKSHOP = re.compile(r"workshops?\b", re.IGNORECASE)
_SPACES = re.compile(r"[\s_]+")
# How a paper was presented, or how highly it was ranked.
_PRESENTED = re.compile(
    r"\b(?:(oral)s?|(spotlight)s?|(poster)s?|(highlight)s?|((?:notable[\s-]+)?top[\s-]*\d+ ?%))"
    r"(?: presentations?| papers?)?(?!\w)",
    re.IGNORECASE,
)
_NOT_A_NAME = re.compile(
    r"\(\s*\)|\baccept(?:ed)?\b:?|\bconditional\w*\b|\binvite\w* to\b|\bpresentations?\b",
    re.IGNORECASE,
)
_NOT_A_CONFERENCE = re.compile(
    r"\b(?:submi(?:tted|ssions?)(?: to)?|desk|reject(?:ed)?|withdrawn?|blind|under[\s-]?review"
    r"|active|decision pending|conference|by(?: the)? authors?|for|by)\b",
    re.IGNORECASE,
)


@dataclass(frozen=True, slots=True, kw_only=True)
class SubmissionVerdict:
    """Result of a submission; `outcome` is set if it was not accepted.

    `decision` is how an accepted paper was presented, if known.
    """

    outcome: SubmissionOutcome | None = None
    decision: str = ""
    is_workshop: bool = False

    def status(self, conference: str) -> dict[str, object]:
        """The record fields of a verdict."""
        if self.outcome is None:
            return {}
        to = f"Submitted to {conference}" if conference else ""
        if self.outcome == "under-review":
            return {"note": f"{to}; under review." if to else "Under review."}
        return {"status": {"kind": self.outcome, "reason": to} if to else self.outcome}


def parse_verdict(words: str, group: str = "") -> SubmissionVerdict:
    """The verdict from texts such as a decision, and from the id of the group.

    The group of OpenReview is the clearest (`ICLR.cc/2024/Conference/Rejected_Submission`).
    "Submitted to" means rejected for a conference that has decided (the paper is in the group of
    the conference), and under review for a journal.
    """
    group, words = (_SPACES.sub(" ", text.replace("/", " / ")) for text in (group, words))
    outcome = next(
        (found for found, pattern in _OUTCOMES if pattern.search(words) or pattern.search(group)),
        None,
    )
    if outcome is None and (_PENDING.search(words) or _PENDING.search(group)):
        is_decided = group and _SUBMITTED.search(words) and not _PENDING.search(group)
        outcome = "rejected" if is_decided else "under-review"
    if outcome:
        return SubmissionVerdict(outcome=outcome)
    found = _PRESENTED.search(words)
    decision = _SPACES.sub(" ", next(filter(None, found.groups())).lower()) if found else ""
    is_workshop = bool(_WORKSHOP.search(f"{group} {words}"))
    return SubmissionVerdict(decision=decision, is_workshop=is_workshop)


def strip_decision(venue: str) -> str:
    """The venue name without the decision: `ICLR 2024 oral` becomes `ICLR 2024`."""
    return _trim_separators(_NOT_A_NAME.sub(" ", _PRESENTED.sub(" ", venue)))


def strip_outcome(venue: str) -> str:
    """The conference in texts such as `ICLR 2024 Conference Withdrawn Submission`."""
    return _trim_separators(_NOT_A_CONFERENCE.sub(" ", venue))


def _trim_separators(text: str) -> str:
    return _SPACES.sub(" ", text).strip(" ,;:-–")


# --- selection for imports --------------------------------------------------------------------


def parse_outcomes(text: str) -> frozenset[SubmissionOutcome]:
    """Parse a comma-separated list of outcomes, as for `--include`. Raises `PapersError`."""
    names = [name.strip() for name in text.split(",") if name.strip()]
    unknown = [name for name in names if name not in SUBMISSION_OUTCOMES]
    if unknown:
        hint = Suggester(SUBMISSION_OUTCOMES).suggest(unknown[0])
        message = f"{unknown[0]!r} is not an outcome{hint}; the outcomes are {', '.join(SUBMISSION_OUTCOMES)}"
        raise PapersError([Problem("--include", 0, "", message)])
    return frozenset(outcome for outcome in SUBMISSION_OUTCOMES if outcome in names)


def describe_skipped(outcomes: Iterable[SubmissionOutcome]) -> str:
    """A note with the number of skipped submissions by outcome, or "".

    It names the option that imports them.
    """
    counts = Counter(outcomes)
    found = [outcome for outcome in SUBMISSION_OUTCOMES if counts[outcome]]
    if not found:
        return ""
    skipped = ", ".join(f"{counts[outcome]:,} {outcome}" for outcome in found)
    return f"left out: {skipped}; to import them, use --include {','.join(found)}"
