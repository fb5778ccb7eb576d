"""The command `changes`, which summarizes what differs from an earlier commit."""

from __future__ import annotations

import json

import click

from papershelf.cli.options import Options, common_options


@click.command(epilog="Example: papershelf changes origin/main --site site")
@common_options("data", "site", "json")
@click.argument("commit")
def changes(options: Options, commit: str) -> None:
    """List the papers that were added, changed and removed since a git commit.

    The list is Markdown, for the summary of a pull request. With --site, it also has the size of
    the built site and the limits of hosts.
    """
    from papershelf.site.reporting.collection_changes import (  # noqa: PLC0415  # used only here
        compare_with_commit,
        render_changes_summary,
    )

    project = options.project()
    found = compare_with_commit(project.data, commit, project.fallback)
    if options.as_json:
        content = {
            "added": [paper.id for paper in found.added],
            "changed": {str(one.paper.id): one.fields for one in found.changed},
            "removed": [paper.id for paper in found.removed],
            "papers": found.total,
        }
        click.echo(json.dumps(content, indent=2))
    else:
        click.echo(render_changes_summary(found, options.site and project.site), nl=False)
