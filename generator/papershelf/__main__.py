"""The command `papershelf`, which is also `python -m papershelf`, as a process of its own."""

from __future__ import annotations

import atexit
import os
import sys
import threading

from papershelf.cli.main import main


def run_command() -> None:
    """Run the command that the words of the user name, and end the process.

    A build leaves millions of objects in memory. To take them apart one by one before the system
    takes back all of it would be a twentieth of a small build, so the process ends without.
    """
    held: list[object] = []
    try:
        main(prog_name="papershelf", obj=held)
    except SystemExit as leaving:
        if isinstance(leaving.code, int) and threading.active_count() == 1:
            _exit_quickly(leaving.code)
        raise


def _exit_quickly(code: int) -> None:
    """End at once, but do what was to be done at the end; where that fails, just return."""
    atexit._run_exitfuncs()  # stops processes that still run  # noqa: SLF001
    try:
        sys.stdout.flush()
        sys.stderr.flush()
    except OSError:  # nobody reads any more: Python itself tells it
        return
    os._exit(code)


if __name__ == "__main__":
    run_command()
