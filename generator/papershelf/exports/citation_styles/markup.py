"""The HTML that citation styles share: sentences, italics, and which kind of source a work is.

A `Work` or pieces of HTML come in, HTML goes out.
"""

from __future__ import annotations

from papershelf.core.identifiers import doi_url
from papershelf.exports.citation_data import Work
from papershelf.records.person_names import PersonName
from papershelf.text.escaping import escape_html

JOURNALS = frozenset({"article-journal", "article-magazine", "review"})
DAYS = frozenset({"webpage", "post-weblog", "speech", "article-magazine"})
"""Types of works that are cited by the day."""
_ENDS = ("?", "!", ".")


def italic(text: str) -> str:
    """A text in italics, escaped."""
    return f"<i>{escape_html(text)}</i>" if text else ""


def best_address(work: Work) -> str:
    """The address of the DOI, else the address to cite, escaped."""
    return escape_html(doi_url(work.paper.doi) if work.paper.doi else work.url)


def stop(html: str, end: str = ".") -> str:
    """HTML with a stop, unless its text has one already."""
    bare = html.removesuffix("</i>").removesuffix("”")
    return html if not html or bare.endswith(_ENDS) else f"{html}{end}"


def paragraph(*sentences: str) -> str:
    """Sentences one after the other, each with its stop; an address goes without."""
    return " ".join(stop(one) for one in sentences if one)


def joined(*parts: str) -> str:
    """What is known of some parts, with commas between."""
    return ", ".join(filter(None, parts))


def is_article(work: Work) -> bool:
    """Whether it is cited as part of a periodical, as papers of proceedings without editors are."""
    if not work.container:
        return False
    return work.type in JOURNALS or (work.type == "paper-conference" and not work.editors)


def is_part(work: Work) -> bool:
    """Whether it is cited as part of a book."""
    return bool(work.container) and work.type in ("chapter", "paper-conference")


def cited_people(work: Work) -> tuple[tuple[PersonName, ...], bool]:
    """The authors, or the editors of what has none; and whether they are editors."""
    is_edited = not work.names and work.type not in ("chapter", "paper-conference")
    return (work.editors, bool(work.editors)) if is_edited else (work.names, False)


def cited_year(work: Work) -> str:
    """The year, or what the source says of the date."""
    return work.issued[:4] if work.issued else work.paper.date_note
