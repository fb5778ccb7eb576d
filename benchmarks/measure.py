"""Measures the time and memory of commands, and the size of sites.

Linux only: the memory of processes is read from /proc.
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

# Interval between two samples of memory.
_SAMPLE_SECONDS = 0.25


@dataclass(frozen=True, slots=True, kw_only=True)
class Cost:
    """The cost of a run: wall-clock time, CPU time, and peak memory in bytes."""

    seconds: float
    cpu_seconds: float
    memory: int


@dataclass(frozen=True, slots=True, kw_only=True)
class Size:
    """The size of a site: files, bytes, HTML pages, and the largest HTML page with its path."""

    files: int
    total: int
    pages: int
    pages_total: int
    largest: int
    largest_path: str


def user_environment() -> dict[str, str]:
    """The environment variables that a user would have.

    Containers often set `PYTHONDONTWRITEBYTECODE`. Installed packages are compiled, but a program
    in a checkout would be compiled again in every run.
    """
    variables = {n: value for n, value in os.environ.items() if n != "PYTHONDONTWRITEBYTECODE"}
    return {**variables, "PYTHONPATH": "generator"}  # of the project that is built


def run(command: Sequence[str], folder: Path) -> Cost:
    """Run a command in a folder. Raises `RuntimeError` with its output if it fails."""
    # Flush the writes of earlier runs, so that they do not slow this one down.
    os.sync()
    log = folder / "benchmark.log"
    ended = threading.Event()
    samples: list[int] = []
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
        watcher = threading.Thread(target=_sample_memory, args=(process.pid, ended, samples))
        watcher.start()
        _, status, usage = os.wait4(process.pid, 0)
        seconds = time.perf_counter() - began
    ended.set()
    watcher.join()
    process.returncode = os.waitstatus_to_exitcode(status)
    if process.returncode != 0:
        message = log.read_text("utf-8")[-4000:]
        raise RuntimeError(f"{' '.join(command)} exited {process.returncode}:\n{message}")
    return Cost(
        seconds=seconds,
        cpu_seconds=usage.ru_utime + usage.ru_stime,
        # `ru_maxrss` would include the memory of this process at the time of the fork.
        memory=max(samples, default=0),
    )


def _sample_memory(session: int, ended: threading.Event, samples: list[int]) -> None:
    while not ended.wait(_SAMPLE_SECONDS):
        samples.append(sum(map(_read_memory, _session_processes(session))))


def _session_processes(session: int) -> Iterator[Path]:
    for folder in Path("/proc").iterdir():
        if folder.name.isdigit():
            with suppress(OSError, ValueError):
                if os.getsid(int(folder.name)) == session:
                    yield folder


def _read_memory(process: Path) -> int:
    """The proportional set size of a process in bytes; 0 if it has ended."""
    with suppress(OSError):
        found = re.search(r"^Pss: +(\d+) kB", (process / "smaps_rollup").read_text(), re.MULTILINE)
        return int(found[1]) * 1024 if found else 0
    return 0


def run_all(commands: Sequence[Sequence[str]], folder: Path) -> Cost:
    """Run commands in order. Returns the sum of their times and the largest of their memories."""
    costs = [run(command, folder) for command in commands]
    return Cost(
        seconds=sum(cost.seconds for cost in costs),
        cpu_seconds=sum(cost.cpu_seconds for cost in costs),
        memory=max(cost.memory for cost in costs),
    )


def measure_site(folder: Path) -> Size:
    """Measure the files of a built site."""
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
