"""What the readers of foreign formats share: loose fields in, tidy raw records out.

A reader calls `Gathering.add` for each entry that it understood. Empty values go, an entry
without a title becomes a problem, and what names a preprint is told as an arXiv id in one way.
"""

from __future__ import annotations

import re
from collections.abc import Iterable, Mapping
from dataclasses import dataclass, field

from generator.errors import Problem
from generator.sources.links import find_arxiv, find_doi
from generator.sources.record import RawRecord, Reading

_PREPRINT = re.compile(r"\b(?:arxiv|corr)\b|^abs/\d{4}\.\d", re.IGNORECASE)
_ARXIV_DOI = re.compile(r"10\.48550/arxiv\.", re.IGNORECASE)
_CORR_KEY = re.compile(r"journals/corr/")
_CORR_NEW = re.compile(r"journals/corr/abs-(\d{4})-(\d{4,5})$")
_EMPTY: tuple[object, ...] = (None, "", [], {}, ())


@dataclass(slots=True, kw_only=True)
class Gathering:
    """Takes the entries of one file, and what is wrong with them."""

    path: str
    records: list[RawRecord] = field(default_factory=list)
    problems: list[Problem] = field(default_factory=list)

    def add(
        self,
        fields: Mapping[str, object],
        line: int,
        *,
        day: str = "",
        keywords: Iterable[str] = (),
        lines: Mapping[str, int] | None = None,
    ) -> None:
        """Keep an entry, or say that it has no title."""
        tidy = tidy_fields(fields)
        if not tidy.get("title"):
            self.skip(line, "is missing; the entry was skipped", "title")
            return
        record = RawRecord(
            fields=tidy, path=self.path, line=line, lines=lines or {}, day=day,
            keywords=tuple(word for word in keywords if word), foreign=True,
        )  # fmt: skip
        self.records.append(record)

    def skip(self, line: int, message: str, name: str = "") -> None:
        """Note that an entry was not read."""
        self.problems.append(Problem(self.path, line, name, message))

    def warn(self, line: int, message: str, name: str = "") -> None:
        """Note something that a person should see, though the entry was read."""
        self.problems.append(Problem(self.path, line, name, message, "warning"))

    def reading(self) -> Reading:
        """All that was gathered."""
        return Reading(records=tuple(self.records), problems=tuple(self.problems))


def tidy_fields(fields: Mapping[str, object]) -> dict[str, object]:
    """The fields that say something; a preprint is told by `arxiv` and by nothing else."""
    tidy: dict[str, object] = {}
    for name, value in fields.items():
        clean = value.strip() if isinstance(value, str) else value
        if clean not in _EMPTY:
            tidy[name] = clean
    doi, dblp, venue = (str(tidy.get(name, "")) for name in ("doi", "dblp", "venue"))
    arxiv = find_arxiv(str(tidy.get("arxiv", ""))) or str(tidy.get("arxiv", ""))
    if _ARXIV_DOI.search(doi):
        arxiv = arxiv or find_arxiv(doi)
        del tidy["doi"]
    elif doi:
        tidy["doi"] = find_doi(doi) or doi
    if _CORR_KEY.match(dblp):
        found = _CORR_NEW.match(dblp)
        arxiv = arxiv or (f"{found[1]}.{found[2]}" if found else "")
        del tidy["dblp"]
    if venue and is_preprint_server(venue):
        arxiv = arxiv or find_arxiv(venue)
        del tidy["venue"]
    if is_preprint_server(str(tidy.get("publisher", ""))):
        del tidy["publisher"]
    if arxiv:
        tidy["arxiv"] = arxiv
    return tidy


def is_preprint_server(venue: str) -> bool:
    """Whether a name of a venue means arXiv, which is no venue: the paper may have one, too."""
    return bool(_PREPRINT.search(venue))
