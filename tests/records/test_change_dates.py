"""Tests of `changed.tsv`, the log of changed records."""

from __future__ import annotations

import json
from dataclasses import replace
from pathlib import Path

import pytest

from papershelf.catalogue.paper_days import last_change_day, last_edit_day
from papershelf.core.errors import PapersError
from papershelf.core.identifiers import IsoDate, Slug
from papershelf.core.project import Project, read_project
from papershelf.editing import change_log
from papershelf.editing.citation_key_log import save_citation_keys
from papershelf.editing.rename import rename_paper
from papershelf.engine.fingerprint import Fingerprints
from papershelf.importing.importer import run_import
from papershelf.records.change_dates import (
    Changes,
    hash_paper_content,
    parse_changes,
    render_changes,
    update_changes,
)
from papershelf.records.loader import load_collection
from papershelf.records.model import Count, Paper, PaperId
from papershelf.site.up_to_date import fingerprint_inputs
from papershelf.sources.own.data_folder import read_data
from papershelf.sources.own.git_history import read_commit_day
from tests.export_samples import full_paper, make_paper
from tests.workspaces import commit_all

TODAY = IsoDate("2026-11-30")
RECORDS = """\
- {id: tides, title: Tides of Attention, authors: [Ada Byron], year: 2021, added: 2026-11-01}
- {id: rivers, title: Rivers and Models, published: 2022-03-04, added: 2026-11-02}
"""


@pytest.fixture
def project(tmp_path: Path, monkeypatch: pytest.MonkeyPatch) -> Project:
    monkeypatch.setattr(change_log, "utc_today", lambda: TODAY)
    (tmp_path / "data/papers").mkdir(parents=True)
    (tmp_path / "data/papers/a.yaml").write_text(RECORDS)
    (tmp_path / "mkdocs.yml").write_text("site_name: Shelf\n")
    return read_project(tmp_path / "mkdocs.yml")


def edit(project: Project) -> None:
    path = project.data / "papers/a.yaml"
    path.write_text(path.read_text().replace("Tides of", "Tides and"))


def days(project: Project) -> dict[str, str | None]:
    """The change date of each paper, as a build computes it."""
    return {str(paper.id): paper.changed for paper in papers(project)}


def lines(project: Project) -> dict[str, str]:
    text = (project.data / "changed.tsv").read_text()
    return {line.split("\t")[0]: line.split("\t")[2] for line in text.splitlines()}


def papers(project: Project) -> tuple[Paper, ...]:
    return load_collection(read_data(project.data)).papers


def test_keys_creates_the_log_and_logs_later_changes(project: Project) -> None:
    assert set(days(project).values()) == {None}
    save_citation_keys(project)
    assert lines(project) == {"rivers": "2026-11-02", "tides": "2026-11-01"}
    edit(project)
    save_citation_keys(project)
    assert lines(project) == {"rivers": "2026-11-02", "tides": TODAY}
    before = (project.data / "changed.tsv").read_bytes()
    save_citation_keys(project)
    assert (project.data / "changed.tsv").read_bytes() == before


def test_a_manual_edit_has_the_date_of_the_last_commit(project: Project) -> None:
    save_citation_keys(project)
    edit(project)
    if read_commit_day(project.data) is None:  # no repository around the folder of tests
        assert days(project) == {"rivers": "2026-11-02", "tides": "2026-11-01"}
    commit_all(project.config.parent, "2026-12-05", ".")
    assert days(project) == {"rivers": "2026-11-02", "tides": "2026-12-05"}
    tides = next(paper for paper in papers(project) if paper.id == "tides")
    assert last_change_day(tides) == last_edit_day(tides) == "2026-12-05"


def test_the_fingerprint_of_inputs_includes_the_date_of_the_last_commit(project: Project) -> None:
    save_citation_keys(project)
    commit_all(project.config.parent, "2026-12-05", ".")
    before = fingerprint_inputs(project, Fingerprints("", ""))
    assert fingerprint_inputs(project, Fingerprints("", "")) == before
    commit_all(project.config.parent, "2026-12-06", ".")
    assert fingerprint_inputs(project, Fingerprints("", "")) != before


def test_an_import_logs_new_and_changed_papers(project: Project, tmp_path: Path) -> None:
    save_citation_keys(project)
    source = tmp_path / "more.jsonl"
    news = [
        {"title": "Tides of Attention", "authors": ["Ada Byron"], "year": 2021, "volume": "7"},
        {"title": "Lakes", "authors": ["Li Wei"], "published": "2020-02-03", "pages": "1-9"},
    ]
    source.write_text("".join(f"{json.dumps(one)}\n" for one in news))
    run_import([source], data=project.data)
    assert lines(project) == {"lakes": TODAY, "rivers": "2026-11-02", "tides": TODAY}
    changes = parse_changes((project.data / "changed.tsv").read_text())
    for paper in papers(
        project
    ):  # the hash of an imported paper is that of the record when read again
        assert changes.by_id[paper.id].content_hash == hash_paper_content(paper)


def test_an_import_does_not_create_the_log(project: Project, tmp_path: Path) -> None:
    source = tmp_path / "more.jsonl"
    source.write_text('{"title": "Lakes"}\n')
    run_import([source], data=project.data)
    assert not (project.data / "changed.tsv").exists()


def test_a_rename_keeps_the_line_under_the_new_id(project: Project) -> None:
    save_citation_keys(project)
    rename_paper(project, "tides", "high-tides")
    assert lines(project) == {"high-tides": TODAY, "rivers": "2026-11-02"}


def test_the_hash_ignores_fields_that_have_their_own_date() -> None:
    paper = full_paper()
    same = replace(paper, upvotes=Count(value=99), added=TODAY, source=None, path="x", line=9)
    assert hash_paper_content(same) == hash_paper_content(paper)
    assert hash_paper_content(replace(paper, title="Other")) != hash_paper_content(paper)
    assert hash_paper_content(replace(paper, abstract="")) != hash_paper_content(paper)


def test_the_log_round_trips() -> None:
    changes = update_changes(Changes(), [make_paper("b"), make_paper("a")], TODAY)
    text = render_changes(changes)
    assert [line.split("\t")[0] for line in text.splitlines()] == ["a", "b"]
    assert parse_changes(text) == changes
    gone = update_changes(changes, (), TODAY, [PaperId(Slug("a"))])
    assert list(gone.by_id) == ["b"]


@pytest.mark.parametrize(
    ("text", "message"),
    [
        ("a\tb\n", "changed.tsv:1: is not an id, a hash and a day, separated by tabs"),
        ("a\tb\t2026-13-01\n", "changed.tsv:1: '2026-13-01' is not a day"),
        ("A b\tc\t2026-11-01\n", "changed.tsv:1: 'A b'"),
        ("a\tb\t2026-11-01\na\tb\t2026-11-01\n", "changed.tsv:2: 'a' already has a line"),
    ],
)
def test_an_invalid_line_is_an_error_with_its_number(text: str, message: str) -> None:
    with pytest.raises(PapersError) as caught:
        parse_changes(text)
    assert str(caught.value.problems[0]).startswith(message)
