"""Tests of BibTeX files among the records: ids of papers, and messages."""

from __future__ import annotations

from pathlib import Path

import pytest

from papershelf.importing.importer import run_import
from papershelf.site.check_project import load_checked_collection

REFS = """\
@article{Doe_2020/a, title={Combing Wool}, author={Ada Byron}, year={2020}}
@article{roe21, title={Counting Sheep}, author={Bo Roe}, year={2021}, papershelf={sheep}}
@article{doe:2020:a, title={Carding}, author={Ada Byron}, year={2020}}
@article{, title={Spinning}, author={Ada Byron}, year={2020}}
@article{old, title={Dyeing}, author={Ada Byron}, year={2020}}
"""


@pytest.fixture
def data(tmp_path: Path, monkeypatch: pytest.MonkeyPatch) -> Path:
    monkeypatch.chdir(tmp_path)
    (tmp_path / "data/papers").mkdir(parents=True)
    Path("data/papers/refs.bib").write_text(REFS)
    Path("data/papers/z.yaml").write_text("- {id: new, title: Weaving, aliases: [old]}\n")
    return Path("data")


def ids(data: Path) -> list[str]:
    papers = load_checked_collection(data).papers
    return [paper.id for paper in sorted(papers, key=lambda p: (p.path, p.line))]


def test_the_id_is_the_citation_key_unless_given_or_taken(data: Path) -> None:
    assert ids(data) == ["doe-2020-a", "sheep", "carding", "spinning", "dyeing", "new"]


def test_messages_name_fields_of_bibtex(data: Path) -> None:
    messages = [str(p) for p in load_checked_collection(data).problems if p.field == "papershelf"]
    start, end = "data/papers/refs.bib", "so the address of the page may change; add papershelf = "
    needed = "papershelf: warning: is missing, and the key"
    assert messages == [
        f"{start}:3: {needed} 'doe:2020:a' cannot be used as the id, {end}{{carding}}",
        f"{start}:4: papershelf: warning: is missing, {end}{{spinning}}",
        f"{start}:5: {needed} 'old' cannot be used as the id, {end}{{dyeing}}",
    ]


def test_an_invalid_id_is_reported_with_its_field(data: Path) -> None:
    (data / "papers/refs.bib").write_text("@misc{a, title={A}, papershelf={Not An Id}}\n")
    (problem,) = load_checked_collection(data).problems
    assert (problem.field, problem.severity) == ("papershelf", "error")


def test_the_same_id_in_two_files_is_an_error(data: Path) -> None:
    (data / "papers/other.bib").write_text("@misc{a, title={A}, papershelf={new}}\n")
    (problem,) = [p for p in load_checked_collection(data).problems if p.severity == "error"]
    assert "'new' is already used at data/papers/other.bib:1" in str(problem)


def test_imported_papers_get_no_id_of_a_citation_key(data: Path) -> None:
    Path("more.bib").write_text("@misc{x, title={Doe 2020 a}, author={Cy Poe}}\n")
    report = run_import([Path("more.bib")], data=data)
    assert report.new == ("doe-2020-a-poe",)
    assert len(set(ids(data))) == len(ids(data))
