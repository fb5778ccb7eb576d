"""Tests of `make bench`: choice of programs, measurements, report, chart and budgets."""

from __future__ import annotations

import sys
from html.parser import HTMLParser
from pathlib import Path
from urllib.parse import unquote
from xml.etree import ElementTree as ET

import pytest

from benchmarks import __main__ as benchmark
from benchmarks import peers, real_papers
from benchmarks.chart import render_chart
from benchmarks.corpus import make_records
from benchmarks.markdown import Record, change_markdown, write_markdown
from benchmarks.measure import Cost, Size, measure_site, run
from benchmarks.report import (
    OURS,
    PHASES,
    RIVAL,
    Result,
    check_budgets,
    render_page,
    render_scale,
)

SVG = "{http://www.w3.org/2000/svg}"
SIZE = Size(
    files=12, total=34_000_000, pages=10, pages_total=56_780, largest=9000, largest_path="a.html"
)


def result(
    name: str,
    *,
    papers: int = 10_000,
    seconds: tuple[float, ...] = (10, 0.5, 1, 1, 1),
    memory: int = 10**9,
    rounds: int = 3,
    size: Size = SIZE,
) -> Result:
    costs = {
        phase: Cost(seconds=spent, cpu_seconds=2 * spent, memory=memory)
        for phase, spent in zip(PHASES, seconds, strict=False)
    }
    return Result(name, papers, rounds, costs, size)


@pytest.mark.parametrize("missing", ["hugo", "pagefind", "zensical"])
def test_a_missing_program_is_an_error(
    missing: str,
    tmp_path: Path,
    monkeypatch: pytest.MonkeyPatch,
    capsys: pytest.CaptureFixture[str],
) -> None:
    (tmp_path / "bin").mkdir()
    for name in {"hugo", "pagefind", "zensical"} - {missing}:
        (tmp_path / "bin" / name).touch(mode=0o755)
    monkeypatch.setattr(peers, "TOOLS", tmp_path)
    monkeypatch.setattr(sys, "argv", ["benchmarks", "30"])
    assert benchmark.main() == 1
    output = capsys.readouterr()
    assert output.err == f"not installed: {missing}; make bench installs them\n"
    assert output.out == ""


def test_large_sizes_are_built_only_with_papershelf_by_default() -> None:
    programs = (benchmark.papershelf_program(), *peers.peers(sys.executable))
    assert [peer.name for peer in benchmark.choose(programs, 100_000, None)] == [OURS]
    assert [peer.name for peer in benchmark.choose(programs, 100_000, [RIVAL])] == [RIVAL]
    assert len(benchmark.choose(programs, 10_000, None)) == 4


def test_every_size_has_records(monkeypatch: pytest.MonkeyPatch, tmp_path: Path) -> None:
    monkeypatch.setattr(real_papers, "CORPUS", tmp_path / "missing.jsonl.gz")
    real_papers.read_corpus.cache_clear()
    assert benchmark.choose_records(7) == list(make_records(7))
    assert real_papers.real_records(7) == []
    real_papers.read_corpus.cache_clear()


def test_real_papers_are_spread_over_the_corpus(
    monkeypatch: pytest.MonkeyPatch, tmp_path: Path
) -> None:
    corpus = tmp_path / "corpus.jsonl"
    lines = [
        f'{{"title": "Paper number {n}", "authors": ["Ada Doe"], "year": {2000 + n}, "venue": "ICML"}}\n'
        for n in range(10)
    ]
    corpus.write_text("".join(lines), "utf-8")
    monkeypatch.setattr(real_papers, "CORPUS", corpus)
    real_papers.read_corpus.cache_clear()
    years = [record["year"] for record in real_papers.real_records(5)]
    assert years == [2009, 2007, 2005, 2003, 2001]
    assert real_papers.real_records(11) == []
    [first, *_] = real_papers.real_records(10)
    assert {**first, "id": ""} == {
        "id": "",
        "title": "Paper number 9",
        "authors": ["Ada Doe"],
        "venue": "ICML",
        "year": 2009,
    }
    real_papers.read_corpus.cache_clear()


def test_slow_programs_build_a_large_size_once() -> None:
    ours, hugo, *slow = (benchmark.papershelf_program(), *peers.peers(sys.executable))
    assert [benchmark.choose_rounds(peer, 10_000, 3) for peer in (ours, hugo)] == [3, 3]
    assert [benchmark.choose_rounds(peer, 10_000, 3) for peer in slow] == [1, 1]
    assert [benchmark.choose_rounds(peer, 1000, 3) for peer in slow] == [3, 3]


def test_the_memory_of_child_processes_is_counted(tmp_path: Path) -> None:
    child = "x = bytearray(60_000_000); import time; time.sleep(2)"
    parent = f"import subprocess, sys; subprocess.run([sys.executable, '-c', '{child}'])"
    cost = run([sys.executable, "-c", f"y = bytearray(60_000_000); {parent}"], tmp_path)
    assert 120_000_000 < cost.memory < 240_000_000
    assert 1 <= cost.seconds < 30


def test_a_failed_command_raises_an_error_with_its_output(tmp_path: Path) -> None:
    with pytest.raises(RuntimeError, match=r"exited 3:\nno papers"):
        run([sys.executable, "-c", "print('no papers'); raise SystemExit(3)"], tmp_path)


def test_measure_site_counts_all_files_and_html_pages(tmp_path: Path) -> None:
    (tmp_path / "papers").mkdir()
    (tmp_path / "index.html").write_text("12345")
    (tmp_path / "papers/a.html").write_text("1234567")
    (tmp_path / "feed.xml").write_text("123")
    assert measure_site(tmp_path) == Size(
        files=3, total=15, pages=2, pages_total=12, largest=7, largest_path="papers/a.html"
    )


def test_the_page_has_each_number_with_its_ratio_to_the_rival() -> None:
    slower = result(RIVAL, seconds=(20, 20, 20))
    page = render_page([result(OURS), slower], {"Hugo": "0.1"})
    assert "| Cold build: time, s | 10.0 (0.50) | 20.0 |" in page
    assert "| Cold build: CPU time, s | 20.0 (0.50) | 40.0 |" in page
    assert "| One title changed: time, s | 1.0 (0.05) | 20.0 |" in page
    assert "| One paper added: time, s | 1.0 | – |" in page
    assert page.count(": CPU time, s | ") == len(PHASES)
    assert "| Average HTML page, bytes | 5,678 | 5,678 |" in page
    assert "with Hugo 0.1." in page
    assert "median of 3 runs." in page


def test_the_page_has_the_best_and_the_worst_run() -> None:
    runs = {PHASES[0]: [Cost(seconds=s, cpu_seconds=2 * s, memory=1) for s in (12, 9.5, 10)]}
    page = render_page([result(OURS)._replace(runs=runs), result(RIVAL, seconds=(20, 20, 20))], {})
    assert "| Cold build: time, s | 10.0 (0.50) 9.5–12.0 | 20.0 |" in page
    assert "| Cold build: CPU time, s | 20.0 (0.50) 19.0–24.0 | 40.0 |" in page


def test_the_page_says_if_there_are_too_few_runs_or_fewer_for_one_size() -> None:
    assert "not a comparison" in render_page([result(OURS, rounds=1)], {})
    page = render_page([result(OURS), result(OURS, papers=100_000, rounds=1)], {})
    assert "median of 3 runs. Fewer runs: Papershelf, 100,000 papers: 1." in page


def test_the_page_names_programs_that_were_not_measured() -> None:
    page = render_page([result(OURS), result(RIVAL), result(OURS, papers=1000)], {})
    assert "Not measured, because it takes too long: Hugo + Pagefind, 1,000 papers." in page
    assert "Not measured" not in render_page([result(OURS), result(RIVAL)], {})


@pytest.mark.parametrize(
    ("ours", "others", "missed"),
    [
        (result(OURS), [], []),
        (
            result(OURS, seconds=(10, 1.1, 1)),
            [],
            ["nothing changed: 11.0% of a cold build, at most 10%"],
        ),
        (
            result(OURS, seconds=(10, 1, 1.6)),
            [],
            ["one title changed: 16.0% of a cold build, at most 15%"],
        ),
        (
            result(OURS, seconds=(10, 1, 1, 1, 2)),
            [],
            ["one paper removed: 20.0% of a cold build, at most 15%"],
        ),
        (result(OURS, memory=4_100_000_000), [], ["4.1 GB of memory, at most 4"]),
        (result(OURS), [result(RIVAL, seconds=(8, 8, 8))], [f"1.25 times the time of {RIVAL}"]),
        (
            result(OURS),
            [result(OURS, papers=1000, seconds=(0.5, 0, 0))],
            ["2.00 times the time per paper of 1000"],
        ),
        (result(OURS), [result(OURS, papers=1000, seconds=(2, 0, 0))], []),
        (result(OURS), [result(OURS, papers=1000, seconds=(2, 0.2, 0.5, 0.5, 0.5))], []),
        (result(OURS), [result(RIVAL, memory=10**10)], []),
    ],
)
def test_exceeded_budgets_are_reported(
    ours: Result, others: list[Result], missed: list[str]
) -> None:
    found = check_budgets([ours, *others])
    assert len(found) == len(missed)
    for message, expected in zip(found, missed, strict=True):
        assert message.startswith("10000: ")
        assert expected in message


def test_budgets_of_small_changes_do_not_apply_to_few_papers() -> None:
    missed = check_budgets([result(OURS, papers=1000, seconds=(2, 0.5, 0.5))])
    assert missed == ["1000: nothing changed: 25.0% of a cold build, at most 10%"]


def test_render_scale_reports_only_papershelf() -> None:
    lines = list(render_scale([result(OURS), result(RIVAL)]))
    assert lines == ["10,000 papers: 1.00 ms per paper, 1,000 MB"]


def test_bars_are_proportional_to_times_and_labeled() -> None:
    picture = ET.fromstring(render_chart([result(OURS), result(RIVAL, seconds=(20, 20, 20))]))
    widths = [float(bar.get("width", "")) for bar in picture.iter(f"{SVG}rect")][1:]
    assert widths[0] == pytest.approx(widths[len(PHASES)] / 2)
    words = [text.text for text in picture.iter(f"{SVG}text")]
    assert words[:4] == ["10,000 papers", OURS, "cold build", "10.0 s"]
    described = picture.findtext(f"{SVG}desc")
    assert described is not None
    assert f"{RIVAL}, 10,000 papers: cold build 20.0 s, nothing changed 20.0 s" in described
    assert picture.get("viewBox") == f"0 0 {picture.get('width')} {picture.get('height')}"


def test_the_chart_omits_sizes_built_only_with_papershelf() -> None:
    both = [result(OURS), result(RIVAL)]
    alone = result(OURS, papers=100_000, seconds=(900, 1, 1))
    drawn = render_chart([*both, alone]).partition("<style>")[2]
    assert drawn == render_chart(both).partition("<style>")[2]


def test_adding_and_removing_a_paper_restores_the_project(tmp_path: Path) -> None:
    records: list[Record] = list(make_records(12))
    [another] = benchmark.make_additional_records(records, 1)
    assert another["id"] not in {record["id"] for record in records}
    assert another["title"] not in {record["title"] for record in records}
    assert another["published"] == records[6]["published"]
    assert "arxiv" not in another
    program = benchmark.papershelf_program()
    program.prepare(tmp_path, records)
    before = read_all(tmp_path)
    assert program.add is not None
    assert program.remove is not None
    program.add(tmp_path, another)
    assert b"".join(read_all(tmp_path).values()).count(another["id"].encode()) == 1
    program.remove(tmp_path, another)
    assert read_all(tmp_path) == before


def read_all(folder: Path) -> dict[str, bytes]:
    return {path.as_posix(): path.read_bytes() for path in folder.rglob("*") if path.is_file()}


def test_change_markdown_updates_all_lists_of_a_paper(tmp_path: Path) -> None:
    records = list(make_records(120))
    write_markdown(tmp_path, records)
    before = records[7]
    change_markdown(tmp_path, before, {**before, "title": "Another title"})
    texts = [path.read_text("utf-8") for path in (tmp_path / "docs").rglob("*.md")]
    assert not any(str(before["title"]) in text for text in texts)
    # The page of the paper, home, all papers, venue, year, five authors, three tags.
    assert sum("Another title" in text for text in texts) == 13


class _Links(HTMLParser):
    """Collects the links of a page to other pages of its site."""

    def __init__(self, text: str) -> None:
        super().__init__()
        self.found: list[str] = []
        self.feed(text)

    def handle_starttag(self, tag: str, attrs: list[tuple[str, str | None]]) -> None:
        self.found += [v for k, v in attrs if k == "href" and tag == "a" and v and v[0] == "/"]


@pytest.mark.skipif(not (peers.TOOLS / "bin/hugo").exists(), reason="make bench installs Hugo")
def test_hugo_generates_the_same_kinds_of_pages(tmp_path: Path) -> None:
    hugo = next(peer for peer in peers.peers(sys.executable) if peer.name == RIVAL)
    records: list[Record] = list(make_records(150))
    hugo.prepare(tmp_path, records)
    run(hugo.commands[0], tmp_path)
    site = tmp_path / "public"
    paper = (site / "papers" / str(records[7]["id"]) / "index.html").read_text("utf-8")
    for author in records[7]["authors"]:
        assert f'<meta name="citation_author" content="{author}">' in paper
    for mark in ("application/ld+json", "og:title", "data-pagefind-body", "@inproceedings{"):
        assert mark in paper
    for address in _Links(paper).found:
        path = site / unquote(address).strip("/")
        assert path.is_file() or (path / "index.html").is_file()
    assert (site / "papers/page/2/index.html").is_file()
    assert len(list((site / "papers").glob("*/cite.bib"))) == 150
    assert (site / "index.xml").is_file()
    assert list((site / "tags").glob("*/index.xml"))
    assert not list((site / "authors").glob("*/index.xml"))
    assert (site / "sitemap.xml").is_file()
