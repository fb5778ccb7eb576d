"""Tests of files in `docs/`: which are generated there, and which files of the user are refused."""

from __future__ import annotations

import pytest

from papershelf.core.errors import PapersError
from papershelf.core.page import Page
from papershelf.core.progress import Steps
from papershelf.site.build import generate_site_sources
from papershelf.site.user_files import is_generated, markdown_pages, markdown_source
from tests.site.small_sites import build_both
from tests.site.test_site import ONLY_BUILT, contents
from tests.workspaces import Workspace


@pytest.mark.site
def test_docs_has_only_pages_unless_it_is_portable(small_site: Workspace) -> None:
    redirects = small_site.root / "data/redirects.yaml"
    redirects.write_text("odd-place.html: papers/\n")
    docs = small_site.root / "docs"

    def others_in_docs() -> set[str]:
        return {path for path in contents(docs) if not path.endswith(".md")}

    own = others_in_docs() | {".gitignore"}
    built = build_both(small_site)
    assert others_in_docs() == own
    assert "odd-place.html" in built
    generate_site_sources(small_site.project(), Steps(quiet=True), is_portable=True)
    portable = contents(docs)
    others = {path: text for path, text in built.items() if not path.endswith((".html", ".md"))}
    theme = {path for path in others if path.startswith("assets/")}
    assert others.keys() - theme - ONLY_BUILT <= portable.keys()
    assert {path for path in others if portable.get(path, others[path]) != others[path]} == set()
    assert portable["odd-place.html"] == built["odd-place.html"]
    # The next build deletes them again.
    small_site.build()
    assert others_in_docs() == own


@pytest.mark.site
def test_a_user_file_at_the_path_of_a_generated_file_is_an_error(small_site: Workspace) -> None:
    (small_site.root / "docs/papers.bib").write_text("@misc{mine}")
    message = r"docs/papers\.bib: has the path of a generated file; move it away"
    with pytest.raises(PapersError, match=message):
        small_site.build()
    with pytest.raises(PapersError, match=message):
        generate_site_sources(small_site.project(), Steps(quiet=True))
    (small_site.root / "docs/papers.bib").unlink()
    small_site.build()
    assert small_site.problems() == []


def test_sources_and_pages_are_named_as_mkdocs_does() -> None:
    for address in ("", "papers/x/", "tags/", "old/place.html"):
        page = Page(address=address, title="", head="", body="")
        assert markdown_source(address) == page.source
    assert markdown_pages(["index.html", "a/index.html", "b.md", "c.png"]) == [
        "index.md",
        "a.md",
        "b.md",
    ]
    assert is_generated("tags/x/page/2.md", {"tags/x.md"})
    assert not is_generated("tags/y/page/2.md", {"tags/x.md"})
