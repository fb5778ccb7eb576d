"""Tests of the size cache: it is loaded unchanged or not at all."""

from __future__ import annotations

from pathlib import Path

import numpy as np
import pytest

from papershelf.catalogue.catalogue import Catalogue
from papershelf.catalogue.citation_keys import assign_citation_keys
from papershelf.catalogue.groups import list_groups
from papershelf.core.page import Artifact
from papershelf.core.settings import Settings
from papershelf.engine.cache_file import CacheFile
from papershelf.engine.fingerprint import hash_content
from papershelf.exports.bulk_file import PreviousExports
from papershelf.exports.exporter import PART_LIMIT, Exporter, part_paths
from papershelf.exports.formats.registry import EXPORT_FORMATS
from papershelf.site.size_cache import (
    BulkFileIndex,
    SizeCache,
    load_size_cache,
    read_record_bytes,
    save_size_cache,
)
from tests.export_samples import full_paper, make_catalogue, make_paper

PAPERS = [full_paper(), make_paper("a", abstract="Of Æbler."), make_paper("b", title="{B} & b")]
CATALOGUE = make_catalogue(PAPERS)
KEYS = assign_citation_keys(CATALOGUE.papers)
NUMBERS = {paper.id: 2**63 + place for place, paper in enumerate(CATALOGUE.papers)}


def export(
    catalogue: Catalogue, past: PreviousExports | None = None, part_limit: int = PART_LIMIT
) -> list[Artifact]:
    exporter = Exporter(
        catalogue=catalogue,
        settings=Settings(),
        citation_keys=KEYS,
        previous=past or PreviousExports(record_keys=NUMBERS),
        part_limit=part_limit,
    )
    return list(exporter.group_artifacts(next(list_groups(catalogue, "collection"))))


def save_cache(root: Path, artifacts: list[Artifact]) -> SizeCache:
    bulks = {}
    for artifact in artifacts:
        (root / artifact.path).write_bytes(artifact.content)
        assert artifact.record_offsets
        first, lengths = artifact.record_offsets
        papers = CATALOGUE.papers[first : first + len(lengths)]
        keys = np.array([NUMBERS[paper.id] for paper in papers], np.uint64)
        known = BulkFileIndex(hash_content(artifact.content), keys, np.array(lengths, np.uint32))
        bulks[artifact.path] = known
    return SizeCache(entry_lengths={"0" * 32: 7, "f" * 32: 70_000}, bulk_files=bulks)


def test_a_cache_round_trips(tmp_path: Path) -> None:
    memory = save_cache(tmp_path, export(CATALOGUE))
    save_size_cache(CacheFile(tmp_path / "cache/sizes", "code"), memory)
    found = load_size_cache(CacheFile(tmp_path / "cache/sizes", "code"))
    assert found.entry_lengths == memory.entry_lengths
    assert {
        p: (b.content_hash, b.record_keys.tolist(), b.lengths.tolist())
        for p, b in found.bulk_files.items()
    } == {
        p: (b.content_hash, b.record_keys.tolist(), b.lengths.tolist())
        for p, b in memory.bulk_files.items()
    }


def test_an_empty_cache_round_trips(tmp_path: Path) -> None:
    save_size_cache(CacheFile(tmp_path / "sizes", "code"), SizeCache())
    assert load_size_cache(CacheFile(tmp_path / "sizes", "code")) == SizeCache()


@pytest.mark.parametrize("place", [0, 20, 60, 100, -1])
def test_a_damaged_cache_is_not_loaded(tmp_path: Path, place: int) -> None:
    path = tmp_path / "sizes"
    save_size_cache(CacheFile(path, "code"), save_cache(tmp_path, export(CATALOGUE)))
    content = bytearray(path.read_bytes())
    content[place] ^= 1
    path.write_bytes(bytes(content))
    assert load_size_cache(CacheFile(path, "code")) == SizeCache()


def test_a_cache_of_other_code_is_not_loaded(tmp_path: Path) -> None:
    save_size_cache(CacheFile(tmp_path / "sizes", "code"), save_cache(tmp_path, export(CATALOGUE)))
    assert load_size_cache(CacheFile(tmp_path / "sizes", "other")) == SizeCache()
    assert load_size_cache(CacheFile(tmp_path / "nothing.bin", "code")) == SizeCache()


def test_bulk_files_are_split_into_their_records(tmp_path: Path) -> None:
    made = export(CATALOGUE)
    memory = save_cache(tmp_path, made)
    for artifact in made:
        pieces = read_record_bytes(tmp_path, memory, artifact.path)
        assert pieces.keys() == set(NUMBERS.values())
        # With nothing left to render, the same file comes of the pieces alone.
        past = PreviousExports(record_keys=NUMBERS, read_records={artifact.path: pieces}.get)  # type: ignore[arg-type]
        again = {a.path: a.content for a in export(CATALOGUE, past)}
        assert again[artifact.path] == artifact.content


def test_unchanged_records_are_copied_from_old_files(tmp_path: Path) -> None:
    memory = save_cache(tmp_path, export(CATALOGUE))
    known = {NUMBERS[CATALOGUE.papers[1].id]: b"taken\n"}
    past = PreviousExports(
        record_keys=NUMBERS, read_records=lambda path: known if path == "papers.jsonl" else {}
    )
    lines = {a.path: a.content for a in export(CATALOGUE, past)}["papers.jsonl"].splitlines()
    assert len(lines) == 3
    assert lines[1] == b"taken"
    assert memory.bulk_files["papers.jsonl"].lengths[1] != len(b"taken\n")


def test_a_changed_or_missing_file_is_not_split(tmp_path: Path) -> None:
    memory = save_cache(tmp_path, export(CATALOGUE))
    (tmp_path / "papers.bib").write_bytes((tmp_path / "papers.bib").read_bytes() + b" ")
    (tmp_path / "papers.ris").unlink()
    assert read_record_bytes(tmp_path, memory, "papers.bib") == {}
    assert read_record_bytes(tmp_path, memory, "papers.ris") == {}
    assert read_record_bytes(tmp_path, memory, "tags/x.bib") == {}


def test_all_parts_of_a_large_export_are_split(tmp_path: Path) -> None:
    whole = export(CATALOGUE)
    parts = export(CATALOGUE, part_limit=10)
    assert {"papers.bib", "papers.2.bib", "papers.3.bib"} <= {a.path for a in parts}
    memory = save_cache(tmp_path, parts)
    for artifact in whole:
        assert len(read_record_bytes(tmp_path, memory, artifact.path)) == 3


def test_parts_of_an_export_keep_its_extension() -> None:
    endings = [found.ending for found in EXPORT_FORMATS.values()]
    for ending in endings:
        paths = part_paths(f"papers{ending}")
        assert [next(paths), next(paths)] == [f"papers{ending}", f"papers.2{ending}"]
