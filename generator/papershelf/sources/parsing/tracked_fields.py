"""The named values of one entry of a source, which know what a reader has asked for.

A reader takes its values from `TrackedFields`; what it never asked for is what its file holds and
nobody uses. So a reader that learns a new field needs no list of fields kept in step with it.
"""

from __future__ import annotations

from collections.abc import Iterator, Mapping
from typing import TypeVar, overload

_V = TypeVar("_V")
_T = TypeVar("_T")


class TrackedFields(dict[str, _V]):
    """A dictionary that notes each key that is looked up; `in` and `peek` leave no note."""

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
        """The value of a key, which from now on counts as read."""
        if key not in self:
            return default
        self._read_keys.add(key)
        return super().__getitem__(key)

    def peek(self, key: str) -> _V | None:
        """The value of a key, for a look that uses nothing of it yet."""
        return super().get(key)

    def unread(self) -> Iterator[str]:
        """The keys with a value that nobody asked for, unless a key that was read has its text."""
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
    """A text for comparison, "" for what is no text."""
    return value.strip(" {}").casefold() if isinstance(value, str) else ""
