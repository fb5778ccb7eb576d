r"""The LaTeX command of each character that has one, and the character of each command.

The tables are pylatexenc's, without what is no single command; `tex` writes by them and the
readers read by them, so that both agree.
"""

from __future__ import annotations

import re
import unicodedata

from pylatexenc.latexencode import get_builtin_uni2latex_dict

# Accent command → combining character; the second table needs a space or a brace behind it.
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
# Combining character → its command. The hook of `\h` is only in Vietnamese fonts (T5).
ACCENT_COMMANDS = {
    mark: name for name, mark in ACCENTS.items() if name not in ("h", "textogonekcentered")
}

_WORD = re.compile(r"\\[A-Za-z]+")
_SYMBOL = re.compile(r"\\ensuremath\{(\\[A-Za-z]+(?:\{[A-Za-z]\})?)\}")
# Of characters that share a command, or look like another one: they read back as that one.
_MATHS_ACCENT = re.compile(r"\\(?:ddot|dot|acute)")


def _tables() -> tuple[dict[str, str], dict[str, str]]:
    text: dict[str, str] = {}
    maths: dict[str, str] = {}
    for code, latex in sorted(get_builtin_uni2latex_dict().items()):
        letter = chr(code)
        # Letters of other scripts stay as they are: `\CYRI` prints only with fonts few load.
        foreign = code >= 0x0250 and letter.isalpha()
        if code < 0x80 or unicodedata.combining(letter):
            continue
        if (found := _SYMBOL.fullmatch(latex)) and not _MATHS_ACCENT.match(latex, 12):
            maths[letter] = found[1]
        elif _WORD.fullmatch(latex) and not foreign and not letter.isspace():
            text[letter] = latex
    return text, maths


TEXT_COMMANDS, MATHS_COMMANDS = _tables()


def _inverse(table: dict[str, str]) -> dict[str, str]:
    inverse: dict[str, str] = {}
    for letter, command in table.items():
        inverse.setdefault(command, letter)
    return inverse


TEXT_CHARACTERS = {command[1:]: letter for command, letter in _inverse(TEXT_COMMANDS).items()}
MATHS_CHARACTERS = _inverse(MATHS_COMMANDS) | {
    r"\lbrace": "{", r"\rbrace": "}", "|": "|", "<": "<", ">": ">", r"\cdot": "·",
}  # fmt: skip
