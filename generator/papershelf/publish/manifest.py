"""What a target has: each path with the hash of its content; and the plan to bring it up to date.

The manifest is a file of the target itself, so that any machine can continue. Before files are
sent, it is marked: a path whose content is uncertain has the hash `?`. Files that are not in it belong
to somebody else, and are never deleted. Pure functions.
"""

from __future__ import annotations

from collections.abc import Mapping
from dataclasses import dataclass

from papershelf.core.errors import PapersError, Problem

MANIFEST_FILE = ".papershelf-published.tsv"
UNCERTAIN = "?"
_LATE_FILES = ("search/index/index.json", "sitemap.xml", "feed.xml", "feed.json")
"""Files that lead to others, which must be there first."""


@dataclass(frozen=True, slots=True, kw_only=True)
class PublishPlan:
    """The paths to send, in their order, and to delete after that; hashes of the site by path.

    `kept` has the hashes of files that the target has already.
    """

    uploads: tuple[str, ...]
    deletions: tuple[str, ...]
    hashes: Mapping[str, str]
    kept: Mapping[str, str]

    @property
    def is_empty(self) -> bool:
        """Whether the target is up to date."""
        return not (self.uploads or self.deletions)

    def marked_manifest(self) -> bytes:
        """The manifest while files are sent."""
        uncertain = dict.fromkeys((*self.uploads, *self.deletions), UNCERTAIN)
        return render_manifest({**self.kept, **uncertain})

    def final_manifest(self) -> bytes:
        """The manifest when all is sent."""
        return render_manifest(self.hashes)


def make_plan(hashes: Mapping[str, str], published: Mapping[str, str]) -> PublishPlan:
    """Compare a site with what its target has."""
    uploads = [path for path, content in hashes.items() if published.get(path) != content]
    return PublishPlan(
        uploads=tuple(sorted(uploads, key=_upload_order)),
        deletions=tuple(sorted(published.keys() - hashes.keys())),
        hashes=hashes,
        kept={path: known for path, known in published.items() if hashes.get(path) == known},
    )


def _upload_order(path: str) -> tuple[int, str]:
    """Assets first, then other files, pages, and at last files that lead to others."""
    if path.startswith("assets/"):
        return 0, path
    if path in _LATE_FILES or path == "index.html":
        return 3, path
    return (2 if path.endswith(".html") else 1), path


def render_manifest(hashes: Mapping[str, str]) -> bytes:
    """Render a manifest, one path on a line, sorted."""
    return "".join(f"{known}\t{path}\n" for path, known in sorted(hashes.items())).encode()


def parse_manifest(content: bytes, target: str) -> dict[str, str]:
    """Parse a manifest. Raises `PapersError` if it is damaged, since it says what may be deleted."""
    hashes = {}
    for number, line in enumerate(content.decode("utf-8", "replace").splitlines(), 1):
        known, tab, path = line.partition("\t")
        if not tab or not is_site_path(path):
            message = f"line {number} of {MANIFEST_FILE} is damaged; restore it, or delete it there"
            raise PapersError([Problem(target, 0, "", message)])
        hashes[path] = known
    return hashes


def is_site_path(path: str) -> bool:
    """Whether a path is one of a file in the site: relative, without `..`, printable."""
    parts = path.split("/")
    return path.isprintable() and "\\" not in path and all(parts) and not {".", ".."} & set(parts)
