"""Slugs: the readable names of papers and authors in addresses, made from any text.

A title or a name comes in, a `Slug` goes out.
"""

from __future__ import annotations

import re
import unicodedata
from collections.abc import Container

from generator.identifiers import SLUG_LIMIT, Slug
from generator.remembering import remembered

_NAME_LENGTH = 40
_MARKS = re.compile("[\u0300-\u034e\u0350-\u036f]+")
_NOT_ASCII = re.compile(r"[^\x00-\x7f]")

# Letters that NFKD does not take apart, with what a reader would type for them.
_LETTERS = str.maketrans(
    {
        "ß": "ss", "æ": "ae", "œ": "oe", "ø": "o", "đ": "d", "ð": "d", "þ": "th", "ł": "l",
        "ı": "i",
        "α": "alpha", "β": "beta", "γ": "gamma", "δ": "delta", "ε": "epsilon", "ϵ": "epsilon",
        "ζ": "zeta", "η": "eta", "θ": "theta", "κ": "kappa", "λ": "lambda", "μ": "mu", "ν": "nu",
        "ξ": "xi", "π": "pi", "ρ": "rho", "σ": "sigma", "τ": "tau", "φ": "phi", "ϕ": "phi",
        "χ": "chi", "ψ": "psi", "ω": "omega",
    }
)  # fmt: skip

# ASCII as words: letters small, digits, the rest between words. An apostrophe joins what it stands
# in: "Bayes' rule", "don't".
_WORDS = str.maketrans(
    {char: char.lower() if char.isalnum() else " " for char in map(chr, range(128))} | {"'": None}
)


def make_slug(text: str, limit: int = SLUG_LIMIT) -> Slug | None:
    """The slug of a text, cut at a word; `None` where no letter or digit is left of it."""
    # The name of a person is asked for with each of their papers, a title a few times in all.
    is_name = limit == SLUG_LIMIT and len(text) <= _NAME_LENGTH
    return (_slug_name(text) if is_name else _cut_slug(text, limit)) or None


@remembered
def _slug_name(text: str) -> Slug:
    return _cut_slug(text, SLUG_LIMIT)


def _cut_slug(text: str, limit: int) -> Slug:
    if not text.isascii():
        text = _fold_letters(text)
    slug = "-".join(text.translate(_WORDS).split())
    if len(slug) > limit:
        head = slug[: limit + 1].rpartition("-")[0]
        slug = head or slug[:limit]
    return Slug(slug)


def _fold_letters(text: str) -> str:
    """A text in ASCII: letters without their marks, or as readers type them; others as spaces."""
    # Most names outside of ASCII are Latin letters with marks, for which this is enough.
    plain = _MARKS.sub("", unicodedata.normalize("NFKD", text.casefold()))
    if plain.isascii():
        return plain
    known = unicodedata.normalize("NFKD", text.casefold().translate(_LETTERS))
    return _NOT_ASCII.sub(_drop_mark, known.translate(_LETTERS))


def _drop_mark(char: re.Match[str]) -> str:
    return "" if unicodedata.combining(char[0]) or char[0] == "’" else " "


def make_unique_slug(
    text: str,
    taken: Container[str],
    fallback: str = "untitled",
    numbers: dict[str, int] | None = None,
) -> Slug:
    """The slug of a text that nobody has yet: `x`, else `x-2`, `x-3`…, within the limit.

    `numbers`, kept from call to call, spares trying again what was taken before.
    """
    base = make_slug(text) or Slug(fallback)
    if base not in taken:
        return base
    number = (numbers or {}).get(base, 2)
    while True:
        suffix = f"-{number}"
        candidate = Slug(base[: SLUG_LIMIT - len(suffix)].rstrip("-") + suffix)
        if candidate not in taken:
            break
        number += 1
    if numbers is not None:
        numbers[base] = number
    return candidate
