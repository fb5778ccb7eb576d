"""The language of a site, from `theme.language`."""

from __future__ import annotations

import pytest

from papershelf.core.errors import PapersError
from papershelf.core.settings import Settings, parse_settings


@pytest.mark.parametrize(
    ("config", "language"),
    [
        ({}, "en"),
        ({"theme": "papershelf"}, "en"),
        ({"theme": {"name": "papershelf"}}, "en"),
        ({"theme": {"name": "papershelf", "language": None}}, "en"),
        ({"theme": {"name": "papershelf", "language": "de"}}, "de"),
        ({"theme": {"name": "material", "language": "de"}}, "de"),
        ({"theme": {"name": "material", "language": "fr"}}, "en"),
        ({"extra": {"papershelf": {"language": "ar"}}}, "ar"),
    ],
)
def test_the_language_is_a_setting_of_the_theme(config: dict[str, object], language: str) -> None:
    settings = parse_settings(config)
    assert settings.language == language
    assert settings.messages.language == language


@pytest.mark.parametrize("value", ["xx", "EN", "../en", "", 5])
def test_a_language_without_texts_is_named(value: object) -> None:
    with pytest.raises(PapersError) as error:
        parse_settings({"theme": {"language": value}})
    [problem] = error.value.problems
    assert str(problem).startswith("mkdocs.yml: theme.language: ")


def test_without_a_setting_the_texts_are_english() -> None:
    assert Settings().messages.text("paper.cite") == "Cite"
