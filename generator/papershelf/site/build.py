"""The main job: from the data of a project to its pages, and on to the whole site.

A `Project` comes in; its folders hold the result, and a report says what was done. Data with
errors stops a run before it writes anything.
"""

from __future__ import annotations

import re
from collections.abc import Iterable, Mapping, Sequence
from collections.abc import Set as AbstractSet
from functools import partial
from pathlib import Path
from typing import NamedTuple

from papershelf.catalogue.loaded_project import LoadedProject
from papershelf.core.page import is_file
from papershelf.core.progress import Steps
from papershelf.core.project import Project, check_placeholders
from papershelf.engine.build_lock import hold_build_lock
from papershelf.engine.cache_file import CacheFile
from papershelf.engine.executor import BackgroundBuilds, BuildContext, BuildTarget, finish_folders
from papershelf.engine.fingerprint import (
    Fingerprints,
    compute_fingerprints,
    fingerprint_config,
    fingerprint_texts,
    hash_content,
)
from papershelf.engine.output_folder import OutputFolder
from papershelf.engine.process_pool import BackgroundTask, Waitable, wait_on_error
from papershelf.records.model import Paper
from papershelf.related.related_lists import PackedLists
from papershelf.site.build_cache import BuildCache, open_build_cache
from papershelf.site.build_limits import DEFAULT_LIMITS, BuildLimits
from papershelf.site.build_plan import BuildPlan, all_tasks
from papershelf.site.project_loader import load_project
from papershelf.site.quick_preview import QuickPreview
from papershelf.site.report import BuildReport
from papershelf.site.run_plan import run_plan, start_lists
from papershelf.site.task_renderers import build_context, render_task
from papershelf.site.template_cache import (
    MkDocsOutput,
    find_linked_sources,
    hash_files,
    load_mkdocs_output,
    save_mkdocs_output,
)
from papershelf.site.up_to_date import OutputFolders, open_output_folders


def load_with_step(project: Project, steps: Steps) -> LoadedProject:
    """Read and check the data. Raises `PapersError` with every problem when one is an error."""
    with steps.timed_step("Read and check the data") as step:
        loaded = load_project(project)
        step.result_text = f"{len(loaded.collection.papers):,} papers"
    return loaded


def index_with_step(plan: BuildPlan, steps: Steps) -> None:
    """Compute the indexes, citation keys and cache keys of a plan."""
    with steps.timed_step("Put the papers in order"):
        _ = (plan.loaded.citation_keys, plan.paper_keys)


def start_related(plan: BuildPlan, cache: BuildCache) -> BackgroundTask[PackedLists]:
    """Let another process find related papers."""
    papers = plan.loaded.collection.papers
    return BackgroundTask("related papers", partial(_find_related, cache.related, papers))


def _find_related(cache: CacheFile, papers: Sequence[Paper]) -> PackedLists:
    # Only the process that needs them loads the libraries.
    from papershelf.related.store import find_related_cached  # noqa: PLC0415

    return find_related_cached(cache, papers)


def start_early_tasks(
    plan: BuildPlan, target: BuildTarget, steps: Steps, started: list[Waitable]
) -> BackgroundBuilds:
    """Plan all but the pages of papers, and begin with what can be made meanwhile.

    Work that other processes begin is added to `started`.
    """
    context = build_context(plan, target)
    background = BackgroundBuilds(target=target)
    started.append(background)
    if plan.search_task:
        background.start("the search index", [plan.search_task], context)
    with steps.timed_step("Plan the files for machines"):
        exports = plan.export_tasks
    with steps.timed_step("Plan the pages"):
        _ = plan.page_build_tasks
    # Begun when the first two processes are about to end. After a change to one paper these are the
    # files of all papers, which are large; where there are many, they are better shared.
    stale = target.stale_tasks(exports)
    if len(stale) <= _MAX_QUICK_TASKS:
        background.start("files for machines", stale, context)
    return background


def complete_plan(
    plan: BuildPlan,
    related: BackgroundTask[PackedLists],
    context: BuildContext,
    background: BackgroundBuilds,
    steps: Steps,
) -> None:
    """Plan the pages of papers, too; lists are made meanwhile."""
    with steps.timed_step("Find related papers"):
        plan.set_related(related.result())
    start_lists(plan, context, background)
    with steps.timed_step("Plan the pages of papers") as step:
        step.result_text = f"{len(plan.paper_build_tasks):,} pages"


def generate_site_sources(project: Project, steps: Steps) -> tuple[BuildReport, BuildPlan]:
    """Write the Markdown pages, feeds and exports into the folder of MkDocs.

    Waits while another process builds this project. Raises `PapersError` when data has errors.
    """
    with hold_build_lock(project.build_lock, steps.print_line):
        return _generate_site_sources(project, steps)


def _generate_site_sources(project: Project, steps: Steps) -> tuple[BuildReport, BuildPlan]:
    cache = open_build_cache(project, compute_fingerprints())
    cache.load_memo()
    plan = BuildPlan(loaded=load_with_step(project, steps), cache=cache)
    target = BuildTarget(docs=OutputFolder(project.docs))
    with wait_on_error() as started:
        related = start_related(plan, cache)
        started.append(related)
        index_with_step(plan, steps)
        background = start_early_tasks(plan, target, steps, started)
        plan.user_pages = _markdown_pages(target.docs.list_user_files())
        context = build_context(plan, target)
        complete_plan(plan, related, context, background, steps)
        with steps.timed_step("Write what changed") as step:
            sizes = run_plan(plan, context, background, step)
            docs, _ = finish_folders(target)
            cache.save(sizes)
            step.result_text = str(docs)
    report = _start_report(plan.loaded)
    report.docs = docs
    report.seconds = steps.seconds
    return report, plan


def _start_report(loaded: LoadedProject) -> BuildReport:
    project = loaded.project
    settings = (*project.setting_warnings, *check_placeholders(project))
    warnings = (*settings, *loaded.collection.problems)
    return BuildReport(papers=len(loaded.collection.papers), warnings=warnings)


class BuildResult(NamedTuple):
    """What was done to make a site, the pages of people that went in, and all that was planned."""

    report: BuildReport
    user_pages: dict[str, str]
    plan: BuildPlan


def build_site(  # noqa: PLR0913, PLR0917
    project: Project,
    steps: Steps,
    cache: BuildCache,
    folders: OutputFolders | None = None,
    preview: QuickPreview | None = None,
    limits: BuildLimits = DEFAULT_LIMITS,
) -> BuildResult:
    """Check, generate, and make the whole site.

    `folders` is what stands, where somebody has looked. A `quick_preview` shows what changed before
    other processes are set to work, which would take time from it.
    """
    cache.load_memo()
    plan = BuildPlan(loaded=load_with_step(project, steps), cache=cache, limits=limits)
    if preview:
        index_with_step(plan, steps)
        preview.render_changed(plan, cache.sizes.entry_lengths)
    docs, site = folders or open_output_folders(project)
    with wait_on_error() as started:
        related = start_related(plan, cache)
        started.append(related)
        if not preview:
            index_with_step(plan, steps)
        target = BuildTarget(docs=docs, site=site)
        background = start_early_tasks(plan, target, steps, started)
        output, written = load_or_build_mkdocs_output(
            project, cache.fingerprints, plan, docs, steps
        )
        plan.user_pages = _markdown_pages(output.files)
        context = build_context(plan, target.with_templates(output.templates))
        complete_plan(plan, related, context, background, steps)
        if preview:
            preview.related = plan.related
        with steps.timed_step("Write what changed") as step:
            sizes = run_plan(plan, context, background, step)
            _write_mkdocs_output(output, site)
            report = _start_report(plan.loaded)
            report.docs, report.site = finish_folders(
                target, lambda: report.count_site(site.current_manifest)
            )
            cache.save(sizes)
            step.result_text = str(report.site)
    report.seconds = steps.seconds
    return BuildResult(report, written, plan)


def load_or_build_mkdocs_output(
    project: Project, fingerprints: Fingerprints, plan: BuildPlan, docs: OutputFolder, steps: Steps
) -> tuple[MkDocsOutput, dict[str, str]]:
    """MkDocs' part of the site, and the digests of the files of people that it is made of.

    Made while another process finds related papers. Raises `PapersError` for a fault in those
    files.
    """
    with steps.timed_step("Let MkDocs make its part") as step:
        sources = {*map(_markdown_source, plan.addresses), *_DEPENDENT_SOURCES}
        others = docs.list_user_files()
        written = hash_files(
            project.docs, [path for path in others if not _is_generated(path, sources)]
        )
        frame, made = prepare_mkdocs_output(project, fingerprints, sources, written)
        step.result_text = "made anew" if made else "unchanged"
    return frame, written


def add_generated_files(plan: BuildPlan, site: Path) -> None:
    """Add to a site that MkDocs built by itself what its folder cannot hold."""
    for task in all_tasks(plan):
        for artifact in render_task(plan, task).site_only:
            (site / artifact.path).write_bytes(artifact.content)
    (site / "sitemap.xml.gz").unlink(missing_ok=True)


_MAX_QUICK_TASKS = 100
"""Units of files that are begun before all others, at most."""
_DEPENDENT_SOURCES = frozenset({"downloads.md"})


_FURTHER_PAGE = re.compile(r"(.+)/page/[0-9]+\.md")


def _is_generated(path: str, sources: AbstractSet[str]) -> bool:
    """Whether a file is a page of ours, be it a further one of a list, which is planned late."""
    further = _FURTHER_PAGE.fullmatch(path)
    return path in sources or (further is not None and f"{further[1]}.md" in sources)


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
