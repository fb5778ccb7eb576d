"""Tests of the site check with faults planted into a built site: each is reported with both values."""

from __future__ import annotations

import json
import shutil
import zlib
from collections.abc import Callable
from pathlib import Path
from typing import NamedTuple

import pytest
import yaml

from papershelf.site.check_project import expected_site, load_checked_collection
from papershelf.sitecheck.check import check_site
from papershelf.sitecheck.expected_site import ExpectedSite
from tests.fabricated import ORDINARY
from tests.workspaces import Workspace

pytestmark = pytest.mark.site


BOOK: dict[str, object] = {
    "id": "chapter",
    "title": "A Chapter",
    "authors": ["Ada Byron"],
    "editors": ["Carl Doe, M.D.", "Jan van der Berg", "The Toy & Tide Collaboration"],
    "venue": "jtm",
    "type": "chapter",
    "year": 2001,
    "track": "Toys <& Benchmarks>",
    "session": "3 | A",
    "decision": "oral",
    "series": "Notes on *Toys* & <Tides>, 50%",
    "edition": "2",
    "date_note": "Spring 2001",
    "publisher": "Mole & Sons",
    "place": "São Tomé #7",
    "isbn": ["9780306406157", "080442957X"],
    "issn": ["2049-3630"],
    "container_doi": "10.1000/book",
    "versions": [{"arxiv": "2401.09999", "venue": "arxiv"}, {"url": "https://example.org/v1"}],
}
ARTICLE: dict[str, object] = {
    "id": "numbered",
    "title": "A Numbered Article",
    "authors": [
        {"name": "李明世", "given": "明世", "family": "李"},
        {"name": "Tide, Toys & Weirs, Inc.", "kind": "organization"},
    ],
    "editors": ["Carl Doe"],
    "venue": "jtm",
    "date_note": "in press",
    "article_number": "e1042_#",
}


@pytest.fixture(scope="module")
def built(tmp_path_factory: pytest.TempPathFactory) -> Workspace:
    space = Workspace(tmp_path_factory.mktemp("built"))
    # A third paper gives an author a feed; a link to an anchor is needed for a fault.
    more = {"id": "third", "title": "A Third One", "authors": ["Ada Byron"], "added": "2026-11-21"}
    more["doi"] = "10.1000/(sici)9(99)3:6<6::aid-t4>3.0.co;2-9#&%$_?"
    more["pmid"] = "31452104"
    space.write([*ORDINARY, more, BOOK, ARTICLE])
    about = space.root / "docs/about.md"
    about.write_text(about.read_text() + "\n[There](format.md#a-record)\n")
    (space.root / "docs/format.md").write_text("# Format\n\n## A record\n\nText.\n")
    space.build()
    return space


@pytest.fixture(scope="module")
def subject(built: Workspace) -> ExpectedSite:
    project = built.project()
    return expected_site(project, load_checked_collection(project.data))


@pytest.fixture
def site(built: Workspace, tmp_path: Path) -> Path:
    """A copy of the built site for planting a fault."""
    return Path(shutil.copytree(built.root / "site", tmp_path / "site"))


@pytest.fixture
def found(site: Path, subject: ExpectedSite) -> Callable[[], list[str]]:
    def check() -> list[str]:
        problems = check_site(site, subject, jobs=1)
        return [str(problem).removeprefix(f"{site.as_posix()}/") for problem in problems]

    return check


def edit(site: Path, path: str, old: str, new: str) -> None:
    text = (site / path).read_bytes().decode()
    assert old in text, f"{path} does not hold {old}"
    (site / path).write_bytes(text.replace(old, new).encode())


def test_an_unchanged_site_has_no_problems(found: Callable[[], list[str]]) -> None:
    assert found() == []


class Fault(NamedTuple):
    """A fault to plant, and the start of the line that reports it.

    `file` may be a pattern for a file whose name has a hash; `{file}` in `expected` is its name.
    """

    file: str
    old: str
    new: str
    expected: str

    def plant(self, site: Path) -> str:
        """Plant the fault, and return the start of the line that reports it."""
        (found,) = site.glob(self.file)
        path = found.relative_to(site).as_posix()
        edit(site, path, self.old, self.new)
        return self.expected.replace("{file}", path)


def read_faults() -> dict[str, Fault]:
    table = yaml.safe_load(Path(__file__).with_name("faults.yaml").read_text("utf-8"))
    for row in table.values():
        if times := row.pop("times", 0):
            row["new"] = row["new"] * times + row["old"]
    return {name: Fault(**row) for name, row in table.items()}


FAULTS = read_faults()


@pytest.mark.parametrize("fault", FAULTS.values(), ids=FAULTS.keys())
def test_planted_faults_are_reported(
    site: Path, found: Callable[[], list[str]], fault: Fault
) -> None:
    expected = fault.plant(site)
    problems = found()
    assert any(problem.startswith(expected) for problem in problems), "\n".join(problems)


def test_only_planted_faults_are_reported(site: Path, found: Callable[[], list[str]]) -> None:
    FAULTS["BibTeX month"].plant(site)
    assert found() == [FAULTS["BibTeX month"].expected]


@pytest.mark.parametrize(
    "path",
    [
        "papers/third/index.html",
        "papers/third.bib",
        "papers/third.md",
        "api/papers/third.json",
        "papers/old-river/index.html",
        "tags/tides/index.html",
        "tags/tides.bib",
        "tags/tides/feed.json",
        "feeds.opml",
        "sitemap.xml",
        "404.html",
    ],
)
def test_missing_files_are_reported(site: Path, found: Callable[[], list[str]], path: str) -> None:
    (site / path).unlink()
    assert f"{path}: is missing" in found()


@pytest.mark.parametrize(
    "path", ["papers/gone/index.html", "papers/gone.bib", "api/papers/gone.json"]
)
def test_files_of_removed_papers_are_reported(
    site: Path, found: Callable[[], list[str]], path: str
) -> None:
    (site / path).parent.mkdir(exist_ok=True)
    shutil.copy(site / path.replace("gone", "third"), site / path)
    assert f"{path}: is about a paper that is not in the collection" in found()


def test_search_cards_are_compared_with_records(site: Path, found: Callable[[], list[str]]) -> None:
    [path] = (site / "search/index").glob("cards-*.bin")
    cards = json.loads(zlib.decompress(path.read_bytes(), -zlib.MAX_WBITS))
    for card in cards:
        if card[0] == "third":
            card[1] = "A 3rd One"
    packer = zlib.compressobj(wbits=-zlib.MAX_WBITS)
    path.write_bytes(packer.compress(json.dumps(cards).encode()) + packer.flush())
    assert found() == [
        'search/index/index.json: third title: has "A 3rd One", but the record has "A Third One"'
    ]


def test_a_search_card_of_a_removed_paper_is_reported(
    site: Path, found: Callable[[], list[str]]
) -> None:
    [path] = (site / "search/index").glob("cards-*.bin")
    cards = json.loads(zlib.decompress(path.read_bytes(), -zlib.MAX_WBITS))
    cards.append(["gone", *cards[0][1:]])
    packer = zlib.compressobj(wbits=-zlib.MAX_WBITS)
    path.write_bytes(packer.compress(json.dumps(cards).encode()) + packer.flush())
    assert found() == [
        "search/index/index.json: contains a paper that is not in the collection: gone"
    ]


def test_other_papers_in_the_search_index_are_reported(
    site: Path, found: Callable[[], list[str]]
) -> None:
    for path in (site / "search/index").glob("cards-*.bin"):
        path.unlink()
    assert "search/index/index.json: does not contain the paper third" in found()


def test_a_folder_that_is_no_site_is_reported(tmp_path: Path, subject: ExpectedSite) -> None:
    [problem] = check_site(tmp_path / "nothing", subject)
    assert "is not a built site" in problem.message


def test_a_page_that_is_not_html_is_reported(site: Path, found: Callable[[], list[str]]) -> None:
    (site / "tags/tides/index.html").write_bytes(b"")
    assert any("tags/tides/index.html: cannot be read as HTML" in p for p in found())


def test_the_result_does_not_depend_on_the_number_of_processes(
    site: Path, subject: ExpectedSite
) -> None:
    for name in ("heading", "BibTeX month", "dead anchor in another page", "duplicate title"):
        FAULTS[name].plant(site)
    alone = check_site(site, subject, jobs=1)
    assert len(alone) >= 4
    assert check_site(site, subject, jobs=2) == alone


def test_a_site_without_a_url_needs_no_feeds_or_sitemap(
    tmp_path: Path,
) -> None:
    space = Workspace(tmp_path)
    space.write(ORDINARY)
    config = space.root / "mkdocs.yml"
    config.write_text(
        config.read_text().replace('!ENV [SITE_URL, "https://papershelf.example/"]', '""')
    )
    space.build()
    assert space.problems() == []


def test_a_site_under_a_path_is_checked(tmp_path: Path) -> None:
    space = Workspace(tmp_path)
    space.write(ORDINARY)
    config = space.root / "mkdocs.yml"
    config.write_text(config.read_text().replace("papershelf.example/", "site.example/shelf/"))
    space.build()
    assert space.problems() == []


def test_the_command_prints_problems_and_exits_1(built: Workspace) -> None:
    good = built.run("check", "--site", "site")
    assert (good.returncode, good.stdout) == (0, "")
    shutil.copytree(built.root / "site", built.root / "broken")
    FAULTS["RIS volume"].plant(built.root / "broken")
    bad = built.run("check", "--site", "broken")
    assert bad.returncode == 1
    assert bad.stdout == f"broken/{FAULTS['RIS volume'].expected}\n"
    assert "1 error" in bad.stderr
