"""Tests of what the head of a listing says about its papers, and of lists of missing values."""

from __future__ import annotations

import re
from dataclasses import replace

from papershelf.core.identifiers import Slug
from papershelf.core.page import ROOT_PLACEHOLDER, Page
from papershelf.records.model import TagId, VenueId
from tests.export_samples import make_paper
from tests.pages.test_pages import make_site, pages_of

TOYCONF = VenueId(Slug("toyconf"))
PRUNING = TagId(Slug("pruning"))


def profile_of(page: Page) -> dict[str, str]:
    """The lines of the head by their label, without markup."""
    found = re.search(r'<dl class="facts profile">(.*?)</dl>', page.body)
    lines = re.findall(r"<dt>(.*?)</dt><dd>(.*?)</dd>", found[1]) if found else []
    return {label: re.sub("<[^>]*>", "", value) for label, value in lines}


def test_pages_of_venues_authors_and_tags_count_what_their_papers_share() -> None:
    papers = [
        make_paper(
            f"p{number}",
            authors=("Ada Byron", "Li Wei") if number < 3 else ("Ada Byron",),
            year=2020 + number,
            venue=TOYCONF,
            tags=(PRUNING,),
        )
        for number in range(4)
    ]
    pages = pages_of(make_site(papers))
    venue = profile_of(pages["venues/toyconf/"])
    assert venue == {"Topics": "Pruning 4", "Authors": "Ada Byron 4 Li Wei 3"}
    years = "2023 1 2022 1 2021 1 2020 1"
    assert profile_of(pages["authors/ada-byron/"]) == {
        "Topics": "Pruning 4", "Co-authors": "Li Wei 3", "Years": years,
    }  # fmt: skip
    assert profile_of(pages["tags/pruning/"])["Venues"] == "ToyConf 4"
    assert f'href="{ROOT_PLACEHOLDER}authors/li-wei/"' in pages["venues/toyconf/"].body


def test_what_only_one_paper_has_is_not_counted() -> None:
    page = pages_of(make_site([make_paper("a", venue=TOYCONF, tags=(PRUNING,))]))
    assert not profile_of(page["venues/toyconf/"])


def test_a_venue_has_its_full_name_and_its_description() -> None:
    site = make_site([make_paper("a", venue=TOYCONF)])
    venue = replace(site.catalogue.venues[TOYCONF], full_name="Toys & Co", description="On <toys>.")
    catalogue = replace(site.catalogue, venues={**site.catalogue.venues, TOYCONF: venue})
    body = pages_of(replace(site, catalogue=catalogue))["venues/toyconf/"].body
    assert '<p class="lead" dir="auto">Toys &amp; Co</p>' in body
    assert '<p class="about" dir="auto">On &lt;toys&gt;.</p>' in body


def test_papers_without_a_year_or_venue_have_lists() -> None:
    papers = [make_paper("a", year=2020, venue=TOYCONF), make_paper("b", title="Lost")]
    pages = pages_of(make_site(papers))
    for name, address in (("No year", "years/none/"), ("No venue", "venues/none/")):
        assert f"<h1>{name}</h1>" in pages[address].body
        assert ">Lost</a>" in pages[address].body
        index = pages[address.removesuffix("none/")].body
        assert f'href="{ROOT_PLACEHOLDER}{address}">Papers</a> <span>1</span>' in index
        assert f'href="{ROOT_PLACEHOLDER}{address}">{name}</a>' in pages["statistics/"].body
    assert "<title>No year: 1</title>" in pages["years/"].body


def test_without_missing_values_there_are_no_such_lists() -> None:
    pages = pages_of(make_site([make_paper("a", year=2020, venue=TOYCONF)]))
    assert not {"years/none/", "venues/none/"} & pages.keys()
    assert "No year" not in pages["years/"].body


def test_a_list_of_one_paper_has_no_order() -> None:
    papers = [make_paper("a", venue=TOYCONF), *(make_paper(n, tags=(PRUNING,)) for n in "bc")]
    pages = pages_of(make_site(papers))
    assert "newest first" not in pages["venues/toyconf/"].body
    assert "newest first" in pages["tags/pruning/"].body
