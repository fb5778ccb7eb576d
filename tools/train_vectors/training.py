"""Trains vectors of words, so that their sums come near to what the teacher says of texts.

A batch has papers that are near to each other, as hard negatives. A query (a title, a title with
synonyms, or a sentence) is compared with all papers of the batch, and the student's similarities
are to be those of the teacher. The same holds for words and definitions of WordNet. Besides, each
sum is to have the direction of the teacher's vector, projected into the space of the table.
"""

from __future__ import annotations

import math
from collections.abc import Callable, Mapping, Sequence
from dataclasses import dataclass

import numpy as np
import torch
from torch.nn import functional

_TEACHER_SCALE = 20.0
_START_SCALE = 20.0
_SHARED_DROPPED = 0.6
_QUERY_DROPPED = 0.4


@dataclass(frozen=True)
class Bags:
    """Texts as numbers of words with weights, one text per row, and the teacher's vectors of them.

    `targets` are in the space of the teacher.
    """

    words: torch.Tensor
    weights: torch.Tensor
    targets: torch.Tensor

    def __len__(self) -> int:
        return len(self.words)


@dataclass(frozen=True)
class Queries:
    """Texts that describe papers: `papers` has the number of the paper of each."""

    texts: Bags
    papers: torch.Tensor


@dataclass(frozen=True)
class Lessons:
    """All that is learned from; `neighbors` has the numbers of the papers nearest to each paper."""

    papers: Bags
    neighbors: torch.Tensor
    queries: Sequence[Queries]
    glosses: Bags
    names: Bags


@dataclass(frozen=True)
class Plan:
    """How long and how fast to train."""

    steps: int = 800
    rate: float = 1e-3
    anchors: int = 16
    others: int = 128
    glosses: int = 192
    pull: float = 0.02
    contrast: float = 0.25
    direction: float = 4.0
    report_every: int = 200


def make_bags(
    texts: Sequence[Mapping[str, int]], places: Mapping[str, int], targets: np.ndarray, width: int
) -> Bags:
    """Return the bags of texts, given as words with weights; further words than `width` are cut."""
    words = torch.full((len(texts), width), len(places), dtype=torch.long)
    weights = torch.zeros(len(texts), width)
    for row, text in enumerate(texts):
        known = [(places[word], weight) for word, weight in text.items() if word in places][:width]
        if known:
            numbers, counts = zip(*known, strict=True)
            words[row, : len(known)] = torch.tensor(numbers)
            weights[row, : len(known)] = torch.tensor(counts, dtype=torch.float)
    return Bags(words, weights, torch.from_numpy(targets))


class Trainer:
    """Vectors in training: `start` has one row per word, `projection` leads to their space."""

    def __init__(
        self, start: np.ndarray, projection: np.ndarray, lessons: Lessons, plan: Plan, seed: int
    ) -> None:
        self._random = torch.Generator().manual_seed(seed)
        self._lessons = lessons
        self._plan = plan
        self._projection = torch.from_numpy(projection.astype(np.float32))
        count, width = start.shape
        self._start = torch.from_numpy(start.astype(np.float32))
        self._vectors = torch.nn.Parameter(torch.cat([self._start, torch.zeros(1, width)]))
        self._padding = count
        self._scale = torch.nn.Parameter(torch.tensor(math.log(_START_SCALE)))
        self._optimizer = torch.optim.Adam([self._vectors, self._scale], lr=plan.rate)

    def train(self, report: Callable[[int, str, np.ndarray], None]) -> np.ndarray:
        """Return the vectors after all steps; `report` is called with them now and then."""
        plan = self._plan
        for step in range(1, plan.steps + 1):
            rate = plan.rate * 0.5 * (1 + math.cos(math.pi * step / plan.steps))
            self._optimizer.param_groups[0]["lr"] = rate
            losses = {**self._paper_losses(), **self._gloss_losses()}
            self._optimizer.zero_grad()
            torch.stack(list(losses.values())).sum().backward()
            self._optimizer.step()
            self._pull_to_start(rate)
            if step % plan.report_every == 0 or step == plan.steps:
                named = " ".join(f"{name} {loss.item():.3f}" for name, loss in losses.items())
                report(step, named, self.vectors())
        return self.vectors()

    def vectors(self) -> np.ndarray:
        """Return the vectors as they are now."""
        current: np.ndarray = self._vectors.detach()[:-1].numpy().copy()
        return current

    def _pull_to_start(self, rate: float) -> None:
        """Move all vectors a little towards where they started, from more texts than these."""
        with torch.no_grad():
            self._vectors[:-1].lerp_(self._start, self._plan.pull * rate / self._plan.rate)
            self._vectors[-1] = 0

    def _draw(self, count: int, size: int) -> torch.Tensor:
        return torch.randint(count, (size,), generator=self._random)

    def _chance(self, *shape: int) -> torch.Tensor:
        return torch.rand(*shape, generator=self._random)

    def _sum(self, words: torch.Tensor, weights: torch.Tensor) -> torch.Tensor:
        summed = functional.embedding_bag(
            words, self._vectors, per_sample_weights=weights, mode="sum"
        )
        return functional.normalize(summed, dim=1)

    def _target(self, vectors: torch.Tensor) -> torch.Tensor:
        return functional.normalize(vectors.float() @ self._projection, dim=1)

    def _compare(
        self, one: torch.Tensor, other: torch.Tensor, taught: torch.Tensor, same: torch.Tensor
    ) -> torch.Tensor:
        """Return how far the similarities of two sets of sums are from those of the teacher.

        `same` are pairs that are not compared because they belong to the same paper.
        """
        expected = (taught * _TEACHER_SCALE).masked_fill(same, -1e4).softmax(1)
        found = (one @ other.T * self._scale.exp()).masked_fill(same, -1e4)
        missed = -(expected * found.log_softmax(1)).sum(1).mean()
        return missed + self._plan.contrast * functional.cross_entropy(found, _numbers(len(one)))

    def _paper_losses(self) -> dict[str, torch.Tensor]:
        lessons = self._lessons
        kind = lessons.queries[int(self._draw(len(lessons.queries), 1))]
        texts, asked = kind.texts, self._draw_queries(kind)
        chosen = kind.papers[asked]
        words, weights = texts.words[asked], texts.weights[asked]
        size, width = words.shape
        keep_all = self._chance(size, 1) < 0.6
        kept = keep_all | (self._chance(size, width) > _QUERY_DROPPED)
        query = self._sum(words, weights * kept)
        papers = lessons.papers
        shared = (papers.words[chosen][:, :, None] == words[:, None, :]).any(2)
        dropped = shared & (self._chance(size, 1) < _SHARED_DROPPED)
        paper = self._sum(papers.words[chosen], papers.weights[chosen] * ~dropped)
        query_target, paper_target = texts.targets[asked].float(), papers.targets[chosen].float()
        same = (chosen[:, None] == chosen[None, :]) & ~torch.eye(size, dtype=torch.bool)
        direction = _distance(query, self._target(query_target)) + _distance(
            paper, self._target(paper_target)
        )
        return {
            "papers": self._compare(query, paper, query_target @ paper_target.T, same),
            "directions": self._plan.direction * direction,
        }

    def _draw_queries(self, kind: Queries) -> torch.Tensor:
        """Return the numbers of queries for some papers and their neighbors, and of some others."""
        neighbors = self._lessons.neighbors
        papers = neighbors[self._draw(len(neighbors), self._plan.anchors)].flatten()
        first = torch.searchsorted(kind.papers, papers)
        last = torch.searchsorted(kind.papers, papers, right=True)
        picked = first + (self._chance(len(papers)) * (last - first)).long()
        return torch.cat([picked[last > first], self._draw(len(kind.texts), self._plan.others)])

    def _gloss_losses(self) -> dict[str, torch.Tensor]:
        glosses, names = self._lessons.glosses, self._lessons.names
        drawn = self._draw(len(glosses), self._plan.glosses)
        name = self._sum(names.words[drawn], names.weights[drawn])
        gloss = self._sum(glosses.words[drawn], glosses.weights[drawn])
        name_target, gloss_target = names.targets[drawn].float(), glosses.targets[drawn].float()
        nothing = torch.zeros(len(drawn), len(drawn), dtype=torch.bool)
        direction = _distance(name, self._target(name_target)) + _distance(
            gloss, self._target(gloss_target)
        )
        return {
            "glosses": 0.5 * self._compare(name, gloss, name_target @ gloss_target.T, nothing),
            "meanings": 0.5 * self._plan.direction * direction,
        }


def _numbers(count: int) -> torch.Tensor:
    return torch.arange(count)


def _distance(one: torch.Tensor, other: torch.Tensor) -> torch.Tensor:
    return (1 - (one * other).sum(1)).mean()
