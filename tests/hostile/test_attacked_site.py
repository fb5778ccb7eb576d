"""Tests of a site with hostile texts: its pages in a browser, its exports in other programs.

With `PAPERSHELF_THOROUGH`, all payloads are used and every page is opened; otherwise every twelfth.
"""

from __future__ import annotations

import csv
import io
import json
import re
import shutil
import unicodedata
from pathlib import Path

import feedparser
import pytest
from bibtexparser.entrypoint import parse_string as parse_bibtex
from lxml import etree, html
from playwright.sync_api import Browser
from pybtex.database import parse_string as parse_pybtex

from papershelf.text.latex_writer import encode_latex
from tests.conftest import serve_with_prefix
from tests.forked import THOROUGH
from tests.hostile.chromium import addresses, visit
from tests.hostile.files import write_payload_files
from tests.hostile.independent import make_independent_cases
from tests.hostile.payloads import PAYLOADS, sample
from tests.hostile.records import write_hostile
from tests.workspaces import Workspace

STEP = 1 if THOROUGH else 12
_SIGNS = ("=", "+", "-", "@", "\t", "\r", "＝")
pytestmark = pytest.mark.site


@pytest.fixture(scope="module")
def attacked(tmp_path_factory: pytest.TempPathFactory) -> Workspace:
    space = Workspace(tmp_path_factory.mktemp("attacked"))
    write_hostile(space, sample(STEP))
    space.build()
    return space


@pytest.fixture(scope="module")
def site(attacked: Workspace) -> Path:
    return attacked.root / "site"


def test_there_are_enough_payloads() -> None:
    assert len(PAYLOADS) >= 340


def test_every_payload_has_a_page(site: Path) -> None:
    for name in sample(STEP):
        assert (site / f"papers/hostile-{name}/index.html").is_file()


def test_all_views_agree_with_the_records(attacked: Workspace) -> None:
    # Texts with thousands of characters make pages too large, and long names without spaces are cut
    # to equal ids.
    allowed = (": warning: ", "bytes besides its own text", ": has the same title as ")
    wrong = [line for line in attacked.problems() if not any(map(line.__contains__, allowed))]
    assert wrong == []


@pytest.mark.browser
@pytest.mark.parametrize("policy", [False, True], ids=["without-policy", "with-policy"])
def test_no_page_runs_code_or_sends_requests(browser: Browser, site: Path, *, policy: bool) -> None:
    pages = addresses(site)[policy :: 2 if policy else 1]
    with serve_with_prefix(site, "/") as server:
        visits = visit(browser, server, pages, policy=policy)
    assert visits.found == []
    assert visits.pages == len(pages)


# --- exports ------------------------------------------------------------------------------------


@pytest.fixture(scope="module")
def ids(site: Path) -> list[str]:
    lines = (site / "papers.jsonl").read_text("utf-8").split("\n")
    return [json.loads(line)["id"] for line in lines if line]


def text(site: Path, name: str) -> str:
    return (site / name).read_bytes().decode("utf-8")


def test_jsonl_and_csl_have_every_record(site: Path, ids: list[str]) -> None:
    assert {f"hostile-{name}" for name in sample(STEP)} <= set(ids)
    assert len(set(ids)) == len(ids)
    assert len(json.loads(text(site, "papers.csl.json"))) == len(ids)


@pytest.mark.parametrize("name", ["papers.bib", "papers.abstracts.bib"])
def test_bibtex_is_parsed_completely(site: Path, ids: list[str], name: str) -> None:
    library = parse_bibtex(text(site, name), parse_stack=[])
    assert not library.failed_blocks
    assert not library.strings
    assert not library.preambles
    assert len(library.entries) == len(ids)
    entries = parse_pybtex(text(site, name), "bibtex").entries
    assert list(entries) == [entry.key for entry in library.entries]


def test_bibtex_has_no_dangerous_commands(site: Path) -> None:
    for name in ("papers.bib", "papers.abstracts.bib"):
        found = text(site, name)
        for word in ("input", "write", "def", "newcommand", "href", "catcode", "csname", "style"):
            assert f"\\{word}" not in found.replace("\\textbackslash", "")
        assert "^^" not in found


def test_ris_has_every_record_and_no_injected_lines(site: Path, ids: list[str]) -> None:
    lines = [line for line in text(site, "papers.ris").split("\r\n") if line]
    assert sum(line.startswith("TY  - ") for line in lines) == len(ids)
    assert lines.count("ER  - ") == len(ids)
    for line in lines:
        assert line[:2].isalnum()
        assert line[2:6] == "  - "
        assert not {"\n", "\r", "\x85", "\u2028", "\x0b", "\x0c"} & set(line)


def test_csv_has_every_record_and_no_formula(site: Path, ids: list[str]) -> None:
    rows = list(
        csv.reader(io.StringIO(text(site, "papers.csv").removeprefix("\ufeff"), newline=""))
    )
    assert len(rows) == len(ids) + 1
    assert {len(row) for row in rows} == {len(rows[0])}
    cells = [cell for row in rows for cell in row]
    assert [cell for cell in cells if cell.startswith(_SIGNS) and not _is_number(cell)] == []
    assert [cell for cell in cells if any(map(_is_control, cell))] == []


def _is_number(cell: str) -> bool:
    return cell.removeprefix("-").isdigit() and cell.isascii()


def _is_control(char: str) -> bool:
    return char != "\n" and unicodedata.category(char) in {"Cc", "Cs"}


def test_feeds_are_valid_and_have_every_record(site: Path) -> None:
    feeds = sorted(site.rglob("feed.xml"))
    assert feeds
    for path in feeds:
        root = etree.fromstring(path.read_bytes())
        entries = root.findall("{http://www.w3.org/2005/Atom}entry")
        read = feedparser.parse(path.read_bytes())
        assert not read.bozo, read.get("bozo_exception")
        other = json.loads(path.with_suffix(".json").read_bytes())
        assert len(entries) == len(read.entries) == len(other["items"])
        assert {entry.id for entry in read.entries} == {item["id"] for item in other["items"]}


def test_all_json_parses_and_no_page_has_two_articles(site: Path) -> None:
    for path in (*(site / "api").rglob("*.json"), *(site / "papers").glob("*.json")):
        json.loads(path.read_bytes())
    for path in (site / "papers").glob("hostile-*/index.html"):
        tree = html.document_fromstring(path.read_text("utf-8"))
        (script,) = tree.xpath("//script[@type='application/ld+json']")
        assert json.loads(script.text)["@type"] != "Evil"


@pytest.mark.parametrize(
    ("source", "wanted"),
    [
        (r"$^^5cinput{x}$", ""),
        (r"$\def\a{\a\a}\a$", ""),
        (r"$\newcommand{\a}{\a\a}\a$", ""),
        (r"$\href{javascript:alert(1)}{x}$", "x"),
        (r"$\class{x}{y}$", "y"),
        (r"$\definite$", r"$\mathrm{definite}$"),
    ],
)
def test_formulas_with_dangerous_commands_are_text(source: str, wanted: str) -> None:
    written_as = encode_latex(source)
    assert written_as == wanted if wanted else "\\def" not in written_as.replace("{", "")
    assert "^^" not in written_as


def test_many_combining_marks_are_not_nested_in_braces() -> None:
    for mark in ("\u0301", "\u0308\u0323"):
        for source in ("e" + mark * 300, "$e" + mark * 300 + "$"):
            assert encode_latex(source).count("{") <= 12
        assert "\\'" in encode_latex("e\u0301" * 2)


# --- importers ----------------------------------------------------------------------------------


@pytest.fixture(scope="module")
def imported(tmp_path_factory: pytest.TempPathFactory) -> Workspace:
    space = Workspace(tmp_path_factory.mktemp("imported"))
    payloads = sample(1 if THOROUGH else 16)
    files = [space.root / name for name, _ in write_payload_files(payloads)]
    for path, (_, content) in zip(files, write_payload_files(payloads), strict=True):
        path.write_bytes(content)
    done = space.run("import", *(path.name for path in files))
    assert "Traceback" not in done.stderr
    [new] = map(int, re.findall(r"^new (\d+),", done.stdout, re.MULTILINE))
    # Unbalanced braces in raw.bib may damage adjacent entries, which is reported.
    assert new >= (len(files) - 1) * len(payloads) - 20
    assert space.run("check").returncode == 0
    space.build()
    return space


@pytest.mark.browser
def test_no_imported_text_runs(browser: Browser, imported: Workspace) -> None:
    site = imported.root / "site"
    pages = [page for page in addresses(site) if page.startswith("papers/")]
    pages = pages[:: max(1, len(pages) // (460 if THOROUGH else 60))]
    with serve_with_prefix(site, "/") as server:
        visits = visit(browser, server, pages, policy=False)
    assert visits.found == []
    assert visits.pages == len(pages) >= (450 if THOROUGH else 50)


# --- independent inputs --------------------------------------------------------------------------


@pytest.mark.slow
def test_a_site_of_independent_hostile_inputs(
    shared: Path, browser: Browser, tmp_path: Path
) -> None:
    space = Workspace(tmp_path)
    shutil.rmtree(tmp_path / "data")
    make_independent_cases(shared, "data", tmp_path / "data")
    site = space.build()
    assert len(list((site / "papers").glob("h-*/index.html"))) == 340
    parse_pybtex(text(site, "papers.bib"), "bibtex")
    pages = addresses(site)[:: 1 if THOROUGH else 25]
    with serve_with_prefix(site, "/") as server:
        assert visit(browser, server, pages, policy=False).found == []
    if THOROUGH:
        lines = [line for line in space.problems() if ": warning: " not in line]
        assert [line for line in lines if "bytes beside" not in line] == []
