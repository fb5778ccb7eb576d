"""The content of `<head>`: title, citation tags, JSON-LD, social cards and links.

Takes a paper or the names of a listing; returns HTML that begins with `<title>`, with
`ROOT_PLACEHOLDER` in relative links. Absolute addresses appear only if the address of the site is
configured.
"""

from __future__ import annotations

import re
from collections.abc import Iterable, Iterator

from papershelf.catalogue.catalogue import Catalogue
from papershelf.core.identifiers import CitationKey
from papershelf.core.outputs import Outputs
from papershelf.core.page import ROOT_PLACEHOLDER
from papershelf.core.settings import Settings
from papershelf.exports.cards import CARD_HEIGHT, CARD_WIDTH, Card, paper_card, site_card
from papershelf.exports.citation_data import Citation, make_citation
from papershelf.exports.formats.markdown import MARKDOWN
from papershelf.exports.formats.registry import PAPER_FILE_FORMATS
from papershelf.exports.json_ld import make_scholarly_article
from papershelf.exports.reuse import license_url
from papershelf.records.model import Paper
from papershelf.records.person_names import PersonName
from papershelf.records.site_paths import HOME_ADDRESS, paper_address
from papershelf.text.cleaning import truncate
from papershelf.text.escaping import escape_html, escape_json_script
from papershelf.text.latex_render import render_plain

_DESCRIPTION_LENGTH = 200


def render_head(
    paper: Paper, catalogue: Catalogue, settings: Settings, citation_key: CitationKey
) -> str:
    """Render the head of a paper's page: title, links, Highwire tags, Open Graph and JSON-LD."""
    work = make_citation(paper, citation_key, catalogue.venue_of(paper))
    tags = catalogue.tag_names(paper)
    address = paper_address(paper.id)
    canonical = f"{settings.site_url}{address}" if settings.site_url else ""
    description = page_description(paper)
    stem = f"{ROOT_PLACEHOLDER}{address[:-1]}"
    alternates = "".join(
        f'<link rel="alternate" type="{media}" href="{stem}{ending}" title="{label}">\n'
        for ending, media, label in list_paper_files(settings.outputs)
    )
    article = make_scholarly_article(work, tags, canonical, license_url(settings))
    return (
        _render_title(f"{work.title} · {settings.site_name}")
        + _render_common(settings, work.title, description, canonical, "article")
        + render_card_head(paper_card(work, settings) or site_card(settings), settings)
        + alternates
        + "".join(_render_meta(name, value) for name, value in citation_tags(work, tags, canonical))
        + f'<script type="application/ld+json">{escape_json_script(article)}</script>\n'
    )


def list_paper_files(outputs: Outputs) -> list[tuple[str, str, str]]:
    """Return the files of a paper next to its page: file ending, media type and label."""
    exports = PAPER_FILE_FORMATS if outputs.paper_exports else ()
    files = [(known.ending, known.media_type, known.label) for known in exports]
    if outputs.paper_json:
        files.append((".json", "application/json", "JSON"))
    if outputs.paper_markdown:
        files.append((MARKDOWN.ending, MARKDOWN.media_type, MARKDOWN.label))
    return files


def page_description(paper: Paper) -> str:
    """Return a short plain description of a paper: its summary, or the beginning of its abstract."""
    if paper.summary:
        return " ".join(render_plain(paper.summary).split())
    source = paper.abstract[: 3 * _DESCRIPTION_LENGTH]
    return truncate(" ".join(render_plain(source).split()), _DESCRIPTION_LENGTH)


def citation_tags(
    citation: Citation, tags: tuple[str, ...], canonical: str = ""
) -> Iterator[tuple[str, str]]:
    """Return the meta tags read by Google Scholar and reference managers.

    Highwire Press tags follow scholar.google.com/intl/en/scholar/inclusion.html#indexing; Dublin
    Core, EPrints and PRISM tags cover the facts that have no Highwire tag.
    """
    paper = citation.paper
    if not citation.title:
        return
    yield "citation_title", citation.title
    for author in _tag_names(citation.author_names):
        yield "citation_author", author
    for editor in _tag_names(citation.editors):
        yield "citation_editor", editor
    optional = {
        **_date_tags(citation),
        **_source_tags(citation),
        "citation_doi": paper.doi or "",
        "citation_arxiv_id": paper.arxiv or "",
        "eprints.number": f"arXiv:{paper.arxiv}" if citation.is_preprint and paper.arxiv else "",
        "citation_pmid": paper.pmid,
        "citation_language": paper.language,
        "citation_keywords": "; ".join(tags),
        "citation_abstract": citation.abstract,
        "citation_abstract_html_url": canonical,
        "citation_pdf_url": citation.pdf,
    }
    for name, value in optional.items():
        if name and value:
            yield name, value
    for isbn in paper.isbn:
        yield "citation_isbn", isbn
    for issn in paper.issn:
        yield "citation_issn", issn


def _source_tags(citation: Citation) -> dict[str, str]:
    """Return the tags for the container, the position in it, and the publisher."""
    paper = citation.paper
    kind, issuer, number = _type_tags(citation)
    return {
        kind: citation.container or citation.publisher,
        "DC.type": "" if kind else _DC_TYPES[citation.type],
        "citation_volume": paper.volume,
        number: paper.issue,
        "citation_firstpage": citation.first_page or paper.article_number,
        "citation_lastpage": citation.last_page,
        issuer: citation.preprint_server or citation.publisher,
        "citation_series_title": paper.series,
        "prism.edition": citation.edition,
        "eprints.place_of_pub": paper.place,
    }


def _tag_names(names: tuple[PersonName, ...]) -> list[str]:
    """Return the names in tag form, `van der Berg, Jan`, so that each is read as one person or group."""
    texts = list(map(_family_first_name, names))
    # Readers treat a single tag with a comma between words as a list; a semicolon ends the name.
    return [f"{texts[0]};"] if len(texts) == 1 and _READS_AS_TWO_NAMES.search(texts[0]) else texts


_READS_AS_TWO_NAMES = re.compile(r"^[^,]* [^,]*, ?[^, ]+ ")


def _family_first_name(name: PersonName) -> str:
    """Return a name with the family name first; a longer name without other parts ends with a comma.

    Readers split at every comma, so commas inside an organization's name are removed.
    """
    given = f"{name.given} {name.suffix}".strip()
    if given:
        return f"{name.surname}, {given}"
    whole = " ".join(name.surname.replace(",", " ").split())
    return f"{whole}," if " " in whole else whole


def _date_tags(citation: Citation) -> dict[str, str]:
    """Return the tags for the citation date and the online date, or a source's date in words."""
    date = "/".join(map(str, citation.date_parts))
    precision = len(citation.date_parts)
    published = citation.paper.published or ""
    is_other = published != citation.issued and len(published) == _DAY_LENGTH
    return {
        # A year or a full date: Scholar does not accept a month without a day.
        "citation_publication_date": date if precision != 2 else date.partition("/")[0],
        "citation_cover_date": (citation.issued or "") if precision == 2 else "",
        "citation_date": "" if date else citation.paper.date_note,
        "citation_online_date": _scholar_date(published) if is_other else "",
    }


def _scholar_date(day: str) -> str:
    """Format a date for Scholar: `2024/5/17`."""
    return "/".join(str(int(part)) for part in day.split("-"))


_DAY_LENGTH = len("2024-05-17")


def _type_tags(citation: Citation) -> tuple[str, str, str]:
    """Return the tag for the venue or issuer, which implies the type, and those for publisher and issue.

    The first is "" if the type has no such tag or the value is missing.
    """
    if citation.container and citation.type in _CONTAINER_TAG:
        return _CONTAINER_TAG[citation.type], "citation_publisher", "citation_issue"
    if citation.publisher and not citation.container and citation.type in _ISSUER_TAG:
        return _ISSUER_TAG[citation.type], "", _NUMBER_TAG.get(citation.type, "citation_issue")
    return "", "citation_publisher", _NUMBER_TAG.get(citation.type, "citation_issue")


_CONTAINER_TAG = {
    "article-journal": "citation_journal_title",
    "article-magazine": "citation_journal_title",
    "review": "citation_journal_title",
    "paper-conference": "citation_conference_title",
    "chapter": "citation_inbook_title",
}
_ISSUER_TAG = {
    "thesis": "citation_dissertation_institution",
    "report": "citation_technical_report_institution",
}
_NUMBER_TAG = {"report": "citation_technical_report_number"}
_DC_TYPES = {
    "article": "preprint", "article-journal": "journalArticle",
    "article-magazine": "magazineArticle", "book": "book", "chapter": "bookSection",
    "dataset": "dataset", "document": "document", "paper-conference": "conferencePaper",
    "post-weblog": "blogPost", "report": "report", "review": "journalArticle",
    "software": "computerProgram", "speech": "presentation", "standard": "standard",
    "thesis": "thesis", "webpage": "webpage",
}  # fmt: skip
"""Types by the names that reference managers recognize, most of them from EPrints."""


def render_listing_head(  # noqa: PLR0913  # parts of the head, passed by keyword
    settings: Settings,
    *,
    address: str,
    title: str,
    description: str,
    previous_address: str = "",
    next_address: str = "",
    feeds: Iterable[tuple[str, str, str]] = (),
) -> str:
    """Render the head of any other page; `previous_address` and `next_address` belong to its listing.

    `feeds` has the address, label and media type of each feed; all addresses start at the site's
    root.
    """
    canonical = f"{settings.site_url}{address}" if settings.site_url else ""
    is_home = address == HOME_ADDRESS
    parts = [
        _render_title(title if is_home else f"{title} · {settings.site_name}"),
        _render_common(settings, title, description, canonical, "website"),
        render_card_head(site_card(settings), settings),
    ]
    for relation, target in (("prev", previous_address), ("next", next_address)):
        if target:
            parts.append(f'<link rel="{relation}" href="{_escape_url(target)}">\n')
    parts += [
        f'<link rel="alternate" type="{escape_html(media)}" href="{_escape_url(target)}" '
        f'title="{escape_html(f"{title}: {label}")}">\n'
        for target, label, media in feeds
    ]
    return "".join(parts)


def _render_title(title: str) -> str:
    return f"<title>{escape_html(title)}</title>\n"


def _render_common(
    settings: Settings, title: str, description: str, canonical: str, kind: str
) -> str:
    """Render description, canonical address and Open Graph (ogp.me)."""
    safe_title, safe_description = escape_html(title), escape_html(description)
    parts = []
    if description:
        parts.append(f'<meta name="description" content="{safe_description}">\n')
    if canonical:
        address = escape_html(canonical)
        parts.append(f'<link rel="canonical" href="{address}">\n')
        parts.append(f'<meta property="og:url" content="{address}">\n')
    parts.append(
        f'<meta property="og:type" content="{kind}">\n'
        f'<meta property="og:site_name" content="{escape_html(settings.site_name)}">\n'
        f'<meta property="og:title" content="{safe_title}">\n'
    )
    if description:
        parts.append(f'<meta property="og:description" content="{safe_description}">\n')
    return "".join(parts)


def render_card_head(card: Card | None, settings: Settings) -> str:
    """Render the picture of links to a page; a card of Twitter takes its texts from Open Graph."""
    if card is None:
        return '<meta name="twitter:card" content="summary">\n'
    facts = {
        "og:image": f"{settings.site_url}{card.path}",
        "og:image:type": "image/png",
        "og:image:width": str(CARD_WIDTH),
        "og:image:height": str(CARD_HEIGHT),
        "og:image:alt": card.description,
    }
    lines = [
        f'<meta property="{name}" content="{escape_html(value)}">\n'
        for name, value in facts.items()
    ]
    return "".join(lines) + '<meta name="twitter:card" content="summary_large_image">\n'


def _render_meta(name: str, content: str) -> str:
    return f'<meta name="{name}" content="{escape_html(content)}">\n'


def _escape_url(address: str) -> str:
    return (
        address if address.startswith("https://") else f"{ROOT_PLACEHOLDER}{escape_html(address)}"
    )
