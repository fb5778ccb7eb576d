"""Whether a site stands as it should, so that there is nothing to do: what the last run noted.

A `Project` comes in; the report of the run that made its site goes out, if nothing has changed
since: no byte of what it read, no file that it wrote, nothing in code or libraries. Nothing is
loaded and nothing rendered to tell. A note that is damaged or foreign says nothing. What a build
finds in its folders is looked at here, too, before anything large is loaded.
"""

from __future__ import annotations

import json
import os
from collections.abc import Iterator, Mapping
from dataclasses import asdict
from pathlib import Path
from typing import NamedTuple

from generator.errors import Problem
from generator.fingerprints import (
    fingerprint_code,
    fingerprint_config,
    fingerprint_texts,
    fingerprint_theme,
)
from generator.holdings import Holdings
from generator.manifest import (
    JOURNAL,
    digest,
    find_others,
    has_touched,
    read_manifest_name,
    read_named_manifest,
    replace_file,
)
from generator.output import Folder, open_site
from generator.placing import SyncReport
from generator.project import VOCABULARIES, Project
from generator.report import BuildReport

_NOTE = "standing.json"


class Ground(NamedTuple):
    """Our part of the folder of MkDocs and of the site, as they stand."""

    docs: Folder
    site: Folder


def look_around(project: Project) -> Ground:
    """Find what stands, and begin to look whether that of MkDocs is as we left it.

    The site's turn comes when there is a processor for it. Raises `PapersError` where its folder is
    not ours.
    """
    docs = Folder(project.docs)
    docs.look_around(for_others=True)
    return Ground(docs, open_site(project.site))


def name_inputs(project: Project) -> str:
    """The name of all that a site is made from but people's pages. Call it before any is read.

    Content counts, not the time of a file: a checkout gives every file a new one. Raises `OSError`
    when a file cannot be read.
    """
    texts = [f"{path.as_posix()} {digest(path.read_bytes())}" for path in _input_files(project)]
    places = [path.absolute().as_posix() for path in (project.data, project.docs, project.site)]
    made_by = [fingerprint_code(), fingerprint_theme(), fingerprint_config(project.config)]
    return fingerprint_texts([*places, repr(project.settings), *made_by, "", *texts])


def _input_files(project: Project) -> Iterator[Path]:
    yield from (project.fallback / name for name in VOCABULARIES if _is_file(project, name))
    for root in (project.data, project.abstracts):
        for folder, folders, names in os.walk(root):
            folders.sort()
            yield from (Path(folder, name) for name in sorted(names) if not name.startswith("."))


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


def find_standing(project: Project, inputs: str) -> BuildReport | None:
    """The report on a site to which nothing has to be done; `None` where something may have."""
    try:
        name, text = json.loads((project.cache / _NOTE).read_bytes())
        if digest(text.encode()) != name:
            return None
        note = json.loads(text)
        docs, site = note["folders"]
        if note["inputs"] != inputs:
            return None
        if has_touched(project.site, _read_manifest(project.site, site)):
            return None
        if not _is_docs_untouched(
            project.docs, _read_manifest(project.docs, docs), note["written"]
        ):
            return None
        return _read_report(note["report"])
    except (OSError, ValueError, KeyError, TypeError, AttributeError):
        return None


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


def _read_manifest(root: Path, name: str) -> Holdings:
    """What a manifest of that name says. Raises `ValueError` for another."""
    found, holdings = read_named_manifest(root)
    if found != name or any(root.glob(f"{JOURNAL}*")):
        raise ValueError(name)
    return holdings


def _is_docs_untouched(root: Path, holdings: Holdings, written: Mapping[str, str]) -> bool:
    """Whether our files are as we left them, and beside them stand the same pages of people."""
    others = find_others(root, frozenset(holdings.paths))
    found = {path: digest((root / path).read_bytes()) for path in others}
    return found == written and not has_touched(root, holdings)
