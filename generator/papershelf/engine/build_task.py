"""Turns what the renderers plan into units of files, for the folder of MkDocs and for the site.

A `Unit` is the smallest thing that is made or kept: its key names everything it is made from.
"""

from __future__ import annotations

from collections.abc import Callable, Mapping
from dataclasses import dataclass
from typing import NamedTuple

from papershelf.core.page import Artifact, Cuts, Page
from papershelf.engine.page_template import Shells, resolve_links
from papershelf.text.escaping import escape_html, quote_yaml


@dataclass(frozen=True, slots=True, kw_only=True)
class Rendered:
    """What a unit makes: pages, files as they are, and files that only the built site has.

    The last are the clean Markdown beside the pages (`papers/x.md`), whose name is that of the
    page's own source in the folder of MkDocs, and the site map, which MkDocs overwrites. `entry` is
    how lists show the paper whose page is made.
    """

    pages: tuple[Page, ...] = ()
    artifacts: tuple[Artifact, ...] = ()
    only_built: tuple[Artifact, ...] = ()
    entry: str = ""


class Unit(NamedTuple):
    """Files that come and go together; `render` is only called when `key` is new.

    `weight` is roughly how many papers it has to read, to share the work fairly; pages, and files
    for machines, share most of what is made of a paper among themselves.
    """

    name: str
    key: str
    render: Callable[[], Rendered]
    weight: int = 1
    is_page: bool = False


class Harvest(NamedTuple):
    """What else comes of making units: entries of lists by unit, cuts of bulk files by path."""

    entries: dict[str, str]
    cuts: dict[str, Cuts]


def docs_files(rendered: Rendered) -> dict[str, bytes]:
    """What a unit puts into the folder of MkDocs."""
    files = {
        page.source: (render_file(page) if page.is_file else render_source(page)).encode()
        for page in rendered.pages
    }
    files.update((artifact.path, artifact.content) for artifact in rendered.artifacts)
    return files


def site_files(rendered: Rendered, shells: Shells) -> Mapping[str, bytes]:
    """What a unit puts into the built site."""
    files = {
        page.path: (render_file(page) if page.is_file else shells.fill(page)).encode()
        for page in rendered.pages
    }
    files.update((a.path, a.content) for a in (*rendered.artifacts, *rendered.only_built))
    return files


def render_file(page: Page) -> str:
    """A page at the address of a file, as a whole document: MkDocs copies it as it is."""
    head, body = resolve_links(page)
    return (
        '<!doctype html>\n<html lang="en">\n<head>\n<meta charset="utf-8">\n'
        '<meta name="viewport" content="width=device-width, initial-scale=1">\n'
        '<meta http-equiv="Content-Security-Policy" content="default-src \'none\'">\n'
        f"{head}</head>\n<body>\n<main>\n{body}\n</main>\n</body>\n</html>\n"
    )


def render_source(page: Page) -> str:
    """A page as MkDocs reads it: front matter, and the body as one block of HTML.

    The title is escaped here since themes print it as it is.
    """
    head, body = resolve_links(page)
    return (
        f"---\ntitle: {quote_yaml(escape_html(page.title))}\ntemplate: {page.template}\n"
        f"hide: [navigation, toc]\nhead: {quote_yaml(head)}\n---\n\n"
        f"{body}\n"
    )
