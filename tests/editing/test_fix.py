"""Tests of drafting unlisted venues, and of replacing their names in records by ids."""

from __future__ import annotations

import json
from pathlib import Path

import pytest
import yaml
from click.testing import CliRunner
from hypothesis import Phase, given, settings
from hypothesis import strategies as st

from papershelf.cli.main import main
from papershelf.core.errors import PapersError, Problem, has_errors
from papershelf.core.identifiers import Slug
from papershelf.core.project import STARTER_VOCABULARIES
from papershelf.editing.fix import append_drafts, draft_unlisted_venues, fix_records
from papershelf.editing.venue_drafts import draft_venues
from papershelf.importing.importer import run_import
from papershelf.merging.provenance import parse_field_sources
from papershelf.records.loader import FIELD_SUGGESTER, load_values
from papershelf.records.model import UnlistedVenue, Venue, VenueId
from papershelf.records.unlisted_venues import group_venues
from papershelf.records.venue_names import VenueIndex
from papershelf.records.vocabulary import load_vocabulary
from papershelf.site.check_project import load_checked_collection
from papershelf.sources.own.jsonl_records import parse_jsonl
from papershelf.sources.parsing.raw_record import RawRecord
from papershelf.text.cleaning import clean_line

VENUES = """\
venues:
  # Meadows only.
  - id: hay
    name: HAY   # an acronym
    full_name: Conference on Hay
"""
REFS = """\
@inproceedings{b, title={Counting Sheep}, author={Bo Roe}, year={2021},
  booktitle={Proceedings of the 4th International Barn Conference (IBC 2021)}}
@inproceedings{c, title={Counting Goats}, author={Bo Roe}, year={2022},
  booktitle={Int. Barn Conf., 2022}}
@article{a, title={Combing Wool}, author={Ada Byron}, year={2020}, abbr={SCL},
  journal={Straw and Chaff Letters}}
@inproceedings{d, title={On Oats}, author={Ada Byron}, year={2020},
  booktitle={Workshop on Oats (HAY)}}
"""
HAND = """\
# by hand
- id: one
  title: One   # the first
  venue: {name: International Barn Conference, kind: conference}   # not listed yet

- {id: two, title: Two, venue: Conference on Hay, year: 2020}
- id: three
  title: Three
  venue:
    name: Chaff News
    kind: journal
  # the end
"""


@pytest.fixture
def data(tmp_path: Path, monkeypatch: pytest.MonkeyPatch) -> Path:
    monkeypatch.chdir(tmp_path)
    data = Path("data")
    (data / "papers").mkdir(parents=True)
    (data / "venues.yaml").write_text(VENUES)
    (data / "papers" / "hand.yaml").write_text(HAND)
    Path("refs.bib").write_text(REFS)
    Path("mkdocs.yml").write_text("site_name: Barn\n")
    run_import([Path("refs.bib")], data=data)
    return data


def run(*words: str) -> tuple[str, str]:
    result = CliRunner().invoke(main, list(words))
    assert result.exit_code == 0, result.output
    return result.stdout, result.stderr


# --- drafts -------------------------------------------------------------------------------------

DRAFTS = [
    {
        "id": "ibc",
        "name": "IBC",
        "full_name": "International Barn Conference",
        "kind": "conference",
        "aliases": ["Int. Barn Conf."],
    },
    {"id": "chaff-news", "name": "Chaff News", "kind": "journal"},
    {"id": "scl", "name": "SCL", "full_name": "Straw and Chaff Letters", "kind": "journal"},
    {"id": "workshop-on-oats", "name": "Workshop on Oats", "kind": "workshop"},
]


def test_a_draft_has_acronym_kind_and_spellings(data: Path) -> None:
    drafts = draft_unlisted_venues(data)
    assert [draft.entry for draft in drafts] == DRAFTS
    assert [draft.similar_id for draft in drafts] == ["", "", "", "hay"]


def test_drafts_are_printed_as_in_the_file(data: Path) -> None:
    out, err = run("venues", "draft")
    assert yaml.safe_load(f"venues:\n{out}") == {"venues": DRAFTS}
    assert "  # If this is hay," in out
    assert err.splitlines() == [
        "4 entries drafted for data/venues.yaml",
        "Next: papershelf venues draft --write",
    ]
    assert (data / "venues.yaml").read_text() == VENUES
    assert json.loads(run("venues", "draft", "--json")[0]) == DRAFTS


def test_written_drafts_are_appended_and_valid(data: Path) -> None:
    run("venues", "draft", "--write")
    text = (data / "venues.yaml").read_text()
    assert text.startswith(VENUES)
    assert not has_errors(load_checked_collection(data).problems)
    assert draft_unlisted_venues(data) == ()
    run("venues", "draft", "--write")
    assert (data / "venues.yaml").read_text() == text


@pytest.mark.parametrize(
    ("before", "start"),
    [
        ("# none yet\n", "# none yet\nvenues:\n  - id: ibc\n"),
        (
            "venues:\n- {id: hay, name: HAY}\n# end",
            "venues:\n- {id: hay, name: HAY}\n# end\n- id: ibc",
        ),
        (
            "venues:\r\n    - {id: hay, name: HAY}\r\n",
            "venues:\r\n    - {id: hay, name: HAY}\r\n    - id",
        ),
    ],
)
def test_drafts_are_appended_to_files_of_any_layout(data: Path, before: str, start: str) -> None:
    drafts = draft_unlisted_venues(data)
    (data / "venues.yaml").write_bytes(before.encode())
    append_drafts(drafts, data)
    after = (data / "venues.yaml").read_bytes().decode()
    assert after.startswith(start)
    assert [venue["id"] for venue in yaml.safe_load(after)["venues"]][-1] == "workshop-on-oats"


def test_a_file_of_unknown_layout_is_not_changed(data: Path) -> None:
    drafts = draft_unlisted_venues(data)
    (data / "venues.yaml").write_text("venues: [{id: hay, name: HAY}]\n")
    with pytest.raises(PapersError, match=r"venues\.yaml: cannot be extended automatically"):
        append_drafts(drafts, data)
    assert (data / "venues.yaml").read_text() == "venues: [{id: hay, name: HAY}]\n"


def test_a_venue_file_is_created_from_the_default_vocabulary(data: Path) -> None:
    (data / "venues.yaml").unlink()
    (data / "papers" / "hand.yaml").unlink()
    starter = (STARTER_VOCABULARIES / "venues.yaml").read_text("utf-8")
    drafts = run("venues", "draft")[0]
    assert not (data / "venues.yaml").exists()
    run("venues", "draft", "--write")
    assert (data / "venues.yaml").read_text("utf-8") == starter + drafts
    assert (STARTER_VOCABULARIES / "venues.yaml").read_text("utf-8") == starter
    assert draft_unlisted_venues(data) == ()


def test_a_venue_file_is_created_if_there_is_no_vocabulary(data: Path) -> None:
    (data / "venues.yaml").unlink()
    (data / "papers" / "hand.yaml").unlink()
    append_drafts(draft_unlisted_venues(data), data)
    assert (data / "venues.yaml").read_text("utf-8").startswith("venues:\n  - id: ibc\n")


_NAMES = st.one_of(
    st.text(min_size=1, max_size=30).map(clean_line).filter(bool),
    st.sampled_from(["Barn Conf. (ABC)", "Hay Letters (ABC)", "ABC", "Hay (HAY)", "2021", "会议"]),
)


@settings(max_examples=60, phases=[Phase.explicit, Phase.generate])
@given(st.lists(st.tuples(_NAMES, st.sampled_from(["", "ABC", "hay", "A B"])), max_size=8))
def test_drafts_of_any_names_are_a_valid_vocabulary(named: list[tuple[str, str]]) -> None:
    known = Venue(id=VenueId(Slug("hay")), name="HAY")
    unlisted = [row for row in named if VenueIndex({"hay": ["HAY"]}).find(row[0]) is None]
    groups = group_venues((UnlistedVenue(name=n, short=short), "x:1") for n, short in unlisted)
    drafts = draft_venues(groups, [known])
    rows: list[dict[str, object]] = [{"id": "hay", "name": "HAY"}, *(d.entry for d in drafts)]
    problems: list[Problem] = []
    records = [RawRecord(fields=row, path="v", line=n) for n, row in enumerate(rows)]
    vocabulary = load_vocabulary(records, [], [], problems)
    assert len(vocabulary.venues) == len(rows)
    assert problems == []


# --- fix ----------------------------------------------------------------------------------------


def test_fix_only_replaces_names_by_ids(data: Path) -> None:
    run("venues", "draft", "--write")
    report = fix_records(data)
    assert (report.repairs["venues"], len(report.edits)) == (7, 2)
    assert (data / "papers" / "hand.yaml").read_text() == HAND.replace(
        "venue: {name: International Barn Conference, kind: conference}   # not listed yet",
        f"venue: ibc{' ' * 55}# not listed yet",
    ).replace("venue: Conference on Hay", "venue: hay").replace(
        "venue:\n    name: Chaff News\n    kind: journal", "venue: chaff-news"
    )
    assert not has_errors(load_checked_collection(data).problems)
    assert fix_records(data).edits == ()


def test_an_import_after_fix_changes_nothing(data: Path) -> None:
    run("venues", "draft", "--write")
    fix_records(data)
    before = (data / "papers" / "imported.jsonl").read_bytes()
    report = run_import([Path("refs.bib")], data=data)
    assert (report.unchanged, report.edits) == (4, ())
    assert (data / "papers" / "imported.jsonl").read_bytes() == before


def test_an_import_can_update_its_values_after_fix(data: Path) -> None:
    run("venues", "draft", "--write")
    fix_records(data)
    content = (data / "papers" / "imported.jsonl").read_bytes()
    records = parse_jsonl(content, "x").records
    origins = [parse_field_sources(load_values(record, [], FIELD_SUGGESTER)) for record in records]
    assert all("venue" in known for known in origins)
    assert len(origins) == 4


def test_fix_dry_run_shows_a_diff_and_writes_nothing(data: Path) -> None:
    run("venues", "draft", "--write")
    out, err = run("fix", "--dry-run")
    assert "+  venue: ibc" in out
    assert err.splitlines()[-1] == "Next: the same command without --dry-run"
    assert (data / "papers" / "hand.yaml").read_text() == HAND
    assert json.loads(run("fix", "--dry-run", "--json")[0])["venues"] == 7


def test_fix_does_not_change_bib_files(data: Path) -> None:
    path = data / "papers" / "more.bib"
    path.write_text(REFS.replace("title={", "title={More "))
    run("venues", "draft", "--write")
    fix_records(data)
    assert path.read_text() == REFS.replace("title={", "title={More ")


def test_fix_changes_nothing_if_a_file_is_invalid(data: Path) -> None:
    (data / "papers" / "a.jsonl").write_text("{\n")
    with pytest.raises(PapersError, match=r"a\.jsonl:1"):
        fix_records(data)
