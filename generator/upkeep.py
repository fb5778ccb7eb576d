"""Keeps a site up to date: does nothing where nothing has changed, and else builds.

A `Project` comes in, a `BuildReport` goes out. What builds is loaded only when there is something
to build: half of the time of a run that finds nothing to do would go there.
"""

from __future__ import annotations

import gc
from typing import TYPE_CHECKING

from generator.progress import Steps
from generator.project import Project
from generator.report import BuildReport
from generator.standing import find_note, is_standing, look_around, name_inputs, note_standing

if TYPE_CHECKING:
    from generator.glimpse import Glimpse


def keep_site(project: Project, steps: Steps, glimpse: Glimpse | None = None) -> BuildReport:
    """Bring a site up to date, and let a `glimpse` show what changed as soon as can be.

    What a build leaves in memory is not looked through for rubbish before `gc.unfreeze`. Raises
    `PapersError` when the data has errors.
    """
    with steps.step("Look for changes") as step:
        # A glimpse comes before other processes are set to work.
        ground = None if glimpse else look_around(project)
        try:
            inputs = name_inputs(project)
        except OSError:  # whoever has to read the file tells it better
            inputs = ""
        note = find_note(project, inputs) if inputs else None
        if note:
            ground = ground or look_around(project)
            if is_standing(note, ground):
                step.note = "none"
                note.report.seconds = steps.seconds
                return note.report
        step.note = "some"
    with steps.step("Get ready"):
        # Other processes look at what stands meanwhile.
        from generator.build import build_site  # noqa: PLC0415

    # Nearly all that a build makes lives until its end: to look for rubbish costs a third of it.
    gc.disable()
    try:
        report, written = build_site(project, steps, ground, glimpse)
        if inputs:
            note_standing(project, inputs, written, report)
    finally:
        # Or all of it is gone through at once, now and once more when the program ends.
        gc.freeze()
        gc.enable()
    return report
