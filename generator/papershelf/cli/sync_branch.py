"""Commands for the workflow that syncs every day: the branch that its findings are added to."""

from __future__ import annotations

from pathlib import Path

import click

from papershelf.cli.options import FILE_TYPE


@click.group(
    name="sync-branch",
    epilog="Example: papershelf sync-branch start --base main --branch sync/daily",
)
def sync_branch() -> None:
    """Keep the branch of the daily pull request, for workflows."""


_BASE_OPTION = click.option("--base", required=True, help="The default branch.")
_BRANCH_OPTION = click.option("--branch", required=True, help="The branch of the pull request.")
_PULL_REQUEST_OPTION = click.option(
    "--pull-request",
    default="",
    metavar="NUMBER",
    help="The pull request of the branch that is open [none is].",
)
_REPOSITORY_OPTION = click.option(
    "--repository",
    type=click.Path(exists=True, file_okay=False, path_type=Path),
    default=Path(),
    help="A git checkout with all branches [.].",
)


@sync_branch.command(epilog="Example: papershelf sync-branch start --base main --branch sync/daily")
@_BASE_OPTION
@_BRANCH_OPTION
@_PULL_REQUEST_OPTION
@_REPOSITORY_OPTION
def start(base: str, branch: str, pull_request: str, repository: Path) -> None:
    """Check out the branch if its pull request is open, else the default branch."""
    from papershelf.importing.sync_branch import SyncBranch  # noqa: PLC0415  # each command loads its own

    kept = SyncBranch(folder=repository, base=base, branch=branch, is_open=bool(pull_request))
    click.echo(kept.start())


@sync_branch.command(
    epilog="Example: papershelf sync-branch push news.patch --base main --branch sync/daily"
)
@_BASE_OPTION
@_BRANCH_OPTION
@_PULL_REQUEST_OPTION
@_REPOSITORY_OPTION
@click.option("--title", default="New papers and counts", help="Title of the commit.")
@click.argument("patch", type=FILE_TYPE)
def push(  # noqa: PLR0913, PLR0917  # one for each option
    base: str, branch: str, pull_request: str, repository: Path, title: str, patch: Path
) -> None:
    """Commit a patch of the data folder to the branch, and push it."""
    from papershelf.importing.sync_branch import SyncBranch  # noqa: PLC0415

    kept = SyncBranch(folder=repository, base=base, branch=branch, is_open=bool(pull_request))
    click.echo(kept.push(patch, title))
