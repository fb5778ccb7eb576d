"""Reads JSON of Hugging Face Papers: a daily list or a single paper.

`GET /api/daily_papers` returns an array whose items contain the paper under `paper` and repeat some
fields outside; `/api/papers/<id>` returns only the paper. Fields move between the two levels, so
both are searched. `publishedAt` of the paper is the arXiv date, that of the item the day when it
was listed. Generated texts (`ai_summary`, `ai_keywords`) are skipped: summaries are written by
curators, and tags are not guessed.
"""

from __future__ import annotations

from papershelf.sources.parsing.author_names import (
    AuthorValue,
    drop_empty_authors,
    make_author_from_name,
)
from papershelf.sources.parsing.dates import parse_any_date, parse_whole_day
from papershelf.sources.parsing.encoding import decode_foreign
from papershelf.sources.parsing.json_items import (
    JsonObject,
    has_keys,
    items_at,
    number_at,
    parse_items,
    text_at,
    value_at,
)
from papershelf.sources.parsing.links import classify_address
from papershelf.sources.parsing.raw_record import ReadResult
from papershelf.sources.parsing.record_builder import RecordBuilder

_HUB_ADDRESS = "https://huggingface.co/"
_LINKED_RESOURCES = (
    ("models", "linkedModels", ""),
    ("datasets", "linkedDatasets", "datasets/"),
    ("demos", "linkedSpaces", "spaces/"),
)


def is_hf(head: str) -> bool:
    """Whether the text is JSON with the combination of keys of these lists."""
    return has_keys(head, "publishedAt", "title") and any(
        has_keys(head, name)
        for name in ("paper", "upvotes", "submittedOnDailyAt", "discussionId", "ai_summary")
    )


def parse_hf(content: bytes, path: str) -> ReadResult:
    """Parse a daily list, a single paper, or papers in JSON Lines."""
    text, problems = decode_foreign(content, path)
    builder = RecordBuilder(path=path, problems=list(problems))
    gather_hf_items(text, builder)
    return builder.make_reading()


def gather_hf_items(text: str, builder: RecordBuilder, first_line: int = 0) -> None:
    """Collect the papers of a JSON text; `first_line` is its line in the page that contains it."""
    items = parse_items(
        text, builder.path, builder.problems,
        lists=("dailyPapers", "papers", "results"), is_entry=_is_entry,
    )  # fmt: skip
    for line, item in items:
        builder.add(_paper_fields(item), first_line or line)


def _is_entry(item: JsonObject) -> bool:
    return "title" in item or "paper" in item


def _paper_fields(item: JsonObject) -> dict[str, object]:
    inner = value_at(item, "paper")
    paper: JsonObject = inner if isinstance(inner, dict) else item
    listed = _listed_day(item, paper)
    fields: dict[str, object] = {
        "title": _first_text("title", paper, item),
        "abstract": _first_text("summary", paper, item),
        "authors": drop_empty_authors(
            [_make_author(author) for author in _author_items(paper, item)]
        ),
        "arxiv": text_at(paper, "id"),
        **parse_any_date(text_at(paper, "publishedAt")).record_fields(is_preprint=True),
        "featured": [listed] if listed else [],
        "submitted_by": _submitter(item, paper),
        "project": _complete_address(_first_text("projectPage", paper, item)),
        "status": "withdrawn" if _first_text("withdrawnAt", paper, item) else "",
    }
    code = _complete_address(_first_text("githubRepo", paper, item))
    fields["code"] = [code] if code else []
    for name, keys in _COUNT_KEYS:
        counts = (number_at(where, key) for key in keys for where in (item, paper))
        number = next((count for count in counts if count is not None), None)
        if number is not None:
            fields[name] = {"value": number, "day": listed} if listed else {"value": number}
    for name, key, folder in _LINKED_RESOURCES:
        linked = [text_at(one, "id") for one in items_at(paper, key)]
        fields[name] = [f"{_HUB_ADDRESS}{folder}{one}" for one in linked if one]
    return fields


_COUNT_KEYS = (
    ("upvotes", ("upvotes", "numUpvotes")),
    ("comments", ("numComments",)),
    ("stars", ("githubStars",)),
)


def _first_text(key: str, *items: JsonObject) -> str:
    return next(filter(None, (text_at(place, key) for place in items)), "")


def _complete_address(text: str) -> str:
    """An address, with the scheme added if only that is missing."""
    text = text.strip()
    if text.startswith(("github.com/", "www.")):
        text = f"https://{text}"
    return text if classify_address(text)[0] else ""


def _listed_day(item: JsonObject, paper: JsonObject) -> str:
    """The day when the paper was listed."""
    day = parse_whole_day(_first_text("submittedOnDailyAt", paper, item))
    if day or paper is item:
        return day
    return parse_whole_day(text_at(item, "publishedAt"))


def _author_items(paper: JsonObject, item: JsonObject) -> list[JsonObject]:
    return items_at(paper, "authors") or items_at(item, "authors")


def _make_author(author: JsonObject) -> AuthorValue:
    """An author, with the page of the account that claimed the paper."""
    account = text_at(author, "user", "user") or text_at(author, "user", "name")
    return make_author_from_name(
        text_at(author, "name"), url=f"{_HUB_ADDRESS}{account}" if account else ""
    )


def _submitter(item: JsonObject, paper: JsonObject) -> str:
    people = [value_at(item, "submittedBy"), value_at(paper, "submittedOnDailyBy")]
    people += [value_at(item, "submittedOnDailyBy"), value_at(paper, "submittedBy")]
    for someone in people:
        for key in ("name", "user", "fullname"):
            if name := text_at(someone, key):
                return name
    return ""
