"""Tests of starter files: valid for any name and address, and safe against hostile ones."""

from __future__ import annotations

import re
from pathlib import Path

import pytest
import yaml
from hypothesis import given
from hypothesis import strategies as st
from packaging.requirements import Requirement

from papershelf import __version__
from papershelf.core.config_file import read_config
from papershelf.core.errors import PapersError
from papershelf.core.settings import parse_settings
from papershelf.starter.answers import (
    Answers,
    find_github_repository,
    make_answers,
    propose_name,
)
from papershelf.starter.starter_files import (
    REUSABLE_WORKFLOWS,
    STARTER_FILES,
    render_starter_files,
)
from tests.conftest import ROOT

NAMES = st.text(st.characters(exclude_categories=["Cs"]), min_size=1, max_size=60)


@given(name=NAMES)
def test_any_valid_name_round_trips_in_the_configuration(
    name: str, tmp_path_factory: pytest.TempPathFactory
) -> None:
    try:
        answers = make_answers(name, "", "empty")
    except PapersError:
        return
    path = tmp_path_factory.mktemp("c") / "mkdocs.yml"
    path.write_text(render_starter_files(answers)["mkdocs.yml"], "utf-8")
    assert parse_settings(read_config(path)[0]).site_name == answers.name


def test_the_configuration_has_the_theme_and_the_plugin_in_two_lines(tmp_path: Path) -> None:
    answers = make_answers("Our papers", "https://ada.github.io/rivers", "empty")
    text = render_starter_files(answers)["mkdocs.yml"]
    assert "\ntheme: {name: papershelf}\nplugins: [papershelf]\n" in text
    (tmp_path / "mkdocs.yml").write_text(text, "utf-8")
    config, _ = read_config(tmp_path / "mkdocs.yml")
    settings = parse_settings(config)
    assert settings.site_url == "https://ada.github.io/rivers/"
    assert settings.repo == "https://github.com/ada/rivers"


def test_a_hostile_name_is_escaped_in_the_readme() -> None:
    text = render_starter_files(Answers(name="<script>*x*</script>", vocabulary="empty"))
    assert text["README.md"].startswith("# \\<script\\>\\*x\\*\\</script\\>\n")


@pytest.mark.parametrize(
    ("address", "repository"),
    [
        ("https://ada.github.io/rivers/", "https://github.com/ada/rivers"),
        ("https://ada.github.io/", "https://github.com/ada/ada.github.io"),
        ("https://ada.github.io/rivers/more/", ""),
        ("https://papers.example.org/", ""),
        ("https://a.b.github.io/", ""),
        ("https://github.io/", ""),
        ("", ""),
    ],
)
def test_the_repository_is_derived_from_an_address_of_github_pages(
    address: str, repository: str
) -> None:
    assert find_github_repository(address) == repository


@pytest.mark.parametrize(
    ("name", "address", "option"),
    [
        ("", "", "--name"),
        ("x" * 600, "", "--name"),
        ("a\x07b", "", "--name"),
        ("Papers", "javascript:alert(1)", "--address"),
        ("Papers", "papers", "--address"),
        ("Papers", "https://papers.example.org/?q=1", "--address"),
    ],
)
def test_invalid_answers_are_reported_with_their_option(
    name: str, address: str, option: str
) -> None:
    with pytest.raises(PapersError) as error:
        make_answers(name, address, "empty")
    assert {problem.path for problem in error.value.problems} == {option}


@pytest.mark.parametrize(
    ("folder", "name"),
    [("my-papers", "My papers"), ("LAB_papers", "LAB papers"), ("", "Papers"), ("--", "Papers")],
)
def test_the_proposed_name_is_derived_from_the_folder(folder: str, name: str) -> None:
    assert propose_name(folder) == name


def pins(text: str) -> dict[tuple[str, str], str]:
    lines = [line.removesuffix(" \\") for line in text.splitlines()]
    parsed = [Requirement(line) for line in lines if re.match("[a-zA-Z0-9]", line)]
    return {(r.name, str(r.marker or "")): str(r.specifier) for r in parsed}


def test_requirements_pin_the_engine_and_its_tested_dependencies() -> None:
    text = render_starter_files(Answers(name="Papers"))["requirements.txt"]
    pinned = pins(text)
    assert pinned.pop(("papershelf", "")) == f"=={__version__}"
    assert pinned == pins((ROOT / "requirements.txt").read_text("utf-8"))
    assert "--find-links wheels\n" in text


@pytest.mark.parametrize("path", [path for path in STARTER_FILES if "ISSUE_TEMPLATE" in path])
def test_issue_forms_are_those_of_the_shipped_collection(path: str) -> None:
    """GitHub ignores invalid forms, so all of them must equal one that is in use."""
    text = render_starter_files(Answers(name="Papers"))[path]
    shipped = yaml.safe_load((ROOT / path).read_text("utf-8"))
    form = yaml.safe_load(text)
    assert form["body"] == shipped["body"]
    assert form["name"] == shipped["name"]
    assert "labels" not in form  # missing in a new repository


def test_the_same_answers_give_the_same_files() -> None:
    answers = make_answers("Papers", "", "empty")
    assert render_starter_files(answers) == render_starter_files(answers)


def test_every_template_is_used_for_a_file() -> None:
    folder = ROOT / "generator/papershelf/starter/templates"
    names = {path.name for path in folder.iterdir()}
    included = set(
        re.findall(r"include '([^']+)'", "".join(p.read_text() for p in folder.iterdir()))
    )
    assert names == {*STARTER_FILES.values(), *REUSABLE_WORKFLOWS.values(), *included}
