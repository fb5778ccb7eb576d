"""The command `papershelf search`: finds papers in the index of a built site."""

from __future__ import annotations

import json
from collections.abc import Callable
from contextlib import ExitStack
from dataclasses import asdict
from pathlib import Path

import click

from papershelf.core.errors import PapersError, Problem


@click.command(epilog='Example: papershelf search "state space models" year:2023.. --site site')
@click.argument("query", nargs=-1, required=True)
@click.option(
    "--site",
    default="site",
    show_default=True,
    metavar="FOLDER|URL",
    help="Built site, or address of a published one.",
)
@click.option(
    "--limit",
    type=click.IntRange(min=1),
    default=10,
    show_default=True,
    help="How many papers to print.",
)
@click.option("--json", "as_json", is_flag=True, help="Print the result as JSON.")
def search(query: tuple[str, ...], site: str, limit: int, *, as_json: bool) -> None:
    """Find papers in the index of a built site, as its search page does.

    Put a query that starts with a minus sign after `--`.
    """
    from papershelf.search.query.index_reader import IndexReader  # noqa: PLC0415  # loads much
    from papershelf.search.query.results import (  # noqa: PLC0415  # loads much
        describe_result,
        find_papers,
    )

    with ExitStack() as stack:
        index = IndexReader(_open_site(site, stack))
        result, papers = find_papers(index, " ".join(query), limit)
    if as_json:
        answer = {
            "found": len(result.papers),
            "complete": result.complete_count,
            "corrected": result.corrected,
            "unknown": result.unknown,
            "plain_words": result.ignored,
            "papers": [asdict(paper) for paper in papers],
        }
        click.echo(json.dumps(answer, ensure_ascii=False, indent=2))
        return
    for line in describe_result(result):
        click.echo(line, err=True)
    for paper in papers:
        about = ", ".join(filter(None, [paper.authors, str(paper.year or "")]))
        click.echo(f"{paper.id}: {paper.title}" + (f" ({about})" if about else ""))
        if paper.related:
            click.echo(f"    related in meaning: {', '.join(paper.related)}")
        if paper.missing:
            click.echo(f"    missing: {', '.join(paper.missing)}")
    if not papers:
        click.echo("No papers found", err=True)


def _open_site(site: str, stack: ExitStack) -> Callable[[str], bytes]:
    """Return the function that reads a file of the site from a folder or an address."""
    if site.startswith(("https://", "http://")):
        from papershelf.services.site_files import SiteFiles  # noqa: PLC0415  # few need it

        return stack.enter_context(SiteFiles(site)).read
    folder = Path(site)

    def read(path: str) -> bytes:
        try:
            return (folder / path).read_bytes()
        except OSError:
            message = "is not there; build the site first, or name another with --site"
            raise PapersError([Problem(str(folder / path), 0, "", message)]) from None

    return read
