"""What a run leaves for the next beside the site itself, and finds of the one before.

A `Project` comes in with the names of what makes it; what the same code left goes out. To forget
all of it costs time and nothing else.
"""

from __future__ import annotations

from typing import NamedTuple

from papershelf.core.project import Project
from papershelf.engine.fingerprint import Makers, fingerprint_texts
from papershelf.engine.memo_store import keep_answers, recall_answers
from papershelf.site.build_memory import Memory, load_memory, store_memory

_MEMORY = "memory.bin"
_ANSWERS = "answers.json"


class Earlier(NamedTuple):
    """What a project is made by, its name with the settings, and what the last run by it left."""

    makers: Makers
    code: str
    memory: Memory


def recall_earlier(project: Project, makers: Makers) -> Earlier:
    """What is known from earlier runs by the code, the libraries and the settings of now."""
    recall_answers(project.cache / _ANSWERS, makers.code)
    code = fingerprint_texts([makers.code, repr(project.settings)])
    return Earlier(makers, code, load_memory(project.cache / _MEMORY, code))


def keep_earlier(project: Project, earlier: Earlier, learnt: Memory) -> None:
    """Write down what the next run can use, where it is not what this one knew."""
    keep_answers(project.cache / _ANSWERS, earlier.makers.code)
    before = [bulk.digest for bulk in earlier.memory.bulks.values()]
    after = [bulk.digest for bulk in learnt.bulks.values()]
    if earlier.memory.lengths != learnt.lengths or before != after:
        store_memory(project.cache / _MEMORY, earlier.code, learnt)
