"""Generates the pages of a project and builds its site.

Input: a `Project`. Output: files in its folders, and a report. If the data has errors, nothing is
written.
"""

from __future__ import annotations

from collections.abc import Iterable, Mapping
from collections.abc import Set as AbstractSet
from functools import partial
from typing import NamedTuple

from papershelf.catalogue.loaded_project import LoadedProject
from papershelf.core.errors import Problem
from papershelf.core.formatting import format_count
from papershelf.core.outputs import STANDARD
from papershelf.core.progress import Steps
from papershelf.core.project import Project, check_placeholders, check_theme_search
from papershelf.engine.executor import (
    BackgroundBuilds,
    BuildContext,
    BuildTarget,
    finish_folders,
    run_tasks,
)
from papershelf.engine.file_lock import hold_build_lock
from papershelf.engine.fingerprint import (
    Fingerprints,
    compute_fingerprints,
    fingerprint_config,
    fingerprint_texts,
    hash_content,
)
from papershelf.engine.output_folder import OutputFolder
from papershelf.engine.process_pool import BackgroundTask, Waitable, wait_on_error
from papershelf.pictures.tasks import count_papers_without_card, delete_unused_pictures
from papershelf.related.related_lists import PackedLists
from papershelf.site.build_cache import BuildCache, open_build_cache
from papershelf.site.build_limits import DEFAULT_LIMITS, BuildLimits
from papershelf.site.build_plan import BuildPlan
from papershelf.site.ignored_pages import ignore_generated_pages
from papershelf.site.material.search_index import (
    SEARCH_INDEX,
    add_generated_pages,
    uses_theme_search,
)
from papershelf.site.mkdocs_bridge.template_cache import (
    MkDocsOutput,
    find_linked_sources,
    hash_files,
    load_mkdocs_output,
    save_mkdocs_output,
)
from papershelf.site.project_loader import load_project
from papershelf.site.quick_preview import QuickPreview
from papershelf.site.reporting.build_report import BuildReport
from papershelf.site.reporting.output_kinds import list_ended, list_smaller_presets
from papershelf.site.run_plan import run_plan, start_lists
from papershelf.site.task_renderers import build_context
from papershelf.site.up_to_date import OutputFolders, open_output_folders
from papershelf.site.user_files import (
    check_user_files,
    find_replaced_files,
    generated_sources,
    is_generated,
    markdown_pages,
    markdown_source,
)


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
    paths = map(markdown_source, plan.redirect_addresses)
    with_files = plan.files_root == plan.loaded.project.docs
    ignore_generated_pages(plan.loaded.project.docs, paths, user_files, with_files=with_files)


def start_related(plan: BuildPlan, cache: BuildCache) -> BackgroundTask[PackedLists]:
    """Find related papers in another process."""
    return BackgroundTask("related papers", partial(_find_related, plan.loaded, cache))


def _find_related(loaded: LoadedProject, cache: BuildCache) -> PackedLists:
    # Imported here because only this process needs numpy and scipy.
    from papershelf.related.store import find_related_cached  # noqa: PLC0415
    from papershelf.site.paper_vectors import open_vectorizer  # noqa: PLC0415

    vectorizer = open_vectorizer(loaded.project, cache)
    return find_related_cached(cache.related, loaded.collection.papers, vectorizer)


def start_early_tasks(
    plan: BuildPlan, target: BuildTarget, steps: Steps, started: list[Waitable]
) -> BackgroundBuilds:
    """Plan everything except the pages of papers, and start some of it in other processes.

    The background work is added to `started`.
    """
    context = build_context(plan, target)
    background = BackgroundBuilds(target=target)
    started.append(background)
    if not _indexes_after_related(plan):
        _start_search_index(plan, context, background)
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


def _indexes_after_related(plan: BuildPlan) -> bool:
    """Whether memory allows only one of search index and related papers at a time."""
    return len(plan.loaded.collection.papers) > plan.limits.max_parallel_indexing


def _start_search_index(
    plan: BuildPlan, context: BuildContext, background: BackgroundBuilds
) -> None:
    if plan.search_task:
        background.start("the search index", [plan.search_task], context)


def draw_pictures(plan: BuildPlan, context: BuildContext, steps: Steps) -> None:
    """Draw figures and cards, as a step of its own, so that their time is known."""
    if not plan.picture_tasks:
        return
    with steps.timed_step("Draw the pictures") as step:
        drawn = len(context.target.stale_tasks(plan.picture_tasks))
        run_tasks(plan.picture_tasks, context, step)
        step.result_text = f"{drawn} new, {len(plan.picture_tasks) - drawn} unchanged"
        if without := count_papers_without_card(plan.loaded):
            papers = format_count(without, "paper")
            step.result_text += f"; {papers} with the card of the site, for want of letters"
        delete_unused_pictures(plan.loaded)


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
    if _indexes_after_related(plan):
        _start_search_index(plan, context, background)
    start_lists(plan, context, background)
    with steps.timed_step("Plan the paper pages") as step:
        step.result_text = format_count(len(plan.paper_build_tasks), "page")


def generate_site_sources(
    project: Project, steps: Steps, *, is_portable: bool = False
) -> tuple[BuildReport, BuildPlan]:
    """Write the Markdown pages into the `docs` folder, and all other files for `mkdocs build`.

    The plugin adds the other files to the site that MkDocs builds. If `is_portable`, they are also
    in the `docs` folder, for builders that do not run the plugin. Waits while another process builds
    this project. Raises `PapersError` if the data has errors.
    """
    with hold_build_lock(project.build_lock, steps.print_line):
        return _generate_site_sources(project, steps, is_portable=is_portable)


def _generate_site_sources(
    project: Project, steps: Steps, *, is_portable: bool
) -> tuple[BuildReport, BuildPlan]:
    cache = open_build_cache(project, compute_fingerprints())
    cache.load_memo()
    docs = OutputFolder(project.docs)
    target = BuildTarget(
        docs=docs, site=None if is_portable else OutputFolder(project.plugin_files)
    )
    plan = BuildPlan(
        loaded=load_with_step(project, steps),
        cache=cache,
        files_root=target.files.root,
        replaced_files=find_replaced_files(docs),
    )
    with wait_on_error() as started:
        related = start_related(plan, cache)
        started.append(related)
        index_with_step(plan, steps)
        user_files = docs.list_user_files()  # before other processes write files here
        background = start_early_tasks(plan, target, steps, started)
        plan.user_pages = markdown_pages(user_files)
        context = build_context(plan, target)
        complete_plan(plan, related, context, background, steps)
        draw_pictures(plan, context, steps)
        with steps.timed_step("Write changed files") as step:
            sizes = run_plan(plan, context, background, step)
            if target.site:  # without it, writing into the folder has checked them
                check_user_files(project.docs, user_files, target.site)
            written, _ = finish_folders(target)
            _keep_out_of_git(plan, user_files)
            cache.save(sizes)
            step.result_text = str(written)
    report = _start_report(plan.loaded)
    report.docs = written
    report.seconds = steps.seconds
    return report, plan


def _start_report(loaded: LoadedProject, more: tuple[Problem, ...] = ()) -> BuildReport:
    project = loaded.project
    settings = (*project.setting_warnings, *check_placeholders(project))
    papers = len(loaded.collection.papers)
    search = check_theme_search(project, papers)
    warnings = (*settings, *search, *more, *loaded.collection.problems)
    return BuildReport(papers=papers, warnings=warnings)


def _count_outputs(report: BuildReport, site: OutputFolder, plan: BuildPlan) -> None:
    """Count the files of a site, and what other outputs would change."""
    outputs, persons = plan.loaded.settings.outputs, plan.loaded.catalogue.persons.values()
    report.count_site(site.current_manifest)
    large_authors = sum(len(one.papers) >= STANDARD.author_pages for one in persons)
    presets = list_smaller_presets(site.current_manifest, outputs, large_authors)
    report.presets = tuple(presets)
    report.ended = list_ended(site.deleted_paths, outputs)


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
    plan = BuildPlan(
        loaded=load_with_step(project, steps), cache=cache, files_root=project.site, limits=limits
    )
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
        plan.user_pages = markdown_pages(output.files)
        context = build_context(plan, target.with_templates(output.templates))
        complete_plan(plan, related, context, background, steps)
        draw_pictures(plan, context, steps)
        if preview:
            preview.related = plan.related
        with steps.timed_step("Write changed files") as step:
            sizes = run_plan(plan, context, background, step)
            check_user_files(project.docs, user_pages, site)
            _write_mkdocs_output(output, site, plan)
            report = _start_report(plan.loaded, output.warnings)
            report.docs, report.site = finish_folders(
                target, lambda: _count_outputs(report, site, plan)
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
        sources = generated_sources(plan.addresses)
        files = docs.list_user_files()
        user_pages = hash_files(
            project.docs, [path for path in files if not is_generated(path, sources)]
        )
        output, is_new = prepare_mkdocs_output(
            project, fingerprints, sources, user_pages, has_theme_search=uses_theme_search(plan)
        )
        step.result_text = "rendered" if is_new else "unchanged"
    return output, user_pages


_MAX_QUICK_TASKS = 100
"""At most this many stale exports are started before all other tasks."""


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
    from papershelf.site.mkdocs_bridge.templates import build_mkdocs_output  # noqa: PLC0415

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
