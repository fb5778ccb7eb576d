"""What a run leaves for the next beside the site itself, and finds of the one before.

A `Project` comes in with the names of what makes it; what the same code left goes out. To forget
all of it costs time and nothing else.
"""

from __future__ import annotations

from typing import NamedTuple

from papershelf.core.project import Project
from papershelf.engine.cache_file import CacheFile
from papershelf.engine.fingerprint import Fingerprints, fingerprint_texts
from papershelf.engine.memo_store import load_memo, save_memo
from papershelf.site.build_memory import SizeCache, load_size_cache, save_size_cache

_SIZES_FILE = "memory.bin"
_MEMO_FILE = "answers.json"


class BuildCache(NamedTuple):
    """What a project is made by, its name with the settings, and what the last run by it left."""

    fingerprints: Fingerprints
    build_fingerprint: str
    sizes: SizeCache


def load_build_cache(project: Project, fingerprints: Fingerprints) -> BuildCache:
    """What is known from earlier runs by the code, the libraries and the settings of now."""
    load_memo(CacheFile(project.cache / _MEMO_FILE, fingerprints.code))
    code = fingerprint_texts([fingerprints.code, repr(project.settings)])
    return BuildCache(
        fingerprints, code, load_size_cache(CacheFile(project.cache / _SIZES_FILE, code))
    )


def save_build_cache(project: Project, cache: BuildCache, sizes: SizeCache) -> None:
    """Write down what the next run can use, where it is not what this one knew."""
    save_memo(CacheFile(project.cache / _MEMO_FILE, cache.fingerprints.code))
    before = [bulk.content_hash for bulk in cache.sizes.bulk_files.values()]
    after = [bulk.content_hash for bulk in sizes.bulk_files.values()]
    if cache.sizes.entry_lengths != sizes.entry_lengths or before != after:
        save_size_cache(CacheFile(project.cache / _SIZES_FILE, cache.build_fingerprint), sizes)
