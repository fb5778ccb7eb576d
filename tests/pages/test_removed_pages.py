"""Tests of removed papers: the pages at their addresses, and where they are listed."""

from __future__ import annotations

from pathlib import Path

import pytest

from tests.workspaces import Workspace

pytestmark = pytest.mark.site

RECORDS = [
    {"id": "here", "title": "A Paper that Is Here", "aliases": ["before"], "added": "2026-01-01"},
    {"id": "other", "title": "Another Paper", "added": "2026-01-02"},
]
LEDGER = "before\tdoe-2020-here\ngone\tkey-of-gone\nmoved\tkey-of-moved\nwithdrawn\tkey-w\n"
REDIRECTS = "papers/moved/: papers/other/\npapers/withdrawn/: removed\nold/page/: removed\n"


@pytest.fixture(scope="module")
def workspace(tmp_path_factory: pytest.TempPathFactory) -> Workspace:
    made = Workspace(tmp_path_factory.mktemp("removed"))
    config = made.root / "mkdocs.yml"
    config.write_text(config.read_text() + "\nsite_url: https://papers.example/\n")
    made.write(RECORDS)
    (made.root / "data/citation-keys.tsv").write_text(LEDGER)
    (made.root / "data/redirects.yaml").write_text(REDIRECTS)
    made.build()
    return made


def read(workspace: Workspace, path: str) -> str:
    return (workspace.root / "site" / path).read_text("utf-8")


def test_the_build_warns_of_removed_papers_without_redirect(workspace: Workspace) -> None:
    warnings = [str(one) for one in workspace.report.warnings if "mkdocs.yml" not in one.path]
    assert len(warnings) == 1
    assert "citation-keys.tsv:2: warning: 'gone' was published but no longer exists" in warnings[0]


@pytest.mark.parametrize(
    ("address", "what"),
    [("papers/gone/", "paper"), ("papers/withdrawn/", "paper"), ("old/page/", "page")],
)
def test_the_page_of_a_removed_paper_says_so(workspace: Workspace, address: str, what: str) -> None:
    page = read(workspace, f"{address}index.html")
    assert f"<title>This {what} was removed</title>" in page
    assert '<meta name="robots" content="noindex">' in page
    assert f'href="{"../" * address.count("/")}search/"' in page
    assert 'http-equiv="refresh"' not in page


def test_removed_papers_are_in_no_list(workspace: Workspace) -> None:
    site = workspace.root / "site"
    paths = [path for path in site.rglob("*") if path.suffix in {".xml", ".json", ".txt", ".bin"}]
    assert len(paths) > 10
    for path in paths:
        if not path.name.startswith(".papershelf"):
            content = path.read_bytes()
            assert b"papers/gone" not in content, path
            assert b"key-of-gone" not in content, path


def test_the_site_check_accepts_pages_of_removed_papers(workspace: Workspace) -> None:
    assert workspace.problems() == []


def test_the_site_check_reports_a_missing_page_of_a_removed_paper(
    workspace: Workspace, tmp_path: Path
) -> None:
    page = workspace.root / "site/papers/gone/index.html"
    content = page.read_text("utf-8")
    try:
        page.write_text(content.replace("noindex", "index"), "utf-8")
        (message,) = workspace.problems()
        assert "papers/gone/index.html: robots: lacks noindex" in message
        page.rename(tmp_path / "away.html")
        assert workspace.problems() == ["papers/gone/index.html: is missing"]
    finally:
        page.write_text(content, "utf-8")


def test_renamed_papers_keep_their_keys(workspace: Workspace) -> None:
    assert "{key-of-moved," in read(workspace, "papers/other.bib")
    assert "{doe-2020-here," in read(workspace, "papers/here.bib")


def test_a_renamed_paper_is_not_new_in_feeds(workspace: Workspace) -> None:
    old = "https://papers.example/papers/before/"
    atom = read(workspace, "feed.xml")
    assert f"<entry>\n<id>{old}</id>\n<title>A Paper that Is Here</title>" in atom
    assert (
        '<link rel="alternate" type="text/html" href="https://papers.example/papers/here/"/>'
        in (atom)
    )
    assert f'"id":"{old}","url":"https://papers.example/papers/here/"' in read(
        workspace, "feed.json"
    )
