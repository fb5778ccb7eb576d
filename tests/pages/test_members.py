"""Tests of pages about known persons: members, publication lists, former addresses, shared names."""

from __future__ import annotations

import json
import re
from collections.abc import Mapping, Sequence

from bibtexparser.entrypoint import parse_string as parse_bibtex
from lxml import html

from papershelf.catalogue.catalogue import Catalogue, build_catalogue
from papershelf.catalogue.citation_keys import assign_citation_keys
from papershelf.core.errors import Problem
from papershelf.core.outputs import STANDARD
from papershelf.core.page import ROOT_PLACEHOLDER
from papershelf.core.settings import Settings
from papershelf.exports.author_pages import render_author_pages
from papershelf.pages import SiteContext
from papershelf.records.model import Author, Paper
from papershelf.records.references.author_persons import assign_persons
from papershelf.records.references.people import load_people
from papershelf.site.artifact_plan import plan_artifacts
from papershelf.sources.own.yaml_records import parse_yaml
from tests.export_samples import make_paper, render_pages

SITE = Settings(site_name="Shelf", site_url="https://papers.example/")
EVIL = "<script>alert(1)</script>"
PEOPLE = f"""
- {{id: jane-doe, name: Jane Doe, aliases: [J. Doe], member: true, affiliation: "A & {EVIL}",
   homepage: "https://a.example/?x=1&y=%22"}}
- {{id: wei-li-a, name: Wei Li, papers: [tides]}}
- {{id: wei-li-b, name: Wei Li, papers: [rivers], member: true}}
- {{id: evil, name: "Eve {EVIL}", member: true}}
- {{id: new-one, name: "New {EVIL}", member: true, homepage: "https://new.example"}}
"""
PAPERS = (
    make_paper("tides", year=2024, authors=("Jane Doe", "Wei Li", "Ada Byron")),
    make_paper("rivers", year=2023, authors=("J. Doe", "Wei Li")),
    make_paper("seas", title=f"On {EVIL} *x* [y](z)", authors=(f"Eve {EVIL}", "Ada Byron")),
)


def make_catalogue(people: str = PEOPLE, papers: Sequence[Paper] = PAPERS) -> Catalogue:
    problems: list[Problem] = []
    known = load_people(parse_yaml(people.encode(), "p.yaml").records, papers, problems)
    found = assign_persons(tuple(papers), known, problems)
    assert [problem for problem in problems if problem.severity == "error"] == []
    return build_catalogue(found, {}, {}, {}, None, known)


def files_of(catalogue: Catalogue, settings: Settings = SITE) -> Mapping[str, str]:
    """The pages by address, and the publication lists by path."""
    keys = assign_citation_keys(catalogue.papers)
    tasks = [*plan_artifacts(catalogue, settings, keys)]
    files = frozenset(path for task in tasks for path in task.paths)
    site = SiteContext(catalogue=catalogue, settings=settings, citation_keys=keys, files=files)
    pages = {page.address: page.head + page.body for page in render_pages(site)}
    lists = (task for task in tasks if task.name.startswith("publications "))
    return pages | {one.path: one.content.decode() for task in lists for one in task.render()}


def text_of(body: str) -> str:
    return " ".join(html.fromstring(body).text_content().split())


def test_names_of_members_are_bold_in_lists_and_papers() -> None:
    pages = files_of(make_catalogue())
    name = f'<a href="{ROOT_PLACEHOLDER}authors/jane-doe/"><b>J. Doe</b></a>'
    for address in ("papers/", "papers/rivers/", "authors/jane-doe/"):
        assert name in pages[address]
    assert "<b>Ada" not in "".join(pages.values())


def test_a_member_has_a_page_with_links_and_lists_whatever_the_number_of_papers() -> None:
    settings = Settings(site_name="Shelf", site_url=SITE.site_url, outputs=STANDARD)
    pages = files_of(make_catalogue(), settings)
    assert {"authors/jane-doe/", "authors/wei-li-b/", "authors/evil/"} <= pages.keys()
    assert "authors/wei-li-a/" not in pages
    body = pages["authors/jane-doe/"]
    assert "A &amp; &lt;script&gt;alert(1)&lt;/script&gt;" in body
    assert 'href="https://a.example/?x=1&amp;y=%22"' in body
    for path in ("publications/", "publications.md", "publications.bib"):
        assert f'href="{ROOT_PLACEHOLDER}authors/jane-doe/{path}"' in body
        assert f"authors/jane-doe/{path}" in pages


def test_the_index_lists_all_members_and_is_escaped() -> None:
    body = files_of(make_catalogue())["members/"]
    assert EVIL not in body
    shown = text_of(body)
    assert "4 members" in shown
    assert f"Without papers here New {EVIL}" in shown
    assert '<a href="https://new.example">New ' in body
    assert f'href="{ROOT_PLACEHOLDER}authors/evil/"' in body


def test_publication_lists_have_the_same_papers_in_all_forms() -> None:
    files = files_of(make_catalogue())
    for stem, titles in (("members/", ["tides", "rivers", "seas"]), ("authors/jane-doe/", None)):
        page = html.fromstring(files[f"{stem}publications/"])
        items = [" ".join(item.text_content().split()) for item in page.iterfind(".//ul/li")]
        lines = re.findall(r"^- .*", files[f"{stem}publications.md"], re.MULTILINE)
        entries = parse_bibtex(files[f"{stem}publications.bib"]).entries
        assert len(items) == len(lines) == len(entries) == len(titles or "ab")
    markdown = files["authors/jane-doe/publications.md"]
    assert "## 2024\n\n- **Jane Doe**, Wei Li, and Ada Byron. [" in markdown
    assert "- **J. Doe** and Wei Li. [" in markdown
    assert "<b>J. Doe</b> and Wei Li. 2023." in files["authors/jane-doe/publications/"]
    # In the list of all members, so is the other member.
    assert "- **J. Doe** and **Wei Li**. [" in files["members/publications.md"]


def test_hostile_names_and_titles_stay_text_in_publication_lists() -> None:
    files = files_of(make_catalogue())
    page, markdown = (files[f"authors/evil/publications{end}"] for end in ("/", ".md"))
    assert EVIL not in page
    assert f"Eve {EVIL} and Ada Byron" in text_of(page)
    assert re.search(r"(?<!\\)<script", markdown) is None
    assert "[y](z)" not in markdown
    assert r"\*x\*" in markdown


def test_no_list_of_authors_is_cut_before_a_member() -> None:
    names = [f"Person {word}" for word in "Aa Ba Ca Da Ea Fa Ga Ha Ia Ja Ka La".split()]
    paper = make_paper("long", authors=(*names, "Jane Doe", "Last One"))
    text = files_of(make_catalogue("- {id: jane-doe, name: Jane Doe, member: true}", [paper]))
    line = "Person Ga, **Jane Doe**, and 6 others. ["
    assert line in text["authors/jane-doe/publications.md"]
    assert "Person Ga, <b>Jane Doe</b>, and 6 others." in text["authors/jane-doe/publications/"]


def test_former_addresses_lead_to_the_person_or_list_the_persons() -> None:
    pages = files_of(make_catalogue())
    assert f'url={ROOT_PLACEHOLDER}authors/jane-doe/"' in pages["authors/j-doe/"]
    both = pages["authors/wei-li/"]
    for slug in ("wei-li-a", "wei-li-b"):
        assert f'href="{ROOT_PLACEHOLDER}authors/{slug}/"' in both
    persons = "".join(pages[one] for one in pages if one.startswith("authors/"))
    titles = re.findall("<title>((?!This page has moved).*?)</title>", persons)
    assert len(titles) == len(set(titles))


def test_scripts_know_former_spellings_and_members() -> None:
    settings = Settings(site_name="Shelf", outputs=STANDARD)
    content = json.loads(render_author_pages(make_catalogue(), settings).content)
    assert content["moved"] == {"eve-script-alert-1-script": "evil", "j-doe": "jane-doe"}
    assert content["pages"] == ["evil", "jane-doe", "wei-li", "wei-li-b"]
    plain = json.loads(render_author_pages(make_catalogue(""), settings).content)
    assert plain.keys() == {"first", "families"}


def test_without_members_there_are_no_pages_for_them() -> None:
    files = files_of(make_catalogue("- {id: jane-doe, name: Jane Doe, aliases: [J. Doe]}"))
    assert not [name for name in files if "publications" in name or name.startswith("members")]
    assert "authors/j-doe/" in files


def test_long_lists_have_several_pages() -> None:
    papers = [make_paper(f"p{n:03}", year=2000, authors=("Jane Doe",)) for n in range(400)]
    text = files_of(make_catalogue("- {id: jane-doe, name: Jane Doe, member: true}", papers))
    stem = "authors/jane-doe/publications/"
    pages = [text[address] for address in text if address.startswith(stem)]
    assert len(pages) >= 3
    assert sum(len(re.findall("<li dir", page)) for page in pages) == 400
    assert max(len(page.encode()) for page in pages) < 140_000


def test_authors_of_papers_keep_what_their_records_say() -> None:
    catalogue = make_catalogue()
    paper = catalogue.by_id[PAPERS[1].id]
    assert paper.authors[0] == Author(name="J. Doe", person=paper.authors[0].person)
