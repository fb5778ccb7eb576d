"""Tests of HTML, JATS and MathML in texts, names and venues of sources."""

from __future__ import annotations

import re

import pytest
from hypothesis import given
from hypothesis import strategies as st

from papershelf.sources.formats.bibtex.reader import parse_bibtex
from papershelf.sources.formats.csl_json import parse_csl
from papershelf.sources.parsing.record_builder import clean_fields
from papershelf.text import markup
from papershelf.text.cleaning import clean_block
from papershelf.text.formula import render_formula
from papershelf.text.latex_render import render_plain
from papershelf.text.markup import decode_markup, decode_name_markup, decode_plain_markup

MML = '<mml:math xmlns:mml="http://www.w3.org/1998/Math/MathML" display="inline">{}</mml:math>'


@pytest.mark.parametrize(
    ("messy", "plain"),
    [
        ("if a < b and p<0.05 & c > d", "if a < b and p<0.05 & c > d"),
        (
            "the <unk>, <s>, </s>, <mask> and <image> tokens",
            "the <unk>, <s>, </s>, <mask> and <image> tokens",
        ),
        ("<p>One <i>two</i> &amp; three</p><p>four</p>", "One two & three\n\nfour"),
        (
            '<jats:sec id="s1"><jats:title>Abstract</jats:title><jats:p>Text</jats:p></jats:sec>',
            "Text",
        ),
        ("<jats:title>Methods</jats:title><jats:p>We ran.</jats:p>", "Methods\n\nWe ran."),
        (
            "H<sub>2</sub>O at 10<sup>-3</sup> m<sup>2</sup>, the 1<sup>st</sup>",
            "H$_2$O at 10$^{-3}$ m$^2$, the 1st",
        ),
        ("x<sub><i>i</i></sub><sup>2</sup> K<sup>+</sup> Bar<sup>®</sup>", "x$_i^2$ K$^+$ Bar®"),
        ("E<jats:sub>max</jats:sub>, $x$<sub>2</sub>", r"E$_{\mathrm{max}}$, $x${}$_2$"),
        ("<scp>dna</scp> of <jats:italic>yeast</jats:italic>", "dna of yeast"),
        ("a <b and c> d", "a <b and c> d"),
        ("&lt;p&gt;escaped&lt;/p&gt;", "escaped"),
        ("Q&amp;amp;A &amp;lt;i&amp;gt;x&amp;lt;/i&amp;gt;", "Q&A x"),
        ("AT&T, R&D;, x&notin y", "AT&T, R&D;, x&notin y"),
        ("caf&eacute; &#x3b1; &#946;", "café α β"),
        ("x<script>alert(1)</script>y<STYLE type='a'>b{}</STYLE>z<!-- c -->!", "xyz!"),
        ("finding <script> injections", "finding <script> injections"),
        ("<![CDATA[kept]]>", "kept"),
        (
            '<a href="https://x.example/?a=1&amp;b=2" target=_blank>link</a><br/>next',
            "link\n\nnext",
        ),
        ("<span class=\"x\" onclick='y'>z</span >", "z"),
    ],
)
def test_html_is_converted_to_text(messy: str, plain: str) -> None:
    assert clean_block(decode_markup(messy)) == plain


@given(st.text(st.sampled_from("abp <>/&;=\"'!-")))
def test_invalid_html_is_converted(text: str) -> None:
    assert len(decode_markup(text)) <= 2 * len(text)


@pytest.mark.seconds
@pytest.mark.parametrize(
    "bomb",
    [
        "<script>",
        "<!--",
        "&amp;",
        "&amp;" * 3 + "lt;",
        "<p ",
        "<p a='",
        '<p a="',
        "<p a=b ",
        "\n ",
        "<",
    ],
)
def test_a_megabyte_of_repetitive_markup_is_converted(bomb: str) -> None:
    text = bomb * (1_000_000 // len(bomb))
    assert isinstance(clean_block(decode_markup(text)), str)


# --- MathML


@pytest.mark.parametrize(
    ("mathml", "tex"),
    [
        ("<mi>&#x3b1;</mi>", r"\alpha"),
        ("<msup><mi>L</mi><mi>p</mi></msup>", "L^p"),
        ("<mi>O</mi><mo>(</mo><mi>n</mi><mi>log</mi><mo>&ApplyFunction;</mo><mi>n</mi><mo>)</mo>",
         r"O(n\log n)"),
        ("<mfrac><mn>1</mn><mi>n</mi></mfrac>", r"\frac{1}{n}"),
        ("<msqrt><mi>n</mi></msqrt><mo>&le;</mo><msubsup><mi>x</mi><mi>i</mi><mn>2</mn></msubsup>",
         r"\sqrt{n}\leq x_i^2"),
        ("<mover><mi>x</mi><mo>^</mo></mover>", r"\hat{x}"),
        ("<mrow><mo>{</mo><mn>0</mn><mo>,</mo><mn>1</mn><mo>}</mo></mrow>", r"\{0,1\}"),
        ("<mi mathvariant='double-struck'>R</mi>", r"\mathbb{R}"),
        ("<mfenced open='[' close=')'><mi>a</mi><mi>b</mi></mfenced>", "[a,b)"),
        ("<munder><mi>max</mi><mi>x</mi></munder><mtext>&nbsp;in use</mtext>",
         r"\max_x\text{ in use}"),
        ("<mmultiscripts><mi>C</mi><mprescripts/><mn>6</mn><mn>14</mn></mmultiscripts>",
         "{}_6^{14}C"),
        (("<semantics><mi>x</mi><annotation encoding='application/x-tex'>x_{1}</annotation>"
         "</semantics>"), "x_{1}"),
    ],
)  # fmt: skip
def test_mathml_is_converted_to_latex_that_can_be_rendered(mathml: str, tex: str) -> None:
    prefixed = MML.format(re.sub(r"<(/?)(\w)", r"<\1mml:\2", mathml))
    for form in (prefixed, f"<math>{mathml}</math>", prefixed.replace("<", "&lt;")):
        assert decode_markup(f"On {form}-sets") == f"On ${tex}$-sets"
    assert render_formula(tex) is not None


@pytest.mark.parametrize(
    ("source", "text"),
    [
        ("<math><mn>5</mn></math>", "5"),
        ("<math><mi>x</math>", "x"),
        ("a <math> left open", "a <math> left open"),
        (
            (
                "<inline-formula><alternatives><mml:math><mml:mi>x</mml:mi></mml:math><tex-math>"
                r"\documentclass[12pt]{minimal} \begin{document}$$x_1 &lt; 3$$\end{document}"
                "</tex-math></alternatives></inline-formula>"
            ),
            "$x_1 < 3$",
        ),
        ("<math><mi>x</mi></math><math><mi>y</mi></math>", "$x${}$y$"),
        (f"<math>{'<mrow>' * 500}<mi>x</mi>{'</mrow>' * 500}</math>", "x"),
    ],
)
def test_mathml_that_is_no_formula_becomes_words(source: str, text: str) -> None:
    assert decode_markup(source) == text


def test_adjacent_formulas_are_separate() -> None:
    assert render_plain("$x${}$y$") == "xy"


# --- fields


def test_names_and_venues_have_no_latex() -> None:
    assert (
        decode_plain_markup("Water H<sub>2</sub>O &amp; " + MML.format("<mi>x</mi>"))
        == "Water H_2O & x"
    )
    assert decode_name_markup("Jos&eacute; O&#39;Neil<sup>1,2</sup>") == "José O'Neil"


def test_all_texts_of_a_record_are_decoded_but_not_urls() -> None:
    raw = "Q &amp; <i>A</i>"
    fields = {
        "title": raw, "abstract": raw, "venue": raw, "publisher": raw, "place": raw, "note": raw,
        "awards": [raw], "authors": [raw, {"name": raw, "family": raw, "affiliation": raw}],
        "editors": [raw], "status": {"kind": "retracted", "reason": raw},
        "versions": [{"venue": raw, "url": "https://x.example/?a=1&amp;b"}],
        "url": "https://x.example/?a=1&amp;b", "doi": "10.1000/a&lt;b",
    }  # fmt: skip
    text = "Q & A"
    assert clean_fields(fields) == {
        "title": text, "abstract": text, "venue": text, "publisher": text, "place": text,
        "note": text, "awards": [text],
        "authors": [text, {"name": text, "family": text, "affiliation": text}],
        "editors": [text], "status": {"kind": "retracted", "reason": text},
        "versions": [{"venue": text, "url": "https://x.example/?a=1&amp;b"}],
        "url": "https://x.example/?a=1&amp;b", "doi": clean_fields(fields)["doi"],
    }  # fmt: skip


def test_names_in_imported_files_are_decoded() -> None:
    content = (
        b'[{"type": "book", "title": "Mud &amp; Silt", "publisher": "A&amp;B",'
        b' "author": [{"given": "Jos&eacute;", "family": "O&#39;Neil"}]}]'
    )
    (record,) = parse_csl(content, "x.json").records
    assert record.fields["title"] == "Mud & Silt"
    assert record.fields["publisher"] == "A&B"
    assert "José O'Neil" in str(record.fields["authors"])


@pytest.mark.parametrize(
    ("name", "author"),
    [
        ("O&#39;Neil, Jos&eacute;", "José O'Neil"),
        ("Jos&eacute; O&apos;Neil<sup>1,2</sup>", "José O'Neil"),
        ("{Birch &amp; Nobel}", "Birch & Nobel"),
        ("Doe, Ada and L&oacute;pez, Bo", "Ada Doe|Bo López"),
    ],
)
def test_names_are_decoded_before_they_are_split(name: str, author: str) -> None:
    (record,) = parse_bibtex(
        f"@misc{{x, title={{T}}, author={{{name}}}}}".encode(), "x.bib"
    ).records
    people = [a if isinstance(a, str) else a["name"] for a in record.fields["authors"]]  # type: ignore[attr-defined]
    assert "|".join(people) == author


# --- running time


@pytest.mark.parametrize(
    "piece",
    ["<!--", "<sub>", "<sub>a", "<math>", "<math><mi>x</mi></math>", "<tex-math>", "<alternatives>",
     "&amp;", "<sup>2</sup>", "<math ", "<p a='"],
)  # fmt: skip
def test_conversion_takes_linear_time(piece: str) -> None:
    looks = 0

    def make_counting_pattern(pattern: re.Pattern[str]) -> object:
        class CountingPattern:
            def search(self, text: str, position: int = 0) -> re.Match[str] | None:
                nonlocal looks
                found = pattern.search(text, position)
                looks += (found.end() if found else len(text)) - position
                return found

        return CountingPattern()

    def work(text: str) -> int:
        nonlocal looks
        looks = 0
        decode_markup(text)
        return looks

    with pytest.MonkeyPatch.context() as patch:
        for name, pair in markup.ELEMENT_PATTERNS.items():
            patch.setitem(markup.ELEMENT_PATTERNS, name, tuple(map(make_counting_pattern, pair)))
        once, thrice = work(f"math {piece * 500}"), work(f"math {piece * 1500}")
    assert thrice <= 3.2 * once
    assert isinstance(decode_markup(piece * 50_000), str)
