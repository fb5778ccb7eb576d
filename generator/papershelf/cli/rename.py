"""The commands `rename` and `merge`, which change the ids of papers."""

from __future__ import annotations

import json
from typing import TYPE_CHECKING

import click

from papershelf.cli.data import render_diff
from papershelf.cli.options import Options, common_options, print_problems

if TYPE_CHECKING:
    from papershelf.editing.rename import RenameReport

_DRY_RUN = click.option(
    "--dry-run", is_flag=True, help="Print the changes as a diff; write nothing."
)


@click.command(epilog="Example: papershelf rename tidal-atention tidal-attention")
@common_options("data", "json")
@click.argument("old")
@click.argument("new")
@_DRY_RUN
def rename(options: Options, old: str, new: str, dry_run: bool) -> None:
    """Change the id of a paper from OLD to NEW, with a redirect.

    The old address redirects to the new one permanently. The paper keeps its citation key, its
    counts and its place in feeds.
    """
    from papershelf.editing.rename import rename_paper  # noqa: PLC0415  # used only here

    _print_report(
        options, rename_paper(options.project(), old, new, dry_run=dry_run), dry_run=dry_run
    )


@click.command(epilog="Example: papershelf merge tidal-attention tidal-attention-2024")
@common_options("data", "json")
@click.argument("kept", metavar="ID")
@click.argument("other", metavar="OTHER")
@_DRY_RUN
def merge(options: Options, kept: str, other: str, dry_run: bool) -> None:
    """Merge the paper OTHER into the paper ID.

    ID gets the values that it does not have; values that are lost are listed. The address of OTHER
    redirects to that of ID permanently. Importing the sources of both papers again changes nothing.
    """
    from papershelf.editing.rename import merge_papers  # noqa: PLC0415

    _print_report(
        options, merge_papers(options.project(), kept, other, dry_run=dry_run), dry_run=dry_run
    )


def _print_report(options: Options, report: RenameReport, *, dry_run: bool) -> None:
    if options.as_json:
        files = [edit.path.as_posix() for edit in report.edits]
        notes = [str(note) for note in report.notes]
        content = {"summary": report.summary, "files": files, "notes": notes}
        click.echo(json.dumps(content, indent=2))
        return
    print_problems(report.notes)
    if dry_run:
        for edit in report.edits:
            click.echo("".join(render_diff(edit.path, edit.before, edit.after)), nl=False)
    if options.quiet:
        return
    if dry_run:
        click.echo("Next: the same command without --dry-run", err=True)
        return
    click.echo(report.summary)
    for edit in report.edits:
        click.echo(f"wrote {edit.path.as_posix()}")
    click.echo(f"Next: papershelf check{options.data_option}")
