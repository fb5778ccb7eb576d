"""A title or abstract with LaTeX in, the same for a page and as plain text out.

Most texts hold none and pass straight through. The rest goes to `latex`, which reads prose, and
to `formulae`, which has latex2mathml read the maths.
"""

from __future__ import annotations

import re
from dataclasses import dataclass
from functools import lru_cache

from generator.latex import Scanner
from generator.text import escape_html


@dataclass(frozen=True, slots=True)
class Rich:
    """A text for HTML and as plain text; `failures` names what is shown as written.

    A blank line separates paragraphs in both; nothing is wrapped in `p`.
    """

    html: str
    plain: str
    failures: tuple[str, ...] = ()


_MARKUP = ("\\", "$", "^", "_", "{", "~", "``", "''", "--")
# Some pages strip the backslashes; these words are no English, so theirs can be given back.
_LOST_WORDS = ("math", "varepsilon", "leq", "geq", "infty", "bigl")
_LOST = re.compile(
    r"(?<![\\A-Za-z])(?:t?ext(?P<font>bf|it|tt|sc)(?=\{)"
    r"|(?P<command>math(?:bb|cal|bf|rm|sf|frak|scr)(?![a-z])|(?:text|emph|url)(?=\{)"
    r"|(?:varepsilon|infty|leq|geq|neq|cdot|ldots|rightarrow|varphi|vartheta)(?![A-Za-z]))"
    r"|(?P<dots>(?<=,)dots(?=,)))"
)
_LOST_SIZE = re.compile(r"(?<=[A-Za-z])(?:left(?=[(\[])|bigl(?=[(\[]))|(?<=\w|[})])(?:right|bigr)(?=[)\]])")
_LOST_TIMES = re.compile(r"(?<=\d)times(?=\d)")
_NEWLINE_CODE = re.compile(r"\\n(?=[A-Z]|(?!(?:abla|eg?|eq|exists|i|ot|otin|u|ewline|oindent|leq|geq|mid|rightarrow)(?![a-z]))[a-z])")
_SPACES = re.compile(r" {2,}")


def render_rich(source: str) -> Rich:
    """The text with its LaTeX rendered; never raises, whatever the text holds."""
    if not has_markup(source):
        return Rich(escape_html(source), source)
    return _render(source)


def render_plain(source: str) -> str:
    """The plain twin alone, for where no HTML may stand."""
    return _render(source).plain if has_markup(source) else source


def has_markup(source: str) -> bool:
    """Whether the text holds anything that may be LaTeX, cheaply."""
    if any(map(source.__contains__, _MARKUP)):
        return True
    return source.count("http") > 1 or any(map(source.__contains__, _LOST_WORDS))


@lru_cache(maxsize=512)
def _render(source: str) -> Rich:
    out = Scanner(_with_backslashes(source)).out
    html, plain = "".join(out.html), "".join(out.plain)
    if "  " in html or "  " in plain:
        html, plain = _SPACES.sub(" ", html), _SPACES.sub(" ", plain)
    failures = tuple(dict.fromkeys(out.failures))
    return Rich(html.strip(" "), plain.strip(" "), failures)


def _with_backslashes(source: str) -> str:
    if source.count("\\n") > 2:  # line ends that some export wrote as two characters
        source = _NEWLINE_CODE.sub(" ", source)
    source = _LOST_TIMES.sub("×", _LOST.sub(_give_back, source))
    return _LOST_SIZE.sub("", source) if "left" in source or "bigl" in source else source


def _give_back(match: re.Match[str]) -> str:
    if match["dots"]:
        return "…"
    return f"\\text{match['font']}" if match["font"] else f"\\{match['command']}"
