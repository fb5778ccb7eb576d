"""Identifiers have one form, and one way in."""

from __future__ import annotations

import pytest
from hypothesis import given
from hypothesis import strategies as st

from generator.identifiers import (
    SLUG_LIMIT,
    make_slug,
    make_unique_slug,
    parse_arxiv_id,
    parse_citation_key,
    parse_date,
    parse_day,
    parse_doi,
    parse_isbn,
    parse_issn,
    parse_orcid,
    parse_slug,
)


@pytest.mark.parametrize(
    ("text", "slug"),
    [
        ("Attention Is Not All", "attention-is-not-all"),
        ("Schölkopf's  kernel—trick", "scholkopfs-kernel-trick"),
        ("μP and Łukasz ß Æ", "mup-and-lukasz-ss-ae"),
        ("LeC^2O: 3D!", "lec-2o-3d"),
        ("  --x--  ", "x"),
        ("深度学习", None),
        ("", None),
        ("?!", None),
    ],
)
def test_slug_is_what_a_reader_would_type(text: str, slug: str | None) -> None:
    assert make_slug(text) == slug


def test_a_long_slug_ends_with_a_whole_word() -> None:
    slug = make_slug("word " * 40)
    assert slug is not None
    assert slug == "-".join(["word"] * 16)
    assert make_slug("x" * 200) == "x" * SLUG_LIMIT


@given(st.text(max_size=120))
def test_a_slug_is_its_own_slug(text: str) -> None:
    slug = make_slug(text)
    if slug is not None:
        assert make_slug(slug) == slug
        assert parse_slug(slug) == slug


def test_a_taken_slug_gets_the_next_free_number_within_the_limit() -> None:
    assert make_unique_slug("River", {"river", "river-2"}) == "river-3"
    assert make_unique_slug("!", set()) == "untitled"
    long = "x" * SLUG_LIMIT
    assert make_unique_slug(long, {long}) == "x" * (SLUG_LIMIT - 2) + "-2"


@given(
    titles=st.lists(st.sampled_from(["River", "river 2", "River 3", "!", "x" * SLUG_LIMIT])),
    given=st.sets(st.sampled_from(["river", "river-4", "untitled-2", "x" * 78 + "-3"])),
)
def test_the_memory_of_numbers_changes_no_slug(titles: list[str], given: set[str]) -> None:
    taken, remembered = set(given), set(given)
    numbers: dict[str, int] = {}
    for title in titles:
        slug = make_unique_slug(title, taken)
        assert make_unique_slug(title, remembered, numbers=numbers) == slug
        taken.add(slug)
        remembered.add(slug)


@pytest.mark.parametrize("text", ["", "A", "a_b", "-a", "a-", "a--b", "a" * 81, "é", "a b"])
def test_what_is_no_slug_is_refused(text: str) -> None:
    with pytest.raises(ValueError, match="is not a slug"):
        parse_slug(text)


@pytest.mark.parametrize(
    ("text", "doi"),
    [
        ("10.1145/3292500.3330701", "10.1145/3292500.3330701"),
        ("https://doi.org/10.1109/ICCV.2021.00064", "10.1109/iccv.2021.00064"),
        ("doi: 10.1000/182", "10.1000/182"),
        ("http://dx.doi.org/10.1000/(x)y;z", "10.1000/(x)y;z"),
    ],
)
def test_a_doi_is_kept_bare_and_in_lower_case(text: str, doi: str) -> None:
    assert parse_doi(text) == doi


@pytest.mark.parametrize(
    "text", ["", "10.1/x", "11.1000/x", "10.1000/", "10.1000/a b", "10.1000/<x>"]
)
def test_what_is_no_doi_is_refused(text: str) -> None:
    with pytest.raises(ValueError, match="is not a DOI"):
        parse_doi(text)


@pytest.mark.parametrize(
    ("text", "arxiv"),
    [
        ("2401.01234v2", "2401.01234"),
        ("arXiv:1406.2661", "1406.2661"),
        ("https://arxiv.org/pdf/2401.01234v1.pdf", "2401.01234"),
        ("hep-ex/0307015", "hep-ex/0307015"),
        ("math.GT/0309136", "math/0309136"),
        ("https://arxiv.org/abs/cs/0112017v1", "cs/0112017"),
    ],
)
def test_an_arxiv_id_loses_its_version(text: str, arxiv: str) -> None:
    assert parse_arxiv_id(text) == arxiv


@pytest.mark.parametrize("text", ["", "2413.01234", "2401.123", "2401.1", "hep-ex/031", "x/y"])
def test_what_is_no_arxiv_id_is_refused(text: str) -> None:
    with pytest.raises(ValueError, match="is not an arXiv id"):
        parse_arxiv_id(text)


def test_the_check_digit_of_an_orcid_counts() -> None:
    assert parse_orcid("https://orcid.org/0000-0002-1825-0097") == "0000-0002-1825-0097"
    assert parse_orcid("0000-0002-1694-233x") == "0000-0002-1694-233X"
    with pytest.raises(ValueError, match="check digit"):
        parse_orcid("0000-0002-1825-0098")
    with pytest.raises(ValueError, match="is not an ORCID"):
        parse_orcid("0000-0002")


@pytest.mark.parametrize("text", ["2024", "2024-05", "2024-02-29", "2000-02-29", " 2024-12-31 "])
def test_dates_of_the_calendar_are_taken(text: str) -> None:
    assert parse_date(text) == text.strip()


@pytest.mark.parametrize(
    "text",
    [
        "",
        "24",
        "2024-13",
        "2024-00",
        "2023-02-29",
        "1900-02-29",
        "2024-05-32",
        "2024-5-1",
        "May 2024",
    ],
)
def test_other_dates_are_refused(text: str) -> None:
    with pytest.raises(ValueError, match="is not a date"):
        parse_date(text)


def test_a_day_is_a_whole_date() -> None:
    assert parse_day("2024-05-17") == "2024-05-17"
    with pytest.raises(ValueError, match="is not a day"):
        parse_day("2024-05")


def test_a_citation_key_holds_nothing_that_latex_reads() -> None:
    assert parse_citation_key("chen-etal-2018-neural") == "chen-etal-2018-neural"
    for bad in ("", "a b", "a,b", "a{b", "a%b", "-a", "é"):
        with pytest.raises(ValueError, match="is not a citation key"):
            parse_citation_key(bad)


@pytest.mark.parametrize(
    ("text", "wanted"),
    [
        ("978-0-306-40615-7", "9780306406157"),
        ("ISBN-13: 978 0 306 40615 7", "9780306406157"),
        ("urn:isbn:0306406152", "0306406152"),
        ("0-8044-2957-x", "080442957X"),
    ],
)
def test_an_isbn_is_digits_only(text: str, wanted: str) -> None:
    assert parse_isbn(text) == wanted


@given(st.integers(0, 10**9 - 1))
def test_one_digit_more_makes_an_isbn_and_every_other_one_does_not(number: int) -> None:
    right = [c for c in "0123456789X" if _is_isbn(f"{number:09d}{c}")]
    assert len(right) == 1
    longer = [c for c in "0123456789" if _is_isbn(f"978{number:09d}{c}")]
    assert len(longer) == 1
    # The two digits of neighbours never change places unseen in ten digits.
    digits = f"{number:09d}{right[0]}"
    turned = digits[1] + digits[0] + digits[2:]
    assert turned == digits or not _is_isbn(turned)


def _is_isbn(text: str) -> bool:
    try:
        return bool(parse_isbn(text))
    except ValueError:
        return False


def test_an_issn_has_one_hyphen_and_a_check_digit() -> None:
    assert parse_issn("eISSN: 20493630") == "2049-3630"
    assert parse_issn("1050–124x") == "1050-124X"
    for wrong in ("2049-3631", "2049-363", "2049-36300", ""):
        with pytest.raises(ValueError, match="is not an ISSN"):
            parse_issn(wrong)
