"""Rebuilds the tree made by latex2mathml from a closed vocabulary, and renders it as HTML.

Only elements and attributes of MathML Core (W3C) that affect the appearance of a formula are kept.
"""

from __future__ import annotations

import html
import re
import unicodedata
from functools import cache
from xml.etree.ElementTree import Element

from latex2mathml.commands import FUNCTIONS

from papershelf.text.cleaning import clean_line
from papershelf.text.escaping import escape_html
from papershelf.text.plain_math import is_accent

_TOKEN_TAGS = frozenset({"mi", "mn", "mo", "mtext"})
_ARITY = {
    "msub": 2, "msup": 2, "msubsup": 3, "munder": 2, "mover": 2, "munderover": 3, "mfrac": 2,
    "mroot": 2,
}  # fmt: skip
_ROW_TAGS = frozenset({"mrow", "msqrt", "mphantom", "mtable", "mtr", "mtd", "math"})
_ATTRIBUTES = {
    "mo": {"stretchy": re.compile("false|true"), "minsize": re.compile(r"[\d.]{1,6}em"),
           "maxsize": re.compile(r"[\d.]{1,6}em")},
    "mfrac": {"linethickness": re.compile("0")},
    "mspace": {"width": re.compile(r"-?[\d.]{1,6}em")},
    "mtable": {"displaystyle": re.compile("true")},
    "mtd": {"columnalign": re.compile("left|right|center")},
}  # fmt: skip
_FUNCTION_NAMES = frozenset(name[1:] for name in FUNCTIONS)
_IDENTIFIER_SIGNS = frozenset("∞∅∂∇∀∃ℓ…⋯⋮°%#$&§′″‴∑∏")
_BARS = frozenset({"|", "‖"})
"""Symbols that browsers stretch like brackets."""
_GROUPED_NUMBERS = re.compile(r"\d{1,3}(?:,\d{3})*"), re.compile(r"\d{3}(?:\.\d+)?")


def clean_mathml(node: Element) -> Element:
    """Return the formula with known elements only; others become a row of their children."""
    if node.tag in _TOKEN_TAGS or (
        len(node) == 0 and node.tag not in _ROW_TAGS and node.tag != "mspace"
    ):
        return _clean_token(node)
    children = [clean_mathml(child) for child in node]
    if node.tag in _ARITY and len(children) == _ARITY[node.tag]:
        return _clean_scripts(_make_element(node.tag, node, children))
    if node.tag in ("mspace", "mtable", "mtr"):
        return _make_element(node.tag, node, children)
    row = _clean_row(children)
    if node.tag in ("msqrt", "mphantom", "mtd"):
        return _make_element(node.tag, node, row)
    return row[0] if len(row) == 1 else _make_element("mrow", node, row)


def _make_element(tag: str, source: Element, children: list[Element]) -> Element:
    allowed = _ATTRIBUTES.get(tag, {})
    attributes = {
        name: value
        for name, value in source.attrib.items()
        if name in allowed and allowed[name].fullmatch(value)
    }
    element = Element(tag, attributes)
    element.extend(children)
    return element


# --- tokens -------------------------------------------------------------------------------------


def _clean_token(node: Element) -> Element:
    text = html.unescape(node.text or "")
    # \text has no spaces around it other than those at its edges, which clean_line would strip.
    edges = (
        [" "[: side.isspace()] for side in (text[:1], text[-1:])]
        if node.tag == "mtext"
        else ["", ""]
    )
    variant = node.get("mathvariant", "")
    text = edges[0] + clean_line(text) + edges[1]
    tag = node.tag if node.tag in _TOKEN_TAGS else "mtext"
    if tag in ("mi", "mn"):
        text = "".join(_styled_letter(char, variant) for char in text)
    if tag == "mi" and len(text) == 1 and _is_operator(text):
        tag = "mo"
    token = _make_element(tag, node, [])
    token.text = text
    if tag == "mi" and variant == "normal":
        token.set("mathvariant", "normal")
    if (
        tag == "mo"
        and not node.get("stretchy")
        and (text in _BARS or unicodedata.category(text[:1] or " ") in ("Ps", "Pe"))
    ):
        # The sizes of \big and similar commands apply only to stretchy operators.
        token.set("stretchy", "true" if token.get("minsize") else "false")
    return token


def _is_operator(char: str) -> bool:
    return unicodedata.category(char)[0] in "SP" and char not in _IDENTIFIER_SIGNS


@cache
def _styled_letter(char: str, variant: str) -> str:
    """Return a letter in another alphabet; browsers support no `mathvariant` except `normal`."""
    if variant in ("", "normal", "italic") or not char.isalnum():
        return char
    style = {"bold-fraktur": "BOLD FRAKTUR", "monospace": "MONOSPACE"}.get(
        variant, variant.replace("-", " ").upper()
    )
    if variant == "double-struck":
        style = "DOUBLE-STRUCK"
    name = (
        unicodedata.name(char, "")
        .replace("LATIN ", "")
        .replace("GREEK ", "")
        .replace("LETTER ", "")
    )
    styles = [f"MATHEMATICAL {style} ", f"{style} "]
    styles += (
        ["BLACK-LETTER "] if variant == "fraktur" else ["MATHEMATICAL BOLD "] * ("BOLD" in style)
    )
    for prefix in styles:
        try:
            return unicodedata.lookup(prefix + name)
        except KeyError:
            continue
    return char


# --- rows ---------------------------------------------------------------------------------------


def _clean_row(children: list[Element]) -> list[Element]:
    flat: list[Element] = []
    for child in children:
        if child.tag == "mrow" and not any(mo.get("stretchy") == "true" for mo in child):
            flat.extend(child)
        elif not _is_empty(child) or child.tag == "mspace":
            flat.append(child)
    row: list[Element] = []
    for child in flat:
        if child.text == "~":  # \\sim; an accent never occurs in a row
            child.text = "∼"
        if not _joins_previous(row, child):
            row.append(child)
    return _add_function_spaces(_limit_stretching(row))


def _is_empty(node: Element) -> bool:
    return len(node) == 0 and not node.text


def _joins_previous(row: list[Element], child: Element) -> bool:
    """Append upright letters to the previous word, or digits to the previous number."""
    if not row:
        return False
    last, text = row[-1], child.text or ""
    if child.tag == last.tag == "mi" and child.get("mathvariant") and last.text and _is_word(last):
        last.text += text
        last.attrib.pop("mathvariant", None)
        return True
    if child.tag == "mn" and len(row) > 1 and last.tag == "mo" and last.text == ",":
        number = row[-2]
        in_list = len(row) > 2 and row[-3].tag == "mo" and (row[-3].text or "") in "([{,"
        whole, group = _GROUPED_NUMBERS
        if (
            number.tag == "mn"
            and whole.fullmatch(number.text or "")
            and group.fullmatch(text)
            and not in_list
        ):
            number.text = f"{number.text},{text}"
            row.pop()
            return True
    return False


def _is_word(node: Element) -> bool:
    return node.get("mathvariant") == "normal" or (
        len(node.text or "") > 1 and node.text not in _FUNCTION_NAMES
    )


def _limit_stretching(row: list[Element]) -> list[Element]:
    """Stop brackets next to nothing tall from stretching; browsers space stretched ones apart."""
    if all(child.tag in _TOKEN_TAGS or child.tag in ("mspace", "msub") for child in row):
        for child in row:
            if child.get("stretchy") and not child.get("minsize"):
                child.set("stretchy", "false")
    return row


def _add_function_spaces(row: list[Element]) -> list[Element]:
    """Add thin spaces around functions such as `log`, as TeX does and browsers do not."""
    out: list[Element] = []
    for child in row:
        if out and _needs_space(out[-1], child):
            out.append(Element("mspace", {"width": "0.17em"}))
        out.append(child)
    return out


def _needs_space(left: Element, right: Element) -> bool:
    if _is_function(left):
        return right.tag not in ("mo", "mspace")
    return _is_function(right) and (
        left.tag not in ("mo", "mspace") or (left.text or "") in (")", "]")
    )


def _is_function(node: Element) -> bool:
    if node.tag in ("msub", "msup", "msubsup"):
        node = node[0]
    return node.tag == "mi" and node.text in _FUNCTION_NAMES


def _clean_scripts(node: Element) -> Element:
    above = node[1] if node.tag == "mover" else None
    if above is not None and above.tag == "mo" and is_accent(above.text or ""):
        node.set("accent", "true")
    return node


# --- text ---------------------------------------------------------------------------------------


def render_mathml(tree: Element, *, display: bool = False) -> str:
    """Render a `math` element for HTML, without the namespace that HTML implies."""
    block = ' display="block"' if display else ""
    inner = "".join(map(_render_node, tree)) if tree.tag == "mrow" else _render_node(tree)
    return f"<math{block}>{inner}</math>"


def is_prose(tree: Element) -> bool:
    """Return whether a formula has only numbers, symbols and words that need no MathML."""
    return all(_is_prose_token(node) for node in (tree if tree.tag == "mrow" else [tree]))


def find_single_script(tree: Element) -> str | None:
    """Return `sup` or `sub` if a formula is only a short script on the word before: `CO$_2$`."""
    if tree.tag in ("msup", "msub") and _is_empty(tree[0]):
        parts = tree[1] if tree[1].tag == "mrow" else [tree[1]]
        if all(node.tag in _TOKEN_TAGS and (node.text or "").isascii() for node in parts):
            return tree.tag[1:]
    return None


def _is_prose_token(node: Element) -> bool:
    text = node.text or ""
    prose = node.tag in ("mn", "mo", "mtext", "mspace") or (node.tag == "mi" and not text.isalpha())
    return prose and all(char < "\U0001d400" for char in text)


def _render_node(node: Element) -> str:
    attributes = "".join(f' {name}="{value}"' for name, value in node.attrib.items())
    if node.tag == "mspace":
        return f"<mspace{attributes}/>"
    inner = escape_html(node.text or "") + "".join(map(_render_node, node))
    return f"<{node.tag}{attributes}>{inner}</{node.tag}>"
