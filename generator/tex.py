r"""Text into LaTeX, for BibTeX: clean text with maths comes in, LaTeX that compiles goes out.

Accents and symbols become LaTeX (`{\"o}`, `{\ensuremath{\alpha}}`) because classic BibTeX sorts
and cuts names by bytes, and because `{\"o}` is read the same by biber; the table is pylatexenc's.
Scripts that LaTeX has no letters for stay UTF-8: there only biber and XeLaTeX can print them.
Every result has balanced braces as BibTeX counts them, where `\{` counts like `{`.
"""

from __future__ import annotations

import re
import unicodedata

from pylatexenc.latexencode import get_builtin_uni2latex_dict

from generator.latexrules import is_maths
from generator.maths import has_markup, render_plain

_ASCII = {
    "\\": r"{\textbackslash}", "{": r"{\ensuremath{\lbrace}}", "}": r"{\ensuremath{\rbrace}}",
    "~": r"{\textasciitilde}", "^": r"{\textasciicircum}", "<": r"{\ensuremath{<}}",
    ">": r"{\ensuremath{>}}", "|": r"{\ensuremath{|}}", "%": r"\%", "&": r"\&", "#": r"\#",
    "_": r"\_", "$": r"\$",
}  # fmt: skip
# What people type in a source, where the table has the long names; both print the same.
_TYPED = {
    "“": "``", "”": "''", "‘": "`", "’": "'", "–": "--", "—": "---", "…": r"{\ldots}",
    "·": r"{\ensuremath{\cdot}}", "\u00a0": "~", "\u2010": "-", "\u2011": "-",
    "ﬁ": "fi", "ﬂ": "fl", "′": "'",
}  # fmt: skip
_ACCENTS = {
    "\u0300": "`", "\u0301": "'", "\u0302": "^", "\u0303": "~", "\u0304": "=", "\u0306": "u",
    "\u0307": ".", "\u0308": '"', "\u030a": "r", "\u030b": "H", "\u030c": "v", "\u0323": "d",
    "\u0327": "c", "\u0328": "k", "\u0331": "b",
}  # fmt: skip


def _accented(letter: str) -> str:
    """A Latin letter with its accents as commands, or "" where an accent has none."""
    base, *marks = list(unicodedata.normalize("NFD", letter))
    if not marks or not base.isascii() or not all(mark in _ACCENTS for mark in marks):
        return ""
    for mark in marks:
        command = _ACCENTS[mark]
        base = f"{{\\{command}{{{base}}}}}" if command.isalpha() else f"{{\\{command}{base}}}"
    return base


# One command, or one formula; in the rest of the table are accents that look alike, and tricks.
_ONE_COMMAND = re.compile(r"\\(?:ensuremath\{[^{}]+(?:\{[^{}]+\})?\}|[A-Za-z]+)")


def _build_table() -> dict[str, str]:
    table = {}
    for code, latex in get_builtin_uni2latex_dict().items():
        letter = chr(code)
        # Letters of other scripts stay as they are: `\CYRI` prints only with fonts few load.
        foreign = letter.isalpha() and code >= 0x0250 and not latex.startswith("\\ensuremath")
        if code > 0x7F and not foreign and _ONE_COMMAND.fullmatch(latex):
            table[letter] = f"{{{latex}}}"
    letters = map(chr, (*range(0xC0, 0x250), *range(0x1E00, 0x1F00)))
    table.update({letter: latex for letter in letters if (latex := _accented(letter))})
    return table | _ASCII | _TYPED


_TABLE = _build_table()
_SPECIAL = re.compile(r"[\\{}%&#_$~^<>|]|[^\x00-\x7f]")
_GREEK_WORD = re.compile("[\u0370-\u03ff\u1f00-\u1fff]{2,}")

# Formulae as authors write them; `is_maths` has the last word on dollars.
_MATHS = re.compile(r"(?P<dollar>\$)((?:[^$\\]|\\.)++)\$|\\\((.+?)\\\)|\\\[(.+?)\\\]", re.DOTALL)
# Exports of publishers that give each formula twice, or a whole document around it.
_TWICE = ("$$", "\\begin{", "\\documentclass")


def escape_latex(text: str) -> str:
    """Plain text as LaTeX: nothing in it is a command, an accent keeps its letter."""
    if text.isascii() or not _GREEK_WORD.search(text):
        return _SPECIAL.sub(_replace, text)
    # A word in Greek is a word, not a product of variables.
    parts = _GREEK_WORD.split(text)
    words = _GREEK_WORD.findall(text)
    escaped = [_SPECIAL.sub(_replace, part) for part in parts]
    return "".join(a + b for a, b in zip(escaped, [*words, ""], strict=True))


def _replace(found: re.Match[str]) -> str:
    return _TABLE.get(found[0], found[0])


def render_latex(source: str, *, title: bool = False) -> str:
    """A title or an abstract as LaTeX: maths stays maths, all else is escaped.

    In a title, capitals that a bibliography style must not lower are in braces: `{BERT}`, `{GAN}s`.
    """
    source = " ".join(source.split())
    protect = title and not source.isupper()
    if not has_markup(source):
        return _escape_words(source) if protect else escape_latex(source)
    if any(map(source.__contains__, _TWICE)):
        return _render_text(source, protect)
    parts = []
    start = position = 0
    while found := _MATHS.search(source, position):
        if found["dollar"] and not is_maths(source, found.start() + 1, found.end() - 1):
            position = found.start() + 1
            continue
        parts.append(_render_text(source[start : found.start()], protect))
        parts.append(_render_maths(found))
        start = position = found.end()
    parts.append(_render_text(source[start:], protect))
    return "".join(parts)


def _render_text(text: str, protect: bool) -> str:
    r"""What the reader sees of a text with commands (`\emph`, `\'e`), escaped again."""
    plain = render_plain(text)
    if plain != text:
        before = " " if text[:1] == " " and plain[:1] != " " else ""
        after = " " if text[-1:] == " " and plain[-1:] != " " else ""
        plain = before + plain + after
    return _escape_words(plain) if protect else escape_latex(plain)


def _render_maths(found: re.Match[str]) -> str:
    maths = (found[2] or found[3] or found[4]).strip()
    if not _is_balanced(maths):
        maths = _ESCAPED_BRACE.sub(_brace_command, maths)
    if not _is_balanced(maths) or _LOOSE_DOLLAR.search(maths):
        return escape_latex(found[0])
    return f"${_IN_MATHS.sub(_replace_in_maths, maths)}$"


_ESCAPED_BRACE = re.compile(r"\\([{}])")
# A dollar inside, or a backslash at the end that would escape ours, leaves the maths open.
_LOOSE_DOLLAR = re.compile(r"(?<!\\)(?:\\\\)*(?:\$|\\\Z)")
# A comment would swallow the rest of the entry, and `#` does not compile.
_IN_MATHS = re.compile(r"\\.|[%#]|[^\x00-\x7f]")


def _replace_in_maths(found: re.Match[str]) -> str:
    if found[0] in "%#":
        return f"\\{found[0]}"
    latex = _TABLE.get(found[0], "")
    return latex if latex.startswith(r"{\ensuremath") else found[0]


def _brace_command(found: re.Match[str]) -> str:
    return r"\lbrace " if found[1] == "{" else r"\rbrace "


def _is_balanced(text: str) -> bool:
    r"""Whether braces pair up for BibTeX, which counts `\{` too."""
    depth = 0
    for brace in _BRACE.findall(text):
        depth += 1 if brace == "{" else -1
        if depth < 0:
            return False
    return depth == 0


_BRACE = re.compile(r"[{}]")
_WORD = re.compile(r"[^\W_]+")
_PLURAL = re.compile(r"([A-Z0-9]{2,})(s)")
# Words that stand for a name: styles that lower titles must not lower them.
_EPONYMS = frozenset(
    "Bayes Bayesian Bellman Bernoulli Boltzmann Bregman Brownian Cauchy Dirichlet Euclidean Euler "
    "Fisher Fourier Frobenius Gauss Gaussian Gibbs Hamiltonian Hebbian Hermitian Hessian Hilbert "
    "Hopfield Jacobian Kalman Kolmogorov Lagrangian Langevin Laplace Laplacian Lebesgue Lipschitz "
    "Lyapunov Markov Markovian Nash Nesterov Newton Poisson Rademacher Riemannian Shapley Sinkhorn "
    "Sobolev Stein Thompson Turing Voronoi Wasserstein Wiener "
    "African American Arabic Asian Chinese Dutch English European French German Hindi Indian "
    "Italian Japanese Korean Latin Russian Spanish Swahili Turkish Vietnamese "
    "Atari Google Python Reddit Twitter Wikipedia".split()
)
_OPEN, _CLOSE = "\x02", "\x03"  # stand for braces until the text is escaped; no data holds them
_BRACES = str.maketrans({_OPEN: "{", _CLOSE: "}"})


def _escape_words(text: str) -> str:
    return escape_latex(_WORD.sub(_protect, text)).translate(_BRACES)


def _protect(found: re.Match[str]) -> str:
    word = found[0]
    rest = word[1:]
    if rest:
        keep = rest != rest.lower() or word in _EPONYMS
        keep = keep or (word[0].isupper() and not rest.isalpha())
    else:
        keep = word.isupper() and _is_symbol(found)
    if not keep:
        return word
    if plural := _PLURAL.fullmatch(word):
        return f"{_OPEN}{plural[1]}{_CLOSE}s"
    return f"{_OPEN}{word}{_CLOSE}"


def _is_symbol(found: re.Match[str]) -> bool:
    """Whether a lone capital is a symbol: any but an article "A" before a space, `A*` is one."""
    return found[0] != "A" or found.string[found.end() : found.end() + 1] not in ("", " ")
