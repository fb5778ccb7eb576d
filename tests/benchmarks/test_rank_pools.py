"""Tests of ranking pools of candidates that are read from files."""

from __future__ import annotations

import json
from pathlib import Path

import pytest

from benchmarks.rank_pools import rank_files
from papershelf.core.errors import PapersError


def test_candidates_are_ranked_by_similarity(tmp_path: Path) -> None:
    texts = {"q": "tides of the sea", "a": "tides and the sea", "b": "graph colouring"}
    lines = [json.dumps({"id": i, "title": t, "abstract": t}) for i, t in texts.items()]
    (tmp_path / "corpus.jsonl").write_text("\n".join(lines))
    (tmp_path / "pool.json").write_text('{"q": ["b", "a"]}')
    ((query, ranking),) = rank_files(tmp_path / "corpus.jsonl", tmp_path / "pool.json").items()
    assert query == "q"
    assert [name for name, _ in ranking] == ["a", "b"]
    assert ranking[0][1] > ranking[1][1]


@pytest.mark.parametrize(
    ("corpus", "pool", "message"),
    [
        ("{}", "{}", "corpus.jsonl:1: is not an object with id"),
        ('{"id": "a", "title": "A"}', "[", "pool.json: is not JSON"),
        ('{"id": "a", "title": "A"}', "[]", "is not an object of pools"),
        ('{"id": "a", "title": "A"}', '{"a": 3}', "pool.json: a: is not a list of ids"),
        ('{"id": "a", "title": "A"}', '{"a": ["z"]}', "'z' is not in the corpus"),
    ],
)
def test_invalid_files_are_reported(tmp_path: Path, corpus: str, pool: str, message: str) -> None:
    (tmp_path / "corpus.jsonl").write_text(corpus)
    (tmp_path / "pool.json").write_text(pool)
    with pytest.raises(PapersError) as error:
        rank_files(tmp_path / "corpus.jsonl", tmp_path / "pool.json")
    assert message in "\n".join(map(str, error.value.problems))
