"""The command `publish`, which sends a built site to its host."""

from __future__ import annotations

import json
from pathlib import Path
from typing import TYPE_CHECKING

import click

from papershelf.cli.options import FOLDER_TYPE, Options, common_options
from papershelf.core.formatting import format_count

if TYPE_CHECKING:
    from papershelf.publish.manifest import PublishPlan

_SHOWN = 20


@click.command(
    epilog="\b\nExamples:\n  papershelf publish --to rclone:r2:papers\n"
    "  papershelf publish --to git:git@github.com:lab/papers.git#gh-pages --send"
)
@common_options("site", "json")
@click.option(
    "--to",
    "target",
    required=True,
    metavar="TARGET",
    help="rclone:REMOTE:PATH, rsync:HOST:PATH or git:URL#BRANCH.",
)
@click.option("--send", is_flag=True, help="Send the changes, instead of only listing them.")
@click.option(
    "--lists",
    type=FOLDER_TYPE,
    help="Also write upload.txt and delete.txt, for other programs, into this folder.",
)
def publish(options: Options, target: str, send: bool, lists: Path | None) -> None:
    """Send a built site to its host: only what changed since the last time.

    Without --send, it only lists what would be sent and deleted. Files that papershelf did not
    publish are never deleted. If it is interrupted, the same command continues.
    """
    from papershelf.publish.publication import plan_publication  # noqa: PLC0415  # used only here

    project = options.project()
    publication = plan_publication(project.site, target, project.cache)
    plan = publication.plan
    if lists:
        _write_lists(lists, plan)
    if options.as_json:
        content = {"uploads": plan.uploads, "deletions": plan.deletions, "files": len(plan.hashes)}
        click.echo(json.dumps(content, indent=2))
    elif not send and not options.quiet:
        _print_plan(plan)
    if send:
        with options.steps().timed_step("Publish") as step:
            step.set_total(len(plan.uploads) + len(plan.deletions))
            publication.send(step.advance)
            step.result_text = _summarize(plan)
        if not options.quiet and not options.as_json:
            click.echo(f"{target}: {_summarize(plan)}")
    elif not plan.is_empty and not options.quiet:
        click.echo("Next: the same command with --send", err=True)


def _print_plan(plan: PublishPlan) -> None:
    for mark, paths in (("+", plan.uploads), ("-", plan.deletions)):
        for path in paths[:_SHOWN]:
            click.echo(f"{mark} {path}")
        if len(paths) > _SHOWN:
            click.echo(f"{mark} ... and {format_count(len(paths) - _SHOWN, 'file')} more")
    click.echo(f"would be: {_summarize(plan)}")


def _summarize(plan: PublishPlan) -> str:
    sent, deleted = (
        format_count(len(plan.uploads), "file"),
        format_count(len(plan.deletions), "file"),
    )
    unchanged = len(plan.hashes) - len(plan.uploads)
    return f"{sent} sent, {deleted} deleted, {unchanged:,} unchanged"


def _write_lists(folder: Path, plan: PublishPlan) -> None:
    folder.mkdir(parents=True, exist_ok=True)
    for name, paths in (("upload.txt", plan.uploads), ("delete.txt", plan.deletions)):
        text = "".join(f"{path}\n" for path in paths)
        (folder / name).write_text(text, "utf-8", newline="\n")
