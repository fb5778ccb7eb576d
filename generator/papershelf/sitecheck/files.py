"""Checks the files of a site other than pages against the collection.

Takes the texts of files; returns problems that name the file and both values. Reads nothing from
disk.
"""

from __future__ import annotations

import json
from collections.abc import Callable, Iterable, Iterator, Mapping, Sequence
from functools import partial
from typing import Any

from papershelf.catalogue.axes import Group
from papershelf.core.errors import Problem
from papershelf.core.formatting import format_count
from papershelf.core.identifiers import Slug
from papershelf.core.outputs import FULL, Outputs
from papershelf.exports.api import API_FOLDER, api_axes
from papershelf.exports.feeds import FeedMaker
from papershelf.exports.formats.export_format import ExportFormat
from papershelf.exports.formats.registry import PAPER_FILE_FORMATS, RECORD_FORMATS
from papershelf.exports.html_head import list_paper_files
from papershelf.records.model import PaperId
from papershelf.records.site_paths import PAPERS_ADDRESS, paper_address
from papershelf.sitecheck.bibliographies import BIBLIOGRAPHY_CHECKS
from papershelf.sitecheck.expected_facts import (
    PARSE_ERRORS,
    ExpectedFacts,
    FactNormalizers,
    FactValue,
    FactValues,
    FileFormatCheck,
    compare_facts,
)
from papershelf.sitecheck.expected_site import ExpectedSite
from papershelf.sitecheck.feeds import (
    FeedFacts,
    expected_entry_facts,
    expected_feed_facts,
    parse_atom,
    parse_json_feed,
)
from papershelf.sitecheck.records import (
    expected_csv_facts,
    expected_markdown_facts,
    expected_record_facts,
    parse_csv_facts,
    parse_jsonl_facts,
    parse_markdown_facts,
    parse_record_facts,
)


def _parse_single(read: Callable[[str], FactValues], text: str) -> Iterator[FactValues]:
    yield read(text)


_EXACT_NORMALIZERS: FactNormalizers = {}
EXPORT_FILE_CHECKS: Mapping[str, FileFormatCheck] = {
    **BIBLIOGRAPHY_CHECKS,
    "jsonl": FileFormatCheck(
        parse=parse_jsonl_facts,
        expected_facts=partial(expected_record_facts, page=False),
        normalizers=_EXACT_NORMALIZERS,
    ),
    "csv": FileFormatCheck(
        parse=parse_csv_facts, expected_facts=expected_csv_facts, normalizers=_EXACT_NORMALIZERS
    ),
}
"""The checks for the exports of listings, by format name."""
PAPER_FILE_CHECKS: Mapping[str, FileFormatCheck] = {
    **{known.ending: EXPORT_FILE_CHECKS[known.name] for known in PAPER_FILE_FORMATS},
    ".json": FileFormatCheck(
        parse=partial(_parse_single, parse_record_facts),
        expected_facts=expected_record_facts,
        normalizers=_EXACT_NORMALIZERS,
    ),
    ".md": FileFormatCheck(
        parse=partial(_parse_single, parse_markdown_facts),
        expected_facts=expected_markdown_facts,
        normalizers=_EXACT_NORMALIZERS,
    ),
}
"""The checks for the files next to a paper's page, by file ending."""


def expected_paper_files(paper: PaperId, outputs: Outputs) -> dict[str, FileFormatCheck]:
    """Return the files about a single paper, by path."""
    address = paper_address(paper)[:-1]
    endings = [ending for ending, _, _ in list_paper_files(outputs)]
    checks = {f"{address}{ending}": PAPER_FILE_CHECKS[ending] for ending in endings}
    if outputs.api_copies:
        checks[f"{API_FOLDER}{address}.json"] = PAPER_FILE_CHECKS[".json"]
    return checks


def check_citations(path: str, text: str, expected: ExpectedFacts) -> Iterator[Problem]:
    """Check the finished citations in the record of a paper."""
    try:
        record = json.loads(text)
        texts = {known: _file_text(known, record[known.record_field]) for known in RECORD_FORMATS}
    except PARSE_ERRORS as error:
        yield Problem(path, 0, "", f"has no finished citations: {error}")
        return
    for known, citation in texts.items():
        where = f"{path}#{known.record_field}"
        yield from check_paper_files(where, [citation], EXPORT_FILE_CHECKS[known.name], [expected])


def _file_text(known: ExportFormat, record: object) -> str:
    """Return the file of a paper with the given record, a text or an object of JSON."""
    text = record if isinstance(record, str) else json.dumps(record)
    return known.envelope.join([text.encode()]).content.decode()


def check_part(path: str, text: str, expected_facts: Sequence[ExpectedFacts]) -> Iterator[Problem]:
    """Check a file with the records of many papers."""
    try:
        records = {name: json.dumps(record) for name, record in json.loads(text)["papers"].items()}
    except PARSE_ERRORS as error:
        yield Problem(path, 0, "", f"cannot be read back: {error}")
        return
    expected = {truth.citation.paper.id: truth for truth in expected_facts}
    for name in sorted(records.keys() ^ expected.keys()):
        what = "contains an unexpected paper" if name in records else "does not contain the paper"
        yield Problem(path, 0, "", f"{what}: {name}")
    for name in records.keys() & expected.keys():
        truth, where = expected[PaperId(Slug(name))], f"{path}#{name}"
        yield from check_paper_files(where, [records[name]], PAPER_FILE_CHECKS[".json"], [truth])
        yield from check_citations(where, records[name], truth)


def check_paper_files(
    path: str, texts: Iterable[str], view: FileFormatCheck, expected_facts: Sequence[ExpectedFacts]
) -> Iterator[Problem]:
    """Check a file, possibly in several parts, against the papers that it must contain, in order."""
    try:
        found = [facts for text in texts for facts in view.parse(text)]
    except PARSE_ERRORS as error:
        yield Problem(path, 0, "", f"cannot be read back: {error}")
        return
    if len(found) != len(expected_facts):
        right = f"expected {len(expected_facts)}"
        yield Problem(path, 0, "", f"has {format_count(len(found), 'paper')}, {right}")
    for facts, truth in zip(found, expected_facts, strict=False):
        name = truth.citation.paper.id if len(expected_facts) > 1 else ""
        yield from compare_facts(
            facts, view.expected_facts(truth), view.normalizers, path=path, view=name
        )


def check_feed(
    path: str, text: str, group: Group, expected_site: ExpectedSite
) -> Iterator[Problem]:
    """Check a feed against the newest papers of its group."""
    maker = FeedMaker(catalogue=expected_site.catalogue, settings=expected_site.settings)
    site = expected_site.settings.site_name
    title = site if group.kind == "collection" else f"{group.title} · {site}"
    truths = list(map(expected_site.expected_facts, maker.newest_papers(group)))
    try:
        actual = parse_atom(text) if path.endswith(".xml") else parse_json_feed(text)
    except PARSE_ERRORS as error:
        yield Problem(path, 0, "", f"cannot be read back: {error}")
        return
    yield from _compare_feeds(path, actual, expected_feed_facts(title, truths), truths)


def check_other_feed(path: str, text: str, expected_site: ExpectedSite) -> Iterator[Problem | str]:
    """Check any other feed against the papers that it contains; also yield the addresses of other entries.

    The caller must check that these addresses exist.
    """
    papers = {
        expected_site.expected_facts(paper).page_address: paper
        for paper in expected_site.catalogue.papers
    }
    try:
        actual = parse_atom(text) if path.endswith(".xml") else parse_json_feed(text)
    except PARSE_ERRORS as error:
        yield Problem(path, 0, "", f"cannot be read back: {error}")
        return
    for facts in actual.entries:
        page = str(facts["page"])
        if paper := papers.get(page):
            right = expected_entry_facts(expected_site.expected_facts(paper))
            yield from compare_facts(facts, right, _EXACT_NORMALIZERS, path=path, view=paper.id)
        else:
            yield page


def _compare_feeds(
    path: str, actual: FeedFacts, expected: FeedFacts, expected_facts: Sequence[ExpectedFacts]
) -> Iterator[Problem]:
    yield from compare_facts(
        actual.feed_values, expected.feed_values, _EXACT_NORMALIZERS, path=path, truth="collection"
    )
    if actual.feed_values["entries"] == expected.feed_values["entries"]:
        for facts, right, truth in zip(
            actual.entries, expected.entries, expected_facts, strict=True
        ):
            yield from compare_facts(
                facts, right, _EXACT_NORMALIZERS, path=path, view=truth.citation.paper.id
            )


def check_api(
    texts: Mapping[str, str], expected_site: ExpectedSite, name: str
) -> Iterator[Problem]:
    """Check the API documents that cover the whole collection."""
    catalogue = expected_site.catalogue
    counts = {"papers": str(len(catalogue.papers))}
    for axis in api_axes(catalogue):
        path = f"{API_FOLDER}{axis.name}.json"
        sizes = {str(v): len(papers) for v, papers in axis.papers_of(catalogue).items()}
        expected = {value: str(size) for value, size in sizes.items() if size >= axis.min_papers}
        yield from _check_document(path, texts, partial(_counts_by_id, axis.name), expected, name)
        counts[axis.name] = str(len(sizes))
    yield from _check_document(f"{API_FOLDER}index.json", texts, _document_counts, counts, name)


def _check_document(
    path: str,
    texts: Mapping[str, str],
    read: Callable[[Any], FactValues],
    expected: FactValues,
    name: str,
) -> Iterator[Problem]:
    if path not in texts:
        return
    try:
        actual = read(json.loads(texts[path]))
    except PARSE_ERRORS as error:
        yield Problem(f"{name}/{path}", 0, "", f"cannot be read back: {error}")
        return
    yield from compare_facts(
        actual, expected, _EXACT_NORMALIZERS, path=f"{name}/{path}", truth="collection"
    )


def _counts_by_id(axis: str, document: Any) -> FactValues:  # noqa: ANN401  # JSON
    return {value["id"]: str(value["papers"]) for value in document[axis]}


def _document_counts(document: Any) -> FactValues:  # noqa: ANN401  # JSON
    counts: dict[str, FactValue] = {key: str(value) for key, value in document["counts"].items()}
    return counts


def check_unknown_files(
    paths: Iterable[str], expected_site: ExpectedSite, name: str
) -> Iterator[Problem]:
    """Report files and pages of papers that are not in the collection."""
    for path in paths:
        folder, _, rest = path.removeprefix(API_FOLDER).partition("/")
        stem = rest.partition("/")[0].partition(".")[0]
        if f"{folder}/" != PAPERS_ADDRESS or not stem or rest == "index.html":
            continue
        known = (
            stem in expected_site.catalogue.by_id
            or f"{PAPERS_ADDRESS}{stem}/" in expected_site.redirect_addresses
        )
        if not known and not rest.startswith("page/"):
            yield Problem(f"{name}/{path}", 0, "", "is about a paper that is not in the collection")
        elif path in expected_paper_files(PaperId(Slug(stem)), FULL).keys() - expected_paper_files(
            PaperId(Slug(stem)), expected_site.settings.outputs
        ):
            yield Problem(
                f"{name}/{path}", 0, "", "is a file that extra.papershelf.outputs leaves out"
            )
