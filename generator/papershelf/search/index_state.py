"""The state that one index build passes to the next: terms of papers, and complete files.

It never affects the content of the index: cached values equal those that would be recomputed.
"""

from __future__ import annotations

import hashlib
from collections.abc import Callable, Iterable, Mapping
from dataclasses import dataclass, field
from functools import partial

from papershelf.search.postings import PaperTerms


@dataclass(frozen=True, slots=True, kw_only=True, eq=False)
class IndexCache:
    """Terms by paper key, term names, and files by cache key.

    Papers are in the order of `paper_keys`; a term's number is its position in `term_names`.
    """

    paper_keys: tuple[str, ...] = ()
    term_names: tuple[str, ...] = ()
    paper_terms: PaperTerms = field(default_factory=lambda: PaperTerms.join(()))
    files: Mapping[bytes, bytes] = field(default_factory=dict)


class FileCache:
    """Builds files, or reuses cached ones; each key covers all inputs of its file."""

    def __init__(self, cached: Mapping[bytes, bytes]) -> None:
        self._cached = cached
        self.used: dict[bytes, bytes] = {}

    def get_or_make_chunks(
        self,
        kind: str,
        slices: Iterable[slice],
        inputs: Callable[[slice], Iterable[bytes]],
        render: Callable[[slice], bytes],
    ) -> tuple[list[int], list[bytes]]:
        """Return where each file of a chunked sequence begins, and the files."""
        begins, contents = [], []
        for piece in slices:
            begins.append(piece.start)
            contents.append(self.get_or_make(kind, inputs(piece), partial(render, piece)))
        return begins, contents

    def get_or_make(self, kind: str, inputs: Iterable[bytes], render: Callable[[], bytes]) -> bytes:
        """Return the file that `render` makes from these inputs, reusing a cached one."""
        state = hashlib.blake2b(kind.encode(), digest_size=16)
        for part in inputs:
            state.update(b"\0%d:" % len(part))
            state.update(part)
        key = state.digest()
        content = self._cached.get(key)
        if content is None:
            content = render()
        self.used[key] = content
        return content
