"""Answers of functions that know nothing but one text: each text is worked out once.

A function comes in, the same one with a memory goes out. What all of them know can be taken out
and given back (`MEMOS`), so that a process need not work out anew what an earlier one did.
"""

from __future__ import annotations

from collections.abc import Callable, MutableMapping
from dataclasses import dataclass, field
from functools import wraps
from typing import TypeVar

Text = TypeVar("Text", bound=str)


@dataclass(slots=True)
class Memo:
    """What a function answered to texts.

    `used` has those of this process, `loaded` those of an earlier one that nobody asked for
    since; `misses` counts what had to be worked out.
    """

    used: dict[str, str] = field(default_factory=dict)
    loaded: dict[str, str] = field(default_factory=dict)
    misses: int = 0


MEMOS: dict[str, Memo] = {}
"""The memo of each function of the package, by the name of the function."""


def memoize_persistent(
    function: Callable[[str], Text], memos: MutableMapping[str, Memo] = MEMOS
) -> Callable[[str], Text]:
    """A function of one text that gives the same answer to it for as long as its code is the same.

    There is no limit to what it knows, so it is for texts that are in memory all the while. `memos`
    gets its memo.
    """
    known = memos[f"{function.__module__}.{function.__qualname__}"] = Memo()
    asked, earlier = known.used, known.loaded

    @wraps(function)
    def answer(text: str) -> Text:
        try:
            return asked[text]  # type: ignore[return-value]  # `function` answered it
        except KeyError:
            pass
        before = earlier.pop(text, None)
        if before is None:
            before = function(text)
            known.misses += 1
        asked[text] = before
        return before  # type: ignore[return-value]

    return answer
