"""Tests of the check of settings in mkdocs.yml."""

from __future__ import annotations

from typing import Any

import pytest
from hypothesis import given
from hypothesis import strategies as st

from papershelf.core.site_settings.check import find_setting_problems
from papershelf.core.site_settings.registry import SITE_SETTINGS
from papershelf.core.site_settings.setting import SiteSetting

GROUPS = ("theme.features", "plugins")


def problems(values: dict[str, Any]) -> list[str]:
    return [str(problem) for problem in find_setting_problems(values, "mkdocs.yml")]


def config_with(setting: SiteSetting) -> dict[str, Any]:
    """A configuration with the theme and one more setting, with any value."""
    for group in GROUPS:
        if setting.name.startswith(f"{group}."):
            item = setting.name.removeprefix(f"{group}.")
            if group == "plugins":
                return {"theme": "papershelf", "plugins": [{item: {"x": 1}}]}
            return {"theme": {"name": "papershelf", "features": [item]}}
    value: dict[str, Any] | list[Any] | str = (
        [] if setting.name == "theme.features" else "something"
    )
    for key in reversed(setting.name.split(".")):
        value = {key: value}
    assert isinstance(value, dict)
    if setting.name in {"theme", "theme.name"}:
        return {"theme": "papershelf"}
    return value | {"theme": {**value.get("theme", {}), "name": "papershelf"}}


@pytest.mark.parametrize("setting", SITE_SETTINGS, ids=lambda setting: setting.name)
def test_each_setting_is_used_or_reported_once(setting: SiteSetting) -> None:
    expected = problems(config_with(setting))
    if setting.use == "used":
        assert expected == []
        return
    (line,) = expected
    assert setting.text in line
    assert ("warning: " in line) == (setting.use == "no effect")
    group = next((group for group in GROUPS if setting.name.startswith(f"{group}.")), "")
    assert f"mkdocs.yml: {group or setting.name}: " in line
    assert setting.name.removeprefix(f"{group}.") in line


@pytest.mark.parametrize(
    ("values", "expected"),
    [
        ({"use_directory_urls": True, "strict": True}, []),
        (
            {"theme": "papershelf", "strict": False},
            ["mkdocs.yml: strict: warning: has no effect: `papershelf build` always stops at"],
        ),
        (
            {"theme": {"name": "papershelf", "features": ["toc.folow"]}},
            ["mkdocs.yml: theme.features: warning: toc.folow is not a feature of the theme; did y"],
        ),
        (
            {"theme": {"name": "papershelf", "logoo": "x.png"}},
            ["mkdocs.yml: theme: warning: logoo is not a setting of the theme; did you mean logo?"],
        ),
        (
            {"plugins": [{"material/offline": {}}]},
            ["mkdocs.yml: plugins: offline makes addresses"],
        ),
        ({"plugins": {"offline": None}}, ["mkdocs.yml: plugins: offline makes addresses"]),
        ({"theme": "papershelf", "extra": {"mine": 1}, "plugins": ["macros"]}, []),
    ],
)
def test_problems_of_settings(values: dict[str, Any], expected: list[str]) -> None:
    found = problems(values)
    assert len(found) == len(expected)
    assert [line[: len(start)] for line, start in zip(found, expected, strict=True)] == expected


def test_a_setting_in_several_palettes_is_reported_once() -> None:
    palettes = [{"toggle": {"icon": "a"}}, {"toggle": {"icon": "b"}}]
    assert len(problems({"theme": {"name": "papershelf", "palette": palettes}})) == 1


def test_settings_of_other_themes_are_not_checked() -> None:
    theme = {"name": "material", "features": ["toc.follow"], "whatever": 1}
    assert problems({"theme": theme, "plugins": ["search"]}) == []
    assert problems({"theme": theme, "use_directory_urls": False}) != []


def test_custom_templates_may_use_any_setting() -> None:
    theme = {"name": "papershelf", "custom_dir": "mine", "of_mine": 1}
    assert problems({"theme": theme}) == []


json_values = st.recursive(
    st.none() | st.booleans() | st.integers() | st.text(max_size=5),
    lambda inner: st.lists(inner, max_size=3) | st.dictionaries(st.text(max_size=5), inner),
    max_leaves=10,
)


@given(
    st.dictionaries(
        st.sampled_from(["theme", "extra", "plugins", "hooks", "nav", "strict"]), json_values
    )
)
def test_any_configuration_can_be_checked(values: dict[str, Any]) -> None:
    for problem in find_setting_problems(values, "mkdocs.yml"):
        assert problem.field
        assert problem.message


def test_a_language_of_another_theme_without_texts_is_a_warning() -> None:
    theme = {"name": "material", "language": "fr"}
    [problem] = find_setting_problems({"theme": theme}, "mkdocs.yml")
    assert problem.severity == "warning"
    assert "theme.language: warning: fr has no texts for pages of papers" in str(problem)
    assert find_setting_problems({"theme": theme | {"language": "de"}}, "mkdocs.yml") == ()
