"""The main job: from the data of a project to its pages, and on to the whole site.

A `Project` comes in; its folders hold the result, and a report says what was done. Data with
errors stops a run before it writes anything.
"""

from __future__ import annotations

from collections.abc import Iterable, Mapping, Sequence
from collections.abc import Set as AbstractSet
from dataclasses import replace
from functools import partial
from pathlib import Path
from typing import NamedTuple

from papershelf.catalogue.loaded_project import LoadedProject
from papershelf.core.page import is_file
from papershelf.core.progress import Steps
from papershelf.core.project import Project, check_placeholders
from papershelf.engine.build_lock import hold_build_lock
from papershelf.engine.cache_file import CacheFile
from papershelf.engine.executor import BackgroundBuilds, BuildTarget, finish_folders
from papershelf.engine.fingerprint import (
    Fingerprints,
    compute_fingerprints,
    fingerprint_config,
    fingerprint_texts,
    hash_content,
)
from papershelf.engine.output_folder import OutputFolder
from papershelf.engine.process_pool import BackgroundTask, Waitable, wait_on_error
from papershelf.records.loader import Collection
from papershelf.records.model import Paper
from papershelf.related.related_lists import PackedLists
from papershelf.search.index_task import plan_search_index
from papershelf.site.build_cache import BuildCache, load_build_cache, save_build_cache
from papershelf.site.build_limits import DEFAULT_LIMITS, BuildLimits
from papershelf.site.build_memory import SizeCache, read_record_bytes
from papershelf.site.build_plan import (
    IndexedCollection,
    SitePlan,
    add_related,
    index_collection,
    plan_exports,
    plan_paper_page_tasks,
    plan_site,
)
from papershelf.site.project_loader import load_project
from papershelf.site.quick_preview import QuickPreview
from papershelf.site.report import BuildReport
from papershelf.site.template_cache import (
    MkDocsOutput,
    find_linked_sources,
    hash_files,
    load_mkdocs_output,
    save_mkdocs_output,
)
from papershelf.site.up_to_date import OutputFolders, open_output_folders
from papershelf.site.write_plan import BuildPlan, plan_dependent_pages, run_plan, start_lists


def load_with_step(project: Project, steps: Steps) -> LoadedProject:
    """Read and check the data. Raises `PapersError` with every problem when one is an error."""
    with steps.timed_step("Read and check the data") as step:
        loaded = load_project(project)
        step.result_text = f"{len(loaded.collection.papers):,} papers"
    return loaded


def index_with_step(loaded: LoadedProject, steps: Steps) -> IndexedCollection:
    """A collection with its catalogue and its keys."""
    with steps.timed_step("Put the papers in order"):
        return index_collection(loaded)


def start_related(
    project: Project, collection: Collection, fingerprint: str
) -> BackgroundTask[PackedLists]:
    """Let another process find related papers."""
    cache = CacheFile(project.cache / "related.bin", fingerprint)
    return BackgroundTask("related papers", partial(_find_related, cache, collection.papers))


def _find_related(cache: CacheFile, papers: Sequence[Paper]) -> PackedLists:
    # Only the process that needs them loads the libraries.
    from papershelf.related.store import find_related_cached  # noqa: PLC0415

    return find_related_cached(cache, papers)


def start_plan(  # noqa: PLR0913, PLR0917
    project: Project,
    indexed: IndexedCollection,
    target: BuildTarget,
    build_cache: BuildCache,
    steps: Steps,
    background: list[Waitable],
) -> BuildPlan:
    """Plan all but the pages of papers, and begin with what can be made meanwhile.

    Work that other processes begin is added to `background`.
    """
    cache = CacheFile(project.cache / "search" / "terms.bin", build_cache.build_fingerprint)
    index = plan_search_index(indexed.catalogue, indexed.paper_cache_keys, cache)
    begun = BackgroundBuilds(target=target)
    background.append(begun)
    begun.start("the search index", [index])
    with steps.timed_step("Plan the files for machines"):
        recall = partial(read_record_bytes, project.docs, build_cache.sizes)
        files = plan_exports(
            indexed,
            project.settings,
            fingerprint=build_cache.build_fingerprint,
            read_records=recall,
        )
    with steps.timed_step("Plan the pages"):
        plan = plan_site(indexed, project.settings, files)
    # Begun when the first two processes are about to end. After a change to one paper these are the
    # files of all papers, which are large; where there are many, they are better shared.
    stale = target.stale_tasks(files.tasks)
    if len(stale) <= _MAX_QUICK_TASKS:
        begun.start("files for machines", stale)
    return BuildPlan(site_plan=plan, index_task=index, background=begun)


def complete_plan(
    build_plan: BuildPlan,
    related: BackgroundTask[PackedLists],
    target: BuildTarget,
    sizes: SizeCache,
    steps: Steps,
) -> BuildPlan:
    """A draft with the pages of papers, too; lists are made meanwhile."""
    with steps.timed_step("Find related papers"):
        build_plan = replace(
            build_plan, site_plan=add_related(build_plan.site_plan, related.result())
        )
    start_lists(build_plan, target, sizes)
    with steps.timed_step("Plan the pages of papers") as step:
        build_plan = replace(build_plan, paper_pages=plan_paper_page_tasks(build_plan.site_plan))
        step.result_text = f"{len(build_plan.paper_pages.tasks):,} pages"
    return build_plan


def generate_site_sources(project: Project, steps: Steps) -> tuple[BuildReport, BuildPlan]:
    """Write the Markdown pages, feeds and exports into the folder of MkDocs.

    Waits while another process builds this project. Raises `PapersError` when data has errors.
    """
    with hold_build_lock(project.build_lock, steps.print_line):
        return _generate_site_sources(project, steps)


def _generate_site_sources(project: Project, steps: Steps) -> tuple[BuildReport, BuildPlan]:
    earlier = load_build_cache(project, compute_fingerprints())
    loaded = load_with_step(project, steps)
    collection = loaded.collection
    target = BuildTarget(docs=OutputFolder(project.docs))
    with wait_on_error() as started:
        related = start_related(project, collection, earlier.build_fingerprint)
        started.append(related)
        shelf = index_with_step(loaded, steps)
        draft = start_plan(project, shelf, target, earlier, steps, started)
        draft = replace(draft, user_pages=_markdown_pages(target.docs.list_user_files()))
        draft = complete_plan(draft, related, target, earlier.sizes, steps)
        with steps.timed_step("Write what changed") as step:
            learnt = run_plan(draft, target, step, earlier.sizes)
            docs, _ = finish_folders(target)
            save_build_cache(project, earlier, learnt)
            step.result_text = str(docs)
    report = _start_report(project, collection)
    report.docs = docs
    report.seconds = steps.seconds
    return report, draft


def _start_report(project: Project, collection: Collection) -> BuildReport:
    warnings = (*check_placeholders(project), *collection.problems)
    return BuildReport(papers=len(collection.papers), warnings=warnings)


class BuildResult(NamedTuple):
    """What was done to make a site, the pages of people that went in, and all that was planned."""

    report: BuildReport
    user_pages: dict[str, str]
    plan: BuildPlan


def build_site(  # noqa: PLR0913, PLR0917
    project: Project,
    steps: Steps,
    fingerprints: Fingerprints,
    folders: OutputFolders | None = None,
    preview: QuickPreview | None = None,
    limits: BuildLimits = DEFAULT_LIMITS,
) -> BuildResult:
    """Check, generate, and make the whole site.

    `folders` is what stands, where somebody has looked. A `quick_preview` shows what changed before
    other processes are set to work, which would take time from it.
    """
    earlier = load_build_cache(project, fingerprints)
    loaded = load_with_step(project, steps)
    collection = loaded.collection
    shelf = None
    if preview:
        shelf = index_with_step(loaded, steps)
        preview.render_changed(shelf, project.settings, earlier.sizes.entry_lengths)
    docs, site = folders or open_output_folders(project)
    with wait_on_error() as started:
        related = start_related(project, collection, earlier.build_fingerprint)
        started.append(related)
        shelf = shelf or index_with_step(loaded, steps)
        raw = BuildTarget(docs=docs, site=site)
        draft = start_plan(project, shelf, raw, earlier, steps, started)
        draft = replace(draft, limits=limits)
        frame, written = load_or_build_mkdocs_output(
            project, fingerprints, draft.site_plan, docs, steps
        )
        draft = replace(draft, user_pages=_markdown_pages(frame.files))
        target = raw.with_templates(frame.templates)
        draft = complete_plan(draft, related, target, earlier.sizes, steps)
        if preview:
            preview.related = draft.site_plan.site.related
        with steps.timed_step("Write what changed") as step:
            learnt = run_plan(draft, target, step, earlier.sizes)
            _write_mkdocs_output(frame, site)
            report = _start_report(project, collection)
            report.docs, report.site = finish_folders(
                target, lambda: report.count_site(site.current_manifest)
            )
            save_build_cache(project, earlier, learnt)
            step.result_text = str(report.site)
    report.seconds = steps.seconds
    return BuildResult(report, written, draft)


def load_or_build_mkdocs_output(
    project: Project, fingerprints: Fingerprints, plan: SitePlan, docs: OutputFolder, steps: Steps
) -> tuple[MkDocsOutput, dict[str, str]]:
    """MkDocs' part of the site, and the digests of the files of people that it is made of.

    Made while another process finds related papers. Raises `PapersError` for a fault in those
    files.
    """
    with steps.timed_step("Let MkDocs make its part") as step:
        sources = {*map(_markdown_source, plan.addresses), *_DEPENDENT_SOURCES}
        others = docs.list_user_files()
        written = hash_files(project.docs, [path for path in others if path not in sources])
        frame, made = prepare_mkdocs_output(project, fingerprints, sources, written)
        step.result_text = "made anew" if made else "unchanged"
    return frame, written


def add_generated_files(build_plan: BuildPlan, site: Path) -> None:
    """Add to a site that MkDocs built by itself what its folder cannot hold."""
    for unit in (
        *build_plan.paper_pages.tasks,
        *build_plan.site_plan.tasks,
        *plan_dependent_pages(build_plan),
    ):
        for artifact in unit.render().site_only:
            (site / artifact.path).write_bytes(artifact.content)
    (site / "sitemap.xml.gz").unlink(missing_ok=True)


_MAX_QUICK_TASKS = 100
"""Units of files that are begun before all others, at most."""
_DEPENDENT_SOURCES = frozenset({"downloads.md"})


def _markdown_source(address: str) -> str:
    """The file of a page in the folder of MkDocs, by which hand-written pages link to it."""
    if is_file(address):
        return address
    return f"{address.rstrip('/')}.md" if address else "index.md"


def _markdown_pages(files: Iterable[str]) -> list[str]:
    """The sources of the pages among some files, those of the folder or those of the site."""
    return [
        f"{path.removesuffix('index.html').rstrip('/') or 'index'}.md"
        if path.endswith("index.html")
        else path
        for path in files
        if path.endswith((".md", "index.html"))
    ]


def prepare_mkdocs_output(
    project: Project,
    fingerprints: Fingerprints,
    sources: AbstractSet[str],
    user_pages: Mapping[str, str],
) -> tuple[MkDocsOutput, bool]:
    """MkDocs' part of the site, from the cache where it still holds; and whether it was made.

    `sources` are the pages that this run makes, to which people may link; `user_pages` are the files
    of people, with their digests.
    """
    workspace = project.mkdocs_cache
    linked = find_linked_sources(project.config_files, project.docs, user_pages, sources)
    config = fingerprint_config(project.config_files)
    key = fingerprint_texts([fingerprints.theme, config, repr(user_pages), *linked])
    frame = load_mkdocs_output(workspace, key)
    if frame:
        return frame, False
    # Only here is MkDocs needed, which takes a while to load.
    from papershelf.site.mkdocs_templates import build_mkdocs_output  # noqa: PLC0415

    frame = build_mkdocs_output(project.config, project.docs, list(user_pages), linked, workspace)
    save_mkdocs_output(workspace, key, frame)
    return frame, True


def _write_mkdocs_output(output: MkDocsOutput, site: OutputFolder) -> None:
    """Put MkDocs' own files into the site, one unit each.

    Where the folder of MkDocs held files of ours that no manifest told of, MkDocs took them for
    people's; by now they are ours again.
    """
    ours = site.written_paths(output.files)
    with site.writer(10_000) as writer:
        for path in output.files:
            if path in ours:
                continue
            content = (output.folder / path).read_bytes()
            writer.write_task(f"mkdocs:{path}", hash_content(content), {path: content})
        site.add_result(writer.result)
