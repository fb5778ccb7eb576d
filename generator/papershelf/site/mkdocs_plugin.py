"""The MkDocs plugin `papershelf`: `mkdocs build` and `mkdocs serve` make our pages first.

MkDocs calls it with its configuration and files. Pages come from the same code as those of
`papershelf build`, which is quicker; a test holds that both give the same site.
"""

from __future__ import annotations

import logging
from collections.abc import Callable
from pathlib import Path
from typing import Any, Literal

import jinja2
from mkdocs.config.defaults import MkDocsConfig
from mkdocs.exceptions import Abort
from mkdocs.livereload import LiveReloadServer
from mkdocs.structure.files import Files, InclusionLevel
from mkdocs.structure.nav import Navigation

from papershelf.core.errors import PapersError
from papershelf.core.progress import Steps
from papershelf.core.project import Project, read_project
from papershelf.engine.output_folder import OutputFolder
from papershelf.site.build import add_generated_files, generate_site_sources
from papershelf.site.build_plan import BuildPlan
from papershelf.site.mkdocs_templates import (
    TemplatePlugin,
    check_theme,
    list_nav_sources,
    remove_unused_assets,
    set_default_nav,
)

log = logging.getLogger("mkdocs.plugins.papershelf")


class PapershelfPlugin(TemplatePlugin):  # type: ignore[no-untyped-call]
    """Generates pages before MkDocs reads them, and adds the files that it would not make.

    Where `papershelf build` runs MkDocs for hand-written pages and templates alone, it sets
    `template_renderer`, which then does all the work.
    """

    _is_serving = False
    _build_plan: BuildPlan

    def on_startup(
        self,
        *,
        command: Literal["build", "gh-deploy", "serve"],
        dirty: bool,  # noqa: ARG002
    ) -> None:
        """Keep this object for all builds of `mkdocs serve`."""
        self._is_serving = command == "serve"

    def on_shutdown(self) -> None:
        """Be as new: MkDocs keeps this object as long as the process lives."""
        self._is_serving = False

    def on_config(self, config: MkDocsConfig) -> None:
        """Let the script of `mkdocs serve` run, which no other page may have."""
        config.extra["live"] = self._is_serving

    def on_pre_build(self, *, config: MkDocsConfig) -> None:
        """Bring the generated pages up to date. Raises `Abort` when the data has errors."""
        if self.template_renderer:
            return
        try:
            project = _project_of_config(config)
            check_theme(config, project.config)
            report, self._build_plan = generate_site_sources(project, Steps(quiet=True))
            for warning in project.setting_warnings:
                # Not as a warning of MkDocs, which stops `mkdocs build --strict`.
                log.info("%s", warning)
        except PapersError as error:
            for problem in error.problems:
                log.error("%s", problem)  # noqa: TRY400  # the data is at fault, our stack says nothing
            raise Abort("The project has problems; nothing was built.") from None
        log.info("%d papers: %s", report.papers, report.docs)

    def on_files(self, files: Files, /, *, config: MkDocsConfig) -> Files:
        """Leave out what no page of ours loads, and keep generated pages out of the navigation."""
        if self.template_renderer:
            return self.template_renderer.on_files(files, config)
        remove_unused_assets(files, config)
        generated = OutputFolder(Path(config.docs_dir)).previous_paths
        set_default_nav(config, files, generated)
        for source in generated - list_nav_sources(config.nav):
            if file := files.get_file_from_path(source):
                file.inclusion = InclusionLevel.NOT_IN_NAV
        return files

    def on_nav(self, nav: Navigation, /, *, config: MkDocsConfig, files: Files) -> Navigation:  # noqa: ARG002
        """Let the templates have the navigation."""
        return self.template_renderer.on_nav(nav) if self.template_renderer else nav

    def on_env(
        self, env: jinja2.Environment, /, *, config: MkDocsConfig, files: Files
    ) -> jinja2.Environment:
        """Let the templates be rendered when everything that they show is known."""
        if self.template_renderer:
            self.template_renderer.on_env(env, config, files)
        return env

    def on_post_build(self, *, config: MkDocsConfig) -> None:
        """Add what the folder of MkDocs cannot hold."""
        if not self.template_renderer:
            add_generated_files(self._build_plan, Path(config.site_dir))

    def on_serve(
        self,
        server: LiveReloadServer,
        /,
        *,
        config: MkDocsConfig,
        builder: Callable[..., Any],  # noqa: ARG002
    ) -> None:
        """Watch what people edit, and not what we write ourselves: that would never end."""
        project = _project_of_config(config)
        server.unwatch(config.docs_dir)
        for path in OutputFolder(project.docs).list_user_files():
            server.watch(str(project.docs / path))
        server.watch(str(project.data))
        server.watch(str(Path(__file__).parents[1]))


def _project_of_config(config: MkDocsConfig) -> Project:
    return read_project(
        Path(config.config_file_path), docs=Path(config.docs_dir), site=Path(config.site_dir)
    )
