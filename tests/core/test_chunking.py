from __future__ import annotations

from hypothesis import given
from hypothesis import strategies as st

from papershelf.core.chunking import (
    boundary_hash,
    min_chunk_size,
    split_at_boundaries,
    split_evenly,
)


def pieces_of(names: list[str], most: int) -> list[list[str]]:
    return [names[piece] for piece in split_evenly(names, most)]


@given(st.lists(st.text(max_size=4)), st.integers(1, 12))
def test_pieces_hold_the_whole_row_and_none_too_much(names: list[str], most: int) -> None:
    pieces = pieces_of(names, most)
    assert [name for piece in pieces for name in piece] == names
    assert all(1 <= len(piece) <= most for piece in pieces)
    assert all(len(piece) >= min_chunk_size(most) for piece in pieces[:-1])


@given(st.lists(st.text(max_size=4), max_size=12))
def test_what_fits_is_not_cut(names: list[str]) -> None:
    assert len(pieces_of(names, 12)) == bool(names)


@given(
    st.lists(st.text(max_size=4), min_size=1, max_size=30),
    st.lists(st.tuples(st.integers(-3, 33), st.integers(-3, 33)), min_size=31, max_size=31),
)
def test_any_reach_ends(names: list[str], reaches: list[tuple[int, int]]) -> None:
    pieces = list(split_at_boundaries(names, reaches.__getitem__))
    assert [name for piece in pieces for name in names[piece]] == names
    assert all(piece.stop > piece.start for piece in pieces)


def test_a_piece_ends_before_the_lowest_mark_that_it_can_reach() -> None:
    lowest, *others = sorted("abcdefghij", key=boundary_hash)
    names = [*others[:5], lowest, *others[5:]]
    assert next(split_at_boundaries(names, lambda _: (3, 6))) == slice(0, 5)
    # Out of reach it is none, and of two that are one the first counts.
    assert next(split_at_boundaries([lowest, "a", "a", "a", "a", "b"], lambda _: (2, 4))) == slice(
        0, 2
    )


def test_who_comes_or_goes_moves_few_cuts() -> None:
    names = [f"paper-{number}" for number in range(3000)]
    before = {tuple(piece) for piece in pieces_of(names, 100)}
    moved = []
    for place in range(0, 3000, 100):
        more = [*names[:place], f"new-{place}", *names[place:]]
        moved.append(len({tuple(piece) for piece in pieces_of(more, 100)} - before))
    assert len(before) > 30
    assert max(moved) < 20
    assert sum(moved) / len(moved) < 2
