"""What a page says of itself in `<head>`: title, citation tags, JSON-LD, cards, links.

A paper or the names of a listing come in, HTML for `<head>` goes out, with `ROOT` in relative
links; it begins with `<title>`. Absolute addresses appear only where the site's own is known.
"""

from __future__ import annotations

from collections.abc import Iterable, Iterator

from generator.addresses import paper_address
from generator.catalogue import Catalogue
from generator.identifiers import CitationKey
from generator.jsonld import scholarly_article
from generator.maths import render_plain
from generator.model import Paper
from generator.page import ROOT
from generator.settings import Settings
from generator.text import escape_html, escape_json_script, truncate
from generator.works import Work, make_work

# What stands beside a paper's page: the ending, its media type, what we call it.
PAPER_EXPORTS = (
    (".bib", "application/x-bibtex", "BibTeX"),
    (".ris", "application/x-research-info-systems", "RIS"),
    (".csl.json", "application/vnd.citationstyles.csl+json", "CSL-JSON"),
    (".json", "application/json", "JSON"),
    (".md", "text/markdown", "Markdown"),
)
_DESCRIPTION_LENGTH = 200


def render_head(paper: Paper, catalogue: Catalogue, settings: Settings, key: CitationKey) -> str:
    """The head of a paper's page: title, links, Highwire tags, Open Graph and JSON-LD."""
    work = make_work(paper, key, catalogue.venue_of(paper))
    tags = tuple(catalogue.tags[tag].name for tag in paper.tags if tag in catalogue.tags)
    address = paper_address(paper.id)
    canonical = f"{settings.site_url}{address}" if settings.site_url else ""
    description = describe(paper)
    stem = f"{ROOT}{address[:-1]}"
    alternates = "".join(
        f'<link rel="alternate" type="{media}" href="{stem}{ending}" title="{label}">\n'
        for ending, media, label in PAPER_EXPORTS
    )
    article = scholarly_article(work, tags, canonical)
    return (
        _render_common(settings, work.title, description, canonical, "article")
        + alternates
        + "".join(_meta(name, value) for name, value in citation_tags(work, tags, canonical))
        + f'<script type="application/ld+json">{escape_json_script(article)}</script>\n'
    )


def describe(paper: Paper) -> str:
    """One or two plain sentences on a paper: its summary, else how its abstract begins."""
    source = paper.summary or paper.abstract[: 3 * _DESCRIPTION_LENGTH]
    return truncate(" ".join(render_plain(source).split()), _DESCRIPTION_LENGTH)


def citation_tags(
    work: Work, tags: tuple[str, ...], canonical: str = ""
) -> Iterator[tuple[str, str]]:
    """Highwire Press tags by the rules of Google Scholar; none at all unless all three required.

    Source: scholar.google.com/intl/en/scholar/inclusion.html#indexing.
    """
    paper = work.paper
    date = work.date_parts
    if not (work.title and paper.authors and date):
        return
    yield "citation_title", work.title
    for author in paper.authors:
        yield "citation_author", author.name
    # A year or a full date: Scholar knows no month without a day.
    full = "/".join(map(str, date))
    yield "citation_publication_date", full if len(date) == 3 else str(date[0])
    optional = {
        "citation_online_date": _online_date(work),
        _CONTAINER_TAG.get(work.type, ""): work.container,
        "citation_volume": paper.volume,
        "citation_issue": paper.issue,
        "citation_firstpage": work.first_page or paper.article_number,
        "citation_lastpage": work.last_page,
        "citation_publisher": work.publisher,
        "citation_series_title": paper.series,
        "citation_doi": paper.doi or "",
        "citation_arxiv_id": paper.arxiv or "",
        "citation_pmid": paper.pmid,
        "citation_language": paper.language,
        "citation_keywords": "; ".join(tags),
        "citation_abstract_html_url": canonical,
        # Scholar takes a PDF only from the folder of the page.
        "citation_pdf_url": paper.pdf if canonical and paper.pdf.startswith(canonical) else "",
    }
    for name, value in optional.items():
        if name and value:
            yield name, value
    yield from _repeated_tags(paper)


def _online_date(work: Work) -> str:
    """The day on which a paper was online, where that is not the date to cite."""
    published = work.paper.published or ""
    if published == work.issued or len(published) != 10:
        return ""
    return "/".join(str(int(part)) for part in published.split("-"))


def _repeated_tags(paper: Paper) -> Iterator[tuple[str, str]]:
    """The tags that may stand more than once, besides that of the authors."""
    for editor in paper.editors:
        yield "citation_editor", editor.name
    for isbn in paper.isbn:
        yield "citation_isbn", isbn
    for issn in paper.issn:
        yield "citation_issn", issn


_CONTAINER_TAG = {
    "article-journal": "citation_journal_title",
    "article-magazine": "citation_journal_title",
    "review": "citation_journal_title",
    "paper-conference": "citation_conference_title",
    "chapter": "citation_inbook_title",
}


def render_listing_head(  # noqa: PLR0913  # each is a part of the head, named where it is called
    settings: Settings,
    *,
    address: str,
    title: str,
    description: str,
    previous: str = "",
    following: str = "",
    feeds: Iterable[tuple[str, str, str]] = (),
) -> str:
    """The head of any other page; `previous` and `following` are pages of the same listing.

    `feeds` are address, label and media type of each; all addresses are from the root.
    """
    canonical = f"{settings.site_url}{address}" if settings.site_url else ""
    parts = [_render_common(settings, title, description, canonical, "website")]
    for relation, target in (("prev", previous), ("next", following)):
        if target:
            parts.append(f'<link rel="{relation}" href="{_escape_link(target)}">\n')
    parts += [
        f'<link rel="alternate" type="{escape_html(media)}" href="{_escape_link(target)}" '
        f'title="{escape_html(f"{title}: {label}")}">\n'
        for target, label, media in feeds
    ]
    return "".join(parts)


def _render_common(
    settings: Settings, title: str, description: str, canonical: str, kind: str
) -> str:
    """Title, description, canonical address, Open Graph (ogp.me) and Twitter card."""
    full = title if title == settings.site_name else f"{title} · {settings.site_name}"
    safe_title, safe_description = escape_html(title), escape_html(description)
    parts = [f"<title>{escape_html(full)}</title>\n"]
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
    # Cards take title and description from Open Graph.
    parts.append('<meta name="twitter:card" content="summary">\n')
    return "".join(parts)


def _meta(name: str, content: str) -> str:
    return f'<meta name="{name}" content="{escape_html(content)}">\n'


def _escape_link(address: str) -> str:
    return address if address.startswith("https://") else f"{ROOT}{escape_html(address)}"
