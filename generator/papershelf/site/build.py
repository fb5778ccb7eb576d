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

from papershelf.catalogue.collection_loader import accept
from papershelf.core.page import is_file
from papershelf.core.progress import Steps
from papershelf.core.project import Project, find_placeholders
from papershelf.engine.build_lock import hold_build_lock
from papershelf.engine.executor import Begun, Target, finish
from papershelf.engine.fingerprint import (
    Makers,
    fingerprint_config,
    fingerprint_makers,
    fingerprint_texts,
)
from papershelf.engine.manifest import digest
from papershelf.engine.output_folder import Folder
from papershelf.engine.process_pool import Background, Later, settle_on_error
from papershelf.records.loader import Collection, load_collection
from papershelf.records.model import Paper
from papershelf.related.related_lists import PackedLists
from papershelf.search.index_task import plan_index
from papershelf.site.build_cache import Earlier, keep_earlier, recall_earlier
from papershelf.site.build_memory import Memory, recall_pieces
from papershelf.site.build_plan import (
    Plan,
    Shelf,
    add_related,
    fill_shelf,
    plan_files,
    plan_papers,
    plan_site,
)
from papershelf.site.quick_preview import Glimpse
from papershelf.site.report import BuildReport
from papershelf.site.template_cache import (
    Frame,
    load_frame,
    mentioned_sources,
    name_files,
    store_frame,
)
from papershelf.site.up_to_date import Ground, look_around
from papershelf.site.write_plan import Draft, begin_lists, plan_late, write_plan
from papershelf.sources.own.data_folder import read_data


def load_project(project: Project, steps: Steps) -> Collection:
    """Read and check the data. Raises `PapersError` with every problem when one is an error."""
    with steps.step("Read and check the data") as step:
        collection = load_collection(read_data(project.data, project.fallback))
        step.note = f"{len(collection.papers):,} papers"
    return accept(project, collection)


def put_in_order(collection: Collection, steps: Steps) -> Shelf:
    """A collection with its catalogue and its keys."""
    with steps.step("Put the papers in order"):
        return fill_shelf(collection)


def start_related(project: Project, collection: Collection, code: str) -> Later[PackedLists]:
    """Let another process find related papers."""
    cache = project.cache / "related.bin"
    return Later("related papers", partial(_relate, cache, code, collection.papers))


def _relate(cache: Path, code: str, papers: Sequence[Paper]) -> PackedLists:
    # Only the process that needs them loads the libraries.
    from papershelf.related.store import relate  # noqa: PLC0415

    return relate(cache, code, papers)


def begin_plan(  # noqa: PLR0913, PLR0917
    project: Project,
    shelf: Shelf,
    target: Target,
    earlier: Earlier,
    steps: Steps,
    started: list[Background],
) -> Draft:
    """Plan all but the pages of papers, and begin with what can be made meanwhile.

    Work that other processes begin is added to `started`.
    """
    cache = project.cache / "search" / "terms.bin"
    index = plan_index(shelf.catalogue, shelf.paper_keys, cache, earlier.code)
    begun = Begun(target=target)
    started.append(begun)
    begun.begin("the search index", [index])
    with steps.step("Plan the files for machines"):
        recall = partial(recall_pieces, project.docs, earlier.memory)
        files = plan_files(shelf, project.settings, code=earlier.code, recall=recall)
    with steps.step("Plan the pages"):
        plan = plan_site(shelf, project.settings, files)
    # Begun when the first two processes are about to end. After a change to one paper these are the
    # files of all papers, which are large; where there are many, they are better shared.
    stale = target.find_stale(files.units)
    if len(stale) <= _FEW:
        begun.begin("files for machines", stale)
    return Draft(plan=plan, index=index, begun=begun)


def complete_plan(
    draft: Draft, related: Later[PackedLists], target: Target, memory: Memory, steps: Steps
) -> Draft:
    """A draft with the pages of papers, too; lists are made meanwhile."""
    with steps.step("Find related papers"):
        draft = replace(draft, plan=add_related(draft.plan, related.result()))
    begin_lists(draft, target, memory)
    with steps.step("Plan the pages of papers") as step:
        draft = replace(draft, papers=plan_papers(draft.plan))
        step.note = f"{len(draft.papers.units):,} pages"
    return draft


def generate(project: Project, steps: Steps) -> tuple[BuildReport, Draft]:
    """Write the Markdown pages, feeds and exports into the folder of MkDocs.

    Waits while another process builds this project. Raises `PapersError` when data has errors.
    """
    with hold_build_lock(project.build_lock, steps.say):
        return _generate(project, steps)


def _generate(project: Project, steps: Steps) -> tuple[BuildReport, Draft]:
    earlier = recall_earlier(project, fingerprint_makers())
    collection = load_project(project, steps)
    target = Target(docs=Folder(project.docs))
    with settle_on_error() as started:
        related = start_related(project, collection, earlier.code)
        started.append(related)
        shelf = put_in_order(collection, steps)
        draft = begin_plan(project, shelf, target, earlier, steps, started)
        draft = replace(draft, others=_pages_of(target.docs.find_others()))
        draft = complete_plan(draft, related, target, earlier.memory, steps)
        with steps.step("Write what changed") as step:
            learnt = write_plan(draft, target, step, earlier.memory)
            docs, _ = finish(target)
            keep_earlier(project, earlier, learnt)
            step.note = str(docs)
    report = _begin_report(project, collection)
    report.docs = docs
    report.seconds = steps.seconds
    return report, draft


def _begin_report(project: Project, collection: Collection) -> BuildReport:
    warnings = (*find_placeholders(project), *collection.problems)
    return BuildReport(papers=len(collection.papers), warnings=warnings)


class Built(NamedTuple):
    """What was done to make a site, the pages of people that went in, and all that was planned."""

    report: BuildReport
    written: dict[str, str]
    draft: Draft


def build_site(
    project: Project,
    steps: Steps,
    makers: Makers,
    ground: Ground | None = None,
    glimpse: Glimpse | None = None,
) -> Built:
    """Check, generate, and make the whole site.

    `ground` is what stands, where somebody has looked. A `quick_preview` shows what changed before
    other processes are set to work, which would take time from it.
    """
    earlier = recall_earlier(project, makers)
    collection = load_project(project, steps)
    shelf = None
    if glimpse:
        shelf = put_in_order(collection, steps)
        glimpse.show_changed(shelf, project.settings, earlier.memory.lengths)
    docs, site = ground or look_around(project)
    with settle_on_error() as started:
        related = start_related(project, collection, earlier.code)
        started.append(related)
        shelf = shelf or put_in_order(collection, steps)
        raw = Target(docs=docs, site=site)
        draft = begin_plan(project, shelf, raw, earlier, steps, started)
        frame, written = find_frame(project, makers, draft.plan, docs, steps)
        draft = replace(draft, others=_pages_of(frame.files))
        target = raw.with_shells(frame.shells)
        draft = complete_plan(draft, related, target, earlier.memory, steps)
        if glimpse:
            glimpse.related = draft.plan.site.related
        with steps.step("Write what changed") as step:
            learnt = write_plan(draft, target, step, earlier.memory)
            _write_frame(frame, site)
            report = _begin_report(project, collection)
            report.docs, report.site = finish(target, lambda: report.measure(site.standing))
            keep_earlier(project, earlier, learnt)
            step.note = str(report.site)
    report.seconds = steps.seconds
    return Built(report, written, draft)


def find_frame(
    project: Project, makers: Makers, plan: Plan, docs: Folder, steps: Steps
) -> tuple[Frame, dict[str, str]]:
    """MkDocs' part of the site, and the digests of the files of people that it is made of.

    Made while another process finds related papers. Raises `PapersError` for a fault in those
    files.
    """
    with steps.step("Let MkDocs make its part") as step:
        sources = {*map(_source_of, plan.addresses), *_LATE_SOURCES}
        others = docs.find_others()
        written = name_files(project.docs, [path for path in others if path not in sources])
        frame, made = prepare_frame(project, makers, sources, written)
        step.note = "made anew" if made else "unchanged"
    return frame, written


def complete_site(draft: Draft, site: Path) -> None:
    """Add to a site that MkDocs built by itself what its folder cannot hold."""
    for unit in (*draft.papers.units, *draft.plan.units, *plan_late(draft)):
        for artifact in unit.render().only_built:
            (site / artifact.path).write_bytes(artifact.content)
    (site / "sitemap.xml.gz").unlink(missing_ok=True)


_FEW = 100
"""Units of files that are begun before all others, at most."""
_LATE_SOURCES = frozenset({"downloads.md"})


def _source_of(address: str) -> str:
    """The file of a page in the folder of MkDocs, by which hand-written pages link to it."""
    if is_file(address):
        return address
    return f"{address.rstrip('/')}.md" if address else "index.md"


def _pages_of(files: Iterable[str]) -> list[str]:
    """The sources of the pages among some files, those of the folder or those of the site."""
    return [
        f"{path.removesuffix('index.html').rstrip('/') or 'index'}.md"
        if path.endswith("index.html")
        else path
        for path in files
        if path.endswith((".md", "index.html"))
    ]


def prepare_frame(
    project: Project, makers: Makers, sources: AbstractSet[str], written: Mapping[str, str]
) -> tuple[Frame, bool]:
    """MkDocs' part of the site, from the cache where it still holds; and whether it was made.

    `sources` are the pages that this run makes, to which people may link; `written` are the files
    of people, with their digests.
    """
    workspace = project.frame
    linked = mentioned_sources(project.config_files, project.docs, written, sources)
    config = fingerprint_config(project.config_files)
    key = fingerprint_texts([makers.theme, config, repr(written), *linked])
    frame = load_frame(workspace, key)
    if frame:
        return frame, False
    # Only here is MkDocs needed, which takes a while to load.
    from papershelf.site.mkdocs_templates import build_frame  # noqa: PLC0415

    frame = build_frame(project.config, project.docs, list(written), linked, workspace)
    store_frame(workspace, key, frame)
    return frame, True


def _write_frame(frame: Frame, site: Folder) -> None:
    """Put MkDocs' own files into the site, one unit each.

    Where the folder of MkDocs held files of ours that no manifest told of, MkDocs took them for
    people's; by now they are ours again.
    """
    ours = site.find_claimed(frame.files)
    with site.writer(10_000) as writer:
        for path in frame.files:
            if path in ours:
                continue
            content = (frame.folder / path).read_bytes()
            writer.put(f"mkdocs:{path}", digest(content), {path: content})
        site.take(writer.part)
