"""Glosses and synonyms of WordNet, which bring everyday words near to technical ones."""

from __future__ import annotations

import random
import re
from collections import defaultdict
from collections.abc import Container, Iterator, Mapping, Sequence
from dataclasses import dataclass
from pathlib import Path

from papershelf.text.words.word_forms import normalize_word

FILES = ("noun", "verb", "adj", "adv")
_EXAMPLE = re.compile(r'"[^"]*"')
_WORD = re.compile(r"[A-Za-z0-9'+.-]+")
_LENGTHS = range(13, 200)
_MOST_LEMMAS = 4
_SENSES = 2
_SHARE_REPLACED = 0.6
_SHORTEST_REPLACED = 4
_LONGEST_DOUBLED = 5
_DOUBLED = re.compile(r"[^aeiou][aeiou][bdgklmnprt]$")


@dataclass(frozen=True, slots=True)
class Gloss:
    """The words of one meaning, and its definition."""

    lemmas: tuple[str, ...]
    definition: str

    @property
    def names(self) -> str:
        """The first words, with commas between them."""
        return ", ".join(self.lemmas[:_MOST_LEMMAS])

    @property
    def text(self) -> str:
        """Words and definition."""
        return f"{self.names}: {self.definition}"


def read_glosses(folder: Path) -> list[Gloss]:
    """Read all glosses of ordinary length, except those of proper nouns."""
    found: list[Gloss] = []
    for name in FILES:
        for line in _lines(folder / f"data.{name}"):
            head, _, text = line.partition("|")
            lemmas = tuple(_lemmas(head.split()))
            definition = _EXAMPLE.sub("", text).split(";")[0].strip()
            is_name = name == "noun" and any(lemma[0].isupper() for lemma in lemmas)
            if len(definition) in _LENGTHS and not is_name:
                found.append(Gloss(lemmas, definition))
    return found


def read_synonyms(folder: Path) -> dict[str, Sequence[str]]:
    """Read the synonyms of each word in its first meanings."""
    found: defaultdict[str, set[str]] = defaultdict(set)
    for name in FILES:
        lines = (line.split() for line in _lines(folder / f"data.{name}"))
        synsets = {parts[0]: list(_lemmas(parts)) for parts in lines}
        for line in _lines(folder / f"index.{name}"):
            word, _, count, pointers, *rest = line.split()
            meanings = rest[int(pointers) + 2 :][: min(_SENSES, int(count))]
            others = {lemma for meaning in meanings for lemma in synsets[meaning]}
            found[word] |= {lemma for lemma in others if lemma != word and lemma.islower()}
    return {word: sorted(others) for word, others in found.items() if others}


def replace_words(text: str, synonyms: Mapping[str, Sequence[str]], chance: random.Random) -> str:
    """Return a text with most words that have synonyms replaced by one."""
    words: list[str] = []
    for word in map(str.lower, _WORD.findall(text)):
        others = synonyms.get(word) or synonyms.get(word[:-1]) or ()
        is_replaced = others and len(word) >= _SHORTEST_REPLACED
        is_replaced = is_replaced and chance.random() < _SHARE_REPLACED
        words.append(chance.choice(others) if is_replaced else word)
    return " ".join(words)


def read_forms(folder: Path, known: Container[str]) -> dict[str, str]:
    """Read other forms of known words, and make those of verbs: `slimming` belongs to `slim`."""
    forms: dict[str, str] = {}
    for name in FILES:
        for line in _lines(folder / f"{name}.exc"):
            form, base, *_ = line.split()
            if base in known:
                forms.setdefault(normalize_word(form), base)
    for line in _lines(folder / "index.verb"):
        verb = line.partition(" ")[0]
        if verb in known and verb.isalpha():
            for form in _verb_forms(verb):
                forms.setdefault(normalize_word(form), verb)
    return {form: base for form, base in forms.items() if form.isalpha() and form not in known}


def _verb_forms(verb: str) -> list[str]:
    if verb.endswith("y") and verb[-2:-1] not in "aeiou":
        return [f"{verb}ing", f"{verb[:-1]}ied"]
    stem = verb[:-1] if verb.endswith("e") and not verb.endswith("ee") else verb
    if len(verb) <= _LONGEST_DOUBLED and _DOUBLED.search(verb):
        stem += verb[-1]
    return [f"{stem}ing", f"{stem}ed"]


def _lines(file: Path) -> Iterator[str]:
    """Yield the lines of a file after its license, which is indented."""
    lines = file.read_text("utf-8", "replace").splitlines()
    return (line for line in lines if not line.startswith("  "))


def _lemmas(parts: Sequence[str]) -> Iterator[str]:
    """Yield the words of a line: their number is hexadecimal, and each has a number behind it."""
    for place in range(int(parts[3], 16)):
        yield parts[4 + 2 * place].partition("(")[0].replace("_", " ")
