"""Mapping of the fields of an entry that records which ones a reader has used.

Readers take values from `TrackedFields`; fields never looked up are reported as unused. A reader
therefore needs no separate list of supported fields.
"""

from __future__ import annotations

from collections.abc import Iterator, Mapping
from typing import TypeVar, overload

_V = TypeVar("_V")
_T = TypeVar("_T")


class TrackedFields(dict[str, _V]):
    """A dictionary that records each key that is looked up, except by `in` and `peek`."""

    __slots__ = ("_read_keys",)

    def __init__(self, values: Mapping[str, _V]) -> None:
        super().__init__(values)
        self._read_keys: set[str] = set()

    def __getitem__(self, key: str) -> _V:
        self._read_keys.add(key)
        return super().__getitem__(key)

    @overload
    def get(self, key: str, default: None = None, /) -> _V | None: ...
    @overload
    def get(self, key: str, default: _V, /) -> _V: ...
    @overload
    def get(self, key: str, default: _T, /) -> _V | _T: ...
    def get(self, key: str, default: object = None, /) -> object:
        """The value of a key, which is marked as read."""
        if key not in self:
            return default
        self._read_keys.add(key)
        return super().__getitem__(key)

    def peek(self, key: str) -> _V | None:
        """The value of a key, without marking it as read."""
        return super().get(key)

    def unread(self) -> Iterator[str]:
        """The keys with unread values, except those whose text was also read under another key."""
        left = [key for key in self if key not in self._read_keys]
        if not left:
            return
        used = {_fold_value(value) for key, value in self.items() if key in self._read_keys}
        for key in left:
            value = self.peek(key)
            text = _fold_value(value)
            if not _is_empty(value) and not (text and text in used):
                yield key


def _is_empty(value: object) -> bool:
    return value in (None, "", [], {}) or (isinstance(value, str) and not value.strip(" {}\"'"))


def _fold_value(value: object) -> str:
    """A normalized text for comparison, or "" for other types."""
    return value.strip(" {}").casefold() if isinstance(value, str) else ""
