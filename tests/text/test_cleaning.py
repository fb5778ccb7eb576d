"""Property tests and examples of cleaning, folding, escaping and truncating text."""

from __future__ import annotations

import json
import unicodedata
from xml.etree import ElementTree as ET

import html5lib
import pytest
import yaml
from hypothesis import example, given
from hypothesis import strategies as st
from markdown_it import MarkdownIt

from papershelf.text.cleaning import clean_block, clean_line, is_header_safe, truncate
from papershelf.text.escaping import (
    escape_html,
    escape_json_script,
    escape_markdown,
    escape_xml,
    language_attribute,
    quote_yaml,
)
from papershelf.text.folding import fold_text, fold_words, plain_title_key

ANYTHING = st.characters()  # including lone surrogates
TEXTS = st.text(ANYTHING) | st.text(
    st.sampled_from(
        "ab e\u0301\u200c\u200d\u202e\u2067\u0915\u094d\x02\x03\x00 \u00a0\t\r\n\u2029\ufeff\ud800é"
    )
)
BIDI = frozenset("\u061c\u200e\u200f\u202a\u202b\u202c\u202d\u202e\u2066\u2067\u2068\u2069")


def html_text(markup: str) -> str:
    """The text that a browser gets from markup."""
    body = html5lib.parse(markup, namespaceHTMLElements=False).find("body")
    assert body is not None
    assert not list(body), markup
    return body.text or ""


# --- cleaning


@pytest.mark.parametrize(
    ("dirty", "clean"),
    [
        ("Plain  words ", "Plain words"),
        ("tab\there\r\nthere", "tab here there"),
        ("cafe\u0301", "café"),
        ("stash \x02marker\x03, NUL \x00", "stash marker, NUL"),
        ("gnp.\u202eexe\u202c and \u2066x\u2069", "gnp.exe and x"),
        ("\ufeffzero\u200bwidth\u2060s and soft\u00adhyphens", "zerowidths and softhyphens"),
        ("lone \ud83d surrogate, non\ufffecharacter", "lone surrogate, noncharacter"),
        ("Exchangeable \ufffcRandom", "Exchangeable Random"),
        ("no\u00a0break\u2003and em", "no break and em"),
        ("hidden\U000e0041\U000e0042 tags", "hidden tags"),
        # A joiner shapes Devanagari and a family, and hides in Latin.
        ("क्\u200dष", "क्\u200dष"),
        ("می\u200cخواهم", "می\u200cخواهم"),
        ("👩\u200d👧", "👩\u200d👧"),
        ("pass\u200dword \u200c", "password"),
        ("first\n\nsecond", "first second"),
        ("", ""),
    ],
)
def test_a_line_is_cleaned(dirty: str, clean: str) -> None:
    assert clean_line(dirty) == clean


@pytest.mark.parametrize(
    "ends",
    [
        "\x00\x08", "\x0e\x1f", "\x7f\x84", "\x86\x9f", "\xad", "\u061c", "\u180e", "\u200b",
        "\u200e\u200f", "\u202a\u202e", "\u2060\u206f", "\ud800\udfff", "\ufdd0\ufdef", "\ufeff",
        "\ufff0\ufffc", "\U0001d173\U0001d17a", "\U000e0000\U000e0fff", "\ufffe\uffff",
        "\U0001fffe\U0001ffff", "\U0010fffe\U0010ffff",
    ],
)  # fmt: skip
def test_invalid_characters_are_removed_up_to_both_ends_of_ranges(ends: str) -> None:
    assert clean_line(f"a{ends}b") == "ab"
    # A control character triggers the slow path of cleaning.
    assert clean_line(f"a\x00{ends}b") == "ab"


@pytest.mark.parametrize(
    "neighbor",
    "~\xac\xae\u061b\u061d\u180b\u2010\u2070\ue000\ufdcf\ufdf0\ufe70\uff01\ufffd\U0001d172\U0001d17b"
    "\U000dfffd\U000e1000",
)
def test_characters_adjacent_to_invalid_ranges_are_kept(neighbor: str) -> None:
    assert clean_line(f"a\x00{neighbor}b") == f"a{neighbor}b"


@pytest.mark.parametrize(
    ("dirty", "clean"),
    [
        ("one\nline", "one line"),
        ("one\r\n\r\n \t\r\ntwo\u2029three\n\n", "one\n\ntwo\n\nthree"),
        ("one\n\u200b\ntwo", "one\n\ntwo"),
        ("one\n\n\u200d\n\ntwo", "one\n\ntwo"),
        ("one\x0bline\x85only", "one line only"),
        ("\n \n", ""),
    ],
)
def test_blocks_keep_only_paragraphs(dirty: str, clean: str) -> None:
    assert clean_block(dirty) == clean


@given(TEXTS)
@example("e\u200d\u0301\u200d\u0915")
def test_cleaning_a_line_is_idempotent(text: str) -> None:
    clean = clean_line(text)
    assert clean_line(clean) == clean
    assert clean_block(clean) == clean
    assert unicodedata.is_normalized("NFC", clean)
    assert " ".join(clean.split()) == clean
    assert not {c for c in clean if c in BIDI or unicodedata.category(c) in ("Cc", "Cs")}


@given(TEXTS)
def test_cleaning_a_block_is_idempotent(text: str) -> None:
    clean = clean_block(text)
    assert clean_block(clean) == clean
    assert clean == "" or all(p and clean_line(p) == p for p in clean.split("\n\n"))


# --- folding


@pytest.mark.parametrize(
    ("text", "folded"),
    [
        ("Attention Is (Not) All You Need!", "attention is not all you need"),
        ("snake_case  and-hyphen", "snake case and hyphen"),
        ("μP", "mup"),
        ("µP (micro sign)", "mup micro sign"),
        ("muP", "mup"),
        (
            "Żółć Ångström Straße Đorđe Æther Smørrebrød",
            "zolc angstrom strasse dorde aether smorrebrod",
        ),
        ("ﬁne R² ℓ₁", "fine r2 l1"),
        ("λ-Calculus, Ω(n)", "lambda calculus omega n"),
        ("注意力 机制", "注意力 机制"),
        ("हिन्दी", "हिन्दी"),
        ("?!", ""),
    ],
)
def test_text_is_folded(text: str, folded: str) -> None:
    assert fold_text(text) == folded


def test_each_greek_letter_is_folded_to_its_name() -> None:
    for code in range(0x3B1, 0x3CA):
        name = unicodedata.name(chr(code)).rpartition(" ")[2].lower()
        assert fold_text(chr(code)) == {"lamda": "lambda"}.get(name, name)


@given(TEXTS)
def test_folding_is_idempotent(text: str) -> None:
    folded = fold_text(text)
    assert fold_text(folded) == folded
    assert all(word.isalnum() for word in folded.split(" ") if word)
    assert folded == " ".join(folded.split())
    assert folded.split() == fold_words(text)


@given(TEXTS)
def test_cleaning_does_not_change_comparison_keys(text: str) -> None:
    assert plain_title_key(clean_line(text)) == plain_title_key(clean_line(clean_line(text)))
    assert " " not in plain_title_key(text) or not fold_text(text)


@pytest.mark.parametrize(
    ("one", "other", "same"),
    [
        ("Deep  Nets: A Survey", "deep nets - a survey.", True),
        ("DeepNets", "Deep Nets", True),
        ("R² is R^2", "R2 is R2", True),
        ("???", "!!!", False),
        ("???", " ??? ", True),
        ("Deep Nets I", "Deep Nets II", False),
    ],
)
def test_titles_of_the_same_paper_have_the_same_key(one: str, other: str, *, same: bool) -> None:
    assert (plain_title_key(one) == plain_title_key(other)) is same


# --- escaping


@given(TEXTS)
@example("```\n~~~~\n<b onclick=\"x\" id='y'>&amp;")
def test_escaped_html_round_trips_in_text_and_attributes(text: str) -> None:
    text = clean_block(text)
    markup = escape_html(text)
    assert html_text(f"<p>{markup}"[3:]) == text.lstrip("\n")
    paragraph = html5lib.parseFragment(f'<p title="{markup}">', namespaceHTMLElements=False)[0]
    assert paragraph.get("title") == text
    assert not set(markup) & set("<>\"'`\t")
    assert "~~" not in markup


@given(TEXTS)
def test_escaped_xml_round_trips_in_text_and_attributes(text: str) -> None:
    line = clean_line(text)
    element = ET.fromstring(f'<a b="{escape_xml(line)}">{escape_xml(line)}</a>')
    assert element.get("b") == line
    assert (element.text or "") == line


@given(TEXTS)
def test_xml_of_uncleaned_text_is_well_formed(text: str) -> None:
    ET.fromstring(f"<a>{escape_xml(text)}</a>".encode())


def test_line_breaks_in_xml_are_line_feeds() -> None:
    assert escape_xml("one\rtwo\nthree") == "one\ntwo\nthree"


JSON = st.recursive(
    st.none() | st.booleans() | st.integers() | st.text(),
    lambda inner: st.lists(inner) | st.dictionaries(st.text(), inner),
    max_leaves=8,
)


@given(JSON)
@example({"</script><!--": ["&\u2028\u2029"]})
def test_json_in_a_script_round_trips(obj: object) -> None:
    script = escape_json_script(obj)
    assert json.loads(script) == obj
    assert not set(script) & set("<>&\u2028\u2029")


def test_json_keeps_the_order_of_keys() -> None:
    assert escape_json_script({"b": 1, "a": "é"}) == '{"b":1,"a":"é"}'


@given(st.text(ANYTHING))
@example("\x85\u2028\ufeff\x00\x7f: - # {{ x }} \U0001f600 \\ \"'")
def test_yaml_scalars_round_trip(text: str) -> None:
    expected = "".join(c for c in text if not "\ud800" <= c <= "\udfff")
    scalar = quote_yaml(text)
    assert yaml.safe_load(f"key: {scalar}\n") == {"key": expected}
    assert yaml.load(f"key: {scalar}\n", Loader=yaml.CSafeLoader) == {"key": expected}
    assert len(scalar.splitlines()) == 1


MARKDOWN = MarkdownIt("gfm-like", {"linkify": False})


def markdown_text(source: str) -> str:
    """The text of a rendered document; any markup of its own shows up as a tag."""
    return str(MARKDOWN.render(source)).replace("</p>\n<p>", "\n\n")


@given(TEXTS | st.text(st.sampled_from("ab1 \n*_`~[]()<>!#+-.=|&;:\\$'\"")))
@example(
    "1. no list\n\n# no heading\n\n- x\n\n=== \n\n| a | b |\n\n[x](javascript:y) <b> ![i](j) ~~s~~"
)
@example("&amp; &#60; __init__ snake_case *")
def test_escaped_markdown_renders_as_the_text(text: str) -> None:
    text = clean_block(text)
    expected = (
        text.replace("&", "&amp;").replace("<", "&lt;").replace(">", "&gt;").replace('"', "&quot;")
    )
    assert markdown_text(escape_markdown(text)) == (f"<p>{expected}</p>\n" if text else "")


# --- truncating


@pytest.mark.parametrize(
    ("text", "limit", "cut"),
    [
        ("short", 5, "short"),
        ("one two three", 8, "one two…"),
        ("one two three", 9, "one two…"),
        ("one two, three", 9, "one two…"),
        ("unbreakable", 5, "unbr…"),
        ("one\n\ntwo three", 6, "one…"),
    ],
)
def test_texts_are_truncated_between_words(text: str, limit: int, cut: str) -> None:
    assert truncate(text, limit) == cut


@given(st.text(), st.integers(min_value=1, max_value=40))
def test_truncated_texts_do_not_exceed_the_limit(text: str, limit: int) -> None:
    cut = truncate(text, limit)
    assert len(cut) <= limit
    assert cut == text or cut.endswith("…")
    assert text.startswith(cut.removesuffix("…"))


@pytest.mark.parametrize("text", ["Papers", "Zoë & co. = ?", "a=b?c", ""])
def test_texts_that_are_valid_in_a_header(text: str) -> None:
    assert is_header_safe(text) is True


@pytest.mark.parametrize("text", ["a\nb", "a\rb", "\x00", "=?utf-8?q?=0aBcc:x?=", "x =?"])
def test_texts_that_could_inject_a_header_are_invalid(text: str) -> None:
    assert is_header_safe(text) is False


def test_only_valid_language_tags_are_attributes() -> None:
    assert language_attribute("pt-BR") == ' lang="pt-BR"'
    assert language_attribute("de", "xml:lang") == ' xml:lang="de"'
    for text in ("", "d", 'de" onclick="x', "de_AT", "de-"):
        assert language_attribute(text) == ""


def test_texts_with_many_special_letters_are_folded() -> None:
    words = [f"{chr(code)}x" for code in range(0x100, 0x17F)]
    assert fold_text(" ".join(words)) == " ".join(map(fold_text, words))
