"""Corrections that issues ask for: the block of an issue, and the edit of the record."""

from __future__ import annotations

import contextlib
import json
from pathlib import Path

import pytest
from hypothesis import given, settings
from hypothesis import strategies as st

from papershelf.core.errors import PapersError
from papershelf.core.project import Project, read_project
from papershelf.editing.correct import CorrectionReport, correct_paper
from papershelf.editing.issue_request import MAX_ISSUE_BYTES, IssueRequest, parse_issue
from papershelf.records.loader import load_collection
from papershelf.sources.own.data_folder import read_data

RECORDS = """\
# Papers of the toy group.

- id: tides  # the first one
  title: "Tides of Attention"   # sic
  authors:
  - {name: Ada Byron, orcid: 0000-0002-1825-0097}
  - Li Wei  # family name Li
  year: 2021   # in print
  code: [https://example.org/tides]  # ours
  aliases: [old-tides]
  # end of tides

- id: rivers
  title: Rivers and Their Models
"""
FORM = """\
### Change

```yaml
{}
```

### Where can we verify this?

_No response_
"""


@pytest.fixture
def project(tmp_path: Path) -> Project:
    (tmp_path / "data/papers").mkdir(parents=True)
    (tmp_path / "data/venues.yaml").write_text(
        "venues:\n  - {id: jtm, name: JTM, full_name: Journal of Tidal Modeling, kind: journal}\n"
    )
    (tmp_path / "data/tags.yaml").write_text("groups: []\ntags: []\n")
    (tmp_path / "data/papers/a.yaml").write_text(RECORDS)
    (tmp_path / "mkdocs.yml").write_text("site_name: Toys\n")
    return read_project(tmp_path / "mkdocs.yml", data=tmp_path / "data")


def request(block: str) -> IssueRequest:
    return parse_issue(FORM.format(block).encode(), "issue")


def correct(project: Project, block: str, *, dry_run: bool = False) -> CorrectionReport:
    return correct_paper(project, request(block), "issue", dry_run=dry_run)


def text(project: Project) -> str:
    return (project.data / "papers/a.yaml").read_text("utf-8")


def messages(error: pytest.ExceptionInfo[PapersError]) -> str:
    return "\n".join(map(str, error.value.problems))


# --- the block -----------------------------------------------------------------------------------


def test_the_first_block_of_yaml_is_the_request() -> None:
    found = request('paper: tides\ntitle: "T: `x` ``` y"\nyear:')
    assert found.paper == "tides"
    assert found.changes == {"title": "T: `x` ``` y", "year": None}
    assert found.lines["title"] == 5
    second = FORM.format("paper: a\nyear: 1") + FORM.format("paper: b\nyear: 2")
    assert parse_issue(second.encode(), "issue").paper == "a"


def test_lines_may_end_as_on_windows_and_the_fence_may_be_missing() -> None:
    content = b"~~~~ yaml\r\npaper: tides\r\nyear: 2020\r\n"
    assert parse_issue(content, "issue").changes == {"year": "2020"}


@pytest.mark.parametrize(
    "content",
    ["", "Please correct the title.", "```python\npaper: x\n```", FORM.format("# only a comment")],
)
def test_an_issue_without_a_request_asks_for_nothing(content: str) -> None:
    assert parse_issue(content.encode(), "issue") == IssueRequest()


def test_papers_to_add_stand_below_their_heading() -> None:
    body = "### Identifier or URL\n\n1806.07366 10.1/x\n\n### Note for the curators\n\n2401.00001\n"
    assert parse_issue(body.encode(), "issue").added == "1806.07366 10.1/x"
    nothing = "### Identifier or URL\n\n_No response_\n"
    assert parse_issue(nothing.encode(), "issue") == IssueRequest()


@pytest.mark.parametrize(
    ("block", "message"),
    [
        ("title: X", "issue: paper: is missing"),
        ("paper: tides\nid: other", "issue:5: id: cannot be corrected by an issue"),
        ("paper: tides\ntitel: X", "issue:5: titel: cannot be corrected by an issue; did you mean title?"),
        ("paper: tides\nstatus: {kind: retracted}", "status: cannot be corrected"),
        ("paper: tides\nsource: {seal: x}", "source: cannot be corrected"),
        ("- paper: tides", "is not a list of fields"),
        ("paper: &a tides\ntitle: *a", "YAML anchors (&name) are not supported"),
        ("paper: !!python/object/apply:os.system [id]", "is not supported"),
        ("paper: tides\ntitle: a\ntitle: b", "occurs twice"),
        ("paper: [" * 40, "is nested too deeply"),
        ("paper: tides\ntitle: 'open", "is not valid YAML"),
        ("paper: tides\ntitle: \x1b[31m", "control character"),
    ],
)  # fmt: skip
def test_a_wrong_block_is_refused(block: str, message: str) -> None:
    with pytest.raises(PapersError) as error:
        request(block)
    assert message in messages(error)


def test_a_huge_issue_is_refused() -> None:
    with pytest.raises(PapersError) as error:
        parse_issue(b"x" * (MAX_ISSUE_BYTES + 1), "issue")
    assert "are allowed" in messages(error)


@given(st.binary(max_size=400))
def test_no_bytes_break_the_parser(content: bytes) -> None:
    for whole in (content, b"```yaml\n" + content):
        with contextlib.suppress(PapersError):
            assert isinstance(parse_issue(whole, "issue"), IssueRequest)


# --- the edit ------------------------------------------------------------------------------------


def test_a_record_is_edited_in_place(project: Project) -> None:
    report = correct(
        project,
        'paper: tides\ntitle: "Tides: of *Attention*"\nauthors: ["Ada M. Byron", "Li Wei", "Carl Doe"]\n'
        "venue: Journal of Tidal Modeling\nyear: 2022\ncode: [https://example.org/x]",
    )
    assert text(project) == (
        RECORDS.replace('"Tides of Attention"', "'Tides: of *Attention*'")
        .replace(
            "  - {name: Ada Byron, orcid: 0000-0002-1825-0097}\n",
            "  - name: Ada M. Byron\n    orcid: 0000-0002-1825-0097\n",
        )
        .replace("family name Li\n", "family name Li\n  - Carl Doe\n  venue: jtm\n")
        .replace("year: 2021", "year: 2022")
        .replace("[https://example.org/tides]", "['https://example.org/x']")
    )
    assert report.fields == ("title", "authors", "venue", "year", "code")
    path = (project.data / "papers/a.yaml").as_posix()
    assert report.summary == f"corrected title, authors, venue, year, code of 'tides' at {path}:3"


def test_the_current_values_change_nothing(project: Project) -> None:
    block = 'paper: tides\ntitle: Tides of Attention\nauthors: [Ada Byron, Li Wei]\nyear: "2021"'
    report = correct(project, block)
    assert (report.fields, report.edits) == ((), ())
    assert text(project) == RECORDS


def test_a_correction_is_repeated_without_effect(project: Project) -> None:
    correct(project, "paper: tides\nyear: 2022")
    before = text(project)
    assert correct(project, "paper: tides\nyear: 2022").edits == ()
    assert text(project) == before


def test_an_empty_value_removes_a_field(project: Project) -> None:
    correct(project, "paper: tides\ncode: []\nyear:")
    assert "code:" not in text(project)
    assert "year:" not in text(project)
    with pytest.raises(PapersError) as error:
        correct(project, 'paper: tides\ntitle: " "')
    assert messages(error) == "issue:5: title: is missing"


def test_a_paper_is_found_by_its_former_id(project: Project) -> None:
    assert correct(project, "paper: old-tides\nyear: 2020").fields == ("year",)
    with pytest.raises(PapersError) as error:
        correct(project, "paper: tidse\nyear: 2020")
    assert messages(error) == "issue:4: paper: no paper has the id 'tidse'; did you mean tides?"


def test_an_unknown_venue_is_kept_by_its_name(project: Project) -> None:
    correct(project, 'paper: rivers\nvenue: "Workshop on Dams"')
    assert "name: Workshop on Dams" in text(project)
    assert not load_collection(read_data(project.data)).problems


@pytest.mark.parametrize(
    ("block", "message"),
    [
        ("year: soon", "issue:5: year: is not a year"),
        ("url: 'javascript:alert(1)'", "issue:5: url: is not a URL that starts with"),
        ("pdf: 'file:///etc/passwd'", "issue:5: pdf: is not a URL that starts with"),
        ("authors: Ada Byron", "issue:5: authors: is not a list of names"),
        ("doi: nonsense", "issue:5: doi: "),
        ("tags: [no-such-tag]", "issue:5: tags: 'no-such-tag' is not in tags.yaml"),
        ("title: {a: b}", "issue:5: title: is not text"),
    ],
)
def test_a_wrong_value_changes_nothing(project: Project, block: str, message: str) -> None:
    with pytest.raises(PapersError) as error:
        correct(project, f"paper: tides\n{block}")
    assert message in messages(error)
    assert text(project) == RECORDS


def test_the_citation_key_stays(project: Project) -> None:
    correct(project, "paper: tides\nyear: 1999\nauthors: [Eva Roe]")
    assert "\ntides\tbyron-wei-2021-tides\n" in (project.data / "citation-keys.tsv").read_text()


def test_a_paper_without_an_id_keeps_that_of_its_page(project: Project) -> None:
    path = project.data / "papers/a.yaml"
    path.write_text("- title: On Weirs\n", "utf-8")
    correct(project, 'paper: on-weirs\ntitle: "Weirs, Revisited"')
    assert "id: on-weirs\n" in path.read_text("utf-8")


def test_other_files_and_dry_runs_are_left_alone(project: Project) -> None:
    report = correct(project, "paper: tides\nyear: 2022", dry_run=True)
    assert [edit.path.name for edit in report.edits] == ["a.yaml", "citation-keys.tsv"]
    assert text(project) == RECORDS
    (project.data / "papers/b.jsonl").write_text('{"id": "dams", "title": "Dams"}\n', "utf-8")
    (project.data / "papers/c.bib").write_text(
        "@misc{locks, title = {Locks}, papershelf = {locks}}\n", "utf-8"
    )
    correct(project, "paper: dams\nyear: 2022")
    assert json.loads((project.data / "papers/b.jsonl").read_text()) == {
        "id": "dams", "title": "Dams", "year": 2022,
    }  # fmt: skip
    with pytest.raises(PapersError) as error:
        correct(project, "paper: locks\nyear: 2022")
    assert "c.bib:1: cannot be edited by this command; change year there by hand" in messages(error)


@settings(max_examples=25, deadline=None)
@given(st.text(max_size=60))
def test_any_title_survives_as_one_value(
    tmp_path_factory: pytest.TempPathFactory, title: str
) -> None:
    root = tmp_path_factory.mktemp("hostile")
    (root / "data/papers").mkdir(parents=True)
    path = root / "data/papers/a.yaml"
    path.write_text(RECORDS, "utf-8")
    (root / "mkdocs.yml").write_text("site_name: Toys\n")
    project = read_project(root / "mkdocs.yml", data=root / "data")
    asked = IssueRequest(paper="tides", changes={"title": title})
    try:
        correct_paper(project, asked, "issue")
    except PapersError:
        assert path.read_text("utf-8") == RECORDS
        return
    papers = {str(one.id): one for one in load_collection(read_data(project.data)).papers}
    assert set(papers) == {"tides", "rivers"}
    assert papers["tides"].year == 2021
    assert papers["tides"].title
