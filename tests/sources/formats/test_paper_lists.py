"""Tests of reading lists of papers in Markdown and HTML: common styles, skipped items, hostile
pages.
"""

from __future__ import annotations

import time
from typing import Any

import pytest
from hypothesis import given, settings
from hypothesis import strategies as st

from papershelf.sources.format_detection import parse_file_content
from papershelf.sources.formats.paper_lists.links import parse_badge_text, parse_link
from papershelf.sources.formats.paper_lists.reader import parse_html_list, parse_markdown_list
from papershelf.sources.formats.paper_lists.remarks import is_name_list, parse_venue_fragment
from papershelf.sources.parsing.raw_record import ReadResult
from tests.conftest import ROOT

REAL = ROOT.parent / "shared" / "real" / "awesome-diffusion.md"


def read(text: str) -> ReadResult:
    return parse_markdown_list(text.encode(), "list.md")


def found(text: str) -> list[tuple[int, dict[str, Any]]]:
    return [(record.line, dict(record.fields)) for record in read(text).records]


def one(text: str) -> dict[str, Any]:
    ((_, fields),) = found(text)
    return fields


def messages(text: str) -> list[str]:
    return [str(problem) for problem in read(text).problems]


RIVERS = {"title": "Learning on Rivers", "arxiv": "2401.00001"}
CODE = "https://github.com/doe/rivers"
LINK = "https://arxiv.org/abs/2401.00001"


@pytest.mark.parametrize(
    ("text", "more"),
    [
        (f"- [Learning on Rivers]({LINK})\n", {}),
        (
            f"- [Learning on Rivers]({LINK}) - Ada Doe, Bo Roe, *arXiv 2024*.\n",
            {"authors": ["Ada Doe", "Bo Roe"], "published": "2024"},
        ),
        (
            f"- **Learning on Rivers.** Ada Doe, Bo Roe. ICRR 2024. [[paper]]({LINK})\n",
            {"authors": ["Ada Doe", "Bo Roe"], "venue": "ICRR", "year": "2024"},
        ),
        (
            f"- (ICRR'24) Learning on Rivers [[Paper]]({LINK}) ⭐\n",
            {"venue": "ICRR", "year": "2024"},
        ),
        (
            f"- (*ICRR2024*) Learning on Rivers [[paper]({LINK})]\n",
            {"venue": "ICRR", "year": "2024"},
        ),
        (
            f"- **`ICRR 2024`** Learning on Rivers [[x]]({LINK})\n",
            {"venue": "ICRR", "year": "2024"},
        ),
        (
            f"- 2024-05-02, **Learning on Rivers**, Ada Doe, Bo Roe, Paper: [{LINK}]({LINK})\n",
            {"published": "2024-05-02", "authors": ["Ada Doe", "Bo Roe"]},
        ),
        (
            f"_Learning on Rivers_. Ada Doe, Bo Roe. [[arXiv:2401.00001]]({LINK})\n",
            {"authors": ["Ada Doe", "Bo Roe"]},
        ),
        (f"- `ICRR 2024` [Learning on Rivers]({LINK})\n", {"venue": "ICRR", "year": "2024"}),
        (f"* [2024/05] **Learning on Rivers** | [arXiv]({LINK})\n", {"published": "2024-05"}),
        (
            f'1. Ada Doe, Bo Roe. "Learning on Rivers." In ICRR, 2024. [[pdf]]({LINK})\n',
            {"authors": ["Ada Doe", "Bo Roe"], "venue": "ICRR", "year": "2024"},
        ),
        (
            f'**[12]** Doe, Ada, and Bo Roe. "**Learning on Rivers**." (2024). [[pdf]]({LINK})\n',
            {"published": "2024"},
        ),
        (
            f"- Learning on Rivers, ICRR 2024 [[pdf]({LINK})] [[code]({CODE})]\n",
            {"venue": "ICRR", "year": "2024", "code": [CODE]},
        ),
        (
            (
                f"**Learning on Rivers** \\\n*Ada Doe<sup>1</sup>, Bo Roe* \\\nICRR 2024 (Oral). "
                f"[[Paper]({LINK})] [[Project](https://rivers.example)] \\\n12 Jan 2024\n"
            ),
            {
                "authors": ["Ada Doe", "Bo Roe"],
                "venue": "ICRR",
                "year": "2024",
                "published": "2024-01-12",
                "project": "https://rivers.example",
            },
        ),
        (
            f"**Learning on Rivers**\nAda Doe, Bo Roe\nICRR 2024\n[Paper]({LINK})\n",
            {"authors": ["Ada Doe", "Bo Roe"], "venue": "ICRR", "year": "2024"},
        ),
        (
            f"**Learning on Rivers**\n\n*Ada Doe, Bo Roe*\n\n[Paper]({LINK})\n",
            {"authors": ["Ada Doe", "Bo Roe"]},
        ),
        (
            (
                "- **Learning on Rivers**\n  - Ada Doe, Bo Roe\n  - *ICRR 2024*\n"
                f"  - [[pdf]({LINK})]\n"
            ),
            {"authors": ["Ada Doe", "Bo Roe"], "venue": "ICRR", "year": "2024"},
        ),
        (
            f"### [Learning on Rivers]({LINK})\nAda Doe, Bo Roe\n",
            {"authors": ["Ada Doe", "Bo Roe"]},
        ),
        (
            (
                f"### Learning on Rivers\n- **Authors:** Ada Doe, Bo Roe\n- **Venue:** ICRR 2024\n"
                f"- [Paper]({LINK})\n"
            ),
            {"authors": ["Ada Doe", "Bo Roe"], "venue": "ICRR", "year": "2024"},
        ),
        (
            (
                f"| Title | Authors | Venue | Date | Links |\n|---|---|---|---|---|\n"
                f"| Learning on Rivers | Ada Doe, Bo Roe | ICRR | 12 Jan 2024 | [paper]({LINK}) |\n"
            ),
            {
                "authors": ["Ada Doe", "Bo Roe"],
                "venue": "ICRR",
                "year": "2024",
                "published": "2024-01-12",
            },
        ),
        (
            f"| Year | Paper |\n|---|---|\n| 2024 | [Learning on Rivers]({LINK}) |\n",
            {"published": "2024"},
        ),
        (
            (
                "- **Learning on Rivers** ![](https://img.shields.io/badge/arXiv-2401.00001-b.svg) "
                "![](https://img.shields.io/badge/ICRR-2024-blue) "
                "![](https://img.shields.io/github/stars/doe/rivers?style=social)\n"
            ),
            {"venue": "ICRR", "year": "2024", "code": [CODE]},
        ),
        (
            (
                f"<ul><li><b>Learning on Rivers</b><br><i>Ada Doe (Delta University), Bo Roe</i> "
                f"<a href='{LINK}'>PDF</a></ul>\n"
            ),
            {"authors": ["Ada Doe", "Bo Roe"]},
        ),
    ],
)
def test_papers_are_read_in_all_common_styles(text: str, more: dict[str, Any]) -> None:
    fields = one(text)
    fields.pop("authors" if "Doe, Ada" in text else "", None)
    assert fields == RIVERS | more


def test_a_short_name_and_the_text_after_its_colon_are_one_title() -> None:
    assert one(f"- **RiverNet**: Flow on Graphs [[pdf]({LINK})]\n")["title"] == (
        "RiverNet: Flow on Graphs"
    )
    assert one(f"- **RiverNet**: [Flow on Graphs for All]({LINK})\n")["title"] == (
        "Flow on Graphs for All"
    )


def test_records_have_the_lines_and_headings_of_their_entries() -> None:
    text = (
        "# Rivers\n\nSome words.\n\n## Deltas\n\n"
        f"- [A First Delta]({LINK})\n\n```\n[x](https://arxiv.org/abs/2401.00009)\n```\n\n"
        "<!-- a\ncomment -->\n<details><summary>Old <b>work</b></summary>\n\n"
        "- [A Second Delta](https://arxiv.org/abs/2401.00002)\n\n</details>\n\n"
        "Setext\n------\n- Group\n  - [A Third Delta](https://arxiv.org/abs/2401.00003)\n"
    )
    records = read(text).records
    assert [(record.line, record.headings) for record in records] == [
        (7, ("Rivers", "Deltas")), (17, ("Rivers", "Deltas", "Old work")),
        (24, ("Rivers", "Setext", "Group")),
    ]  # fmt: skip


def test_line_numbers_beyond_the_limit_of_libxml2_are_correct() -> None:
    text = "\n" * 70_000 + f"- [Learning on Rivers]({LINK})\n"
    assert found(text)[0][0] == 70_001


def test_items_that_are_no_papers_are_reported_by_line_and_counted() -> None:
    text = (
        "# List\n- [Contents](#list)\n- [river-toolkit](https://github.com/acme/rivers) - Tools.\n"
        f"- [A Paper on Rivers]({LINK})\n- [A blog](https://blog.example/)\n\n"
        "We thank the authors of [this work on mud](https://rivers.example/mud).\n"
    )
    assert [line for line, _ in found(text)] == [4]
    assert messages(text) == [
        "list.md:3: title: warning: 'river-toolkit' has no link to a paper and was left out",
        "list.md:5: title: warning: 'A blog' has no link to a paper and was left out",
        "list.md:7: title: warning: 'this work on mud' has no link to a paper and was left out",
        (
            "list.md: warning: left out because they are not papers: "
            "entries without a link to a paper (3)"
        ),
    ]


def test_several_papers_in_an_entry_are_split_or_reported() -> None:
    text = (
        "- Two parts: [The First Part of Rivers](https://arxiv.org/abs/2401.00001), "
        "[The Second Part of Rivers](https://arxiv.org/abs/2401.00002)\n"
        "- **One Title for Two** [pdf](https://arxiv.org/abs/2401.00003) "
        "[pdf](https://arxiv.org/abs/2401.00004)\n"
    )
    assert [(line, fields["arxiv"]) for line, fields in found(text)] == [
        (1, "2401.00001"), (1, "2401.00002"), (2, "2401.00003"),
    ]  # fmt: skip
    assert any("2401.00004" in message for message in messages(text))


def test_an_entry_without_links_needs_authors_to_be_a_paper() -> None:
    page = (
        b"<h1>Accepted</h1><ul><li><b>Bounds for Winding Streams</b><br><i>Cy Poe, Di Moe</i></ul>"
    )
    (record,) = parse_html_list(page, "x.html").records
    assert dict(record.fields) == {
        "title": "Bounds for Winding Streams", "authors": ["Cy Poe", "Di Moe"],
    }  # fmt: skip
    assert not parse_html_list(b"<ul><li><b>Please read the rules</b></ul>", "x.html").records


@pytest.mark.parametrize(
    ("address", "key", "value"),
    [
        ("https://ar5iv.labs.arxiv.org/html/2401.00001", "arxiv", "2401.00001"),
        ("https://www.alphaxiv.org/abs/2401.00001v2", "arxiv", "2401.00001"),
        ("https://huggingface.co/papers/2401.00001", "arxiv", "2401.00001"),
        ("//arxiv.org/pdf/2401.00001.pdf", "arxiv", "2401.00001"),
        ("https://dl.acm.org/doi/abs/10.1145/1234.5678", "doi", "10.1145/1234.5678"),
        ("https://www.biorxiv.org/content/10.1101/2024.01.01v2.full", "doi", "10.1101/2024.01.01"),
        ("https://link.springer.com/chapter/10.1007/978-3-1_2", "doi", "10.1007/978-3-1_2"),
        ("https://openreview.net/pdf?id=abcDEF123", "openreview", "abcDEF123"),
        ("https://aclanthology.org/2021.acl-long.7.pdf", "acl", "2021.acl-long.7"),
        ("https://github.com/doe/rivers", "code", "https://github.com/doe/rivers"),
        ("https://doe.github.io/rivers", "project", "https://doe.github.io/rivers"),
        ("https://youtu.be/x", "video", "https://youtu.be/x"),
    ],
)
def test_links_are_classified_by_url(address: str, key: str, value: str) -> None:
    link = parse_link("x", address)
    assert link is not None
    assert (link.field, link.value) == (key, value)


@pytest.mark.parametrize(
    "address", ["#deltas", "CONTRIBUTING.md", "javascript:x", "mailto:a@b.c", ""]
)
def test_invalid_links_are_ignored(address: str) -> None:
    assert parse_link("x", address) is None


def test_badges_venues_and_names_are_distinguished_from_text() -> None:
    assert parse_badge_text("https://img.shields.io/badge/ICRR--W-2024-blue.svg") == "ICRR-W 2024"
    assert parse_venue_fragment("ICRR Workshop 2024") == ("ICRR Workshop", "2024", "")
    assert parse_venue_fragment("ICRR 2024 Workshop") == ("ICRR", "2024", "Workshop")
    assert parse_venue_fragment("Room 2024") is None
    assert is_name_list("Ada Doe, Bo van der Roe")
    assert not is_name_list("Attention, Memory and Flow")


@pytest.mark.parametrize(
    "venue",
    [
        "Workshop on Straw and Chaff in Long Cold Winters (SCW) at ICRR",
        "Workshop on Straw (SW), ICRR",
        "Straw Conference (SC)",
        "ICRR Workshop on Straw",
    ],
)
def test_a_venue_in_brackets_may_be_long_and_contain_brackets(venue: str) -> None:
    fields = one(f"- [Learning on Rivers]({LINK}), *Ada Doe, Bo Roe* ({venue} 2024)\n")
    assert (fields["venue"], fields["year"]) == (venue, "2024")


def test_a_remark_with_brackets_is_no_venue() -> None:
    text = f"- [Learning on Rivers]({LINK}), *Ada Doe* (Straw University (SU), 2024)\n"
    assert "venue" not in one(text)


def test_the_format_is_detected_by_content_and_then_by_extension() -> None:
    text = 4 * f"- [Learning on Rivers]({LINK})\n"
    for name in ("README.md", "list.markdown", "x.txt"):
        chosen, reading = parse_file_content(text.encode(), name)
        assert chosen is not None
        assert (chosen.name, len(reading.records)) == ("markdown", 4)
    chosen, _ = parse_file_content(b"**Rivers**\n", "README.md")
    assert chosen is not None
    assert chosen.name == "markdown"


HOSTILE = [
    "<div>" * 20_000, "<b>" * 20_000, "<ul><li>" * 5_000, "<table><tr><td>" * 3_000,
    "<!--" * 10_000, "<a href='x" * 5_000, "<a " * 10_000, "<a b='" * 10_000, "&" * 20_000,
    "<h1>" * 5_000, "<details><summary>" * 3_000, "<li>" * 20_000,
    "<ul><li><a href=https://arxiv.org/abs/2401.00001>x</a>" * 1_500,
]  # fmt: skip
HOSTILE_MARKDOWN = [
    "[" * 5_000, "[a](b" * 3_000, "*a " * 5_000, "**a*" * 5_000, "> " * 5_000, "- a\n  " * 1_000,
    "|a" * 10_000, "![[]()" * 2_000, "- " * 5_000, "a, " * 10_000, "A. " * 10_000, "(" * 20_000,
    f"**Rivers** [p]({LINK}) " * 500, f"**Rivers** [p]({LINK})<br>" * 300, "https://a" * 5_000,
    "".join(f"{'  ' * depth}- a\n" for depth in range(150)), "<sup>" * 5_000, ":a" * 10_000,
]  # fmt: skip


@pytest.mark.parametrize("page", HOSTILE)
def test_hostile_pages_are_parsed_in_linear_time(page: str) -> None:
    start = time.process_time()
    parse_html_list(f"<html>{page}".encode(), "x.html")
    assert time.process_time() - start < 6


@pytest.mark.parametrize("text", HOSTILE_MARKDOWN)
def test_hostile_markdown_is_parsed_in_linear_time(text: str) -> None:
    start = time.process_time()
    read(text)
    assert time.process_time() - start < 6


def test_a_hostile_page_gives_only_text_and_urls() -> None:
    page = (
        "<meta charset=utf-16><ul><li><a href='javascript:alert(1)'><b>Evil Rivers Rise</b></a>"
        f"<script>alert(1)</script><a href='{LINK}' onclick=x>PDF</a> Añil"
    )
    (record,) = parse_html_list(page.encode(), "x.html").records
    assert dict(record.fields) == {"title": "Evil Rivers Rise", "arxiv": "2401.00001"}


_PIECES = st.sampled_from(
    [
        "- ",
        "**",
        "*",
        "[x]",
        f"({LINK})",
        "\n",
        "  ",
        "|",
        "# ",
        "<b>",
        "</li>",
        "<br>",
        "2024",
        "Ada",
    ]
)


@given(st.lists(_PIECES, max_size=40).map("".join))
@settings(max_examples=300, deadline=None)
def test_no_text_raises_an_error(text: str) -> None:
    reading = read(text)
    lines = text.count("\n") + 1
    assert all(1 <= record.line <= lines for record in reading.records)


@pytest.mark.seconds
@pytest.mark.skipif(not REAL.exists(), reason="the real files are missing")
def test_a_real_list_is_read_completely() -> None:
    content = REAL.read_bytes()
    lines = content.decode().split("\n")
    reading = parse_markdown_list(content, "list.md")
    entries = {at for at, line in enumerate(lines, 1) if line.startswith("**")}
    read_lines = {record.line for record in reading.records}
    left_out = {p.line for p in reading.problems if "no link to a paper" in p.message}
    assert entries - read_lines <= left_out
    assert len(reading.records) == 2_939
    assert len({record.fields.get("arxiv") for record in reading.records} - {None}) == 2_628
    for record in reading.records:
        title = lines[record.line - 1].rstrip("\\ ").strip("* ")
        assert str(record.fields["title"])[-20:].split() == title[-20:].split() or "$" in title
    assert sum("authors" in record.fields for record in reading.records) > 2_900
