"""Tests that the shipped configuration ignores generated files and has them in the navigation."""

from __future__ import annotations

from papershelf.core.messages import load_messages
from papershelf.pages.navigation import default_navigation, generated_paths


def test_git_ignores_no_page_written_by_hand() -> None:
    hand_written = {"about", "api", "architecture", "format", "settings"}
    ignored = {path.removesuffix(".md") for path in generated_paths() if path.endswith(".md")}
    assert not hand_written & ignored


def test_the_navigation_has_indexes_but_no_daily_lists() -> None:
    navigation = default_navigation(load_messages())
    assert navigation["Tags"] == "tags.md"
    assert navigation["Institutions"] == "institutions.md"
    assert "days.md" not in navigation.values()
    assert list(navigation)[:2] == ["Home", "Papers"]
    assert set(navigation.values()) <= set(generated_paths())
