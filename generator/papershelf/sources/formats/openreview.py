"""Notes of OpenReview in, a record for every submission out.

Values of `content` are plain in version 1 of the API and wrapped in `{"value": …}` in version 2.
Reviews and comments are notes, too; only those that begin a forum are papers. A submission that was
not accepted gets no venue: the names of its venue and group say so, a decision among the replies,
or the form by which it was withdrawn.
"""

from __future__ import annotations

import re
from collections.abc import Iterable

from papershelf.sources.parsing.author_names import Person, known, named
from papershelf.sources.parsing.dates import find_year, read_millis
from papershelf.sources.parsing.json_items import (
    Item,
    gather_items,
    has_keys,
    items_at,
    text_at,
    texts_at,
    value_at,
)
from papershelf.sources.parsing.links import find_arxiv, read_address
from papershelf.sources.parsing.raw_record import Reading
from papershelf.sources.parsing.submission_status import (
    Verdict,
    cut_decision,
    cut_outcome,
    read_verdict,
)

_CLOSED = re.compile(r"/(?:Withdrawn|Desk_Rejected)_Submission$")
_TRACK = re.compile(r"/Track/([^/]+)|/([^/]+)_Track(?:/|$)")
_HOME = "https://openreview.net"


def is_openreview(head: str) -> bool:
    """Whether it is JSON with notes."""
    return has_keys(head, "content", "forum")


def parse_openreview(content: bytes, path: str) -> Reading:
    """Read the notes that begin a forum, and pass the others over."""
    gathered, items = gather_items(content, path, "content", lists=("notes",))
    entries = list(items)
    decisions = _read_decisions(item for _, item in entries)
    for line, item in entries:
        name, forum = text_at(item, "id"), text_at(item, "forum")
        if forum and name and forum != name:
            gathered.no_papers["reviews and comments"] += 1
            continue
        words = texts_at(_value(item, "keywords"))
        day = read_millis(value_at(item, "tmdate") or value_at(item, "mdate"))
        verdict = _judge(item, decisions.get(forum or name, ""))
        fields = _fields(item, forum or name) | _appeared(item, verdict)
        gathered.add(fields, line, day=day, keywords=words, outcome=verdict.outcome)
    return gathered.reading()


def _read_decisions(items: Iterable[Item]) -> dict[str, str]:
    """The decisions on submissions by their forums, from notes or from the replies in a note."""
    found: dict[str, str] = {}
    for item in items:
        for note in (item, *items_at(item, "details", "directReplies")):
            if text_at(note, "forum") != text_at(note, "id") and (said := _text(note, "decision")):
                found[text_at(note, "forum")] = said
    return found


def _judge(item: Item, decision: str) -> Verdict:
    """What became of a submission: by its venue, else by the decision, else by its invitations."""
    venue, group = _text(item, "venue"), _text(item, "venueid")
    verdict = read_verdict(venue, group)
    is_open = verdict.outcome == "under-review" or not (venue or group)
    if is_open and decision:
        verdict = read_verdict(decision)
    elif is_open:
        invitations = [*texts_at(item, "invitation"), *texts_at(item, "invitations")]
        closed = next(filter(_CLOSED.search, invitations), "")
        asked = next((one for one in invitations if one.endswith("Submission")), "")
        verdict = read_verdict(venue, closed or group or asked)
    return verdict


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
    code = _text(item, "code", "code_link", "github", "software")
    fields: dict[str, object] = {
        "title": _text(item, "title"),
        "authors": _authors(item),
        "abstract": _text(item, "abstract"),
        "openreview": forum,
        "arxiv": find_arxiv(_text(item, "arxiv", "arxiv_link", "html")),
        "doi": _text(item, "doi"),
        "published": read_millis(value_at(item, "pdate") or value_at(item, "odate")),
        "code": [code] if read_address(code)[0] else [],
        "video": _address(_text(item, "video", "video_link")),
        "poster": _address(_text(item, "poster")),
        "slides": _address(_text(item, "slides")),
        "awards": [award for award in texts_at(_value(item, "award", "awards")) if award],
    }
    if _text(item, "pdf"):
        fields["pdf"] = f"{_HOME}/pdf?id={forum}"
    return fields


def _appeared(item: Item, verdict: Verdict) -> dict[str, object]:
    """Where and how an accepted paper appeared, or what became of a submission."""
    venue, group = _text(item, "venue"), _text(item, "venueid")
    if not group:
        group = next(iter([*texts_at(item, "invitation"), *texts_at(item, "invitations")]), "")
    year = find_year(venue) or find_year(group)
    conference = group.partition("/")[0].partition(".")[0]
    if verdict.outcome:
        place = cut_outcome(venue) or f"{conference} {year}".strip()
        return {"year": year, **verdict.status(place)}
    if not venue:
        venue = f"{conference} {year}" if verdict.decision else ""
    name: object = cut_decision(venue)
    if name and verdict.is_workshop:
        is_named = "workshop" in venue.lower()
        name = {
            "name": name if is_named else f"{conference} Workshop {name}".strip(),
            "kind": "workshop",
        }
    return {
        "venue": name,
        "year": year if venue else "",
        "track": _text(item, "track") or _track(group),
        "session": _text(item, "session"),
        "decision": verdict.decision,
    }


def _track(group: str) -> str:
    """The track in the id of a group: `NeurIPS.cc/2023/Track/Datasets_and_Benchmarks`."""
    found = _TRACK.search(group)
    return (found[1] or found[2]).replace("_", " ") if found else ""


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
