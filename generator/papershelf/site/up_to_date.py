"""Whether a site stands as it should, so that there is nothing to do: what the last run noted.

A `Project` comes in; the report of the run that made its site goes out, if nothing has changed
since: no byte of what it read, no file that it wrote, nothing in code or libraries. Nothing is
loaded and nothing rendered to tell. A note that is damaged or foreign says nothing. What stands in
the folders is looked at by other processes, from before anything large is loaded.
"""

from __future__ import annotations

import json
import os
from collections.abc import Iterator, Mapping
from dataclasses import asdict
from pathlib import Path
from typing import NamedTuple

from papershelf.core.disk_files import read_file, replace_file
from papershelf.core.errors import Problem
from papershelf.core.project import VOCABULARIES, Project
from papershelf.engine.file_writer import SyncReport
from papershelf.engine.fingerprint import Makers, fingerprint_config, fingerprint_texts
from papershelf.engine.manifest import digest, read_manifest_name
from papershelf.engine.output_folder import Folder, open_site
from papershelf.site.report import BuildReport
from papershelf.sources.own.git_history import read_edit_day

_NOTE = "standing.json"


class Ground(NamedTuple):
    """Our part of the folder of MkDocs and of the site, as they stand."""

    docs: Folder
    site: Folder


def look_around(project: Project) -> Ground:
    """Find what stands, and begin to look whether it is as we left it.

    Raises `PapersError` where the folder of the site is not ours.
    """
    docs = Folder(project.docs)
    docs.look_around(for_others=True)
    site = open_site(project.site)
    site.look_around()
    return Ground(docs, site)


def name_inputs(project: Project, makers: Makers) -> str:
    """The name of all that a site is made from but people's pages. Call it before any is read.

    Content counts, not the time of a file: a checkout gives every file a new one. Raises `OSError`
    when a file cannot be read.
    """
    texts = [f"{path.as_posix()} {digest(path.read_bytes())}" for path in _input_files(project)]
    places = [path.absolute().as_posix() for path in (project.data, project.docs, project.site)]
    made_by = [*makers, fingerprint_config(project.config_files)]
    facts = (project.settings, read_edit_day(project.data))
    return fingerprint_texts([*places, repr(facts), *made_by, "", *texts])


def _input_files(project: Project) -> Iterator[Path]:
    yield from (project.fallback / name for name in VOCABULARIES if _is_file(project, name))
    for root in (project.data, project.abstracts):
        for folder, folders, names in os.walk(root):
            folders.sort()
            paths = (Path(folder, name) for name in sorted(names) if not name.startswith("."))
            # What is no file is a problem of reading the data; a pipe would block here.
            yield from filter(Path.is_file, paths)


def _is_file(project: Project, name: str) -> bool:
    return project.fallback != project.data and (project.fallback / name).is_file()


def note_standing(
    project: Project, inputs: str, written: Mapping[str, str], report: BuildReport
) -> None:
    """Write down what a run has made, for the next one; `written` names people's pages."""
    text = json.dumps(
        {
            "inputs": inputs,
            "written": dict(written),
            "folders": [read_manifest_name(root) for root in (project.docs, project.site)],
            "report": asdict(report) | {"seconds": {}},
        }
    )
    project.cache.mkdir(parents=True, exist_ok=True)
    replace_file(project.cache / _NOTE, json.dumps([digest(text.encode()), text]).encode())


class Note(NamedTuple):
    """What the last run noted: the names of both manifests and of people's pages, its report."""

    docs: str
    site: str
    written: Mapping[str, str]
    report: BuildReport


def find_note(project: Project, inputs: str) -> Note | None:
    """The note of the last run, if it was made of the same; `None` where there is none to trust."""
    try:
        name, text = json.loads(read_file(project.cache / _NOTE))
        note = json.loads(text)
        if digest(text.encode()) != name or note["inputs"] != inputs:
            return None
        docs, site = note["folders"]
        return Note(docs, site, note["written"], _read_report(note["report"]))
    except (OSError, ValueError, KeyError, TypeError, AttributeError):
        return None


def is_standing(note: Note, ground: Ground) -> bool:
    """Whether all that a run noted is still there, beside the same pages of people."""
    docs, site = ground
    if not (site.is_as_left(note.site) and docs.is_as_left(note.docs)):
        return False
    try:
        found = {path: digest(read_file(docs.root / path)) for path in docs.find_others()}
    except OSError:
        return False
    return found == note.written


def _read_report(values: dict[str, object]) -> BuildReport:
    counts = {name: values.pop(name) for name in ("docs", "site")}
    warnings = tuple(Problem(**values) for values in values.pop("warnings"))  # type: ignore[attr-defined]
    report = BuildReport(**values, warnings=warnings)  # type: ignore[arg-type]  # as it was written
    report.docs, report.site = (_unchanged(counts[name]) for name in ("docs", "site"))
    return report


def _unchanged(counts: object) -> SyncReport:
    """What a run says that finds all files of an earlier one."""
    known = SyncReport(**counts)  # type: ignore[arg-type]
    return SyncReport(unchanged=known.written + known.unchanged)
