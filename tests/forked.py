"""Runs commands in forked processes that a test can kill, limit, or make fail."""

from __future__ import annotations

import ctypes
import errno
import io
import mmap
import os
import signal
import struct
import sys
import tempfile
import time
import traceback
from collections.abc import Callable
from pathlib import Path
from typing import NamedTuple

from papershelf.cli.main import main

THOROUGH = bool(os.environ.get("PAPERSHELF_THOROUGH"))
"""Whether fault tests run as many trials as the figures in the documentation are based on."""
_WRITING = os.O_WRONLY | os.O_RDWR | os.O_CREAT
_CHANGES = {"os.mkdir", "os.rename", "os.remove", "os.rmdir", "os.link", "os.truncate"}
_READS = {"os.listdir", "os.scandir"}
_SECONDS = 120
_LINGER = 10


_CAPABILITIES_VERSION = 0x20080522


def drop_privileges() -> None:
    """Make this process subject to file permissions even if it runs as root."""
    if os.geteuid() or sys.platform != "linux":
        return
    header = struct.pack("Ii", _CAPABILITIES_VERSION, 0)
    if ctypes.CDLL(None, use_errno=True).capset(header, bytes(24)):
        raise OSError(ctypes.get_errno(), "capset")


class Outcome(NamedTuple):
    """The exit code of a command, or minus the signal that ended it, and its output."""

    code: int
    output: str


class Operations:
    """Counts changes of files below some folders, in a process and its children.

    Calls `act` at the operation with a given number, or after some seconds. With `reads`, reading a
    file counts as well.
    """

    def __init__(
        self,
        *folders: Path,
        act: Callable[[], None] = lambda: None,
        at: int = 0,
        reads: bool = False,
        after: float = 0.0,
    ) -> None:
        self._folders = tuple(map(str, folders))
        self._reads = reads
        self._memory = mmap.mmap(-1, 8)
        self._act, self._at, self._after = act, at, after

    def begin(self) -> None:
        """Start counting in this process."""
        sys.addaudithook(self.hook)
        if self._after:
            signal.signal(signal.SIGALRM, lambda *_: self._act())
            signal.setitimer(signal.ITIMER_REAL, self._after)

    @property
    def count(self) -> int:
        return int(struct.unpack("q", self._memory[:8])[0])

    def hook(self, event: str, args: tuple[object, ...]) -> None:
        is_counted = event in _CHANGES or (self._reads and event in _READS)
        if event == "open" and isinstance(args[2], int):
            is_counted = self._reads or bool(args[2] & _WRITING)
        if is_counted and self._is_below(args[0]):
            self.step()

    def _is_below(self, path: object) -> bool:
        """Whether a path is in one of the folders; commands mostly use relative paths."""
        if not isinstance(path, str | bytes | os.PathLike):
            return False
        return os.path.abspath(os.fsdecode(path)).startswith(self._folders)  # noqa: PTH100

    def step(self) -> None:
        """Count one operation, and act if it is the chosen one."""
        count = self.count + 1
        self._memory[:8] = struct.pack("q", count)
        if count == self._at:
            self._act()


def kill_all() -> None:
    """Kill the process and its process group."""
    os.killpg(0, signal.SIGKILL)


def fail() -> None:
    """Make an operation fail as on a full disk."""
    raise OSError(errno.ENOSPC, "No space left on device")


def start(work: Callable[[], int], output: Path | None = None) -> int:
    """Run a function in a forked process group, and return the process id."""
    child = os.fork()
    if not child:
        code = 70
        try:
            os.setsid()
            # Ignored if the tests run in the background of a script.
            signal.signal(signal.SIGINT, signal.default_int_handler)
            if output:
                file = os.open(output, os.O_WRONLY | os.O_CREAT | os.O_TRUNC)
                os.dup2(file, 1)
                os.dup2(file, 2)
                sys.stdout = io.TextIOWrapper(os.fdopen(1, "wb", 0), "utf-8", write_through=True)
                sys.stderr = io.TextIOWrapper(os.fdopen(2, "wb", 0), "utf-8", write_through=True)
            code = work()
        except SystemExit as leaving:
            code = leaving.code if isinstance(leaving.code, int) else 0
        except BaseException:  # noqa: BLE001  # the test sees it in the output
            traceback.print_exc()
        finally:
            os._exit(code)
    return child


def wait(child: int, seconds: float = _SECONDS) -> int:
    """The exit code of a process, or minus the signal that ended it; kills it after a timeout."""
    until = time.monotonic() + seconds
    while time.monotonic() < until:
        done, status = os.waitpid(child, os.WNOHANG)
        if done:
            return os.waitstatus_to_exitcode(status)
        time.sleep(0.01)
    os.killpg(child, signal.SIGKILL)
    os.waitpid(child, 0)
    raise AssertionError("the command hangs")


def run_forked(
    root: Path,
    *words: str,
    prepare: Callable[[], object] = lambda: None,
    seconds: float = _SECONDS,
) -> Outcome:
    """Run a command in a folder, after calling `prepare` in the same process."""

    def work() -> int:
        os.chdir(root)
        prepare()
        main(list(words), prog_name="papershelf", obj=[])
        return 0

    with tempfile.TemporaryDirectory() as folder:
        output = Path(folder, "output")
        child = start(work, output)
        code = wait(child, seconds)
        wait_for_group(child)
        return Outcome(code, output.read_text("utf-8", "replace"))


def wait_for_group(leader: int) -> None:
    """Wait until a process group has no processes left; killed processes end with a delay."""
    until = time.monotonic() + _LINGER
    while time.monotonic() < until:
        try:
            os.killpg(leader, 0)
        except ProcessLookupError:
            return
        time.sleep(0.01)
    os.killpg(leader, signal.SIGKILL)
    raise AssertionError("the command leaves processes behind")
