"""Related papers from one run to the next: papers come in, for each its nearest ones go out.

A file keeps what a run knows; the next one finds anew only what a change can have touched.
"""

from __future__ import annotations

from collections.abc import Sequence
from pathlib import Path

from generator.manifest import replace_file
from generator.model import Paper
from generator.related import TOP, list_related
from generator.related_model import PackedLists
from generator.related_state import dump_state, empty_state, parse_state
from generator.related_update import update_related


def relate(cache: Path, code: str, papers: Sequence[Paper]) -> PackedLists:
    """The related papers of each, made from those of the last run where it had the same `code`."""
    signed = f"{code}\n".encode()
    try:
        found, _, data = cache.read_bytes().partition(b"\n")
        known = parse_state(data) if signed == found + b"\n" else None
    except OSError:
        known = None
    state = update_related(known or empty_state(TOP), papers)
    if state is not known:
        cache.parent.mkdir(parents=True, exist_ok=True)
        replace_file(cache, signed + dump_state(state))
    return list_related(state, papers)
