"""Folders, hooks, templates and files that the owner of a site has, in both kinds of build."""

from __future__ import annotations

from pathlib import Path

import pytest

from papershelf.core.errors import PapersError
from tests.site.test_mkdocs_plugin import run_mkdocs
from tests.site.test_site import ONLY_BUILT, contents
from tests.workspaces import Workspace

TWO_LINES = "site_name: Rivers\ntheme: {name: papershelf}\nplugins: [papershelf]\n"


@pytest.fixture
def workspace(tmp_path: Path) -> Workspace:
    """A project with two papers and one page of its own."""
    space = Workspace(tmp_path)
    for path in (tmp_path / "docs").rglob("*.md"):
        path.unlink()
    (tmp_path / "docs/lab.md").write_text("# The lab\n\n[A paper](papers/one.md)\n")
    space.write([{"id": "one", "title": "One"}, {"id": "two", "title": "Two"}])
    configure(space, "")
    return space


def configure(workspace: Workspace, more: str) -> None:
    (workspace.root / "mkdocs.yml").write_text(TWO_LINES + more)


def warnings(workspace: Workspace) -> list[str]:
    root = f"{workspace.root}/"
    return [str(problem).replace(root, "") for problem in workspace.report.warnings]


def build_both(workspace: Workspace) -> dict[str, bytes]:
    """The files of the site, which are the same in both kinds of build."""
    built = contents(workspace.build())
    done = run_mkdocs(workspace.root, "build", "--strict", "--site-dir", "plain")
    assert done.returncode == 0, done.stderr
    plain = contents(workspace.root / "plain")
    assert plain.keys() - ONLY_BUILT == built.keys() - ONLY_BUILT
    assert [path for path in built if path in plain and plain[path] != built[path]] == []
    return built


HOOK = """\
def on_page_markdown(markdown, **kwargs):
    return markdown + "\\n\\nRAN-MARKDOWN\\n"


def on_post_page(output, **kwargs):
    return output.replace("</body>", "RAN-OUTPUT</body>")
"""


@pytest.mark.site
def test_hooks_run_on_pages_of_ones_own_in_both_builds(workspace: Workspace) -> None:
    (workspace.root / "mine.py").write_text(HOOK)
    configure(workspace, "hooks: [mine.py]\n")
    site = build_both(workspace)
    assert b"RAN-MARKDOWN" in site["lab/index.html"]
    assert b"RAN-OUTPUT" in site["lab/index.html"]
    assert [path for path, content in site.items() if b"RAN-" in content] == ["lab/index.html"]


@pytest.mark.site
def test_a_changed_hook_makes_its_pages_again(workspace: Workspace) -> None:
    (workspace.root / "mine.py").write_text(HOOK)
    configure(workspace, "hooks: [mine.py]\n")
    workspace.build()
    (workspace.root / "mine.py").write_text(HOOK.replace("RAN-MARKDOWN", "AGAIN"))
    assert "AGAIN" in (workspace.build() / "lab/index.html").read_text("utf-8")


@pytest.mark.site
def test_an_error_in_a_hook_is_one_line_with_its_place(workspace: Workspace) -> None:
    (workspace.root / "mine.py").write_text("\n\ndef on_nav(nav, **kwargs):\n    return {}['x']\n")
    configure(workspace, "hooks: [mine.py]\n")
    with pytest.raises(PapersError, match=r"mine\.py:4: KeyError: 'x'$"):
        workspace.build()


@pytest.mark.site
def test_templates_of_ones_own_replace_some_of_the_theme(workspace: Workspace) -> None:
    partials = workspace.root / "mine/partials"
    partials.mkdir(parents=True)
    (partials / "colophon.html").write_text("<footer>Of our lab</footer>\n")
    (workspace.root / "mine/logo.txt").write_text("asset")
    text = (
        (workspace.root / "mkdocs.yml")
        .read_text()
        .replace("papershelf}", "papershelf, custom_dir: mine}")
    )
    (workspace.root / "mkdocs.yml").write_text(text)
    site = build_both(workspace)
    for page in ("lab/index.html", "papers/one/index.html", "index.html"):
        assert b"Of our lab" in site[page]
        assert b'<header class="masthead">' in site[page]
    assert site["logo.txt"] == b"asset"
    (partials / "colophon.html").write_text("<footer>Changed</footer>\n")
    assert "Changed" in (workspace.build() / "papers/one/index.html").read_text("utf-8")


@pytest.mark.site
def test_docs_dir_and_site_dir_are_used(workspace: Workspace) -> None:
    (workspace.root / "docs").rename(workspace.root / "pages")
    configure(workspace, "docs_dir: pages\nsite_dir: public\n")
    done = workspace.run("build")
    assert done.returncode == 0, done.stderr
    assert (workspace.root / "public/lab/index.html").is_file()
    assert (workspace.root / "public/papers/one/index.html").is_file()
    assert not (workspace.root / "docs").exists()
    assert not (workspace.root / "site").exists()


@pytest.mark.parametrize(
    "more", ["site_dir: docs/site\n", "site_dir: docs\n", "docs_dir: site/x\n"]
)
def test_a_folder_is_not_built_into_itself(workspace: Workspace, more: str) -> None:
    configure(workspace, more)
    done = workspace.run("build")
    assert done.returncode == 1
    assert "mkdocs.yml: site_dir: " in done.stderr


@pytest.mark.site
@pytest.mark.parametrize("level", ["", "validation: {nav: {omitted_files: warn}}\n"])
def test_a_page_outside_nav_is_built_and_named(workspace: Workspace, level: str) -> None:
    configure(workspace, f"nav: [index.md]\n{level}")
    site = workspace.build()
    assert (site / "lab/index.html").is_file()
    told = "docs/lab.md: warning: is in no menu; add it to nav, or to not_in_nav, in mkdocs.yml"
    assert told in warnings(workspace)
    workspace.build()
    assert told in warnings(workspace), "nothing changed, and it is still true"
    configure(workspace, f"nav: [index.md]\nnot_in_nav: lab.md\n{level}")
    workspace.build()
    assert told not in warnings(workspace)


@pytest.mark.site
def test_plain_mkdocs_names_a_page_outside_nav(workspace: Workspace) -> None:
    configure(workspace, "nav: [index.md]\n")
    done = run_mkdocs(workspace.root, "build", "--strict")
    assert done.returncode == 0, done.stderr
    assert "lab.md: is in no menu" in done.stderr


@pytest.mark.site
def test_files_of_ones_own_for_robots_and_hosts_win(workspace: Workspace) -> None:
    own = {"robots.txt": "User-agent: X\n", "llms.txt": "# Mine\n", "CNAME": "me.example\n"}
    for name, text in own.items():
        (workspace.root / "docs" / name).write_text(text)
    site = build_both(workspace)
    assert {name: site[name].decode() for name in own} == own
    (workspace.root / "docs/robots.txt").unlink()
    assert b"Allow: /" in (workspace.build() / "robots.txt").read_bytes()
    assert not (workspace.root / "docs/robots.txt").exists()
