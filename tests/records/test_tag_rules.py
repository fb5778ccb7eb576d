"""The rules that propose tags: how phrases match, what is enough, and how often it is right."""

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
    assert MAX_PROPOSED_TAGS == 5


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


# --- how often the rules are right --------------------------------------------------------------
