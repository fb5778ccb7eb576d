"""The command that upgrades the starter files of a collection."""

from __future__ import annotations

import sys
from pathlib import Path
from typing import TYPE_CHECKING

import click

from papershelf.cli.data import render_diff
from papershelf.cli.options import print_problems
from papershelf.core.formatting import format_count

if TYPE_CHECKING:
    from papershelf.starter.upgrade import Upgrade


@click.command(epilog="Example: papershelf upgrade --dry-run")
@click.argument(
    "folder",
    type=click.Path(exists=True, file_okay=False, path_type=Path),
    default=Path(),
    metavar="[DIR]",
)
@click.option("--yes", "-y", is_flag=True, help="Write the changes without asking.")
@click.option("--dry-run", is_flag=True, help="Show the changes as a diff and write nothing.")
@click.option("--quiet", "-q", is_flag=True, help="Print only problems.")
def upgrade(folder: Path, *, yes: bool, dry_run: bool, quiet: bool) -> None:
    """Update the files that `papershelf new` wrote to those of this version.

    Shows a diff first. Your changes are kept; where a change of yours and a new version meet, both
    are written, with conflict markers. Files that you deleted stay deleted, and data/ is never
    changed.
    """
    from papershelf.starter.new_collection import add_engine_wheel  # noqa: PLC0415
    from papershelf.starter.upgrade import apply_upgrade, plan_upgrade  # noqa: PLC0415

    plan = plan_upgrade(folder)
    print_problems(plan.notes)
    if not quiet:
        _print_diff(plan)
    asks = bool(plan.changes) and not yes and not dry_run and sys.stdin.isatty()
    writes = yes or not plan.changes or (asks and click.confirm("Write these changes?"))
    if dry_run or not writes:
        _print_summary(plan, is_done=False, quiet=quiet)
        return
    apply_upgrade(plan)
    add_engine_wheel(folder)
    _print_summary(plan, is_done=True, quiet=quiet)
    print_problems(plan.conflicts)
    if plan.conflicts:
        sys.exit(1)


def _print_diff(plan: Upgrade) -> None:
    for change in plan.changes:
        click.echo("".join(render_diff(change.path, change.before, change.after)), nl=False)


def _print_summary(plan: Upgrade, *, is_done: bool, quiet: bool) -> None:
    """Print what was done, or would be done, and the next step; the diff alone is on stdout."""
    if quiet:
        return
    if not plan.changes:
        click.echo("All files are up to date.", err=True)
        return
    files = format_count(len(plan.changes), "file")
    conflicts = format_count(len(plan.conflicts), "conflict")
    versions = f"from papershelf {plan.old_version} to {plan.record.version}"
    click.echo(
        f"{'upgraded' if is_done else 'would upgrade'} {files} {versions}, {conflicts}", err=True
    )
    step = "papershelf check" if is_done else "papershelf upgrade --yes"
    click.echo(f"Next: {step}", err=True)
