from __future__ import annotations

import pytest
from lxml import etree

from papershelf.core.identifiers import IsoDate
from papershelf.core.settings import Settings
from papershelf.exports import sitemaps
from papershelf.exports.sitemaps import render_llms, render_robots, render_sitemaps
from tests.export_samples import full_paper, make_catalogue, make_paper

SITE = Settings(
    site_name="Shelf & Co", site_url="https://papers.example/a&b/", site_description="Toys"
)
NAMESPACE = "{http://www.sitemaps.org/schemas/sitemap/0.9}"


def read(content: bytes) -> list[tuple[str | None, str | None]]:
    root = etree.fromstring(content)
    return [(i.findtext(f"{NAMESPACE}loc"), i.findtext(f"{NAMESPACE}lastmod")) for i in root]


def test_a_sitemap_lists_all_pages_with_dates() -> None:
    pages = [("papers/x/", IsoDate("2026-01-02")), ("", None), ("papers/a/", IsoDate("2025-01-01"))]
    files = {a.path: a.content for a in render_sitemaps(pages, SITE)}
    assert read(files["sitemap-1.xml"]) == [
        ("https://papers.example/a&b/", None),
        ("https://papers.example/a&b/papers/a/", "2025-01-01"),
        ("https://papers.example/a&b/papers/x/", "2026-01-02"),
    ]
    assert read(files["sitemap.xml"]) == [
        ("https://papers.example/a&b/sitemap-1.xml", "2026-01-02")
    ]


@pytest.mark.parametrize("odd", ["q&a/", "<b>/", "tea's/", "a\nb/", "plain/"])
def test_urls_are_escaped(odd: str) -> None:
    settings = Settings(site_url="https://papers.example/")
    found = next(render_sitemaps([(odd, None), ("x/", None)], settings))
    assert [loc for loc, _ in read(found.content)] == [
        f"https://papers.example/{name}" for name in (odd, "x/")
    ]


def test_many_pages_are_split_into_several_sitemaps() -> None:
    pages = [(f"papers/{n}/", IsoDate(f"2026-01-0{n}")) for n in range(1, 8)]
    files = {a.path: a.content for a in render_sitemaps(pages, SITE, part_length=3)}
    assert [path for path, _ in read(files["sitemap.xml"])] == [
        f"https://papers.example/a&b/sitemap-{n}.xml" for n in (1, 2, 3)
    ]
    found = [page for n in (1, 2, 3) for page in read(files[f"sitemap-{n}.xml"])]
    assert len(found) == len(set(found)) == 7


def test_sitemaps_stay_within_the_limits_of_the_protocol() -> None:
    assert sitemaps.ADDRESSES_PER_SITEMAP < 50_000


def test_an_empty_sitemap_is_valid() -> None:
    files = {a.path: a.content for a in render_sitemaps([], SITE)}
    assert read(files["sitemap-1.xml"]) == []


def test_a_site_without_a_url_has_no_sitemap() -> None:
    assert not list(render_sitemaps([("", None)], Settings()))
    assert b"Sitemap" not in render_robots(Settings()).content


def test_robots_txt_allows_everything_and_names_the_sitemap() -> None:
    robots = render_robots(SITE)
    assert robots.path == "robots.txt"
    assert robots.content.decode() == (
        "User-agent: *\nAllow: /\n\nSitemap: https://papers.example/a&b/sitemap.xml\n"
    )


def test_llms_txt_describes_the_site() -> None:
    catalogue = make_catalogue([full_paper(), make_paper(title="[x](y) *z*")])
    text = render_llms(catalogue, SITE).content.decode()
    assert text.startswith("# Shelf & Co\n\n> Toys\n\n2 papers. ")
    assert "\n- [papers.jsonl](https://papers.example/a&b/papers.jsonl)\n" in text
    assert "](https://papers.example/a&b/papers/full-paper.md)\n" in text
    assert r"- [\[x\](y) \*z\*](https://papers.example/a&b/papers/tiny-models.md)" in text


def test_llms_txt_of_an_empty_collection() -> None:
    text = render_llms(make_catalogue([]), Settings()).content.decode()
    assert "\n0 papers. " in text
    assert "Newest" not in text


def test_few_pages_can_be_in_the_sitemap_itself() -> None:
    pages = [("", None), ("papers/x/", IsoDate("2026-01-02"))]
    [artifact] = render_sitemaps(pages, SITE, single_limit=2)
    assert artifact.path == "sitemap.xml"
    assert read(artifact.content) == [
        ("https://papers.example/a&b/", None),
        ("https://papers.example/a&b/papers/x/", "2026-01-02"),
    ]
    parts = [a.path for a in render_sitemaps(pages, SITE, single_limit=1)]
    assert parts == ["sitemap-1.xml", "sitemap.xml"]
