"""A list of papers in Markdown, in the style of an "awesome list" README.

Takes the papers of a catalogue; returns GitHub-flavored Markdown with a section for each tag,
venue or year. `papershelf import` can read such a list back: titles, authors, venue, year, date,
links and tags.
"""

from __future__ import annotations

import re
from collections.abc import Iterator, Sequence
from typing import Literal

from papershelf.catalogue.catalogue import Catalogue
from papershelf.core.identifier_schemes import SCHEMES
from papershelf.exports.citation_data import identifier_urls
from papershelf.records.model import Paper
from papershelf.text.escaping import escape_markdown

GroupingAxis = Literal["tag", "venue", "year"]
"""The axis that the sections of a list are grouped by."""
AWESOME_FORMAT = "awesome"
"""The name of the format on the command line. Pages of a site do not offer it."""

_OTHER_SECTION = "Other"
_LINKS = (
    ("Paper", "url"), ("PDF", "pdf"), ("Code", "code"), ("Project", "project"),
    ("Dataset", "datasets"), ("Model", "models"), ("Demo", "demos"), ("Video", "video"),
    ("Slides", "slides"), ("Poster", "poster"),
)  # fmt: skip
_RESOURCE_LABELS = frozenset(
    {"Code", "Project", "Dataset", "Model", "Demo", "Video", "Slides", "Poster"}
)
"""Link labels that do not prove that a list entry is a paper."""
_ADDRESS_ESCAPES = {ord(char): f"%{ord(char):02X}" for char in "<>() \\\"'"}
_NO_ANCHOR = re.compile(r"[^\w\- ]")


def render_awesome_list(
    papers: Sequence[Paper], catalogue: Catalogue, by: GroupingAxis, *, title: str, terms: str = ""
) -> str:
    """Render the list as Markdown; each paper appears once, under its first tag, its venue or its year.

    `terms` say who wrote the summaries and how to reuse them.
    """
    sections: dict[str, list[Paper]] = {name: [] for name in _section_names(catalogue, by)}
    for paper in papers:
        sections.setdefault(_section_of(paper, catalogue, by), []).append(paper)
    filled = [(name, members) for name, members in sections.items() if members]
    filled.sort(key=lambda section: section[0] == _OTHER_SECTION)
    parts = [f"# {escape_markdown(title)}\n"]
    if terms:
        parts.append(f"{escape_markdown(terms)}\n")
    if len(filled) > 1:
        lines = (f"- [{escape_markdown(name)}](#{_anchor(name)})\n" for name, _ in filled)
        parts.append("## Contents\n\n" + "".join(lines))
    for name, members in filled:
        entries = "".join(_render_entry(paper, catalogue, name) for paper in members)
        parts.append(f"## {escape_markdown(name)}\n\n{entries}")
    return "\n".join(parts)


def _section_names(catalogue: Catalogue, by: GroupingAxis) -> list[str]:
    """Return the names of the sections in the display order of the collection."""
    if by == "tag":
        return [tag.name for tag in catalogue.tags.values()]
    if by == "venue":
        return [venue.name for venue in catalogue.venues.values()]
    return [str(year) for year in sorted(catalogue.by_year, reverse=True)]


def _section_of(paper: Paper, catalogue: Catalogue, by: GroupingAxis) -> str:
    if by == "tag":
        return next(iter(catalogue.tag_names(paper)), _OTHER_SECTION)
    if by == "venue":
        venue = catalogue.venue_of(paper)
        return venue.name if venue else _OTHER_SECTION
    return str(paper.year or (paper.published or "")[:4] or _OTHER_SECTION)


def _anchor(heading: str) -> str:
    """Return the fragment that GitHub generates for a heading."""
    return _NO_ANCHOR.sub("", heading.lower()).replace(" ", "-")


def _render_entry(paper: Paper, catalogue: Catalogue, section: str) -> str:
    links = list(_link_labels(paper))
    first = next((url for label, url in links if label != "Code"), "")
    title = escape_markdown(" ".join(paper.title.split()))
    text = f"- **[{title}]({first})**" if first else f"- **{title}**"
    # Commas separate authors, so a comma inside an organization's name would split it.
    names = [author.name for author in paper.authors]
    between = "; " if any("," in name for name in names) else ", "
    if names:
        text += f", *{escape_markdown(between.join(names))}*"
    venue = catalogue.venue_of(paper)
    place = " ".join(filter(None, [venue.name if venue else "", str(paper.year or "")]))
    if details := "; ".join(filter(None, [place, paper.published])):
        text += f" ({escape_markdown(details)})"
    if not any(label not in _RESOURCE_LABELS for label, _ in links):
        text += " (paper)"
    text += "".join(f" [[{label}]({url})]" for label, url in links)
    tags = (name for name in catalogue.tag_names(paper) if name != section)
    return text + "".join(f" {_render_code(name)}" for name in tags) + "\n"


def _link_labels(paper: Paper) -> Iterator[tuple[str, str]]:
    """Yield the links of a paper with their labels, identifiers first."""
    labels = {scheme.url(value): scheme.label
              for name, scheme in SCHEMES.items() if (value := getattr(paper, name))}  # fmt: skip
    for url in identifier_urls(paper):
        yield labels[url], url.translate(_ADDRESS_ESCAPES)
    for label, name in _LINKS:
        value = getattr(paper, name)
        for url in (value,) if isinstance(value, str) else value:
            if url:
                yield label, url.translate(_ADDRESS_ESCAPES)


def _render_code(text: str) -> str:
    """Render a code span; only backticks need special treatment inside one."""
    longest = max(map(len, re.findall("`+", text)), default=0)
    fence = "`" * (longest + 1)
    return f"{fence} {text} {fence}" if longest else f"`{text}`"
