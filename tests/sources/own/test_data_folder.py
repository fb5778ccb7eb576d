"""Tests of reading and writing the data folder."""

from __future__ import annotations

import errno
import os
import signal
import tempfile
from collections.abc import Callable
from pathlib import Path

import pytest

from papershelf.core.errors import PapersError
from papershelf.sources.format_detection import (
    IMPORT_FORMATS,
    detect_format,
    format_by_name,
    parse_file_content,
)
from papershelf.sources.own.data_folder import LEDGER_FILE, find_record_files, read_data
from papershelf.sources.own.data_writer import (
    FileChange,
    delete_leftover_files,
    lock_data_folder,
    replace_data_file,
    write_files,
    write_output_file,
)
from papershelf.sources.own.record_formats import RECORD_FORMATS
from tests.forked import kill_all, start, wait


def write(folder: Path, files: dict[str, str]) -> Path:
    for name, text in files.items():
        path = folder / name
        path.parent.mkdir(parents=True, exist_ok=True)
        path.write_text(text, encoding="utf-8")
    return folder


def test_records_are_in_the_order_of_file_names(tmp_path: Path) -> None:
    data = write(
        tmp_path / "data",
        {
            "papers/b.yaml": "- title: B\n",
            "papers/a/z.jsonl": '{"title": "AZ"}\n',
            "papers/a.yml": "- title: A\n",
            "papers/.hidden.yaml": "- title: hidden\n",
            "papers/.git/x.yaml": "- title: hidden\n",
            "papers/README.md": "words",
            "papers/page.txt": "words",
        },
    )
    raw = read_data(data)
    assert [record.fields["title"] for record in raw.records] == ["A", "B", "AZ"]
    assert [str(problem) for problem in raw.problems] == [
        (
            f"{data.as_posix()}/papers/page.txt: warning: was not read: record files end in "
            f"{', '.join(s for f in RECORD_FORMATS for s in f.suffixes)}; "
            "for other formats, use papershelf import"
        )
    ]


def test_paths_in_messages_start_with_the_folder_as_given(
    tmp_path: Path, monkeypatch: pytest.MonkeyPatch
) -> None:
    write(tmp_path, {"data/papers/x.yaml": "- title: X\n"})
    monkeypatch.chdir(tmp_path)
    assert [path.as_posix() for path in find_record_files(Path("data"))] == ["data/papers/x.yaml"]
    assert read_data(Path("data")).records[0].path == "data/papers/x.yaml"


def test_a_vocabulary_is_read_from_the_folder_or_the_fallback(tmp_path: Path) -> None:
    other = write(
        tmp_path / "other",
        {
            "venues.yaml": "venues:\n  - id: far\n",
            "tags.yaml": "groups:\n  - id: g\ntags:\n  - id: t\n",
            "redirects.yaml": "a/: b/\n",
        },
    )
    data = write(tmp_path / "data", {"venues.yaml": "venues:\n  - id: near\n", "papers/x": ""})
    raw = read_data(data, other)
    assert [record.fields["id"] for record in raw.venues] == ["near"]
    assert [record.fields["id"] for record in (*raw.groups, *raw.tags)] == ["g", "t"]
    assert raw.redirects is None, "redirects belong to one collection"
    assert read_data(tmp_path / "other", data).venues[0].fields["id"] == "far"
    assert not read_data(data).tags


def test_redirects_are_read(tmp_path: Path) -> None:
    data = write(tmp_path / "data", {"redirects.yaml": "old/: new/\n\nolder/: new/\n"})
    redirects = read_data(data).redirects
    assert redirects is not None
    assert redirects.fields == {"old/": "new/", "older/": "new/"}
    assert redirects.line_of("older/") == 3
    write(data, {"redirects.yaml": "- old\n"})
    assert [problem.message for problem in read_data(data).problems] == [
        "is not a mapping of old to new addresses"
    ]


def test_an_unreadable_file_is_a_problem(tmp_path: Path) -> None:
    assert [p.message for p in read_data(tmp_path / "nowhere").problems] == ["is not a folder"]
    data = write(tmp_path / "data", {"papers/x.yaml": "- title: X\n"})
    (data / "papers" / "broken.yaml").symlink_to("nowhere")
    raw = read_data(data)
    assert [record.fields["title"] for record in raw.records] == ["X"]
    assert [p.message for p in raw.problems] == ["cannot be read: No such file or directory"]


@pytest.mark.parametrize("name", ["venues.yaml", "tags.yaml", "redirects.yaml"])
def test_an_unreadable_vocabulary_is_a_problem(
    tmp_path: Path, monkeypatch: pytest.MonkeyPatch, name: str
) -> None:
    data = write(tmp_path / "data", {name: "", "papers/x.yaml": ""})
    assert not read_data(data).problems
    read = Path.read_bytes

    def refuse(path: Path) -> bytes:
        if path.name == name:
            raise PermissionError(13, "Permission denied")
        return read(path)

    monkeypatch.setattr(Path, "read_bytes", refuse)
    assert [str(problem) for problem in read_data(data).problems] == [
        f"{data.as_posix()}/{name}: cannot be read: Permission denied"
    ]


# --- format detection ----------------------------------------------------------------------------


@pytest.mark.parametrize(
    ("content", "path", "name"),
    [
        ('{"title": "x", "year": 2024}\n', "x", "jsonl"),
        ('\ufeff\n{"id": "x", "title": "y"}\n', "x.txt", "jsonl"),
        ("- title: x\n", "x.txt", "yaml"),
        ("# mine\n\n---\n- id: x\n  title: y\n", "x", "yaml"),
        ("Get trending papers in your email inbox!\n", "x.yaml", "capture"),
        ("nothing that we know\n", "x.txt", "capture"),
        ("nothing that we know\n", "x.yml", "yaml"),
        ("nothing that we know\n", "x.jsonl", "jsonl"),
        ("", "x.JSONL", "jsonl"),
        ("nothing that we know\n", "x.docx", None),
        ("", "x", None),
    ],
)
def test_a_format_is_detected_by_content_and_then_by_extension(
    content: str, path: str, name: str | None
) -> None:
    chosen = detect_format(content.encode(), path)
    assert (chosen.name if chosen else None) == name


def test_an_unknown_format_is_a_problem_and_a_format_can_be_forced() -> None:
    chosen, reading = parse_file_content(b"words", "x.docx")
    assert chosen is None
    assert "has an unknown format" in reading.problems[0].message
    chosen, reading = parse_file_content(b"- title: x", "x.docx", "yaml")
    assert chosen is not None
    assert (chosen.name, len(reading.records)) == ("yaml", 1)
    with pytest.raises(ValueError, match="'word' is not a format; the formats are "):
        format_by_name("word")


def test_names_of_formats_are_unique() -> None:
    assert len({known.name for known in IMPORT_FORMATS}) == len(IMPORT_FORMATS)


# --- writing ------------------------------------------------------------------------------------


def test_a_file_is_replaced_atomically_and_keeps_its_mode(tmp_path: Path) -> None:
    path = tmp_path / "deep" / "x.jsonl"
    replace_data_file(path, b"one")
    path.chmod(0o640)
    replace_data_file(path, b"two")
    assert path.read_bytes() == b"two"
    assert path.stat().st_mode & 0o777 == 0o640
    assert list(path.parent.iterdir()) == [path]


def test_a_failed_write_keeps_the_old_file_and_no_temporary_files(
    tmp_path: Path, monkeypatch: pytest.MonkeyPatch
) -> None:
    path = tmp_path / "x.jsonl"
    replace_data_file(path, b"one")

    def fail(*_: object) -> None:
        raise OSError("no room")

    monkeypatch.setattr(Path, "replace", fail)
    with pytest.raises(OSError, match="no room"):
        replace_data_file(path, b"two")
    assert path.read_bytes() == b"one"
    assert list(tmp_path.iterdir()) == [path]


def test_leftovers_of_killed_writers_are_deleted_and_nothing_else(tmp_path: Path) -> None:
    data = write(tmp_path, {"papers/.papershelf-abc.tmp": "half", "papers/x.tmp": "mine"})
    delete_leftover_files(data)
    assert [path.name for path in (data / "papers").iterdir()] == ["x.tmp"]


def test_the_temporary_file_of_an_active_writer_is_kept(
    tmp_path: Path, monkeypatch: pytest.MonkeyPatch
) -> None:
    flush = os.fsync

    def sweep_amid(handle: int) -> None:
        delete_leftover_files(tmp_path)
        flush(handle)

    monkeypatch.setattr(os, "fsync", sweep_amid)
    replace_data_file(tmp_path / "x.jsonl", b"one")
    assert (tmp_path / "x.jsonl").read_bytes() == b"one"


def test_a_temporary_file_deleted_before_it_was_locked_is_recreated(
    tmp_path: Path, monkeypatch: pytest.MonkeyPatch
) -> None:
    make = tempfile.mkstemp
    made: list[str] = []

    def make_and_sweep(**words: object) -> tuple[int, str]:
        handle, name = make(**words)  # type: ignore[call-overload]
        if not made:
            delete_leftover_files(tmp_path)
        made.append(name)
        return handle, name

    monkeypatch.setattr(tempfile, "mkstemp", make_and_sweep)
    replace_data_file(tmp_path / "x.jsonl", b"one")
    assert len(made) == 2
    assert [path.name for path in tmp_path.iterdir()] == ["x.jsonl"]


CHANGED = {"a.yaml": (b"a", b"A"), "b.yaml": (b"b", b"B"), "c.yaml": (None, b"C")}


@pytest.fixture
def interrupted_folder(tmp_path: Path) -> Path:
    """A folder in which a writer of three files was killed before the last one."""
    for name, (before, _) in CHANGED.items():
        if before is not None:
            (tmp_path / name).write_bytes(before)
    changes = [FileChange(tmp_path / name, *contents) for name, contents in CHANGED.items()]

    def write_until_killed() -> int:
        make, made = tempfile.mkstemp, 0

        def make_or_die(**words: object) -> tuple[int, str]:
            nonlocal made
            made += 1
            if made > 3:  # the note of the change, and two of its files
                kill_all()
            handle, name = make(**words)  # type: ignore[call-overload]
            return handle, name

        with pytest.MonkeyPatch.context() as patch:
            patch.setattr(tempfile, "mkstemp", make_or_die)
            write_files(tmp_path, changes)
        return 0

    assert wait(start(write_until_killed)) == -signal.SIGKILL
    assert (tmp_path / "b.yaml").read_bytes() == b"B"
    return tmp_path


CUT_SHORT = (
    "an earlier change of several files is incomplete; run the same rename or merge again,"
    " or undo it with papershelf fix"
)


def texts_of(folder: Path) -> dict[str, bytes]:
    return {path.name: path.read_bytes() for path in folder.iterdir()}


def test_an_interrupted_change_of_several_files_is_undone(interrupted_folder: Path) -> None:
    with lock_data_folder(interrupted_folder):
        assert texts_of(interrupted_folder) == {"a.yaml": b"a", "b.yaml": b"b"}


def test_new_files_of_an_interrupted_change_are_deleted(interrupted_folder: Path) -> None:
    (interrupted_folder / "c.yaml").write_bytes(b"C")
    with lock_data_folder(interrupted_folder):
        assert texts_of(interrupted_folder) == {"a.yaml": b"a", "b.yaml": b"b"}


def test_nothing_is_undone_after_a_manual_edit(interrupted_folder: Path) -> None:
    (interrupted_folder / "a.yaml").write_bytes(b"by hand")
    with lock_data_folder(interrupted_folder):
        assert texts_of(interrupted_folder) == {"a.yaml": b"by hand", "b.yaml": b"B"}


@pytest.mark.parametrize(
    "journal", ["", "{", "{}", "[1]", '[["a.yaml", "YQ==", 5]]', '[["../x", "YQ==", "Yg=="]]']
)
def test_an_invalid_journal_is_ignored(tmp_path: Path, journal: str) -> None:
    data = tmp_path / "data"
    data.mkdir()
    (tmp_path / "x").write_bytes(b"b")
    (data / ".papershelf-undo.json").write_text(journal)
    with lock_data_folder(data):
        assert not list(data.iterdir())
    assert (tmp_path / "x").read_bytes() == b"b"


def test_a_failed_change_leaves_all_files_unchanged(tmp_path: Path) -> None:
    (tmp_path / "a.yaml").write_bytes(b"a")
    (tmp_path / "b.yaml").mkdir()
    changes = [
        FileChange(tmp_path / "a.yaml", b"a", b"A"),
        FileChange(tmp_path / "b.yaml", None, b"B"),
    ]
    with pytest.raises(OSError, match=r"b\.yaml"):
        write_files(tmp_path, changes)
    assert (tmp_path / "a.yaml").read_bytes() == b"a"
    assert sorted(path.name for path in tmp_path.iterdir()) == ["a.yaml", "b.yaml"]


def test_one_writer_at_a_time(tmp_path: Path) -> None:
    with (
        lock_data_folder(tmp_path),
        pytest.raises(PapersError, match="by another command"),
        lock_data_folder(tmp_path),
    ):
        pass
    with lock_data_folder(tmp_path):
        pass


@pytest.mark.skipif(not Path("/proc/locks").exists(), reason="the system lists no locks")
def test_a_waiting_process_prints_which_process_has_the_lock(tmp_path: Path) -> None:
    with (
        lock_data_folder(tmp_path),
        pytest.raises(PapersError) as caught,
        lock_data_folder(tmp_path),
    ):
        pass
    assert str(caught.value) == (
        f"{tmp_path}: is being changed by another command (process {os.getpid()});"
        " try again when it has finished"
    )


@pytest.mark.parametrize(
    "locks",
    ["", "1: FLOCK  ADVISORY  WRITE 0 fe:01:{} 0 EOF", "1: POSIX  ADVISORY  WRITE 7 0:0:{}"],
)
def test_without_a_list_of_locks_no_process_is_printed(
    tmp_path: Path, locks: str, monkeypatch: pytest.MonkeyPatch
) -> None:
    listed = locks.format(tmp_path.stat().st_ino)
    monkeypatch.setattr(Path, "read_text", lambda *_: listed)
    with (
        lock_data_folder(tmp_path),
        pytest.raises(PapersError, match="by another command; try again"),
        lock_data_folder(tmp_path),
    ):
        pass


def test_data_of_an_interrupted_change_is_not_read(interrupted_folder: Path) -> None:
    raw = read_data(interrupted_folder)
    assert list(map(str, raw.problems)) == [f"{interrupted_folder}: {CUT_SHORT}"]
    assert not raw.records
    with lock_data_folder(interrupted_folder):
        pass
    assert not read_data(interrupted_folder).problems


def test_data_is_not_read_during_a_change(tmp_path: Path) -> None:
    with lock_data_folder(tmp_path):
        (tmp_path / ".papershelf-undo.json").write_text("[]")
        (caught,) = read_data(tmp_path).problems
    assert "is being changed by another command" in str(caught)


class TestWriteOutputFile:
    def test_a_failure_keeps_the_old_file(
        self, tmp_path: Path, monkeypatch: pytest.MonkeyPatch
    ) -> None:
        path = tmp_path / "papers.bib"
        path.write_bytes(b"old")

        def fail(_: int) -> None:
            assert path.read_bytes() == b"old"
            raise OSError(errno.ENOSPC, "No space left on device")

        monkeypatch.setattr(os, "fsync", fail)
        with pytest.raises(OSError, match="papers"):
            write_output_file(path, b"new")
        assert texts_of(tmp_path) == {"papers.bib": b"old"}

    def test_a_link_is_kept(self, tmp_path: Path) -> None:
        (tmp_path / "target").write_bytes(b"old")
        (tmp_path / "link").symlink_to("target")
        write_output_file(tmp_path / "link", b"new")
        assert (tmp_path / "link").is_symlink()
        assert (tmp_path / "target").read_bytes() == b"new"

    def test_a_device_is_kept(self, tmp_path: Path) -> None:
        pipe = tmp_path / "pipe"
        os.mkfifo(pipe)
        end = os.open(pipe, os.O_RDONLY | os.O_NONBLOCK)
        try:
            write_output_file(pipe, b"new")
            assert os.read(end, 9) == b"new"
        finally:
            os.close(end)
        assert pipe.is_fifo()

    def test_no_folder_is_created(self, tmp_path: Path) -> None:
        with pytest.raises(FileNotFoundError):
            write_output_file(tmp_path / "no/papers.bib", b"new")
        assert not list(tmp_path.iterdir())


def test_a_bibtex_file_without_an_entry_is_an_error(tmp_path: Path) -> None:
    data = write(tmp_path / "data", {"papers/a.bib": "TY  - JOUR\n", "papers/b.bib": " \n"})
    assert said(data) == ["papers/a.bib: contains no BibTeX entry"]


# --- unreadable files ----------------------------------------------------------------------------


def said(data: Path) -> list[str]:
    problems = read_data(data).problems
    assert all(problem.severity == "error" for problem in problems)
    return [str(problem).removeprefix(f"{data.as_posix()}/") for problem in problems]


def make_pipe(path: Path) -> None:
    os.mkfifo(path)


def make_dangling(path: Path) -> None:
    path.symlink_to("nowhere")


@pytest.mark.parametrize("name", ["papers/x.yaml", "venues.yaml", "tags.yaml", "redirects.yaml"])
@pytest.mark.parametrize(
    ("make", "message"),
    [
        (make_pipe, "is not a regular file"),
        (make_dangling, "cannot be read: No such file or directory"),
        (Path.mkdir, "is a folder"),
    ],
)
def test_folders_pipes_and_broken_links_instead_of_files_are_errors(
    tmp_path: Path, name: str, make: Callable[[Path], None], message: str
) -> None:
    data = write(tmp_path / "data", {"papers/a.yaml": ""})
    make(data / name)
    (line,) = said(data)
    assert line.startswith(f"{name}: {message}")


@pytest.mark.parametrize("name", ["papers", "counts"])
def test_a_file_instead_of_a_folder_is_an_error(tmp_path: Path, name: str) -> None:
    data = write(tmp_path / "data", {name: "a file"})
    assert said(data) == [f"{name}: cannot be read: Not a directory"]
    (data / name).unlink()
    make_dangling(data / name)
    assert said(data) == [f"{name}: cannot be read: No such file or directory"]
    (data / name).unlink()
    assert said(data) == []


def test_an_unreadable_folder_is_an_error(tmp_path: Path, monkeypatch: pytest.MonkeyPatch) -> None:
    data = write(tmp_path / "data", {"papers/a.yaml": "- title: A\n", "papers/b/c.yaml": ""})
    scan = os.scandir

    def refuse(path: str) -> object:
        if os.fspath(path).endswith("/b"):
            raise PermissionError(13, "Permission denied", path)
        return scan(path)

    monkeypatch.setattr(os, "scandir", refuse)
    assert said(data) == ["papers/b: cannot be read: Permission denied"]


def test_a_linked_folder_is_an_error(tmp_path: Path) -> None:
    data = write(tmp_path / "data", {"papers/a.yaml": "- title: A\n"})
    (tmp_path / "other").mkdir()
    (data / "papers" / "more").symlink_to(tmp_path / "other")
    assert said(data) == [
        "papers/more: is a link to a folder, and links are not followed; move the folder here"
    ]


@pytest.mark.parametrize("make", [make_pipe, make_dangling, Path.mkdir])
def test_a_ledger_that_is_not_a_file_is_an_error(
    tmp_path: Path, make: Callable[[Path], None]
) -> None:
    make(tmp_path / LEDGER_FILE)
    (problem,) = read_data(tmp_path).problems
    assert problem.path == (tmp_path / LEDGER_FILE).as_posix()
    assert problem.severity == "error"
