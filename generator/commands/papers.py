"""Commands that answer about papers: a selection in some format, what resembles what."""

from __future__ import annotations

import json
import sys
from pathlib import Path
from typing import Literal, get_args

import click

from generator.commands.options import FILE, Options, common_options
from generator.errors import PapersError, Problem
from generator.formats import AWESOME, FORMATS, By, FormatName


@click.command(epilog="Example: papershelf export --format bibtex --tag pruning --year 2019..2023")
@common_options("data")
@click.option(
    "--format",
    "name",
    type=click.Choice([*FORMATS, AWESOME]),
    required=True,
    help="Format to write.",
)
@click.option("--by", type=click.Choice(get_args(By)), help="Sections of an awesome list [tag].")
@click.option("--tag", "tags", multiple=True, help="Only papers with this tag; repeatable.")
@click.option(
    "--venue", "venues", multiple=True, help="Only papers of this venue; may be repeated."
)
@click.option(
    "--author", "authors", multiple=True, help="Only papers of this author; may be repeated."
)
@click.option("--year", "years", default="", help="Only papers of a year, or years: 2019..2023.")
@click.option("--ids", default="", help="Only these papers, with commas between.")
@click.option("--out", type=FILE, help="File to write; the standard output without it.")
def export(  # noqa: PLR0913, PLR0917  # one for each option
    options: Options,
    name: FormatName | Literal["awesome"],
    by: By | None,
    tags: tuple[str, ...],
    venues: tuple[str, ...],
    authors: tuple[str, ...],
    years: str,
    ids: str,
    out: Path | None,
) -> None:
    """Write papers, all or a selection, as BibTeX, RIS, CSL-JSON, JSONL, CSV or Markdown.

    With --format awesome as a list of links, with a section for each tag, venue or year.
    """
    from generator.exporting import export_list, export_papers  # noqa: PLC0415  # loads much

    if by and name != AWESOME:
        raise click.UsageError(f"--by is for --format {AWESOME}")

    chosen = [part.strip() for part in ids.split(",") if part.strip()]
    axes = {"tags": tags, "venues": venues, "authors": authors, "years": years, "ids": chosen}
    project = options.project()
    if name == "awesome":
        parts = [export_list(project, by or "tag", axes)]
    else:
        parts = export_papers(project, name, axes)
    if out is None:
        if len(parts) > 1:
            message = f"is too much for one file ({len(parts)} parts); give --out"
            raise PapersError([Problem("export", 0, "", message)])
        sys.stdout.buffer.write(parts[0])
        return
    for number, content in enumerate(parts, 1):
        place = out if number == 1 else out.with_name(f"{out.stem}.{number}{out.suffix}")
        place.write_bytes(content)
        if not options.quiet:
            click.echo(f"{place}: {len(content):,} bytes")


@click.command(epilog="Example: papershelf related --corpus corpus.jsonl --pool pools.json")
@click.option("--corpus", type=FILE, required=True, help="JSONL with id, title, abstract.")
@click.option("--pool", type=FILE, required=True, help="JSON: the id of a query to candidates.")
def related(corpus: Path, pool: Path) -> None:
    """Rank pools of candidates by likeness, with the code that relates papers on their pages."""
    from generator.identifiers import Slug  # noqa: PLC0415
    from generator.model import Paper, PaperId  # noqa: PLC0415
    from generator.related import rank_pools  # noqa: PLC0415
    from generator.sources.collections import read_corpus, read_pools  # noqa: PLC0415

    papers = [
        Paper(id=PaperId(Slug(name)), title=title, abstract=abstract)
        for name, title, abstract in read_corpus(corpus)
    ]
    pools = read_pools(pool, frozenset(paper.id for paper in papers))
    wanted = {
        PaperId(Slug(query)): [PaperId(Slug(name)) for name in names]
        for query, names in pools.items()
    }
    click.echo(json.dumps(rank_pools(papers, wanted)))
