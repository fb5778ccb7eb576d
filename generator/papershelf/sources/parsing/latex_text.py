r"""Text with LaTeX in, as BibTeX files hold it; our texts out: Unicode with `$…$` for maths.

`{BERT} \& caf{\'e} on $\ell_1$` becomes `BERT & café on $\ell_1$`: braces print nothing, accents,
escapes and commands of fonts are read, formulae stay as they are written. Signs that would mean
something else in a text of ours keep their backslash.
"""

from __future__ import annotations

import re
from collections.abc import Iterable

from papershelf.text import latex_commands as words
from papershelf.text.latex_letters import read_letter, skip_spaces
from papershelf.text.latex_render import split_pieces
from papershelf.text.latex_segments import PieceScanner, plain_piece
from papershelf.text.latex_symbols import MATHS_CHARACTERS, WORD_ACCENTS
from papershelf.text.rich_text import Piece

_MARK = re.compile(r"[\\{}~`$^_]")
_QUOTED = re.compile(r"(?<![`\w\\{])`(?!`)([^`'\n]{1,200})(?<!\\)'(?!['}])")
_TIE = re.compile(r"(?<![\\/])~")
_BRACE = re.compile(r"\\[\s\S]|[{}]")
_NESTED = 20
"""How deep braces are read; what is deeper prints the same without them."""
# A symbol of a text in maths, a quote that stays one, and a formula of one symbol.
_SYMBOL = re.compile(
    r"\{(?:\$(?P<symbol>\\[A-Za-z]+(?:\{[A-Za-z]\})?|[|<>'-])\$|(?P<quote>['`])"
    r"|\{\$(?P<formula>\\[A-Za-z]+(?:\{[A-Za-z]\})?|[|<>'-])\$\})\}"
)
_SYMBOLS = MATHS_CHARACTERS | {"'": "′", "-": "−"}
_QUOTES = {"'": "’", "`": "‘"}
_SPECIAL = re.compile(r"[\\$_^{}~`]|--|''")
_ESCAPES = {
    "\\": r"\textbackslash{}", "^": r"\textasciicircum{}", "~": r"\textasciitilde{}",
    "`": r"\textasciigrave{}", "--": "-{}-", "''": "'{}'",
}  # fmt: skip


def read_latex(text: str) -> str:
    """The text that a reader of the LaTeX would see, with its formulae as written."""
    text = " ".join(text.split())
    return _joined(_read_pieces(text)) if _is_marked(text) else text


def read_plain_latex(text: str) -> str:
    """The same for a field that is no LaTeX with us, such as a name: formulae become words."""
    text = " ".join(text.split())
    if not _is_marked(text):
        return text
    pieces = _read_pieces(text)
    return _line(map(plain_piece, pieces))


def _is_marked(text: str) -> bool:
    return bool(text and (_MARK.search(text) or "--" in text or "''" in text))


def _read_pieces(text: str) -> tuple[Piece, ...]:
    text = _without_loose_braces(text)
    text = _TIE.sub(" ", text) if "~" in text else text
    text = _QUOTED.sub(r"‘\1’", text) if "`" in text else text
    return _BibScanner(text).pieces()


def _line(parts: Iterable[str]) -> str:
    return " ".join("".join(parts).split())


def _joined(pieces: tuple[Piece, ...]) -> str:
    """The pieces as a text of ours that is read as the same pieces."""
    told = _line(map(_source, pieces))
    if not any(not piece.is_maths and _SPECIAL.search(piece.text) for piece in pieces):
        return told
    if _words_of(split_pieces(told)) == _words_of(pieces):
        return told
    return _line(_source(p) if p.is_maths else _escaped(p.text) for p in pieces)


def _words_of(pieces: tuple[Piece, ...]) -> list[tuple[bool, str]]:
    """The pieces without their white space, to be compared."""
    bare = [(piece.is_maths, "".join(piece.text.split())) for piece in pieces]
    return [one for one in bare if one[1]]


def _source(piece: Piece) -> str:
    return f"${piece.text}$" if piece.is_maths else piece.text


def _escaped(text: str) -> str:
    return _SPECIAL.sub(lambda found: _ESCAPES.get(found[0], f"\\{found[0]}"), text)


def _without_loose_braces(text: str) -> str:
    """The text without the braces that have no partner, and those nested too deeply to matter."""
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
            elif len(opened) > _NESTED:
                dropped |= {opened.pop(), at}
            else:
                opened.pop()
    dropped.update(opened)
    return "".join(char for at, char in enumerate(text) if at not in dropped) if dropped else text


class _BibScanner(PieceScanner):
    """Reads LaTeX as BibTeX's readers do: braces group, a command takes the space behind it."""

    def _group(self, match: re.Match[str], end: int, depth: int) -> int:
        closing = self._pairs.get(match.start(), end)
        if closing >= end:
            return match.end()
        found = _SYMBOL.fullmatch(self.source, match.start(), closing + 1)
        if found and found["formula"]:
            self.out.write("", "", found["formula"])
        elif found and (char := _QUOTES.get(found["quote"]) or _SYMBOLS.get(found["symbol"])):
            self.out.add(char)
        else:
            return super()._group(match, end, depth)
        return closing + 1

    def _braces(self, _start: int, _closing: int) -> tuple[str, str]:
        return "", ""

    def _command(self, match: re.Match[str], end: int, depth: int) -> int:
        if match[0][1:] in WORD_ACCENTS and (
            letter := read_letter(self.source, match.start(), end)
        ):
            self.out.add(letter[0])
            return letter[1]
        return super()._command(match, end, depth)

    def _sign(self, match: re.Match[str], end: int, depth: int) -> int:
        printed = {"''": "”", "--": "–", "---": "—"}.get(match[0])
        if printed is None:
            return super()._sign(match, end, depth)
        self.out.add(printed)
        return match.end()

    def _sign_end(self, name: str, after: int, end: int) -> int:
        if name in words.TAKES_SPACE and not self.source.startswith("{}", after, end):
            return skip_spaces(self.source, after, end)
        return super()._sign_end(name, after, end)

    def _ensured(self, start: int, stop: int, first: int) -> int:
        if char := MATHS_CHARACTERS.get(self.source[start:stop].strip()):
            self.out.add(char)
            return stop + 1
        return super()._ensured(start, stop, first)

    def _bare_maths(self, match: re.Match[str], end: int) -> int:
        if char := MATHS_CHARACTERS.get(match[0]):
            self.out.add(char)
            return self._sign_end("", match.end(), end)
        return super()._bare_maths(match, end)

    def _unknown(self, match: re.Match[str]) -> int:
        """A macro of the authors: its argument is what it prints, its name where it has none."""
        argument = self._argument(match.end(), len(self.source))
        if argument and argument[0] < argument[1]:
            return match.end()
        return super()._unknown(match)


_VERBATIM_WORDS = {
    "textless": "<", "textgreater": ">", "textunderscore": "_", "textasciitilde": "~",
    "lt": "<", "gt": ">", "lbrack": "[", "rbrack": "]", "slash": "/",
}  # fmt: skip
_VERBATIM = re.compile(
    rf"\\({'|'.join(_VERBATIM_WORDS)})(?![A-Za-z])(?:\{{\}}|\s+)?|\\([_%&#~$<>])"
)
_VERBATIM_MATHS = re.compile(r"\\ensuremath\{([^{}]*)\}|\$([^$\s]{1,3})\$")


def read_verbatim(text: str) -> str:
    r"""An identifier without the LaTeX that some programs write in it: `\_`, `{\textless}`."""
    if "\\" in text or "$" in text:
        text = _VERBATIM.sub(lambda found: _VERBATIM_WORDS.get(found[1], found[2]), text)
        text = _VERBATIM_MATHS.sub(lambda found: found[1] or found[2], text)
    return text.replace("{", "").replace("}", "").strip()
