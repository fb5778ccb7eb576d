"""Keeps generated pages out of git: writes `.gitignore` in the folder of MkDocs.

The file ignores itself, too, so that nothing of a build is ever committed. A `.gitignore` that
somebody else wrote is left as it is.
"""

from __future__ import annotations

from collections.abc import Iterable, Iterator, Sequence
from fnmatch import fnmatchcase
from pathlib import Path, PurePosixPath

from papershelf.core.disk_files import replace_file
from papershelf.engine.manifest import read_paths
from papershelf.pages.navigation import generated_paths

_FIRST_LINE = "# Written by Papershelf in each build: the pages that it generates here.\n"
_OWN_FILES = (".gitignore", ".papershelf*")


def ignore_generated_pages(
    docs: Path,
    redirect_paths: Iterable[str],
    user_files: Iterable[str],
    *,
    with_files: bool = False,
) -> None:
    """Write the `.gitignore` of a folder, if it is missing or was written by Papershelf.

    `redirect_paths` are the files of redirects and removed pages, which can have any path.
    `user_files` are the files that were written by hand, which are not ignored; those in the list of
    generated files, which may be newer, do not count. `with_files` says that all other files of the
    site are in the folder, too.
    """
    path = docs / ".gitignore"
    patterns = [*_OWN_FILES, *generated_paths(with_files=with_files)]
    patterns += sorted(_escape(name) for name in redirect_paths if not _is_in(name, patterns))
    excluded = [name for name in user_files if _is_ignored(name, patterns)]
    if excluded:  # rare, so the paths of generated files are read only then
        generated = read_paths(docs)
        excluded = [name for name in excluded if name not in generated]
    lines = [*(f"/{pattern}" for pattern in patterns), *_exceptions(excluded)]
    text = (_FIRST_LINE + "".join(f"{line}\n" for line in lines)).encode()
    if path.is_symlink() or (path.exists() and not _is_replaceable(path, text)):
        return
    docs.mkdir(parents=True, exist_ok=True)
    replace_file(path, text)


def _is_ignored(name: str, patterns: Sequence[str]) -> bool:
    """Whether git ignores a file by one of the patterns."""
    return _is_in(name, patterns) or any(fnmatchcase(name, p) for p in patterns if "/" not in name)


def _exceptions(files: Iterable[str]) -> Iterator[str]:
    """The lines that exclude files from the patterns.

    Git does not look into an ignored folder, so each folder above such a file is excluded, and then
    its other files are ignored one level below.
    """
    files = sorted(files)
    folders = {folder.as_posix() for name in files for folder in PurePosixPath(name).parents[:-1]}
    for folder in sorted(folders):
        yield from (f"!/{_escape(folder)}/", f"/{_escape(folder)}/*")
    yield from (f"!/{_escape(name)}" for name in files)


def _is_in(path: str, patterns: Iterable[str]) -> bool:
    """Whether a path is below one of the folders among some patterns."""
    return path.startswith(tuple(pattern for pattern in patterns if pattern.endswith("/")))


def _is_replaceable(path: Path, text: bytes) -> bool:
    """Whether a file was written by Papershelf and differs from a text."""
    if not path.is_file():
        return False
    found = path.read_bytes()
    return found != text and found.startswith(_FIRST_LINE.encode())


def _escape(path: str) -> str:
    """A path as a pattern of git that matches only it."""
    return "".join(f"\\{char}" if char in "\\*?[ #!" else char for char in path)
