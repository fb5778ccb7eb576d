from __future__ import annotations

import io
import re
from dataclasses import replace

import pytest
from PIL import Image, ImageFont

from papershelf.core.settings import Settings
from papershelf.exports.cards import (
    CARD_HEIGHT,
    CARD_WIDTH,
    Card,
    has_letters,
    paper_card,
    site_card,
)
from papershelf.exports.citation_data import make_citation
from papershelf.exports.html_head import render_head, render_listing_head
from papershelf.pictures.card_image import FONT_FILE, render_card
from papershelf.records.model import Paper
from tests.export_samples import KEY, make_catalogue, make_paper

SITE = Settings(
    site_name="Rivers & Lakes",
    site_url="https://papers.example/rivers/",
    site_description="All <wet>.",
)
WITH_PAPERS = replace(SITE, outputs=replace(SITE.outputs, paper_cards=True))
EVERY_LETTER = "".join(filter(has_letters, map(chr, range(0x3000))))
LONG = "On the Unreasonable Length of Titles in the Literature on Rivers, Lakes and Other Waters "


def card_of(paper: Paper, settings: Settings = WITH_PAPERS) -> Card | None:
    return paper_card(make_citation(paper, KEY, make_catalogue([paper]).venue_of(paper)), settings)


def head_of(paper: Paper, settings: Settings) -> dict[str, str]:
    head = render_head(paper, make_catalogue([paper]), settings, KEY)
    return dict(re.findall(r'<meta (?:property|name)="([^"]+)" content="([^"]*)">', head))


def test_the_font_has_every_letter_of_cards() -> None:
    font = ImageFont.truetype(str(FONT_FILE), 40, layout_engine=ImageFont.Layout.BASIC)
    missing = bytes(font.getmask(chr(0x2FFF)))
    assert len(EVERY_LETTER) > 500
    shown = {letter: bytes(font.getmask(letter)) for letter in EVERY_LETTER}
    assert [letter for letter, mask in shown.items() if mask == missing and letter.strip()] == []
    assert not has_letters("漢字")
    assert not has_letters("𝔼")


def test_the_card_of_a_site_depends_on_its_names_only() -> None:
    card = site_card(SITE)
    assert card == Card("Rivers & Lakes", "All <wet>.", "", "papers.example")
    assert card.path == site_card(replace(SITE, page_size=9)).path  # type: ignore[union-attr]
    assert card.path != site_card(replace(SITE, site_name="Seas")).path  # type: ignore[union-attr]
    assert re.fullmatch(r"assets/pictures/card-[0-9a-f]{16}\.png", card.path)


def test_a_name_without_letters_in_the_font_is_replaced_by_the_host() -> None:
    card = site_card(replace(SITE, site_name="أوراق", site_description="論文"))
    assert card == Card("papers.example")


def test_a_site_without_an_address_or_with_the_card_off_has_no_picture() -> None:
    assert site_card(replace(SITE, site_url="")) is None
    off = replace(SITE, outputs=replace(SITE.outputs, card=False))
    assert site_card(off) is None
    assert "og:image" not in render_listing_head(off, address="", title="T", description="")
    assert head_of(make_paper(), off)["twitter:card"] == "summary"


def test_every_head_names_the_card_with_its_size_and_text() -> None:
    head = head_of(make_paper(), SITE)
    card = site_card(SITE)
    assert card
    assert head["og:image"] == f"https://papers.example/rivers/{card.path}"
    assert (head["og:image:width"], head["og:image:height"]) == ("1200", "630")
    assert head["og:image:alt"] == "Rivers &amp; Lakes. All &lt;wet&gt;."
    assert head["twitter:card"] == "summary_large_image"
    listing = render_listing_head(SITE, address="tags/", title="Tags", description="")
    assert f'content="{head["og:image"]}"' in listing


def test_papers_have_their_own_card_only_by_setting() -> None:
    paper = make_paper(title="Tides of $\\ell_1$", authors=["Ada Byron", "Zoë Ångström"], year=2024)
    assert card_of(paper, SITE) is None
    card = card_of(paper)
    assert card
    assert card.title.startswith("Tides of ℓ")
    assert card.text == "Ada Byron, Zoë Ångström"
    assert card.place.endswith("2024")
    assert card.foot == "Rivers & Lakes"
    assert head_of(paper, WITH_PAPERS)["og:image"].endswith(card.path)


def test_a_paper_whose_letters_the_font_lacks_has_the_card_of_the_site() -> None:
    paper = make_paper(title="水の流れ", authors=["Ada Byron"])
    assert card_of(paper) is None
    assert head_of(paper, WITH_PAPERS)["og:image"] == head_of(paper, SITE)["og:image"]


@pytest.mark.parametrize(
    "card",
    [
        Card("Short"),
        Card("", "", "", ""),
        Card(LONG * 9, LONG * 9, LONG * 3, LONG * 2),
        Card("W" * 300, "w" * 300, "w" * 300, "w" * 300),
        Card(EVERY_LETTER[:300], EVERY_LETTER[300:]),
        Card('<svg> & "x" %s {0} \\n'),
    ],
    ids=["short", "empty", "long", "one word", "letters", "signs"],
)
def test_a_card_is_a_picture_whose_text_stays_inside(card: Card) -> None:
    content = render_card(card)
    assert content == render_card(card)
    with Image.open(io.BytesIO(content)) as image:
        assert (image.format, image.size) == ("PNG", (CARD_WIDTH, CARD_HEIGHT))
        paper = image.convert("RGB").getpixel((CARD_WIDTH - 1, 0))
        edges = [image.convert("RGB").crop(box) for box in EDGES]
    assert len(content) < 100_000
    assert {color for edge in edges for _, color in edge.getcolors() or ()} == {paper}


def test_long_texts_are_cut_before_they_are_drawn() -> None:
    card = card_of(make_paper(title="T" * 20_000, authors=["A" * 5000] * 20))
    assert card
    assert max(map(len, card)) <= 300


EDGES = (
    (CARD_WIDTH - 60, 0, CARD_WIDTH, CARD_HEIGHT),
    (30, 0, CARD_WIDTH, 30),
    (30, CARD_HEIGHT - 30, CARD_WIDTH, CARD_HEIGHT),
)
"""The right, upper and lower edge of a card, which have nothing but paper."""
