"""Groups of papers with similar vectors: complete, of bounded size, and stable."""

from __future__ import annotations

import numpy as np

from papershelf.core.chunking import boundary_hash
from papershelf.search.vector_groups import group_papers
from papershelf.vectors.packed import Packed, pack_vectors

TOPICS = 40


def make_vectors(count: int) -> tuple[list[str], Packed]:
    """Return ids, and vectors near those of a few topics."""
    chance = np.random.default_rng(7)
    topics = chance.integers(-300, 300, (TOPICS, 128))
    noise = chance.integers(-200, 200, (count, 128))
    return [f"paper-{n}" for n in range(count)], pack_vectors(
        topics[np.arange(count) % TOPICS] + noise
    )


def members_of(ids: list[str], vectors: Packed) -> list[list[str]]:
    return [[ids[n] for n in group] for group in group_papers(ids, vectors).members]


def test_few_papers_are_one_group() -> None:
    ids, vectors = make_vectors(1000)
    assert members_of(ids, vectors) == [ids]


def test_every_paper_is_in_one_group_with_similar_ones() -> None:
    ids, vectors = make_vectors(3000)
    groups = members_of(ids, vectors)
    assert len(groups) == 16
    assert sorted(name for group in groups for name in group) == sorted(ids)
    kept = [len({int(name.split("-")[1]) % TOPICS for name in group}) for group in groups]
    assert sum(kept) < 2 * TOPICS


def test_a_paper_without_known_words_is_in_no_group() -> None:
    ids, vectors = make_vectors(20)
    vectors[7] = 0
    assert members_of(ids, vectors) == [ids[:7] + ids[8:]]


def test_no_papers_are_one_empty_group() -> None:
    assert members_of([], np.zeros((0, 64), np.uint8)) == [[]]


def test_most_new_papers_change_one_group() -> None:
    ids, vectors = make_vectors(3000)
    before = members_of(ids, vectors)
    for number in range(5):
        name = next(
            f"new-{number}-{k}" for k in range(100) if boundary_hash(f"new-{number}-{k}") % 8
        )
        after = members_of([*ids, name], np.concatenate([vectors, vectors[number : number + 1]]))
        assert sum(one != other for one, other in zip(before, after, strict=True)) == 1


def test_the_order_of_papers_does_not_move_centroids() -> None:
    ids, vectors = make_vectors(3000)
    groups = group_papers(ids, vectors)
    turned = group_papers(ids[::-1], vectors[::-1])
    assert groups.centroids.tobytes() == turned.centroids.tobytes()
