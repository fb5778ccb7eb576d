"""Tests of the shipped tags: names, rules, and the accuracy of rules."""

from __future__ import annotations

import re
from collections import Counter
from collections.abc import Iterator, Mapping
from pathlib import Path
from typing import Any

import pytest
import yaml

from papershelf.core.project import STARTER_VOCABULARIES
from papershelf.core.slugs import make_slug
from papershelf.records.tag_rules import Tagger, TagRule
from papershelf.sources.formats.capture.reader import parse_capture
from papershelf.text.folding import fold_text
from papershelf.text.phrase_matcher import parse_phrase

ROOT = Path(__file__).parents[2]
VOCABULARY: dict[str, Any] = yaml.safe_load(
    (STARTER_VOCABULARIES / "tags.yaml").read_text(encoding="utf-8")
)
TAGS: list[dict[str, Any]] = VOCABULARY["tags"]
TRUTH: dict[str, list[str]] = yaml.safe_load(
    (ROOT / "tests/data/tagging/truth.yaml").read_text(encoding="utf-8")
)
RULE_KEYS = {"title", "text", "weak", "not"}


def rule_of(tag: Mapping[str, Any]) -> TagRule:
    rules = {key: tuple(phrases) for key, phrases in tag.get("rules", {}).items()}
    veto = rules.pop("not", ())
    return TagRule(tag=tag["id"], veto=veto, **rules)


def phrases() -> Iterator[tuple[str, str, str]]:
    for tag in TAGS:
        for key, texts in tag.get("rules", {}).items():
            for text in texts:
                yield tag["id"], key, text


@pytest.fixture(scope="module")
def tagger() -> Tagger:
    return Tagger(rule_of(tag) for tag in TAGS)


def is_implied_by(wide: str, narrow: str) -> bool:
    """Whether every text that contains the narrow phrase also contains the wide one."""
    one, two = parse_phrase(wide), parse_phrase(narrow)
    return any(
        all(
            inner.removesuffix("*").startswith(outer[:-1])
            if outer.endswith("*")
            else outer == inner
            for outer, inner in zip(one, two[start:], strict=False)
        )
        for start in range(len(two) - len(one) + 1)
    )


def test_the_vocabulary_has_two_levels_and_a_reasonable_size() -> None:
    assert 8 <= len(VOCABULARY["groups"]) <= 10
    assert 80 <= len(TAGS) <= 120
    groups = [group["id"] for group in VOCABULARY["groups"]]
    assert len(set(groups)) == len(groups)
    assert list(Counter(tag["group"] for tag in TAGS)) == groups


def test_each_tag_has_a_name_and_description() -> None:
    for entry in (*VOCABULARY["groups"], *TAGS):
        assert re.fullmatch(r"[a-z0-9]+(-[a-z0-9]+)*", entry["id"])
        assert entry["name"] == entry["name"].strip() != ""
        assert re.fullmatch(r"[A-Z3].*\.", entry["description"]), entry["id"]
        assert len(entry["description"]) <= 130, entry["id"]
    for tag in TAGS:
        assert tag.keys() <= {"id", "name", "group", "description", "aliases", "rules"}
        assert tag["rules"].keys() <= RULE_KEYS
        assert set(tag["rules"]) - {"not"}, f"{tag['id']} is never proposed"


def test_names_of_tags_are_unique() -> None:
    owners: dict[str, str] = {}
    for tag in TAGS:
        own = {fold_text(tag["id"]), fold_text(tag["name"])}
        aliases = [fold_text(alias) for alias in tag.get("aliases", [])]
        assert not own.intersection(aliases), f"{tag['id']} has its own name for an alias"
        assert len(set(aliases)) == len(aliases), tag["id"]
        for name in {*own, *aliases}:
            assert owners.setdefault(name, tag["id"]) == tag["id"], name


def test_phrases_are_normalized() -> None:
    wrong = [
        (tag, key, text) for tag, key, text in phrases() if " ".join(parse_phrase(text)) != text
    ]
    assert not wrong


def test_no_phrase_is_redundant() -> None:
    needless = []
    for tag in TAGS:
        rules = tag["rules"]
        for key, texts in rules.items():
            wider = [*texts, *(rules.get("text", []) if key == "title" else [])]
            needless += [
                (tag["id"], key, text)
                for number, text in enumerate(texts)
                if any(is_implied_by(other, text) for at, other in enumerate(wider) if at != number)
            ]
    assert not needless


@pytest.mark.parametrize(
    ("title", "abstract", "expected"),
    [
        (
            "Pruning Graph Neural Networks for Rainfall",
            "We prune graph neural networks (GNNs) by magnitude.",
            ("pruning", "graph-neural-networks"),
        ),
        ("A Survey of Spiking Networks", "", ("spiking-networks", "surveys")),
        ("Naïve Forecasts", "A note on multivariate time-series.", ("time-series",)),
        ("A Note on Marmalade", "Oranges are boiled with sugar.", ()),
    ],
)
def test_the_rules_tag_fabricated_papers(
    tagger: Tagger, title: str, abstract: str, expected: tuple[str, ...]
) -> None:
    assert set(tagger.propose(title, abstract)) == set(expected)


def test_the_annotated_papers_use_existing_tags() -> None:
    known = {tag["id"] for tag in TAGS}
    assert len(TRUTH) == 100
    for paper, tags in TRUTH.items():
        assert make_slug(paper) == paper
        assert len(paper) <= 80
        assert 1 <= len(set(tags)) == len(tags) <= 6
        assert known.issuperset(tags), paper


def test_the_rules_agree_with_annotations(tagger: Tagger, shared: Path) -> None:
    proposed: dict[str, tuple[str, ...]] = {}
    for path in sorted((shared / "captures").glob("*.txt")):
        for record in parse_capture(path.read_bytes(), path.name).records:
            title, abstract = str(record.fields["title"]), str(record.fields.get("abstract", ""))
            proposed.setdefault(make_slug(title) or "", tagger.propose(title, abstract))
    assert proposed.keys() >= TRUTH.keys()
    right = sum(len(set(tags).intersection(proposed[paper])) for paper, tags in TRUTH.items())
    precision = right / sum(len(proposed[paper]) for paper in TRUTH)
    recall = right / sum(len(tags) for tags in TRUTH.values())
    assert precision >= 0.88, f"precision {precision:.3f}, recall {recall:.3f}"
    assert recall >= 0.67, f"precision {precision:.3f}, recall {recall:.3f}"
