"""Renders the starter files of a collection from the user's answers.

Takes `Answers`, returns the text of each file by its path in the collection. The templates come
with the package; the same answers give the same texts.
"""

from __future__ import annotations

from collections.abc import Mapping
from functools import cache
from pathlib import Path

from jinja2 import Environment, PackageLoader, StrictUndefined

from papershelf import __version__
from papershelf.exports.edit_schemas import edit_schemas, render_schema
from papershelf.sources.own.schema_comment import SCHEMA_FOLDER
from papershelf.starter.action_pins import ACTION_PINS
from papershelf.starter.answers import Answers
from papershelf.starter.engine_source import ENGINE_REPOSITORY, IS_ON_INDEX
from papershelf.text.escaping import escape_markdown, quote_yaml

STARTER_FILES = {
    "mkdocs.yml": "mkdocs.yml.j2",
    ".gitignore": "gitignore.j2",
    "README.md": "README.md.j2",
    "requirements.txt": "requirements.txt.j2",
    "docs/about.md": "about.md.j2",
    ".github/ISSUE_TEMPLATE/add-paper.yml": "add-paper.yml.j2",
    ".github/ISSUE_TEMPLATE/fix-record.yml": "fix-record.yml.j2",
    ".github/dependabot.yml": "dependabot.yml.j2",
    ".github/workflows/check.yml": "check.yml.j2",
    ".github/workflows/correct.yml": "correct.yml.j2",
    ".github/workflows/deploy.yml": "deploy.yml.j2",
    ".github/workflows/digest.yml": "digest.yml.j2",
    ".github/workflows/sync.yml": "sync.yml.j2",
}
"""The template of each file. JSON Schemas have none; vocabularies are data of the collection."""
REUSABLE_WORKFLOWS = {
    ".github/workflows/collection-check.yml": "collection-check.yml.j2",
    ".github/workflows/collection-deploy.yml": "collection-deploy.yml.j2",
}
"""The workflows in the repository of the engine that workflows of collections call."""


def render_starter_files(
    answers: Answers, engine_repository: str = ENGINE_REPOSITORY
) -> dict[str, str]:
    """The texts of all starter files by path.

    Without an `engine_repository`, workflows have all steps themselves.
    """
    values = {
        "engine_repository": engine_repository,
        "name": quote_yaml(answers.name),
        "address": quote_yaml(answers.address),
        "repository": quote_yaml(answers.repository),
        "plain_name": escape_markdown(answers.name),
        "plain_address": answers.address,
        "outputs": quote_yaml(answers.outputs),
        "version": __version__,
        "is_on_index": IS_ON_INDEX,
        "pins": _read_pins(),
    }
    files = {path: _render(template, values) for path, template in STARTER_FILES.items()}
    schemas = {
        f"{SCHEMA_FOLDER}/{name}.json": render_schema(schema)
        for name, schema in edit_schemas().items()
    }
    return files | schemas


def render_reusable_workflows() -> dict[str, str]:
    """The texts of the workflows in the repository of the engine by path."""
    return {path: _render(template, {}) for path, template in REUSABLE_WORKFLOWS.items()}


def _render(template: str, values: Mapping[str, object]) -> str:
    text = _load_environment().get_template(template).render(values, actions=ACTION_PINS)
    return text.rstrip("\n") + "\n"


@cache
def _load_environment() -> Environment:
    # Workflows contain ${{ }} and shell scripts {%, so variables here have other marks.
    return Environment(  # noqa: S701  # no HTML
        loader=PackageLoader("papershelf.starter", "templates"),
        variable_start_string="[[",
        variable_end_string="]]",
        block_start_string="[%",
        block_end_string="%]",
        comment_start_string="[#",
        comment_end_string="#]",
        undefined=StrictUndefined,
        trim_blocks=True,
        lstrip_blocks=True,
        keep_trailing_newline=True,
        auto_reload=False,
    )


def _read_pins() -> str:
    """The pinned dependencies of this version, one per line."""
    return Path(__file__).with_name("pins.txt").read_text(encoding="utf-8").rstrip()
