"""The commands `check`, `import` and `keys`, which check and extend the data."""

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
from papershelf.core.errors import Problem, has_errors
from papershelf.core.formatting import format_count

if TYPE_CHECKING:
    from papershelf.editing.record_editor import FileEdit
    from papershelf.importing.importer import ImportReport


@click.command(epilog="Example: papershelf check --data data --site site")
@common_options("data", "site", "json")
@click.option("--github", is_flag=True, help="Print problems as annotations of a GitHub workflow.")
@click.option("--people", is_flag=True, help="Propose authors to merge or split in people.yaml.")
def check(options: Options, *, github: bool, people: bool) -> None:
    """Check the data and, with --site, the built site.

    Every problem is printed as file:line: field: message.

    With --site, the built site is compared with the records: every page, export, feed and index
    must agree with them.

    With --people, authors that may be one person, or several persons, are listed with what
    speaks for it, and with entries for people.yaml.
    """
    from papershelf.catalogue.catalogue import build_collection_catalogue  # noqa: PLC0415
    from papershelf.catalogue.person_hints import find_person_hints, find_shared_orcids  # noqa: PLC0415
    from papershelf.records.unlisted_venues import group_venues, render_venue_table  # noqa: PLC0415
    from papershelf.site.check_project import check_project_site, load_checked_collection  # noqa: PLC0415  # used only here

    project = options.project()
    collection = load_checked_collection(project.data, project.fallback, project.settings.fields)
    problems = [*collection.problems]
    if options.site and not has_errors(problems):
        problems += check_project_site(project, collection)
    problems.sort()
    papers = len(collection.papers)
    venues = group_venues((p.venue, f"{p.path}:{p.line}") for p in collection.papers)
    hints = find_person_hints(build_collection_catalogue(collection)) if people else []
    if options.as_json:
        rows = [asdict(problem) for problem in problems]
        content = {"papers": papers, "problems": rows, "venues": list(map(asdict, venues))}
        content |= {"people": list(map(asdict, hints))} if people else {}
        click.echo(json.dumps(content, indent=2))
    else:
        for problem in problems:
            click.echo(render_annotation(problem) if github else str(problem))
        print_lines(hints, quiet=False)
        errors = sum(problem.severity == "error" for problem in problems)
        if not options.quiet:
            counts = (papers, "paper"), (errors, "error"), (len(problems) - errors, "warning")
            print_lines(render_venue_table(venues), quiet=options.quiet)
            if not people and (shared := find_shared_orcids(collection.papers)):
                count = format_count(len(shared), "ORCID iD")
                click.echo(f"{count} with several names: papershelf check --people", err=True)
            click.echo(", ".join(format_count(*count) for count in counts), err=True)
    if has_errors(problems):
        sys.exit(1)


def render_annotation(problem: Problem) -> str:
    """Render a problem as a command that lets GitHub show it at its line of a pull request."""
    place = f"file={_escape_annotation(problem.path, ':,')}"
    if problem.line:
        place += f",line={problem.line}"
    return f"::{problem.severity} {place}::{_escape_annotation(str(problem))}"


def _escape_annotation(text: str, special: str = "") -> str:
    """Escape a text for a workflow command; `special` are more characters to escape."""
    return "".join(
        f"%{ord(char):02X}" if char in "%\r\n" or char in special else char for char in text
    )


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
