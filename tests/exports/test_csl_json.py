from __future__ import annotations

import json

import pytest

from papershelf.core.record_schema import CSL_TYPES
from papershelf.exports.formats.csl_json import CSL_JSON, csl_name
from papershelf.records.model import Author
from papershelf.records.person_names import parse_person_name
from papershelf.text.json_text import dump_json
from tests.export_samples import KEY, VENUES, full_paper, make_csl_item, make_paper, withdrawn_paper

CONFERENCE, JOURNAL, PREPRINT = VENUES.values()

# The properties of csl-data.json (1.0.2) that a paper can have; it allows no others.
ALLOWED = {
    "id", "type", "citation-key", "title", "author", "issued", "container-title",
    "container-title-short", "publisher", "volume", "issue", "page", "DOI", "URL", "number",
    "note", "language", "keyword", "status", "abstract", "custom",
}  # fmt: skip
NAME_PARTS = {"family", "given", "suffix", "literal"}


def test_a_full_item_has_all_fields() -> None:
    item = make_csl_item(full_paper(), KEY, CONFERENCE, ["Pruning", "Q & A"])
    assert item == {
        "id": "byron-etal-2024-tiny",
        "type": "paper-conference",
        "citation-key": "byron-etal-2024-tiny",
        "title": "BERT & Friends: ℓ_1 Pruning of GANs in Café Settings",
        "author": [
            {"family": "Byron", "given": "Ada"},
            {"family": "van der Berg", "given": "Jan"},
            {"family": "Núñez", "given": "José", "suffix": "Jr."},
            {"literal": "The Toy Collaboration"},
        ],
        "issued": {"date-parts": [[2024, 5, 7]]},
        "container-title": "Proceedings of the Toy Conference on Small & Tiny Models",
        "container-title-short": "ToyConf",
        "publisher": "Toy Press",
        "volume": "12",
        "issue": "3",
        "page": "101-117",
        "DOI": "10.1000/toy_12.3",
        "URL": "https://example.org/paper?a=1&b=2",
        "language": "en",
        "keyword": "Pruning, Q & A",
        "custom": {"pdf": "https://example.org/paper.pdf"},
        "note": "arXiv:2401.01234",
        "abstract": "We prune 50% of the weights & keep O(n^2) <time>.\n\nIt works: “fine”.",
    }
    assert set(item) <= ALLOWED


def test_a_paper_with_only_a_title_is_an_item() -> None:
    assert make_csl_item(make_paper(), KEY, None) == {
        "id": KEY, "type": "document", "citation-key": KEY, "title": "Tiny Models",
    }  # fmt: skip


def test_a_preprint_has_its_server_as_publisher_and_its_number() -> None:
    item = make_csl_item(make_paper(arxiv="2401.01234", venue="arxiv"), KEY, PREPRINT)
    assert (item["type"], item["publisher"], item["number"]) == (
        "article", "arXiv", "arXiv:2401.01234",
    )  # fmt: skip
    assert make_csl_item(make_paper(arxiv="2401.01234"), KEY, None) == item
    assert not {"container-title", "note", "archive", "archive_location"} & set(item)


def test_a_date_as_text_is_added_to_the_structured_date() -> None:
    item = make_csl_item(make_paper(year=2012, date_note="Spring 2012"), KEY, None)
    assert item["issued"] == {"date-parts": [[2012]]}
    assert item["custom"]["date"] == "Spring 2012"
    assert make_csl_item(make_paper(date_note="in press"), KEY, None)["issued"] == {
        "literal": "in press"
    }


def test_the_number_of_a_report_is_exported() -> None:
    item = make_csl_item(make_paper(type="report", issue="TR-12"), KEY, None)
    assert item["number"] == "TR-12"
    assert "issue" not in item


@pytest.mark.parametrize("kind", sorted(CSL_TYPES))
def test_record_types_map_to_item_types(kind: str) -> None:
    assert make_csl_item(make_paper(type=kind), KEY, JOURNAL)["type"] == kind


def test_a_retracted_paper_is_marked() -> None:
    assert make_csl_item(withdrawn_paper(), KEY, None)["status"] == "retracted"


@pytest.mark.parametrize(
    "name", ["Jean d'Alembert", "Plato", "Maria von Trapp Sr.", "李伟", "x, y, z"]
)
def test_names_have_only_keys_of_the_schema(name: str) -> None:
    parts = csl_name(parse_person_name(Author(name=name)))
    assert parts
    assert set(parts) <= NAME_PARTS
    assert all(parts.values())


def test_a_file_is_a_json_array_with_one_line_per_item() -> None:
    items = [make_csl_item(full_paper(), KEY, CONFERENCE), make_csl_item(make_paper(), KEY, None)]
    text = CSL_JSON.envelope.join([dump_json(item).encode() for item in items]).content.decode()
    assert json.loads(text) == items
    assert len(text.splitlines()) == 4
    assert json.loads(CSL_JSON.envelope.join([]).content) == []
