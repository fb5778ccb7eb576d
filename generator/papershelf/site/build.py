"""Generates the pages of a project and builds its site.

Input: a `Project`. Output: files in its folders, and a report. If the data has errors, nothing is
written.
"""

from __future__ import annotations

import re
from collections.abc import Iterable, Mapping, Sequence
from collections.abc import Set as AbstractSet
from functools import partial
from pathlib import Path
from typing import NamedTuple

from papershelf.catalogue.loaded_project import LoadedProject
from papershelf.core.disk_files import read_file
from papershelf.core.errors import Problem
from papershelf.core.formatting import format_count
from papershelf.core.page import is_file
from papershelf.core.progress import Steps
from papershelf.core.project import Project, check_placeholders, check_theme_search
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
from papershelf.pages.navigation import HOME_SOURCE
from papershelf.records.model import Paper
from papershelf.related.related_lists import PackedLists
from papershelf.site.artifact_plan import REPLACEABLE_FILES
from papershelf.site.build_cache import BuildCache, open_build_cache
from papershelf.site.build_limits import DEFAULT_LIMITS, BuildLimits
from papershelf.site.build_plan import BuildPlan, all_tasks
from papershelf.site.ignored_pages import ignore_generated_pages
from papershelf.site.material.search_index import (
    SEARCH_INDEX,
    add_generated_pages,
    uses_theme_search,
)
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
    """Read and check the data. Raises `PapersError` with all problems if one is an error."""
    with steps.timed_step("Read and check the data") as step:
        loaded = load_project(project)
        step.result_text = format_count(len(loaded.collection.papers), "paper")
    return loaded


def index_with_step(plan: BuildPlan, steps: Steps) -> None:
    """Compute the indexes, citation keys and cache keys of a plan."""
    with steps.timed_step("Index the papers"):
        _ = (plan.loaded.citation_keys, plan.paper_keys)


def _keep_out_of_git(plan: BuildPlan, user_files: Iterable[str]) -> None:
    """Let git ignore the pages of a plan, but not the files of the user in their folder.

    Call it when all is written: only then is it known which files are generated, if the manifest of
    the last build was lost.
    """
    paths = map(_markdown_source, plan.redirect_addresses)
    ignore_generated_pages(plan.loaded.project.docs, paths, user_files)


def start_related(plan: BuildPlan, cache: BuildCache) -> BackgroundTask[PackedLists]:
    """Find related papers in another process."""
    papers = plan.loaded.collection.papers
    return BackgroundTask("related papers", partial(_find_related, cache.related, papers))


def _find_related(cache: CacheFile, papers: Sequence[Paper]) -> PackedLists:
    # Imported here because only this process needs numpy and scipy.
    from papershelf.related.store import find_related_cached  # noqa: PLC0415

    return find_related_cached(cache, papers)


def start_early_tasks(
    plan: BuildPlan, target: BuildTarget, steps: Steps, started: list[Waitable]
) -> BackgroundBuilds:
    """Plan everything except the pages of papers, and start some of it in other processes.

    The background work is added to `started`.
    """
    context = build_context(plan, target)
    background = BackgroundBuilds(target=target)
    started.append(background)
    if plan.search_task:
        background.start("the search index", [plan.search_task], context)
    with steps.timed_step("Plan feeds, exports and the API"):
        exports = plan.export_tasks
    with steps.timed_step("Plan the pages"):
        _ = plan.page_build_tasks
    # Started when the first two processes are about to end. After a change to one paper, the stale
    # exports are few but large. If there are many, all processes share them later.
    stale = target.stale_tasks(exports)
    if len(stale) <= _MAX_QUICK_TASKS:
        background.start("feeds, exports and the API", stale, context)
    return background


def complete_plan(
    plan: BuildPlan,
    related: BackgroundTask[PackedLists],
    context: BuildContext,
    background: BackgroundBuilds,
    steps: Steps,
) -> None:
    """Plan the pages of papers, while another process makes the listing pages."""
    with steps.timed_step("Find related papers"):
        plan.set_related(related.result())
    start_lists(plan, context, background)
    with steps.timed_step("Plan the paper pages") as step:
        step.result_text = format_count(len(plan.paper_build_tasks), "page")


def generate_site_sources(project: Project, steps: Steps) -> tuple[BuildReport, BuildPlan]:
    """Write the Markdown pages, feeds and exports into the `docs` folder.

    Waits while another process builds this project. Raises `PapersError` if the data has errors.
    """
    with hold_build_lock(project.build_lock, steps.print_line):
        return _generate_site_sources(project, steps)


def _generate_site_sources(project: Project, steps: Steps) -> tuple[BuildReport, BuildPlan]:
    cache = open_build_cache(project, compute_fingerprints())
    cache.load_memo()
    plan = BuildPlan(loaded=load_with_step(project, steps), cache=cache)
    target = BuildTarget(docs=OutputFolder(project.docs))
    plan.replaced_files = find_replaced_files(target.docs)
    with wait_on_error() as started:
        related = start_related(plan, cache)
        started.append(related)
        index_with_step(plan, steps)
        background = start_early_tasks(plan, target, steps, started)
        user_files = target.docs.list_user_files()
        plan.user_pages = _markdown_pages(user_files)
        context = build_context(plan, target)
        complete_plan(plan, related, context, background, steps)
        with steps.timed_step("Write changed files") as step:
            sizes = run_plan(plan, context, background, step)
            docs, _ = finish_folders(target)
            _keep_out_of_git(plan, user_files)
            cache.save(sizes)
            step.result_text = str(docs)
    report = _start_report(plan.loaded)
    report.docs = docs
    report.seconds = steps.seconds
    return report, plan


def _start_report(loaded: LoadedProject, more: tuple[Problem, ...] = ()) -> BuildReport:
    project = loaded.project
    settings = (*project.setting_warnings, *check_placeholders(project))
    papers = len(loaded.collection.papers)
    search = check_theme_search(project, papers)
    warnings = (*settings, *search, *more, *loaded.collection.problems)
    return BuildReport(papers=papers, warnings=warnings)


class BuildResult(NamedTuple):
    """The result of a build: its report, the hashes of the user's pages, and the plan."""

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
    """Check the data, generate the pages and build the whole site.

    `folders` are the output folders if they are already open. `preview` shows changed papers
    first, before other processes start, which would slow it down.
    """
    cache.load_memo()
    plan = BuildPlan(loaded=load_with_step(project, steps), cache=cache, limits=limits)
    if preview:
        index_with_step(plan, steps)
        preview.render_changed(plan, cache.sizes.entry_lengths)
    docs, site = folders or open_output_folders(project)
    plan.replaced_files = find_replaced_files(docs)
    with wait_on_error() as started:
        related = start_related(plan, cache)
        started.append(related)
        if not preview:
            index_with_step(plan, steps)
        target = BuildTarget(docs=docs, site=site)
        background = start_early_tasks(plan, target, steps, started)
        output, user_pages = load_or_build_mkdocs_output(
            project, cache.fingerprints, plan, docs, steps
        )
        plan.user_pages = _markdown_pages(output.files)
        context = build_context(plan, target.with_templates(output.templates))
        complete_plan(plan, related, context, background, steps)
        if preview:
            preview.related = plan.related
        with steps.timed_step("Write changed files") as step:
            sizes = run_plan(plan, context, background, step)
            _write_mkdocs_output(output, site, plan)
            report = _start_report(plan.loaded, output.warnings)
            report.docs, report.site = finish_folders(
                target, lambda: report.count_site(site.current_manifest)
            )
            _keep_out_of_git(plan, user_pages)
            cache.save(sizes)
            step.result_text = str(report.site)
    report.seconds = steps.seconds
    return BuildResult(report, user_pages, plan)


def load_or_build_mkdocs_output(
    project: Project, fingerprints: Fingerprints, plan: BuildPlan, docs: OutputFolder, steps: Steps
) -> tuple[MkDocsOutput, dict[str, str]]:
    """The part of the site that MkDocs renders, and the hashes of the user's files in it.

    Another process finds related papers in the meantime. Raises `PapersError` if one of the
    user's files has an error.
    """
    with steps.timed_step("Render user pages and templates with MkDocs") as step:
        sources = {*map(_markdown_source, plan.addresses), *_DEPENDENT_SOURCES}
        files = docs.list_user_files()
        user_pages = hash_files(
            project.docs, [path for path in files if not _is_generated(path, sources)]
        )
        output, is_new = prepare_mkdocs_output(
            project, fingerprints, sources, user_pages, has_theme_search=uses_theme_search(plan)
        )
        step.result_text = "rendered" if is_new else "unchanged"
    return output, user_pages


def find_replaced_files(docs: OutputFolder) -> frozenset[str]:
    """Return the generated files that the user wrote instead."""
    return frozenset(
        name
        for name in (HOME_SOURCE, *REPLACEABLE_FILES)
        if name not in docs.previous_paths
        and (docs.root / name).is_file()
        and not (name == HOME_SOURCE and _is_generated_home(docs.root / name))
    )


def _is_generated_home(path: Path) -> bool:
    """Whether a home page was generated, by its contents: the manifest may have been lost."""
    return '\n---\n\n<article class="home">\n' in read_file(path).decode(errors="replace")


def add_generated_files(plan: BuildPlan, site: Path) -> None:
    """Add the files that cannot be in `docs` to a site that MkDocs built."""
    for task in all_tasks(plan):
        for artifact in render_task(plan, task).site_only:
            (site / artifact.path).write_bytes(artifact.content)
    (site / "sitemap.xml.gz").unlink(missing_ok=True)


_MAX_QUICK_TASKS = 100
"""At most this many stale exports are started before all other tasks."""
_DEPENDENT_SOURCES = frozenset({"downloads.md"})


_FURTHER_PAGE = re.compile(r"(.+)/page/[0-9]+\.md")


def _is_generated(path: str, sources: AbstractSet[str]) -> bool:
    """Whether a file is generated. Further pages of listings count; they are planned later."""
    match = _FURTHER_PAGE.fullmatch(path)
    return path in sources or (match is not None and f"{match[1]}.md" in sources)


def _markdown_source(address: str) -> str:
    """The source file of a page in `docs`, which hand-written pages link to."""
    if is_file(address):
        return address
    return f"{address.rstrip('/')}.md" if address else "index.md"


def _markdown_pages(files: Iterable[str]) -> list[str]:
    """The source files of pages, from a list of files in `docs` or in the site."""
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
    *,
    has_theme_search: bool = False,
) -> tuple[MkDocsOutput, bool]:
    """The part of the site that MkDocs renders, cached or new; and whether it is new.

    `sources` are the generated pages, which user pages may link to. `user_pages` are the files of
    the user with their hashes.
    """
    workspace = project.mkdocs_cache
    hooks = (path for path in project.site_sources if path.suffix == ".py" and path.is_file())
    naming_files = (*project.config_files, *hooks)
    linked = find_linked_sources(naming_files, project.docs, user_pages, sources)
    config = fingerprint_config(project.config_files, project.site_sources)
    facts = (user_pages, has_theme_search)
    key = fingerprint_texts([fingerprints.theme, config, repr(facts), *linked])
    output = load_mkdocs_output(workspace, key)
    if output:
        return output, False
    # Imported here because MkDocs is slow to load and rarely needed.
    from papershelf.site.mkdocs_templates import build_mkdocs_output  # noqa: PLC0415

    output = build_mkdocs_output(
        project.config,
        project.docs,
        list(user_pages),
        linked,
        workspace,
        generated=sources,
        has_theme_search=has_theme_search,
    )
    save_mkdocs_output(workspace, key, output)
    return output, True


def _write_mkdocs_output(output: MkDocsOutput, site: OutputFolder, plan: BuildPlan) -> None:
    """Write the files that MkDocs made into the site, each as a task of its own.

    Generated pages are added to the search index of Material.

    If the manifest was lost, MkDocs has rendered generated pages as user pages. Tasks have written
    these by now, so they are skipped.
    """
    generated = site.written_paths(output.files)
    with site.writer(10_000) as writer:
        for path in output.files:
            if path in generated:
                continue
            content = (output.folder / path).read_bytes()
            if path == SEARCH_INDEX and uses_theme_search(plan):
                content = add_generated_pages(content, plan)
            writer.write_task(f"mkdocs:{path}", hash_content(content), {path: content})
        site.add_result(writer.result)
