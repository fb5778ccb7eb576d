"""The kinds of files that `extra.papershelf.outputs` switches, by the patterns of their paths.

Input: paths of a site. Output: how many files a preset would leave out, and the kinds of addresses
that ended with a build.
"""

from __future__ import annotations

import re
from collections import Counter
from collections.abc import Callable, Iterable, Iterator
from typing import NamedTuple

from papershelf.core.formatting import format_count
from papershelf.core.outputs import PRESETS, Outputs, part_name
from papershelf.engine.manifest_table import ManifestTable

AUTHOR_PAGES = "authors/x/"
RECORDS = "papers/x.json"


class OutputKind(NamedTuple):
    """A kind of file: an example of its address, a pattern of its path, and which sites have it.

    Small sites may have files that are not `is_estimated`, even if large ones do not.
    """

    example: str
    pattern: re.Pattern[str]
    is_in: Callable[[Outputs], bool]
    is_estimated: bool = True


_LISTING = r"(?!papers/|api/|authors/|search/|assets/)[^/]+/.+"


KINDS = (
    OutputKind(
        "papers/x.bib, papers/x.ris and papers/x.csl.json",
        re.compile(r"papers/[^/]+\.(?:bib|ris|csl\.json)"),
        lambda outputs: outputs.paper_exports,
    ),
    OutputKind(RECORDS, re.compile(r"papers/[^/]+(?<!\.csl)\.json"), lambda one: one.paper_json),
    OutputKind("papers/x.md", re.compile(r"papers/[^/]+\.md"), lambda one: one.paper_markdown),
    OutputKind(
        "api/papers/x.json", re.compile(r"api/papers/[^/]+\.json"), lambda one: one.api_copies
    ),
    OutputKind(
        AUTHOR_PAGES,
        re.compile(r"authors/(?!letter/)[^/]+/index\.html"),
        lambda one: one.author_pages == 1,
    ),
    OutputKind(
        "authors/x.bib",
        re.compile(r"authors/[^/]+\.[a-z.]+(?<!/pages\.json)"),
        lambda one: one.author_exports,
    ),
    OutputKind(
        "tags/x.bib",
        re.compile(rf"{_LISTING}\.bib"),
        lambda one: one.listing_exports != "none",
    ),
    OutputKind(
        "tags/x.ris, tags/x.csl.json and tags/x.csv",
        re.compile(rf"{_LISTING}\.(?:ris|jsonl?|csv)(?<!feed\.json)"),
        lambda one: one.listing_exports == "all",
        is_estimated=False,
    ),
    OutputKind(
        "authors/x/feed.xml",
        re.compile(r"authors/[^/]+/feed\.xml"),
        lambda one: one.author_feeds == 3,
    ),
    OutputKind(
        "tags/x/feed.json",
        re.compile(r"[^/]+/.+/feed\.json"),
        lambda one: one.json_feeds,
    ),
)


class PresetSize(NamedTuple):
    """About how many files and bytes a site would have with a preset."""

    preset: str
    files: int
    size: int


def list_smaller_presets(
    manifest: ManifestTable, outputs: Outputs, large_authors: int
) -> Iterator[PresetSize]:
    """Yield the presets with which a site would have fewer files.

    `large_authors` is the number of authors who have a page with any preset.
    """
    counts: Counter[str] = Counter()
    sizes: Counter[str] = Counter()
    parts: set[str] = set()
    for path, size in zip(manifest.paths, manifest.sizes, strict=True):
        is_other_page = path.endswith("index.html") and not path.startswith("authors/")
        kind = None if is_other_page else _kind_of(path)
        if kind:
            counts[kind.example] += 1
            sizes[kind.example] += size
            if kind.example == RECORDS:
                parts.add(part_name(path.removeprefix("papers/").removesuffix(".json")))
    for name, preset in PRESETS.items():
        left_out = [
            kind.example
            for kind in KINDS
            if kind.is_estimated and kind.is_in(outputs) > kind.is_in(preset)
        ]
        kept = large_authors if AUTHOR_PAGES in left_out else 0
        # Without files of their own, records are in files of many papers.
        kept += len(parts) if RECORDS in left_out else 0
        if files := sum(counts[example] for example in left_out) - kept:
            size = sum(manifest.sizes)
            size -= sum(sizes[example] for example in left_out if example != RECORDS)
            yield PresetSize(name, len(manifest.paths) - files, size)


def list_ended(deleted_paths: Iterable[str], outputs: Outputs) -> tuple[str, ...]:
    """Return the kinds of addresses that the outputs of a site have ended, with the numbers of files."""
    found = Counter(kind for kind in map(_kind_of, deleted_paths) if kind)
    return tuple(
        f"{kind.example} ({format_count(found[kind], 'file')})"
        for kind in KINDS
        if found[kind] and not kind.is_in(outputs)
    )


def _kind_of(path: str) -> OutputKind | None:
    return next((kind for kind in KINDS if kind.pattern.fullmatch(path)), None)
