"""MkDocs' part of a site: hand-written pages, the theme's files, and the shells for our own pages.

A project and the sources of our pages come in; out come `PageTemplates` and the folder that MkDocs
built. MkDocs sees none of the generated pages but as names to link to: what it would make of them
is the shell with their own text in it, which `tests/site/test_site.py` holds against a plain
`mkdocs build`.
"""

from __future__ import annotations

import logging
import os
import shutil
from collections.abc import Collection, Sequence
from collections.abc import Set as AbstractSet
from itertools import product
from pathlib import Path

from papershelf.core.disk_files import remove_tree
from papershelf.core.errors import PapersError, Problem
from papershelf.engine.page_template import (
    BODY_PLACEHOLDER,
    HEAD_PLACEHOLDER,
    PageTemplates,
    TemplateVariant,
    render_page_templates,
)
from papershelf.site.template_cache import DEFAULT_NAV, MkDocsOutput

# Material says at every start that MkDocs 2 will differ; we pin MkDocs 1.
os.environ.setdefault("NO_MKDOCS_2_WARNING", "1")

import jinja2
from mkdocs.commands.build import build, get_context
from mkdocs.config import load_config
from mkdocs.config.base import Config
from mkdocs.config.defaults import MkDocsConfig
from mkdocs.exceptions import Abort, ConfigurationError
from mkdocs.plugins import BasePlugin
from mkdocs.structure.files import File, Files, InclusionLevel, file_sort_key
from mkdocs.structure.nav import Navigation
from mkdocs.structure.pages import Page as MkDocsPage
from mkdocs.utils import nest_paths

TEMPLATE_NAMES = ("paper.html", "listing.html")
"""The shells that the theme has for generated pages."""
MAX_DEPTH = 6
"""No address of ours has more steps than this."""


def build_mkdocs_output(
    config_path: Path,
    docs: Path,
    user_pages: Sequence[str],
    linked: Sequence[str],
    workspace: Path,
) -> MkDocsOutput:
    """Let MkDocs build, strictly, everything that is not generated, in a folder of ours.

    `user_pages` are the files of people in `docs`, `linked` those of our pages that are no files
    yet and that people's pages may link to. Raises `PapersError` with what MkDocs says when the
    configuration or a hand-written page is at fault.
    """
    remove_tree(workspace)
    pages = workspace / "docs"
    pages.mkdir(parents=True)
    for path in user_pages:
        (pages / path).parent.mkdir(parents=True, exist_ok=True)
        shutil.copyfile(docs / path, pages / path)
    renderer = TemplateRenderer(linked)
    _run_mkdocs(config_path, pages, workspace / "site", renderer)
    made = workspace / "site"
    ours = {_destination(name) for name in linked} | {"sitemap.xml", "sitemap.xml.gz"}
    files = sorted(p.relative_to(made).as_posix() for p in made.rglob("*") if p.is_file())
    return MkDocsOutput(
        templates=renderer.templates, folder=made, files=tuple(f for f in files if f not in ours)
    )


def _destination(source: str) -> str:
    return "index.html" if source == "index.md" else f"{source.removesuffix('.md')}/index.html"


_UNUSED_PREFIXES = ("assets/javascripts/", "assets/stylesheets/")


def remove_unused_assets(files: Files, config: MkDocsConfig) -> None:
    """Leave out what Material brings for templates that no page uses; own files stay."""
    for file in list(files):
        if file.src_uri.startswith(_UNUSED_PREFIXES) and file.src_dir != config.docs_dir:
            files.remove(file)


def set_default_nav(config: MkDocsConfig, files: Files, generated: Collection[str]) -> None:
    """Where the configuration has no `nav`, name the main generated pages, then people's own."""
    if config.nav is not None:
        return
    pages = sorted(files.documentation_pages(), key=file_sort_key)
    own = [
        page.src_uri
        for page in pages
        if page.inclusion is InclusionLevel.INCLUDED and page.src_uri not in generated
    ]
    config.nav = [
        *({title: source} for title, source in DEFAULT_NAV.items() if source in generated),
        *nest_paths(own),  # type: ignore[no-untyped-call]
    ]


def check_theme(config: MkDocsConfig, config_path: Path) -> None:
    """Raise `PapersError` where the theme has no templates for generated pages."""
    for name in TEMPLATE_NAMES:
        if not any(Path(folder, name).is_file() for folder in config.theme.dirs):
            message = (
                f"{config.theme.name!r} has no template {name}; write theme: {{name: papershelf}}"
            )
            raise PapersError([Problem(str(config_path), 0, "theme", message)])


class TemplateRenderer:
    """Stands in MkDocs for all generated pages, and renders the shells."""

    templates: PageTemplates

    def __init__(self, sources: Collection[str]) -> None:
        self._sources = sources
        self._nav: Navigation

    def on_files(self, files: Files, config: MkDocsConfig) -> Files:
        """Let links to generated pages resolve; only those of the `nav` are built, empty."""
        remove_unused_assets(files, config)
        set_default_nav(config, files, self._sources)
        navigated = list_nav_sources(config.nav)
        for source in self._sources:
            level = InclusionLevel.INCLUDED if source in navigated else InclusionLevel.EXCLUDED
            files.append(File.generated(config, source, content="", inclusion=level))
        return files

    def on_nav(self, nav: Navigation) -> Navigation:
        """Remember the navigation: shells show it."""
        self._nav = nav
        return nav

    def on_env(self, env: jinja2.Environment, config: MkDocsConfig, files: Files) -> None:
        """Render every shell, now that templates and navigation are complete."""
        in_nav = {page.url: page for page in self._nav.pages if page.file.generated_by}
        kinds = {
            TemplateVariant(template, depth, None)
            for template, depth in product(TEMPLATE_NAMES, range(MAX_DEPTH + 1))
        }
        kinds |= {
            TemplateVariant(template, url.count("/"), _page_address(url))
            for template, url in product(TEMPLATE_NAMES, in_nav)
        }

        def render(kind: TemplateVariant) -> str:
            return _render_template(kind, in_nav, env, config, files, self._nav)

        addresses = frozenset(_page_address(url) for url in in_nav)
        self.templates = render_page_templates(kinds, render, addresses)


class PluginOptions(Config):  # type: ignore[no-untyped-call]
    """Of which there are none: MkDocs warns of any that somebody sets."""


class TemplatePlugin(BasePlugin[PluginOptions]):  # type: ignore[no-untyped-call]
    """What the plugin `papershelf` has for `papershelf build`: a place for a `TemplateRenderer`."""

    template_renderer: TemplateRenderer | None = None


def _page_address(url: str) -> str:
    """MkDocs calls the home page "./"."""
    return "" if url in {"", ".", "./"} else url


def list_nav_sources(nav: object) -> AbstractSet[str]:
    """All Markdown files that a `nav` setting names."""
    if isinstance(nav, str):
        return {nav}
    parts = nav if isinstance(nav, list) else nav.values() if isinstance(nav, dict) else ()
    return {source for part in parts for source in list_nav_sources(part)}


def _render_template(  # noqa: PLR0913, PLR0917
    kind: TemplateVariant,
    in_nav: dict[str, MkDocsPage],
    env: jinja2.Environment,
    config: MkDocsConfig,
    files: Files,
    nav: Navigation,
) -> str:
    page = next(
        (page for url, page in in_nav.items() if _page_address(url) == kind.nav_page_address), None
    )
    if page is None:
        source = "/".join(["x"] * kind.depth) + ".md" if kind.depth else "index.md"
        page = MkDocsPage(None, File.generated(config, source, content=""), config)
    kept = (page.content, page.meta, page.active)
    page.content = BODY_PLACEHOLDER
    page.meta = {"head": HEAD_PLACEHOLDER, "template": kind.template, "hide": ["navigation", "toc"]}
    page.active = kind.nav_page_address is not None
    try:
        context = get_context(nav, files, config, page)
        return env.get_template(kind.template).render(context)
    finally:
        page.content, page.meta, page.active = kept


def _run_mkdocs(config_path: Path, docs: Path, site: Path, renderer: TemplateRenderer) -> None:
    messages = _LogCollector()
    logger = logging.getLogger("mkdocs")
    logger.addHandler(messages)
    try:
        config = load_config(
            str(config_path.absolute()),
            docs_dir=str(docs.absolute()),
            site_dir=str(site.absolute()),
            hooks=[],
            strict=True,
        )
        check_theme(config, config_path)
        plugin = config.plugins.get("papershelf")
        if not isinstance(plugin, TemplatePlugin):
            message = "papershelf is not among them; write plugins: [papershelf]"
            raise PapersError([Problem(str(config_path), 0, "plugins", message)])
        plugin.template_renderer = renderer
        try:
            build(config)
        finally:  # MkDocs keeps the plugin as long as the process lives
            plugin.template_renderer = None
    except (Abort, ConfigurationError, jinja2.TemplateError) as error:
        told = messages.messages or [str(error)]
        raise PapersError([Problem(str(config_path), 0, "", text) for text in told]) from error
    finally:
        logger.removeHandler(messages)


class _LogCollector(logging.Handler):
    """Keeps what MkDocs warns of, to tell it in our own form."""

    def __init__(self) -> None:
        super().__init__(logging.WARNING)
        self.messages: list[str] = []

    def emit(self, record: logging.LogRecord) -> None:
        """Keep one warning or error."""
        self.messages.append(record.getMessage())
