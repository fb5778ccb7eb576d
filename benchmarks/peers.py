"""The programs that we are measured against, each set up as its own users would.

Records come in; a project in a folder and the commands that build it go out. All make pages of the
same kinds: one for each paper, and lists of at most 100 papers for tags, venues, years and authors.
Material and Zensical have no such lists of their own; a script of their user writes them as
Markdown, whose time is not counted. Hugo makes them as taxonomies.
"""

from __future__ import annotations

import json
import shutil
from collections import defaultdict
from collections.abc import Callable, Iterable, Mapping, Sequence
from dataclasses import dataclass
from pathlib import Path
from typing import Any

BIN = Path(__file__).parent.parent / ".cache" / "bench" / "bin"
TEMPLATES = Path(__file__).parent / "hugo"
PER_PAGE = 100
KINDS = ("tags", "venues", "years", "authors")

Record = Mapping[str, Any]
Command = Sequence[str]


@dataclass(frozen=True, slots=True, kw_only=True)
class Peer:
    """A way to make a site of the same records: where it puts it, and how it is told to."""

    name: str
    site: str
    prepare: Callable[[Path, list[Record]], None]
    commands: tuple[Command, ...]
    change: Callable[[Path, Record], None]


def check_tools(names: Iterable[str] = ("hugo", "zensical", "python")) -> None:
    """Raise `RuntimeError` when one of the programs is not installed: no peer is left out."""
    missing = [name for name in names if not (BIN / name).exists()]
    if missing:
        raise RuntimeError(f"{', '.join(missing)} not found in {BIN}; make bench installs them")


def _values(record: Record) -> dict[str, list[str]]:
    return {
        "tags": list(record["tags"]),
        "venues": [record["venue"]],
        "years": [str(record["year"])],
        "authors": list(record["authors"]),
    }


def _slug(value: str) -> str:
    return value.casefold().replace(" ", "-").replace(".", "")


# --- MkDocs and Zensical: Markdown for every page ------------------------------------------------


def _write_markdown(folder: Path, records: list[Record]) -> None:
    docs = folder / "docs"
    (docs / "papers").mkdir(parents=True)
    members: dict[tuple[str, str], list[Record]] = defaultdict(list)
    for record in records:
        _write_paper(folder, record)
        for kind, values in _values(record).items():
            for value in values:
                members[kind, value].append(record)
    for (kind, value), found in members.items():
        _write_list(docs / kind, value, found)
    for kind in KINDS:
        lines = [f"- [{v}]({kind}/{_slug(v)}.md)\n" for k, v in sorted(members) if k == kind]
        (docs / f"{kind}.md").write_text(f"# {kind.capitalize()}\n\n{''.join(lines)}", "utf-8")
    (docs / "index.md").write_text(f"# Papers\n\n{len(records)} papers.\n", "utf-8")


def _write_paper(folder: Path, record: Record) -> None:
    links = ", ".join(f"[{name}](../authors/{_slug(name)}.md)" for name in record["authors"])
    tags = ", ".join(f"[{tag}](../tags/{tag}.md)" for tag in record["tags"])
    venue, year = record["venue"], record["year"]
    place = f"[{venue}](../venues/{venue}.md) [{year}](../years/{year}.md)"
    text = f"# {record['title']}\n\n{links}\n\n{place} · {tags}\n\n{record['abstract']}\n"
    front = f"---\ntitle: {json.dumps(record['title'])}\n---\n\n"
    (folder / "docs/papers" / f"{record['id']}.md").write_text(front + text, "utf-8")


def _write_list(folder: Path, value: str, records: list[Record]) -> None:
    folder.mkdir(exist_ok=True)
    for number, start in enumerate(range(0, len(records), PER_PAGE), 1):
        items = "".join(
            f"- [{record['title']}](../papers/{record['id']}.md) {', '.join(record['authors'])}, "
            f"{record['venue']} {record['year']}. {record['abstract'][:240]}\n"
            for record in records[start : start + PER_PAGE]
        )
        name = f"{_slug(value)}.md" if number == 1 else f"{_slug(value)}-{number}.md"
        (folder / name).write_text(f"# {value}, page {number}\n\n{items}", "utf-8")


def _prepare_material(folder: Path, records: list[Record]) -> None:
    _write_markdown(folder, records)
    nav = "".join(f"  - {kind.capitalize()}: {kind}.md\n" for kind in KINDS)
    hidden = "".join(f"  /{kind}/\n" for kind in ("papers", *KINDS))
    (folder / "mkdocs.yml").write_text(
        "site_name: Papers\nsite_url: https://papers.example/\n"
        "theme:\n  name: material\n  font: false\n"
        f"nav:\n  - Home: index.md\n{nav}not_in_nav: |\n{hidden}plugins:\n  - search\n",
        "utf-8",
    )


def _prepare_zensical(folder: Path, records: list[Record]) -> None:
    _prepare_material(folder, records)
    config = (folder / "mkdocs.yml").read_text("utf-8")
    (folder / "mkdocs.yml").write_text(config.partition("plugins:")[0], "utf-8")


# --- Hugo: front matter and taxonomies -----------------------------------------------------------


def _prepare_hugo(folder: Path, records: list[Record]) -> None:
    shutil.copytree(TEMPLATES, folder, dirs_exist_ok=True)
    (folder / "content/papers").mkdir(parents=True)
    for record in records:
        _write_hugo_paper(folder, record)


def _write_hugo_paper(folder: Path, record: Record) -> None:
    front = {
        "title": record["title"],
        "date": record["published"],
        "arxiv": record["arxiv"],
        **_values(record),
    }
    text = f"{json.dumps(front, ensure_ascii=False, indent=1)}\n\n{record['abstract']}\n"
    (folder / "content/papers" / f"{record['id']}.md").write_text(text, "utf-8")


def _pagefind(site: str) -> Command:
    return (str(BIN / "python"), "-m", "pagefind", "--site", site)


def peers(python: str) -> tuple[Peer, ...]:
    """Everyone we are measured against; `python` has MkDocs and Material."""
    return (
        Peer(
            name="Hugo + Pagefind",
            site="public",
            prepare=_prepare_hugo,
            commands=((str(BIN / "hugo"), "build", "--quiet"), _pagefind("public")),
            change=_write_hugo_paper,
        ),
        Peer(
            name="MkDocs + Material",
            site="site",
            prepare=_prepare_material,
            commands=((python, "-m", "mkdocs", "build", "--quiet"),),
            change=_write_paper,
        ),
        Peer(
            name="Zensical + Pagefind",
            site="site",
            prepare=_prepare_zensical,
            commands=((str(BIN / "zensical"), "build"), _pagefind("site")),
            change=_write_paper,
        ),
    )
