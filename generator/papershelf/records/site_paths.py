"""Defines the address of every page, relative to the site's root; the only place that does.

Addresses such as `tags/pruning/` end with "/"; the home page is "". Pages after the first are under
`page/`, so that a page number cannot be confused with a name.
"""

from __future__ import annotations

from datetime import date
from typing import NamedTuple

from papershelf.core.identifiers import IsoDate, Slug
from papershelf.records.model import Figure, PaperId, TagId, VenueId

HOME_ADDRESS = ""
PAPERS_ADDRESS = "papers/"
TAGS_ADDRESS = "tags/"
VENUES_ADDRESS = "venues/"
AUTHORS_ADDRESS = "authors/"
AUTHOR_LETTERS = f"{AUTHORS_ADDRESS}letter/"
MEMBERS_ADDRESS = "members/"
YEARS_ADDRESS = "years/"
NO_YEAR_ADDRESS = f"{YEARS_ADDRESS}none/"
NO_VENUE_ADDRESS = f"{VENUES_ADDRESS}none/"
DAYS_ADDRESS = "days/"
READING_LISTS_ADDRESS = "collections/"
SUBMITTERS_ADDRESS = "submitters/"
TRENDING_ADDRESS = "trending/"
TRENDING_SCORE = f"{TRENDING_ADDRESS}#score"
LATEST_DAY_ADDRESS = f"{DAYS_ADDRESS}latest/"
STATISTICS_ADDRESS = "statistics/"
HEALTH_ADDRESS = "health/"
SEARCH_ADDRESS = "search/"
DOWNLOADS_ADDRESS = "downloads/"
DIGESTS_ADDRESS = "digests/"


def paper_address(paper: PaperId) -> str:
    """Return the address of a paper's page: `papers/<id>/`."""
    return f"{PAPERS_ADDRESS}{paper}/"


def tag_address(tag: TagId) -> str:
    """Return the address of a tag's listing."""
    return f"{TAGS_ADDRESS}{tag}/"


def venue_address(venue: VenueId, year: int | None = None) -> str:
    """Return the address of the listing of a venue, or of one of its years."""
    return f"{VENUES_ADDRESS}{venue}/{year}/" if year else f"{VENUES_ADDRESS}{venue}/"


def author_address(slug: Slug) -> str:
    """Return the address of an author's listing."""
    return f"{AUTHORS_ADDRESS}{slug}/"


def author_letter_address(letter: str) -> str:
    """Return the address of the author index for one initial letter of family names."""
    return f"{AUTHOR_LETTERS}{letter}/"


def year_address(year: int) -> str:
    """Return the address of a year's listing."""
    return f"{YEARS_ADDRESS}{year}/"


def day_address(day: IsoDate) -> str:
    """Return the address of the page of a day: its daily list, other new papers and ranking."""
    return f"{DAYS_ADDRESS}{day}/"


def former_digest_address(day: IsoDate) -> str:
    """Return the former address of the digest of a day, which is now part of the page of the day."""
    return f"{DIGESTS_ADDRESS}{day}/"


def former_week_digest_address(day: IsoDate) -> str:
    """Return the former address of the digest for the ISO 8601 week of a day: `digests/2026-w47/`."""
    year, week, _ = date.fromisoformat(day).isocalendar()
    return f"{DIGESTS_ADDRESS}{year}-w{week:02d}/"


def week_address(day: IsoDate) -> str:
    """Return the address of the papers of the ISO 8601 week of a day: `weeks/2026-w47/`."""
    year, week, _ = date.fromisoformat(day).isocalendar()
    return f"weeks/{year}-w{week:02d}/"


def month_address(day: IsoDate) -> str:
    """Return the address of the papers of the month of a day: `months/2026-11/`."""
    return f"months/{day[:7]}/"


def former_ranking_address(day: IsoDate) -> str:
    """Return the former address of the ranking of a day, which is now part of the page of the day."""
    return f"{TRENDING_ADDRESS}{day}/"


def listing_page_address(first: str, number: int) -> str:
    """Return the address of one page of a listing; the first has no number, `page/2/` is next."""
    return first if number == 1 else f"{first}page/{number}/"


PICTURES_FOLDER = "assets/pictures/"
FIGURE_BOXES = ((320, 320), (1200, 1600))
"""The largest width and height of a figure in lists and on the page of its paper."""


class Picture(NamedTuple):
    """An image of the site: its path, and its size in pixels."""

    path: str
    width: int
    height: int


def figure_pictures(figure: Figure | None) -> tuple[Picture, ...]:
    """Return the images of a figure, the smallest first; none if its file was not read.

    A small figure has only one, in its own size.
    """
    if not figure or not figure.content_hash:
        return ()
    sizes = dict.fromkeys(_fit(figure.width, figure.height, *box) for box in FIGURE_BOXES)
    return tuple(
        Picture(f"{PICTURES_FOLDER}{figure.content_hash}-{width}.webp", width, height)
        for width, height in sizes
    )


def _fit(width: int, height: int, max_width: int, max_height: int) -> tuple[int, int]:
    """Return the largest size in a box with the same ratio, rounded down, which is not enlarged."""
    if width * max_height > height * max_width:
        max_height = max(1, max_width * height // width)
    else:
        max_width = max(1, max_height * width // height)
    return min(width, max_width), min(height, max_height)
