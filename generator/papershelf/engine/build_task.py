"""Build tasks and their output: files for the `docs` folder of MkDocs and for the built site.

A `BuildTask` is the smallest thing that is built or skipped. It is plain data, so it can be sent to
any process that has a `BuildContext` (in `executor`): the render functions and their source.
"""

from __future__ import annotations

from dataclasses import dataclass
from typing import Any, NamedTuple

from papershelf.core.page import Artifact, Page, RecordOffsets
from papershelf.engine.page_template import PageTemplates, resolve_page_links
from papershelf.text.escaping import escape_html, quote_yaml


@dataclass(frozen=True, slots=True, kw_only=True)
class TaskOutput:
    """The output of a task: pages, and other files of the site.

    `site_only` has other files whose path is taken in the `docs` folder: Markdown copies of pages
    (`papers/x.md`), where `docs` has the source of the page, and the sitemap, which MkDocs would
    overwrite. `list_entry` is the entry that listings show for the paper of this page.
    """

    pages: tuple[Page, ...] = ()
    artifacts: tuple[Artifact, ...] = ()
    site_only: tuple[Artifact, ...] = ()
    list_entry: str = ""


class BuildTask(NamedTuple):
    """A set of files that are made together, and made again only if `cache_key` changes.

    `kind` selects the render function. `parameters` are small arguments that the name does not
    contain. The `name` is unique in a build. `cost` is roughly the number of papers that the task
    reads, and is used to balance work between processes. `is_page` groups tasks: pages share most
    intermediate results with other pages, and machine-readable files with each other.
    """

    kind: str
    name: str
    cache_key: str
    parameters: tuple[Any, ...] = ()
    cost: int = 1
    is_page: bool = False


class TaskResults(NamedTuple):
    """Other results of tasks: list entries by task name, record offsets of bulk files by path."""

    list_entries: dict[str, str]
    record_offsets: dict[str, RecordOffsets]


def render_markdown_files(output: TaskOutput) -> dict[str, bytes]:
    """The pages of a task as sources for MkDocs, by path."""
    return {
        page.source: render_markdown_source(page).encode()
        for page in output.pages
        if not page.is_file
    }


def render_page_files(output: TaskOutput, templates: PageTemplates) -> dict[str, bytes]:
    """The pages of a task in the built site, by path."""
    return {page.path: templates.render(page).encode() for page in output.pages if not page.is_file}


def render_other_files(output: TaskOutput, *, are_in_docs: bool = False) -> dict[str, bytes]:
    """The files of a task that MkDocs does not make, by path.

    `are_in_docs` leaves out those that cannot be in the `docs` folder.
    """
    artifacts = output.artifacts if are_in_docs else (*output.artifacts, *output.site_only)
    files = {page.path: render_html_file(page).encode() for page in output.pages if page.is_file}
    files.update((artifact.path, artifact.content) for artifact in artifacts)
    return files


def render_html_file(page: Page) -> str:
    """A page as a complete HTML document without a template, which MkDocs copies unchanged."""
    head, body = resolve_page_links(page)
    return (
        '<!doctype html>\n<html lang="en">\n<head>\n<meta charset="utf-8">\n'
        '<meta name="viewport" content="width=device-width, initial-scale=1">\n'
        '<meta http-equiv="Content-Security-Policy" content="default-src \'none\'">\n'
        f"{head}</head>\n<body>\n<main>\n{body}\n</main>\n</body>\n</html>\n"
    )


def render_markdown_source(page: Page) -> str:
    """A page as Markdown source for MkDocs: front matter, and the body as one block of HTML.

    The title is escaped here, because themes print it without escaping.
    """
    head, body = resolve_page_links(page)
    return (
        f"---\ntitle: {quote_yaml(escape_html(page.title))}\ntemplate: {page.template}\n"
        f"hide: [navigation, toc]\nhead: {quote_yaml(head)}\n---\n\n"
        f"{body}\n"
    )
