"""The render functions of build tasks, by the kind of task.

Input: a `BuildPlan` and a task. Output: the files of the task. Everything that is not in the task
comes from the plan, which each process has or computes. A new kind of task needs one function and
one line in `RENDERERS`.
"""

from __future__ import annotations

from collections.abc import Callable, Iterator, Mapping, Sequence

from papershelf.catalogue.paper_days import last_change_day
from papershelf.core.identifiers import IsoDate
from papershelf.core.page import Artifact
from papershelf.engine.build_task import BuildTask, TaskOutput
from papershelf.engine.executor import BuildContext, BuildTarget
from papershelf.exports.api import paper_artifacts
from papershelf.exports.formats.markdown import render_paper_markdown
from papershelf.exports.sitemaps import INSTANT_PAGES_LIMIT, render_sitemaps
from papershelf.pages.downloads import plan_download_page
from papershelf.pages.paper.page import plan_paper_task
from papershelf.pictures.tasks import CARD_KIND, FIGURE_KIND, render_picture_files
from papershelf.records.model import Paper, PaperId
from papershelf.records.site_paths import DOWNLOADS_ADDRESS, SEARCH_ADDRESS, paper_address
from papershelf.search import index_task
from papershelf.site.build_plan import BuildPlan
from papershelf.site.paper_vectors import open_vectorizer


def build_context(plan: BuildPlan, target: BuildTarget) -> BuildContext:
    """Everything that a process needs to run the tasks of a plan."""
    return BuildContext(source=plan, renderers=RENDERERS, target=target)


def _render_paper(plan: BuildPlan, task: BuildTask) -> TaskOutput:
    site = plan.site
    paper = site.catalogue.by_id[task.parameters[0]]
    facts = (paper, site.catalogue, site.settings, site.citation_keys[paper.id])
    path = f"{paper_address(paper.id)[:-1]}.md"
    has_markdown = site.settings.outputs.paper_markdown
    return TaskOutput(
        pages=tuple(plan_paper_task(site, paper).render()),
        artifacts=tuple(paper_artifacts(*facts)),
        site_only=(Artifact(path, render_paper_markdown(*facts).encode()),) if has_markdown else (),
        list_entry=site.list_item(paper),
    )


def _render_page(plan: BuildPlan, task: BuildTask) -> TaskOutput:
    return TaskOutput(pages=tuple(plan.pages[task.name].render()))


def _render_list(plan: BuildPlan, task: BuildTask) -> TaskOutput:
    return TaskOutput(pages=tuple(plan.list_pages[task.name].render()))


def _render_downloads(plan: BuildPlan, task: BuildTask) -> TaskOutput:
    planned = plan_download_page(plan.site, dict(task.parameters[0]))
    return TaskOutput(pages=tuple(page for page_task in planned for page in page_task.render()))


def _render_artifact(plan: BuildPlan, task: BuildTask) -> TaskOutput:
    return TaskOutput(artifacts=tuple(plan.artifacts[task.name].render()))


def _render_picture(plan: BuildPlan, task: BuildTask) -> TaskOutput:
    return TaskOutput(artifacts=render_picture_files(plan.loaded, task))


def _render_search_index(plan: BuildPlan, task: BuildTask) -> TaskOutput:  # noqa: ARG001
    if plan.cache is None:
        raise ValueError("a plan without a cache has no search index")
    return index_task.render_search_index(
        plan.loaded.catalogue,
        plan.paper_keys,
        plan.cache.search_index,
        plan.loaded.settings,
        open_vectorizer(plan.loaded.project, plan.cache),
    )


def _render_sitemap(plan: BuildPlan, task: BuildTask) -> TaskOutput:  # noqa: ARG001
    return TaskOutput(site_only=tuple(_sitemap_artifacts(plan)))


def _sitemap_artifacts(plan: BuildPlan) -> Iterator[Artifact]:
    catalogue = plan.loaded.catalogue
    changed = {paper.id: last_change_day(paper) for paper in catalogue.papers}
    user_addresses = map(_page_address, sorted(plan.user_pages))
    days: dict[str, IsoDate | None] = dict.fromkeys((*user_addresses, DOWNLOADS_ADDRESS))
    for paper in catalogue.papers:
        related = map(catalogue.by_id.__getitem__, plan.related.related_ids(paper.id))
        days[paper_address(paper.id)] = _last_change(changed, (paper, *related))
    pages = (page for page in plan.pages.values() if not page.needs_all_entries)
    for page in (*pages, *plan.list_pages.values()):
        if page.papers_by_address:
            days.update(
                (name, _last_change(changed, papers))
                for name, papers in page.papers_by_address.items()
            )
        else:
            days[page.address] = _last_change(changed, page.papers)
    for address in (*plan.redirect_addresses, SEARCH_ADDRESS):
        days.pop(address, None)
    # With `navigation.instant`, Material looks for pages in sitemap.xml, but not in its parts.
    limit = INSTANT_PAGES_LIMIT if plan.loaded.project.theme.is_material else 0
    return render_sitemaps(days.items(), plan.loaded.settings, single_limit=limit)


def _last_change(
    changed: Mapping[PaperId, IsoDate | None], papers: Sequence[Paper]
) -> IsoDate | None:
    """The day of the last change to any of some papers."""
    if len(papers) == 1:  # most authors have one paper
        return changed[papers[0].id]
    return max([day for paper in papers if (day := changed[paper.id])], default=None)


def _page_address(path: str) -> str:
    """The address of the page that MkDocs makes from a Markdown file."""
    stem = path.removesuffix(".md")
    return "" if stem == "index" else f"{stem.removesuffix('/index')}/"


RENDERERS: Mapping[str, Callable[[BuildPlan, BuildTask], TaskOutput]] = {
    "paper": _render_paper,
    "page": _render_page,
    "list": _render_list,
    "downloads": _render_downloads,
    "artifact": _render_artifact,
    CARD_KIND: _render_picture,
    FIGURE_KIND: _render_picture,
    "sitemap": _render_sitemap,
    index_task.TASK_NAME: _render_search_index,
}
