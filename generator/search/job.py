"""The making of the index beside everything else: starts early, is asked for its files late.

A catalogue and the keys of its papers come in, files of the index go out. Where the system can
fork, a process of its own does the work while MkDocs does its part. What it knows at the end is
kept for the next build, which reads only the papers that changed and packs only their files.
"""

from __future__ import annotations

import zlib
from collections.abc import Mapping
from pathlib import Path

from generator.catalogue import Catalogue
from generator.fingerprints import fingerprint_texts
from generator.model import PaperId
from generator.page import Artifact
from generator.search.index import update_index
from generator.search.keeping import load_memory, store_memory
from generator.units import Rendered, Unit
from generator.workers import Later

UNIT_NAME = "search-index"


class IndexJob:
    """The index of one catalogue, made at most once.

    `keys` name all that goes into the index of each paper, `cache` is the file that keeps what is
    known to the same `code`. `start` may be left out, then `finish` does all the work.
    """

    def __init__(
        self, catalogue: Catalogue, keys: Mapping[PaperId, str], cache: Path, code: str
    ) -> None:
        self._catalogue = catalogue
        self._keys = keys
        self._cache = cache
        # Other versions of zlib may pack the same bytes in another way.
        self._code = fingerprint_texts([code, zlib.ZLIB_RUNTIME_VERSION])
        self._files: dict[str, bytes] | None = None
        self._later: Later[dict[str, bytes]] | None = None

    def unit(self) -> Unit:
        """The index as a unit of the site: where its key is fresh, nothing has to start at all."""
        catalogue = self._catalogue
        papers = (self._keys[paper.id] for paper in catalogue.papers)
        # Their order is that of the vocabularies, of which no paper tells.
        values = (*catalogue.by_tag, "", *catalogue.by_venue, "")
        key = fingerprint_texts([self._code, *values, *papers])
        return Unit(name=UNIT_NAME, key=key, render=self._render)

    def start(self) -> None:
        """Begin in the background, if this system can."""
        self._later = self._later or Later("the search index", self._make)

    def collect(self) -> None:
        """Take the files if they are made, so that the process that made them can end."""
        if self._later and self._later.is_ready():
            self.finish()

    def finish(self) -> dict[str, bytes]:
        """The files of the index by path; waits for them. Raises `RuntimeError` if that failed."""
        if self._files is None:
            self._files = self._later.result() if self._later else self._make()
        return self._files

    def _render(self) -> Rendered:
        return Rendered(artifacts=tuple(Artifact(*file) for file in self.finish().items()))

    def _make(self) -> dict[str, bytes]:
        memory = load_memory(self._cache, self._code)
        files, known = update_index(self._catalogue, self._keys, memory)
        if (known.keys, known.files.keys()) != (memory.keys, memory.files.keys()):
            store_memory(self._cache, self._code, known)
        return files
