"""Where a project's parts are: the folders and what `mkdocs.yml` says of the site.

Paths come in as the user gave them, `Project` goes out.
"""

from __future__ import annotations

import os
from collections.abc import Iterator, Mapping
from dataclasses import dataclass
from pathlib import Path
from urllib.parse import urlsplit

from papershelf.core.config_file import read_config
from papershelf.core.errors import PapersError, Problem
from papershelf.core.settings import Settings, parse_settings

VOCABULARY_FILES = ("tags.yaml", "venues.yaml")


@dataclass(frozen=True, slots=True, kw_only=True)
class Project:
    """One collection with its site: `data` in, `docs` between, `site` out.

    `fallback` is the folder from which vocabularies are taken that `data` does not have;
    `inherited` are the files that `config` builds upon.
    """

    config: Path
    data: Path
    docs: Path
    site: Path
    fallback: Path
    settings: Settings
    inherited: tuple[Path, ...] = ()

    @property
    def config_files(self) -> tuple[Path, ...]:
        """The configuration file and those that it inherits."""
        return (self.config, *self.inherited)

    @property
    def cache(self) -> Path:
        """What may be lost at any time and is no part of the collection."""
        return self.config.parent / ".cache"

    @property
    def build_lock(self) -> Path:
        """The file that the one process locks which builds this project."""
        return self.cache / "build.lock"

    @property
    def mkdocs_cache(self) -> Path:
        """What MkDocs made at the last run."""
        return self.cache / "frame"

    @property
    def abstract_cache(self) -> Path:
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
    values, files = read_config(config)
    settings = parse_settings(values, str(config))
    chosen = data or fallback
    docs, site = docs or base / "docs", site or base / "site"
    problems = [*_check_settings(config, values)]
    if not chosen.is_dir():
        problems.append(Problem(str(chosen), 0, "", "is not a folder of data"))
    problems += [
        Problem(str(folder), 0, "", "is not a folder; move it away")
        for folder in (docs, site, base / ".cache")
        if os.path.lexists(folder) and not folder.is_dir()
    ]
    if problems:
        raise PapersError(problems)
    return Project(
        config=config,
        data=chosen,
        docs=docs,
        site=site,
        fallback=fallback,
        settings=settings,
        inherited=files[1:],
    )


def _check_settings(path: Path, values: Mapping[str, object]) -> Iterator[Problem]:
    """Settings of MkDocs under which the generated pages would not work."""
    if values.get("use_directory_urls") is False:
        message = "false is not supported: the pages of papers are folders; leave the setting out"
        yield Problem(str(path), 0, "use_directory_urls", message)


def check_placeholders(project: Project) -> tuple[Problem, ...]:
    """Warnings on settings that a published site needs and that are unset or made up."""
    config, settings = str(project.config), project.settings
    problems = []
    if not settings.repo:
        message = 'is not set, so no page links to "Fix this record"'
        problems.append(Problem(config, 0, "extra.papershelf.repo", message, "warning"))
    for name in ("repo", "site_url"):
        address = getattr(settings, name)
        if (urlsplit(address).hostname or "").endswith(".example"):
            field = name if name == "site_url" else f"extra.papershelf.{name}"
            message = f"{address} is a placeholder; set the real address before you publish"
            problems.append(Problem(config, 0, field, message, "warning"))
    return tuple(problems)
