r"""MathML in, as publishers write it in titles and abstracts; the same formula in LaTeX out.

`formula` reads the result. Presentation MathML (W3C, MathML 3) is read, with or without a prefix;
a TeX annotation is taken where there is one. What is broken, too deep or cannot be rendered
becomes its characters.
"""

from __future__ import annotations

import html
import re
from collections.abc import Callable
from xml.etree.ElementTree import Element, ParseError, fromstring

from latex2mathml.commands import FUNCTIONS

from papershelf.text.formula import render_formula
from papershelf.text.latex_symbols import MATHS_COMMANDS

_DEPTH_LIMIT = 40
_PREFIX = re.compile(r"(</?)[A-Za-z][\w.-]*:")
_ATTRIBUTE = re.compile(r"\s(?:xmlns(?::[\w.-]+)?|[\w.-]+:[\w.-]+)\s*=\s*(?:\"[^\"]*\"|'[^']*')")
_ENTITY = re.compile(r"&(?!(?:amp|lt|gt|quot|apos|#\d+|#x[0-9A-Fa-f]+);)(?:([A-Za-z]\w*);)?")
_TAGS = re.compile(r"<[^<>]*>")
_NUMBER = re.compile(r"[\d.,]+%?")
_LOOSE_SPACE = re.compile(r"(\\[A-Za-z]+) +(?![A-Za-z])")
_INVISIBLE = frozenset("\u2061\u2062\u2063\u2064\u200b")
_ESCAPED = {sign: f"\\{sign}" for sign in "%#&_${}"} | {
    "\\": r"\backslash ", "~": r"\sim ", "−": "-", "′": "'", "″": "''", "…": r"\ldots ",
    "⋯": r"\cdots ", "·": r"\cdot ", "×": r"\times ", "÷": r"\div ", "±": r"\pm ", "¬": r"\neg ",
    "°": r"^\circ ", "\u00a0": r"\ ", "|": "|", "‖": r"\| ", "^": r"\hat{}",
}  # fmt: skip
_ACCENTS = {
    "^": "hat", "ˆ": "hat", "\u0302": "hat", "~": "tilde", "˜": "tilde", "∼": "tilde",
    "\u0303": "tilde", "¯": "bar", "‾": "bar", "\u0304": "bar", "→": "vec",
    "⃗": "vec", "˙": "dot", ".": "dot", "\u0307": "dot", "¨": "ddot", "\u0308": "ddot",
    "ˇ": "check", "˘": "breve", "´": "acute", "`": "grave",
}  # fmt: skip
_ALPHABETS = {
    "bold": "mathbf", "bold-italic": "mathbf", "double-struck": "mathbb", "script": "mathcal",
    "fraktur": "mathfrak", "normal": "mathrm", "sans-serif": "mathsf", "monospace": "mathtt",
}  # fmt: skip
_FUNCTIONS = frozenset(name[1:] for name in FUNCTIONS) | frozenset(
    "max min sup inf lim limsup liminf det Pr gcd".split()
)


def read_mathml(source: str) -> str:
    """One `math` element as LaTeX in dollars, or as words where it is a number or unreadable."""
    bare = _ENTITY.sub(_entity, _ATTRIBUTE.sub(" ", _PREFIX.sub(r"\1", source)))
    try:
        tree = fromstring(bare)  # noqa: S314  # expat; an element alone can declare no entity
        tex = _LOOSE_SPACE.sub(r"\1", " ".join(_tex(tree, 0).split(" "))).strip()
    except (ParseError, RecursionError):
        tex = ""
    if tex and not _NUMBER.fullmatch(tex) and render_formula(tex) is not None:
        return f"${tex}$"
    return " ".join(html.unescape(_TAGS.sub("", bare)).split())


def _entity(found: re.Match[str]) -> str:
    char = html.unescape(found[0])
    return char if found[1] and char != found[0] else f"&amp;{found[0][1:]}"


def _tex(node: Element, depth: int) -> str:
    if depth > _DEPTH_LIMIT:
        raise RecursionError
    if handler := _TOKENS.get(node.tag):
        return handler(node)
    if node.tag == "semantics":
        return _semantics(node, depth)
    parts = [_tex(child, depth + 1) for child in node]
    if node.tag == "mmultiscripts" and parts:
        return _multiscripts([child.tag for child in node], parts)
    if (shape := _SHAPES.get(node.tag)) and len(parts) >= shape[0]:
        return shape[1](node, parts)
    return "".join(parts) if parts else _characters(node.text or "")


def _semantics(node: Element, depth: int) -> str:
    for note in node.iter("annotation"):
        if "tex" in note.get("encoding", "").lower() and note.text:
            return note.text.strip().strip("$")
    return _tex(node[0], depth + 1) if len(node) else ""


# --- tokens -------------------------------------------------------------------------------------


def _characters(text: str) -> str:
    return "".join(map(_character, text.strip()))


def _character(char: str) -> str:
    if char in _INVISIBLE:
        return ""
    if char in _ESCAPED:
        return _ESCAPED[char]
    return f"{MATHS_COMMANDS[char]} " if char in MATHS_COMMANDS else char


def _identifier(node: Element) -> str:
    text = (node.text or "").strip()
    if text in _FUNCTIONS:
        return f"\\{text} "
    variant = node.get("mathvariant", "")
    tex = _characters(text)
    if variant in _ALPHABETS and text.isalnum():
        return f"\\{_ALPHABETS[variant]}{{{tex}}}"
    return rf"\mathrm{{{tex}}}" if len(text) > 1 and text.isascii() and text.isalpha() else tex


def _text(node: Element) -> str:
    text = " ".join((" ".join(node.itertext()) or " ").replace("\u00a0", " ").split(" "))
    if not text.strip():
        return r"\ "
    words = "".join(_ESCAPED.get(c, c) if c in "%#&_${}" else c for c in text if c not in "\\^~")
    return rf"\text{{{words}}}"


def _space(node: Element) -> str:
    return r"\ " if node.get("width", "0").strip("+0. emxptcin") else ""


def _nothing(_node: Element) -> str:
    return ""


_TOKENS: dict[str, Callable[[Element], str]] = {
    "mi": _identifier, "mn": lambda node: _characters(node.text or ""),
    "mo": lambda node: _operator(node.text or ""), "mtext": _text, "ms": _text, "mspace": _space,
    "annotation": _nothing, "annotation-xml": _nothing, "none": _nothing, "mprescripts": _nothing,
}  # fmt: skip


def _operator(text: str) -> str:
    word = text.strip()
    if word in _FUNCTIONS:
        return f"\\{word} "
    return rf"\operatorname{{{word}}} " if word.isalpha() and len(word) > 1 else _characters(text)


# --- shapes -------------------------------------------------------------------------------------


def _base(tex: str) -> str:
    tex = tex.strip()
    return tex if len(tex) == 1 or re.fullmatch(r"\\[A-Za-z]+(?:\{\w+\})?", tex) else f"{{{tex}}}"


def _script(sign: str, tex: str) -> str:
    tex = tex.strip()
    return f"{sign}{tex}" if len(tex) == 1 else f"{sign}{{{tex}}}"


def _under(_node: Element, parts: list[str]) -> str:
    return f"{_base(parts[0])}{_script('_', parts[1])}"


def _over(node: Element, parts: list[str]) -> str:
    above = ("".join(node[1].itertext())).strip()
    if above in _ACCENTS:
        return f"\\{_ACCENTS[above]}{{{parts[0].strip()}}}"
    if above in ("_", "―", "\u0332", "\u0305", "—", "–", "¯"):
        return rf"\overline{{{parts[0].strip()}}}"
    return f"{_base(parts[0])}{_script('^', parts[1])}"


def _both(_node: Element, parts: list[str]) -> str:
    return f"{_base(parts[0])}{_script('_', parts[1])}{_script('^', parts[2])}"


def _multiscripts(tags: list[str], parts: list[str]) -> str:
    """A base with scripts behind it and, after `mprescripts`, before it."""
    middle = tags.index("mprescripts") if "mprescripts" in tags else len(parts)
    after, before = parts[1:middle], parts[middle + 1 :]
    prefix = f"{{}}{_pairs(before)}" if before else ""
    return f"{prefix}{_base(parts[0])}{_pairs(after)}"


def _pairs(scripts: list[str]) -> str:
    signs = ("_", "^")
    return "".join(_script(signs[at % 2], tex) for at, tex in enumerate(scripts[:2]) if tex.strip())


def _fraction(_node: Element, parts: list[str]) -> str:
    return rf"\frac{{{parts[0].strip()}}}{{{parts[1].strip()}}}"


def _fenced(node: Element, parts: list[str]) -> str:
    separators = node.get("separators", ",").replace(" ", "") or " "
    inner = parts[0]
    for index, part in enumerate(parts[1:]):
        inner += _characters(separators[min(index, len(separators) - 1)]) + part
    return f"{_characters(node.get('open', '('))}{inner}{_characters(node.get('close', ')'))}"


def _table(_node: Element, parts: list[str]) -> str:
    return r"\begin{matrix}" + r" \\ ".join(parts) + r"\end{matrix}"


_Shape = Callable[[Element, list[str]], str]
# Element → how many children it needs, and what it looks like.
_SHAPES: dict[str, tuple[int, _Shape]] = {
    "msub": (2, _under), "msup": (2, lambda _, p: f"{_base(p[0])}{_script('^', p[1])}"),
    "msubsup": (3, _both), "munder": (2, _under), "mover": (2, _over), "munderover": (3, _both),
    "mfrac": (2, _fraction), "mfenced": (1, _fenced), "mtable": (1, _table),
    "mtr": (1, lambda _, p: " & ".join(p)), "mroot": (2, lambda _, p: rf"\sqrt[{p[1]}]{{{p[0]}}}"),
    "msqrt": (1, lambda _, p: rf"\sqrt{{{''.join(p)}}}"), "maction": (1, lambda _, p: p[0]),
    "mphantom": (1, lambda _, __: ""),
}  # fmt: skip
