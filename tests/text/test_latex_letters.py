"""Tests of accented letters in LaTeX: our own output and other spellings are parsed."""

from __future__ import annotations

import re
import unicodedata

import pytest
from hypothesis import given
from hypothesis import strategies as st

from papershelf.sources.parsing.latex_text import decode_latex, decode_plain_latex
from papershelf.text import latex_prose as latex
from papershelf.text import latex_rules
from papershelf.text.cleaning import clean_line
from papershelf.text.latex_render import render_plain
from papershelf.text.latex_writer import encode_latex, escape_latex

LATIN = [
    letter
    for letter in map(chr, (*range(0xC0, 0x250), *range(0x1E00, 0x1F00)))
    if letter.isalpha() and unicodedata.normalize("NFC", letter) == letter
]
NAMES = st.text([*LATIN, *"aeiouyAEIOUYdtnsl"], min_size=1, max_size=12)


@pytest.mark.parametrize("letter", LATIN)
def test_latin_letters_round_trip(letter: str) -> None:
    assert decode_latex(f"a{escape_latex(letter)}b") == f"a{letter}b"


@given(st.lists(NAMES, min_size=1, max_size=4).map(" ".join))
def test_texts_of_latin_letters_round_trip(text: str) -> None:
    assert decode_latex(escape_latex(text)) == text
    assert decode_latex(encode_latex(text, title=True)) == text


@pytest.mark.parametrize(
    ("source", "text"),
    [
        # Several accents, in any order and with any braces.
        (r"Nguy{\~{\^e}}n", "Nguyễn"),
        (r"Nguy\~{\^{e}}n", "Nguyễn"),
        (r"{\DJ}i{\d{\^e}}n", "Điện"),
        (r"\DJ i\^{\d{e}}n", "Điện"),
        (r"Tr{\`{\^a}}n V{\u{a}}n", "Trần Văn"),
        (r"\h{\^e}", "ể"),
        (r"{\'{\ohorn}}", "ớ"),
        (r"\v{{\"U}}", "Ǚ"),
        # Letters without a dot, and letters that are commands.
        (r"\'{\i}, \'\i, {\v{\j}}, \v\j, \u{\i}", "í, í, ǰ, ǰ, ĭ"),
        (r"\'{\ae}, \'\ae, \={\AE}", "ǽ, ǽ, Ǣ"),
        (r"{\TH}{\'o}r, \TH\'orr, \th{}at, \DH u, \dh{}u", "Þór, Þórr, þat, Ðu, ðu"),
        # A command of letters takes the following space, unless braces end it.
        (r"\aa ngstr\"om", "ångström"),
        (r"\aa{} x, \AA\ x, {\o} y", "å x, Å x, ø y"),
        (r"stra\ss e, Stra{\ss}e, \L \'od\'z", "straße, Straße, Łódź"),
        (r"{\c c}a, \k{a}, \k a, \v Skoda, {\v Skoda}", "ça, ą, ą, Škoda, Škoda"),
        # A letter outside ASCII can have an accent, and an accent can be on its own.
        ("\\'{â} \\~ê", "ấ ễ"),
        (r"\~{}x, \^{}", "~x, ^"),
        # Romanian and ligated letters.
        (r"\textcommabelow{s}, {\textcommabelow T}", "ș, Ț"),
        (r"\t{ia}", "i͡a"),
    ],
)
def test_other_spellings_of_letters_are_parsed(source: str, text: str) -> None:
    assert decode_latex(source) == text
    assert decode_latex(f"{{{source}}}") == text


def test_pages_show_the_same_letters_as_bibtex() -> None:
    assert render_plain(r"Nguy\~{\^e}n, \'{\i}, {\TH}{\'o}r, \aa ngstr\"om") == (
        "Nguyễn, í, Þór, ångström"
    )


@pytest.mark.parametrize("piece", ["\\'", "\\'{", "\\v{\\", "\\aa ", "{\\d "])
def test_many_nested_accents_are_parsed(piece: str) -> None:
    assert isinstance(decode_latex(piece * 5000), str)
    assert isinstance(render_plain(piece * 5000), str)


# --- complete texts

HOSTILE = st.text(st.sampled_from("ab A{}\\%&#_~^\"'`@,()[]éα李Ωı-’‘“”<>|2."), max_size=14)
ANYTHING = st.text(st.sampled_from("ab {}$\\^_'`-~&éα"), max_size=30) | st.text(max_size=30)


def _plain(text: str) -> str:
    return "".join(render_plain(clean_line(text)).split())


@given(HOSTILE, st.booleans())
def test_our_latex_is_parsed_as_the_same_text(text: str, title: bool) -> None:
    latex = encode_latex(clean_line(text), title=title)
    # An accented letter of a formula becomes a command with braces.
    assert _plain(decode_latex(latex)).replace("(é)", "é") == _plain(text).replace("(é)", "é")


@given(ANYTHING, st.booleans())
def test_parsed_latex_round_trips(text: str, title: bool) -> None:
    once = decode_latex(encode_latex(clean_line(text), title=title))
    assert decode_latex(encode_latex(once, title=title)) == once


@pytest.mark.parametrize(
    ("source", "text"),
    [
        (r"H{$_2$}O, CO\textsubscript{2}, Na\textsuperscript{+}", "H$_2$O, CO$_2$, Na$^+$"),
        (r"1\textsuperscript{st}, E\textsubscript{max}", r"1st, E$_{\mathrm{max}}$"),
        (r"10\textsuperscript{-3} \textsuperscript{$\ast$}", r"10$^{-3}$ $^{\ast}$"),
        (r"{$\mu$}-law, $\mu$, {{$\mu$}}, {$<$}", r"μ-law, $\mu$, $\mu$, <"),
        (r"a\_b, CO\_2, \$x\$, {0, 1}, snake_case", r"a\_b, CO\_2, \$x\$, 0, 1, snake\_case"),
        (r"\foo{bar} by \foo", "bar by foo"),
        ("a --- b ---c --d, -{}-e", "a — b —c –d, --e"),
        ("it{'}s, it's, {`}so{'}, `so'", "it’s, it's, ‘so’, ‘so’"),
    ],
)
def test_other_markup_is_normalized(source: str, text: str) -> None:
    assert decode_latex(source) == text
    assert decode_latex(encode_latex(text, title=True)) == text


def test_formulas_in_plain_fields_become_words() -> None:
    assert (
        decode_plain_latex(r"D{\'o}tir$^{\dagger}$ \& a\_b, CO\textsubscript{2}")
        == "Dótir^† & a_b, CO_2"
    )


# --- running time


def _count_matches(text: str) -> int:
    """The number of tokens that the scanner reads."""
    calls = 0

    class CountingPattern:
        def match(self, source: str, start: int, end: int) -> re.Match[str] | None:
            nonlocal calls
            calls += 1
            return latex_rules.LATEX_TOKEN.match(source, start, end)

    with pytest.MonkeyPatch.context() as patch:
        patch.setattr(latex, "LATEX_TOKEN", CountingPattern())
        decode_latex(text)
    return calls


@pytest.mark.seconds
@pytest.mark.parametrize(
    "piece", ["{", "}", "{a}", r"\(", r"\[", "$", r"\'", "<!--", r"\emph{", "_"]
)
def test_parsing_takes_linear_time(piece: str) -> None:
    once, thrice = (_count_matches(piece * n) for n in (1000, 3000))
    assert thrice <= 3 * once + 30
    text = piece * 62_000
    assert len(decode_latex(text)) <= len(text)
    assert len(encode_latex(text)) <= 25 * len(text)


def test_nested_braces_are_parsed() -> None:
    assert decode_latex("{" * 500 + "x" + "}" * 500) == "x"
    assert decode_latex("${" + "{" * 500 + "x" + "}" * 501 + "$ y").endswith("$ y")
