"""The command that makes a digest and sends it."""

from __future__ import annotations

import os
import sys
from pathlib import Path

import click

from papershelf.cli.options import FILE_TYPE, Options, command_clock, common_options, print_problems
from papershelf.core.errors import Problem
from papershelf.sources.own.data_writer import write_output_file


@click.command(
    epilog="Example: papershelf digest --day 2026-11-20 --send --recipients ~/readers.txt"
)
@common_options("data")
@click.option("--day", default="", help="The papers of a day: 2026-11-20.")
@click.option("--week", default="", help="The papers of a week: 2026-W47.")
@click.option("--since", default="", help="All papers from a day on: 2026-11-01.")
@click.option("--tag", "tags", multiple=True, help="Only papers with this tag; may be repeated.")
@click.option("--out", type=FILE_TYPE, help="File to write; the standard output without it.")
@click.option("--send", is_flag=True, help="Send it by SMTP instead of writing it.")
@click.option(
    "--recipients", type=FILE_TYPE, help="With --send: a file of addresses, outside the repository."
)
@click.option("--resend-unknown", is_flag=True, help="Also to whom it was perhaps sent already.")
def digest(  # noqa: PLR0913, PLR0917  # one for each option
    options: Options,
    day: str,
    week: str,
    since: str,
    tags: tuple[str, ...],
    out: Path | None,
    send: bool,
    recipients: Path | None,
    resend_unknown: bool,
) -> None:
    """Make the e-mail digest of what was added or featured, and send it if asked to."""
    from papershelf.mail.send_digest import DeliveryOptions, prepare_mail, send_mail  # noqa: PLC0415  # own imports
    from papershelf.site.project_loader import load_project  # noqa: PLC0415

    if sum(map(bool, (day, week, since))) != 1:
        raise click.UsageError("Give one of --day, --week and --since.")
    if send != bool(recipients):
        raise click.UsageError("--send and --recipients go together.")
    project = options.project()
    axes = {"day": day, "week": week, "since": since}
    mail = prepare_mail(load_project(project), axes, tags, os.environ)
    if not options.quiet:
        click.echo(f"{mail.digest.heading}: {mail.digest.count}", err=True)
    if recipients is None:
        _write_message(mail.render(), out)
        return
    tell = (lambda _: None) if options.quiet else click.echo
    posting = DeliveryOptions(
        recipients=recipients,
        report_line=tell,
        resend_unknown=resend_unknown,
        sleep=command_clock().sleep,
    )
    report = send_mail(project, mail, posting)
    if not options.quiet:
        click.echo(str(report) if mail.digest.items else "no papers, so nothing was sent")
    if report.unknown:
        message = f"{report.unknown:,} may not have it; --resend-unknown sends it to them again"
        print_problems([Problem("digest", 0, "", message)])
    if not report.is_complete:
        sys.exit(1)


def _write_message(content: bytes, out: Path | None) -> None:
    if out is None:
        sys.stdout.buffer.write(content)
    else:
        write_output_file(out, content)
