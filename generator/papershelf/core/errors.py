"""Problems in data (`Problem`, collected) and the exception that carries them (`PapersError`)."""

from __future__ import annotations

import re
from collections.abc import Iterable, Iterator
from contextlib import contextmanager
from dataclasses import dataclass, replace
from typing import Literal

Severity = Literal["error", "warning"]


_LINE_BREAKS = re.compile(r"[\n\r\v\f\x85\u2028\u2029]")
# Control characters, bidirectional marks and lone surrogates: terminals interpret some of them, and
# the others cannot be encoded.
_CONTROL_CHARACTERS = re.compile(
    r"[\x00-\x1f\x7f-\x9f\u200e\u200f\u202a-\u202e\u2066-\u2069\ud800-\udfff]"
)


def _escape(char: re.Match[str]) -> str:
    return char[0].encode("unicode_escape").decode("ascii")


@dataclass(frozen=True, slots=True, order=True)
class Problem:
    """One problem in the data, with the location where a curator can fix it.

    `line` counts from 1; 0 means the whole file. `field` is a key of the record, or "". An "error"
    stops a build, a "warning" does not.
    """

    path: str
    line: int
    field: str
    message: str
    severity: Severity = "error"

    def __str__(self) -> str:
        """Format as `file:line: field: message`, always on one line."""
        parts = [f"{self.path}:{self.line}" if self.line else self.path]
        if self.field:
            parts.append(self.field)
        if self.severity == "warning":
            parts.append("warning")
        parts.append(self.message)
        return _CONTROL_CHARACTERS.sub(_escape, _LINE_BREAKS.sub(" ", ": ".join(parts)))


class PapersError(Exception):
    """Invalid data or an unusable environment; never a bug in Papershelf.

    Carries every `Problem` found, sorted, so that a curator sees all of them at once.
    """

    def __init__(self, problems: Iterable[Problem]) -> None:
        self.problems: tuple[Problem, ...] = tuple(sorted(problems))
        super().__init__("\n".join(str(problem) for problem in self.problems))

    def __reduce__(self) -> tuple[type[PapersError], tuple[tuple[Problem, ...]]]:
        """Pickle the problems, not their text."""
        return (PapersError, (self.problems,))


def system_error(error: OSError) -> PapersError:
    """Convert an error of the operating system to a problem with the path it concerns."""
    name = error.filename2 or error.filename  # the target of a rename
    if isinstance(name, bytes):
        name = name.decode("utf-8", "backslashreplace")
    path = name if isinstance(name, str) else "papershelf"
    reason = error.strerror or str(error) or type(error).__name__
    return PapersError([Problem(path, 0, "", reason[:1].lower() + reason[1:])])


@contextmanager
def add_error_path(path: object) -> Iterator[None]:
    """Add the path of the written file to system errors; a full disk does not name one."""
    try:
        yield
    except OSError as error:
        raise add_path(error, path) from None


def add_path(error: OSError, path: object) -> OSError:
    """Return a system error with the path of the file."""
    return OSError(error.errno, error.strerror or str(error), str(path))


def has_errors(problems: Iterable[Problem]) -> bool:
    """Return whether any problem stops a build."""
    return any(problem.severity == "error" for problem in problems)


def collapse_repeated(problems: Iterable[Problem]) -> tuple[Problem, ...]:
    """Collapse repeated problems of a file, such as an unknown venue, into one with a count."""
    same: dict[tuple[str, str, str, str], list[Problem]] = {}
    for problem in sorted(problems):
        key = (problem.path, problem.field, problem.message, problem.severity)
        same.setdefault(key, []).append(problem)
    return tuple(
        replace(first, message=f"{first.message} (and {len(more):,} more)") if more else first
        for first, *more in same.values()
    )
