"""Tests of reading CSL-JSON of Zotero and works of Crossref."""

from __future__ import annotations

import json
from pathlib import Path

import pytest

from papershelf.sources.formats.csl_json import is_csl, parse_csl
from tests.export_samples import KEY, VENUES, full_paper, make_csl_item
from tests.sources.readings import messages_of

FIXTURES = Path(__file__).parents[1] / "fixtures"
ZOTERO = (FIXTURES / "zotero.json").read_bytes()
CROSSREF = (FIXTURES / "crossref.json").read_bytes()


def test_an_item_of_zotero_has_names_in_parts_and_no_markup() -> None:
    record = parse_csl(ZOTERO, "zotero.json").records[0]
    assert dict(record.fields) == {
        "title": "Tidal Attention & Rivers",
        "authors": [
            {"name": "Ada Byron", "given": "Ada", "family": "Byron"},
            {"name": "Jan van der Berg", "given": "Jan", "family": "van der Berg"},
            {"name": "Jean d'Alembert", "given": "Jean", "family": "d'Alembert"},
            {"name": "John Doe Jr.", "given": "John", "family": "Doe Jr."},
            "The Toy Collaboration",
        ],
        "abstract": "We watch rivers.",
        "doi": "10.1000/icrr.7",
        "language": "en",
        "citation_key": "byronTidal2024",
        "venue": "Proceedings of the 12th International Conference on River Research",
        "year": "2024",
        "published": "2024-05-07",
        "type": "paper-conference",
        "volume": "12",
        "pages": "101-117",
        "publisher": "Example Press",
    }
    assert record.keywords == ("rivers", "tides")
    assert record.line == 2


def test_preprints_theses_and_errors_are_distinguished() -> None:
    reading = parse_csl(ZOTERO, "zotero.json")
    _, preprint, thesis = reading.records
    assert dict(preprint.fields) == {
        "title": "Deep Water",
        "authors": [{"name": "Li Wei", "given": "Li", "family": "Wei"}],
        "arxiv": "2401.00002",
        "published": "2024-01",
    }
    assert dict(thesis.fields) == {
        "title": "On Mud", "year": "2019", "published": "2019-03", "type": "thesis",
        "publisher": "University of Nowhere", "status": "retracted",
    }  # fmt: skip
    unread = "event-place (1), event-title (1)"
    assert messages_of(reading) == [
        "zotero.json:42: title: is missing; the entry was skipped",
        f"zotero.json: warning: fields not imported: {unread}; fields ignored on purpose: accessed, source",
    ]


def test_a_work_of_crossref_is_read_from_its_lists() -> None:
    (record,) = parse_csl(CROSSREF, "crossref.json").records
    assert dict(record.fields) == {
        "title": "Ebb & Flow: Mud",
        "authors": [
            {
                "name": "Ada Byron", "given": "Ada", "family": "Byron",
                "orcid": "http://orcid.org/0000-0002-1825-0097",
                "affiliation": "University of Nowhere",
            },
            "Toy Group",
        ],
        "abstract": "The sea at night.",
        "doi": "10.1000/jtm.7",
        "pdf": "https://toys.example/7.pdf",
        "venue": "Journal of Toy Models",
        "year": "2023",
        "published": "2023-05-31",
        "type": "article-journal",
        "volume": "7",
        "issue": "2",
        "pages": "1-12",
        "publisher": "Toy Press",
    }  # fmt: skip


def test_exported_items_are_read_with_the_same_values() -> None:
    paper = full_paper()
    assert isinstance(paper.venue, str)
    item = make_csl_item(paper, KEY, VENUES[paper.venue], ["Pruning", "Q & A"])
    (record,) = parse_csl(json.dumps(item).encode(), "x.json").records
    fields = record.fields
    names = ("doi", "arxiv", "volume", "issue", "pages", "language", "published", "url")
    assert [fields[name] for name in names] == [getattr(paper, name) for name in names]
    assert fields["citation_key"] == KEY
    assert record.keywords == ("Pruning", "Q & A")


@pytest.mark.parametrize(
    ("head", "is_one"),
    [
        (ZOTERO.decode(), True),
        (CROSSREF.decode(), True),
        ('[{"id": 1, "type": "book", "title": "x"}]', True),
        ('{"id": "x", "type": "book", "title": "x"}', False),
        ('{"title": "[date-parts]"}', False),
    ],
)
def test_the_format_is_detected_by_its_keys(head: str, *, is_one: bool) -> None:
    assert is_csl(head) is is_one
