"""Tests that builds give the same bytes with any start method of processes and any executor."""

from __future__ import annotations

import pickle
from collections.abc import Iterator
from concurrent.futures import Executor, ProcessPoolExecutor, ThreadPoolExecutor
from contextlib import contextmanager
from multiprocessing import get_context
from pathlib import Path

import pytest

from papershelf.core.errors import PapersError
from papershelf.core.progress import Steps
from papershelf.engine import executor, process_pool
from papershelf.engine.executor import BuildTarget, process_context, run_tasks, set_process_context
from papershelf.engine.output_folder import OutputFolder
from papershelf.engine.process_pool import START_METHOD_VARIABLE, ForkExecutor
from papershelf.site.build_plan import BuildPlan, all_tasks
from papershelf.site.project_loader import load_project
from papershelf.site.task_renderers import RENDERERS, build_context
from tests.fabricated import ORDINARY
from tests.site.test_site import contents
from tests.workspaces import Workspace

pytestmark = pytest.mark.site

OTHERS = [
    {"id": f"river-{n}", "title": f"River No. {n}", "authors": [f"Ada Byron {n}"], "year": 2020}
    for n in range(60)
]


@pytest.fixture
def workspace(tmp_path: Path) -> Workspace:
    (tmp_path / "project").mkdir()
    workspace = Workspace(tmp_path / "project")
    workspace.write([*ORDINARY, *OTHERS])
    return workspace


def without_manifest(folder: Path) -> dict[str, bytes]:
    return {path: content for path, content in contents(folder).items() if "papershelf" not in path}


@pytest.mark.parametrize("method", ["spawn", "forkserver"])
def test_start_methods_without_shared_memory_make_the_same_site(
    method: str, workspace: Workspace, monkeypatch: pytest.MonkeyPatch
) -> None:
    started = []
    open_pool = process_pool.open_process_pool

    def open_counted(*args: object) -> ProcessPoolExecutor:
        started.append(args)
        return open_pool(*args)  # type: ignore[arg-type]

    workspace.build()
    forked = [without_manifest(workspace.root / name) for name in ("site", "docs")]
    assert "river-7" in str(sorted(forked[0]))
    for name in ("site", ".cache"):
        (workspace.root / name).rename(workspace.root / f"forked-{name}")
    monkeypatch.setenv(START_METHOD_VARIABLE, method)
    monkeypatch.setattr(executor, "open_process_pool", open_counted)
    workspace.build()
    assert started
    assert [without_manifest(workspace.root / name) for name in ("site", "docs")] == forked
    # Also after an edit, which rebuilds little.
    workspace.write([*ORDINARY, {**OTHERS[0], "title": "The Nile"}, *OTHERS[1:]])
    workspace.build()
    edited = without_manifest(workspace.root / "site")
    monkeypatch.delenv(START_METHOD_VARIABLE)
    workspace.build("clean")
    assert without_manifest(workspace.root / "clean") == edited


@pytest.fixture
def plan(workspace: Workspace) -> BuildPlan:
    return BuildPlan(loaded=load_project(workspace.project()))


def test_a_plan_sent_to_another_process_gives_the_same_tasks_and_pages(plan: BuildPlan) -> None:
    tasks = list(all_tasks(plan))
    copy = pickle.loads(pickle.dumps(plan))  # just rendered
    assert "site" not in vars(copy)
    assert list(all_tasks(copy)) == tasks
    assert pickle.loads(pickle.dumps(tasks)) == tasks
    for task in tasks:
        render = RENDERERS[task.kind]
        assert render(copy, task) == render(plan, task), task.name


def test_tasks_are_small(plan: BuildPlan) -> None:
    tasks = list(all_tasks(plan))
    assert len(pickle.dumps(tasks)) < 200 * len(tasks)
    assert {task.kind for task in tasks} == set(RENDERERS) - {"downloads", "figure", "search-index"}


@contextmanager
def open_executor(name: str, plan: BuildPlan, folder: OutputFolder) -> Iterator[Executor]:
    """An executor whose processes have the context of a plan."""
    context = build_context(plan, BuildTarget(docs=folder))
    with process_context(context):
        if name == "fork":
            with ForkExecutor() as forks:
                yield forks
        elif name == "threads":
            with ThreadPoolExecutor(1) as threads:
                yield threads
        else:
            spawn = get_context("spawn")
            with ProcessPoolExecutor(2, spawn, set_process_context, (context,)) as pool:
                yield pool


def test_any_executor_makes_the_same_files(plan: BuildPlan, tmp_path: Path) -> None:
    tasks = list(all_tasks(plan))
    made = []
    for name in ("fork", "threads", "spawn"):
        folder = OutputFolder(tmp_path / name)
        with (
            open_executor(name, plan, folder) as pool,
            Steps(quiet=True).timed_step("Write") as step,
        ):
            context = build_context(plan, BuildTarget(docs=folder))
            results = run_tasks(tasks, context, step, pool)
        folder.prune_and_save()
        made.append((without_manifest(tmp_path / name), results.list_entries))
    assert len(made[0][0]) > len(OTHERS)
    assert made[0] == made[1] == made[2]


def test_a_user_file_at_an_output_path_is_reported_with_every_executor(
    plan: BuildPlan, tmp_path: Path
) -> None:
    for name in ("fork", "threads", "spawn"):
        (tmp_path / name / "papers").mkdir(parents=True)
        (tmp_path / name / "papers/river-7.md").write_text("mine")
        folder = OutputFolder(tmp_path / name)
        context = build_context(plan, BuildTarget(docs=folder))
        with (
            open_executor(name, plan, folder) as pool,
            Steps(quiet=True).timed_step("Write") as step,
            pytest.raises(PapersError, match=r"river-7\.md.*is in the way of a generated file"),
        ):
            run_tasks(list(all_tasks(plan)), context, step, pool)
