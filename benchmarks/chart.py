"""Renders the build times as an SVG bar chart.

Each bar is labeled with its number, and each size has its own scale. The text is legible at the
width of a phone. The chart has its own background, because an image does not know that of its page.
"""

from __future__ import annotations

from collections.abc import Iterator, Sequence
from html import escape

from benchmarks.report import OURS, Result

_WIDTH, _MARGIN, _LEFT, _NUMBER = 460, 12, 156, 76
_LINE, _BAR = 21, 14
_STYLE = """
svg{--ground:#fdfdfb;--ink:#1a1f1d;--soft:#59625e;--ours:#0a6150;--theirs:#8b9590}
@media(prefers-color-scheme:dark){
svg{--ground:#131716;--ink:#e7e9e4;--soft:#9fa9a4;--ours:#7fd1b9;--theirs:#6c7772}}
text{font:16px system-ui,sans-serif;fill:var(--soft)}
.size{font-size:18px;font-weight:600;fill:var(--ink)}.name{font-weight:600;fill:var(--ink)}
.number{fill:var(--ink)}.ours{fill:var(--ours)}.theirs{fill:var(--theirs)}.ground{fill:var(--ground)}
"""


def render_chart(results: Sequence[Result]) -> str:
    """Render a bar for each build, grouped by size and program."""
    parts: list[str] = []
    top = _MARGIN
    for size in dict.fromkeys(result.papers for result in results):
        same = [result for result in results if result.papers == size]
        if len(same) > 1:
            top = _add_group(parts, same, top)
    return (
        f'<svg xmlns="http://www.w3.org/2000/svg" width="{_WIDTH}" height="{top}" '
        f'viewBox="0 0 {_WIDTH} {top}" role="img" aria-labelledby="title about">'
        f'<title id="title">Build time in seconds, by program and number of papers</title>'
        f'<desc id="about">{escape(_describe(results))}</desc><style>{_STYLE}</style>'
        f'<rect class="ground" width="{_WIDTH}" height="{top}"/>{"".join(parts)}</svg>\n'
    )


def _describe(results: Sequence[Result]) -> str:
    return " ".join(
        f"{result.name}, {result.papers:,} papers: "
        + ", ".join(f"{phase} {cost.seconds:.1f} s" for phase, cost in result.costs.items())
        + "."
        for result in results
    )


def _add_group(parts: list[str], results: Sequence[Result], top: int) -> int:
    """Add the bars of one size below `top`, and return the position of their end."""
    longest = max(cost.seconds for result in results for cost in result.costs.values())
    parts.append(_text(_MARGIN, top, f"{results[0].papers:,} papers", "size"))
    top += 30
    for result in results:
        parts.append(_text(_MARGIN, top, result.name, "name"))
        parts += _bars(result, top + _LINE, longest)
        top += _LINE * (1 + len(result.costs)) + 10
    return top + 16


def _bars(result: Result, top: int, longest: float) -> Iterator[str]:
    kind = "ours" if result.name == OURS else "theirs"
    for row, (phase, cost) in enumerate(result.costs.items()):
        seconds = cost.seconds
        width = max(1.0, (_WIDTH - _LEFT - _NUMBER) * seconds / longest)
        y = top + _LINE * row
        yield _text(_MARGIN, y, phase, "phase")
        yield (
            f'<rect class="{kind}" x="{_LEFT}" y="{y + 3}" width="{width:.1f}" '
            f'height="{_BAR}" rx="2"/>'
        )
        yield _text(_LEFT + width + 6, y, f"{seconds:.1f} s", "number")


def _text(left: float, top: float, words: str, kind: str) -> str:
    return f'<text class="{kind}" x="{left:.1f}" y="{top + 15}">{escape(words)}</text>'
