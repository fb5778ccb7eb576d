"""Holds the files of a site, but for its pages, against the collection.

The texts of files come in, problems go out; each names its file and gives both values. Nothing is
read from the disk here.
"""

from __future__ import annotations

import json
from collections.abc import Callable, Iterable, Iterator, Mapping, Sequence
from dataclasses import dataclass
from functools import partial
from typing import Any

from papershelf.catalogue.groups import Group, plan_groups
from papershelf.core.errors import Problem
from papershelf.core.export_formats import FormatName
from papershelf.exports.api import API
from papershelf.exports.feeds import FeedMaker
from papershelf.records.model import Paper
from papershelf.records.site_paths import PAPERS, paper_address
from papershelf.sitecheck.bibliographies import (
    BIBTEX_KEYS,
    CSL_KEYS,
    RIS_KEYS,
    bibtex_facts,
    csl_facts,
    read_bibtex,
    read_csl,
    read_ris,
    ris_facts,
)
from papershelf.sitecheck.expected_facts import UNREADABLE, Facts, Keys, Truth, Value, compare
from papershelf.sitecheck.expected_site import Subject
from papershelf.sitecheck.feeds import FeedFacts, entry_facts, feed_facts, read_atom, read_json_feed
from papershelf.sitecheck.records import (
    csv_facts,
    markdown_facts,
    read_csv,
    read_markdown,
    read_record,
    read_records,
    record_facts,
)


@dataclass(frozen=True, slots=True, kw_only=True)
class View:
    """How a format is read back, and what it must say of a paper."""

    read: Callable[[str], Iterator[Facts]]
    expect: Callable[[Truth], Facts]
    keys: Keys


def _read_one(read: Callable[[str], Facts], text: str) -> Iterator[Facts]:
    yield read(text)


_EXACT: Keys = {}
_BIBTEX = View(read=read_bibtex, expect=bibtex_facts, keys=BIBTEX_KEYS)
_RIS = View(read=read_ris, expect=ris_facts, keys=RIS_KEYS)
_CSL = View(read=read_csl, expect=csl_facts, keys=CSL_KEYS)
PAPER_VIEWS: Mapping[str, View] = {
    ".bib": _BIBTEX,
    ".ris": _RIS,
    ".csl.json": _CSL,
    ".json": View(read=partial(_read_one, read_record), expect=record_facts, keys=_EXACT),
    ".md": View(read=partial(_read_one, read_markdown), expect=markdown_facts, keys=_EXACT),
}
"""The files beside a paper's page, by their endings."""
EXPORT_VIEWS: Mapping[FormatName, View] = {
    "bibtex": _BIBTEX,
    "bibtex-abstracts": _BIBTEX,
    "ris": _RIS,
    "csl-json": _CSL,
    "jsonl": View(read=read_records, expect=partial(record_facts, page=False), keys=_EXACT),
    "csv": View(read=read_csv, expect=csv_facts, keys=_EXACT),
}


def paper_files(paper: Paper) -> dict[str, View]:
    """The files that tell of one paper alone, by path."""
    address = paper_address(paper.id)[:-1]
    beside = {f"{address}{ending}": view for ending, view in PAPER_VIEWS.items()}
    return beside | {f"{API}{address}.json": PAPER_VIEWS[".json"]}


def check_papers(
    path: str, texts: Iterable[str], view: View, truths: Sequence[Truth]
) -> Iterator[Problem]:
    """Hold a file, in parts if it has some, against the papers that it must tell of, in order."""
    try:
        told = [facts for text in texts for facts in view.read(text)]
    except UNREADABLE as error:
        yield Problem(path, 0, "", f"cannot be read back: {error}")
        return
    if len(told) != len(truths):
        right = f"there {'is' if len(truths) == 1 else 'are'} {len(truths)}"
        yield Problem(path, 0, "", f"tells of {len(told)} papers, {right}")
    for facts, truth in zip(told, truths, strict=False):
        name = truth.work.paper.id if len(truths) > 1 else ""
        yield from compare(facts, view.expect(truth), view.keys, path=path, view=name)


def check_feed(path: str, text: str, group: Group, subject: Subject) -> Iterator[Problem]:
    """Hold a feed against the newest papers of its group."""
    maker = FeedMaker(catalogue=subject.catalogue, settings=subject.settings)
    site = subject.settings.site_name
    title = site if group.kind == "collection" else f"{group.title} · {site}"
    truths = list(map(subject.truth, maker.newest(group)))
    try:
        told = read_atom(text) if path.endswith(".xml") else read_json_feed(text)
    except UNREADABLE as error:
        yield Problem(path, 0, "", f"cannot be read back: {error}")
        return
    yield from _compare_feeds(path, told, feed_facts(title, truths), truths)


def check_other_feed(path: str, text: str, subject: Subject) -> Iterator[Problem | str]:
    """Hold a feed of another kind against the papers that it tells of; other entries' addresses.

    Those come out as they are: whether they lead somewhere is for others to say.
    """
    papers = {subject.truth(paper).page: paper for paper in subject.catalogue.papers}
    try:
        told = read_atom(text) if path.endswith(".xml") else read_json_feed(text)
    except UNREADABLE as error:
        yield Problem(path, 0, "", f"cannot be read back: {error}")
        return
    for facts in told.entries:
        page = str(facts["page"])
        if paper := papers.get(page):
            right = entry_facts(subject.truth(paper))
            yield from compare(facts, right, _EXACT, path=path, view=paper.id)
        else:
            yield page


def _compare_feeds(
    path: str, told: FeedFacts, meant: FeedFacts, truths: Sequence[Truth]
) -> Iterator[Problem]:
    yield from compare(told.own, meant.own, _EXACT, path=path, truth="collection")
    if told.own["entries"] == meant.own["entries"]:
        for facts, right, truth in zip(told.entries, meant.entries, truths, strict=True):
            yield from compare(facts, right, _EXACT, path=path, view=truth.work.paper.id)


def check_api(texts: Mapping[str, str], subject: Subject, name: str) -> Iterator[Problem]:
    """Hold the documents of the API that tell of the whole collection against it."""
    catalogue = subject.catalogue
    axes = {
        "tags": {str(tag): str(len(papers)) for tag, papers in catalogue.by_tag.items()},
        "venues": {str(venue): str(len(papers)) for venue, papers in catalogue.by_venue.items()},
        "authors": {
            group.name: str(len(group.papers)) for group in plan_groups(catalogue, "author")
        },
    }
    for axis, meant in axes.items():
        path = f"{API}{axis}.json"
        yield from _check_document(path, texts, partial(_counts_by_id, axis), meant, name)
    counts = {
        "papers": str(len(catalogue.papers)),
        "tags": str(len(catalogue.by_tag)),
        "venues": str(len(catalogue.by_venue)),
        "authors": str(len(catalogue.persons)),
    }
    yield from _check_document(f"{API}index.json", texts, _counts, counts, name)


def _check_document(
    path: str,
    texts: Mapping[str, str],
    read: Callable[[Any], Facts],
    meant: Facts,
    name: str,
) -> Iterator[Problem]:
    if path not in texts:
        return
    try:
        told = read(json.loads(texts[path]))
    except UNREADABLE as error:
        yield Problem(f"{name}/{path}", 0, "", f"cannot be read back: {error}")
        return
    yield from compare(told, meant, _EXACT, path=f"{name}/{path}", truth="collection")


def _counts_by_id(axis: str, document: Any) -> Facts:  # noqa: ANN401  # JSON
    return {value["id"]: str(value["papers"]) for value in document[axis]}


def _counts(document: Any) -> Facts:  # noqa: ANN401  # JSON
    counts: dict[str, Value] = {key: str(value) for key, value in document["counts"].items()}
    return counts


def strangers(paths: Iterable[str], subject: Subject, name: str) -> Iterator[Problem]:
    """Files and pages of papers that the collection does not have."""
    for path in paths:
        folder, _, rest = path.removeprefix(API).partition("/")
        stem = rest.partition("/")[0].partition(".")[0]
        if f"{folder}/" != PAPERS or not stem or rest == "index.html":
            continue
        known = stem in subject.catalogue.by_id or f"{PAPERS}{stem}/" in subject.moved
        if not known and not rest.startswith("page/"):
            yield Problem(f"{name}/{path}", 0, "", "tells of a paper that is not in the collection")
