"""`make bench`: builds one made-up collection with Papershelf and with its peers, and tells all.

Each is built cold, again with nothing changed, and after one title was corrected; the programs
take turns, so that a busy minute of the machine meets all of them. `make bench SIZE=100000`
chooses the size. Exits 1 when a budget is missed or a peer is not installed.
"""

from __future__ import annotations

import argparse
import shutil
import statistics
import subprocess
import sys
import tempfile
from collections.abc import Sequence
from pathlib import Path

from benchmarks.corpus import make_records, write_collection
from benchmarks.measure import Cost, run_all, weigh
from benchmarks.peers import Peer, Record, check_tools, peers
from benchmarks.telling import PHASES, Result, check_budgets, render_page, render_picture

ROOT = Path(__file__).parent.parent
OURS = "Papershelf"


def _prepare_ours(folder: Path, records: list[Record]) -> None:
    """Make a project in a folder: program, settings and hand-written pages, and made-up data."""
    folder.mkdir(exist_ok=True)
    command = ["git", "archive", "HEAD", "generator", "mkdocs.yml", "docs", "data/tags.yaml"]
    tree = subprocess.run([*command, "data/venues.yaml"], cwd=ROOT, capture_output=True, check=True)
    subprocess.run(["tar", "x"], cwd=folder, input=tree.stdout, check=True)
    write_collection(folder / "data", len(records))


def _change_ours(folder: Path, record: Record) -> None:
    path = folder / "data/papers/made-up.jsonl"
    old = str(record["title"]).removesuffix(_REVISED)
    text = path.read_text("utf-8")
    path.write_text(text.replace(f'"{_quote(old)}"', f'"{_quote(str(record["title"]))}"'), "utf-8")


def _quote(title: str) -> str:
    return title.replace("\\", "\\\\")


_REVISED = ", revised"


def ours() -> Peer:
    """Papershelf, as one of them."""
    return Peer(
        name=OURS,
        site="site",
        prepare=_prepare_ours,
        commands=((sys.executable, "-m", "generator", "build", "--quiet"),),
        change=_change_ours,
    )


def _forget(folder: Path, peer: Peer) -> None:
    """Throw away what builds made, so that the next one is cold."""
    for name in (peer.site, ".cache", "resources"):
        shutil.rmtree(folder / name, ignore_errors=True)
    if peer.name == OURS:
        subprocess.run(["git", "init", "--quiet"], cwd=folder, check=True)
        (folder / ".gitignore").write_text((ROOT / ".gitignore").read_text("utf-8"), "utf-8")
        subprocess.run(["git", "clean", "-fdqX", "docs"], cwd=folder, check=True)


def measure(programs: Sequence[Peer], records: list[Record], rounds: int) -> list[Result]:
    """Build with every program in turn, `rounds` times."""
    costs: dict[tuple[str, str], list[Cost]] = {}
    results = []
    with tempfile.TemporaryDirectory(prefix="papershelf-bench-") as name:
        folders = {peer.name: Path(name, str(place)) for place, peer in enumerate(programs)}
        for peer in programs:
            folders[peer.name].mkdir()
            peer.prepare(folders[peer.name], records)
        for number in range(rounds):
            for peer in programs:
                folder = folders[peer.name]
                record = {**records[number], "title": f"{records[number]['title']}{_REVISED}"}
                _forget(folder, peer)
                for phase in PHASES:
                    if phase == "one change":
                        peer.change(folder, record)
                    cost = run_all(peer.commands, folder)
                    costs.setdefault((peer.name, phase), []).append(cost)
                    told = f"{cost.seconds:.2f} s, {cost.processor:.2f} s of processors"
                    print(f"{len(records)} {peer.name} {phase}: {told}", flush=True)
        for peer in programs:
            medians = {phase: median(costs[peer.name, phase]) for phase in PHASES}
            size = weigh(folders[peer.name] / peer.site)
            results.append(Result(peer.name, len(records), medians, size))
    return results


def median(costs: list[Cost]) -> Cost:
    """The median of some runs, of each number on its own."""
    return Cost(
        seconds=statistics.median(cost.seconds for cost in costs),
        processor=statistics.median(cost.processor for cost in costs),
        memory=int(statistics.median(cost.memory for cost in costs)),
    )


def main() -> int:
    """Measure and report."""
    parser = argparse.ArgumentParser(prog="make bench", description=main.__doc__)
    parser.add_argument("sizes", nargs="*", type=int, default=[1000, 10_000])
    parser.add_argument("--rounds", type=int, default=3, help="how often each is measured")
    parser.add_argument("--only", action="append", help="only these programs; writes no page")
    arguments = parser.parse_args()
    check_tools()
    programs = [
        peer
        for peer in (ours(), *peers(sys.executable))
        if not arguments.only or peer.name in arguments.only
    ]
    results: list[Result] = []
    for size in arguments.sizes:
        results += measure(programs, list(make_records(size)), arguments.rounds)
    page = render_page(results, arguments.rounds)
    print(page)
    if not arguments.only:
        (ROOT / "docs/benchmarks.md").write_text(page, "utf-8")
        (ROOT / "docs/images").mkdir(exist_ok=True)
        (ROOT / "docs/images/benchmarks.svg").write_text(render_picture(results), "utf-8")
    missed = check_budgets(results, OURS)
    print("\n".join(missed) or "every budget is kept")
    return 1 if missed else 0


if __name__ == "__main__":
    sys.exit(main())
