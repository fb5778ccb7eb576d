"""What was measured, told: results in; a page with tables out, and the budgets that were missed."""

from __future__ import annotations

import os
import platform
from collections.abc import Callable, Iterator, Mapping, Sequence
from pathlib import Path
from typing import NamedTuple

from benchmarks.measure import Cost, Size

OURS = "Papershelf"
RIVAL = "Hugo + Pagefind"
PHASES = ("cold", "nothing changed", "one change", "one added", "one removed")
_BUDGETS = {"nothing changed": 0.10, "one change": 0.15, "one added": 0.15, "one removed": 0.15}
_INDEX_BYTES = 150_000
_MEMORY = 4_000_000_000
_GROWTH = 1.3
_ALL_BUILD_UP_TO = 10_000
"""Papers that all programs build; more of them only Papershelf."""
_JUDGED_FROM = 10_000
"""Papers from which on a cold build is held against the rival's, and a small change against it."""
_SMALL_CHANGES = PHASES[2:]
_ENOUGH_ROUNDS = 3

_PAGE = Path(__file__).with_name("page.md")


class Result(NamedTuple):
    """What one program needed for one size: the medians of some rounds."""

    name: str
    papers: int
    rounds: int
    costs: Mapping[str, Cost]
    size: Size


def render_page(results: Sequence[Result], versions: Mapping[str, str]) -> str:
    """The page of the benchmarks, as Markdown."""
    sizes = dict.fromkeys(result.papers for result in results)
    tables = [_render_table([r for r in results if r.papers == papers]) for papers in sizes]
    return _PAGE.read_text("utf-8").format(
        runs=_tell_runs(results),
        tables="\n".join(tables),
        rival=RIVAL,
        machine=f"{os.cpu_count()} processors, {platform.system()}",
        versions=", ".join(f"{name} {version}" for name, version in versions.items()),
    )


def _tell_runs(results: Sequence[Result]) -> str:
    rounds = max(result.rounds for result in results)
    if rounds < _ENOUGH_ROUNDS:
        return "**Too few runs for a median: these numbers are a first look, no comparison.**"
    fewer = [f"{r.name}, {r.papers:,} papers: {r.rounds}" for r in results if r.rounds < rounds]
    told = f" Fewer runs had {'; '.join(fewer)}." if fewer else ""
    built = {(r.papers, r.name) for r in results}
    names = dict.fromkeys(r.name for r in results)
    left = [
        f"{name}, {papers:,} papers"
        for papers in dict.fromkeys(r.papers for r in results)
        for name in names
        if papers <= _ALL_BUILD_UP_TO and (papers, name) not in built
    ]
    told += f" Not measured, since it takes very long: {'; '.join(left)}." if left else ""
    return f"Every number is the median of {rounds} runs.{told}"


def _render_table(results: Sequence[Result]) -> str:
    head = f"| {' | '.join(['', *(result.name for result in results)])} |\n"
    # Right-aligned cells would have a style of their own, which the pages' policy forbids.
    line = f"|---|{'---|' * len(results)}\n"
    rival = next((result for result in results if result.name == RIVAL), None)
    rows = "".join(
        f"| {name} | {' | '.join(tell(result, rival) for result in results)} |\n"
        for name, tell in _rows()
    )
    return f"## {results[0].papers:,} papers\n\n{head}{line}{rows}"


def _rows() -> Iterator[tuple[str, Callable[[Result, Result | None], str]]]:
    """The rows of a table: what they tell, and how they tell it of a program and its rival."""
    for phase in PHASES:
        yield f"{phase.capitalize()}, seconds", _compared(_seconds(phase))
        yield "of processors", _compared(_processor(phase))
    yield "Memory, MB", _number(lambda r: max(c.memory for c in r.costs.values()) / 1e6)
    yield "Files", _number(lambda r: r.size.files)
    yield "Bytes, MB", _number(lambda r: r.size.total / 1e6)
    yield "Pages", _number(lambda r: r.size.pages)
    yield "Bytes a page", _number(lambda r: r.size.pages_total / r.size.pages)
    yield "Largest page, kB", _number(lambda r: r.size.largest / 1e3)


_Number = Callable[[Result], float | None]


def _seconds(phase: str) -> _Number:
    return lambda result: cost.seconds if (cost := result.costs.get(phase)) else None


def _processor(phase: str) -> _Number:
    return lambda result: cost.processor if (cost := result.costs.get(phase)) else None


def _number(of: Callable[[Result], float]) -> Callable[[Result, Result | None], str]:
    return lambda result, _: f"{of(result):,.0f}"


def _compared(of: _Number) -> Callable[[Result, Result | None], str]:
    def tell(result: Result, rival: Result | None) -> str:
        own, other = of(result), of(rival) if rival and rival is not result else None
        if own is None:
            return "–"
        return f"{own:.1f} ({own / other:.2f})" if other else f"{own:.1f}"

    return tell


def render_scale(results: Sequence[Result]) -> Iterator[str]:
    """What a paper costs us, a line for each size."""
    for result in results:
        if result.name == OURS:
            each = 1000 * result.costs["cold"].seconds / result.papers
            memory = max(cost.memory for cost in result.costs.values())
            yield f"{result.papers:,} papers: {each:.2f} ms a paper, {memory / 1e6:,.0f} MB at most"


def check_budgets(results: Sequence[Result]) -> list[str]:
    """Every budget that we missed, in words."""
    found = [result for result in results if result.name == OURS]
    missed = [problem for result in found for problem in _check_result(result)]
    each = {result.papers: result.costs["cold"].seconds / result.papers for result in found}
    growth = each[max(each)] / each[min(each)] if each else 1
    if growth > _GROWTH:
        missed.append(f"{max(each)}: {growth:.2f} times as long a paper as at {min(each)}")
    for result in found:
        for rival in results:
            if rival.name == RIVAL and rival.papers == result.papers >= _JUDGED_FROM:
                ratio = result.costs["cold"].seconds / rival.costs["cold"].seconds
                if ratio > 1:
                    missed.append(f"{result.papers}: {ratio:.2f} times as long as {RIVAL}")
    return missed


def _check_result(result: Result) -> Iterator[str]:
    cold = result.costs["cold"].seconds
    for phase, share in _BUDGETS.items():
        # Of few papers the start of the program is most of a small change.
        if phase in _SMALL_CHANGES and result.papers < _JUDGED_FROM:
            continue
        found = result.costs[phase].seconds / cold if phase in result.costs else 0
        if found > share:
            yield f"{result.papers}: {phase}: {found:.1%} of cold, at most {share:.0%}"
    if result.size.largest > _INDEX_BYTES:
        yield f"{result.papers}: {result.size.largest_path}: {result.size.largest} B"
    memory = max(cost.memory for cost in result.costs.values())
    if memory > _MEMORY:
        yield f"{result.papers}: {memory / 1e9:.1f} GB of memory, at most {_MEMORY / 1e9:.0f}"
