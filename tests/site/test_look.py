"""Tests of the colors and fonts of a site."""

from __future__ import annotations

import re

import pytest
from hypothesis import given
from hypothesis import strategies as st

from papershelf.core.errors import PapersError
from papershelf.site.mkdocs_bridge.look import DARK_PAGE, LIGHT_PAGE, NAMED_COLORS, render_look


def luminance(color: str) -> float:
    """The relative luminance of a color, as WCAG defines it."""
    parts = [int(color[place : place + 2], 16) / 255 for place in (1, 3, 5)]
    linear = [p / 12.92 if p <= 0.04045 else ((p + 0.055) / 1.055) ** 2.4 for p in parts]
    return 0.2126 * linear[0] + 0.7152 * linear[1] + 0.0722 * linear[2]


def contrast(one: str, other: str) -> float:
    dark, light = sorted((luminance(one), luminance(other)))
    return (light + 0.05) / (dark + 0.05)


def accents(css: str) -> tuple[str, str]:
    found = re.search(r"--accent: light-dark\((#\w{6}), (#\w{6})\);", css)
    assert found
    return found[1], found[2]


colors = st.sampled_from(sorted(NAMED_COLORS)) | st.integers(0, 0xFFFFFF).map("#{:06x}".format)


@given(colors)
def test_any_color_is_made_readable_on_light_and_dark_pages(color: str) -> None:
    light, dark = accents(render_look({"palette": {"accent": color}}, "mkdocs.yml"))
    assert contrast(light, LIGHT_PAGE) >= 4.5
    assert contrast(dark, DARK_PAGE) >= 4.5


def test_a_readable_color_is_not_changed() -> None:
    css = render_look({"palette": {"accent": "#0a6150"}}, "mkdocs.yml")
    assert accents(css)[0] == "#0a6150"
    assert css == render_look({"palette": {"primary": "#0A6150"}}, "mkdocs.yml")


def test_light_and_dark_entries_have_their_own_color() -> None:
    palette = [
        {"media": "(prefers-color-scheme: light)", "scheme": "default", "accent": "#0a6150"},
        {"media": "(prefers-color-scheme: dark)", "scheme": "slate", "accent": "#ffcc00"},
    ]
    assert accents(render_look({"palette": palette}, "mkdocs.yml")) == ("#0a6150", "#ffcc00")


@pytest.mark.parametrize(
    "theme", [{}, {"palette": None}, {"font": False}, {"palette": {"accent": "custom"}}]
)
def test_a_theme_without_colors_needs_no_style_sheet(theme: dict[str, object]) -> None:
    assert render_look(theme, "mkdocs.yml") == ""


def test_fonts_replace_those_of_the_theme() -> None:
    css = render_look({"font": {"text": "Inter", "code": "Fira Code"}}, "mkdocs.yml")
    assert '--sans: "Inter", ' in css
    assert '--serif: "Inter", ' in css
    assert '--mono: "Fira Code", ' in css


@pytest.mark.parametrize(
    ("theme", "message"),
    [
        ({"palette": {"accent": "greenish"}}, "theme.palette.accent: greenish is neither a color"),
        ({"palette": {"primary": "#12"}}, "theme.palette.primary: #12 is neither"),
        ({"font": {"text": 'a"; } body {'}}, "theme.font.text: "),
        ({"font": {"code": 3}}, "theme.font.code: 3 is not a font"),
    ],
)
def test_invalid_colors_and_fonts_are_errors(theme: dict[str, object], message: str) -> None:
    with pytest.raises(PapersError, match=re.escape(message)):
        render_look(theme, "mkdocs.yml")
