"""The command `papershelf`: words of a user in, work done, reports and exit codes out.

Exit codes: 0 all is well, 1 the data or the project has problems (told one a line), 2 wrong usage.
"""

from __future__ import annotations

import difflib
import json
import sys
from collections.abc import Callable, Iterable, Iterator
from dataclasses import asdict, dataclass
from pathlib import Path
from typing import Any

import click

from generator import __version__
from generator.errors import PapersError, Problem, has_errors
from generator.progress import Steps
from generator.project import Project, read_project

_FOLDER = click.Path(file_okay=False, path_type=Path)
_FILE = click.Path(dir_okay=False, path_type=Path)


@dataclass(frozen=True, slots=True, kw_only=True)
class Options:
    """What every command takes."""

    config: Path
    data: Path | None
    docs: Path | None
    site: Path | None
    quiet: bool
    as_json: bool

    def project(self) -> Project:
        """The project that the options mean."""
        return read_project(self.config, self.data, self.docs, self.site)

    def steps(self) -> Steps:
        """A teller of progress as loud as the user wants it."""
        return Steps(quiet=self.quiet or self.as_json)


class PapersGroup(click.Group):
    """Turns problems into lines and exit code 1, whichever command found them."""

    def invoke(self, ctx: click.Context) -> Any:  # noqa: ANN401  # as in click
        """Run a command."""
        try:
            return super().invoke(ctx)
        except PapersError as error:
            tell_problems(error.problems)
            ctx.exit(1)


def tell_problems(problems: Iterable[Problem]) -> None:
    """Print problems, sorted, one a line, on the error stream."""
    for problem in sorted(problems):
        click.echo(str(problem), err=True)


def common_options(*names: str) -> Callable[[Callable[..., None]], Callable[..., None]]:
    """Give a command the options that it shares with others, as one `Options`."""
    known = {
        "data": click.option("--data", type=_FOLDER, help="Folder of the data [data]."),
        "docs": click.option("--docs", type=_FOLDER, help="Folder of MkDocs' pages [docs]."),
        "site": click.option("--site", type=_FOLDER, help="Folder of the built site [site]."),
        "json": click.option("--json", "as_json", is_flag=True, help="Print a report as JSON."),
    }

    def decorate(command: Callable[..., None]) -> Callable[..., None]:
        def run(*, config: Path, quiet: bool, **values: Any) -> None:  # noqa: ANN401
            taken = {key: values.pop(key, None) for key in ("data", "docs", "site")}
            as_json = bool(values.pop("as_json", False))
            command(Options(config=config, quiet=quiet, as_json=as_json, **taken), **values)

        run.__name__ = command.__name__
        run.__doc__ = command.__doc__
        run.__click_params__ = getattr(command, "__click_params__", [])  # type: ignore[attr-defined]
        decorated: Callable[..., None] = run
        for name in reversed(names):
            decorated = known[name](decorated)
        decorated = click.option("--quiet", "-q", is_flag=True, help="Print only problems.")(
            decorated
        )
        return click.option(
            "--config", type=_FILE, default=Path("mkdocs.yml"), help="The site [mkdocs.yml]."
        )(decorated)

    return decorate


@click.group(cls=PapersGroup, context_settings={"help_option_names": ["-h", "--help"]})
@click.version_option(__version__, prog_name="papershelf")
def main() -> None:
    """Publish a collection of research papers: records in git in, a static site out."""


@main.command(epilog="Example: papershelf check --data data")
@common_options("data", "json")
def check(options: Options) -> None:
    """Read all data and print every problem as file:line: field: message."""
    from generator.checking import check_collection  # noqa: PLC0415  # each command loads its own
    from generator.citations import check_citation_keys  # noqa: PLC0415

    project = options.project()
    collection = check_collection(project.data, project.fallback)
    problems = sorted([*collection.problems, *check_citation_keys(collection.papers)])
    papers = len(collection.papers)
    if options.as_json:
        rows = [asdict(problem) for problem in problems]
        click.echo(json.dumps({"papers": papers, "problems": rows}, indent=2))
    else:
        for problem in problems:
            click.echo(str(problem))
        errors = sum(problem.severity == "error" for problem in problems)
        if not options.quiet:
            told = f"{papers:,} papers, {errors:,} errors, {len(problems) - errors:,} warnings"
            click.echo(told, err=True)
    if has_errors(problems):
        sys.exit(1)


@main.command("import", epilog="Example: papershelf import page.txt --into data/papers/new.yaml")
@common_options("data", "json")
@click.argument("files", nargs=-1, required=True, type=click.Path(exists=True, path_type=Path))
@click.option("--into", type=_FILE, help="File for new records [DATA/papers/imported.jsonl].")
@click.option("--format", "format_name", help="Format of the files, where content does not tell.")
@click.option("--featured", default="", help="Day of the daily list, or the year of its days.")
@click.option("--dry-run", is_flag=True, help="Show as a diff what would be written.")
def import_(  # noqa: PLR0913, PLR0917  # one for each option
    options: Options,
    files: tuple[Path, ...],
    into: Path | None,
    format_name: str | None,
    featured: str,
    dry_run: bool,
) -> None:
    """Merge files of any known format into the collection; what a person wrote stays."""
    from generator.importing import run_import  # noqa: PLC0415

    project = options.project()
    report = run_import(
        files,
        data=project.data,
        into=into,
        fallback=project.fallback,
        format_name=format_name,
        featured=featured,
        dry_run=dry_run,
    )
    if options.as_json:
        refused = [str(problem) for problem in report.refused]
        notes = [str(problem) for problem in report.notes]
        counts = {"new": report.new, "merged": report.merged, "unchanged": report.unchanged}
        click.echo(json.dumps({**counts, "refused": refused, "notes": notes}, indent=2))
    else:
        tell_problems((*report.refused, *report.notes))
        if dry_run:
            for edit in report.edits:
                click.echo("".join(_diff(edit.path, edit.before, edit.after)), nl=False)
        click.echo(str(report))
    if report.refused:
        sys.exit(1)


def _diff(path: Path, before: bytes | None, after: bytes) -> Iterator[str]:
    """What changes in a file, as a unified diff."""
    old = (before or b"").decode("utf-8", "replace").splitlines(keepends=True)
    new = after.decode("utf-8", "replace").splitlines(keepends=True)
    return difflib.unified_diff(
        old, new, path.as_posix() if before else "/dev/null", path.as_posix()
    )


@main.command(epilog="Example: papershelf generate --data data --docs docs")
@common_options("data", "docs", "json")
def generate(options: Options) -> None:
    """Write Markdown pages, feeds and exports; touch only what changed."""
    from generator.build import generate as run  # noqa: PLC0415

    report, _ = run(options.project(), options.steps())
    _tell(options, report, str(report.docs))


@main.command(epilog="Example: papershelf build --data scratch --site scratch-site")
@common_options("data", "docs", "site", "json")
def build(options: Options) -> None:
    """Check, generate, and build the whole site with MkDocs, strictly."""
    from generator.build import build_site  # noqa: PLC0415
    from generator.reporting import render_report  # noqa: PLC0415

    report = build_site(options.project(), options.steps())
    _tell(options, report, render_report(report))


@main.command(epilog="Example: papershelf serve --port 8000")
@common_options("data", "docs", "site")
@click.option("--host", default="127.0.0.1", show_default=True, help="Address to listen on.")
@click.option("--port", default=8000, show_default=True, help="Port to listen on.")
def serve(options: Options, host: str, port: int) -> None:
    """Preview the site; every edit of data, template or page shows in the browser."""
    from generator.preview.loop import serve_preview  # noqa: PLC0415

    serve_preview(options.project, options.steps(), host, port, click.echo)


def _tell(options: Options, report: Any, text: str) -> None:  # noqa: ANN401  # any report
    if options.as_json:
        click.echo(json.dumps(asdict(report), indent=2, default=str))
        return
    tell_problems(report.warnings)
    if not options.quiet:
        click.echo(text)
