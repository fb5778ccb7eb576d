"""The user's files in `docs/`: which are pages, and which replace or obstruct generated files.

Input: a folder of generated files or paths in it. Output: paths. Files are generated if the manifest
lists them or, if it was lost, by their paths and contents.
"""

from __future__ import annotations

import re
from collections.abc import Iterable
from collections.abc import Set as AbstractSet
from pathlib import Path

from papershelf.core.disk_files import read_file
from papershelf.core.errors import PapersError, Problem
from papershelf.core.page import is_file
from papershelf.engine.output_folder import OutputFolder
from papershelf.pages.navigation import HOME_SOURCE
from papershelf.site.artifact_plan import REPLACEABLE_FILES


def find_replaced_files(docs: OutputFolder) -> frozenset[str]:
    """Return the generated files that the user wrote instead."""
    return frozenset(
        name
        for name in (HOME_SOURCE, *REPLACEABLE_FILES)
        if name not in docs.previous_paths
        and (docs.root / name).is_file()
        and not (name == HOME_SOURCE and _is_generated_home(docs.root / name))
    )


def _is_generated_home(path: Path) -> bool:
    """Whether a home page was generated, by its contents: the manifest may have been lost."""
    return '\n---\n\n<article class="home">\n' in read_file(path).decode(errors="replace")


def check_user_files(docs: Path, user_files: Iterable[str], files: OutputFolder) -> None:
    """Raise `PapersError` if MkDocs would copy one of the user's files over a generated one.

    `files` is the folder of generated files, after all tasks have run.
    """
    message = "has the path of a generated file; move it away"
    others = (path for path in user_files if not path.endswith(".md"))
    if found := files.written_paths(others):
        raise PapersError([Problem(str(docs / path), 0, "", message) for path in sorted(found)])


_DEPENDENT_SOURCES = frozenset({"downloads.md"})
_FURTHER_PAGE = re.compile(r"(.+)/page/[0-9]+\.md")


def generated_sources(addresses: Iterable[str]) -> frozenset[str]:
    """Return the source files of generated pages with these addresses, and of the download page."""
    return _DEPENDENT_SOURCES.union(map(markdown_source, addresses))


def is_generated(path: str, sources: AbstractSet[str]) -> bool:
    """Whether a file is generated. Further pages of listings count; they are planned later."""
    match = _FURTHER_PAGE.fullmatch(path)
    return path in sources or (match is not None and f"{match[1]}.md" in sources)


def markdown_source(address: str) -> str:
    """Return the source file of a page in `docs`, which hand-written pages link to."""
    if is_file(address):
        return address
    return f"{address.rstrip('/')}.md" if address else HOME_SOURCE


def markdown_pages(files: Iterable[str]) -> list[str]:
    """Return the source files of pages, from a list of files in `docs` or in the site."""
    return [
        f"{path.removesuffix('index.html').rstrip('/') or 'index'}.md"
        if path.endswith("index.html")
        else path
        for path in files
        if path.endswith((".md", "index.html"))
    ]
