"""The main job of mail: from a project to a digest as a file, and to everybody on a list.

A `Project` and the words of the user come in; bytes or a report go out.
"""

from __future__ import annotations

import ssl
import time
from collections.abc import Callable, Mapping, Sequence
from dataclasses import dataclass
from pathlib import Path

from papershelf.catalogue.catalogue import Catalogue, catalogue_collection
from papershelf.catalogue.collection_loader import accept
from papershelf.catalogue.news import Span, day_span, since_span, week_span
from papershelf.core.errors import PapersError, Problem
from papershelf.core.project import Project
from papershelf.core.settings import Settings
from papershelf.exports.digest import Digest, make_digest
from papershelf.mail.delivery import Dispatch, SendReport
from papershelf.mail.delivery_log import Journal
from papershelf.mail.mime_message import message_id, render_message
from papershelf.mail.recipients import read_recipients
from papershelf.mail.smtp_client import Courier
from papershelf.mail.smtp_settings import parse_sender, parse_server
from papershelf.records.loader import load_collection
from papershelf.records.model import TagId
from papershelf.sources.own.data_folder import read_data
from papershelf.text.folding import fold

JOURNAL_SUFFIX = ".journal"


@dataclass(frozen=True, slots=True, kw_only=True)
class Mail:
    """A digest with what its message needs besides."""

    digest: Digest
    settings: Settings
    environment: Mapping[str, str]

    def render(self) -> bytes:
        """The message, to nobody by name. Raises `PapersError` for a wrong environment."""
        sender = parse_sender(self.environment, self.digest, self.settings)
        return render_message(self.digest, sender)


def plan_mail(
    project: Project, axes: Mapping[str, str], tags: Sequence[str], environment: Mapping[str, str]
) -> Mail:
    """The digest of one of `day`, `week` and `since`, on the papers with one of some tags.

    Raises `PapersError` for wrong data, days or tags.
    """
    collection = load_collection(read_data(project.data, project.fallback))
    catalogue = catalogue_collection(accept(project, collection))
    span = _find_span(catalogue, axes)
    chosen = _find_tags(catalogue, tags)
    digest = make_digest(catalogue, project.settings, span, chosen)
    return Mail(digest=digest, settings=project.settings, environment=environment)


def _find_span(catalogue: Catalogue, axes: Mapping[str, str]) -> Span:
    given = {name: text for name, text in axes.items() if text}
    if len(given) != 1:
        raise PapersError([Problem("digest", 0, "", "wants one of --day, --week and --since")])
    [(name, text)] = given.items()
    try:
        if name == "day":
            return day_span(text)
        return week_span(text) if name == "week" else since_span(text, catalogue.papers)
    except ValueError as error:
        raise PapersError([Problem(f"--{name}", 0, "", str(error))]) from None


def _find_tags(catalogue: Catalogue, names: Sequence[str]) -> list[TagId]:
    """Tags by id, name or alias."""
    index = {
        fold(name): tag.id
        for tag in catalogue.tags.values()
        for name in (*tag.aliases, tag.name, tag.id)
    }
    unknown = [name for name in names if fold(name) not in index]
    if unknown:
        raise PapersError([Problem("--tag", 0, "", f"{name!r} is no tag") for name in unknown])
    return list(dict.fromkeys(index[fold(name)] for name in names))


@dataclass(frozen=True, slots=True, kw_only=True)
class Posting:
    """How to send: whom to, how to wait, where to tell of it."""

    recipients: Path
    tell: Callable[[str], None]
    resend_unknown: bool = False
    context: ssl.SSLContext | None = None
    sleep: Callable[[float], None] = time.sleep


def send_mail(project: Project, mail: Mail, posting: Posting) -> SendReport:
    """Send a digest to everybody on the list who has not had it.

    The journal stands beside the list. Raises `PapersError` for a wrong environment, list or
    server; a digest without papers is not sent at all.
    """
    server = parse_server(mail.environment, mail.settings)
    recipients = read_recipients(posting.recipients, project.config.parent)
    sender = parse_sender(mail.environment, mail.digest, mail.settings)
    if not mail.digest.items:
        return SendReport()
    context = posting.context or ssl.create_default_context()
    journal = posting.recipients.with_name(posting.recipients.name + JOURNAL_SUFFIX)
    with Journal(journal, message_id(mail.digest)) as open_journal:
        return Dispatch(
            recipients=recipients,
            write=lambda recipient: render_message(mail.digest, sender, recipient),
            courier=Courier(server=server, sender=sender.mailbox, context=context),
            journal=open_journal,
            sleep=posting.sleep,
            tell=posting.tell,
            resend_unknown=posting.resend_unknown,
        ).run()
