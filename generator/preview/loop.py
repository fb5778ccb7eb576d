"""Builds, serves, watches: one rebuild an edit, and the last good site while data is wrong."""

from __future__ import annotations

import gc
import threading
import time
from collections.abc import Callable
from pathlib import Path

from generator.errors import PapersError, Problem
from generator.glimpse import Glimpse
from generator.preview.server import PreviewServer, State
from generator.preview.watching import Snapshot, Watcher, changed_paths
from generator.progress import Steps
from generator.project import Project
from generator.upkeep import keep_site

_LOOK_EVERY_SECONDS = 0.25
_SETTLES_SECONDS = 0.03
"""As long as nothing more may change before what did is built: who saves may be in the middle."""
_SETTLING_LOOKS = 50
_CODE = Path(__file__).parents[1]


def serve_preview(  # noqa: PLR0913
    read: Callable[[], Project],
    steps: Steps,
    host: str,
    port: int,
    tell: Callable[[str], None],
    *,
    keep_on: Callable[[], bool] = lambda: True,
) -> None:
    """Serve the site of a project until interrupted; `read` finds the project anew each time.

    Raises `PapersError` when there is no project, or the port is taken.
    """
    project = read()
    state = State()
    try:
        server = PreviewServer(project.site, state, host, port)
    except OSError as error:
        message = f"cannot listen: {error.strerror}; choose another --port"
        raise PapersError([Problem(f"{host}:{port}", 0, "", message)]) from None
    with server:
        upkeep = _Upkeep(read, project, steps, state, tell)
        threading.Thread(target=server.serve_forever, daemon=True).start()
        tell(f"Serving {project.site} on {server.address} (stop with Ctrl+C)")
        try:
            while keep_on():
                time.sleep(_LOOK_EVERY_SECONDS)
                upkeep.look()
        except KeyboardInterrupt:
            tell("")
        finally:
            server.shutdown()


class _Upkeep:
    """Keeps the site of a project up to date, from the start on."""

    def __init__(
        self,
        read: Callable[[], Project],
        project: Project,
        steps: Steps,
        state: State,
        tell: Callable[[str], None],
    ) -> None:
        self._read, self._steps, self._state, self._tell = read, steps, state, tell
        self._watcher = Watcher(project.docs)
        self._places = (project.data, project.fallback, project.docs, *project.config_files, _CODE)
        self._glimpse = Glimpse(show=state.show, workspace=project.frame)
        self._seen: Snapshot = self._watcher.look(self._places)
        self._rebuild()

    def look(self) -> None:
        """Look once, and build again if anything changed since."""
        now, before = self._watcher.look(self._places), self._seen
        if now == before:
            return
        self._seen = self._let_settle(now)
        if changed := changed_paths(before, self._seen):
            more = f" and {len(changed) - 1} more" if len(changed) > 1 else ""
            self._tell(f"{changed[0]}{more} changed")
            self._rebuild()

    def _let_settle(self, seen: Snapshot) -> Snapshot:
        """How all stands when nobody writes any more, or has not ended for long."""
        for _ in range(_SETTLING_LOOKS):
            time.sleep(_SETTLES_SECONDS)
            before, seen = seen, self._watcher.look(self._places)
            if seen == before:
                break
        return seen

    def _rebuild(self) -> None:
        try:
            report = keep_site(self._read(), self._steps, self._glimpse)
        except PapersError as error:
            lines = tuple(str(problem) for problem in error.problems)
            for line in lines:
                self._tell(line)
            self._tell("The data has problems; the last good site stays up.")
            self._state.announce(lines)
            return
        finally:
            gc.unfreeze()
        self._tell(f"site: {report.site}")
        self._state.announce()
