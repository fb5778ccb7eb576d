"""Appends lines of counts to the count file of a day; existing lines are never changed."""

from __future__ import annotations

from collections.abc import Iterable, Mapping
from pathlib import Path

from papershelf.core.errors import PapersError
from papershelf.core.identifiers import IsoDate
from papershelf.sources.own.data_folder import COUNTS_FOLDER, read_bytes
from papershelf.sources.own.data_writer import lock_data_folder, replace_data_file
from papershelf.sources.own.jsonl_editor import render_jsonl_record
from papershelf.sources.own.jsonl_records import parse_jsonl


def write_counts(data: Path, day: IsoDate, lines: Iterable[Mapping[str, object]]) -> int:
    """Append the counts of a day; returns how many lines were new.

    A line equal to the last one for the same paper and source is skipped. Raises `PapersError` if
    the file cannot be read or the folder is locked by another process.
    """
    path = data / COUNTS_FOLDER / f"{day}.jsonl"
    with lock_data_folder(data):
        before = b""
        if path.exists():
            content, problems = read_bytes(path)
            if content is None:
                raise PapersError(problems)
            before = content
        counted = {
            (record.fields.get("paper"), record.fields.get("source")): dict(record.fields)
            for record in parse_jsonl(before, path.as_posix()).records
        }
        news = []
        for line in lines:
            about = (line["paper"], line["source"])
            if counted.get(about) != line:
                counted[about] = dict(line)
                news.append(render_jsonl_record(line).encode() + b"\n")
        if news:
            between = b"" if not before or before.endswith(b"\n") else b"\n"
            replace_data_file(path, before + between + b"".join(news))
    return len(news)
