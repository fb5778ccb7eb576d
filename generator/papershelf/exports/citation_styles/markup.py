"""The HTML that citation styles share: sentences, italics, and which kind of source a work is.

A `Work` or pieces of HTML come in, HTML goes out.
"""

from __future__ import annotations

from papershelf.core.identifiers import doi_url
from papershelf.exports.citation_data import Citation
from papershelf.records.person_names import PersonName
from papershelf.text.escaping import escape_html

JOURNAL_TYPES = frozenset({"article-journal", "article-magazine", "review"})
DAY_DATED_TYPES = frozenset({"webpage", "post-weblog", "speech", "article-magazine"})
"""Types of works that are cited by the day."""
_SENTENCE_ENDS = ("?", "!", ".")


def render_italic(text: str) -> str:
    """A text in italics, escaped."""
    return f"<i>{escape_html(text)}</i>" if text else ""


def preferred_url(citation: Citation) -> str:
    """The address of the DOI, else the address to cite, escaped."""
    return escape_html(doi_url(citation.paper.doi) if citation.paper.doi else citation.url)


def add_full_stop(html: str, end: str = ".") -> str:
    """HTML with a stop, unless its text has one already."""
    bare = html.removesuffix("</i>").removesuffix("”")
    return html if not html or bare.endswith(_SENTENCE_ENDS) else f"{html}{end}"


def join_sentences(*sentences: str) -> str:
    """Sentences one after the other, each with its stop; an address goes without."""
    return " ".join(add_full_stop(one) for one in sentences if one)


def join_known_parts(*parts: str) -> str:
    """What is known of some parts, with commas between."""
    return ", ".join(filter(None, parts))


def is_periodical_part(citation: Citation) -> bool:
    """Whether it is cited as part of a periodical, as papers of proceedings without editors are."""
    if not citation.container:
        return False
    return citation.type in JOURNAL_TYPES or (
        citation.type == "paper-conference" and not citation.editors
    )


def is_book_part(citation: Citation) -> bool:
    """Whether it is cited as part of a book."""
    return bool(citation.container) and citation.type in ("chapter", "paper-conference")


def cited_people(citation: Citation) -> tuple[tuple[PersonName, ...], bool]:
    """The authors, or the editors of what has none; and whether they are editors."""
    is_edited = not citation.author_names and citation.type not in ("chapter", "paper-conference")
    return (
        (citation.editors, bool(citation.editors)) if is_edited else (citation.author_names, False)
    )


def cited_year(citation: Citation) -> str:
    """The year, or what the source says of the date."""
    return citation.issued[:4] if citation.issued else citation.paper.date_note
