"""Rankings of pools of candidates: read from files, and told where a file is wrong."""

from __future__ import annotations

import json
from pathlib import Path

import pytest

from benchmarks.rank_pools import rank_files
from papershelf.core.errors import PapersError


def test_the_pool_of_a_query_is_ranked(tmp_path: Path) -> None:
    texts = {"q": "tides of the sea", "a": "tides and the sea", "b": "graph colouring"}
    lines = [json.dumps({"id": i, "title": t, "abstract": t}) for i, t in texts.items()]
    (tmp_path / "corpus.jsonl").write_text("\n".join(lines))
    (tmp_path / "pool.json").write_text('{"q": ["b", "a"]}')
    ((query, ranking),) = rank_files(tmp_path / "corpus.jsonl", tmp_path / "pool.json").items()
    assert query == "q"
    assert [name for name, _ in ranking] == ["a", "b"]
    assert ranking[0][1] > ranking[1][1]


@pytest.mark.parametrize(
    ("corpus", "pool", "told"),
    [
        ("{}", "{}", "corpus.jsonl:1: is not an object with id"),
        ('{"id": "a", "title": "A"}', "[", "pool.json: is not JSON"),
        ('{"id": "a", "title": "A"}', "[]", "is not an object of pools"),
        ('{"id": "a", "title": "A"}', '{"a": 3}', "pool.json: a: is not a list of ids"),
        ('{"id": "a", "title": "A"}', '{"a": ["z"]}', "'z' is not in the corpus"),
    ],
)
def test_what_is_wrong_with_a_file_is_told(
    tmp_path: Path, corpus: str, pool: str, told: str
) -> None:
    (tmp_path / "corpus.jsonl").write_text(corpus)
    (tmp_path / "pool.json").write_text(pool)
    with pytest.raises(PapersError) as error:
        rank_files(tmp_path / "corpus.jsonl", tmp_path / "pool.json")
    assert told in "\n".join(map(str, error.value.problems))
