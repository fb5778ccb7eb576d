"""Build tasks, and what they make: files for the folder of MkDocs and for the site.

A `BuildTask` is the smallest thing that is made or kept. It is data: it can be sent to any process
that has the render functions and what they render from (`BuildContext`, in `executor`).
"""

from __future__ import annotations

from collections.abc import Mapping
from dataclasses import dataclass
from typing import Any, NamedTuple

from papershelf.core.page import Artifact, Page, RecordOffsets
from papershelf.engine.page_template import PageTemplates, resolve_page_links
from papershelf.text.escaping import escape_html, quote_yaml


@dataclass(frozen=True, slots=True, kw_only=True)
class TaskOutput:
    """What a unit makes: pages, files as they are, and files that only the built site has.

    The last are the clean Markdown beside the pages (`papers/x.md`), whose name is that of the
    page's own source in the folder of MkDocs, and the site map, which MkDocs overwrites. `list_entry` is
    how lists show the paper whose page is made.
    """

    pages: tuple[Page, ...] = ()
    artifacts: tuple[Artifact, ...] = ()
    site_only: tuple[Artifact, ...] = ()
    list_entry: str = ""


class BuildTask(NamedTuple):
    """Files that come and go together, made anew only when `cache_key` is new.

    `kind` says which function renders it and `parameters` are its small arguments, if the name does
    not say it all. No two tasks of a build have the same `name`. `cost` is roughly how many papers
    it has to read, to share the work fairly; pages, and files for machines, share most of what is
    made of a paper among themselves.
    """

    kind: str
    name: str
    cache_key: str
    parameters: tuple[Any, ...] = ()
    cost: int = 1
    is_page: bool = False


class TaskResults(NamedTuple):
    """What else comes of making units: entries of lists by unit, cuts of bulk files by path."""

    list_entries: dict[str, str]
    record_offsets: dict[str, RecordOffsets]


def render_docs_files(output: TaskOutput) -> dict[str, bytes]:
    """What a unit puts into the folder of MkDocs."""
    files = {
        page.source: (
            render_html_file(page) if page.is_file else render_markdown_source(page)
        ).encode()
        for page in output.pages
    }
    files.update((artifact.path, artifact.content) for artifact in output.artifacts)
    return files


def render_site_files(output: TaskOutput, templates: PageTemplates) -> Mapping[str, bytes]:
    """What a unit puts into the built site."""
    files = {
        page.path: (render_html_file(page) if page.is_file else templates.render(page)).encode()
        for page in output.pages
    }
    files.update((a.path, a.content) for a in (*output.artifacts, *output.site_only))
    return files


def render_html_file(page: Page) -> str:
    """A page at the address of a file, as a whole document: MkDocs copies it as it is."""
    head, body = resolve_page_links(page)
    return (
        '<!doctype html>\n<html lang="en">\n<head>\n<meta charset="utf-8">\n'
        '<meta name="viewport" content="width=device-width, initial-scale=1">\n'
        '<meta http-equiv="Content-Security-Policy" content="default-src \'none\'">\n'
        f"{head}</head>\n<body>\n<main>\n{body}\n</main>\n</body>\n</html>\n"
    )


def render_markdown_source(page: Page) -> str:
    """A page as MkDocs reads it: front matter, and the body as one block of HTML.

    The title is escaped here since themes print it as it is.
    """
    head, body = resolve_page_links(page)
    return (
        f"---\ntitle: {quote_yaml(escape_html(page.title))}\ntemplate: {page.template}\n"
        f"hide: [navigation, toc]\nhead: {quote_yaml(head)}\n---\n\n"
        f"{body}\n"
    )
