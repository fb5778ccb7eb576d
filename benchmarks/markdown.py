"""Writes a collection as Markdown for MkDocs and Zensical, which cannot generate pages themselves.

Takes records and writes a page for each paper and lists of at most 100 papers to a folder `docs`.
Its time is not measured.
"""

from __future__ import annotations

import json
from collections import defaultdict
from collections.abc import Mapping, Sequence
from pathlib import Path
from typing import Any

PER_PAGE = 100
KINDS = ("papers", "tags", "venues", "years", "authors")
_EXCERPT = 240
# Zensical fails to index a page as long as the list of all authors.
_EXCLUDE_FROM_SEARCH = "---\nsearch:\n  exclude: true\n---\n\n"

Record = Mapping[str, Any]


def values_of(record: Record) -> dict[str, list[str]]:
    """The values under which a record is listed, by kind of list."""
    return {
        "tags": list(record.get("tags", ())),
        "venues": [record["venue"]] if "venue" in record else [],
        "years": [str(record["year"])] if "year" in record else [],
        "authors": list(record.get("authors", ())),
    }


def day_of(record: Record) -> str:
    """The day of a record, or the first day of its year, if only that is known."""
    return str(record.get("published") or f"{record.get('year', 1970)}-01-01")


def links_of(record: Record) -> dict[str, str]:
    """The addresses of a paper, by label."""
    address = f"https://arxiv.org/abs/{record['arxiv']}" if "arxiv" in record else ""
    pdf = record.get("pdf") or address.replace("abs", "pdf")
    links = {"PDF": pdf, "Page": record.get("url") or address}
    return {label: target for label, target in links.items() if target}


def write_markdown(folder: Path, records: Sequence[Record]) -> None:
    """Write all pages."""
    docs = folder / "docs"
    (docs / "papers").mkdir(parents=True)
    members: defaultdict[tuple[str, str], list[Record]] = defaultdict(list)
    for record in records:
        _write_paper(docs, record)
        for kind, values in values_of(record).items():
            for value in values:
                members[kind, value].append(record)
    for (kind, value), found in members.items():
        _write_list(docs / kind, value, found)
    _write_list(docs / "papers", "index", records)
    for kind in KINDS[1:]:
        lines = [
            f"- [{value}]({_slug(value)}.md) {len(found)}\n"
            for (its, value), found in sorted(members.items())
            if its == kind
        ]
        text = f"{_EXCLUDE_FROM_SEARCH}# {kind.capitalize()}\n\n{''.join(lines)}"
        (docs / kind / "index.md").write_text(text, "utf-8")
    newest = "".join(_item(record, "") for record in records[:30])
    (docs / "index.md").write_text(f"# Papers\n\n{len(records)} papers.\n\n{newest}", "utf-8")


def change_markdown(folder: Path, before: Record, after: Record) -> None:
    """Update the page of a paper, and its title in all lists."""
    docs = folder / "docs"
    _write_paper(docs, after)
    lists = {"papers": ["index"], **values_of(after)}
    paths = [
        path
        for kind, values in lists.items()
        for value in values
        for path in (docs / kind).glob(f"{_slug(value)}*.md")
    ]
    for path in [docs / "index.md", *paths]:
        text = path.read_text("utf-8")
        path.write_text(text.replace(f"[{before['title']}]", f"[{after['title']}]"), "utf-8")


def _slug(value: str) -> str:
    return value.casefold().replace(" ", "-").replace(".", "").replace("/", "-")


def _links(kind: str, values: Sequence[str], up: str, attributes: str = "") -> str:
    return ", ".join(f"[{value}]({up}{kind}/{_slug(value)}.md){attributes}" for value in values)


def _write_paper(docs: Path, record: Record) -> None:
    # The attributes are for Pagefind; Material ignores them.
    linked = {
        kind: _links(kind, values, "../", f'{{data-pagefind-filter="{kind.removesuffix("s")}"}}')
        for kind, values in values_of(record).items()
    }
    abstract = record.get("abstract", "")
    excerpt = json.dumps(abstract[:_EXCERPT], ensure_ascii=False)
    title = json.dumps(record["title"], ensure_ascii=False)
    links = " · ".join(f"[{label}]({target})" for label, target in links_of(record).items())
    text = (
        f"---\ntitle: {title}\ndescription: {excerpt}\npaper: true\n---\n\n"
        f"# {record['title']}\n\n{linked['authors']}\n\n"
        f"{linked['venues']} {linked['years']} · {day_of(record)}\n\n"
        f"{links}\n\n"
        f"## Abstract\n\n{abstract}\n\n{linked['tags']}\n\n"
        f"## Cite\n\n```bibtex\n{_render_bibtex(record)}```\n"
    )
    (docs / "papers" / f"{record['id']}.md").write_text(text, "utf-8")


def _render_bibtex(record: Record) -> str:
    fields = {
        "title": record["title"],
        "author": " and ".join(record.get("authors", ())),
        "booktitle": record.get("venue"),
        "year": record.get("year"),
        "url": links_of(record).get("Page"),
        "eprint": record.get("arxiv"),
    }
    lines = "".join(f"  {name} = {{{value}}},\n" for name, value in fields.items() if value)
    return f"@inproceedings{{{record['id']},\n{lines}}}\n"


def _write_list(folder: Path, value: str, records: Sequence[Record]) -> None:
    folder.mkdir(exist_ok=True)
    last = -(-len(records) // PER_PAGE)
    for number in range(1, last + 1):
        items = "".join(
            _item(record, "../") for record in records[(number - 1) * PER_PAGE : number * PER_PAGE]
        )
        pager = f"\n[Next]({_page(value, number + 1)})\n" if number < last else ""
        text = f"# {value}, page {number} of {last}\n\n{items}{pager}"
        (folder / _page(value, number)).write_text(text, "utf-8")


def _page(value: str, number: int) -> str:
    return f"{_slug(value)}.md" if number == 1 else f"{_slug(value)}-{number}.md"


def _item(record: Record, up: str) -> str:
    lists = {kind: _links(kind, values, up) for kind, values in values_of(record).items()}
    return (
        f"**[{record['title']}]({up}papers/{record['id']}.md)**\n\n"
        f"{', '.join(record.get('authors', ()))}\n\n"
        f"{lists['venues']} {lists['years']}\n\n{record.get('abstract', '')[:_EXCERPT]} …\n\n"
        f"{lists['tags']}\n\n"
    )
