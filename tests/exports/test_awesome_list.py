"""Tests that awesome lists are rendered correctly and can be imported again."""

from __future__ import annotations

from pathlib import Path
from typing import Any

import pytest
import yaml
from hypothesis import given, settings
from hypothesis import strategies as st

from papershelf.catalogue.catalogue import build_catalogue
from papershelf.core.identifiers import ArxivId, Doi, IsoDate, Slug
from papershelf.exports.awesome_list import GroupingAxis, render_awesome_list
from papershelf.importing.importer import run_import
from papershelf.records.loader import Collection, load_collection
from papershelf.records.model import Paper, TagId, VenueId
from papershelf.sources.formats.paper_lists.reader import parse_markdown_list
from papershelf.sources.own.data_folder import read_data
from tests.export_samples import make_catalogue, make_paper
from tests.fabricated import TAGS, VENUES

RIVERS, Q = TagId(Slug("rivers")), TagId(Slug("q"))
FULL: dict[str, Any] = {
    "authors": ["Ada Byron", "José van der Weir", "Li Wei"],
    "venue": VenueId(Slug("icrr")), "year": 2024, "published": IsoDate("2023-11-02"),
    "arxiv": ArxivId("2311.00001"), "doi": Doi("10.1000/a(1)_b"), "openreview": "abcDEF123",
    "url": "https://papers.example/one_two/", "pdf": "https://papers.example/one (1).pdf",
    "code": ("https://github.com/doe/rivers", "https://code.example/rivers"),
    "project": "https://rivers.example/", "datasets": ("https://data.example/d",),
    "models": ("https://models.example/m",), "demos": ("https://demos.example/d",),
    "video": "https://videos.example/v", "slides": "https://rivers.example/s.pdf",
    "poster": "https://rivers.example/p.pdf",
}  # fmt: skip
TITLES = [
    "A *Bold* [Title] with `Code`, n < 3, _Underscores_ & $\\ell_1$ | Pipes",
    "What Is a River?", "On $O(n^2)$ Floods: A View", "∞-Deltas", "#1 River",
    "Rivers",
]  # fmt: skip


def papers() -> list[Paper]:
    return [
        make_paper("full", title="A Full River", tags=(RIVERS, Q), **FULL),
        make_paper("bare", title="A Bare River", authors=["Ada Byron"]),
        make_paper("code", title="Only a River with Code", authors=["Bo Roe"],
                   code=("https://github.com/doe/x",), tags=(Q,)),
        make_paper("team", title="A River of a Team", authors=["Weir Team, Dam", "Ada Byron"],
                   arxiv=ArxivId("2311.00002")),
    ] + [
        make_paper(f"odd-{at}", title=title, authors=["Ada Byron"],
                   arxiv=ArxivId(f"2312.0000{at}")) for at, title in enumerate(TITLES)
    ]  # fmt: skip


@pytest.fixture
def data(tmp_path: Path) -> Path:
    data = tmp_path / "data"
    (data / "papers").mkdir(parents=True)
    own: Any = TAGS["tags"]
    rows = [*own, {"id": "q", "name": "Q & `A`", "group": "water"}]
    tags = {"groups": TAGS["groups"], "tags": rows}
    (data / "tags.yaml").write_text(yaml.safe_dump(tags), "utf-8")
    (data / "venues.yaml").write_text(yaml.safe_dump(VENUES), "utf-8")
    return data


def load(data: Path) -> Collection:
    return load_collection(read_data(data))


def render(data: Path, by: GroupingAxis) -> str:
    own = load(data)
    catalogue = build_catalogue(papers(), own.groups, own.tags, own.venues)
    return render_awesome_list(catalogue.papers, catalogue, by, title="Awesome *Water*")


@pytest.mark.parametrize("by", ["tag", "venue", "year"])
def test_an_exported_list_is_imported_completely(data: Path, by: GroupingAxis) -> None:
    path = data.parent / "list.md"
    path.write_text(render(data, by), "utf-8")
    report = run_import([path], data=data)
    assert (len(report.new), report.refused) == (len(papers()), ())
    assert [str(note) for note in report.notes if note.field != "headings"] == []
    found = {paper.title: paper for paper in load(data).papers}
    for paper in papers():
        back = found[paper.title]
        for name in ("title", *FULL, "tags"):
            wanted, value = getattr(paper, name), getattr(back, name)
            if name == "authors":
                wanted, value = ([one.name for one in people] for people in (wanted, value))
            if name == "pdf":
                wanted = wanted.replace(" ", "%20").replace("(", "%28").replace(")", "%29")
            if name == "tags":
                wanted, value = (set(wanted), set(value)) if wanted else ((), ())
            assert value == wanted, (paper.id, name)


def test_a_list_has_the_sections_of_the_collection(data: Path) -> None:
    lines = render(data, "tag").splitlines()
    assert [line for line in lines if line.startswith("#")] == [
        "# Awesome \\*Water\\*", "## Contents", "## Rivers", "## Q & \\`A\\`", "## Other",
    ]  # fmt: skip
    assert "- [Q & \\`A\\`](#q--a)" in lines
    by_year = [line for line in render(data, "year").splitlines() if line.startswith("##")]
    assert by_year[1] == "## 2024"


@given(st.text(st.characters(exclude_categories=["C", "Z"]), min_size=1, max_size=30))
@settings(max_examples=200, deadline=None)
def test_titles_cannot_break_out_of_their_entry(word: str) -> None:
    paper = make_paper("x", title=f"River {word} Flow", arxiv=ArxivId("2401.00001"))
    catalogue = make_catalogue([paper])
    text = render_awesome_list([paper], catalogue, "tag", title="T")
    (record,) = parse_markdown_list(text.encode(), "x.md").records
    assert record.fields["arxiv"] == "2401.00001"
    assert str(record.fields["title"]).startswith("River")
    assert set(record.fields) <= {"title", "arxiv", "authors", "year", "published", "venue"}
