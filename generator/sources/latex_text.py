r"""Text with LaTeX in, as BibTeX files hold it; our texts out: Unicode with `$…$` for maths.

`{BERT} \& caf{\'e} on $\ell_1$` becomes `BERT & café on $\ell_1$`: braces that only guard
capitals, accents, escapes and commands of fonts go, formulae stay as they are written.
"""

from __future__ import annotations

import re

from generator.latexrules import is_maths, pair_braces
from generator.maths import render_plain

_MATHS = re.compile(r"(?<!\\)\$((?:[^$\\]|\\.)++)\$|\\\(.+?\\\)|\\\[.+?\\\]", re.DOTALL)
_MARKED = re.compile(r"[\\{}~`]|--|''")
_QUOTED = re.compile(r"(?<![`\w\\])`(?!`)([^`'\n]{1,200})'(?!')")
_TIE = re.compile(r"(?<!\\)~")
_ENSURED = re.compile(r"\{?\\ensuremath\{([^{}]*)\}\}?")
_BRACKETS = {r"\lbrace": "{", r"\rbrace": "}", "|": "|", "<": "<", ">": ">"}
_TAKES = re.compile(r"(?:\\(?:[A-Za-z]+\*?|[\"'`^~=.])\s*|[\^_]|\})\Z")
_BREAK = re.compile(r"\\\\|\\(?:newline|par|linebreak)(?![A-Za-z])")


def read_latex(text: str) -> str:
    """The text that a reader of the LaTeX would see, with its formulae as written."""
    text = " ".join(text.split())
    if not _MARKED.search(text):
        return text
    parts: list[str] = []
    start = position = 0
    while found := _MATHS.search(text, position):
        if found[1] is not None and not is_maths(text, found.start() + 1, found.end() - 1):
            position = found.start() + 1
            continue
        parts += (_read_prose(text[start : found.start()]), _unbraced(found[0]))
        start = position = found.end()
    parts.append(_read_prose(text[start:]))
    return " ".join("".join(parts).split())


def _without_guards(text: str) -> str:
    """The text without the braces that print nothing: those that no command or script takes."""
    pairs = pair_braces(text)
    paired = {*pairs, *pairs.values()}
    dropped = {at for at, char in enumerate(text) if char in "{}" and at not in paired}
    dropped = {at for at in dropped if text[at - 1 : at] != "\\"}
    for opening, closing in pairs.items():
        if text[opening + 1] != "\\" and not _TAKES.search(text, max(0, opening - 40), opening):
            dropped |= {opening, closing}
    return "".join(char for at, char in enumerate(text) if at not in dropped)


def _unbraced(maths: str) -> str:
    """A formula without the braces around its dollars' content that only guard capitals."""
    if maths.startswith("${") and maths.endswith("}$") and "{" not in maths[2:-2]:
        return f"${maths[2:-2]}$"
    return maths


def _read_prose(text: str) -> str:
    if not _MARKED.search(text):
        return text
    text = _QUOTED.sub(r"‘\1’", _BREAK.sub(" ", _TIE.sub(" ", text)))
    text = _ENSURED.sub(_ensured, _without_guards(text) if "{" in text or "}" in text else text)
    plain = render_plain(text)
    before = " " if text[:1].isspace() and not plain[:1].isspace() else ""
    after = " " if text[-1:].isspace() and not plain[-1:].isspace() else ""
    return before + plain + after


def _ensured(found: re.Match[str]) -> str:
    return _BRACKETS.get(found[1].strip(), found[0])


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
