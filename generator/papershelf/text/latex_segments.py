r"""A text with LaTeX in it as words and formulae: what other languages are written from.

Words are as they read, formulae as their LaTeX without dollars. Subscripts and superscripts in
prose become formulae, other markup goes.
"""

from __future__ import annotations

import re

from papershelf.text.formula import render_formula
from papershelf.text.latex_prose import Scanner
from papershelf.text.rich_text import Piece, PieceWriter

_SHORT = re.compile(r"[-+−]?[\d.,]+[-+−]?|[^\W\d_]|[-+−*†′]")
_WORD = re.compile(r"[^\\{}$^_%&#~`]{1,60}")
_SIGNS = ("+", "-", "−", "*", "†", "′")
_ORDINALS = ("st", "nd", "rd", "th")
_BRACED = re.compile(r"\{([^{}]*)\}")


def plain_piece(piece: Piece) -> str:
    """A piece as plain text; a formula that cannot be rendered stays as it is written."""
    if not piece.is_maths:
        return piece.text
    formula = render_formula(piece.text)
    return formula.plain if formula else f"${piece.text}$"


class PieceScanner(Scanner):
    """Reads a text into pieces; formulae between dollars stay as they are written."""

    def __init__(self, source: str) -> None:
        self._written = PieceWriter()
        super().__init__(source, self._written)

    def pieces(self) -> tuple[Piece, ...]:
        """What the text consists of."""
        return self._written.finish_pieces()

    def _rendered(self, start: int, stop: int, first: int, after: int, *, block: bool) -> int:
        if self._twin_before or self.source.startswith("$$", first):
            return super()._rendered(start, stop, first, after, block=block)
        self.out.write("", "", unguarded(self.source[start:stop].strip()))
        return after

    def _wrap(self, tag: str, start: int, end: int, depth: int) -> None:
        if tag not in ("sub", "sup"):
            return self._scan(start, end, depth + 1)
        outer, inner = self.out, PieceWriter()
        self.out = inner
        self._scan(start, end, depth + 1)
        self.out = outer
        script = render_script("_" if tag == "sub" else "^", inner.finish_pieces())
        if script.is_maths:
            self.out.write("", "", script.text)
        else:
            self.out.add(script.text)
        return None


def render_script(sign: str, inner: tuple[Piece, ...]) -> Piece:
    """A subscript or superscript of prose as a formula; ordinals and what is long stay words."""
    text = "".join(piece.text for piece in inner).strip()
    if len(inner) == 1 and inner[0].is_maths:
        return Piece(f"{sign}{{{text}}}", is_maths=True)
    if any(piece.is_maths for piece in inner) or not _WORD.fullmatch(text):
        return Piece("".join(f"${p.text}$" if p.is_maths else p.text for p in inner))
    if text in _ORDINALS or (text not in _SIGNS and not any(map(str.isalnum, text))):
        return Piece(text)
    if _SHORT.fullmatch(text):
        text = text.replace("−", "-")
        return Piece(sign + (text if len(text) == 1 else f"{{{text}}}"), is_maths=True)
    words = text.replace(" ", r"\ ")
    return Piece(rf"{sign}{{\mathrm{{{words}}}}}", is_maths=True)


def unguarded(tex: str) -> str:
    """A formula without the one pair of braces around it that only guards capitals."""
    found = _BRACED.fullmatch(tex)
    return found[1] if found else tex
