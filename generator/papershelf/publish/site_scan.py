"""Reads the files of a built site with the hashes of their contents."""

from __future__ import annotations

import os
from collections.abc import Iterator
from hashlib import blake2b
from pathlib import Path

from papershelf.core.errors import PapersError, Problem
from papershelf.publish.manifest import is_site_path

_REQUIRED = ("index.html", "404.html")


def scan_site(site: Path) -> dict[str, str]:
    """The hash of each file by its path. Raises `PapersError` if the site is not complete.

    Hidden files, such as the manifest of the build, are not part of the site, except `.nojekyll`
    and `.well-known/`.
    """
    for name in _REQUIRED:
        if not (site / name).is_file():
            message = f"has no {name}; run papershelf build first"
            raise PapersError([Problem(site.as_posix(), 0, "", message)])
    hashes = {}
    for path in sorted(_list_files(site)):
        if not is_site_path(path):
            message = "cannot be published: its name has a character that hosts may not keep"
            raise PapersError([Problem((site / path).as_posix(), 0, "", message)])
        hashes[path] = _hash_file(site / path)
    return hashes


def _list_files(site: Path) -> Iterator[str]:
    for folder, folders, files in os.walk(site):
        folders[:] = [name for name in folders if not name.startswith(".") or name == ".well-known"]
        for name in files:
            if not name.startswith(".") or name == ".nojekyll":
                yield Path(folder, name).relative_to(site).as_posix()


def _hash_file(path: Path) -> str:
    return blake2b(path.read_bytes(), digest_size=16).hexdigest()
