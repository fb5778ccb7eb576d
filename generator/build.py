"""The main job: from the data of a project to its pages, and on to the whole site.

A `Project` comes in; its folders hold the result, and a report says what was done. Data with
errors stops a run before it writes anything.
"""

from __future__ import annotations

from collections.abc import Iterable
from dataclasses import dataclass, field

from generator.catalogue import build_catalogue
from generator.citations import assign_citation_keys
from generator.errors import PapersError, Problem, has_errors
from generator.fingerprints import fingerprint_texts, fingerprint_theme
from generator.frames import Frame, load_frame, store_frame
from generator.generation import Target, finish, key_papers, plan_units, write_units
from generator.loading import Collection, load_collection
from generator.mkdocs_site import build_frame, handwritten_files
from generator.output import Folder, SyncReport, digest
from generator.pages import Site, plan_pages
from generator.progress import Steps
from generator.project import Project
from generator.related import find_related
from generator.sources.files import read_data
from generator.units import Unit


@dataclass(slots=True, kw_only=True)
class BuildReport:
    """What a run made: sizes in bytes, seconds by step; `site` is `None` for `generate`."""

    papers: int = 0
    pages: int = 0
    files: int = 0
    size: int = 0
    largest_page: str = ""
    largest_size: int = 0
    docs: SyncReport = field(default_factory=SyncReport)
    site: SyncReport | None = None
    warnings: tuple[Problem, ...] = ()
    seconds: dict[str, float] = field(default_factory=dict)


def load_project(project: Project, steps: Steps) -> Collection:
    """Read and check the data. Raises `PapersError` with every problem when one is an error."""
    with steps.step("Read and check the data") as step:
        collection = load_collection(read_data(project.data, project.fallback))
        step.note = f"{len(collection.papers):,} papers"
    if has_errors(collection.problems):
        raise PapersError(collection.problems)
    return collection


def plan_project(project: Project, collection: Collection, steps: Steps) -> list[Unit]:
    """Everything that there is to make of a collection."""
    with steps.step("Find related papers"):
        related = find_related(collection.papers)
    with steps.step("Plan the pages") as step:
        catalogue = build_catalogue(
            collection.papers, collection.groups, collection.tags, collection.venues
        )
        site = Site(
            catalogue=catalogue,
            settings=project.settings,
            keys=assign_citation_keys(catalogue.papers),
            related=related,
        )
        pages = plan_pages(site, collection.redirects)
        units = list(plan_units(site, pages, key_papers(catalogue)))
        step.note = f"{len(units):,} units"
    return units


def generate(project: Project, steps: Steps) -> BuildReport:
    """Write the Markdown pages, feeds and exports into the folder of MkDocs."""
    collection = load_project(project, steps)
    units = plan_project(project, collection, steps)
    target = Target(docs=Folder(project.docs))
    with steps.step("Write what changed") as step:
        write_units(units, target, step)
        docs, _ = finish(target)
        step.note = str(docs)
    return BuildReport(
        papers=len(collection.papers),
        docs=docs,
        warnings=collection.problems,
        seconds=steps.seconds,
    )


def build_site(project: Project, steps: Steps) -> BuildReport:
    """Check, generate, and make the whole site."""
    collection = load_project(project, steps)
    units = plan_project(project, collection, steps)
    docs = Folder(project.docs)
    with steps.step("Let MkDocs make its part") as step:
        sources = {_source_of(unit) for unit in units} | docs.owned
        frame, made = prepare_frame(project, sources)
        step.note = "made anew" if made else "unchanged"
    site = Folder(project.site)
    target = Target(
        docs=docs, site=site, shells=frame.shells, shells_key=frame.shells.fingerprint()
    )
    with steps.step("Write what changed") as step:
        write_units(units, target, step)
        write_units_of_frame(frame, site)
        report = BuildReport(papers=len(collection.papers), warnings=collection.problems)
        report.docs, report.site = finish(target)
        step.note = str(report.site)
    _measure(report, site)
    report.seconds = steps.seconds
    return report


def _source_of(unit: Unit) -> str:
    """The Markdown file of a unit's first page, by which hand-written pages link to it."""
    address = "" if unit.name == "home" else unit.name
    return f"{address.rstrip('/')}.md" if address else "index.md"


def prepare_frame(project: Project, generated: Iterable[str]) -> tuple[Frame, bool]:
    """MkDocs' part of the site, from the cache where it still holds; and whether it was made."""
    workspace = project.config.parent / ".cache" / "frame"
    generated = frozenset(generated)
    key = _frame_key(project, generated)
    frame = load_frame(workspace, key)
    if frame:
        return frame, False
    frame = build_frame(project.config, project.docs, generated, workspace)
    store_frame(workspace, key, frame)
    return frame, True


def _frame_key(project: Project, generated: frozenset[str]) -> str:
    written = handwritten_files(project.docs, generated)
    texts = [f"{path} {digest((project.docs / path).read_bytes())}" for path in written]
    return fingerprint_texts(
        [
            fingerprint_theme(),
            project.config.read_text("utf-8"),
            repr(project.settings),
            *texts,
        ]
    )


def write_units_of_frame(frame: Frame, site: Folder) -> None:
    """Put MkDocs' own files into the site, one unit each."""
    with site.writer(10_000) as writer:
        for path in frame.files:
            content = (frame.folder / path).read_bytes()
            writer.put(f"mkdocs:{path}", digest(content), {path: content})
        site.take(writer.part)


def _measure(report: BuildReport, site: Folder) -> None:
    """Count what the site holds, from what we know of it."""
    for path, note in site.claimed_files():
        report.files += 1
        report.size += note.size
        if path.endswith("index.html") or path == "404.html":
            report.pages += 1
            if note.size > report.largest_size:
                report.largest_page, report.largest_size = path, note.size
