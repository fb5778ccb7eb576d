"""Files that guide crawlers: sitemaps, `robots.txt` and `llms.txt`.

Takes the addresses of pages with their last modification dates; returns artifacts. Sitemaps need
absolute addresses, so a site without a configured address has none.
"""

from __future__ import annotations

from collections.abc import Iterable, Iterator, Sequence

from papershelf.catalogue.axes import AXES
from papershelf.catalogue.catalogue import Catalogue
from papershelf.catalogue.groups import collection_group
from papershelf.core.identifiers import IsoDate
from papershelf.core.page import Artifact
from papershelf.core.settings import Settings
from papershelf.exports.api import API_FOLDER
from papershelf.exports.exporter import export_paths
from papershelf.exports.formats.markdown import MARKDOWN
from papershelf.exports.reuse import reuse_sentences
from papershelf.records.site_paths import paper_address
from papershelf.text.escaping import escape_markdown, escape_xml
from papershelf.text.latex_render import render_plain

ADDRESSES_PER_SITEMAP = 45_000
"""Maximum number of addresses in one sitemap; sitemaps.org allows 50,000 and 50 MB."""
INSTANT_PAGES_LIMIT = 5_000
"""Maximum number of addresses in a sitemap that browsers load, to navigate without page loads."""
_NAMESPACE = "http://www.sitemaps.org/schemas/sitemap/0.9"
_XML_HEADER = '<?xml version="1.0" encoding="UTF-8"?>\n'
_LLMS_PAPERS = 50


def render_sitemaps(
    pages: Iterable[tuple[str, IsoDate | None]],
    settings: Settings,
    part_length: int = ADDRESSES_PER_SITEMAP,
    single_limit: int = 0,
) -> Iterator[Artifact]:
    """Yield the sitemap index `sitemap.xml` and its parts; `pages` maps addresses to dates.

    With at most `single_limit` pages, `sitemap.xml` lists them itself.
    """
    if not settings.site_url:
        return
    ordered = sorted(pages, key=lambda page: page[0])
    if single_limit and len(ordered) <= single_limit:
        yield Artifact("sitemap.xml", _render_part("urlset", "url", ordered, settings))
        return
    parts = []
    for number, start in enumerate(range(0, len(ordered), part_length) or [0], 1):
        part = ordered[start : start + part_length]
        name = f"sitemap-{number}.xml"
        parts.append((name, max((day for _, day in part if day), default=None)))
        yield Artifact(name, _render_part("urlset", "url", part, settings))
    yield Artifact("sitemap.xml", _render_part("sitemapindex", "sitemap", parts, settings))


def _render_part(
    root: str, item: str, pages: Sequence[tuple[str, IsoDate | None]], settings: Settings
) -> bytes:
    addresses = [settings.site_url + address for address, _ in pages]
    # Our addresses need no escaping; checking them all at once is faster than one by one.
    if escape_xml(together := "".join(addresses)) != together:
        addresses = list(map(escape_xml, addresses))
    lines = [
        f"<{item}><loc>{address}</loc>{f'<lastmod>{day}</lastmod>' if day else ''}</{item}>\n"
        for address, (_, day) in zip(addresses, pages, strict=True)
    ]
    return f'{_XML_HEADER}<{root} xmlns="{_NAMESPACE}">\n{"".join(lines)}</{root}>\n'.encode()


def render_robots(settings: Settings) -> Artifact:
    """Render `robots.txt` (RFC 9309), which allows everything."""
    sitemap = f"\nSitemap: {settings.site_url}sitemap.xml\n" if settings.site_url else ""
    return Artifact("robots.txt", f"User-agent: *\nAllow: /\n{sitemap}".encode())


def render_llms(catalogue: Catalogue, settings: Settings) -> Artifact:
    """Render `llms.txt` (llmstxt.org), which tells language models what the site has and where."""
    collection = collection_group(catalogue)
    exports = export_paths(collection, len(catalogue.papers), settings.outputs)
    parts = [f"# {escape_markdown(settings.site_name)}\n"]
    if settings.site_description:
        parts.append(f"> {escape_markdown(settings.site_description)}\n")
    messages = settings.messages
    parts.append(f"{messages.count('llms.intro', len(catalogue.papers))}\n")
    parts += [f"{escape_markdown(sentence)}\n" for sentence in reuse_sentences(settings)]
    files = [
        (f"{API_FOLDER}index.json", messages.text("llms.api")),
        *((path, "") for path in exports),
    ]
    parts.append(
        _render_section(
            messages.text("llms.all_papers"),
            settings,
            [(path, path, text) for path, text in files],
        )
    )
    ending = MARKDOWN.ending if settings.outputs.paper_markdown else "/"
    newest = [
        (f"{paper_address(paper.id)[:-1]}{ending}", render_plain(paper.title), "")
        for paper in catalogue.papers[:_LLMS_PAPERS]
    ]
    parts.append(_render_section(messages.text("llms.newest_papers"), settings, newest))
    listings = [
        (axis.address, axis.text(messages, "title"), axis.text(messages, "llms_note"))
        for axis in AXES
        if axis.in_llms and (axis.has_empty_index or axis.has_values(catalogue))
    ]
    # The heading is a keyword of the format.
    parts.append(_render_section("Optional", settings, listings))
    return Artifact("llms.txt", "\n".join(filter(None, parts)).encode())


def _render_section(heading: str, settings: Settings, links: Sequence[tuple[str, str, str]]) -> str:
    lines = [
        f"- [{escape_markdown(' '.join(label.split()))}]({settings.site_url}{path})"
        + (f": {text}\n" if text else "\n")
        for path, label, text in links
    ]
    return f"## {heading}\n\n{''.join(lines)}" if lines else ""
