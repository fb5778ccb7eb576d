"""Keeps generated pages out of git: writes `.gitignore` in the folder of MkDocs.

The file ignores itself, too, so that nothing of a build is ever committed. A `.gitignore` that
somebody else wrote is left as it is.
"""

from __future__ import annotations

from collections.abc import Iterable
from pathlib import Path

from papershelf.core.disk_files import replace_file
from papershelf.pages.navigation import generated_paths

_FIRST_LINE = "# Written by Papershelf in each build: the pages that it generates here.\n"
_OWN_FILES = (".gitignore", ".papershelf*")


def ignore_generated_pages(docs: Path, redirect_paths: Iterable[str]) -> None:
    """Write the `.gitignore` of a folder, if it is missing or was written by Papershelf.

    `redirect_paths` are the files of redirects and removed pages, which can have any path.
    """
    path = docs / ".gitignore"
    patterns = [*_OWN_FILES, *generated_paths()]
    folders = tuple(pattern for pattern in patterns if pattern.endswith("/"))
    patterns += sorted(_escape(name) for name in redirect_paths if not name.startswith(folders))
    text = (_FIRST_LINE + "".join(f"/{pattern}\n" for pattern in patterns)).encode()
    if path.is_symlink() or (path.exists() and not _is_replaceable(path, text)):
        return
    docs.mkdir(parents=True, exist_ok=True)
    replace_file(path, text)


def _is_replaceable(path: Path, text: bytes) -> bool:
    """Whether a file was written by Papershelf and differs from a text."""
    if not path.is_file():
        return False
    found = path.read_bytes()
    return found != text and found.startswith(_FIRST_LINE.encode())


def _escape(path: str) -> str:
    """A path as a pattern of git that matches only it."""
    return "".join(f"\\{char}" if char in "\\*?[ #!" else char for char in path)
