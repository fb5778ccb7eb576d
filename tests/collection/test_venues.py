"""Tests of the shipped venues: names, and whether real spellings are recognized."""

from __future__ import annotations

import json
import re
from collections import Counter
from pathlib import Path
from urllib.parse import urlsplit

import pytest
import yaml

from papershelf.core.identifiers import parse_slug
from papershelf.core.project import STARTER_VOCABULARIES
from papershelf.core.record_schema import VENUE_KEYS, VENUE_KINDS
from papershelf.records.venue_names import VenueIndex, normalize_venue

ROOT = Path(__file__).parents[2]
SHARED = ROOT.parent / "shared"


def read_shipped() -> list[dict[str, object]]:
    venues: list[dict[str, object]] = yaml.safe_load(
        (STARTER_VOCABULARIES / "venues.yaml").read_text(encoding="utf-8")
    )["venues"]
    return venues


SHIPPED = read_shipped()


def names_of(venue: dict[str, object]) -> list[str]:
    aliases = venue.get("aliases", [])
    assert isinstance(aliases, list)
    return [str(venue["name"]), str(venue.get("full_name", "")), *aliases]


INDEX = VenueIndex({str(venue["id"]): names_of(venue) for venue in SHIPPED})


def read_spellings() -> list[tuple[str, str | None]]:
    lines = (ROOT / "tests" / "data" / "venue-spellings.tsv").read_text(encoding="utf-8")
    rows = (line.split("\t") for line in lines.splitlines() if not line.startswith("#"))
    return [(spelling, None if venue == "-" else venue) for venue, spelling in rows]


@pytest.mark.parametrize(("spelling", "venue"), read_spellings())
def test_real_spellings_are_recognized(spelling: str, venue: str | None) -> None:
    assert INDEX.find(spelling) == venue


def test_names_of_venues_are_unique() -> None:
    assert INDEX.name_conflicts == ()


def test_ids_are_recognized() -> None:
    assert {INDEX.find(str(venue["id"])) for venue in SHIPPED} == {v["id"] for v in SHIPPED}


def test_venues_are_sorted_and_well_formed() -> None:
    ids = [str(venue["id"]) for venue in SHIPPED]
    assert len(ids) >= 60
    assert ids == sorted(set(ids))
    for venue in SHIPPED:
        assert parse_slug(str(venue["id"]))
        assert venue["kind"] in VENUE_KINDS
        assert [key for key in VENUE_KEYS if key in venue] == list(venue), venue["id"]
        if "homepage" in venue:
            assert urlsplit(str(venue["homepage"])).scheme == "https"
        assert "\n" not in str(venue.get("description", ""))


def test_venues_have_no_redundant_names() -> None:
    for venue in SHIPPED:
        forms = Counter(normalize_venue(name) for name in names_of(venue)[2:])
        assert not [form for form, number in forms.items() if number > 1], venue["id"]


def test_all_venues_of_facts_are_recognized() -> None:
    path = SHARED / "facts" / "seed_facts.jsonl"
    if not path.exists():
        pytest.skip("there are no facts")
    rows = [json.loads(line) for line in path.read_text(encoding="utf-8").splitlines()]
    named = [r for r in rows if r["venue"] or r["venue_full"]]
    lost = [r for r in named if not (INDEX.find(r["venue_full"]) or INDEX.find(r["venue"]))]
    assert len(named) > 200
    assert lost == []


def test_all_venues_of_the_corpus_are_recognized() -> None:
    path = SHARED / "corpus" / "papers-3k.jsonl"
    if not path.exists():
        pytest.skip("there is no corpus")
    found = Counter(
        INDEX.find(re.sub(r"\s+", " ", json.loads(line)["venue"])) is not None
        for line in path.read_text(encoding="utf-8").splitlines()
    )
    assert found[False] <= found.total() // 100
