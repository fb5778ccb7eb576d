from __future__ import annotations

from papershelf.catalogue.citation_keys import assign_citation_keys
from papershelf.core.outputs import FULL
from papershelf.core.settings import Settings
from papershelf.exports.downloads import list_downloads
from papershelf.exports.exporter import PART_LIMIT
from tests.export_samples import bulk_artifacts, full_paper, make_catalogue, make_paper

PAPERS = [full_paper(), make_paper()]
CATALOGUE = make_catalogue(PAPERS)
KEYS = assign_citation_keys(PAPERS)


def sizes(part_limit: int = PART_LIMIT) -> dict[str, int]:
    artifacts = bulk_artifacts(CATALOGUE, Settings(), KEYS, part_limit)
    return {artifact.path: len(artifact.content) for artifact in artifacts}


def test_all_exports_are_listed_with_sizes() -> None:
    listed = {
        f.path: f.size for group in list_downloads(CATALOGUE, sizes(), FULL) for f in group.files
    }
    assert listed == sizes()


def test_a_group_has_its_number_of_papers_and_its_page() -> None:
    found = [
        (group.title, group.page_address, group.paper_count)
        for group in list_downloads(CATALOGUE, sizes(), FULL)
    ]
    assert found == [
        ("All papers", "papers/", 2),
        ("Pruning", "tags/pruning/", 1),
        ("Q & A <hard>", "tags/q-and-a/", 1),
        ("ToyConf", "venues/toyconf/", 1),
        ("2024", "years/2024/", 1),
    ]


def test_parts_of_a_file_are_listed_in_order() -> None:
    whole, *_ = list_downloads(CATALOGUE, sizes(part_limit=10), FULL)
    assert [f.part for f in whole.files if f.label == "RIS"] == [1, 2]


def test_missing_files_are_not_listed() -> None:
    assert list(list_downloads(CATALOGUE, {}, FULL)) == []
