"""Builds clean raw records from the loose fields of readers of foreign formats.

A reader calls `RecordBuilder.add` for each parsed entry. HTML and MathML are decoded here (for
names, in `people`, before they are split). Empty values are dropped, an entry without a title
becomes a problem, and every reference to a preprint becomes an `arxiv` id.
"""

from __future__ import annotations

import re
from collections import Counter
from collections.abc import Callable, Iterable, Mapping
from dataclasses import dataclass, field
from functools import lru_cache

from papershelf.core.errors import Problem
from papershelf.core.record_schema import FIELDS
from papershelf.sources.parsing.author_names import ET_AL, hidden_name_list
from papershelf.sources.parsing.dates import explain_note
from papershelf.sources.parsing.links import arxiv_id_in_text, parse_whole_arxiv_id, parse_whole_doi
from papershelf.sources.parsing.placeholder_values import drop_machine_notes, is_null
from papershelf.sources.parsing.raw_record import RawRecord, ReadResult
from papershelf.sources.parsing.retractions import split_retraction
from papershelf.sources.parsing.submission_status import SubmissionOutcome
from papershelf.text.markup import decode_markup, decode_name_markup, decode_plain_markup

_ARXIV_VENUE = re.compile(r"\b(?:arxiv|corr)\b|^abs/\d{4}\.\d", re.IGNORECASE)
_CORR_KEY = re.compile(r"journals/corr/")
_CORR_NEW = re.compile(r"journals/corr/abs-(\d{4})-(\d{4,5})$")
# Kinds of fields by what their texts may contain (LaTeX, HTML); others are not decoded.
_LATEX_FIELDS = frozenset({"title", "summary", "abstract"})
_TEXT_KINDS = frozenset({"line", "block", "venue", "lines", "status", "versions"})
_WORD_FIELDS = frozenset(f.name for f in FIELDS if f.kind in _TEXT_KINDS) - _LATEX_FIELDS
_NAME_FIELDS = frozenset(f.name for f in FIELDS if f.kind == "authors")
_DECODERS = dict.fromkeys(
    ("affiliation", "reason", "venue", "short"), decode_plain_markup
) | dict.fromkeys(("name", "given", "family"), decode_name_markup)
_EMPTY: tuple[object, ...] = (None, "", [], {}, ())


@dataclass(slots=True, kw_only=True)
class RecordBuilder:
    """Collects the entries and problems of one file.

    `ignored_fields` matches names of fields in which reference managers store internal state; the
    note on unused fields lists them last, without numbers. `non_paper_counts` counts entries that a
    reader skips by design, by kind.
    """

    path: str
    ignored_fields: re.Pattern[str] | None = None
    records: list[RawRecord] = field(default_factory=list)
    problems: list[Problem] = field(default_factory=list)
    unread_counts: Counter[str] = field(default_factory=Counter)
    dropped_counts: Counter[str] = field(default_factory=Counter)
    non_paper_counts: Counter[str] = field(default_factory=Counter)

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
        citation_key: str = "",
        outcome: SubmissionOutcome | None = None,
    ) -> None:
        """Add an entry, or report that it has no title; `unread_counts` counts its unused fields."""
        cleaned = title_mark_to_status(clean_fields(self._drop_noise(fields)))
        if not cleaned.get("title"):
            self.skip(line, "is missing; the entry was skipped", "title")
            return
        if note := str(cleaned.get("date_note", "")):
            has_date = "year" in cleaned or "published" in cleaned
            if message := explain_note(note, has_date=has_date):
                self.warn(line, message, "date")
        self._check_people(cleaned, line)
        record = RawRecord(
            fields=cleaned, path=self.path, line=line, lines=lines or {}, source_day=day,
            keywords=tuple(decode_plain_markup(word) for word in keywords if word),
            headings=tuple(headings), is_foreign=True, citation_key=citation_key,
            outcome=outcome,
        )  # fmt: skip
        self.records.append(record)
        self.unread_counts.update(unread)

    def _drop_noise(self, fields: Mapping[str, object]) -> dict[str, object]:
        """The fields without placeholder values and notes of programs, which are counted."""
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
            self.dropped_counts["machine-made notes"] += kept["note"] != note.strip("; \n")
        return kept

    def _is_null(self, name: str, value: object) -> bool:
        if not is_null(name, value):
            return False
        word = value.get("name") if isinstance(value, Mapping) else value
        self.dropped_counts[f"{name} {word!r}"] += 1
        return True

    def _check_people(self, fields: dict[str, object], line: int) -> None:
        """Remove "et al." from lists of people; report it, and names that may be lists."""
        for name in ("authors", "editors"):
            people = fields.get(name)
            if not isinstance(people, list):
                continue
            if ET_AL in people:
                fields[name] = [someone for someone in people if someone != ET_AL]
                self.warn(line, "is incomplete in the source (and others)", name)
            if found := hidden_name_list(people):
                message = (
                    f"{found!r} is kept as one organization, because the source marks it as one"
                )
                self.warn(line, message, name)

    def skip(self, line: int, message: str, name: str = "") -> None:
        """Report that an entry was not read."""
        self.problems.append(Problem(self.path, line, name, message))

    def warn(self, line: int, message: str, name: str = "") -> None:
        """Report a warning about an entry that was read."""
        self.problems.append(Problem(self.path, line, name, message, "warning"))

    def make_reading(self) -> ReadResult:
        """The result of the file, with one note on everything unused or dropped."""
        problems = list(self.problems)
        parts = (
            [_unread_fields_note(self.unread_counts, self.ignored_fields)]
            if self.unread_counts
            else []
        )
        if dropped := _counted_names(self.dropped_counts):
            parts.append(f"dropped as placeholders: {', '.join(dropped)}")
        if no_papers := _counted_names(self.non_paper_counts):
            parts.append(f"left out because they are not papers: {', '.join(no_papers)}")
        if message := "; ".join(parts):
            problems.append(Problem(self.path, 0, "", message, "warning"))
        return ReadResult(records=tuple(self.records), problems=tuple(problems))


def _unread_fields_note(unread: Counter[str], ignored_fields: re.Pattern[str] | None) -> str:
    """The names of unused fields with the number of entries that have them, most frequent first."""
    values: list[str] = []
    ignored: list[str] = []
    for name, count in sorted(unread.items(), key=lambda item: (-item[1], item[0])):
        if ignored_fields and ignored_fields.fullmatch(name):
            ignored.append(name)
        else:
            values.append(f"{name} ({count:,})")
    parts = [f"fields not imported: {', '.join(values)}"] if values else []
    parts += [f"fields ignored on purpose: {', '.join(ignored)}"] if ignored else []
    return "; ".join(parts)


def _counted_names(numbers: Counter[str]) -> list[str]:
    """Names with their counts, most frequent first; those with count 0 are omitted."""
    ordered = sorted(numbers.items(), key=lambda item: (-item[1], item[0]))
    return [f"{name} ({count:,})" for name, count in ordered if count]


def title_mark_to_status(fields: dict[str, object]) -> dict[str, object]:
    """Move a mark of retraction from the title to the status."""
    title, status, reason = split_retraction(str(fields.get("title", "")))
    if not status:
        return fields
    status_value = {"kind": status, "reason": reason} if reason else status
    return {"status": status_value, **fields, "title": title}


def clean_fields(fields: Mapping[str, object]) -> dict[str, object]:
    """Drop empty fields, and express a preprint by `arxiv` alone."""
    cleaned: dict[str, object] = {}
    for name, value in fields.items():
        clean = _decode_value(name, value)
        clean = clean.strip() if isinstance(clean, str) else clean
        if clean not in _EMPTY:
            cleaned[name] = clean
    doi, dblp = (str(cleaned.get(name, "")) for name in ("doi", "dblp"))
    venue = _venue_name_of(cleaned.get("venue"))
    # Invalid identifiers are kept, so that the loader reports them.
    arxiv = str(cleaned.get("arxiv", ""))
    arxiv = parse_whole_arxiv_id(arxiv) or arxiv
    if doi:
        cleaned["doi"] = parse_whole_doi(doi) or doi
        # A DOI of a publisher cannot be an arXiv id; most are such, and the full check is slow.
        is_other = cleaned["doi"] != doi or doi.startswith("10.")
        same = "" if is_other and "arxiv" not in doi.lower() else parse_whole_arxiv_id(doi)
        arxiv = arxiv or same
        if same and same == arxiv:
            del cleaned["doi"]
    if _CORR_KEY.match(dblp):
        found = _CORR_NEW.match(dblp)
        arxiv = arxiv or (f"{found[1]}.{found[2]}" if found else "")
        del cleaned["dblp"]
    if venue and is_arxiv_venue(venue):
        arxiv = arxiv or arxiv_id_in_text(venue)
        del cleaned["venue"]
    if is_arxiv_venue(str(cleaned.get("publisher", ""))):
        del cleaned["publisher"]
    if arxiv:
        cleaned["arxiv"] = arxiv
    return cleaned


def _decode_value(name: str, value: object) -> object:
    """Decode HTML and MathML in all texts of a value."""
    if name in _LATEX_FIELDS:
        return decode_markup(value) if isinstance(value, str) else value
    if name in _WORD_FIELDS:
        return _decode_texts(value, decode_plain_markup)
    return _decode_texts(value, decode_name_markup) if name in _NAME_FIELDS else value


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
    """Join title and subtitle with a colon, unless the title ends in punctuation."""
    if not subtitle or not title:
        return title
    return f"{title} {subtitle}" if title[-1] in "?!.:…" else f"{title}: {subtitle}"


def make_venue_value(name: str, short_name: str = "") -> str | dict[str, object]:
    """The `venue` field of a record, with the short name of the venue if the source has one."""
    return {"name": name, "short": short_name} if short_name and short_name != name else name


def _venue_name_of(venue: object) -> str:
    return str((venue.get("name") if isinstance(venue, dict) else venue) or "")


@lru_cache(maxsize=1 << 12)  # many papers share a venue
def is_arxiv_venue(venue: str) -> bool:
    """Whether a venue name means arXiv, which is not a venue; the paper may have a real one, too."""
    return bool(_ARXIV_VENUE.search(venue))
