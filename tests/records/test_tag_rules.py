"""Tests of tag rules: matching of phrases, and when a tag is proposed."""

from __future__ import annotations

import re

import pytest
from hypothesis import given
from hypothesis import strategies as st

from papershelf.records.tag_rules import MAX_PROPOSED_TAGS, Tagger, TagRule

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
        ("mup", "Transfer under μP"),  # Greek letters match their names
        ("transformer*", "Transformers at rest"),
        ("transformer*", "a transformer"),
        ("accelerat* training", "accelerated training of kites"),
        ("accelerat* training", "Accelerating training"),
        ("learn* to rank*", "Learning to ranking"),
        ("3d", "3-D and 3D"),
        ("fine-tuning", "fine tuning"),  # the phrase is folded as well
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
def test_a_phrase_matches_consecutive_whole_words(phrase: str, text: str) -> None:
    assert Tagger([TagRule(tag="t", text=(phrase,))]).propose("", text) == ()


def test_a_phrase_does_not_span_title_and_abstract() -> None:
    assert Tagger([TagRule(tag="t", text=("kite flying",))]).propose("A Kite", "Flying") == ()


@pytest.mark.parametrize("phrase", ["", "  ", "*", "graph *", "--", "a*b", "graph**"])
def test_a_phrase_without_words_is_an_error(phrase: str) -> None:
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
        ("On Toys", "A kite is a toy.", False),  # a phrase for titles, in the abstract
        ("On Toys", "Kite flying is hard.", True),
        ("Kite Flying", "", True),
        ("On Toys", "The wind blows.", False),  # one weak mention
        ("On Toys", "The wind, the wind!", True),  # the same phrase twice
        ("On Toys", "The wind pulls at strings.", True),  # two phrases
        ("Wind", "It pulls at a string.", True),  # one in the title, one in the abstract
        ("On Toys", "A wind string.", False),  # adjacent: one mention
        ("On Toys", "A wind string, then wind.", True),
        ("The Kite", "Not about a toilet.", False),
        ("Toilet Kite", "Kite flying in the wind.", False),
        ("", "", False),
    ],
)
def test_when_a_tag_is_proposed(title: str, abstract: str, *, proposed: bool) -> None:
    assert Tagger([KITES]).propose(title, abstract) == (("kites",) if proposed else ())


@pytest.mark.parametrize(
    ("abstract", "expected"),
    [
        ("Wind here, wind there.", ("boats", "birds")),
        ("Wind here, wind there, wind everywhere.", ("kites", "boats", "birds")),
    ],
)
def test_weak_mentions_count_less_if_two_other_tags_are_certain(
    abstract: str, expected: tuple[str, ...]
) -> None:
    boats, birds = TagRule(tag="boats", text=("boat",)), TagRule(tag="birds", text=("bird",))
    assert Tagger([KITES, boats]).propose("", f"A boat. {abstract}") == ("kites", "boats")
    proposed = Tagger([KITES, boats, birds]).propose("", f"A boat, a bird. {abstract}")
    assert proposed == expected


def test_a_weak_mention_in_the_title_counts_fully() -> None:
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


def test_tags_are_sorted_by_title_mentions_and_rule_order() -> None:
    names = ("ant", "bee", "cow", "dog")
    tagger = Tagger(TagRule(tag=name, text=(name,)) for name in names)
    assert tagger.propose("dog", "bee, ant, cow, and cow") == ("dog", "cow", "ant", "bee")


def test_at_most_five_tags_are_proposed() -> None:
    names = ("ant", "bee", "cow", "dog", "eel", "fox", "gnu")
    tagger = Tagger(TagRule(tag=name, text=(name,)) for name in names)
    assert tagger.propose("fox and gnu", " ".join(names)) == ("fox", "gnu", "ant", "bee", "cow")
    assert MAX_PROPOSED_TAGS == 5


def test_no_rules_and_rules_without_phrases_propose_nothing() -> None:
    assert Tagger([]).propose("A title", "Some text") == ()
    assert Tagger([TagRule(tag="t")]).propose("A title", "Some text") == ()


WORDS = st.sampled_from(["kite", "kites", "deep", "wind", "a", "of"])


@given(
    phrase=st.lists(st.tuples(WORDS, st.sampled_from(["", "*"])), min_size=1, max_size=3),
    text=st.lists(WORDS, max_size=12),
)
def test_phrases_are_found_as_by_a_plain_search(
    phrase: list[tuple[str, str]], text: list[str]
) -> None:
    pattern = " ".join(word + r"\w*" * bool(star) for word, star in phrase)
    expected = re.search(rf"\b{pattern}\b", " ".join(text)) is not None
    # The second rule makes other words rare, which changes the index.
    rules = [
        TagRule(tag="t", text=(" ".join(word + star for word, star in phrase),)),
        TagRule(tag="u", veto=("kite", "deep kite", "kite of", "a kite", "kite")),
    ]
    assert bool(Tagger(rules).propose("", " ".join(text))) is expected
