"""Runs a command and tells what it cost: a command comes in, seconds and memory go out.

Linux only: what processes have in memory is read from /proc.
"""

from __future__ import annotations

import os
import re
import subprocess
import threading
import time
from collections.abc import Iterator, Sequence
from contextlib import suppress
from dataclasses import dataclass
from pathlib import Path

# Seconds between two looks at memory.
_EVERY = 0.25


@dataclass(frozen=True, slots=True, kw_only=True)
class Cost:
    """What a run took: seconds on the wall and of processors, most bytes of memory at a time."""

    seconds: float
    processor: float
    memory: int


@dataclass(frozen=True, slots=True, kw_only=True)
class Size:
    """What stands in a folder: files, bytes, pages, and the largest HTML page with its path."""

    files: int
    total: int
    pages: int
    pages_total: int
    largest: int
    largest_path: str


def user_environment() -> dict[str, str]:
    """The variables of ours that a user has, too.

    Containers often forbid Python to keep what it compiled. Installed packages bring that along,
    but a program in a checkout would be compiled anew by every run.
    """
    variables = {n: value for n, value in os.environ.items() if n != "PYTHONDONTWRITEBYTECODE"}
    return {**variables, "PYTHONPATH": "generator"}  # of the project that is built


def run(command: Sequence[str], folder: Path) -> Cost:
    """Run a command to its end in a folder. Raises `RuntimeError` with its output if it fails."""
    # What earlier runs wrote is on the disk before this one begins: it pays for no other.
    os.sync()
    log = folder / "benchmark.log"
    ended = threading.Event()
    seen: list[int] = []
    with log.open("wb") as output:
        began = time.perf_counter()
        process = subprocess.Popen(
            command,
            cwd=folder,
            env=user_environment(),
            stdin=subprocess.DEVNULL,
            stdout=output,
            stderr=subprocess.STDOUT,
            start_new_session=True,
        )
        watcher = threading.Thread(target=_watch, args=(process.pid, ended, seen))
        watcher.start()
        _, status, usage = os.wait4(process.pid, 0)
        seconds = time.perf_counter() - began
    ended.set()
    watcher.join()
    process.returncode = os.waitstatus_to_exitcode(status)
    if process.returncode != 0:
        told = log.read_text("utf-8")[-4000:]
        raise RuntimeError(f"{' '.join(command)} exited {process.returncode}:\n{told}")
    return Cost(
        seconds=seconds,
        processor=usage.ru_utime + usage.ru_stime,
        # The system's own number begins with what this process had when it forked.
        memory=max(seen, default=0),
    )


def _watch(session: int, ended: threading.Event, seen: list[int]) -> None:
    while not ended.wait(_EVERY):
        seen.append(sum(map(_read_memory, _find_processes(session))))


def _find_processes(session: int) -> Iterator[Path]:
    for folder in Path("/proc").iterdir():
        if folder.name.isdigit():
            with suppress(OSError, ValueError):
                if os.getsid(int(folder.name)) == session:
                    yield folder


def _read_memory(process: Path) -> int:
    """The bytes that a process has, with its share of those that several have; 0 if it ended."""
    with suppress(OSError):
        found = re.search(r"^Pss: +(\d+) kB", (process / "smaps_rollup").read_text(), re.MULTILINE)
        return int(found[1]) * 1024 if found else 0
    return 0


def run_all(commands: Sequence[Sequence[str]], folder: Path) -> Cost:
    """Run commands one after the other: their seconds together, and the most memory of one."""
    costs = [run(command, folder) for command in commands]
    return Cost(
        seconds=sum(cost.seconds for cost in costs),
        processor=sum(cost.processor for cost in costs),
        memory=max(cost.memory for cost in costs),
    )


def weigh(folder: Path) -> Size:
    """What a built site weighs."""
    sizes = {path: path.stat().st_size for path in folder.rglob("*") if path.is_file()}
    pages = {path: size for path, size in sizes.items() if path.suffix == ".html"}
    largest = max(sorted(pages), key=lambda path: pages[path])
    return Size(
        files=len(sizes),
        total=sum(sizes.values()),
        pages=len(pages),
        pages_total=sum(pages.values()),
        largest=pages[largest],
        largest_path=largest.relative_to(folder).as_posix(),
    )
