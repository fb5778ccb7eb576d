"""Synthetic collections: generates any number of records, reproducibly.

Words, names, titles and abstracts are random, but have the properties of real papers that affect
build time: abstracts of about 170 words, a word distribution with a long tail (3,000 papers have
16,000 words), words shared by papers with the same tag, five authors of whom most have no other
paper, accents, and formulas. Records have no `added` or `featured` date, because no other program
has daily lists and digests.
"""

from __future__ import annotations

import json
import random
import re
from collections.abc import Callable, Iterator, Sequence
from datetime import date, timedelta
from functools import cache
from itertools import accumulate
from pathlib import Path

# The most common words of abstracts, most common first.
_SMALL = (
    "the of and to a in we for that is on with our by this as are an from which can be it these or "
    "at such using have between both not however has while also their more when each over where "
    "its only into than but one"
).split()
_FIELD = (
    "learning model data kernel graph memory prior channel token latent gradient policy manifold "
    "routing bound sparse causal robust spectral neural private convex deep modular adaptive "
    "learns bounds samples aligns prunes routes scales distils calibrates attends"
).split()
_SYLLABLES = (
    "ba be bi bra co cre da de dro fa fi flo ga gli go ha hu in ka ko la le li lu ma me mi mo na "
    "ne no pa per pli po ra re ri ro sa se si so sta ta te ti tra tu va ve vi xi zo"
).split()
_ENDINGS = (*[""] * 5, "n", "l", "ry", "ing", "ed", "tion", "ally", "ous", "s", "ity")
_GIVEN = (
    "Ada Aïcha Björn Chidi Dürten Elif Émile Fátima Goran Hana Iñaki Ingrid Jun Kwame Łucja Mei "
    "Nia Noor Olu Ozan Petra Quang Rafał Sigrún Tomás Uğur Věra Wen Xin Yara Zoë Žofia"
).split()
_FAMILY = (
    "Ahl Brân Cast Dvoř Eze Fjel Gök Hu Ibáñ Jans Kov Lind Müll Nwos Oka Pérez Ros Søren Šim Tan "
    "Ümit Vargh Wójc Yil Zhu".split(),
    "a an är e el en ér i in io o ol ú un".split(),
    "-Rey chen da ek gård ić ka la mann ng ño son ström va wala ycz".split(),
)
_FORMULAS = (
    r"$\ell_1$",
    r"$O(n \log n)$",
    r"$\mu$P",
    r"$\frac{1}{2}$",
    r"$x \in \mathbb{R}^d$",
    r"95\%",
)
_VENUES = tuple(
    "neurips cvpr icml iclr iccv eccv acl emnlp aistats wacv uai jmlr aaai tmlr mlj colt".split()
)
# From the default vocabulary.
_TAGS = tuple(
    (
        "transformers large-language-models reinforcement-learning optimization diffusion-models "
        "representation-learning image-generation graph-neural-networks robustness "
        "convolutional-networks segmentation transfer-learning bayesian-methods reasoning "
        "medical-imaging generalization object-detection attention self-supervised-learning "
        "efficient-inference learning-theory three-d-vision federated-learning causality "
        "interpretability fairness robotics video uncertainty language-modeling clustering "
        "contrastive-learning online-learning time-series kernel-methods adversarial-robustness "
        "continual-learning gans privacy pruning quantization biology matrix-methods speech "
        "recommender-systems normalizing-flows knowledge-distillation mixture-of-experts"
    ).split()
)
_WORDS, _PERSONS = 144_000, 150_000
_PER_ABSTRACT, _PER_TITLE, _PER_SENTENCE = 173, 8, 24
# The most common words belong to no tag; each other word belongs to one tag.
_COMMON = 200
_REPEATED, _FROM_TAG, _WITH_FORMULA = 0.25, 0.6, 0.1
_AUTHORS = 5
_DAYS = 4000
_FIRST_DAY = date(2014, 1, 1)


def make_records(count: int, seed: int = 20261121) -> Iterator[dict[str, object]]:
    """Yield `count` records in the native format; the same arguments give the same records."""
    rng = random.Random(seed)
    for number in range(count):
        published = _FIRST_DAY + timedelta(days=number * _DAYS // max(count, 1))
        tags = _draw(rng, _TAGS, 3, _tag_weight)
        words = [word for word in dict.fromkeys(_words(rng, tags, 30)) if word not in _SMALL]
        title = _write_title(words[:_PER_TITLE], "" if number % 7 else rng.choice(_FORMULAS))
        abstract = _words(rng, tags, _PER_ABSTRACT, words[:_PER_TITLE])
        yield {
            "id": f"{re.sub(r'[^a-z]+', '-', title.lower())[:70].strip('-')}-{number}",
            "title": title,
            "authors": _draw(rng, _author_names(), _AUTHORS, _author_weight),
            "venue": _draw(rng, _VENUES, 1, _tag_weight)[0],
            "year": published.year,
            "published": published.isoformat(),
            "abstract": _write_abstract(rng, abstract),
            "tags": sorted(tags),
            "arxiv": f"{published:%y%m}.{number % 100_000:05d}",
        }


def write_collection(folder: Path, count: int, changed: int | None = None) -> None:
    """Write a data folder of `count` papers; the paper with number `changed` has another title."""
    papers = folder / "papers"
    papers.mkdir(parents=True, exist_ok=True)
    with (papers / "synthetic.jsonl").open("w", encoding="utf-8") as file:
        for number, record in enumerate(make_records(count)):
            if number == changed:
                record["title"] = f"{record['title']}, revised"
            file.write(json.dumps(record, ensure_ascii=False) + "\n")


def _tag_weight(rank: int) -> float:
    return 1 / (rank + 8)


def _author_weight(rank: int) -> float:
    return float((rank + 100) ** -0.75)


def _word_weight(rank: int) -> float:
    # Zipf's law with a steeper slope for rare words, as in abstracts of real papers.
    return float(1 / (rank + 2) ** 0.97 / (1 + (rank / 3000) ** 1.3))


@cache
def _cumulative_weights(count: int, weight: Callable[[int], float]) -> tuple[float, ...]:
    return tuple(accumulate(map(weight, range(count))))


def _draw(
    rng: random.Random, things: Sequence[str], count: int, weight: Callable[[int], float]
) -> list[str]:
    """Draw distinct items with weights by rank."""
    drawn: dict[str, None] = {}
    while len(drawn) < count:
        drawn[rng.choices(things, cum_weights=_cumulative_weights(len(things), weight))[0]] = None
    return list(drawn)


@cache
def _lexicon() -> tuple[str, ...]:
    """All words, most common first."""
    rng = random.Random(_WORDS)
    words = dict.fromkeys((*_SMALL, *_FIELD))
    while len(words) < _WORDS:
        # Common words are short.
        length = 2 + (len(words) > 1000) + (rng.random() < 0.4)
        words["".join(rng.choices(_SYLLABLES, k=length)) + rng.choice(_ENDINGS)] = None
    return tuple(words)


@cache
def _author_names() -> tuple[str, ...]:
    """The names of all authors."""
    rng = random.Random(_PERSONS)
    names: dict[str, None] = {}
    while len(names) < _PERSONS:
        family = "".join(map(rng.choice, _FAMILY))
        names[f"{rng.choice(_GIVEN)} {rng.choice('ABCDEFGHJKLMNPRSTVW')}. {family}"] = None
    return tuple(names)


def _words(
    rng: random.Random, tags: Sequence[str], count: int, before: Sequence[str] = ()
) -> list[str]:
    """The words of a text: many belong to its tags, and many repeat words used `before`."""
    lexicon = _lexicon()
    own = [_TAGS.index(tag) for tag in tags]
    words = list(before)
    for rank in rng.choices(
        range(_WORDS), cum_weights=_cumulative_weights(_WORDS, _word_weight), k=count
    ):
        chance = rng.random()
        if words and chance < _REPEATED:
            words.append(rng.choice(words))
        elif rank >= _COMMON and chance < _FROM_TAG:
            # The nearest word of a tag of the paper, which is about as common.
            words.append(lexicon[rank - rank % len(_TAGS) + rng.choice(own)])
        else:
            words.append(lexicon[rank])
    return words[len(before) :]


def _write_title(words: Sequence[str], math: str) -> str:
    return f"{' '.join(words).capitalize()}{f' with {math} rates' if math else ''}"


def _write_abstract(rng: random.Random, words: Sequence[str]) -> str:
    sentences = []
    for start in range(0, len(words), _PER_SENTENCE):
        math = f" at {rng.choice(_FORMULAS)}" if rng.random() < _WITH_FORMULA else ""
        sentence = " ".join(words[start : start + _PER_SENTENCE])
        sentences.append(f"{sentence.capitalize()}{math}.")
    return " ".join(sentences)
