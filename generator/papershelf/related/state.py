"""What one run knows of related papers and the next can use: a frozen state, arrays and back.

Nothing in it depends on how it was reached: the state after a change is the state of a clean run.
"""

from __future__ import annotations

from collections.abc import Mapping
from dataclasses import dataclass

import numpy as np
from numpy.typing import NDArray
from scipy.sparse import csr_array

from papershelf.related.similarity import Nearest


@dataclass(frozen=True, slots=True, kw_only=True, eq=False)
class RelatedState:
    """Papers in order of their ids: what each holds (`keys`), its terms, whom it is near and why.

    `counts` has a row for each paper and a column for each term of `vocabulary`, which rises;
    `reasons` has a text for each, made by `pack_words`, `grounds` what it was told from, as
    `number_terms` makes it.
    """

    ids: tuple[str, ...]
    keys: NDArray[np.uint64]
    vocabulary: NDArray[np.uint32]
    counts: csr_array
    nearest: Nearest
    grounds: NDArray[np.uint64]
    reasons: tuple[str, ...]


def empty_state(top: int) -> RelatedState:
    """The state of a collection without papers."""
    nothing = np.zeros((0, top), np.int32)
    return RelatedState(
        ids=(),
        keys=np.zeros(0, np.uint64),
        vocabulary=np.zeros(0, np.uint32),
        counts=csr_array((0, 0), dtype=np.uint8),
        nearest=Nearest(places=nothing, scores=nothing),
        grounds=np.zeros(0, np.uint64),
        reasons=(),
    )


def list_arrays(state: RelatedState) -> dict[str, NDArray[np.generic]]:
    """All that a state knows, as arrays; the same for the same state."""
    return {
        "keys": state.keys,
        "vocabulary": state.vocabulary,
        "starts": state.counts.indptr.astype(np.int32),
        "columns": state.counts.indices.astype(np.int32),
        "counts": state.counts.data,
        "places": state.nearest.places,
        "scores": state.nearest.scores,
        "grounds": state.grounds,
        "ids": _pack("\n".join(state.ids)),
        "reasons": _pack("\n".join(state.reasons)),
    }


def read_arrays(arrays: Mapping[str, NDArray[np.generic]]) -> RelatedState | None:
    """The state that `list_arrays` listed; `None` for any other arrays."""
    try:
        return _assemble(arrays)
    except (ValueError, KeyError, TypeError):
        return None


def _assemble(arrays: Mapping[str, NDArray[np.generic]]) -> RelatedState:
    # No id and no word has a line feed.
    ids, reasons = (tuple(_unpack(arrays[name]).split("\n")) for name in ("ids", "reasons"))
    ids = ids if len(arrays["keys"]) else ()
    vocabulary = arrays["vocabulary"].astype(np.uint32, copy=False)
    shape = (len(ids), len(vocabulary))
    return RelatedState(
        ids=ids,
        keys=arrays["keys"].astype(np.uint64, copy=False),
        vocabulary=vocabulary,
        counts=csr_array((arrays["counts"], arrays["columns"], arrays["starts"]), shape=shape),
        nearest=Nearest(
            places=arrays["places"].astype(np.int32, copy=False),
            scores=arrays["scores"].astype(np.int32, copy=False),
        ),
        grounds=arrays["grounds"].astype(np.uint64, copy=False),
        reasons=reasons[: len(ids)],
    )


def _pack(text: str) -> NDArray[np.uint8]:
    return np.frombuffer(text.encode("utf-8", "surrogatepass"), np.uint8)


def _unpack(array: NDArray[np.generic]) -> str:
    return array.tobytes().decode("utf-8", "surrogatepass")
