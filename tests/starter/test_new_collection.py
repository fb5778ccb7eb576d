"""The command `papershelf new`: what it writes, imports, asks and keeps."""

from __future__ import annotations

import html
import os
import pty
import re
import subprocess
import sys
from pathlib import Path

import pytest
from click.testing import CliRunner, Result

from papershelf.cli.main import main
from papershelf.editing.change_log import utc_today
from papershelf.exports.edit_schemas import edit_schemas
from papershelf.starter.starter_files import STARTER_FILES
from papershelf.starter.starter_record import RECORD_FILE
from tests.services.papers import hf_item, hf_pages
from tests.services.server import Service, serve

BIB = """
@inproceedings{byron2024, title={Tidal Attention for Rivers}, author={Byron, Ada and Li, Wei},
  booktitle={Proceedings of the Workshop on River Learning}, year={2024}}
@article{weir2021, title={Weirs, Locks and Levels}, author={Weir, Grace},
  journal={Puddle Letters}, year={2021}}
@inproceedings{doe2020, title={Flood Nets}, author={Doe, Jane}, booktitle={NeurIPS}, year={2020}}
"""
LIST = """# Awesome Rivers

## Floods
- [Tidal Attention for Rivers](https://arxiv.org/abs/2401.01234) - floods a week ahead.
"""
ZOTERO = """[{"id": "weir2021", "type": "article-journal", "title": "Weirs, Locks and Levels",
"author": [{"family": "Weir", "given": "Grace"}], "container-title": "Puddle Letters",
"issued": {"date-parts": [[2021]]}}]"""
OPENREVIEW = """{"notes": [{"id": "abCD12", "forum": "abCD12", "content": {
"title": {"value": "Locks for Latents"}, "authors": {"value": ["Grace Weir"]},
"venue": {"value": "ICLR 2024 poster"}, "venueid": {"value": "ICLR.cc/2024/Conference"}}}]}"""


@pytest.fixture(autouse=True)
def _in_empty_folder(tmp_path: Path, monkeypatch: pytest.MonkeyPatch) -> None:
    monkeypatch.chdir(tmp_path)


def run(*words: str) -> Result:
    return CliRunner().invoke(main, words, catch_exceptions=False)


def texts(folder: Path) -> dict[str, bytes]:
    files = (path for path in folder.rglob("*") if path.is_file())
    return {path.relative_to(folder).as_posix(): path.read_bytes() for path in files}


def check(folder: str) -> Result:
    return run("check", "--config", f"{folder}/mkdocs.yml")


def test_an_empty_collection_passes_the_check_and_says_what_to_do_next() -> None:
    done = run("new", "my-papers")
    assert done.exit_code == 0, done.output
    schemas = {f".schemas/{name}.json" for name in edit_schemas()}
    written = {*STARTER_FILES, *schemas, RECORD_FILE, "data/tags.yaml", "data/venues.yaml"}
    assert set(texts(Path("my-papers"))) == written
    for path in ("mkdocs.yml", "data/tags.yaml", "data/venues.yaml"):
        (schema,) = re.findall(
            rb"\A# yaml-language-server: \$schema=(.*)\n", texts(Path("my-papers"))[path]
        )
        assert Path("my-papers", path).parent.joinpath(schema.decode()).resolve().is_file()
    assert 'site_name: "My papers"' in Path("my-papers/mkdocs.yml").read_text("utf-8")
    assert done.stdout.splitlines()[-3:] == [
        "Next: cd my-papers",
        "Next: papershelf add 1806.07366, or papershelf import refs.bib",
        "Next: papershelf serve",
    ]
    checked = check("my-papers")
    assert (checked.exit_code, checked.stderr) == (0, "0 papers, 0 errors, 0 warnings\n")


@pytest.mark.parametrize(
    ("name", "content", "papers"),
    [
        ("refs.bib", BIB, 3),
        ("README.md", LIST, 1),
        ("zotero.json", ZOTERO, 1),
        ("openreview.json", OPENREVIEW, 1),
    ],
)
def test_the_papers_of_a_file_are_imported_and_pass_the_check(
    name: str, content: str, papers: int
) -> None:
    Path(name).write_text(content, "utf-8")
    done = run("new", "mine", "--from", name, "--yes")
    assert done.exit_code == 0, done.output
    assert f"new {papers}, merged 0, unchanged 0, refused 0" in done.stdout
    stem = "imported" if name == "README.md" else name.partition(".")[0]
    assert Path(f"mine/data/papers/{stem}.yaml").is_file()
    checked = check("mine")
    assert checked.exit_code == 0
    assert f"{papers} paper" in checked.stderr
    assert "0 errors, 0 warnings" in checked.stderr


def test_venues_that_are_not_listed_are_drafted_and_used_by_id() -> None:
    Path("refs.bib").write_text(BIB, "utf-8")
    done = run("new", "mine", "--from", "refs.bib")
    assert "2 venues drafted at the end of mine/data/venues.yaml" in done.stdout
    records = Path("mine/data/papers/refs.yaml").read_text("utf-8")
    assert "venue: puddle-letters" in records
    assert "venue: workshop-on-river-learning" in records
    assert "venue: neurips" in records


def test_the_daily_papers_of_hugging_face_are_read_with_hf(monkeypatch: pytest.MonkeyPatch) -> None:
    with serve() as service:
        day = utc_today()
        service.on("/api/daily_papers", hf_pages({day: [hf_item("2611.00001", "Dams", day)]}))
        _use_service(service, monkeypatch)
        done = run("new", "daily", "--from", "hf")
    assert done.exit_code == 0, done.output
    assert {request.path for request in service.requests} >= {"/api/daily_papers"}
    assert "Dams" in Path("daily/data/papers/hf.jsonl").read_text("utf-8")


def _use_service(service: Service, monkeypatch: pytest.MonkeyPatch) -> None:
    for name, value in service.environ().items():
        monkeypatch.setenv(name, value)


def test_existing_files_are_kept_and_a_second_run_changes_nothing() -> None:
    Path("mine").mkdir()
    Path("mine/README.md").write_text("Mine.\n", "utf-8")
    done = run("new", "mine")
    assert "kept mine/README.md, which exists" in done.stdout
    assert Path("mine/README.md").read_text("utf-8") == "Mine.\n"
    before = texts(Path("mine"))
    again = run("new", "mine", "--name", "Other")
    assert again.exit_code == 0
    assert "wrote" not in again.stdout
    assert texts(Path("mine")) == before


def test_a_link_to_nowhere_is_not_followed() -> None:
    Path("mine").mkdir()
    Path("mine/mkdocs.yml").symlink_to(Path("elsewhere").absolute())
    done = run("new", "mine")
    assert "kept mine/mkdocs.yml, which exists" in done.stdout
    assert not Path("elsewhere").exists()


@pytest.mark.parametrize(
    ("words", "code", "message"),
    [
        (
            ("mine", "--from", "none.bib"),
            2,
            "--from: none.bib is not a file; give a file to import, or hf",
        ),
        (("mine", "--address", "papers"), 2, "--address: 'papers' is not the address of a site"),
        (("mine", "--vocabulary", "biology"), 2, "'computer-science'"),
        ((), 2, "DIR"),
        (("file",), 1, "file: exists and is not a folder"),
    ],
)
def test_wrong_usage_writes_nothing(words: tuple[str, ...], code: int, message: str) -> None:
    Path("file").write_text("x")
    done = run("new", *words)
    assert done.exit_code == code
    assert message in done.stderr
    assert not Path("mine").exists()


def test_a_file_in_no_known_format_leaves_an_empty_collection_and_ends_with_1() -> None:
    Path("x.bin").write_bytes(b"\x00\x01")
    done = run("new", "mine", "--from", "x.bin")
    assert done.exit_code == 1
    assert "x.bin" in done.stderr
    assert check("mine").exit_code == 0


def ask(*words: str, answers: str) -> str:
    """The screen of a command on a terminal, where somebody types answers."""
    parent, child = pty.openpty()
    process = subprocess.Popen(
        [sys.executable, "-m", "papershelf", *words], stdin=child, stdout=child, stderr=child
    )
    os.close(child)
    os.write(parent, answers.encode())
    screen = b""
    try:
        while chunk := os.read(parent, 1 << 16):
            screen += chunk
    except OSError:  # Linux reports the closed terminal as an error
        pass
    assert process.wait() == 0, screen.decode()
    os.close(parent)
    return screen.decode()


@pytest.mark.seconds
def test_a_terminal_is_asked_three_questions() -> None:
    Path("refs.bib").write_text(BIB, "utf-8")
    screen = ask("new", "mine", answers="River papers\nhttps://ada.github.io/rivers\nrefs.bib\n")
    assert screen.count("Name of the collection [Mine]:") == 1
    assert screen.count("(Enter for none):") == 2
    config = Path("mine/mkdocs.yml").read_text("utf-8")
    assert 'site_name: "River papers"' in config
    assert "https://github.com/ada/rivers" in config
    assert Path("mine/data/papers/refs.yaml").is_file()


@pytest.mark.seconds
@pytest.mark.parametrize(
    "words",
    [("--yes",), ("--name", "N", "--address", "https://a.example/", "--from", "refs.bib")],
)
def test_a_terminal_is_not_asked_what_options_say(words: tuple[str, ...]) -> None:
    Path("refs.bib").write_text(BIB, "utf-8")
    assert ":" not in ask("new", "mine", *words, answers="").partition("wrote ")[0]


@pytest.mark.site
def test_the_home_page_of_an_empty_collection_shows_how_to_begin() -> None:
    run("new", "mine", "--vocabulary", "empty")
    done = run("build", "--config", "mine/mkdocs.yml", "--quiet")
    assert done.exit_code == 0, done.output
    home = Path("mine/site/index.html").read_text("utf-8")
    assert "papershelf import refs.bib" in home
    assert "0 papers" not in home
    record = home.partition("<code>- title")[2].partition("</code>")[0]
    Path("mine/data/papers").mkdir()
    Path("mine/data/papers/first.yaml").write_text(html.unescape(f"- title{record}\n"), "utf-8")
    checked = check("mine")
    assert checked.exit_code == 0
    assert "1 paper, 0 errors" in checked.stderr
