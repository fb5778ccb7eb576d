"""Checks a configuration against the table of settings.

Input: the values of `mkdocs.yml`. Output: an error for each setting that is refused, a warning for
each that has no effect, so that nothing is dropped in silence.
"""

from __future__ import annotations

from collections.abc import Iterator, Mapping

from papershelf.core.errors import Problem
from papershelf.core.messages import list_languages
from papershelf.core.site_settings.registry import SITE_SETTINGS_BY_NAME
from papershelf.core.site_settings.setting import SiteSetting
from papershelf.core.suggestions import Suggester

OWN_THEME = "papershelf"
_LISTS = ("theme.features", "plugins")
"""Settings whose items are settings of their own."""
_NESTED = ("theme.palette", "theme.font", "theme.icon")
"""Settings of the theme whose values are settings of their own."""


def find_setting_problems(values: Mapping[str, object], path: str) -> tuple[Problem, ...]:
    """Return the problems of all settings in a configuration, each setting once."""
    given = dict(_list_settings(values))
    is_own_theme = theme_name(values) == OWN_THEME
    found = [
        _problem_of(SITE_SETTINGS_BY_NAME[name], path)
        for name, value in given.items()
        if name in SITE_SETTINGS_BY_NAME
        and _needs_message(SITE_SETTINGS_BY_NAME[name], value, is_own_theme=is_own_theme)
    ]
    if not is_own_theme:
        found += _check_language(given.get("theme.language"), path)
    if is_own_theme and "theme.custom_dir" not in given:  # its templates may read any setting
        found += _find_unknown(given, path)
    return tuple(found)


def theme_name(values: Mapping[str, object]) -> str:
    """Return the name of the theme of a configuration, or ""."""
    theme = values.get("theme")
    name = theme.get("name") if isinstance(theme, Mapping) else theme
    return name if isinstance(name, str) else ""


def _check_language(language: object, path: str) -> Iterator[Problem]:
    """Warn about a language of another theme in which the texts of Papershelf do not exist."""
    if language is not None and language not in list_languages():
        known = ", ".join(list_languages())
        message = (
            f"{language} has no texts for pages of papers, which are in English; there are {known}"
        )
        yield Problem(path, 0, "theme.language", message, "warning")


def _needs_message(setting: SiteSetting, value: object, *, is_own_theme: bool) -> bool:
    if setting.use == "used" or not (is_own_theme or setting.every_theme):
        return False
    return not any(value is harmless for harmless in setting.harmless)


def _problem_of(setting: SiteSetting, path: str) -> Problem:
    group = next((group for group in _LISTS if setting.name.startswith(f"{group}.")), "")
    item = setting.name.removeprefix(f"{group}.") if group else ""
    field = group or setting.name
    if setting.use == "refused":
        return Problem(path, 0, field, f"{item} {setting.text}".strip())
    message = f"{item} has no effect: {setting.text}".strip()
    return Problem(path, 0, field, message, "warning")


def _find_unknown(given: Mapping[str, object], path: str) -> Iterator[Problem]:
    for group, what in (("theme.features", "a feature"), ("theme", "a setting")):
        names = [n.removeprefix(f"{group}.") for n in SITE_SETTINGS_BY_NAME if _is_in(n, group)]
        suggester = Suggester(names)
        for name in given:
            if name in SITE_SETTINGS_BY_NAME or not _is_in(name, group):
                continue
            item = name.removeprefix(f"{group}.")
            message = f"{item} is not {what} of the theme{suggester.suggest(item)}"
            yield Problem(path, 0, group, message, "warning")


def _is_in(name: str, group: str) -> bool:
    """Return whether a setting belongs to a group, and not to the features within the theme."""
    return name.startswith(f"{group}.") and (
        group == "theme.features" or not name.startswith("theme.features.")
    )


def _list_settings(values: Mapping[str, object]) -> Iterator[tuple[str, object]]:
    """Yield the name and value of every setting, with those below `theme`, `extra` and lists."""
    for key, value in values.items():
        yield key, value
    for group in ("theme", "extra"):
        below = values.get(group)
        for key, value in below.items() if isinstance(below, Mapping) else ():
            name = f"{group}.{key}"
            yield name, value
            if name in _NESTED:
                yield from _list_nested(name, value)
            elif name in _LISTS:
                yield from _list_items(name, value)
    yield from _list_items("plugins", values.get("plugins"))


def _list_nested(name: str, value: object) -> Iterator[tuple[str, object]]:
    for part in value if isinstance(value, list) else [value]:
        for key, below in part.items() if isinstance(part, Mapping) else ():
            yield f"{name}.{key}", below


def _list_items(name: str, value: object) -> Iterator[tuple[str, object]]:
    """Yield the items of a list; an item is a name, or a mapping from a name to its options."""
    items = value if isinstance(value, list) else [value]
    for item in items:
        for key in item if isinstance(item, Mapping) else (item,):
            if isinstance(key, str):
                yield f"{name}.{key.rpartition('/')[2]}", item
