"""The command `correct`, which does what an issue of a reader asks for."""

from __future__ import annotations

import json
import sys
from collections.abc import Iterable
from pathlib import Path
from typing import TYPE_CHECKING

import click

from papershelf.cli.data import print_next_step, render_diff
from papershelf.cli.options import FILE_TYPE, Options, common_options, print_problems
from papershelf.cli.sync import make_syncer, parse_day_option
from papershelf.core.errors import PapersError
from papershelf.core.formatting import format_count

if TYPE_CHECKING:
    from papershelf.core.project import Project
    from papershelf.editing.correct import CorrectionReport
    from papershelf.editing.issue_request import IssueRequest

_MAX_PROBLEMS = 50
"""How many problems a comment lists; GitHub limits its length."""


@click.command(
    epilog="\b\nExamples:\n  papershelf correct issue.md --dry-run\n"
    "  papershelf correct - --comment comment.md < issue.md"
)
@common_options("data", "json")
@click.argument("issue", type=click.Path(allow_dash=True, dir_okay=False, path_type=Path))
@click.option(
    "--comment",
    type=FILE_TYPE,
    help="Write what was done, and the problems that check finds, as Markdown to this file.",
)
@click.option("--dry-run", is_flag=True, help="Print the changes as a diff; write nothing.")
def correct(options: Options, issue: Path, comment: Path | None, dry_run: bool) -> None:
    """Correct a paper, or add papers, as the text of an issue asks.

    ISSUE is a file with the text, or - for standard input. Texts come from the issue forms
    fix-record.yml and add-paper.yml. A correction is a block of YAML with "paper: ID" and the
    fields to change; an empty value removes a field. The record is edited in place.
    """
    from papershelf.editing.issue_request import parse_issue  # noqa: PLC0415  # used only here

    name = "issue" if str(issue) == "-" else issue.as_posix()
    project = options.project()
    try:
        content = sys.stdin.buffer.read() if str(issue) == "-" else issue.read_bytes()
        request = parse_issue(content, name)
        if request.added:
            done = _add(options, request, name, dry_run=dry_run)
        else:
            done = _correct(options, project, request, name, dry_run=dry_run)
    except PapersError as error:
        if comment:
            _write_comment(comment, "This cannot be done:", map(str, error.problems))
        raise
    if comment:
        _write_comment(comment, done, _list_check_lines(project))


def _correct(
    options: Options, project: Project, request: IssueRequest, name: str, *, dry_run: bool
) -> str:
    """Correct a paper and print the report; returns its summary."""
    from papershelf.editing.correct import CorrectionReport, correct_paper  # noqa: PLC0415

    report = CorrectionReport(summary=f"{name} asks for no change")
    if request.paper:
        report = correct_paper(project, request, name, dry_run=dry_run)
    _print_correction(options, report, dry_run=dry_run)
    return report.summary


def _print_correction(options: Options, report: CorrectionReport, *, dry_run: bool) -> None:
    if options.as_json:
        files = [edit.path.as_posix() for edit in report.edits]
        notes = [str(note) for note in report.notes]
        content = {
            "summary": report.summary,
            "fields": report.fields,
            "files": files,
            "notes": notes,
        }
        click.echo(json.dumps(content, indent=2))
        return
    print_problems(report.notes)
    if dry_run:
        for edit in report.edits:
            click.echo("".join(render_diff(edit.path, edit.before, edit.after)), nl=False)
    if not options.quiet:
        click.echo(report.summary, err=dry_run)
        print_next_step(options, report.edits, dry_run=dry_run)


def _add(options: Options, request: IssueRequest, name: str, *, dry_run: bool) -> str:
    """Add papers and print the report; returns its summary."""
    from papershelf.cli.sync import print_sync_report  # noqa: PLC0415
    from papershelf.importing.add_papers import add_papers, parse_name_list  # noqa: PLC0415

    requested, problems = parse_name_list(request.added.encode(), name)
    syncer = make_syncer(options, parse_day_option("--today", ""), refetch=False)
    with syncer.client:
        report = add_papers(syncer, requested, problems, dry_run=dry_run)
    if dry_run and not options.as_json:
        for edit in report.edits:
            click.echo("".join(render_diff(edit.path, edit.before, edit.after)), nl=False)
    report.notes += syncer.client.notes
    if not report.edits and (report.failure or report.unknown or report.refused):
        failures = [report.failure] if report.failure else []
        raise PapersError((*report.unknown, *report.refused, *failures))
    print_sync_report(options, report, dry_run=dry_run)
    return str(report)


def _list_check_lines(project: Project) -> Iterable[str]:
    """What `papershelf check` says of the collection now."""
    from papershelf.site.check_project import load_checked_collection  # noqa: PLC0415

    collection = load_checked_collection(project.data, project.fallback, project.settings.fields)
    problems = sorted(collection.problems, key=lambda one: (one.severity != "error", one))
    lines = [str(problem) for problem in problems[:_MAX_PROBLEMS]]
    if len(problems) > _MAX_PROBLEMS:
        lines.append(f"... and {len(problems) - _MAX_PROBLEMS:,} more")
    errors = sum(problem.severity == "error" for problem in problems)
    counts = (
        (len(collection.papers), "paper"),
        (errors, "error"),
        (len(problems) - errors, "warning"),
    )
    return [*lines, "papershelf check: " + ", ".join(format_count(*count) for count in counts)]


def _write_comment(path: Path, summary: str, lines: Iterable[str]) -> None:
    """Write a comment; all that comes from the issue is in code, where nothing is markup."""
    from papershelf.text.escaping import fence_markdown  # noqa: PLC0415

    path.write_text(fence_markdown([summary, "", *lines]), "utf-8", newline="\n")
