"""Where every page of the site stands, relative to its root: the one place that knows.

Names come in, addresses such as `tags/pruning/` go out; each ends with "/", that of the home page
is "". Pages after the first stand under `page/`, so that no number can be taken for a name.
"""

from __future__ import annotations

from datetime import date

from papershelf.core.identifiers import IsoDate, Slug
from papershelf.records.model import PaperId, TagId, VenueId

HOME_ADDRESS = ""
PAPERS_ADDRESS = "papers/"
TAGS_ADDRESS = "tags/"
VENUES_ADDRESS = "venues/"
AUTHORS_ADDRESS = "authors/"
YEARS_ADDRESS = "years/"
DAYS_ADDRESS = "days/"
TRENDING_ADDRESS = "trending/"
TRENDING_DAYS_ADDRESS = "trending/days/"
STATISTICS_ADDRESS = "statistics/"
SEARCH_ADDRESS = "search/"
DOWNLOADS_ADDRESS = "downloads/"
DIGESTS_ADDRESS = "digests/"


def paper_address(paper: PaperId) -> str:
    """The page of a paper: `papers/<id>/`."""
    return f"{PAPERS_ADDRESS}{paper}/"


def tag_address(tag: TagId) -> str:
    """The listing of a tag."""
    return f"{TAGS_ADDRESS}{tag}/"


def venue_address(venue: VenueId, year: int | None = None) -> str:
    """The listing of a venue, or of one of its years."""
    return f"{VENUES_ADDRESS}{venue}/{year}/" if year else f"{VENUES_ADDRESS}{venue}/"


def author_address(slug: Slug) -> str:
    """The listing of a person."""
    return f"{AUTHORS_ADDRESS}{slug}/"


def author_letter_address(letter: str) -> str:
    """The part of the index of authors whose family names begin with a letter."""
    return f"{AUTHORS_ADDRESS}letter/{letter}/"


def year_address(year: int) -> str:
    """The listing of a year."""
    return f"{YEARS_ADDRESS}{year}/"


def day_address(day: IsoDate) -> str:
    """The listing of what was featured on a day."""
    return f"{DAYS_ADDRESS}{day}/"


def digest_address(day: IsoDate) -> str:
    """The digest of what was added or featured for the first time on a day."""
    return f"{DIGESTS_ADDRESS}{day}/"


def week_digest_address(day: IsoDate) -> str:
    """The digest of the ISO 8601 week of a day: `digests/2026-w47/`."""
    year, week, _ = date.fromisoformat(day).isocalendar()
    return f"{DIGESTS_ADDRESS}{year}-w{week:02d}/"


def week_address(day: IsoDate) -> str:
    """The listing of what was featured in the ISO 8601 week of a day: `weeks/2026-w47/`."""
    year, week, _ = date.fromisoformat(day).isocalendar()
    return f"weeks/{year}-w{week:02d}/"


def month_address(day: IsoDate) -> str:
    """The listing of what was featured in the month of a day: `months/2026-11/`."""
    return f"months/{day[:7]}/"


def trending_address(day: IsoDate) -> str:
    """What was trending on a day."""
    return f"{TRENDING_ADDRESS}{day}/"


def listing_page_address(first: str, number: int) -> str:
    """One page of a listing of several: the first has the plain address, `page/2/` is next."""
    return first if number == 1 else f"{first}page/{number}/"
