"""The search index as a unit of the site, made beside everything else.

A catalogue and the keys of its papers come in, a `Unit` goes out. What it knows when it is made is
kept for the next build, which reads only the papers that changed and packs only their files.
"""

from __future__ import annotations

import zlib
from collections.abc import Mapping
from functools import partial
from pathlib import Path

from papershelf.catalogue.catalogue import Catalogue
from papershelf.core.page import Artifact
from papershelf.engine.build_task import Rendered, Unit
from papershelf.engine.fingerprint import fingerprint_texts
from papershelf.records.model import PaperId
from papershelf.search.index import update_index
from papershelf.search.index_cache import load_memory, store_memory

UNIT_NAME = "search-index"


def plan_index(catalogue: Catalogue, keys: Mapping[PaperId, str], cache: Path, code: str) -> Unit:
    """The index of a catalogue.

    `keys` name all that goes into the index of each paper, `cache` is the file that keeps what is
    known to the same `code`.
    """
    # Other versions of zlib may pack the same bytes in another way.
    code = fingerprint_texts([code, zlib.ZLIB_RUNTIME_VERSION])
    papers = (keys[paper.id] for paper in catalogue.papers)
    # Their order is that of the vocabularies, of which no paper tells.
    values = (*catalogue.by_tag, "", *catalogue.by_venue, *catalogue.by_unlisted, "")
    return Unit(
        name=UNIT_NAME,
        key=fingerprint_texts([code, *values, *papers]),
        render=partial(_render, catalogue, keys, cache, code),
    )


def _render(catalogue: Catalogue, keys: Mapping[PaperId, str], cache: Path, code: str) -> Rendered:
    memory = load_memory(cache, code)
    files, known = update_index(catalogue, keys, memory)
    if (known.keys, known.files.keys()) != (memory.keys, memory.files.keys()):
        store_memory(cache, code, known)
    return Rendered(artifacts=tuple(Artifact(*file) for file in files.items()))
