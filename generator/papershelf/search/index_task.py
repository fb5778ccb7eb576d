"""The search index as a task of the build, made beside everything else.

A catalogue and the keys of its papers come in, a `BuildTask` and what it makes go out. What is known
of the index is kept for the next build, which reads only the papers that changed and packs only
their files.
"""

from __future__ import annotations

import zlib
from collections.abc import Mapping

from papershelf.catalogue.catalogue import Catalogue
from papershelf.core.page import Artifact
from papershelf.engine.build_task import BuildTask, TaskOutput
from papershelf.engine.cache_file import CacheFile
from papershelf.engine.fingerprint import fingerprint_texts
from papershelf.records.model import PaperId
from papershelf.search.index import update_index
from papershelf.search.index_cache import load_index_cache, save_index_cache

TASK_NAME = "search-index"


def plan_search_index(
    catalogue: Catalogue, cache_keys: Mapping[PaperId, str], cache: CacheFile
) -> BuildTask:
    """The task of making the index of a catalogue.

    `cache_keys` name all that goes into the index of each paper, `cache` is the file that keeps
    what is known; its fingerprint counts for the index, too.
    """
    fingerprint = _with_zlib(cache).fingerprint
    papers = (cache_keys[paper.id] for paper in catalogue.papers)
    # Their order is that of the vocabularies, of which no paper tells.
    values = (*catalogue.by_tag, "", *catalogue.by_venue, *catalogue.by_unlisted_venue, "")
    return BuildTask(
        kind=TASK_NAME,
        name=TASK_NAME,
        cache_key=fingerprint_texts([fingerprint, *values, *papers]),
    )


def render_search_index(
    catalogue: Catalogue, cache_keys: Mapping[PaperId, str], cache: CacheFile
) -> TaskOutput:
    """The files of the index; what the next build can use goes into `cache`."""
    cache = _with_zlib(cache)
    memory = load_index_cache(cache)
    files, known = update_index(catalogue, cache_keys, memory)
    if (known.paper_keys, known.files.keys()) != (memory.paper_keys, memory.files.keys()):
        save_index_cache(cache, known)
    return TaskOutput(artifacts=tuple(Artifact(*file) for file in files.items()))


def _with_zlib(cache: CacheFile) -> CacheFile:
    # Other versions of zlib may pack the same bytes in another way.
    fingerprint = fingerprint_texts([cache.fingerprint, zlib.ZLIB_RUNTIME_VERSION])
    return CacheFile(cache.path, fingerprint)
