"""`make bench`: compares Papershelf with other programs on the same papers.

Each program does a cold build, a build with nothing changed, and one after a title was changed.
Papershelf, which builds incrementally, also builds after one paper was added and after it was
removed. The papers are real if the folder ../shared has enough of them, otherwise made up.
The programs take turns in each round, so that other load on the machine affects all of
them; slow programs build the larger size only once.

`make bench SIZE=100000` builds another size; above 10,000 papers only Papershelf is run unless
`--only` names others. The exit code is 1 if a budget is exceeded or a program is not installed.
docs/benchmarks.md is written if both default sizes were built with all programs.
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

from benchmarks.chart import render_chart
from benchmarks.corpus import make_records
from benchmarks.markdown import Record
from benchmarks.measure import Cost, measure_site, run_all
from benchmarks.peers import Peer, check_tools, peers
from benchmarks.real_papers import real_records
from benchmarks.report import OURS, PHASES, Result, check_budgets, render_page, render_scale

ROOT = Path(__file__).parent.parent
SIZES = (1000, 10_000)
ROUNDS = 3


def _prepare_papershelf(folder: Path, records: list[Record]) -> None:
    """Create a project with program, settings and hand-written pages of HEAD, and the records."""
    command = ["git", "archive", "HEAD", "generator", "mkdocs.yml", "docs"]
    tree = subprocess.run(command, cwd=ROOT, capture_output=True, check=True)
    subprocess.run(["tar", "x"], cwd=folder, input=tree.stdout, check=True)
    papers = folder / _DATA
    papers.parent.mkdir(parents=True)
    lines = (json.dumps(record, ensure_ascii=False) + "\n" for record in records)
    papers.write_text("".join(lines), "utf-8")


_DATA = "data/papers/papers.jsonl"


def _change_papershelf(folder: Path, before: Record, after: Record) -> None:
    path = folder / _DATA
    old, new = (json.dumps(record["title"], ensure_ascii=False) for record in (before, after))
    # Replaced atomically, as by editors, so that a preview never reads half of the file.
    temporary = path.with_name(f"{path.name}.tmp")
    temporary.write_text(path.read_text("utf-8").replace(old, new), "utf-8")
    temporary.replace(path)


def _add_papershelf(folder: Path, record: Record) -> None:
    with (folder / _DATA).open("a", encoding="utf-8") as file:
        file.write(json.dumps(record, ensure_ascii=False) + "\n")


def _remove_papershelf(folder: Path, record: Record) -> None:
    path = folder / _DATA
    line = json.dumps(record, ensure_ascii=False) + "\n"
    path.write_text(path.read_text("utf-8").replace(line, ""), "utf-8")


def papershelf_program() -> Peer:
    """Papershelf as a program to measure."""
    return Peer(
        name=OURS,
        site="site",
        prepare=_prepare_papershelf,
        commands=((sys.executable, "-m", "papershelf", "build", "--quiet"),),
        change=_change_papershelf,
        add=_add_papershelf,
        remove=_remove_papershelf,
    )


def measure(
    programs: Sequence[Peer], records: list[Record], rounds: int, place: Path
) -> list[Result]:
    """Build with each program in turn, `rounds` times, or as `choose_rounds` says.

    The built sites stay in the folder `place`.
    """
    costs: defaultdict[str, defaultdict[str, list[Cost]]] = defaultdict(lambda: defaultdict(list))
    additional = make_additional_records(records, rounds)
    folders: dict[str, Path] = {}
    for number in range(rounds):
        for peer in programs:
            if number >= choose_rounds(peer, len(records), rounds):
                continue
            folder = folders[peer.name] = place / f"{programs.index(peer)}-{number}"
            folder.mkdir(parents=True)
            peer.prepare(folder, records)
            for phase, cost in _build(peer, folder, records[number], additional[number]):
                costs[peer.name][phase].append(cost)
                times = f"{cost.seconds:.2f} s, CPU {cost.cpu_seconds:.2f} s"
                print(f"{len(records)} {peer.name} {phase}: {times}", flush=True)
    return [
        Result(
            name=peer.name,
            papers=len(records),
            rounds=choose_rounds(peer, len(records), rounds),
            costs={phase: median(found) for phase, found in costs[peer.name].items()},
            size=measure_site(folders[peer.name] / peer.site),
            runs=costs[peer.name],
        )
        for peer in programs
    ]


def choose_rounds(peer: Peer, size: int, rounds: int) -> int:
    """The number of rounds of a program: one if it is slow and the collection large."""
    return 1 if peer.takes_minutes and size > min(SIZES) else rounds


def make_additional_records(records: list[Record], count: int) -> list[Record]:
    """Records that are not in the collection, similar to those in the middle of it."""
    middle = records[len(records) // 2 :][:count]
    return [
        {name: value for name, value in record.items() if name not in {"arxiv", "url", "pdf"}}
        | {"id": f"{record['id']}-again", "title": f"{record['title']}: a second look"}
        for record in middle
    ]


def choose_records(size: int) -> list[Record]:
    """Real papers if the folder ../shared has enough of them, or else made-up ones."""
    return [*real_records(size)] or [*make_records(size)]


def _build(peer: Peer, folder: Path, record: Record, another: Record) -> Iterator[tuple[str, Cost]]:
    """Run the phases in order, and yield the cost of each."""
    for phase, edit in zip(PHASES, _edits(peer, folder, record, another), strict=False):
        edit()
        yield phase, run_all(peer.commands, folder)


def _edits(
    peer: Peer, folder: Path, record: Record, another: Record
) -> Iterator[Callable[[], None]]:
    """The edit before each phase; a program without incremental builds has three phases."""
    yield lambda: None
    yield lambda: None
    yield lambda: peer.change(folder, record, revise(record))
    if (add := peer.add) and (remove := peer.remove):
        yield lambda: add(folder, another)
        yield lambda: remove(folder, another)


def revise(record: Record) -> Record:
    """The record with another title."""
    return {**record, "title": f"{record['title']}, revised"}


def median(costs: list[Cost]) -> Cost:
    """The median of each number over several runs."""
    return Cost(
        seconds=statistics.median(cost.seconds for cost in costs),
        cpu_seconds=statistics.median(cost.cpu_seconds for cost in costs),
        memory=int(statistics.median(cost.memory for cost in costs)),
    )


def read_peer_versions() -> dict[str, str]:
    """The pinned versions of the other programs, by display name."""
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
    return {display_name: found[name] for name, display_name in names.items()}


def choose(programs: Sequence[Peer], size: int, only: Sequence[str] | None) -> list[Peer]:
    """The programs for a size: those named by `--only`, or else all, or Papershelf if it is large."""
    names = only or ([OURS] if size > max(SIZES) else [peer.name for peer in programs])
    return [peer for peer in programs if peer.name in names]


def main() -> int:
    """Measure and report."""
    programs = (papershelf_program(), *peers(sys.executable))
    parser = argparse.ArgumentParser(prog="make bench", description=main.__doc__)
    parser.add_argument("sizes", nargs="*", type=int, default=SIZES, help="numbers of papers")
    parser.add_argument("--rounds", type=int, help="number of rounds [3, or 1 above 10,000 papers]")
    names = [peer.name for peer in programs]
    parser.add_argument("--only", action="append", choices=names, help="run only this program")
    arguments = parser.parse_args()
    chosen = {size: choose(programs, size, arguments.only) for size in arguments.sizes}
    try:
        check_tools(peer for some in chosen.values() for peer in some)
    except RuntimeError as error:
        print(error, file=sys.stderr)
        return 1
    results: list[Result] = []
    # Nothing is deleted before the end: some file systems (ext4 without a journal) do not reuse
    # recently deleted blocks, which doubles the time for new files.
    with tempfile.TemporaryDirectory(prefix="papershelf-bench-") as name:
        for size, some in chosen.items():
            rounds = arguments.rounds or (1 if size > max(SIZES) else ROUNDS)
            results += measure(some, choose_records(size), rounds, Path(name, str(size)))
        # Before millions of files are deleted, which may take longer than the builds.
        return _report(results, is_whole=set(SIZES) <= chosen.keys() and not arguments.only)


def _report(results: Sequence[Result], *, is_whole: bool) -> int:
    page = render_page(results, read_peer_versions())
    print(page)
    if is_whole:
        (ROOT / "docs/benchmarks.md").write_text(page, "utf-8")
        (ROOT / "docs/images").mkdir(exist_ok=True)
        (ROOT / "docs/images/benchmarks.svg").write_text(render_chart(results), "utf-8")
    missed = check_budgets(results)
    print("\n".join([*render_scale(results), *missed]))
    if not missed:
        print("all budgets are met")
    return 1 if missed else 0


if __name__ == "__main__":
    sys.exit(main())
