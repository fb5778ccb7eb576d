"""The MkDocs plugin `papershelf`, which generates the pages for `mkdocs build` and `mkdocs serve`.

MkDocs calls it with its configuration and files. It uses the same code as `papershelf build`, which
is faster; a test checks that both make the same site.
"""

from __future__ import annotations

import logging
import shutil
from collections.abc import Callable
from pathlib import Path
from typing import Any, Literal

import jinja2
from mkdocs.config.defaults import MkDocsConfig
from mkdocs.exceptions import Abort
from mkdocs.livereload import LiveReloadServer
from mkdocs.plugins import CombinedEvent, event_priority
from mkdocs.structure.files import Files, InclusionLevel
from mkdocs.structure.nav import Navigation
from mkdocs.structure.pages import Page as MkDocsPage

from papershelf.core.errors import PapersError
from papershelf.core.formatting import format_count
from papershelf.core.progress import Steps
from papershelf.core.project import Project, check_theme_search, read_project
from papershelf.engine.output_folder import OutputFolder
from papershelf.engine.page_template import replace_file_rel
from papershelf.site.build import generate_site_sources
from papershelf.site.build_plan import BuildPlan
from papershelf.site.material.frame import (
    FILE_REL,
    add_material_filters,
    add_material_frame,
    is_material,
    set_theme_search,
)
from papershelf.site.material.search_index import (
    SEARCH_INDEX,
    add_generated_pages,
    uses_theme_search,
)
from papershelf.site.mkdocs_bridge.navigation import (
    NOT_IN_NAV_MESSAGE,
    find_pages_outside_nav,
    list_nav_sources,
    set_default_nav,
    set_nav_titles,
)
from papershelf.site.mkdocs_bridge.templates import (
    TEMPLATE_NAMES,
    TemplatePlugin,
    add_look,
    add_messages,
    check_addresses,
    check_theme,
    find_missing_assets,
    remove_unused_assets,
)
from papershelf.site.own_pages import OwnPages

log = logging.getLogger("mkdocs.plugins.papershelf")


class PapershelfPlugin(TemplatePlugin):  # type: ignore[no-untyped-call]
    """Generates pages before MkDocs reads them, and adds files that MkDocs would not make.

    `papershelf build` runs MkDocs only for hand-written pages and templates. It sets
    `template_renderer`, which then replaces all of this.
    """

    _is_serving = False
    _generated: frozenset[str] = frozenset()
    _omitted_level = logging.INFO
    _kept_texts: dict[str, str]
    _own_pages: OwnPages
    _build_plan: BuildPlan

    def on_startup(
        self,
        *,
        command: Literal["build", "gh-deploy", "serve"],
        dirty: bool,  # noqa: ARG002
    ) -> None:
        """Remember the command; with this method, MkDocs keeps the object for all builds."""
        self._is_serving = command == "serve"

    def on_shutdown(self) -> None:
        """Reset the object, which MkDocs keeps until the process ends."""
        self._is_serving = False

    def on_config(self, config: MkDocsConfig) -> None:
        """Allow the script of `mkdocs serve` in the security policy of pages."""
        self._kept_texts = {}
        config.extra["live"] = self._is_serving
        # The plugin reports these pages itself: the level "warn" would end a strict build.
        self._omitted_level = config.validation.nav.omitted_files
        config.validation.nav.omitted_files = logging.DEBUG
        if is_material(config):
            add_material_frame(config)

    def on_pre_build(self, *, config: MkDocsConfig) -> None:
        """Update the generated pages. Raises `Abort` if the data has errors."""
        if self.template_renderer:
            return
        try:
            project = _project_of_config(config)
            check_theme(config, project.config)
            report, self._build_plan = generate_site_sources(project, Steps(quiet=True))
            set_theme_search(config, is_used=uses_theme_search(self._build_plan))
            for warning in (
                *project.setting_warnings,
                *check_theme_search(project, report.papers),
            ):
                # Not as a warning of MkDocs, which stops `mkdocs build --strict`.
                log.info("%s", warning)
        except PapersError as error:
            for problem in error.problems:
                log.error("%s", problem)  # noqa: TRY400  # a traceback does not help with bad data
            raise Abort("The project has errors; nothing was built.") from None
        log.info("%s: %s", format_count(report.papers, "paper"), report.docs)

    @event_priority(100)
    def _add_pages(self, files: Files, /, *, config: MkDocsConfig) -> Files:
        """Remove assets that no page loads and add generated pages, before other plugins run."""
        self._own_pages = OwnPages.of_config(config)
        try:
            add_look(files, config)
            remove_unused_assets(files, config)
            if self.template_renderer:
                self.template_renderer.add_pages(files, config)
                self._generated = frozenset(self.template_renderer.sources)
            else:
                self._generated = OutputFolder(Path(config.docs_dir)).previous_paths
                check_addresses(files, config, self._generated)
        except PapersError as error:
            if self.template_renderer:
                raise
            for problem in error.problems:
                log.error("%s", problem)  # noqa: TRY400  # a traceback does not help
            raise Abort("The settings or pages have errors; nothing was built.") from None
        for source in self._generated:
            if file := files.get_file_from_path(source):
                file.inclusion = InclusionLevel.NOT_IN_NAV
        return files

    @event_priority(-100)
    def _complete_nav(self, files: Files, /, *, config: MkDocsConfig) -> Files:
        """Set the default `nav` after other plugins, which may set their own."""
        set_default_nav(config, files, self._generated)
        for source in self._generated & list_nav_sources(config.nav):
            if file := files.get_file_from_path(source):
                file.inclusion = InclusionLevel.INCLUDED
        self._own_pages.problems += find_missing_assets(files, config)
        self._own_pages.take_diagram_script(config)
        return files

    on_files = CombinedEvent(_add_pages, _complete_nav)

    @event_priority(-100)
    def on_nav(self, nav: Navigation, /, *, config: MkDocsConfig, files: Files) -> Navigation:
        """Pass the navigation to the template renderer, and report pages that it does not have."""
        set_nav_titles(nav, self._generated, config)
        if self.template_renderer:
            self.template_renderer.on_nav(nav, config, files)
        else:
            for source in find_pages_outside_nav(nav, files):
                log.log(self._omitted_level, "%s: %s", source, NOT_IN_NAV_MESSAGE)
        return nav

    @event_priority(100)
    def _keep_text(self, text: str, /, *, page: MkDocsPage, **_: object) -> str:
        """Remember the text of a generated page before hooks and other plugins run."""
        if page.file.src_uri in self._generated:
            self._kept_texts[page.file.src_uri] = text
        return text

    @event_priority(-100)
    def _restore_text(self, text: str, /, *, page: MkDocsPage, **_: object) -> str:
        """Undo their changes of generated pages, which `papershelf build` does not show them."""
        return self._kept_texts.pop(page.file.src_uri, text)

    def _adapt_metadata(
        self, text: str, /, *, page: MkDocsPage, config: MkDocsConfig, **_: object
    ) -> str:
        """Adapt the metadata of a generated page to Material."""
        if is_material(config) and page.meta.get("template") in TEMPLATE_NAMES:
            page.meta["head"] = replace_file_rel(page.meta["head"], FILE_REL)
            # `add_generated_pages` adds it to the index.
            page.meta["search"] = {"exclude": True}
        return text

    @event_priority(-100)
    def _finish_content(self, text: str, /, *, page: MkDocsPage, **_: object) -> str:
        """Undo changes to generated pages, and finish the text of hand-written ones."""
        if page.file.src_uri in self._generated:
            return self._kept_texts.pop(page.file.src_uri, text)
        return self._own_pages.finish_content(text, page.file.src_uri)

    @event_priority(-100)
    def _finish_page(self, text: str, /, *, page: MkDocsPage, **_: object) -> str:
        """Undo changes of generated pages, and complete the security policy of all."""
        policy = self._own_pages.policy
        if page.file.src_uri in self._generated:
            kept = self._kept_texts.pop(page.file.src_uri, text)
            return policy.allow_on_generated(kept)
        text = self._own_pages.add_diagram_script(text, page.url, page.file.src_uri)
        return policy.allow_on_own(text, page.file.src_uri)

    on_page_markdown = CombinedEvent(_keep_text, _adapt_metadata, _restore_text)
    on_page_content = CombinedEvent(_keep_text, _finish_content)
    on_post_page = CombinedEvent(_keep_text, _finish_page)

    @event_priority(-100)
    def on_post_template(self, output_content: str, /, **_: object) -> str:
        """Complete the security policy of pages that the theme has, such as 404.html."""
        return self._own_pages.policy.allow_on_generated(output_content)

    def on_env(
        self, env: jinja2.Environment, /, *, config: MkDocsConfig, files: Files
    ) -> jinja2.Environment:
        """Add the filters of our templates, then render the templates of generated pages."""
        add_messages(env, config)
        if is_material(config):
            add_material_filters(env, TEMPLATE_NAMES)
        if self.template_renderer:
            self.template_renderer.on_env(env, config, files, self._own_pages.policy)
        return env

    @event_priority(-100)
    def on_post_build(self, *, config: MkDocsConfig) -> None:
        """Add generated files that are not pages, after other plugins have written theirs."""
        warnings = self._own_pages.list_warnings(Path(config.docs_dir))
        if self.template_renderer:
            self.template_renderer.warnings += warnings
            return
        for warning in warnings:
            log.info("%s", warning)
        site = Path(config.site_dir)
        _add_files(self._build_plan.loaded.project.plugin_files, site)
        if uses_theme_search(self._build_plan):
            index = site / SEARCH_INDEX
            index.write_bytes(add_generated_pages(index.read_bytes(), self._build_plan))

    def on_serve(
        self,
        server: LiveReloadServer,
        /,
        *,
        config: MkDocsConfig,
        builder: Callable[..., Any],  # noqa: ARG002
    ) -> None:
        """Watch the files of the user only; watching generated files would rebuild forever."""
        project = _project_of_config(config)
        server.unwatch(config.docs_dir)
        for path in OutputFolder(project.docs).list_user_files():
            server.watch(str(project.docs / path))
        server.watch(str(project.data))
        server.watch(str(Path(__file__).parents[1]))


def _add_files(source: Path, site: Path) -> None:
    """Copy the generated files of a folder into the site, instead of the sitemap of MkDocs."""
    for path in sorted(OutputFolder(source).previous_paths):
        target = site / path
        target.parent.mkdir(parents=True, exist_ok=True)
        shutil.copyfile(source / path, target)
    (site / "sitemap.xml.gz").unlink(missing_ok=True)


def _project_of_config(config: MkDocsConfig) -> Project:
    return read_project(
        Path(config.config_file_path), docs=Path(config.docs_dir), site=Path(config.site_dir)
    )
