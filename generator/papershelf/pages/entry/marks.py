"""What distinguishes a paper at a glance: its counts, awards and decision.

Takes a `Paper`; returns HTML for list entries and for the head of the paper's page. Counts of zero
are left out.
"""

from __future__ import annotations

from collections.abc import Iterator

from papershelf.core.count_kinds import COUNT_KINDS
from papershelf.core.identifiers import IsoDate
from papershelf.core.messages import Messages
from papershelf.records.model import Count, Paper
from papershelf.text.cleaning import truncate
from papershelf.text.escaping import escape_html

_MARK_LENGTH = 60
_AWARDS_SHOWN = 2


def list_counts(paper: Paper) -> Iterator[tuple[str, Count]]:
    """Yield the counts of a paper that are not zero, with the names of their kinds."""
    for kind in COUNT_KINDS:
        count: Count | None = getattr(paper, kind)
        if count and count.value > 0:
            yield kind, count


def render_counts(paper: Paper, messages: Messages) -> str:
    """Render the counts of a paper, each an icon and a number; "" if there are none."""
    return "".join(_render_count(kind, count.value, messages) for kind, count in list_counts(paper))


def _render_count(kind: str, value: int, messages: Messages) -> str:
    # As an image, the number is read with its unit, which readers with a mouse see as a tooltip.
    label = messages.count(f"count.{kind}", value)
    return f'<span class="n n-{kind}" role="img" title="{label}">{messages.number(value)}</span>'


def counts_day(paper: Paper) -> IsoDate | None:
    """Return the day of which all counts are, `None` if they are of several days or none."""
    days = {count.day for _, count in list_counts(paper)}
    return days.pop() if len(days) == 1 else None


def render_marks(paper: Paper) -> str:
    """Render the awards and the decision of a paper; "" if it has none.

    A status such as retracted replaces the decision, and is shown elsewhere.
    """
    marks = [f"<b>{_shorten(award)}</b>" for award in paper.awards[:_AWARDS_SHOWN]]
    if paper.decision and not paper.status:
        marks.append(f"<span>{_shorten(paper.decision)}</span>")
    return " ".join(marks)


def _shorten(text: str) -> str:
    return escape_html(truncate(text, _MARK_LENGTH))
