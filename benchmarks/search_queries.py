"""Collections and queries for the benchmark of the search.

Queries for known items are drawn from the titles of a collection with a fixed seed; those that
describe a paper come from a file of the folder ../shared.
"""

from __future__ import annotations

import json
import random
import tempfile
from collections.abc import Iterator, Mapping, Sequence
from pathlib import Path

from benchmarks.corpus import write_collection
from papershelf.catalogue.catalogue import Catalogue, build_catalogue
from papershelf.core.project import STARTER_VOCABULARIES
from papershelf.importing.importer import run_import
from papershelf.records.loader import load_collection
from papershelf.records.model import Paper, PaperId
from papershelf.sources.own.data_folder import read_data
from papershelf.text.folding import plain_title_key
from papershelf.text.latex_render import render_plain
from papershelf.text.words.tokens import COMMON_WORDS

ROOT = Path(__file__).parent.parent
SHARED = ROOT.parent / "shared"
CAPTURES = SHARED / "captures"
CORPUS = SHARED / "corpus" / "papers-10k.jsonl.gz"
DESCRIPTIONS = SHARED / "queries" / "dev.jsonl"
_WORD_FORMS = ROOT / "tests" / "search" / "word_forms.json"
_SEED = 20261121
_KNOWN_ITEMS = 250
_FEWEST_WORDS, _LONG_WORD, _QUESTION_WORDS = 5, 6, 13

Queries = Mapping[str, Sequence[tuple[str, PaperId]]]
"""Queries by kind, each with the paper that it means."""

SAME_WORD = (
    ("C++", "cpp", "c++"),
    ("C#", "csharp", "c#"),
    ("F1", "f1", "F_1"),
    ("l1", "ℓ1", r"\ell_1", "ℓ₁"),
    ("GPT4", "GPT-4", "gpt 4"),
    ("normalization", "normalisation"),
    ("optimization", "optimisation"),
    ("modeling", "modelling"),
    ("behavior", "behaviour"),
    ("color", "colour"),
    ("labeled", "labelled"),
    ("analyze", "analyse"),
    ("matrix", "matrices"),
    ("pre-training", "pretraining"),
)
"""Ways to write one word, which must find the same papers."""

_SCRIPTS = {
    "Chinese": (("基于深度学习的中文分词方法", "中文分词"), ("大规模图像检索系统研究", "图像检索")),
    "Japanese": (
        ("深層学習による形態素解析の高速化", "形態素解析"),
        ("自己教師ありの音声認識モデル", "音声認識"),
    ),
    "Korean": (("한국어 형태소를 분석하는 신경망", "형태소"), ("음성을 인식하는 방법", "음성")),
    "Thai": (
        ("การตัดคำภาษาไทยด้วยโครงข่ายประสาท", "ภาษาไทย"),
        ("การรู้จำเสียงพูดแบบต่อเนื่อง", "เสียงพูด"),
    ),
    "Arabic": (
        ("تحليل المشاعر في النصوص", "مشاعر"),
        ("التَّرجمة الآلية العصبية", "ترجمة"),
    ),
    "Hebrew": (("ניתוח תחבירי עבור עִבְרִית", "עברית"), ("זיהוי דיבור רציף", "דיבור")),
    "Hindi": (("हिन्दी पाठ का वर्गीकरण", "हिंदी"), ("वाक् पहचान के लिए जाल", "पहचान")),
}
"""By script, titles with a query of a word that is inside of them or written in another way."""


def read_catalogue(files: Sequence[Path]) -> Catalogue:
    """Import the papers of some files."""
    with tempfile.TemporaryDirectory() as folder:
        run_import(files, data=Path(folder), fallback=STARTER_VOCABULARIES)
        return load_folder(Path(folder))


def load_folder(folder: Path) -> Catalogue:
    """Load the papers of a data folder."""
    read = load_collection(read_data(folder, STARTER_VOCABULARIES))
    return build_catalogue(read.papers, read.groups, read.tags, read.venues)


def load_synthetic(count: int) -> Catalogue:
    """Make up a number of papers."""
    with tempfile.TemporaryDirectory() as folder:
        write_collection(Path(folder), count)
        return load_folder(Path(folder))


def known_items(papers: Sequence[Paper]) -> Queries:
    """Return queries of readers who look for a paper that they know."""
    chance = random.Random(_SEED)
    found: dict[str, list[tuple[str, PaperId]]] = {}
    chosen = [paper for paper in sorted(papers, key=lambda paper: paper.id) if paper.authors]
    chance.shuffle(chosen)
    for paper in chosen:
        for kind, query in _item_queries(paper, chance):
            found.setdefault(kind, []).append((query, paper.id))
        if len(next(iter(found.values()), ())) == _KNOWN_ITEMS:
            break
    return found


def _item_queries(paper: Paper, chance: random.Random) -> Iterator[tuple[str, str]]:
    words = render_plain(paper.title).split()
    plain = [word for word in words if word.isascii() and word.isalpha()]
    telling = [word for word in plain if len(word) > 3 and word.lower() not in COMMON_WORDS]
    long = [place for place, word in enumerate(words) if len(word) >= _LONG_WORD and word in plain]
    if len(words) < _FEWEST_WORDS or not telling or not long:
        return
    place = chance.choice(long)
    letter = chance.randrange(len(words[place]))
    mistyped = words[place][:letter] + words[place][letter + 1 :]
    yield "full title", " ".join(words)
    yield "first five words", " ".join(words[:_FEWEST_WORDS])
    yield "one letter missing", " ".join([*words[:place], mistyped, *words[place + 1 :]])
    yield "surname and a word", f"{paper.authors[0].name.split()[-1]} {chance.choice(telling)}"
    yield "first three words", " ".join(words[:3])
    yield "13 words of the abstract", " ".join(paper.abstract.split()[:_QUESTION_WORDS])


def described_papers(papers: Sequence[Paper]) -> Queries:
    """Return the queries that describe a paper: keywords, questions and paraphrases."""
    ids = {plain_title_key(render_plain(paper.title)): paper.id for paper in papers}
    found: dict[str, list[tuple[str, PaperId]]] = {}
    for line in DESCRIPTIONS.read_text("utf-8").splitlines():
        asked = json.loads(line)
        wanted = ids[plain_title_key(render_plain(asked["title"]))]
        found.setdefault(asked["kind"], []).append((asked["query"], wanted))
    return found


def forms_of_words() -> tuple[Catalogue, Queries]:
    """Return titles with one form of a word, and queries with the other; see `word_forms.json`."""
    pairs = json.loads(_WORD_FORMS.read_text("utf-8"))["same"]
    return _titles_and_queries({"forms of words": pairs})


def scripts() -> tuple[Catalogue, Queries]:
    """Return titles in several scripts, and queries with a part of them."""
    return _titles_and_queries(_SCRIPTS)


def _titles_and_queries(
    pairs: Mapping[str, Sequence[tuple[str, str]]],
) -> tuple[Catalogue, Queries]:
    papers: list[Paper] = []
    queries: dict[str, list[tuple[str, PaperId]]] = {}
    for kind, some in pairs.items():
        for title, query in some:
            name = PaperId(f"p-{len(papers)}")  # type: ignore[arg-type]
            papers.append(Paper(id=name, title=title))
            queries.setdefault(kind, []).append((query, name))
    return build_catalogue(papers, {}, {}, {}), queries
