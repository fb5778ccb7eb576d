"""`python -m benchmarks.preview 10000`: measures how long the preview takes to show an edit.

Starts `papershelf serve` on a collection and changes titles one at a time. Prints the
median time from the save until the page of the edited paper is served, and until the whole site is
up to date. The exit code is 1 if the page takes more than two seconds.
"""

from __future__ import annotations

import argparse
import statistics
import subprocess
import sys
import tempfile
import threading
import time
import urllib.request
from collections.abc import Iterator
from contextlib import contextmanager
from pathlib import Path
from queue import SimpleQueue

from benchmarks.__main__ import choose_records, papershelf_program, revise
from benchmarks.markdown import Record
from benchmarks.measure import user_environment

_BUDGET_SECONDS = 2.0
_EDITS = 5
_POLL_SECONDS = 0.02
_PAUSE_SECONDS = 3.0  # between two edits


@contextmanager
def _serve(folder: Path) -> Iterator[tuple[str, SimpleQueue[str]]]:
    """Run a preview. Yields its URL and the lines that it prints."""
    command = [sys.executable, "-u", "-m", "papershelf", "serve", "--quiet", "--port", "8899"]
    environment = user_environment()
    with subprocess.Popen(
        command, cwd=folder, env=environment, stdout=subprocess.PIPE, text=True
    ) as process:
        lines: SimpleQueue[str] = SimpleQueue()

        def read_lines() -> None:
            for line in process.stdout or ():
                lines.put(line)

        threading.Thread(target=read_lines, daemon=True).start()
        _wait_for(lines, "Serving")
        try:
            yield "http://127.0.0.1:8899/", lines
        finally:
            process.terminate()


def _edit(folder: Path, base: str, lines: SimpleQueue[str], record: Record) -> tuple[float, float]:
    """Edit a title. Returns the seconds until its page and until the whole site are updated."""
    address = f"{base}papers/{record['id']}/"
    papershelf_program().change(folder, record, revise(record))
    saved = time.perf_counter()
    while b", revised" not in urllib.request.urlopen(address).read():
        time.sleep(_POLL_SECONDS)
    shown = time.perf_counter() - saved
    _wait_for(lines, "changed")
    _wait_for(lines, "site: ")
    return shown, time.perf_counter() - saved


def _wait_for(lines: SimpleQueue[str], word: str) -> None:
    while word not in lines.get(timeout=600):
        pass


def main() -> int:
    """Measure and print the result."""
    parser = argparse.ArgumentParser(prog="benchmarks.preview")
    parser.add_argument("size", type=int, nargs="?", default=10_000)
    size = parser.parse_args().size
    records = choose_records(size)
    with tempfile.TemporaryDirectory(prefix="papershelf-preview-") as name:
        folder = Path(name)
        papershelf_program().prepare(folder, records)
        with _serve(folder) as (base, lines):
            found = []
            for record in records[: _EDITS + 1]:
                time.sleep(_PAUSE_SECONDS)
                found.append(_edit(folder, base, lines, record))
    # The first edit is not counted: it fills the caches of the process.
    shown, whole = (statistics.median(column) for column in zip(*found[1:], strict=True))
    print(f"{size:,} papers: page updated after {shown:.2f} s, site after {whole:.2f} s")
    if shown > _BUDGET_SECONDS:
        print(f"page updated after {shown:.2f} s, budget {_BUDGET_SECONDS} s", file=sys.stderr)
        return 1
    return 0


if __name__ == "__main__":
    sys.exit(main())
