"""What MkDocs contributes to a site, kept until something that it was made from changes.

A key and a folder come in; a `MkDocsOutput` goes out if every byte of it is as we stored it. A cache that
is damaged, foreign or half written is no frame; then it is made anew.
"""

from __future__ import annotations

import re
from collections.abc import Iterable
from dataclasses import dataclass
from pathlib import Path

from papershelf.core.disk_files import read_file
from papershelf.core.errors import PapersError, Problem
from papershelf.engine.cache_file import CacheFile
from papershelf.engine.fingerprint import hash_content
from papershelf.engine.page_template import PageTemplate, PageTemplates, TemplateVariant
from papershelf.pages.navigation import default_navigation

_RECORD_FILE = "frame.json"
_FORMAT = "mkdocs output 2"
DEFAULT_NAV = default_navigation()
"""The navigation of a site whose configuration has none: titles and sources of generated pages."""
_SOURCE_MENTION = re.compile(r"[\w.-]+\.md\b")


@dataclass(frozen=True, slots=True, kw_only=True)
class MkDocsOutput:
    """What MkDocs made: the shells, and the files of the site that are not ours, by path."""

    templates: PageTemplates
    folder: Path
    files: tuple[str, ...]


def save_mkdocs_output(workspace: Path, cache_key: str, output: MkDocsOutput) -> None:
    """Write down what a frame is made of, last, so that a killed run leaves no frame."""
    content = {
        "key": cache_key,
        "files": {path: hash_content((output.folder / path).read_bytes()) for path in output.files},
        "nav": sorted(output.templates.nav_addresses),
        "shells": [
            [*kind, shell.head_start, shell.head_to_body, shell.body_end]
            for kind, shell in sorted(output.templates.by_variant.items(), key=repr)
        ],
    }
    CacheFile(workspace / _RECORD_FILE, _FORMAT).save_json(content)


def load_mkdocs_output(workspace: Path, cache_key: str | None = None) -> MkDocsOutput | None:
    """The frame stored under a key, or under any; `None` where there is none to trust."""
    content = CacheFile(workspace / _RECORD_FILE, _FORMAT).load_json()
    if content is None or content["key"] != (cache_key or content["key"]):
        return None
    folder = workspace / "site"
    files: dict[str, str] = content["files"]
    try:
        if any(hash_content(read_file(folder / path)) != note for path, note in files.items()):
            return None
    except OSError:
        return None
    shells = {
        TemplateVariant(template, depth, nav): PageTemplate(*parts)
        for template, depth, nav, *parts in content["shells"]
    }
    return MkDocsOutput(
        templates=PageTemplates(frozenset(content["nav"]), shells),
        folder=folder,
        files=tuple(files),
    )


def hash_files(root: Path, paths: Iterable[str]) -> dict[str, str]:
    """The digest of each of some files, by path.

    Raises `OSError` for a file that cannot be read, and `PapersError` for names that no page can
    have.
    """
    paths = list(paths)
    message = "has a name that is not UTF-8; rename it"
    odd = [Problem(str(root / path), 0, "", message) for path in paths if not _is_decodable(path)]
    if odd:
        raise PapersError(odd)
    return {path: hash_content(read_file(root / path)) for path in paths}


def _is_decodable(path: str) -> bool:
    """Whether a path is text, not bytes that the system could not decode."""
    try:
        path.encode()
    except UnicodeEncodeError:
        return False
    return True


def find_linked_sources(
    config_files: Iterable[Path], docs: Path, user_pages: Iterable[str], generated: Iterable[str]
) -> list[str]:
    """The generated pages that hand-written ones or the navigation may link to, sorted."""
    mentioned = set(DEFAULT_NAV.values())
    for file in config_files:
        mentioned.update(_SOURCE_MENTION.findall(file.read_text("utf-8")))
    for path in user_pages:
        if path.endswith(".md"):
            mentioned.update(_SOURCE_MENTION.findall((docs / path).read_text("utf-8", "replace")))
    return sorted(path for path in generated if path[path.rfind("/") + 1 :] in mentioned)
