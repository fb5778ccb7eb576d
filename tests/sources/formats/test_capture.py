"""Tests of the capture reader with fabricated pages, and of counts of real captures."""

from __future__ import annotations

import codecs
import itertools
import textwrap
from collections.abc import Callable
from pathlib import Path

import pytest
from hypothesis import given
from hypothesis import strategies as st

from papershelf.sources.formats.capture.reader import is_capture, parse_capture

TITLES = (
    "Counting Sheep with Woolly Networks",
    "Do Sheep Count Themselves?",
    "SheepFormer: a flock of attention heads",
    "A note on wool.",
    "Shear",
    (
        "On the Long and Winding Road from a Single Blade of Grass to the Meadow: How Ruminants, "
        "Shepherds and Border Collies Jointly Learn Where the Next Fence Will Be Standing Tomorrow"
    ),
)
LONG = (
    "Sheep are hard to count, for they look alike and they move. In this paper we count them by "
    "the sound of their bells, which we separate with a network that has never seen a sheep. We "
    "show that ten bells suffice for a thousand sheep, prove that nine do not, and release a data "
    "set of forty hours on a windy hill. Our code is at https://example.org/bells"
)
ABSTRACTS = (
    LONG,
    "We ask each sheep in turn. The answers are consistent, and wrong. " * 4,
    "A flock is a set with a permutation that nobody knows. " * 6,
    "We describe wool.",
    "Objective: to shear. Methods: scissors. Results: less wool on every sheep that was tried.",
    "This paper follows a road. It is long, and it winds; we measure both. " * 5,
)
PAIRS = tuple(zip(TITLES, ABSTRACTS, strict=True))
GLUED_HEAD = (
    "Get trending papers in your email inbox once a day!\n"
    "Get trending papers in your email inbox!\nSubscribe"
)
SPACED_HEAD = (
    "new\n\nGet trending papers in your email inbox!\n\nSubscribe\n\nDaily Papers\n\n"
    "byAK and the research community\n\nSep 11\n\n"
)


def glued(pairs: tuple[tuple[str, str], ...] = PAIRS) -> str:
    return GLUED_HEAD + "\n".join(f"{title}\n{abstract}" for title, abstract in pairs) + "\n"


def spaced(pairs: tuple[tuple[str, str], ...] = PAIRS) -> str:
    return SPACED_HEAD + "\n\n".join(f"{title}\n\n{abstract}" for title, abstract in pairs)


def read(text: str | bytes) -> list[tuple[object, object]]:
    content = text if isinstance(text, bytes) else text.encode()
    records = parse_capture(content, "page.txt").records
    return [(record.fields["title"], record.fields.get("abstract", "")) for record in records]


def warnings(text: str) -> list[str]:
    return [str(problem) for problem in parse_capture(text.encode(), "page.txt").problems]


EXPECTED = [(title, abstract.strip()) for title, abstract in PAIRS]


@pytest.mark.parametrize(
    "text",
    [
        glued(),
        spaced(),
        # none or only some of the boilerplate
        glued().removeprefix(GLUED_HEAD),
        spaced().removeprefix(SPACED_HEAD),
        spaced().replace("Daily Papers\n\n", ""),
        "Subscribe" + glued().removeprefix(GLUED_HEAD),
        # more boilerplate
        spaced().replace("Sep 11", "Sep 11\n\nPrevious\n\nNext\n\nToday\n\nWeek 37"),
        spaced() + "\n\nCompany\n\nTOS\n\nPrivacy\n\nAbout\n\nCareers\n\n© 2025 Nobody\n",
        # both layouts with the blank lines of the other, and with several blank lines
        glued().replace("\n", "\n\n"),
        spaced().replace("\n\n", "\n"),
        glued().replace("\n", "\n\n \n\t\t \n\n"),
        glued() + "\n \n\t\n" * 20,
        # line endings, a byte order mark, another encoding, surrounding space
        glued().replace("\n", "\r\n"),
        spaced().replace("\n", "\r"),
        "\ufeff" + glued(),
        codecs.BOM_UTF16_LE + glued().encode("utf-16-le"),
        spaced().replace("\n", "  \n\u00a0 "),
        # the whole header on one line
        glued().replace("inbox!\n", "inbox!"),
        spaced().replace("papers\n\nbyAK", "papersbyAK").replace("Papers\n\nby", "Papersby"),
    ],
)
def test_both_layouts_are_read_with_any_surrounding_text(text: str | bytes) -> None:
    assert read(text) == EXPECTED


def test_all_lines_of_a_clean_page_are_used() -> None:
    assert warnings(glued()) == warnings(spaced()) == []


@pytest.mark.parametrize(
    "extra",
    [
        "45",
        "1.2k",
        "·",
        "·12 authors",
        "· 1 author",
        "Submitted by ada-l",
        "Submitted byada-l",
        "Submitted by\n\nada-l",
        "Upvote\n\n45",
        "12 comments",
        "2 days ago",
        "View PDF",
        "GitHub 1.4k",
        "arxiv page",
        "Published on Sep 9",
    ],
)
def test_counters_and_buttons_between_papers_are_skipped(extra: str) -> None:
    before = SPACED_HEAD + "\n\n".join(f"{extra}\n\n{title}\n\n{abs_}" for title, abs_ in PAIRS)
    between = SPACED_HEAD + "\n\n".join(f"{title}\n\n{extra}\n\n{abs_}" for title, abs_ in PAIRS)
    assert read(before) == read(between) == EXPECTED


def test_unknown_text_between_papers_is_reported_by_line() -> None:
    text = glued(PAIRS[:2]).replace(TITLES[1], f"zorblax\n{TITLES[1]}")
    assert read(text) == EXPECTED[:2]
    assert warnings(text) == [
        "page.txt:5: warning: not used (not a title and not an abstract): 'zorblax'"
    ]


@pytest.mark.parametrize("title", ["Shear", "Counting Sheep with Woolly Networks", "Why wool?"])
def test_a_title_at_the_end_without_its_abstract_is_kept(title: str) -> None:
    for text in (glued(PAIRS[:2]) + title, spaced(PAIRS[:2]) + f"\n\n{title}\n\n \n"):
        assert read(text) == [*EXPECTED[:2], (title, "")]
        assert warnings(text)[-1].endswith(f"abstract: warning: is missing for {title!r}")


def test_a_title_in_the_middle_without_its_abstract_is_kept() -> None:
    text = glued((PAIRS[0], (TITLES[2], ""), PAIRS[1])).replace("\n\n", "\n")
    assert read(text) == [EXPECTED[0], (TITLES[2], ""), EXPECTED[1]]
    assert warnings(text) == [
        ("page.txt:5: abstract: warning: is missing for 'SheepFormer: a flock of attention heads'")
    ]


def test_a_list_of_lines_needs_a_header_to_be_a_page() -> None:
    notes = "Buy more wool soon\nFeed the old sheep\nCall Ada about bells\n"
    assert read(notes) == []
    assert len(warnings(notes)) == 3
    assert warnings(notes)[0] == (
        "page.txt:1: warning: not used (the file is not a page of papers): 'Buy more wool soon'"
    )
    assert len(read(SPACED_HEAD + notes)) == 3


def test_an_abstract_without_a_title_is_reported_by_line() -> None:
    page = f"{LONG}\n{glued(PAIRS[:2])}"
    assert read(page) == EXPECTED[:2]
    message = "page.txt:1: warning: not used (text without a title): 'Sheep are"
    assert warnings(page)[0].startswith(message)


def test_an_abstract_may_have_paragraphs_and_a_line_about_its_code() -> None:
    code = "Code is available at https://example.org/sheep."
    second = "Secondly, we count the bells. They are fewer than the sheep. " * 5
    text = glued(((TITLES[0], f"{LONG}\n{second}\n{code}"), PAIRS[1]))
    assert read(text) == [(TITLES[0], f"{LONG}\n\n{second.strip()}\n\n{code}"), EXPECTED[1]]


@pytest.mark.parametrize(
    "title",
    [
        "We count the sheep of every farm. Then we walk home, for this is all that we have " * 3
        + "....",
        "Does this paper count? It has sheep. We were there, and our flock is on a hill " * 3 + "?",
        "Counting sheep. See https://example.org/sheep. A report....",
    ],
)
def test_a_title_is_recognized_by_its_position(title: str) -> None:
    title = " ".join(title.split())
    pairs = (*PAIRS[:3], (title, "We count."), (title, LONG), *PAIRS[3:])
    for layout in (glued, spaced):
        assert read(layout(pairs)) == [(one, two.strip()) for one, two in pairs]
        assert warnings(layout(pairs)) == []


def test_a_title_like_a_button_is_kept_and_reported() -> None:
    page = glued((PAIRS[0], ("Datasets", LONG), PAIRS[1]))
    assert read(page) == [EXPECTED[0], ("Datasets", LONG), EXPECTED[1]]
    assert warnings(page) == [
        "page.txt:5: title: warning: read as a title, but may be other text of the page: 'Datasets'"
    ]


def test_an_abstract_like_a_title_is_reported() -> None:
    page = glued((PAIRS[0], (TITLES[1], "Sheep and Their Bells"), PAIRS[2], PAIRS[5]))
    assert read(page)[1] == (TITLES[1], "Sheep and Their Bells")
    assert warnings(page) == [
        (
            "page.txt:6: abstract: warning: read as an abstract, but may be a title: "
            "'Sheep and Their Bells'"
        )
    ]


def test_a_placeholder_text_is_an_abstract() -> None:
    page = glued((PAIRS[0], (TITLES[1], "Abstract unavailable"), PAIRS[2]))
    assert read(page)[1] == (TITLES[1], "Abstract unavailable")
    assert warnings(page) == []


@pytest.mark.parametrize("title", ["Subscribe to bells", "Subscribers and bells"])
def test_only_one_button_is_removed_from_the_first_title(title: str) -> None:
    assert read(GLUED_HEAD + f"{title}\n{LONG}")[0] == (title, LONG)


def test_two_long_texts_under_a_title_are_reported() -> None:
    text = glued(((TITLES[0], f"{LONG}\n{ABSTRACTS[1]}"),))
    assert warnings(text) == [
        (
            "page.txt:5: abstract: warning: second text after one title; "
            "a title may be missing above it: "
            "'We ask each sheep in turn. The answers are consistent, and w'"
        )
    ]


@pytest.mark.parametrize("width", [60, 80, 100])
@pytest.mark.parametrize("layout", [glued, spaced])
def test_wrapped_lines_are_joined(width: int, layout: Callable[..., str]) -> None:
    page = layout(PAIRS[:3])
    broken = "\n".join(
        piece for line in page.split("\n") for piece in textwrap.wrap(line, width) or [""]
    )
    assert read(broken) == EXPECTED[:3]


def test_a_caption_that_repeats_the_title_is_skipped() -> None:
    doubled = tuple((f"{title}\n{title}", abstract) for title, abstract in PAIRS)
    assert read(glued(doubled)) == EXPECTED


def test_a_paper_listed_twice_is_read_twice() -> None:
    assert read(glued((*PAIRS[:2], PAIRS[0]))) == [*EXPECTED[:2], EXPECTED[0]]


@pytest.mark.parametrize(
    "title",
    ["Subscriber churn in small towns", "Subscribers and their bells", "Daily Papers as Art"],
)
def test_a_title_that_starts_like_boilerplate_is_complete(title: str) -> None:
    assert read(f"{title}\n{LONG}")[0] == (title, LONG)
    assert read(GLUED_HEAD + f"{title}\n{LONG}")[0] == (title, LONG)


@pytest.mark.parametrize(
    "title", ["mSheep: many of them", "A Sheep", "3D sheep", "$k$-sheep", "d-sheep"]
)
def test_the_button_is_removed_from_the_first_title(title: str) -> None:
    assert read(GLUED_HEAD + f"{title}\n{LONG}")[0] == (title, LONG)


@pytest.mark.parametrize(
    ("line", "listed", "featured"),
    [
        ("Sep 11", "09-11", None),
        ("September 11", "09-11", None),
        ("11 Sep", "09-11", None),
        ("Thu, Sep 11", "09-11", None),
        ("Sep 11, 2031", "09-11", ["2031-09-11"]),
        ("11 September 2031", "09-11", ["2031-09-11"]),
        ("2031-09-11", "09-11", ["2031-09-11"]),
        ("Sep 41", "", None),
    ],
)
def test_a_day_without_a_year_is_not_a_date(line: str, listed: str, featured: object) -> None:
    record = parse_capture(spaced().replace("Sep 11", line).encode(), "page.txt").records[0]
    assert (record.listed_day, record.fields.get("featured")) == (listed, featured)


def test_a_header_joined_to_the_first_title_is_removed() -> None:
    page = "new" + spaced().removeprefix("new\n\n").replace("\n\n", "", 5)
    assert page.startswith("newGet trending papers in your email inbox!SubscribeDaily Papersby")
    assert "communitySep 11Counting Sheep" in page
    records = parse_capture(page.encode(), "page.txt").records
    assert [record.fields["title"] for record in records] == list(TITLES)
    assert {record.listed_day for record in records} == {"09-11"}


def test_papers_have_the_date_above_them() -> None:
    page = spaced(PAIRS[:1]) + "\n\nSep 10\n\n" + "\n\n".join(PAIRS[1])
    records = parse_capture(page.encode(), "page.txt").records
    assert [record.listed_day for record in records] == ["09-11", "09-10"]


def test_records_have_line_numbers() -> None:
    record = parse_capture(glued().encode(), "page.txt").records[1]
    assert (record.line, record.line_of("title"), record.line_of("abstract")) == (5, 5, 6)


@pytest.mark.parametrize(
    ("text", "expected"),
    [
        (glued(), True),
        (spaced(), True),
        (f"{TITLES[0]}\n{LONG}\n", True),
        (f"[Re] {TITLES[0]}\n{LONG}\n", True),
        ("", False),
        ("just a line\nand another\n", False),
        ('{"title": "x"}\n', False),
        ("- title: x\n", False),
        ("@article{x,\n title = {y}}\n", False),
        ("TY  - CPAPER\nTI  - x\n", False),
        ("<html><body>" + LONG, False),
    ],
)
def test_the_format_is_detected_by_content(text: str, expected: bool) -> None:
    assert is_capture(text) is expected


@given(
    st.binary(max_size=400)
    | st.text(max_size=400).map(lambda text: text.encode("utf-8", "replace"))
)
def test_no_bytes_raise_an_error(content: bytes) -> None:
    for record in parse_capture(content, "page.txt").records:
        assert record.fields["title"]


@given(
    st.lists(st.sampled_from([*TITLES, *ABSTRACTS, "", "Subscribe", "45", "Sep 11"]), max_size=12)
)
def test_boilerplate_is_no_paper(lines: list[str]) -> None:
    known = {*TITLES, *(abstract.strip() for abstract in ABSTRACTS)}
    for title, abstract in read("\n".join(lines)):
        assert title in known
        assert all(part in known for part in str(abstract).split("\n\n") if part)


def test_real_captures_have_the_counted_numbers_of_papers(shared: Path) -> None:
    read_back = {
        path.name[:3]: parse_capture(path.read_bytes(), path.name)
        for path in sorted((shared / "captures").glob("*.txt"))
    }
    assert [len(reading.records) for reading in read_back.values()] == [119, 232, 57]
    assert not any(reading.problems for reading in read_back.values())
    records = itertools.chain.from_iterable(reading.records for reading in read_back.values())
    assert len({record.fields["title"] for record in records}) == 380
