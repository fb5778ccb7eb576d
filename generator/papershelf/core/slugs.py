"""Makes slugs, the readable names of papers and authors in addresses, from any text."""

from __future__ import annotations

import hashlib
import re
import unicodedata

from anyascii import anyascii

from papershelf.core.identifiers import RESERVED_DEVICE_NAMES, SLUG_LIMIT, Slug
from papershelf.core.memo import memoize_persistent
from papershelf.text.letters import GREEK_LETTERS, LATIN_LETTERS

_COMBINING_MARKS = re.compile("[\u0300-\u034e\u0350-\u036f]+")
_APOSTROPHES = re.compile("[`']")
_SYLLABLE = re.compile(
    "[\u3400-\u4dbf\u4e00-\u9fff\uac00-\ud7a3\uf900-\ufaff\U00020000-\U0003ffff]"
)
# In math, Greek letters occur alone, and iota, omicron, upsilon and accents are not used.
_GREEK_WORD = re.compile("[α-ω][ιου]|[ιου][α-ω]|[άέήίόύώϊϋΐΰ]")
_NOT_ASCII = re.compile(r"[^\x00-\x7f]")

_MATH_LETTERS = {char: name for char, name in GREEK_LETTERS.items() if char not in "ιου"}
_LETTERS = str.maketrans(LATIN_LETTERS | _MATH_LETTERS | {"ϵ": "epsilon", "ϕ": "phi"})

# Lower-case letters and digits; other ASCII characters become spaces. An apostrophe is dropped:
# "Bayes' rule", "don't".
_WORD_CHARACTERS = str.maketrans(
    {char: char.lower() if char.isalnum() else " " for char in map(chr, range(128))} | {"'": None}
)


def make_slug(text: str, limit: int = SLUG_LIMIT) -> Slug | None:
    """Return the slug of a text, cut at a word, or `None` if it has no letters or digits.

    Diacritics are removed from Latin letters, and Greek letters in math become their names. A text
    with at least half of its letters in another script is transliterated as a whole.
    """
    return _shorten_slug(text, limit) or None


def make_name_slug(name: str) -> Slug | None:
    """Return the slug of a person's name, or `None` for a name without letters.

    A transliterated slug ends in four digits derived from the original spelling: 李伟 and 李玮 are two
    people, and neither address depends on who else is in the collection. A word is added to names
    that Windows reserves for devices, such as "con".
    """
    return _make_name_slug(name) or None


@memoize_persistent
def _make_name_slug(name: str) -> Slug:
    if name.isascii() or not is_transliterated(name):
        slug = _shorten_slug(name, SLUG_LIMIT)
        return Slug(f"{slug}-author") if slug in RESERVED_DEVICE_NAMES else slug
    letters = (c for c in unicodedata.normalize("NFKC", name).casefold() if _is_letter(c))
    tail = hashlib.sha256("".join(letters).encode()).hexdigest()[:4]
    return Slug(f"{_shorten_slug(name, SLUG_LIMIT - 5) or 'author'}-{tail}")


def is_transliterated(text: str) -> bool:
    """Return whether a text is transliterated in its slug."""
    return not text.isascii() and _is_mostly_foreign(text, _drop_marks(text))


def is_family_name_first(name: str) -> bool:
    """Return whether a name uses a script of languages that put the family name first."""
    return bool(_SYLLABLE.search(name))


def _shorten_slug(text: str, limit: int) -> Slug:
    if not text.isascii():
        text = _to_ascii(text)
    slug = "-".join(text.translate(_WORD_CHARACTERS).split())
    if len(slug) > limit:
        head = slug[: limit + 1].rpartition("-")[0]
        slug = head or slug[:limit]
    return Slug(slug)


def _to_ascii(text: str) -> str:
    """Return a text in ASCII: letters lose diacritics or are respelled; others become spaces."""
    # Fast path: most non-ASCII names are Latin letters with diacritics.
    plain = _drop_marks(text)
    if plain.isascii():
        return plain
    if _is_mostly_foreign(text, plain):
        return _transliterate(text)
    known = unicodedata.normalize("NFKD", text.casefold().translate(_LETTERS))
    return _NOT_ASCII.sub(_replace_marked_letter, known.translate(_LETTERS))


def _drop_marks(text: str) -> str:
    return _COMBINING_MARKS.sub("", unicodedata.normalize("NFKD", text.casefold()))


def _replace_marked_letter(char: re.Match[str]) -> str:
    return "" if unicodedata.combining(char[0]) or char[0] == "’" else " "


def _is_mostly_foreign(text: str, plain: str) -> bool:
    """Return whether at least half of the letters are in other scripts.

    Isolated Greek letters count as math.
    """
    if plain.isascii():
        return False
    letters = [char for char in plain if char.isalpha()]
    greek = set() if _GREEK_WORD.search(text.casefold()) else _LETTERS.keys()
    foreign = sum(not char.isascii() and ord(char) not in greek for char in letters)
    return foreign > 0 and 2 * foreign >= len(letters)


def _transliterate(text: str) -> str:
    """Transliterate a text letter by letter; a character for a syllable becomes a word."""
    spelled = []
    for char in unicodedata.normalize("NFKC", text):
        if _SYLLABLE.match(char):
            spelled.append(f" {anyascii(char)} ")
        elif _is_letter(char):
            spelled.append(_APOSTROPHES.sub("", anyascii(char)))
        else:
            spelled.append("" if char in "'’\u200c\u200d" else " ")
    return "".join(spelled)


def _is_letter(char: str) -> bool:
    """Return whether a character is a letter, a digit, or a mark such as an Indic vowel."""
    return char.isalnum() or unicodedata.category(char)[0] == "M"
