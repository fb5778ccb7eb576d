"""Keeps a site up to date: does nothing where nothing has changed, and else builds.

A `Project` comes in, a `BuildReport` goes out. What builds is loaded only when there is something
to build: half of the time of a run that finds nothing to do would go there.
"""

from __future__ import annotations

import gc
from collections.abc import Callable
from typing import TYPE_CHECKING

from papershelf.core.progress import Steps
from papershelf.core.project import Project
from papershelf.engine.build_lock import hold_build_lock
from papershelf.engine.fingerprint import Fingerprints, compute_fingerprints
from papershelf.site.build_cache import open_build_cache
from papershelf.site.build_limits import DEFAULT_LIMITS, BuildLimits
from papershelf.site.report import BuildReport
from papershelf.site.up_to_date import (
    fingerprint_inputs,
    is_up_to_date,
    load_build_record,
    open_output_folders,
    save_build_record,
)

if TYPE_CHECKING:
    from papershelf.site.quick_preview import QuickPreview


def build_if_changed(
    project: Project,
    steps: Steps,
    preview: QuickPreview | None = None,
    keep_alive: Callable[[object], object] | None = None,
    limits: BuildLimits = DEFAULT_LIMITS,
) -> BuildReport:
    """Bring a site up to date, and let a `quick_preview` show what changed as soon as can be.

    What a build leaves in memory is not looked through for rubbish before `gc.unfreeze`, nor taken
    apart where somebody wants to `keep_alive` it. Waits while another process builds this project.
    Raises `PapersError` when the data has errors.
    """
    with hold_build_lock(project.build_lock, steps.print_line):
        return _build_if_changed(project, steps, preview, keep_alive, limits)


def _build_if_changed(
    project: Project,
    steps: Steps,
    preview: QuickPreview | None,
    keep_alive: Callable[[object], object] | None,
    limits: BuildLimits,
) -> BuildReport:
    with steps.timed_step("Look for changes") as step:
        # A glimpse comes before other processes are set to work.
        ground = None if preview else open_output_folders(project)
        makers = compute_fingerprints()
        inputs = _fingerprint_inputs(project, makers)
        cache = open_build_cache(project, makers)
        note = load_build_record(cache.record(inputs)) if inputs else None
        if note:
            ground = ground or open_output_folders(project)
            if is_up_to_date(note, ground):
                step.result_text = "none"
                note.report.seconds = steps.seconds
                return note.report
        step.result_text = "some"
    with steps.timed_step("Get ready"):  # while other processes look at what stands
        from papershelf.site.build import build_site  # noqa: PLC0415

    # Nearly all that a build makes lives until its end: to look for rubbish costs a third of it.
    gc.disable()
    try:
        built = build_site(project, steps, cache, ground, preview, limits)
        if inputs:
            save_build_record(cache.record(inputs), project, built.user_pages, built.report)
        if keep_alive:
            keep_alive(built)
    finally:
        # Or all of it is gone through at once, now and once more when the program ends.
        gc.freeze()
        gc.enable()
    return built.report


def _fingerprint_inputs(project: Project, fingerprints: Fingerprints) -> str:
    try:
        return fingerprint_inputs(project, fingerprints)
    except OSError:  # whoever has to read the file tells it better
        return ""
