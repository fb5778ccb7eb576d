"""Reads BibTeX and biblatex files; one record per paper.

Texts are converted to Unicode, with LaTeX only in math. arXiv ids are found in all common fields
(`eprint`, `journal`, `note`, `howpublished`, `url`, arXiv's DOIs); `crossref` adds the fields of
the volume; extra keys of al-folio, jekyll-scholar, PMLR and the ACL Anthology are read. The key of
an entry becomes its citation key. Entries for whole volumes are skipped.
"""

from __future__ import annotations

import re
from collections.abc import Iterable, Mapping
from dataclasses import replace

from papershelf.core.identifiers import parse_citation_key
from papershelf.core.record_schema import STATUS_KINDS
from papershelf.core.suggestions import Suggester
from papershelf.sources.formats.bibtex.identifiers import add_identifiers
from papershelf.sources.formats.bibtex.inheritance import resolve_inheritance
from papershelf.sources.formats.bibtex.links import assign_bibtex_links, contains_url
from papershelf.sources.formats.bibtex.names import parse_bibtex_names
from papershelf.sources.formats.bibtex.syntax import BibEntry, split_entries
from papershelf.sources.parsing.dates import ParsedDate, parse_any_date
from papershelf.sources.parsing.encoding import decode_foreign
from papershelf.sources.parsing.latex_text import decode_latex, decode_plain_latex, decode_verbatim
from papershelf.sources.parsing.links import arxiv_id_in_text, parse_whole_arxiv_id
from papershelf.sources.parsing.raw_record import ReadResult
from papershelf.sources.parsing.record_builder import (
    RecordBuilder,
    is_arxiv_venue,
    join_title,
    make_venue_value,
)
from papershelf.sources.parsing.tracked_fields import TrackedFields
from papershelf.sources.parsing.volumes import parse_edition, parse_pages, parse_serials

_ENTRY = re.compile(
    r"(?:^|\n)[ \t]*@[ \t]*(?:article|inproceedings|conference|misc|book|inbook|incollection|"
    r"proceedings|phdthesis|mastersthesis|thesis|techreport|report|unpublished|online|software|"
    r"dataset|string|preamble|comment|manual|patent|booklet|electronic|www)[ \t]*[{(]",
    re.IGNORECASE,
)
_CSL_TYPES = {
    "article": "article-journal", "inproceedings": "paper-conference", "book": "book",
    "conference": "paper-conference", "incollection": "chapter", "inbook": "chapter",
    "phdthesis": "thesis", "mastersthesis": "thesis", "thesis": "thesis", "techreport": "report",
    "report": "report", "software": "software", "dataset": "dataset",
}  # fmt: skip
# BibTeX and biblatex types that imply no kind of paper, or none that we distinguish.
_OTHER_KINDS = frozenset(
    "misc unpublished manual booklet online electronic www patent mvbook bookinbook suppbook"
    " suppcollection suppperiodical mvcollection reference mvreference inreference artwork audio"
    " bibnote commentary image jurisdiction legislation legal letter movie music performance review"
    " standard video newspaper webpage preprint presentation talk other journal paper".split()
)
_VOLUME_KINDS = frozenset(
    {"proceedings", "collection", "mvproceedings", "mvcollection", "periodical", "xdata", "set"}
)
_REFERENCE_FIELDS = ("crossref", "xdata", "entryset")
"""Fields that refer to other entries of the file."""
_LANGUAGES = {
    "english": "en", "american": "en", "british": "en", "german": "de", "ngerman": "de",
    "french": "fr", "spanish": "es", "italian": "it", "portuguese": "pt", "russian": "ru",
    "chinese": "zh", "japanese": "ja", "korean": "ko",
}  # fmt: skip
_LANGUAGE_CODE = re.compile(r"[a-z]{2,3}(?:-[A-Za-z0-9]{2,8})*")
_DASH = re.compile(r"\s*(?:[-–—]+)\s*")
_ARTICLE_NUMBER_FIELDS = ("eid", "articleno", "article-number", "article_number", "artnum")
_SERIAL_FIELDS = ("isbn", "issn", "eisbn", "eissn", "isbn-13", "isbn-10")
_CONTAINER_FIELDS = (
    "booktitle", "journal", "journaltitle", "eventtitle", "abbr", "howpublished",
)  # fmt: skip
# Internal state of Zotero, Mendeley, JabRef, BibDesk, CiteULike, BibSonomy, DBLP, biber, al-folio.
_IGNORED_FIELDS = re.compile(
    r"file|files|localfile|local-url|owner|timestamp|username|groups|__markedentry|comment-\w+"
    r"|date-(?:added|modified)|(?:creation|modification)date|added-at|posted-at|bdsk-[\w-]+"
    r"|mendeley-[\w-]+|citeulike-[\w-]+|(?:inter|intra)hash|biburl|bibsource|readstatus|read"
    r"|ranking|priority|printed|qualityassured|relevance|urldate|lastchecked|rating"
    r"|options|presort|sortkey|sortname|sortyear|sorttitle|label|ids"
    r"|bibtex_show|selected|preview|google_scholar_id|dimensions|altmetric"
)


_KNOWN_KINDS = frozenset(_CSL_TYPES) | _OTHER_KINDS | _VOLUME_KINDS
_KIND_HINTS = Suggester(_KNOWN_KINDS)


def is_bibtex(head: str) -> bool:
    """Whether some line starts a BibTeX entry, string definition or comment."""
    return head.lstrip()[:1] not in ("{", "[", "<") and bool(_ENTRY.search(head))


def parse_bibtex(content: bytes, path: str) -> ReadResult:
    """Parse the papers of a file; guesses are warnings, and a missing title is an error."""
    text, problems = decode_foreign(content, path)
    builder = RecordBuilder(path=path, problems=list(problems), ignored_fields=_IGNORED_FIELDS)
    entries = []
    for entry in split_entries(text):
        if entry.is_comment:
            builder.warn(entry.line, f"{entry.citation_key!r} is in a comment and was left out")
        elif entry.kind == "string":
            builder.skip(entry.line, entry.fault)
        else:
            entries.append(entry)
    volumes = {entry.citation_key.lower(): entry for entry in entries if entry.citation_key}
    _skip_volumes(entries, volumes, builder)
    for entry in resolve_inheritance(entries):
        if entry.kind in _VOLUME_KINDS:
            continue
        if entry.kind not in _KNOWN_KINDS:
            hint = _KIND_HINTS.suggest(entry.kind)
            builder.warn(entry.line, f"{entry.kind!r} is not a known entry type{hint}")
        if entry.fault and entry.fields.get("title"):
            builder.warn(entry.line, f"{entry.fault}; check the imported record")
        given = TrackedFields(entry.fields)
        for name in _REFERENCE_FIELDS:
            given.get(name)
        whole = replace(entry, fields=given)
        fields, cut_short = _entry_fields(whole, given)
        for name in cut_short:
            builder.warn(entry.line, "is incomplete in the source (and others)", name)
        lines = {"title": entry.lines.get("title", entry.line)}
        words = _entry_keywords(given)
        builder.add(
            fields,
            entry.line,
            keywords=words,
            lines=lines,
            unread=given.unread(),
            citation_key=entry.citation_key,
        )
    return builder.make_reading()


def _skip_volumes(
    entries: Iterable[BibEntry], volumes: Mapping[str, BibEntry], builder: RecordBuilder
) -> None:
    """Report entries that are not papers; those that other entries refer to, in one note."""
    named: set[str] = set()
    for entry in entries:
        for name in _REFERENCE_FIELDS:
            for key in filter(None, map(str.strip, entry.fields.get(name, "").split(","))):
                named.add(key.lower())
                if key.lower() not in volumes:
                    builder.warn(entry.line, f"refers to {key!r}, which is not in this file", name)
    used = []
    for volume in (entry for entry in entries if entry.kind in _VOLUME_KINDS):
        if volume.citation_key.lower() in named:
            used.append(volume.citation_key)
        else:
            builder.warn(
                volume.line, f"{volume.citation_key!r} is a volume, not a paper, and was left out"
            )
    if used:
        listed = ", ".join(used)
        builder.warn(0, f"not imported, because they are volumes of other entries: {listed}")


# --- fields ---------------------------------------------------------------------------------------


def _entry_fields(
    entry: BibEntry, source_fields: TrackedFields[str]
) -> tuple[dict[str, object], list[str]]:
    """The fields of a record, and the people fields that end with "and others"."""
    fields: dict[str, object] = {"title": _entry_title(source_fields)}
    cut_short: list[str] = []
    for name, key in (("author", "authors"), ("editor", "editors")):
        fields[key], is_cut = parse_bibtex_names(source_fields.get(name, ""))
        cut_short += [key] if is_cut else []
    add_identifiers(source_fields, fields)
    assign_bibtex_links(source_fields, fields)
    venue, is_vague = _entry_venue(entry)
    if venue and not is_arxiv_venue(venue):
        fields["venue"] = make_venue_value(venue, decode_plain_latex(entry.fields.get("abbr", "")))
    is_preprint = bool(parse_whole_arxiv_id(str(fields["arxiv"]))) and "venue" not in fields
    fields |= _date_fields(source_fields, is_preprint=is_preprint)
    if not is_preprint:
        fields["type"] = _CSL_TYPES.get(entry.kind, "document" if is_vague else "")
        fields["volume"] = decode_plain_latex(source_fields.get("volume", ""))
        fields["issue"] = decode_plain_latex(
            source_fields.get("number", "") or source_fields.get("issue", "")
        )
        pages = _DASH.sub("-", decode_plain_latex(source_fields.get("pages", "")))
        numbers = (
            decode_plain_latex(source_fields[name])
            for name in _ARTICLE_NUMBER_FIELDS
            if name in source_fields
        )
        fields |= parse_pages(pages, *numbers)
    fields["publisher"] = decode_plain_latex(_entry_publisher(entry))
    fields |= _book_fields(source_fields)
    fields["language"] = _language_tag(source_fields)
    fields["abstract"] = decode_latex(source_fields.get("abstract", ""))
    award = source_fields.get("award_name") or source_fields.get("award", "")
    fields["awards"] = [decode_plain_latex(award)] if 0 < len(award) <= 80 else []
    fields |= _note_fields(source_fields.get("note", ""))
    fields["citation_key"] = _usable_citation_key(entry.citation_key)
    fields["id"] = source_fields.get("papershelf", "").strip()
    return fields, cut_short


def _book_fields(source_fields: TrackedFields[str]) -> dict[str, object]:
    """Fields about the book or volume that the entry is or belongs to."""
    place = "address" if source_fields.peek("address") else "location"
    names = ("series", "edition", place, *_SERIAL_FIELDS)
    values = {
        name: decode_plain_latex(source_fields[name]) for name in names if name in source_fields
    }
    fields: dict[str, object] = {
        "series": values.get("series", ""),
        "edition": parse_edition(values.get("edition", "")),
        "place": values.get(place, ""),
        **parse_serials(*(values.get(name, "") for name in _SERIAL_FIELDS)),
    }
    if "containerdoi" in source_fields:
        own, container = (
            decode_verbatim(source_fields.get(name, "")) for name in ("doi", "containerdoi")
        )
        fields["container_doi"] = container if container != own else ""
    return fields


def _entry_title(source_fields: dict[str, str]) -> str:
    return join_title(
        decode_latex(source_fields.get("title", "")),
        decode_latex(source_fields.get("subtitle", "")),
    )


def _entry_venue(entry: BibEntry) -> tuple[str, bool]:
    """The venue from the first field that has one, and whether it may not be a venue.

    `howpublished` may contain anything: "In the Book of Gates", "Blog post".
    """
    is_issued = _CSL_TYPES.get(entry.kind) in ("thesis", "report")
    for name in ("abbr",) if is_issued else _CONTAINER_FIELDS:
        text = entry.fields.get(name, "")
        if text and not contains_url(text):
            return decode_plain_latex(text), name == "howpublished"
    return "", False


def _entry_publisher(entry: BibEntry) -> str:
    for name in ("publisher", "school", "institution", "organization"):
        if name in entry.fields and (name != "organization" or entry.kind == "misc"):
            return entry.fields[name]
    return ""


def _date_fields(source_fields: dict[str, str], *, is_preprint: bool) -> dict[str, object]:
    """The year of the volume, and the date if more than the year is known."""
    language = _language_tag(source_fields)
    whole = parse_any_date(source_fields.get("date", "").strip("{} "), language=language)
    year, month, day = (
        decode_plain_latex(source_fields.get(name, "")) for name in ("year", "month", "day")
    )
    parsed = parse_any_date(year or whole.year, month, day, language=language)
    date = parsed if parsed.precision > whole.precision else whole
    more = decode_plain_latex(
        source_fields.get("pubstate", "") or source_fields.get("datenote", "")
    )
    fields = ParsedDate(date.iso, more or whole.note or parsed.note).record_fields(
        is_preprint=is_preprint
    )
    if parsed.year and not is_preprint:
        fields["year"] = parsed.year
    return fields


def _language_tag(source_fields: dict[str, str]) -> str:
    text = (source_fields.get("language") or source_fields.get("langid") or "").strip("{} ")
    if not text:
        return ""
    return _LANGUAGES.get(text.lower(), text if _LANGUAGE_CODE.fullmatch(text) else "")


def _note_fields(note: str) -> dict[str, object]:
    text = decode_plain_latex(note)
    if text.lower() in STATUS_KINDS:
        return {"status": text.lower()}
    return {} if not text or arxiv_id_in_text(text) or contains_url(text) else {"note": text}


def _usable_citation_key(citation_key: str) -> str:
    try:
        return parse_citation_key(citation_key)
    except ValueError:
        return ""


def _entry_keywords(source_fields: dict[str, str]) -> Iterable[str]:
    text = source_fields.get("keywords") or source_fields.get("keyword") or ""
    return [decode_plain_latex(word) for word in re.split(r"[,;]", text)]
