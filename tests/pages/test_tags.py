"""Tests of how pages show tags: links in the color of their group, and tag pages."""

from __future__ import annotations

import re
from dataclasses import replace

from papershelf.catalogue.catalogue import build_catalogue
from papershelf.core.identifiers import Slug
from papershelf.core.page import ROOT_PLACEHOLDER
from papershelf.core.settings import Settings
from papershelf.pages.entry.list_item import omit_tag, render_list_item
from papershelf.records.model import Count, TagGroup, TagId
from papershelf.text.escaping import escape_html
from tests.export_samples import GROUPS, TAGS, make_catalogue, make_paper
from tests.pages.test_pages import make_site, pages_of

PRUNING, QA = TagId(Slug("pruning")), TagId(Slug("q-and-a"))
SETTINGS = Settings()


def shown_tags(html: str) -> str:
    """The tags of the first list entry, without markup."""
    found = re.search(r'<p class="tags">(.*?)</p>', html.partition('<ol class="items">')[2] or html)
    return re.sub("<[^>]*>", "", found[1]) if found else ""


def test_entries_link_tags_in_the_color_of_their_group() -> None:
    paper = make_paper("a", tags=(QA, PRUNING))
    tasks = TagGroup(id=Slug("tasks"), name="Tasks")
    tags = TAGS | {QA: replace(TAGS[QA], group=tasks.id)}
    catalogue = build_catalogue([paper], GROUPS | {tasks.id: tasks}, tags, {})
    item = render_list_item(paper, catalogue, SETTINGS)
    links = re.findall(rf'<a class="hue-(\d+)" href="{ROOT_PLACEHOLDER}tags/([\w-]+)/">', item)
    assert links == [("2", QA), ("1", PRUNING)]
    single = render_list_item(paper, make_catalogue([paper]), SETTINGS)
    assert "hue-" not in single


def test_entries_say_how_many_tags_phones_leave_out() -> None:
    tags = tuple(make_catalogue([]).tags)[:3]
    assert len(tags) == 3
    item = render_list_item(make_paper("a", tags=tags), make_catalogue([]), SETTINGS)
    assert "<small>+1</small></p>" in item
    item = render_list_item(make_paper("a", tags=tags[:2]), make_catalogue([]), SETTINGS)
    assert "<small>+" not in item


def test_pages_of_tags_do_not_repeat_the_tag() -> None:
    pages = pages_of(make_site([make_paper("a", tags=(PRUNING, QA)), make_paper("b", tags=(QA,))]))
    qa_name = escape_html(TAGS[QA].name)
    assert shown_tags(pages["tags/pruning/"].body) == qa_name
    assert shown_tags(pages["papers/"].body) == f"Pruning {qa_name}"
    assert 'class="tags"' not in pages["tags/q-and-a/"].body.partition('papers/b/"')[2]


def test_only_the_tags_of_an_entry_are_replaced() -> None:
    paper = make_paper("a", title='<p class="tags">Pruning</p>', tags=(PRUNING,))
    catalogue = make_catalogue([paper])
    item = render_list_item(paper, catalogue, SETTINGS)
    without = omit_tag(item, paper, PRUNING, catalogue, SETTINGS.messages)
    assert "&lt;p class=" in without
    assert f"{ROOT_PLACEHOLDER}tags/" not in without
    assert omit_tag(item, paper, QA, catalogue, SETTINGS.messages) == item
    assert len(re.findall("<p", without)) == len(re.findall("</p>", without))


def test_the_index_has_a_list_of_its_groups_and_a_bar_for_each_tag() -> None:
    papers = [make_paper(f"p{n}", tags=(PRUNING, QA) if n else (QA,)) for n in range(4)]
    body = pages_of(make_site(papers))["tags/"].body
    assert re.search(
        r'<nav class="jump"[^>]*>.*<a href="#methods">Methods</a> <small>2<', body, re.DOTALL
    )
    assert '<section id="methods">' in body
    assert re.findall(r'<rect width="([\d.]+)"', body) == ["120.0", "160.0"]


def test_pages_of_tags_show_the_years_and_the_most_cited_papers() -> None:
    papers = [
        make_paper(
            f"p{n}",
            title=f"Paper <{n}>",
            tags=(PRUNING,),
            year=2020 + n,
            citations=Count(value=10 * n),
        )
        for n in range(6)
    ]
    body = pages_of(make_site(papers))["tags/pruning/"].body
    profile = body.partition('<dl class="facts profile">')[2].partition("</dl>")[0]
    assert 'class="line"' in profile
    works = profile.partition('<dd class="works">')[2]
    assert (
        re.sub("<[^>]*>", "", works) == "Paper &lt;5&gt; 50 Paper &lt;4&gt; 40 Paper &lt;3&gt; 30"
    )


def test_few_citations_name_no_most_cited_papers() -> None:
    papers = [make_paper(f"p{n}", tags=(PRUNING,), citations=Count(value=n)) for n in range(4)]
    assert "works" not in pages_of(make_site(papers))["tags/pruning/"].body
