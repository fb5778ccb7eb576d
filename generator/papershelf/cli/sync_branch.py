"""The commands `sync-branch start` and `push`, for the daily sync workflow."""

from __future__ import annotations

from pathlib import Path

import click

from papershelf.cli.options import FILE_TYPE


@click.group(
    name="sync-branch",
    epilog="Example: papershelf sync-branch start --base main --branch sync/daily",
)
def sync_branch() -> None:
    """Manage the branch of the daily pull request (for CI).

    The workflow sync.yml uses it to collect several daily syncs in one open pull request.
    """


_BASE_OPTION = click.option("--base", required=True, help="The default branch.")
_BRANCH_OPTION = click.option("--branch", required=True, help="The branch of the pull request.")
_PULL_REQUEST_OPTION = click.option(
    "--pull-request",
    default="",
    metavar="NUMBER",
    help="Number of the branch's open pull request.  [default: none is open]",
)
_REPOSITORY_OPTION = click.option(
    "--repository",
    type=click.Path(exists=True, file_okay=False, path_type=Path),
    default=Path(),
    show_default=True,
    help="Git checkout with all branches.",
)


@sync_branch.command(epilog="Example: papershelf sync-branch start --base main --branch sync/daily")
@_BASE_OPTION
@_BRANCH_OPTION
@_PULL_REQUEST_OPTION
@_REPOSITORY_OPTION
def start(base: str, branch: str, pull_request: str, repository: Path) -> None:
    """Check out the branch for the next sync.

    This is the branch of the pull request if that is open, and the default branch otherwise.
    """
    from papershelf.importing.sync_branch import SyncBranch  # noqa: PLC0415  # used only here

    sync = SyncBranch(folder=repository, base=base, branch=branch, is_open=bool(pull_request))
    click.echo(sync.start())


@sync_branch.command(
    epilog="Example: papershelf sync-branch push news.patch --base main --branch sync/daily"
)
@_BASE_OPTION
@_BRANCH_OPTION
@_PULL_REQUEST_OPTION
@_REPOSITORY_OPTION
@click.option(
    "--title", default="New papers and counts", show_default=True, help="Title of the commit."
)
@click.argument("patch", type=FILE_TYPE)
def push(  # noqa: PLR0913, PLR0917  # one parameter per option
    base: str, branch: str, pull_request: str, repository: Path, title: str, patch: Path
) -> None:
    """Commit PATCH, a change of the data, to the branch and push it."""
    from papershelf.importing.sync_branch import SyncBranch  # noqa: PLC0415

    sync = SyncBranch(folder=repository, base=base, branch=branch, is_open=bool(pull_request))
    click.echo(sync.push(patch, title))
