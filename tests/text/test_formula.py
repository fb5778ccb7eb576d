"""Tests of single formulas: MathML, plain text, and hostile input."""

from __future__ import annotations

import re

import html5lib
import pytest
from hypothesis import example, given
from hypothesis import strategies as st

from papershelf.text.formula import FORMULA_LIMIT, is_math_command, render_formula

MATHML = {
    "math", "mrow", "mi", "mn", "mo", "mtext", "mspace", "msub", "msup", "msubsup", "munder",
    "mover", "munderover", "mfrac", "msqrt", "mroot", "mtable", "mtr", "mtd", "mphantom",
}  # fmt: skip
PROSE = {"i", "b", "code", "sub", "sup"}
ATTRIBUTES = {
    "display", "mathvariant", "stretchy", "minsize", "maxsize", "linethickness", "width",
    "displaystyle", "columnalign", "accent",
}  # fmt: skip
VALUE = re.compile(r"[a-z]+|0|-?[\d.]+em")


FLAT = '<mo stretchy="false">'


def assert_harmless(markup: str) -> None:
    """Check that a browser sees only known elements and attributes."""
    parser = html5lib.HTMLParser(namespaceHTMLElements=False)
    for element in parser.parseFragment(markup).iter():
        if element.tag == "DOCUMENT_FRAGMENT":
            continue
        name = element.tag.rpartition("}")[2]
        assert name in MATHML | PROSE, markup
        assert set(element.attrib) <= ATTRIBUTES, markup
        assert all(VALUE.fullmatch(value) for value in element.attrib.values()), markup
    assert not parser.errors, (parser.errors, markup)


@pytest.mark.parametrize(
    ("tex", "plain"),
    [
        (r"\mu", "μ"),
        (r"\ell_1", "ℓ_1"),
        ("R^2", "R^2"),
        ("10^{-3}", "10^-3"),
        (r"O(n\log n)", "O(n log n)"),
        (r"\mathcal{O}(\sqrt{T})", "O(√T)"),
        (r"\tilde{O}(\sqrt{d T})", "Õ(√(dT))"),
        (r"\widetilde{\mathcal{O}}(1/\epsilon^2)", "Õ(1/ϵ^2)"),
        (r"\mathbb{R}^{n\times d}", "ℝ^(n×d)"),
        (r"R^{d_x}", "R^(d_x)"),
        (r"W_{ijk}", "W_ijk"),
        (r"\frac{1}{2}+c", "1/2+c"),
        (r"\frac{a+b}{n^2}", "(a+b)/n^2"),
        (r"\binom{n}{k}", "(n choose k)"),
        (r"\sum_{i=1}^n x_i", "∑_(i=1)^n x_i"),
        (r"\min_{x\in X} f", "min_(x∈X) f"),
        (r"\operatorname{arg\,max}_x f", "argmax_x f"),
        (r"x \in [0, 1]", "x ∈ [0, 1]"),
        ("a<b", "a < b"),
        (r"x\sim p(x|y)", "x ~ p(x|y)"),
        (r"\sim 10", "~10"),
        (r"10\times", "10×"),
        (r"n \times n", "n × n"),
        (r"\{\pm 1\}", "{±1}"),
        (r"90^\circ", "90°"),
        ("6^{th}", "6^th"),
        ("^{th}", "th"),
        ("x'", "x'"),
        (r"\hat{y}_i", "ŷ_i"),
        (r"\overline{AB}", "AB"),
        (r"\underbrace{x}_{n}", "x_n"),
        (r"\sqrt[3]{x}", "x^(1/3)"),
        (r"\|x\|_2", "‖x‖_2"),
        (r"\overset{d}{=}", "=^d"),
        (r"a\quad b", "a b"),
        (r"d_{\text{elu}}", "d_elu"),
        (r"\mathrm{SO}(2)", "SO(2)"),
        (r"k-\mathrm{NN}", "k-NN"),
        (r"\begin{matrix}a&b\\c&d\end{matrix}", "a b; c d"),
        (r"\phantom{x}y", "y"),
        ("10,000", "10,000"),
        ("(1,100)", "(1, 100)"),
        ("5%", "5%"),
        # Macros of the paper, old font switches, and unbalanced braces.
        (r"\R^d", "ℝ^d"),
        (r"\vx^\top \mA", "x^⊤A"),
        (r"{\cal T}_{\bf x}", "T_x"),
        (r"\sqrtL", "√L"),
        (r"\fhat", "f̂"),
        (r"\poly(n)", "poly(n)"),
        (r"\left( x", "(x"),
        (r"x\label{eq:1}", "x"),
    ],
)
def test_formulas_as_plain_text(tex: str, plain: str) -> None:
    formula = render_formula(tex)
    assert formula is not None
    assert formula.plain_text == plain
    assert formula.unknown_commands == ()
    assert_harmless(formula.html)


@pytest.mark.parametrize(
    ("tex", "html"),
    [
        (r"\ell_1", "<math><msub><mi>ℓ</mi><mn>1</mn></msub></math>"),
        (r"\mathbf{x}", "<math><mi>𝐱</mi></math>"),
        (r"\mathbb{1}", "<math><mn>𝟙</mn></math>"),
        (r"\mathfrak C", "<math><mi>ℭ</mi></math>"),
        (r"\mathrm{SO}(2)", f"<math><mi>SO</mi>{FLAT}(</mo><mn>2</mn>{FLAT})</mo></math>"),
        (r"\mathrm d", '<math><mi mathvariant="normal">d</mi></math>'),
        ("[x_1]", f"<math>{FLAT}[</mo><msub><mi>x</mi><mn>1</mn></msub>{FLAT}]</mo></math>"),
        ("|x|", f"<math>{FLAT}|</mo><mi>x</mi>{FLAT}|</mo></math>"),
        (r"(\sqrt x", '<math><mo stretchy="false">(</mo><msqrt><mi>x</mi></msqrt></math>'),
        (r"\log n", '<math><mi>log</mi><mspace width="0.17em"/><mi>n</mi></math>'),
        (r"\hat y", '<math><mover accent="true"><mi>y</mi><mo>^</mo></mover></math>'),
        # Numbers and words look the same without MathML; so do short scripts on a word.
        (r"94.4\%", "94.4%"),
        (r"\text{a < b}", "a &lt; b"),
        ("^2", "<sup>2</sup>"),
        ("_{12}", "<sub>12</sub>"),
        (r"^\circ", "°"),
    ],
)  # fmt: skip
def test_formulas_as_mathml(tex: str, html: str) -> None:
    formula = render_formula(tex)
    assert formula is not None
    assert formula.html == html


def test_display_formulas_are_blocks() -> None:
    formula = render_formula("5", display=True)
    assert formula is not None
    assert formula.html == '<math display="block"><mn>5</mn></math>'


@pytest.mark.parametrize(
    "tex",
    [
        r"\text{<script>alert(1)</script>}",
        r"\text{&lt;script&gt;}",
        r"\href{javascript:alert(1)}{x}",
        r"\style{background:url(x)}{y}",
        r'\class{a" onclick="x}{y}',
        r"\color{red;}{y}",
        r"\unicode{60}script\unicode{62}",
        r"\hspace{1em}\mspace{99999999999999999999mu} x",
        r"\begin{array}{c|c}a&b\end{array}",
        "x\x00\u202e\u2028y",
        "</math><script>",
    ],
)
def test_hostile_formulas_are_text(tex: str) -> None:
    formula = render_formula(tex)
    assert formula is not None
    assert_harmless(formula.html)


@pytest.mark.parametrize(
    "tex",
    [
        "a^b^c",
        "x^",
        "{" * 100 + "}" * 100,
        "{" * 2000,
        "^" * 2000,
        r"\def\a{\a\a}\a",
        r"\newcommand{\a}{b}\a",
        r"\verb|x|",
        "x" * (FORMULA_LIMIT + 1),
        "",
    ],
)
def test_formulas_that_cannot_be_rendered_are_none(tex: str) -> None:
    assert render_formula(tex) is None


def test_unknown_commands_are_shown_by_name_and_reported() -> None:
    formula = render_formula(r"\ourloss(x)")
    assert formula is not None
    assert (formula.plain_text, formula.unknown_commands) == ("ourloss(x)", (r"\ourloss",))


@pytest.mark.parametrize(
    ("command", "known"),
    [(r"\alpha", True), (r"\frac", True), (r"\reals", True), (r"\mathbfx", True),
     (r"\xhat", True), (r"\ours", False), (r"\emph", True)],
)  # fmt: skip
def test_mathematical_commands_are_recognized(command: str, *, known: bool) -> None:
    assert is_math_command(command) is known


PIECES = st.sampled_from(
    r"""x 1 + - < > & " ' { } [ ] ( ) ^ _ ~ % , \\ \frac \sqrt \text{ \mathbb \mathcal \left(
    \right) \begin{matrix} \end{matrix} \hat \sum \log \emph{<b> \href{javascript: \unknown é ∑
    \textbf \color \not \limits \overline \over \choose \bigl \{ \} \| $""".split()
)


@given(st.lists(PIECES, max_size=12).map(" ".join))
@example(r"\text{ & }")
def test_no_formula_raises_or_is_harmful(tex: str) -> None:
    formula = render_formula(tex)
    if formula is not None:
        assert_harmless(formula.html)
        assert "\\" not in formula.plain_text
