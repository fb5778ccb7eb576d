"""Which files a site has besides its pages: presets and switches of `extra.papershelf.outputs`.

Input: the value of the setting. Output: `Outputs`, or what is wrong with the value.
"""

from __future__ import annotations

from collections.abc import Iterator, Mapping, Sequence
from dataclasses import dataclass, field, fields, replace
from typing import Any
from zlib import crc32


def _switch(
    *,
    default: object,
    text: str,
    limits: tuple[int, int] = (0, 1_000_000),
    choices: Sequence[str] = (),
) -> Any:  # noqa: ANN401  # as `dataclasses.field`
    return field(default=default, metadata={"text": text, "limits": limits, "choices": choices})


@dataclass(frozen=True, slots=True, kw_only=True)
class Outputs:
    """The files that a site has; the defaults are those of the preset `full`."""

    paper_exports: bool = _switch(
        default=True,
        text="each paper has files for reference managers: `.bib`, `.ris`, `.csl.json`",
    )
    paper_markdown: bool = _switch(default=True, text="each paper has a Markdown file")
    paper_json: bool = _switch(
        default=True,
        text="each paper has a JSON file; otherwise `api/parts/` has files of many papers",
    )
    api_copies: bool = _switch(
        default=True, text="the JSON file of a paper is also at `api/papers/`, its first address"
    )
    author_pages: int = _switch(
        default=1,
        limits=(1, 3),
        text="the number of papers from which an author or submitter has a page, at most 3; pages of "
        "the index show the papers of all others",
    )
    listing_exports: str = _switch(
        default="all",
        choices=("all", "bibtex", "none"),
        text="the formats in which tags, venues, years and the like have exports: `all`, `none`, or "
        "from 2,000 papers on only `bibtex`",
    )
    author_exports: bool = _switch(default=True, text="authors of three papers have exports")
    author_feeds: int = _switch(
        default=3, text="the number of papers from which an author has a feed; 0 for none"
    )
    json_feeds: bool = _switch(
        default=True,
        text="feeds of tags, venues, authors and the like are also in the format JSON Feed, as those "
        "of the collection always are",
    )
    list_abstracts: bool = _switch(
        default=True,
        text="abstracts fold out in lists also in collections of more than 2,000 papers, where they "
        "need twice as many pages",
    )
    card: bool = _switch(
        default=True,
        text="links to the site show a picture with its name in chats and on social sites",
    )
    paper_cards: bool = _switch(
        default=False,
        text="links to a paper show a picture with its title and authors, one file each",
    )

    def record_path(self, paper: str) -> str:
        """Return the path of the JSON file with the record of a paper, which has any id."""
        return (
            f"papers/{paper}.json" if self.paper_json else f"{PARTS_FOLDER}{part_name(paper)}.json"
        )

    @property
    def record_pattern(self) -> str:
        """The path of the JSON file with the record of a paper `{id}`, or of a part `{part}`."""
        return "papers/{id}.json" if self.paper_json else f"{PARTS_FOLDER}{{part}}.json"


LARGE_COLLECTION = 2_000
"""Collections of more papers have fewer outputs for each listing, depending on the switches."""
PARTS_FOLDER = "api/parts/"
"""The folder of files with the records of many papers."""
FULL = Outputs()
STANDARD = replace(
    FULL,
    paper_exports=False,
    api_copies=False,
    author_pages=3,
    listing_exports="bibtex",
    author_exports=False,
    author_feeds=8,
    json_feeds=False,
    list_abstracts=False,
)
MINIMAL = replace(
    STANDARD, paper_markdown=False, paper_json=False, listing_exports="none", author_feeds=0
)
PRESETS: Mapping[str, Outputs] = {"full": FULL, "standard": STANDARD, "minimal": MINIMAL}


def part_name(paper: str) -> str:
    """Return the name of the part with a paper: two hexadecimal digits of the CRC-32 of its id."""
    return f"{crc32(paper.encode()):08x}"[:2]


def switch_texts() -> Mapping[str, str]:
    """Return what each switch is for, by its name."""
    return {one.name: one.metadata["text"] for one in fields(Outputs)}


def parse_outputs(value: object) -> tuple[Outputs, list[tuple[str, str]]]:
    """Parse the setting: the name of a preset, or a mapping with `preset` and switches.

    Also return each problem, with the part of the setting that it is about.
    """
    given: dict[str, Any] = dict(value) if isinstance(value, Mapping) else {"preset": value}
    preset = given.pop("preset", "full")
    if not isinstance(preset, str) or preset not in PRESETS:
        return FULL, [("", f"{preset} is not a preset; the presets are {', '.join(PRESETS)}")]
    problems = list(_find_faults(given))
    values: dict[str, Any] = {} if problems else given
    return replace(PRESETS[preset], **values), problems


def _find_faults(given: Mapping[str, object]) -> Iterator[tuple[str, str]]:
    switches = {one.name: one for one in fields(Outputs)}
    for name, value in given.items():
        switch = switches.get(name)
        if switch is None:
            yield f".{name}", f"is not a switch; the switches are {', '.join(switches)}"
        elif switch.type == "bool":
            if not isinstance(value, bool):
                yield f".{name}", "is not true or false"
        elif choices := switch.metadata["choices"]:
            if value not in choices:
                yield f".{name}", f"is not one of {', '.join(choices)}"
        else:
            least, most = switch.metadata["limits"]
            is_number = isinstance(value, int) and not isinstance(value, bool)
            if not is_number or not least <= value <= most:
                yield f".{name}", f"is not a whole number from {least} to {most:,}"
