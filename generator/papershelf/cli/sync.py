"""The commands `add`, `sync` and `enrich`, which fetch data from web services."""

from __future__ import annotations

import json
import os
import sys
from collections.abc import Callable
from dataclasses import asdict, dataclass
from datetime import UTC, datetime
from pathlib import Path
from random import Random
from typing import TYPE_CHECKING, Any

import click

from papershelf.cli.data import print_next_step, render_diff
from papershelf.cli.options import (
    FILE_TYPE,
    Options,
    command_clock,
    common_options,
    print_lines,
    print_problems,
)
from papershelf.core.errors import PapersError, Problem
from papershelf.core.identifiers import IsoDate, add_days, parse_day

if TYPE_CHECKING:
    from papershelf.importing.add_papers import RequestedPaper
    from papershelf.importing.sync import Syncer, SyncReport
    from papershelf.services.client import Client

SYNC_SOURCES = ("hf", "arxiv", "openalex", "s2", "dblp", "orcid", "zotero")
_TODAY_OPTION = click.option(
    "--today", default="", help="Date to use as today.  [default: current date in UTC]"
)
_AGAIN_OPTION = click.option(
    "--again", is_flag=True, help="Also request data that was requested before."
)


@click.command(epilog="Example: papershelf add 1806.07366 10.1145/3292500.3330701 ids.txt")
@common_options("data", "json")
@click.argument("names", nargs=-1, required=True, metavar="ID|FILE|-...")
@click.option(
    "--into", type=FILE_TYPE, help="File for new records.  [default: DATA/papers/added.yaml]"
)
@click.option("--dry-run", is_flag=True, help="Print the changes as a diff; write nothing.")
@_TODAY_OPTION
def add(
    options: Options, names: tuple[str, ...], into: Path | None, dry_run: bool, today: str
) -> None:
    """Add papers by arXiv id, DOI or URL.

    Their metadata is fetched from web services. A FILE, or - for standard input, contains any
    number of ids, separated by white space.
    """
    from papershelf.importing.add_papers import add_papers  # noqa: PLC0415  # used only here

    requested, problems = read_requested_papers(names)
    syncer = make_syncer(options, parse_day_option("--today", today), refetch=False)
    with syncer.client:
        report = add_papers(syncer, requested, problems, into, dry_run=dry_run)
    if dry_run and not options.as_json:
        for edit in report.edits:
            click.echo("".join(render_diff(edit.path, edit.before, edit.after)), nl=False)
    report.notes += syncer.client.notes
    print_sync_report(options, report, dry_run=dry_run)


def read_requested_papers(texts: tuple[str, ...]) -> tuple[list[RequestedPaper], list[Problem]]:
    """Parse the papers named on the command line and in files, with problems."""
    from papershelf.importing.add_papers import parse_name_list, parse_names  # noqa: PLC0415
    from papershelf.sources.own.data_folder import read_bytes  # noqa: PLC0415

    requested: list[RequestedPaper] = []
    problems: list[Problem] = []
    for text in texts:
        papers, invalid = parse_names([text])
        if text == "-":
            papers, invalid = parse_name_list(sys.stdin.buffer.read(), "<stdin>")
        elif invalid and Path(text).is_file():
            content, unreadable = read_bytes(Path(text))
            papers, invalid = parse_name_list(content or b"", text)
            invalid += unreadable
        requested += papers
        problems += invalid
    return requested, problems


@click.command(
    epilog="\b\nExamples:\n  papershelf sync hf --since 2026-11-01\n"
    "  papershelf sync zotero 2914042\n  papershelf sync orcid 0000-0002-1825-0097"
)
@common_options("data", "json")
@click.argument("source", type=click.Choice(SYNC_SOURCES))
@click.argument("library_id", default="", metavar="[PERSON|GROUP]")
@click.option(
    "--since", default="", help="First day to read.  [default: seven days before the last]"
)
@click.option(
    "--since-last", is_flag=True, help="Start at the last day that is already in the data (hf)."
)
@click.option("--until", default="", help="Last day to read.  [default: today]")
@click.option("--category", help="Category of arXiv, such as cs.LG (required for arxiv).")
@click.option(
    "--into", type=FILE_TYPE, help="File for new records.  [default: DATA/papers/SOURCE.jsonl]"
)
@click.option("--limit", type=click.IntRange(min=1), help="Maximum number of papers to request.")
@_AGAIN_OPTION
@_TODAY_OPTION
def sync(options: Options, **values: Any) -> None:  # noqa: ANN401  # the options by their names
    """Fetch new papers or missing fields from a web service.

    \b
    hf, arxiv            add the papers of some days (hf: also their counts)
    openalex, s2, dblp   fill missing fields of papers in the collection
    dblp PERSON          add all papers of a person, by DBLP key
    orcid PERSON         add all papers of a person, by ORCID iD
    zotero GROUP         add the library of a public group, by number or URL
    """  # noqa: D301  # click needs the character, not the backslash
    sync_options = _SyncOptions(**values)
    sync_options.require_valid()
    now = parse_day_option("--today", sync_options.today)
    last = parse_day_option("--until", sync_options.until, now)
    first = parse_day_option("--since", sync_options.since, add_days(last, -7))
    refetch = sync_options.again or sync_options.since_last
    syncer = make_syncer(options, now, refetch=refetch)
    with syncer.client:
        report = _run_sync(syncer, sync_options, first, last)
    report.notes += syncer.client.notes
    print_sync_report(options, report)


@dataclass(frozen=True, slots=True, kw_only=True)
class _SyncOptions:
    """The options of `papershelf sync`."""

    source: str
    library_id: str
    since: str
    since_last: bool
    until: str
    category: str | None
    into: Path | None
    limit: int | None
    again: bool
    today: str

    def require_valid(self) -> None:
        """Raise `click.UsageError` if options cannot be combined."""
        if self.source == "arxiv" and not self.category:
            raise click.UsageError("sync arxiv needs --category, such as --category cs.LG.")
        if self.since_last and (self.since or self.source != "hf"):
            raise click.UsageError("--since-last can only be used with hf and without --since.")
        if self.source in {"orcid", "zotero"} and not self.library_id:
            missing = {
                "orcid": "the ORCID iD of a person",
                "zotero": "the number or URL of a public group",
            }
            raise click.UsageError(f"sync {self.source} needs {missing[self.source]}.")
        if self.library_id and self.source not in {"dblp", "orcid", "zotero"}:
            raise click.UsageError(
                f"sync {self.source} does not take a person or group: {self.library_id!r}."
            )


def _run_sync(syncer: Syncer, options: _SyncOptions, first: IsoDate, last: IsoDate) -> SyncReport:
    from papershelf.importing.backfill import fill_missing_fields  # noqa: PLC0415  # used only here
    from papershelf.importing.library_import import LIBRARY_SYNCS  # noqa: PLC0415
    from papershelf.importing.sync import find_last_day  # noqa: PLC0415
    from papershelf.services.arxiv import parse_category  # noqa: PLC0415

    if options.source == "hf":
        if options.since_last:
            first = min(first, find_last_day(syncer.project, syncer.today) or first)
        return syncer.sync_hf(first, last, options.into)
    if options.source == "arxiv":
        category = _parse_option("--category", parse_category, options.category or "")
        return syncer.sync_arxiv(category, first, last, options.into)
    if options.library_id:
        parse, read = LIBRARY_SYNCS[options.source]
        return read(syncer, _parse_option("sync", parse, options.library_id), options.into)
    return fill_missing_fields(syncer, options.source, options.limit)


def _parse_option(option: str, parse: Callable[[str], str], text: str) -> str:
    try:
        return parse(text)
    except ValueError as error:
        raise PapersError([Problem(option, 0, "", str(error))]) from None


@click.command(epilog="Example: papershelf enrich --limit 500")
@common_options("data", "json")
@click.option("--limit", type=click.IntRange(min=1), help="Maximum number of papers to request.")
@_AGAIN_OPTION
@_TODAY_OPTION
def enrich(options: Options, limit: int | None, again: bool, today: str) -> None:
    """Fetch missing abstracts from arXiv into a cache.

    Builds read the cache; records do not change. arXiv licenses its metadata under CC0.
    """
    from papershelf.importing.fetch_abstracts import enrich_project  # noqa: PLC0415

    project, now = options.project(), parse_day_option("--today", today)
    with (
        _make_client(options) as client,
        options.steps().timed_step("Fetch abstracts from arXiv") as step,
    ):
        report = enrich_project(project, client, now, limit=limit, refetch=again)
        step.result_text = str(report)
    if options.as_json:
        click.echo(json.dumps(asdict(report), indent=2, default=str))
    elif not options.quiet:
        click.echo(str(report))
    print_problems((*client.notes, *([report.failure] if report.failure else [])))
    if report.failure:
        sys.exit(1)


def make_syncer(options: Options, today: IsoDate, *, refetch: bool) -> Syncer:
    """What fetches papers into the project of the options."""
    from papershelf.importing.sync import Syncer  # noqa: PLC0415

    return Syncer(
        project=options.project(),
        client=_make_client(options),
        today=today,
        steps=options.steps(),
        refetch=refetch,
    )


def _make_client(options: Options) -> Client:
    from papershelf.services.cache import ResponseCache  # noqa: PLC0415
    from papershelf.services.client import Client, make_user_agent  # noqa: PLC0415
    from papershelf.sources.own.data_writer import delete_leftover_files  # noqa: PLC0415

    project = options.project()
    delete_leftover_files(project.cache)
    return Client(
        user_agent=make_user_agent(project.settings),
        environ=os.environ,
        cache=ResponseCache(project.cache / "http"),
        clock=command_clock(),
        rng=Random(),  # noqa: S311  # randomizes waiting times, not a secret
    )


def parse_day_option(option: str, text: str, default: IsoDate | None = None) -> IsoDate:
    """The day of an option, `default` or today if it is empty; raises `PapersError`."""
    if not text:
        return default or IsoDate(datetime.now(UTC).date().isoformat())
    try:
        return parse_day(text)
    except ValueError as error:
        raise PapersError([Problem(option, 0, "", str(error))]) from None


def print_sync_report(options: Options, report: SyncReport, *, dry_run: bool = False) -> None:
    """Print the report; exit with code 1 if a service failed or a record was refused."""
    if options.as_json:
        content = asdict(report)
        content.pop("edits")
        click.echo(json.dumps(content, indent=2, default=str))
    else:
        failures = [report.failure] if report.failure else []
        print_problems((*report.refused, *report.unknown, *report.notes, *failures))
        print_lines(report.taken, quiet=options.quiet)
        if not options.quiet:
            click.echo(str(report))
            print_next_step(options, report.edits, dry_run=dry_run)
    if report.failure or report.refused or report.unknown:
        sys.exit(1)
