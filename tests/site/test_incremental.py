"""Tests that after any edits an incremental build gives the same site as a clean build."""

from __future__ import annotations

import json
import re
import shutil
from collections.abc import Callable
from dataclasses import replace
from importlib import metadata
from pathlib import Path
from typing import Any

import pytest
import yaml
from hypothesis import HealthCheck, Phase, given, settings
from hypothesis import strategies as st

from papershelf.core.errors import PapersError
from papershelf.core.identifiers import IsoDate
from papershelf.editing import change_log
from papershelf.editing.citation_key_log import save_citation_keys
from papershelf.engine.build_task import BuildTask
from papershelf.engine.output_folder import OutputFolder
from papershelf.pages.paper import page as paper_page
from papershelf.pages.paper_texts import PaperTexts, render_texts
from papershelf.records.model import Paper
from papershelf.site import run_plan
from papershelf.site.build_limits import BuildLimits
from papershelf.site.build_plan import BuildPlan, plan_dependent_tasks
from papershelf.site.mkdocs_bridge import templates as mkdocs_templates
from papershelf.site.mkdocs_bridge.template_cache import MkDocsOutput
from papershelf.site.mkdocs_bridge.templates import build_mkdocs_output
from tests.fabricated import ORDINARY, TAGS, VENUES
from tests.site.test_site import contents
from tests.workspaces import ROOT, Workspace, commit_all

pytestmark = pytest.mark.site

SMALL_LIMITS = BuildLimits(min_reusable_papers=1)
"""Small limit, so that small files are split as well."""

FRESH: list[dict[str, object]] = [
    {"id": "new-estuary", "title": "Estuaries of River Nets", "authors": ["Ada Byron", "Li Wei"]},
    {"id": "a-title-alone-2", "title": "A Title Alone", "year": 2024, "tags": ["tides"]},
    {"title": "Given no id", "venue": "jtm", "published": "2025-02-01", "added": "2026-11-21"},
]
TEXTS = ("River Deltas & <Tides>", "On $x^2$ Rivers", "Ebb of the Sea at Night", "Æbler")
VALUES: dict[str, list[object]] = {
    "title": list(TEXTS),
    "abstract": ["", "The sea at night is modelled with rivers and tides.", "Short: $\\ell_1$."],
    "summary": ["", "Tides, told in a sentence."],
    "authors": [
        [],
        ["Ada Byron"],
        ["Zoë Ångström", "Li Wei"],
        ["Ada Byron", "Ada B. Byron"],
        [{"name": "Ada Byron", "affiliation": "River Lab; Sea School"}],
        [{"name": "Li Wei", "affiliation": "RIVER LAB"}, "Ada Byron"],
    ],
    "venue": ["icrr", "jtm"],
    "year": [2022, 2024],
    "tags": [[], ["rivers"], ["tides", "rivers"]],
    "added": ["2026-11-19", "2026-11-21"],
    "featured": [[], ["2026-11-20"], ["2026-11-19", "2026-11-20"]],
    "doi": ["10.1000/tide.2", "10.1000/tide.3"],
    "status": [{"kind": "withdrawn", "reason": "So it goes"}],
}


class Project(Workspace):
    """A workspace with methods for all kinds of edits, each parametrized by small numbers."""

    limits = SMALL_LIMITS

    def __init__(self, root: Path) -> None:
        super().__init__(root)
        for page in (root / "docs").glob("*.md"):
            page.write_text(f"# {page.stem}\n\nWritten by hand.\n")
        self.records: list[dict[str, Any]] = [dict(record) for record in ORDINARY]
        self.venues: dict[str, Any] = yaml.safe_load(yaml.safe_dump(VENUES))
        self.tags: dict[str, Any] = yaml.safe_load(yaml.safe_dump(TAGS))
        # Lists of several pages, as large collections have.
        config = (root / "mkdocs.yml").read_text()
        self.config = config.replace("    mail:", "    page_size: 2\n    mail:", 1)
        assert self.config != config
        (root / "mkdocs.yml").write_text(self.config)
        self.save()

    def save(self) -> None:
        self.write(self.records)
        self.vocabularies(self.venues, self.tags)

    def add(self, which: int, place: int) -> None:
        record = FRESH[which % len(FRESH)]
        if record not in self.records:
            self.records.insert(place % (len(self.records) + 1), dict(record))

    def remove(self, which: int, _: int) -> None:
        if self.records:
            del self.records[which % len(self.records)]

    def change(self, which: int, what: int) -> None:
        if self.records:
            field = sorted(VALUES)[what % len(VALUES)]
            value = VALUES[field][what // len(VALUES) % len(VALUES[field])]
            if field == "doi" and any(record.get("doi") == value for record in self.records):
                return
            self.records[which % len(self.records)][field] = value

    def rename_tag(self, which: int, what: int) -> None:
        tag = self.tags["tags"][which % 2]
        field = ("name", "description")[what % 2]
        tag[field] = f"{TEXTS[what % 4]} {which % 2}"

    def rename_group(self, _: int, what: int) -> None:
        self.tags["groups"][0]["name"] = TEXTS[what % 4]

    def change_rule(self, _: int, what: int) -> None:
        self.tags["tags"][0]["rules"] = {"title": [("river*", "sea", "bed*")[what % 3]]}

    def rename_venue(self, which: int, what: int) -> None:
        venue = self.venues["venues"][which % 2]
        field = ("name", "full_name", "homepage")[what % 3]
        name = f"{TEXTS[what % 4]} {which % 2}"
        venue[field] = f"https://venue.example/{which}" if field == "homepage" else name

    def redirect(self, which: int, _: int) -> None:
        ids = [record["id"] for record in self.records if "id" in record]
        if ids:
            target = f"papers/{ids[which % len(ids)]}/"
            (self.root / "data/redirects.yaml").write_text(f"papers/older-still/: {target}\n")
            if not any(target == f"papers/{name}/" for name in ids):
                (self.root / "data/redirects.yaml").unlink()

    def change_people(self, which: int, what: int) -> None:
        """Join or split names, make members, or remove the file."""
        entries: list[dict[str, object]] = [
            {"id": "ada-byron", "name": "Ada Byron", "aliases": ["ADA B. BYRON", "Ada B. Byron"]},
            {
                "id": "wei",
                "name": "Li Wei",
                "affiliation": "River Lab",
                "homepage": "https://a.example",
            },
            {"id": "zoe-angstrom", "name": TEXTS[what % 4]},
            {"id": "other-ada", "name": "Ada Byron", "affiliation": TEXTS[what % 4]},
        ]
        for number, entry in enumerate(entries):
            entry["member"] = bool((which + what) >> number & 1)
        path = self.root / "data/people.yaml"
        path.write_text(yaml.safe_dump(entries[: 1 + what % 4]))
        if which % 5 == 0:
            path.unlink()

    def configure(self, which: int, what: int) -> None:
        new = [
            ("site_name: Papershelf", f"site_name: Shelf {what}"),
            ("https://papershelf.example/", f"https://shelf{what}.example/"),
            ("  - Statistics: statistics.md\n", ""),
            ("Papers on machine learning", TEXTS[what % 4]),
        ][which % 4]
        (self.root / "mkdocs.yml").write_text(self.config.replace(*new))

    def write_page(self, which: int, what: int) -> None:
        name = ("about.md", "notes/more.md")[which % 2]
        page = self.root / "docs" / name
        page.parent.mkdir(exist_ok=True)
        page.write_text(f"# Page {what}\n\n[All tags](../{'../' * (which % 2)}tags/)\n")
        page.write_text(f"# Page {what}\n\n{TEXTS[what % 4]}\n")
        if which % 2:
            self.config = self.config.replace("not_in_nav: |\n", "not_in_nav: |\n  /notes/\n", 1)
            (self.root / "mkdocs.yml").write_text(self.config)

    def drop_page(self, _: int, __: int) -> None:
        shutil.rmtree(self.root / "docs/notes", ignore_errors=True)

    def delete_generated_file(self, which: int, _: int) -> None:
        files = self.generated_paths()
        if files:
            files[which % len(files)].unlink()

    def damage_generated_file(self, which: int, what: int) -> None:
        files = [path for path in self.generated_paths() if path.is_relative_to(self.root / "site")]
        if files:
            _damage(files[which % len(files)], what)

    def damage_caches(self, which: int, what: int) -> None:
        """Damage cache files of earlier runs."""
        notes = sorted(path for path in (self.root / ".cache").rglob("*") if path.is_file())
        notes += [path for path in [self.root / "site/.papershelf.json"] if path.exists()]
        if notes:
            _damage(notes[which % len(notes)], what)

    def damage_manifest(self, _: int, what: int) -> None:
        """Damage the manifest in `docs/`; nothing else changes with it."""
        self.build()
        _damage(self.root / "docs/.papershelf.json", what)
        self.build()

    def forget(self, which: int, _: int) -> None:
        shutil.rmtree(self.root / (".cache", "site")[which % 2], ignore_errors=True)

    def leave_partial_files(self, which: int, _: int) -> None:
        """Create the leftovers of a killed run."""
        for folder in ("docs", "site"):
            place = self.root / folder
            if place.is_dir():
                (place / ".papershelf-new-0").mkdir(exist_ok=True)
                (place / ".papershelf-new-0/file").write_text("half")
                (place / ".papershelf-journal-0").write_text(f"papers/half-{which}.bib\n")
                (place / "papers").mkdir(exist_ok=True)
                (place / f"papers/half-{which}.bib").write_text("half")

    def run_keys(self, _: int, what: int) -> None:
        """Run `papershelf keys` on a chosen day."""
        self.save()
        with pytest.MonkeyPatch.context() as patch:
            patch.setattr(change_log, "utc_today", lambda: _day(what))
            save_citation_keys(self.project())

    def commit(self, _: int, what: int) -> None:
        """Commit the data; the day may be earlier than that of the previous commit."""
        self.save()
        commit_all(self.root, _day(what), "data")

    def drop_changes(self, _: int, __: int) -> None:
        (self.root / "data/changed.tsv").unlink(missing_ok=True)

    def generated_paths(self) -> list[Path]:
        manifests = [self.root / name / ".papershelf.json" for name in ("docs", "site")]
        owned = [
            path.parent / name
            for path in manifests
            if path.exists()
            for name in _generated_files(path.parent)
        ]
        return sorted(path for path in owned if path.is_file())


def _day(number: int) -> IsoDate:
    return IsoDate(f"2026-12-{1 + number % 28:02d}")


def _generated_files(folder: Path) -> frozenset[str]:
    return OutputFolder(folder).previous_paths


def _damage(path: Path, how: int) -> None:
    """Truncate a file, change a byte, empty it, or replace it by other contents."""
    content = path.read_bytes()
    middle = len(content) // 2
    turned = bytes([content[middle] ^ 1]) if content else b"x"
    path.write_bytes(
        [content[:middle], content[:middle] + turned + content[middle + 1 :], b"", b"[1, {}]"][
            how % 4
        ]
    )


EDITS: list[Callable[[Project, int, int], None]] = [
    Project.add, Project.remove, Project.change, Project.change, Project.rename_tag,
    Project.rename_group, Project.change_rule, Project.rename_venue, Project.redirect,
    Project.change_people, Project.change_people, Project.configure, Project.write_page,
    Project.drop_page, Project.delete_generated_file,
    Project.damage_generated_file, Project.damage_caches, Project.damage_manifest, Project.forget,
    Project.leave_partial_files, Project.run_keys, Project.commit, Project.drop_changes,
]  # fmt: skip
EDITS_OF_RECORDS = [
    Project.add, Project.remove, Project.change, Project.change, Project.rename_venue,
    Project.run_keys, Project.commit, Project.commit, Project.drop_changes,
]  # fmt: skip
SMALL = st.integers(0, 99)
EDIT = st.tuples(st.sampled_from(EDITS), SMALL, SMALL)
EDIT_OF_RECORDS = st.tuples(st.sampled_from(EDITS_OF_RECORDS), SMALL, SMALL)


def assert_clean(project: Project, folder: Path) -> None:
    """Compare site and pages of a project with those of a clean build from the same data."""
    project.build()
    clean = folder / "clean"
    clean.mkdir(exist_ok=True)
    for name in ("mkdocs.yml", "data"):
        source = project.root / name
        copy = shutil.copytree if source.is_dir() else shutil.copy
        copy(source, clean / name)
    if (project.root / ".git").is_dir():  # the day of the last commit is an input as well
        shutil.copytree(project.root / ".git", clean / ".git")
    owned = _generated_files(project.root / "docs")
    for path in (project.root / "docs").rglob("*"):
        name = path.relative_to(project.root / "docs").as_posix()
        if path.is_file() and name not in owned and not path.name.startswith("."):
            (clean / "docs" / name).parent.mkdir(parents=True, exist_ok=True)
            shutil.copy(path, clean / "docs" / name)
    other = Workspace.__new__(Workspace)
    other.root = clean
    # As in a clean build of a large collection, the lengths of entries are not known.
    other.limits = replace(project.limits, max_new_entries=-1)
    other.build()
    for part in ("docs", "site"):
        found, wanted = contents(project.root / part), contents(clean / part)
        assert found.keys() == wanted.keys()
        assert [path for path, content in wanted.items() if found[path] != content] == []
    assert project.report.size == other.report.size
    assert project.report.pages == other.report.pages


Rounds = list[list[tuple[Callable[[Project, int, int], None], int, int]]]
SEQUENCES = settings(
    deadline=None,
    # A sequence takes seconds; shrinking it would take many minutes.
    phases=(Phase.explicit, Phase.reuse, Phase.generate),
    suppress_health_check=[HealthCheck.function_scoped_fixture, HealthCheck.too_slow],
)


def build_and_edit(project: Project, rounds: Rounds) -> None:
    """Build a project, and again after each round of edits."""
    project.build()
    for edits in rounds:
        for edit, which, what in edits:
            edit(project, which, what)
            project.save()
        project.build()


@settings(SEQUENCES, max_examples=8)
@given(rounds=st.lists(st.lists(EDIT, min_size=1, max_size=3), min_size=2, max_size=4))
def test_after_any_edits_the_site_equals_that_of_a_clean_build(
    rounds: Rounds,
    tmp_path_factory: pytest.TempPathFactory,
) -> None:
    folder = tmp_path_factory.mktemp("edits")
    (folder / "project").mkdir()
    project = Project(folder / "project")
    build_and_edit(project, rounds)
    assert_clean(project, folder)
    shutil.rmtree(folder)


@settings(SEQUENCES, max_examples=6)
@given(rounds=st.lists(st.lists(EDIT_OF_RECORDS, min_size=1, max_size=3), min_size=2, max_size=4))
def test_change_dates_equal_those_of_a_clean_build(
    rounds: Rounds,
    tmp_path_factory: pytest.TempPathFactory,
) -> None:
    folder = tmp_path_factory.mktemp("changes")
    (folder / "project").mkdir()
    project = Project(folder / "project")
    project.run_keys(0, 0)
    project.commit(0, 1)
    build_and_edit(project, rounds)
    assert_clean(project, folder)
    shutil.rmtree(folder)


def test_a_commit_changes_the_dates_of_manual_edits_only(tmp_path: Path) -> None:
    project = Project(tmp_path)
    project.run_keys(0, 0)
    project.commit(0, 1)
    project.build()
    before = {path: (tmp_path / "site" / path).read_text() for path in CHANGED_ON}
    project.change(0, 0)
    project.save()
    project.commit(0, 9)
    project.build()
    document = json.loads(
        (tmp_path / f"site/api/papers/{project.records[0]['id']}.json").read_text()
    )
    assert document["changed"] == "2026-12-10"
    for path, text in before.items():
        after = (tmp_path / "site" / path).read_text()
        assert after.count("2026-12-10") > text.count("2026-12-10") == 0, path


CHANGED_ON = ("api/index.json", "feed.xml", "feed.json", "sitemap.xml")


@pytest.mark.parametrize("edit", dict.fromkeys(EDITS), ids=lambda edit: edit.__name__)
def test_after_one_edit_the_site_equals_that_of_a_clean_build(
    edit: Callable[[Project, int, int], None], tmp_path: Path
) -> None:
    (tmp_path / "project").mkdir()
    project = Project(tmp_path / "project")
    project.build()
    edit(project, 1, 1)
    project.save()
    assert_clean(project, tmp_path)


def test_listings_are_the_same_if_shared_among_processes(
    tmp_path: Path, monkeypatch: pytest.MonkeyPatch
) -> None:
    (tmp_path / "project").mkdir()
    project = Project(tmp_path / "project")
    project.build()
    project.limits = replace(SMALL_LIMITS, max_background_cost=-1)
    shared = []

    def share_counted(draft: BuildPlan) -> list[BuildTask]:
        shared.append(plan_dependent_tasks(draft))
        return shared[-1]

    monkeypatch.setattr(run_plan, "plan_dependent_tasks", share_counted)
    project.rename_tag(1, 1)
    project.save()
    project.build()
    # The other process planned them, too, in its own memory.
    assert len(shared) == 1
    assert_clean(project, tmp_path)


def test_a_search_index_made_after_related_papers_is_the_same(tmp_path: Path) -> None:
    (tmp_path / "project").mkdir()
    project = Project(tmp_path / "project")
    project.limits = replace(SMALL_LIMITS, max_parallel_indexing=0)
    project.build()
    project.limits = SMALL_LIMITS
    assert_clean(project, tmp_path)


def test_another_version_of_a_library_rebuilds_all_pages(
    tmp_path: Path, monkeypatch: pytest.MonkeyPatch
) -> None:
    (tmp_path / "project").mkdir()
    project = Project(tmp_path / "project")
    project.build()
    known = metadata.version
    rendered = []

    def other_version(name: str) -> str:
        return "0.0" if name == "latex2mathml" else known(name)

    def render_counted(paper: Paper) -> PaperTexts:
        rendered.append(paper.id)
        return render_texts(paper)

    monkeypatch.setattr(metadata, "version", other_version)
    monkeypatch.setattr(paper_page, "render_texts", render_counted)
    assert_clean(project, tmp_path)
    assert len(rendered) == 2 * len(ORDINARY)


def test_a_link_to_a_removed_page_is_reported(tmp_path: Path) -> None:
    (tmp_path / "project").mkdir()
    project = Project(tmp_path / "project")
    (project.root / "docs/about.md").write_text("# About\n\n[Gone](papers/ebb-and-flow.md)\n")
    project.build()
    project.remove(1, 0)
    project.save()
    with pytest.raises(PapersError, match="ebb-and-flow"):
        project.build()


@pytest.mark.parametrize("name", ["overrides/shell.html", "overrides/extra.css"])
def test_changes_of_a_custom_theme_are_built(tmp_path: Path, name: str) -> None:
    (tmp_path / "project").mkdir()
    project = Project(tmp_path / "project")
    shutil.copytree(ROOT / "generator/papershelf/theme", project.root / "overrides")
    (project.root / "overrides/extra.css").write_text("a {}\n")
    config = re.sub("name: papershelf", r"\g<0>\n  custom_dir: overrides", project.config)
    (project.root / "mkdocs.yml").write_text(config)
    project.build()
    file = project.root / name
    file.write_text(file.read_text().replace("<body", "<body data-mine").replace("{}", "{ }"))
    shutil.copytree(project.root / "overrides", tmp_path / "clean/overrides")
    assert_clean(project, tmp_path)


def test_changes_of_environment_variables_in_the_configuration_are_built(
    tmp_path: Path, monkeypatch: pytest.MonkeyPatch
) -> None:
    (tmp_path / "project").mkdir()
    project = Project(tmp_path / "project")
    config = project.config.replace("generator: false", "generator: false\n  note: !ENV [NOTE, a]")
    (project.root / "mkdocs.yml").write_text(config)
    page = project.root / "docs/about.md"
    page.write_text("# About\n\nWords\n")
    builds = []

    def build_counted(*args: Any, **options: Any) -> MkDocsOutput:  # noqa: ANN401
        builds.append(args)
        return build_mkdocs_output(*args, **options)

    monkeypatch.setattr(mkdocs_templates, "build_mkdocs_output", build_counted)
    project.build()
    project.build()
    monkeypatch.setenv("NOTE", "b")
    project.build()
    assert len(builds) == 2


def test_generated_files_without_a_manifest_are_recognized(tmp_path: Path) -> None:
    (tmp_path / "project").mkdir()
    project = Project(tmp_path / "project")
    project.build()
    for note in (project.root / "docs").glob(".papershelf*"):
        note.unlink()
    shutil.rmtree(project.root / "site")
    assert_clean(project, tmp_path)
