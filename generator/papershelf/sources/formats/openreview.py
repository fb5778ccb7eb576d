"""Reads notes of OpenReview; one record per submission.

Values of `content` are plain in API version 1 and wrapped in `{"value": …}` in version 2. Reviews
and comments are notes, too; only notes that start a forum are papers. A submission that was not
accepted gets no venue; its outcome comes from its venue and group, a decision among the replies, or
the invitation by which it was withdrawn.
"""

from __future__ import annotations

import re
from collections.abc import Iterable

from papershelf.sources.parsing.author_names import (
    AuthorValue,
    drop_empty_authors,
    make_author_from_name,
)
from papershelf.sources.parsing.dates import parse_milliseconds, year_in_text
from papershelf.sources.parsing.json_items import (
    JsonObject,
    gather_items,
    has_keys,
    items_at,
    text_at,
    texts_at,
    value_at,
)
from papershelf.sources.parsing.links import arxiv_id_in_text, classify_address
from papershelf.sources.parsing.raw_record import ReadResult
from papershelf.sources.parsing.submission_status import (
    SubmissionVerdict,
    parse_verdict,
    strip_decision,
    strip_outcome,
)

_CLOSED_INVITATION = re.compile(r"/(?:Withdrawn|Desk_Rejected)_Submission$")
_TRACK = re.compile(r"/Track/([^/]+)|/([^/]+)_Track(?:/|$)")
_HOME_ADDRESS = "https://openreview.net"


def is_openreview(head: str) -> bool:
    """Whether the text is JSON with notes."""
    return has_keys(head, "content", "forum")


def parse_openreview(content: bytes, path: str) -> ReadResult:
    """Parse the notes that start a forum; others are skipped."""
    builder, items = gather_items(content, path, "content", lists=("notes",))
    entries = list(items)
    decisions = _decisions_by_forum(item for _, item in entries)
    for line, item in entries:
        name, forum = text_at(item, "id"), text_at(item, "forum")
        if forum and name and forum != name:
            builder.non_paper_counts["reviews and comments"] += 1
            continue
        words = texts_at(_content_value(item, "keywords"))
        day = parse_milliseconds(value_at(item, "tmdate") or value_at(item, "mdate"))
        verdict = _submission_verdict(item, decisions.get(forum or name, ""))
        fields = _submission_fields(item, forum or name) | _publication_fields(item, verdict)
        builder.add(fields, line, day=day, keywords=words, outcome=verdict.outcome)
    return builder.make_reading()


def _decisions_by_forum(items: Iterable[JsonObject]) -> dict[str, str]:
    """The decisions on submissions by forum, from notes or from the replies in a note."""
    found: dict[str, str] = {}
    for item in items:
        for note in (item, *items_at(item, "details", "directReplies")):
            if text_at(note, "forum") != text_at(note, "id") and (
                decision := _content_text(note, "decision")
            ):
                found[text_at(note, "forum")] = decision
    return found


def _submission_verdict(item: JsonObject, decision: str) -> SubmissionVerdict:
    """The verdict on a submission from its venue, else its decision, else its invitations."""
    venue, group = _content_text(item, "venue"), _content_text(item, "venueid")
    verdict = parse_verdict(venue, group)
    is_open = verdict.outcome == "under-review" or not (venue or group)
    if is_open and decision:
        verdict = parse_verdict(decision)
    elif is_open:
        invitations = [*texts_at(item, "invitation"), *texts_at(item, "invitations")]
        closed = next(filter(_CLOSED_INVITATION.search, invitations), "")
        asked = next((one for one in invitations if one.endswith("Submission")), "")
        verdict = parse_verdict(venue, closed or group or asked)
    return verdict


def _content_value(item: JsonObject, *names: str) -> object:
    """The first value in the content under some names, plain or wrapped."""
    for name in names:
        value = value_at(item, "content", name)
        if isinstance(value, dict):
            value = value.get("value")
        if value:
            return value
    return None


def _content_text(item: JsonObject, *names: str) -> str:
    value = _content_value(item, *names)
    return value if isinstance(value, str) else ""


def _submission_fields(item: JsonObject, forum: str) -> dict[str, object]:
    code = _content_text(item, "code", "code_link", "github", "software")
    fields: dict[str, object] = {
        "title": _content_text(item, "title"),
        "authors": _make_authors(item),
        "abstract": _content_text(item, "abstract"),
        "openreview": forum,
        "arxiv": arxiv_id_in_text(_content_text(item, "arxiv", "arxiv_link", "html")),
        "doi": _content_text(item, "doi"),
        "published": parse_milliseconds(value_at(item, "pdate") or value_at(item, "odate")),
        "code": [code] if classify_address(code)[0] else [],
        "video": _complete_address(_content_text(item, "video", "video_link")),
        "poster": _complete_address(_content_text(item, "poster")),
        "slides": _complete_address(_content_text(item, "slides")),
        "awards": [award for award in texts_at(_content_value(item, "award", "awards")) if award],
    }
    if _content_text(item, "pdf"):
        fields["pdf"] = f"{_HOME_ADDRESS}/pdf?id={forum}"
    return fields


def _publication_fields(item: JsonObject, verdict: SubmissionVerdict) -> dict[str, object]:
    """The venue fields of an accepted paper, or the outcome of a submission."""
    venue, group = _content_text(item, "venue"), _content_text(item, "venueid")
    if not group:
        group = next(iter([*texts_at(item, "invitation"), *texts_at(item, "invitations")]), "")
    year = year_in_text(venue) or year_in_text(group)
    conference = group.partition("/")[0].partition(".")[0]
    if verdict.outcome:
        place = strip_outcome(venue) or f"{conference} {year}".strip()
        return {"year": year, **verdict.status(place)}
    if not venue:
        venue = f"{conference} {year}" if verdict.decision else ""
    name: object = strip_decision(venue)
    if name and verdict.is_workshop:
        is_named = "workshop" in venue.lower()
        name = {
            "name": name if is_named else f"{conference} Workshop {name}".strip(),
            "kind": "workshop",
        }
    return {
        "venue": name,
        "year": year if venue else "",
        "track": _content_text(item, "track") or _track_of_group(group),
        "session": _content_text(item, "session"),
        "decision": verdict.decision,
    }


def _track_of_group(group: str) -> str:
    """The track in a group id: `NeurIPS.cc/2023/Track/Datasets_and_Benchmarks`."""
    found = _TRACK.search(group)
    return (found[1] or found[2]).replace("_", " ") if found else ""


def _complete_address(text: str) -> str:
    if text.startswith("/"):
        text = _HOME_ADDRESS + text
    return text if classify_address(text)[0] else ""


def _make_authors(item: JsonObject) -> list[AuthorValue]:
    names = texts_at(_content_value(item, "authors"))
    if names == ["Anonymous"]:
        return []
    profiles = texts_at(_content_value(item, "authorids"))
    if len(profiles) != len(names):
        profiles = [""] * len(names)
    pairs = zip(names, profiles, strict=True)
    return drop_empty_authors(
        [make_author_from_name(name, url=_profile_address(profile)) for name, profile in pairs]
    )


def _profile_address(profile: str) -> str:
    return f"{_HOME_ADDRESS}/profile?id={profile}" if profile.startswith("~") else ""
