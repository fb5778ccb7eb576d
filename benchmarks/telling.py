"""What was measured, told: results in; a page with a table, a picture and missed budgets out."""

from __future__ import annotations

import os
import platform
from collections.abc import Mapping, Sequence
from typing import NamedTuple

from benchmarks.measure import Cost, Size

PHASES = ("cold", "nothing changed", "one change")
_BUDGETS = {"nothing changed": 0.10, "one change": 0.15}
_INDEX_BYTES = 150_000
_ENOUGH_ROUNDS = 3
_RIVAL = "Hugo + Pagefind"

_INTRO = """# Benchmarks

`make bench` builds the same made-up collection with each program in turn and writes this page.
{runs} `make bench SIZE=100000` takes another size.

All make a page for each paper, and lists of at most 100 papers for tags, venues, years and authors.
Papershelf makes feeds, exports, related papers and its search index besides. Material and Zensical
have no lists of their own, so a script of their user writes them as Markdown, and its time is not
counted. Hugo has taxonomies and small templates; Pagefind indexes what Hugo and Zensical built,
MkDocs uses its own search. Memory is that of the largest process; processor time is that of all
processes together, and tells more than the clock where a machine has other things to do.

Measured on {machine}.

"""
_COLUMNS = (
    "papers", "program", "cold", "nothing changed", "one change", "processor time, cold", "memory",
    "files", "bytes", "bytes a page",
)  # fmt: skip
_HEAD = f"| {' | '.join(_COLUMNS)} |\n|{'---|' * len(_COLUMNS)}\n"


class Result(NamedTuple):
    """What one program needed for one size."""

    name: str
    papers: int
    costs: Mapping[str, Cost]
    size: Size


def render_page(results: Sequence[Result], rounds: int) -> str:
    """The page of the benchmarks, as Markdown."""
    machine = (
        f"{os.cpu_count()} processors, {platform.system()}, Python {platform.python_version()}"
    )
    rows = "".join(map(_row, results))
    picture = "\n![Seconds of a cold build, by program](images/benchmarks.svg)\n"
    runs = (
        f"Every number is the median of {rounds} runs."
        if rounds >= _ENOUGH_ROUNDS
        else "**Too few runs for a median: these numbers are a first look, no comparison.**"
    )
    return _INTRO.format(runs=runs, machine=machine) + _HEAD + rows + picture


def _row(result: Result) -> str:
    seconds = " | ".join(f"{result.costs[phase].seconds:.1f} s" for phase in PHASES)
    size, memory = result.size, max(cost.memory for cost in result.costs.values())
    return (
        f"| {result.papers:,} | {result.name} | {seconds} | {result.costs['cold'].processor:.1f} s "
        f"| {memory / 1e6:,.0f} MB "
        f"| {size.files:,} | {size.total / 1e6:,.1f} MB | {size.pages_total // size.pages:,} |\n"
    )


def check_budgets(results: Sequence[Result], ours: str) -> list[str]:
    """Every budget that was missed, in words."""
    missed = []
    for result in results:
        if result.name != ours:
            continue
        cold = result.costs["cold"].seconds
        for phase, share in _BUDGETS.items():
            if result.costs[phase].seconds > share * cold:
                found = result.costs[phase].seconds / cold
                missed.append(f"{result.papers}: {phase}: {found:.1%}, at most {share:.0%}")
        if result.size.largest > _INDEX_BYTES:
            missed.append(f"{result.papers}: {result.size.largest_path}: {result.size.largest} B")
        for rival in results:
            if rival.name == _RIVAL and rival.papers == result.papers >= 10_000:
                ratio = cold / rival.costs["cold"].seconds
                if ratio > 1:
                    missed.append(f"{result.papers}: {ratio:.2f} times as long as {_RIVAL}")
    return missed


def render_picture(results: Sequence[Result]) -> str:
    """Bars for the seconds of each cold build and each build after one change, as SVG."""
    longest = max(result.costs["cold"].seconds for result in results)
    bars = []
    for number, result in enumerate(results):
        top = 24 + 44 * number
        bars.append(_text(0, top + 12, f"{result.name}, {result.papers:,}"))
        for row, phase in enumerate(("cold", "one change")):
            seconds = result.costs[phase].seconds
            width = max(1.0, 380 * seconds / longest)
            place = top + 17 * row
            bars.append(
                f'<rect x="210" y="{place}" width="{width:.1f}" height="14" class="b{row}"/>'
            )
            bars.append(_text(216 + width, place + 12, f"{seconds:.1f} s, {phase}"))
    height = 30 + 44 * len(results)
    style = "text{font:13px sans-serif;fill:#777}.b0{fill:#3f51b5}.b1{fill:#ff9800}"
    return (
        f'<svg xmlns="http://www.w3.org/2000/svg" viewBox="0 0 720 {height}" role="img">'
        f"<title>Seconds to build, by program and number of papers</title>"
        f"<style>{style}</style>{''.join(bars)}</svg>\n"
    )


def _text(left: float, top: float, words: str) -> str:
    return f'<text x="{left:.1f}" y="{top}">{words}</text>'
