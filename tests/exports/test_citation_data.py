from __future__ import annotations

from typing import Any

import pytest

from papershelf.core.identifiers import ArxivId, Doi, IsoDate
from papershelf.exports.citation_data import (
    identifier_urls,
    issued_date,
    landing_url,
    make_citation,
    split_pages,
)
from papershelf.records.model import Venue
from tests.export_samples import KEY, VENUES, full_paper, make_paper

CONFERENCE, JOURNAL, PREPRINTS = VENUES.values()


@pytest.mark.parametrize(
    ("pages", "expected"),
    [
        ("101-117", ("101", "117")),
        ("101--117", ("101", "117")),
        ("101 – 117", ("101", "117")),
        ("1:1-1:23", ("1:1", "1:23")),
        ("S1-S5", ("S1", "S5")),
        ("e12", ("e12", "")),
        ("1-5, 9", ("1-5, 9", "")),
        ("", ("", "")),
    ],
)
def test_page_ranges_are_split(pages: str, expected: tuple[str, str]) -> None:
    assert split_pages(pages) == expected


@pytest.mark.parametrize(
    ("year", "published", "expected"),
    [
        (2024, "2024-05-07", "2024-05-07"),
        (2024, "2024-05", "2024-05"),
        (2024, "2023-12-31", "2024"),
        (2024, None, "2024"),
        (None, "2023-12-31", "2023-12-31"),
        (None, None, None),
    ],
)
def test_the_citation_date_never_contradicts_the_year(
    year: int | None, published: str | None, expected: str | None
) -> None:
    date = IsoDate(published) if published else None
    assert issued_date(make_paper(year=year, published=date)) == expected


@pytest.mark.parametrize(
    ("venue", "changes", "expected"),
    [
        (None, {}, "document"),
        (None, {"arxiv": ArxivId("2401.01234")}, "article"),
        (PREPRINTS, {}, "article"),
        (CONFERENCE, {"arxiv": ArxivId("2401.01234")}, "paper-conference"),
        (JOURNAL, {}, "article-journal"),
        (JOURNAL, {"type": "review"}, "review"),
    ],
)
def test_the_type_is_that_of_the_record_or_of_the_venue(
    venue: Venue | None, changes: dict[str, Any], expected: str
) -> None:
    assert make_citation(make_paper(**changes), KEY, venue).type == expected


def test_the_container_is_the_full_name_of_the_venue() -> None:
    work = make_citation(full_paper(), KEY, CONFERENCE)
    assert work.container.startswith("Proceedings of the Toy")
    assert work.container_short == "ToyConf"
    assert work.publisher == "Toy Press"
    assert work.pages == "101-117"


def test_the_publisher_of_a_paper_has_priority_over_that_of_the_venue() -> None:
    assert make_citation(make_paper(publisher="Own"), KEY, CONFERENCE).publisher == "Own"


def test_every_identifier_has_a_url() -> None:
    paper = make_paper(
        doi=Doi("10.1/x"), acl="2023.acl-long.42", pmlr="v139/doe21a", openreview="N2W",
        arxiv=ArxivId("2401.01234"), dblp="conf/x/Doe21", openalex="W1", s2="abc",
        pmid="31452104",
    )  # fmt: skip
    assert identifier_urls(paper) == (
        "https://doi.org/10.1/x",
        "https://aclanthology.org/2023.acl-long.42/",
        "https://proceedings.mlr.press/v139/doe21a.html",
        "https://openreview.net/forum?id=N2W",
        "https://arxiv.org/abs/2401.01234",
        "https://pubmed.ncbi.nlm.nih.gov/31452104/",
        "https://dblp.org/rec/conf/x/Doe21",
        "https://openalex.org/W1",
        "https://www.semanticscholar.org/paper/abc",
    )
    assert landing_url(paper) == "https://doi.org/10.1/x"
    assert landing_url(full_paper()) == "https://example.org/paper?a=1&b=2"
    assert landing_url(make_paper()) == ""
