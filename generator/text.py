"""Text of strangers in, clean text out; clean text in, escaped text out.

`clean_line` and `clean_block` are the door for every text of a record; `markup` stands before them
where a source delivers HTML. `fold` and `title_key` make what we match and search by.
The `escape_` and `quote_` functions are the only way of a text into a document, `urls.safe_url`
that of an address.
"""

from __future__ import annotations

import re
import unicodedata

from generator.jsontext import dump_json

# --- cleaning -----------------------------------------------------------------------------------

# C0 and C1 controls but white space (Python-Markdown keeps its place by U+0002 and U+0003), the
# bidirectional controls (Unicode TR 36, 2.4), what has no width and no job, lone surrogates and
# noncharacters. Built by code points, because most of them cannot be seen in a source.
_JUNK_RANGES = (
    (0x00, 0x08), (0x0E, 0x1F), (0x7F, 0x84), (0x86, 0x9F), (0xAD, 0xAD), (0x61C, 0x61C),
    (0x180E, 0x180E), (0x200B, 0x200B), (0x200E, 0x200F), (0x202A, 0x202E), (0x2060, 0x206F),
    (0xD800, 0xDFFF), (0xFDD0, 0xFDEF), (0xFEFF, 0xFEFF), (0xFFF0, 0xFFFC), (0x1D173, 0x1D17A),
    (0xE0000, 0xE0FFF), *((last - 1, last) for last in range(0xFFFF, 0x110000, 0x10000)),
)  # fmt: skip
_JUNK = re.compile("[" + "".join(f"{chr(a)}-{chr(b)}" for a, b in _JUNK_RANGES) + "]")

# Joiners shape Indic and Arabic words and emoji; next to a Latin letter they only hide things.
_JOINED = r"[^\x00-\u036f\u2000-\u206f\u3000]"
_LOOSE_JOINER = re.compile(rf"(?<!{_JOINED})[\u200c\u200d]|[\u200c\u200d](?!{_JOINED})")
_CONTROL = re.compile(r"[\x00-\x1f\x7f-\x9f\u2028\u2029]")
_NEWLINE = re.compile(r"\r\n?|[\x0b\x0c\x85\u2028]")
_PARAGRAPH_END = re.compile(r"\n\s*\n|\u2029")


def clean_line(text: str) -> str:
    """One line in NFC: no control, direction or zero-width character; single spaces only."""
    # `isprintable` is false for every character we drop but U+FFFC and every space but U+0020.
    return _compose(text) if text.isprintable() else _drop_junk(text)


def clean_block(text: str) -> str:
    """Paragraphs with one blank line between them, each as `clean_line` makes it."""
    if text.isprintable():
        return _compose(text)
    paragraphs = _PARAGRAPH_END.split(_NEWLINE.sub("\n", _JUNK.sub("", text)))
    return "\n\n".join(filter(None, map(clean_line, paragraphs)))


def _compose(text: str) -> str:
    if not text.isascii():  # U+FFFC, which stands for an object, is printable to Python
        text = unicodedata.normalize("NFC", text.replace("\ufffc", ""))
    if "  " in text or text[:1] == " " or text[-1:] == " ":
        text = " ".join(text.split())
    return text


def _drop_junk(text: str) -> str:
    text = unicodedata.normalize("NFC", " ".join(_JUNK.sub("", text).split()))
    if "\u200c" in text or "\u200d" in text:
        text = unicodedata.normalize("NFC", " ".join(_LOOSE_JOINER.sub("", text).split()))
    return text


# --- matching -----------------------------------------------------------------------------------

_ASCII_FOLD = {i: chr(i).lower() if chr(i).isalnum() else " " for i in range(128)}
_NOT_ASCII = re.compile(r"[^\x00-\x7f]+")
_NOT_ALNUM = re.compile(r"[\W_]+")
_GREEK = [
    "alpha", "beta", "gamma", "delta", "epsilon", "zeta", "eta", "theta", "iota", "kappa",
    "lambda", "mu", "nu", "xi", "omicron", "pi", "rho", "-", "sigma", "tau", "upsilon", "phi",
    "chi", "psi", "omega",
]  # fmt: skip
# Letters that NFKD does not take apart, as people without the key type them.
_LETTERS = str.maketrans(
    {chr(0x3B1 + i): name for i, name in enumerate(_GREEK) if name != "-"}
    | {"æ": "ae", "œ": "oe", "ø": "o", "đ": "d", "ð": "d", "þ": "th", "ł": "l", "ı": "i", "ħ": "h"}
)


def fold(text: str) -> str:
    """The form to match and search by: lower-case letters and digits, single spaces.

    Accents go, Greek letters get their names (`μP` is `mup`), anything else becomes a space.
    """
    return " ".join(fold_words(text))


def fold_words(text: str) -> list[str]:
    """The words of the folded text, faster than to split it again."""
    if not text.isascii():
        # Unicode 3.13, compatibility caseless matching; the second round is for what folding made.
        text = unicodedata.normalize("NFKD", unicodedata.normalize("NFKD", text).casefold())
        odd = {char: _fold_letter(char) for char in sorted(set("".join(_NOT_ASCII.findall(text))))}
        if len(odd) > 50:
            text = text.translate({ord(char): folded for char, folded in odd.items()})
        else:  # the same, ten times as fast for the few dashes and accents of an ordinary text
            for char, folded in odd.items():
                text = text.replace(char, folded)
    if text.isascii():
        return text.translate(_ASCII_FOLD).split()
    return unicodedata.normalize("NFC", _NOT_ALNUM.sub(" ", text)).split()


def _fold_letter(char: str) -> str:
    if unicodedata.category(char)[0] == "M":
        return ""
    return _LETTERS.get(ord(char), char if char.isalnum() else " ")


def title_key(text: str) -> str:
    """The key under which two plain titles name one paper: `fold` without spaces.

    A title of symbols only keeps them, or all such papers would be one.
    """
    return "".join(fold_words(text)) or clean_line(text).casefold()


# --- escaping out -------------------------------------------------------------------------------

# What no XML document may hold (XML 1.0, 2.2), even as a reference; HTML would mend or drop it.
_NEVER = re.compile("[\x00-\x08\x0b\x0c\x0e-\x1f\x7f\ud800-\udfff\ufffe\uffff]")
_YAML_UNSAFE = re.compile("[\x7f-\x9f\u2028\u2029\ufeff\ufffe\uffff]")
# An underscore inside a word is a letter; `-` and `1.` make a list only where a line begins.
_MARKDOWN = re.compile(r"[\\`*\[\]<>|~$]|(?<![^\W_])_|_(?![^\W_])|&(?=[#\w])|^[#+=-]", re.MULTILINE)
_MARKDOWN_NUMBER = re.compile(r"^(\d{1,9})([.)])", re.MULTILINE)


def escape_xml(text: str) -> str:
    """For text and quoted attributes of XML: feeds, sitemaps."""
    if not text.isprintable():
        text = _NEVER.sub("", text).replace("\r", "\n")
    text = text.replace("&", "&amp;").replace("<", "&lt;").replace(">", "&gt;")
    return text.replace('"', "&quot;").replace("'", "&#39;")


def escape_html(text: str) -> str:
    """For text and quoted attributes of HTML, also of HTML that stands in Markdown.

    Python-Markdown looks for fences in raw lines before it knows of HTML, and expands tabs.
    """
    text = escape_xml(text).replace("`", "&#96;").replace("~~", "&#126;&#126;")
    return text.replace("\t", "&#9;")


def escape_json_script(obj: object) -> str:
    """JSON that cannot leave a `<script>` element (HTML, 4.12.1.3): for JSON-LD and data blocks."""
    text = dump_json(obj)
    text = text.replace("<", "\\u003c").replace(">", "\\u003e").replace("&", "\\u0026")
    return text.replace("\u2028", "\\u2028").replace("\u2029", "\\u2029")


def quote_yaml(text: str) -> str:
    """A double-quoted YAML scalar on one line; lone surrogates, which YAML cannot hold, go."""
    text = text.encode("utf-8", "ignore").decode()
    # JSON strings are YAML scalars (YAML 1.2.2, 1.3) but for characters YAML wants escaped.
    return _YAML_UNSAFE.sub(lambda c: f"\\u{ord(c[0]):04x}", dump_json(text))


def escape_markdown(text: str) -> str:
    """For clean paragraphs in CommonMark and GFM: nothing in them is read as markup."""
    return _MARKDOWN_NUMBER.sub(r"\1\\\2", _MARKDOWN.sub(r"\\\g<0>", text))


# --- cutting ------------------------------------------------------------------------------------


def is_header_safe(text: str) -> bool:
    """Whether a text may go into a header: no control character, no encoded word (RFC 2047).

    Mail libraries decode `=?utf-8?q?=0a?=` to a line break, which begins a header of its own.
    """
    return not _CONTROL.search(text) and "=?" not in text


def truncate(text: str, limit: int) -> str:
    """At most `limit` characters, cut behind a whole word and ended by "…" where it was cut."""
    if len(text) <= limit:
        return text
    head = text[: limit - 1]
    if not text[limit - 1].isspace():
        head = head.rpartition(" ")[0] or head
    return head.rstrip(" \n,;:.–—-(") + "…"


_LANGUAGE_TAG = re.compile(r"[A-Za-z]{2,8}(?:-[A-Za-z0-9]{1,8})*")


def is_language_tag(text: str) -> bool:
    """Whether a text has the form of a language tag (BCP 47)."""
    return bool(_LANGUAGE_TAG.fullmatch(text))


def language_attribute(language: str, name: str = "lang") -> str:
    """The attribute that says the language of a text, with a space before it, or ""."""
    return f' {name}="{language}"' if is_language_tag(language) else ""
