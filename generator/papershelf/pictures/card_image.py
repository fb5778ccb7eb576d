"""Draws the card that links to a page show: a title, a text and a foot on light paper.

Input: a `Card`. Output: a PNG. The font is a part of the package (`card-license.txt`).
"""

from __future__ import annotations

import io
from bisect import bisect_right
from functools import lru_cache
from pathlib import Path
from typing import TYPE_CHECKING, NamedTuple

from papershelf.exports.cards import CARD_HEIGHT, CARD_WIDTH, Card

if TYPE_CHECKING:
    from PIL.ImageDraw import ImageDraw
    from PIL.ImageFont import FreeTypeFont

FONT_FILE = Path(__file__).with_name("card.ttf")
_PAPER, _INK, _SOFT, _ACCENT = "#fdfdfb", "#1c2321", "#56615d", "#0a6150"
_MARGIN = 84
_BAR = 18
_WIDTH = CARD_WIDTH - 2 * _MARGIN
_FOOT_TOP = CARD_HEIGHT - 96
_TITLE_SIZES = (80, 68, 58, 50, 44)
_TITLE_LINES, _TEXT_LINES = 4, 3
_TEXT_SIZE, _SMALL_SIZE = 34, 30
_COLORS = 64
"""Enough for smooth letters in four colors."""


class _Block(NamedTuple):
    """Lines of text in one size."""

    font: FreeTypeFont
    lines: list[str]
    color: str

    @property
    def line_height(self) -> int:
        return int(self.font.size) * 5 // 4

    @property
    def height(self) -> int:
        return self.line_height * len(self.lines)


def render_card(card: Card) -> bytes:
    """Draw a card as PNG."""
    from PIL import Image, ImageDraw  # noqa: PLC0415  # slow to import

    image = Image.new("RGB", (CARD_WIDTH, CARD_HEIGHT), _PAPER)
    draw = ImageDraw.Draw(image)
    draw.rectangle((0, 0, _BAR - 1, CARD_HEIGHT), fill=_ACCENT)
    blocks = [block for block in _lay_out(card) if block.lines]
    gap = _SMALL_SIZE
    top = max(_MARGIN, (_FOOT_TOP - sum(b.height for b in blocks) - gap * len(blocks)) // 2)
    for block in blocks:
        _draw_lines(draw, block, top)
        top += block.height + gap
    if card.foot:
        foot = _Block(_load_font(_SMALL_SIZE), [card.foot], _ACCENT)
        _draw_lines(draw, foot._replace(lines=_wrap(card.foot, foot.font, 1)), _FOOT_TOP)
    encoded = io.BytesIO()
    # A card takes 50 ms; with the other methods of choosing colors and compressing, twice as long.
    method, dither = Image.Quantize.FASTOCTREE, Image.Dither.NONE
    image.quantize(_COLORS, method, dither=dither).save(encoded, "PNG", compress_level=6)
    return encoded.getvalue()


def _lay_out(card: Card) -> list[_Block]:
    """Break the texts into lines; the title has the largest size in which it fits."""
    for size in _TITLE_SIZES:
        font = _load_font(size)
        title = _wrap(card.title, font, _TITLE_LINES)
        if not title or not title[-1].endswith("…"):
            break
    text, small = _load_font(_TEXT_SIZE), _load_font(_SMALL_SIZE)
    lines = min(_TEXT_LINES, _TITLE_LINES + 2 - len(title))
    return [
        _Block(font, title, _INK),
        _Block(text, _wrap(card.text, text, lines), _SOFT),
        _Block(small, _wrap(card.place, small, 1), _ACCENT),
    ]


def _wrap(text: str, font: FreeTypeFont, limit: int) -> list[str]:
    """Break a text into lines; if it needs more than some number, the last one ends with "…"."""
    lines: list[str] = []
    for word in text.split():
        joined = f"{lines[-1]} {word}" if lines else word
        if lines and font.getlength(joined) <= _WIDTH:
            lines[-1] = joined
        else:
            lines.append(word)
    shown = lines[:limit]
    if len(lines) > limit:
        shown[-1] += "…"
    return [_shorten(line, font) for line in shown]


def _shorten(line: str, font: FreeTypeFont) -> str:
    """Cut a line that is wider than the card, such as a single long word."""
    if font.getlength(line) <= _WIDTH:
        return line
    widths = range(len(line))
    fitting = bisect_right(widths, _WIDTH, key=lambda end: int(font.getlength(f"{line[:end]}…")))
    return f"{line[: fitting - 1]}…"


def _draw_lines(draw: ImageDraw, block: _Block, top: int) -> None:
    for number, line in enumerate(block.lines):
        place = (_MARGIN, top + number * block.line_height)
        draw.text(place, line, font=block.font, fill=block.color)


@lru_cache(maxsize=16)
def _load_font(size: int) -> FreeTypeFont:
    from PIL import ImageFont  # noqa: PLC0415  # slow to import

    # The basic layout is the same whether Pillow was built with Raqm or not.
    return ImageFont.truetype(str(FONT_FILE), size, layout_engine=ImageFont.Layout.BASIC)
