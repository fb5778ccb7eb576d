"""`make bench`: builds one made-up collection with Papershelf and with its peers, and tells all.

Each is built cold, again with nothing changed, and after one title was corrected; the one that
builds no more than it must also after one paper was added and after it was removed. The programs
take turns, so that a busy minute of the machine meets all of them; what takes minutes builds the
larger size once. `make bench SIZE=100000` builds another size; above 10,000 it builds with
Papershelf alone unless `--only` names others. Exits 1 when a budget is missed or a program is not
installed. docs/benchmarks.md is written when both usual sizes were built with all programs.
"""

from __future__ import annotations

import argparse
import json
import re
import statistics
import subprocess
import sys
import tempfile
from collections import defaultdict
from collections.abc import Callable, Iterator, Sequence
from pathlib import Path

from benchmarks.corpus import make_records, write_collection
from benchmarks.markdown import Record
from benchmarks.measure import Cost, run_all, weigh
from benchmarks.peers import Peer, check_tools, peers
from benchmarks.picture import render_picture
from benchmarks.telling import OURS, PHASES, Result, check_budgets, render_page, render_scale

ROOT = Path(__file__).parent.parent
SIZES = (1000, 10_000)
ROUNDS = 3


def _prepare_ours(folder: Path, records: list[Record]) -> None:
    """Make a project in a folder: program, settings and hand-written pages, and made-up data."""
    command = ["git", "archive", "HEAD", "generator", "mkdocs.yml", "docs"]
    tree = subprocess.run(command, cwd=ROOT, capture_output=True, check=True)
    subprocess.run(["tar", "x"], cwd=folder, input=tree.stdout, check=True)
    write_collection(folder / "data", len(records))


_DATA = "data/papers/made-up.jsonl"


def _change_ours(folder: Path, before: Record, after: Record) -> None:
    path = folder / _DATA
    old, new = (json.dumps(record["title"], ensure_ascii=False) for record in (before, after))
    # As editors save: whoever looks at the wrong time would find half of a large file.
    beside = path.with_name(f"{path.name}.tmp")
    beside.write_text(path.read_text("utf-8").replace(old, new), "utf-8")
    beside.replace(path)


def _add_ours(folder: Path, record: Record) -> None:
    with (folder / _DATA).open("a", encoding="utf-8") as file:
        file.write(json.dumps(record, ensure_ascii=False) + "\n")


def _remove_ours(folder: Path, record: Record) -> None:
    path = folder / _DATA
    line = json.dumps(record, ensure_ascii=False) + "\n"
    path.write_text(path.read_text("utf-8").replace(line, ""), "utf-8")


def ours() -> Peer:
    """Papershelf, as one of them."""
    return Peer(
        name=OURS,
        site="site",
        prepare=_prepare_ours,
        commands=((sys.executable, "-m", "papershelf", "build", "--quiet"),),
        change=_change_ours,
        add=_add_ours,
        remove=_remove_ours,
    )


def measure(
    programs: Sequence[Peer], records: list[Record], rounds: int, place: Path
) -> list[Result]:
    """Build with every program in turn, `rounds` times; with a slow one once, if there is much.

    What is built stays in the folder `place`.
    """
    costs: defaultdict[str, defaultdict[str, list[Cost]]] = defaultdict(lambda: defaultdict(list))
    more = make_more(records, rounds)
    folders: dict[str, Path] = {}
    for number in range(rounds):
        for peer in programs:
            if number >= count_rounds(peer, len(records), rounds):
                continue
            folder = folders[peer.name] = place / f"{programs.index(peer)}-{number}"
            folder.mkdir(parents=True)
            peer.prepare(folder, records)
            for phase, cost in _build(peer, folder, records[number], more[number]):
                costs[peer.name][phase].append(cost)
                told = f"{cost.seconds:.2f} s, {cost.processor:.2f} s of processors"
                print(f"{len(records)} {peer.name} {phase}: {told}", flush=True)
    return [
        Result(
            name=peer.name,
            papers=len(records),
            rounds=count_rounds(peer, len(records), rounds),
            costs={phase: median(found) for phase, found in costs[peer.name].items()},
            size=weigh(folders[peer.name] / peer.site),
        )
        for peer in programs
    ]


def count_rounds(peer: Peer, size: int, rounds: int) -> int:
    """How many rounds a program takes part in."""
    return 1 if peer.takes_minutes and size >= max(SIZES) else rounds


def make_more(records: list[Record], count: int) -> list[Record]:
    """As many other records, from days in the middle of those that there are."""
    found = list(make_records(len(records) + count))[len(records) :]
    days = records[len(records) // 2 :]
    return [
        {**record, "published": day["published"], "year": day["year"]}
        for record, day in zip(found, days, strict=False)
    ]


def _build(peer: Peer, folder: Path, record: Record, another: Record) -> Iterator[tuple[str, Cost]]:
    """What each phase costs, one after the other."""
    for phase, edit in zip(PHASES, _edits(peer, folder, record, another), strict=False):
        edit()
        yield phase, run_all(peer.commands, folder)


def _edits(
    peer: Peer, folder: Path, record: Record, another: Record
) -> Iterator[Callable[[], None]]:
    """What is edited before each phase; who makes everything anew has no more than three."""
    yield lambda: None
    yield lambda: None
    yield lambda: peer.change(folder, record, revise(record))
    if (add := peer.add) and (remove := peer.remove):
        yield lambda: add(folder, another)
        yield lambda: remove(folder, another)


def revise(record: Record) -> Record:
    """A record with another title."""
    return {**record, "title": f"{record['title']}, revised"}


def median(costs: list[Cost]) -> Cost:
    """The median of some runs, of each number on its own."""
    return Cost(
        seconds=statistics.median(cost.seconds for cost in costs),
        processor=statistics.median(cost.processor for cost in costs),
        memory=int(statistics.median(cost.memory for cost in costs)),
    )


def read_versions() -> dict[str, str]:
    """The versions of all peers, as they are pinned."""
    pins = "".join(
        (ROOT / path).read_text("utf-8")
        for path in ("requirements.txt", "benchmarks/requirements.txt")
    )
    names = {
        "hugo": "Hugo",
        "pagefind": "Pagefind",
        "mkdocs": "MkDocs",
        "mkdocs-material": "Material",
        "zensical": "Zensical",
    }
    found = dict(re.findall(r"^([a-z-]+)==([^ ]+)", pins, re.MULTILINE))
    return {told: found[name] for name, told in names.items()}


def choose(programs: Sequence[Peer], size: int, only: Sequence[str] | None) -> list[Peer]:
    """The programs to build a size with: those asked for, else all, or ours where it is large."""
    names = only or ([OURS] if size > max(SIZES) else [peer.name for peer in programs])
    return [peer for peer in programs if peer.name in names]


def main() -> int:
    """Measure and report."""
    programs = (ours(), *peers(sys.executable))
    parser = argparse.ArgumentParser(prog="make bench", description=main.__doc__)
    parser.add_argument("sizes", nargs="*", type=int, default=SIZES, help="numbers of papers")
    parser.add_argument("--rounds", type=int, help="how often each is built; 3, or 1 if large")
    names = [peer.name for peer in programs]
    parser.add_argument("--only", action="append", choices=names, help="only these programs")
    arguments = parser.parse_args()
    chosen = {size: choose(programs, size, arguments.only) for size in arguments.sizes}
    try:
        check_tools(peer for some in chosen.values() for peer in some)
    except RuntimeError as error:
        print(error, file=sys.stderr)
        return 1
    results: list[Result] = []
    # Nothing is deleted before the end: a file system may go round what was deleted minutes ago
    # (ext4 without a journal does), and take twice as long for new files.
    with tempfile.TemporaryDirectory(prefix="papershelf-bench-") as name:
        for size, some in chosen.items():
            rounds = arguments.rounds or (1 if size > max(SIZES) else ROUNDS)
            results += measure(some, list(make_records(size)), rounds, Path(name, str(size)))
        # Told before the millions of files are deleted, which may take longer than to make them.
        return _report(results, is_whole=set(SIZES) <= chosen.keys() and not arguments.only)


def _report(results: Sequence[Result], *, is_whole: bool) -> int:
    page = render_page(results, read_versions())
    print(page)
    if is_whole:
        (ROOT / "docs/benchmarks.md").write_text(page, "utf-8")
        (ROOT / "docs/images").mkdir(exist_ok=True)
        (ROOT / "docs/images/benchmarks.svg").write_text(render_picture(results), "utf-8")
    missed = check_budgets(results)
    print("\n".join([*render_scale(results), *missed]))
    if not missed:
        print("every budget is kept")
    return 1 if missed else 0


if __name__ == "__main__":
    sys.exit(main())
