r"""Splits text that contains LaTeX into words and formulas, for conversion to other formats.

Words are plain text; formulas are LaTeX without dollars. Subscripts and superscripts in prose
become formulas; other markup is dropped.
"""

from __future__ import annotations

import re

from papershelf.text.formula import render_formula
from papershelf.text.latex_prose import LatexScanner
from papershelf.text.rich_text import PieceWriter, TextPiece

_SHORT_SCRIPT = re.compile(r"[-+−]?[\d.,]+[-+−]?|[^\W\d_]|[-+−*†′]")
_PLAIN_WORDS = re.compile(r"[^\\{}$^_%&#~`]{1,60}")
_SCRIPT_SIGNS = ("+", "-", "−", "*", "†", "′")
_ORDINAL_ENDINGS = ("st", "nd", "rd", "th")
_BRACED = re.compile(r"\{([^{}]*)\}")


def render_plain_piece(piece: TextPiece) -> str:
    """Render a piece as plain text; a formula that cannot be rendered stays as written."""
    if not piece.is_math:
        return piece.text
    formula = render_formula(piece.text)
    return formula.plain_text if formula else f"${piece.text}$"


class PieceScanner(LatexScanner):
    """Scans a text into pieces; formulas between dollars stay as written."""

    def __init__(self, source: str) -> None:
        self._piece_writer = PieceWriter()
        super().__init__(source, self._piece_writer)

    def pieces(self) -> tuple[TextPiece, ...]:
        """Return the pieces of the text."""
        return self._piece_writer.finish_pieces()

    def _write_rendered(self, start: int, stop: int, first: int, after: int, *, block: bool) -> int:
        if self._plain_copy_before or self.source.startswith("$$", first):
            return super()._write_rendered(start, stop, first, after, block=block)
        self.writer.write("", "", strip_guard_braces(self.source[start:stop].strip()))
        return after

    def _wrap(self, tag: str, start: int, end: int, depth: int) -> None:
        if tag not in ("sub", "sup"):
            return self._scan(start, end, depth + 1)
        outer, inner = self.writer, PieceWriter()
        self.writer = inner
        self._scan(start, end, depth + 1)
        self.writer = outer
        script = encode_script("_" if tag == "sub" else "^", inner.finish_pieces())
        if script.is_math:
            self.writer.write("", "", script.text)
        else:
            self.writer.add(script.text)
        return None


def encode_script(sign: str, inner: tuple[TextPiece, ...]) -> TextPiece:
    """Encode a subscript or superscript in prose as a formula.

    Ordinals and long text stay words.
    """
    text = "".join(piece.text for piece in inner).strip()
    if len(inner) == 1 and inner[0].is_math:
        return TextPiece(f"{sign}{{{text}}}", is_math=True)
    if any(piece.is_math for piece in inner) or not _PLAIN_WORDS.fullmatch(text):
        return TextPiece("".join(f"${p.text}$" if p.is_math else p.text for p in inner))
    if text in _ORDINAL_ENDINGS or (text not in _SCRIPT_SIGNS and not any(map(str.isalnum, text))):
        return TextPiece(text)
    if _SHORT_SCRIPT.fullmatch(text):
        text = text.replace("−", "-")
        return TextPiece(sign + (text if len(text) == 1 else f"{{{text}}}"), is_math=True)
    words = text.replace(" ", r"\ ")
    return TextPiece(rf"{sign}{{\mathrm{{{words}}}}}", is_math=True)


def strip_guard_braces(tex: str) -> str:
    """Remove the single pair of braces around a formula that only protects capitals."""
    found = _BRACED.fullmatch(tex)
    return found[1] if found else tex
