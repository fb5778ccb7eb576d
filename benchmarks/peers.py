"""The programs that Papershelf is compared with, configured as their users would.

A `Peer` writes records as a project and names the commands that build it. All make the same kinds
of pages: one per paper, and lists of at most 100 papers by tag, venue, year and author. Hugo makes
lists with taxonomies; for Material and Zensical, which have none, `markdown` writes them.
"""

from __future__ import annotations

import json
import shutil
from collections.abc import Callable, Iterable, Sequence
from dataclasses import dataclass
from pathlib import Path

from benchmarks.markdown import (
    KINDS,
    Record,
    change_markdown,
    day_of,
    links_of,
    values_of,
    write_markdown,
)

TOOLS = Path(__file__).parent.parent / ".cache" / "bench"
PACKED = {"hugo": "hugo/binaries/hugo", "pagefind": "pagefind_bin/pagefind"}
TEMPLATES = Path(__file__).parent / "hugo"

Command = Sequence[str]


@dataclass(frozen=True, slots=True, kw_only=True)
class Peer:
    """A program to measure, with functions that write and edit its project.

    A program without incremental builds has no `add` and `remove`, because they would take as long
    as `change`. A program that `takes_minutes` builds a large collection only once.
    """

    name: str
    site: str
    prepare: Callable[[Path, list[Record]], None]
    commands: tuple[Command, ...]
    change: Callable[[Path, Record, Record], None]
    add: Callable[[Path, Record], None] | None = None
    remove: Callable[[Path, Record], None] | None = None
    takes_minutes: bool = False


def check_tools(chosen: Iterable[Peer]) -> None:
    """Raise `RuntimeError` with the names of programs that are not installed."""
    paths = {command[0] for peer in chosen for command in peer.commands}
    missing = sorted(Path(path).name for path in paths if shutil.which(path) is None)
    if missing:
        raise RuntimeError(f"not installed: {', '.join(missing)}; make bench installs them")


def _find_program(name: str) -> str:
    # Their Python packages have wrapper scripts, whose start-up time would be measured.
    found = sorted(TOOLS.glob(f"lib/python*/site-packages/{PACKED[name]}"))
    return str(found[0] if found else TOOLS / "bin" / name)


# --- MkDocs and Zensical: Markdown for every page ------------------------------------------------

_MKDOCS = """site_name: Papers
site_url: https://papers.example/
theme:
  name: material
  font: false
{more}nav:
  - Home: index.md
{nav}not_in_nav: |
{hidden}markdown_extensions:
  - attr_list
  - pymdownx.arithmatex:
      generic: true
extra_css:
  - https://cdn.jsdelivr.net/npm/katex@0.16.22/dist/katex.min.css
extra_javascript:
  - https://cdn.jsdelivr.net/npm/katex@0.16.22/dist/katex.min.js
  - https://cdn.jsdelivr.net/npm/katex@0.16.22/dist/contrib/auto-render.min.js
  - katex.js
{end}"""
_KATEX = """document$.subscribe(({ body }) => renderMathInElement(body, {
  delimiters: [{ left: "\\\\(", right: "\\\\)", display: false }],
}));
"""
# Pagefind indexes only pages of papers.
_OVERRIDE = """{% extends "base.html" %}
{% block content %}
{% if page.meta.paper %}<div data-pagefind-body>{% endif %}
{{ super() }}
{% if page.meta.paper %}</div>{% endif %}
{% endblock %}
"""


def _prepare_material(folder: Path, records: list[Record]) -> None:
    _write_mkdocs(folder, records, more="", end="")


def _prepare_zensical(folder: Path, records: list[Record]) -> None:
    # Pagefind replaces its own search.
    _write_mkdocs(folder, records, more="  custom_dir: overrides\n", end="plugins: []\n")
    (folder / "overrides").mkdir()
    (folder / "overrides/main.html").write_text(_OVERRIDE, "utf-8")


def _write_mkdocs(folder: Path, records: list[Record], *, more: str, end: str) -> None:
    write_markdown(folder, records)
    nav = "".join(f"  - {kind.capitalize()}: {kind}/index.md\n" for kind in KINDS)
    hidden = "".join(f"  /{kind}/\n" for kind in KINDS)
    text = _MKDOCS.format(more=more, nav=nav, hidden=hidden, end=end)
    (folder / "mkdocs.yml").write_text(text, "utf-8")
    (folder / "docs/katex.js").write_text(_KATEX, "utf-8")


# --- Hugo: front matter and taxonomies -----------------------------------------------------------


def _prepare_hugo(folder: Path, records: list[Record]) -> None:
    shutil.copytree(TEMPLATES, folder, dirs_exist_ok=True)
    (folder / "content/papers").mkdir(parents=True, exist_ok=True)
    for record in records:
        _write_hugo_paper(folder, record)


def _change_hugo(folder: Path, _before: Record, after: Record) -> None:
    _write_hugo_paper(folder, after)


def _write_hugo_paper(folder: Path, record: Record) -> None:
    front = {
        "title": record["title"],
        "date": day_of(record),
        "links": [{"label": label, "target": to} for label, to in links_of(record).items()],
        **values_of(record),
    }
    text = f"{json.dumps(front, ensure_ascii=False, indent=1)}\n\n{record.get('abstract', '')}\n"
    (folder / "content/papers" / f"{record['id']}.md").write_text(text, "utf-8")


def _pagefind(site: str) -> Command:
    return (_find_program("pagefind"), "--site", site)


def peers(python: str) -> tuple[Peer, ...]:
    """All programs to compare with; `python` is an interpreter with MkDocs and Material."""
    return (
        Peer(
            name="Hugo + Pagefind",
            site="public",
            prepare=_prepare_hugo,
            commands=((_find_program("hugo"), "build", "--quiet"), _pagefind("public")),
            change=_change_hugo,
        ),
        Peer(
            name="MkDocs + Material",
            site="site",
            prepare=_prepare_material,
            commands=((python, "-m", "mkdocs", "build", "--quiet"),),
            change=change_markdown,
            takes_minutes=True,
        ),
        Peer(
            name="Zensical + Pagefind",
            site="site",
            prepare=_prepare_zensical,
            commands=((str(TOOLS / "bin/zensical"), "build"), _pagefind("site")),
            change=change_markdown,
            takes_minutes=True,
        ),
    )
