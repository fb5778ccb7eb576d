"""Tests of the table of settings: it is complete and has each setting once."""

from __future__ import annotations

import re
from collections import Counter
from pathlib import Path

import yaml
from mkdocs.config.defaults import MkDocsConfig
from mkdocs.utils import get_theme_dir

from papershelf.core.site_settings.mkdocs import MKDOCS_SETTINGS
from papershelf.core.site_settings.registry import SITE_SETTINGS, SITE_SETTINGS_BY_NAME

MATERIAL = Path(get_theme_dir("material"))


def material_names(pattern: str, *endings: str) -> set[str]:
    """All matches of a pattern in the templates or scripts of Material."""
    files = (path for ending in endings for path in MATERIAL.rglob(f"*.{ending}"))
    languages = MATERIAL / "partials/languages"
    return {
        name
        for path in files
        if not path.is_relative_to(languages) and not path.is_relative_to(MATERIAL / ".icons")
        for name in re.findall(pattern, path.read_text("utf-8"))
    }


def test_every_setting_of_mkdocs_is_in_the_table() -> None:
    known = {name for name, _ in MkDocsConfig._schema}  # the only list in MkDocs
    assert {setting.name for setting in MKDOCS_SETTINGS} == known


def test_every_theme_setting_of_material_is_in_the_table() -> None:
    defaults = yaml.safe_load((MATERIAL / "mkdocs_theme.yml").read_text("utf-8"))
    used = material_names(r"config\.theme\.([a-z_]+(?:\.[a-z_]+)?)", "html")
    names = {f"theme.{name}" for name in {*defaults, *used}}
    assert "theme.logo" in names
    assert names <= SITE_SETTINGS_BY_NAME.keys()


def test_every_feature_of_material_is_in_the_table() -> None:
    templates = material_names(r'"([a-z.]+)" in (?:config\.theme\.)?features', "html")
    scripts = material_names(
        r'"((?:announce|content|header|navigation|search|toc)\.[a-z.]+)"', "js"
    )
    words = {name for name in scripts if name.startswith(("search.result", "search.config"))}
    names = {f"theme.features.{name}" for name in templates | (scripts - words)}
    assert "theme.features.navigation.tabs" in names
    assert "theme.features.content.code.copy" in names
    assert names <= SITE_SETTINGS_BY_NAME.keys()


def test_every_extra_setting_of_material_is_in_the_table() -> None:
    names = {f"extra.{name}" for name in material_names(r"config\.extra\.([a-z]+)", "html")}
    assert "extra.social" in names
    assert names <= SITE_SETTINGS_BY_NAME.keys()


def test_setting_names_are_unique_and_notes_are_one_line() -> None:
    assert [name for name, n in Counter(s.name for s in SITE_SETTINGS).items() if n > 1] == []
    assert [s.name for s in SITE_SETTINGS if not s.text or "\n" in s.text] == []
