"""Notes of OpenReview in, a record for every submission out.

Values of `content` are plain in version 1 of the API and wrapped in `{"value": …}` in version 2.
Reviews and comments are notes, too; only those that begin a forum are papers. A submission that
was not accepted gets no venue: `Submitted to …` and its like say so.
"""

from __future__ import annotations

import re

from generator.sources.dates import find_year, read_millis
from generator.sources.json_items import Item, gather_items, has_keys, text_at, texts_at, value_at
from generator.sources.links import find_arxiv, read_address
from generator.sources.people import Person, known, named
from generator.sources.record import Reading

_NOT_ACCEPTED = re.compile(
    r"submitted to|submission|withdrawn|reject|under review|blind|desk", re.IGNORECASE
)
_SHOWN = re.compile(
    r"\s*\b(?:accept(?:ed)?|notable[- ]top[- ]\d+%|top[- ]\d+%|conditional).*$", re.IGNORECASE
)
_HOME = "https://openreview.net"


def is_openreview(head: str) -> bool:
    """Whether it is JSON with notes."""
    return has_keys(head, "content", "forum")


def parse_openreview(content: bytes, path: str) -> Reading:
    """Read the notes that begin a forum, and pass the others over."""
    gathered, items = gather_items(content, path, "content", lists=("notes",))
    for line, item in items:
        name, forum = text_at(item, "id"), text_at(item, "forum")
        if forum and name and forum != name:
            gathered.no_papers["reviews and comments"] += 1
            continue
        words = texts_at(_value(item, "keywords"))
        day = read_millis(value_at(item, "tmdate") or value_at(item, "mdate"))
        gathered.add(_fields(item, forum or name), line, day=day, keywords=words)
    return gathered.reading()


def _value(item: Item, *names: str) -> object:
    """The first value of the content under some names, wrapped or plain."""
    for name in names:
        value = value_at(item, "content", name)
        if isinstance(value, dict):
            value = value.get("value")
        if value:
            return value
    return None


def _text(item: Item, *names: str) -> str:
    value = _value(item, *names)
    return value if isinstance(value, str) else ""


def _fields(item: Item, forum: str) -> dict[str, object]:
    venue = _text(item, "venue")
    if _NOT_ACCEPTED.search(venue):
        venue = ""
    code = _text(item, "code", "code_link", "github", "software")
    fields: dict[str, object] = {
        "title": _text(item, "title"),
        "authors": _authors(item),
        "abstract": _text(item, "abstract"),
        "openreview": forum,
        "arxiv": find_arxiv(_text(item, "arxiv", "arxiv_link", "html")),
        "doi": _text(item, "doi"),
        "venue": _SHOWN.sub("", venue),
        "published": read_millis(value_at(item, "pdate") or value_at(item, "odate")),
        "code": [code] if read_address(code)[0] else [],
        "video": _address(_text(item, "video", "video_link")),
        "poster": _address(_text(item, "poster")),
        "slides": _address(_text(item, "slides")),
        "awards": [award for award in texts_at(_value(item, "award", "awards")) if award],
    }
    if venue:
        fields["year"] = find_year(venue) or find_year(_text(item, "venueid"))
    if _text(item, "pdf"):
        fields["pdf"] = f"{_HOME}/pdf?id={forum}"
    return fields


def _address(text: str) -> str:
    if text.startswith("/"):
        text = _HOME + text
    return text if read_address(text)[0] else ""


def _authors(item: Item) -> list[Person]:
    names = texts_at(_value(item, "authors"))
    if names == ["Anonymous"]:
        return []
    profiles = texts_at(_value(item, "authorids"))
    if len(profiles) != len(names):
        profiles = [""] * len(names)
    pairs = zip(names, profiles, strict=True)
    return known([named(name, url=_profile(profile)) for name, profile in pairs])


def _profile(profile: str) -> str:
    return f"{_HOME}/profile?id={profile}" if profile.startswith("~") else ""
