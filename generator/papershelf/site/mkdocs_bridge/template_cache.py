"""Caches the output of MkDocs until one of its inputs changes.

Input: a cache key and a folder. Output: a `MkDocsOutput`, if every file is as it was saved. A cache
that is damaged or incomplete is ignored.
"""

from __future__ import annotations

import re
from collections.abc import Iterable
from dataclasses import astuple, dataclass
from pathlib import Path

from papershelf.core.disk_files import read_file
from papershelf.core.errors import PapersError, Problem
from papershelf.core.messages import load_messages
from papershelf.engine.cache_file import CacheFile
from papershelf.engine.fingerprint import hash_content
from papershelf.engine.page_template import PageTemplate, PageTemplates, TemplateVariant
from papershelf.pages.navigation import DAILY_SOURCES, default_navigation

_RECORD_FILE = "frame.json"
_FORMAT = "mkdocs output 5"
_SOURCE_MENTION = re.compile(r"[\w.-]+\.md\b")


@dataclass(frozen=True, slots=True, kw_only=True)
class MkDocsOutput:
    """The output of MkDocs: page templates, and the paths of its files in `folder`."""

    templates: PageTemplates
    folder: Path
    files: tuple[str, ...]
    warnings: tuple[Problem, ...] = ()


def save_mkdocs_output(workspace: Path, cache_key: str, output: MkDocsOutput) -> None:
    """Save the index of the output. This is done last, so a killed run leaves no valid cache."""
    content = {
        "key": cache_key,
        "files": {path: hash_content((output.folder / path).read_bytes()) for path in output.files},
        "warnings": [astuple(warning) for warning in output.warnings],
        "nav": sorted(output.templates.nav_addresses),
        "file_rel": output.templates.file_rel,
        "shells": [
            [*variant, template.texts, template.names]
            for variant, template in sorted(output.templates.by_variant.items(), key=repr)
        ],
    }
    CacheFile(workspace / _RECORD_FILE, _FORMAT).save_json(content)


def load_mkdocs_output(workspace: Path, cache_key: str | None = None) -> MkDocsOutput | None:
    """Load the output saved under a key, or under any key; `None` if it is missing or not valid."""
    content = CacheFile(workspace / _RECORD_FILE, _FORMAT).load_json()
    if content is None or content["key"] != (cache_key or content["key"]):
        return None
    folder = workspace / "site"
    files: dict[str, str] = content["files"]
    try:
        if any(hash_content(read_file(folder / path)) != saved for path, saved in files.items()):
            return None
    except OSError:
        return None
    templates = {
        TemplateVariant(name, depth, nav): PageTemplate(tuple(texts), tuple(names))
        for name, depth, nav, texts, names in content["shells"]
    }
    return MkDocsOutput(
        templates=PageTemplates(frozenset(content["nav"]), templates, content["file_rel"]),
        folder=folder,
        files=tuple(files),
        warnings=tuple(Problem(*values) for values in content["warnings"]),
    )


def hash_files(root: Path, paths: Iterable[str]) -> dict[str, str]:
    """The content hash of each file, by path.

    Raises `OSError` for a file that cannot be read, and `PapersError` for names that are not valid
    UTF-8.
    """
    paths = list(paths)
    message = "has a name that is not valid UTF-8; rename it"
    problems = [
        Problem(str(root / path), 0, "", message) for path in paths if not _is_decodable(path)
    ]
    if problems:
        raise PapersError(problems)
    return {path: hash_content(read_file(root / path)) for path in paths}


def _is_decodable(path: str) -> bool:
    """Whether the system could decode a path as UTF-8."""
    try:
        path.encode()
    except UnicodeEncodeError:
        return False
    return True


def find_linked_sources(
    config_files: Iterable[Path], docs: Path, user_pages: Iterable[str], generated: Iterable[str]
) -> list[str]:
    """The generated pages that hand-written pages or the navigation may link to, sorted."""
    mentioned = set(default_navigation(load_messages()).values())
    linked = {path for path in generated if path in DAILY_SOURCES}
    for file in config_files:
        mentioned.update(_SOURCE_MENTION.findall(file.read_text("utf-8")))
    for path in user_pages:
        if path.endswith(".md"):
            mentioned.update(_SOURCE_MENTION.findall((docs / path).read_text("utf-8", "replace")))
    linked.update(path for path in generated if path[path.rfind("/") + 1 :] in mentioned)
    return sorted(linked)
