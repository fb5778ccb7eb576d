r"""Text into LaTeX, for BibTeX: clean text with maths comes in, LaTeX that compiles goes out.

Accents and symbols become LaTeX (`{\"o}`, `{$\alpha$}`) because classic BibTeX sorts and cuts
names by bytes, and because `{\"o}` is read the same by biber, Zotero and citation-js.
Scripts that LaTeX has no letters for stay UTF-8: there only biber and XeLaTeX can print them.
Every result has balanced braces as BibTeX counts them, where `\{` counts like `{`, and no more
than some twenty inside each other. `latex_text` reads the result as the text it was.
"""

from __future__ import annotations

import re
import unicodedata

from papershelf.text.formula import expand_commands
from papershelf.text.latex_render import has_markup, split_pieces
from papershelf.text.latex_segments import plain_piece
from papershelf.text.latex_symbols import ACCENT_COMMANDS, MATHS_COMMANDS, TEXT_COMMANDS
from papershelf.text.rich_text import Piece

_ASCII = {
    "\\": r"{\textbackslash}", "{": r"{$\lbrace$}", "}": r"{$\rbrace$}", "~": r"{\textasciitilde}",
    "^": r"{\textasciicircum}", "`": r"{\textasciigrave}", "<": "{$<$}", ">": "{$>$}",
    "|": "{$|$}", "%": r"\%", "&": r"\&", "#": r"\#", "_": r"\_", "$": r"\$",
}  # fmt: skip
# What people type in a source, where the table has the long names; both print the same.
_TYPED = {
    "“": "``", "”": "''", "‘": "{`}", "’": "{'}", "–": "--", "—": "---", "…": r"{\ldots}",
    "·": r"{$\cdot$}", "\u00a0": "~", "\u2010": "-", "\u2011": "-", "ﬁ": "fi", "ﬂ": "fl",
    "′": "{$'$}", "−": "{$-$}",
}  # fmt: skip
_COMBINING = "\u0300-\u036f\u1ab0-\u1aff\u1dc0-\u1dff\u20d0-\u20ff\ufe20-\ufe2f"
_STACKED = 6
"""Marks that a letter keeps: each is a brace deeper, and BibTeX readers give up at a hundred."""
_DASHES = "-–—\u2010\u2011"
_SCRIPTS = str.maketrans("⁰¹²³⁴⁵⁶⁷⁸⁹⁺⁻ⁿ₀₁₂₃₄₅₆₇₈₉₊₋", "0123456789+-n0123456789+-")


def _accented(letter: str) -> str:
    """A Latin letter with its accents as commands, or "" where an accent has none."""
    base, *marks = list(unicodedata.normalize("NFD", letter))
    if not marks or not all(mark in ACCENT_COMMANDS for mark in marks):
        return ""
    if not base.isascii():
        base = TEXT_COMMANDS.get(base, "")
    if not base:
        return ""
    for mark in marks:
        command = ACCENT_COMMANDS[mark]
        base = f"{{\\{command}{{{base}}}}}" if command.isalpha() else f"{{\\{command}{base}}}"
    return base


def _build_table() -> dict[str, str]:
    table = {letter: f"{{${command}$}}" for letter, command in MATHS_COMMANDS.items()}
    table |= {letter: f"{{{command}}}" for letter, command in TEXT_COMMANDS.items()}
    table |= {char: f"$^{char.translate(_SCRIPTS)}$" for char in "⁰⁴⁵⁶⁷⁸⁹⁺⁻ⁿ"}
    table |= {char: f"$_{char.translate(_SCRIPTS)}$" for char in "₀₁₂₃₄₅₆₇₈₉₊₋"}
    letters = map(chr, (*range(0xC0, 0x250), *range(0x1E00, 0x1F00)))
    table |= {letter: latex for letter in letters if (latex := _accented(letter))}
    return table | _ASCII | _TYPED


_TABLE = _build_table()
_SPECIAL = re.compile(rf"[{_DASHES}]{{2,}}|'{{2,}}|[\\{{}}%&#_$~^<>|`]|[^\x00-\x7f]")
_SPECIAL_OR_MARKED = re.compile(rf"[^{_COMBINING}]?[{_COMBINING}]++|{_SPECIAL.pattern}")
_MARK = re.compile(rf"[{_COMBINING}]")
_GREEK_WORD = re.compile("[\u0370-\u03ff\u1f00-\u1fff]{2,}")
_LATIN = re.compile("[A-Za-z\u00c0-\u024f\u1e00-\u1eff]")
_BEYOND_LATIN = re.compile("[^\x00-\u02ff\u1e00-\u20ff]")


def escape_latex(text: str) -> str:
    """Plain text as LaTeX: nothing in it is a command, an accent keeps its letter."""
    if text.isascii():
        return _SPECIAL.sub(_replace, text)
    # To look for marks takes twice the time, and few texts have any.
    special = _SPECIAL_OR_MARKED if _MARK.search(text) else _SPECIAL
    if not _GREEK_WORD.search(text):
        return special.sub(_replace, text)
    # A word in Greek is a word, not a product of variables.
    parts = _GREEK_WORD.split(text)
    words = _GREEK_WORD.findall(text)
    escaped = [special.sub(_replace, part) for part in parts]
    return "".join(a + b for a, b in zip(escaped, [*words, ""], strict=True))


def _replace(found: re.Match[str]) -> str:
    sign = found[0]
    if sign in ("“", "”"):  # three in a row would be read otherwise
        before = "{}" * found.string.endswith("'", 0, found.start())
        after = "{}" * found.string.startswith(("“", "”", "'"), found.end())
        return before + _TABLE[sign] + after
    if sign[:2] == "''" and not _MARK.match(sign[-1]):
        return "{}".join(sign)  # two in a row are a quote
    if sign[0] in _DASHES and len(sign) > 1 and not _MARK.match(sign[-1]):
        return "{}".join(_TYPED.get(dash, dash) for dash in sign)  # hyphens in a row are a dash
    if not _MARK.match(sign[-1]):
        return _TABLE.get(sign, sign)
    base = "" if _MARK.match(sign[0]) else sign[0]
    return _replace_marked(base, sign[len(base) :])


def _replace_marked(base: str, marks: str) -> str:
    """A character with loose marks on it: those that LaTeX has no command for go, as do a heap's.

    Marks on letters of other scripts are part of their spelling and stay.
    """
    if base and not _LATIN.match(base):
        return base + marks if _BEYOND_LATIN.match(base) else _SPECIAL.sub(_replace, base)
    kept = "".join([mark for mark in marks if mark in ACCENT_COMMANDS][:_STACKED])
    latex = _accented(unicodedata.normalize("NFC", base + kept)) if base else ""
    return latex or _TABLE.get(base, base)


def render_latex(source: str, *, title: bool = False) -> str:
    """A title or an abstract as LaTeX: maths stays maths, all else is escaped.

    What a bibliography style must not lower in a title is in braces: `{BERT}`, `{GAN}s`,
    `{$O(n)$}`.
    """
    source = " ".join(source.split())
    if not has_markup(source):
        return _escape_words(source, source, title)
    return "".join(
        _render_maths(piece, source, title)
        if piece.is_maths
        else _escape_words(piece.text, source, title)
        for piece in split_pieces(source)
    )


def _escape_words(text: str, source: str, title: bool) -> str:
    if not title or source.isupper():
        return escape_latex(text)
    return escape_latex(_WORD.sub(_protect, text)).translate(_BRACES)


def _render_maths(piece: Piece, source: str, title: bool) -> str:
    maths = piece.text.strip()
    if _NOT_FOR_TEX.search(maths):
        return _escape_words(plain_piece(piece), source, title)
    if not _is_balanced(maths):
        maths = _ESCAPED_BRACE.sub(_brace_command, maths)
    if not _is_balanced(maths) or _LOOSE_DOLLAR.search(maths):
        return escape_latex(f"${maths}$")
    maths = expand_commands(unicodedata.normalize("NFD", maths), [])
    maths = _BARE_ARGUMENT.sub(r"\1{\2}", maths)
    maths = _TEXT_COMMAND.sub(_upright, _PACKAGED.sub(lambda one: _BASE[one[1]], maths))
    maths = _IN_MATHS.sub(_replace_in_maths, maths)
    if not title:
        return f"${maths}$"
    # One more pair of braces tells a formula of one symbol from a symbol in a text.
    return f"{{{{${maths}$}}}}" if _ONE_SYMBOL.fullmatch(maths) else f"{{${maths}$}}"


_NESTED = 16
# Most environments need a package. What defines, links or styles has no place in a bibliography,
# and TeX reads any sign, a backslash too, from its code behind two carets: `^^5cinput`.
_NOT_FOR_TEX = re.compile(
    r"\\(?:begin|(?:re)?newcommand|newenvironment|DeclareMathOperator|def|href|class|style|unicode"
    r"|verb)(?![A-Za-z])|\^\^"
)
_ONE_SYMBOL = re.compile(r"\\[A-Za-z]+(?:\{[A-Za-z]\})?|[<>|\x27-]")
_ESCAPED_BRACE = re.compile(r"\\([{}])")
# A dollar inside, or a backslash at the end that would escape ours, leaves the maths open.
_LOOSE_DOLLAR = re.compile(r"(?<!\\)(?:\\\\)*(?:\$|\\\Z)")
# Commands of amsmath and bm, and what LaTeX itself has for them.
_BASE = {
    "bm": r"\mathbf", "boldsymbol": r"\mathbf", "dfrac": r"\frac", "tfrac": r"\frac",
    "lvert": "|", "rvert": "|", "lVert": r"\|", "rVert": r"\|", "implies": r"\Longrightarrow",
    "mathscr": r"\mathcal", "iint": r"\int\!\!\int", "dots": r"\ldots", "dotsc": r"\ldots",
}  # fmt: skip
# TeX takes the first word only, and fails.
_BARE_ARGUMENT = re.compile(
    r"(\\(?:(?:wide)?(?:hat|tilde)|bar|vec|d?dot|overline))\s*(\\math[a-z]+\{[A-Za-z]\})"
)
_PACKAGED = re.compile(rf"\\({'|'.join(_BASE)})(?![A-Za-z])")
# `\text` and `\operatorname` need a package, which no bibliography can load.
_TEXT_COMMAND = re.compile(r"\\(?:text|operatorname\*?)\s*(?![A-Za-z])(?:\{([^{}\\$]*)\})?")
# A comment would swallow the rest of the entry, and `#` does not compile.
_IN_MATHS = re.compile(rf"\\.|[%#]|[^\x00-\x7f{_COMBINING}]|([A-Za-z]?)([{_COMBINING}]+)")
_MATHS_ACCENTS = {
    "\u0300": "grave", "\u0301": "acute", "\u0302": "hat", "\u0303": "tilde", "\u0304": "bar",
    "\u0306": "breve", "\u0307": "dot", "\u0308": "ddot", "\u030c": "check", "\u20d7": "vec",
}  # fmt: skip


def _upright(found: re.Match[str]) -> str:
    if found[1] is None:
        return r"\mbox"
    return rf"\mathrm{{{found[1].replace(' ', chr(92) + ' ')}}}"


def _replace_in_maths(found: re.Match[str]) -> str:
    sign = found[0]
    if found[2]:
        base = found[1]
        for mark in found[2][:_STACKED] if base else "":
            base = f"\\{_MATHS_ACCENTS[mark]}{{{base}}}" if mark in _MATHS_ACCENTS else base
        return base
    if sign in "%#":
        return f"\\{sign}"
    if sign in MATHS_COMMANDS:
        following = found.string[found.end() : found.end() + 1]
        return MATHS_COMMANDS[sign] + " " * following.isalpha()
    return {"−": "-", "·": r"\cdot ", "′": "'", "’": "'"}.get(sign, sign)


def _brace_command(found: re.Match[str]) -> str:
    return r"\lbrace " if found[1] == "{" else r"\rbrace "


def _is_balanced(text: str) -> bool:
    r"""Whether braces pair up for BibTeX, which counts `\{` too, and none is nested too deeply."""
    depth = 0
    for brace in _BRACE.findall(text):
        depth += 1 if brace == "{" else -1
        if not 0 <= depth <= _NESTED:
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


def _protect(found: re.Match[str]) -> str:
    word = found[0]
    rest = word[1:]
    if rest:
        keep = rest != rest.lower() or word in _EPONYMS
        keep = keep or (word[0].isupper() and not rest.isalpha())
    else:
        is_braced = _TABLE.get(word, "").startswith("{$")
        keep = word.isupper() and not is_braced and _is_symbol(found)
    if not keep:
        return word
    if plural := _PLURAL.fullmatch(word):
        return f"{_OPEN}{plural[1]}{_CLOSE}s"
    return f"{_OPEN}{word}{_CLOSE}"


def _is_symbol(found: re.Match[str]) -> bool:
    """Whether a lone capital is a symbol: any but an article "A" before a space, `A*` is one."""
    return found[0] != "A" or found.string[found.end() : found.end() + 1] not in ("", " ")
