"""Test that real papers, if they are next to the checkout, build with the shipped vocabularies."""

from __future__ import annotations

import json
from pathlib import Path

import pytest

from papershelf.core.project import VOCABULARY_FILES
from papershelf.text.latex_render import has_markup
from tests.corpus import read_corpus_records, write_corpus
from tests.workspaces import Workspace


@pytest.mark.slow
@pytest.mark.site
def test_three_thousand_real_papers_build_with_rendered_formulas(
    workspace: Workspace, shared: Path
) -> None:
    for name in VOCABULARY_FILES:
        (workspace.root / "data" / name).unlink()
    count = write_corpus(
        shared / "corpus/papers-3k.jsonl", workspace.root / "data/papers/corpus.jsonl"
    )
    site = workspace.build()
    assert len(list((site / "papers").glob("*/index.html"))) == count == 3000
    done = workspace.run("check", "--json")
    assert done.returncode == 0, done.stderr
    reported = json.loads(done.stdout)["problems"]
    unrendered = {
        (problem["line"], problem["field"])
        for problem in reported
        if "rendered" in problem["message"]
    }
    texts = [
        text
        for record in read_corpus_records(shared / "corpus/papers-3k.jsonl")
        for text in (str(record["title"]), str(record.get("abstract", "")))
    ]
    with_maths = sum(has_markup(text) for text in texts)
    assert with_maths > 100
    assert len(unrendered) <= 0.05 * with_maths
