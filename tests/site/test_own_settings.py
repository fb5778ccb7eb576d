"""Tests of user folders, hooks, templates and files, in both kinds of builds."""

from __future__ import annotations

import pytest

from papershelf.core.errors import PapersError
from tests.site.small_sites import TWO_LINES, build_both, configure, warnings
from tests.site.test_mkdocs_plugin import run_mkdocs
from tests.workspaces import Workspace

HOOK = """\
def on_page_markdown(markdown, **kwargs):
    return markdown + "\\n\\nRAN-MARKDOWN\\n"


def on_post_page(output, **kwargs):
    return output.replace("</body>", "RAN-OUTPUT</body>")
"""


@pytest.mark.site
def test_hooks_run_on_hand_written_pages_in_both_builds(small_site: Workspace) -> None:
    (small_site.root / "mine.py").write_text(HOOK)
    configure(small_site, "hooks: [mine.py]\n")
    site = build_both(small_site)
    assert b"RAN-MARKDOWN" in site["lab/index.html"]
    assert b"RAN-OUTPUT" in site["lab/index.html"]
    assert [path for path, content in site.items() if b"RAN-" in content] == ["lab/index.html"]


@pytest.mark.site
def test_a_changed_hook_rebuilds_its_pages(small_site: Workspace) -> None:
    (small_site.root / "mine.py").write_text(HOOK)
    configure(small_site, "hooks: [mine.py]\n")
    small_site.build()
    (small_site.root / "mine.py").write_text(HOOK.replace("RAN-MARKDOWN", "AGAIN"))
    assert "AGAIN" in (small_site.build() / "lab/index.html").read_text("utf-8")


@pytest.mark.site
def test_an_error_in_a_hook_is_one_line_with_its_location(small_site: Workspace) -> None:
    (small_site.root / "mine.py").write_text("\n\ndef on_nav(nav, **kwargs):\n    return {}['x']\n")
    configure(small_site, "hooks: [mine.py]\n")
    with pytest.raises(PapersError, match=r"mine\.py:4: KeyError: 'x'$"):
        small_site.build()


@pytest.mark.site
def test_custom_templates_replace_those_of_the_theme(small_site: Workspace) -> None:
    partials = small_site.root / "mine/partials"
    partials.mkdir(parents=True)
    (partials / "colophon.html").write_text("<footer>Of our lab</footer>\n")
    (small_site.root / "mine/logo.txt").write_text("asset")
    text = (
        (small_site.root / "mkdocs.yml")
        .read_text()
        .replace("papershelf}", "papershelf, custom_dir: mine}")
    )
    (small_site.root / "mkdocs.yml").write_text(text)
    site = build_both(small_site)
    for page in ("lab/index.html", "papers/one/index.html", "index.html"):
        assert b"Of our lab" in site[page]
        assert b'<header class="masthead">' in site[page]
    assert site["logo.txt"] == b"asset"
    (partials / "colophon.html").write_text("<footer>Changed</footer>\n")
    assert "Changed" in (small_site.build() / "papers/one/index.html").read_text("utf-8")


@pytest.mark.site
def test_docs_dir_and_site_dir_are_used(small_site: Workspace) -> None:
    (small_site.root / "docs").rename(small_site.root / "pages")
    configure(small_site, "docs_dir: pages\nsite_dir: public\n")
    done = small_site.run("build")
    assert done.returncode == 0, done.stderr
    assert (small_site.root / "public/lab/index.html").is_file()
    assert (small_site.root / "public/papers/one/index.html").is_file()
    assert not (small_site.root / "docs").exists()
    assert not (small_site.root / "site").exists()


@pytest.mark.parametrize(
    "more", ["site_dir: docs/site\n", "site_dir: docs\n", "docs_dir: site/x\n"]
)
def test_a_folder_is_not_built_into_itself(small_site: Workspace, more: str) -> None:
    configure(small_site, more)
    done = small_site.run("build")
    assert done.returncode == 1
    assert "mkdocs.yml: site_dir: " in done.stderr


@pytest.mark.site
@pytest.mark.parametrize("level", ["", "validation: {nav: {omitted_files: warn}}\n"])
def test_a_page_outside_nav_is_built_and_reported(small_site: Workspace, level: str) -> None:
    configure(small_site, f"nav: [index.md]\n{level}")
    site = small_site.build()
    assert (site / "lab/index.html").is_file()
    message = "docs/lab.md: warning: is in no menu; add it to nav, or to not_in_nav, in mkdocs.yml"
    assert message in warnings(small_site)
    small_site.build()
    assert message in warnings(small_site), "nothing changed, and it is still true"
    configure(small_site, f"nav: [index.md]\nnot_in_nav: lab.md\n{level}")
    small_site.build()
    assert message not in warnings(small_site)


@pytest.mark.site
def test_plain_mkdocs_reports_a_page_outside_nav(small_site: Workspace) -> None:
    configure(small_site, "nav: [index.md]\n")
    done = run_mkdocs(small_site.root, "build", "--strict")
    assert done.returncode == 0, done.stderr
    assert "lab.md: is in no menu" in done.stderr


@pytest.mark.site
def test_custom_files_for_robots_and_hosts_have_priority(small_site: Workspace) -> None:
    own = {"robots.txt": "User-agent: X\n", "llms.txt": "# Mine\n", "CNAME": "me.example\n"}
    for name, text in own.items():
        (small_site.root / "docs" / name).write_text(text)
    site = build_both(small_site)
    assert {name: site[name].decode() for name in own} == own
    (small_site.root / "docs/robots.txt").unlink()
    assert b"Allow: /" in (small_site.build() / "robots.txt").read_bytes()
    assert not (small_site.root / "docs/robots.txt").exists()


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
def test_configured_look_and_links_are_on_every_page_in_both_builds(small_site: Workspace) -> None:
    text = TWO_LINES.replace("theme: {name: papershelf}", LOOK_THEME) + LOOK
    (small_site.root / "mkdocs.yml").write_text(text)
    for name in ("logo.svg", "icon.png", "own.css"):
        (small_site.root / "docs" / name).write_text("x")
    (small_site.root / "docs/team.md").write_text("# Team\n")
    site = {
        path: content.decode("utf-8", "replace") for path, content in build_both(small_site).items()
    }
    assert warnings(small_site) == [
        line for line in warnings(small_site) if "site_url" in line or "placeholder" in line
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
def test_settings_that_name_a_missing_file_are_reported(small_site: Workspace) -> None:
    (small_site.root / "mkdocs.yml").write_text(
        TWO_LINES.replace("papershelf}", "papershelf, logo: no.svg}") + "extra_css: [no.css]\n"
    )
    small_site.build()
    lines = warnings(small_site)
    for line in (
        "mkdocs.yml: theme.logo: warning: no.svg is not a file in docs_dir",
        "mkdocs.yml: extra_css: warning: no.css is not a file in docs_dir",
    ):
        assert any(warning.endswith(line) for warning in lines)


@pytest.mark.site
def test_an_invalid_color_is_a_one_line_error_of_both_builds(small_site: Workspace) -> None:
    (small_site.root / "mkdocs.yml").write_text(
        TWO_LINES.replace("papershelf}", "papershelf, palette: {accent: greenish}}")
    )
    for done in (small_site.run("build"), run_mkdocs(small_site.root, "build")):
        assert done.returncode == 1
        assert "mkdocs.yml: theme.palette.accent: greenish is neither" in done.stderr
        assert "Traceback" not in done.stderr


@pytest.mark.site
def test_blocked_resources_of_hand_written_pages_are_reported_in_both_builds(
    small_site: Workspace,
) -> None:
    (small_site.root / "docs/lab.md").write_text("# Lab\n\n![Badge](https://b.example/x.svg)\n")
    small_site.build()
    message = (
        "docs/lab.md: warning: loads https://b.example/x.svg, which the content security policy"
    )
    assert any(line.startswith(message) for line in warnings(small_site))
    done = run_mkdocs(small_site.root, "build", "--strict")
    assert done.returncode == 0, done.stderr
    assert "lab.md: warning: loads https://b.example/x.svg" in done.stderr
    assert small_site.problems() == []


@pytest.mark.site
def test_pages_link_to_the_line_of_their_record(small_site: Workspace) -> None:
    configure(small_site, "repo_url: https://code.example/lab\nedit_uri: edit/main/docs/\n")
    page = (small_site.build() / "papers/two/index.html").read_text("utf-8")
    address = "https://code.example/lab/edit/main/data/papers/papers.yaml#L3"
    assert f'<a href="{address}">Edit this record</a>' in page
    assert "https://code.example/lab/issues/new?" in page, "the repository of the site"
    small_site.write([{"id": "zero", "title": "Zero"}, {"id": "two", "title": "Two"}])
    small_site.write([{"id": "one", "title": "One"}], "more.yaml")
    path = small_site.root / "data/papers/papers.yaml"
    path.write_text("# A comment.\n" + path.read_text())
    page = (small_site.build() / "papers/two/index.html").read_text("utf-8")
    assert f'{address.removesuffix("3")}4">Edit this record' in page
