from __future__ import annotations

import json
from typing import Any

import html5lib
import pytest
from hypothesis import given
from hypothesis import strategies as st

from papershelf.core.identifiers import ArxivId, IsoDate
from papershelf.core.outputs import FULL
from papershelf.core.page import ROOT_PLACEHOLDER
from papershelf.core.settings import Settings
from papershelf.exports.citation_data import make_citation
from papershelf.exports.html_head import (
    citation_tags,
    list_paper_files,
    render_head,
    render_listing_head,
)
from papershelf.exports.json_ld import make_scholarly_article
from papershelf.records.model import Author, Paper
from papershelf.text.cleaning import clean_block, clean_line
from tests.export_samples import (
    KEY,
    VENUES,
    full_paper,
    make_catalogue,
    make_paper,
    withdrawn_paper,
)

SITE = Settings(site_name="Shelf & Co", site_url="https://papers.example/shelf/")
HOMELESS = Settings(site_name="Shelf & Co")
CONFERENCE, JOURNAL, _ = VENUES.values()


def head_of(paper: Paper, settings: Settings = SITE) -> str:
    return render_head(paper, make_catalogue([paper]), settings, KEY)


def parse_head(head: str) -> Any:  # noqa: ANN401  # html5lib has no types
    parser = html5lib.HTMLParser(strict=True, namespaceHTMLElements=False)
    placed = head.replace(ROOT_PLACEHOLDER, "../../")
    document = parser.parse(f"<!doctype html><html><head>{placed}</head><body></body></html>")
    assert not list(document.find("body"))  # nothing fell out of the head
    return document.find("head")


def meta_values(head: str, start: str | tuple[str, ...] = "citation_") -> list[tuple[str, str]]:
    found = ((m.get("name") or m.get("property"), m.get("content")) for m in parse_head(head))
    return [(name, content) for name, content in found if name and name.startswith(start)]


def linked_data(head: str) -> dict[str, Any]:
    scripts = parse_head(head).findall("script")
    assert [script.get("type") for script in scripts] == ["application/ld+json"]
    data: dict[str, Any] = json.loads(scripts[0].text)
    return data


def test_a_full_paper_has_every_citation_tag_in_order() -> None:
    assert meta_values(head_of(full_paper())) == [
        ("citation_title", "BERT & Friends: ℓ_1 Pruning of GANs in Café Settings"),
        ("citation_author", "Byron, Ada"),
        ("citation_author", "van der Berg, Jan"),
        ("citation_author", "Núñez, José Jr."),
        ("citation_author", "The Toy Collaboration,"),
        ("citation_publication_date", "2024/5/7"),
        (
            "citation_conference_title",
            "Proceedings of the Toy Conference on Small & Tiny Models",
        ),
        ("citation_volume", "12"),
        ("citation_issue", "3"),
        ("citation_firstpage", "101"),
        ("citation_lastpage", "117"),
        ("citation_publisher", "Toy Press"),
        ("citation_doi", "10.1000/toy_12.3"),
        ("citation_arxiv_id", "2401.01234"),
        ("citation_language", "en"),
        ("citation_keywords", "Pruning; Q & A <hard>"),
        (
            "citation_abstract",
            "We prune 50% of the weights & keep O(n^2) <time>.\n\nIt works: “fine”.",
        ),
        ("citation_abstract_html_url", "https://papers.example/shelf/papers/full-paper/"),
        ("citation_pdf_url", "https://example.org/paper.pdf"),
    ]


def test_a_paper_with_only_a_title_has_a_head() -> None:
    head = head_of(make_paper(), HOMELESS)
    assert meta_values(head) == [("citation_title", "Tiny Models")]
    assert meta_values(head, "DC.") == [("DC.type", "document")]


@pytest.mark.parametrize(
    ("changes", "expected"),
    [
        ({"year": 2024}, ["2024"]),
        ({"year": None, "published": IsoDate("2024-05")}, ["2024", "2024-05"]),
        ({"year": None, "published": IsoDate("2024-05-17")}, ["2024/5/17"]),
        ({"year": 2024, "published": IsoDate("2023-11-02")}, ["2024", "2023/11/2"]),
        ({"date_note": "in press"}, ["in press"]),
    ],
)
def test_dates_are_a_year_or_a_full_date(changes: dict[str, Any], expected: list[str]) -> None:
    head = head_of(make_paper(authors=["A B"], **changes))
    dates = [content for name, content in meta_values(head) if name.endswith("_date")]
    assert dates == expected


@pytest.mark.parametrize(
    ("name", "expected"),
    [
        ("Tide Team, Examples", "Tide Team Examples,"),
        ("Fish, Nets & Buoys, Inc.", "Fish Nets & Buoys Inc.,"),
        ("The Toy Collaboration", "The Toy Collaboration,"),
        ("DeepWeir", "DeepWeir"),
    ],
)
def test_the_name_of_an_organization_has_at_most_a_final_comma(name: str, expected: str) -> None:
    author = Author(name=name, kind="organization")
    assert dict(meta_values(head_of(make_paper(authors=[author]))))["citation_author"] == expected


@pytest.mark.parametrize(
    ("venue", "name"),
    [("jtm", "citation_journal_title"), ("toyconf", "citation_conference_title"), ("arxiv", None)],
)
def test_the_tag_of_the_venue_depends_on_its_kind(venue: str, name: str | None) -> None:
    tags = meta_values(head_of(make_paper(authors=["A B"], year=2024, venue=venue)))
    assert {n for n, _ in tags if n.endswith(("journal_title", "conference_title"))} == (
        {name} if name else set()
    )


@pytest.mark.parametrize(
    ("changes", "expected"),
    [
        ({"pdf": "https://example.org/p.pdf", "arxiv": "2401.01234"}, "https://example.org/p.pdf"),
        ({"arxiv": "2401.01234", "openreview": "N2"}, "https://arxiv.org/pdf/2401.01234"),
        ({"openreview": "N2Wch"}, "https://openreview.net/pdf?id=N2Wch"),
        ({"acl": "2023.acl-long.42"}, "https://aclanthology.org/2023.acl-long.42.pdf"),
        ({"pmlr": "v38/doe15a"}, "https://proceedings.mlr.press/v38/doe15a.pdf"),
        ({"pmlr": "v139/doe21a"}, "https://proceedings.mlr.press/v139/doe21a/doe21a.pdf"),
        (
            {"pmlr": "v235/van-doe24b"},
            "https://raw.githubusercontent.com/mlresearch/v235/main/assets/van-doe24b/van-doe24b.pdf",
        ),
        ({"pmlr": "r5/doe"}, None),
        ({"doi": "10.1000/x"}, None),
    ],
)
def test_the_pdf_is_given_for_all_hosts(changes: dict[str, Any], expected: str | None) -> None:
    head = head_of(make_paper(**changes), HOMELESS)
    assert dict(meta_values(head)).get("citation_pdf_url") == expected
    assert linked_data(head).get("encoding", {}).get("contentUrl") == expected


def test_linked_data_has_the_same_values() -> None:
    article = linked_data(head_of(full_paper()))
    assert article["@type"] == "ScholarlyArticle"
    assert article["@id"] == article["url"] == "https://papers.example/shelf/papers/full-paper/"
    assert article["name"] == article["headline"] == meta_values(head_of(full_paper()))[0][1]
    assert article["author"] == [
        {
            "@type": "Person",
            "@id": "https://orcid.org/0000-0002-1825-0097",
            "name": "Ada Byron",
            "affiliation": {"@type": "Organization", "name": "University of Nowhere"},
            "url": "https://example.org/ada",
        },
        {"@type": "Person", "name": "Jan van der Berg", "givenName": "Jan",
         "familyName": "van der Berg"},
        {"@type": "Person", "name": "José Núñez Jr."},
        {"@type": "Organization", "name": "The Toy Collaboration"},
    ]  # fmt: skip
    assert article["datePublished"] == "2024-05-07"
    assert article["isPartOf"] == {
        "@type": "PublicationIssue",
        "issueNumber": "3",
        "isPartOf": {
            "@type": "PublicationVolume",
            "volumeNumber": "12",
            "isPartOf": {
                "@type": "CreativeWorkSeries",
                "name": "Proceedings of the Toy Conference on Small & Tiny Models",
                "alternateName": "ToyConf",
            },
        },
    }
    assert article["identifier"] == [
        {"@type": "PropertyValue", "propertyID": "arxiv", "value": "2401.01234"},
        {"@type": "PropertyValue", "propertyID": "doi", "value": "10.1000/toy_12.3"},
        {"@type": "PropertyValue", "propertyID": "openreview", "value": "N2WchST43h"},
    ]
    assert article["sameAs"] == [
        "https://example.org/paper?a=1&b=2",
        "https://doi.org/10.1000/toy_12.3",
        "https://openreview.net/forum?id=N2WchST43h",
        "https://arxiv.org/abs/2401.01234",
    ]
    assert article["keywords"] == ["Pruning", "Q & A <hard>"]
    assert article["abstract"].startswith("We prune 50% of the weights & keep O(n^2) <time>.")


def _find_empty(value: object) -> bool:
    if isinstance(value, dict):
        return not value or any(map(_find_empty, value.values()))
    if isinstance(value, list):
        return not value or any(map(_find_empty, value))
    return value in ("", None)


@pytest.mark.parametrize("paper", [full_paper(), make_paper(), withdrawn_paper()])
@pytest.mark.parametrize("settings", [SITE, HOMELESS])
def test_linked_data_has_no_empty_values(paper: Paper, settings: Settings) -> None:
    assert not _find_empty(linked_data(head_of(paper, settings)))


BOOK = {"bookEdition": "2nd", "isbn": ["9780306406157"]}


@pytest.mark.parametrize(
    ("changes", "own", "part"),
    [
        ({"type": "book"}, BOOK, {}),
        ({"type": "thesis"}, BOOK, {}),
        ({"venue": "toyconf", "type": "chapter"}, {}, {"@type": ["CreativeWorkSeries", "Book"]}),
        ({"venue": "jtm"}, {}, {"@type": ["Periodical", "Book"]}),
        ({"venue": "arxiv"}, BOOK, {}),
    ],
)
def test_isbn_and_edition_are_properties_of_the_book(
    changes: dict[str, Any], own: dict[str, Any], part: dict[str, Any]
) -> None:
    article = linked_data(head_of(make_paper(isbn=("9780306406157",), edition="2", **changes)))
    inner = article.get("isPartOf", {})
    assert {key: article[key] for key in BOOK if key in article} == own
    assert article["@type"] == (["ScholarlyArticle", "Book"] if own else "ScholarlyArticle")
    wanted = part | BOOK if part else {}
    assert {key: inner[key] for key in (*BOOK, "@type") if key in inner} == wanted


def test_a_paper_with_only_a_title_has_linked_data() -> None:
    assert linked_data(head_of(make_paper(), HOMELESS)) == {
        "@context": "https://schema.org",
        "@type": "ScholarlyArticle",
        "headline": "Tiny Models",
        "name": "Tiny Models",
    }


def test_a_site_without_a_url_uses_the_best_identifier_as_id() -> None:
    work = make_citation(make_paper(arxiv=ArxivId("2401.01234")), KEY, None)
    assert make_scholarly_article(work, ())["@id"] == "https://arxiv.org/abs/2401.01234"


def test_a_retracted_paper_is_marked() -> None:
    assert linked_data(head_of(withdrawn_paper()))["creativeWorkStatus"] == "Retracted"


def test_a_thesis_has_its_schema_org_type() -> None:
    article = linked_data(head_of(make_paper(type="thesis")))
    assert article["additionalType"] == "https://schema.org/Thesis"


def test_the_head_starts_with_the_title_and_site_name() -> None:
    head = head_of(full_paper())
    assert head.startswith(
        "<title>BERT &amp; Friends: ℓ_1 Pruning of GANs in Café Settings · Shelf &amp; Co</title>"
    )
    links = {link.get("rel"): link.get("href") for link in parse_head(head).findall("link")}
    assert links["canonical"] == "https://papers.example/shelf/papers/full-paper/"
    cards = dict(meta_values(head, "og:") + meta_values(head, "twitter:"))
    assert cards == {
        "og:type": "article",
        "og:site_name": "Shelf & Co",
        "og:title": "BERT & Friends: ℓ_1 Pruning of GANs in Café Settings",
        "og:description": "Prunes half of everything.",
        "og:url": "https://papers.example/shelf/papers/full-paper/",
        "og:image": cards["og:image"],
        "og:image:type": "image/png",
        "og:image:width": "1200",
        "og:image:height": "630",
        "og:image:alt": "Shelf & Co",
        "twitter:card": "summary_large_image",
    }
    assert meta_values(head, "description") == [("description", "Prunes half of everything.")]


def test_a_site_without_a_url_has_no_absolute_urls() -> None:
    head = head_of(make_paper(authors=["A B"], year=2024), HOMELESS)
    assert "canonical" not in head
    assert "og:url" not in head
    assert "abstract_html_url" not in head


def test_all_exports_are_alternate_links() -> None:
    links = parse_head(head_of(full_paper())).findall("link")
    alternates = [(x.get("type"), x.get("href")) for x in links if x.get("rel") == "alternate"]
    assert alternates == [
        (media, f"../../papers/full-paper{ending}") for ending, media, _ in list_paper_files(FULL)
    ]
    assert head_of(full_paper()).count(f'href="{ROOT_PLACEHOLDER}papers/full-paper') == len(
        list_paper_files(FULL)
    )


_TEXT = st.text().map(clean_line)


@given(_TEXT.filter(bool), st.text().map(clean_block), _TEXT.filter(bool), _TEXT)
def test_texts_cannot_inject_markup_into_the_head(
    title: str, abstract: str, name: str, volume: str
) -> None:
    paper = make_paper(title=title, abstract=abstract, authors=[name], year=2024, volume=volume)
    head = head_of(paper)
    tags = dict(meta_values(head, ("citation_", "DC.")))
    work = make_citation(paper, KEY, None)
    assert tags == dict(citation_tags(work, (), f"{SITE.site_url}papers/tiny-models/"))
    if work.title:
        assert linked_data(head)["author"][0]["name"] == name


@pytest.mark.parametrize(
    "hostile",
    ["</title><script>alert(1)</script>", "</script><script>alert(1)//", '"><img src=x onerror=y>',
     "<!--<script>", "]]>", "&lt;script&gt;", "{{ config }}"],
)  # fmt: skip
def test_hostile_texts_are_escaped(hostile: str) -> None:
    paper = make_paper(
        title=hostile, abstract=hostile, summary=hostile, authors=[hostile], year=2024
    )
    head = head_of(paper)
    assert dict(meta_values(head))["citation_title"] == make_citation(paper, KEY, None).title
    assert linked_data(head)["author"][0]["name"] == hostile
    assert linked_data(head)["abstract"] == make_citation(paper, KEY, None).title
    children = {child.tag for child in parse_head(head)}
    assert children == {"title", "meta", "link", "script"}


def test_the_head_is_small_apart_from_texts_of_the_paper() -> None:
    paper = make_paper("x", authors=["A"], year=2024, venue="toyconf")
    assert len(head_of(paper).encode()) < 2600


def test_the_head_of_a_listing_links_adjacent_pages_and_feeds() -> None:
    head = render_listing_head(
        SITE,
        address="tags/x/page/2/",
        title="Q & A",
        description="All <papers>",
        previous_address="tags/x/",
        next_address="tags/x/page/3/",
        feeds=[("tags/x/feed.xml", "Atom", "application/atom+xml")],
    )
    parsed = parse_head(head)
    assert parsed.find("title").text == "Q & A · Shelf & Co"
    assert f'<link rel="prev" href="{ROOT_PLACEHOLDER}tags/x/">' in head
    assert f'<link rel="next" href="{ROOT_PLACEHOLDER}tags/x/page/3/">' in head
    assert (
        f'<link rel="alternate" type="application/atom+xml" href="{ROOT_PLACEHOLDER}tags/x/feed.xml" '
        'title="Q &amp; A: Atom">'
    ) in head
    assert '<link rel="canonical" href="https://papers.example/shelf/tags/x/page/2/">' in head
    assert dict(meta_values(head, "og:"))["og:description"] == "All <papers>"


def test_the_title_of_the_home_page_has_the_site_name_once() -> None:
    head = render_listing_head(HOMELESS, address="", title="Shelf & Co", description="")
    assert head.startswith("<title>Shelf &amp; Co</title>\n")
    assert "description" not in head
    assert "<link" not in head


def test_only_the_home_page_has_the_name_of_the_site_alone() -> None:
    named = Settings(site_name="Papers")
    home = render_listing_head(named, address="", title="Papers", description="")
    papers = render_listing_head(named, address="papers/", title="Papers", description="")
    assert home.startswith("<title>Papers</title>")
    assert papers.startswith("<title>Papers · Papers</title>")
