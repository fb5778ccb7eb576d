"""The build cache: all files that one build saves for the next, apart from the site itself.

All are `CacheFile`s, and deleting them only makes the next build slower.
"""

from __future__ import annotations

from dataclasses import dataclass
from functools import cached_property
from pathlib import Path
from typing import TYPE_CHECKING

from papershelf.core.disk_files import read_file
from papershelf.core.project import Project
from papershelf.engine.cache_file import CacheFile
from papershelf.engine.fingerprint import Fingerprints, fingerprint_texts, hash_content
from papershelf.engine.memo_store import load_memo, save_memo

if TYPE_CHECKING:
    from papershelf.site.size_cache import SizeCache

_MODEL_VECTORS_VERSION = "1"
"""To be increased if the same papers and model would get other vectors."""


@dataclass(frozen=True, kw_only=True)
class BuildCache:
    """The cache files of a project, for the code, libraries and settings of this build."""

    folder: Path
    word_vectors: Path
    fingerprints: Fingerprints
    build_fingerprint: str

    def record(self, input_fingerprint: str) -> CacheFile:
        """The record of the last build from these inputs; see `up_to_date`."""
        return CacheFile(self.folder / "build-record", input_fingerprint)

    @property
    def related(self) -> CacheFile:
        """The related papers, with the data to update them incrementally."""
        return CacheFile(self.folder / "related", self._fingerprint_with_table)

    @property
    def paper_vectors(self) -> CacheFile:
        """The vectors of papers, for the search and for related papers."""
        return CacheFile(self.folder / "paper-vectors", self._fingerprint_with_table)

    def model_vectors(self, model: str) -> CacheFile:
        """The vectors of papers from a model, which take long, so code and settings do not matter."""
        fingerprint = fingerprint_texts([_MODEL_VECTORS_VERSION, model, self._own_table])
        return CacheFile(self.folder / "model-vectors", fingerprint)

    @property
    def search_index(self) -> CacheFile:
        """The terms of papers and the packed files of the search index."""
        return CacheFile(self.folder / "search-index", self._fingerprint_with_table)

    @cached_property
    def _fingerprint_with_table(self) -> str:
        return fingerprint_texts([self.build_fingerprint, self._own_table])

    @cached_property
    def _own_table(self) -> str:
        own = self.word_vectors
        return hash_content(read_file(own)) if own.exists() else ""

    @cached_property
    def sizes(self) -> SizeCache:
        """The sizes that the last build saved."""
        # Imported here because it loads numpy and the exports, not needed if nothing changed.
        from papershelf.site.size_cache import load_size_cache  # noqa: PLC0415

        return load_size_cache(self._sizes_file)

    def load_memo(self) -> None:
        """Load the results of memoized functions of the last build."""
        load_memo(self._memo_file)

    def save(self, sizes: SizeCache) -> None:
        """Save memos and sizes for the next build, if they changed."""
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
    """Open the cache of a project for this code and the current settings."""
    return BuildCache(
        folder=project.cache,
        word_vectors=project.word_vectors,
        fingerprints=fingerprints,
        build_fingerprint=fingerprint_texts([fingerprints.code, repr(project.settings)]),
    )
