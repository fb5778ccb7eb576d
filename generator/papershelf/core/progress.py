"""Reports the progress of a long run and measures the time of each step.

On a terminal it shows a progress bar with a count and the time left, elsewhere (a log, CI) one
plain line per step, and with `quiet` nothing. Times come from a monotonic clock.
"""

from __future__ import annotations

import sys
import time
from collections.abc import Iterator
from contextlib import contextmanager
from typing import TYPE_CHECKING, TextIO

if TYPE_CHECKING:
    from rich.progress import Progress


class Step:
    """One step of a run.

    `advance` counts completed items; `result_text` is printed when the step ends.
    """

    def __init__(self, progress: Progress | None, name: str) -> None:
        self.result_text = ""
        self._progress = progress
        self._task = progress.add_task(name, total=None) if progress else None

    def set_total(self, total: int) -> None:
        """Set the number of items."""
        if self._progress and self._task is not None:
            self._progress.update(self._task, total=total)

    def advance(self, count: int = 1) -> None:
        """Report that `count` more items are done."""
        if self._progress and self._task is not None:
            self._progress.advance(self._task, count)


class Steps:
    """The steps of one run with the seconds each took, in order."""

    def __init__(self, *, quiet: bool = False, stream: TextIO | None = None) -> None:
        self.seconds: dict[str, float] = {}
        self._quiet = quiet
        self._stream = stream or sys.stderr

    @contextmanager
    def timed_step(self, name: str) -> Iterator[Step]:
        """Time and report a step; the progress bar is removed even after an error."""
        start = time.monotonic()
        if self._quiet or not self._stream.isatty():
            step = Step(None, name)
            yield step
        else:
            with self._make_progress_bar() as progress:
                step = Step(progress, name)
                yield step
        taken = time.monotonic() - start
        self.seconds[name] = self.seconds.get(name, 0.0) + taken
        if not self._quiet:
            note = f": {step.result_text}" if step.result_text else ""
            self._stream.write(f"{name}{note} ({taken:.2f} s)\n")

    def print_line(self, line: str) -> None:
        """Print a line that belongs to no step."""
        if not self._quiet:
            self._stream.write(f"{line}\n")
            self._stream.flush()

    def _make_progress_bar(self) -> Progress:
        # Imported only for terminals: logs have no progress bars.
        from rich import progress  # noqa: PLC0415
        from rich.console import Console  # noqa: PLC0415

        return progress.Progress(
            progress.SpinnerColumn(),
            progress.TextColumn("{task.description}"),
            progress.BarColumn(),
            progress.MofNCompleteColumn(),
            progress.TimeRemainingColumn(),
            console=Console(file=self._stream, highlight=False),
            transient=True,
        )
