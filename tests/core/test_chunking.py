from __future__ import annotations

from hypothesis import given
from hypothesis import strategies as st

from papershelf.core.chunking import (
    boundary_hash,
    min_chunk_size,
    split_at_boundaries,
    split_evenly,
)


def split(names: list[str], most: int) -> list[list[str]]:
    return [names[piece] for piece in split_evenly(names, most)]


@given(st.lists(st.text(max_size=4)), st.integers(1, 12))
def test_chunks_contain_all_items_and_have_allowed_sizes(names: list[str], most: int) -> None:
    pieces = split(names, most)
    assert [name for piece in pieces for name in piece] == names
    assert all(1 <= len(piece) <= most for piece in pieces)
    assert all(len(piece) >= min_chunk_size(most) for piece in pieces[:-1])


@given(st.lists(st.text(max_size=4), max_size=12))
def test_a_sequence_that_fits_is_not_split(names: list[str]) -> None:
    assert len(split(names, 12)) == bool(names)


@given(
    st.lists(st.text(max_size=4), min_size=1, max_size=30),
    st.lists(st.tuples(st.integers(-3, 33), st.integers(-3, 33)), min_size=31, max_size=31),
)
def test_splitting_ends_for_any_bounds(names: list[str], reaches: list[tuple[int, int]]) -> None:
    pieces = list(split_at_boundaries(names, reaches.__getitem__))
    assert [name for piece in pieces for name in names[piece]] == names
    assert all(piece.stop > piece.start for piece in pieces)


def test_a_chunk_ends_before_the_lowest_hash_within_its_bounds() -> None:
    lowest, *others = sorted("abcdefghij", key=boundary_hash)
    names = [*others[:5], lowest, *others[5:]]
    assert next(split_at_boundaries(names, lambda _: (3, 6))) == slice(0, 5)
    # A boundary out of reach is ignored, and the first of equal ones is used.
    assert next(split_at_boundaries([lowest, "a", "a", "a", "a", "b"], lambda _: (2, 4))) == slice(
        0, 2
    )


def test_a_chunk_ends_where_the_cost_is_lowest() -> None:
    lowest, *others = sorted("abcdefghij", key=boundary_hash)
    names = [*others[:5], lowest, *others[5:]]
    costs = {3: 2, 4: 1, 5: 2, 6: 1}
    best = min((4, 6), key=lambda place: boundary_hash(names[place]))
    assert next(split_at_boundaries(names, lambda _: (3, 6), costs.__getitem__)) == slice(0, best)


def test_an_inserted_item_moves_few_boundaries() -> None:
    names = [f"paper-{number}" for number in range(3000)]
    before = {tuple(piece) for piece in split(names, 100)}
    moved = []
    for place in range(0, 3000, 100):
        more = [*names[:place], f"new-{place}", *names[place:]]
        moved.append(len({tuple(piece) for piece in split(more, 100)} - before))
    assert len(before) > 30
    assert max(moved) < 20
    assert sum(moved) / len(moved) < 2
