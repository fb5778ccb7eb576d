"""The commands `import` and `keys`, which extend the data."""

from __future__ import annotations

import difflib
import json
import re
import sys
from collections.abc import Iterator, Sequence
from dataclasses import asdict
from pathlib import Path
from typing import TYPE_CHECKING

import click

from papershelf.cli.options import (
    FILE_TYPE,
    Options,
    common_options,
    print_lines,
    print_problems,
)

if TYPE_CHECKING:
    from papershelf.editing.record_editor import FileEdit
    from papershelf.importing.importer import ImportReport


@click.command("import", epilog="Example: papershelf import page.txt --into data/papers/new.yaml")
@common_options("data", "json")
@click.argument("files", nargs=-1, required=True, type=click.Path(exists=True, path_type=Path))
@click.option(
    "--into",
    type=FILE_TYPE,
    help="File for new records.  [default: DATA/papers/imported.jsonl]",
)
@click.option(
    "--format", "format_name", help="Format of the files, if it cannot be detected from them."
)
@click.option(
    "--featured",
    default="",
    help="Day on which the papers were on a daily list, or the year of the days in the file.",
)
@click.option(
    "--as-new",
    multiple=True,
    metavar="FILE:LINE",
    help="Add the record at this line as a new paper, even if a paper has a similar title. "
    "May be repeated.",
)
@click.option(
    "--tags-from", type=FILE_TYPE, help="YAML file that maps headings of lists of papers to tags."
)
@click.option(
    "--include",
    default="",
    metavar="OUTCOMES",
    help="Also import submissions with these outcomes, separated by commas: rejected, withdrawn, "
    "desk-rejected, under-review.",
)
@click.option("--dry-run", is_flag=True, help="Print the changes as a diff; write nothing.")
def import_(  # noqa: PLR0913, PLR0917  # one parameter per option
    options: Options,
    files: tuple[Path, ...],
    into: Path | None,
    format_name: str | None,
    featured: str,
    as_new: tuple[str, ...],
    tags_from: Path | None,
    include: str,
    dry_run: bool,
) -> None:
    """Import files in any supported format into the collection.

    Records of papers that the collection already has are merged into them. Values written by hand
    are never changed.
    """
    from papershelf.importing.importer import run_import  # noqa: PLC0415

    project = options.project()
    report = run_import(
        files,
        data=project.data,
        into=into,
        fallback=project.fallback,
        format_name=format_name,
        featured=featured,
        as_new=as_new,
        tags_from=tags_from,
        include=include,
        dry_run=dry_run,
    )
    _print_import_report(options, report, dry_run=dry_run)
    if report.refused:
        sys.exit(1)


def _print_import_report(options: Options, report: ImportReport, *, dry_run: bool) -> None:
    """Print the report of an import, as text or JSON."""
    from papershelf.records.unlisted_venues import render_venue_table  # noqa: PLC0415

    if options.as_json:
        refused = [str(problem) for problem in report.refused]
        notes = [str(problem) for problem in report.notes]
        taken = [asdict(merge) for merge in report.taken]
        counts = {"new": report.new, "merged": report.merged, "unchanged": report.unchanged}
        paths = [edit.path.as_posix() for edit in report.edits]
        lists = {"taken": taken, "refused": refused, "notes": notes, "files": paths}
        content = {**counts, **lists, "venues": list(map(asdict, report.venues))}
        click.echo(json.dumps(content, indent=2))
        return
    print_problems((*report.refused, *report.notes))
    print_lines(report.taken, quiet=options.quiet)
    if dry_run:
        for edit in report.edits:
            click.echo("".join(render_diff(edit.path, edit.before, edit.after)), nl=False)
    print_lines(render_venue_table(report.venues), quiet=options.quiet)
    click.echo(str(report))
    if not options.quiet:
        print_next_step(options, report.edits, dry_run=dry_run)


def print_next_step(options: Options, edits: Sequence[FileEdit], *, dry_run: bool) -> None:
    """Print the changed files and the next step; to stderr if stdout has a diff."""
    for path in dict.fromkeys(edit.path.as_posix() for edit in edits):
        click.echo(f"{'would write' if dry_run else 'wrote'} {path}", err=dry_run)
    if edits:
        step = f"papershelf check{options.data_option}"
        again = "the same command without --dry-run"
        click.echo(f"Next: {again if dry_run else step}", err=dry_run)


def render_diff(path: Path, before: bytes | None, after: bytes | None) -> Iterator[str]:
    """Render the changes to a file as a unified diff for `patch` and `git apply`."""
    old, new = (_split_lines(content or b"") for content in (before, after))
    start, end = (
        "/dev/null" if content is None else path.as_posix() for content in (before, after)
    )
    for line in difflib.unified_diff(old, new, start, end):
        yield line if line.endswith("\n") else f"{line}\n\\ No newline at end of file\n"


def _split_lines(content: bytes) -> list[str]:
    """Split into lines at line feeds only, as diffs do."""
    return _LINE.findall(content.decode("utf-8", "replace"))


_LINE = re.compile(r"[^\n]*\n|[^\n]+")


@click.command(epilog="Example: papershelf keys")
@common_options("data")
def keys(options: Options) -> None:
    """Save the citation keys of all papers, so they never change.

    The keys are saved in DATA/citation-keys.tsv. Commands that change records do this themselves.
    After adding records by hand, run it before you publish them.
    """
    from papershelf.editing.citation_key_log import save_citation_keys  # noqa: PLC0415

    report = save_citation_keys(options.project())
    print_problems(report.warnings)
    if not options.quiet:
        click.echo(str(report))
