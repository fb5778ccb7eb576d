"""Who wrote the summaries of a collection, and under which license its records may be reused.

Takes the settings; returns the sentences that pages and exports show, as text and as HTML.
"""

from __future__ import annotations

from markupsafe import Markup

from papershelf.core.settings import Settings
from papershelf.core.site_settings.license import License, parse_license
from papershelf.text.escaping import escape_html


def license_url(settings: Settings) -> str:
    """Return the address of the license of the records, or ""."""
    return parse_license(settings.license).url if settings.license else ""


def reuse_sentences(settings: Settings) -> tuple[str, ...]:
    """Return plain sentences, each on one line; none if the settings say nothing."""
    messages, sentences = settings.messages, []
    if settings.curators:
        sentences.append(messages.text("reuse.curators", curators=settings.curators))
    if settings.license:
        known = parse_license(settings.license)
        name = known.name if known.name == known.url else f"{known.name} ({known.url})"
        sentences.append(messages.text("reuse.license", license=name))
    return tuple(" ".join(sentence.split()) for sentence in sentences)


def reuse_html(settings: Settings) -> Markup:
    """Return the same sentences as HTML, with a link to the license."""
    messages, sentences = settings.messages, []
    if settings.curators:
        curators = Markup(escape_html(settings.curators))  # noqa: S704  # just escaped
        sentences.append(messages.html("reuse.curators", curators=curators))
    if settings.license:
        link = license_link(parse_license(settings.license))
        sentences.append(messages.html("reuse.license", license=link))
    return Markup(" ").join(sentences)


def license_link(known: License) -> Markup:
    """Return the name of a license as HTML, linked if it has an address."""
    name, url = (Markup(escape_html(text)) for text in (known.name, known.url))  # noqa: S704
    return Markup('<a href="{}">{}</a>').format(url, name) if url else name
