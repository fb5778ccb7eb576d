"""What all commands share: their options, and how they tell of problems and of what they did."""

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
    """What every command takes; what is put into `kept_alive` is not taken apart when it ends."""

    config: Path
    data: Path | None
    docs: Path | None
    site: Path | None
    quiet: bool
    as_json: bool
    kept_alive: list[object]

    @property
    def data_option(self) -> str:
        """The option that a next command needs to work on the same data, with a space before it."""
        return f" --data {shlex.quote(str(self.data))}" if self.data else ""

    def project(self) -> Project:
        """The project that the options mean."""
        return read_project(self.config, self.data, self.docs, self.site)

    def steps(self) -> Steps:
        """A teller of progress as loud as the user wants it."""
        return Steps(quiet=self.quiet or self.as_json)


def command_clock() -> Clock:
    """The clock that commands wait by: that of the machine, or the `obj` that click was given."""
    from papershelf.services.retry import SystemClock  # noqa: PLC0415  # few commands wait

    return click.get_current_context().find_object(SystemClock) or SystemClock()


class LazyChoice(click.Choice[str]):
    """A choice whose values are loaded when they are needed: most commands never ask for them."""

    def __init__(self, load: Callable[[], Iterable[str]]) -> None:
        self._load = load
        self.case_sensitive = True

    @cached_property
    def choices(self) -> Sequence[str]:  # type: ignore[override]  # an attribute in click
        """The values."""
        return tuple(self._load())


class PapershelfGroup(click.Group):
    """Turns problems into lines and exit code 1, or 2 for values of options, in all commands."""

    def invoke(self, ctx: click.Context) -> Any:  # noqa: ANN401  # as in click
        """Run a command."""
        try:
            return super().invoke(ctx)
        except PapersError as error:
            print_problems(error.problems)
            # A problem of an option stands under its name.
            ctx.exit(2 if all(p.path.startswith("--") for p in error.problems) else 1)
        except OSError as error:
            if error.errno == errno.EPIPE:  # nobody reads the output any more: click ends quietly
                raise
            print_problems(system_error(error).problems)
            ctx.exit(1)


def print_problems(problems: Iterable[Problem]) -> None:
    """Print problems, sorted, one a line, on the error stream."""
    for problem in sorted(problems):
        click.echo(str(problem), err=True)


def print_lines(lines: Iterable[object], *, quiet: bool) -> None:
    """Print what a person may want to check, one a line, on the error stream."""
    for row in () if quiet else lines:
        click.echo(str(row), err=True)


def common_options(*names: str) -> Callable[[Callable[..., None]], Callable[..., None]]:
    """Give a command the options that it shares with others, as one `Options`."""
    known = {
        "data": click.option("--data", type=FOLDER_TYPE, help="Folder of the data [data]."),
        "docs": click.option("--docs", type=FOLDER_TYPE, help="Folder of MkDocs' pages [docs]."),
        "site": click.option("--site", type=FOLDER_TYPE, help="Folder of the built site [site]."),
        "json": click.option("--json", "as_json", is_flag=True, help="Print a report as JSON."),
    }

    def decorate(command: Callable[..., None]) -> Callable[..., None]:
        def run(*, config: Path, quiet: bool, **values: Any) -> None:  # noqa: ANN401
            taken = {key: values.pop(key, None) for key in ("data", "docs", "site")}
            as_json = bool(values.pop("as_json", False))
            held = click.get_current_context().ensure_object(list)
            options = Options(config=config, quiet=quiet, as_json=as_json, kept_alive=held, **taken)
            command(options, **values)

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
            "--config", type=FILE_TYPE, default=Path("mkdocs.yml"), help="The site [mkdocs.yml]."
        )(decorated)

    return decorate


def print_report(options: Options, report: Any, text: str) -> None:  # noqa: ANN401  # any report
    """Print the warnings of a run, and its report in the form that the user asked for."""
    if options.as_json:
        click.echo(json.dumps(asdict(report), indent=2, default=str))
        return
    print_problems(report.warnings)
    if not options.quiet:
        click.echo(text)
