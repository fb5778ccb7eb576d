"""The vocabularies that a new collection can start with.

Takes the name of a vocabulary; returns the texts of `tags.yaml` and `venues.yaml`, which come with
the package.
"""

from __future__ import annotations

import re
from dataclasses import dataclass
from itertools import chain
from pathlib import Path

from papershelf.core.project import STARTER_VOCABULARIES, VOCABULARY_FILES

_FOLDER = STARTER_VOCABULARIES.parent
_ENTRY = re.compile(r"^  - id: *(\S+)\n(?:(?!  - id:).*\n)*", re.MULTILINE)


@dataclass(frozen=True, slots=True, kw_only=True)
class StarterVocabulary:
    """A choice of `papershelf new --vocabulary`.

    Tags come from one folder of the package; venues from several, sorted by id.
    """

    tags: str
    venues: tuple[str, ...]


VOCABULARY_CHOICES: dict[str, StarterVocabulary] = {
    "machine-learning": StarterVocabulary(tags="machine-learning", venues=("machine-learning",)),
    "computer-science": StarterVocabulary(
        tags="computer-science", venues=("machine-learning", "computer-science")
    ),
    "empty": StarterVocabulary(tags="empty", venues=("empty",)),
}


def read_starter_vocabulary(name: str) -> dict[str, str]:
    """The files of a vocabulary by name. Raises `KeyError` for an unknown one."""
    chosen = VOCABULARY_CHOICES[name]
    tags, venues = VOCABULARY_FILES
    return {
        tags: _read(chosen.tags, tags),
        venues: _join_entries([_read(folder, venues) for folder in chosen.venues]),
    }


def _read(folder: str, file_name: str) -> str:
    return Path(_FOLDER, folder, file_name).read_text(encoding="utf-8")


def _join_entries(texts: list[str]) -> str:
    """The first text with the entries of all texts, sorted by id."""
    if len(texts) == 1:
        return texts[0]
    entries = sorted(chain.from_iterable(map(_ENTRY.finditer, texts)), key=lambda entry: entry[1])
    head = texts[0][: next(_ENTRY.finditer(texts[0])).start()]
    return head + "".join(entry[0] for entry in entries)
