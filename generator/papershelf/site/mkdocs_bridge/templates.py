"""Runs MkDocs for hand-written pages, theme assets, and the templates of generated pages.

Input: a project and the source paths of generated pages. Output: `PageTemplates` and the folder
that MkDocs built. MkDocs gets generated pages only as link targets; their HTML is a template with
their text filled in. `tests/site/test_site.py` compares the result with that of `mkdocs build`.
"""

from __future__ import annotations

import logging
import os
import traceback
from collections.abc import Collection, Sequence
from itertools import product
from pathlib import Path

from papershelf.core.content_sources import find_origin
from papershelf.core.disk_files import remove_tree
from papershelf.core.errors import PapersError, Problem, system_error
from papershelf.core.settings import parse_settings
from papershelf.core.site_settings.check import OWN_THEME
from papershelf.engine.fingerprint import hash_content
from papershelf.engine.page_template import (
    BODY_PLACEHOLDER,
    DEFAULT_FILE_REL,
    HEAD_PLACEHOLDER,
    TITLE_PLACEHOLDER,
    PageTemplates,
    TemplateVariant,
    render_page_templates,
)
from papershelf.exports.cards import site_card
from papershelf.exports.html_head import render_card_head
from papershelf.exports.reuse import reuse_html
from papershelf.exports.script_messages import render_script_messages
from papershelf.site.material.frame import FILE_REL, is_material, set_theme_search
from papershelf.site.mkdocs_bridge.look import render_look
from papershelf.site.mkdocs_bridge.navigation import NOT_IN_NAV_MESSAGE, find_pages_outside_nav
from papershelf.site.mkdocs_bridge.page_policy import PagePolicy
from papershelf.site.mkdocs_bridge.template_cache import MkDocsOutput

# Disables Material's warning about MkDocs 2, because we require MkDocs 1.
os.environ.setdefault("NO_MKDOCS_2_WARNING", "1")

import jinja2
from mkdocs.commands.build import build, get_context
from mkdocs.config import load_config
from mkdocs.config.base import Config
from mkdocs.config.config_options import Hooks
from mkdocs.config.defaults import MkDocsConfig
from mkdocs.exceptions import Abort, ConfigurationError
from mkdocs.plugins import BasePlugin
from mkdocs.structure.files import File, Files, InclusionLevel
from mkdocs.structure.nav import Navigation
from mkdocs.structure.pages import Page as MkDocsPage
from mkdocs.utils import get_theme_dir

TEMPLATE_NAMES = ("paper.html", "listing.html", "search.html")
"""The templates of the theme for generated pages."""
MAX_DEPTH = 6
"""The largest number of parts in the address of a generated page."""


def build_mkdocs_output(  # noqa: PLR0913
    config_path: Path,
    docs: Path,
    user_pages: Sequence[str],
    linked: Sequence[str],
    workspace: Path,
    *,
    generated: Collection[str],
    has_theme_search: bool = False,
) -> MkDocsOutput:
    """Build everything that is not generated with MkDocs, in strict mode, in `workspace`.

    `user_pages` are the user's files in `docs`. `linked` are generated pages that user pages may
    link to and that need not exist yet. `generated` are all generated pages. `has_theme_search`
    says whether the site uses the search of its theme. Raises `PapersError` with the messages of
    MkDocs if the configuration or a hand-written page has an error.
    """
    remove_tree(workspace)
    workspace.mkdir(parents=True)
    renderer = TemplateRenderer(linked, user_pages, generated, has_theme_search=has_theme_search)
    _run_mkdocs(config_path, docs, workspace / "site", renderer)
    site = workspace / "site"
    left_out = {_destination(name) for name in linked} | {"sitemap.xml", "sitemap.xml.gz"}
    files = sorted(p.relative_to(site).as_posix() for p in site.rglob("*") if p.is_file())
    return MkDocsOutput(
        templates=renderer.templates,
        folder=site,
        files=tuple(f for f in files if f not in left_out),
        warnings=tuple(renderer.warnings),
    )


def _destination(source: str) -> str:
    return "index.html" if source == "index.md" else f"{source.removesuffix('.md')}/index.html"


_UNUSED_PREFIXES = ("assets/javascripts/", "assets/stylesheets/")


def remove_unused_assets(files: Files, config: MkDocsConfig) -> None:
    """Remove the scripts and styles of Material, which no page uses; all others stay."""
    theme = config.theme
    kept = {theme.custom_dir, get_theme_dir(theme.name or "")}
    unused = tuple(f"{folder}{os.sep}" for folder in theme.dirs if folder not in kept)
    for file in list(files):
        if file.src_uri.startswith(_UNUSED_PREFIXES) and str(file.abs_src_path).startswith(unused):
            files.remove(file)


def check_addresses(files: Files, config: MkDocsConfig, generated: Collection[str]) -> None:
    """Raise `PapersError` for hand-written pages at the addresses of generated ones."""
    sources = {_destination(name): name for name in generated if name.endswith(".md")}
    problems = [
        Problem(str(Path(config.docs_dir, file.src_uri)), 0, "", message)
        for file in files.documentation_pages()
        if file.src_uri not in generated and (source := sources.get(file.dest_uri))
        for message in (f"has the address of the generated page {source}; rename it",)
    ]
    if problems:
        raise PapersError(problems)


def add_look(files: Files, config: MkDocsConfig) -> None:
    """Add the style sheet of the palette and the fonts to the files and to `extra_css`.

    Raises `PapersError` for an invalid color or font.
    """
    if config.theme.name != OWN_THEME:
        return
    css = render_look(config.theme, _config_name(config))
    if css:
        name = f"assets/look.{hash_content(css.encode())[:8]}.css"
        files.append(File.generated(config, name, content=css))
        config.extra_css.insert(0, name)


def _config_name(config: MkDocsConfig) -> str:
    """Return the path of `mkdocs.yml` for messages."""
    return os.path.relpath(config.config_file_path)


def find_missing_assets(files: Files, config: MkDocsConfig) -> list[Problem]:
    """Return a warning for each image, style sheet or script in the settings that does not exist."""
    theme = config.theme
    given = [("theme.logo", theme.get("logo")), ("theme.favicon", theme.get("favicon"))]
    given += (("extra_css", path) for path in config.extra_css)
    given += (("extra_javascript", str(script)) for script in config.extra_javascript)
    return [
        Problem(_config_name(config), 0, name, f"{path} is not a file in docs_dir", "warning")
        for name, path in given
        if path and not find_origin(path) and not files.get_file_from_path(path.split("?")[0])
    ]


def add_messages(env: jinja2.Environment, config: MkDocsConfig) -> jinja2.Environment:
    """Let the templates of the theme show messages: `"site.search" | text`."""
    settings = parse_settings(config)
    messages = settings.messages
    env.globals["reuse_terms"] = reuse_html(settings)
    env.globals["card_head"] = render_card_head(site_card(settings), settings)
    env.filters["text"] = messages.html
    env.globals["site_language"] = messages.language
    env.globals["site_direction"] = messages.direction
    env.globals["script_messages"] = render_script_messages(messages).path
    return env


def check_theme(config: MkDocsConfig, config_path: Path) -> None:
    """Raise `PapersError` if the theme has no templates for generated pages."""
    if is_material(config):
        return
    for name in TEMPLATE_NAMES:
        if not any(Path(folder, name).is_file() for folder in config.theme.dirs):
            message = (
                f"{config.theme.name!r} has no template {name}; write theme: {{name: papershelf}} "
                "or theme: {name: material}"
            )
            raise PapersError([Problem(str(config_path), 0, "theme", message)])


class TemplateRenderer:
    """Represents all generated pages in a build of MkDocs, and renders their templates."""

    templates: PageTemplates

    def __init__(
        self,
        sources: Collection[str],
        user_pages: Collection[str],
        generated: Collection[str],
        *,
        has_theme_search: bool = False,
    ) -> None:
        self.sources = sources
        self._generated = generated
        self._user_pages = frozenset(user_pages)
        self._has_theme_search = has_theme_search
        self._nav: Navigation
        self.warnings: list[Problem] = []

    def add_pages(self, files: Files, config: MkDocsConfig) -> None:
        """Replace the generated files in `docs` with empty pages as link targets."""
        set_theme_search(config, is_used=self._has_theme_search)
        for file in list(files):
            is_hidden = "/." in f"/{file.src_uri}"  # such as .meta.yml, which a plugin reads
            is_known = file.src_uri in self._user_pages or is_hidden
            if file.src_dir == config.docs_dir and not is_known:
                files.remove(file)
        check_addresses(files, config, self._generated)
        for source in self.sources:
            level = InclusionLevel.NOT_IN_NAV
            files.append(File.generated(config, source, content="", inclusion=level))

    def on_nav(self, nav: Navigation, config: MkDocsConfig, files: Files) -> None:
        """Keep the navigation for the templates, and MkDocs from building generated pages."""
        self._nav = nav
        for source in self.sources:
            if file := files.get_file_from_path(source):
                file.inclusion = InclusionLevel.EXCLUDED
                if file.page:  # gives it a title, if `nav` has none for it
                    file.page.markdown = file.page.content = ""
        docs = Path(config.docs_dir)
        self.warnings += (
            Problem(str(docs / source), 0, "", NOT_IN_NAV_MESSAGE, "warning")
            for source in find_pages_outside_nav(nav, files)
        )

    def on_env(
        self, env: jinja2.Environment, config: MkDocsConfig, files: Files, policy: PagePolicy
    ) -> None:
        """Render every template variant, now that MkDocs has templates and navigation."""
        in_nav = {page.url: page for page in self._nav.pages if page.file.src_uri in self.sources}
        variants = {
            TemplateVariant(template, depth, None)
            for template, depth in product(TEMPLATE_NAMES, range(MAX_DEPTH + 1))
        }
        variants |= {
            TemplateVariant(template, url.count("/"), _page_address(url))
            for template, url in product(TEMPLATE_NAMES, in_nav)
        }

        def render(variant: TemplateVariant) -> str:
            document = _render_template(variant, in_nav, env, config, files, self._nav)
            return policy.allow_on_generated(document)

        addresses = frozenset(_page_address(url) for url in in_nav)
        file_rel = FILE_REL if is_material(config) else DEFAULT_FILE_REL
        self.templates = render_page_templates(variants, render, addresses, file_rel)


class PluginOptions(Config):  # type: ignore[no-untyped-call]
    """The options of the plugin: none, so MkDocs warns about any that are set."""


class TemplatePlugin(BasePlugin[PluginOptions]):  # type: ignore[no-untyped-call]
    """Base class of the plugin, with the attribute that `papershelf build` sets."""

    template_renderer: TemplateRenderer | None = None


def _page_address(url: str) -> str:
    """The address of a page; MkDocs uses "./" for the home page."""
    return "" if url in {"", ".", "./"} else url


def _render_template(  # noqa: PLR0913, PLR0917
    variant: TemplateVariant,
    in_nav: dict[str, MkDocsPage],
    env: jinja2.Environment,
    config: MkDocsConfig,
    files: Files,
    nav: Navigation,
) -> str:
    page = next(
        (page for url, page in in_nav.items() if _page_address(url) == variant.nav_page_address),
        None,
    )
    if page is None:
        source = "/".join(["x"] * variant.depth) + ".md" if variant.depth else "index.md"
        page = MkDocsPage(None, File.generated(config, source, content=""), config)
    original = (page.markdown, page.content, page.meta, page.active)
    page.markdown, page.content = "", BODY_PLACEHOLDER
    page.meta = {
        "title": TITLE_PLACEHOLDER,
        "head": HEAD_PLACEHOLDER,
        "template": variant.template,
        "hide": ["navigation", "toc"],
    }
    page.active = variant.nav_page_address is not None
    try:
        context = get_context(nav, files, config, page)
        return env.get_template(variant.template).render(context)
    finally:
        page.markdown, page.content, page.meta, page.active = original


def _run_mkdocs(config_path: Path, docs: Path, site: Path, renderer: TemplateRenderer) -> None:
    messages = _LogCollector()
    logger = logging.getLogger("mkdocs")
    logger.addHandler(messages)
    try:
        Hooks._load_hook.cache_clear()  # noqa: SLF001  # else a preview keeps the first version
        config = load_config(
            str(config_path.absolute()),
            docs_dir=str(docs.absolute()),
            site_dir=str(site.absolute()),
            strict=True,
        )
        check_theme(config, config_path)
        plugin = _find_plugin(config, config_path)
        plugin.template_renderer = renderer
        try:
            config.plugins.on_startup(command="build", dirty=False)
            build(config)
        finally:  # MkDocs keeps the plugin object until the process ends
            plugin.template_renderer = None
            config.plugins.on_shutdown()
    except (Abort, ConfigurationError, jinja2.TemplateError) as error:
        texts = messages.messages or [str(error)]
        raise PapersError([Problem(str(config_path), 0, "", text) for text in texts]) from error
    except PapersError:
        raise
    except Exception as error:  # of a hook or plugin, which may raise anything
        raise PapersError([_hook_problem(error, config_path)]) from error
    finally:
        logger.removeHandler(messages)


def _find_plugin(config: MkDocsConfig, config_path: Path) -> TemplatePlugin:
    plugin = config.plugins.get("papershelf")
    if isinstance(plugin, TemplatePlugin):
        return plugin
    message = "the plugin papershelf is missing; write plugins: [papershelf]"
    raise PapersError([Problem(str(config_path), 0, "plugins", message)])


def _hook_problem(error: Exception, config_path: Path) -> Problem:
    """Return a problem at the line of a hook or plugin that raised an error.

    An error of the system that no hook raised, such as a full disk, is one about its file.
    """
    frames = traceback.extract_tb(error.__traceback__)
    folder = config_path.absolute().parent
    own = [frame for frame in frames if Path(frame.filename).is_relative_to(folder)]
    if isinstance(error, OSError) and not own:
        [problem] = system_error(error).problems
        return problem
    frame = [*frames, *own][-1]
    message = f"{type(error).__name__}: {error}"
    return Problem(frame.filename, frame.lineno or 0, "", message)


class _LogCollector(logging.Handler):
    """Collects warnings and errors of MkDocs, which become problems of ours."""

    def __init__(self) -> None:
        super().__init__(logging.WARNING)
        self.messages: list[str] = []

    def emit(self, record: logging.LogRecord) -> None:
        """Collect one warning or error."""
        self.messages.append(record.getMessage())
