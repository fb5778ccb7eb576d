"""Where a project's parts are: the folders and what `mkdocs.yml` says of the site.

Paths come in as the user gave them, `Project` goes out. `mkdocs.yml` is read without MkDocs, so
that everything up to the Markdown pages works where MkDocs is not installed.
"""

from __future__ import annotations

import os
from collections.abc import Mapping
from dataclasses import dataclass
from pathlib import Path
from typing import Any

import yaml

from generator.errors import PapersError, Problem
from generator.settings import Settings, parse_settings

VOCABULARIES = ("tags.yaml", "venues.yaml")


@dataclass(frozen=True, slots=True, kw_only=True)
class Project:
    """One collection with its site: `data` in, `docs` between, `site` out.

    `fallback` is the folder from which vocabularies are taken that `data` does not have.
    """

    config: Path
    data: Path
    docs: Path
    site: Path
    fallback: Path
    settings: Settings

    @property
    def cache(self) -> Path:
        """What may be lost at any time and is no part of the collection."""
        return self.config.parent / ".cache"

    @property
    def frame(self) -> Path:
        """What MkDocs made at the last run."""
        return self.cache / "frame"

    @property
    def abstracts(self) -> Path:
        """The abstracts that `enrich` fetched."""
        return self.cache / "abstracts"


def read_project(
    config: Path, data: Path | None = None, docs: Path | None = None, site: Path | None = None
) -> Project:
    """Find the parts of a project; what is not given stands beside `mkdocs.yml`.

    Raises `PapersError` for a configuration that cannot be read or a folder that is not there.
    """
    base = config.parent
    fallback = base / "data"
    settings = parse_settings(_read_config(config), str(config))
    chosen = data or fallback
    if not chosen.is_dir():
        raise PapersError([Problem(str(chosen), 0, "", "is not a folder of data")])
    return Project(
        config=config,
        data=chosen,
        docs=docs or base / "docs",
        site=site or base / "site",
        fallback=fallback,
        settings=settings,
    )


class _ConfigLoader(yaml.SafeLoader):
    """Reads `mkdocs.yml`: knows `!ENV`, and passes over tags that only MkDocs understands."""


def _construct_env(loader: yaml.SafeLoader, node: yaml.Node) -> object:
    """`!ENV NAME` or `!ENV [NAME, …, default]`, as MkDocs defines it."""
    if isinstance(node, yaml.SequenceNode):
        *names, default = loader.construct_sequence(node)
    else:
        names, default = [loader.construct_scalar(node)], None  # type: ignore[arg-type]
    for name in names:
        if value := os.environ.get(str(name)):
            return value
    return default


def _construct_unknown(loader: Any, suffix: str, node: yaml.Node) -> None:  # noqa: ANN401
    """A value that MkDocs makes of a Python name: no setting of ours."""


_ConfigLoader.add_constructor("!ENV", _construct_env)
_ConfigLoader.add_multi_constructor("", _construct_unknown)


def _read_config(path: Path) -> Mapping[str, object]:
    try:
        config = yaml.load(path.read_bytes(), _ConfigLoader)  # noqa: S506  # a SafeLoader of ours
    except OSError as error:
        raise PapersError(
            [Problem(str(path), 0, "", f"cannot be read: {error.strerror}")]
        ) from None
    except yaml.YAMLError as error:
        mark = getattr(error, "problem_mark", None)
        line = mark.line + 1 if mark else 0
        what = getattr(error, "problem", None) or "is not YAML"
        raise PapersError([Problem(str(path), line, "", f"is not valid YAML: {what}")]) from None
    if not isinstance(config, dict):
        raise PapersError([Problem(str(path), 0, "", "is not a mapping of settings")])
    return config
