"""Tests of rendering LaTeX in titles and abstracts."""

from __future__ import annotations

import json
import re
from collections.abc import Iterator
from pathlib import Path

import pytest
from hypothesis import example, given
from hypothesis import strategies as st

from papershelf.text.cleaning import clean_block
from papershelf.text.escaping import escape_html
from papershelf.text.latex_render import has_markup, render_plain, render_rich
from papershelf.text.markup import decode_markup
from tests.text.test_formula import assert_harmless

SHARED = Path(__file__).parents[3] / "shared"

# Springer repeats formulas as plain text before the LaTeX.
SPRINGER = (
    r"\documentclass[12pt]{minimal} \usepackage{amsmath} \setlength{\oddsidemargin}{-69pt} "
    r"\begin{document}"
)


@pytest.mark.parametrize(
    "text",
    [
        "Plain words, a < b & 'c'.",
        "",
        "One.\n\nTwo.",
        "Omega(mnd) time",
        "mathematical maths",
        "I-V",
    ],
)
def test_texts_without_markup_are_unchanged(text: str) -> None:
    rich = render_rich(text)
    assert (rich.html, rich.plain_text, rich.failures) == (escape_html(text), text, ())
    assert not has_markup(text)


@pytest.mark.parametrize(
    ("source", "plain"),
    [
        # Formulas with all kinds of delimiters.
        (r"$\mu$P and $\ell_1$", "μP and ℓ_1"),
        (r"Top-$ k $ and \(\ell_p\)-based", "Top-k and ℓ_p-based"),
        (r"so \[ x = y \] holds", "so x = y holds"),
        (r"CO$_{2}$ and Nets$^2$, the 6$^{th}$ at 90$^\circ$", "CO_2 and Nets^2, the 6th at 90°"),
        (r"$5\%$ to $10\times$", "5% to 10×"),
        (r"\begin{align*} a &= b \end{align*} ok", "a = b ok"),
        (r"\begin{equation}x^2\end{equation}", "x^2"),
        (r"one $x$" + "\n\n" + "two $y$", "one x\n\ntwo y"),
        # Money.
        ("$5 million and $10", "$5 million and $10"),
        ("cost $5 to $10 for $k$-means", "cost $5 to $10 for k-means"),
        ("US$ 5 and US$ 7", "US$ 5 and US$ 7"),
        ("a $k and this was the thing with $\\mu$ so", "a $k and this was the thing with μ so"),
        (r"\$5 or $3$ shots", "$5 or 3 shots"),
        ("from GTA$\\to$City for $6.5M. The", "from GTA→City for $6.5M. The"),
        ("at $20 and we train in hours and $x", "at $20 and we train in hours and $x"),
        # Special characters, accents, quotes, dashes.
        (r"5\% of A \& B \_ \#1 \{a\}\, b\\c \ d", "5% of A & B _ #1 {a} b c d"),
        (r"Schr\"{o}dinger, Poincar\'e, {\'e}t\'{e}", "Schrödinger, Poincaré, été"),
        (r"Fran\c{c}ois Dem\v{s}ar na\"{\i}ve", "François Demšar naïve"),
        (r"\~n \o{}re Stra\ss{}e", "ñ øre Straße"),
        (r"``quoted'' and (''so'')", "“quoted” and (“so”)"),
        ("a--b --- c with --help ----", "a–b — c with --help ----"),
        (r"see~Fig.~3, ~35x, 0.1~0.2", "see Fig. 3, ~35x, 0.1~0.2"),
        (r"R\'enyi, \Renyi, \ie, \eg{} so", "Rényi, Rényi, i.e., e.g. so"),
        (r"nets\’{predict} well", "nets’ predict well"),
        (r'Nets\"{as} ours', 'Nets" as ours'),
        # Commands.
        (r"\textit{a \textbf{b}} \emph{c} \texttt{d_e} \textsc{F}", "a b c d_e F"),
        (r"{\it a} {\bf B}est {\em c} \bf d", "a Best c d"),
        (r"$\textit{Hyper-Net}$: x", "Hyper-Net: x"),
        (r"\textcolor{red}{x} \href{https://x.example}{here}", "x here"),
        (r"at \url{https://x.example/a_b\%c}.", "at https://x.example/a_b%c."),
        (r"known~\cite{a,b}. \citet{key} say\footnote{Not us.}", "known. [key] say (Not us.)"),
        (r"{BERT} for {D}eep Py{T}orch", "BERT for Deep PyTorch"),
        (r"good\xspace{} \noindent x\label{y}", "good x"),
        (r"\begin{itemize} \item a \item b \end{itemize}", "• a • b"),
        (r"H\textsubscript{2}O", "H_2O"),
        # Formulas without dollar signs.
        ("LeC^2O", "LeC^2O"),
        ("the L_2 and L_inf norms, d_x+d_y, x_ix_j", "the L_2 and L_inf norms, d_x+d_y, x_ix_j"),
        ("10^{-3} W_{ij} CO_2 R^{d_y}", "10^-3 W_ij CO_2 R^(d_y)"),
        (r"the \ell_1 norm, \alpha, \mathcal{O}(n), O(\sqrt{n})", "the ℓ_1 norm, α, O(n), O(√n)"),
        (r"\mathbb R ^ n x, T{\rightarrow} and 360^\circ", "ℝ^n x, T→ and 360°"),
        ("a 6^th one, 5 mm^2, ([0,1]^d)", "a 6th one, 5 mm^2, ([0,1]^d)"),
        # Texts that only look like formulas.
        ("snake_case, _em_, v1_2, __init__, ^_^", "snake_case, _em_, v1_2, __init__, ^_^"),
        ("model.x_train and a/b_c", "model.x_train and a/b_c"),
        ("https://x.example/a_b~c--d and e", "https://x.example/a_b~c--d and e"),
        ("levels {-1,0,1} of {x | y}", "levels {-1,0,1} of {x | y}"),
        # Pages that strip backslashes, or print twice.
        ("{mathbb R}^n, mathcal W_{ij}, varepsilon>0", "ℝ^n, W_ij, ε>0"),
        ("f_theta, eta^{ast}, w_{min}, i=1,dots,m", "f_θ, η^*, w_min, i=1,…,m"),
        ("Oleft(N^2right), Obigl(NK^3bigr), 10.2times10^6", "O(N^2), O(NK^3), 10.2×10^6"),
        ("texttt{a-b} of 1/text{depth} as extbf{x}", "a-b of 1/depth as x"),
        ("O(log n{mu}) at 1{t}, k^{-n-2{3}}", "O(log n{mu}) at 1{t}, k^{-n-2{3}}"),
        ("url{https://x.example}, https://x.example/yhttps://x.example/y.",
         "https://x.example, https://x.example/y."),
        (r"\url{https://x.example}https://x.example now", "https://x.example now"),
        (r"given $$n \times n$$ n × n matrix, $$5\%$$ 5 % of", "given n × n matrix, 5% of"),
        (r"called $${\texttt {ABC}}$$ ABC ( A", "called ABC ( A"),
        (rf"τ=O(1/L){SPRINGER}$$\tau =O(1/\sqrt{{L}})$$\end{{document}} to", "τ = O(1/√L) to"),
        (r"The\nFlorence area\nof\nfive in\nthe $\nu$", "The Florence area of five in the ν"),
    ],
)  # fmt: skip
def test_latex_as_plain_text(source: str, plain: str) -> None:
    rich = render_rich(source)
    assert rich.plain_text == plain
    assert rich.failures == ()
    assert render_plain(source) == plain
    assert_harmless(rich.html)


@pytest.mark.parametrize(
    ("source", "html"),
    [
        (r"$\ell_1$ & b", "<math><msub><mi>ℓ</mi><mn>1</mn></msub></math> &amp; b"),
        ("LeC^2O", "LeC<sup>2</sup>O"),
        ("CO_2", "CO<sub>2</sub>"),
        ("R^2", "<math><msup><mi>R</mi><mn>2</mn></msup></math>"),
        (r"\textit{a \textbf{<b>}}", "<i>a <b>&lt;b&gt;</b></i>"),
        (r"\texttt{a_b} {\tt c}", "<code>a_b</code> <code>c</code>"),
        (r"H\textsubscript{2}O x\textsuperscript{\emph{a}}", "H<sub>2</sub>O x<sup><i>a</i></sup>"),
        (r"\[ 1 \]", '<math display="block"><mn>1</mn></math>'),
        ("a--b $k", "a–b $k"),
        (r"\href{javascript:alert(1)}{<x>}", "&lt;x&gt;"),
        (r"$\text{<script>}$ \emph{<script>}", "&lt;script&gt; <i>&lt;script&gt;</i>"),
    ],
)
def test_latex_as_html(source: str, html: str) -> None:
    assert render_rich(source).html == html


@pytest.mark.parametrize(
    ("source", "plain", "failures"),
    [
        ("so $a^b^c$ it is", "so $a^b^c$ it is", ("$a^b^c$",)),
        (r"with \ours{} on \bench", "with ours on bench", (r"\ours", r"\bench")),
        (r"$f(\ourloss)$", "f(ourloss)", (r"\ourloss",)),
        (r"in C:\Users", r"in C:\Users", (r"\Users",)),
        (r"\emph{cut of", r"\emph{cut of", (r"\emph",)),
        (r"\begin{align} cut", r" cut".strip(), (r"\begin{align}",)),
        (r"\(cut", r"\(cut", (r"\(",)),
        (r"odd \? sign", r"odd \? sign", (r"\?",)),
        ("${" + "x" * 3000 + "}$", "${" + "x" * 3000 + "}$", ("${" + "x" * 77 + "…",)),
    ],
)
def test_latex_that_cannot_be_rendered_is_shown_and_reported(
    source: str, plain: str, failures: tuple[str, ...]
) -> None:
    rich = render_rich(source)
    assert rich.failures == failures
    assert rich.plain_text == plain or rich.plain_text == failures[0] + " " + plain
    assert_harmless(rich.html)


PIECES = st.sampled_from(
    r"""$ $$ \( \) \[ \] { } \emph{ \textbf{ \texttt{ \frac \alpha \mathbb _ ^ _{ ^{ \begin{align}
    \end{align} \footnote{ \cite{ \url{ https://x.example `` '' -- ~ \" \' \v{ \% \\ \ours a B 1 , |
    <b> & " ' \bf \it \left( \right) \text{ math mathbb \documentclass[12pt]{minimal} \n""".split()
)  # fmt: skip


@given(
    st.lists(PIECES | st.just(" "), max_size=20).map("".join),
    st.text(st.characters(exclude_categories=["Cs"]), max_size=8),
)
@example(r"{\it \emph{$x", "")
@example(r"\$$$\$", "")
def test_no_text_raises_or_is_harmful(latex: str, text: str) -> None:
    rich = render_rich(clean_block(latex + text))
    assert_harmless(rich.html.replace("&#96;", "`"))
    assert "  " not in rich.plain_text


@pytest.mark.parametrize(
    "bomb",
    ["{", "}", "$", "$$", "\\", r"\(", r"\[", "$x", r"\emph{", r"{\it ", "_", "x_", "x^{", r"\'{",
     r"\begin{align}", r"\footnote{", "``", "https://", r"\mathbb{", r"\frac{a}", "$1 and ", "x"],
)  # fmt: skip
def test_long_repetitive_texts_are_rendered(bomb: str) -> None:
    rich = render_rich(bomb * (30_000 // len(bomb)))
    assert len(rich.plain_text) < 100_000
    assert all(len(failure) <= 80 for failure in rich.failures)


# --- real papers

HAS_LATEX = re.compile(
    r"\\[A-Za-z]|\\[^\w\s]|\$[^$]{1,200}\$|[_^]\{|(?<![\w/])[A-Za-z0-9)]\^|(?<![\w/])[A-Za-z]_\w\b"
)


def real_texts() -> Iterator[str]:
    corpus = SHARED / "corpus" / "papers-3k.jsonl"
    if not corpus.exists():
        pytest.skip("there is no corpus")
    with corpus.open(encoding="utf-8") as lines:
        for line in lines:
            paper = json.loads(line)
            yield paper["title"]
            yield paper.get("abstract") or ""
    for capture in sorted((SHARED / "captures").glob("*.txt")):
        yield from capture.read_text(encoding="utf-8-sig").splitlines()


def test_the_latex_of_real_papers_is_rendered() -> None:
    texts = [clean_block(decode_markup(text)) for text in real_texts()]
    riches = [render_rich(text) for text in texts if HAS_LATEX.search(text)]
    failed = [rich for rich in riches if rich.failures]
    assert len(riches) > 300
    assert len(failed) / len(riches) <= 0.02, [rich.failures for rich in failed]
    rendered = [rich for rich in riches if not rich.failures]
    assert not [
        rich.plain_text for rich in rendered if "\\" in rich.plain_text or "\\" in rich.html
    ]
    for rich in riches:
        assert_harmless(rich.html)
