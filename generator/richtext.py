"""A text twice, for HTML and plain, and the writer that makes both at once."""

from __future__ import annotations

import re
from dataclasses import dataclass

from generator.text import escape_html, truncate

_LAST = 250
_SPACES = re.compile(r" {2,}")


@dataclass(frozen=True, slots=True)
class Rich:
    """A text for HTML and as plain text; `failures` names what could not be rendered.

    A blank line separates paragraphs in both; nothing is wrapped in `p`.
    """

    html: str
    plain: str
    failures: tuple[str, ...] = ()


class RichWriter:
    """Collects both texts; what is `pending` is not yet escaped and can be taken back."""

    def __init__(self) -> None:
        self.pending = ""
        self._html: list[str] = []
        self._plain: list[str] = []
        self._failures: list[str] = []

    @property
    def is_empty(self) -> bool:
        """Whether nothing has been written but what is pending."""
        return not self._html

    def add(self, text: str) -> None:
        """Write text that is the same for both; its last words stay pending."""
        self.pending += text
        if len(self.pending) > 4000:  # adding to a long text again and again would be quadratic
            self.pending, last = self.pending[:-_LAST], self.pending[-_LAST:]
            self.write("", "")
            self.pending = last

    def write(self, html: str, plain: str) -> None:
        """Write what is different for HTML, escaped already, and for plain text."""
        if self.pending:
            self._html.append(escape_html(self.pending))
            self._plain.append(self.pending)
            self.pending = ""
        self._html.append(html)
        self._plain.append(plain)

    def write_tagged(self, tag: str, text: str) -> None:
        """Write a text as it is, in an element where there is a tag."""
        inner = escape_html(text)
        self.write(f"<{tag}>{inner}</{tag}>" if tag else inner, text)

    def warn(self, what: str) -> None:
        """Note what could not be rendered, on one short line."""
        self._failures.append(truncate(" ".join(what.split()), 80))

    def fail(self, written: str) -> None:
        """Show something as it was written, and note it."""
        self.add(written)
        self.warn(written)

    def finish(self) -> Rich:
        """Both texts, with single spaces."""
        self.write("", "")
        html, plain = (_SPACES.sub(" ", "".join(t)).strip() for t in (self._html, self._plain))
        return Rich(html, plain, tuple(dict.fromkeys(self._failures)))
