"""Renders titles and abstracts that may contain LaTeX, as HTML and as plain text.

Most texts contain none and are returned after escaping. The others are parsed by `latex_prose`,
with formulas rendered by `formula`.
"""

from __future__ import annotations

import re
from functools import lru_cache

from papershelf.text.escaping import escape_html
from papershelf.text.latex_prose import parse_latex_prose
from papershelf.text.latex_segments import PieceScanner
from papershelf.text.rich_text import RichText, TextPiece

__all__ = ["RichText", "has_markup", "render_plain", "render_rich", "split_pieces"]

# Some pages strip backslashes. These words are not English, so their backslash can be restored,
# unless the text prints one literally: `{\textbackslash}textbf`.
_STRIPPED_COMMAND = re.compile(
    r"(?<![\\A-Za-z])(?<!textbackslash\})(?:t?ext(?P<font>bf|it|tt|sc)(?=\{)"
    r"|(?P<command>math(?:bb|cal|bf|rm|sf|frak|scr)(?![a-z])|(?:text|emph|url)(?=\{)"
    r"|(?:varepsilon|infty|leq|geq|neq|cdot|ldots|rightarrow|varphi|vartheta)(?![A-Za-z]))"
    r"|(?P<dots>(?<=,)dots(?=,)))"
)
# Every match of `_STRIPPED_COMMAND` contains one of these; a substring search is faster than a
# match.
_STRIPPED_COMMAND_HINTS = (
    "math", "extbf{", "extit{", "exttt{", "extsc{", "text{", "emph{", "url{", "varepsilon", "infty",
    "leq", "geq", "neq", "cdot", "ldots", "rightarrow", "varphi", "vartheta", ",dots,",
)  # fmt: skip
_STRIPPED_SIZE = re.compile(
    r"(?<=[A-Za-z])(?:left(?=[(\[])|bigl(?=[(\[]))|(?<=\w|[})])(?:right|bigr)(?=[)\]])"
)
_STRIPPED_TIMES = re.compile(r"(?<=\d)times(?=\d)")
_ESCAPED_NEWLINE = re.compile(
    r"\\n(?=[A-Z]|(?!(?:abla|eg?|eq|exists|i|ot|otin|u|ewline|oindent|leq|geq|mid|rightarrow)(?![a-z]))[a-z])"
)


def render_rich(source: str) -> RichText:
    """Render the LaTeX in a text; never raises, whatever the text contains."""
    if not has_markup(source):
        return RichText(escape_html(source), source)
    # Texts this long rarely repeat and would waste cache memory.
    return _render_source(source) if len(source) < 20_000 else _render_source.__wrapped__(source)


def render_plain(source: str) -> str:
    """Return only the plain text, for places that cannot contain HTML."""
    return render_rich(source).plain_text if has_markup(source) else source


def split_pieces(source: str) -> tuple[TextPiece, ...]:
    """Split a text into words and formulas in order; formulas stay LaTeX."""
    return PieceScanner(_restore_backslashes(source)).pieces()


def has_markup(source: str) -> bool:
    """Return whether a text may contain LaTeX; a cheap check."""
    return (
        "\\" in source
        or "$" in source
        or "^" in source
        or "_" in source
        or "{" in source
        or "~" in source
        or ("`" in source and "``" in source)
        or "''" in source
        or "--" in source
        or source.count("http") > 1
        or ("math" in source and _STRIPPED_COMMAND.search(source) is not None)
        or "varepsilon" in source
        or "leq" in source
        or "geq" in source
        or "infty" in source
    )


@lru_cache(maxsize=1 << 12)
def _render_source(source: str) -> RichText:
    return parse_latex_prose(_restore_backslashes(source))


def _restore_backslashes(source: str) -> str:
    if source.count("\\n") > 2:  # line breaks that some exports write as two characters
        source = _ESCAPED_NEWLINE.sub(" ", source)
    if any(map(source.__contains__, _STRIPPED_COMMAND_HINTS)):
        source = _STRIPPED_COMMAND.sub(_restored_command, source)
    if "times" in source:
        source = _STRIPPED_TIMES.sub("×", source)
    return _STRIPPED_SIZE.sub("", source) if "left" in source or "bigl" in source else source


def _restored_command(match: re.Match[str]) -> str:
    if match["dots"]:
        return "…"
    return f"\\text{match['font']}" if match["font"] else f"\\{match['command']}"
