from __future__ import annotations

import pytest

from papershelf.catalogue.citation_keys import assign_citation_keys
from papershelf.core.settings import Settings
from papershelf.exports import exporter
from papershelf.exports.downloads import list_downloads
from tests.export_samples import bulk_artifacts, full_paper, make_catalogue, make_paper

PAPERS = [full_paper(), make_paper()]
CATALOGUE = make_catalogue(PAPERS)
KEYS = assign_citation_keys(PAPERS)


def sizes() -> dict[str, int]:
    return {a.path: len(a.content) for a in bulk_artifacts(CATALOGUE, Settings(), KEYS)}


def test_every_export_is_listed_with_its_size() -> None:
    listed = {f.path: f.size for group in list_downloads(CATALOGUE, sizes()) for f in group.files}
    assert listed == sizes()


def test_a_group_tells_its_papers_and_its_page() -> None:
    found = [
        (group.title, group.page_address, group.paper_count)
        for group in list_downloads(CATALOGUE, sizes())
    ]
    assert found == [
        ("All papers", "papers/", 2),
        ("Pruning", "tags/pruning/", 1),
        ("Q & A <hard>", "tags/q-and-a/", 1),
        ("ToyConf", "venues/toyconf/", 1),
        ("2024", "years/2024/", 1),
    ]


def test_parts_of_a_file_are_listed_in_order(
    monkeypatch: pytest.MonkeyPatch,
) -> None:
    monkeypatch.setattr(exporter, "PART_LIMIT", 10)
    whole, *_ = list_downloads(CATALOGUE, sizes())
    assert [f.label for f in whole.files if f.label.startswith("RIS")] == ["RIS", "RIS, part 2"]


def test_what_was_not_made_is_not_listed() -> None:
    assert list(list_downloads(CATALOGUE, {})) == []
