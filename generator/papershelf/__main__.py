"""The entry point of the command `papershelf`, also run by `python -m papershelf`."""

from __future__ import annotations

import atexit
import os
import sys
import threading

from papershelf.cli.main import main


def run_command() -> None:
    """Run the command line and end the process.

    A build leaves millions of objects in memory. Freeing them one by one would take a twentieth of
    the time of a small build, so the process exits without doing so.
    """
    kept_alive: list[object] = []
    try:
        main(prog_name="papershelf", obj=kept_alive)
    except SystemExit as exit_request:
        if isinstance(exit_request.code, int) and threading.active_count() == 1:
            _exit_quickly(exit_request.code)
        raise


def _exit_quickly(code: int) -> None:
    """Exit without freeing objects, after exit handlers; return if the output cannot be flushed."""
    atexit._run_exitfuncs()  # stops child processes that are still running  # noqa: SLF001
    try:
        sys.stdout.flush()
        sys.stderr.flush()
    except OSError:  # the output is closed, which Python reports on a normal exit
        return
    os._exit(code)


if __name__ == "__main__":
    run_command()
