"""Tests of a collection with its own table of word vectors, from data to site."""

from __future__ import annotations

import json
import re
from pathlib import Path

import pytest

from papershelf.search.index import INDEX_FOLDER
from papershelf.vectors.table import WordTable, render_table
from tests.workspaces import Workspace

pytestmark = pytest.mark.site

PAPERS = [
    {"id": f"p{number}", "title": title, "year": 2024}
    for number, title in enumerate(("Tides of the delta", "Dunes and wind", "Lakes in winter"))
]


def table_of(*words: str) -> bytes:
    levels = bytes(range(0x21, 0x21 + 2 * len(words)))
    return render_table(WordTable(4, words, bytes([3] * len(words)), levels))


def index_files(space: Workspace) -> dict[str, bytes]:
    folder = space.root / "site" / INDEX_FOLDER
    return {path.name: path.read_bytes() for path in folder.iterdir()}


def test_a_changed_table_changes_the_index_like_a_clean_build(tmp_path: Path) -> None:
    space = Workspace(tmp_path)
    space.write(PAPERS)
    own = tmp_path / "data" / "word-vectors.bin"
    own.write_bytes(table_of("delta", "dune", "lake"))
    space.build()
    first = index_files(space)
    own.write_bytes(table_of("lake", "tide", "wind", "winter"))
    space.build()
    second = index_files(space)
    assert second["meaning.bin"] != first["meaning.bin"]
    for name in ("site", ".cache"):
        (tmp_path / name).rename(tmp_path / f"old-{name}")
    space.build()
    assert index_files(space) == second
    assert space.problems() == []
    own.unlink()
    space.build()
    assert len(index_files(space)) > len(second)  # the files of the package's many words
    assert json.loads(index_files(space)["index.json"])["begins"]["words"]


ALIKE = [
    {"id": f"p{number}", "title": title, "year": 2024}
    for number, title in enumerate(
        (
            "Storm warnings for the delta", "Storm warnings for the dune", "Storm warnings for the lake",
            "Bread", "Honey", "Comets", "Violins", "Chess",
        )
    )
]  # fmt: skip


def related_ids(space: Workspace) -> list[str]:
    """The related papers of the first paper, as its page has them."""
    page = (space.root / "site/papers/p0/index.html").read_text("utf-8")
    related = page.partition('<ul class="near">')[2].partition("</ul>")[0]
    return re.findall(r'href="[^"]*papers/(p\d)/"', related)


def test_related_papers_follow_the_table_and_the_setting(tmp_path: Path) -> None:
    space = Workspace(tmp_path)
    space.write(ALIKE)
    own, config = tmp_path / "data" / "word-vectors.bin", tmp_path / "mkdocs.yml"
    up, down = b"\xff\x00", b"\x00\xff"
    for levels, expected in ((up + up + down, ["p1", "p2"]), (up + down + up, ["p2", "p1"])):
        own.write_bytes(render_table(WordTable(4, ("delta", "dune", "lake"), b"\3\3\3", levels)))
        space.build()
        assert related_ids(space) == expected
    vectors = tmp_path / ".cache/paper-vectors"
    assert vectors.exists()
    vectors.unlink()
    config.write_text(
        config.read_text().replace("papershelf:\n", "papershelf:\n    meaning: false\n", 1)
    )
    space.build()
    assert related_ids(space) == ["p1", "p2"]
    assert not vectors.exists()


def test_a_damaged_table_is_an_error_of_its_file(tmp_path: Path) -> None:
    space = Workspace(tmp_path)
    space.write(PAPERS)
    (tmp_path / "data" / "word-vectors.bin").write_bytes(table_of("lake")[:-1])
    for command in ("check", "build"):
        done = space.run(command)
        assert done.returncode == 1
        assert (
            "data/word-vectors.bin: the table of word vectors is incomplete"
            in done.stdout + done.stderr
        )
        assert "Traceback" not in done.stderr
