r"""Converts MathML, as publishers use it in titles and abstracts, to LaTeX.

Supports presentation MathML (W3C, MathML 3), with or without a namespace prefix; a TeX annotation
is used if present. Formulas that are malformed, too deep or cannot be rendered become their
characters. `formula` renders the result.
"""

from __future__ import annotations

import html
import re
from collections.abc import Callable
from xml.etree.ElementTree import Element, ParseError, fromstring

from latex2mathml.commands import FUNCTIONS

from papershelf.text.formula import render_formula
from papershelf.text.latex_symbols import MATH_COMMANDS

_DEPTH_LIMIT = 40
_PREFIX = re.compile(r"(</?)[A-Za-z][\w.-]*:")
_ATTRIBUTE = re.compile(r"\s(?:xmlns(?::[\w.-]+)?|[\w.-]+:[\w.-]+)\s*=\s*(?:\"[^\"]*\"|'[^']*')")
_ENTITY = re.compile(r"&(?!(?:amp|lt|gt|quot|apos|#\d+|#x[0-9A-Fa-f]+);)(?:([A-Za-z]\w*);)?")
_TAGS = re.compile(r"<[^<>]*>")
_NUMBER = re.compile(r"[\d.,]+%?")
_SPACE_AFTER_COMMAND = re.compile(r"(\\[A-Za-z]+) +(?![A-Za-z])")
_INVISIBLE = frozenset("\u2061\u2062\u2063\u2064\u200b")
_TEX_ESCAPES = {sign: f"\\{sign}" for sign in "%#&_${}"} | {
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


def mathml_to_latex(source: str) -> str:
    """Convert a `math` element to LaTeX in dollars, or to text if it is a number or unreadable."""
    bare = _ENTITY.sub(_resolve_entity, _ATTRIBUTE.sub(" ", _PREFIX.sub(r"\1", source)))
    try:
        tree = fromstring(bare)  # noqa: S314  # expat; an element alone can declare no entity
        tex = _SPACE_AFTER_COMMAND.sub(r"\1", " ".join(_render_node(tree, 0).split(" "))).strip()
    except (ParseError, RecursionError):
        tex = ""
    if tex and not _NUMBER.fullmatch(tex) and render_formula(tex) is not None:
        return f"${tex}$"
    return " ".join(html.unescape(_TAGS.sub("", bare)).split())


def _resolve_entity(match: re.Match[str]) -> str:
    char = html.unescape(match[0])
    return char if match[1] and char != match[0] else f"&amp;{match[0][1:]}"


def _render_node(node: Element, depth: int) -> str:
    if depth > _DEPTH_LIMIT:
        raise RecursionError
    if handler := _TOKEN_RENDERERS.get(node.tag):
        return handler(node)
    if node.tag == "semantics":
        return _render_semantics(node, depth)
    parts = [_render_node(child, depth + 1) for child in node]
    if node.tag == "mmultiscripts" and parts:
        return _render_multiscripts([child.tag for child in node], parts)
    if (shape := _SHAPE_RENDERERS.get(node.tag)) and len(parts) >= shape[0]:
        return shape[1](node, parts)
    return "".join(parts) if parts else _render_characters(node.text or "")


def _render_semantics(node: Element, depth: int) -> str:
    for note in node.iter("annotation"):
        if "tex" in note.get("encoding", "").lower() and note.text:
            return note.text.strip().strip("$")
    return _render_node(node[0], depth + 1) if len(node) else ""


# --- tokens -------------------------------------------------------------------------------------


def _render_characters(text: str) -> str:
    return "".join(map(_render_character, text.strip()))


def _render_character(char: str) -> str:
    if char in _INVISIBLE:
        return ""
    if char in _TEX_ESCAPES:
        return _TEX_ESCAPES[char]
    return f"{MATH_COMMANDS[char]} " if char in MATH_COMMANDS else char


def _render_identifier(node: Element) -> str:
    text = (node.text or "").strip()
    if text in _FUNCTIONS:
        return f"\\{text} "
    variant = node.get("mathvariant", "")
    tex = _render_characters(text)
    if variant in _ALPHABETS and text.isalnum():
        return f"\\{_ALPHABETS[variant]}{{{tex}}}"
    return rf"\mathrm{{{tex}}}" if len(text) > 1 and text.isascii() and text.isalpha() else tex


def _render_text(node: Element) -> str:
    text = " ".join((" ".join(node.itertext()) or " ").replace("\u00a0", " ").split(" "))
    if not text.strip():
        return r"\ "
    words = "".join(
        _TEX_ESCAPES.get(c, c) if c in "%#&_${}" else c for c in text if c not in "\\^~"
    )
    return rf"\text{{{words}}}"


def _render_space(node: Element) -> str:
    return r"\ " if node.get("width", "0").strip("+0. emxptcin") else ""


def _render_nothing(_node: Element) -> str:
    return ""


_TOKEN_RENDERERS: dict[str, Callable[[Element], str]] = {
    "mi": _render_identifier, "mn": lambda node: _render_characters(node.text or ""),
    "mo": lambda node: _render_operator(node.text or ""), "mtext": _render_text,
    "ms": _render_text, "mspace": _render_space,
    "annotation": _render_nothing, "annotation-xml": _render_nothing, "none": _render_nothing,
    "mprescripts": _render_nothing,
}  # fmt: skip


def _render_operator(text: str) -> str:
    word = text.strip()
    if word in _FUNCTIONS:
        return f"\\{word} "
    return (
        rf"\operatorname{{{word}}} "
        if word.isalpha() and len(word) > 1
        else _render_characters(text)
    )


# --- node shapes ----------------------------------------------------------------------------------


def _brace_base(tex: str) -> str:
    tex = tex.strip()
    return tex if len(tex) == 1 or re.fullmatch(r"\\[A-Za-z]+(?:\{\w+\})?", tex) else f"{{{tex}}}"


def _render_script(sign: str, tex: str) -> str:
    tex = tex.strip()
    return f"{sign}{tex}" if len(tex) == 1 else f"{sign}{{{tex}}}"


def _render_under(_node: Element, parts: list[str]) -> str:
    return f"{_brace_base(parts[0])}{_render_script('_', parts[1])}"


def _render_over(node: Element, parts: list[str]) -> str:
    above = ("".join(node[1].itertext())).strip()
    if above in _ACCENTS:
        return f"\\{_ACCENTS[above]}{{{parts[0].strip()}}}"
    if above in ("_", "―", "\u0332", "\u0305", "—", "–", "¯"):
        return rf"\overline{{{parts[0].strip()}}}"
    return f"{_brace_base(parts[0])}{_render_script('^', parts[1])}"


def _render_under_over(_node: Element, parts: list[str]) -> str:
    return f"{_brace_base(parts[0])}{_render_script('_', parts[1])}{_render_script('^', parts[2])}"


def _render_multiscripts(tags: list[str], parts: list[str]) -> str:
    """Render a base with scripts after it and, following `mprescripts`, before it."""
    middle = tags.index("mprescripts") if "mprescripts" in tags else len(parts)
    after, before = parts[1:middle], parts[middle + 1 :]
    prefix = f"{{}}{_render_script_pairs(before)}" if before else ""
    return f"{prefix}{_brace_base(parts[0])}{_render_script_pairs(after)}"


def _render_script_pairs(scripts: list[str]) -> str:
    signs = ("_", "^")
    return "".join(
        _render_script(signs[at % 2], tex) for at, tex in enumerate(scripts[:2]) if tex.strip()
    )


def _render_fraction(_node: Element, parts: list[str]) -> str:
    return rf"\frac{{{parts[0].strip()}}}{{{parts[1].strip()}}}"


def _render_fenced(node: Element, parts: list[str]) -> str:
    separators = node.get("separators", ",").replace(" ", "") or " "
    inner = parts[0]
    for index, part in enumerate(parts[1:]):
        inner += _render_characters(separators[min(index, len(separators) - 1)]) + part
    return f"{_render_characters(node.get('open', '('))}{inner}{_render_characters(node.get('close', ')'))}"


def _render_table(_node: Element, parts: list[str]) -> str:
    return r"\begin{matrix}" + r" \\ ".join(parts) + r"\end{matrix}"


_ShapeRenderer = Callable[[Element, list[str]], str]
# Element → number of children it needs, and its renderer.
_SHAPE_RENDERERS: dict[str, tuple[int, _ShapeRenderer]] = {
    "msub": (2, _render_under), "msup": (2, lambda _, p: f"{_brace_base(p[0])}{_render_script('^', p[1])}"),
    "msubsup": (3, _render_under_over), "munder": (2, _render_under), "mover": (2, _render_over),
    "munderover": (3, _render_under_over),
    "mfrac": (2, _render_fraction), "mfenced": (1, _render_fenced), "mtable": (1, _render_table),
    "mtr": (1, lambda _, p: " & ".join(p)), "mroot": (2, lambda _, p: rf"\sqrt[{p[1]}]{{{p[0]}}}"),
    "msqrt": (1, lambda _, p: rf"\sqrt{{{''.join(p)}}}"), "maction": (1, lambda _, p: p[0]),
    "mphantom": (1, lambda _, __: ""),
}  # fmt: skip
