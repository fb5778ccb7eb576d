"""Runs a command and tells what it cost: a command comes in, seconds and memory go out."""

from __future__ import annotations

import os
import subprocess
import time
from collections.abc import Sequence
from dataclasses import dataclass
from pathlib import Path


@dataclass(frozen=True, slots=True, kw_only=True)
class Cost:
    """What a run took: seconds on the wall and of processors, the most memory in bytes."""

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


def run(command: Sequence[str], folder: Path) -> Cost:
    """Run a command to its end in a folder. Raises `RuntimeError` with its output if it fails."""
    log = folder / "benchmark.log"
    with log.open("wb") as output:
        began = time.perf_counter()
        process = subprocess.Popen(
            command, cwd=folder, stdin=subprocess.DEVNULL, stdout=output, stderr=subprocess.STDOUT
        )
        _, status, usage = os.wait4(process.pid, 0)
        seconds = time.perf_counter() - began
    process.returncode = os.waitstatus_to_exitcode(status)
    if process.returncode != 0:
        message = (
            f"{' '.join(command)} exited {process.returncode}:\n{log.read_text('utf-8')[-4000:]}"
        )
        raise RuntimeError(message)
    # ru_maxrss counts kilobytes on Linux.
    processor = usage.ru_utime + usage.ru_stime
    return Cost(seconds=seconds, processor=processor, memory=usage.ru_maxrss * 1024)


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
