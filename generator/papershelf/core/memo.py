"""Answers of functions that know nothing but one text: each text is worked out once.

A function comes in, the same one with a memory goes out. What all of them know can be taken out
and given back (`answers`), so that a process need not work out anew what an earlier one did.
"""

from __future__ import annotations

from collections.abc import Callable, Mapping
from dataclasses import dataclass, field
from functools import wraps
from typing import TypeVar

Answer = TypeVar("Answer", bound=str)


@dataclass(slots=True)
class Known:
    """What a function answered to texts.

    `asked` has those of this process, `earlier` those of an earlier one that nobody asked for
    since; `found` counts what had to be worked out.
    """

    asked: dict[str, str] = field(default_factory=dict)
    earlier: dict[str, str] = field(default_factory=dict)
    found: int = 0


_KNOWN: dict[str, Known] = {}


def remembered(find: Callable[[str], Answer]) -> Callable[[str], Answer]:
    """A function of one text that gives the same answer to it for as long as its code is the same.

    There is no limit to what it knows, so it is for texts that are in memory all the while.
    """
    known = _KNOWN[f"{find.__module__}.{find.__qualname__}"] = Known()
    asked, earlier = known.asked, known.earlier

    @wraps(find)
    def answer(text: str) -> Answer:
        try:
            return asked[text]  # type: ignore[return-value]  # `find` answered it
        except KeyError:
            pass
        before = earlier.pop(text, None)
        if before is None:
            before = find(text)
            known.found += 1
        asked[text] = before
        return before  # type: ignore[return-value]

    return answer


def all_known() -> Mapping[str, Known]:
    """What each remembered function knows, by the name of the function."""
    return _KNOWN
