"""Tests of parsing identifiers, dates and citation keys."""

from __future__ import annotations

import calendar
from collections.abc import Callable

import pytest
from hypothesis import given
from hypothesis import strategies as st

from papershelf.core.identifiers import (
    COUNT_LIMIT,
    doi_url,
    find_arxiv_id,
    parse_arxiv_id,
    parse_citation_key,
    parse_day,
    parse_doi,
    parse_isbn,
    parse_iso_date,
    parse_issn,
    parse_orcid,
    parse_slug,
)
from papershelf.text.urls import normalize_url


@pytest.mark.parametrize("text", ["", "A", "a_b", "-a", "a-", "a--b", "a" * 81, "é", "a b"])
def test_invalid_slugs_are_errors(text: str) -> None:
    with pytest.raises(ValueError, match="is not a slug"):
        parse_slug(text)


@pytest.mark.parametrize(
    ("text", "doi"),
    [
        ("10.1145/3292500.3330701", "10.1145/3292500.3330701"),
        ("https://doi.org/10.1109/ICCV.2021.00064", "10.1109/iccv.2021.00064"),
        ("doi: 10.1000/182", "10.1000/182"),
        ("http://dx.doi.org/10.1000/(x)y;z", "10.1000/(x)y;z"),
        ("doi.org/10.1000/abc", "10.1000/abc"),
        ("DOI 10.1000/abc.", "10.1000/abc"),
        ("doi:https://doi.org/10.1000/abc", "10.1000/abc"),
        ("info:doi/10.1000/abc", "10.1000/abc"),
        ("<https://doi.org/10.1000/abc>", "10.1000/abc"),
        ("(10.1000/abc)", "10.1000/abc"),
        ("10.1000/a(b)", "10.1000/a(b)"),
        (
            "10.1002/(SICI)97(199908)3:6<6::AID-A4>3.0.CO;2-9",
            "10.1002/(sici)97(199908)3:6<6::aid-a4>3.0.co;2-9",
        ),
        ("https://doi.org/10.1002/3:6%3C6::A%3E3.0.CO;2-9", "10.1002/3:6<6::a>3.0.co;2-9"),
        ("10.1002/3:6&lt;6::A&amp;gt;3.0.CO;2-9", "10.1002/3:6<6::a>3.0.co;2-9"),
        ("10.1016/0921(92)90-d#x", "10.1016/0921(92)90-d#x"),
        ("10.1206/82(2008)3610[1:nro]2.0.co;2", "10.1206/82(2008)3610[1:nro]2.0.co;2"),
        ("https://doi.org/10.1016/0921(92)90-d%23x", "10.1016/0921(92)90-d#x"),
        ("https://doi-org.proxy.example.edu/10.1000/abc", "10.1000/abc"),
        ("https://doi.org/10.1000/abc?utm_source=mail", "10.1000/abc"),
    ],
)
def test_a_doi_is_normalized(text: str, doi: str) -> None:
    assert parse_doi(text) == doi


@pytest.mark.parametrize(
    ("text", "reason"),
    [
        ("", "is not a DOI"),
        ("10.1/x", "is not a DOI"),
        ("11.1000/x", "is not a DOI"),
        ("10.1000/", "is not a DOI"),
        ("see 10.1000/x", "is not a DOI"),
        ("10.1000/a\u200bb", "is not a DOI"),
        ("10.1000/a%00b", "is not a DOI"),
        ("10.1000/a%FFb", "not UTF-8"),
        ("10.1000/a b", "remove ' b'"),
        ("10.1000/a%20b", "remove ' b'"),
        ("10.1000/a\\b", "not a single DOI: remove"),
        ("10.1000/a, 10.1000/b", "remove ' 10.1000/b'"),
        ("10.1000/a;10.1000/b", "remove ';10.1000/b'"),
        ("10.1000/a%253Cb", "encoded twice"),
        ("https://doi.org/10.1000/a?b=c", "remove the part from '[?]' on"),
        ("https://doi.org/10.1000/a#b", "remove the part from '#' on"),
    ],
)
def test_invalid_dois_are_errors(text: str, reason: str) -> None:
    with pytest.raises(ValueError, match=reason):
        parse_doi(text)


DOIS = st.text("aZ09()<>[];:#?%&$'./_-+~*=@é", min_size=1, max_size=30).map("10.1000/{}".format)


@given(DOIS)
def test_a_normalized_doi_and_its_url_are_parsed_as_the_same_doi(text: str) -> None:
    try:
        doi = parse_doi(text)
    except ValueError:
        return
    assert parse_doi(doi) == doi
    url = doi_url(doi)
    assert parse_doi(url) == doi
    assert normalize_url(url) == url
    assert not set("<>\"'#? ") & set(url)


@pytest.mark.parametrize(
    ("text", "arxiv"),
    [
        ("2401.01234v2", "2401.01234"),
        ("arXiv:1406.2661", "1406.2661"),
        ("https://arxiv.org/pdf/2401.01234v1.pdf", "2401.01234"),
        ("hep-ex/0307015", "hep-ex/0307015"),
        ("math.GT/0309136", "math/0309136"),
        ("https://arxiv.org/abs/cs/0112017v1", "cs/0112017"),
        ("http://export.arxiv.org/abs/2401.01234?context=cs", "2401.01234"),
        ("https://arxiv.org/abs/arXiv:2401.01234", "2401.01234"),
        ("hep-th/1601.07616", "1601.07616"),
        ("HEP-TH/9711200", "hep-th/9711200"),
        ("10.48550/ARXIV.2205.09930", "2205.09930"),
        ("https://doi.org/10.48550/arXiv.2205.09930", "2205.09930"),
        ("arXiv:2404.09638v2 [cs.CL]", "2404.09638"),
        ("2404.09638 (math-ph)", "2404.09638"),
    ],
)
def test_the_version_of_an_arxiv_id_is_removed(text: str, arxiv: str) -> None:
    assert parse_arxiv_id(text) == arxiv


@pytest.mark.parametrize(
    "text",
    ["", "2413.01234", "2401.123", "2401.1", "hep-ex/031", "x/y", "9711200", "2401.01234 and more"],
)
def test_invalid_arxiv_ids_are_errors(text: str) -> None:
    with pytest.raises(ValueError, match="is not an arXiv id"):
        parse_arxiv_id(text)


@pytest.mark.parametrize(
    ("text", "arxiv"),
    [
        ("arXiv preprint arXiv:2205.09930, 2022", "2205.09930"),
        ("CoRR abs/2203.01234", "2203.01234"),
        ("see arxiv.org/abs/hep-th/9711200.", "hep-th/9711200"),
        ("arXiv 2020", None),
        ("Room 2401.01234", None),
        ("arXiv:2205.0993000", None),
    ],
)
def test_arxiv_ids_are_found_in_text(text: str, arxiv: str | None) -> None:
    assert find_arxiv_id(text) == arxiv


def test_the_check_digit_of_an_orcid_is_verified() -> None:
    assert parse_orcid("https://orcid.org/0000-0002-1825-0097") == "0000-0002-1825-0097"
    assert parse_orcid("0000-0002-1694-233x") == "0000-0002-1694-233X"
    with pytest.raises(ValueError, match="check digit"):
        parse_orcid("0000-0002-1825-0098")
    with pytest.raises(ValueError, match="is not an ORCID"):
        parse_orcid("0000-0002")


@pytest.mark.parametrize(
    "text",
    [
        "2024",
        "2024-05",
        "2024-02-29",
        "2000-02-29",
        " 2024-12-31 ",
        "1000",
        "9999",
        "2024-01-01",
        "2023-02-28",
        "2024-01-31",
        "2024-04-30",
        "2024-11-30",
        "1900-02-28",
    ],
)
def test_valid_dates_are_parsed(text: str) -> None:
    assert parse_iso_date(text) == text.strip()


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
        "2024-05-00",
        "2024-04-31",
        "2024-06-31",
        "2024-09-31",
        "2024-11-31",
        "2024-02-30",
        "2100-02-29",
        "2024-01-29-01",
        "0999",
        "0000",
        "2024-5-1",
        "May 2024",
    ],
)
def test_invalid_dates_are_errors(text: str) -> None:
    with pytest.raises(ValueError, match="is not a date"):
        parse_iso_date(text)


@pytest.mark.parametrize("year", [1900, 2000, 2023, 2024])
def test_the_length_of_months_is_checked(year: int) -> None:
    for month in range(1, 13):
        for day in range(33):
            text = f"{year}-{month:02}-{day:02}"
            if 1 <= day <= calendar.monthrange(year, month)[1]:
                assert parse_iso_date(text) == text
            else:
                with pytest.raises(ValueError, match="is not a date"):
                    parse_iso_date(text)


def test_a_day_needs_year_month_and_day() -> None:
    assert parse_day("2024-05-17") == "2024-05-17"
    with pytest.raises(ValueError, match="is not a day"):
        parse_day("2024-05")


def test_citation_keys_have_no_special_characters_of_latex() -> None:
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
def test_an_isbn_is_normalized_to_digits(text: str, wanted: str) -> None:
    assert parse_isbn(text) == wanted


@given(st.integers(0, 10**9 - 1))
def test_each_isbn_has_exactly_one_check_digit(number: int) -> None:
    right = [c for c in "0123456789X" if _is_isbn(f"{number:09d}{c}")]
    assert len(right) == 1
    longer = [c for c in "0123456789" if _is_isbn(f"978{number:09d}{c}")]
    assert len(longer) == 1
    # Swapping two adjacent digits of an ISBN-10 is always detected.
    digits = f"{number:09d}{right[0]}"
    turned = digits[1] + digits[0] + digits[2:]
    assert turned == digits or not _is_isbn(turned)


def _is_isbn(text: str) -> bool:
    try:
        return bool(parse_isbn(text))
    except ValueError:
        return False


def test_an_issn_is_normalized_and_its_check_digit_verified() -> None:
    assert parse_issn("eISSN: 20493630") == "2049-3630"
    assert parse_issn("1050–124x") == "1050-124X"
    for wrong in ("2049-3631", "2049-363", "2049-36300", ""):
        with pytest.raises(ValueError, match="is not an ISSN"):
            parse_issn(wrong)


@pytest.mark.parametrize("base", range(0, 10**15, 10**15 // 97))
def test_each_orcid_has_the_check_digit_of_iso_7064(base: int) -> None:
    digits = f"{base:015}"
    weighed = sum(int(digit) * 2 ** (15 - place) for place, digit in enumerate(digits))
    for check in "0123456789X":
        whole = digits + check
        text = "-".join(whole[start : start + 4] for start in range(0, 16, 4))
        if (weighed + "0123456789X".index(check)) % 11 == 1:
            assert parse_orcid(text) == text
        else:
            with pytest.raises(ValueError, match="check digit"):
                parse_orcid(text)


@pytest.mark.parametrize(
    ("parse", "text", "message"),
    [
        (parse_slug, "a_b", "'a_b' is not a slug: use a-z, 0-9 and single hyphens, at most 80 characters"),
        (
            parse_slug, "con",
            "'con' is a reserved file name on Windows; add a word to it",
        ),
        (parse_doi, "x", "'x' is not a DOI such as 10.1000/xyz123"),
        (parse_doi, "10.1000/a b", "'10.1000/a b' is not a single DOI: remove ' b'"),
        (
            parse_doi, "doi.org/10.1000/a#b",
            "'doi.org/10.1000/a#b' is not a DOI: remove the part from '#' on",
        ),
        (
            parse_doi, "10.1000/a%FFb",
            "'10.1000/a%FFb' is not a DOI: its percent-encoding is not UTF-8",
        ),
        (
            parse_doi, "10.1000/a%253Cb",
            "'10.1000/a%253Cb' is not a DOI: it is percent-encoded twice",
        ),
        (parse_arxiv_id, "x", "'x' is not an arXiv id such as 2401.01234 or hep-ex/0307015"),
        (parse_orcid, "x", "'x' is not an ORCID iD such as 0000-0002-1825-0097"),
        (
            parse_orcid, "0000-0002-1825-0098",
            "'0000-0002-1825-0098' is not an ORCID iD: its check digit is wrong",
        ),
        (parse_isbn, "x", "'x' is not an ISBN such as 9780306406157"),
        (
            parse_isbn, "9780306406158",
            "'9780306406158' is not an ISBN: its check digit is wrong",
        ),
        (parse_issn, "x", "'x' is not an ISSN such as 2049-3630"),
        (parse_issn, "2049-3631", "'2049-3631' is not an ISSN: its check digit is wrong"),
        (parse_iso_date, "x", "'x' is not a date such as 2024-05-17, 2024-05 or 2024"),
        (parse_day, "2024-05", "'2024-05' is not a day such as 2024-05-17"),
        (
            parse_citation_key, "a b",
            "'a b' is not a citation key: use letters, digits and : . _ + / -",
        ),
    ],
)  # fmt: skip
def test_error_messages_say_what_is_expected(
    parse: Callable[[str], str], text: str, message: str
) -> None:
    with pytest.raises(ValueError) as caught:  # noqa: PT011  # its whole message is compared
        parse(text)
    assert str(caught.value) == message


def test_the_limit_of_counts_is_exact_in_json() -> None:
    assert 10**12 < COUNT_LIMIT <= 2**53


@pytest.mark.parametrize(
    "text",
    ["978-3-16-148410-0", "978-0-13-110362-7", "978-0-262-03384-8", "978-0-596-52068-7"],
)
def test_real_isbns_are_valid_and_swapped_digits_are_errors(text: str) -> None:
    isbn = text.replace("-", "")
    assert parse_isbn(text) == isbn
    for at in range(3, 12):
        one, other = isbn[at], isbn[at + 1]
        if (int(one) - int(other)) % 5:
            with pytest.raises(ValueError, match="check digit"):
                parse_isbn(f"{isbn[:at]}{other}{one}{isbn[at + 2 :]}")


def test_only_windows_device_names_with_one_digit_are_reserved() -> None:
    for port in ("com", "lpt"):
        for number in range(10):
            with pytest.raises(ValueError, match="Windows"):
                parse_slug(f"{port}{number}")
        assert parse_slug(f"{port}10") == f"{port}10"
        assert parse_slug(port) == port
