r"""Maps characters to LaTeX commands and back.

The tables come from pylatexenc, without entries that are not a single command. `latex_writer` and
the LaTeX readers share them, so both agree.
"""

from __future__ import annotations

import re
import unicodedata

from pylatexenc.latexencode import get_builtin_uni2latex_dict

# Accent command → combining character; those in the second table need a following space or brace.
SIGN_ACCENTS = {
    '"': "\u0308", "'": "\u0301", "`": "\u0300", "^": "\u0302", "~": "\u0303", "=": "\u0304",
    ".": "\u0307",
}  # fmt: skip
WORD_ACCENTS = {
    "v": "\u030c", "u": "\u0306", "c": "\u0327", "H": "\u030b", "r": "\u030a", "k": "\u0328",
    "d": "\u0323", "b": "\u0331", "h": "\u0309", "textcommabelow": "\u0326",
    "textogonekcentered": "\u0328",
}  # fmt: skip
ACCENTS = SIGN_ACCENTS | WORD_ACCENTS
# Combining character → its command. The hook of `\h` exists only in Vietnamese fonts (T5).
ACCENT_COMMANDS = {
    mark: name for name, mark in ACCENTS.items() if name not in ("h", "textogonekcentered")
}

_WORD = re.compile(r"\\[A-Za-z]+")
_SYMBOL = re.compile(r"\\ensuremath\{(\\[A-Za-z]+)(\{[A-Za-z]\})?\}")
# Commands defined neither by LaTeX nor by amssymb, and accents in math; their characters stay as
# they are, for XeLaTeX and LuaLaTeX.
_UNDEFINED = frozenset(
    "DownArrowUpArrow VDash acute allequal approxnotequal arrowwaveleft arrowwaveright clockoint "
    "clwintegral dblarrowupdown ddot dot estimates forcesextra hermitconjmatrix homothetic iiint "
    "iint image lazysinv notgreaterless notlessgreater original precedesnotsimilar quarternote "
    "recorder rightangle rightanglearc sqrint starequal surfintegral texthvlig textnrleg tildetrpl "
    "truestate udots varperspcorrespond verymuchgreater verymuchless volintegral".split()
)
_MATH_WORDS = frozenset({r"\flat", r"\natural", r"\sharp"})


def _load_tables() -> tuple[dict[str, str], dict[str, str]]:
    text: dict[str, str] = {}
    math: dict[str, str] = {}
    for code, latex in sorted(get_builtin_uni2latex_dict().items()):
        letter = chr(code)
        if code < 0x80 or unicodedata.combining(letter) or letter.isspace():
            continue
        # Letters of other scripts are kept: `\CYRI` prints only with fonts that few documents load.
        foreign = code >= 0x0250 and letter.isalpha()
        if found := _SYMBOL.fullmatch(latex):
            if found[1][1:] not in _UNDEFINED:
                math[letter] = _alphabet_letter(found[1], found[2]) if found[2] else found[1]
        elif latex in _MATH_WORDS:
            math[letter] = latex
        elif _WORD.fullmatch(latex) and not foreign and latex[1:] not in _UNDEFINED:
            text[letter] = latex
    return text, math


def _alphabet_letter(command: str, argument: str) -> str:
    r"""Return a letter of a math alphabet; `\mathscr` needs a package and has no lower case."""
    if command != r"\mathscr":
        return command + argument
    if argument == "{l}":
        return r"\ell"
    return (r"\mathcal" if argument[1].isupper() else r"\mathit") + argument


TEXT_COMMANDS, MATH_COMMANDS = _load_tables()


def _invert(table: dict[str, str]) -> dict[str, str]:
    inverse: dict[str, str] = {}
    for letter, command in table.items():
        inverse.setdefault(command, letter)
    return inverse


TEXT_CHARACTERS = {command[1:]: letter for command, letter in _invert(TEXT_COMMANDS).items()}
# Letters of math alphabets, `\mathbb{R}`, are parsed as formulas.
MATH_CHARACTERS = {
    command: letter for command, letter in _invert(MATH_COMMANDS).items() if "{" not in command
} | {r"\lbrace": "{", r"\rbrace": "}", "|": "|", "<": "<", ">": ">", r"\cdot": "·"}
