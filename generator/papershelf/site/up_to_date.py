"""Detects an up-to-date site from the build record, without loading the collection.

Input: a `Project`. Output: the report of the last build, if nothing changed since: no input, no
generated file, no code and no library. A damaged build record is ignored. Other processes check the
output folders, starting before large modules are loaded.
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
from papershelf.site.reporting.build_report import BuildReport
from papershelf.site.reporting.output_kinds import PresetSize
from papershelf.sources.own.git_history import read_edit_day


class OutputFolders(NamedTuple):
    """The generated files in the `docs` folder and in the site folder."""

    docs: OutputFolder
    site: OutputFolder


def open_output_folders(project: Project) -> OutputFolders:
    """Open the output folders, and start checking whether their files are unchanged.

    Raises `PapersError` if the site folder contains files that are not part of a site.
    """
    docs = OutputFolder(project.docs)
    docs.start_check(with_user_files=True)
    site = open_site_folder(project.site)
    site.start_check()
    return OutputFolders(docs, site)


def fingerprint_inputs(project: Project, fingerprints: Fingerprints) -> str:
    """Hash all inputs of a site except user pages. Call it before any input is read.

    Files are compared by content, not by time, because a checkout changes all times. Raises
    `OSError` if a file cannot be read.
    """
    texts = [
        f"{path.as_posix()} {hash_content(path.read_bytes())}" for path in _input_files(project)
    ]
    folders = [path.absolute().as_posix() for path in (project.data, project.docs, project.site)]
    code = [*fingerprints, fingerprint_config(project.config_files, project.site_sources)]
    facts = (project.settings, read_edit_day(project.data))
    return fingerprint_texts([*folders, repr(facts), *code, "", *texts])


def _input_files(project: Project) -> Iterator[Path]:
    yield from (project.fallback / name for name in VOCABULARY_FILES if _is_file(project, name))
    for root in (project.data, project.abstract_cache):
        for folder, folders, names in os.walk(root):
            folders.sort()
            paths = (Path(folder, name) for name in sorted(names) if not name.startswith("."))
            # Reading a pipe would block here; other than regular files are reported by the loader.
            yield from filter(Path.is_file, paths)


def _is_file(project: Project, name: str) -> bool:
    return project.fallback != project.data and (project.fallback / name).is_file()


def save_build_record(
    file: CacheFile, project: Project, user_pages: Mapping[str, str], report: BuildReport
) -> None:
    """Save the record of a build for the next one; `user_pages` has the hashes of user pages."""
    file.save_json(
        {
            "written": dict(user_pages),
            "folders": [read_manifest_hash(root) for root in (project.docs, project.site)],
            "report": asdict(report) | {"seconds": {}, "ended": ()},
        }
    )


class BuildRecord(NamedTuple):
    """The record of a build: hashes of both manifests and of user pages, and its report."""

    docs_manifest_hash: str
    site_manifest_hash: str
    user_pages: Mapping[str, str]
    report: BuildReport


def load_build_record(file: CacheFile) -> BuildRecord | None:
    """The record of the last build from the same inputs; `None` if there is no valid one."""
    content = file.load_json()
    if content is None:
        return None
    docs, site = content["folders"]
    return BuildRecord(docs, site, content["written"], _report_from_dict(content["report"]))


def is_up_to_date(record: BuildRecord, folders: OutputFolders) -> bool:
    """Whether generated files and user pages are the same as in the record."""
    docs, site = folders
    if not (
        site.is_unmodified(record.site_manifest_hash)
        and docs.is_unmodified(record.docs_manifest_hash)
    ):
        return False
    try:
        hashes = {
            path: hash_content(read_file(docs.root / path)) for path in docs.list_user_files()
        }
    except OSError:
        return False
    return hashes == record.user_pages


def _report_from_dict(values: dict[str, object]) -> BuildReport:
    counts = {name: values.pop(name) for name in ("docs", "site")}
    warnings = tuple(Problem(**values) for values in values.pop("warnings"))  # type: ignore[attr-defined]
    presets = tuple(PresetSize(*preset) for preset in values.pop("presets"))  # type: ignore[attr-defined]
    report = BuildReport(**values, presets=presets, warnings=warnings)  # type: ignore[arg-type]  # as it was written
    report.docs, report.site = (_as_unchanged(counts[name]) for name in ("docs", "site"))
    return report


def _as_unchanged(counts: object) -> WriteReport:
    """The write report of a run that finds all files of an earlier one unchanged."""
    previous = WriteReport(**counts)  # type: ignore[arg-type]
    return WriteReport(unchanged=previous.written + previous.unchanged)
