"""Where a project's parts are: the folders and what `mkdocs.yml` says of the site.

Paths come in as the user gave them, `Project` goes out.
"""

from __future__ import annotations

import os
import re
from collections.abc import Iterator, Mapping
from dataclasses import dataclass
from pathlib import Path, PurePath
from urllib.parse import urlsplit

from papershelf.core.config_file import read_config
from papershelf.core.errors import PapersError, Problem
from papershelf.core.settings import Settings, parse_settings

VOCABULARY_FILES = ("tags.yaml", "venues.yaml")
STARTER_VOCABULARIES = Path(__file__).parents[1] / "vocabularies"
"""Tags and venues of machine learning, for collections that have no list of their own."""


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
    settings: Settings
    fallback: Path = STARTER_VOCABULARIES
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
    values, files = read_config(config)
    settings = parse_settings(values, str(config))
    chosen = data or base / "data"
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
        settings=settings,
        inherited=files[1:],
    )


def _check_settings(path: Path, values: Mapping[str, object]) -> Iterator[Problem]:
    """Settings of MkDocs under which the generated pages would not work, with what to write."""
    yield from _check_old_paths(path, values)
    if values.get("use_directory_urls") is False:
        message = "false is not supported: the pages of papers are folders; leave the setting out"
        yield Problem(str(path), 0, "use_directory_urls", message)


_OLD_THEME = re.compile(r"(^|/)(generator|generator/papershelf|site-packages/papershelf)/theme/?$")
_OLD_HOOK = re.compile(r"(^|/)(generator|papershelf/site)/mkdocs_hook\.py$")


def _check_old_paths(path: Path, values: Mapping[str, object]) -> Iterator[Problem]:
    """Paths into the engine, by which theme and plugin were named before they had names."""
    theme = values.get("theme")
    custom_dir = theme.get("custom_dir") if isinstance(theme, Mapping) else None
    if isinstance(custom_dir, str) and _OLD_THEME.search(PurePath(custom_dir).as_posix()):
        message = f"{custom_dir} is no longer needed; write theme: {{name: papershelf}} without it"
        yield Problem(str(path), 0, "theme.custom_dir", message)
    hooks = values.get("hooks")
    for hook in hooks if isinstance(hooks, list) else ():
        if isinstance(hook, str) and _OLD_HOOK.search(PurePath(hook).as_posix()):
            message = f"{hook} is a plugin now; write plugins: [papershelf] and leave the hook out"
            yield Problem(str(path), 0, "hooks", message)


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
