"""Hostile texts in every import format: each payload is one record of a file.

Identifiers differ between files, so that no records of different files are merged.
"""

from __future__ import annotations

import csv
import html
import io
import json
import re
from collections.abc import Callable, Iterator, Mapping
from xml.sax.saxutils import escape, quoteattr

from tests.hostile.records import hostile_record

Payloads = Mapping[str, str]
_NO_XML = re.compile("[^\t\n\r\x20-\ud7ff\ue000-\ufffd\U00010000-\U0010ffff]")
_PROSE = (
    "We watch rivers by day and by night and say what we see in our own words. They rise in spring "
    "and fall in autumn, as rivers do. Of each we tell how deep it is. A model of its floods is "
    "learned from the rain of the week before. It is right on most days of the year."
)


def _flat(text: str) -> str:
    """The text as it can be written on one line."""
    return " ".join(_xml_text(text).split())


def _xml_text(text: str) -> str:
    return _NO_XML.sub("", text)


def _jsonl(payloads: Payloads) -> str:
    lost = ("id", "venue", "tags", "source")
    rows = (
        {**hostile_record(name, text, number), "title": f"{text} {name} own"}
        for number, (name, text) in enumerate(payloads.items())
    )
    kept = ({key: value for key, value in row.items() if key not in lost} for row in rows)
    return "".join(json.dumps(row) + "\n" for row in kept)


def _csl(payloads: Payloads) -> str:
    keys = ("abstract", "container-title", "publisher", "volume", "issue", "page", "note", "DOI",
            "URL", "keyword", "collection-title", "publisher-place", "edition")  # fmt: skip
    return json.dumps([
        {
            "id": name, "type": "article-journal", "title": f"{text} {name} csl",
            "author": [{"family": text, "given": text}, {"literal": text}],
            "issued": {"date-parts": [[2020, 1, 1]]}, **dict.fromkeys(keys, text),
        }
        for name, text in payloads.items()
    ])  # fmt: skip


def _hf(payloads: Payloads) -> str:
    return json.dumps([
        {
            "title": f"{text} {name} hf", "publishedAt": "2026-11-20T00:00:00Z", "numComments": 2,
            "submittedBy": dict.fromkeys(("fullname", "name", "user"), text),
            "paper": {
                "id": f"2601.{number:05d}", "title": f"{text} {name} hf", "summary": text,
                "authors": [{"name": text, "hidden": False}], "upvotes": 3, "githubRepo": text,
                "publishedAt": "2026-01-20T00:00:00Z", "projectPage": text, "ai_keywords": [text],
            },
        }
        for number, (name, text) in enumerate(payloads.items())
    ])  # fmt: skip


def _openalex(payloads: Payloads) -> str:
    return json.dumps({"meta": {"count": 1}, "results": [
        {
            "id": f"https://openalex.org/W{1000 + number}", "display_name": f"{text} {name} oa",
            "doi": f"https://doi.org/10.1000/oa{number}", "title": f"{text} {name} oa",
            "publication_year": 2020, "publication_date": "2020-01-01", "type": "article",
            "authorships": [{
                "author": {"display_name": text, "orcid": text},
                "raw_affiliation_strings": [text], "institutions": [{"display_name": text}],
            }],
            "primary_location": {
                "source": {"display_name": text}, "landing_page_url": text, "pdf_url": text,
            },
            "biblio": dict.fromkeys(("volume", "issue", "first_page", "last_page"), text),
            "abstract_inverted_index": {text: [0], "x": [1, 10**9]}, "cited_by_count": 3,
        }
        for number, (name, text) in enumerate(payloads.items())
    ]})  # fmt: skip


def _s2(payloads: Payloads) -> str:
    return json.dumps([
        {
            "paperId": f"{number:040x}", "title": f"{text} {name} s2", "abstract": text,
            "externalIds": dict.fromkeys(("DOI", "ArXiv", "DBLP", "ACL"), text), "venue": text,
            "year": 2020, "authors": [{"authorId": "1", "name": text}], "tldr": {"text": text},
            "journal": dict.fromkeys(("name", "pages", "volume"), text),
            "openAccessPdf": {"url": text}, "publicationDate": "2020-01-01",
        }
        for number, (name, text) in enumerate(payloads.items())
    ])  # fmt: skip


def _openreview(payloads: Payloads) -> str:
    def content(name: str, text: str) -> dict[str, object]:
        plain = ("abstract", "venue", "venueid", "TLDR", "pdf", "code", "_bibtex")
        fields = {key: {"value": text} for key in plain}
        lists = {key: {"value": [text]} for key in ("authors", "authorids", "keywords")}
        return {"title": {"value": f"{text} {name} or"}, **fields, **lists}

    return json.dumps({"notes": [
        {"id": f"or{number:08d}", "forum": f"or{number:08d}", "cdate": 1600000000000,
         "content": content(name, text)}
        for number, (name, text) in enumerate(payloads.items())
    ]})  # fmt: skip


def _paperlist(payloads: Payloads) -> str:
    keys = ("aff", "abstract", "site", "pdf", "github", "project", "keywords", "bibtex", "tldr")
    return json.dumps([
        {"id": f"pl{number:08d}", "title": f"{text} {name} pl", "author": f"{text};Ada Byron",
         "status": "Poster", "track": "main", **dict.fromkeys(keys, text)}
        for number, (name, text) in enumerate(payloads.items())
    ])  # fmt: skip


def _dblp(payloads: Payloads) -> str:
    keys = ("venue", "volume", "number", "pages", "publisher", "doi", "ee", "url")
    return json.dumps({"result": {"hits": {"hit": [
        {"@id": str(number), "info": {
            "title": f"{text} {name} db.", "authors": {"author": [{"@pid": "1", "text": text}]},
            "year": "2020", "type": "Journal Articles", "key": f"journals/x/H{number}",
            **dict.fromkeys(keys, text),
        }}
        for number, (name, text) in enumerate(payloads.items())
    ]}}})  # fmt: skip


def _arxiv(payloads: Payloads) -> str:
    def entry(number: int, name: str, text: str) -> str:
        escaped, value = escape(_xml_text(text)), quoteattr(_xml_text(text))
        more = "".join(
            f"<arxiv:{key}>{escaped}</arxiv:{key}>" for key in ("comment", "journal_ref", "doi")
        )
        return (
            f"<entry><id>http://arxiv.org/abs/2602.{number:05d}v1</id>"
            f"<published>2026-02-01T00:00:00Z</published><title>{escaped} {name} ax</title>"
            f"<summary>{escaped}</summary><author><name>{escaped}</name>"
            f"<arxiv:affiliation>{escaped}</arxiv:affiliation></author>{more}"
            f'<link href={value} rel="related" title="pdf"/><category term={value}/></entry>\n'
        )

    entries = (entry(number, *item) for number, item in enumerate(payloads.items()))
    return (
        '<?xml version="1.0" encoding="UTF-8"?>\n<feed xmlns="http://www.w3.org/2005/Atom" '
        f'xmlns:arxiv="http://arxiv.org/schemas/atom">{"".join(entries)}</feed>'
    )


def _acl(payloads: Payloads) -> str:
    def paper(number: int, name: str, text: str) -> str:
        escaped, value = escape(_xml_text(text)), quoteattr(_xml_text(text))
        more = "".join(f"<{key}>{escaped}</{key}>" for key in ("pages", "award", "bibkey", "doi"))
        return (
            f'<paper id="{number + 1}"><title>{escaped} {name} acl</title><author><first>{escaped}</first>'
            f"<last>{escaped}</last><affiliation>{escaped}</affiliation></author>{more}"
            f"<abstract>{escaped}<tex-math>{escaped}</tex-math></abstract><pwccode url={value}/>"
            f'<video href={value}/><retracted date="2024-01-01">{escaped}</retracted></paper>\n'
        )

    papers = (paper(number, *item) for number, item in enumerate(payloads.items()))
    return (
        '<?xml version="1.0" encoding="UTF-8"?>\n<collection id="2024.hostile"><volume id="1">'
        "<meta><booktitle>&lt;script&gt;</booktitle><year>2024</year></meta>"
        f"{''.join(papers)}</volume></collection>"
    )


def _lines(tags: str, start: str, end: str, separator: str = "  - ") -> Callable[[Payloads], str]:
    """A format of tagged lines; the first tag is that of the title."""
    title, *others = tags.split()

    def write(payloads: Payloads) -> str:
        records = (
            f"{start}{title}{separator}{_flat(text)} {name} {title}\n"
            + "".join(f"{tag}{separator}{_flat(text)}\n" for tag in others)
            + end
            for name, text in payloads.items()
        )
        return "".join(records)

    return write


def _pubmed(payloads: Payloads) -> str:
    keys = ("AB", "FAU", "AD", "JT", "VI", "IP", "PG", "LID", "OT", "CN", "PL")
    return "".join(
        f"PMID- {32_000_000 + number}\nTI  - {_flat(text)} {name} pubmed\nDP  - 2020\n"
        + "".join(f"{key:<4}- {_flat(text)}\n" for key in keys)
        + "\n"
        for number, (name, text) in enumerate(payloads.items())
    )


def _wos(payloads: Payloads) -> str:
    keys = ("AF", "AB", "SO", "DE", "C1", "OI", "PU", "PI", "VL", "IS", "BP", "DI")
    entries = "".join(
        f"PT J\nTI {_flat(text)} {name} wos\nPY 2020\n"
        + "".join(f"{key} {_flat(text)}\n" for key in keys)
        + f"UT WOS:{number:015d}\nER\n\n"
        for number, (name, text) in enumerate(payloads.items())
    )
    return f"FN Clarivate Analytics Web of Science\nVR 1.0\n{entries}EF\n"


def _bib_entries(payloads: Payloads, name: str, clean: Callable[[str], str]) -> str:
    keys = ("journal", "volume", "pages", "publisher", "note", "url", "doi", "abstract", "keywords")
    return "".join(
        f"@article{{{name}{number},\n title = {{{clean(text)} {key} {name}}},\n"
        f" author = {{{clean(text)} and Ada Byron}},\n"
        + "".join(f" {field} = {{{clean(text)}}},\n" for field in keys)
        + " year = 2020\n}\n\n"
        for number, (key, text) in enumerate(payloads.items())
    )


def _escaped_bib(payloads: Payloads) -> str:
    def clean(text: str) -> str:
        text = _xml_text(text).replace("\\", "\\textbackslash ")
        return text.replace("{", "\\{").replace("}", "\\}")

    return _bib_entries(payloads, "escaped", clean)


def _raw_bib(payloads: Payloads) -> str:
    """Without escaping, as no program exports: payloads with unbalanced braces may damage adjacent
    entries.
    """
    return _bib_entries(payloads, "raw", _xml_text)


def _csv(payloads: Payloads) -> str:
    out = io.StringIO()
    writer = csv.writer(out)
    head = "Title,Authors,Year,Abstract,Journal,Volume,Pages,DOI,URL,Publisher,Keywords".split(",")
    writer.writerow(head)
    for name, text in payloads.items():
        writer.writerow([f"{_flat(text)} {name} csv", _flat(text), 2020, *[_xml_text(text)] * 8])
    return out.getvalue()


def _capture(payloads: Payloads) -> str:
    """A copied listing page: its header, then titles and abstracts."""
    form = "Get trending papers in your email inbox!"
    papers = (
        f"Rivers {_flat(text)[:150]} {name}\n{_PROSE} {_flat(text)[:2000]} So it flows.\n"
        for name, text in payloads.items()
    )
    return f"{form}\n{form}\nSubscribe{''.join(papers)}"


def _page(payloads: Payloads) -> str:
    articles = "".join(
        f"<article><h3><a href='/papers/2603.{number:05d}'>{html.escape(escaped)} {name} page</a></h3>"
        f"<p>{html.escape(escaped)}</p><ul><li title={quoteattr(escaped)}></li></ul></article>"
        for number, (name, text) in enumerate(payloads.items())
        if (escaped := _xml_text(text)) is not None
    )
    link = "<link rel='canonical' href='https://huggingface.co/papers/date/2026-11-20'>"
    return f"<!doctype html><html><head>{link}</head><body><main>{articles}</main></body></html>"


_RIS = "TI AU AB JO VL IS SP PB N1 UR DO KW ID CY ET"
FORMATS: Mapping[str, Callable[[Payloads], str]] = {
    "own.jsonl": _jsonl,
    "items.csl.json": _csl,
    "daily.json": _hf,
    "openalex.json": _openalex,
    "s2.json": _s2,
    "openreview.json": _openreview,
    "iclr2024.json": _paperlist,
    "dblp.json": _dblp,
    "arxiv.xml": _arxiv,
    "acl.xml": _acl,
    "refs.ris": _lines(_RIS, "TY  - JOUR\nPY  - 2020\n", "ER  - \n\n"),
    "library.enw": _lines("%T %A %X %J %V %N %P %I %C %R %U %K", "%0 Journal Article\n%D 2020\n", "\n", " "),
    "citations.nbib": _pubmed,
    "savedrecs.ciw": _wos,
    "escaped.bib": _escaped_bib,
    "raw.bib": _raw_bib,
    "table.csv": _csv,
    "capture.txt": _capture,
    "page.html": _page,
}  # fmt: skip
"""File names by format, with the function that writes payloads in the format."""


def write_payload_files(payloads: Payloads) -> Iterator[tuple[str, bytes]]:
    """The name and bytes of each file."""
    for name, write in FORMATS.items():
        yield name, write(payloads).encode("utf-8", "replace")
