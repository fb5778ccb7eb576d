"""The command `papershelf search`, and `papershelf export --query`."""

from __future__ import annotations

import json
from pathlib import Path

import httpx
import pytest
from click.testing import CliRunner

from papershelf.cli.main import main
from papershelf.core.errors import PapersError
from papershelf.search.index import build_index
from papershelf.services.site_files import SiteFiles
from tests.search.query.test_engine import CATALOGUE


@pytest.fixture
def site(tmp_path: Path) -> Path:
    for path, content in build_index(CATALOGUE).items():
        (tmp_path / path).parent.mkdir(parents=True, exist_ok=True)
        (tmp_path / path).write_bytes(content)
    return tmp_path


def test_papers_are_printed_with_the_words_that_they_lack(site: Path) -> None:
    done = CliRunner().invoke(main, ["search", "fast", "pruned", "layer", "--site", str(site)])
    assert done.exit_code == 0
    assert "ssm: A Fast SSM Layer (2022)\n    missing: pruned\n" in done.output
    assert "some of the words" in done.stderr


def test_a_report_is_json(site: Path) -> None:
    command = ["search", "rivers", "foo:bar", "--site", str(site), "--json", "--limit", "1"]
    answer = json.loads(CliRunner().invoke(main, command).stdout)
    assert answer["plain_words"] == ["foo:bar"]
    assert answer["unknown"] == ["foo", "bar"]
    assert len(answer["papers"]) == 1


def test_nothing_found_is_no_error(site: Path) -> None:
    done = CliRunner().invoke(main, ["search", "qqqqqq", "--site", str(site)])
    assert (done.exit_code, done.stdout) == (0, "")
    assert "No papers found" in done.stderr


def test_a_folder_without_an_index_is_an_error(tmp_path: Path) -> None:
    done = CliRunner().invoke(main, ["search", "x", "--site", str(tmp_path)])
    assert done.exit_code == 1
    assert "build the site first" in done.stderr


def test_files_are_read_from_a_published_site(site: Path) -> None:
    def answer(request: httpx.Request) -> httpx.Response:
        path = site / request.url.path.removeprefix("/papers/")
        return (
            httpx.Response(200, content=path.read_bytes())
            if path.is_file()
            else httpx.Response(404)
        )

    with SiteFiles("https://site.test/papers", httpx.MockTransport(answer)) as files:
        assert json.loads(files.read("search/index/index.json"))["papers"] == len(CATALOGUE.papers)
        with pytest.raises(PapersError, match="status 404"):
            files.read("search/index/none.bin")


def test_a_site_that_cannot_be_reached_is_an_error() -> None:
    def fail(request: httpx.Request) -> httpx.Response:
        raise httpx.ConnectError("down", request=request)

    with (
        SiteFiles("https://site.test", httpx.MockTransport(fail)) as files,
        pytest.raises(PapersError, match="cannot be read"),
    ):
        files.read("search/index/index.json")
