"""Papers of Hugging Face: the JSON of a daily list or of one paper in, a record for each out.

`GET /api/daily_papers` gives an array whose items hold the paper under `paper` and repeat some of
it outside; `/api/papers/<id>` gives the paper alone. Fields wander between the two, so each is
looked for in both. `publishedAt` of the paper is the day on arXiv, that of the item the day on
which somebody put it on the list. What models wrote (`ai_summary`, `ai_keywords`) is not taken:
a summary is a curator's own, and tags are not guessed.
"""

from __future__ import annotations

from papershelf.sources.parsing.author_names import Person, known, named
from papershelf.sources.parsing.dates import read_date, read_day
from papershelf.sources.parsing.encoding import decode
from papershelf.sources.parsing.json_items import (
    Item,
    has_keys,
    items_at,
    number_at,
    parse_items,
    text_at,
    value_at,
)
from papershelf.sources.parsing.links import read_address
from papershelf.sources.parsing.raw_record import Reading
from papershelf.sources.parsing.record_builder import Gathering

_HUB = "https://huggingface.co/"
_LINKED = (
    ("models", "linkedModels", ""),
    ("datasets", "linkedDatasets", "datasets/"),
    ("demos", "linkedSpaces", "spaces/"),
)


def is_hf(head: str) -> bool:
    """Whether it is JSON with the keys that only these lists have together."""
    return has_keys(head, "publishedAt", "title") and any(
        has_keys(head, name)
        for name in ("paper", "upvotes", "submittedOnDailyAt", "discussionId", "ai_summary")
    )


def parse_hf(content: bytes, path: str) -> Reading:
    """Read a daily list, or one paper, or such papers one a line."""
    text, problems = decode(content, path)
    gathered = Gathering(path=path, problems=list(problems))
    read_items(text, gathered)
    return gathered.reading()


def read_items(text: str, gathered: Gathering, first_line: int = 0) -> None:
    """Gather the papers of a JSON text; with `first_line`, that of the page it was found in."""
    items = parse_items(
        text, gathered.path, gathered.problems,
        lists=("dailyPapers", "papers", "results"), is_entry=_is_entry,
    )  # fmt: skip
    for line, item in items:
        gathered.add(_fields(item), first_line or line)


def _is_entry(item: Item) -> bool:
    return "title" in item or "paper" in item


def _fields(item: Item) -> dict[str, object]:
    inner = value_at(item, "paper")
    paper: Item = inner if isinstance(inner, dict) else item
    listed = _listed(item, paper)
    fields: dict[str, object] = {
        "title": _text("title", paper, item),
        "abstract": _text("summary", paper, item),
        "authors": known([_author(author) for author in _authors(paper, item)]),
        "arxiv": text_at(paper, "id"),
        **read_date(text_at(paper, "publishedAt")).fields(is_preprint=True),
        "featured": [listed] if listed else [],
        "submitted_by": _submitter(item, paper),
        "project": _address(_text("projectPage", paper, item)),
        "status": "withdrawn" if _text("withdrawnAt", paper, item) else "",
    }
    code = _address(_text("githubRepo", paper, item))
    fields["code"] = [code] if code else []
    for name, keys in _COUNTS:
        counts = (number_at(where, key) for key in keys for where in (item, paper))
        number = next((count for count in counts if count is not None), None)
        if number is not None:
            fields[name] = {"value": number, "day": listed} if listed else {"value": number}
    for name, key, folder in _LINKED:
        linked = [text_at(one, "id") for one in items_at(paper, key)]
        fields[name] = [f"{_HUB}{folder}{one}" for one in linked if one]
    return fields


_COUNTS = (
    ("upvotes", ("upvotes", "numUpvotes")),
    ("comments", ("numComments",)),
    ("stars", ("githubStars",)),
)


def _text(key: str, *places: Item) -> str:
    return next(filter(None, (text_at(place, key) for place in places)), "")


def _address(text: str) -> str:
    """An address, with its scheme where only that is missing."""
    text = text.strip()
    if text.startswith(("github.com/", "www.")):
        text = f"https://{text}"
    return text if read_address(text)[0] else ""


def _listed(item: Item, paper: Item) -> str:
    """The day on which the paper was put on the list."""
    told = read_day(_text("submittedOnDailyAt", paper, item))
    if told or paper is item:
        return told
    return read_day(text_at(item, "publishedAt"))


def _authors(paper: Item, item: Item) -> list[Item]:
    return items_at(paper, "authors") or items_at(item, "authors")


def _author(author: Item) -> Person:
    """An author with the page of the account that claimed the paper."""
    account = text_at(author, "user", "user") or text_at(author, "user", "name")
    return named(text_at(author, "name"), url=f"{_HUB}{account}" if account else "")


def _submitter(item: Item, paper: Item) -> str:
    people = [value_at(item, "submittedBy"), value_at(paper, "submittedOnDailyBy")]
    people += [value_at(item, "submittedOnDailyBy"), value_at(paper, "submittedBy")]
    for someone in people:
        for key in ("name", "user", "fullname"):
            if name := text_at(someone, key):
                return name
    return ""
