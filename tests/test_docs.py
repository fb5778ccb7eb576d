"""Tests that the documentation matches the program: fields, commands, settings and packages."""

from __future__ import annotations

import dataclasses
import re
import tomllib
from collections.abc import Mapping
from pathlib import Path
from typing import Any

import click
import pytest
import yaml

from papershelf.cli.main import main
from papershelf.core.record_schema import (
    AUTHOR_KEYS,
    COUNT_KEYS,
    SOURCE_KEYS,
    STATUS_KEYS,
    TAG_GROUP_KEYS,
    TAG_KEYS,
    TAG_RULE_KEYS,
    VENUE_KEYS,
    VENUE_KINDS,
    VERSION_KEYS,
)
from papershelf.core.settings import Settings
from papershelf.engine.process_pool import START_METHOD_VARIABLE
from papershelf.mail import smtp_settings
from papershelf.site.check_project import load_checked_collection
from tests.conftest import ROOT, MakeCollection
from tests.test_architecture import ENGINE, PACKAGES
from tools.docs import find_stale_files

REFERENCE = ROOT / "docs" / "reference"
RECORDS = REFERENCE / "records.md"
COLLECTION = REFERENCE / "collection.md"
SETTINGS = REFERENCE / "settings.md"
ARCHITECTURE = ROOT / "docs" / "explanation" / "architecture.md"
DEPENDENCIES = ROOT / "docs" / "decisions" / "dependencies.md"
DOCUMENTS = [
    ROOT / "README.md",
    ROOT / "docs" / "tutorial.md",
    *(
        path
        for folder in ("how-to", "reference", "explanation", "decisions")
        for path in sorted((ROOT / "docs" / folder).glob("*.md"))
        if path.name != "commands.md"  # generated from the commands
    ),
]


def yaml_blocks() -> list[str]:
    """The YAML examples in the reference of records and of the files of a collection."""
    text = RECORDS.read_text("utf-8") + COLLECTION.read_text("utf-8")
    return re.findall(r"^```yaml\n(.*?)^```", text, re.MULTILINE | re.DOTALL)


def block_with(key: str) -> dict[str, Any]:
    """The only example that is a mapping with this key."""
    (found,) = [b for b in map(yaml.safe_load, yaml_blocks()) if isinstance(b, dict) and key in b]
    assert isinstance(found, dict)
    return found


def commands() -> Mapping[str, click.Command]:
    return main.commands


def table_rows(path: Path) -> list[list[str]]:
    """The cells of all rows of all tables, without headers."""
    lines = re.findall(r"^\|(.+)\|$", path.read_text("utf-8"), re.MULTILINE)
    return [[cell.strip() for cell in re.split(r" \| ", line)] for line in lines]


def test_generated_documentation_is_up_to_date() -> None:
    stale = [path for path, _ in find_stale_files()]
    assert stale == [], "run make docs"


def test_the_example_vocabularies_of_the_format_are_valid(make_collection: MakeCollection) -> None:
    redirects = block_with("papers/old-name/")
    (target,) = redirects.values()
    data = make_collection(
        [{"title": "Invented", "id": target.split("/")[1], "venue": "River Research Conference"}],
        redirects=redirects,
        venues=block_with("venues"),
        tags=block_with("tags"),
    )
    assert [str(problem) for problem in load_checked_collection(data, data).problems] == []


def test_the_examples_have_every_key_of_composite_fields() -> None:
    assert set().union(*block_with("authors")["authors"][1:]) == set(AUTHOR_KEYS)
    assert set(block_with("venues")["venues"][0]) == set(VENUE_KEYS)
    tags = block_with("tags")
    assert set(tags["groups"][0]) == set(TAG_GROUP_KEYS)
    assert set(tags["tags"][0]) == set(TAG_KEYS)
    assert set(tags["tags"][0]["rules"]) == set(TAG_RULE_KEYS)
    assert set(block_with("citations")["citations"]) == set(COUNT_KEYS)
    assert set(block_with("status")["status"]) == set(STATUS_KEYS)
    assert set(block_with("source")["source"]) == set(SOURCE_KEYS)
    assert set(block_with("versions")["versions"][0]) == set(VERSION_KEYS)
    for kind in VENUE_KINDS:
        assert f"`{kind}`" in COLLECTION.read_text("utf-8")


def test_exactly_the_existing_settings_are_documented() -> None:
    named = {row[0].strip("`") for row in table_rows(SETTINGS)}
    of_mkdocs = {"site_name", "site_url", "site_description"}
    own = {field.name for field in dataclasses.fields(Settings)} - of_mkdocs
    prefix = "extra.papershelf."
    assert {name.removeprefix(prefix) for name in named if name.startswith(prefix)} == own
    assert of_mkdocs <= named


def test_every_variable_for_email_and_processes_is_documented() -> None:
    text = (REFERENCE / "environment.md").read_text("utf-8")
    variables = [
        smtp_settings.HOST_VARIABLE,
        smtp_settings.PORT_VARIABLE,
        smtp_settings.USER_VARIABLE,
        smtp_settings.PASSWORD_VARIABLE,
        smtp_settings.FROM_VARIABLE,
        smtp_settings.UNSUBSCRIBE_VARIABLE,
        START_METHOD_VARIABLE,
    ]
    assert [name for name in variables if f"`{name}`" not in text] == []


def test_the_readme_has_every_command() -> None:
    text = (ROOT / "README.md").read_text("utf-8")
    assert [name for name in commands() if f"papershelf {name}" not in text] == []


@pytest.mark.parametrize("name", ["README.md", "CHANGELOG.md", ".github/CONTRIBUTING.md"])
def test_links_outside_of_the_site_lead_to_files_and_headings(name: str) -> None:
    file = ROOT / name
    links = re.findall(r"\]\((?!https?:)([^)#\s]*)(?:#([^)\s]+))?\)", file.read_text("utf-8"))
    for path, anchor in links:
        target = (file.parent / path) if path else file
        assert target.exists(), path
        if anchor:
            headings = re.findall(r"^#+ (.+)$", target.read_text("utf-8"), re.MULTILINE)
            slugs = [re.sub(r"[^\w\s-]", "", each.lower()).replace(" ", "-") for each in headings]
            assert anchor in slugs, f"{path}#{anchor}"


def test_the_output_in_the_readme_is_that_of_the_tutorial() -> None:
    tutorial = (ROOT / "docs" / "tutorial.md").read_text("utf-8")
    blocks = re.findall(
        r"^```console\n.*?^```$",
        (ROOT / "README.md").read_text("utf-8"),
        re.MULTILINE | re.DOTALL,
    )
    assert blocks
    assert [block for block in blocks if block not in tutorial] == []


@pytest.mark.parametrize("path", DOCUMENTS, ids=lambda path: path.name)
def test_documents_name_only_existing_commands_and_options(path: Path) -> None:
    text = path.read_text("utf-8")
    for line in re.findall(r"(?:\$ |`|^)(?:\./)?papershelf ([^`\n]+)", text, re.MULTILINE):
        name, *words = line.partition(" #")[0].split()
        if name.startswith("-"):
            continue
        assert name in commands(), line
        command = commands()[name]
        if isinstance(command, click.Group) and words:
            assert words[0] in command.commands, line
            command = command.commands[words[0]]
        options = {option for param in command.params for option in param.opts}
        unknown = {word.partition("=")[0] for word in words if word.startswith("--")} - options
        assert unknown - {"--help"} == set(), line


@pytest.mark.parametrize("name", sorted(main.commands))
def test_every_command_has_help_with_an_example(name: str) -> None:
    command = commands()[name]
    assert command.help
    assert command.epilog, f"papershelf {name} has no example"
    assert f"papershelf {name}" in command.epilog
    for param in command.params:
        if isinstance(param, click.Option):
            assert param.help, f"{name} {param.opts[0]} says nothing of itself"


def test_the_architecture_has_the_table_of_packages_and_imports() -> None:
    names = [package.name for package in PACKAGES]
    rows = [row for row in table_rows(ARCHITECTURE) if row[0].strip("`") in names]
    assert [row[0].strip("`") for row in rows] == names
    for row, package in zip(rows, PACKAGES, strict=True):
        documented = re.findall(r"`([^`]+)`", row[-1])
        assert documented == [name for name in package.imports if name != "*"], package.name


def test_the_recipes_name_existing_registries() -> None:
    text = ARCHITECTURE.read_text("utf-8")
    recipes = text.partition("## How to add something\n")[2].partition("\n## ")[0]
    paths = re.findall(r"`([a-z_/]+\.(?:py|j2))`", recipes)
    assert paths
    roots = {path: ROOT if path.startswith("tests/") else ENGINE for path in paths}
    assert [path for path, root in roots.items() if not (root / path).is_file()] == []
    registries = re.findall(r"`([A-Z_]+)` (?:of|in) `([a-z_/]+\.py)`", recipes)
    assert registries
    for name, path in registries:
        assert re.search(rf"^{name}\b.* = ", (ENGINE / path).read_text("utf-8"), re.MULTILINE), name


def test_the_decisions_have_a_reason_for_each_dependency() -> None:
    project = tomllib.loads((ROOT / "pyproject.toml").read_text("utf-8"))["project"]
    names = [re.split(r"[\[<>=~!]", line)[0] for line in project["dependencies"]]
    text = DEPENDENCIES.read_text("utf-8").lower()
    assert [name for name in names if name.lower() not in text] == []
