"""Tests of `extra.papershelf.outputs`: every preset makes a site that is complete and consistent."""

from __future__ import annotations

import json
import re
from collections.abc import Callable
from pathlib import Path

import pytest

from papershelf.core.outputs import MINIMAL, PRESETS, STANDARD, part_name
from tests.fabricated import ORDINARY
from tests.site.test_site import contents
from tests.site_parser import read_documents
from tests.workspaces import Workspace

pytestmark = pytest.mark.site

AUTHORS = {"Eve Brook": 8, "Fay Creek": 3, "Gil Delta": 2, "Hal Brook": 1}
"""Authors with the number of their papers."""
RECORDS = [
    {
        "id": f"stream-{n}",
        "title": f"Stream No. {n}",
        "authors": [name for name, count in AUTHORS.items() if n < count],
        "year": 2020,
        "abstract": "Water runs down.",
    }
    for n in range(8)
]
ENDINGS = {
    "full": {".bib", ".ris", ".csl.json", ".json", ".md"},
    "standard": {".json", ".md"},
    "minimal": set(),
}
AUTHOR_FILES = {
    "full": {"eve-brook/feed.xml", "eve-brook/feed.json", "fay-creek/feed.xml", "eve-brook.bib"},
    "standard": {"eve-brook/feed.xml"},
    "minimal": set(),
}


def set_outputs(space: Workspace, value: str) -> None:
    config = space.root / "mkdocs.yml"
    config.write_text(re.sub(r"outputs: .*", f"outputs: {value}", config.read_text("utf-8")))


@pytest.fixture(scope="module")
def spaces(tmp_path_factory: pytest.TempPathFactory) -> dict[str, Workspace]:
    """A site with each preset; the standard one was built with `full` before."""
    made = {}
    for preset in ENDINGS:
        space = made[preset] = Workspace(tmp_path_factory.mktemp(preset))
        space.write([*ORDINARY, *RECORDS])
        if preset == "standard":
            space.build()
        set_outputs(space, preset)
        space.build()
    return made


@pytest.fixture(params=ENDINGS)
def preset(request: pytest.FixtureRequest) -> str:
    return str(request.param)


@pytest.fixture
def site(spaces: dict[str, Workspace], preset: str) -> Path:
    return spaces[preset].root / "site"


def test_every_view_of_every_preset_agrees_with_the_records(
    spaces: dict[str, Workspace], preset: str
) -> None:
    assert spaces[preset].problems() == []


def test_a_paper_has_the_files_of_the_preset(site: Path, preset: str) -> None:
    files = [path.name for path in (site / "papers").iterdir() if path.is_file()]
    assert {name.removeprefix("stream-1") for name in files if name.startswith("stream-1.")} == (
        ENDINGS[preset]
    )
    assert (site / "api/papers").exists() == (preset == "full")
    assert (site / "api/parts").exists() == (preset == "minimal")
    assert (site / "papers.bib").is_file()
    assert (site / "tags/tides.csv").exists() == (preset != "minimal")


def test_authors_have_pages_feeds_and_exports_of_the_preset(site: Path, preset: str) -> None:
    pages = {path.parent.name for path in (site / "authors").glob("*/index.html")}
    assert {"eve-brook", "fay-creek"} <= pages
    assert {"gil-delta", "hal-brook"} & pages == (
        {"gil-delta", "hal-brook"} if preset == "full" else set()
    )
    files = {
        path.relative_to(site / "authors").as_posix() for path in (site / "authors").rglob("*")
    }
    extra = {name for name in files if re.fullmatch(r"[a-z-]+(\.bib|/feed\.\w+)", name)}
    assert AUTHOR_FILES[preset] <= extra
    if preset != "full":
        assert extra == AUTHOR_FILES[preset]


def shown_items(page: str) -> str:
    """The entries of a list without abstracts, which the index does not repeat, and without addresses."""
    [items] = re.findall(r'<ol class="items">(.*?)</ol>', page, re.DOTALL)
    return re.sub(r'<details class="abs">.*?</details>| href="[^"]*"', "", items, flags=re.DOTALL)


def test_an_author_without_a_page_has_an_anchor_with_the_same_contents(
    spaces: dict[str, Workspace], preset: str
) -> None:
    if preset == "full":
        return
    own = (spaces["full"].root / "site/authors/gil-delta/index.html").read_text("utf-8")
    page = (spaces[preset].root / "site/authors/letter/d/index.html").read_text("utf-8")
    [section] = re.findall(
        r'<section class="person" id="author-gil-delta">.*?</section>', page, re.DOTALL
    )
    assert shown_items(own).count("<li>") == 2
    assert shown_items(own) == shown_items(section)
    [lead] = re.findall(r'<p class="lead"[^>]*>(.*?)</p>', own)
    assert f"<span>{lead}</span>" in section
    paper = (spaces[preset].root / "site/papers/stream-1/index.html").read_text("utf-8")
    assert 'href="../../authors/letter/d/#author-gil-delta"' in paper
    assert 'href="../../authors/eve-brook/"' in paper


def test_the_api_leads_to_the_records(site: Path) -> None:
    index = json.loads((site / "api/index.json").read_text("utf-8"))
    for record in RECORDS:
        outputs = MINIMAL if "{part}" in index["paper"] else STANDARD
        path = outputs.record_path(str(record["id"]))
        document = json.loads((site / path).read_text("utf-8"))
        document = document["papers"][record["id"]] if "papers" in document else document
        assert document["title"] == record["title"]
        assert document["bibtex"].startswith("@")


def test_the_build_lists_the_addresses_that_end(spaces: dict[str, Workspace]) -> None:
    papers = len(ORDINARY) + len(RECORDS)
    ended = "\n".join(spaces["standard"].report.ended)
    assert f"papers/x.bib, papers/x.ris and papers/x.csl.json ({3 * papers} files)" in ended
    assert f"api/papers/x.json ({papers} files)" in ended
    assert "authors/x/ (" in ended
    assert "papers/x.md" not in ended
    assert spaces["minimal"].report.ended == ()
    spaces["standard"].build()
    assert list(spaces["standard"].report.ended) == []


def test_smaller_presets_are_estimated(spaces: dict[str, Workspace]) -> None:
    report = spaces["full"].report
    files = {preset: len(contents(space.root / "site")) for preset, space in spaces.items()}
    sizes = {
        preset: sum(map(len, contents(space.root / "site").values()))
        for preset, space in spaces.items()
    }
    assert report.files == files["full"]
    assert [one.preset for one in report.presets] == ["standard", "minimal"]
    for one in report.presets:
        assert abs(one.files - files[one.preset]) < 60
    # Records take as many bytes in files of many papers.
    assert abs(report.presets[1].size / sizes["minimal"] - 1) < 0.02


def test_every_preset_has_the_same_pages_of_papers(spaces: dict[str, Workspace]) -> None:
    titles = [
        {page.path: page.title() for page in read_documents(space.root / "site/papers")}
        for space in spaces.values()
    ]
    assert titles[0] == titles[1] == titles[2]
    assert set(spaces) == set(PRESETS)


FAULTS: dict[str, tuple[str, str, Callable[[str], str], str]] = {
    "a citation of another paper": (
        "standard",
        "papers/stream-1.json",
        lambda text: text.replace("title = {Stream No", "title = {River No"),
        "papers/stream-1.json#bibtex: title: has",
    ),
    "no citations": (
        "standard",
        "papers/stream-1.json",
        lambda text: text.replace('"ris":', '"other":'),
        "papers/stream-1.json: has no finished citations",
    ),
    "a paper missing in a part": (
        "minimal",
        f"api/parts/{part_name('stream-1')}.json",
        lambda text: text.replace('"stream-1":', '"stream-x":'),
        f"api/parts/{part_name('stream-1')}.json: does not contain the paper: stream-1",
    ),
    "another paper of an author": (
        "minimal",
        "authors/letter/d/index.html",
        lambda text: text.replace("papers/stream-1/", "papers/stream-2/"),
        "authors/letter/d/index.html: shows other papers of Gil Delta than the records have",
    ),
    "no papers of an author": (
        "minimal",
        "authors/letter/d/index.html",
        lambda text: text.replace('id="author-gil-delta"', 'id="author-other"'),
        "authors/letter/d/index.html: does not show the papers of Gil Delta",
    ),
}


@pytest.mark.parametrize("name", FAULTS)
def test_the_site_check_finds_faults_of_outputs(spaces: dict[str, Workspace], name: str) -> None:
    preset, path, change, expected = FAULTS[name]
    file = spaces[preset].root / "site" / path
    before = file.read_text("utf-8")
    assert change(before) != before
    file.write_text(change(before), "utf-8")
    try:
        problems = spaces[preset].problems()
    finally:
        file.write_text(before, "utf-8")
    assert [problem for problem in problems if problem.startswith(expected)], problems


def test_the_site_check_finds_a_file_that_is_left_out(spaces: dict[str, Workspace]) -> None:
    file = spaces["standard"].root / "site/papers/stream-1.bib"
    file.write_text("@misc{x}")
    try:
        problems = spaces["standard"].problems()
    finally:
        file.unlink()
    assert problems == ["papers/stream-1.bib: is a file that extra.papershelf.outputs leaves out"]
