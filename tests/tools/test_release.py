"""The check of a release: tag, version and changelog must agree."""

from __future__ import annotations

import re

import pytest

from tests.conftest import ROOT
from tools.release import find_release_notes

CHANGELOG = (
    "# Changelog\n\n## Unreleased\n\n## 0.2.0 - 2027-01-31\n\n- New.\n\n## [0.1.0]\n\n- First.\n"
)


@pytest.mark.parametrize(("version", "notes"), [("0.2.0", "- New."), ("0.1.0", "- First.")])
def test_the_notes_are_the_section_of_the_version(version: str, notes: str) -> None:
    assert find_release_notes(f"v{version}", version, CHANGELOG) == notes


@pytest.mark.parametrize(
    ("tag", "version", "changelog", "message"),
    [
        ("v0.2.1", "0.2.0", CHANGELOG, "v0.2.1: the version in papershelf/__init__.py is 0.2.0"),
        ("0.2.0", "0.2.0", CHANGELOG, "0.2.0: the version"),
        ("v0.3.0", "0.3.0", CHANGELOG, "has no section 0.3.0; rename Unreleased to it"),
        ("v0.2.0", "0.2.0", "## 0.2.0\n\n## 0.1.0\n", "the section 0.2.0 is empty"),
    ],
)
def test_what_does_not_agree_is_named(tag: str, version: str, changelog: str, message: str) -> None:
    with pytest.raises(ValueError, match=re.escape(message)):
        find_release_notes(tag, version, changelog)


def test_the_lock_file_pins_uv_in_the_form_that_the_workflow_cuts_out() -> None:
    text = (ROOT / "requirements-dev.txt").read_text("utf-8")
    block = re.search(r"^uv==.*?^    # via", text, re.MULTILINE | re.DOTALL)
    assert block
    assert block[0].count("--hash=sha256:") > 3
    assert "==" not in block[0].removeprefix("uv==")
