"""Brings a site up to date: builds it if something changed.

Input: a `Project`. Output: a `BuildReport`. The modules that build are imported only if something
changed; otherwise they would take half of the time.
"""

from __future__ import annotations

import gc
from collections.abc import Callable
from typing import TYPE_CHECKING

from papershelf.core.progress import Steps
from papershelf.core.project import Project
from papershelf.engine.file_lock import hold_build_lock
from papershelf.engine.fingerprint import Fingerprints, compute_fingerprints
from papershelf.site.build_cache import open_build_cache
from papershelf.site.build_limits import DEFAULT_LIMITS, BuildLimits
from papershelf.site.reporting.build_report import BuildReport
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
    """Bring a site up to date; `preview` shows changed papers as early as possible.

    Objects of the build are excluded from garbage collection until `gc.unfreeze()`. `keep_alive`
    receives them, so that they are not freed at exit. Waits while another process builds this
    project. Raises `PapersError` if the data has errors.
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
        # With a preview, the folders are opened later: the processes that check them slow it down.
        folders = None if preview else open_output_folders(project)
        fingerprints = compute_fingerprints()
        inputs = _fingerprint_inputs(project, fingerprints)
        cache = open_build_cache(project, fingerprints)
        record = load_build_record(cache.record(inputs)) if inputs else None
        if record:
            folders = folders or open_output_folders(project)
            if is_up_to_date(record, folders):
                step.result_text = "none"
                record.report.seconds = steps.seconds
                return record.report
        step.result_text = "found"
    with steps.timed_step("Load the builder"):  # while other processes check the output folders
        from papershelf.site.build import build_site  # noqa: PLC0415

    # Nearly all objects live until the end of the build, where collecting garbage takes a third of
    # the time.
    gc.disable()
    try:
        built = build_site(project, steps, cache, folders, preview, limits)
        if inputs:
            save_build_record(cache.record(inputs), project, built.user_pages, built.report)
        if keep_alive:
            keep_alive(built)
    finally:
        # Without this, all objects would be scanned now, and again when the program ends.
        gc.freeze()
        gc.enable()
    return built.report


def _fingerprint_inputs(project: Project, fingerprints: Fingerprints) -> str:
    try:
        return fingerprint_inputs(project, fingerprints)
    except OSError:  # the build reports unreadable files with a better message
        return ""
