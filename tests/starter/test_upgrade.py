"""The command `papershelf upgrade`: new versions of starter files, merged with the user's changes."""

from __future__ import annotations

import json
import shutil
from collections.abc import Callable
from pathlib import Path

import pytest
from click.testing import CliRunner, Result

from papershelf import __version__
from papershelf.cli.main import main
from papershelf.core.errors import PapersError
from papershelf.starter.answers import Answers
from papershelf.starter.starter_files import render_starter_files
from papershelf.starter.starter_record import RECORD_FILE, read_record
from papershelf.starter.three_way_merge import merge_texts
from papershelf.starter.upgrade import apply_upgrade, plan_upgrade
from tests.conftest import ROOT

FIXTURES = ROOT / "tests/data/collections"
CHECK = ".github/workflows/check.yml"


def run(*words: str) -> Result:
    return CliRunner().invoke(main, words, catch_exceptions=False)


def texts(folder: Path) -> dict[str, bytes]:
    files = (path for path in folder.rglob("*") if path.is_file())
    return {path.relative_to(folder).as_posix(): path.read_bytes() for path in files}


Age = Callable[..., None]


@pytest.fixture
def mine(tmp_path: Path, monkeypatch: pytest.MonkeyPatch) -> Path:
    """A new collection in the current folder."""
    monkeypatch.chdir(tmp_path)
    assert run("new", ".", "--name", "Papers", "--vocabulary", "empty").exit_code == 0
    return tmp_path


@pytest.fixture
def age(mine: Path) -> Age:
    """Makes an older version have written other text: `age(name, new_part, old_part)`."""

    def replace_part(name: str, part: str, old_part: str) -> None:
        record = json.loads((mine / RECORD_FILE).read_text("utf-8"))
        for text in (record["files"][name],):
            assert part in text
            record["files"][name] = text.replace(part, old_part)
        record["version"] = "0.0.9"
        (mine / RECORD_FILE).write_text(json.dumps(record), "utf-8")
        (mine / name).write_text(record["files"][name], "utf-8")

    return replace_part


def test_a_new_collection_is_up_to_date(mine: Path) -> None:
    before = texts(mine)
    done = run("upgrade")
    assert (done.exit_code, done.output) == (0, "All files are up to date.\n")
    assert texts(mine) == before


def test_an_unchanged_file_gets_the_new_text_after_a_diff(mine: Path, age: Age) -> None:
    age(CHECK, "name: Check\n", "name: Test\n")
    before = texts(mine)
    done = run("upgrade")
    assert done.exit_code == 0
    assert "-name: Test\n+name: Check\n" in done.stdout
    assert "would upgrade 1 file from papershelf 0.0.9" in done.stderr
    assert texts(mine) == before
    assert run("upgrade", "--dry-run").output == done.output
    done = run("upgrade", "--yes")
    assert done.exit_code == 0
    assert f"upgraded 1 file from papershelf 0.0.9 to {__version__}, 0 conflicts" in done.stderr
    assert (mine / CHECK).read_text("utf-8").startswith("name: Check\n")
    assert run("upgrade").output == "All files are up to date.\n"


def test_changes_of_the_user_and_of_the_new_version_are_merged(mine: Path, age: Age) -> None:
    age("mkdocs.yml", "theme: {name: papershelf}\n", "theme: papershelf\n")
    path = mine / "mkdocs.yml"
    path.write_text(path.read_text("utf-8") + "\ncopyright: mine\n", "utf-8")
    assert run("upgrade", "--yes").exit_code == 0
    text = path.read_text("utf-8")
    assert "theme: {name: papershelf}\n" in text
    assert text.endswith("\ncopyright: mine\n")


def test_a_conflict_is_marked_and_reported_with_its_line(mine: Path, age: Age) -> None:
    age("mkdocs.yml", 'site_name: "Papers"\n', 'site_name: "Old"\n')
    path = mine / "mkdocs.yml"
    path.write_text(path.read_text("utf-8").replace('"Old"', '"Mine"'), "utf-8")
    done = run("upgrade", "--yes")
    assert done.exit_code == 1
    lines = path.read_text("utf-8").splitlines()
    start = lines.index("<<<<<<< yours")
    assert lines[start + 1] == 'site_name: "Mine"'
    assert f">>>>>>> papershelf {__version__}" in lines
    assert f"mkdocs.yml:{start + 1}: your change and the new version differ" in done.stderr


def test_a_deleted_file_stays_deleted_and_a_changed_one_without_news_stays(
    mine: Path, age: Age
) -> None:
    age(CHECK, "name: Check\n", "name: Test\n")
    (mine / CHECK).unlink()
    (mine / "README.md").write_text("Mine.\n", "utf-8")
    assert run("upgrade", "--yes").exit_code == 0
    assert not (mine / CHECK).exists()
    assert (mine / "README.md").read_text("utf-8") == "Mine.\n"


def rewrite_record(mine: Path, files: dict[str, str | None]) -> None:
    record = json.loads((mine / RECORD_FILE).read_text("utf-8"))
    record["files"].update(files)
    record["files"] = {name: text for name, text in record["files"].items() if text is not None}
    (mine / RECORD_FILE).write_text(json.dumps(record), "utf-8")


def test_a_file_that_is_new_in_this_version_is_added(mine: Path) -> None:
    rewrite_record(mine, {CHECK: None})
    (mine / CHECK).unlink()
    assert run("upgrade", "--yes").exit_code == 0
    assert (mine / CHECK).is_file()


def test_a_file_of_the_user_in_the_place_of_a_new_one_is_kept(mine: Path) -> None:
    rewrite_record(mine, {CHECK: None})
    (mine / CHECK).write_text("mine\n", "utf-8")
    done = run("upgrade", "--yes")
    assert done.exit_code == 0
    assert f"{CHECK}: warning: exists and was not written by papershelf new" in done.stderr
    assert (mine / CHECK).read_text("utf-8") == "mine\n"
    assert CHECK not in (read_record(mine) or pytest.fail("no record")).files


@pytest.mark.parametrize("is_changed", [False, True])
def test_a_file_that_this_version_does_not_have_is_deleted_unless_it_was_changed(
    mine: Path, is_changed: bool
) -> None:
    rewrite_record(mine, {"old.yml": "a: 1\n"})
    (mine / "old.yml").write_text("a: 2\n" if is_changed else "a: 1\n", "utf-8")
    done = run("upgrade", "--yes")
    assert done.exit_code == 0
    assert (mine / "old.yml").exists() == is_changed
    assert ("is no longer needed, but you changed it" in done.stderr) == is_changed
    assert ("+++ /dev/null" in done.stdout) == (not is_changed)


def test_line_endings_of_windows_stay(mine: Path, age: Age) -> None:
    age(CHECK, "name: Check\n", "name: Test\n")
    path = mine / CHECK
    path.write_bytes(path.read_bytes().replace(b"\n", b"\r\n"))
    assert run("upgrade", "--yes").exit_code == 0
    content = path.read_bytes()
    assert content.startswith(b"name: Check\r\n")
    assert content.count(b"\n") == content.count(b"\r\n")


def test_an_interrupted_upgrade_can_be_repeated(mine: Path, age: Age) -> None:
    age(CHECK, "name: Check\n", "name: Test\n")
    record = (mine / RECORD_FILE).read_bytes()
    apply_upgrade(plan_upgrade(mine))
    done = texts(mine)
    (mine / RECORD_FILE).write_bytes(record)  # it is written last
    apply_upgrade(plan_upgrade(mine))
    assert texts(mine) == done


@pytest.mark.parametrize(
    "content",
    [
        "",
        "[]",
        "{}",
        '{"answers": {}, "files": {}, "version": "0"}',
        '{"answers": {"name": 1}, "files": {}, "version": "0"}',
    ],
)
def test_a_damaged_record_is_one_line(mine: Path, content: str) -> None:
    (mine / RECORD_FILE).write_text(content, "utf-8")
    done = run("upgrade", "--yes")
    assert done.exit_code == 1
    assert done.stderr.startswith(f"{RECORD_FILE}: is damaged; ")
    assert done.stderr.count("\n") == 1


def test_files_of_a_newer_version_are_left_as_they_are(mine: Path) -> None:
    record = json.loads((mine / RECORD_FILE).read_text("utf-8"))
    (mine / RECORD_FILE).write_text(json.dumps(record | {"version": "0.10.0"}), "utf-8")
    before = texts(mine)
    done = run("upgrade", "--yes")
    assert done.exit_code == 1
    assert f"version: was written by papershelf 0.10.0; this is {__version__}" in done.stderr
    assert texts(mine) == before


@pytest.mark.parametrize("name", ["../x", "/etc/x", "a/../../x", "C:x", "a\\..\\x", "a//b", ""])
def test_a_record_cannot_name_a_file_outside_of_the_collection(mine: Path, name: str) -> None:
    rewrite_record(mine, {name: "x"})
    done = run("upgrade", "--yes")
    assert done.exit_code == 1
    assert "is damaged" in done.stderr


def test_a_link_out_of_the_collection_is_refused(
    mine: Path, tmp_path_factory: pytest.TempPathFactory
) -> None:
    outside = tmp_path_factory.mktemp("outside")
    (outside / "x.yml").write_text("a: 1\n")
    (mine / "link").symlink_to(outside)
    rewrite_record(mine, {"link/x.yml": "a: 1\n"})
    done = run("upgrade", "--yes")
    assert done.exit_code == 1
    assert "link/x.yml: leads out of the collection" in done.stderr
    assert (outside / "x.yml").exists()


def test_a_folder_that_new_did_not_make_says_what_to_do(tmp_path: Path) -> None:
    done = run("upgrade", str(tmp_path))
    assert done.exit_code == 1
    assert "run papershelf new" in done.stderr


def test_without_git_a_merge_is_one_line(monkeypatch: pytest.MonkeyPatch) -> None:
    monkeypatch.setenv("PATH", "")
    with pytest.raises(PapersError, match="git: is not installed"):
        merge_texts("a\n", "b\n", "c\n", "new")


def test_merging_keeps_both_changes_or_marks_a_conflict() -> None:
    base = "one\n2\n3\n4\nfive\n"
    assert merge_texts(base, "ONE\n2\n3\n4\nfive\n", "one\n2\n3\n4\nFIVE\n", "n") == (
        "ONE\n2\n3\n4\nFIVE\n",
        0,
    )
    assert merge_texts(base, "x\n2\n3\n4\nfive\n", "y\n2\n3\n4\nfive\n", "n")[1] == 1


@pytest.mark.parametrize("fixture", sorted(path.name for path in FIXTURES.iterdir()))
def test_a_collection_of_an_earlier_version_is_upgraded(fixture: str, tmp_path: Path) -> None:
    """Each fixture was made by `papershelf new` of its version, and has changes of its user."""
    folder = tmp_path / "mine"
    shutil.copytree(FIXTURES / fixture, folder)
    data = {name: text for name, text in texts(folder).items() if name.startswith("data/")}
    done = run("upgrade", str(folder), "--yes")
    assert done.exit_code == 0, done.output
    record = read_record(folder)
    assert record is not None
    assert record.files == render_starter_files(record.answers)
    for name, text in record.files.items():
        found = (folder / name).read_text("utf-8")
        assert found == text or name in {"mkdocs.yml", "README.md"}, name
    config = (folder / "mkdocs.yml").read_text("utf-8")
    assert "copyright: The river lab" in config
    assert "Our meetings are on Fridays." in (folder / "README.md").read_text("utf-8")
    assert {n: t for n, t in texts(folder).items() if n.startswith("data/")} == data
    checked = run("check", "--config", str(folder / "mkdocs.yml"))
    assert checked.exit_code == 0
    assert "2 papers, 0 errors, 0 warnings" in checked.stderr


def test_a_second_new_adds_missing_files_and_keeps_the_answers(mine: Path) -> None:
    (mine / CHECK).unlink()
    assert run("new", ".", "--name", "Other").exit_code == 0
    assert (mine / CHECK).is_file()
    record = read_record(mine)
    assert record is not None
    assert record.answers == Answers(name="Papers", vocabulary="empty")
    assert run("upgrade").output == "All files are up to date.\n"
