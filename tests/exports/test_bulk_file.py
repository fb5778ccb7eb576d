from __future__ import annotations

import pytest
from hypothesis import given
from hypothesis import strategies as st

from papershelf.exports.bulk_file import Envelope

FRAMES = [
    Envelope(),
    Envelope(separator=b"\n"),
    Envelope(opening=b"[\n", separator=b",\n", closing=b"\n]\n"),
]


@given(st.sampled_from(FRAMES), st.lists(st.binary(max_size=9)))
def test_what_was_joined_is_cut_into_the_same_pieces(frame: Envelope, pieces: list[bytes]) -> None:
    bulk = frame.join(pieces)
    assert [bytes(piece) for piece in frame.split(bulk.content, bulk.lengths)] == pieces


@pytest.mark.parametrize(
    ("pieces", "content"),
    [([], b"[\n\n]\n"), ([b"1"], b"[\n1\n]\n"), ([b"1", b"", b"3"], b"[\n1,\n,\n3\n]\n")],
)
def test_a_file_begins_and_ends_as_its_frame_says(pieces: list[bytes], content: bytes) -> None:
    assert FRAMES[2].join(pieces).content == content


def test_pieces_that_were_cut_can_be_joined_again_with_new_ones() -> None:
    first = FRAMES[1].join([b"one", b"two"])
    old, _ = FRAMES[1].split(first.content, first.lengths)
    assert FRAMES[1].join([old, b"three"]).content == b"one\nthree"
