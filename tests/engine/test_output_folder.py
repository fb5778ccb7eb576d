"""Tests of the output folder: what is written, deleted, and never touched."""

from __future__ import annotations

import os
import signal
import subprocess
import sys
import time
from pathlib import Path

import pytest

from papershelf.core.errors import PapersError
from papershelf.engine.file_writer import WriteReport
from papershelf.engine.manifest import (
    JOURNAL_FILE,
    MANIFEST_FILE,
    PATHS_FILE,
    list_user_files,
    read_manifest,
    read_manifest_hash,
    write_manifest,
)
from papershelf.engine.manifest_table import FileRecord
from papershelf.engine.output_folder import OutputFolder, open_site_folder

Tasks = dict[str, tuple[str, dict[str, bytes]]]


def sync(root: Path, tasks: Tasks) -> WriteReport:
    folder = OutputFolder(root)
    with folder.writer() as writer:
        for name, (key, files) in tasks.items():
            if folder.fresh_tasks({name: key}):
                folder.keep_tasks([name])
            else:
                writer.write_task(name, key, files)
        folder.add_result(writer.result)
    return folder.prune_and_save()


def contents(root: Path) -> dict[str, bytes]:
    return {
        str(path.relative_to(root)): path.read_bytes()
        for path in sorted(root.rglob("*"))
        if path.is_file() and ".papershelf" not in str(path.relative_to(root))
    }


ONE: Tasks = {"a": ("1", {"x/a.md": b"A", "x/a.bib": b"@"}), "b": ("1", {"b.md": b"B"})}


def test_the_first_run_writes_files_and_the_second_changes_nothing(tmp_path: Path) -> None:
    assert str(sync(tmp_path, ONE)) == "3 written, 0 deleted, 0 unchanged"
    before = {path: path.stat().st_mtime_ns for path in tmp_path.rglob("*")}
    assert str(sync(tmp_path, ONE)) == "0 written, 0 deleted, 3 unchanged"
    assert {path: path.stat().st_mtime_ns for path in tmp_path.rglob("*")} == before


def test_a_new_key_with_the_same_contents_writes_no_file(tmp_path: Path) -> None:
    sync(tmp_path, ONE)
    report = sync(tmp_path, {name: ("2", files) for name, (_, files) in ONE.items()})
    assert (report.written, report.unchanged) == (0, 3)
    assert read_manifest(tmp_path).cache_key("a") == "2"


def test_obsolete_files_and_empty_folders_are_deleted(tmp_path: Path) -> None:
    sync(tmp_path, ONE)
    report = sync(tmp_path, {"b": ONE["b"]})
    assert (report.deleted, contents(tmp_path)) == (2, {"b.md": b"B"})
    assert not (tmp_path / "x").exists()


def test_user_files_are_kept(tmp_path: Path) -> None:
    (tmp_path / "x").mkdir()
    (tmp_path / "x/mine.md").write_text("by hand")
    sync(tmp_path, ONE)
    sync(tmp_path, {})
    assert contents(tmp_path) == {"x/mine.md": b"by hand"}


def test_a_user_file_at_an_output_path_is_an_error(tmp_path: Path) -> None:
    (tmp_path / "b.md").write_text("by hand")
    with pytest.raises(PapersError, match=r"b\.md: is in the way of a generated file"):
        sync(tmp_path, ONE)
    assert (tmp_path / "b.md").read_text() == "by hand"
    (tmp_path / "b.md").unlink()
    assert sync(tmp_path, ONE).written + sync(tmp_path, ONE).unchanged >= 3
    assert contents(tmp_path)["b.md"] == b"B"


def test_a_linked_output_folder_is_an_error(tmp_path: Path) -> None:
    outside = tmp_path / "outside"
    outside.mkdir()
    root = tmp_path / "docs"
    root.mkdir()
    (root / "x").symlink_to(outside)
    with pytest.raises(PapersError, match="generated files need a folder here"):
        sync(root, ONE)
    assert list(outside.iterdir()) == []


@pytest.mark.parametrize(
    "path", ["../a", "/a", "a/../../b", "a//b", ".papershelf.json", "a\\b", ""]
)
def test_paths_outside_the_folder_are_errors(tmp_path: Path, path: str) -> None:
    with pytest.raises(PapersError) as caught:
        sync(tmp_path, {"a": ("1", {path: b"!"})})
    field = f"{path}: " if path else ""
    assert str(caught.value) == f"{tmp_path}: {field}is not a path inside this folder"


def test_two_tasks_with_the_same_file_are_an_error(tmp_path: Path) -> None:
    with pytest.raises(ValueError, match="two build tasks made x"):
        sync(tmp_path, {"a": ("1", {"x": b"1"}), "b": ("1", {"x": b"1"})})


def test_a_new_task_with_a_file_of_a_reused_task_is_an_error(tmp_path: Path) -> None:
    sync(tmp_path, ONE)
    with pytest.raises(ValueError, match=r"made x/a\.md, which belongs to a fresh task"):
        sync(tmp_path, {**ONE, "c": ("1", {"x/a.md": b"C"})})
    # A file may move from one task to another.
    assert sync(tmp_path, {"b": ONE["b"], "c": ("1", {"x/a.md": b"C"})}).deleted == 1
    assert contents(tmp_path) == {"b.md": b"B", "x/a.md": b"C"}


@pytest.mark.parametrize(
    "damage", [b"", b"{", b"[]", b'{"format": 9}', b'{"format": 1, "units": 3}']
)
def test_a_damaged_manifest_is_not_trusted(tmp_path: Path, damage: bytes) -> None:
    sync(tmp_path, ONE)
    (tmp_path / MANIFEST_FILE).write_bytes(damage)
    assert sync(tmp_path, ONE).written == 3
    assert contents(tmp_path) == {"x/a.md": b"A", "x/a.bib": b"@", "b.md": b"B"}


def test_generated_files_are_still_known_if_the_manifest_is_damaged(tmp_path: Path) -> None:
    sync(tmp_path, {**ONE, "old": ("1", {"old.md": b"old"})})
    (tmp_path / MANIFEST_FILE).write_bytes(b"{")
    sync(tmp_path, {**ONE, "b": ("2", {"b.md": b"other"})})
    assert contents(tmp_path) == {"x/a.md": b"A", "x/a.bib": b"@", "b.md": b"other"}


def test_a_changed_byte_in_the_manifest_is_detected(tmp_path: Path) -> None:
    sync(tmp_path, ONE)
    manifest = tmp_path / MANIFEST_FILE
    manifest.write_bytes(manifest.read_bytes().replace(b"b.md", b"c.md"))
    assert len(read_manifest(tmp_path)) == 0


def test_a_manifest_cannot_delete_files_outside_the_folder(tmp_path: Path) -> None:
    root = tmp_path / "docs"
    sync(root, ONE)
    victim = tmp_path / "victim"
    victim.write_text("!")
    evil = FileRecord("0" * 32, 1, 1)
    table = read_manifest(root)
    table.add("evil", "1", {"../victim": evil})
    write_manifest(root, table)
    sync(root, ONE)
    assert victim.exists()


def test_a_file_changed_by_hand_is_rewritten(tmp_path: Path) -> None:
    sync(tmp_path, ONE)
    (tmp_path / "b.md").write_text("C")
    assert sync(tmp_path, ONE).written == 1
    assert contents(tmp_path)["b.md"] == b"B"


def test_a_changed_time_alone_rewrites_nothing(tmp_path: Path) -> None:
    sync(tmp_path, ONE)
    os.utime(tmp_path / "b.md", ns=(1, 1))
    assert sync(tmp_path, ONE).written == 0


@pytest.mark.skipif(os.name == "nt", reason="on Windows, files are replaced")
def test_changed_files_are_overwritten_in_place(tmp_path: Path) -> None:
    sync(tmp_path, {"b": ("1", {"b.md": b"a long text"})})
    before = (tmp_path / "b.md").stat().st_ino
    sync(tmp_path, {"b": ("2", {"b.md": b"short"})})
    assert (tmp_path / "b.md").stat().st_ino == before
    assert contents(tmp_path) == {"b.md": b"short"}
    assert sync(tmp_path, {"b": ("2", {"b.md": b"short"})}).written == 0


def test_a_file_with_another_hard_link_is_replaced(tmp_path: Path) -> None:
    docs, kept = tmp_path / "docs", tmp_path / "kept.md"
    sync(docs, ONE)
    os.link(docs / "b.md", kept)
    sync(docs, {**ONE, "b": ("2", {"b.md": b"other"})})
    assert (kept.read_bytes(), contents(docs)["b.md"]) == (b"B", b"other")
    sync(docs, {**ONE, "b": ("3", {"b.md": b"third"})})
    assert (kept.read_bytes(), contents(docs)["b.md"]) == (b"B", b"third")


@pytest.mark.parametrize("kind", ["link", "pipe", "gone"])
def test_links_and_pipes_at_output_paths_are_replaced(tmp_path: Path, kind: str) -> None:
    docs, victim = tmp_path / "docs", tmp_path / "victim"
    victim.write_text("by hand")
    sync(docs, ONE)
    (docs / "b.md").unlink()
    if kind == "link":
        (docs / "b.md").symlink_to(victim)
    elif kind == "pipe":
        os.mkfifo(docs / "b.md")
    sync(docs, {**ONE, "b": ("2", {"b.md": b"other"})})
    assert (docs / "b.md").lstat().st_size == len(b"other")
    assert contents(docs)["b.md"] == b"other"
    assert victim.read_text() == "by hand"


WRITE_MANY = """
import sys
from pathlib import Path
from papershelf.engine.output_folder import OutputFolder
folder = OutputFolder(Path(sys.argv[1]))
with folder.writer() as writer:
    print("begun", flush=True)
    for n in range(400):
        writer.write_task(f"u{n}", sys.argv[2], {f"d{n % 7}/{n}.md": sys.argv[2].encode() * 2000})
    folder.add_result(writer.result)
folder.prune_and_save()
"""


@pytest.mark.seconds
def test_the_next_run_repairs_the_output_of_a_killed_run(tmp_path: Path) -> None:
    root = Path(__file__).parents[2]
    (tmp_path / "d0").mkdir()
    (tmp_path / "d0/mine.md").write_text("by hand")
    for attempt in range(12):
        command = [sys.executable, "-c", WRITE_MANY, str(tmp_path), str(attempt % 10)]
        with subprocess.Popen(command, cwd=root, stdout=subprocess.PIPE) as process:
            assert process.stdout
            process.stdout.readline()
            time.sleep(0.003 * attempt)
            process.send_signal(signal.SIGKILL)
        half = [path for path, content in contents(tmp_path).items() if len(content) != 2000]
        assert len(set(half) - {"d0/mine.md"}) <= 1, "one process writes one file at a time"
    subprocess.run([sys.executable, "-c", WRITE_MANY, str(tmp_path), "z"], cwd=root, check=True)
    expected = {f"d{n % 7}/{n}.md": b"z" * 2000 for n in range(400)}
    assert contents(tmp_path) == {**expected, "d0/mine.md": b"by hand"}
    assert {path.name for path in tmp_path.glob(".*")} == {MANIFEST_FILE, PATHS_FILE}


def test_new_files_are_journaled_but_not_those_of_rejected_tasks(
    tmp_path: Path,
) -> None:
    (tmp_path / "others.md").write_text("by hand")
    with OutputFolder(tmp_path).writer(3) as writer:
        writer.write_task("b", "1", {"b.md": b"B"})
        with pytest.raises(PapersError):
            writer.write_task("c", "1", {"c.md": b"C", "others.md": b"O"})
        assert OutputFolder(tmp_path).previous_paths == {"b.md"}
        writer.write_task("d", "1", {"x/d.md": b"D"})
        assert OutputFolder(tmp_path).previous_paths == {"b.md", "x/d.md"}


def test_leftovers_of_a_killed_run_are_deleted(tmp_path: Path) -> None:
    sync(tmp_path, ONE)
    for number in (0, 7):
        (tmp_path / f".papershelf-new-{number}").mkdir()
        (tmp_path / f".papershelf-new-{number}/file").write_text("half")
    (tmp_path / f"{JOURNAL_FILE}-7").write_text("x/half.md\nb.md\n")
    (tmp_path / "x/half.md").write_text("half")
    assert OutputFolder(tmp_path).previous_paths == {"b.md", "x/a.md", "x/a.bib", "x/half.md"}
    assert str(sync(tmp_path, ONE)) == "0 written, 1 deleted, 3 unchanged"
    assert contents(tmp_path) == {"x/a.md": b"A", "x/a.bib": b"@", "b.md": b"B"}
    assert {path.name for path in tmp_path.glob(".*")} == {MANIFEST_FILE, PATHS_FILE}


def test_a_report_has_thousands_separators() -> None:
    report = WriteReport(written=12, deleted=3, unchanged=10381)
    assert str(report) == "12 written, 3 deleted, 10\u00a0381 unchanged"


def test_is_unmodified_detects_changes_of_generated_files_only(tmp_path: Path) -> None:
    sync(tmp_path, ONE)
    name = read_manifest_hash(tmp_path)
    (tmp_path / "others.md").write_text("x")
    assert OutputFolder(tmp_path).is_unmodified(name)
    assert not OutputFolder(tmp_path).is_unmodified(f"{name}0")
    looked = OutputFolder(tmp_path)
    looked.start_check()
    assert looked.is_unmodified(name)
    (tmp_path / f"{JOURNAL_FILE}-0").touch()
    assert not OutputFolder(tmp_path).is_unmodified(name)
    (tmp_path / f"{JOURNAL_FILE}-0").unlink()
    (tmp_path / "b.md").write_bytes(b"C")
    assert not OutputFolder(tmp_path).is_unmodified(name)
    looked = OutputFolder(tmp_path)
    looked.start_check()
    assert not looked.is_unmodified(name)


@pytest.mark.parametrize("note", [MANIFEST_FILE, PATHS_FILE, f"{JOURNAL_FILE}-1000"])
def test_a_site_folder_with_any_file_of_the_engine_is_opened(tmp_path: Path, note: str) -> None:
    (tmp_path / "left.html").write_text("x")
    (tmp_path / note).touch()
    open_site_folder(tmp_path)
    assert (tmp_path / "left.html").is_file()


def test_a_folder_that_is_no_site_is_an_error_and_not_changed(tmp_path: Path) -> None:
    for names in (("thesis.tex",), ("index.html", "404.html"), ("404.html", "sitemap.xml", "x")):
        for name in names:
            (tmp_path / name).write_text("x")
        with pytest.raises(PapersError) as caught:
            open_site_folder(tmp_path)
        assert str(caught.value).startswith(f"{tmp_path}: is not empty and is not a built site; ")
        assert sorted(path.name for path in tmp_path.iterdir()) == sorted(names)
        for name in names:
            (tmp_path / name).unlink()


def test_a_site_built_by_mkdocs_is_cleared_except_for_hidden_and_linked_files(
    tmp_path: Path,
) -> None:
    (site := tmp_path / "site").mkdir()
    (tmp_path / "else").mkdir()
    (tmp_path / "else/kept.html").write_text("x")
    for name in ("index.html", "404.html", "sitemap.xml", ".nojekyll"):
        (site / name).write_text("x")
    (site / "page").mkdir()
    (site / "page/index.html").write_text("x")
    (site / "link").symlink_to(tmp_path / "else")
    open_site_folder(site)
    assert [path.name for path in site.iterdir()] == [".nojekyll"]
    assert (tmp_path / "else/kept.html").is_file()


def test_an_empty_or_missing_folder_is_opened(tmp_path: Path) -> None:
    (tmp_path / ".nojekyll").touch()
    assert open_site_folder(tmp_path).root == tmp_path
    assert open_site_folder(tmp_path / "none").root == tmp_path / "none"


def test_files_of_tasks_are_found_by_path_and_by_task(tmp_path: Path) -> None:
    sync(tmp_path, ONE)
    folder = OutputFolder(tmp_path)
    folder.keep_tasks(["a"])
    with folder.writer() as writer:
        writer.write_task("c", "1", {"c.md": b"CC"})
        folder.add_result(writer.result)
    assert folder.written_paths(["x/a.md", "b.md", "c.md", "d.md"]) == {"x/a.md", "c.md"}
    assert folder.task_file_sizes("") == {"x/a.md": 1, "x/a.bib": 1, "c.md": 2}
    assert folder.task_file_sizes("c") == {"c.md": 2}
    assert {path: note.size for path, note in folder.task_files("c").items()} == {"c.md": 2}
    assert {path: note.size for path, note in folder.task_files("b").items()} == {"b.md": 1}


def test_user_files_are_found_with_and_without_a_started_check(tmp_path: Path) -> None:
    sync(tmp_path, ONE)
    (tmp_path / "others.md").write_text("x")
    for look in (None, False, True):
        folder = OutputFolder(tmp_path)
        if look is not None:
            folder.start_check(with_user_files=look)
        assert folder.list_user_files() == ("others.md",)


def test_the_file_of_paths_is_updated(tmp_path: Path) -> None:
    def read_paths() -> list[str]:
        return sorted((tmp_path / PATHS_FILE).read_text().split())

    sync(tmp_path, ONE)
    assert read_paths() == ["b.md", "x/a.bib", "x/a.md"]
    sync(tmp_path, {**ONE, "c": ("1", {"c.md": b"C"})})
    assert read_paths() == ["b.md", "c.md", "x/a.bib", "x/a.md"]
    sync(tmp_path, {"b": ONE["b"]})
    assert read_paths() == ["b.md"]
    (tmp_path / PATHS_FILE).unlink()
    sync(tmp_path, {"b": ("2", {"b.md": b"BB"})})
    assert read_paths() == ["b.md"]


def test_an_unchanged_file_of_paths_is_not_rewritten(tmp_path: Path) -> None:
    sync(tmp_path, ONE)
    before = (tmp_path / PATHS_FILE).stat().st_ino
    sync(tmp_path, {**ONE, "b": ("2", {"b.md": b"BB"})})
    assert (tmp_path / PATHS_FILE).stat().st_ino == before


def test_nested_folders_are_created_and_removed(tmp_path: Path) -> None:
    sync(tmp_path, {"a": ("1", {"x/y/z/a.md": b"A", "x/y/b.md": b"B"})})
    assert contents(tmp_path) == {"x/y/b.md": b"B", "x/y/z/a.md": b"A"}
    sync(tmp_path, {})
    assert not (tmp_path / "x").exists()


def test_a_folder_without_tasks_is_created(tmp_path: Path) -> None:
    assert str(sync(tmp_path / "new/site", {})) == "0 written, 0 deleted, 0 unchanged"
    assert (tmp_path / "new/site").is_dir()


def test_linked_folders_are_followed_and_loops_are_errors(tmp_path: Path) -> None:
    (docs := tmp_path / "docs").mkdir()
    (tmp_path / "more/deep").mkdir(parents=True)
    (tmp_path / "more/deep/page.md").write_text("x")
    (docs / "linked").symlink_to("../more")
    assert list_user_files(docs, frozenset()) == ("linked/deep/page.md",)
    for place, target in (("docs/me", "."), ("more/deep/back", ".."), ("more/deep/home", docs)):
        link = tmp_path / place
        link.symlink_to(target)
        with pytest.raises(PapersError, match=f"{link.name}: is a link to a folder that contains"):
            list_user_files(docs, frozenset())
        link.unlink()


def test_links_among_user_files_are_listed(tmp_path: Path) -> None:
    (tmp_path / "real").mkdir()
    (tmp_path / "real/page.md").write_text("x")
    (tmp_path / "folder").symlink_to(tmp_path / "real")
    (tmp_path / "file.md").symlink_to(tmp_path / "real/page.md")
    (tmp_path / "broken.md").symlink_to(tmp_path / "nowhere")
    (tmp_path / "loop.md").symlink_to("loop.md")
    (tmp_path / ".hidden").write_text("x")

    assert list_user_files(tmp_path, frozenset({"real/ours.md"})) == (
        "broken.md",
        "file.md",
        "folder/page.md",
        "loop.md",
        "real/page.md",
    )


def test_fresh_tasks_are_the_same_with_and_without_a_started_check(tmp_path: Path) -> None:
    sync(tmp_path, ONE)
    (tmp_path / "b.md").write_bytes(b"C")
    keys = {"a": "1", "b": "1", "c": "1"}
    plain, looked = OutputFolder(tmp_path), OutputFolder(tmp_path)
    looked.start_check()
    assert plain.fresh_tasks(keys) == looked.fresh_tasks(keys) == {"a"}
    assert plain.fresh_tasks({"a": "2"}) == looked.fresh_tasks({"a": "2"}) == set()


def test_a_writer_records_files_and_leaves_no_temporary_files(
    tmp_path: Path,
) -> None:
    for _ in range(2):
        folder = OutputFolder(tmp_path)
        with folder.writer() as writer:
            writer.write_task("b", "1", {"b.md": b"B"})
        status = (tmp_path / "b.md").stat()
        done = writer.result.tasks.files("b")
        assert {p: (n.size, n.mtime_ns) for p, n in done.items()} == {
            "b.md": (1, status.st_mtime_ns)
        }
        assert not list(tmp_path.glob(".papershelf-new*"))
        folder.add_result(writer.result)
        folder.prune_and_save()


def test_a_file_instead_of_a_folder_is_an_error(tmp_path: Path) -> None:
    (tmp_path / "x").write_text("by hand")
    with pytest.raises(PapersError) as caught:
        sync(tmp_path, ONE)
    assert str(caught.value).startswith(f"{tmp_path / 'x'}: is a link or a file, but ")
