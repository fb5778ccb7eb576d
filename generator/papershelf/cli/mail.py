"""The command `digest`, which makes an e-mail digest and can send it."""

from __future__ import annotations

import os
import sys
from pathlib import Path

import click

from papershelf.cli.options import FILE_TYPE, Options, command_clock, common_options, print_problems
from papershelf.core.errors import Problem
from papershelf.core.formatting import format_count
from papershelf.sources.own.data_writer import write_output_file


@click.command(
    epilog="Example: papershelf digest --day 2026-11-20 --send --recipients ~/readers.txt"
)
@common_options("data")
@click.option("--day", default="", help="Papers of one day, such as 2026-11-20.")
@click.option("--week", default="", help="Papers of one week, such as 2026-W47.")
@click.option("--since", default="", help="Papers since a day, such as 2026-11-01.")
@click.option("--tag", "tags", multiple=True, help="Only papers with this tag. May be repeated.")
@click.option("--out", type=FILE_TYPE, help="File to write.  [default: standard output]")
@click.option("--send", is_flag=True, help="Send the digest by SMTP instead of writing it.")
@click.option(
    "--recipients",
    type=FILE_TYPE,
    help="With --send: file with one address per line, outside the repository.",
)
@click.option(
    "--resend-unknown",
    is_flag=True,
    help="Also send to recipients who may already have received it.",
)
def digest(  # noqa: PLR0913, PLR0917  # one parameter per option
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
    """Make an e-mail digest of new papers, and optionally send it.

    It contains the papers that were added or featured in the given time. Use exactly one of --day,
    --week and --since.
    """
    from papershelf.mail.send_digest import DeliveryOptions, prepare_mail, send_mail  # noqa: PLC0415  # slow to import
    from papershelf.site.project_loader import load_project  # noqa: PLC0415

    if sum(map(bool, (day, week, since))) != 1:
        raise click.UsageError("Use exactly one of --day, --week and --since.")
    if send != bool(recipients):
        raise click.UsageError("--send and --recipients must be used together.")
    project = options.project()
    axes = {"day": day, "week": week, "since": since}
    mail = prepare_mail(load_project(project), axes, tags, os.environ)
    if not options.quiet:
        click.echo(f"{mail.digest.heading}: {mail.digest.count}", err=True)
    if recipients is None:
        _write_message(mail.render(), out)
        return
    report_line = (lambda _: None) if options.quiet else click.echo
    delivery_options = DeliveryOptions(
        recipients=recipients,
        report_line=report_line,
        resend_unknown=resend_unknown,
        sleep=command_clock().sleep,
    )
    report = send_mail(project, mail, delivery_options)
    if not options.quiet:
        click.echo(str(report) if mail.digest.items else "no papers; nothing was sent")
    if report.unknown:
        count = format_count(report.unknown, "message")
        message = f"delivery of {count} is unknown; use --resend-unknown to send again"
        print_problems([Problem("digest", 0, "", message)])
    if not report.is_complete:
        sys.exit(1)


def _write_message(content: bytes, out: Path | None) -> None:
    if out is None:
        sys.stdout.buffer.write(content)
    else:
        write_output_file(out, content)
