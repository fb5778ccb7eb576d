"""The tie to MkDocs: `mkdocs build` and `mkdocs serve` make our pages first, by the same code.

Nothing else happens here. What `papershelf build` does quicker, MkDocs does with these pages by
itself; a test holds that both give the same site.
"""

from __future__ import annotations

import logging
import sys
from pathlib import Path

# MkDocs loads a hook by its path; what it imports must be found from there, too.
sys.path.insert(0, str(Path(__file__).parents[2]))

from mkdocs.config.defaults import MkDocsConfig
from mkdocs.exceptions import Abort
from mkdocs.livereload import LiveReloadServer
from mkdocs.structure.files import Files

from papershelf.core.errors import PapersError
from papershelf.core.progress import Steps
from papershelf.core.project import Project, read_project
from papershelf.engine.output_folder import OutputFolder
from papershelf.site.build import add_generated_files, generate_site_sources
from papershelf.site.build_plan import BuildPlan
from papershelf.site.mkdocs_templates import remove_unused_assets

log = logging.getLogger("mkdocs.hooks.papershelf")
_build_plans: list[BuildPlan] = []


def on_startup(*, command: str, dirty: bool) -> None:
    """Be loaded once, not anew for every build."""


def on_config(config: MkDocsConfig) -> None:
    """Let the script of `mkdocs serve` run, which no other page may have."""
    config.extra["live"] = "serve" in sys.argv


def on_pre_build(config: MkDocsConfig) -> None:
    """Bring the generated pages up to date. Raises `Abort` when the data has errors."""
    try:
        report, draft = generate_site_sources(_project_of_config(config), Steps(quiet=True))
    except PapersError as error:
        for problem in error.problems:
            log.error("%s", problem)  # noqa: TRY400  # the data is at fault, our stack says nothing
        raise Abort("The data has problems; nothing was built.") from None
    _build_plans[:] = [draft]
    log.info("%d papers: %s", report.papers, report.docs)


def on_files(files: Files, config: MkDocsConfig) -> None:
    """Leave out what no page of ours loads."""
    remove_unused_assets(files, config)


def on_post_build(config: MkDocsConfig) -> None:
    """Add what the folder of MkDocs cannot hold."""
    add_generated_files(_build_plans[0], Path(config.site_dir))


def on_serve(server: LiveReloadServer, config: MkDocsConfig, builder: object) -> None:  # noqa: ARG001
    """Watch what people edit, and not what we write ourselves: that would never end."""
    project = _project_of_config(config)
    server.unwatch(config.docs_dir)
    for path in OutputFolder(project.docs).list_user_files():
        server.watch(str(project.docs / path))
    for folder in {project.data, project.fallback, Path(__file__).parents[1]}:
        server.watch(str(folder))


def _project_of_config(config: MkDocsConfig) -> Project:
    return read_project(
        Path(config.config_file_path), docs=Path(config.docs_dir), site=Path(config.site_dir)
    )
