"""HTML helpers shared by citation styles: sentences, italics, and the kind of a work's source.

Takes a `Citation` or fragments of HTML; returns HTML.
"""

from __future__ import annotations

from papershelf.core.identifiers import doi_url
from papershelf.exports.citation_data import Citation
from papershelf.records.person_names import PersonName
from papershelf.text.escaping import escape_html

JOURNAL_TYPES = frozenset({"article-journal", "article-magazine", "review"})
DAY_DATED_TYPES = frozenset({"webpage", "post-weblog", "speech", "article-magazine"})
"""Types of works that are cited with the exact day."""
_SENTENCE_ENDS = ("?", "!", ".")


def render_italic(text: str) -> str:
    """Escape a text and put it in italics."""
    return f"<i>{escape_html(text)}</i>" if text else ""


def preferred_url(citation: Citation) -> str:
    """Return the URL of the DOI, or else the URL to cite, escaped."""
    return escape_html(doi_url(citation.paper.doi) if citation.paper.doi else citation.url)


def add_full_stop(html: str, end: str = ".") -> str:
    """Add a full stop to HTML unless its text already ends with one."""
    bare = html.removesuffix("</i>").removesuffix("”")
    return html if not html or bare.endswith(_SENTENCE_ENDS) else f"{html}{end}"


def join_sentences(*sentences: str) -> str:
    """Join sentences, each with a full stop, except URLs."""
    return " ".join(add_full_stop(one) for one in sentences if one)


def join_known_parts(*parts: str) -> str:
    """Join the parts that are not empty with commas."""
    return ", ".join(filter(None, parts))


def is_periodical_part(citation: Citation) -> bool:
    """Whether the work is cited as part of a periodical; so are papers in proceedings without editors."""
    if not citation.container:
        return False
    return citation.type in JOURNAL_TYPES or (
        citation.type == "paper-conference" and not citation.editors
    )


def is_book_part(citation: Citation) -> bool:
    """Whether the work is cited as part of a book."""
    return bool(citation.container) and citation.type in ("chapter", "paper-conference")


def cited_people(citation: Citation) -> tuple[tuple[PersonName, ...], bool]:
    """Return the authors, or the editors of a work without authors, and whether they are editors."""
    is_edited = not citation.author_names and citation.type not in ("chapter", "paper-conference")
    return (
        (citation.editors, bool(citation.editors)) if is_edited else (citation.author_names, False)
    )


def cited_year(citation: Citation) -> str:
    """Return the year, or the date in the source's words."""
    return citation.issued[:4] if citation.issued else citation.paper.date_note
