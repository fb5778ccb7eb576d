"""The command `check`, which reports problems of the data and of the built site."""

from __future__ import annotations

import json
import sys
from collections.abc import Sequence
from dataclasses import asdict
from typing import TYPE_CHECKING, Any

import click

from papershelf.cli.options import Options, command_clock, common_options, print_lines
from papershelf.cli.problem_formats import FORMATS, render_annotation, render_sarif
from papershelf.core.errors import Problem, has_errors
from papershelf.core.formatting import format_count

if TYPE_CHECKING:
    from papershelf.catalogue.person_hints import PersonHint
    from papershelf.core.project import Project
    from papershelf.records.loader import Collection
    from papershelf.records.unlisted_venues import VenueGroup


@click.command(epilog="Example: papershelf check --data data --site site")
@common_options("data", "site", "json")
@click.option(
    "--format",
    "format_name",
    type=click.Choice(FORMATS),
    default="text",
    show_default=True,
    help="How problems are printed: json is a report, github annotates a workflow, sarif is for "
    "code scanning.",
)
@click.option(
    "--links",
    is_flag=True,
    help="Also request the addresses in records, and report those that are dead. Results are kept "
    "for 30 days.",
)
@click.option("--people", is_flag=True, help="Propose authors to merge or split in people.yaml.")
@click.option("--github", is_flag=True, hidden=True, help="The former name of --format github.")
def check(options: Options, *, format_name: str, links: bool, people: bool, github: bool) -> None:
    """Check the data and, with --site, the built site.

    Every problem is printed as file:line: field: message.

    With --site, the built site is compared with the records: every page, export, feed and index
    must agree with them.

    With --people, authors that may be one person, or several persons, are listed with what
    speaks for it, and with entries for people.yaml.
    """
    from papershelf.site.check_project import check_project_site, load_checked_collection  # noqa: PLC0415  # used only here

    project = options.project()
    collection = load_checked_collection(project.data, project.fallback, project.settings.fields)
    problems = [*collection.problems]
    if options.site and not has_errors(problems):
        problems += check_project_site(project, collection)
    if links:
        problems += _check_links(options, project, collection)
    problems.sort()
    name = "json" if options.as_json else "github" if github else format_name
    if name == "json":
        _print_json(collection, problems, people=people)
    elif name == "sarif":
        click.echo(render_sarif(problems))
    else:
        for problem in problems:
            click.echo(render_annotation(problem) if name == "github" else str(problem))
        _print_summary(options, collection, problems, people=people)
    if has_errors(problems):
        sys.exit(1)


def _print_json(collection: Collection, problems: Sequence[Problem], *, people: bool) -> None:
    content: dict[str, Any] = {
        "papers": len(collection.papers),
        "problems": [asdict(problem) for problem in problems],
        "venues": list(map(asdict, _group_unlisted_venues(collection))),
    }
    if people:
        content["people"] = list(map(asdict, _find_person_hints(collection)))
    click.echo(json.dumps(content, indent=2))


def _print_summary(
    options: Options, collection: Collection, problems: Sequence[Problem], *, people: bool
) -> None:
    """Print the proposals about people, the unlisted venues and the counts."""
    from papershelf.catalogue.person_hints import find_shared_orcids  # noqa: PLC0415
    from papershelf.records.unlisted_venues import render_venue_table  # noqa: PLC0415

    if people:
        print_lines(_find_person_hints(collection), quiet=False)
    print_lines(render_venue_table(_group_unlisted_venues(collection)), quiet=options.quiet)
    if not people and not options.quiet and (shared := find_shared_orcids(collection.papers)):
        count = format_count(len(shared), "ORCID iD")
        click.echo(f"{count} with several names: papershelf check --people", err=True)
    errors = sum(problem.severity == "error" for problem in problems)
    counts = (
        (len(collection.papers), "paper"),
        (errors, "error"),
        (len(problems) - errors, "warning"),
    )
    print_lines([", ".join(format_count(*count) for count in counts)], quiet=options.quiet)


def _group_unlisted_venues(collection: Collection) -> Sequence[VenueGroup]:
    from papershelf.records.unlisted_venues import group_venues  # noqa: PLC0415

    return group_venues((p.venue, f"{p.path}:{p.line}") for p in collection.papers)


def _find_person_hints(collection: Collection) -> Sequence[PersonHint]:
    from papershelf.catalogue.catalogue import build_collection_catalogue  # noqa: PLC0415
    from papershelf.catalogue.person_hints import find_person_hints  # noqa: PLC0415

    return find_person_hints(build_collection_catalogue(collection))


def _check_links(options: Options, project: Project, collection: Collection) -> Sequence[Problem]:
    """Request the addresses in records; returns a problem for each that is dead."""
    from papershelf.records.paper_links import describe_dead_links, list_links  # noqa: PLC0415
    from papershelf.services.client import make_user_agent  # noqa: PLC0415
    from papershelf.services.link_check import LinkChecker  # noqa: PLC0415

    addresses = {link.address: None for link in list_links(collection.papers)}
    with options.steps().timed_step("Check links") as step:
        step.set_total(len(addresses))
        report = LinkChecker(
            user_agent=make_user_agent(project.settings),
            clock=command_clock(),
            cache_file=project.cache / "links.json",
            advance=step.advance,
        ).check(addresses)
        step.result_text = str(report)
    return tuple(describe_dead_links(collection.papers, report.dead))
