from __future__ import annotations

import json
from dataclasses import replace

from papershelf.core.identifiers import ArxivId, CitationKey, Doi, Isbn, Issn
from papershelf.core.record_schema import FIELDS
from papershelf.records.loader import load_collection
from papershelf.records.model import Author, Paper, Version
from papershelf.records.serializer import render_jsonl_line, serialize_paper
from papershelf.sources.own.data_folder import RawCollection
from papershelf.sources.own.jsonl_records import parse_jsonl
from papershelf.sources.own.yaml_records import parse_yaml
from tests.export_samples import KEY, full_paper, make_paper, withdrawn_paper


def test_a_record_has_its_fields_in_order_of_the_schema() -> None:
    record = serialize_paper(full_paper())
    assert list(record) == [field.name for field in FIELDS if field.name in record]
    assert record["authors"] == [
        {
            "name": "Ada Byron",
            "orcid": "0000-0002-1825-0097",
            "affiliation": "University of Nowhere",
            "url": "https://example.org/ada",
        },
        {"name": "Jan van der Berg", "given": "Jan", "family": "van der Berg"},
        "José Núñez Jr.",
        "The Toy Collaboration",
    ]
    assert record["title"] == "BERT & Friends: $\\ell_1$ Pruning of GANs in Café Settings"
    assert record["featured"] == ["2026-11-20", "2026-11-21"]
    assert record["upvotes"] == {"value": 12, "day": "2026-11-20"}
    assert record["source"] == {
        "format": "capture", "from": "page.txt", "day": "2026-11-20", "fields": {"doi": "by hand"},
    }  # fmt: skip
    assert "path" not in record


def test_a_paper_with_only_a_title_is_a_record() -> None:
    assert serialize_paper(make_paper()) == {"id": "tiny-models", "title": "Tiny Models"}


def book_chapter() -> Paper:
    """A paper with fields that only books and volumes have."""
    return make_paper(
        "chapter",
        title="A Chapter on Toys",
        editors=(Author(name="Carl Doe"), Author(name="Eva Roe", given="Eva", family="Roe")),
        date_note="in press",
        article_number="e1042",
        series="Toy Lectures",
        track="Toys & Benchmarks",
        session="Session 3A",
        decision="oral",
        edition="2",
        place="Nowhere",
        isbn=(Isbn("9780306406157"), Isbn("0306406152")),
        issn=(Issn("2049-3630"),),
        container_doi=Doi("10.1000/book"),
        versions=(Version(arxiv=ArxivId("2401.04321"), venue="arxiv", year=2024),),
    )


def test_a_chapter_has_its_container_and_versions() -> None:
    record = serialize_paper(book_chapter())
    assert record["editors"] == ["Carl Doe", {"name": "Eva Roe", "given": "Eva", "family": "Roe"}]
    assert record["isbn"] == ["9780306406157", "0306406152"]
    assert record["issn"] == ["2049-3630"]
    assert record["versions"] == [{"arxiv": "2401.04321", "venue": "arxiv", "year": 2024}]


def test_a_status_has_its_reason() -> None:
    record = serialize_paper(withdrawn_paper())
    assert record["status"] == {"kind": "retracted", "reason": "The data were wrong."}


def test_a_citation_key_is_added_but_never_replaced() -> None:
    assert serialize_paper(make_paper(), KEY)["citation_key"] == KEY
    pinned = make_paper(citation_key=CitationKey("own"))
    assert serialize_paper(pinned, KEY)["citation_key"] == "own"


def test_a_line_of_jsonl_is_one_line() -> None:
    line = render_jsonl_line(serialize_paper(full_paper()))
    assert line.count("\n") == 1
    assert json.loads(line) == serialize_paper(full_paper())


def test_papers_round_trip_as_jsonl() -> None:
    vocabulary = (
        "- {id: toyconf, name: ToyConf}\n",
        "- {id: methods, name: Methods}\n",
        "[{id: pruning, name: P, group: methods}, {id: q-and-a, name: Q, group: methods}]",
    )
    venues, groups, tags = (parse_yaml(text.encode(), "v").records for text in vocabulary)
    papers = (full_paper(), make_paper(), withdrawn_paper(), book_chapter())
    lines = "".join(render_jsonl_line(serialize_paper(paper)) for paper in papers)
    records = parse_jsonl(lines.encode(), "papers.jsonl").records
    loaded = load_collection(
        RawCollection(records=records, venues=venues, groups=groups, tags=tags)
    )
    assert loaded.problems == ()
    # Whether rules proposed the tags is in the API; a record only has the tags.
    assert loaded.papers == (replace(papers[0], tags_proposed=False), *papers[1:])
