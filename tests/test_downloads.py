from __future__ import annotations

import pytest

from generator import downloads, exports
from generator.citations import assign_citation_keys
from generator.downloads import plan_downloads
from generator.exports import Exporter, bulk_artifacts
from generator.settings import Settings
from tests.works_of_hand import full_paper, make_catalogue, make_paper

PAPERS = [full_paper(), make_paper()]
CATALOGUE = make_catalogue(PAPERS)
KEYS = assign_citation_keys(PAPERS)


def exporter() -> Exporter:
    return Exporter(catalogue=CATALOGUE, settings=Settings(), keys=KEYS)


def test_every_export_is_listed_with_its_size() -> None:
    listed = {f.path: f.size for group in plan_downloads(exporter()) for f in group.files}
    made = {a.path: len(a.content) for a in bulk_artifacts(CATALOGUE, Settings(), KEYS)}
    assert listed == made


def test_a_group_tells_its_papers_and_its_page() -> None:
    found = [(group.title, group.page, group.papers) for group in plan_downloads(exporter())]
    assert found == [
        ("All papers", "papers/", 2),
        ("Pruning", "tags/pruning/", 1),
        ("Q & A <hard>", "tags/q-and-a/", 1),
        ("ToyConf", "venues/toyconf/", 1),
        ("2024", "years/2024/", 1),
    ]


def test_in_a_large_collection_only_the_whole_is_measured(monkeypatch: pytest.MonkeyPatch) -> None:
    monkeypatch.setattr(downloads, "FULL_LIMIT", 1)
    monkeypatch.setattr(exports, "FULL_LIMIT", 1)
    whole, *parts = plan_downloads(exporter())
    assert all(f.size for f in whole.files)
    assert parts
    assert all(f.size is None for group in parts for f in group.files)
    assert [f.label for f in parts[0].files] == ["BibTeX", "RIS", "CSL-JSON", "CSV"]
