"""Tests of message catalogues: placeholders, plural forms, dates, numbers and sizes."""

from __future__ import annotations

import pickle

import pytest
from markupsafe import Markup

from papershelf.core.messages import (
    DEFAULT_LANGUAGE,
    Messages,
    list_languages,
    load_messages,
    select_script_messages,
)

ENGLISH = load_messages()


def test_the_english_catalogue_exists_and_unknown_languages_do_not() -> None:
    assert DEFAULT_LANGUAGE in list_languages()
    with pytest.raises(ValueError, match=r"'xx' has no catalogue; there are .*en"):
        load_messages("xx")


def test_a_message_needs_each_of_its_placeholders() -> None:
    messages = Messages("en", {"a": "{x} and {y}"})
    assert messages.text("a", x=1, y="two") == "1 and two"
    with pytest.raises(KeyError):
        messages.text("a", x=1)


def test_unknown_messages_and_the_wrong_kind_are_errors() -> None:
    messages = Messages("en", {"text": "a", "count": {"one": "{count}", "other": "{count}s"}})
    for key in ("no", "count"):
        with pytest.raises(KeyError):
            messages.text(key)
        with pytest.raises(KeyError):
            messages.html(key)
    for key in ("no", "text"):
        with pytest.raises(KeyError):
            messages.count(key, 1)


def test_html_escapes_the_message_and_its_values_but_no_markup() -> None:
    messages = Messages("en", {"a": "<{x}> & {y}"})
    html = messages.html("a", x="<b>", y=Markup("<i>z</i>"))
    assert html == Markup("&lt;&lt;b&gt;&gt; &amp; <i>z</i>")


@pytest.mark.parametrize(
    ("language", "number", "form"),
    [
        ("en", 0, "other"), ("en", 1, "one"), ("en", 2, "other"),
        ("ar", 0, "zero"), ("ar", 1, "one"), ("ar", 2, "two"), ("ar", 3, "few"),
        ("ar", 11, "many"), ("ar", 100, "other"),
    ],
)  # fmt: skip
def test_a_count_takes_the_plural_form_of_its_language(
    language: str, number: int, form: str
) -> None:
    forms = {name: f"{name} {{count}}" for name in ("zero", "one", "two", "few", "many", "other")}
    assert Messages(language, {"a": forms}).count("a", number) == f"{form} {number}"


@pytest.mark.parametrize(
    ("date", "text"),
    [
        ("2024", "2024"), ("0999", "0999"), ("2024-05", "May 2024"), ("2024-05-07", "May 7, 2024"),
    ],
)  # fmt: skip
def test_partial_dates_are_formatted(date: str, text: str) -> None:
    assert ENGLISH.date(date) == text


@pytest.mark.parametrize(
    ("last", "text"),
    [
        ("2026-11-22", "Nov 16 – 22, 2026"),
        ("2026-12-03", "Nov 16 – Dec 3, 2026"),
        ("2027-01-03", "Nov 16, 2026 – Jan 3, 2027"),
    ],
)
def test_ranges_of_days_do_not_repeat_equal_parts(last: str, text: str) -> None:
    assert ENGLISH.date_span("2026-11-16", last) == text


def test_numbers_shares_and_sizes_are_formatted_for_the_language() -> None:
    assert [ENGLISH.number(n) for n in (0, 999, 1234567)] == ["0", "999", "1,234,567"]
    assert ENGLISH.percent(0.125) == "12.5%"
    assert ENGLISH.decimal(1234.56, 1) == "1,234.6"
    sizes = [ENGLISH.size(n) for n in (0, 999, 1000, 34_600_000, 5 * 10**12)]
    assert sizes == ["0 B", "999 B", "1.0 kB", "34.6 MB", "5,000.0 GB"]
    german = Messages("de", {"size.kB": "{number} kB"})
    assert [german.number(1234), german.size(1500)] == ["1.234", "1,5 kB"]


def test_a_language_has_a_direction() -> None:
    assert [Messages(language, {}).direction for language in ("en", "ar")] == ["ltr", "rtl"]


def test_another_process_loads_the_same_messages() -> None:
    assert pickle.loads(pickle.dumps(ENGLISH)) is ENGLISH


def test_scripts_get_some_of_the_messages() -> None:
    shared = select_script_messages(ENGLISH)
    assert shared["count.papers"] == ENGLISH.messages["count.papers"]
    assert len(shared) < len(ENGLISH.messages) / 2
