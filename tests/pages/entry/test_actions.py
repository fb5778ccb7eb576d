from __future__ import annotations

import pytest

from papershelf.core.messages import load_messages
from papershelf.core.outputs import LARGE_COLLECTION, STANDARD
from papershelf.core.settings import Settings
from papershelf.pages.entry.actions import remove_abstract, render_actions
from papershelf.pages.listings import Listing, plan_listing
from papershelf.pages.site_context import MAX_ABSTRACTS
from papershelf.records.model import Paper
from tests.export_samples import make_paper
from tests.pages.test_pages import make_site

ADDRESS = "papers/p/"


def actions_of(**fields: object) -> str:
    return render_actions(make_paper("p", title="P", **fields), ADDRESS, load_messages())


def test_entries_link_the_first_file_of_each_kind() -> None:
    actions = actions_of(
        pdf="https://a.example/p.pdf",
        code=("https://code.example/1", "https://code.example/2"),
        datasets=("https://data.example/?a=1&b=2",),
        models=("https://models.example/m",),
    )
    assert actions == (
        '<div class="acts"><p><a class="i i-pdf" href="https://a.example/p.pdf">PDF</a>'
        ' <a class="i i-code" href="https://code.example/1">Code</a>'
        ' <a class="i i-data" href="https://data.example/?a=1&amp;b=2">Data</a>'
        ' <a class="i i-model" href="https://models.example/m">Model</a>'
        ' <a class="i i-cite" href="papers/p/#cite">Cite</a></p></div>'
    )


def test_addresses_that_browsers_run_are_not_linked() -> None:
    assert "i-code" not in actions_of(code=("javascript:alert(1)",))


def test_the_abstract_is_folded_below_the_links() -> None:
    actions = actions_of(abstract="Rivers <b>flow</b>.\n\nThen they end.", language="de")
    assert actions.endswith(
        '<details class="abs"><summary>Abstract</summary><div dir="auto" lang="de">'
        "<p>Rivers &lt;b&gt;flow&lt;/b&gt;.</p><p>Then they end.</p></div></details></div>"
    )
    assert remove_abstract(f"<li>{actions}</li>") == f"<li>{actions_of()}</li>"


def test_an_extremely_long_abstract_is_only_linked() -> None:
    actions = actions_of(abstract="Rivers flow. " * 2000)
    assert "<details" not in actions
    assert '<a class="i i-abstract" href="papers/p/#abstract">Abstract</a>' in actions


def page_sizes(papers: list[Paper]) -> list[int]:
    site = make_site(papers)
    listing = Listing(address="x/", kind="", title="X", lead="", papers=papers, crumbs=())
    return [page.body.count('class="rail"') for page in plan_listing(site, listing).render()]


@pytest.mark.parametrize(("first", "count"), [(0, 300), (150, 300), (299, 300)])
def test_pages_with_abstracts_are_shorter(first: int, count: int) -> None:
    papers = [
        make_paper(f"p{n}", title=f"P {n}", abstract="Rivers flow." if n >= first else "")
        for n in range(count)
    ]
    sizes = page_sizes(papers)
    assert sum(sizes) == count
    start = 0
    for size in sizes:
        has_abstract = any(paper.abstract for paper in papers[start : start + size])
        assert size <= (MAX_ABSTRACTS if has_abstract else Settings().page_size)
        start += size
    assert max(sizes) > MAX_ABSTRACTS or first < MAX_ABSTRACTS


@pytest.mark.parametrize("extra", [0, 1])
def test_lists_of_large_collections_have_abstracts_only_with_full_outputs(extra: int) -> None:
    papers = [
        make_paper(f"p{n}", title=f"P {n}", abstract="Flow.")
        for n in range(LARGE_COLLECTION + extra)
    ]
    few = papers[:3]
    assert "<details" in make_site(papers).list_items(few)
    site = make_site(papers, settings=Settings(outputs=STANDARD))
    assert ("<details" in site.list_items(few)) == (extra == 0)
    listing = Listing(address="x/", kind="", title="X", lead="", papers=papers, crumbs=())
    first = next(iter(plan_listing(site, listing).render()))
    shown = first.body.count('class="rail"')
    assert (shown <= MAX_ABSTRACTS) == (extra == 0)


def test_long_lists_that_are_not_split_have_no_abstracts() -> None:
    papers = [
        make_paper(f"p{n}", title=f"P {n}", abstract="Flow.") for n in range(MAX_ABSTRACTS + 1)
    ]
    site = make_site(papers)
    assert "<details" in site.list_items(papers[1:])
    assert "<details" not in site.list_items(papers)
    assert "<details" not in site.list_items(papers[1:], brief=True)
