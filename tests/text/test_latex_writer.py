from __future__ import annotations

import unicodedata

import pytest
from hypothesis import given
from hypothesis import strategies as st
from pylatexenc.latex2text import LatexNodes2Text

from papershelf.text.folding import plain_title_key
from papershelf.text.latex_render import render_plain
from papershelf.text.latex_writer import encode_latex, escape_latex


@pytest.mark.parametrize(
    ("text", "expected"),
    [
        ("50% of A&B_c #1 for $5", r"50\% of A\&B\_c \#1 for \$5"),
        ("~^\\", r"{\textasciitilde}{\textasciicircum}{\textbackslash}"),
        ("{}", r"{$\lbrace$}{$\rbrace$}"),
        ("Gödel, Łukasz, Øvind, Ångström", r"G{\"o}del, {\L}ukasz, {\O}vind, {\r{A}}ngstr{\"o}m"),
        ("Nguyễn Çelik", r"Nguy{\~{\^e}}n {\c{C}}elik"),
        ("α-divergence", r"{$\alpha$}-divergence"),
        ("Γιώργος", "Γιώργος"),
        ("a —b –– c --help—- x-y", "a ---b --{}-- c -{}-help---{}- x-y"),
        ("“Yes” – it’s…", r"``Yes'' -- it{'}s{\ldots}"),
        ("李伟, Иван, محمد", "李伟, Иван, محمد"),
        ("a < b | c > d", "a {$<$} b {$|$} c {$>$} d"),
    ],
)  # fmt: skip
def test_text_is_escaped(text: str, expected: str) -> None:
    assert escape_latex(text) == expected


@pytest.mark.parametrize(
    ("title", "expected"),
    [
        ("BERT: pre-training of GANs", "{BERT}: pre-training of {GAN}s"),
        ("A CamelCase iThing in 3D", "A {CamelCase} {iThing} in {3D}"),
        ("K-means and A* search on GPT-4", r"{K}-means and {A}* search on {GPT}-4"),
        ("Deep Learning for All", "Deep Learning for All"),
        ("Deep Gaussian Processes", "Deep {Gaussian} Processes"),
        ("Émile and the ÉCOLE", r"{\'E}mile and the {{\'E}COLE}"),
        ("ALL IN CAPITALS", "ALL IN CAPITALS"),
        ("The 2nd of 10 things in v2", "The 2nd of 10 things in v2"),
        ("A model", "A model"),
        ("Model A", "Model A"),
    ],
)
def test_capitals_in_titles_are_protected_by_braces(title: str, expected: str) -> None:
    assert encode_latex(title, title=True) == expected


@pytest.mark.parametrize(
    ("title", "expected"),
    [
        (r"The $O(n \log N)$ case", r"The {$O(n \log N)$} case"),
        (r"A $\Delta$ of Δ", r"A {{$\Delta$}} of {$\Delta$}"),
        ("$X$ AND ALL", "{$X$} AND ALL"),
        (r"μ < ε", r"{$\mu$} {$<$} {$\varepsilon$}"),
    ],
)
def test_formulas_in_titles_are_protected_by_braces(title: str, expected: str) -> None:
    assert encode_latex(title, title=True) == expected


@pytest.mark.parametrize(
    ("text", "expected"),
    [
        ("Lo\u0131\u0308c", r"Lo{\"\i}c"),
        ("e\u0301\u0323 \u00e6\u0301", r"{\'{\d{e}}} {\'\ae}"),
        ("x\u0302", r"{\^x}"),
        ("\u0301a 5\u0302 b\u0360", "a 5 b"),
        ("Й и\u0301 हिन्दी שָׁלוֹם", "Й и\u0301 हिन्दी שָׁלוֹם"),
    ],
)
def test_combining_marks_are_written_with_a_letter(text: str, expected: str) -> None:
    assert escape_latex(text) == unicodedata.normalize("NFC", expected)


@pytest.mark.parametrize("inner", ["{" * 500 + "x" + "}" * 500, "{" * 500, "}" * 500])
@pytest.mark.parametrize("fence", ["${}$", "{}", r"\textsubscript{{{}}}", r"\emph{{{}}}"])
def test_braces_are_never_nested_deeply(inner: str, fence: str) -> None:
    depths = _depth(encode_latex(fence.format(inner), title=True))
    assert (min(depths), depths[-1]) == (0, 0)
    assert max(depths) < 24


@pytest.mark.parametrize(
    ("source", "expected"),
    [
        (r"On $\ell_1$ balls & $L_p$", r"On $\ell_1$ balls \& $L_p$"),
        (r"The \(x_2\) case", r"The $x_2$ case"),
        (r"We show \[a = b\] here.", r"We show $a = b$ here."),
        ("From $5 to $10 a_b", r"From \$5 to \$10 $a_{b}$"),
        (r"The $$n \times n$$ n × n grid", r"The $n \times n$ grid"),
        (r"An \emph{old} na\"ive -- way", r"An old na{\"i}ve -- way"),
        ("$α$ and $50%$", r"$\alpha$ and $50\%$"),
        (r"Sets $\{x\}$", r"Sets $\{x\}$"),
        # BibTeX counts \{ as a brace
        (r"Half $\left\{ x \right.$ open", r"Half $\left\lbrace  x \right.$ open"),
        (
            r"Broken $\frac{a$ maths",
            r"Broken \${\textbackslash}frac{$\lbrace$}a\$ maths",
        ),
        ("Only one $ here", r"Only one \$ here"),
        ("a\n\nb", "a b"),
    ],
)
def test_formulas_stay_formulas_and_are_closed(source: str, expected: str) -> None:
    assert encode_latex(source) == expected


def _depth(latex: str) -> list[int]:
    depths, depth = [0], 0
    for character in latex:
        depth += (character == "{") - (character == "}")
        depths.append(depth)
    return depths


_HOSTILE = st.text(st.sampled_from("ab A{}\\$%&#_~^\"'@,()[]éα李Ω\n")) | st.text(
    st.characters(exclude_categories=["C"])
)


@given(_HOSTILE, st.booleans())
def test_braces_are_balanced_for_any_text(source: str, title: bool) -> None:
    depths = _depth(encode_latex(source, title=title))
    assert min(depths) == 0
    assert depths[-1] == 0


@given(st.text(st.sampled_from("abcXYZ éÉöłØçñžő&%#_$~^{}\\")))
def test_escaped_text_round_trips(text: str) -> None:
    text = " ".join(text.split())
    shown = LatexNodes2Text(keep_comments=True).latex_to_text(escape_latex(text))
    assert shown.replace("ˆ", "^") == text


def test_titles_with_any_character_have_the_same_key_after_writing_and_reading() -> None:
    characters = (chr(code) for code in range(0xA0, 0x30000))
    written = (char for char in characters if unicodedata.category(char)[0] in "LNPS")
    wrong = [
        char
        for char in written
        if plain_title_key(render_plain(encode_latex(f"a {char}b")))
        != plain_title_key(f"a {char}b")
    ]
    assert wrong == ["\N{MATHEMATICAL SANS-SERIF CAPITAL E}"]  # latex2mathml reads it as ⋿
