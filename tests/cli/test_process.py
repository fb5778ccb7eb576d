"""Tests of the process of the command: it exits at once, with all output and work complete."""

from __future__ import annotations

import subprocess
import sys
import threading

import pytest

from papershelf import __main__ as process

_DRIVER = """
import atexit, sys
from papershelf import __main__ as process
class Late:
    def __del__(self):
        print("taken apart")
kept = Late()
atexit.register(lambda: print("at the end"))
def main(prog_name, obj):
    obj.append(Late())
    print("x" * 300_000)
    sys.exit(int(sys.argv[1]))
process.main = main
process.run_command()
"""


@pytest.mark.parametrize("code", [0, 1, 2])
def test_output_and_exit_functions_are_complete_before_the_exit(code: int) -> None:
    command = [sys.executable, "-c", _DRIVER, str(code)]
    done = subprocess.run(command, capture_output=True, text=True, check=False)
    assert (done.returncode, done.stderr) == (code, "")
    assert done.stdout == "x" * 300_000 + "\nat the end\n"


def test_wrong_usage_exits_2() -> None:
    command = [sys.executable, "-m", "papershelf", "unheard-of"]
    done = subprocess.run(command, capture_output=True, text=True, check=False)
    assert done.returncode == 2
    assert "unheard-of" in done.stderr


def test_running_threads_are_waited_for(monkeypatch: pytest.MonkeyPatch) -> None:
    def leave(prog_name: str, obj: object) -> None:
        assert (prog_name, obj) == ("papershelf", [])
        sys.exit(3)

    monkeypatch.setattr(process, "main", leave)
    done = threading.Event()
    thread = threading.Thread(target=done.wait)
    thread.start()
    try:
        with pytest.raises(SystemExit, match="3"):
            process.run_command()
    finally:
        done.set()
        thread.join()


def test_a_closed_output_is_an_error() -> None:
    command = f"{sys.executable} -m papershelf export --data /nonexistent --help"
    done = subprocess.run(
        ["sh", "-c", f"{command} >/dev/full; echo $?"], capture_output=True, text=True, check=False
    )
    assert done.stdout.strip() != "0"
