"""The cards that links to pages show in chats and on social sites: their texts and their paths.

Takes the settings, or a citation; returns a `Card`, whose path contains a hash of its texts, so a new
text has a new address. `pictures.card_image` draws it. Cards need absolute addresses, so a site
without a configured address has none.
"""

from __future__ import annotations

import hashlib
import unicodedata
from itertools import chain
from typing import NamedTuple
from urllib.parse import urlsplit

from papershelf.core.settings import Settings
from papershelf.exports.citation_data import Citation
from papershelf.records.site_paths import PICTURES_FOLDER
from papershelf.text.cleaning import truncate

CARD_WIDTH, CARD_HEIGHT = 1200, 630
_DESIGN = "1"
"""The version of the drawing, a part of the hash."""
_AUTHORS_SHOWN = 8
_TEXT_LENGTH = 300

# The letters of the font: Latin, Greek, Cyrillic and some signs. A test compares them with the font.
_LETTERS = frozenset(
    chain.from_iterable(
        range(first, last + 1)
        for first, last in (
            (0x20, 0x7E), (0xA0, 0x12B), (0x12E, 0x131), (0x134, 0x165), (0x168, 0x17F),
            (0x18F, 0x18F), (0x192, 0x192), (0x1A0, 0x1A1), (0x1AF, 0x1B0), (0x1CD, 0x1DC),
            (0x218, 0x21B), (0x384, 0x38A), (0x38C, 0x38C), (0x38E, 0x3A1), (0x3A3, 0x3CE),
            (0x400, 0x45F), (0x490, 0x491), (0x1E80, 0x1E85), (0x1EA0, 0x1EF9), (0x2010, 0x2010),
            (0x2012, 0x2015), (0x2018, 0x201A), (0x201C, 0x201E), (0x2020, 0x2022),
            (0x2025, 0x2026), (0x2032, 0x2033), (0x2039, 0x203A), (0x2070, 0x2071),
            (0x2074, 0x2079), (0x20AC, 0x20AC), (0x2113, 0x2113), (0x2122, 0x2122),
            (0x2190, 0x2193), (0x2202, 0x2202), (0x220F, 0x220F), (0x2211, 0x2212),
            (0x221A, 0x221A), (0x221E, 0x221E), (0x222B, 0x222B), (0x2248, 0x2248),
            (0x2260, 0x2260), (0x2264, 0x2265),
        )
    )
)  # fmt: skip


class Card(NamedTuple):
    """The texts of a card, from top to bottom; any of them may be ""."""

    title: str
    text: str = ""
    place: str = ""
    foot: str = ""

    @property
    def path(self) -> str:
        """The path of the picture in the site."""
        texts = "\0".join((_DESIGN, *self))
        name = hashlib.sha256(texts.encode("utf-8", "surrogatepass")).hexdigest()[:16]
        return f"{PICTURES_FOLDER}card-{name}.png"

    @property
    def description(self) -> str:
        """What the picture shows, for those who do not see it."""
        return ". ".join(filter(None, (self.title, self.text, self.place)))


def has_letters(text: str) -> bool:
    """Whether the font of cards has all letters of a text."""
    return _LETTERS.issuperset(map(ord, text))


def site_card(settings: Settings) -> Card | None:
    """Return the card of the site: its name, description and host, as far as the font has them.

    It shows no number of papers, so that it stays the same when papers are added.
    """
    if not (settings.site_url and settings.outputs.card):
        return None
    host = urlsplit(settings.site_url).hostname or ""
    texts = [_clean(text) for text in (settings.site_name, settings.site_description, host)]
    name, description, host = (text if has_letters(text) else "" for text in texts)
    return Card(title=name or host, text=description, foot=host if name else "")


def paper_card(citation: Citation, settings: Settings) -> Card | None:
    """Return the card of a paper, or `None` if it has none or the font lacks one of its letters."""
    if not (settings.site_url and settings.outputs.paper_cards):
        return None
    names = [author.name for author in citation.paper.authors]
    shown = ", ".join(names[:_AUTHORS_SHOWN]) + (" …" if len(names) > _AUTHORS_SHOWN else "")
    place = " ".join(filter(None, [citation.container_short, str(citation.paper.year or "")]))
    card = Card(*map(_clean, (citation.title, shown, place, settings.site_name)))
    return card if card.title and all(map(has_letters, card)) else None


def _clean(text: str) -> str:
    return truncate(" ".join(unicodedata.normalize("NFC", text).split()), _TEXT_LENGTH)
