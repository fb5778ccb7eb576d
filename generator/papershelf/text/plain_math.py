"""Renders a cleaned MathML tree as one line of plain text: `R^2`, `ℓ_1`, `O(n log n)`, `10^-3`.

Used for titles, search, feeds and BibTeX: symbols are Unicode, scripts and fractions are written as
people type them, and brackets appear only where the meaning needs them.
"""

from __future__ import annotations

import re
import unicodedata
from collections.abc import Callable
from xml.etree.ElementTree import Element

# LaTeX accents above a letter, as combining characters.
_ACCENTS = {
    "^": "\u0302", "~": "\u0303", "¯": "\u0304", "‾": "\u0304", "―": "\u0304", "_": "\u0304",
    "˘": "\u0306", "˙": "\u0307", ".": "\u0307", "¨": "\u0308", "˚": "\u030a", "ˇ": "\u030c",
    "´": "\u0301", "`": "\u0300", "→": "\u20d7", "⃗": "\u20d7",
}  # fmt: skip
_SPACED_RELATIONS = frozenset("=<>≤≥⩽⩾≈∼≃≅≡≜≔≠∈∉∋⊂⊆⊃⊇→←↔↦⇒⇐⇔⟹⟸⟺⟶≪≫∝≲≳≺≻⊥∣∧∨×±∪∩⊕⊗∘∥")
_OPENERS, _CLOSERS = "([{⟨⌈⌊", ")]}⟩⌉⌋"
_POWER_BASE = re.compile(r"[\w.]+(?:[_^](?:-?\w+|\([^()]*\)))*")
_SIMPLE_TERM = re.compile(r"-?(?:[^\W_]|[.…])+['′″*]*|\S")
_LETTERLIKE_SIGNS = frozenset("ℬℰℱℋℐℒℳℛℯℊℴℭℌℑℜℨ")
_SIGNS = str.maketrans({"−": "-", "∼": "~"})
_SPACES = re.compile(r"\s+")
_LONE_SIGN = re.compile(r"^([~<>≈±]) (?=\d)|(?<=\d) (×)$")
_SPACED_SIGN = re.compile(rf" ?([,{''.join(sorted(_SPACED_RELATIONS))}]) ?")
_SCRIPTED = frozenset({"msub", "msup", "msubsup", "munder", "mover", "munderover"})


def render_plain_math(tree: Element) -> str:
    """Render a formula as one line."""
    text = _SPACES.sub(" ", _render_node(tree)).strip()
    return unicodedata.normalize("NFC", _LONE_SIGN.sub(r"\1\2", text))


def is_accent(text: str) -> bool:
    """Return whether a character above another is its accent and not an annotation."""
    return text in _ACCENTS


def _render_node(node: Element) -> str:
    if len(node) == 0:
        return _render_token(node)
    return _SHAPE_RENDERERS.get(node.tag, _render_row)(node)


def _render_token(node: Element) -> str:
    if node.tag == "mspace":
        return " " if float(node.get("width", "0em")[:-2]) > 0.15 else ""
    text = (node.text or "").translate(_SIGNS).replace("arg m", "argm")
    return "".join(map(_render_letter, text)) if not text.isascii() else text


def _render_letter(char: str) -> str:
    # Script, bold and fraktur are styles of a letter; ℝ, ℕ and ℓ are letters of their own.
    styled = "\U0001d400" <= char <= "\U0001d7ff" or char in _LETTERLIKE_SIGNS
    return unicodedata.normalize("NFKD", char) if styled else char


def _render_row(node: Element) -> str:
    out, last = "", node
    for child in node:
        text = _render_node(child)
        if text:
            unary = text in "±∓" and (not out or out[-1] in _OPENERS)
            out += "" if unary else _separator_between(out, last, text, child)
            out += text
            if (_is_relation(child) and not unary) or (text == "," and child.tag == "mo"):
                out += " "
            last = child
    return out


def _separator_between(before: str, last: Element, text: str, node: Element) -> str:
    """Return a space before relations and around names, which would otherwise run together."""
    if not before or before[-1] == " ":
        return ""
    if _is_relation(node):
        return " "
    if _is_name(node):
        return " " * (before[-1].isalnum() or before[-1] in _CLOSERS)
    return " " * (_is_name(last) and (text[0].isalnum() or text[0] == "√"))


def _is_name(node: Element) -> bool:
    """Return whether a node is a word, such as `log` or `min_x`, or a big operator with limits."""
    if len(node) and node.tag in _SCRIPTED:
        return _is_name(node[0]) or (node[0].text or "") in "∑∏∫⋃⋂"
    text = (node.text or "").replace(" ", "")
    return len(node) == 0 and len(text) > 1 and text.isalpha()


def _is_relation(node: Element) -> bool:
    return node.tag in ("mo", "mi") and (node.text or "") in _SPACED_RELATIONS


def _parenthesize(text: str) -> str:
    text = _SPACES.sub(" ", text).strip()
    enclosed = text[:1] in _OPENERS and text[-1:] in _CLOSERS and _is_one_group(text)
    return text if not text or enclosed or _SIMPLE_TERM.fullmatch(text) else f"({text})"


def _is_one_group(text: str) -> bool:
    depth = 0
    for position, char in enumerate(text):
        depth += (char in _OPENERS) - (char in _CLOSERS)
        if depth == 0:
            return position == len(text) - 1
    return False


def _render_script(mark: str, text: str) -> str:
    if mark == "^" and set(text.strip()) <= set("'′″‴°∘"):
        return text.strip().replace("∘", "°").replace("′", "'").replace("″", "''")
    return mark + _parenthesize(_SPACED_SIGN.sub(r"\1", text)) if text else ""


def _render_scripts(node: Element, *marks: str) -> str:
    base, *scripts = (_render_node(child) for child in node)
    if node[0].tag in ("mfrac", "msqrt", "mroot", "msup", "msubsup") or " " in base:
        base = _parenthesize(base)
    return base + "".join(map(_render_script, marks, scripts))


def _render_over(node: Element) -> str:
    base, above = _render_node(node[0]), _render_node(node[1])
    accent = _ACCENTS.get((node[1].text or "").strip()) or _ACCENTS.get(above)
    if accent:
        return base + accent if len(base) == 1 else base
    if above in ("⏞", "⎴", "⏜"):
        return base
    return base + _render_script("^", above)


def _render_under(node: Element) -> str:
    base, below = _render_node(node[0]), _render_node(node[1])
    return (
        base if below in ("⏟", "⎵", "⏝", "_", "̲", "―", "_") else base + _render_script("_", below)
    )


def _render_fraction(node: Element) -> str:
    above, below = _render_node(node[0]), _render_node(node[1])
    if node.get("linethickness") == "0":
        return f"{above} choose {below}"
    return "/".join(
        part if _POWER_BASE.fullmatch(part) else _parenthesize(part) for part in (above, below)
    )


def _render_root(node: Element) -> str:
    inner = _render_row(node)
    return "√" + (inner if len(inner) == 1 or inner.isdigit() else f"({inner})")


def _render_table(node: Element) -> str:
    return "; ".join(
        " ".join(filter(None, (_render_node(cell).strip() for cell in row))) for row in node
    )


_SHAPE_RENDERERS: dict[str, Callable[[Element], str]] = {
    "msub": lambda node: _render_scripts(node, "_"),
    "msup": lambda node: _render_scripts(node, "^"),
    "msubsup": lambda node: _render_scripts(node, "_", "^"),
    "munder": _render_under,
    "mover": _render_over,
    "munderover": lambda node: _render_scripts(node, "_", "^"),
    "mfrac": _render_fraction,
    "msqrt": _render_root,
    "mroot": lambda node: (
        f"{_parenthesize(_render_node(node[0]))}^(1/{_render_node(node[1]).strip()})"
    ),
    "mtable": _render_table,
    "mphantom": lambda _: "",
}
