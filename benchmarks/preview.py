"""`python -m benchmarks.preview 10000`: how long the preview needs to show an edit.

Starts `papershelf serve` on a made-up collection and corrects titles, one after the other. Prints
the seconds, each the median of some edits, from the save until the page of the edited paper shows
it, and until the browser hears that the whole site is up to date. Exits 1 above two seconds.
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

from benchmarks.__main__ import ours, revise
from benchmarks.corpus import make_records
from benchmarks.markdown import Record
from benchmarks.measure import user_environment

_BUDGET_SECONDS = 2.0
_EDITS = 5
_POLL_SECONDS = 0.02
_SETTLED_SECONDS = 3.0  # between two edits, as long as somebody looks at the page at least


@contextmanager
def _serve(folder: Path) -> Iterator[tuple[str, SimpleQueue[str]]]:
    """The address of a preview, and the lines that it prints."""
    command = [sys.executable, "-u", "-m", "papershelf", "serve", "--quiet", "--port", "8899"]
    environment = user_environment()
    with subprocess.Popen(
        command, cwd=folder, env=environment, stdout=subprocess.PIPE, text=True
    ) as process:
        lines: SimpleQueue[str] = SimpleQueue()

        def listen() -> None:
            for line in process.stdout or ():
                lines.put(line)

        threading.Thread(target=listen, daemon=True).start()
        _await(lines, "Serving")
        try:
            yield "http://127.0.0.1:8899/", lines
        finally:
            process.terminate()


def _edit(folder: Path, base: str, lines: SimpleQueue[str], record: Record) -> tuple[float, float]:
    """Seconds until the page of an edited paper shows it, and until all is up to date."""
    address = f"{base}papers/{record['id']}/"
    ours().change(folder, record, revise(record))
    saved = time.perf_counter()
    while b", revised" not in urllib.request.urlopen(address).read():  # our own
        time.sleep(_POLL_SECONDS)
    shown = time.perf_counter() - saved
    _await(lines, "changed")
    _await(lines, "site: ")
    return shown, time.perf_counter() - saved


def _await(lines: SimpleQueue[str], word: str) -> None:
    while word not in lines.get(timeout=600):
        pass


def main() -> int:
    """Measure and tell."""
    parser = argparse.ArgumentParser(prog="benchmarks.preview")
    parser.add_argument("size", type=int, nargs="?", default=10_000)
    size = parser.parse_args().size
    records: list[Record] = list(make_records(size))
    with tempfile.TemporaryDirectory(prefix="papershelf-preview-") as name:
        folder = Path(name)
        ours().prepare(folder, records)
        with _serve(folder) as (base, lines):
            found = []
            for record in records[: _EDITS + 1]:
                time.sleep(_SETTLED_SECONDS)
                found.append(_edit(folder, base, lines, record))
    # After the first edit the process knows what it goes on with.
    shown, whole = (statistics.median(column) for column in zip(*found[1:], strict=True))
    print(f"{size:,} papers: an edited paper shows after {shown:.2f} s, all after {whole:.2f} s")
    if shown > _BUDGET_SECONDS:
        print(f"{shown:.2f} s, at most {_BUDGET_SECONDS}", file=sys.stderr)
        return 1
    return 0


if __name__ == "__main__":
    sys.exit(main())
