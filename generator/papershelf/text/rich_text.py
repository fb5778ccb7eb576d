"""Text in two forms, HTML and plain, and the writer that produces both at once."""

from __future__ import annotations

import re
from dataclasses import dataclass

from papershelf.text.cleaning import truncate
from papershelf.text.escaping import escape_html

_MAX_PENDING = 250
_MAX_TEXT = 4000
_SPACES = re.compile(r" {2,}")


@dataclass(frozen=True, slots=True)
class RichText:
    """A text as HTML and as plain text; `failures` lists parts that could not be rendered.

    Paragraphs are separated by a blank line in both forms; no `p` elements are added.
    """

    html: str
    plain_text: str
    failures: tuple[str, ...] = ()


class RichWriter:
    """Collects both forms of a text; `pending` is text not yet escaped, which can be taken back."""

    def __init__(self) -> None:
        self.pending = ""
        self._html_parts: list[str] = []
        self._plain_parts: list[str] = []
        self._failures: list[str] = []

    @property
    def is_empty(self) -> bool:
        """Return whether nothing has been written except pending text."""
        return not self._html_parts

    def add(self, text: str) -> None:
        """Write text that is the same in both forms; its end stays pending."""
        self.pending += text
        if len(self.pending) > _MAX_TEXT:  # repeatedly appending to a long string is quadratic
            self.pending, last = self.pending[:-_MAX_PENDING], self.pending[-_MAX_PENDING:]
            self.write("", "")
            self.pending = last

    def write(self, html: str, plain: str, tex: str = "") -> None:  # noqa: ARG002
        """Write escaped HTML, plain text, and optionally LaTeX for the same content.

        `tex` is a formula without dollars; only a `PieceWriter` keeps it.
        """
        if self.pending:
            self._html_parts.append(escape_html(self.pending))
            self._plain_parts.append(self.pending)
            self.pending = ""
        self._html_parts.append(html)
        self._plain_parts.append(plain)

    def write_tagged(self, tag: str, text: str) -> None:
        """Write text unchanged, inside an element if a tag is given."""
        inner = escape_html(text)
        self.write(f"<{tag}>{inner}</{tag}>" if tag else inner, text)

    def add_failure(self, description: str) -> None:
        """Record something that could not be rendered, on one short line."""
        self._failures.append(truncate(" ".join(description.split()), 80))

    def write_failed(self, written: str) -> None:
        """Show text as written and record it as not rendered."""
        self.add(written)
        self.add_failure(written)

    def finish(self) -> RichText:
        """Return both forms, with single spaces."""
        self.write("", "")
        html, plain = (
            _SPACES.sub(" ", "".join(t)).strip() for t in (self._html_parts, self._plain_parts)
        )
        return RichText(html, plain, tuple(dict.fromkeys(self._failures)))


@dataclass(frozen=True, slots=True)
class TextPiece:
    """A part of a text: plain words, or a formula in LaTeX without dollars."""

    text: str
    is_math: bool = False


class PieceWriter(RichWriter):
    """Collects the words and formulas of a text, for conversion to another format."""

    def __init__(self) -> None:
        super().__init__()
        self._pieces: list[TextPiece] = []

    @property
    def is_empty(self) -> bool:
        """Return whether nothing has been written except pending text."""
        return not self._pieces

    def write(self, html: str, plain: str, tex: str = "") -> None:  # noqa: ARG002
        """Keep the formula if there is one, otherwise the plain text."""
        if self.pending:
            self._pieces.append(TextPiece(self.pending))
            self.pending = ""
        if tex or plain:
            self._pieces.append(TextPiece(tex or plain, is_math=bool(tex)))

    def finish_pieces(self) -> tuple[TextPiece, ...]:
        """Return everything written, in order; adjacent words form one piece."""
        self.write("", "")
        joined: list[TextPiece] = []
        words: list[str] = []
        for piece in (*self._pieces, TextPiece("", is_math=True)):
            if not piece.is_math:
                words.append(piece.text)
                continue
            if words:
                joined.append(TextPiece("".join(words)))
                words = []
            joined.append(piece)
        return tuple(joined[:-1])
