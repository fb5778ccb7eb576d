"""The rules that propose tags: how phrases match, what is enough, and how often it is right."""

from __future__ import annotations

import re
from collections import Counter
from collections.abc import Iterator, Mapping
from pathlib import Path
from typing import Any

import pytest
import yaml
from hypothesis import given
from hypothesis import strategies as st

from generator.phrases import parse_phrase
from generator.slugs import make_slug
from generator.sources.capture import parse_capture
from generator.tagging import MOST_TAGS, Tagger, TagRule
from generator.text import fold

ROOT = Path(__file__).parent.parent
VOCABULARY: dict[str, Any] = yaml.safe_load((ROOT / "data/tags.yaml").read_text(encoding="utf-8"))
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


def covers(wide: str, narrow: str) -> bool:
    """Whether every text with the narrow phrase has the wide one."""
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


# --- phrases ------------------------------------------------------------------------------------


@pytest.mark.parametrize(
    ("phrase", "text"),
    [
        ("sparse coding", "On Sparse Coding"),
        ("sparse coding", "sparse-coding, revisited"),
        ("sparse coding", "Sparse\n  Coding"),
        ("sparse coding", "the “SPARSE” coding"),
        ("sparse coding", "s\u0301parse co\u0308ding"),  # accents
        ("sparse coding", "ｓｐａｒｓｅ coding"),  # compatibility forms
        ("naive bayes", "Naïve Bayes, once more"),
        ("mup", "Transfer under μP"),  # Greek letters have their names
        ("transformer*", "Transformers at rest"),
        ("transformer*", "a transformer"),
        ("accelerat* training", "accelerated training of kites"),
        ("accelerat* training", "Accelerating training"),
        ("learn* to rank*", "Learning to ranking"),
        ("3d", "3-D and 3D"),
        ("fine-tuning", "fine tuning"),  # a phrase is folded like a text
        ("Naïve Bayes*", "naive bayesian"),
    ],
)
def test_a_phrase_matches_folded_text(phrase: str, text: str) -> None:
    assert Tagger([TagRule(tag="t", text=(phrase,))]).propose("", text) == ("t",)


@pytest.mark.parametrize(
    ("phrase", "text"),
    [
        ("gan", "organ, gander and pagan"),
        ("gan", "gans"),
        ("transformer*", "pretransformer"),
        ("sparse coding", "sparse linear coding"),
        ("sparse coding", "sparse codings"),
        ("sparse coding", "coding sparse"),
        ("sparse coding", "sparse"),
        ("accelerat* training", "accelerate the training"),
        ("a b c", "b c"),
        ("3d", "3 d"),
        ("t", ""),
    ],
)
def test_a_phrase_matches_whole_words_in_a_row(phrase: str, text: str) -> None:
    assert Tagger([TagRule(tag="t", text=(phrase,))]).propose("", text) == ()


def test_a_phrase_does_not_span_title_and_abstract() -> None:
    assert Tagger([TagRule(tag="t", text=("kite flying",))]).propose("A Kite", "Flying") == ()


@pytest.mark.parametrize("phrase", ["", "  ", "*", "graph *", "--", "a*b", "graph**"])
def test_a_phrase_that_could_never_match_is_refused(phrase: str) -> None:
    with pytest.raises(ValueError, match="phrase"):
        Tagger([TagRule(tag="t", weak=(phrase,))])


# --- rules --------------------------------------------------------------------------------------

KITES = TagRule(
    tag="kites", title=("kite",), text=("kite flying",), weak=("wind", "string*"), veto=("toilet",)
)


@pytest.mark.parametrize(
    ("title", "abstract", "proposed"),
    [
        ("The Kite", "", True),
        ("On Toys", "A kite is a toy.", False),  # a word for titles, in the abstract
        ("On Toys", "Kite flying is hard.", True),
        ("Kite Flying", "", True),
        ("On Toys", "The wind blows.", False),  # one weak mention
        ("On Toys", "The wind, the wind!", True),  # one phrase twice
        ("On Toys", "The wind pulls at strings.", True),  # two phrases
        ("Wind", "It pulls at a string.", True),  # one here, one there
        ("On Toys", "A wind string.", False),  # touching: one mention
        ("On Toys", "A wind string, then wind.", True),
        ("The Kite", "Not about a toilet.", False),
        ("Toilet Kite", "Kite flying in the wind.", False),
        ("", "", False),
    ],
)
def test_what_is_enough_to_propose_a_tag(title: str, abstract: str, *, proposed: bool) -> None:
    assert Tagger([KITES]).propose(title, abstract) == (("kites",) if proposed else ())


@pytest.mark.parametrize(
    ("abstract", "expected"),
    [
        ("Wind here, wind there.", ("boats", "birds")),
        ("Wind here, wind there, wind everywhere.", ("kites", "boats", "birds")),
    ],
)
def test_weak_mentions_count_less_where_two_other_tags_are_certain(
    abstract: str, expected: tuple[str, ...]
) -> None:
    boats, birds = TagRule(tag="boats", text=("boat",)), TagRule(tag="birds", text=("bird",))
    assert Tagger([KITES, boats]).propose("", f"A boat. {abstract}") == ("kites", "boats")
    proposed = Tagger([KITES, boats, birds]).propose("", f"A boat, a bird. {abstract}")
    assert proposed == expected


def test_a_weak_mention_in_the_title_is_not_in_passing() -> None:
    others = [TagRule(tag=tag, text=(tag,)) for tag in ("boat", "bird")]
    found = Tagger([KITES, *others]).propose("Wind", "A boat, a bird, and wind.")
    assert found == ("kites", "boat", "bird")


@pytest.mark.parametrize(
    ("weak", "text", "proposed"),
    [
        (("deep kite", "dk"), "Deep kites", False),
        (("deep kite", "dk"), "A deep kite (DK) flies.", False),
        (("deep kite", "dk"), "A deep kite (DK) flies like a DK.", True),
        (("kite*", "deep kite"), "The deep kite", False),
        (("kite*", "deep kite"), "The deep kite and its kites", True),
    ],
)
def test_a_name_and_its_abbreviation_are_one_mention(
    weak: tuple[str, ...], text: str, *, proposed: bool
) -> None:
    assert bool(Tagger([TagRule(tag="t", weak=weak)]).propose("", text)) is proposed


def test_titles_come_first_then_what_is_said_more_often_then_the_order_of_the_rules() -> None:
    names = ("ant", "bee", "cow", "dog")
    tagger = Tagger(TagRule(tag=name, text=(name,)) for name in names)
    assert tagger.propose("dog", "bee, ant, cow, and cow") == ("dog", "cow", "ant", "bee")


def test_no_more_than_the_five_most_certain_are_proposed() -> None:
    names = ("ant", "bee", "cow", "dog", "eel", "fox", "gnu")
    tagger = Tagger(TagRule(tag=name, text=(name,)) for name in names)
    assert tagger.propose("fox and gnu", " ".join(names)) == ("fox", "gnu", "ant", "bee", "cow")
    assert MOST_TAGS == 5


def test_no_rules_and_rules_without_phrases_propose_nothing() -> None:
    assert Tagger([]).propose("A title", "Some text") == ()
    assert Tagger([TagRule(tag="t")]).propose("A title", "Some text") == ()


WORDS = st.sampled_from(["kite", "kites", "deep", "wind", "a", "of"])


@given(
    phrase=st.lists(st.tuples(WORDS, st.sampled_from(["", "*"])), min_size=1, max_size=3),
    text=st.lists(WORDS, max_size=12),
)
def test_a_phrase_is_found_where_a_plain_search_finds_it(
    phrase: list[tuple[str, str]], text: list[str]
) -> None:
    pattern = " ".join(word + r"\w*" * bool(star) for word, star in phrase)
    expected = re.search(rf"\b{pattern}\b", " ".join(text)) is not None
    # The second rule makes other words rare, and so other anchors.
    rules = [
        TagRule(tag="t", text=(" ".join(word + star for word, star in phrase),)),
        TagRule(tag="u", veto=("kite", "deep kite", "kite of", "a kite", "kite")),
    ]
    assert bool(Tagger(rules).propose("", " ".join(text))) is expected


# --- the vocabulary -----------------------------------------------------------------------------


def test_the_vocabulary_has_two_levels_and_a_size_to_choose_from() -> None:
    assert 8 <= len(VOCABULARY["groups"]) <= 10
    assert 80 <= len(TAGS) <= 120
    groups = [group["id"] for group in VOCABULARY["groups"]]
    assert len(set(groups)) == len(groups)
    assert list(Counter(tag["group"] for tag in TAGS)) == groups


def test_each_tag_says_who_it_is() -> None:
    for entry in (*VOCABULARY["groups"], *TAGS):
        assert re.fullmatch(r"[a-z0-9]+(-[a-z0-9]+)*", entry["id"])
        assert entry["name"] == entry["name"].strip() != ""
        assert re.fullmatch(r"[A-Z3].*\.", entry["description"]), entry["id"]
        assert len(entry["description"]) <= 130, entry["id"]
    for tag in TAGS:
        assert tag.keys() <= {"id", "name", "group", "description", "aliases", "rules"}
        assert tag["rules"].keys() <= RULE_KEYS
        assert set(tag["rules"]) - {"not"}, f"{tag['id']} is never proposed"


def test_no_name_means_two_tags() -> None:
    owners: dict[str, str] = {}
    for tag in TAGS:
        own = {fold(tag["id"]), fold(tag["name"])}
        aliases = [fold(alias) for alias in tag.get("aliases", [])]
        assert not own.intersection(aliases), f"{tag['id']} has its own name for an alias"
        assert len(set(aliases)) == len(aliases), tag["id"]
        for name in {*own, *aliases}:
            assert owners.setdefault(name, tag["id"]) == tag["id"], name


def test_phrases_are_written_as_they_are_compared() -> None:
    wrong = [
        (tag, key, text) for tag, key, text in phrases() if " ".join(parse_phrase(text)) != text
    ]
    assert not wrong


def test_no_phrase_is_made_needless_by_another() -> None:
    needless = []
    for tag in TAGS:
        rules = tag["rules"]
        for key, texts in rules.items():
            wider = [*texts, *(rules.get("text", []) if key == "title" else [])]
            needless += [
                (tag["id"], key, text)
                for number, text in enumerate(texts)
                if any(covers(other, text) for at, other in enumerate(wider) if at != number)
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
def test_the_shipped_rules_on_made_up_papers(
    tagger: Tagger, title: str, abstract: str, expected: tuple[str, ...]
) -> None:
    assert set(tagger.propose(title, abstract)) == set(expected)


# --- how often the rules are right --------------------------------------------------------------


def test_the_judged_papers_have_tags_of_the_vocabulary() -> None:
    known = {tag["id"] for tag in TAGS}
    assert len(TRUTH) == 100
    for paper, tags in TRUTH.items():
        assert make_slug(paper) == paper
        assert len(paper) <= 80
        assert 1 <= len(set(tags)) == len(tags) <= 6
        assert known.issuperset(tags), paper


def test_the_rules_agree_with_a_reader(tagger: Tagger, shared: Path) -> None:
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
