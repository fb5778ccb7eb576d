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
from generator.standing import find_standing, look_around, name_inputs, note_standing

if TYPE_CHECKING:
    from generator.glimpse import Glimpse


def keep_site(project: Project, steps: Steps, glimpse: Glimpse | None = None) -> BuildReport:
    """Bring a site up to date, and let a `glimpse` show what changed as soon as can be.

    Raises `PapersError` when the data has errors.
    """
    with steps.step("Look for changes") as step:
        try:
            inputs = name_inputs(project)
        except OSError:  # whoever has to read the file tells it better
            inputs = ""
        standing = find_standing(project, inputs) if inputs else None
        step.note = "none" if standing else "some"
    if standing:
        standing.seconds = steps.seconds
        return standing
    with steps.step("Look at what stands"):
        ground = None if glimpse else look_around(project)
        # Loaded while another process looks.
        from generator.build import build_site  # noqa: PLC0415

        if ground:
            # While the data is read, by this process alone.
            ground.site.look_around()

    # Nearly all that a build makes lives until its end: to look for rubbish costs a third of it.
    gc.disable()
    try:
        report, written = build_site(project, steps, ground, glimpse)
    finally:
        gc.enable()
    if inputs:
        note_standing(project, inputs, written, report)
    return report
