"""BibTeX and biblatex files: bytes in, a record for every paper among their entries out.

Texts become Unicode with LaTeX only for maths. An arXiv id is found wherever people put it
(`eprint`, `journal`, `note`, `howpublished`, `url`, a DOI of arXiv); `crossref` fills in what the
volume says; the extra keys of al-folio, jekyll-scholar, PMLR and the ACL Anthology are read. The
key of an entry is kept as its citation key. Entries for whole volumes are left out.
"""

from __future__ import annotations

import re
from collections.abc import Iterable, Mapping
from dataclasses import replace

from papershelf.core.identifiers import parse_citation_key
from papershelf.core.record_schema import STATUS_KINDS
from papershelf.core.suggestions import Suggester
from papershelf.sources.formats.bibtex.identifiers import identify_entry
from papershelf.sources.formats.bibtex.inheritance import inherit_all
from papershelf.sources.formats.bibtex.links import has_address, place_links
from papershelf.sources.formats.bibtex.names import read_names
from papershelf.sources.formats.bibtex.syntax import BibEntry, split_entries
from papershelf.sources.parsing.dates import FoundDate, read_date
from papershelf.sources.parsing.encoding import decode
from papershelf.sources.parsing.latex_text import read_latex, read_plain_latex, read_verbatim
from papershelf.sources.parsing.links import as_arxiv, find_arxiv
from papershelf.sources.parsing.raw_record import Reading
from papershelf.sources.parsing.record_builder import (
    Gathering,
    is_preprint_server,
    join_title,
    name_venue,
)
from papershelf.sources.parsing.tracked_fields import TrackedFields
from papershelf.sources.parsing.volumes import read_edition, read_place, read_serials

_ENTRY = re.compile(
    r"(?:^|\n)[ \t]*@[ \t]*(?:article|inproceedings|conference|misc|book|inbook|incollection|"
    r"proceedings|phdthesis|mastersthesis|thesis|techreport|report|unpublished|online|software|"
    r"dataset|string|preamble|comment|manual|patent|booklet|electronic|www)[ \t]*[{(]",
    re.IGNORECASE,
)
_TYPES = {
    "article": "article-journal", "inproceedings": "paper-conference", "book": "book",
    "conference": "paper-conference", "incollection": "chapter", "inbook": "chapter",
    "phdthesis": "thesis", "mastersthesis": "thesis", "thesis": "thesis", "techreport": "report",
    "report": "report", "software": "software", "dataset": "dataset",
}  # fmt: skip
# Types of BibTeX and biblatex that say nothing about the kind of a paper, or nothing that we keep.
_OTHER_KINDS = frozenset(
    "misc unpublished manual booklet online electronic www patent mvbook bookinbook suppbook"
    " suppcollection suppperiodical mvcollection reference mvreference inreference artwork audio"
    " bibnote commentary image jurisdiction legislation legal letter movie music performance review"
    " standard video newspaper webpage preprint presentation talk other journal paper".split()
)
_VOLUMES = frozenset(
    {"proceedings", "collection", "mvproceedings", "mvcollection", "periodical", "xdata", "set"}
)
_REFERENCES = ("crossref", "xdata", "entryset")
"""Fields that name other entries of the file."""
_LANGUAGES = {
    "english": "en", "american": "en", "british": "en", "german": "de", "ngerman": "de",
    "french": "fr", "spanish": "es", "italian": "it", "portuguese": "pt", "russian": "ru",
    "chinese": "zh", "japanese": "ja", "korean": "ko",
}  # fmt: skip
_LANGUAGE_CODE = re.compile(r"[a-z]{2,3}(?:-[A-Za-z0-9]{2,8})*")
_DASH = re.compile(r"\s*(?:[-–—]+)\s*")
_NUMBERS = ("eid", "articleno", "article-number", "article_number", "artnum")
_SERIALS = ("isbn", "issn", "eisbn", "eissn", "isbn-13", "isbn-10")
_CONTAINERS = (
    "booktitle", "journal", "journaltitle", "eventtitle", "abbr", "howpublished",
)  # fmt: skip
# State that Zotero, Mendeley, JabRef, BibDesk, CiteULike, BibSonomy, DBLP, biber and al-folio keep.
_BOOKKEEPING = re.compile(
    r"file|files|localfile|local-url|owner|timestamp|username|groups|__markedentry|comment-\w+"
    r"|date-(?:added|modified)|(?:creation|modification)date|added-at|posted-at|bdsk-[\w-]+"
    r"|mendeley-[\w-]+|citeulike-[\w-]+|(?:inter|intra)hash|biburl|bibsource|readstatus|read"
    r"|ranking|priority|printed|qualityassured|relevance|urldate|lastchecked|rating"
    r"|options|presort|sortkey|sortname|sortyear|sorttitle|label|ids"
    r"|bibtex_show|selected|preview|google_scholar_id|dimensions|altmetric"
)


_KINDS = frozenset(_TYPES) | _OTHER_KINDS | _VOLUMES
_KIND_HINTS = Suggester(_KINDS)


def is_bibtex(head: str) -> bool:
    """Whether an entry, a macro or a comment of BibTeX begins on some line."""
    return head.lstrip()[:1] not in ("{", "[", "<") and bool(_ENTRY.search(head))


def parse_bibtex(content: bytes, path: str) -> Reading:
    """Read the papers of a file; what had to be guessed is a warning, a missing title an error."""
    text, problems = decode(content, path)
    gathered = Gathering(path=path, problems=list(problems), bookkeeping=_BOOKKEEPING)
    entries = []
    for entry in split_entries(text):
        if entry.is_comment:
            gathered.warn(entry.line, f"{entry.key!r} is in a comment; left out")
        elif entry.kind == "string":
            gathered.skip(entry.line, entry.fault)
        else:
            entries.append(entry)
    volumes = {entry.key.lower(): entry for entry in entries if entry.key}
    _leave_out_volumes(entries, volumes, gathered)
    for entry in inherit_all(entries):
        if entry.kind in _VOLUMES:
            continue
        if entry.kind not in _KINDS:
            hint = _KIND_HINTS.hint(entry.kind)
            gathered.warn(entry.line, f"{entry.kind!r} is not a type of entry that is known{hint}")
        if entry.fault and entry.fields.get("title"):
            gathered.warn(entry.line, f"{entry.fault}; see whether it was read right")
        given = TrackedFields(entry.fields)
        for name in _REFERENCES:
            given.get(name)
        whole = replace(entry, fields=given)
        fields, cut_short = _fields(whole, given)
        for name in cut_short:
            gathered.warn(entry.line, "is cut short by its source (and others)", name)
        lines = {"title": entry.lines.get("title", entry.line)}
        words = _keywords(given)
        gathered.add(
            fields, entry.line, keywords=words, lines=lines, unread=given.unread(), key=entry.key
        )
    return gathered.reading()


def _leave_out_volumes(
    entries: Iterable[BibEntry], volumes: Mapping[str, BibEntry], gathered: Gathering
) -> None:
    """Name the entries that are no papers, those that others refer to in one note."""
    named: set[str] = set()
    for entry in entries:
        for name in _REFERENCES:
            for key in filter(None, map(str.strip, entry.fields.get(name, "").split(","))):
                named.add(key.lower())
                if key.lower() not in volumes:
                    gathered.warn(entry.line, f"no entry of this file has the key {key!r}", name)
    used = []
    for volume in (entry for entry in entries if entry.kind in _VOLUMES):
        if volume.key.lower() in named:
            used.append(volume.key)
        else:
            gathered.warn(volume.line, f"{volume.key!r} is a volume, not a paper; left out")
    if used:
        listed = ", ".join(used)
        gathered.warn(0, f"no papers, read only for the entries that refer to them: {listed}")


# --- fields ---------------------------------------------------------------------------------------


def _fields(entry: BibEntry, given: TrackedFields[str]) -> tuple[dict[str, object], list[str]]:
    """The fields of a record, and those of its lists of people that end with "and others"."""
    fields: dict[str, object] = {"title": _title(given)}
    cut_short: list[str] = []
    for name, key in (("author", "authors"), ("editor", "editors")):
        fields[key], is_cut = read_names(given.get(name, ""))
        cut_short += [key] if is_cut else []
    identify_entry(given, fields)
    place_links(given, fields)
    venue, is_vague = _venue(entry)
    if venue and not is_preprint_server(venue):
        fields["venue"] = name_venue(venue, read_plain_latex(entry.fields.get("abbr", "")))
    is_preprint = bool(as_arxiv(str(fields["arxiv"]))) and "venue" not in fields
    fields |= _dates(given, is_preprint=is_preprint)
    if not is_preprint:
        fields["type"] = _TYPES.get(entry.kind, "document" if is_vague else "")
        fields["volume"] = read_plain_latex(given.get("volume", ""))
        fields["issue"] = read_plain_latex(given.get("number", "") or given.get("issue", ""))
        pages = _DASH.sub("-", read_plain_latex(given.get("pages", "")))
        numbers = (read_plain_latex(given[name]) for name in _NUMBERS if name in given)
        fields |= read_place(pages, *numbers)
    fields["publisher"] = read_plain_latex(_publisher(entry))
    fields |= _book(given)
    fields["language"] = _language(given)
    fields["abstract"] = read_latex(given.get("abstract", ""))
    award = given.get("award_name") or given.get("award", "")
    fields["awards"] = [read_plain_latex(award)] if 0 < len(award) <= 80 else []
    fields |= _note(given.get("note", ""))
    fields["citation_key"] = _citation_key(entry.key)
    fields["id"] = given.get("papershelf", "").strip()
    return fields, cut_short


def _book(given: TrackedFields[str]) -> dict[str, object]:
    """What the entry says of the book or volume that it is or is in."""
    place = "address" if given.peek("address") else "location"
    names = ("series", "edition", place, *_SERIALS)
    told = {name: read_plain_latex(given[name]) for name in names if name in given}
    fields: dict[str, object] = {
        "series": told.get("series", ""),
        "edition": read_edition(told.get("edition", "")),
        "place": told.get(place, ""),
        **read_serials(*(told.get(name, "") for name in _SERIALS)),
    }
    if "containerdoi" in given:
        own, container = (read_verbatim(given.get(name, "")) for name in ("doi", "containerdoi"))
        fields["container_doi"] = container if container != own else ""
    return fields


def _title(given: dict[str, str]) -> str:
    return join_title(read_latex(given.get("title", "")), read_latex(given.get("subtitle", "")))


def _venue(entry: BibEntry) -> tuple[str, bool]:
    """What the paper appeared in, by the first field that tells, and whether that may be no venue.

    `howpublished` may say anything: "In the Book of Gates", "Blog post".
    """
    is_issued = _TYPES.get(entry.kind) in ("thesis", "report")
    for name in ("abbr",) if is_issued else _CONTAINERS:
        text = entry.fields.get(name, "")
        if text and not has_address(text):
            return read_plain_latex(text), name == "howpublished"
    return "", False


def _publisher(entry: BibEntry) -> str:
    for name in ("publisher", "school", "institution", "organization"):
        if name in entry.fields and (name != "organization" or entry.kind == "misc"):
            return entry.fields[name]
    return ""


def _dates(given: dict[str, str], *, is_preprint: bool) -> dict[str, object]:
    """The year of the volume, and the date where more than the year is known."""
    language = _language(given)
    whole = read_date(given.get("date", "").strip("{} "), language=language)
    year, month, day = (read_plain_latex(given.get(name, "")) for name in ("year", "month", "day"))
    told = read_date(year or whole.year, month, day, language=language)
    date = told if told.fullness > whole.fullness else whole
    more = read_plain_latex(given.get("pubstate", "") or given.get("datenote", ""))
    fields = FoundDate(date.iso, more or whole.note or told.note).fields(is_preprint=is_preprint)
    if told.year and not is_preprint:
        fields["year"] = told.year
    return fields


def _language(given: dict[str, str]) -> str:
    text = (given.get("language") or given.get("langid") or "").strip("{} ")
    if not text:
        return ""
    return _LANGUAGES.get(text.lower(), text if _LANGUAGE_CODE.fullmatch(text) else "")


def _note(note: str) -> dict[str, object]:
    text = read_plain_latex(note)
    if text.lower() in STATUS_KINDS:
        return {"status": text.lower()}
    return {} if not text or find_arxiv(text) or has_address(text) else {"note": text}


def _citation_key(key: str) -> str:
    try:
        return parse_citation_key(key)
    except ValueError:
        return ""


def _keywords(given: dict[str, str]) -> Iterable[str]:
    text = given.get("keywords") or given.get("keyword") or ""
    return [read_plain_latex(word) for word in re.split(r"[,;]", text)]
