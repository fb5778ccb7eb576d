"""What the readers of foreign formats share: loose fields in, tidy raw records out.

A reader calls `Gathering.add` for each entry that it understood. HTML and MathML are decoded here,
for names already in `people`, before they are taken apart. Empty values go, an entry
without a title becomes a problem, and what names a preprint is told as an arXiv id in one way.
"""

from __future__ import annotations

import re
from collections import Counter
from collections.abc import Callable, Iterable, Mapping
from dataclasses import dataclass, field
from functools import lru_cache

from papershelf.core.errors import Problem
from papershelf.core.record_schema import FIELDS
from papershelf.sources.parsing.author_names import CUT_SHORT, find_hidden_list
from papershelf.sources.parsing.dates import explain_note
from papershelf.sources.parsing.links import as_arxiv, as_doi, find_arxiv
from papershelf.sources.parsing.placeholder_values import drop_machine_notes, is_null
from papershelf.sources.parsing.raw_record import RawRecord, Reading
from papershelf.sources.parsing.retractions import split_retraction
from papershelf.sources.parsing.submission_status import Outcome
from papershelf.text.markup import decode_markup, decode_name, decode_words

_PREPRINT = re.compile(r"\b(?:arxiv|corr)\b|^abs/\d{4}\.\d", re.IGNORECASE)
_CORR_KEY = re.compile(r"journals/corr/")
_CORR_NEW = re.compile(r"journals/corr/abs-(\d{4})-(\d{4,5})$")
# Which texts may hold HTML, and what becomes of it; identifiers and addresses are read as they are.
_WITH_LATEX = frozenset({"title", "summary", "abstract"})
_TEXT_KINDS = frozenset({"line", "block", "venue", "lines", "status", "versions"})
_WITH_WORDS = frozenset(f.name for f in FIELDS if f.kind in _TEXT_KINDS) - _WITH_LATEX
_WITH_NAMES = frozenset(f.name for f in FIELDS if f.kind == "authors")
_DECODERS = dict.fromkeys(
    ("affiliation", "reason", "venue", "short"), decode_words
) | dict.fromkeys(("name", "given", "family"), decode_name)
_EMPTY: tuple[object, ...] = (None, "", [], {}, ())


@dataclass(slots=True, kw_only=True)
class Gathering:
    """Takes the entries of one file, and what is wrong with them.

    `bookkeeping` matches the names of fields in which reference managers keep their own state;
    they say nothing about a paper, so the note on unread fields lists them last, without numbers.
    `no_papers` counts entries that a reader passes over by design, by what they are.
    """

    path: str
    bookkeeping: re.Pattern[str] | None = None
    records: list[RawRecord] = field(default_factory=list)
    problems: list[Problem] = field(default_factory=list)
    unread: Counter[str] = field(default_factory=Counter)
    dropped: Counter[str] = field(default_factory=Counter)
    no_papers: Counter[str] = field(default_factory=Counter)

    def add(  # noqa: PLR0913  # the parts of a record, each by its name
        self,
        fields: Mapping[str, object],
        line: int,
        *,
        day: str = "",
        keywords: Iterable[str] = (),
        lines: Mapping[str, int] | None = None,
        headings: Iterable[str] = (),
        unread: Iterable[str] = (),
        key: str = "",
        outcome: Outcome | None = None,
    ) -> None:
        """Keep an entry, or say that it has no title; `unread` are its fields that nobody used."""
        tidy = move_retraction(tidy_fields(self._without_noise(fields)))
        if not tidy.get("title"):
            self.skip(line, "is missing; the entry was skipped", "title")
            return
        if note := str(tidy.get("date_note", "")):
            has_date = "year" in tidy or "published" in tidy
            if message := explain_note(note, has_date=has_date):
                self.warn(line, message, "date")
        self._check_people(tidy, line)
        record = RawRecord(
            fields=tidy, path=self.path, line=line, lines=lines or {}, day=day,
            keywords=tuple(decode_words(word) for word in keywords if word),
            headings=tuple(headings), foreign=True, key=key,
            outcome=outcome,
        )  # fmt: skip
        self.records.append(record)
        self.unread.update(unread)

    def _without_noise(self, fields: Mapping[str, object]) -> dict[str, object]:
        """The fields without words for "nothing" and notes of programs, which are counted."""
        kept: dict[str, object] = {}
        for name, value in fields.items():
            if not value:
                continue
            if isinstance(value, list):
                kept[name] = [each for each in value if not self._is_null(name, each)]
            elif not self._is_null(name, value):
                kept[name] = value
        if isinstance(note := kept.get("note"), str) and note:
            kept["note"] = drop_machine_notes(note)
            self.dropped["notes of programs"] += kept["note"] != note.strip("; \n")
        return kept

    def _is_null(self, name: str, value: object) -> bool:
        if not is_null(name, value):
            return False
        word = value.get("name") if isinstance(value, Mapping) else value
        self.dropped[f"{name} {word!r}"] += 1
        return True

    def _check_people(self, fields: dict[str, object], line: int) -> None:
        """Take "et al." out of lists of people; report that, and names that may be lists."""
        for name in ("authors", "editors"):
            people = fields.get(name)
            if not isinstance(people, list):
                continue
            if CUT_SHORT in people:
                fields[name] = [someone for someone in people if someone != CUT_SHORT]
                self.warn(line, "is cut short by its source (and others)", name)
            if found := find_hidden_list(people):
                message = f"{found!r} is kept as one organization, as its source marks it"
                self.warn(line, message, name)

    def skip(self, line: int, message: str, name: str = "") -> None:
        """Note that an entry was not read."""
        self.problems.append(Problem(self.path, line, name, message))

    def warn(self, line: int, message: str, name: str = "") -> None:
        """Note something that a person should see, though the entry was read."""
        self.problems.append(Problem(self.path, line, name, message, "warning"))

    def reading(self) -> Reading:
        """All that was gathered, with one note on what was not read or dropped."""
        problems = list(self.problems)
        parts = [_unread_note(self.unread, self.bookkeeping)] if self.unread else []
        if dropped := _counted(self.dropped):
            parts.append(f"dropped, for they say nothing: {', '.join(dropped)}")
        if no_papers := _counted(self.no_papers):
            parts.append(f"left out, for they are no papers: {', '.join(no_papers)}")
        if message := "; ".join(parts):
            problems.append(Problem(self.path, 0, "", message, "warning"))
        return Reading(records=tuple(self.records), problems=tuple(problems))


def _unread_note(unread: Counter[str], bookkeeping: re.Pattern[str] | None) -> str:
    """The names of unread fields with the number of entries that have them, most frequent first."""
    values: list[str] = []
    ignored: list[str] = []
    for name, count in sorted(unread.items(), key=lambda item: (-item[1], item[0])):
        if bookkeeping and bookkeeping.fullmatch(name):
            ignored.append(name)
        else:
            values.append(f"{name} ({count:,})")
    parts = [f"not read: {', '.join(values)}"] if values else []
    parts += [f"not read by design: {', '.join(ignored)}"] if ignored else []
    return "; ".join(parts)


def _counted(numbers: Counter[str]) -> list[str]:
    """Names with their numbers, most frequent first; those that never came up are left out."""
    ordered = sorted(numbers.items(), key=lambda item: (-item[1], item[0]))
    return [f"{name} ({count:,})" for name, count in ordered if count]


def move_retraction(fields: dict[str, object]) -> dict[str, object]:
    """The fields with the mark of a retraction as their status, and not in the title."""
    title, status, reason = split_retraction(str(fields.get("title", "")))
    if not status:
        return fields
    said = {"kind": status, "reason": reason} if reason else status
    return {"status": said, **fields, "title": title}


def tidy_fields(fields: Mapping[str, object]) -> dict[str, object]:
    """The fields that say something; a preprint is told by `arxiv` and by nothing else."""
    tidy: dict[str, object] = {}
    for name, value in fields.items():
        clean = _decoded(name, value)
        clean = clean.strip() if isinstance(clean, str) else clean
        if clean not in _EMPTY:
            tidy[name] = clean
    doi, dblp = (str(tidy.get(name, "")) for name in ("doi", "dblp"))
    venue = _venue_name(tidy.get("venue"))
    # What is no identifier stays as it is, for the loader to report.
    arxiv = str(tidy.get("arxiv", ""))
    arxiv = as_arxiv(arxiv) or arxiv
    if doi:
        tidy["doi"] = as_doi(doi) or doi
        # What is a DOI of somebody else cannot be an arXiv id: most are, and it takes long to ask.
        is_other = tidy["doi"] != doi or doi.startswith("10.")
        same = "" if is_other and "arxiv" not in doi.lower() else as_arxiv(doi)
        arxiv = arxiv or same
        if same and same == arxiv:
            del tidy["doi"]
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


def _decoded(name: str, value: object) -> object:
    """A value without HTML and MathML, in all the texts that it holds."""
    if name in _WITH_LATEX:
        return decode_markup(value) if isinstance(value, str) else value
    if name in _WITH_WORDS:
        return _decode_texts(value, decode_words)
    return _decode_texts(value, decode_name) if name in _WITH_NAMES else value


def _decode_texts(value: object, decode: Callable[[str], str]) -> object:
    if isinstance(value, str):
        return decode(value)
    if isinstance(value, (list, tuple)):
        return [_decode_texts(each, decode) for each in value]
    if isinstance(value, dict):
        decoded = dict(value)
        for key, each in value.items():
            if isinstance(each, str) and ("<" in each or "&" in each) and key in _DECODERS:
                decoded[key] = _DECODERS[key](each)
        return decoded
    return value


def join_title(title: str, subtitle: str) -> str:
    """A title with its subtitle: after a colon, unless the title ends in a sign of its own."""
    if not subtitle or not title:
        return title
    return f"{title} {subtitle}" if title[-1] in "?!.:…" else f"{title}: {subtitle}"


def name_venue(name: str, short: str = "") -> str | dict[str, object]:
    """The field `venue` of a record, with the short name of the venue where a source has one."""
    return {"name": name, "short": short} if short and short != name else name


def _venue_name(venue: object) -> str:
    return str((venue.get("name") if isinstance(venue, dict) else venue) or "")


@lru_cache(maxsize=1 << 12)  # many papers share a venue
def is_preprint_server(venue: str) -> bool:
    """Whether a name of a venue means arXiv, which is no venue: the paper may have one, too."""
    return bool(_PREPRINT.search(venue))
