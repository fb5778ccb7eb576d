"""Lines of counts in, the file of their day with them at its end out; what stands there stays."""

from __future__ import annotations

from collections.abc import Iterable, Mapping
from pathlib import Path

from generator.errors import PapersError
from generator.identifiers import IsoDate
from generator.sources.files import COUNTS, read_bytes
from generator.sources.jsonl import parse_jsonl
from generator.sources.jsonl_edits import render_jsonl
from generator.sources.storage import lock, write_file


def append_counts(data: Path, day: IsoDate, lines: Iterable[Mapping[str, object]]) -> int:
    """Add what was counted on a day, and say how much of it was news.

    A line that says what the last one on the same paper and source says is left out. Raises
    `PapersError` where the file cannot be read or another writer is at work.
    """
    path = data / COUNTS / f"{day}.jsonl"
    with lock(data):
        before = b""
        if path.exists():
            content, problems = read_bytes(path)
            if content is None:
                raise PapersError(problems)
            before = content
        said = {
            (record.fields.get("paper"), record.fields.get("source")): dict(record.fields)
            for record in parse_jsonl(before, path.as_posix()).records
        }
        news = []
        for line in lines:
            about = (line["paper"], line["source"])
            if said.get(about) != line:
                said[about] = dict(line)
                news.append(render_jsonl(line).encode() + b"\n")
        if news:
            between = b"" if not before or before.endswith(b"\n") else b"\n"
            write_file(path, before + between + b"".join(news))
    return len(news)
