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
from papershelf.engine.fingerprint import Makers, fingerprint_makers
from papershelf.site.report import BuildReport
from papershelf.site.up_to_date import (
    find_note,
    is_standing,
    look_around,
    name_inputs,
    note_standing,
)

if TYPE_CHECKING:
    from papershelf.site.quick_preview import Glimpse


def keep_site(
    project: Project,
    steps: Steps,
    glimpse: Glimpse | None = None,
    hold: Callable[[object], object] | None = None,
) -> BuildReport:
    """Bring a site up to date, and let a `quick_preview` show what changed as soon as can be.

    What a build leaves in memory is not looked through for rubbish before `gc.unfreeze`, nor taken
    apart where somebody wants to `hold` it. Waits while another process builds this project.
    Raises `PapersError` when the data has errors.
    """
    with hold_build_lock(project.build_lock, steps.say):
        return _keep_site(project, steps, glimpse, hold)


def _keep_site(
    project: Project,
    steps: Steps,
    glimpse: Glimpse | None,
    hold: Callable[[object], object] | None,
) -> BuildReport:
    with steps.step("Look for changes") as step:
        # A glimpse comes before other processes are set to work.
        ground = None if glimpse else look_around(project)
        makers = fingerprint_makers()
        inputs = _name_inputs(project, makers)
        note = find_note(project, inputs) if inputs else None
        if note:
            ground = ground or look_around(project)
            if is_standing(note, ground):
                step.note = "none"
                note.report.seconds = steps.seconds
                return note.report
        step.note = "some"
    with steps.step("Get ready"):  # while other processes look at what stands
        from papershelf.site.build import build_site  # noqa: PLC0415

    # Nearly all that a build makes lives until its end: to look for rubbish costs a third of it.
    gc.disable()
    try:
        built = build_site(project, steps, makers, ground, glimpse)
        if inputs:
            note_standing(project, inputs, built.written, built.report)
        if hold:
            hold(built)
    finally:
        # Or all of it is gone through at once, now and once more when the program ends.
        gc.freeze()
        gc.enable()
    return built.report


def _name_inputs(project: Project, makers: Makers) -> str:
    try:
        return name_inputs(project, makers)
    except OSError:  # whoever has to read the file tells it better
        return ""
