"""The command that starts a collection."""

from __future__ import annotations

import shlex
import sys
from pathlib import Path
from typing import TYPE_CHECKING

import click

from papershelf.cli.options import LazyChoice, Options, print_lines, print_problems
from papershelf.cli.sync import sync
from papershelf.core.errors import PapersError, Problem
from papershelf.core.formatting import format_count

if TYPE_CHECKING:
    from collections.abc import Iterable

    from papershelf.starter.answers import Answers

HF_SOURCE = "hf"


def _vocabulary_names() -> Iterable[str]:
    from papershelf.starter.starter_vocabularies import VOCABULARY_CHOICES  # noqa: PLC0415

    return VOCABULARY_CHOICES


@click.command(
    epilog="\b\nExamples:\n  papershelf new my-papers\n  papershelf new my-papers --from refs.bib --yes"
)
@click.argument("folder", type=click.Path(path_type=Path), metavar="DIR")
@click.option("--name", help="Name of the collection [from the name of DIR].")
@click.option("--address", help="Public address of the site [none].")
@click.option(
    "--from",
    "source",
    metavar="FILE|hf",
    help="File of papers to import (.bib, README.md, Zotero, OpenReview, ...), or hf for the "
    "daily papers of Hugging Face [none].",
)
@click.option(
    "--vocabulary",
    type=LazyChoice(_vocabulary_names),
    default="machine-learning",
    show_default=True,
    help="Tags and venues to start with.",
)
@click.option("--yes", "-y", is_flag=True, help="Ask nothing, and use the defaults.")
@click.option("--quiet", "-q", is_flag=True, help="Print only problems.")
@click.pass_context
def new(  # noqa: PLR0913, PLR0917  # one for each option
    context: click.Context,
    folder: Path,
    name: str | None,
    address: str | None,
    source: str | None,
    vocabulary: str,
    yes: bool,
    quiet: bool,
) -> None:
    """Start a collection in a new or existing folder; existing files are never changed.

    On a terminal, asks for the name, the address and the papers to start from, unless they are
    given as options.
    """
    from papershelf.starter.answers import make_answers, propose_name  # noqa: PLC0415

    asks = not yes and sys.stdin.isatty()
    proposed = propose_name(folder.resolve().name)
    if name is None:
        name = click.prompt("Name of the collection", proposed) if asks else proposed
    if address is None:
        address = _ask("Public address of the site, if known") if asks else ""
    if source is None:
        source = _ask("Papers to start from: a file such as refs.bib, or hf") if asks else ""
    answers = make_answers(name, address, vocabulary)
    if source and source != HF_SOURCE and not Path(source).is_file():
        message = f"{source} is not a file; give a file to import, or hf"
        raise PapersError([Problem("--from", 0, "", message)])
    _create(folder, answers, quiet=quiet)
    options = Options(
        config=folder / "mkdocs.yml",
        data=None,
        docs=None,
        site=None,
        quiet=quiet,
        as_json=False,
        kept_alive=[],
    )
    refused = False
    if source == HF_SOURCE:
        context.invoke(sync, config=options.config, quiet=quiet, source="hf")
    elif source:
        refused = _import(options, Path(source))
    if not quiet:
        _print_next_step(folder, has_papers=bool(source))
    if refused:
        sys.exit(1)


def _ask(question: str) -> str:
    answer: str = click.prompt(f"{question} (Enter for none)", default="", show_default=False)
    return answer.strip()


def _create(folder: Path, answers: Answers, *, quiet: bool) -> None:
    from papershelf import __version__  # noqa: PLC0415
    from papershelf.starter.engine_source import ENGINE_REPOSITORY, WHEELS_FOLDER  # noqa: PLC0415
    from papershelf.starter.new_collection import create_collection  # noqa: PLC0415

    created = create_collection(folder, answers)
    if quiet:
        return
    for path in created.written:
        click.echo(f"wrote {(folder / path).as_posix()}")
    for path in created.kept:
        click.echo(f"kept {(folder / path).as_posix()}, which exists")
    if not ENGINE_REPOSITORY:
        message = (
            "contain all steps, because Papershelf has not released workflows that they could call"
        )
        click.echo(
            f"The workflows in {(folder / '.github/workflows').as_posix()}/ {message}", err=True
        )
    if created.lacks_engine:
        place = (folder / WHEELS_FOLDER).as_posix()
        message = (
            f"before you publish, put its wheel into {place}/, where requirements.txt looks for it"
        )
        click.echo(f"Papershelf {__version__} is not on PyPI yet: {message}", err=True)


def _import(options: Options, source: Path) -> bool:
    """Import a file; returns whether a record was refused."""
    from papershelf.starter.new_collection import import_first_papers  # noqa: PLC0415

    project = options.project()
    imported = import_first_papers(source, project.data)
    report = imported.report
    print_problems((*report.refused, *report.notes))
    print_lines(report.taken, quiet=options.quiet)
    if not options.quiet:
        click.echo(str(report))
    if imported.drafted_venues and not options.quiet:
        entries = format_count(imported.drafted_venues, "venue")
        path = (project.data / "venues.yaml").as_posix()
        click.echo(f"{entries} drafted at the end of {path}: review their names and kinds")
    return bool(report.refused)


def _print_next_step(folder: Path, *, has_papers: bool) -> None:
    if folder.resolve() != Path.cwd():
        click.echo(f"Next: cd {shlex.quote(str(folder))}")
    if not has_papers:
        click.echo("Next: papershelf add 1806.07366, or papershelf import refs.bib")
    click.echo("Next: papershelf serve")
