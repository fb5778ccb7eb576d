"""The commands `venues draft` and `fix`, which draft venues and repair records."""

from __future__ import annotations

import json

import click

from papershelf.cli.data import render_diff
from papershelf.cli.options import Options, common_options, print_lines, print_problems
from papershelf.core.formatting import format_count


@click.group(epilog="Example: papershelf venues draft")
def venues() -> None:
    """Extend the list of venues, venues.yaml."""


@venues.command(epilog="Example: papershelf venues draft --write")
@common_options("data", "json")
@click.option("--write", is_flag=True, help="Append the entries to venues.yaml.")
def draft(options: Options, *, write: bool) -> None:
    """Draft entries for all venues not in venues.yaml.

    The id comes from the acronym, the kind from the types of the papers, the aliases from the
    spellings in records. Review the entries, then run papershelf fix to put the ids into the
    records.
    """
    from papershelf.editing.fix import append_drafts, draft_unlisted_venues, find_venues_file  # noqa: PLC0415

    project = options.project()
    drafts = draft_unlisted_venues(project.data, project.fallback)
    path, _ = find_venues_file(project.data, project.fallback)
    if options.as_json:
        click.echo(json.dumps([draft.entry for draft in drafts], indent=2, ensure_ascii=False))
    elif not write:
        click.echo("".join(draft.render() for draft in drafts), nl=False)
    if write and drafts:
        append_drafts(drafts, project.data, project.fallback)
    if not options.quiet:
        action = "appended to" if write else "drafted for"
        entries = format_count(len(drafts), "entry", "entries")
        click.echo(f"{entries} {action} {path.as_posix()}", err=True)
        if drafts:
            step = "papershelf fix" if write else "papershelf venues draft --write"
            click.echo(f"Next: {step}{options.data_option}", err=True)


@click.command(epilog="Example: papershelf fix --dry-run")
@common_options("data", "json")
@click.option("--dry-run", is_flag=True, help="Print the changes as a diff; write nothing.")
def fix(options: Options, *, dry_run: bool) -> None:
    """Repair records: ids, venues, tags, identifiers, duplicates.

    Missing ids are added. Names of venues and tags are replaced by ids. DOIs and other identifiers
    lose prefixes and addresses, and move from url to their field. Records of one paper are merged if
    title, authors, and an identifier or the year are the same, and nothing speaks against it.

    Papers that may be one, because their titles differ in few letters, are shown side by side.

    Edits YAML and JSONL files in place; comments and the order of keys stay.
    """
    from papershelf.editing.fix import fix_records  # noqa: PLC0415

    project = options.project()
    report = fix_records(project.data, project.fallback, dry_run=dry_run)
    if options.as_json:
        content = {
            **report.repairs,
            "merges": report.merges,
            "notes": list(map(str, report.notes)),
            "near": [[pair.one.id, pair.other.id] for pair in report.near],
            "files": [edit.path.as_posix() for edit in report.edits],
        }
        click.echo(json.dumps(content, indent=2))
        return
    if dry_run:
        for edit in report.edits:
            click.echo("".join(render_diff(edit.path, edit.before, edit.after)), nl=False)
    print_problems(report.notes)
    print_lines((*report.near, *report.merges), quiet=options.quiet)
    if not options.quiet:
        click.echo(str(report), err=dry_run)
        again = "the same command without --dry-run"
        step = again if dry_run else f"papershelf check{options.data_option}"
        if report.edits:
            click.echo(f"Next: {step}", err=dry_run)
