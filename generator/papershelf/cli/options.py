"""Shared by all commands: common options, and printing of problems and reports."""

from __future__ import annotations

import errno
import json
import shlex
from collections.abc import Callable, Iterable, Sequence
from dataclasses import asdict, dataclass
from functools import cached_property
from pathlib import Path
from typing import TYPE_CHECKING, Any

import click

from papershelf.core.errors import PapersError, Problem, system_error
from papershelf.core.progress import Steps
from papershelf.core.project import Project, read_project

if TYPE_CHECKING:
    from papershelf.services.retry import Clock

FOLDER_TYPE = click.Path(file_okay=False, path_type=Path)
FILE_TYPE = click.Path(dir_okay=False, readable=False, path_type=Path)


@dataclass(frozen=True, slots=True, kw_only=True)
class Options:
    """The common options of a command; objects in `kept_alive` are not freed at exit."""

    config: Path
    data: Path | None
    docs: Path | None
    site: Path | None
    quiet: bool
    as_json: bool
    kept_alive: list[object]

    @property
    def data_option(self) -> str:
        """The option `--data` for a suggested next command, with a leading space; or ""."""
        return f" --data {shlex.quote(str(self.data))}" if self.data else ""

    def project(self) -> Project:
        """Read the project that the options select."""
        return read_project(self.config, self.data, self.docs, self.site)

    def steps(self) -> Steps:
        """The progress reporter; silent with --quiet or --json."""
        return Steps(quiet=self.quiet or self.as_json)


def command_clock() -> Clock:
    """The clock that commands use to wait: the system clock, or the click context's `obj`."""
    from papershelf.services.retry import SystemClock  # noqa: PLC0415  # few commands need it

    return click.get_current_context().find_object(SystemClock) or SystemClock()


class LazyChoice(click.Choice[str]):
    """A choice whose values are loaded on first use, because most commands never need them."""

    def __init__(self, load: Callable[[], Iterable[str]]) -> None:
        self._load = load
        self.case_sensitive = True

    @cached_property
    def choices(self) -> Sequence[str]:  # type: ignore[override]  # an attribute in click
        """The allowed values."""
        return tuple(self._load())


class PapershelfGroup(click.Group):
    """A command group that prints problems one per line and sets the exit code.

    The exit code is 1, or 2 if all problems are in values of options.
    """

    def format_commands(self, ctx: click.Context, formatter: click.HelpFormatter) -> None:
        """List the commands with their whole first sentences, on as many lines as they need."""
        rows = [
            (name, command.get_short_help_str(limit=1_000))
            for name in self.list_commands(ctx)
            if (command := self.get_command(ctx, name)) and not command.hidden
        ]
        with formatter.section("Commands"):
            formatter.write_dl(rows)

    def invoke(self, ctx: click.Context) -> Any:  # noqa: ANN401  # as in click
        """Run a command."""
        try:
            return super().invoke(ctx)
        except PapersError as error:
            print_problems(error.problems)
            # The path of a problem with an option is the name of the option.
            ctx.exit(2 if all(p.path.startswith("--") for p in error.problems) else 1)
        except OSError as error:
            if (
                error.errno == errno.EPIPE
            ):  # the reader of the output has ended: click exits quietly
                raise
            print_problems(system_error(error).problems)
            ctx.exit(1)


def print_problems(problems: Iterable[Problem]) -> None:
    """Print problems to stderr, sorted, one per line."""
    for problem in sorted(problems):
        click.echo(str(problem), err=True)


def print_lines(lines: Iterable[object], *, quiet: bool) -> None:
    """Print items of a report to stderr, one per line, unless `quiet`."""
    for line in () if quiet else lines:
        click.echo(str(line), err=True)


def common_options(*names: str) -> Callable[[Callable[..., None]], Callable[..., None]]:
    """Add common options to a command, which gets them as one `Options`."""
    available = {
        "data": click.option(
            "--data", type=FOLDER_TYPE, help="Folder of the data.  [default: data]"
        ),
        "docs": click.option(
            "--docs", type=FOLDER_TYPE, help="Folder of the Markdown pages.  [default: docs]"
        ),
        "site": click.option(
            "--site", type=FOLDER_TYPE, help="Folder of the built site.  [default: site]"
        ),
        "json": click.option("--json", "as_json", is_flag=True, help="Print the report as JSON."),
    }

    def decorate(command: Callable[..., None]) -> Callable[..., None]:
        def run(*, config: Path, quiet: bool, **values: Any) -> None:  # noqa: ANN401
            folders = {key: values.pop(key, None) for key in ("data", "docs", "site")}
            as_json = bool(values.pop("as_json", False))
            kept_alive = click.get_current_context().ensure_object(list)
            options = Options(
                config=config, quiet=quiet, as_json=as_json, kept_alive=kept_alive, **folders
            )
            command(options, **values)

        run.__name__ = command.__name__
        run.__doc__ = command.__doc__
        run.__click_params__ = getattr(command, "__click_params__", [])  # type: ignore[attr-defined]
        decorated: Callable[..., None] = run
        for name in reversed(names):
            decorated = available[name](decorated)
        decorated = click.option("--quiet", "-q", is_flag=True, help="Print only problems.")(
            decorated
        )
        return click.option(
            "--config",
            type=FILE_TYPE,
            default=Path("mkdocs.yml"),
            show_default=True,
            help="Configuration file of the project.",
        )(decorated)

    return decorate


def print_report(options: Options, report: Any, text: str) -> None:  # noqa: ANN401  # any report
    """Print the report of a build as JSON, or its warnings and `text`."""
    if options.as_json:
        click.echo(json.dumps(asdict(report), indent=2, default=str))
        return
    print_problems(report.warnings)
    if not options.quiet:
        click.echo(text)
