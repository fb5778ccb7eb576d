"""The command group `papershelf` with all its commands.

Exit codes: 0 fine, 1 problems in the data or the project (printed one per line), 2 wrong usage.
"""

from __future__ import annotations

import click

from papershelf import __version__
from papershelf.cli.changes import changes
from papershelf.cli.check import check
from papershelf.cli.correct import correct
from papershelf.cli.data import import_, keys
from papershelf.cli.export import export
from papershelf.cli.mail import digest
from papershelf.cli.new import new
from papershelf.cli.options import PapershelfGroup
from papershelf.cli.publish import publish
from papershelf.cli.rename import merge, rename
from papershelf.cli.search import search
from papershelf.cli.site import build, generate, serve
from papershelf.cli.sync import add, enrich, sync
from papershelf.cli.sync_branch import sync_branch
from papershelf.cli.upgrade import upgrade
from papershelf.cli.venues import fix, venues


@click.group(
    cls=PapershelfGroup,
    context_settings={"help_option_names": ["-h", "--help"]},
    epilog="Example: papershelf import refs.bib && papershelf check && papershelf serve",
)
@click.version_option(__version__, prog_name="papershelf")
def main() -> None:
    """Turn a folder of records of research papers into a static site.

    Run papershelf COMMAND --help for the options of a command.
    """


for command in (
    new, check, changes, import_, add, correct, sync, sync_branch, enrich, fix, venues, rename, merge, keys, generate,
    build, serve,
    search, export, digest, publish, upgrade,
):  # fmt: skip
    main.add_command(command)
