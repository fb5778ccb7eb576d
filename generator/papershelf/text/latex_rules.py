"""Heuristics for a position in text that may be LaTeX: whether it is math, a name or a price.

All functions take the text and positions in it, and look only a bounded distance around them.
"""

from __future__ import annotations

import re
import unicodedata
from typing import NamedTuple

from latex2mathml.commands import COMMANDS_WITH_ONE_PARAMETER, COMMANDS_WITH_TWO_PARAMETERS

_GREEK_NAMES = (
    "alpha|beta|gamma|delta|epsilon|zeta|eta|theta|kappa|lambda|mu|nu|xi|pi|rho|sigma|tau|phi|chi|"
    "psi|omega|Gamma|Delta|Theta|Lambda|Sigma|Phi|Psi|Omega|varepsilon|infty|ast|star|circ"
)
_BARE_COMMAND_NAME = re.compile(
    rf"(?<![\\A-Za-z])({_GREEK_NAMES}|min|max|inf|sup|log|exp)(?![A-Za-z])"
)


# Quick search for possible starts of a token; a link starts at its colon.
LATEX_CANDIDATE = re.compile(r"[\\$`'~_^{:-]")
LATEX_TOKEN = re.compile(
    r"""
    (?P<url>(?:(?<=http)|(?<=https))://(?:[^\s$<>"{}\\]|\\[_%\#&~])+)
    |(?P<preamble>\\documentclass\[12pt\]\{minimal\}
        (?:\s*\\usepackage\{\w+\}|\s*\\setlength\{\\oddsidemargin\}\{-?\d+pt\})*+
        \s*\\begin\{document\})
    |(?P<formula>\$\$|\$|\\\(|\\\[)
    |(?P<environment>\\(?:begin|end)\s*\{[A-Za-z]+\*?\})
    |(?P<accent>\\(?:["'`^~=.´’¨](?=\s*(?:[{\\]|[^\W\d_]))
        |(?:[vucHrkdbh]|textcommabelow|textogonekcentered)(?=\s*\{|\s*\\[A-Za-z]|\s+[A-Za-z]\b)
        |t(?=\s*\{)))
    |(?P<command>\\[A-Za-z]+\*?)
    |(?P<escape>\\[\S\s])
    |(?P<group>\{)
    |(?P<sign>(?<=[A-Za-z.,;)\]])~(?=\S) | (?<!-)---?(?!-) | (?<!`)``(?!`) | (?<!')''(?!'))
    |(?P<script>[_^])
    """,
    re.VERBOSE,
)


class SignFinder:
    """Finds the next occurrence of a character without scanning any part of the text twice."""

    def __init__(self, source: str) -> None:
        self._source = source
        self._next_positions: dict[str, int] = {}

    def find_next(self, character: str, start: int, end: int) -> int:
        """Return the first position of a character in a range.

        `start` must increase between calls.
        """
        at = self._next_positions.get(character, -1)
        if at < start:
            at = self._source.find(character, start)
            self._next_positions[character] = at = at if at >= 0 else len(self._source)
        return at if at + len(character) <= end else -1


def pair_braces(source: str) -> dict[int, int]:
    """Return the position of each matched opening brace with that of its closing brace."""
    pairs: dict[int, int] = {}
    opened: list[int] = []
    for match in re.finditer(r"\\[\s\S]|[{}]", source):
        if match[0] == "{":
            opened.append(match.start())
        elif match[0] == "}" and opened:
            pairs[opened.pop()] = match.start()
    return pairs


def restore_backslashes(tex: str) -> str:
    """Restore stripped backslashes of command names in a formula, such as `d_theta`."""
    return _BARE_COMMAND_NAME.sub(r"\\\1", tex)


# --- commands and links -------------------------------------------------------------------------

_ARGUMENT = re.compile(r"\s*\{")
_ONE_ARGUMENT = frozenset({*COMMANDS_WITH_ONE_PARAMETER, "\\sqrt"})
_LETTER = re.compile(r"\s?[^\W_]")


def find_braced_argument(
    source: str, position: int, end: int, pairs: dict[int, int]
) -> tuple[int, int] | None:
    """Return the range inside a following `{…}`, or `None` if there is none."""
    opening = _ARGUMENT.match(source, position, end)
    closing = pairs.get(opening.end() - 1, end) if opening else end
    return (opening.end(), closing) if opening and closing < end else None


def command_end(source: str, match: re.Match[str], end: int, pairs: dict[int, int]) -> int:
    """Return where a math command in prose ends, including its arguments."""
    command, after = match[0], match.end()
    count = 1 if command in _ONE_ARGUMENT or command.startswith("\\math") else 0
    for _ in range(2 if command in COMMANDS_WITH_TWO_PARAMETERS else count):
        if argument := find_braced_argument(source, after, end, pairs):
            after = argument[1] + 1
        elif letter := _LETTER.match(source, after, end):
            after = letter.end()
    return after + 2 * source.startswith("{}", after, end)


def drop_repeated_url(address: str) -> str:
    """Remove the second copy of a URL that a page printed twice in a row.

    `address` is the text after the first `http`.
    """
    first, http, second = address.partition("http")
    second = second.removeprefix("s")
    return second if http and first.rstrip("/.") == second.rstrip("/.,;)") else address


def typeset_mark(mark: str, before: str, after: str) -> str:
    """Return what `~`, `--`, `---`, ` `` ` and `''` print between two characters."""
    outside = not before or before in " (\n"
    if mark[0] == "-":
        is_option = outside and after.isalpha()  # as in `--help`
        return mark if is_option else "–—"[len(mark) - 2]
    if mark == "~":
        return " "
    return "“" if mark == "``" or outside else "”"


# --- dollars ------------------------------------------------------------------------------------

_MATH_MARKS = re.compile(r"[\\^_{=<>]")
_CURRENCY_BEFORE = re.compile(r"(?<![A-Za-z])(?:US|AU?|CA?|HK|NZ|SG)\Z")
_PLAIN_WORD = re.compile(r"(?<![^\W_])[A-Za-z]{3,}(?![^\W_])")
# Words of a sentence between dollars: a dollar is missing, and this is the text between two
# formulas.
_PROSE_WORD = re.compile(r"(?<= )[a-z]{3,}(?=[ .,;])")
_TEXT_IN_MATH = re.compile(r"\\(?:text|mbox|mathrm)[a-z]*\s?\{[^{}]*\}")


def is_math(source: str, start: int, stop: int) -> bool:
    """Return whether the text between two dollars is a formula, not the text between two prices."""
    inner, after = source[start:stop], source[stop + 1 : stop + 2]
    if not inner.strip() or "\n\n" in inner:
        return False
    price = inner.lstrip()[0].isdigit() and (
        after.isdigit()
        or inner[-1] in " ("
        or bool(_CURRENCY_BEFORE.search(source[max(0, start - 4) : start - 1]))
    )
    words = len(_PLAIN_WORD.findall(inner[:400]))
    if (price and words >= 1) or len(_PROSE_WORD.findall(_TEXT_IN_MATH.sub("", inner[:2000]))) > 3:
        return False
    return bool(_MATH_MARKS.search(inner)) or not (price or words >= 3)


# --- formulas given twice -------------------------------------------------------------------------

_NOT_IN_PLAIN_COPY = frozenset(" \u00a0()[]{}^_√/-−~∼")


def drop_plain_copy(text: str, plain: str) -> str:
    """Drop the plain copy of a formula from the start of a text.

    Springer delivers each formula twice, with dollars and as plain text; brackets and symbols may
    differ.
    """
    wanted = [
        char for char in unicodedata.normalize("NFKD", plain) if char not in _NOT_IN_PLAIN_COPY
    ]
    position = matched = 0
    while position < len(text) and matched < len(wanted):
        char = unicodedata.normalize("NFKD", text[position])
        if char == wanted[matched]:
            matched += 1
        elif char not in _NOT_IN_PLAIN_COPY:
            return text
        position += 1
    if not wanted or matched < len(wanted) or text[position : position + 1].isalnum():
        return text
    opened = text[:position].count("(") - text[:position].count(")")
    closers = re.compile(r"[ )]*\)").match(text, position)
    return text[closers.end() if closers and opened > 0 else position :]


# --- braces -------------------------------------------------------------------------------------

_SET = re.compile(r"[^{}\\]*[,|=;][^{}\\]*")
_UNBRACED_ARGUMENT = re.compile(r"[a-z0-9]+")
_UNCOMMANDED_FRACTION = re.compile(r"\A[^\\]*[A-Za-z0-9]\{")


def is_brace_content(source: str, start: int, stop: int) -> bool:
    """Return whether braces are part of the content: a set, `{0, 1}`, or a flattened fraction.

    That includes braces after a `_` or `^` that is not a script. Other braces only group, as in
    `{BERT}`.
    """
    if _SET.fullmatch(source, start, stop) or (start > 1 and source[start - 2] in "_^"):
        return True
    if start < 2 or not source[start - 2].isalnum() or source[stop + 1 : stop + 2].isalpha():
        return False
    return bool(_UNBRACED_ARGUMENT.fullmatch(source, start, stop))


# --- scripts ------------------------------------------------------------------------------------


class ParsedScripts(NamedTuple):
    """`_{…}^…` as LaTeX, its end in the source, and whether the first script was in braces."""

    tex: str
    end: int
    braced: bool


_SCRIPT = re.compile(
    r" ?([_^]) ?(?:(?P<group>\{)|(?P<tex>[-+−]?\d+|\\[A-Za-z]+|(?:st|nd|rd|th)\b"
    r"|[a-z]{2,7}(?![\w({])|[^\W\d_](?:(?![^\W_])|(?=[^\W\d_][_^])|(?=\d))|[*∞+⊤†′]))"
)
# Possible bases of a script: one letter or number of a formula, a word of the text, a bracket.
_BASE = re.compile(
    rf"(?:(?<![^\W_])(?P<one>[^\W\d_]|{_GREEK_NAMES}|\d+(?:\.\d+)?)"
    r"|(?P<word>[^\W_]+)|(?P<bracket>[)\]|}])) ?\Z"
)
_TEXT_SCRIPTS = frozenset(
    {r"^{\circ}"} | {rf"^{{\mathrm{{{end}}}}}" for end in ("st", "nd", "rd", "th")}
)


def parse_scripts(source: str, position: int, end: int, pairs: dict[int, int]) -> ParsedScripts:
    """Parse the scripts at a position; `tex` is empty if there are none."""
    tex, seen, braced = "", "", False
    while (match := _SCRIPT.match(source, position, end)) and match[1] not in seen:
        script, after = match["tex"] or "", match.end()
        if match["group"] or (script[:1] == "\\" and source[after : after + 1] == "{"):
            closing = pairs.get(after - bool(match["group"]), end)
            if closing >= end:
                break
            start = match.end() if match["group"] else match.start("tex")
            braced = braced or not tex
            script, after = source[start : closing + (not match["group"])], closing + 1
            if _UNCOMMANDED_FRACTION.search(script):
                break
        elif len(script) > 1 and script.isalpha() and not _BARE_COMMAND_NAME.fullmatch(script):
            script = rf"\mathrm{{{script}}}"
        seen += match[1]
        tex += match[1] + "{" + restore_backslashes(script) + "}"
        position = after
    return ParsedScripts(tex, position, braced)


def script_base(before: str, mark: str, scripts: ParsedScripts, after: str) -> str | None:
    """Return the part of the text before a script that is its base; `None` if it is not a script."""
    base = _BASE.search(before[-40:])
    if not base:
        return None
    if before[-1] == " ":
        return base["one"] if base["one"] and not base["one"][0].isdigit() else None
    if mark == "^":
        return "" if scripts.tex in _TEXT_SCRIPTS else base["one"] or ""
    if base["word"]:  # CO_2 and W_{ij} have scripts, snake_case and v1_2 are names
        formula = base["word"].isupper() and base["word"].isalpha() and scripts.tex[2:-1].isdigit()
        return "" if scripts.braced or formula else None
    if base["one"] and base["one"][0].isdigit():
        return None
    in_name = before[: -len(base[0])][-1:] in tuple("/._-@:#\\") or after[:1] == "_"
    return None if in_name else base["one"] or ""
