"""Tests of `papershelf rename` and `papershelf merge`: no data, key or address is lost."""

from __future__ import annotations

import json
from pathlib import Path

import pytest
import yaml
from hypothesis import HealthCheck, given, settings
from hypothesis import strategies as st

from papershelf.core.errors import PapersError, has_errors
from papershelf.core.project import Project, read_project
from papershelf.editing.citation_key_log import save_citation_keys, update_collection_ledger
from papershelf.editing.rename import merge_papers, rename_paper
from papershelf.importing.importer import run_import
from papershelf.records.loader import Collection, load_collection
from papershelf.sources.own.data_folder import read_data
from tests.fabricated import TAGS, VENUES

YAML = """\
# Papers of the toy group.

- id: tides  # the first one
  title: "Tides of Attention"
  authors: [Ada Byron]
  year: 2021   # in print
  tags: [tides]
  code: [https://example.org/tides]

# by another group
- id: rivers
  title: Rivers and Their Models
  authors: [Jane Doe, Li Wei]
  year: 2022
  citation_key: Doe-Rivers

- id: rivers-preprint
  title: Rivers and Models, a Draft
  authors: [Jane Doe, Li Wei]
  year: 2021
  arxiv: "2101.00001"
  summary: It compares rivers.
  featured: [2021-02-01]
  upvotes: {value: 3}
  note: Only on the web.
# the end
"""


@pytest.fixture
def project(tmp_path: Path) -> Project:
    return make_project(tmp_path)


def make_project(root: Path) -> Project:
    data = root / "data"
    (data / "papers").mkdir(parents=True)
    (data / "counts").mkdir()
    (data / "venues.yaml").write_text(yaml.safe_dump(VENUES, sort_keys=False))
    (data / "tags.yaml").write_text(yaml.safe_dump(TAGS, sort_keys=False))
    (data / "papers/a.yaml").write_text(YAML)
    count = {"paper": "rivers-preprint", "source": "hf", "upvotes": 7}
    (data / "counts/2021-02-01.jsonl").write_text(json.dumps(count) + "\n")
    (data / "redirects.yaml").write_text(
        "# old links\n/papers/r/: 'papers/rivers-preprint/'  # short\nold/: papers/tides\n"
    )
    (root / "mkdocs.yml").write_text("site_name: Toys\n")
    return read_project(root / "mkdocs.yml", data=data)


def load(project: Project) -> Collection:
    collection = load_collection(read_data(project.data))
    assert not has_errors(collection.problems), collection.problems
    return collection


def text(project: Project, name: str = "papers/a.yaml") -> str:
    return (project.data / name).read_text("utf-8")


def snapshot(project: Project) -> dict[str, bytes]:
    return {str(path): path.read_bytes() for path in project.data.rglob("*") if path.is_file()}


def test_a_renamed_paper_keeps_everything_but_its_id(project: Project) -> None:
    save_citation_keys(project)
    before = text(project, "citation-keys.tsv")
    report = rename_paper(project, "tides", "tidal-attention")
    assert report.summary.startswith("renamed 'tides' to 'tidal-attention' at ")
    changed = YAML.replace("- id: tides ", "- id: tidal-attention ")
    assert text(project) == changed.replace("/tides]\n", "/tides]\n  aliases:\n  - tides\n")
    assert text(project, "redirects.yaml").endswith("old/: papers/tidal-attention\n")
    assert text(project, "redirects.yaml").startswith("# old links\n")
    after = text(project, "citation-keys.tsv")
    assert "tides\tbyron-2021-tides\t@tidal-attention\n" in after
    assert "tidal-attention\tbyron-2021-tides\n" in after
    assert "tides\tbyron-2021-tides\n" in before
    assert load(project).problems == ()
    save_citation_keys(project)
    assert text(project, "citation-keys.tsv") == after


def test_a_paper_can_be_renamed_back(project: Project) -> None:
    rename_paper(project, "tides", "tidal-attention")
    rename_paper(project, "tidal-attention", "tides")
    papers = {paper.id: paper for paper in load(project).papers}
    assert papers["tides"].aliases == ("tidal-attention",)  # type: ignore[index]
    assert load(project).problems == ()


def test_repeated_renames_and_merges_change_nothing(project: Project) -> None:
    rename_paper(project, "tides", "attention")
    merge_papers(project, "rivers", "rivers-preprint")
    before = {path: path.read_bytes() for path in project.data.rglob("*") if path.is_file()}
    again = rename_paper(project, "tides", "attention")
    assert (again.summary, again.edits) == ("'tides' already has the id 'attention'", ())
    again = merge_papers(project, "rivers", "rivers-preprint")
    assert again.summary == "'rivers-preprint' is already merged into 'rivers'"
    assert before == {path: path.read_bytes() for path in before}


def test_a_dry_run_prints_changes_and_writes_nothing(project: Project) -> None:
    before = snapshot(project)
    report = rename_paper(project, "tides", "tidal-attention", dry_run=True)
    assert [edit.path.name for edit in report.edits] == [
        "a.yaml",
        "redirects.yaml",
        "citation-keys.tsv",
    ]
    assert merge_papers(project, "rivers", "rivers-preprint", dry_run=True).edits
    assert snapshot(project) == before


@pytest.mark.parametrize(
    ("old", "new", "message"),
    [
        ("none", "new", "no paper has the id 'none'"),
        ("tidez", "new", "no paper has the id 'tidez'; did you mean tides?"),
        ("tides", "Not A Slug", "is not a slug"),
        ("tides", "rivers", "'rivers' is already used by the paper at "),
        ("tides", "r", "'r' already has a redirect in "),
        ("tides", "gone", "'gone' was the id of another paper (see "),
    ],
)
def test_invalid_renames_are_errors(project: Project, old: str, new: str, message: str) -> None:
    (project.data / "citation-keys.tsv").write_text("gone\tkey\n")
    before = snapshot(project)
    with pytest.raises(PapersError) as caught:
        rename_paper(project, old, new)
    assert message in str(caught.value.problems[0])
    assert snapshot(project) == before


def test_renaming_a_bib_entry_is_an_error_with_instructions(project: Project) -> None:
    bib = "@article{x, papershelf = {bib-paper}, title = {Of Toys}, year = 2020}\n"
    (project.data / "papers/refs.bib").write_text(bib)
    with pytest.raises(PapersError) as caught:
        rename_paper(project, "bib-paper", "of-toys")
    (problem,) = caught.value.problems
    assert str(problem).endswith(
        "papers/refs.bib:1: cannot be edited by this command; set papershelf = {of-toys} there, add "
        "'papers/bib-paper/: papers/of-toys/' to redirects.yaml, and run papershelf keys"
    )
    with pytest.raises(PapersError, match="cannot be edited by this command; delete it there"):
        merge_papers(project, "tides", "bib-paper")
    assert "bib-paper" not in text(project)


def test_a_merge_keeps_the_values_of_both_records(project: Project) -> None:
    save_citation_keys(project)
    report = merge_papers(project, "rivers", "rivers-preprint")
    papers = {str(paper.id): paper for paper in load(project).papers}
    assert set(papers) == {"tides", "rivers"}
    merged = papers["rivers"]
    assert merged.aliases == ("rivers-preprint", "rivers-and-models-a-draft")
    assert merged.citation_key == "Doe-Rivers"
    assert merged.summary == "It compares rivers."
    assert merged.arxiv == "2101.00001"
    assert merged.featured == ("2021-02-01",)
    assert merged.upvotes is not None
    assert merged.upvotes.value == 7  # of the counts, which are read by the alias
    left = {note.field: note.message for note in report.notes}
    assert left == {"title": "left out: 'Rivers and Models, a Draft'", "year": "left out: 2021"}
    assert "# by another group" in text(project)
    assert text(project).endswith("# the end\n")
    assert "papers/r/: 'papers/rivers/'  # short" in text(project, "redirects.yaml")
    ledger = text(project, "citation-keys.tsv")
    assert "rivers-preprint\tdoe-wei-2021-rivers\t@rivers\n" in ledger
    assert load(project).problems == ()


def test_a_merge_joins_lists_and_keeps_publications_as_versions(project: Project) -> None:
    lines = [
        {"id": "one", "title": "A Toy", "doi": "10.1000/one", "venue": "icrr", "year": 2020,
         "code": ["https://example.org/1"], "pmid": "11"},
        {"id": "two", "title": "A Toy", "doi": "10.1000/two", "venue": "jtm", "year": 2021,
         "code": ["https://example.org/2"], "pmid": "22"},
    ]  # fmt: skip
    path = project.data / "papers/b.jsonl"
    path.write_text("".join(json.dumps(line) + "\n" for line in lines))
    report = merge_papers(project, "one", "two")
    (merged,) = (json.loads(line) for line in path.read_text().splitlines())
    assert merged["code"] == ["https://example.org/1", "https://example.org/2"]
    assert merged["doi"] == "10.1000/one"
    assert merged["versions"] == [{"doi": "10.1000/two", "venue": "jtm", "year": 2021}]
    assert [str(note).partition(": ")[2] for note in report.notes] == [
        "pmid: warning: left out: '22'"
    ]
    assert load(project).problems == ()


SOURCE_A = """@inproceedings{a, title = {Deep Toys}, author = {Byron, Ada}, year = 2020,
  booktitle = {ToyConf}, doi = {10.1000/deep}}
"""
SOURCE_B = """@article{b, title = {Toys, Deeply}, author = {Byron, Ada}, year = 2021,
  journal = {Journal of Toy Models}, doi = {10.1000/deeply}, abstract = {We play.}}
"""
SOURCE_C = """@misc{c, title = {Toys at Depth}, author = {Byron, Ada}, year = 2019}
"""


@pytest.mark.parametrize("other", [SOURCE_B, SOURCE_C])
def test_sources_of_merged_records_import_as_unchanged(
    project: Project, tmp_path: Path, other: str
) -> None:
    first, second = tmp_path / "a.bib", tmp_path / "b.bib"
    first.write_text(SOURCE_A)
    second.write_text(other)
    into = project.data / "papers/imported.jsonl"
    (kept,) = run_import([first], data=project.data, into=into).new
    (gone,) = run_import([second], data=project.data, into=into).new
    merge_papers(project, kept, gone)
    before = snapshot(project)
    for source in (first, second):
        report = run_import([source], data=project.data, into=into)
        assert (report.new, report.merged, report.unchanged) == ((), 0, 1), str(source)
        assert not report.taken
    assert snapshot(project) == before
    rename_paper(project, kept, "renamed")
    before = snapshot(project)
    for source in (first, second):
        report = run_import([source], data=project.data, into=into)
        assert (report.new, report.merged, report.unchanged) == ((), 0, 1), str(source)
    assert snapshot(project) == before


def test_an_import_assigns_the_same_keys_as_the_keys_command(
    project: Project, tmp_path: Path
) -> None:
    source = tmp_path / "a.jsonl"
    rows = [
        {"title": f"Rivers and {word}", "authors": ["Jane Doe", "Li Wei"], "year": 2021}
        for word in ("Seas", "Ponds")
    ]
    source.write_text("".join(json.dumps(row) + "\n" for row in rows))
    run_import([source], data=project.data)
    written = text(project, "citation-keys.tsv")
    (project.data / "citation-keys.tsv").unlink()
    (project.data / "redirects.yaml").unlink()
    save_citation_keys(project)
    assert text(project, "citation-keys.tsv") == written
    assert load(project).problems == ()
    report = run_import([source], data=project.data)
    assert not report.edits


# --- any order -----------------------------------------------------------------------------------

_NAMES = [f"p{number}" for number in range(6)]
_STEPS = st.lists(
    st.tuples(
        st.sampled_from(["rename", "merge", "keys", "edit"]),
        st.sampled_from(_NAMES),
        st.sampled_from(_NAMES),
    ),
    max_size=10,
)


@pytest.mark.seconds
@given(_STEPS, st.booleans())
@settings(max_examples=40, deadline=None, suppress_health_check=[HealthCheck.too_slow])
def test_renames_and_merges_in_any_order_lose_no_address_or_key(
    tmp_path_factory: pytest.TempPathFactory, steps: list[tuple[str, str, str]], is_yaml: bool
) -> None:
    project = make_project(tmp_path_factory.mktemp("any"))
    (project.data / "redirects.yaml").unlink()
    records = [
        {"id": name, "title": f"Toy {word}", "authors": ["Jane Doe"], "year": 2020}
        for name, word in zip(_NAMES[:3], ("Alpha", "Beta", "Gamma"), strict=True)
    ]
    path = project.data / "papers" / ("b.yaml" if is_yaml else "b.jsonl")
    (project.data / "papers/a.yaml").unlink()
    path.write_text(
        yaml.safe_dump(records) if is_yaml else "".join(json.dumps(r) + "\n" for r in records)
    )
    (project.data / "counts/2021-02-01.jsonl").unlink()
    save_citation_keys(project)
    published = {record["id"]: key_of(project, str(record["id"])) for record in records}
    for action, one, other in steps:
        try:
            if action == "rename":
                rename_paper(project, one, other)
            elif action == "merge":
                merge_papers(project, one, other)
            elif action == "keys":
                save_citation_keys(project)
            else:
                content = path.read_text().replace("Jane Doe", "Li Roe")
                path.write_text(content)
        except PapersError:
            continue
        collection = load(project)
        assert not [p for p in collection.problems if p.path.endswith(".tsv")]
        assert collection.removed_addresses == frozenset()
        ids = {str(n): p for p in collection.papers for n in (p.id, *p.aliases)}
        assert published.keys() <= ids.keys()
        keys = {str(paper.id): key_of(project, str(paper.id)) for paper in collection.papers}
        assert len(set(keys.values())) == len(keys)
        # Each paper has the key of one of the papers it was made from.
        for name, key in keys.items():
            lineage = {k for old, k in published.items() if str(ids[str(old)].id) == name}
            assert key in lineage
        published.update(keys)


def key_of(project: Project, name: str) -> str:
    collection = load(project)
    return str(
        update_collection_ledger(collection).citation_keys[
            next(p.id for p in collection.papers if p.id == name)
        ][0]
    )


LISTS = """- id: start  # rivers first
  title: Start
  papers:
    - rivers-preprint
    - {paper: tides, note: The tides of tides}
"""


def test_a_renamed_paper_has_its_new_id_in_reading_lists(project: Project) -> None:
    (project.data / "collections.yaml").write_text(LISTS)
    report = rename_paper(project, "tides", "tidal-attention")
    assert "collections.yaml" in [edit.path.name for edit in report.edits]
    assert text(project, "collections.yaml") == LISTS.replace(
        "paper: tides", "paper: tidal-attention"
    )
    assert load(project).problems == ()


@pytest.mark.parametrize("more", ["", "    - rivers\n"])
def test_a_merged_paper_is_in_a_reading_list_once(project: Project, more: str) -> None:
    (project.data / "collections.yaml").write_text(LISTS + more)
    merge_papers(project, "rivers", "rivers-preprint")
    [found] = load(project).reading_lists.values()
    assert [one.paper for one in found.papers] == ["rivers", "tides"]
    assert load(project).problems == ()
    is_edited = "- rivers-preprint" not in text(project, "collections.yaml")
    assert is_edited == (not more)
