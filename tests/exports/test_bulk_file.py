from __future__ import annotations

import pytest
from hypothesis import given
from hypothesis import strategies as st

from papershelf.exports.bulk_file import Envelope

ENVELOPES = [
    Envelope(),
    Envelope(separator=b"\n"),
    Envelope(opening=b"[\n", separator=b",\n", closing=b"\n]\n"),
]


@given(st.sampled_from(ENVELOPES), st.lists(st.binary(max_size=9)))
def test_a_joined_file_is_split_into_the_same_records(
    envelope: Envelope, records: list[bytes]
) -> None:
    bulk = envelope.join(records)
    assert [bytes(record) for record in envelope.split(bulk.content, bulk.lengths)] == records


@pytest.mark.parametrize(
    ("records", "content"),
    [([], b"[\n\n]\n"), ([b"1"], b"[\n1\n]\n"), ([b"1", b"", b"3"], b"[\n1,\n,\n3\n]\n")],
)
def test_a_file_has_the_start_and_end_of_its_envelope(records: list[bytes], content: bytes) -> None:
    assert ENVELOPES[2].join(records).content == content


def test_split_records_can_be_joined_with_new_ones() -> None:
    first = ENVELOPES[1].join([b"one", b"two"])
    old, _ = ENVELOPES[1].split(first.content, first.lengths)
    assert ENVELOPES[1].join([old, b"three"]).content == b"one\nthree"
