r"""Converts clean text with math to LaTeX that compiles, for BibTeX.

Accents and symbols become LaTeX (`{\"o}`, `{$\alpha$}`), because classic BibTeX sorts and truncates
names by bytes, and because biber, Zotero and citation-js all read `{\"o}` the same way. Scripts
without LaTeX commands stay UTF-8, which only biber and XeLaTeX can print. Braces in the result are
balanced as BibTeX counts them (`\{` counts like `{`) and nested about twenty levels deep at most.
Parsing the result gives the original text.
"""

from __future__ import annotations

import re
import unicodedata

from papershelf.text.formula import expand_commands
from papershelf.text.latex_render import has_markup, split_pieces
from papershelf.text.latex_segments import render_plain_piece
from papershelf.text.latex_symbols import ACCENT_COMMANDS, MATH_COMMANDS, TEXT_COMMANDS
from papershelf.text.rich_text import TextPiece

_ASCII = {
    "\\": r"{\textbackslash}", "{": r"{$\lbrace$}", "}": r"{$\rbrace$}", "~": r"{\textasciitilde}",
    "^": r"{\textasciicircum}", "`": r"{\textasciigrave}", "<": "{$<$}", ">": "{$>$}",
    "|": "{$|$}", "%": r"\%", "&": r"\&", "#": r"\#", "_": r"\_", "$": r"\$",
}  # fmt: skip
# Common input for these characters, instead of the long names in the table; both print the same.
_TYPED_CHARACTERS = {
    "“": "``", "”": "''", "‘": "{`}", "’": "{'}", "–": "--", "—": "---", "…": r"{\ldots}",
    "·": r"{$\cdot$}", "\u00a0": "~", "\u2010": "-", "\u2011": "-", "ﬁ": "fi", "ﬂ": "fl",
    "′": "{$'$}", "−": "{$-$}",
}  # fmt: skip
_COMBINING = "\u0300-\u036f\u1ab0-\u1aff\u1dc0-\u1dff\u20d0-\u20ff\ufe20-\ufe2f"
_STACKED = 6
"""Maximum number of accents kept on a letter.

Each is one brace level, and BibTeX readers fail at a hundred.
"""
_DASHES = "-–—\u2010\u2011"
_SCRIPTS = str.maketrans("⁰¹²³⁴⁵⁶⁷⁸⁹⁺⁻ⁿ₀₁₂₃₄₅₆₇₈₉₊₋", "0123456789+-n0123456789+-")


def _accented_letter(letter: str) -> str:
    """Return a Latin letter with its accents as commands, or "" if an accent has none."""
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
    table = {letter: f"{{${command}$}}" for letter, command in MATH_COMMANDS.items()}
    table |= {letter: f"{{{command}}}" for letter, command in TEXT_COMMANDS.items()}
    table |= {char: f"$^{char.translate(_SCRIPTS)}$" for char in "⁰⁴⁵⁶⁷⁸⁹⁺⁻ⁿ"}
    table |= {char: f"$_{char.translate(_SCRIPTS)}$" for char in "₀₁₂₃₄₅₆₇₈₉₊₋"}
    letters = map(chr, (*range(0xC0, 0x250), *range(0x1E00, 0x1F00)))
    table |= {letter: latex for letter in letters if (latex := _accented_letter(letter))}
    return table | _ASCII | _TYPED_CHARACTERS


_COMMAND_BY_CHARACTER = _build_table()
_SPECIAL = re.compile(rf"[{_DASHES}]{{2,}}|'{{2,}}|[\\{{}}%&#_$~^<>|`]|[^\x00-\x7f]")
_SPECIAL_OR_MARKED = re.compile(rf"[^{_COMBINING}]?[{_COMBINING}]++|{_SPECIAL.pattern}")
_COMBINING_MARK = re.compile(rf"[{_COMBINING}]")
_GREEK_WORD = re.compile("[\u0370-\u03ff\u1f00-\u1fff]{2,}")
_LATIN = re.compile("[A-Za-z\u00c0-\u024f\u1e00-\u1eff]")
_BEYOND_LATIN = re.compile("[^\x00-\u02ff\u1e00-\u20ff]")


def escape_latex(text: str) -> str:
    """Escape plain text for LaTeX, so that nothing in it is a command; accents are kept."""
    if text.isascii():
        return _SPECIAL.sub(_replace_character, text)
    # Searching for combining marks doubles the time, and few texts have any.
    special = _SPECIAL_OR_MARKED if _COMBINING_MARK.search(text) else _SPECIAL
    if not _GREEK_WORD.search(text):
        return special.sub(_replace_character, text)
    # Keep a Greek word as text, not as a product of variables.
    parts = _GREEK_WORD.split(text)
    words = _GREEK_WORD.findall(text)
    escaped = [special.sub(_replace_character, part) for part in parts]
    return "".join(a + b for a, b in zip(escaped, [*words, ""], strict=True))


def _replace_character(match: re.Match[str]) -> str:
    sign = match[0]
    if sign in ("“", "”"):  # three in a row would be parsed differently
        before = "{}" * match.string.endswith("'", 0, match.start())
        after = "{}" * match.string.startswith(("“", "”", "'"), match.end())
        return before + _COMMAND_BY_CHARACTER[sign] + after
    if sign[:2] == "''" and not _COMBINING_MARK.match(sign[-1]):
        return "{}".join(sign)  # two in a row would print a quotation mark
    if sign[0] in _DASHES and len(sign) > 1 and not _COMBINING_MARK.match(sign[-1]):
        return "{}".join(
            _TYPED_CHARACTERS.get(dash, dash) for dash in sign
        )  # hyphens in a row would print a dash
    if not _COMBINING_MARK.match(sign[-1]):
        return _COMMAND_BY_CHARACTER.get(sign, sign)
    base = "" if _COMBINING_MARK.match(sign[0]) else sign[0]
    return _replace_marked(base, sign[len(base) :])


def _replace_marked(base: str, marks: str) -> str:
    """Convert a character with combining marks; marks without a command, or too many, are dropped.

    Marks on letters of other scripts are part of the spelling and stay.
    """
    if base and not _LATIN.match(base):
        return base + marks if _BEYOND_LATIN.match(base) else _SPECIAL.sub(_replace_character, base)
    kept = "".join([mark for mark in marks if mark in ACCENT_COMMANDS][:_STACKED])
    latex = _accented_letter(unicodedata.normalize("NFC", base + kept)) if base else ""
    return latex or _COMMAND_BY_CHARACTER.get(base, base)


def encode_latex(source: str, *, title: bool = False) -> str:
    """Encode a title or abstract as LaTeX: math stays math, everything else is escaped.

    In titles, braces protect what a bibliography style must not lower-case: `{BERT}`, `{GAN}s`,
    `{$O(n)$}`.
    """
    source = " ".join(source.split())
    if not has_markup(source):
        return _escape_words(source, source, title)
    return "".join(
        _encode_math(piece, source, title)
        if piece.is_math
        else _escape_words(piece.text, source, title)
        for piece in split_pieces(source)
    )


def _escape_words(text: str, source: str, title: bool) -> str:
    if not title or source.isupper():
        return escape_latex(text)
    return escape_latex(_WORD.sub(_protect_capitals, text)).translate(_BRACES)


def _encode_math(piece: TextPiece, source: str, title: bool) -> str:
    math = piece.text.strip()
    if _NOT_FOR_TEX.search(math):
        return _escape_words(render_plain_piece(piece), source, title)
    if not _is_balanced(math):
        math = _ESCAPED_BRACE.sub(_brace_command, math)
    if not _is_balanced(math) or _UNESCAPED_DOLLAR.search(math):
        return escape_latex(f"${math}$")
    math = expand_commands(unicodedata.normalize("NFD", math), [])
    math = _BARE_ARGUMENT.sub(r"\1{\2}", math)
    math = _TEXT_COMMAND.sub(
        _upright_text, _PACKAGE_COMMAND.sub(lambda one: _BASE_COMMANDS[one[1]], math)
    )
    math = _MATH_CHARACTER.sub(_replace_in_math, math)
    if not title:
        return f"${math}$"
    # An extra pair of braces distinguishes a one-symbol formula from a symbol in text.
    return f"{{{{${math}$}}}}" if _ONE_SYMBOL.fullmatch(math) else f"{{${math}$}}"


_MAX_NESTING = 16
# Most environments need a package. Commands that define, link or style do not belong in a
# bibliography, and TeX reads any character, even a backslash, from its code after two carets:
# `^^5cinput`.
_NOT_FOR_TEX = re.compile(
    r"\\(?:begin|(?:re)?newcommand|newenvironment|DeclareMathOperator|def|href|class|style|unicode"
    r"|verb)(?![A-Za-z])|\^\^"
)
_ONE_SYMBOL = re.compile(r"\\[A-Za-z]+(?:\{[A-Za-z]\})?|[<>|\x27-]")
_ESCAPED_BRACE = re.compile(r"\\([{}])")
# A dollar inside, or a final backslash that would escape the closing dollar, leaves the math open.
_UNESCAPED_DOLLAR = re.compile(r"(?<!\\)(?:\\\\)*(?:\$|\\\Z)")
# Commands of amsmath and bm, and their equivalents in plain LaTeX.
_BASE_COMMANDS = {
    "bm": r"\mathbf", "boldsymbol": r"\mathbf", "dfrac": r"\frac", "tfrac": r"\frac",
    "lvert": "|", "rvert": "|", "lVert": r"\|", "rVert": r"\|", "implies": r"\Longrightarrow",
    "mathscr": r"\mathcal", "iint": r"\int\!\!\int", "dots": r"\ldots", "dotsc": r"\ldots",
}  # fmt: skip
# TeX would take only the first token as the argument, and fail.
_BARE_ARGUMENT = re.compile(
    r"(\\(?:(?:wide)?(?:hat|tilde)|bar|vec|d?dot|overline))\s*(\\math[a-z]+\{[A-Za-z]\})"
)
_PACKAGE_COMMAND = re.compile(rf"\\({'|'.join(_BASE_COMMANDS)})(?![A-Za-z])")
# `\text` and `\operatorname` need a package, which no bibliography can load.
_TEXT_COMMAND = re.compile(r"\\(?:text|operatorname\*?)\s*(?![A-Za-z])(?:\{([^{}\\$]*)\})?")
# A `%` comment would hide the rest of the entry, and `#` does not compile.
_MATH_CHARACTER = re.compile(rf"\\.|[%#]|[^\x00-\x7f{_COMBINING}]|([A-Za-z]?)([{_COMBINING}]+)")
_MATH_ACCENTS = {
    "\u0300": "grave", "\u0301": "acute", "\u0302": "hat", "\u0303": "tilde", "\u0304": "bar",
    "\u0306": "breve", "\u0307": "dot", "\u0308": "ddot", "\u030c": "check", "\u20d7": "vec",
}  # fmt: skip


def _upright_text(match: re.Match[str]) -> str:
    if match[1] is None:
        return r"\mbox"
    return rf"\mathrm{{{match[1].replace(' ', chr(92) + ' ')}}}"


def _replace_in_math(match: re.Match[str]) -> str:
    sign = match[0]
    if match[2]:
        base = match[1]
        for mark in match[2][:_STACKED] if base else "":
            base = f"\\{_MATH_ACCENTS[mark]}{{{base}}}" if mark in _MATH_ACCENTS else base
        return base
    if sign in "%#":
        return f"\\{sign}"
    if sign in MATH_COMMANDS:
        following = match.string[match.end() : match.end() + 1]
        return MATH_COMMANDS[sign] + " " * following.isalpha()
    return {"−": "-", "·": r"\cdot ", "′": "'", "’": "'"}.get(sign, sign)


def _brace_command(match: re.Match[str]) -> str:
    return r"\lbrace " if match[1] == "{" else r"\rbrace "


def _is_balanced(text: str) -> bool:
    r"""Return whether braces pair up for BibTeX, which also counts `\{`, and are not too deep."""
    depth = 0
    for brace in _BRACE.findall(text):
        depth += 1 if brace == "{" else -1
        if not 0 <= depth <= _MAX_NESTING:
            return False
    return depth == 0


_BRACE = re.compile(r"[{}]")
_WORD = re.compile(r"[^\W_]+")
_PLURAL = re.compile(r"([A-Z0-9]{2,})(s)")
# Words derived from names, which title styles must not lower-case.
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
_OPEN_PLACEHOLDER, _CLOSE_PLACEHOLDER = (
    "\x02",
    "\x03",
)  # placeholders for braces until the text is escaped; they cannot occur in data
_BRACES = str.maketrans({_OPEN_PLACEHOLDER: "{", _CLOSE_PLACEHOLDER: "}"})


def _protect_capitals(match: re.Match[str]) -> str:
    word = match[0]
    rest = word[1:]
    if rest:
        keep = rest != rest.lower() or word in _EPONYMS
        keep = keep or (word[0].isupper() and not rest.isalpha())
    else:
        is_braced = _COMMAND_BY_CHARACTER.get(word, "").startswith("{$")
        keep = word.isupper() and not is_braced and _is_symbol(match)
    if not keep:
        return word
    if plural := _PLURAL.fullmatch(word):
        return f"{_OPEN_PLACEHOLDER}{plural[1]}{_CLOSE_PLACEHOLDER}s"
    return f"{_OPEN_PLACEHOLDER}{word}{_CLOSE_PLACEHOLDER}"


def _is_symbol(match: re.Match[str]) -> bool:
    """Return whether a single capital is a symbol: any but the article "A"; `A*` is one."""
    return match[0] != "A" or match.string[match.end() : match.end() + 1] not in ("", " ")
