"""The cache of a build: every file that one build leaves for the next, beside the site itself.

To lose it costs time and nothing else. All are `CacheFile`s, each valid for what it was made by.
"""

from __future__ import annotations

from dataclasses import dataclass
from functools import cached_property
from pathlib import Path
from typing import TYPE_CHECKING

from papershelf.core.project import Project
from papershelf.engine.cache_file import CacheFile
from papershelf.engine.fingerprint import Fingerprints, fingerprint_texts
from papershelf.engine.memo_store import load_memo, save_memo

if TYPE_CHECKING:
    from papershelf.site.size_cache import SizeCache


@dataclass(frozen=True, kw_only=True)
class BuildCache:
    """The cache files of a project, for the code, libraries and settings of this build."""

    folder: Path
    fingerprints: Fingerprints
    build_fingerprint: str

    def record(self, input_fingerprint: str) -> CacheFile:
        """What the last build made of some inputs; see `up_to_date`."""
        return CacheFile(self.folder / "build-record", input_fingerprint)

    @property
    def related(self) -> CacheFile:
        """Related papers, with what is needed to update them."""
        return CacheFile(self.folder / "related", self.build_fingerprint)

    @property
    def search_index(self) -> CacheFile:
        """The terms of papers and the packed files of the search index."""
        return CacheFile(self.folder / "search-index", self.build_fingerprint)

    @cached_property
    def sizes(self) -> SizeCache:
        """Sizes that the last build left."""
        # Only here: it loads numpy and the exports, which a run that finds no change does not need.
        from papershelf.site.size_cache import load_size_cache  # noqa: PLC0415

        return load_size_cache(self._sizes_file)

    def load_memo(self) -> None:
        """Give memoized functions the results of the last build."""
        load_memo(self._memo_file)

    def save(self, sizes: SizeCache) -> None:
        """Save what the next build can use, where it differs from what this one loaded."""
        from papershelf.site.size_cache import save_size_cache  # noqa: PLC0415

        save_memo(self._memo_file)
        if sizes.summary() != self.sizes.summary():
            save_size_cache(self._sizes_file, sizes)

    @property
    def _memo_file(self) -> CacheFile:
        return CacheFile(self.folder / "memo", self.fingerprints.code)

    @property
    def _sizes_file(self) -> CacheFile:
        return CacheFile(self.folder / "sizes", self.build_fingerprint)


def open_build_cache(project: Project, fingerprints: Fingerprints) -> BuildCache:
    """The cache of a project for the code of some fingerprints and the settings of now."""
    return BuildCache(
        folder=project.cache,
        fingerprints=fingerprints,
        build_fingerprint=fingerprint_texts([fingerprints.code, repr(project.settings)]),
    )
