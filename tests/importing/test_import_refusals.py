"""Tests of files that an import rejects in whole or in part: each is reported, with exit code 1."""

from __future__ import annotations

import gzip
import os
from pathlib import Path

import pytest

from papershelf.importing.importer import ImportReport, run_import
from papershelf.sources.parsing.compression import unpack_gzip

RIS = "TY  - JOUR\nTI  - River\nPY  - 2001\nER  - \n"
BIB = "@article{k, title={River}, year=2001}\n"


@pytest.fixture
def data(tmp_path: Path) -> Path:
    folder = tmp_path / "data"
    (folder / "papers").mkdir(parents=True)
    return folder


def load(data: Path, name: str, text: str | bytes, format_name: str | None = None) -> ImportReport:
    path = data.parent / name
    path.write_bytes(text if isinstance(text, bytes) else text.encode())
    return run_import([path], data=data, format_name=format_name)


def refusals(data: Path, name: str, text: str | bytes, format_name: str | None = None) -> str:
    report = load(data, name, text, format_name)
    assert report.new == ()
    return "\n".join(
        str(each).removeprefix(f"{data.parent.as_posix()}/") for each in report.refused
    )


@pytest.mark.parametrize("name", ["x.txt", "x.ris", "x", "x.bib", "x.csv"])
@pytest.mark.parametrize(
    ("content", "wanted"),
    [
        ("2401.00001\narXiv:2401.00002v2\nhep-th/9711200\n", "a list of identifiers"),
        ("%PDF-1.7\n", "a PDF"), ("PK\x03\x04x", "a ZIP archive"),
        ("# mine\nhttps://doi.org/10.1000/1\n10.1000/2\n", "a list of identifiers"),
    ],
)  # fmt: skip
def test_unsupported_formats_are_rejected_by_name(
    data: Path, name: str, content: str, wanted: str
) -> None:
    assert refusals(data, name, content).startswith(
        f"{name}: is {wanted}, which cannot be imported; "
    )


def test_a_list_of_identifiers_is_rejected_with_the_command_to_use(data: Path) -> None:
    assert "papershelf add FILE" in refusals(data, "ids.txt", "2401.00001\n2401.00002\n")


@pytest.mark.parametrize("name", ["x.bib.gz", "x.gz", "x"])
def test_compressed_files_are_read(data: Path, name: str) -> None:
    half = BIB.encode()
    report = load(data, name, gzip.compress(half[:9]) + gzip.compress(half[9:]))
    assert (report.new, report.refused) == (("river",), ())


def test_damaged_or_too_large_compressed_files_are_errors(data: Path) -> None:
    whole = gzip.compress(BIB.encode())
    assert "is an incomplete gzip file" in refusals(data, "x.bib.gz", whole[:-9])
    assert "is a damaged gzip file" in refusals(data, "x.bib.gz", whole[:10] + b"\xff" * 99)
    content, (problem,) = unpack_gzip(gzip.compress(bytes(1_000_001)), "x.gz", limit=1_000_000)
    assert content is None
    assert problem.message.startswith("contains more than 1,000,000 bytes")


@pytest.mark.parametrize("format_name", ["bibtex", "capture", "csl-json", "jsonl"])
def test_a_forced_format_that_finds_nothing_is_an_error(data: Path, format_name: str) -> None:
    assert refusals(data, "x.txt", "PMID- 28440000\nOWN - NLM\nTI  - River\n", format_name)


@pytest.mark.parametrize(
    ("name", "content"),
    [
        ("x.bib", "no entry here\n"), ("x.bib", "% only a remark\n"), ("x.ris", "words\n"),
        ("x.txt", "Buy wool\nFeed sheep\nCall Ada\n"), ("x.yaml", "# nothing\n"), ("x.json", "[]"),
        ("x.csl.json", "[]"), ("x.bib", '@string{a = "b"}\n@comment{nothing}\n'),
    ],
)  # fmt: skip
def test_a_file_without_a_record_is_an_error(data: Path, name: str, content: str) -> None:
    assert name in refusals(data, name, content)


def test_folders_missing_files_and_pipes_are_errors(data: Path) -> None:
    pipe = data.parent / "pipe.bib"
    os.mkfifo(pipe)
    report = run_import([data, pipe, data.parent / "gone.bib"], data=data)
    assert [problem.message for problem in report.refused] == [
        "is a folder, not a file",
        "cannot be read: No such file or directory",
        "is not a regular file",
    ]


def test_an_empty_file_is_a_warning(data: Path) -> None:
    report = load(data, "x.bib", " \n")
    assert report.refused == ()
    assert [problem.message for problem in report.notes] == ["is empty"]


def test_the_extension_has_priority_over_a_line_of_another_format(data: Path) -> None:
    bib = "@article{k, title={River}, abstract={It begins\nTY  - JOUR\n}, year=2001}\n"
    ris = RIS.replace("PY", "AB  - so:\n@article{k, title={No}}\nPY")
    assert load(data, "x.bib", bib).new == ("river",)
    assert load(data, "y.ris", ris.replace("River", "Weir")).new == ("weir",)


@pytest.mark.parametrize(
    ("name", "content", "looks"), [("x.bib", RIS, "ris"), ("x.ris", BIB, "bibtex")]
)
def test_contradicting_extension_and_content_need_an_explicit_format(
    data: Path, name: str, content: str, looks: str
) -> None:
    assert f"--format {looks} or --format" in refusals(data, name, content)
    assert load(data, name, content, looks).new == ("river",)


def test_windows_encoding_is_read_and_the_corrected_file_is_the_same_paper(data: Path) -> None:
    text = "@article{k, title={Maße der Flüsse}, author={Müller, Jörg}, year=2001}\n"
    first = load(data, "x.bib", text.encode("cp1252"))
    assert (first.new, first.refused) == (("masse-der-flusse",), ())
    assert [problem.line for problem in first.notes] == [1]
    again = load(data, "x.bib", text)
    assert (again.new, again.unchanged, again.notes) == ((), 1, ())


def test_replacement_characters_are_never_stored(data: Path) -> None:
    text = (
        "@article{k, title={Ma\ufffde}, year=2001}\n@article{l, title={Weir}, author={M\ufffdr, A}}"
    )
    report = load(data, "x.bib", text)
    assert report.new == ("weir",)
    said = [f"{each.line} {each.field}: {each.message}" for each in report.refused + report.notes]
    lost = "contains the replacement character U+FFFD; restore the lost letters"
    assert said == [
        f"1 title: {lost}",
        f"1 title: left out: {lost}",
        f"2 authors: left out: {lost}",
    ]
    assert "\ufffd" not in (data / "papers" / "imported.jsonl").read_text("utf-8")
    corrected = load(data, "x.bib", text.replace("\ufffd", "ü"))
    assert (corrected.new, corrected.merged) == (("maue",), 1)


def test_replacement_characters_in_records_are_errors(data: Path) -> None:
    (data / "papers" / "a.yaml").write_text("- title: A\n  venue: M\ufffd\n", encoding="utf-8")
    from papershelf.records.loader import load_collection
    from papershelf.sources.own.data_folder import read_data

    problems = load_collection(read_data(data)).problems
    assert [problem.field for problem in problems if problem.severity == "error"] == ["venue"]
