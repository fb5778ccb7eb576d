"""Whether a site stands as it should, so that there is nothing to do: what the last run noted.

A `Project` comes in; the report of the run that made its site goes out, if nothing has changed
since: no byte of what it read, no file that it wrote, nothing in code or libraries. Nothing is
loaded and nothing rendered to tell. A note that is damaged or foreign says nothing. What stands in
the folders is looked at by other processes, from before anything large is loaded.
"""

from __future__ import annotations

import os
from collections.abc import Iterator, Mapping
from dataclasses import asdict
from pathlib import Path
from typing import NamedTuple

from papershelf.core.disk_files import read_file
from papershelf.core.errors import Problem
from papershelf.core.project import VOCABULARY_FILES, Project
from papershelf.engine.cache_file import CacheFile
from papershelf.engine.file_writer import WriteReport
from papershelf.engine.fingerprint import (
    Fingerprints,
    fingerprint_config,
    fingerprint_texts,
    hash_content,
)
from papershelf.engine.manifest import read_manifest_hash
from papershelf.engine.output_folder import OutputFolder, open_site_folder
from papershelf.site.report import BuildReport
from papershelf.sources.own.git_history import read_edit_day


class OutputFolders(NamedTuple):
    """Our part of the folder of MkDocs and of the site, as they stand."""

    docs: OutputFolder
    site: OutputFolder


def open_output_folders(project: Project) -> OutputFolders:
    """Find what stands, and begin to look whether it is as we left it.

    Raises `PapersError` where the folder of the site is not ours.
    """
    docs = OutputFolder(project.docs)
    docs.start_check(with_user_files=True)
    site = open_site_folder(project.site)
    site.start_check()
    return OutputFolders(docs, site)


def fingerprint_inputs(project: Project, fingerprints: Fingerprints) -> str:
    """The name of all that a site is made from but people's pages. Call it before any is read.

    Content counts, not the time of a file: a checkout gives every file a new one. Raises `OSError`
    when a file cannot be read.
    """
    texts = [
        f"{path.as_posix()} {hash_content(path.read_bytes())}" for path in _input_files(project)
    ]
    places = [path.absolute().as_posix() for path in (project.data, project.docs, project.site)]
    made_by = [*fingerprints, fingerprint_config(project.config_files)]
    facts = (project.settings, read_edit_day(project.data))
    return fingerprint_texts([*places, repr(facts), *made_by, "", *texts])


def _input_files(project: Project) -> Iterator[Path]:
    yield from (project.fallback / name for name in VOCABULARY_FILES if _is_file(project, name))
    for root in (project.data, project.abstract_cache):
        for folder, folders, names in os.walk(root):
            folders.sort()
            paths = (Path(folder, name) for name in sorted(names) if not name.startswith("."))
            # What is no file is a problem of reading the data; a pipe would block here.
            yield from filter(Path.is_file, paths)


def _is_file(project: Project, name: str) -> bool:
    return project.fallback != project.data and (project.fallback / name).is_file()


def save_build_record(
    file: CacheFile, project: Project, user_pages: Mapping[str, str], report: BuildReport
) -> None:
    """Write down what a run has made, for the next one; `user_pages` names people's pages."""
    file.save_json(
        {
            "written": dict(user_pages),
            "folders": [read_manifest_hash(root) for root in (project.docs, project.site)],
            "report": asdict(report) | {"seconds": {}},
        }
    )


class BuildRecord(NamedTuple):
    """What the last run noted: the names of both manifests and of people's pages, its report."""

    docs_manifest_hash: str
    site_manifest_hash: str
    user_pages: Mapping[str, str]
    report: BuildReport


def load_build_record(file: CacheFile) -> BuildRecord | None:
    """The note of the last run, if it was made of the same; `None` where there is none to trust."""
    note = file.load_json()
    if note is None:
        return None
    docs, site = note["folders"]
    return BuildRecord(docs, site, note["written"], _report_from_dict(note["report"]))


def is_up_to_date(record: BuildRecord, folders: OutputFolders) -> bool:
    """Whether all that a run noted is still there, beside the same pages of people."""
    docs, site = folders
    if not (
        site.is_unmodified(record.site_manifest_hash)
        and docs.is_unmodified(record.docs_manifest_hash)
    ):
        return False
    try:
        found = {path: hash_content(read_file(docs.root / path)) for path in docs.list_user_files()}
    except OSError:
        return False
    return found == record.user_pages


def _report_from_dict(values: dict[str, object]) -> BuildReport:
    counts = {name: values.pop(name) for name in ("docs", "site")}
    warnings = tuple(Problem(**values) for values in values.pop("warnings"))  # type: ignore[attr-defined]
    report = BuildReport(**values, warnings=warnings)  # type: ignore[arg-type]  # as it was written
    report.docs, report.site = (_as_unchanged(counts[name]) for name in ("docs", "site"))
    return report


def _as_unchanged(counts: object) -> WriteReport:
    """What a run says that finds all files of an earlier one."""
    known = WriteReport(**counts)  # type: ignore[arg-type]
    return WriteReport(unchanged=known.written + known.unchanged)
