"""`SiteSetting`: one setting of `mkdocs.yml`, and what Papershelf does with it."""

from __future__ import annotations

from dataclasses import dataclass
from typing import Literal

SettingUse = Literal["used", "refused", "no effect"]


@dataclass(frozen=True, slots=True, kw_only=True)
class SiteSetting:
    """A setting of MkDocs, the theme or a plugin, and what Papershelf does with it.

    - `name`: the path in `mkdocs.yml`, such as `theme.logo`; an item of a list is named by its
      value, such as `theme.features.toc.follow` or `plugins.blog`
    - `text`: what the setting is for if it is used, else why it is refused or has no effect
    - `harmless`: values that ask for what Papershelf does anyway, and need no message
    - `every_theme`: whether this also holds for other themes than `papershelf`
    """

    name: str
    use: SettingUse
    text: str
    harmless: tuple[object, ...] = ()
    every_theme: bool = False


def used(name: str, text: str) -> SiteSetting:
    """Return a setting that Papershelf or MkDocs uses."""
    return SiteSetting(name=name, use="used", text=text)


def refused(name: str, text: str, *harmless: object) -> SiteSetting:
    """Return a setting that stops a command, with any theme, unless its value is harmless."""
    return SiteSetting(name=name, use="refused", text=text, harmless=harmless, every_theme=True)


def refused_by_theme(name: str, text: str) -> SiteSetting:
    """Return a setting that stops a command if the theme is `papershelf`."""
    return SiteSetting(name=name, use="refused", text=text)


def no_effect(name: str, text: str, *harmless: object) -> SiteSetting:
    """Return a setting that is ignored with a warning, unless its value is harmless."""
    return SiteSetting(name=name, use="no effect", text=text, harmless=harmless)
