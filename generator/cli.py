"""The command `papershelf`: words of a user in, work done, reports and exit codes out.

Exit codes: 0 all is well, 1 the data or the project has problems (one a line), 2 wrong usage.
"""

from __future__ import annotations

import click

from generator import __version__
from generator.commands.branch import sync_branch
from generator.commands.data import check, import_, keys
from generator.commands.mail import digest
from generator.commands.options import PapersGroup
from generator.commands.papers import export, related
from generator.commands.renaming import merge, rename
from generator.commands.site import build, generate, serve
from generator.commands.sync import add, enrich, sync
from generator.commands.venues import fix, venues


@click.group(
    cls=PapersGroup,
    context_settings={"help_option_names": ["-h", "--help"]},
    epilog="Example: papershelf import refs.bib, then papershelf check, then papershelf serve",
)
@click.version_option(__version__, prog_name="papershelf")
def main() -> None:
    """Publish a collection of research papers: records in git in, a static site out."""


for command in (
    check, import_, add, sync, sync_branch, enrich, fix, venues, rename, merge, keys, generate,
    build, serve,
    export, related, digest,
):  # fmt: skip
    main.add_command(command)
