"""SVG charts rendered at build time: takes values, returns markup.

Colors come from the style sheet by class, so charts are readable in light and dark mode.
Coordinates have at most one decimal digit, so equal data gives equal bytes.
"""

from __future__ import annotations

from collections.abc import Callable, Sequence

from papershelf.core.messages import Messages
from papershelf.text.escaping import escape_html

_WIDTH, _HEIGHT = 720, 220
_TOP, _BOTTOM = 28, 34
_LABEL_WIDTH = 80
_BAR_WIDTH, _BAR_HEIGHT = 160, 10
_LINE_WIDTH, _LINE_HEIGHT = 120, 28


def render_column_chart(
    values: Sequence[tuple[str, int]],
    description: str,
    messages: Messages,
    show: Callable[[int], str] | None = None,
) -> str:
    """Render a column for each value, with as many labels as fit and the height of the tallest column.

    `show` writes a value, as a number by default.
    """
    show = show or messages.number
    tallest = max((value for _, value in values), default=0) or 1
    step = _WIDTH / max(len(values), 1)
    every = max(1, -(-_LABEL_WIDTH // max(int(step), 1)))
    floor = _HEIGHT - _BOTTOM
    parts = [f'<path class="axis" d="M0 {floor}H{_WIDTH}"/>']
    for place, (label, value) in enumerate(values):
        height = max(1.0 if value else 0.0, (floor - _TOP) * value / tallest)
        width = min(step * 0.72, 40)
        middle = (place + 0.5) * step
        count = escape_html(show(value))
        name = messages.html("years.chart_column", year=label, count=count)
        parts.append(
            f'<rect x="{middle - width / 2:.1f}" y="{floor - height:.1f}" width="{width:.1f}" '
            f'height="{height:.1f}"><title>{name}</title></rect>'
        )
        if (len(values) - 1 - place) % every == 0:
            parts.append(f'<text x="{middle:.1f}" y="{_HEIGHT - 8}">{escape_html(label)}</text>')
        if value == tallest:
            parts.append(f'<text x="{middle:.1f}" y="{floor - height - 6:.1f}">{count}</text>')
    return (
        f'<svg class="columns" viewBox="0 0 {_WIDTH} {_HEIGHT}" role="img" '
        f'aria-label="{escape_html(description)}">{"".join(parts)}</svg>'
    )


def render_bar_chart(value: int, largest: int) -> str:
    """Render a bar whose length is the value's share of the largest; the page shows the number itself."""
    width = max(1.0, _BAR_WIDTH * value / max(largest, 1))
    return (
        f'<svg class="length" viewBox="0 0 {_BAR_WIDTH} {_BAR_HEIGHT}" preserveAspectRatio="none" '
        f'aria-hidden="true"><rect width="{width:.1f}" height="{_BAR_HEIGHT}"/></svg>'
    )


def render_line_chart(values: Sequence[float]) -> str:
    """Render a line through the values from left to right, with a dot on the last; the baseline is zero."""
    top = max(values, default=0.0) or 1.0
    step = (_LINE_WIDTH - 6) / max(len(values) - 1, 1)
    points = [
        f"{3 + place * step:.1f},{_LINE_HEIGHT - 3 - (_LINE_HEIGHT - 6) * value / top:.1f}"
        for place, value in enumerate(values)
    ]
    x, _, y = points[-1].partition(",")
    return (
        f'<svg class="line" viewBox="0 0 {_LINE_WIDTH} {_LINE_HEIGHT}" aria-hidden="true">'
        f'<polyline points="{" ".join(points)}"/><circle cx="{x}" cy="{y}" r="2.5"/></svg>'
    )
