"""The command `export`, which writes papers in a format for other programs."""

from __future__ import annotations

import sys
from pathlib import Path
from typing import TYPE_CHECKING, get_args

import click

from papershelf.cli.options import FILE_TYPE, LazyChoice, Options, common_options
from papershelf.core.errors import PapersError, Problem
from papershelf.sources.own.data_writer import write_output_file

if TYPE_CHECKING:
    from papershelf.exports.awesome_list import GroupingAxis


def _list_formats() -> list[str]:
    from papershelf.exports.awesome_list import AWESOME_FORMAT  # noqa: PLC0415  # slow to import
    from papershelf.exports.formats.registry import EXPORT_FORMATS  # noqa: PLC0415  # slow to import

    return [*EXPORT_FORMATS, AWESOME_FORMAT]


def _list_axes() -> list[str]:
    from papershelf.exports.awesome_list import GroupingAxis  # noqa: PLC0415  # slow to import

    return list(get_args(GroupingAxis))


@click.command(epilog="Example: papershelf export --format bibtex --tag pruning --year 2019..2023")
@common_options("data")
@click.option(
    "--format",
    "name",
    type=LazyChoice(_list_formats),
    required=True,
    help="Format to write.",
)
@click.option(
    "--by", type=LazyChoice(_list_axes), help="Sections of an awesome list.  [default: tag]"
)
@click.option("--tag", "tags", multiple=True, help="Only papers with this tag. May be repeated.")
@click.option(
    "--venue", "venues", multiple=True, help="Only papers of this venue. May be repeated."
)
@click.option(
    "--author", "authors", multiple=True, help="Only papers of this author. May be repeated."
)
@click.option(
    "--year",
    "years",
    default="",
    help="Only papers of a year, such as 2023, or of a range, such as 2019..2023.",
)
@click.option("--query", default="", help="Only papers that the search finds for a query.")
@click.option("--ids", default="", help="Only papers with these ids, separated by commas.")
@click.option("--out", type=FILE_TYPE, help="File to write.  [default: standard output]")
def export(  # noqa: PLR0913, PLR0917  # one parameter per option
    options: Options,
    name: str,
    by: GroupingAxis | None,
    tags: tuple[str, ...],
    venues: tuple[str, ...],
    authors: tuple[str, ...],
    years: str,
    query: str,
    ids: str,
    out: Path | None,
) -> None:
    """Export all or selected papers in a chosen format.

    --format awesome writes a Markdown list of links, with a section for each tag, venue or year.
    """
    from papershelf.cli.selection_export import export_list, export_papers  # noqa: PLC0415  # slow to import
    from papershelf.exports.awesome_list import AWESOME_FORMAT  # noqa: PLC0415  # slow to import

    if by and name != AWESOME_FORMAT:
        raise click.UsageError(f"--by can only be used with --format {AWESOME_FORMAT}.")

    chosen = [part.strip() for part in ids.split(",") if part.strip()]
    axes = {
        "tags": tags,
        "venues": venues,
        "authors": authors,
        "years": years,
        "ids": chosen,
        "query": query,
    }
    project = options.project()
    parts = (
        [export_list(project, by or "tag", axes)]
        if name == AWESOME_FORMAT
        else export_papers(project, name, axes)
    )
    if out is None:
        if len(parts) > 1:
            message = f"the export needs {len(parts)} files; name the first one with --out"
            raise PapersError([Problem("export", 0, "", message)])
        sys.stdout.buffer.write(parts[0])
        return
    for number, content in enumerate(parts, 1):
        path = out if number == 1 else out.with_name(f"{out.stem}.{number}{out.suffix}")
        write_output_file(path, content)
        if not options.quiet:
            click.echo(f"{path}: {len(content):,} bytes")
