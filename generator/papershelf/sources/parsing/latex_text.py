r"""Converts LaTeX text, as in BibTeX files, to our text format: Unicode with `$…$` for math.

`{BERT} \& caf{\'e} on $\ell_1$` becomes `BERT & café on $\ell_1$`: braces are removed; accents,
escapes and font commands are decoded; formulas are kept. Characters that have a meaning in our text
format stay escaped with a backslash.
"""

from __future__ import annotations

import re
from collections.abc import Iterable

from papershelf.text import latex_commands as words
from papershelf.text.latex_letters import parse_letter, skip_spaces
from papershelf.text.latex_render import split_pieces
from papershelf.text.latex_segments import PieceScanner, render_plain_piece
from papershelf.text.latex_symbols import MATH_CHARACTERS, WORD_ACCENTS
from papershelf.text.rich_text import TextPiece

_LATEX_SIGN = re.compile(r"[\\{}~`$^_]")
_QUOTED = re.compile(r"(?<![`\w\\{])`(?!`)([^`'\n]{1,200})(?<!\\)'(?!['}])")
_NONBREAKING_SPACE = re.compile(r"(?<![\\/])~")
_BRACE = re.compile(r"\\[\s\S]|[{}]")
_MAX_NESTING = 20
"""Maximum nesting of braces that is parsed; deeper ones have no effect on the text."""
# A math symbol in text, a quote that stays one, and a formula of one symbol.
_SYMBOL = re.compile(
    r"\{(?:\$(?P<symbol>\\[A-Za-z]+(?:\{[A-Za-z]\})?|[|<>'-])\$|(?P<quote>['`])"
    r"|\{\$(?P<formula>\\[A-Za-z]+(?:\{[A-Za-z]\})?|[|<>'-])\$\})\}"
)
_SYMBOLS = MATH_CHARACTERS | {"'": "′", "-": "−"}
_QUOTES = {"'": "’", "`": "‘"}
_SPECIAL = re.compile(r"[\\$_^{}~`]|--|''")
_ESCAPES = {
    "\\": r"\textbackslash{}", "^": r"\textasciicircum{}", "~": r"\textasciitilde{}",
    "`": r"\textasciigrave{}", "--": "-{}-", "''": "'{}'",
}  # fmt: skip


def decode_latex(text: str) -> str:
    """Decode LaTeX to the text that it would print, with formulas unchanged."""
    text = " ".join(text.split())
    return _join_pieces(_parse_pieces(text)) if has_latex_marks(text) else text


def decode_plain_latex(text: str) -> str:
    """Decode a plain-text field such as a name: formulas become words."""
    text = " ".join(text.split())
    if not has_latex_marks(text):
        return text
    pieces = _parse_pieces(text)
    return _join_line(map(render_plain_piece, pieces))


def has_latex_marks(text: str) -> bool:
    """Whether a text contains characters with a meaning in LaTeX."""
    return bool(text and (_LATEX_SIGN.search(text) or "--" in text or "''" in text))


def _parse_pieces(text: str) -> tuple[TextPiece, ...]:
    text = _drop_unpaired_braces(text)
    text = _NONBREAKING_SPACE.sub(" ", text) if "~" in text else text
    text = _QUOTED.sub(r"‘\1’", text) if "`" in text else text
    return _BibScanner(text).pieces()


def _join_line(parts: Iterable[str]) -> str:
    return " ".join("".join(parts).split())


def _join_pieces(pieces: tuple[TextPiece, ...]) -> str:
    """Join pieces into a text that our own parser splits into the same pieces."""
    joined = _join_line(map(_piece_source, pieces))
    if not any(not piece.is_math and _SPECIAL.search(piece.text) for piece in pieces):
        return joined
    if _comparable_pieces(split_pieces(joined)) == _comparable_pieces(pieces):
        return joined
    return _join_line(_piece_source(p) if p.is_math else _escape_prose(p.text) for p in pieces)


def _comparable_pieces(pieces: tuple[TextPiece, ...]) -> list[tuple[bool, str]]:
    """The pieces without white space, for comparison."""
    bare = [(piece.is_math, "".join(piece.text.split())) for piece in pieces]
    return [one for one in bare if one[1]]


def _piece_source(piece: TextPiece) -> str:
    return f"${piece.text}$" if piece.is_math else piece.text


def _escape_prose(text: str) -> str:
    return _SPECIAL.sub(lambda found: _ESCAPES.get(found[0], f"\\{found[0]}"), text)


def _drop_unpaired_braces(text: str) -> str:
    """The text without unmatched braces and those nested too deeply."""
    if "{" not in text and "}" not in text:
        return text
    dropped: set[int] = set()
    opened: list[int] = []
    for found in _BRACE.finditer(text):
        at = found.start()
        if found[0] == "{":
            opened.append(at)
        elif found[0] == "}":
            if not opened:
                dropped.add(at)
            elif len(opened) > _MAX_NESTING:
                dropped |= {opened.pop(), at}
            else:
                opened.pop()
    dropped.update(opened)
    return "".join(char for at, char in enumerate(text) if at not in dropped) if dropped else text


class _BibScanner(PieceScanner):
    """Scans LaTeX as BibTeX does: braces group, and a command consumes the space after it."""

    def _scan_group(self, match: re.Match[str], end: int, depth: int) -> int:
        closing = self._brace_pairs.get(match.start(), end)
        if closing >= end:
            return match.end()
        found = _SYMBOL.fullmatch(self.source, match.start(), closing + 1)
        if found and found["formula"]:
            self.writer.write("", "", found["formula"])
        elif found and (char := _QUOTES.get(found["quote"]) or _SYMBOLS.get(found["symbol"])):
            self.writer.add(char)
        else:
            return super()._scan_group(match, end, depth)
        return closing + 1

    def _braces(self, _start: int, _closing: int) -> tuple[str, str]:
        return "", ""

    def _scan_command(self, match: re.Match[str], end: int, depth: int) -> int:
        if match[0][1:] in WORD_ACCENTS and (
            letter := parse_letter(self.source, match.start(), end)
        ):
            self.writer.add(letter[0])
            return letter[1]
        return super()._scan_command(match, end, depth)

    def _scan_sign(self, match: re.Match[str], end: int, depth: int) -> int:
        printed = {"''": "”", "--": "–", "---": "—"}.get(match[0])
        if printed is None:
            return super()._scan_sign(match, end, depth)
        self.writer.add(printed)
        return match.end()

    def _sign_end(self, name: str, after: int, end: int) -> int:
        if name in words.SIGNS_TAKING_SPACE and not self.source.startswith("{}", after, end):
            return skip_spaces(self.source, after, end)
        return super()._sign_end(name, after, end)

    def _write_ensuremath(self, start: int, stop: int, first: int) -> int:
        if char := MATH_CHARACTERS.get(self.source[start:stop].strip()):
            self.writer.add(char)
            return stop + 1
        return super()._write_ensuremath(start, stop, first)

    def _write_bare_math(self, match: re.Match[str], end: int) -> int:
        if char := MATH_CHARACTERS.get(match[0]):
            self.writer.add(char)
            return self._sign_end("", match.end(), end)
        return super()._write_bare_math(match, end)

    def _write_unknown(self, match: re.Match[str]) -> int:
        """Write an unknown macro as its argument, or as its name if it has none."""
        argument = self._find_argument(match.end(), len(self.source))
        if argument and argument[0] < argument[1]:
            return match.end()
        return super()._write_unknown(match)


_VERBATIM_WORDS = {
    "textless": "<", "textgreater": ">", "textunderscore": "_", "textasciitilde": "~",
    "lt": "<", "gt": ">", "lbrack": "[", "rbrack": "]", "slash": "/",
}  # fmt: skip
_VERBATIM = re.compile(
    rf"\\({'|'.join(_VERBATIM_WORDS)})(?![A-Za-z])(?:\{{\}}|\s+)?|\\([_%&#~$<>])"
)
_VERBATIM_MATH = re.compile(r"\\ensuremath\{([^{}]*)\}|\$([^$\s]{1,3})\$")


def decode_verbatim(text: str) -> str:
    r"""An identifier without LaTeX escapes that some programs add: `\_`, `{\textless}`."""
    if "\\" in text or "$" in text:
        text = _VERBATIM.sub(lambda found: _VERBATIM_WORDS.get(found[1], found[2]), text)
        text = _VERBATIM_MATH.sub(lambda found: found[1] or found[2], text)
    return text.replace("{", "").replace("}", "").strip()
