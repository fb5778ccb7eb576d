"""Builds, serves, watches: one rebuild an edit, and the last good site while data is wrong."""

from __future__ import annotations

import gc
import threading
import time
from collections.abc import Callable
from pathlib import Path
from urllib.parse import urlsplit

from papershelf.core.errors import PapersError, Problem, system_error
from papershelf.core.progress import Steps
from papershelf.core.project import Project
from papershelf.engine.fingerprint import fingerprint_makers
from papershelf.preview.file_watcher import Snapshot, Watcher, changed_paths
from papershelf.preview.server import PreviewServer, State
from papershelf.site.quick_preview import Glimpse
from papershelf.site.update import keep_site

_LOOK_EVERY_SECONDS = 0.25
_SETTLES_SECONDS = 0.03
"""As long as nothing more may change before what did is built: who saves may be in the middle."""
_SETTLING_LOOKS = 50
_CODE = Path(__file__).parents[1]


class CodeChanged(Exception):  # noqa: N818  # no fault, but a reason to start again
    """The code or a template of the engine was edited: this process still has the old one."""


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

    Raises `PapersError` when there is no project, or the port is taken, and `CodeChanged` when
    the process has to be started again.
    """
    project = read()
    state = State()
    try:
        server = PreviewServer(project.site, state, host, port, _base_of(project))
    except OSError as error:
        message = f"cannot listen: {error.strerror}; choose another --port"
        raise PapersError([Problem(f"{host}:{port}", 0, "", message)]) from None
    with server:
        upkeep = _Upkeep(read, project, steps, server, tell)
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


def _base_of(project: Project) -> str:
    """The path of the site on its host: "/" or "/lab/"."""
    return urlsplit(project.settings.site_url).path or "/"


class _Upkeep:
    """Keeps the site of a project up to date, from the start on."""

    def __init__(
        self,
        read: Callable[[], Project],
        project: Project,
        steps: Steps,
        server: PreviewServer,
        tell: Callable[[str], None],
    ) -> None:
        self._read, self._steps, self._tell = read, steps, tell
        self._server, self._state = server, server.state
        self._makers = fingerprint_makers()
        self._watcher = Watcher(project.docs)
        self._places = (project.data, project.fallback, project.docs, *project.config_files, _CODE)
        self._glimpse = Glimpse(show=self._state.show, workspace=project.frame)
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
        # What this process loaded is what it builds with, whatever the files say by now. Without
        # this the cache would keep pages of old code under the name of the new.
        if fingerprint_makers().code != self._makers.code:
            raise CodeChanged
        try:
            project = self._read()
            self._server.base = _base_of(project)
            report = keep_site(project, self._steps, self._glimpse)
        except (PapersError, OSError) as caught:
            error = system_error(caught) if isinstance(caught, OSError) else caught
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
