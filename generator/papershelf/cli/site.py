"""The commands `generate`, `build` and `serve`, which make the site."""

from __future__ import annotations

import os
import sys

import click

from papershelf.cli.options import Options, common_options, print_report


@click.command(epilog="Example: papershelf generate --portable --docs docs")
@common_options("data", "docs", "json")
@click.option("--portable", is_flag=True, help="Write all other files of the site into docs/, too.")
def generate(options: Options, *, portable: bool) -> None:
    """Generate Markdown pages in docs/, for MkDocs.

    Only changed files are written. The plugin for MkDocs adds feeds, exports and other files to the
    site. With --portable, they are in docs/ as well, and site generators that do not run the plugin
    can build the site from there.
    """
    from papershelf.site.build import generate_site_sources as run  # noqa: PLC0415

    report, _ = run(options.project(), options.steps(), is_portable=portable)
    print_report(options, report, str(report.docs))


@click.command(epilog="Example: papershelf build --data scratch --site scratch-site")
@common_options("data", "docs", "site", "json")
def build(options: Options) -> None:
    """Check the data and build the whole site.

    Only what changed since the last build is rebuilt. Errors in the data or in your pages, such
    as broken links, end the build.
    """
    from papershelf.site.reporting.report_text import render_report  # noqa: PLC0415
    from papershelf.site.update import build_if_changed  # noqa: PLC0415

    report = build_if_changed(
        options.project(), options.steps(), keep_alive=options.kept_alive.append
    )
    print_report(options, report, render_report(report))


@click.command(epilog="Example: papershelf serve --port 8000")
@common_options("data", "docs", "site")
@click.option("--host", default="127.0.0.1", show_default=True, help="Address to listen on.")
@click.option("--port", default=8000, show_default=True, help="Port to listen on.")
def serve(options: Options, host: str, port: int) -> None:
    """Preview the site in a browser, updated after every edit."""
    from papershelf.preview.rebuild_loop import EngineChanged, serve_preview  # noqa: PLC0415

    try:
        serve_preview(options.project, options.steps(), host, port, click.echo)
    except EngineChanged:
        click.echo("The code of Papershelf changed; restarting.")
        sys.stdout.flush()
        os.execv(sys.executable, [sys.executable, "-m", "papershelf", *sys.argv[1:]])  # noqa: S606
