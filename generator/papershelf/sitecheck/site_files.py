"""Lists the files of a built site, without those of other sites in its folder."""

from __future__ import annotations

import os
from pathlib import Path

from papershelf.engine.manifest import MANIFEST_FILE


def list_site_files(root: Path) -> tuple[frozenset[str], frozenset[str]]:
    """The files of a folder, and those among them of other sites, which have their own manifest."""
    found: set[str] = set()
    others: set[str] = set()
    other_sites: set[str] = set()
    for folder, _, names in os.walk(root):
        inside = Path(folder).relative_to(root).as_posix()
        prefix = "" if inside == "." else f"{inside}/"
        if prefix and (MANIFEST_FILE in names or inside.rpartition("/")[0] in other_sites):
            other_sites.add(inside)
        paths = {f"{prefix}{name}" for name in names if not name.startswith(".papershelf")}
        found |= paths
        others |= paths if inside in other_sites else set()
    return frozenset(found), frozenset(others)
