"""Builds, serves, watches: one rebuild an edit, and the last good site while data is wrong."""

from __future__ import annotations

import threading
import time
from collections.abc import Callable
from functools import lru_cache
from pathlib import Path

from generator.errors import PapersError, Problem
from generator.manifest import MANIFEST, read_manifest
from generator.preview.server import PreviewServer, State
from generator.preview.watching import Names, Snapshot, changed_paths, name_files, take_snapshot
from generator.progress import Steps
from generator.project import Project
from generator.upkeep import keep_site

_LOOK_EVERY_SECONDS = 0.25
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
        seen = _look(project)
        _rebuild(read, steps, state, tell)
        threading.Thread(target=server.serve_forever, daemon=True).start()
        tell(f"Serving {project.site} on {server.address} (stop with Ctrl+C)")
        try:
            while keep_on():
                seen = _watch(read, project, seen, steps, state, tell)
        except KeyboardInterrupt:
            tell("")
        finally:
            server.shutdown()


def _watch(  # noqa: PLR0913, PLR0917
    read: Callable[[], Project],
    project: Project,
    seen: Snapshot,
    steps: Steps,
    state: State,
    tell: Callable[[str], None],
) -> Snapshot:
    """Look once, and build again if anything changed since."""
    time.sleep(_LOOK_EVERY_SECONDS)
    now = _look(project)
    if changed := changed_paths(seen, now):
        more = f" and {len(changed) - 1} more" if len(changed) > 1 else ""
        tell(f"{changed[0]}{more} changed")
        _rebuild(read, steps, state, tell)
    return now


def _look(project: Project) -> Snapshot:
    manifest = project.docs / MANIFEST
    changed = manifest.stat().st_mtime_ns if manifest.exists() else 0
    places = (project.data, project.fallback, project.docs, project.config, _CODE)
    return take_snapshot(places, _name_ours(project.docs, changed))


@lru_cache(maxsize=1)
def _name_ours(docs: Path, _: int) -> Names:
    """What we wrote into the folder of MkDocs, read anew when the list of it has changed."""
    return name_files(docs, read_manifest(docs).paths)


def _rebuild(
    read: Callable[[], Project], steps: Steps, state: State, tell: Callable[[str], None]
) -> None:
    try:
        report = keep_site(read(), steps)
    except PapersError as error:
        lines = tuple(str(problem) for problem in error.problems)
        for line in lines:
            tell(line)
        tell("The data has problems; the last good site stays up.")
        state.announce(lines)
        return
    tell(f"site: {report.site}")
    state.announce()
