"""A made-up collection of any size: a number comes in, records go out, always the same ones.

Everything is invented: words, names, titles and abstracts. Lengths, accents, maths and the number
of authors and tags are those of real papers, for these are what costs time.
"""

from __future__ import annotations

import json
import random
from collections.abc import Iterator
from datetime import date, timedelta
from pathlib import Path

_GIVEN = (
    "Ada Björn Chidi Dürten Elif Fátima Goran Hana Iñaki Jun Kwame Łucja Mei Noor Olu Petra".split()
)
_FAMILY = "Ahlström Brânză Castellví Dvořák Eze Fjeld Gökçe Hu Ibáñez Jansen Kováč Li Nwosu".split()
_NOUNS = (
    "bound kernel graph memory prior channel token latent gradient policy manifold routing".split()
)
_VERBS = "learns bounds samples aligns prunes routes scales distils calibrates attends".split()
_ADJECTIVES = "sparse causal robust spectral neural private convex deep modular adaptive".split()
_SMALL = "the of with for under and over a that we which by to from in".split()
_MATHS = (
    r"$\ell_1$",
    r"$O(n \log n)$",
    r"$\mu$P",
    r"$\frac{1}{2}$",
    r"$x \in \mathbb{R}^d$",
    r"95\%",
)
_VENUES = ("neurips", "icml", "iclr", "cvpr", "acl", "emnlp", "jmlr", "aistats")
# Of our own vocabulary.
_TAGS = (
    "transformers attention convolutional-networks graph-neural-networks long-sequences "
    "mixture-of-experts neural-operators contrastive-learning reinforcement-learning clustering "
    "online-learning continual-learning transfer-learning federated-learning diffusion-models "
    "gans normalizing-flows bayesian-methods kernel-methods causality uncertainty pruning "
    "quantization knowledge-distillation"
).split()
_AUTHORS = 5
_WORDS = 170


def make_records(count: int, seed: int = 20261121) -> Iterator[dict[str, object]]:
    """Yield `count` records in our own format; the same numbers give the same records."""
    dice = random.Random(seed)
    first = date(2014, 1, 1)
    for number in range(count):
        added = first + timedelta(days=number * 4000 // max(count, 1))
        yield {
            "id": f"{_words(dice, _ADJECTIVES, _NOUNS)}-{number}".replace(" ", "-"),
            "title": _title(dice, number),
            "authors": [_author(dice) for _ in range(_AUTHORS)],
            "venue": dice.choice(_VENUES),
            "year": added.year,
            "published": added.isoformat(),
            "abstract": _abstract(dice),
            "tags": sorted(dice.sample(_TAGS, 3)),
            "arxiv": f"{added:%y%m}.{number % 100_000:05d}",
            "added": added.isoformat(),
            "featured": [added.isoformat()],
        }


def write_collection(folder: Path, count: int, changed: int | None = None) -> None:
    """Write a data folder of `count` papers; the title of paper `changed` differs."""
    papers = folder / "papers"
    papers.mkdir(parents=True, exist_ok=True)
    with (papers / "made-up.jsonl").open("w", encoding="utf-8") as file:
        for number, record in enumerate(make_records(count)):
            if number == changed:
                record["title"] = f"{record['title']}, revised"
            file.write(json.dumps(record, ensure_ascii=False) + "\n")


def _words(dice: random.Random, *lists: list[str]) -> str:
    return " ".join(dice.choice(words) for words in lists)


def _title(dice: random.Random, number: int) -> str:
    maths = f" with {dice.choice(_MATHS)} rates" if number % 7 == 0 else ""
    words = _words(dice, _ADJECTIVES, _NOUNS, _VERBS, _ADJECTIVES, _NOUNS)
    return f"{words.capitalize()}{maths}: study {number}"


def _author(dice: random.Random) -> str:
    return f"{_words(dice, _GIVEN)} {dice.choice('ABCDEFGHKLMNPRSTVW')}. {_words(dice, _FAMILY)}"


def _abstract(dice: random.Random) -> str:
    words: list[str] = []
    while len(words) < _WORDS:
        sentence = [
            _words(dice, _SMALL, _ADJECTIVES, _NOUNS, _VERBS, _SMALL, _NOUNS) for _ in range(3)
        ]
        if dice.random() < 0.2:
            sentence.append(f"at {dice.choice(_MATHS)}")
        words += f"{' '.join(sentence).capitalize()}.".split()
    return " ".join(words)
