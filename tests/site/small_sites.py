"""Helpers for tests of settings: small sites, built by Papershelf and by MkDocs alone."""

from __future__ import annotations

from tests.site.test_mkdocs_plugin import run_mkdocs
from tests.site.test_site import ONLY_BUILT, contents
from tests.workspaces import Workspace

TWO_LINES = "site_name: Rivers\ntheme: {name: papershelf}\nplugins: [papershelf]\n"


def configure(workspace: Workspace, more: str) -> None:
    (workspace.root / "mkdocs.yml").write_text(TWO_LINES + more)


def warnings(workspace: Workspace) -> list[str]:
    root = f"{workspace.root}/"
    return [str(problem).replace(root, "") for problem in workspace.report.warnings]


def build_both(workspace: Workspace) -> dict[str, bytes]:
    """The files of the site, which must be the same in both kinds of builds."""
    built = contents(workspace.build())
    done = run_mkdocs(workspace.root, "build", "--strict", "--site-dir", "plain")
    assert done.returncode == 0, done.stderr
    plain = contents(workspace.root / "plain")
    assert plain.keys() - ONLY_BUILT == built.keys() - ONLY_BUILT
    assert [path for path in built if path in plain and plain[path] != built[path]] == []
    return built
