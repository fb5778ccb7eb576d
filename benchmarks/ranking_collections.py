"""Reads test collections for rankings: a corpus of texts, and pools of candidates.

A corpus is JSONL with `id`, `title` and `abstract`; pools are a JSON object that maps the id of a
query to the ids of its candidates.
"""

from __future__ import annotations

import json
from collections.abc import Iterator
from pathlib import Path

from papershelf.core.errors import PapersError, Problem


def read_corpus(path: Path) -> list[tuple[str, str, str]]:
    """Read id, title and abstract of each line. Raises `PapersError` with all invalid lines."""
    texts: list[tuple[str, str, str]] = []
    problems: list[Problem] = []
    for number, line in enumerate(_read_text_file(path).splitlines(), 1):
        if not line.strip():
            continue
        try:
            row = json.loads(line)
            texts.append((str(row["id"]), str(row["title"]), str(row.get("abstract") or "")))
        except (ValueError, KeyError, TypeError, AttributeError, RecursionError):
            message = "is not an object with id, title and abstract"
            problems.append(Problem(str(path), number, "", message))
    if problems:
        raise PapersError(problems)
    return texts


def read_pools(path: Path, known_ids: frozenset[str]) -> dict[str, list[str]]:
    """Read the candidates of each query. Raises `PapersError` also for ids not in `known_ids`."""
    try:
        data = json.loads(_read_text_file(path))
    except (ValueError, RecursionError):
        raise PapersError([Problem(str(path), 0, "", "is not JSON")]) from None
    problems = list(_check_pools(path, data, known_ids))
    if problems:
        raise PapersError(problems)
    return {query: list(pool) for query, pool in data.items()}


def _check_pools(path: Path, data: object, known_ids: frozenset[str]) -> Iterator[Problem]:
    if not isinstance(data, dict):
        yield Problem(str(path), 0, "", "is not an object of pools")
        return
    for query, pool in data.items():
        if not isinstance(pool, list):
            yield Problem(str(path), 0, query, "is not a list of ids")
            continue
        for name in (query, *pool):
            if name not in known_ids:
                yield Problem(str(path), 0, query, f"{name!r} is not in the corpus")


def _read_text_file(path: Path) -> str:
    try:
        return path.read_text("utf-8", "replace")
    except OSError as error:
        raise PapersError([Problem(str(path), 0, "", f"cannot be read: {error}")]) from None
