"""Tests of user folders, hooks, templates and files, in both kinds of builds."""

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
    """A project with two papers and one hand-written page."""
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
    """The files of the site, which must be the same in both kinds of builds."""
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
def test_hooks_run_on_hand_written_pages_in_both_builds(workspace: Workspace) -> None:
    (workspace.root / "mine.py").write_text(HOOK)
    configure(workspace, "hooks: [mine.py]\n")
    site = build_both(workspace)
    assert b"RAN-MARKDOWN" in site["lab/index.html"]
    assert b"RAN-OUTPUT" in site["lab/index.html"]
    assert [path for path, content in site.items() if b"RAN-" in content] == ["lab/index.html"]


@pytest.mark.site
def test_a_changed_hook_rebuilds_its_pages(workspace: Workspace) -> None:
    (workspace.root / "mine.py").write_text(HOOK)
    configure(workspace, "hooks: [mine.py]\n")
    workspace.build()
    (workspace.root / "mine.py").write_text(HOOK.replace("RAN-MARKDOWN", "AGAIN"))
    assert "AGAIN" in (workspace.build() / "lab/index.html").read_text("utf-8")


@pytest.mark.site
def test_an_error_in_a_hook_is_one_line_with_its_location(workspace: Workspace) -> None:
    (workspace.root / "mine.py").write_text("\n\ndef on_nav(nav, **kwargs):\n    return {}['x']\n")
    configure(workspace, "hooks: [mine.py]\n")
    with pytest.raises(PapersError, match=r"mine\.py:4: KeyError: 'x'$"):
        workspace.build()


@pytest.mark.site
def test_custom_templates_replace_those_of_the_theme(workspace: Workspace) -> None:
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
def test_a_page_outside_nav_is_built_and_reported(workspace: Workspace, level: str) -> None:
    configure(workspace, f"nav: [index.md]\n{level}")
    site = workspace.build()
    assert (site / "lab/index.html").is_file()
    message = "docs/lab.md: warning: is in no menu; add it to nav, or to not_in_nav, in mkdocs.yml"
    assert message in warnings(workspace)
    workspace.build()
    assert message in warnings(workspace), "nothing changed, and it is still true"
    configure(workspace, f"nav: [index.md]\nnot_in_nav: lab.md\n{level}")
    workspace.build()
    assert message not in warnings(workspace)


@pytest.mark.site
def test_plain_mkdocs_reports_a_page_outside_nav(workspace: Workspace) -> None:
    configure(workspace, "nav: [index.md]\n")
    done = run_mkdocs(workspace.root, "build", "--strict")
    assert done.returncode == 0, done.stderr
    assert "lab.md: is in no menu" in done.stderr


@pytest.mark.site
def test_custom_files_for_robots_and_hosts_have_priority(workspace: Workspace) -> None:
    own = {"robots.txt": "User-agent: X\n", "llms.txt": "# Mine\n", "CNAME": "me.example\n"}
    for name, text in own.items():
        (workspace.root / "docs" / name).write_text(text)
    site = build_both(workspace)
    assert {name: site[name].decode() for name in own} == own
    (workspace.root / "docs/robots.txt").unlink()
    assert b"Allow: /" in (workspace.build() / "robots.txt").read_bytes()
    assert not (workspace.root / "docs/robots.txt").exists()


LOOK = """\
repo_url: https://code.example/lab/papers
repo_name: lab/papers
copyright: © Our lab
site_author: Ada
extra_css: [own.css]
nav:
  - Home: index.md
  - Lab:
      - lab.md
      - Papers: papers.md
      - More:
          - Team: team.md
  - Elsewhere: https://lab.example/
extra:
  generator: false
  homepage: https://lab.example/
  social:
    - {icon: fontawesome/brands/mastodon, link: "https://social.example/@lab", name: Mastodon}
    - {link: "https://chat.example/lab"}
  alternate: [{name: Deutsch, link: /de/, lang: de}]
  papershelf: {announcement: "<a href='/news/'>News</a>"}
"""
LOOK_THEME = "theme: {name: papershelf, logo: logo.svg, favicon: icon.png, palette: {scheme: slate, accent: teal}}"


@pytest.mark.site
def test_configured_look_and_links_are_on_every_page_in_both_builds(workspace: Workspace) -> None:
    text = TWO_LINES.replace("theme: {name: papershelf}", LOOK_THEME) + LOOK
    (workspace.root / "mkdocs.yml").write_text(text)
    for name in ("logo.svg", "icon.png", "own.css"):
        (workspace.root / "docs" / name).write_text("x")
    (workspace.root / "docs/team.md").write_text("# Team\n")
    site = {
        path: content.decode("utf-8", "replace") for path, content in build_both(workspace).items()
    }
    assert warnings(workspace) == [
        line for line in warnings(workspace) if "site_url" in line or "placeholder" in line
    ]
    (look,) = (path for path in site if path.startswith("assets/look."))
    assert "--accent: light-dark(" in site[look]
    for path, root in {"lab/index.html": "../", "papers/one/index.html": "../../"}.items():
        page = site[path]
        assert f'<link rel="stylesheet" href="{root}{look}">' in page
        assert f'<link rel="stylesheet" href="{root}own.css">' in page
        assert f'<img class="logo" src="{root}logo.svg" alt="">' in page
        assert f'<link rel="icon" href="{root}icon.png">' in page
        assert 'data-scheme="dark"' in page
        assert '<a class="brand" href="https://lab.example/">' in page
        assert "<a href='/news/'>News</a>" in page
        assert ">lab/papers</a>" in page
        assert 'aria-label="Mastodon"><svg' in page.replace("\n", "")
        assert ">chat.example</a>" in page
        assert 'hreflang="de"' in page
        assert "© Our lab" in page
        assert "with Papershelf" not in page
        assert f'<li><a href="{root}lab/"' in page
        assert '<li><a href="https://lab.example/"' in page
    assert '<meta name="author" content="Ada">' in site["lab/index.html"]
    for path in ("lab/index.html", "papers/index.html", "team/index.html"):
        menu = site[path].split('<nav class="subnav" aria-label="Lab">')[1].split("</nav>")[0]
        assert menu.count("<a ") == 3
        assert menu.count('aria-current="page"') == 1
        assert "<span>More</span>" in menu
    assert "subnav" not in site["papers/one/index.html"]


@pytest.mark.site
def test_settings_that_name_a_missing_file_are_reported(workspace: Workspace) -> None:
    (workspace.root / "mkdocs.yml").write_text(
        TWO_LINES.replace("papershelf}", "papershelf, logo: no.svg}") + "extra_css: [no.css]\n"
    )
    workspace.build()
    lines = warnings(workspace)
    for line in (
        "mkdocs.yml: theme.logo: warning: no.svg is not a file in docs_dir",
        "mkdocs.yml: extra_css: warning: no.css is not a file in docs_dir",
    ):
        assert any(warning.endswith(line) for warning in lines)


@pytest.mark.site
def test_an_invalid_color_is_a_one_line_error_of_both_builds(workspace: Workspace) -> None:
    (workspace.root / "mkdocs.yml").write_text(
        TWO_LINES.replace("papershelf}", "papershelf, palette: {accent: greenish}}")
    )
    for done in (workspace.run("build"), run_mkdocs(workspace.root, "build")):
        assert done.returncode == 1
        assert "mkdocs.yml: theme.palette.accent: greenish is neither" in done.stderr
        assert "Traceback" not in done.stderr


@pytest.mark.site
def test_blocked_resources_of_hand_written_pages_are_reported_in_both_builds(
    workspace: Workspace,
) -> None:
    (workspace.root / "docs/lab.md").write_text("# Lab\n\n![Badge](https://b.example/x.svg)\n")
    workspace.build()
    message = (
        "docs/lab.md: warning: loads https://b.example/x.svg, which the content security policy"
    )
    assert any(line.startswith(message) for line in warnings(workspace))
    done = run_mkdocs(workspace.root, "build", "--strict")
    assert done.returncode == 0, done.stderr
    assert "lab.md: warning: loads https://b.example/x.svg" in done.stderr
    assert workspace.problems() == []


@pytest.mark.site
def test_pages_link_to_the_line_of_their_record(workspace: Workspace) -> None:
    configure(workspace, "repo_url: https://code.example/lab\nedit_uri: edit/main/docs/\n")
    page = (workspace.build() / "papers/two/index.html").read_text("utf-8")
    address = "https://code.example/lab/edit/main/data/papers/papers.yaml#L3"
    assert f'<a href="{address}">Edit this record</a>' in page
    assert "https://code.example/lab/issues/new?" in page, "the repository of the site"
    workspace.write([{"id": "zero", "title": "Zero"}, {"id": "two", "title": "Two"}])
    workspace.write([{"id": "one", "title": "One"}], "more.yaml")
    path = workspace.root / "data/papers/papers.yaml"
    path.write_text("# A comment.\n" + path.read_text())
    page = (workspace.build() / "papers/two/index.html").read_text("utf-8")
    assert f'{address.removesuffix("3")}4">Edit this record' in page
