"""The search index as a build task that runs alongside the page tasks.

Takes a catalogue and the cache keys of its papers; returns a `BuildTask` and renders its output. A
cache file keeps the state for the next build, which then reads only changed papers and compresses
only changed files.
"""

from __future__ import annotations

import zlib
from collections.abc import Mapping

from papershelf.catalogue.catalogue import Catalogue
from papershelf.core.page import Artifact
from papershelf.core.settings import Settings
from papershelf.engine.build_task import BuildTask, TaskOutput
from papershelf.engine.cache_file import CacheFile
from papershelf.engine.fingerprint import fingerprint_texts
from papershelf.records.model import PaperId
from papershelf.search.index import update_index
from papershelf.search.index_cache import load_index_cache, save_index_cache
from papershelf.vectors.paper_vectors import Vectorizer

TASK_NAME = "search-index"


def plan_search_index(
    catalogue: Catalogue, cache_keys: Mapping[PaperId, str], cache: CacheFile
) -> BuildTask:
    """Plan the task that builds the index of a catalogue.

    `cache_keys` cover all inputs of each paper's index entries. `cache` is the cache file; its
    fingerprint is part of the task's cache key.
    """
    fingerprint = _with_zlib(cache).fingerprint
    papers = (cache_keys[paper.id] for paper in catalogue.papers)
    # The order of tags and venues comes from the vocabularies, not from any paper.
    values = (*catalogue.by_tag, "", *catalogue.by_venue, *catalogue.by_unlisted_venue, "")
    lists = (text for one in catalogue.reading_lists.values() for text in (one.id, one.title))
    return BuildTask(
        kind=TASK_NAME,
        name=TASK_NAME,
        cache_key=fingerprint_texts([fingerprint, *values, *lists, "", *papers]),
    )


def render_search_index(
    catalogue: Catalogue,
    cache_keys: Mapping[PaperId, str],
    cache: CacheFile,
    settings: Settings,
    vectorizer: Vectorizer | None,
) -> TaskOutput:
    """Build the files of the index and save the state for the next build in `cache`."""
    cache = _with_zlib(cache)
    memory = load_index_cache(cache)
    files, known = update_index(catalogue, cache_keys, memory, settings, vectorizer)
    if (known.paper_keys, known.files.keys()) != (memory.paper_keys, memory.files.keys()):
        save_index_cache(cache, known)
    return TaskOutput(artifacts=tuple(Artifact(*file) for file in files.items()))


def _with_zlib(cache: CacheFile) -> CacheFile:
    # Other versions of zlib may compress the same bytes differently.
    fingerprint = fingerprint_texts([cache.fingerprint, zlib.ZLIB_RUNTIME_VERSION])
    return CacheFile(cache.path, fingerprint)
