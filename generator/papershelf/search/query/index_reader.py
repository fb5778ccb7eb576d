"""Reads the files of an index, each one once, through a function that returns the bytes of a path."""

from __future__ import annotations

import json
import zlib
from base64 import b64decode
from bisect import bisect_right
from collections import defaultdict
from collections.abc import Callable, Mapping, Sequence
from functools import cached_property
from typing import Any, Literal, TypeVar

from papershelf.core.errors import PapersError, Problem
from papershelf.search.index import FORMAT_VERSION, INDEX_FOLDER
from papershelf.search.query.shard import NumberReader, Postings, Shard
from papershelf.search.shards import utf16_sort_key

_Key = TypeVar("_Key", bytes, str, int)
ReadFile = Callable[[str], bytes]
"""Returns the content of a file of the site by its path; raises `PapersError` if there is none."""


class IndexReader:
    """An index of which only the files are read that a query needs."""

    def __init__(self, read_file: ReadFile) -> None:
        self._read_file = read_file
        self._files: dict[str, bytes] = {}
        self._shards: dict[int, Shard] = {}

    @cached_property
    def manifest(self) -> Mapping[str, Any]:
        """The content of `index.json`. Raises `PapersError` if it has another format."""
        path = f"{INDEX_FOLDER}index.json"
        manifest: dict[str, Any] = json.loads(self._read_file(path))
        if manifest.get("format") != FORMAT_VERSION:
            message = "is an index of another version of papershelf; build the site again"
            raise PapersError([Problem(path, 0, "", message)])
        return manifest

    @property
    def paper_count(self) -> int:
        """The number of papers in the index."""
        count: int = self.manifest["papers"]
        return count

    @cached_property
    def equivalents(self) -> Mapping[str, Sequence[str]]:
        """What else to search for, by phrase: phrases, and markers of tags and venues."""
        found: defaultdict[str, list[str]] = defaultdict(list)
        for line in _inflate(b64decode(self.manifest["equivalents"])).decode().split("\n"):
            phrase, _, target = line.partition("\t")
            found[phrase].append(target)
            if target[:1].isalnum():
                found[target].append(phrase)
        return found

    def read(self, name: str) -> bytes:
        """Return the decompressed content of a file, by its name without `.bin`."""
        content = self._files.get(name)
        if content is None:
            packed = self._read_file(f"{INDEX_FOLDER}{name}.bin")
            content = self._files[name] = _inflate(packed)
        return content

    def shard(self, number: int) -> Shard:
        """Return a file of the dictionary."""
        if number not in self._shards:
            self._shards[number] = Shard(self.read(f"terms-{number}"))
        return self._shards[number]

    def shard_number(self, term: str) -> int:
        """Return the number of the file that has a term, if any file has it."""
        return last_begin(self._term_begins, utf16_sort_key(term))

    def find(self, term: str) -> Postings | None:
        """Return the postings of a term."""
        return self.shard(self.shard_number(term)).find(term)

    def words(self, kind: Literal["heads", "tails"], key: str) -> list[str]:
        """Return the list of words by a letter and a length, such as `t11`."""
        begins = self.manifest["begins"][kind]
        if not begins:
            return []
        return self.read(f"{kind}-{last_begin(begins, key)}").decode().split("\n")

    def card(self, paper: int) -> list[Any]:
        """Return what a result shows of a paper."""
        begins = self.manifest["begins"]["cards"]
        place = last_begin(begins, paper)
        cards: list[list[Any]] = json.loads(self.read(f"cards-{place}"))
        return cards[paper - begins[place]]

    def upvotes(self) -> list[int]:
        """Return the upvotes of all papers."""
        if not self.manifest["upvotes"]:
            return [0] * self.paper_count
        return NumberReader(self.read("upvotes")).numbers(self.paper_count)

    @cached_property
    def _term_begins(self) -> list[bytes]:
        return [utf16_sort_key(term) for term in self.manifest["begins"]["terms"]]


def _inflate(packed: bytes) -> bytes:
    return zlib.decompress(packed, -zlib.MAX_WBITS)


def last_begin(begins: Sequence[_Key], key: _Key) -> int:
    """Return the last file that does not begin after a key."""
    return max(0, bisect_right(begins, key) - 1)
