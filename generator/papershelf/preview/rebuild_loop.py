"""The preview loop: builds, serves and watches; each edit is one rebuild, invalid data keeps the last site."""

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
from papershelf.engine.fingerprint import Fingerprints, compute_fingerprints
from papershelf.preview.file_watcher import FileStates, Watcher, changed_paths
from papershelf.preview.server import PreviewServer, PreviewState
from papershelf.site.quick_preview import QuickPreview
from papershelf.site.update import build_if_changed

_POLL_SECONDS = 0.25
_STABLE_SECONDS = 0.03
"""Files must be unchanged for this long before a build, since an editor may still be writing."""
_MAX_STABLE_POLLS = 50
_ENGINE_FOLDER = Path(__file__).parents[1]


class EngineChanged(Exception):  # noqa: N818  # not an error, but a reason to restart
    """The code or a template of the generator was edited, and this process still has the old version."""


def serve_preview(  # noqa: PLR0913
    read_project: Callable[[], Project],
    steps: Steps,
    host: str,
    port: int,
    report_line: Callable[[str], None],
    *,
    should_continue: Callable[[], bool] = lambda: True,
    sleep: Callable[[float], None] = time.sleep,
    read_fingerprints: Callable[[], Fingerprints] = compute_fingerprints,
) -> None:
    """Serve the site of a project until interrupted; `read_project` loads the project for each build.

    Raises `PapersError` if there is no project or the port is in use, and `EngineChanged` if the
    process must be restarted.
    """
    project = read_project()
    state = PreviewState()
    try:
        server = PreviewServer(project.site, state, host, port, _base_path(project))
    except OSError as error:
        message = f"cannot listen: {error.strerror}; choose another --port"
        raise PapersError([Problem(f"{host}:{port}", 0, "", message)]) from None
    with server:
        upkeep = _PreviewLoop(
            read_project, project, steps, server, report_line, sleep, read_fingerprints
        )
        threading.Thread(target=server.serve_forever, daemon=True).start()
        report_line(f"Serving {project.site} on {server.address} (stop with Ctrl+C)")
        try:
            while should_continue():
                sleep(_POLL_SECONDS)
                upkeep.rebuild_if_changed()
        except KeyboardInterrupt:
            report_line("")
        finally:
            server.shutdown()


def _base_path(project: Project) -> str:
    """Return the path of the site on its host: "/" or "/lab/"."""
    return urlsplit(project.settings.site_url).path or "/"


class _PreviewLoop:
    """Keeps the site of a project up to date, including the first build."""

    def __init__(  # noqa: PLR0913, PLR0917
        self,
        read_project: Callable[[], Project],
        project: Project,
        steps: Steps,
        server: PreviewServer,
        report_line: Callable[[str], None],
        sleep: Callable[[float], None],
        read_fingerprints: Callable[[], Fingerprints],
    ) -> None:
        self._read_project, self._steps, self._report_line = read_project, steps, report_line
        self._server, self._state = server, server.state
        self._sleep, self._read_fingerprints = sleep, read_fingerprints
        self._fingerprints = read_fingerprints()
        self._watcher = Watcher(project.docs)
        self._watched_paths = (
            project.data,
            project.fallback,
            project.docs,
            *project.config_files,
            *project.site_sources,
            _ENGINE_FOLDER,
        )
        self._quick_preview = QuickPreview(
            publish=self._state.show_quick_pages, workspace=project.mkdocs_cache
        )
        self._last_states: FileStates = self._watcher.file_states(self._watched_paths)
        self._rebuild()

    def rebuild_if_changed(self) -> None:
        """Poll once, and rebuild if anything changed."""
        now, before = self._watcher.file_states(self._watched_paths), self._last_states
        if now == before:
            return
        self._last_states = self._wait_until_stable(now)
        if changed := changed_paths(before, self._last_states):
            more = f" and {len(changed) - 1} more" if len(changed) > 1 else ""
            self._report_line(f"{changed[0]}{more} changed")
            self._rebuild()

    def _wait_until_stable(self, states: FileStates) -> FileStates:
        """Wait until files stop changing, up to a limit, and return their state."""
        for _ in range(_MAX_STABLE_POLLS):
            self._sleep(_STABLE_SECONDS)
            before, states = states, self._watcher.file_states(self._watched_paths)
            if states == before:
                break
        return states

    def _rebuild(self) -> None:
        # This process still runs the code that it loaded. If the files of the generator have
        # changed since, the cache would store pages of old code under the key of the new code.
        if self._read_fingerprints().code != self._fingerprints.code:
            raise EngineChanged
        try:
            project = self._read_project()
            self._server.base = _base_path(project)
            report = build_if_changed(project, self._steps, self._quick_preview)
        except (PapersError, OSError) as caught:
            error = system_error(caught) if isinstance(caught, OSError) else caught
            lines = tuple(str(problem) for problem in error.problems)
            for line in lines:
                self._report_line(line)
            self._report_line("The data has errors; still serving the last good site.")
            self._state.announce(lines)
            return
        finally:
            gc.unfreeze()
        self._report_line(f"site: {report.site}")
        self._state.announce()
