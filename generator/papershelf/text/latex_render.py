"""A title or abstract with LaTeX in, the same for a page and as plain text out.

Most texts hold none and pass straight through. The rest goes to `latex`, which reads prose, and
to `formula`, which has latex2mathml read the maths.
"""

from __future__ import annotations

import re
from functools import lru_cache

from papershelf.text.escaping import escape_html
from papershelf.text.latex_prose import parse_latex_prose
from papershelf.text.latex_segments import PieceScanner
from papershelf.text.rich_text import RichText, TextPiece

__all__ = ["RichText", "has_markup", "render_plain", "render_rich", "split_pieces"]

# Some pages strip the backslashes; these words are no English, so theirs can be given back. They
# have one where they stand as they print: `{\textbackslash}textbf`.
_STRIPPED_COMMAND = re.compile(
    r"(?<![\\A-Za-z])(?<!textbackslash\})(?:t?ext(?P<font>bf|it|tt|sc)(?=\{)"
    r"|(?P<command>math(?:bb|cal|bf|rm|sf|frak|scr)(?![a-z])|(?:text|emph|url)(?=\{)"
    r"|(?:varepsilon|infty|leq|geq|neq|cdot|ldots|rightarrow|varphi|vartheta)(?![A-Za-z]))"
    r"|(?P<dots>(?<=,)dots(?=,)))"
)
# Any of these stands in whatever `_STRIPPED_COMMAND` finds: to look for words is quicker than to match.
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
    """The text with its LaTeX rendered; never raises, whatever the text holds."""
    if not has_markup(source):
        return RichText(escape_html(source), source)
    # Nothing so long comes twice, and a cache should not hold it.
    return _render_source(source) if len(source) < 20_000 else _render_source.__wrapped__(source)


def render_plain(source: str) -> str:
    """The plain twin alone, for where no HTML may stand."""
    return render_rich(source).plain_text if has_markup(source) else source


def split_pieces(source: str) -> tuple[TextPiece, ...]:
    """The words and the formulae of the text, in their order; formulae as LaTeX."""
    return PieceScanner(_restore_backslashes(source)).pieces()


def has_markup(source: str) -> bool:
    """Whether the text holds anything that may be LaTeX, cheaply."""
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
    if source.count("\\n") > 2:  # line ends that some export wrote as two characters
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
