"""Memoizes pure functions of one string; the memo can be saved and restored between builds.

The memos of all such functions are in `MEMOS`.
"""

from __future__ import annotations

from collections.abc import Callable, MutableMapping
from dataclasses import dataclass, field
from functools import wraps
from typing import TypeVar

Text = TypeVar("Text", bound=str)


@dataclass(slots=True)
class Memo:
    """The memoized results of a function, by argument.

    `used` holds the results used by this process, `loaded` those restored from an earlier one and
    not used since; `misses` counts results that had to be computed.
    """

    used: dict[str, str] = field(default_factory=dict)
    loaded: dict[str, str] = field(default_factory=dict)
    misses: int = 0


MEMOS: dict[str, Memo] = {}
"""The memo of each memoized function, by its qualified name."""


def memoize_persistent(
    function: Callable[[str], Text], memos: MutableMapping[str, Memo] = MEMOS
) -> Callable[[str], Text]:
    """Memoize a function of one string whose result depends only on the string and its code.

    The memo is unbounded, so it should be used only for texts that stay in memory anyway. The memo
    is added to `memos`.
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
