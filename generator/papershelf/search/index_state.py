"""What one build of the index knows and the next can use: terms of papers, and whole files.

Nothing of it shows in the index: what is remembered is what would be made again.
"""

from __future__ import annotations

import hashlib
from collections.abc import Callable, Iterable, Mapping
from dataclasses import dataclass, field
from functools import partial

from papershelf.search.postings import PaperTerms


@dataclass(frozen=True, slots=True, kw_only=True, eq=False)
class IndexCache:
    """The terms of papers by the papers' keys, the names of those terms, and files by their keys.

    Papers stand in the order of `paper_keys`, terms are numbered by their place in `term_names`.
    """

    paper_keys: tuple[str, ...] = ()
    term_names: tuple[str, ...] = ()
    paper_terms: PaperTerms = field(default_factory=lambda: PaperTerms.join(()))
    files: Mapping[bytes, bytes] = field(default_factory=dict)


class FileCache:
    """Makes files, each by a key that names all it is made from; knows those made before."""

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
        """Where each file of a row that was cut begins, and the files."""
        begins, contents = [], []
        for piece in slices:
            begins.append(piece.start)
            contents.append(self.get_or_make(kind, inputs(piece), partial(render, piece)))
        return begins, contents

    def get_or_make(self, kind: str, inputs: Iterable[bytes], render: Callable[[], bytes]) -> bytes:
        """The file of this kind that `render` makes of these inputs, and of nothing else."""
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
