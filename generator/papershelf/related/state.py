"""The state of related papers that one build passes to the next, and its conversion to arrays.

It does not depend on its history: the state after an update equals that of a clean build.
"""

from __future__ import annotations

from collections.abc import Mapping
from dataclasses import dataclass

import numpy as np
from numpy.typing import NDArray
from scipy.sparse import csr_array

from papershelf.related.similarity import NearestPapers


@dataclass(frozen=True, slots=True, kw_only=True, eq=False)
class RelatedState:
    """Papers in the order of their ids: `content_keys`, terms, related papers and reasons.

    `counts` has a row for each paper and a column for each term of the sorted `vocabulary`.
    `reasons` has a string for each paper, made by `pack_words`; `reason_keys` identify their
    inputs, as computed by `hash_terms`.
    """

    ids: tuple[str, ...]
    content_keys: NDArray[np.uint64]
    vocabulary: NDArray[np.uint32]
    counts: csr_array
    nearest: NearestPapers
    reason_keys: NDArray[np.uint64]
    reasons: tuple[str, ...]


def empty_state(top: int) -> RelatedState:
    """Return the state of a collection without papers."""
    nothing = np.zeros((0, top), np.int32)
    return RelatedState(
        ids=(),
        content_keys=np.zeros(0, np.uint64),
        vocabulary=np.zeros(0, np.uint32),
        counts=csr_array((0, 0), dtype=np.uint8),
        nearest=NearestPapers(positions=nothing, scores=nothing),
        reason_keys=np.zeros(0, np.uint64),
        reasons=(),
    )


def state_to_arrays(state: RelatedState) -> dict[str, NDArray[np.generic]]:
    """Convert a state to arrays; equal states give equal arrays."""
    return {
        "keys": state.content_keys,
        "vocabulary": state.vocabulary,
        "starts": state.counts.indptr.astype(np.int32),
        "columns": state.counts.indices.astype(np.int32),
        "counts": state.counts.data,
        "places": state.nearest.positions,
        "scores": state.nearest.scores,
        "grounds": state.reason_keys,
        "ids": _encode_text("\n".join(state.ids)),
        "reasons": _encode_text("\n".join(state.reasons)),
    }


def state_from_arrays(arrays: Mapping[str, NDArray[np.generic]]) -> RelatedState | None:
    """Restore a state from the arrays of `state_to_arrays`; `None` for any other arrays."""
    try:
        return _from_arrays(arrays)
    except (ValueError, KeyError, TypeError):
        return None


def _from_arrays(arrays: Mapping[str, NDArray[np.generic]]) -> RelatedState:
    # No id and no word contains a line feed.
    ids, reasons = (tuple(_decode_text(arrays[name]).split("\n")) for name in ("ids", "reasons"))
    ids = ids if len(arrays["keys"]) else ()
    vocabulary = arrays["vocabulary"].astype(np.uint32, copy=False)
    shape = (len(ids), len(vocabulary))
    return RelatedState(
        ids=ids,
        content_keys=arrays["keys"].astype(np.uint64, copy=False),
        vocabulary=vocabulary,
        counts=csr_array((arrays["counts"], arrays["columns"], arrays["starts"]), shape=shape),
        nearest=NearestPapers(
            positions=arrays["places"].astype(np.int32, copy=False),
            scores=arrays["scores"].astype(np.int32, copy=False),
        ),
        reason_keys=arrays["grounds"].astype(np.uint64, copy=False),
        reasons=reasons[: len(ids)],
    )


def _encode_text(text: str) -> NDArray[np.uint8]:
    return np.frombuffer(text.encode("utf-8", "surrogatepass"), np.uint8)


def _decode_text(array: NDArray[np.generic]) -> str:
    return array.tobytes().decode("utf-8", "surrogatepass")
