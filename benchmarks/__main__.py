"""`make bench`: builds a made-up collection cold, again, and after one change, and weighs it.

Wants only the program itself. `make bench ARGS=10000` chooses the number of papers. Exits 1 when a
budget is missed.
"""

from __future__ import annotations

import argparse
import shutil
import statistics
import subprocess
import sys
import tempfile
from pathlib import Path

from benchmarks.corpus import write_collection
from benchmarks.measure import Cost, Size, run, weigh

ROOT = Path(__file__).parent.parent
WARM_SHARE = 0.10
CHANGE_SHARE = 0.15
INDEX_BYTES = 150_000


def build(folder: Path) -> Cost:
    """Build the site of a folder once."""
    return run([sys.executable, "-m", "generator", "build", "--quiet"], folder)


def prepare(folder: Path, papers: int) -> None:
    """Make a project in a folder: program, settings and hand-written pages, and made-up data."""
    shutil.copytree(ROOT / "generator", folder / "generator")
    shutil.copy(ROOT / "mkdocs.yml", folder)
    command = ["git", "ls-files", "-z", "--cached", "--others", "--exclude-standard", "docs"]
    written = subprocess.run(command, cwd=ROOT, capture_output=True, text=True, check=True).stdout
    for name in filter(None, written.split("\0")):
        (folder / name).parent.mkdir(parents=True, exist_ok=True)
        shutil.copy(ROOT / name, folder / name)
    write_collection(folder / "data", papers)
    for name in ("tags.yaml", "venues.yaml"):
        shutil.copy(ROOT / "data" / name, folder / "data")


def forget(folder: Path) -> None:
    """Throw away what a build made, so that the next one is cold."""
    for name in ("site", ".cache"):
        shutil.rmtree(folder / name, ignore_errors=True)


def report(papers: int, costs: dict[str, Cost], size: Size) -> bool:
    """Print the table; whether every budget was kept."""
    cold = costs["cold"].seconds
    print(f"{papers} papers, {size.files} files, {size.total / 1e6:.1f} MB")
    for name, cost in costs.items():
        share = f"{cost.seconds / cold:8.1%}" if name != "cold" else f"{'':8}"
        print(f"{name:10} {cost.seconds:8.2f} s {share} {cost.memory / 1e6:8.0f} MB of memory")
    kept = {
        f"nothing changed: at most {WARM_SHARE:.0%}": costs["warm"].seconds <= WARM_SHARE * cold,
        f"one change: at most {CHANGE_SHARE:.0%}": costs["change"].seconds <= CHANGE_SHARE * cold,
        f"largest page {size.largest_path} ({size.largest} bytes): at most {INDEX_BYTES}": (
            size.largest <= INDEX_BYTES
        ),
    }
    for budget, fine in kept.items():
        print(f"{'kept  ' if fine else 'MISSED'} {budget}")
    return all(kept.values())


def median(costs: list[Cost]) -> Cost:
    """The median of some runs, of each number on its own."""
    return Cost(
        seconds=statistics.median(cost.seconds for cost in costs),
        memory=int(statistics.median(cost.memory for cost in costs)),
    )


def main() -> int:
    """Measure and report."""
    parser = argparse.ArgumentParser(prog="make bench", description=main.__doc__)
    parser.add_argument("papers", nargs="?", type=int, default=1000)
    parser.add_argument("--rounds", type=int, default=3, help="how often each is measured")
    arguments = parser.parse_args()
    runs: dict[str, list[Cost]] = {"cold": [], "warm": [], "change": []}
    with tempfile.TemporaryDirectory(prefix="papershelf-bench-") as name:
        folder = Path(name)
        prepare(folder, arguments.papers)
        for number in range(arguments.rounds):
            forget(folder)
            write_collection(folder / "data", arguments.papers)
            runs["cold"].append(build(folder))
            runs["warm"].append(build(folder))
            write_collection(folder / "data", arguments.papers, changed=number)
            runs["change"].append(build(folder))
        size = weigh(folder / "site")
    kept = report(arguments.papers, {name: median(costs) for name, costs in runs.items()}, size)
    return 0 if kept else 1


if __name__ == "__main__":
    sys.exit(main())
