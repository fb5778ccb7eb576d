"""Tests of the files of the search index, by reading them like a browser."""

from __future__ import annotations

import json
import zlib
from collections import Counter
from collections.abc import Iterator, Mapping, Sequence
from itertools import product
from pathlib import Path
from random import Random

import numpy as np
import pytest
from hypothesis import given
from hypothesis import strategies as st

from papershelf.catalogue.catalogue import Catalogue, build_catalogue
from papershelf.core.identifiers import Slug
from papershelf.core.own_fields import OwnField
from papershelf.core.settings import Settings
from papershelf.core.slugs import make_name_slug
from papershelf.records.loader import load_collection
from papershelf.records.model import Author, Paper, PaperId
from papershelf.search.encoding import (
    deflate,
    encode_array,
    encode_lists,
    encode_number,
    encode_numbers,
)
from papershelf.search.facets import FACET_FIELDS, FacetField
from papershelf.search.index import (
    INDEX_FOLDER,
    INDEX_MANIFEST,
    build_index,
    number_papers,
    update_index,
)
from papershelf.search.index_state import FileCache, IndexCache
from papershelf.search.postings import AUTHORS_BIT, TITLE_BIT, PaperTerms, TermNumbers, index_papers
from papershelf.search.shards import (
    TermIndex,
    invert_terms,
    order_terms,
    split_shards,
    utf16_sort_key,
)
from papershelf.search.spelling import (
    spelling_candidates,
    split_by_first_letter,
    split_by_last_letter,
)
from papershelf.sources.own.data_folder import read_data
from papershelf.text.words.tokens import (
    COMMON_WORDS,
    Token,
    join_spaced_runs,
    split_tokens,
    split_words,
)
from papershelf.vectors.paper_vectors import WordVectorizer
from papershelf.vectors.table import load_table
from tests.conftest import MakeCollection
from tests.fabricated import ORDINARY, TAGS, VENUES, Record

Found = dict[str, list[tuple[int, int]]]


@pytest.fixture
def catalogue(make_collection: MakeCollection) -> Catalogue:
    return catalogue_of(make_collection(ORDINARY, venues=VENUES, tags=TAGS))


def catalogue_of(data: Path) -> Catalogue:
    collection = load_collection(read_data(data))
    return build_catalogue(collection.papers, collection.groups, collection.tags, collection.venues)


class Reader:
    """Reads numbers like the script in the browser."""

    def __init__(self, content: bytes) -> None:
        self.content = content
        self.place = 0

    def number(self) -> int:
        value, scale = 0, 1
        while True:
            byte = self.content[self.place]
            self.place += 1
            value += (byte & 0x7F) * scale
            scale *= 0x80
            if byte < 0x80:
                return value

    def take(self, length: int) -> bytes:
        self.place += length
        return self.content[self.place - length : self.place]


def inflate(content: bytes) -> bytes:
    return zlib.decompress(content, -zlib.MAX_WBITS)


def read_shard(content: bytes) -> Iterator[tuple[str, list[tuple[int, int]]]]:
    """The terms of a shard with their papers and weights."""
    reader = Reader(inflate(content))
    names = [b""]
    for _ in range(reader.number()):
        names.append(names[-1][: reader.number()] + reader.take(reader.number()))
    papers, gap_sizes, place_sizes = ([reader.number() for _ in names[1:]] for _ in range(3))
    weights, place_counts = (iter(reader.take(sum(papers))) for _ in range(2))
    gaps, places = Reader(reader.take(sum(gap_sizes))), Reader(reader.take(sum(place_sizes)))
    for name, count, gap_size, place_size in zip(
        names[1:], papers, gap_sizes, place_sizes, strict=True
    ):
        starts = gaps.place, places.place
        steps = [gaps.number() + 1 for _ in range(count)]
        numbers = [sum(steps[: place + 1]) - 1 for place in range(count)]
        found = sum(next(place_counts) for _ in range(count))
        assert all(places.number() < 1 << 14 for _ in range(found))
        assert (gaps.place, places.place) == (starts[0] + gap_size, starts[1] + place_size)
        yield name.decode(), list(zip(numbers, weights, strict=False))
    assert reader.place == len(reader.content)


def read_terms(shards: Sequence[bytes]) -> Found:
    return {term: found for shard in shards for term, found in read_shard(shard)}


def gather(papers: Sequence[Mapping[str, int]]) -> TermIndex:
    """The terms of papers given as mappings of terms to weights, at as many places as the weight."""
    vocabulary = TermNumbers()
    weights = [weight for paper in papers for weight in paper.values()]
    found = PaperTerms(
        np.array([len(paper) for paper in papers], dtype=np.int32),
        np.array([vocabulary[term] for paper in papers for term in paper], dtype=np.int32),
        np.array(weights, dtype=np.uint8),
        np.array([weight % 3 for weight in weights], dtype=np.uint8),
        np.array([97 * n + weight for weight in weights for n in range(weight % 3)], np.uint16),
    )
    return invert_terms(*order_terms([*vocabulary], found))


def make_shards(terms: TermIndex) -> tuple[list[str], list[bytes]]:
    return split_shards(terms, FileCache({}))


TERMS = st.text(alphabet="abcß深\uffee\U0001f600", min_size=1, max_size=4)
PAPERS = st.lists(st.dictionaries(TERMS, st.integers(1, 255), max_size=8), max_size=6)


@given(PAPERS)
def test_postings_round_trip(papers: list[dict[str, int]]) -> None:
    expected: Found = {}
    for number, paper in enumerate(papers):
        for term, weight in paper.items():
            expected.setdefault(term, []).append((number, weight))
    begins, shards = make_shards(gather(papers))
    found = read_terms(shards)
    assert found == expected
    assert [*found] == sorted(found, key=utf16_sort_key)
    assert len(begins) == len(shards)


def test_the_manifest_has_the_first_term_of_each_shard() -> None:
    words = [f"word{number:04d}" for number in range(3000)]
    begins, shards = make_shards(gather([dict.fromkeys(words[start:], 7) for start in range(9)]))
    assert len(shards) > 2
    last = ""
    for place, shard in enumerate(shards):
        terms = [term for term, _ in read_shard(shard)]
        assert terms[0] >= begins[place]
        assert place == 0 or begins[place] > last
        last = terms[-1]


@pytest.mark.seconds
@given(st.lists(st.integers(1, 3000), max_size=60), st.randoms(use_true_random=False))
def test_shards_have_limited_sizes(counts: list[int], chance: Random) -> None:
    names = sorted({f"{chance.choice('abc')}{number}" for number in range(len(counts))})
    papers = [
        {name: 1 for name, count in zip(names, counts, strict=True) if number < count}
        for number in range(max(counts, default=0))
    ]
    sizes = [4 * count + 6 for count in counts]  # gap, weight, number of places, place
    size_of = dict(zip(names, sizes, strict=True))
    shards = [[name for name, _ in read_shard(shard)] for shard in make_shards(gather(papers))[1]]
    assert [name for shard in shards for name in shard] == names
    for place, shard in enumerate(shards):
        size = sum(map(size_of.__getitem__, shard))
        assert size <= 28_000 or len(shard) == 1
        if place + 1 < len(shards):
            assert size >= 14_000 or size + size_of[shards[place + 1][0]] > 28_000


def test_shards_separate_few_words_with_the_same_beginning() -> None:
    words = [
        f"{letter}word{number:03d}"
        for letter in "abcdefghijklmnopqrstuvwxyz"
        for number in range(400)
    ]
    begins, shards = make_shards(gather([dict.fromkeys(words, 7)]))
    assert len(shards) > 2
    assert all(len(begin) <= 1 for begin in begins)


def test_a_new_word_changes_few_shards() -> None:
    words = [f"word{number:04d}" for number in range(9000)]
    more = [*words[:20], "word0019a", *words[20:]]
    old, new = (set(make_shards(gather([dict.fromkeys(terms, 7)]))[1]) for terms in (words, more))
    assert len(new - old) <= 2 < len(new)


NUMBERS = st.lists(st.integers(0, 2**34))


@given(NUMBERS)
def test_numbers_are_encoded_like_single_numbers(numbers: list[int]) -> None:
    expected = b"".join(map(encode_number, numbers))
    assert encode_array(np.array(numbers, dtype=np.int64)) == encode_numbers(numbers) == expected


@given(st.lists(NUMBERS))
def test_lists_round_trip(lists: list[list[int]]) -> None:
    flat = np.array([number for one in lists for number in one], dtype=np.int64)
    found = encode_lists(np.array([*map(len, lists)], dtype=np.int64), flat)
    assert found == b"".join(encode_numbers([len(one), *one]) for one in lists)


@given(st.integers(0, 2**40))
def test_numbers_round_trip(number: int) -> None:
    assert Reader(encode_number(number)).number() == number


def test_compression_is_deterministic() -> None:
    assert deflate(b"a" * 1000) == deflate(b"a" * 1000)
    assert inflate(deflate(b"water")) == b"water"
    assert inflate(deflate(b"wa" * 999, b"", b"ter")) == b"wa" * 999 + b"ter"


def weights_of(catalogue: Catalogue, paper: str) -> dict[str, int]:
    vocabulary = TermNumbers()
    found = index_papers([catalogue.by_id[PaperId(Slug(paper))]], catalogue, vocabulary)
    names = [*vocabulary]
    terms = [names[term] for term in found.terms.tolist()]
    assert len(set(terms)) == len(terms) == len(found.weights) == found.counts.sum()
    return dict(zip(terms, found.weights.tolist(), strict=True))


PIECES = ("Tide", "tides,", "pre-training", "the", "(We)", "x", "net\u2013works", "Zoë's", "深度")
TEXT = st.lists(st.sampled_from(PIECES), max_size=12).map(" ".join)


def terms_of(text: str) -> list[str]:
    """The words and compounds of a text."""
    return [term for token in split_tokens(join_spaced_runs(text)) for term in all_terms(token)]


def all_terms(token: Token) -> list[str]:
    return [*token.words, *(term for term, _, _ in token.compounds)]


def compute_weights(paper: Paper) -> dict[str, int]:
    """The weights of a paper by their definition, word by word."""
    words = split_words(join_spaced_runs(paper.abstract))
    body = Counter(terms_of(paper.abstract))
    for described in (paper.summary, str(paper.year)):
        for term in terms_of(described):
            body[term] += 2
    scale = 1.2 * (0.25 + 0.75 * len(words) / 150)
    shares = {term: count / (count + scale) for term, count in body.items()}
    found = {
        term: max(1, round(63 * share))
        for term, share in shares.items()
        if (len(term) > 1 or not term.isascii()) and term not in COMMON_WORDS
    }
    for term in (term for author in paper.authors for term in terms_of(author.name)):
        if len(term) > 1 or not term.isascii():
            found[term] = AUTHORS_BIT | found.get(term, 0) & 63
    title = set(split_words(join_spaced_runs(paper.title)))
    for term in terms_of(paper.title):
        found[term] = TITLE_BIT | len(title) - 1 << 3 | round(7 * shares.get(term, 0))
    slugs = {make_name_slug(author.name) for author in paper.authors}
    markers = [f"={paper.id}", f"^{paper.year}", *(f"@{slug}" for slug in slugs if slug)]
    markers += [f"!{name}" for name in ("abstract", "summary") if getattr(paper, name)]
    return found | dict.fromkeys(markers, 1)


@given(st.lists(st.tuples(TEXT, TEXT, TEXT, st.sampled_from(PIECES)), min_size=1, max_size=4))
def test_weights_follow_their_definition(texts: list[tuple[str, str, str, str]]) -> None:
    papers = [
        Paper(
            id=PaperId(Slug(f"p-{number}")),
            title=title,
            abstract=abstract,
            summary=summary,
            authors=(Author(name=f"{name} Li"), Author(name=name)),
            year=2020 + number,
        )
        for number, (title, abstract, summary, name) in enumerate(texts)
    ]
    vocabulary = TermNumbers()
    found = index_papers(papers, build_catalogue(papers, {}, {}, {}), vocabulary)
    names = [*vocabulary]
    for number, paper in enumerate(papers):
        alone = found.select([number])
        terms = map(names.__getitem__, alone.terms.tolist())
        assert dict(zip(terms, alone.weights.tolist(), strict=True)) == compute_weights(paper)


def test_papers_have_terms_for_all_their_values(catalogue: Catalogue) -> None:
    weights = weights_of(catalogue, "tidal-attention")
    for term in (
        *("tidal", "river", "byron", "li", "icrr", "2024", "tide", "flood", "watch"),
        *("=10.1000/tide.1", "=2401.01234", "=tidal-attention", "@ada-byron", "#tides", "%icrr"),
    ):
        assert term in weights, term


def test_title_words_outweigh_names_and_names_outweigh_text(catalogue: Catalogue) -> None:
    weights = weights_of(catalogue, "tidal-attention")
    assert weights["tidal"] >= TITLE_BIT
    assert AUTHORS_BIT <= weights["byron"] < TITLE_BIT
    assert 0 < weights["flood"] < AUTHORS_BIT


def test_common_words_are_indexed_only_in_titles(make_collection: MakeCollection) -> None:
    record = {"id": "all", "title": "All You Need", "abstract": "This is what all of you need."}
    weights = weights_of(catalogue_of(make_collection([record])), "all")
    assert {"all", "you", "need"} <= weights.keys()
    assert not {"thi", "is", "what", "of"} & weights.keys()


def test_weights_of_title_words_contain_the_length_of_the_title(catalogue: Catalogue) -> None:
    weights = weights_of(catalogue, "a-title-alone")
    assert (weights["alone"] >> 3) & 15 == 3 - 1


def test_names_are_candidates_for_spelling_correction() -> None:
    papers = [
        {"byron": AUTHORS_BIT, "flod": 3, "tide": 3},
        {"tide": 3, "2024": TITLE_BIT, "sea": TITLE_BIT},
    ]
    assert spelling_candidates(gather(papers)) == [("byron", 0), ("tide", 1)]
    assert spelling_candidates(gather([])) == []


def test_words_are_listed_by_first_and_by_last_letter() -> None:
    words = [(f"{head}{'x' * size}{tail}", 0) for head in "abc" for tail in "yz" for size in (4, 9)]
    for cut_words, place in ((split_by_first_letter, 0), (split_by_last_letter, -1)):
        begins, lists = cut_words(sorted(words), FileCache({}))
        entries = [line for content in lists for line in inflate(content).decode().split("\n")]
        assert sorted(entries) == sorted(f"{word}{rank}" for word, rank in words)
        assert begins[0] == min(f"{word[place]}{len(word):02d}" for word, _ in words)


def test_the_manifest_lists_all_files_and_values(catalogue: Catalogue) -> None:
    files = build_index(catalogue)
    manifest = json.loads(files[INDEX_MANIFEST])
    assert manifest["papers"] == len(ORDINARY)
    assert [name for _, name in manifest["tags"]] == ["Rivers", "Tides"]
    assert [tag for tag, _ in manifest["venues"]] == ["icrr", "jtm"]
    for kind, begins in manifest["begins"].items():
        made = [path for path in files if path.startswith(f"{INDEX_FOLDER}{kind}-")]
        assert len(made) == len(begins)


def test_the_manifest_has_checksums_of_all_files(catalogue: Catalogue) -> None:
    files = build_index(catalogue)
    sums = json.loads(files.pop(INDEX_MANIFEST))["sums"]
    assert sum(map(len, sums.values())) == len(files)
    for path, content in files.items():
        kind, _, number = path.removeprefix(INDEX_FOLDER).removesuffix(".bin").partition("-")
        assert sums[kind][int(number or 0)] == zlib.crc32(content), path


def test_the_version_depends_on_all_files(
    catalogue: Catalogue, make_collection: MakeCollection
) -> None:
    changed: list[Record] = [{**ORDINARY[0], "summary": "Looks at seas."}, *ORDINARY[1:]]
    other = catalogue_of(make_collection(changed, name="other", venues=VENUES, tags=TAGS))
    versions = {
        json.loads(build_index(one)[INDEX_MANIFEST])["version"]
        for one in (catalogue, catalogue, other)
    }
    assert len(versions) == 2


def test_cards_are_numbered_like_papers(catalogue: Catalogue) -> None:
    cards = json.loads(inflate(build_index(catalogue)[f"{INDEX_FOLDER}cards-0.bin"]))
    assert [card[0] for card in cards] == [paper.id for paper in number_papers(catalogue)]
    tidal = next(card for card in cards if card[0] == "tidal-attention")
    assert tidal == [
        *("tidal-attention", "Tidal Attention for ℓ_1 Rivers", "Ada Byron, Li Wei"),
        *(2024, 1, [0, 1], 1, ""),
    ]


@pytest.mark.parametrize("label", FACET_FIELDS)
def test_labels_are_numbered_ignoring_case(
    make_collection: MakeCollection, label: FacetField
) -> None:
    values = ("Main track", "", "poster", "main Track", "Main track")
    rows: list[Record] = [
        {"id": f"p{number}", "title": f"Paper {number}", label: value or None}
        for number, value in enumerate(values)
    ]
    found = catalogue_of(make_collection(rows, venues=VENUES, tags=TAGS))
    files = build_index(found)
    named = json.loads(files[INDEX_MANIFEST])[f"{label}s"]
    assert named == [["main track", "Main track"], ["poster", "Poster"]]
    reader = Reader(inflate(files[f"{INDEX_FOLDER}facets.bin"]))
    papers = number_papers(found)
    for _ in range((2 + FACET_FIELDS.index(label)) * len(papers)):
        reader.number()
    numbers = {paper.id: reader.number() for paper in papers}
    assert numbers == {"p0": 1, "p1": 0, "p2": 2, "p3": 1, "p4": 1}


def test_declared_facets_have_a_column_of_lists(make_collection: MakeCollection) -> None:
    rows: list[Record] = [
        {"id": "p0", "title": "A", "extra": {"room": "B 2", "badges": ["Code", "Data"]}},
        {"id": "p1", "title": "B"},
        {"id": "p2", "title": "C", "extra": {"room": "b 2", "badges": ["data"], "note": "x"}},
        {"id": "p3", "title": "D", "extra": {"room": "B 2"}},
    ]
    found = catalogue_of(make_collection(rows, venues=VENUES, tags=TAGS))
    own = (
        OwnField(name="room", label="Room", is_facet=True),
        OwnField(name="note", label="Note"),
        OwnField(name="badges", label="Badges", type="list", is_facet=True),
        OwnField(name="unused", label="Unused", is_facet=True),
    )
    keys = {paper.id: paper.id for paper in found.papers}
    files, _ = update_index(
        found, keys, IndexCache(), Settings(fields=own), WordVectorizer(load_table())
    )
    assert json.loads(files[INDEX_MANIFEST])["own"] == [
        ["room", "Room", [["room:b 2", "B 2"]]],
        ["badges", "Badges", [["badges:code", "Code"], ["badges:data", "Data"]]],
    ]
    reader = Reader(inflate(files[f"{INDEX_FOLDER}facets.bin"]))
    papers = number_papers(found)
    for _ in range((2 + len(FACET_FIELDS) + 1) * len(papers)):  # no paper has tags
        reader.number()
    numbers = {paper.id: [reader.number() for _ in range(reader.number())] for paper in papers}
    assert numbers == {"p0": [0, 1, 2], "p1": [], "p2": [0, 2], "p3": [0]}
    assert reader.place == len(reader.content)


def test_columns_have_the_values_of_all_papers(catalogue: Catalogue) -> None:
    reader = Reader(inflate(build_index(catalogue)[f"{INDEX_FOLDER}facets.bin"]))
    papers = number_papers(catalogue)
    assert [reader.number() for _ in papers] == [paper.year or 0 for paper in papers]
    venues = ["", *catalogue.by_venue]
    assert [venues[reader.number()] for _ in papers] == [paper.venue or "" for paper in papers]
    for _ in FACET_FIELDS:
        assert [reader.number() for _ in papers] == [0] * len(papers)
    tags = list(catalogue.by_tag)
    for paper in papers:
        assert {tags[reader.number()] for _ in range(reader.number())} == set(paper.tags)
    assert reader.place == len(reader.content)


def test_persons_are_listed_by_paper_and_named_by_number_of_papers(catalogue: Catalogue) -> None:
    files = build_index(catalogue)
    names = json.loads(inflate(files[f"{INDEX_FOLDER}names-0.bin"]))
    assert names[0] == ["ada-byron", "Ada Byron"]
    assert sorted(map(tuple, names)) == sorted((p.slug, p.name) for p in catalogue.persons.values())
    reader = Reader(inflate(files[f"{INDEX_FOLDER}persons.bin"]))
    for paper in number_papers(catalogue):
        numbers = [reader.number() for _ in range(reader.number())]
        assert numbers == sorted(numbers)
        expected = {person.slug for a in paper.authors if (person := catalogue.person_of(a))}
        assert {names[number][0] for number in numbers} == expected
    assert reader.place == len(reader.content)


@pytest.mark.seconds
def test_persons_with_equal_numbers_of_papers_are_sorted_by_slug(
    make_collection: MakeCollection,
) -> None:
    letters = "abcdefghijk"
    names = [f"Ada {''.join(name)}" for name in product(letters, repeat=3)]
    records: list[Record] = [
        {"id": f"p-{n}", "title": "Tides", "authors": [*names[n::100], "Li Wei"]}
        for n in range(100)
    ]
    files = build_index(catalogue_of(make_collection(records, name="many")))
    parts = [json.loads(inflate(files[f"{INDEX_FOLDER}names-{number}.bin"])) for number in (0, 1)]
    assert [name for _, name in [*parts[0], *parts[1]]] == ["Li Wei", *names]


def test_upvotes_are_a_column_only_if_there_are_any(
    catalogue: Catalogue, make_collection: MakeCollection
) -> None:
    assert f"{INDEX_FOLDER}upvotes.bin" not in build_index(catalogue)
    voted: list[Record] = [
        {"id": "liked", "title": "Liked", "upvotes": 300},
        {"id": "new", "title": "New"},
    ]
    files = build_index(catalogue_of(make_collection(voted, name="voted")))
    reader = Reader(inflate(files[f"{INDEX_FOLDER}upvotes.bin"]))
    assert sorted((reader.number(), reader.number())) == [0, 300]


def test_an_empty_collection_has_an_index(make_collection: MakeCollection) -> None:
    files = build_index(catalogue_of(make_collection([])))
    assert json.loads(files[INDEX_MANIFEST])["papers"] == 0
