"""Reports results: renders docs/benchmarks.md and checks the budgets."""

from __future__ import annotations

import os
import platform
from collections.abc import Callable, Iterator, Mapping, Sequence
from operator import attrgetter
from pathlib import Path
from types import MappingProxyType
from typing import NamedTuple

from benchmarks.measure import Cost, Size

OURS = "Papershelf"
RIVAL = "Hugo + Pagefind"
PHASES = (
    "cold build",
    "nothing changed",
    "one title changed",
    "one paper added",
    "one paper removed",
)
_COLD = PHASES[0]
_SMALL_CHANGES = PHASES[2:]
_BUDGETS = {"nothing changed": 0.10, **dict.fromkeys(_SMALL_CHANGES, 0.15)}
"""The longest time of each phase, as a share of the cold build."""
_INDEX_BYTES = 150_000
_MEMORY = 4_000_000_000
_GROWTH = 1.3
_ALL_BUILD_UP_TO = 10_000
"""The largest number of papers that all programs build."""
_COMPARED_FROM = 9_900
"""The smallest number of papers for the budgets of small changes and of the cold build."""
_MIN_ROUNDS = 3

_PAGE = Path(__file__).with_name("page.md")


class Result(NamedTuple):
    """The medians of one program for one size, and the cost of each run by phase."""

    name: str
    papers: int
    rounds: int
    costs: Mapping[str, Cost]
    size: Size
    runs: Mapping[str, Sequence[Cost]] = MappingProxyType({})


def render_page(results: Sequence[Result], versions: Mapping[str, str]) -> str:
    """Render docs/benchmarks.md."""
    sizes = dict.fromkeys(result.papers for result in results)
    tables = [_render_table([r for r in results if r.papers == papers]) for papers in sizes]
    return _PAGE.read_text("utf-8").format(
        runs=_describe_runs(results),
        tables="\n".join(tables),
        rival=RIVAL,
        machine=f"{os.cpu_count()} processors, {platform.system()}",
        versions=", ".join(f"{name} {version}" for name, version in versions.items()),
    )


def _describe_runs(results: Sequence[Result]) -> str:
    rounds = max(result.rounds for result in results)
    if rounds < _MIN_ROUNDS:
        return "**Too few runs for a median: these numbers are not a comparison.**"
    fewer = [f"{r.name}, {r.papers:,} papers: {r.rounds}" for r in results if r.rounds < rounds]
    notes = f" Fewer runs: {'; '.join(fewer)}." if fewer else ""
    built = {(r.papers, r.name) for r in results}
    names = dict.fromkeys(r.name for r in results)
    missing = [
        f"{name}, {papers:,} papers"
        for papers in dict.fromkeys(r.papers for r in results)
        for name in names
        if papers <= _ALL_BUILD_UP_TO and (papers, name) not in built
    ]
    notes += f" Not measured, because it takes too long: {'; '.join(missing)}." if missing else ""
    return f"Each number is the median of {rounds} runs.{notes}"


def _render_table(results: Sequence[Result]) -> str:
    head = f"| {' | '.join(['Measurement', *(result.name for result in results)])} |\n"
    # Right-aligned cells would have inline styles, which the security policy of pages forbids.
    line = f"|---|{'---|' * len(results)}\n"
    rival = next((result for result in results if result.name == RIVAL), None)
    rows = "".join(
        f"| {name} | {' | '.join(render(result, rival) for result in results)} |\n"
        for name, render in _rows()
    )
    return f"## {results[0].papers:,} papers\n\n{head}{line}{rows}"


def _rows() -> Iterator[tuple[str, Callable[[Result, Result | None], str]]]:
    """The rows of a table: a label, and a function that renders a cell from a result and the rival's."""
    for phase in PHASES:
        name = phase.capitalize()
        yield f"{name}: time, s", _with_ratio(phase, attrgetter("seconds"))
        yield f"{name}: CPU time, s", _with_ratio(phase, attrgetter("cpu_seconds"))
    yield "Peak memory, MB", _number(lambda r: max(c.memory for c in r.costs.values()) / 1e6)
    yield "Files", _number(lambda r: r.size.files)
    yield "Size of the site, MB", _number(lambda r: r.size.total / 1e6)
    yield "HTML pages", _number(lambda r: r.size.pages)
    yield "Average HTML page, bytes", _number(lambda r: r.size.pages_total / r.size.pages)
    yield "Largest HTML page, kB", _number(lambda r: r.size.largest / 1e3)


def _number(of: Callable[[Result], float]) -> Callable[[Result, Result | None], str]:
    return lambda result, _: f"{of(result):,.0f}"


def _with_ratio(phase: str, of: Callable[[Cost], float]) -> Callable[[Result, Result | None], str]:
    """Return a function that renders a median, its ratio to the rival's, and the best and worst run."""

    def render(result: Result, rival: Result | None) -> str:
        if phase not in result.costs:
            return "–"
        own = of(result.costs[phase])
        other = rival.costs.get(phase) if rival and rival is not result else None
        ratio = f" ({own / of(other):.2f})" if other else ""
        runs = sorted(map(of, result.runs.get(phase, ())))
        spread = f" {runs[0]:.1f}–{runs[-1]:.1f}" if len(runs) > 1 else ""
        return f"{own:.1f}{ratio}{spread}"

    return render


def render_scale(results: Sequence[Result]) -> Iterator[str]:
    """Yield a line for each size with the time per paper and peak memory of Papershelf."""
    for result in results:
        if result.name == OURS:
            each = 1000 * result.costs[_COLD].seconds / result.papers
            memory = max(cost.memory for cost in result.costs.values())
            yield f"{result.papers:,} papers: {each:.2f} ms per paper, {memory / 1e6:,.0f} MB"


def check_budgets(results: Sequence[Result]) -> list[str]:
    """Return a message for each budget that Papershelf exceeds."""
    found = [result for result in results if result.name == OURS]
    missed = [problem for result in found for problem in _check_result(result)]
    each = {result.papers: result.costs[_COLD].seconds / result.papers for result in found}
    growth = each[max(each)] / each[min(each)] if each else 1
    if growth > _GROWTH:
        missed.append(
            f"{max(each)}: {growth:.2f} times the time per paper of {min(each)}, at most {_GROWTH}"
        )
    for result in found:
        for rival in results:
            if rival.name == RIVAL and rival.papers == result.papers >= _COMPARED_FROM:
                ratio = result.costs[_COLD].seconds / rival.costs[_COLD].seconds
                if ratio > 1:
                    missed.append(f"{result.papers}: {ratio:.2f} times the time of {RIVAL}")
    return missed


def _check_result(result: Result) -> Iterator[str]:
    cold = result.costs[_COLD].seconds
    for phase, share in _BUDGETS.items():
        # With few papers, starting the program takes most of the time.
        if phase in _SMALL_CHANGES and result.papers < _COMPARED_FROM:
            continue
        found = result.costs[phase].seconds / cold if phase in result.costs else 0
        if found > share:
            yield f"{result.papers}: {phase}: {found:.1%} of a cold build, at most {share:.0%}"
    if result.size.largest > _INDEX_BYTES:
        size = f"{result.size.largest} bytes, at most {_INDEX_BYTES}"
        yield f"{result.papers}: {result.size.largest_path}: {size}"
    memory = max(cost.memory for cost in result.costs.values())
    if memory > _MEMORY:
        yield f"{result.papers}: {memory / 1e9:.1f} GB of memory, at most {_MEMORY / 1e9:.0f}"
