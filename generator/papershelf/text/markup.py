r"""Converts HTML, JATS and MathML in texts from sources to plain text with `$…$` formulas.

`decode_markup` is for fields that may contain LaTeX; `decode_plain_markup` and `decode_name_markup`
are for fields that may not, where a formula becomes words. Only tags of a closed list are removed,
so `<unk>` and `a < b` stay.
"""

from __future__ import annotations

import html
import re
from collections.abc import Callable, Iterator

from papershelf.text.latex_render import render_plain
from papershelf.text.latex_segments import encode_script
from papershelf.text.mathml_to_latex import mathml_to_latex
from papershelf.text.rich_text import TextPiece

# A closed list, so that `<unk>`, `<s>` and `<mask>` stay: tags that people write by hand or that
# JATS (NISO Z39.96) and Crossref deliver. `s`, `img`, `image` and `video` are also model tokens.
_BLOCK_TAGS = "p|br|div|li|ul|ol|dl|dd|dt|h[1-6]|tr|table|section|sec|title|abstract|blockquote|pre"
_INLINE_TAGS = (
    "a|i|b|u|em|strong|sub|sup|inf|span|small|big|tt|code|font|center|cite|q|var|kbd|abbr|italic|"
    "bold|underline|monospace|sc|scp|roman|strike|ext-link|xref|inline-formula|disp-formula|"
    "tex-math|alternatives|named-content|styled-content|list|list-item|label|tbody|thead|td|th|hr|"
    "html|body"
)
_ATTRIBUTES = r"""(?:\s++[A-Za-z_:][\w:.-]*+\s*+=\s*+(?:"[^"<>]*+"|'[^'<>]*+'|[^\s<>"'=`]++))*+"""
_TAG = re.compile(
    rf"</?(?:jats:)?(?:(?P<block>{_BLOCK_TAGS})|{_INLINE_TAGS}){_ATTRIBUTES}\s*+/?>", re.IGNORECASE
)
_ABSTRACT_TITLE = re.compile(r"<(?:jats:)?title>\s*Abstract\s*</(?:jats:)?title>", re.IGNORECASE)
_EMPHASIS = r"</?(?:jats:)?(?:i|b|em|italic|bold)>"


def _script_element(group: int) -> str:
    inner = rf"((?:[^<]|{_EMPHASIS}){{0,120}}?)"
    return rf"<(?:jats:)?(su[bp]|inf)>{inner}</(?:jats:)?\{group}>"


_SCRIPT = re.compile(_script_element(1), re.IGNORECASE)
_SCRIPTS = re.compile(rf"{_script_element(1)}(?:\s*{_script_element(3)})?", re.IGNORECASE)
_AMP_CHAIN = re.compile(r"&(?:amp;)+")
_ENTITY = re.compile(r"&(?:#[0-9]{1,7}|#[xX][0-9A-Fa-f]{1,6}|[A-Za-z][A-Za-z0-9]{1,31});")
_TEX_DOCUMENT = re.compile(r"\\begin\{document\}(.*?)(?:\\end\{document\}|\Z)", re.DOTALL)


def _element_patterns(name: str) -> tuple[re.Pattern[str], re.Pattern[str]]:
    start = re.compile(rf"<(?:[a-z]+:)?{name}(?:\s[^<>]*)?>", re.IGNORECASE)
    return start, re.compile(rf"</(?:[a-z]+:)?{name}\s*>", re.IGNORECASE)


# Elements removed with their content; `ETX` is the end mark in old IEEE abstracts.
_HIDDEN_ELEMENTS = ("comment", "script", "style", "etx")
ELEMENT_PATTERNS = {
    name: _element_patterns(name)
    for name in ("script", "style", "etx", "alternatives", "tex-math", "math")
} | {"comment": (re.compile("<!--"), re.compile("-->"))}
"""Start and end pattern of each element that is replaced as a whole, by name."""


def decode_markup(text: str) -> str:
    """Return the text without tags and entities; formulas and scripts become LaTeX.

    Block tags end a paragraph. The result still has to pass through `clean_line` or `clean_block`.
    """
    if "<" not in text and "&" not in text:
        return text
    for _ in range(3):  # text escaped twice ("&amp;lt;p&amp;gt;") needs another round
        before = text
        if "<" in text:
            text = _drop_tags(text)
        if "&" in text:
            text = _ENTITY.sub(lambda one: html.unescape(one[0]), _AMP_CHAIN.sub("&amp;", text))
        if text == before:
            break
    return text


def decode_plain_markup(text: str) -> str:
    """Like `decode_markup`, for fields without LaTeX: a formula becomes plain text."""
    if "<" not in text and "&" not in text:
        return text
    decoded = decode_markup(text)
    return render_plain(decoded) if "$" in decoded and "$" not in text else decoded


def decode_name_markup(text: str) -> str:
    """Like `decode_plain_markup`, for a person's name; drops superscripts that mark footnotes."""
    return (
        decode_plain_markup(_SCRIPT.sub("", text)) if "<su" in text else decode_plain_markup(text)
    )


def _drop_tags(text: str) -> str:
    for name in _HIDDEN_ELEMENTS:
        text = _replace_elements(text, name, lambda _: "")
    text = _ABSTRACT_TITLE.sub("", text.replace("<![CDATA[", "").replace("]]>", ""))
    if "math" in text:
        text = _replace_elements(text, "alternatives", _choose_alternative)
        text = _replace_elements(text, "tex-math", _parse_tex_math)
        text = _replace_elements(text, "math", mathml_to_latex)
    text = _SCRIPTS.sub(_scripts_to_tex, text)
    return _TAG.sub(lambda tag: "\n\n" if tag["block"] else "", text)


def _replace_elements(text: str, name: str, convert: Callable[[str], str]) -> str:
    return "".join(_replaced_parts(text, name, convert))


def _replaced_parts(text: str, name: str, convert: Callable[[str], str]) -> Iterator[str]:
    start, end = ELEMENT_PATTERNS[name]
    position = 0
    last = ""
    while opening := start.search(text, position):
        closing = end.search(text, opening.end())
        if not closing:  # a paper about "<script>", not a script; no later one can be closed either
            break
        between = text[position : opening.start()]
        converted = convert(text[opening.start() : closing.end()])
        yield between
        if converted.startswith("$") and (between or last).endswith("$"):
            yield "{}"  # two dollars in a row would start a display formula
        yield converted
        last = converted or last
        position = closing.end()
    yield text[position:]


def _choose_alternative(element: str) -> str:
    """Return the LaTeX form of a formula given in several forms, or all forms if there is none."""
    start, end = ELEMENT_PATTERNS["tex-math"]
    opening = start.search(element)
    closing = end.search(element, opening.end()) if opening else None
    return element[opening.start() : closing.end()] if opening and closing else element


def _parse_tex_math(element: str) -> str:
    """Return the formula of a `tex-math` element, which may contain a full document."""
    inner = element[element.index(">") + 1 : element.rindex("<")]
    document = _TEX_DOCUMENT.search(inner)
    tex = html.unescape(document[1] if document else inner).strip().strip("$").strip()
    return f"${tex}$" if tex else ""


def _scripts_to_tex(match: re.Match[str]) -> str:
    """Convert a subscript, a superscript, or one of each to a single formula."""
    tex, words = "", ""
    for tag, inner in _SCRIPT.findall(match[0]):
        sign = "^" if tag.lower() == "sup" else "_"
        piece = encode_script(sign, (TextPiece(html.unescape(_TAG.sub("", inner))),))
        if piece.is_math and sign not in tex and not words:
            tex += piece.text
        else:
            words += piece.text
    guard = "{}" * (tex != "" and match.string.endswith("$", 0, match.start()))
    return f"{guard}${tex}${words}" if tex else words
