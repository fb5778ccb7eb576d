"""Tests of importing files: changes of data files, and the report."""

from __future__ import annotations

import json
import os
import random
import shutil
import signal
import subprocess
import sys
import tempfile
from collections.abc import Callable, Mapping
from pathlib import Path

import pytest

from papershelf.core.errors import PapersError
from papershelf.editing.citation_key_log import start_ledger_update
from papershelf.importing.importer import ImportReport, run_import
from papershelf.merging.match import MergeEntry
from papershelf.records.identity_facts import IdentityFacts
from papershelf.records.loader import load_collection
from papershelf.sources.own.data_folder import read_data
from tests.records.test_duplicates import SHEEP, WOOL
from tests.sources.formats.test_capture import LONG, PAIRS, TITLES, glued, spaced

HAND = f"""\
# by hand
- id: bells
  title: "{TITLES[0]}"   # ours
  summary: Bells help.
  year: 2020

- id: other
  title: Other
"""


@pytest.fixture
def data(tmp_path: Path) -> Path:
    """A collection of two manual records."""
    folder = tmp_path / "data"
    (folder / "papers").mkdir(parents=True)
    (folder / "papers" / "hand.yaml").write_text(HAND, encoding="utf-8")
    return folder


@pytest.fixture
def page(tmp_path: Path) -> Path:
    """A page that lists one paper of the collection and five others."""
    path = tmp_path / "page.txt"
    path.write_text(spaced(), encoding="utf-8")
    return path


def contents(folder: Path) -> dict[str, bytes]:
    return {
        path.relative_to(folder).as_posix(): path.read_bytes()
        for path in sorted(folder.rglob("*"))
        if path.is_file()
    }


def titles(folder: Path) -> list[str]:
    return sorted(paper.title for paper in load_collection(read_data(folder)).papers)


# --- new papers and new fields -------------------------------------------------------------------


def test_new_papers_are_appended_and_existing_records_gain_fields(data: Path, page: Path) -> None:
    report = run_import([page], data=data)
    assert str(report) == "new 5, merged 1, unchanged 0, refused 0"
    assert titles(data) == sorted([*TITLES, "Other"])
    hand = (data / "papers" / "hand.yaml").read_text()
    assert hand.startswith(HAND.partition("\n\n")[0])
    gained = [line for line in hand.split("\n") if line not in HAND.split("\n")]
    assert gained[0].startswith("  abstract: ")
    assert gained[-4:-1] == ["  source:", "    fields:", "      abstract: capture page.txt"]
    assert gained[-1].startswith("    seal: ")
    lines = (data / "papers" / "imported.jsonl").read_text().splitlines()
    assert [json.loads(line)["title"] for line in lines] == list(TITLES[1:])
    assert list(json.loads(lines[0])) == ["id", "title", "abstract", "source"]
    source = json.loads(lines[0])["source"]
    assert (source["format"], source["from"]) == ("capture", "page.txt")


@pytest.mark.parametrize("into", ["imported.jsonl", "new/more.yaml", "hand.yaml"])
@pytest.mark.parametrize("featured", ["", "2031", "2031-09-12"])
def test_repeated_imports_change_nothing(
    data: Path, page: Path, tmp_path: Path, into: str, featured: str
) -> None:
    other = tmp_path / "other.txt"
    other.write_text(glued(PAIRS[2:4]), encoding="utf-8")
    target = data / "papers" / into
    run_import([page, other], data=data, into=target, featured=featured)
    before = contents(data)
    again = run_import([page, other], data=data, into=target, featured=featured)
    assert str(again) == "new 0, merged 0, unchanged 8, refused 0"
    assert contents(data) == before
    assert not again.edits


def test_a_date_without_a_year_is_used_only_with_the_option(data: Path, page: Path) -> None:
    report = run_import([page], data=data)
    assert [note.field for note in report.notes] == ["featured"]
    assert "09-11" in str(report.notes[0])
    assert not any(paper.featured for paper in load_collection(read_data(data)).papers)
    assert str(run_import([page], data=data, featured="2031")) == (
        "new 0, merged 6, unchanged 0, refused 0"
    )
    run_import([page], data=data, featured="2031-09-12")
    days = {
        paper.featured
        for paper in load_collection(read_data(data)).papers
        if paper.title != "Other"
    }
    assert days == {("2031-09-11", "2031-09-12")}


def test_a_dry_run_prints_the_same_and_writes_nothing(data: Path, page: Path) -> None:
    before = contents(data)
    dry = run_import([page], data=data, dry_run=True)
    assert contents(data) == before
    wet = run_import([page], data=data)
    assert (str(dry), dry.new) == (str(wet), wet.new)
    assert {edit.path: edit.after for edit in dry.edits} == {
        path: path.read_bytes() for path in (edit.path for edit in wet.edits)
    }
    elsewhere = data.parent / "nowhere" / "papers" / "x.jsonl"
    assert str(run_import([page], data=data, into=elsewhere, dry_run=True)).startswith("new 6")
    assert not elsewhere.parent.exists()


def test_an_output_file_in_another_collection_adds_to_it(data: Path, page: Path) -> None:
    before = contents(data)
    scratch = data.parent / "scratch"
    (data / "venues.yaml").write_text("venues:\n- {id: hay, name: HAY}\n")
    more = data.parent / "more.jsonl"
    more.write_text('{"title": "In the hay", "venue": "HAY 2021"}\n')
    report = run_import([page, more], data=data, into=scratch / "papers" / "captures.jsonl")
    assert str(report) == "new 7, merged 0, unchanged 0, refused 0"
    assert contents(data).keys() - before.keys() == {"venues.yaml"}
    assert list(contents(scratch)) == ["citation-keys.tsv", "papers/captures.jsonl"]
    assert b'"venue": "hay"' in contents(scratch)["papers/captures.jsonl"]


def test_two_papers_with_the_same_title_are_kept_and_reported(data: Path, tmp_path: Path) -> None:
    path = tmp_path / "two.jsonl"
    rows = [{"title": "Sheep", "abstract": SHEEP}, {"title": "Sheep", "abstract": WOOL}]
    path.write_text("\n".join(map(json.dumps, rows)))
    report = run_import([path], data=data)
    assert report.new == ("sheep", "sheep-a361b1")
    (note,) = map(str, report.notes)
    assert note.endswith("may be the same paper as 'sheep' (other abstracts); added as a new paper")
    assert str(run_import([path], data=data)) == "new 0, merged 0, unchanged 2, refused 0"


def test_the_source_of_an_imported_record_is_kept(data: Path, tmp_path: Path) -> None:
    path = tmp_path / "x.jsonl"
    path.write_text('{"title": "A", "source": {"format": "bibtex", "from": "a.bib"}}')
    run_import([path], data=data)
    source = b'"source": {"format": "bibtex", "from": "a.bib", "seal": '
    assert source in contents(data)["papers/imported.jsonl"]


# --- rejected input ------------------------------------------------------------------------------


def test_invalid_lines_are_reported_by_number_and_the_others_imported(
    data: Path, tmp_path: Path
) -> None:
    path = tmp_path / "x.jsonl"
    path.write_text('{"title": "A"}\n{"title": \n{"year": 2024}\n{"title": "B"}\n')
    report = run_import([path, tmp_path / "none.txt"], data=data, format_name="jsonl")
    assert str(report) == "new 2, merged 0, unchanged 0, refused 3"
    assert [str(problem).removeprefix(f"{tmp_path}/") for problem in report.refused] == [
        "none.txt: cannot be read: No such file or directory",
        "x.jsonl:2: is not valid JSON: Expecting value at character 12",
        "x.jsonl:3: title: is missing",
    ]


@pytest.mark.parametrize(
    ("arguments", "message"),
    [
        ({"format_name": "word"}, "--format: 'word' is not a format; the formats are "),
        ({"featured": "yesterday"}, "--featured: 'yesterday' is not a day"),
        ({"featured": "2026-02-30"}, "--featured: '2026-02-30' is not a day"),
        ({"featured": "2026-02"}, "--featured: '2026-02' is not a day"),
        (
            {"into": Path("x.txt")},
            "x.txt: is not a record file; use a name that ends in .jsonl, .yaml or .yml",
        ),
        ({"into": Path("papers/.x.jsonl")}, "papers/.x.jsonl: is not a record file"),
        ({"into": Path("x.jsonl")}, "x.jsonl: is not in a folder named papers"),
    ],
)
def test_invalid_arguments_are_errors_before_anything_is_written(
    data: Path, page: Path, arguments: dict[str, object], message: str
) -> None:
    before = contents(data.parent)
    with pytest.raises(PapersError) as raised:
        run_import([page], data=data, **arguments)  # type: ignore[arg-type]
    assert str(raised.value).startswith(message)
    assert contents(data.parent) == before


@pytest.mark.parametrize("name", ["hand.yaml", "imported.jsonl", "third.yaml"])
def test_an_invalid_data_file_stops_the_import(data: Path, page: Path, name: str) -> None:
    (data / "papers" / name).write_text("- title: 'open\n")
    before = contents(data)
    with pytest.raises(PapersError, match=rf"{name}:\d+: is not "):
        run_import([page], data=data)
    assert contents(data) == before


def test_a_record_that_cannot_be_edited_is_reported_with_its_new_fields(
    data: Path, page: Path
) -> None:
    brackets = data / "papers" / "hand.yaml"
    brackets.write_text(f'[{{id: bells, title: "{TITLES[0]}"}}, {{id: b, title: B}}]\n')
    report = run_import([page], data=data)
    assert str(report) == "new 5, merged 0, unchanged 0, refused 1"
    assert "fields to add: abstract, source" in str(report.refused[0])
    (data / "papers" / "imported.jsonl").unlink()
    with pytest.raises(PapersError, match=r"hand\.yaml: has several records on one line"):
        run_import([page], data=data, into=brackets)
    assert not (data / "papers" / "imported.jsonl").exists()


def test_bib_files_are_not_edited(data: Path, page: Path) -> None:
    bib = data / "papers" / "refs.bib"
    bib.write_text(f"@article{{x,\n title = {{{TITLES[1]}}},\n year = 2020\n}}\n")
    before = bib.read_bytes()
    report = run_import([page], data=data)
    assert "cannot be edited by this command" in str(report.refused[0])
    assert bib.read_bytes() == before


# --- killed imports ------------------------------------------------------------------------------


def _count_steps(patch: Callable[[object, str, object], None], act: Callable[[int], None]) -> None:
    """Call `act` with the number of each file operation of an import."""
    count = 0

    def wrap(function: Callable[..., object]) -> Callable[..., object]:
        def step(*args: object, **kwargs: object) -> object:
            nonlocal count
            count += 1
            act(count)
            result = function(*args, **kwargs)
            count += 1
            act(count)
            return result

        return step

    places: Mapping[str, object] = {
        "mkdir": Path, "chmod": Path, "replace": Path,
        "mkstemp": tempfile, "fdopen": os, "fsync": os,
    }  # fmt: skip
    for name, place in places.items():
        patch(place, name, wrap(getattr(place, name)))


@pytest.mark.seconds
@pytest.mark.skipif(not hasattr(os, "fork"), reason="this system has no fork")
@pytest.mark.filterwarnings("ignore:This process .* is multi-threaded:DeprecationWarning")
def test_the_next_import_completes_one_killed_at_any_step(
    data: Path, page: Path, tmp_path: Path
) -> None:
    whole = tmp_path / "whole"
    shutil.copytree(data, whole)
    run_import([page], data=whole, featured="2031")
    expected = contents(whole)
    old = contents(data)
    survived = False
    moment = 0
    while not survived:
        moment += 1
        victim = tmp_path / f"victim-{moment}"
        shutil.copytree(data, victim)
        child = os.fork()
        if child == 0:  # pragma: no cover  # the child is killed before it could report
            _die_at(moment, page, victim)
        _, status = os.waitpid(child, 0)
        survived = os.WIFEXITED(status)
        found = contents(victim)
        for name in expected:
            assert found.get(name) in (old.get(name), expected[name]), (moment, name)
        run_import([page], data=victim, featured="2031")
        assert contents(victim) == expected, moment
    assert moment > 20, "an import takes more steps than that"


def _die_at(moment: int, page: Path, victim: Path) -> None:  # pragma: no cover
    def act(count: int) -> None:
        if count == moment:
            os.kill(os.getpid(), signal.SIGKILL)

    try:
        _count_steps(setattr, act)
        run_import([page], data=victim, featured="2031")
    finally:
        os._exit(0)


_DRIVER = """\
import signal
import sys
import time
from pathlib import Path
from papershelf.importing import importer as importing

since, delay, data, *pages = sys.argv[1:]
began = {}

def begin(what):
    if what not in began:
        began[what] = time.monotonic()
        if what == since:
            # Nobody handles the signal, so it kills at once, whatever is being done.
            signal.setitimer(signal.ITIMER_REAL, float(delay))

def replace_data_file(*arguments):
    begin("writing")
    write(*arguments)

write, importing.replace_data_file = importing.replace_data_file, replace_data_file
begin("start")
importing.run_import(list(map(Path, pages)), data=Path(data), featured="2031")
end = time.monotonic()
signal.setitimer(signal.ITIMER_REAL, 0)
print(*(end - began[what] for what in ("start", "writing")))
"""


@pytest.mark.seconds
@pytest.mark.site
def test_imports_killed_at_random_times_lose_no_record(
    data: Path, tmp_path: Path, project_root: Path
) -> None:
    pairs = [(f"{TITLES[2]} {i}", f"{LONG} {i}") for i in range(600)]
    pages = [tmp_path / f"page-{n}.txt" for n in range(3)]
    for number, path in enumerate(pages):
        path.write_text(spaced(tuple(pairs[number * 150 : number * 150 + 300])), encoding="utf-8")
    files = [*(data / "papers" / f"{n}.jsonl" for n in range(3)), data / "papers" / "z.yaml"]
    for number, path in enumerate(files):
        rows = [
            {"id": f"p{i}", "title": pairs[i][0]} for i in range(number * 100, number * 100 + 60)
        ]
        text = "".join(json.dumps(row) + "\n" for row in rows)
        if path.suffix == ".yaml":
            text = "".join(f"- id: {row['id']}\n  title: '{row['title']}'\n" for row in rows)
        path.write_text(text, encoding="utf-8")
    old = contents(data)
    whole = tmp_path / "whole"
    shutil.copytree(data, whole)
    times = _run_driver(whole, pages, project_root)
    expected = contents(whole)
    assert len(titles(whole)) == 600 + 2
    moments = random.Random(50)
    untouched, unharmed = 0, 0
    for number in range(50):
        # Most of the time an import only reads, so every second kill is while files change.
        since = ("start", "writing")[number % 2]
        victim = tmp_path / "victim"
        shutil.copytree(data, victim)
        _run_driver(victim, pages, project_root, since, moments.uniform(0, times[since]))
        found = contents(victim)
        for name in expected:
            assert found.get(name) in (old.get(name), expected[name]), name
        untouched += all(found.get(name) == old.get(name) for name in expected)
        unharmed += found == expected
        if since == "writing" and found != expected:
            times[since] *= 1.1  # the machine may be slower now
        report = run_import(pages, data=victim, featured="2031")
        assert not report.refused
        assert contents(victim) == expected
        shutil.rmtree(victim)
    assert untouched < 50, "no kill came after the first file"
    assert unharmed < 50, "no kill came before the last file"


def _run_driver(
    data: Path, pages: list[Path], root: Path, since: str = "", delay: float = 0
) -> dict[str, float]:
    """Import in a process that is killed some seconds after a given step.

    Returns the time of each step, or nothing if the process was killed.
    """
    arguments = [since, str(delay), str(data), *map(str, pages)]
    done = subprocess.run(
        [sys.executable, "-c", _DRIVER, *arguments], cwd=root, stdout=subprocess.PIPE, check=False
    )
    assert done.returncode in (0, -signal.SIGALRM)
    return dict(zip(("start", "writing"), map(float, done.stdout.split()), strict=False))


# --- real captures -------------------------------------------------------------------------------


def test_real_captures_give_one_record_per_paper(shared: Path, tmp_path: Path) -> None:
    captures = sorted((shared / "captures").glob("*.txt"))
    data = tmp_path / "data"
    into = data / "papers" / "captures.jsonl"
    first = run_import(captures, data=data, into=into)
    assert str(first) == "new 380, merged 0, unchanged 28, refused 0"
    assert [note.field for note in first.notes] == ["featured"]
    assert str(run_import(captures, data=data, into=into)) == (
        "new 0, merged 0, unchanged 408, refused 0"
    )
    collection = load_collection(read_data(data))
    assert (len(collection.papers), collection.problems) == (380, ())
    year: ImportReport = run_import(captures, data=data, into=into, featured="2025")
    assert str(year) == "new 0, merged 57, unchanged 351, refused 0"


# --- submissions not accepted --------------------------------------------------------------------

_SUBMISSIONS = [
    {"title": title, "author": "Ada Byron", "track": "main", "status": status}
    for title, status in (
        ("Sand", "Oral"), ("Silt", "Reject"), ("Clay", "Reject"), ("Loam", "Withdraw"),
        ("Peat", "Desk Reject"), ("Marl", "Active"), ("Chalk", "Workshop"),
    )
]  # fmt: skip


@pytest.fixture
def submissions(tmp_path: Path) -> Path:
    path = tmp_path / "icrr2024.json"
    path.write_text(json.dumps(_SUBMISSIONS))
    return path


def _imported(data: Path) -> dict[str, dict[str, object]]:
    lines = (data / "papers" / "imported.jsonl").read_text().splitlines()
    return {row["title"]: row for row in map(json.loads, lines)}


def test_submissions_not_accepted_are_skipped_and_counted(data: Path, submissions: Path) -> None:
    report = run_import([submissions], data=data)
    expected = "left out: 2 rejected, 1 withdrawn, 1 desk-rejected, 1 under-review; "
    expected += "to import them, use --include rejected,withdrawn,desk-rejected,under-review"
    assert expected in [note.message for note in report.notes]
    assert _imported(data).keys() == {"Sand", "Chalk"}


def test_submissions_not_accepted_are_imported_with_their_status_on_request(
    data: Path, submissions: Path
) -> None:
    report = run_import([submissions], data=data, include="rejected, withdrawn,desk-rejected")
    assert "left out: 1 under-review; to import them, use --include under-review" in [
        note.message for note in report.notes
    ]
    found = {title: row.get("status") for title, row in _imported(data).items()}
    to = "Submitted to ICRR 2024"
    assert found == {
        "Sand": None, "Chalk": None,
        "Silt": {"kind": "rejected", "reason": to}, "Clay": {"kind": "rejected", "reason": to},
        "Loam": {"kind": "withdrawn", "reason": to},
        "Peat": {"kind": "desk-rejected", "reason": to},
    }  # fmt: skip


def test_an_unknown_decision_stops_the_import(data: Path, submissions: Path) -> None:
    with pytest.raises(PapersError, match="'rejcted' is not an outcome; did you mean rejected"):
        run_import([submissions], data=data, include="withdrawn,rejcted")
    assert not (data / "papers" / "imported.jsonl").exists()


@pytest.mark.parametrize("is_published_first", [False, True])
def test_a_rejection_does_not_change_a_paper_published_elsewhere(
    data: Path, submissions: Path, tmp_path: Path, *, is_published_first: bool
) -> None:
    entry = "title={Silt}, author={Ada Byron}, year=2025, journal={Soils}"
    published = tmp_path / "refs.bib"
    published.write_text(f"@article{{silt, {entry}}}")
    files = [published, submissions] if is_published_first else [submissions, published]
    for path in files:
        run_import([path], data=data, include="rejected")
    rows = _imported(data)
    assert rows["Clay"]["status"] == {"kind": "rejected", "reason": "Submitted to ICRR 2024"}
    assert "status" not in rows["Silt"]
    assert rows["Silt"]["venue"] == {"name": "Soils", "kind": "journal"}


# --- ids and keys of published papers -------------------------------------------------------------

_SILT: dict[str, object] = {"title": "Silt", "authors": ["Ada Byron"], "year": 2021}
_OTHER: dict[str, object] = {"title": "Silt", "authors": ["Li Wei"], "year": 2023}


def _import_one(data: Path, record: dict[str, object], name: str = "in.jsonl") -> dict[str, object]:
    path = data.parent / name
    path.write_text(json.dumps(record) + "\n")
    run_import([path], data=data)
    return _imported(data)[str(record["title"])]


def _remove(data: Path) -> None:
    (data / "papers" / "imported.jsonl").write_text("")


@pytest.mark.parametrize("own", [{}, {"id": "silt"}])
def test_the_id_of_a_removed_paper_is_not_reused(data: Path, own: dict[str, object]) -> None:
    assert _import_one(data, _SILT)["id"] == "silt"
    _remove(data)
    assert _import_one(data, _OTHER | own)["id"] == "silt-2023"
    ledger = (data / "citation-keys.tsv").read_text()
    assert "silt\tbyron-2021-silt\n" in ledger
    assert "silt-2023\twei-2023-silt\n" in ledger


def test_a_removed_paper_that_is_imported_again_gets_its_id(data: Path) -> None:
    _import_one(data, _SILT)
    _remove(data)
    assert _import_one(data, _SILT)["id"] == "silt"


@pytest.mark.parametrize("target", ["removed", "papers/clay/"])
def test_a_redirected_address_is_not_used_as_id(data: Path, target: str) -> None:
    (data / "redirects.yaml").write_text(f"papers/silt/: {target}\n")
    assert _import_one(data, _SILT)["id"] == "silt-2021"


def test_the_former_id_of_a_paper_is_not_reused(data: Path) -> None:
    (data / "citation-keys.tsv").write_text("silt\tbyron-2021-silt\t@loess\n")
    assert _import_one(data, _SILT)["id"] == "silt-2021"


def test_the_citation_key_of_a_removed_paper_is_not_reused(data: Path) -> None:
    (data / "citation-keys.tsv").write_text("gone\tmy-key\tbyron-2021-silt\n")
    path = data.parent / "in.jsonl"
    path.write_text(json.dumps(_SILT | {"citation_key": "My-Key"}) + "\n")
    report = run_import([path], data=data)
    assert "left out: 'My-Key' is the citation key of another paper" in [
        note.message for note in report.notes
    ]
    assert "citation_key" not in _imported(data)["Silt"]
    ledger = (data / "citation-keys.tsv").read_text()
    assert "gone\tmy-key\tbyron-2021-silt\n" in ledger
    assert "silt\tbyron-2021-silt-2\n" in ledger


def test_the_ledger_does_not_depend_on_the_process(data: Path) -> None:
    values = [{"id": f"silt-{word}", "title": f"Silt of {word}"} for word in ("ebb", "flow")]
    new = [MergeEntry(each, IdentityFacts(each)) for each in values]
    raw = read_data(data)
    here = start_ledger_update(raw, [], new, min_entries_for_fork=1000)()
    there = start_ledger_update(raw, [], new, min_entries_for_fork=1)()
    assert here == there
    assert all(each["id"] in here for each in values)
