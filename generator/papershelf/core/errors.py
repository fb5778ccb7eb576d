"""What can be wrong: bad data (`Problem`, collected) and the one exception that carries it."""

from __future__ import annotations

import re
from collections.abc import Iterable, Iterator
from contextlib import contextmanager
from dataclasses import dataclass, replace
from typing import Literal

Severity = Literal["error", "warning"]


_LINE_BREAKS = re.compile(r"[\n\r\v\f\x85\u2028\u2029]")
# Controls, marks that turn the direction of text, and halves of a surrogate pair: a terminal obeys
# some, and the others cannot be encoded.
_CONTROL_CHARACTERS = re.compile(
    r"[\x00-\x1f\x7f-\x9f\u200e\u200f\u202a-\u202e\u2066-\u2069\ud800-\udfff]"
)


def _escape(char: re.Match[str]) -> str:
    return char[0].encode("unicode_escape").decode("ascii")


@dataclass(frozen=True, slots=True, order=True)
class Problem:
    """One fault in the data, told so that a curator can go straight to it.

    `line` counts from 1; 0 means the whole file. `field` is the key of the record, or "".
    An "error" stops a build, a "warning" does not.
    """

    path: str
    line: int
    field: str
    message: str
    severity: Severity = "error"

    def __str__(self) -> str:
        """`file:line: field: message`, always one line."""
        parts = [f"{self.path}:{self.line}" if self.line else self.path]
        if self.field:
            parts.append(self.field)
        if self.severity == "warning":
            parts.append("warning")
        parts.append(self.message)
        return _CONTROL_CHARACTERS.sub(_escape, _LINE_BREAKS.sub(" ", ": ".join(parts)))


class PapersError(Exception):
    """Data or an environment that we cannot work with; never a bug of ours.

    Carries every `Problem` found, sorted, so that a curator sees all of them at once.
    """

    def __init__(self, problems: Iterable[Problem]) -> None:
        self.problems: tuple[Problem, ...] = tuple(sorted(problems))
        super().__init__("\n".join(str(problem) for problem in self.problems))

    def __reduce__(self) -> tuple[type[PapersError], tuple[tuple[Problem, ...]]]:
        """Travel between processes with the problems, not with their text."""
        return (PapersError, (self.problems,))


def system_error(error: OSError) -> PapersError:
    """What the operating system refused, as one problem with the path that it is about."""
    name = error.filename2 or error.filename  # what a file was to be renamed to
    if isinstance(name, bytes):
        name = name.decode("utf-8", "backslashreplace")
    path = name if isinstance(name, str) else "papershelf"
    reason = error.strerror or str(error) or type(error).__name__
    return PapersError([Problem(path, 0, "", reason[:1].lower() + reason[1:])])


@contextmanager
def add_error_path(path: object) -> Iterator[None]:
    """Give errors of the system the path of the file that is written; a full disk does not say."""
    try:
        yield
    except OSError as error:
        raise OSError(error.errno, error.strerror or str(error), str(path)) from None


def has_errors(problems: Iterable[Problem]) -> bool:
    """Whether any of these stops a build."""
    return any(problem.severity == "error" for problem in problems)


def collapse_repeated(problems: Iterable[Problem]) -> tuple[Problem, ...]:
    """What is the same in many places of a file, such as an unknown venue, told at the first."""
    same: dict[tuple[str, str, str, str], list[Problem]] = {}
    for problem in sorted(problems):
        key = (problem.path, problem.field, problem.message, problem.severity)
        same.setdefault(key, []).append(problem)
    return tuple(
        replace(first, message=f"{first.message} (and {len(more):,} more)") if more else first
        for first, *more in same.values()
    )
