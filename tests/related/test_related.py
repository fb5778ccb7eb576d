"""Tests of related papers: selection, reasons, order, and equality of updates and full runs."""

from __future__ import annotations

from collections.abc import Callable, Sequence
from dataclasses import replace
from pathlib import Path
from random import Random

import numpy as np
import pytest
from hypothesis import given, settings
from hypothesis import strategies as st
from scipy.sparse import csr_array

from benchmarks.rank_pools import rank_pools
from papershelf.core.identifiers import Slug
from papershelf.engine.cache_file import CacheFile
from papershelf.engine.fingerprint import hash_content
from papershelf.records.model import Count, Paper, PaperId, Status, TagId
from papershelf.related import similarity
from papershelf.related.incremental import update_related
from papershelf.related.ranking import find_related, packed_lists_of_state
from papershelf.related.related_lists import RelatedPaper
from papershelf.related.shared_words import MAX_WORDS
from papershelf.related.state import RelatedState, empty_state, state_from_arrays, state_to_arrays
from papershelf.related.store import find_related_cached, load_related_state
from papershelf.related.terms import (
    TokenIds,
    combine_row_and_term,
    count_terms,
    find_term_texts,
    related_content_key,
)
from papershelf.vectors.paper_vectors import Vectorizer, WordVectorizer
from papershelf.vectors.table import load_table
from tests.export_samples import pack_related

BEES = "How bees dance to tell their hive of a meadow in bloom"
BREAD = "Sourdough bread rises by wild yeast and patient bakers"
VECTORIZER = WordVectorizer(load_table())
COMETS = "Comets shed dust that we meet as meteor showers"


def pid(name: str) -> PaperId:
    return PaperId(Slug(name))


def paper(name: str, title: str = "Untitled", abstract: str = "", *tags: str) -> Paper:
    return Paper(
        id=pid(name),
        title=title,
        abstract=abstract,
        tags=tuple(TagId(Slug(tag)) for tag in tags),
    )


def library() -> list[Paper]:
    """Three topics with two papers each."""
    return [
        paper("bees-a", BEES, "The waggle dance of honey bees tells distance and direction."),
        paper("bees-b", "Reading the waggle dance", "Cameras follow honey bees in the hive."),
        paper("bread-a", BREAD, "Yeast cultures from flour raise the dough of sourdough bread."),
        paper("bread-b", "Flour and dough", "Bakers keep yeast cultures alive for decades."),
        paper("comets-a", COMETS, "Orbits of comets predict the meteor showers of a year."),
        paper("comets-b", "Meteor showers from old orbits", "Dust trails of lost comets."),
    ]


def names_of(related: Sequence[RelatedPaper]) -> list[str]:
    return [near.paper for near in related]


# --- selection -----------------------------------------------------------------------------------


def test_papers_of_a_topic_are_related_only_to_each_other() -> None:
    found = find_related(library())
    assert {name: names_of(near) for name, near in found.items()} == {
        "bees-a": ["bees-b"],
        "bees-b": ["bees-a"],
        "bread-a": ["bread-b"],
        "bread-b": ["bread-a"],
        "comets-a": ["comets-b"],
        "comets-b": ["comets-a"],
    }


@pytest.mark.parametrize(
    "papers",
    [
        [],
        [paper("alone", BEES)],
        [paper("a", BEES), paper("b", BREAD)],
        [paper("a", "We propose a novel method"), paper("b", "We propose a novel approach")],
        [paper("a", "$x^2$"), paper("b", "$x^2$")],
        [paper("a", "?"), paper("b", "!")],
    ],
)
def test_unrelated_papers_have_no_related_papers(papers: list[Paper]) -> None:
    assert find_related(papers) == {each.id: () for each in papers}


def test_a_paper_with_only_a_title_is_related_by_tags() -> None:
    papers = [
        paper("a", "Of hives", "", "insects"),
        paper("b", "Honey", "", "insects"),
        paper("c", "Flour", "", "kitchen"),
        *library()[2:],
    ]
    (near,) = find_related(papers)[pid("a")]
    assert (near.paper, near.words, near.tags) == ("b", (), ("insects",))


def test_proposed_tags_have_less_weight() -> None:
    by_hand = [paper("a", BEES, "", "x"), paper("b", BREAD, "", "x"), *library()[4:]]
    by_rule = [replace(each, tags_proposed=bool(each.tags)) for each in by_hand]
    (strong,), (weak,) = (find_related(papers)[pid("a")] for papers in (by_hand, by_rule))
    assert 0 < weak.score < strong.score


def test_a_withdrawn_paper_is_not_recommended_but_has_related_papers() -> None:
    papers = library()
    papers[0] = replace(papers[0], status=Status(kind="retracted"))
    found = find_related(papers)
    assert not found[pid("bees-b")]
    assert names_of(found[pid("bees-a")]) == ["bees-b"]


def test_equal_scores_are_sorted_by_id_and_lists_are_limited() -> None:
    papers = [paper(name, BEES) for name in "hgfedcba"] + library()[2:]
    found = find_related(papers, top=3)
    assert names_of(found[pid("a")]) == ["b", "c", "d"]
    assert names_of(found[pid("h")]) == ["a", "b", "c"]
    assert [near.score for near in found[pid("a")]] == pytest.approx([1, 1, 1], abs=0.001)


def test_a_collection_on_one_topic_still_has_related_papers() -> None:
    papers = [
        paper(f"p{place}", f"Bees in the {word} hive", f"The {word} dance of bees and {other}.")
        for place, (word, other) in enumerate(
            [("summer", "flowers"), ("winter", "flowers"), ("summer", "wasps"), ("old", "wasps")]
        )
    ]
    assert all(find_related(papers).values())


# --- reasons -------------------------------------------------------------------------------------


def test_reasons_are_words_as_written_in_the_paper() -> None:
    papers = [
        paper("a", "GRAPH NEURAL NETWORKS", "A Graph Neural Network of molecules by Schölkopf."),
        paper("b", "Molecule and graph neural networks", "After Scholkopf, at scale."),
        *library(),
    ]
    (near,) = find_related(papers)[pid("a")]
    assert near.words[0] == "Graph Neural Network"
    assert set(near.words[1:]) == {"molecules", "Schölkopf"}


@pytest.mark.parametrize(
    ("text", "phrase"),
    [
        ("We study self-supervised learners", "self-supervised learners"),
        ("Of time/frequency planes", "time/frequency planes"),
        ("Running GPT-4 again", "Running GPT-4"),
        ("On {\\em waggle} dances of $n$ bees", "waggle"),
    ],
)
def test_phrases_keep_the_characters_between_words(text: str, phrase: str) -> None:
    papers = [paper("a", text), paper("b", text), *library()[2:]]
    (near,) = find_related(papers)[pid("a")]
    assert near.words[0].startswith(phrase) or phrase in near.words


def test_phrases_do_not_span_sentences() -> None:
    text = "Watching bees. Dances tell."
    papers = [paper("a", text), paper("b", text), *library()[2:]]
    (near,) = find_related(papers)[pid("a")]
    assert "Watching bees" in near.words
    assert not any("Dances" in words for words in near.words if "bees" in words)


def test_scores_are_not_part_of_cache_keys_of_pages() -> None:
    one = RelatedPaper(pid("a"), 0.25, ("bees",), ())
    name = pid("b")
    lists = [pack_related({name: (near,)}) for near in (one, replace(one, score=0.5))]
    assert (
        lists[0].shown_text(name)
        == lists[1].shown_text(name)
        != pack_related({name: ()}).shown_text(name)
    )
    assert lists[0].shown_text(name) != pack_related(
        {name: (replace(one, words=("ants",)),)}
    ).shown_text(name)


# --- terms ---------------------------------------------------------------------------------------


@pytest.mark.parametrize(
    ("one", "other"),
    [
        ("networks", "network"),
        ("queries", "query"),
        ("images", "image"),
        ("Schölkopf", "scholkopf"),
        ("LoRA", "lora"),
        ("α", "alpha"),
    ],
)
def test_spellings_of_a_word_are_one_term(one: str, other: str) -> None:
    lexicon = TokenIds()
    assert lexicon[one] == lexicon[other] != 0


@pytest.mark.parametrize(("one", "other"), [("class", "clas"), ("bees", "wasps"), ("gas", "ga")])
def test_different_words_are_different_terms(one: str, other: str) -> None:
    lexicon = TokenIds()
    assert lexicon[one] != lexicon[other]


@pytest.mark.parametrize("word", ["the", "We", "propose", "RESULTS", ",", "a", "github"])
def test_stop_words_are_no_terms(word: str) -> None:
    assert TokenIds()[word] == 0


@pytest.mark.parametrize("word", ["4", "self", "k", "2024"])
def test_weak_words_are_terms_only_in_phrases(word: str) -> None:
    single, phrase = paper("a", word), paper("b", f"{word} bees")
    counted = [len(count_terms([each], TokenIds()).terms) for each in (single, phrase)]
    assert counted == [0, 2]


@given(st.text(st.characters(max_codepoint=127)))
def test_the_fast_path_for_ascii_gives_the_same_terms(text: str) -> None:
    lexicon = TokenIds()
    plain, other = (paper("a", text), paper("a", f"{text} . é"))
    terms = [count_terms([each], lexicon).terms.tolist() for each in (plain, other)]
    assert terms[0] == terms[1]


def test_terms_of_a_paper_do_not_depend_on_the_others() -> None:
    papers = library()
    together, starts = (count := count_terms(papers, TokenIds())).terms, count.starts
    for place, each in enumerate(papers):
        alone = count_terms([each], TokenIds()).terms
        assert np.array_equal(alone, together[starts[place] : starts[place + 1]])


def test_formulas_and_commands_are_no_terms() -> None:
    plain = paper("a", "Bounds for bees", "An  rate for  bees.")
    latex = paper("a", "Bounds for bees", "An $\\mathcal{O}(n)$ rate for \\textit{} bees.")
    one, other = (set(count_terms([each], TokenIds()).terms.tolist()) for each in (plain, latex))
    assert other <= one


BEFORE = paper("a", "T", "A", "a")


@pytest.mark.parametrize(
    "after",
    [
        replace(BEFORE, title="Other"),
        replace(BEFORE, abstract="Other"),
        replace(BEFORE, summary="Other"),
        replace(BEFORE, tags=(*BEFORE.tags, *BEFORE.tags)),
        replace(BEFORE, tags_proposed=True),
        replace(BEFORE, status=Status(kind="withdrawn")),
        replace(BEFORE, title="A", abstract="T"),
    ],
)
def test_the_cache_key_depends_on_all_inputs(after: Paper) -> None:
    assert related_content_key(BEFORE) != related_content_key(after)


def test_the_cache_key_ignores_other_fields() -> None:
    after = replace(BEFORE, upvotes=Count(value=3), year=2024, url="https://example.org/")
    assert related_content_key(BEFORE) == related_content_key(after)


# --- properties ----------------------------------------------------------------------------------

WORD = st.sampled_from(
    "bee hive honey waggle dance bread flour yeast dough oven comet orbit dust meteor tail the of "
    "self 4 graph graphs Graph".split()
)
TEXT = st.lists(WORD, max_size=12).map(" ".join)
PAPER = st.builds(
    lambda name, title, abstract, tags, status: replace(
        paper(name, title or "?", abstract, *tags), status=status
    ),
    st.integers(0, 39).map("p{:02}".format),
    TEXT,
    TEXT,
    st.lists(st.sampled_from("abcd"), unique=True, max_size=2),
    st.sampled_from([None, None, None, None, Status(kind="withdrawn")]),
)
PAPERS = st.lists(PAPER, max_size=30, unique_by=lambda each: each.id)


@given(PAPERS, st.randoms(use_true_random=False))
def test_lists_are_valid_and_independent_of_the_order_of_papers(
    papers: list[Paper], random: Random
) -> None:
    found = find_related(papers)
    shuffled = list(papers)
    random.shuffle(shuffled)
    assert find_related(shuffled) == found
    by_id = {each.id: each for each in papers}
    assert found.keys() == by_id.keys()
    for name, near in found.items():
        assert name not in names_of(near)
        assert len(set(names_of(near))) == len(near) <= 6
        assert near == tuple(sorted(near, key=lambda one: (-one.score, one.paper)))
        for one in near:
            other, text = by_id[one.paper], f"{by_id[name].title} {by_id[name].abstract}"
            assert other.status is None
            assert one.words or one.tags
            assert len(one.words) <= MAX_WORDS
            assert all(words in text for words in one.words)
            assert set(one.tags) <= set(by_id[name].tags) & set(other.tags)


@pytest.mark.seconds
@pytest.mark.parametrize("vectorizer", [None, VECTORIZER])
@pytest.mark.parametrize("many", [0.05, 1.0])
@settings(max_examples=60)
@given(before=PAPERS, changed=PAPERS, gone=st.sets(st.integers(0, 39)))
def test_an_update_equals_a_full_run(
    many: float,
    vectorizer: Vectorizer | None,
    before: list[Paper],
    changed: list[Paper],
    gone: set[int],
) -> None:
    merged = {each.id: each for each in (*before, *changed)}
    after = [each for name, each in merged.items() if int(name[1:]) not in gone]
    old = update_related(empty_state(6), before, vectorizer, many)
    new = update_related(old, after, vectorizer, many)
    clean = update_related(empty_state(6), after, vectorizer)
    assert dump_state(new) == dump_state(clean)
    assert packed_lists_of_state(new, after) == find_related(after, vectorizer=vectorizer)


def test_a_change_in_a_large_collection_updates_few_lists() -> None:
    random = np.random.default_rng(7)
    words = [f"word{number}" for number in range(400)]
    papers = [
        paper(f"p{place:03}", " ".join(random.choice(words, 5)), " ".join(random.choice(words, 30)))
        for place in range(300)
    ]
    old = update_related(empty_state(6), papers)
    papers[5] = replace(papers[5], abstract=papers[5].abstract + " newly coined")
    new = update_related(old, papers)
    # If old scores were changed by one, recomputed lists would have the correct ones.
    scores = old.nearest.scores + (old.nearest.scores > 0)
    marked = replace(old, nearest=replace(old.nearest, scores=scores))
    right = update_related(marked, papers).nearest.scores == new.nearest.scores
    assert 0 < np.count_nonzero(right.all(axis=1)) < 60
    assert dump_state(new) == dump_state(update_related(empty_state(6), papers))
    assert update_related(new, papers) is new


def test_the_block_size_does_not_change_the_result() -> None:
    papers = [replace(each, id=pid(f"{each.id}-{n}")) for n in range(9) for each in library()]
    whole, blocks = count_terms(papers, TokenIds()), count_terms(papers, TokenIds(), block_size=4)
    for name in ("starts", "terms", "counts"):
        assert np.array_equal(getattr(whole, name), getattr(blocks, name)), name
    rows = np.repeat(np.arange(len(papers), dtype=np.uint64), np.diff(whole.starts))
    wanted = np.sort(combine_row_and_term(rows, whole.terms))
    texts = find_term_texts(papers, wanted, TokenIds())
    assert {at: text.words for at, text in texts.items()} == {
        at: text.words
        for at, text in find_term_texts(papers, wanted, TokenIds(), block_size=4).items()
    }
    vocabulary, columns = np.unique(whole.terms, return_inverse=True)
    counts = csr_array((whole.counts, columns, whole.starts), shape=(len(papers), len(vocabulary)))
    matrix = similarity.compute_tfidf(counts, vocabulary, np.zeros(len(papers), bool))
    asking = matrix.query_vectors(np.arange(len(papers)))
    postings = matrix.postings_for(asking)
    pairs, parts = (
        list(similarity.find_similar_pairs(asking, postings, lambda *found: found[-1], *entries))
        for entries in ((), (1,))
    )
    assert len(parts) > len(pairs)
    found = (
        np.concatenate([part.rows for part in pairs]),
        np.concatenate([part.positions for part in pairs]),
    )
    for name, all_of in zip(("rows", "positions"), found, strict=True):
        assert np.array_equal(np.concatenate([getattr(part, name) for part in parts]), all_of)
    shared = similarity.find_shared_terms(matrix, *found, max_terms=3)
    assert shared == similarity.find_shared_terms(matrix, *found, max_terms=3, block_pairs=7)


# --- state ---------------------------------------------------------------------------------------


def dump_state(state: RelatedState) -> dict[str, tuple[str, tuple[int, ...], bytes]]:
    """All bytes of a state."""
    return {
        name: (array.dtype.str, array.shape, array.tobytes())
        for name, array in state_to_arrays(state).items()
    }


def test_a_state_round_trips(tmp_path: Path) -> None:
    state = update_related(empty_state(6), library())
    CacheFile(tmp_path / "state", "code").save_arrays(state_to_arrays(state))
    again = load_related_state(CacheFile(tmp_path / "state", "code"))
    assert again is not None
    assert dump_state(again) == dump_state(state)
    assert update_related(again, library()) is again


def test_the_empty_state_round_trips(tmp_path: Path) -> None:
    CacheFile(tmp_path / "state", "code").save_arrays(state_to_arrays(empty_state(6)))
    again = load_related_state(CacheFile(tmp_path / "state", "code"))
    assert again is not None
    assert packed_lists_of_state(update_related(again, library()), library()) == find_related(
        library()
    )


def test_a_state_of_other_code_is_not_loaded(tmp_path: Path) -> None:
    CacheFile(tmp_path / "state", "code").save_arrays(state_to_arrays(empty_state(6)))
    assert load_related_state(CacheFile(tmp_path / "state", "other")) is None


@pytest.mark.parametrize(
    "damage",
    [
        lambda _: b"",
        lambda _: b"{}",
        lambda data: data[:-1],
        lambda data: data + b" ",
        lambda data: data[:100] + bytes([data[100] ^ 1]) + data[101:],
        lambda data: data[:30] + bytes([data[30] ^ 1]) + data[31:],
        lambda data: b"x" + data[1:],
    ],
)
def test_a_damaged_state_is_not_loaded(damage: Callable[[bytes], bytes], tmp_path: Path) -> None:
    path = tmp_path / "state"
    CacheFile(path, "code").save_arrays(state_to_arrays(update_related(empty_state(6), library())))
    path.write_bytes(damage(path.read_bytes()))
    assert load_related_state(CacheFile(path, "code")) is None
    assert find_related_cached(CacheFile(path, "code"), library()) == find_related(library())


@pytest.mark.parametrize("body", [b"", b"no archive", b"PK\x05\x06" + bytes(18)])
def test_an_intact_file_without_a_state_is_not_loaded(body: bytes, tmp_path: Path) -> None:
    (tmp_path / "state").write_bytes(f"code {hash_content(body)}\n".encode() + body)
    assert load_related_state(CacheFile(tmp_path / "state", "code")) is None


@pytest.mark.parametrize("name", ["ids", "keys", "counts", "starts"])
def test_arrays_of_another_shape_are_not_loaded(name: str) -> None:
    arrays = state_to_arrays(update_related(empty_state(6), library()))
    assert state_from_arrays({k: v for k, v in arrays.items() if k != name}) is None
    assert state_from_arrays({**arrays, "starts": arrays["starts"][:2]}) is None


# --- pools --------------------------------------------------------------------------------------


def test_pools_are_ranked_like_related_papers() -> None:
    corpus = library()
    pool = [pid(name) for name in ("comets-a", "bees-b", "bread-b", "bread-a")]
    query = pid("bees-a")
    ranking = rank_pools(corpus, {query: pool})[query]
    (near,) = find_related(corpus, vectorizer=VECTORIZER)[query]
    assert ranking[0] == (near.paper, near.score)
    assert [score for _, score in ranking] == sorted((s for _, s in ranking), reverse=True)
    assert {name for name, _ in ranking} == set(pool)


def test_candidates_with_equal_scores_are_sorted_by_id() -> None:
    corpus = [paper(name, BEES) for name in "abc"] + [paper("q", BEES), *library()[2:]]
    query = pid("q")
    pool = [pid(name) for name in ("comets-b", "c", "a", "bread-a", "b")]
    ranked = [name for name, _ in rank_pools(corpus, {query: pool})[query]]
    assert ranked[:3] == ["a", "b", "c"]


def test_an_empty_pool_is_empty_and_an_unknown_paper_is_an_error() -> None:
    query = pid("bees-a")
    assert rank_pools(library(), {query: []}) == {query: []}
    with pytest.raises(KeyError, match="nobody"):
        rank_pools(library(), {query: [pid("nobody")]})
    with pytest.raises(KeyError, match="nobody"):
        rank_pools(library(), {pid("nobody"): [query]})


def test_packed_lists_round_trip() -> None:
    lists = {
        pid("a"): (
            RelatedPaper(pid("b"), 0.375, ("queen bees", "naïve π"), (TagId(Slug("bees")),)),
            RelatedPaper(pid("c"), 1.0, (), ()),
        ),
        pid("b"): (
            RelatedPaper(pid("a"), 0.0625, ("x",), (TagId(Slug("bees")), TagId(Slug("ants")))),
        ),
        pid("c"): (),
    }
    packed = pack_related(lists)
    assert dict(packed) == lists
    assert packed.related_ids(pid("a")) == [pid("b"), pid("c")]
    assert packed.related_ids(pid("c")) == packed.related_ids(pid("nobody")) == []
    assert [near.score for near in packed[pid("a")]] == [0.375, 1.0]
    assert packed.get(pid("d")) is None
