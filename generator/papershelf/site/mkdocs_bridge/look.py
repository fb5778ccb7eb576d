"""The colors and fonts that `theme.palette` and `theme.font` ask for, as a style sheet.

Input: the settings of the theme. Output: CSS that sets the variables of the theme, or "". Colors are
made readable on the background of light and of dark pages, with integers only, so that the same
setting gives the same bytes everywhere.
"""

from __future__ import annotations

import re
from collections.abc import Iterator, Mapping
from typing import NamedTuple

from papershelf.core.errors import PapersError, Problem

# The accents of Material, as its users know their names.
NAMED_COLORS = {
    "red": "#ff1947", "pink": "#f50056", "purple": "#df41fb", "deep purple": "#7c4dff",
    "indigo": "#526cfe", "blue": "#4287ff", "light blue": "#0091eb", "cyan": "#00bad6",
    "teal": "#00bda4", "green": "#00c753", "light green": "#63de17", "lime": "#b0eb00",
    "yellow": "#ffd500", "amber": "#ffaa00", "orange": "#ff9100", "deep orange": "#ff6e42",
    "brown": "#795649", "grey": "#757575", "blue grey": "#546d78", "black": "#000000",
    "white": "#ffffff",
}  # fmt: skip
LIGHT_PAGE, DARK_PAGE = "#fdfdfb", "#131716"
_HEX = re.compile(r"#([0-9a-f]{3}|[0-9a-f]{6})", re.IGNORECASE)
_FONT_NAME = re.compile(r"[\w .+-]{1,80}")
_STEPS = 64
_SERIF = '"Iowan Old Style", "Palatino Linotype", Palatino, Georgia, serif'


class Color(NamedTuple):
    """A color by its parts, 0 to 255."""

    red: int
    green: int
    blue: int

    def mix(self, other: Color, step: int) -> Color:
        """Return the color that is some steps of `_STEPS` on the way to another."""
        return Color(*(a + (b - a) * step // _STEPS for a, b in zip(self, other, strict=True)))

    @property
    def luminance(self) -> int:
        """The relative luminance, times 10,000 · 255², with squares for the curve of sRGB."""
        return 2126 * self.red**2 + 7152 * self.green**2 + 722 * self.blue**2

    def __str__(self) -> str:
        return f"#{self.red:02x}{self.green:02x}{self.blue:02x}"


_BLACK, _WHITE = Color(0, 0, 0), Color(255, 255, 255)
_MAX_LUMINANCE = 10_000 * 255**2


def render_look(theme: Mapping[str, object], path: str) -> str:
    """Return the style sheet for the palette and the fonts of a theme.

    Raises `PapersError` for an invalid color or font.
    """
    rules: list[str] = []
    accents = dict(_list_accents(theme.get("palette"), path))
    if accents:
        light = _readable(accents.get("light") or accents["dark"], LIGHT_PAGE)
        dark = _readable(accents.get("dark") or accents["light"], DARK_PAGE)
        rules.append(f"--accent: light-dark({light}, {dark});")
    font = theme.get("font")
    for kind, name in font.items() if isinstance(font, Mapping) else ():
        if not isinstance(name, str) or not _FONT_NAME.fullmatch(name):
            raise PapersError([Problem(path, 0, f"theme.font.{kind}", f"{name} is not a font")])
        if kind == "text":
            rules.append(f'--sans: "{name}", system-ui, sans-serif;')
            rules.append(f'--serif: "{name}", {_SERIF};')
        elif kind == "code":
            rules.append(f'--mono: "{name}", ui-monospace, monospace;')
    return "\n".join([":root {", *(f"  {rule}" for rule in rules), "}", ""]) if rules else ""


def _list_accents(palette: object, path: str) -> Iterator[tuple[str, str]]:
    """Yield the schemes of a palette with the colors of their links."""
    for entry in palette if isinstance(palette, list) else [palette]:
        if not isinstance(entry, Mapping):
            continue
        is_dark = entry.get("scheme") == "slate" or "dark" in str(entry.get("media", ""))
        for name in ("accent", "primary"):
            if (value := entry.get(name)) and value != "custom":
                yield "dark" if is_dark else "light", _parse_color(str(value), path, name)
                break


def _parse_color(text: str, path: str, name: str) -> str:
    known = NAMED_COLORS.get(text.lower().replace("-", " "))
    if known is None and not _HEX.fullmatch(text):
        message = f"{text} is neither a color as #0a6150 nor one of {', '.join(NAMED_COLORS)}"
        raise PapersError([Problem(path, 0, f"theme.palette.{name}", message)])
    return known or text


def _color(text: str) -> Color:
    digits = text[1:] if len(text) == 7 else "".join(2 * digit for digit in text[1:])
    return Color(*(int(digits[place : place + 2], 16) for place in (0, 2, 4)))


def _readable(text: str, page: str) -> Color:
    """Return the nearest color to some color that can be read on a page (WCAG 2, level AA)."""
    color, background = _color(text), _color(page)
    is_light = background.luminance > _MAX_LUMINANCE // 2
    goal = _BLACK if is_light else _WHITE
    # More than the 4.5 that are asked for, since squares make dark colors too bright.
    ratio = 5 if is_light else 6
    mixed = (color.mix(goal, step) for step in range(_STEPS + 1))
    return next(one for one in mixed if _contrast(one, background) >= ratio)


def _contrast(one: Color, other: Color) -> int:
    """Return the contrast of two colors, rounded down."""
    dark, light = sorted(color.luminance + _MAX_LUMINANCE // 20 for color in (one, other))
    return light // dark
