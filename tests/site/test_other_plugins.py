"""Plugins of others, in both kinds of build."""

from __future__ import annotations

import pytest

from papershelf.core.errors import PapersError
from tests.site.small_sites import build_both, configure, warnings
from tests.site.test_mkdocs_plugin import run_mkdocs
from tests.workspaces import Workspace

POST = """\
---
date: 2026-01-02
categories: [News]
---
# First post

Hello

<!-- more -->

The rest
"""


def use_plugins(space: Workspace, plugins: str, more: str = "") -> None:
    text = "site_name: Rivers\ntheme: {name: papershelf}\n"
    (space.root / "mkdocs.yml").write_text(f"{text}plugins:\n{plugins}{more}")


@pytest.mark.site
def test_a_blog_lists_its_posts(small_site: Workspace) -> None:
    posts = small_site.root / "docs/blog/posts"
    posts.mkdir(parents=True)
    (posts / "first.md").write_text(POST)
    (small_site.root / "docs/blog/index.md").write_text("# Blog\n")
    use_plugins(small_site, "  - blog\n  - papershelf\n", "nav: [index.md, blog/index.md]\n")
    site = build_both(small_site)
    index = site["blog/index.html"].decode()
    assert "First post" in index
    assert ">Continue reading</a>" in index
    post = site["blog/2026/01/02/first-post/index.html"].decode()
    assert "The rest" in post
    assert 'datetime="2026-01-02' in post
    assert "lang.t" not in index + post
    assert site["papers/one/index.html"].count(b"md-") == 0


@pytest.mark.site
def test_the_search_of_mkdocs_leaves_nothing_in_the_site(small_site: Workspace) -> None:
    use_plugins(small_site, "  - search: {lang: de}\n  - papershelf\n")
    site = build_both(small_site)
    assert "search/search_index.json" not in site
    assert any("plugins: warning: search has no effect" in line for line in warnings(small_site))


@pytest.mark.site
def test_the_plugins_of_material_for_metadata_and_titles_work(small_site: Workspace) -> None:
    (small_site.root / "docs/.meta.yml").write_text("description: Of our lab\n")
    use_plugins(small_site, "  - meta\n  - papershelf\n")
    site = build_both(small_site)
    assert b'<meta name="description" content="Of our lab">' in site["lab/index.html"]


@pytest.mark.parametrize("name", ["offline", "tags", "projects"])
def test_a_plugin_that_would_break_the_site_is_refused_by_name(
    small_site: Workspace, name: str
) -> None:
    use_plugins(small_site, f"  - {name}\n  - papershelf\n")
    with pytest.raises(PapersError, match=f"plugins: {name} "):
        small_site.build()


LISTING = """\
def on_files(files, config):
    print("SEEN", sorted(file.src_uri for file in files.documentation_pages()))
"""


@pytest.mark.site
def test_other_plugins_see_the_generated_pages_that_are_named(
    small_site: Workspace, capfd: pytest.CaptureFixture[str]
) -> None:
    (small_site.root / "mine.py").write_text(LISTING)
    configure(small_site, "hooks: [mine.py]\n")
    small_site.build()
    first = capfd.readouterr().out
    assert "'papers/one.md'" in first
    assert "'papers/two.md'" not in first, "no page names it"
    (small_site.root / "mine.py").write_text(f"# papers/two.md\n{LISTING}")
    small_site.build()
    assert "'papers/two.md'" in capfd.readouterr().out


@pytest.mark.site
def test_files_are_read_where_git_knows_them(small_site: Workspace) -> None:
    hook = "def on_page_markdown(markdown, page, **kwargs):\n    return markdown + page.file.abs_src_path\n"
    (small_site.root / "mine.py").write_text(hook)
    configure(small_site, "hooks: [mine.py]\n")
    page = (small_site.build() / "lab/index.html").read_text("utf-8")
    assert str(small_site.root / "docs/lab.md") in page


@pytest.mark.site
def test_a_page_at_the_address_of_a_generated_one_is_refused_by_both(small_site: Workspace) -> None:
    (small_site.root / "docs/tags").mkdir()
    (small_site.root / "docs/tags/index.md").write_text("# Mine\n")
    told = "docs/tags/index.md: has the address of the generated page tags.md; rename it"
    for done in (small_site.run("build"), run_mkdocs(small_site.root, "build")):
        assert done.returncode == 1
        assert told in done.stderr
        assert "Traceback" not in done.stderr


DIAGRAM = "# Lab\n\n```mermaid\ngraph LR; A --> B\n```\n"
FENCES = """\
markdown_extensions:
  - pymdownx.superfences:
      custom_fences:
        - name: mermaid
          class: mermaid
          format: !!python/name:pymdownx.superfences.fence_code_format
"""


@pytest.mark.site
def test_mermaid_is_loaded_by_pages_with_diagrams_alone(small_site: Workspace) -> None:
    (small_site.root / "docs/lab.md").write_text(DIAGRAM)
    configure(small_site, FENCES)
    small_site.build()
    assert any("lab.md: warning: shows a diagram as its source" in w for w in warnings(small_site))
    (small_site.root / "docs/js").mkdir()
    (small_site.root / "docs/js/mermaid.min.js").write_text("// a library\n")
    configure(small_site, f"{FENCES}extra_javascript: [js/mermaid.min.js]\n")
    site = build_both(small_site)
    page = site["lab/index.html"].decode()
    assert '<pre class="mermaid">graph LR; A --&gt; B' in page
    assert '<script src="../js/mermaid.min.js"></script>' in page
    assert "style-src 'self' 'unsafe-inline'" in page
    assert [path for path, text in site.items() if b"mermaid.min.js" in text] == ["lab/index.html"]
    assert not any("diagram" in line for line in warnings(small_site))
