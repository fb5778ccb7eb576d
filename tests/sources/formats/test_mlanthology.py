"""Tests of reading JSON of the ML Anthology."""

from __future__ import annotations

from pathlib import Path

from papershelf.sources.formats.mlanthology import parse_mlanthology
from tests.sources.readings import messages_of

CONTENT = (Path(__file__).parents[1] / "fixtures" / "mlanthology.json").read_bytes()


def test_values_are_mapped_to_our_fields() -> None:
    reading = parse_mlanthology(CONTENT, "x.json")
    tides, mud = (dict(record.fields) for record in reading.records)
    assert tides == {
        "title": "Tidal Attention in $O(n^2)$",
        "authors": [{"name": "Ada Byron", "given": "Ada", "family": "Byron"}, "Plato"],
        "abstract": "We watch rivers.",
        "venue": "International Conference on River Research",
        "year": "2024",
        "type": "paper-conference",
        "volume": "76",
        "pages": "101-117",
        "citation_key": "byron2024icrr-tidal",
        "pmlr": "v76/byron24a",
        "code": ["https://github.com/example/tides"],
    }
    assert mud == {
        "title": "Mud", "venue": "icrr", "year": "2024", "type": "article-journal",
        "doi": "10.1000/mud", "openreview": "aB_1cD2eF3", "citation_key": "roe2024icrr-mud",
    }  # fmt: skip
    assert messages_of(reading) == [
        "x.json:38: title: is missing; the entry was skipped",
        "x.json: warning: fields not imported: award (1); fields ignored on purpose: source, source_id",
    ]
