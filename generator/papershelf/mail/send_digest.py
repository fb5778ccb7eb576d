"""Entry points of the mail commands: write a digest to a file, or send it to a list of recipients.

Takes a `LoadedProject` and the command's arguments; returns the bytes of a message or a report.
"""

from __future__ import annotations

import ssl
import time
from collections.abc import Callable, Mapping, Sequence
from dataclasses import dataclass
from pathlib import Path

from papershelf.catalogue.catalogue import Catalogue
from papershelf.catalogue.loaded_project import LoadedProject
from papershelf.catalogue.news import (
    DateRange,
    parse_day_range,
    parse_since_range,
    parse_week_range,
)
from papershelf.core.errors import PapersError, Problem
from papershelf.core.project import Project
from papershelf.core.settings import Settings
from papershelf.exports.digest import Digest, make_digest
from papershelf.mail.delivery import Delivery, SendReport
from papershelf.mail.delivery_log import DeliveryLog
from papershelf.mail.mime_message import message_id, render_message
from papershelf.mail.recipients import read_recipients
from papershelf.mail.smtp_client import SmtpClient
from papershelf.mail.smtp_settings import parse_sender, parse_smtp_server
from papershelf.records.model import TagId
from papershelf.text.folding import fold_text

DELIVERY_LOG_SUFFIX = ".journal"


@dataclass(frozen=True, slots=True, kw_only=True)
class DigestMail:
    """A digest with the settings needed to render its message."""

    digest: Digest
    settings: Settings
    environ: Mapping[str, str]

    def render(self) -> bytes:
        """Render the message without a named recipient. Raises `PapersError` for an invalid environment."""
        sender = parse_sender(self.environ, self.digest, self.settings)
        return render_message(self.digest, sender)


def prepare_mail(
    loaded: LoadedProject,
    axes: Mapping[str, str],
    tags: Sequence[str],
    environment: Mapping[str, str],
) -> DigestMail:
    """Prepare the digest of one of `day`, `week` and `since`, limited to papers with one of the tags.

    Raises `PapersError` for invalid days or tags.
    """
    catalogue, settings = loaded.catalogue, loaded.settings
    span = _parse_date_range(catalogue, axes)
    chosen = _find_tag_ids(catalogue, tags)
    digest = make_digest(catalogue, settings, span, chosen)
    return DigestMail(digest=digest, settings=settings, environ=environment)


def _parse_date_range(catalogue: Catalogue, axes: Mapping[str, str]) -> DateRange:
    given = {name: text for name, text in axes.items() if text}
    if len(given) != 1:
        raise PapersError(
            [Problem("digest", 0, "", "use exactly one of --day, --week and --since")]
        )
    [(name, text)] = given.items()
    try:
        if name == "day":
            return parse_day_range(text)
        return (
            parse_week_range(text) if name == "week" else parse_since_range(text, catalogue.papers)
        )
    except ValueError as error:
        raise PapersError([Problem(f"--{name}", 0, "", str(error))]) from None


def _find_tag_ids(catalogue: Catalogue, names: Sequence[str]) -> list[TagId]:
    """Find tags by id, name or alias."""
    index = {
        fold_text(name): tag.id
        for tag in catalogue.tags.values()
        for name in (*tag.aliases, tag.name, tag.id)
    }
    unknown = [name for name in names if fold_text(name) not in index]
    if unknown:
        raise PapersError(
            [Problem("--tag", 0, "", f"{name!r} is not in tags.yaml") for name in unknown]
        )
    return list(dict.fromkeys(index[fold_text(name)] for name in names))


@dataclass(frozen=True, slots=True, kw_only=True)
class DeliveryOptions:
    """Delivery options: the recipients, how to wait, and where to report."""

    recipients: Path
    report_line: Callable[[str], None]
    resend_unknown: bool = False
    tls_context: ssl.SSLContext | None = None
    sleep: Callable[[float], None] = time.sleep


def send_mail(project: Project, mail: DigestMail, options: DeliveryOptions) -> SendReport:
    """Send a digest to every recipient on the list who has not received it.

    The delivery log is saved next to the list. Raises `PapersError` for an invalid environment,
    list or server. A digest without papers is not sent.
    """
    server = parse_smtp_server(mail.environ, mail.settings)
    recipients = read_recipients(options.recipients, project.config.parent)
    sender = parse_sender(mail.environ, mail.digest, mail.settings)
    if not mail.digest.items:
        return SendReport()
    context = options.tls_context or ssl.create_default_context()
    journal = options.recipients.with_name(options.recipients.name + DELIVERY_LOG_SUFFIX)
    with DeliveryLog(journal, message_id(mail.digest)) as open_journal:
        return Delivery(
            recipients=recipients,
            render_message=lambda recipient: render_message(mail.digest, sender, recipient),
            client=SmtpClient(server=server, sender=sender.mailbox, tls_context=context),
            log=open_journal,
            sleep=options.sleep,
            report_line=options.report_line,
            resend_unknown=options.resend_unknown,
        ).run()
