"""Locates the parts of a project: its folders and the site settings in `mkdocs.yml`.

Input: paths as the user gave them. Output: a `Project`.
"""

from __future__ import annotations

import os
import re
from collections.abc import Iterator, Mapping
from dataclasses import dataclass, field, replace
from pathlib import Path, PurePath
from urllib.parse import urlsplit

from papershelf.core.config_file import read_config
from papershelf.core.errors import PapersError, Problem
from papershelf.core.settings import Settings, parse_settings
from papershelf.core.site_settings.check import find_setting_problems
from papershelf.core.site_theme import (
    SiteTheme,
    check_search_limit,
    check_search_setting,
    parse_site_theme,
)

VOCABULARY_FILES = ("tags.yaml", "venues.yaml")
WORD_VECTORS_FILE = "word-vectors.bin"
STARTER_VOCABULARIES = Path(__file__).parents[1] / "vocabularies" / "machine-learning"
"""Tags and venues of machine learning, for collections without their own vocabularies."""


@dataclass(frozen=True, slots=True, kw_only=True)
class Project:
    """One collection with its site: the folders `data`, `docs` and `site`.

    `fallback` is the folder with the vocabularies used if `data` has none; `inherited` are the
    files that `config` inherits from; `setting_warnings` name the settings that have no effect.
    `site_sources` are other files and folders that the site depends on: `custom_dir`, `hooks` and
    those of `watch`.
    """

    config: Path
    data: Path
    docs: Path
    site: Path
    settings: Settings
    theme: SiteTheme = field(default_factory=SiteTheme)
    fallback: Path = STARTER_VOCABULARIES
    inherited: tuple[Path, ...] = ()
    setting_warnings: tuple[Problem, ...] = ()
    site_sources: tuple[Path, ...] = ()

    @property
    def config_files(self) -> tuple[Path, ...]:
        """The configuration file and the files it inherits from."""
        return (self.config, *self.inherited)

    @property
    def word_vectors(self) -> Path:
        """The collection's own table of word vectors; there need not be one."""
        return self.data / WORD_VECTORS_FILE

    @property
    def cache(self) -> Path:
        """The cache folder; it can be deleted at any time."""
        return self.config.parent / ".cache"

    @property
    def build_lock(self) -> Path:
        """The file locked by the process that builds this project."""
        return self.cache / "build.lock"

    @property
    def mkdocs_cache(self) -> Path:
        """The output of the last MkDocs run."""
        return self.cache / "frame"

    @property
    def plugin_files(self) -> Path:
        """The generated files that are not pages, which the plugin adds to `mkdocs build`."""
        return self.cache / "plugin-files"

    @property
    def abstract_cache(self) -> Path:
        """The abstracts fetched by `enrich`."""
        return self.cache / "abstracts"


def read_project(
    config: Path, data: Path | None = None, docs: Path | None = None, site: Path | None = None
) -> Project:
    """Locate the parts of a project; folders not given are those of `mkdocs.yml`, or next to it.

    Raises `PapersError` if the configuration cannot be read or a folder does not exist.
    """
    base = config.parent
    values, files = read_config(config)
    settings = parse_settings(values, str(config))
    theme = parse_site_theme(values)
    chosen = data or base / "data"
    settings = replace(settings, edit_url=_edit_url_of_records(settings.edit_url, base, chosen))
    docs = docs or base / _text_setting(values, "docs_dir", "docs")
    site = site or base / _text_setting(values, "site_dir", "site")
    found = find_setting_problems(values, str(config))
    problems = [problem for problem in found if problem.severity == "error"]
    problems += _check_old_paths(config, values)
    problems += _check_folders(config, docs, site)
    problems += check_search_setting(str(config), theme, settings)
    if not chosen.is_dir():
        problems.append(
            Problem(str(chosen), 0, "", "is not a folder; choose the data folder with --data")
        )
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
        theme=theme,
        inherited=files[1:],
        setting_warnings=tuple(problem for problem in found if problem.severity == "warning"),
        site_sources=tuple(base / name for name in _list_site_sources(values)),
    )


def _edit_url_of_records(edit_url: str, base: Path, data: Path) -> str:
    """Return the address at which `{path}` below the data is edited, or "" if it is elsewhere."""
    folder = os.path.relpath(data, base).replace(os.sep, "/")
    return "" if folder.startswith("..") else edit_url.replace("{path}", f"{folder}/{{path}}")


def _text_setting(values: Mapping[str, object], name: str, default: str) -> str:
    """Return a setting that is text; MkDocs reports other values when it reads the file."""
    value = values.get(name)
    return value if isinstance(value, str) and value else default


def _check_folders(config: Path, docs: Path, site: Path) -> Iterator[Problem]:
    """Yield a problem if a build would read what it writes."""
    docs, site = Path(os.path.abspath(docs)), Path(os.path.abspath(site))  # noqa: PTH100  # no links
    if site.is_relative_to(docs) or docs.is_relative_to(site):
        message = f"{site.name} and docs_dir {docs.name} are in each other; choose another folder"
        yield Problem(str(config), 0, "site_dir", message)


def _list_site_sources(values: Mapping[str, object]) -> Iterator[str]:
    """Yield the paths of `custom_dir`, hooks and watched files, as they are written."""
    theme = values.get("theme")
    custom_dir = theme.get("custom_dir") if isinstance(theme, Mapping) else None
    for names in ([custom_dir], values.get("hooks"), values.get("watch")):
        if isinstance(names, list):
            yield from (name for name in names if isinstance(name, str))


_OLD_THEME = re.compile(r"(^|/)(generator|generator/papershelf|site-packages/papershelf)/theme/?$")
_OLD_HOOK = re.compile(r"(^|/)(generator|papershelf/site)/mkdocs_hook\.py$")


def _check_old_paths(path: Path, values: Mapping[str, object]) -> Iterator[Problem]:
    """Yield problems for paths into the generator, used before theme and plugin had names."""
    theme = values.get("theme")
    custom_dir = theme.get("custom_dir") if isinstance(theme, Mapping) else None
    if isinstance(custom_dir, str) and _OLD_THEME.search(PurePath(custom_dir).as_posix()):
        message = f"{custom_dir} is no longer needed; write theme: {{name: papershelf}} instead"
        yield Problem(str(path), 0, "theme.custom_dir", message)
    hooks = values.get("hooks")
    for hook in hooks if isinstance(hooks, list) else ():
        if isinstance(hook, str) and _OLD_HOOK.search(PurePath(hook).as_posix()):
            message = f"{hook} is now a plugin; write plugins: [papershelf] and remove the hook"
            yield Problem(str(path), 0, "hooks", message)


def check_theme_search(project: Project, papers: int) -> tuple[Problem, ...]:
    """Return a warning if the project has too many papers for the search of its theme."""
    return tuple(check_search_limit(str(project.config), project.theme, project.settings, papers))


def check_placeholders(project: Project) -> tuple[Problem, ...]:
    """Return warnings for unset or placeholder settings that a published site needs."""
    config, settings = str(project.config), project.settings
    problems = []
    if not settings.repo:
        message = 'is not set, so pages have no link "Suggest a correction"'
        problems.append(Problem(config, 0, "extra.papershelf.repo", message, "warning"))
    for name in ("repo", "site_url"):
        address = getattr(settings, name)
        if (urlsplit(address).hostname or "").endswith(".example"):
            field = name if name == "site_url" else f"extra.papershelf.{name}"
            message = f"{address} is a placeholder; set the real URL before you publish"
            problems.append(Problem(config, 0, field, message, "warning"))
    return tuple(problems)
