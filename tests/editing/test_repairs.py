"""Tests of `papershelf fix` by the kind of repair: each in place, once, and only where it is certain."""

from __future__ import annotations

import difflib
import json
from collections.abc import Iterable
from pathlib import Path
from typing import Any

import pytest
import yaml
from click.testing import CliRunner
from hypothesis import HealthCheck, Phase, given, settings
from hypothesis import strategies as st

from papershelf.cli.main import main
from papershelf.core.errors import PapersError, has_errors
from papershelf.core.identifiers import Doi
from papershelf.editing.fix import FixReport, fix_records
from papershelf.records.loader import load_collection
from papershelf.records.model import Paper
from papershelf.sources.own.data_folder import read_data
from tests.fabricated import TAGS, VENUES

HEAD = "# by hand\n"


@pytest.fixture
def data(tmp_path: Path, monkeypatch: pytest.MonkeyPatch) -> Path:
    monkeypatch.chdir(tmp_path)
    make_data(tmp_path)
    return Path("data")


def make_data(folder: Path) -> Path:
    data = folder / "data"
    (data / "papers").mkdir(parents=True)
    (data / "venues.yaml").write_text(yaml.safe_dump(VENUES))
    tags: dict[str, Any] = yaml.safe_load(yaml.safe_dump(TAGS))
    tags["tags"][1]["aliases"] = ["ebb", "low water"]
    (data / "tags.yaml").write_text(yaml.safe_dump(tags))
    (folder / "mkdocs.yml").write_text("site_name: Rivers\n")
    return data


def fix(data: Path, text: str, name: str = "a.yaml") -> tuple[FixReport, str]:
    """Repair one file of records, and check that a second run changes nothing."""
    path = data / "papers" / name
    path.write_text(text)
    report = fix_records(data)
    after = path.read_text()
    assert fix_records(data).edits == ()
    assert path.read_text() == after
    return report, after


def changed_lines(before: str, after: str) -> list[str]:
    lines = difflib.ndiff(before.splitlines(), after.splitlines())
    return [line for line in lines if line[0] in "+-"]


@pytest.mark.parametrize(
    ("record", "kind", "changes"),
    [
        ("- title: On Tides   # new\n  year: 2020\n", "ids", ["+   id: on-tides"]),
        ("- id: a\n  title: A\n  venue: Journal of Toy Models  # why\n", "venues",
         ["-   venue: Journal of Toy Models  # why", "+   venue: jtm  # why"]),
        ("- id: a\n  title: A\n  tags: [Low Water, rivers, tides]\n", "tags",
         ["-   tags: [Low Water, rivers, tides]", "+   tags: [tides, rivers]"]),
        ("- id: a\n  title: A\n  doi: https://doi.org/10.1000/X.1\n", "identifiers",
         ["-   doi: https://doi.org/10.1000/X.1", "+   doi: 10.1000/x.1"]),
        ("- id: a\n  title: A\n  arxiv: arXiv:2401.01234v2\n", "identifiers",
         ["-   arxiv: arXiv:2401.01234v2", "+   arxiv: '2401.01234'"]),
        ("- id: a\n  title: A\n  doi: 10.48550/arXiv.2401.01234\n", "identifiers",
         ["-   doi: 10.48550/arXiv.2401.01234", "+   arxiv: '2401.01234'"]),
        ("- id: a\n  title: A\n  url: https://doi.org/10.1000/x.1\n", "links",
         ["-   url: https://doi.org/10.1000/x.1", "+   doi: 10.1000/x.1"]),
        ("- id: a\n  title: A\n  doi: 10.1000/x.1\n  url: http://dx.doi.org/10.1000/x.1\n", "links",
         ["-   url: http://dx.doi.org/10.1000/x.1"]),
        ("- id: a\n  title: A\n  url: https://arxiv.org/abs/2401.01234v3\n", "links",
         ["-   url: https://arxiv.org/abs/2401.01234v3", "+   arxiv: '2401.01234'"]),
    ],
)  # fmt: skip
def test_a_record_is_repaired_in_place(
    data: Path, record: str, kind: str, changes: list[str]
) -> None:
    text = f"{HEAD}{record}\n# between\n- id: other   # stays\n  title: Other\n"
    report, after = fix(data, text)
    assert report.repairs == {kind: 1}
    assert sorted(changed_lines(text, after)) == sorted(changes)
    assert not has_errors(load_collection(read_data(data)).problems)


@pytest.mark.parametrize(
    "record",
    [
        # unknown names, which only a person can correct
        "- {id: a, title: A, tags: [riverz]}\n",
        "- {id: a, title: A, venue: {name: Journal of Nothing, kind: journal}}\n",
        # another identifier than that of the record, which may be that of a version
        "- {id: a, title: A, doi: 10.1000/x.1, url: 'https://doi.org/10.1000/x.2'}\n",
        # the DOI of a book
        "- {id: a, title: A, type: chapter, url: 'https://doi.org/10.1000/book'}\n",
        "- {id: a, title: A, container_doi: 10.1000/book, url: 'https://doi.org/10.1000/book'}\n",
        "".join(f"- {{id: {n}, title: {n}, url: 'https://doi.org/10.1000/b'}}\n" for n in "xy"),
        # not an identifier
        "- {id: a, title: A, url: 'https://example.org/10.1000/x'}\n",
        "- {id: a, title: A, doi: nonsense}\n",
        "- {id: A b, title: A}\n",
        "- {id: a, title: A, tags: rivers}\n",
    ],
)
def test_what_is_not_certain_stays(data: Path, record: str) -> None:
    report, after = fix(data, record)
    assert report.edits == ()
    assert after == record


def test_json_lines_are_repaired_too(data: Path) -> None:
    line = '{"title": "On Tides", "tags": ["ebb"], "url": "https://doi.org/10.1000/x.1"}\n'
    report, after = fix(data, line, "a.jsonl")
    assert report.repairs == {"ids": 1, "tags": 1, "links": 1}
    record = json.loads(after)
    assert record == {
        "id": "on-tides",
        "title": "On Tides",
        "tags": ["tides"],
        "doi": "10.1000/x.1",
    }


# --- duplicates -----------------------------------------------------------------------------------

ONE = "- id: on-tides\n  title: On Tides   # the first\n  authors: [Ada Byron, Li Wei]\n  year: 2020\n"


def test_certain_duplicates_are_merged(data: Path) -> None:
    other = (
        "- id: on-tides-2\n  title: On tides.\n  authors: [Ada Byron, Li Wei]\n  year: 2020\n"
        "  doi: https://doi.org/10.1000/x.1\n"
    )
    (data / "people.yaml").write_text("- {id: li-wei, name: Li Wei, papers: [on-tides-2]}\n")
    report, after = fix(data, f"{HEAD}{ONE}\n{other}")
    assert report.merges == ("merged 'on-tides-2' into 'on-tides' at data/papers/a.yaml:2",)
    assert after.startswith(f"{HEAD}- id: on-tides\n  title: On Tides   # the first\n")
    (record,) = yaml.safe_load(after)
    assert record["doi"] == "10.1000/x.1"
    assert "on-tides-2" in record["aliases"]
    assert "on-tides]" in (data / "people.yaml").read_text()
    assert not has_errors(load_collection(read_data(data)).problems)


def test_three_records_of_one_paper_are_merged_at_once(data: Path) -> None:
    others = [ONE.replace("id: on-tides", f"id: more-{number}") for number in (1, 2)]
    report, after = fix(data, "\n".join([ONE, *others]))
    assert len(report.merges) == 1
    (record,) = yaml.safe_load(after)
    assert {"more-1", "more-2"} <= set(record["aliases"])


@pytest.mark.parametrize(
    ("old", "new"),
    [
        ("Li Wei", "Zoë Ångström"),
        ("year: 2020", "year: 2021"),
        ("year: 2020", "year: 2020\n  doi: 10.1000/x.2"),
        ("On Tides", "On Rivers"),
        ("authors: [Ada Byron, Li Wei]\n  ", ""),
    ],
)
def test_records_with_a_difference_are_not_merged(data: Path, old: str, new: str) -> None:
    first = ONE.replace("year: 2020", "year: 2020\n  doi: 10.1000/x.1")
    second = ONE.replace("id: on-tides", "id: other")
    assert old in second
    text = f"{first}\n{second.replace(old, new, 1)}"
    report, after = fix(data, text)
    assert report.merges == ()
    assert after == text


def test_near_duplicates_are_shown_side_by_side_and_not_merged(data: Path) -> None:
    first = ONE.replace("On Tides ", "Attention for the Tides ")
    second = first.replace("Attention", "Atention").replace("id: on-tides", "id: other")
    report, after = fix(data, f"{first}\n{second}")
    assert after == f"{first}\n{second}"
    (near,) = report.near
    lines = str(near).splitlines()
    assert lines[0] == "These may be one paper:"
    (title,) = [line for line in lines if line.startswith("  title")]
    assert title.index("Attention for the Tides") < title.index("Atention for the Tides")
    assert lines[-1] == "  If they are one paper: papershelf merge on-tides other"


@pytest.mark.parametrize(
    ("one", "other"),
    [
        ("Attention for Tides, Part 1", "Attention for Tides, Part 2"),
        ("Attention for Tides 1", "Attention for Tides"),
        ("Attention for Tides", "Attention of the Tides and Seas"),
        ("Tides", "Tides I"),
    ],
)
def test_other_titles_are_not_near(data: Path, one: str, other: str) -> None:
    first, second = ONE.replace("On Tides", one), ONE.replace("On Tides", other)
    report, _ = fix(data, f"{first}\n{second.replace('id: on-tides', 'id: other')}")
    assert report.near == ()


# --- the command ----------------------------------------------------------------------------------


def test_a_dry_run_prints_a_diff_and_writes_nothing(data: Path) -> None:
    path = data / "papers/a.yaml"
    text = f"{ONE}\n{ONE.replace('id: on-tides', 'id: other')}- title: On Seas\n"
    path.write_text(text)
    done = CliRunner().invoke(main, ["fix", "--dry-run"])
    assert done.exit_code == 0, done.output
    assert path.read_text() == text
    assert not (data / "citation-keys.tsv").exists()
    assert "--- data/papers/a.yaml\n+++ data/papers/a.yaml\n" in done.stdout
    assert "-- id: other\n" in done.stdout
    assert "+  id: on-seas\n" in done.stdout
    assert "merged 'other' into 'on-tides'" in done.stderr
    report = json.loads(CliRunner().invoke(main, ["fix", "--dry-run", "--json"]).stdout)
    assert report["ids"] == 1
    assert len(report["merges"]) == 1
    # The real run does what the diff says.
    done = CliRunner().invoke(main, ["fix"])
    assert "missing ids added: 1; duplicates merged: 1; changed files: 2" in done.stdout
    assert [record["id"] for record in yaml.safe_load(path.read_text())] == ["on-tides", "on-seas"]


def test_an_edit_that_is_not_safe_changes_nothing(data: Path) -> None:
    path = data / "papers/a.yaml"
    path.write_text("[{id: a, title: A, tags: [ebb]}]\n")
    (data / "papers/b.yaml").write_text("- title: B\n")
    with pytest.raises(PapersError, match=r"a\.yaml"):
        fix_records(data)
    assert (data / "papers/b.yaml").read_text() == "- title: B\n"


# --- any records ----------------------------------------------------------------------------------

_IDS = st.sampled_from([None, "a", "b", "on-tides", "A b", ""])
_RECORDS = st.fixed_dictionaries(
    {"title": st.sampled_from(["On Tides", "On tides", "On Tydes and Seas", "On Tides and Seas", "#"])},
    optional={
        "id": _IDS,
        "authors": st.sampled_from([["Ada Byron"], ["Ada Byron", "Li Wei"], []]),
        "year": st.sampled_from(["2020", "2021", "soon"]),
        "venue": st.sampled_from(["jtm", "Journal of Toy Models", "nowhere", {"name": "JTM"}]),
        "tags": st.lists(st.sampled_from(["ebb", "tides", "Rivers", "what", "low water"]), max_size=3),
        "doi": st.sampled_from(["10.1000/x.1", "https://doi.org/10.1000/X.1", "10.48550/arXiv.2401.01234", "no"]),
        "arxiv": st.sampled_from(["2401.01234", "arXiv:2401.01234v2", "2402.00001"]),
        "url": st.sampled_from(["https://doi.org/10.1000/x.2", "https://arxiv.org/abs/2401.01234", "x"]),
        "type": st.sampled_from(["chapter", "article-journal"]),
        "container_doi": st.sampled_from(["10.1000/x.2"]),
    },
)  # fmt: skip


@settings(
    max_examples=60,
    deadline=None,
    phases=[Phase.explicit, Phase.generate],
    suppress_health_check=[HealthCheck.too_slow],
)
@given(records=st.lists(_RECORDS, max_size=5), is_yaml=st.booleans())
def test_a_fix_of_any_records_adds_no_error_loses_no_paper_and_is_done_once(
    records: list[dict[str, Any]], is_yaml: bool, tmp_path_factory: pytest.TempPathFactory
) -> None:
    data = make_data(tmp_path_factory.mktemp("fix"))
    if is_yaml:
        path = data / "papers/a.yaml"
        blocks = (yaml.safe_dump([record], sort_keys=False) for record in records)
        path.write_text("".join(f"# note {n}\n{block}" for n, block in enumerate(blocks)))
    else:
        path = data / "papers/a.jsonl"
        path.write_text("".join(f"{json.dumps(record)}\n" for record in records))
    before = load_collection(read_data(data))
    text = path.read_text()
    report = fix_records(data)
    after = load_collection(read_data(data))
    old, new = (
        {
            one.message
            for one in collection.problems
            if one.severity == "error" and ":" not in one.message
        }
        for collection in (before, after)
    )
    assert new <= old
    known = {name for paper in after.papers for name in (paper.id, *paper.aliases)}
    assert {paper.id for paper in before.papers} <= known
    kept = [line for line in text.splitlines() if line.startswith("# note")]
    assert [line for line in path.read_text().splitlines() if line.startswith("# note")] == kept
    dois = {paper.doi for paper in before.papers if paper.doi}
    assert dois <= {*(paper.doi for paper in after.papers), *_version_dois(after.papers)}
    again = fix_records(data)
    assert again.edits == ()
    assert again.merges == ()
    if not report.edits:
        assert path.read_text() == text


def _version_dois(papers: Iterable[Paper]) -> set[Doi | None]:
    return {version.doi for paper in papers for version in paper.versions}
