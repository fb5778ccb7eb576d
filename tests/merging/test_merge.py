"""Tests of planning an import: which records are merged, and what they gain."""

from __future__ import annotations

from typing import Any

import pytest
from hypothesis import given
from hypothesis import strategies as st

from papershelf.core.errors import Problem
from papershelf.merging.import_plan import ImportPlan
from papershelf.merging.merge import plan_import
from papershelf.merging.provenance import field_checksum
from papershelf.records.identity_rules import MAX_NAMES_SHOWN
from papershelf.records.model import Author, Source, UnlistedVenue
from papershelf.records.resolver import Resolver
from papershelf.records.serializer import serialize_value
from papershelf.records.vocabulary import load_vocabulary
from papershelf.sources.parsing.raw_record import RawRecord
from tests.records.test_duplicates import SHEEP, WOOL

PAGE: dict[str, object] = {"format": "capture", "from": "page.txt"}


def resolver() -> Resolver:
    problems: list[Problem] = []
    venue = RawRecord(fields={"id": "hay", "name": "HAY"}, path="v", line=1)
    return Resolver(load_vocabulary([venue], [], [], problems))


def records(path: str, rows: list[dict[str, object]]) -> list[RawRecord]:
    return [RawRecord(fields=row, path=path, line=line) for line, row in enumerate(rows, 1)]


def plan(existing: list[dict[str, object]], *incoming: dict[str, object]) -> ImportPlan:
    return plan_import(records("x", existing), records("in", list(incoming)), resolver())


def counts(made: ImportPlan) -> tuple[int, int, int, int]:
    return len(made.new), made.merges, made.unchanged, len(made.refused)


def gains(made: ImportPlan) -> dict[str, Any]:
    (entry,) = made.edited_entries.values()
    return entry.gains


OLD: dict[str, object] = {"id": "old", "title": "Counting Sheep", "abstract": SHEEP}


# --- which paper matches ------------------------------------------------------------------------


@pytest.mark.parametrize(
    ("existing", "incoming"),
    [
        # a shared identifier, whatever the titles are
        ({"arxiv": "2401.00001"}, {"title": "Other", "arxiv": "arXiv:2401.00001v3"}),
        ({"doi": "10.1000/X"}, {"title": "Other", "doi": "https://doi.org/10.1000/x"}),
        ({"openreview": "a_B"}, {"title": "Other", "openreview": "a_B"}),
        ({}, {"title": "Counting Sheep, Again", "id": "old"}),
        # the same title
        ({}, {"title": "counting   sheep!"}),
        ({}, {"title": "Counting Sheep", "abstract": f"{SHEEP} Code is there."}),
        ({"abstract": ""}, {"title": "Counting Sheep", "abstract": WOOL}),
        ({"year": 2022}, {"title": "Counting Sheep", "published": "2020-01-02"}),
        ({"year": 2022, "authors": ["Ada"]}, {"title": "Counting Sheep", "authors": ["Ada"]}),
        (
            {"authors": ["Ada Byron", "Li Wei"]},
            {"title": "Counting Sheep", "authors": ["A. Byron"]},
        ),
        ({"arxiv": "2401.00001"}, {"title": "Counting Sheep", "doi": "10.1000/x"}),
    ],
)
def test_matching_records_are_merged(
    existing: dict[str, object], incoming: dict[str, object]
) -> None:
    made = plan([OLD | existing], incoming)
    assert (len(made.new), made.merges + made.unchanged) == (0, 1)
    assert not made.notes


@pytest.mark.parametrize(
    ("existing", "incoming", "reason"),
    [
        ({}, {"abstract": WOOL}, "other abstracts"),
        ({"arxiv": "2401.00001"}, {"arxiv": "2401.00002"}, "arXiv ids 2401.00001 and 2401.00002"),
        ({"authors": ["Ada Byron"]}, {"authors": ["Li Wei"]}, "other authors"),
        ({"year": 1998}, {"published": "2020-01-02"}, "years 1998 and 2020"),
    ],
)
def test_conflicting_records_are_kept_as_two_papers_with_a_note(
    existing: dict[str, object], incoming: dict[str, object], reason: str
) -> None:
    made = plan([OLD | existing], {"title": "Counting Sheep", **incoming})
    assert counts(made) == (1, 0, 0, 0)
    assert made.new[0].values["id"] == "counting-sheep"
    (note,) = map(str, made.notes)
    assert note.endswith(f"may be the same paper as 'old' at x:1 ({reason}); added as a new paper")


def test_of_many_papers_with_a_title_some_are_named_and_the_others_counted() -> None:
    for namesakes, end in ((MAX_NAMES_SHOWN, ""), (MAX_NAMES_SHOWN + 1, " and 1 more")):
        existing: list[dict[str, object]] = [
            {"id": f"p{n}", "title": "Counting Sheep", "year": 1950 + 5 * n}
            for n in range(namesakes)
        ]
        (note,) = plan(existing, {"title": "Counting Sheep", "year": 2020}).notes
        message = str(note)
        assert message.endswith(
            f"(years {1945 + 5 * MAX_NAMES_SHOWN} and 2020){end}; added as a new paper"
        )
        assert message.count(" at x:") == MAX_NAMES_SHOWN


def test_an_id_of_another_paper_is_not_reused() -> None:
    made = plan([OLD], {"id": "old", "title": "Knitting", "abstract": WOOL})
    assert [entry.values["id"] for entry in made.new] == ["knitting"]


def test_new_papers_get_distinct_ids() -> None:
    sheep: dict[str, object] = {"id": "mine", "title": "Counting Sheep", "abstract": SHEEP}
    wool: dict[str, object] = {"id": "mine", "title": "Knitting", "abstract": WOOL}
    assert [entry.values["id"] for entry in plan([], sheep, wool).new] == ["mine", "knitting"]


def test_of_two_papers_with_a_title_the_one_with_the_closest_abstract_matches() -> None:
    other: dict[str, object] = {"id": "other", "title": "Counting Sheep", "abstract": WOOL}
    made = plan([OLD, other], {"title": "Counting Sheep", "abstract": WOOL, "year": 2024})
    (entry,) = made.edited_entries.values()
    assert entry.values["id"] == "other"


def test_a_record_with_identifiers_of_two_records_is_refused() -> None:
    made = plan(
        [OLD | {"arxiv": "2401.00001"}, {"id": "b", "title": "B", "doi": "10.1000/x"}],
        {"title": "B", "arxiv": "2401.00001", "doi": "10.1000/x"},
    )
    assert counts(made) == (0, 0, 0, 1)
    assert str(made.refused[0]) == (
        "in:1: has the identifiers of several papers, 'old' at x:1 and 'b' at x:2; merge them first"
    )


# --- new fields ----------------------------------------------------------------------------------


def test_a_record_gains_missing_fields_and_keeps_its_values() -> None:
    made = plan(
        [OLD | {"year": 2020, "note": None, "tags": []}],
        {
            "title": "COUNTING SHEEP",
            "abstract": "Other.",
            "year": 2020,
            "note": "N",
            "venue": "hay",
        },
    )
    assert gains(made) == {"note": "N", "venue": "hay"}


def test_invalid_manual_values_are_kept() -> None:
    made = plan([OLD | {"year": "soon", "source": "me"}], {"title": "Counting Sheep", "year": 2024})
    assert counts(made) == (0, 0, 1, 0)


def test_new_dates_do_not_change_the_source() -> None:
    source = {**PAGE, "seal": field_checksum("title", "Counting Sheep")}
    existing = OLD | {"featured": ["2026-11-20"], "source": source}
    made = plan([existing], {"title": "Counting Sheep", "featured": ["2026-11-19"]})
    assert gains(made) == {"featured": ("2026-11-19", "2026-11-20")}


def test_authors_of_a_better_source_gain_identifiers_from_others() -> None:
    ada: dict[str, object] = {"name": "Ada Byron"}
    existing: dict[str, object] = {
        "id": "old", "title": "Counting Sheep", "authors": [ada], "doi": "10.1000/x",
        "source": {
            "format": "dblp", "from": "a.xml",
            "seal": field_checksum("authors", (Author(name="Ada Byron"),)),
        },
    }  # fmt: skip
    row: dict[str, object] = {"title": "Counting Sheep", "doi": "10.1000/x", "source": PAGE}
    assert counts(plan([existing], {**row, "authors": [ada]})) == (0, 0, 1, 0)
    orcid = "0000-0002-1825-0097"
    made = plan([existing], {**row, "authors": [{**ada, "orcid": orcid}]})
    (author,) = gains(made)["authors"]
    assert (author.name, author.orcid) == ("Ada Byron", orcid)


def test_a_second_publication_is_reported_and_not_mixed_with_the_first() -> None:
    existing = OLD | {"arxiv": "2401.00001", "venue": "hay", "year": 2020, "volume": "1"}
    row: dict[str, object] = {
        "title": "Counting Sheep", "arxiv": "2401.00001", "venue": "Straw", "year": 2021,
        "volume": "2", "language": "en",
    }  # fmt: skip
    made = plan([existing], row)
    assert gains(made) == {"language": "en"}
    (note,) = made.notes
    assert str(note) == (
        "in:1: warning: venue, year, volume not used: 'old' at x:1 has values of a "
        "different publication"
    )


def test_a_venue_listed_since_gets_its_id_at_the_next_import() -> None:
    seal = field_checksum("venue", UnlistedVenue(name="HAY"))
    existing = OLD | {"venue": {"name": "HAY"}, "source": {**PAGE, "seal": seal}}
    row: dict[str, object] = {"title": "Counting Sheep", "abstract": SHEEP}
    made = plan([existing], row, row)
    assert gains(made)["venue"] == "hay"
    assert counts(made) == (0, 1, 1, 0)


def test_dates_are_merged() -> None:
    made = plan(
        [OLD | {"featured": ["2026-11-20"]}],
        {"title": "Counting Sheep", "featured": ["2026-11-19", "2026-11-20"]},
    )
    assert gains(made) == {"featured": ("2026-11-19", "2026-11-20")}


def test_the_source_of_a_gained_field_is_recorded_if_it_differs() -> None:
    incoming = {"title": "Counting Sheep", "year": 2024, "featured": ["2026-11-20"], "source": PAGE}
    noted = gains(plan([OLD], incoming))["source"]
    assert noted == Source(
        fields=(("year", "capture page.txt"),), seal=field_checksum("year", 2024)
    )
    existing = OLD | {"source": {"format": "bibtex", "from": "a.bib", "fields": {"doi": "dblp"}}}
    assert gains(plan([existing], incoming))["source"] == Source(
        format="bibtex",
        origin="a.bib",
        fields=(("doi", "dblp"), ("year", "capture page.txt")),
        seal=field_checksum("year", 2024),
    )
    assert not gains(plan([OLD | {"source": PAGE}], incoming))["source"].fields
    assert "source" not in gains(plan([OLD | {"source": "mine"}], incoming))


def test_fields_of_new_papers_have_checksums() -> None:
    made = plan([], {"title": "Sheep", "year": 2024, "source": PAGE})
    source = made.new[0].values["source"]
    seal = "".join(sorted([field_checksum("title", "Sheep"), field_checksum("year", 2024)]))
    assert source == Source(format="capture", origin="page.txt", seal=seal)


def test_a_better_source_corrects_values_and_an_equal_one_does_not() -> None:
    row: dict[str, object] = {"title": "Sheep", "arxiv": "2401.00001"}
    for first, second in (("en", "de"), ("de", "en")):
        made = plan(
            [],
            {**row, "language": first, "source": PAGE},
            {**row, "language": second, "source": PAGE},
        )
        assert made.new[0].values["language"] == first
    better = {**row, "language": "de", "source": {"format": "dblp", "from": "a.xml"}}
    existing = plan([], {**row, "language": "en", "source": PAGE}).new[0].values
    written = {name: serialize_value(name, value) for name, value in existing.items()}
    assert gains(plan([written], better))["language"] == "de"


# --- new papers --------------------------------------------------------------------------------


def test_a_new_record_gets_an_id_that_was_never_used() -> None:
    existing: list[dict[str, object]] = [
        {"id": "sheep", "title": "A"},
        {"id": "b", "title": "B", "aliases": ["sheep-2020"]},
        {"title": "Sheep Byron"},
    ]
    new = {"title": "Sheep", "year": 2020, "authors": ["Ada Byron"], "venue": "HAY"}
    made = plan(existing, new, {"title": "C"})
    assert [entry.values["id"] for entry in made.new] == ["sheep-hay", "c"]
    assert counts(plan([], {"id": "mine", "title": "Sheep"})) == (1, 0, 0, 0)
    assert plan([], {"id": "mine", "title": "Sheep"}).new[0].values["id"] == "mine"


def test_records_of_one_import_are_merged_with_each_other() -> None:
    made = plan([], {"title": "Sheep"}, {"title": "Sheep", "year": 2024}, {"title": "SHEEP"})
    assert counts(made) == (1, 1, 1, 0)
    assert made.new[0].values["year"] == 2024
    assert not made.edited_entries


def test_a_record_without_title_is_refused_and_invalid_fields_are_dropped() -> None:
    made = plan([], {"abstract": SHEEP}, {"title": "A", "year": "x", "venue": "straw", "colour": 1})
    assert counts(made) == (1, 0, 0, 1)
    assert str(made.refused[0]) == "in:1: title: is missing"
    assert [str(note) for note in made.notes] == [
        "in:2: year: warning: left out: is not a year from 1000 to 2999: 'x'",
        "in:2: colour: warning: left out: is not a field of a record",
    ]
    assert made.new[0].values == {"id": "a", "title": "A", "venue": UnlistedVenue(name="straw")}


# --- properties ----------------------------------------------------------------------------------

_ROW = st.fixed_dictionaries(
    {"title": st.sampled_from(["A", "B", "a!", "C"])},
    optional={
        "abstract": st.sampled_from([SHEEP, WOOL, "short"]),
        "arxiv": st.sampled_from(["2401.00001", "2401.00002"]),
        "doi": st.sampled_from(["10.1000/x", "10.1000/y"]),
        "authors": st.sampled_from([["Ada"], ["Li"], ["Ada", "Li"]]),
        "year": st.sampled_from([2023, 2024]),
        "featured": st.lists(st.sampled_from(["2026-11-19", "2026-11-20"]), max_size=2),
    },
)


@pytest.mark.seconds
@given(st.lists(_ROW, max_size=5))
def test_each_record_is_counted_once_and_a_second_import_adds_nothing(
    rows: list[dict[str, object]],
) -> None:
    first = plan([], *rows)
    assert sum(counts(first)) == len(rows)
    # What a first import wrote and decided is kept; the same files again find all of it.
    existing = [
        {name: serialize_value(name, value) for name, value in entry.values.items()}
        for entry in first.new
    ]
    again = plan_import(
        records("x", existing), records("in", rows), resolver(), decisions=first.decisions
    )
    refused = len(again.refused)
    assert (len(again.new), again.merges, again.unchanged) == (0, 0, len(rows) - refused)


def test_new_records_of_an_import_have_distinct_citation_keys() -> None:
    rows: list[dict[str, object]] = [
        {"title": f"{word} Sheep", "citation_key": "k"} for word in ("Counting", "Shearing")
    ]
    made = plan([], *rows)
    assert [entry.values.get("citation_key") for entry in made.new] == ["k", None]
    (note,) = made.notes
    assert (
        str(note)
        == "in:2: citation_key: warning: left out: 'k' is the citation key of another paper"
    )


def test_a_gained_key_is_not_used_again() -> None:
    rows: list[dict[str, object]] = [
        {"title": "Counting Sheep", "abstract": SHEEP, "citation_key": "k"},
        {"title": "Shearing Sheep", "citation_key": "k"},
    ]
    made = plan([OLD], *rows)
    assert gains(made) == {"citation_key": "k"}
    assert made.new[0].values.get("citation_key") is None


def test_a_record_without_new_values_changes_nothing() -> None:
    made = plan([OLD], {"title": "Counting Sheep", "abstract": SHEEP})
    assert counts(made) == (0, 0, 1, 0)
    assert not made.edited_entries
    more = plan([OLD], {"title": "Counting Sheep", "abstract": SHEEP, "year": 2024})
    assert counts(more) == (0, 1, 0, 0)
    assert gains(more) == {"year": 2024}


def test_a_plan_has_the_papers_of_the_collection_that_have_titles() -> None:
    made = plan([OLD, {"id": "gone"}], {"title": "Shearing Sheep"})
    assert [entry.values["id"] for entry in made.existing] == ["old"]


def test_computed_ids_of_records_are_not_given_to_new_ones() -> None:
    existing: list[dict[str, object]] = [
        {"title": "Counting Sheep", "year": 2001, "authors": ["Ada Byron"]}
    ]
    made = plan(existing, {"title": "Counting Sheep!", "year": 2024, "authors": ["Li Wei"]})
    assert [entry.values["id"] for entry in made.new] == ["counting-sheep-2024"]


def test_as_new_of_an_existing_record_is_an_error() -> None:
    incoming = records("in", [{"title": "Counting Sheep", "abstract": SHEEP}])
    made = plan_import(records("x", [OLD]), incoming, resolver(), as_new=frozenset({("in", 1)}))
    assert counts(made) == (1, 0, 0, 0)
    with pytest.raises(ValueError, match="no record starts at in:2"):
        plan_import(records("x", [OLD]), incoming, resolver(), as_new=frozenset({("in", 2)}))


def test_as_new_of_a_record_with_a_shared_identifier_is_an_error() -> None:
    existing: list[dict[str, object]] = [
        {"id": "old", "title": "Counting Sheep", "doi": "10.1000/x"}
    ]
    incoming = records("in", [{"title": "Other", "doi": "10.1000/x"}])
    made = plan_import(records("x", existing), incoming, resolver(), as_new=frozenset({("in", 1)}))
    assert counts(made) == (0, 0, 0, 1)
    assert "so it cannot be a new paper" in str(made.refused[0])


def test_a_paper_with_the_doi_of_a_known_book_is_reported() -> None:
    existing: dict[str, object] = {
        "id": "one", "title": "First Chapter", "container_doi": "10.1000/book", "type": "chapter",
    }  # fmt: skip
    made = plan([existing], {"title": "Second Chapter", "doi": "10.1000/book", "type": "chapter"})
    (entry,) = made.new
    assert entry.values.get("doi") is None
    assert entry.values["container_doi"] == "10.1000/book"


def test_a_repeated_record_is_not_reported_but_a_second_one_is() -> None:
    existing = {**OLD, "source": PAGE}
    row: dict[str, object] = {"title": "Counting Sheep", "abstract": SHEEP, "source": PAGE}
    assert plan([existing], row).title_merges == []
    made = plan([existing], row, {**row, "source": {**PAGE, "from": "other.txt"}})
    assert [taken.line for taken in made.title_merges] == [2]
    made = plan([existing], row, row)
    assert [taken.line for taken in made.title_merges] == [2]


def test_the_decision_for_a_new_paper_is_remembered() -> None:
    made = plan([OLD], {"title": "Counting Sheep", "abstract": WOOL})
    (decision,) = made.decisions.values()
    assert (decision.kind, decision.paper, decision.other_ids) == (
        "new", made.new[0].values["id"], ("old",),
    )  # fmt: skip
    assert not plan([OLD], {"title": "Shearing Sheep"}).decisions


def test_a_citation_key_of_another_record_is_dropped() -> None:
    existing: list[dict[str, object]] = [
        {**OLD, "citation_key": "old"},
        {"id": "other", "title": "Shearing Sheep", "citation_key": "k"},
    ]
    row = {"title": "Counting Sheep", "abstract": SHEEP, "year": 2024}
    assert not plan(existing, {**row, "citation_key": "old"}).notes
    without = [{**OLD}, existing[1]]
    made = plan(without, {**row, "citation_key": "k"})
    assert gains(made) == {"year": 2024}
    assert [note.field for note in made.notes] == ["citation_key"]


def plan_again(
    existing: list[dict[str, object]], row: dict[str, object], before: ImportPlan
) -> ImportPlan:
    """The plan of an import that knows the decisions of an earlier one."""
    decisions = before.decisions
    return plan_import(
        records("x", existing), records("in", [row]), resolver(), decisions=decisions
    )


def test_a_merge_by_title_is_reported_once_for_all() -> None:
    row: dict[str, object] = {"title": "Counting Sheep", "abstract": SHEEP, "year": 2024}
    first = plan([OLD], row)
    assert [taken.id for taken in first.title_merges] == ["old"]
    assert not plan_again([OLD], row, first).title_merges
    renamed = plan_again([{**OLD, "id": "renamed"}], row, first)
    assert [taken.id for taken in renamed.title_merges] == ["renamed"]


def test_a_paper_kept_separate_stays_separate_and_matches_its_own_record() -> None:
    row: dict[str, object] = {"title": "Counting Sheep", "abstract": WOOL}
    first = plan([OLD], row)
    new = {**row, "id": first.new[0].values["id"]}
    assert counts(plan_again([OLD, new], row, first)) == (0, 0, 1, 0)
    gained = plan_again([OLD, {**new, "abstract": None}], row, first)
    assert [entry.values["id"] for entry in gained.edited_entries.values()] == [new["id"]]


def test_a_paper_merged_by_hand_is_not_added_again() -> None:
    row: dict[str, object] = {"title": "Counting Sheep", "abstract": WOOL, "year": 1999}
    existing = {**OLD, "year": 2024}
    first = plan([existing], row)
    made = plan_again([existing], row, first)
    assert counts(made) == (0, 0, 1, 0)
    (note,) = made.notes
    name = first.new[0].values["id"]
    assert f"{name!r}, which was made from it, no longer exists; merged into 'old'" in str(note)
    assert not plan_again([{**existing, "aliases": [name]}], row, first).notes


def test_a_merge_by_title_persists_if_a_title_changes() -> None:
    row: dict[str, object] = {"title": "Counting Sheep", "abstract": SHEEP, "year": 2024}
    first = plan([OLD], row)
    rewritten = {**OLD, "title": "How to Count Sheep", "abstract": WOOL}
    made = plan_again([rewritten], row, first)
    assert counts(made) == (0, 1, 0, 0)
    assert gains(made) == {"year": 2024}
    assert counts(plan([rewritten], row))[0] == 1


def test_a_remembered_merge_does_not_take_identifiers_of_another_paper() -> None:
    row: dict[str, object] = {
        "title": "Counting Sheep", "abstract": SHEEP, "authors": ["Ada Byron"], "doi": "10.1000/x",
        "language": "en",
    }  # fmt: skip
    first = plan([OLD], row)
    rewritten = {**OLD, "title": "How to Count"}
    other: dict[str, object] = {
        "id": "other", "title": "Shearing", "authors": ["Li Wei"], "doi": "10.1000/x",
    }  # fmt: skip
    made = plan_again([rewritten, other], row, first)
    assert gains(made) == {
        "authors": (Author(name="Ada Byron"),), "language": "en", "container_doi": "10.1000/x",
    }  # fmt: skip
    assert [note.field for note in made.notes] == ["doi"]


def test_a_source_of_a_single_field_is_not_reported_again() -> None:
    existing = OLD | {"year": 2024, "source": {**PAGE, "fields": {"year": "capture other.txt"}}}
    row: dict[str, object] = {"title": "Counting Sheep", "abstract": SHEEP}
    for place, reported in (("other.txt", 0), ("third.txt", 1)):
        made = plan([existing], {**row, "source": {**PAGE, "from": place}})
        assert (counts(made), len(made.title_merges)) == ((0, 0, 1, 0), reported)


def test_decisions_distinguish_new_papers_and_merges_and_need_an_id() -> None:
    new = plan([OLD], {"title": "Counting Sheep", "abstract": WOOL})
    assert new.decided_new == set(new.decisions)
    same = plan([OLD], {"title": "Counting Sheep", "abstract": SHEEP})
    assert [decision.kind for decision in same.decisions.values()] == ["same"]
    assert not same.decided_new
    without: dict[str, object] = {"title": "Counting Sheep", "abstract": SHEEP}
    assert not plan([without], {"title": "Counting Sheep", "year": 2024}).decisions


def test_an_emptied_collection_gets_all_papers_again() -> None:
    row: dict[str, object] = {"title": "Counting Sheep", "abstract": WOOL}
    first = plan([OLD], row)
    made = plan_import([], records("in", [OLD, row]), resolver(), decisions=first.decisions)
    assert counts(made) == (2, 0, 0, 0)
    assert not made.refused


def test_a_removed_paper_is_added_again_on_request() -> None:
    row: dict[str, object] = {"title": "Counting Sheep", "abstract": WOOL}
    first = plan([OLD], row)
    made = plan_import(
        records("x", [OLD]), records("in", [row]), resolver(), decisions=first.decisions,
        as_new=frozenset({("in", 1)}),
    )  # fmt: skip
    assert [entry.values["id"] for entry in made.new] == [first.new[0].values["id"]]


def test_a_paper_never_gets_an_identifier_of_another() -> None:
    other: dict[str, object] = {
        "id": "other", "title": "Shearing", "authors": ["Li Wei"], "openreview": "a_B",
    }  # fmt: skip
    row: dict[str, object] = {"title": "Sheep", "authors": ["Ada Byron"], "openreview": "a_B"}
    first = plan([other], row)
    new: dict[str, object] = {"id": "sheep", "title": "Sheep", "authors": ["Ada Byron"]}
    assert [entry.values["id"] for entry in first.new] == ["sheep"]
    assert "openreview" not in first.new[0].values
    again = plan_again([other, new], row, first)
    assert counts(again) == (0, 0, 1, 0)
    assert [note.field for note in again.notes] == ["openreview"]
