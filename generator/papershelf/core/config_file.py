"""Reads `mkdocs.yml` without MkDocs; `!ENV` and `INHERIT` work as in MkDocs.

Input: a path. Output: a mapping of settings. An unusable file raises `PapersError` with the line.
"""

from __future__ import annotations

from collections.abc import Iterator, Mapping
from pathlib import Path
from typing import Any

import yaml
from mergedeep import merge
from yaml_env_tag import construct_env_tag

from papershelf.core.disk_files import read_file
from papershelf.core.errors import PapersError, Problem

_NO_CONFIG_ADVICE = (
    "run this command in the folder of a collection, or start one with papershelf new"
)


class _Loader(yaml.SafeLoader):
    """A YAML loader that supports `!ENV` and ignores tags that only MkDocs understands."""


def _ignore_unknown_tag(loader: Any, suffix: str, node: yaml.Node) -> None:  # noqa: ANN401
    """Ignore a value that MkDocs builds from a Python name; it is not a Papershelf setting."""


_Loader.add_constructor("!ENV", construct_env_tag)
_Loader.add_multi_constructor("", _ignore_unknown_tag)


def read_config(path: Path) -> tuple[Mapping[str, object], tuple[Path, ...]]:
    """Return the merged settings of a file and its parents, and all these files, nearest first.

    Raises `PapersError` for a file that is unreadable, invalid, or inherits itself.
    """
    chain = list(_read_inherited(path))
    settings: dict[str, object] = {}
    for _, values in reversed(chain):
        merge(settings, values)
    return settings, tuple(file for file, _ in chain)


def _read_inherited(path: Path) -> Iterator[tuple[Path, dict[str, object]]]:
    seen: set[Path] = set()
    while True:
        values = _parse_yaml(path)
        parent = values.pop("INHERIT", None)
        yield path, values
        if parent is None:
            return
        seen.add(path.resolve())
        if not isinstance(parent, str) or not (path.parent / parent).is_file():
            raise _config_error(path, 0, "INHERIT", f"there is no file {parent!r}")
        if (path.parent / parent).resolve() in seen:
            raise _config_error(path, 0, "INHERIT", f"{parent!r} in turn inherits from this file")
        path = path.parent / parent


def _parse_yaml(path: Path) -> dict[str, object]:
    try:
        config = yaml.load(read_file(path), _Loader)  # noqa: S506  # a SafeLoader
    except OSError as error:
        message = f"cannot be read: {error.strerror}"
        if isinstance(error, FileNotFoundError):
            message += f"; {_NO_CONFIG_ADVICE}"
        raise _config_error(path, 0, "", message) from None
    except yaml.YAMLError as error:
        mark = getattr(error, "problem_mark", None)
        what = getattr(error, "problem", None) or "syntax error"
        raise _config_error(
            path, mark.line + 1 if mark else 0, "", f"is not valid YAML: {what}"
        ) from None
    except (ValueError, RecursionError):
        # PyYAML raises a plain exception for some invalid values, such as the date 2024-13-01.
        raise _config_error(path, 0, "", "has a value that is not valid YAML") from None
    if not isinstance(config, dict):
        raise _config_error(path, 0, "", "is not a mapping of settings")
    return config


def _config_error(path: Path, line: int, field: str, message: str) -> PapersError:
    return PapersError([Problem(str(path), line, field, message)])
