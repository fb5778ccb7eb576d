"""Tests of loading records: papers, and all problems."""
# ruff: noqa: E501  # a table of messages reads best with one case a line

from __future__ import annotations

import json
import time

import pytest
from hypothesis import given
from hypothesis import strategies as st

from papershelf.core.errors import Problem
from papershelf.core.record_schema import FIELDS
from papershelf.records.loader import Collection, load_collection
from papershelf.records.model import Author, Count, Paper, Source, Status, Version
from papershelf.records.scalar_fields import quote_value
from papershelf.records.serializer import public_record, serialize_paper
from papershelf.sources.own.data_folder import RawCollection
from papershelf.sources.own.jsonl_records import parse_jsonl
from papershelf.sources.own.yaml_records import parse_yaml
from papershelf.sources.parsing.raw_record import RawRecord
from tests.export_samples import make_paper

VENUES = parse_yaml(
    b"- {id: hay, name: HAY, full_name: Conference on Hay, aliases: [Haystack Symposium]}\n", "v"
).records
GROUPS = parse_yaml(b"- {id: farm, name: Farm}\n", "t").records
TAGS = parse_yaml(
    b"- {id: sheep, name: Sheep, group: farm, aliases: [ovis], rules: {text: [wool*]}}\n"
    b"- {id: goats, name: Goats, group: farm}\n",
    "t",
).records


def load(text: str) -> Collection:
    reading = parse_yaml(text.encode(), "x.yaml")
    raw = RawCollection(
        records=reading.records,
        venues=VENUES,
        groups=GROUPS,
        tags=TAGS,
        problems=reading.problems,
    )
    return load_collection(raw)


def load_one(fields: str) -> Paper:
    """The paper of a record with the given YAML lines."""
    lines = "".join(f"  {line}\n" for line in fields.split("\n"))
    collection = load(f"- id: x\n  title: T\n{lines}")
    assert not collection.problems, collection.problems
    return collection.papers[0]


def problems_of(text: str) -> list[str]:
    return [str(problem) for problem in load(text).problems]


@pytest.mark.parametrize(
    ("tags", "venues", "problem"),
    [
        ("- {id: sheep, name: Sheep}\n", "", "tags:1: group: is missing"),
        ("- {id: Sheep, name: Ewe, group: farm, aliases: [sheep]}\n", "", "tags:1: id: 'Sheep' is"),
        ("- {name: sheep, group: farm}\n", "", "tags:1: id: is missing"),
        ("", "- {name: HAY}\n", "venues:1: id: is missing"),
        ("", "- {id: hay}\n", "venues:1: name: is missing"),
        (
            "",
            "- {id: HAY!, name: H, full_name: Proceedings of Hay}\n",
            "venues:1: id: 'HAY!' is not",
        ),
    ],
)
def test_an_invalid_vocabulary_entry_is_the_only_problem(
    tags: str, venues: str, problem: str
) -> None:
    """Records that use the invalid entry cause no further problems."""
    records = (
        "- {id: a, title: A, tags: [sheep]}\n" if tags else "- {id: a, title: A, venue: hay}\n"
    )
    raw = RawCollection(
        records=parse_yaml(records.encode(), "x").records,
        groups=GROUPS,
        tags=parse_yaml(tags.encode(), "tags").records,
        venues=parse_yaml(venues.encode(), "venues").records,
    )
    assert [str(p)[: len(problem)] for p in load_collection(raw).problems] == [problem]


@pytest.mark.parametrize(
    ("written", "name", "value"),
    [
        ("title2: x", None, None),
        ("abstract: ' a  b '", "abstract", "a b"),
        ('abstract: "a\\u0000b\\u202e"', "abstract", "ab"),
        ("abstract: |-\n    a\n\n    b", "abstract", "a\n\nb"),
        ("authors: [Ada  Byron]", "authors", (Author(name="Ada Byron"),)),
        (
            "authors: [{given: Ada, family: Byron, orcid: https://orcid.org/0000-0002-1825-0097}]",
            "authors",
            (
                Author(
                    name="Ada Byron",
                    given="Ada",
                    family="Byron",
                    orcid="0000-0002-1825-0097",  # type: ignore[arg-type]
                ),
            ),
        ),
        ("venue: Proc. of the 3rd Conference on Hay, 2021", "venue", "hay"),
        ("venue: haystack symposium", "venue", "hay"),
        ("year: 2024", "year", 2024),
        ("published: 2024-02-29", "published", "2024-02-29"),
        ("published: 2024-05", "year", 2024),
        ("published: 2024-05\nyear: 2025", "year", 2025),
        ("volume: 025", "volume", "025"),
        ("type: paper-conference", "type", "paper-conference"),
        ("tags: [Ovis, goats, SHEEP]", "tags", ("sheep", "goats")),
        ("arxiv: arXiv:2401.10100v2", "arxiv", "2401.10100"),
        ("doi: https://doi.org/10.1145/ABC", "doi", "10.1145/abc"),
        ("doi: 10.1000/(SICI)9(99)3:6<6::A>2.0;2-9", "doi", "10.1000/(sici)9(99)3:6<6::a>2.0;2-9"),
        ("doi: 10.48550/arXiv.2401.10100", "arxiv", "2401.10100"),
        ("doi: 10.48550/arXiv.2401.10100", "doi", None),
        ("doi: 10.48550/arXiv.2401.10100\narxiv: 2401.10100", "arxiv", "2401.10100"),
        ("openreview: _SJ-x", "openreview", "_SJ-x"),
        ("dblp: conf/hay/Byron21", "dblp", "conf/hay/Byron21"),
        ("url: https://Example.org:443/a b", "url", "https://example.org/a%20b"),
        ("url: https://exa mple.org/a", None, None),
        ("url: https://Example.org:443/a", "url", "https://example.org/a"),
        ("code: https://example.org/c", "code", ("https://example.org/c",)),
        (
            "code: [https://example.org/c, https://example.org/c]",
            "code",
            ("https://example.org/c",),
        ),
        ("awards: [Best  paper, '']", "awards", ("Best paper",)),
        (
            "references: [W12, 'https://openalex.org/W12', 'arXiv:2401.01234', doi:10.1145/32.3]",
            "references",
            ("W12", "2401.01234", "10.1145/32.3"),
        ),
        (
            "featured: [2026-11-20, 2026-11-19, 2026-11-20]",
            "featured",
            ("2026-11-19", "2026-11-20"),
        ),
        ("upvotes: 12", "upvotes", Count(value=12)),
        ("stars: {value: 12, day: 2026-11-20}", "stars", Count(value=12, day="2026-11-20")),  # type: ignore[arg-type]
        ("status: withdrawn", "status", Status(kind="withdrawn")),
        ("status: desk-rejected", "status", Status(kind="desk-rejected")),
        ("decision: oral", "decision", "oral"),
        ("status: {kind: retracted, reason: no}", "status", Status(kind="retracted", reason="no")),
        ("aliases: [old, older]", "aliases", ("old", "older")),
        ("citation_key: byron-2024", "citation_key", "byron-2024"),
        (
            "source: {format: bibtex, from: a.bib, day: 2026-11-20, fields: {year: dblp}}",
            "source",
            Source(format="bibtex", origin="a.bib", day="2026-11-20", fields=(("year", "dblp"),)),  # type: ignore[arg-type]
        ),
        ("editors: [Carl Doe]", "editors", (Author(name="Carl Doe"),)),
        ("article_number: e1042", "article_number", "e1042"),
        ("date_note: In  press", "date_note", "In press"),
        ("edition: 2", "edition", "2"),
        ("place: 'Cambridge, MA'", "place", "Cambridge, MA"),
        ("container_doi: 10.1000/Book", "container_doi", "10.1000/book"),
        (
            "isbn: [978-0-306-40615-7, '0306406152', ISBN 0-8044-2957-x, '9780306406157']",
            "isbn",
            ("9780306406157", "0306406152", "080442957X"),
        ),
        ("issn: [2049-3630, 20493630, 'ISSN: 1050-124X']", "issn", ("2049-3630", "1050-124X")),
        (
            (
                "versions:\n  - {arxiv: arXiv:2401.01234v2, venue: arxiv, year: 2024}\n"
                "  - {doi: 10.1101/X, url: 'https://example.org/x'}"
            ),
            "versions",
            (
                Version(arxiv="2401.01234", venue="arxiv", year=2024),  # type: ignore[arg-type]
                Version(doi="10.1101/x", url="https://example.org/x"),  # type: ignore[arg-type]
            ),
        ),
        ("note: ''\nabstract:\nauthors: []\ntags: []", "note", ""),
    ],
)
def test_fields_are_normalized(written: str, name: str | None, value: object) -> None:
    if name is None:
        with pytest.raises(AssertionError):
            load_one(written)
    else:
        assert getattr(load_one(written), name) == value


@pytest.mark.parametrize(
    ("written", "message"),
    [
        ("absract: x", "absract: is not a field of a record; did you mean abstract?"),
        ("date: 2024-01-02", "date: is not a field of a record; did you mean published or year?"),
        ("journal: x", "journal: is not a field of a record; did you mean venue?"),
        ("colour: x", "colour: is not a field of a record"),
        ("abstract: [x]", "abstract: is not text: ['x']"),
        ("abstract: {x: y}", "abstract: is not text: {'x': 'y'}"),
        ("authors: Ada and Li", "authors: is not a list of names: 'Ada and Li'; write a list such as [Ada Byron, Li Wei]"),
        ("isbn: 978-0-306-40615-8", "isbn[0]: '978-0-306-40615-8' is not an ISBN: its check digit is wrong"),
        ("isbn: [12]", "isbn[0]: '12' is not an ISBN such as 9780306406157"),
        ("issn: [2049-3631]", "issn[0]: '2049-3631' is not an ISSN: its check digit is wrong"),
        ("references: [W12, Doe]", "references[1]: 'Doe' is not a DOI, an arXiv id or an OpenAlex id such as W2741809807"),
        ("issn: [2049]", "issn[0]: '2049' is not an ISSN such as 2049-3630"),
        ("versions: 2401.01234", "versions: is not a list such as [{arxiv: ..., year: ...}]: '2401.01234'"),
        ("versions: [x]", "versions[0]: is not a mapping such as {arxiv: ..., year: ...}: 'x'"),
        ("versions: [{}]", "versions[0]: is empty; give one of doi, arxiv, url, venue, year"),
        ("versions: [{year: 24, venue: x}]", "versions[0].year: is not a year from 1000 to 2999: '24'"),
        ("versions: [{arxiv: x, venue: x}]", "versions[0].arxiv: 'x' is not an arXiv id such as 2401.01234 or hep-ex/0307015"),
        ("authors: [[Ada]]", "authors[0]: is not a name: ['Ada']"),
        ("authors: ['']", "authors[0]: is not a name: ''"),
        ("authors: [{orcid: 0000-0002-1825-0097}]", "authors[0]: has no name"),
        ("authors: [{nam: Ada, name: Ada}]", "authors[0]: unknown key 'nam'; did you mean name?"),
        ("authors: [{name: A, orcid: 1}]", "authors[0].orcid: '1' is not an ORCID iD such as 0000-0002-1825-0097"),
        ("authors: [A, {name: A, url: x}]", "authors[1].url: is not a URL that starts with https:// or http://: 'x'"),
        ("venue: hey", "venue: 'hey' is not in venues.yaml; did you mean hay? Otherwise add it there, or write venue: {name: hey, kind: journal}; kinds: conference, workshop, journal, preprint, book"),
        ("venue: 'A: b'", "venue: 'A: b' is not in venues.yaml; add it there, or write venue: {name: \"A: b\", kind: journal}; kinds: conference, workshop, journal, preprint, book"),
        ("venue: {name: Straw Letters, kind: yearbook}", "venue.kind: 'yearbook' is not a kind of venue; use one of conference, workshop, journal, preprint, book"),
        ("venue: {kind: journal}", "venue: has no name"),
        ("venue: {name: A, nam: B}", "venue: unknown key 'nam'; did you mean name?"),
        ("tags: [sheeps]", "tags: 'sheeps' is not in tags.yaml; did you mean sheep?"),
        ("tags: {a: b}", "tags: is not a list: {'a': 'b'}"),
        ("year: MMXX", "year: is not a year from 1000 to 2999: 'MMXX'"),
        ("year: 20240", "year: is not a year from 1000 to 2999: '20240'"),
        ("year: 999", "year: is not a year from 1000 to 2999: '999'"),
        ("published: 2023-02-29", "published: '2023-02-29' is not a date such as 2024-05-17, 2024-05 or 2024"),
        ("published: May 2024", "published: 'May 2024' is not a date such as 2024-05-17, 2024-05 or 2024"),
        ("added: 2024-05", "added: '2024-05' is not a day such as 2024-05-17"),
        ("featured: [2024-05]", "featured[0]: '2024-05' is not a day such as 2024-05-17"),
        ("type: paper-conferense", "type: 'paper-conferense' is not a CSL type; did you mean paper-conference?"),
        (
            "doi: 10.48550/arXiv.2401.10101\n  arxiv: 2401.10100",
            "doi: 10.48550/arxiv.2401.10101 is the DOI of arXiv:2401.10101, but arxiv is 2401.10100",
        ),
        ("doi: 10.48550/arXiv.x", "doi: '10.48550/arxiv.x' is not an arXiv id such as 2401.01234 or hep-ex/0307015"),
        ("arxiv: 2401.1", "arxiv: '2401.1' is not an arXiv id such as 2401.01234 or hep-ex/0307015"),
        ("doi: 11.1/x", "doi: '11.1/x' is not a DOI such as 10.1000/xyz123"),
        ("openreview: a b", "openreview: 'a b' is not an identifier such as N2WchST43h"),
        ("pmlr: ../x", "pmlr: '../x' is not an identifier such as v139/doe21a"),
        ("acl: https://aclanthology.org/a b", "acl: 'https://aclanthology.org/a b' is not an identifier such as 2023.acl-long.42"),
        ("url: javascript:alert(1)", "url: is not a URL that starts with https:// or http://: 'javascript:alert(1)'"),
        ("code: [https://a.org, ftp://a.org]", "code[1]: is not a URL that starts with https:// or http://: 'ftp://a.org'"),
        ("stars: many", "stars: is not a count: 'many'; use a whole number from 0 to 10^15"),
        ("stars: -1", "stars: is not a count: '-1'; use a whole number from 0 to 10^15"),
        ("stars: {value: 1, day: today}", "stars.day: 'today' is not a day such as 2024-05-17"),
        ("stars: {number: 1}", "stars: is not a count: None; use a whole number from 0 to 10^15"),
        ("status: gone", "status: 'gone' is not a status; use one of withdrawn, retracted, rejected, desk-rejected"),
        ("aliases: [Old]", "aliases[0]: 'Old' is not a slug: use a-z, 0-9 and single hyphens, at most 80 characters"),
        ("citation_key: 'a b'", "citation_key: 'a b' is not a citation key: use letters, digits and : . _ + / -"),
        ("source: capture", "source: is not a mapping such as {format: bibtex, from: refs.bib}: 'capture'"),
        ("source: {fields: {absract: x}}", "source.fields: 'absract' is not a field"),
        ("source: {fields: x}", "source.fields: is not a mapping: 'x'"),
    ],
)  # fmt: skip
def test_an_invalid_field_is_an_error_with_its_line(written: str, message: str) -> None:
    problems = problems_of(f"- id: x\n  title: T\n  {written}\n")
    assert f"x.yaml:3: {message}" in problems


@pytest.mark.parametrize("value", ["1.5", "true", "[1]", '{"a": 1}', "false"])
def test_json_values_of_other_types_are_not_text(value: str) -> None:
    reading = parse_jsonl(f'{{"id": "x", "title": {value}}}'.encode(), "x.jsonl")
    messages = [p.message for p in load_collection(RawCollection(records=reading.records)).problems]
    assert messages[0].startswith("is missing")
    assert messages[1].startswith("is not text: ")


def test_an_invalid_field_does_not_affect_others() -> None:
    collection = load("- id: x\n  title: T\n  year: old\n  doi: 10.1000/x\n")
    assert [(paper.year, paper.doi) for paper in collection.papers] == [(None, "10.1000/x")]


@pytest.mark.parametrize("title", ["", "''", "' '", '"\\u200b"', "[]", "{}"])
def test_a_record_without_a_title_is_dropped(title: str) -> None:
    collection = load(f"- id: x\n  title: {title}\n- id: y\n  title: Y\n")
    assert [paper.id for paper in collection.papers] == ["y"]
    assert any(
        str(p).startswith("x.yaml:") and "title: is missing" in str(p) for p in collection.problems
    )


def test_a_record_without_an_id_gets_one_from_its_title_and_a_warning() -> None:
    text = "- {title: On $\\mu$P, year: 2020}\n- {title: On μP, year: 2019}\n"
    text += "- id: on-mup\n  title: Other\n"
    collection = load(text)
    assert [paper.id for paper in collection.papers] == ["on-mup-2020", "on-mup-2019", "on-mup"]
    assert (
        "x.yaml:1: id: warning: is missing, so the address of the page may change; add id: on-mup-2020"
        in problems_of(text)
    )


def test_proposed_ids_do_not_depend_on_the_order_of_records() -> None:
    hay = [f"- {{title: Hay, year: {year}}}\n" for year in (2022, 2020, 2021)]
    ids = {str(paper.year): paper.id for paper in load("".join(hay)).papers}
    assert ids == {"2020": "hay", "2021": "hay-2021", "2022": "hay-2022"}
    again = load("- title: Straw\n" + "".join(reversed(hay)))
    assert {str(p.year): p.id for p in again.papers if p.title == "Hay"} == ids


def test_ids_of_identical_records_are_numbered() -> None:
    ids = [paper.id for paper in load("- title: Hay\n" * 3).papers]
    assert len(set(ids)) == 3
    assert ids[0] == "hay"


def test_equal_values_are_shared_objects() -> None:
    text = "- {id: a, title: A, authors: [Ada Byron, {name: Ada Byron, orcid: 0000-0002-1825-0097}]"
    text += ", added: 2024-05-17}\n- {id: b, title: B, authors: [ Ada Byron ], added: 2024-05-17}\n"
    one, other = load(text).papers
    assert one.authors[0] is other.authors[0]
    assert one.authors[1].orcid is not None
    assert one.added is other.added


def test_a_repeated_id_is_an_error() -> None:
    text = "- {id: x, title: A}\n- {id: x, title: B}\n- {id: X, title: C}\n"
    assert problems_of(text) == [
        "x.yaml:2: id: 'x' is already used at x.yaml:1",
        "x.yaml:3: id: 'X' is not a slug: use a-z, 0-9 and single hyphens, at most 80 characters",
    ]
    assert [paper.title for paper in load(text).papers] == ["A", "C"]


def test_rules_propose_tags_only_for_records_without_tags() -> None:
    assert load_one("abstract: Much wool here.").tags == ("sheep",)
    assert load_one("abstract: Much wool here.").tags_proposed
    assert load_one("abstract: Much wool here.\ntags: [goats]").tags == ("goats",)
    assert not load_one("abstract: Much wool here.\ntags: [goats]").tags_proposed
    assert load_one("abstract: Much wool here.\ntags: []").tags == ()
    assert not load_one("abstract: Nothing here.").tags_proposed


def test_a_paper_has_the_path_and_line_of_its_record() -> None:
    paper = load("- id: a\n  title: A\n\n- id: b\n  title: B\n").papers[1]
    assert (paper.path, paper.line) == ("x.yaml", 4)


def test_problems_are_sorted_and_one_line_each() -> None:
    problems = load('- {id: b, title: B, "a\\nb": c}\n- {id: a, titel: A}\n').problems
    assert list(problems) == sorted(problems)
    assert not any("\n" in str(problem) for problem in problems)


@pytest.mark.parametrize(
    ("value", "shown"),
    [
        ("Letters of the International Society for Rivers, Tides, Weirs and Locks " * 4, None),
        (r"a\b", r"'a\b'"), ("O'Neil", '"O\'Neil"'), ("a\nb\u200b", r"'a\nb\u200b'"),
        ("Zoë", "'Zoë'"), (["a", 1], "['a', 1]"),
    ],
)  # fmt: skip
def test_values_in_messages_are_quoted_with_invisible_characters_escaped(
    value: object, shown: str | None
) -> None:
    assert quote_value(value) == (shown or f"'{value}'")


def test_the_name_of_an_unknown_venue_is_not_cut() -> None:
    name = "Annals of the Society for Rivers " * 20
    problem = load(f"- {{id: a, title: A, venue: {name}}}\n").problems[0]
    assert f"{name.strip()!r} is not in venues.yaml" in problem.message


def test_long_values_are_cut_in_messages() -> None:
    long = "x" * 1_000_000
    reading = parse_jsonl(
        json.dumps({field.name: long for field in FIELDS} | {long: [long], "title": "T"}).encode(),
        "x.jsonl",
    )
    problems = load_collection(RawCollection(records=reading.records)).problems
    assert len(problems) > 20
    assert max(len(str(problem)) for problem in problems) < 5_000


@pytest.mark.seconds
def test_ten_thousand_invalid_records_are_checked_in_linear_time() -> None:
    lines = [
        json.dumps(
            {
                "id": f"Bad {i}",
                "title": [],
                f"key-{i}": i,
                "venue": f"nowhere-{i}",
                "tags": [f"tag-{i}", i, None],
                "authors": [{"nam": i}, None, 3],
                "year": {"y": i},
                "source": [i],
            }
        )
        for i in range(10_000)
    ]
    reading = parse_jsonl("\n".join(lines).encode(), "x.jsonl")
    start = time.process_time()
    problems = load_collection(RawCollection(records=reading.records, venues=VENUES)).problems
    assert len(problems) > 60_000
    # This does not measure speed: a quadratic search would take minutes.
    assert time.process_time() - start < 60


_VALUE = st.recursive(
    st.none()
    | st.booleans()
    | st.integers()
    | st.floats()
    | st.text(max_size=8)
    | st.sampled_from(["2024", "x", "2401.10100", "https://a.org", "hay", "sheep", "\ud800"]),
    lambda inner: (
        st.lists(inner, max_size=3)
        | st.dictionaries(
            st.text(max_size=5)
            | st.sampled_from(["name", "value", "day", "kind", "fields", "orcid"]),
            inner,
            max_size=3,
        )
    ),
    max_leaves=6,
)


@given(st.dictionaries(st.sampled_from([field.name for field in FIELDS]), _VALUE, max_size=8))
def test_loading_never_raises_for_any_value(fields: dict[str, object]) -> None:
    record = RawRecord(fields={"title": "T", **fields}, path="x.jsonl", line=1)
    collection = load_collection(
        RawCollection(records=(record,), venues=VENUES, groups=GROUPS, tags=TAGS)
    )
    assert len(collection.papers) <= 1
    assert all(str(problem).encode() for problem in collection.problems)


_WHOLE = """\
- id: whole
  title: On $\\ell_1$ balls
  authors: [Ada Byron, {name: Li Wei, given: Li, family: Wei, affiliation: Farm}]
  venue: hay
  year: 2024
  published: 2024-05-17
  pages: 1-9
  summary: Short.
  abstract: "One.\\n\\nTwo."
  tags: [goats]
  arxiv: "2401.10100"
  code: [https://example.org/c]
  status: {kind: withdrawn, reason: Wrong.}
  featured: [2026-11-19, 2026-11-20]
  upvotes: {value: 0, day: 2026-11-20}
  stars: 3
  aliases: [old]
  source: {format: bibtex, from: a.bib, day: 2026-11-20, fields: {doi: dblp}}
"""


def test_papers_round_trip_as_records() -> None:
    collection = load(_WHOLE)
    assert not collection.problems
    (paper,) = collection.papers
    record = RawRecord(fields=serialize_paper(paper), path="y.jsonl", line=1)
    again = load_collection(
        RawCollection(records=(record,), venues=VENUES, groups=GROUPS, tags=TAGS)
    )
    assert again.problems == ()
    assert again.papers == (paper,)


@pytest.mark.parametrize("kind", ["rejected", "desk-rejected"])
@pytest.mark.parametrize("venue", ["hay", "{name: Straw Days, kind: conference}"])
def test_a_venue_of_a_rejected_paper_is_a_warning(kind: str, venue: str) -> None:
    (problem,) = problems_of(f"- {{id: x, title: T, status: {kind}, venue: {venue}}}\n")
    advice = "name the venue in the reason of status"
    assert problem == f"x.yaml:1: venue: warning: must not be set for a {kind} paper; {advice}"


@pytest.mark.parametrize(
    ("kind", "venue"),
    [
        ("rejected", "{name: Straw Archive, kind: preprint}"),
        ("withdrawn", "hay"),
        ("retracted", "hay"),
    ],
)
def test_papers_of_other_status_may_have_a_venue(kind: str, venue: str) -> None:
    assert problems_of(f"- {{id: x, title: T, status: {kind}, venue: {venue}}}\n") == []


def test_the_derived_pdf_url_of_exports_is_not_loaded() -> None:
    line = public_record(make_paper(arxiv="2401.01234"), ())
    assert line["pdf_url"] == "https://arxiv.org/pdf/2401.01234"
    record = RawRecord(fields=line, path="y.jsonl", line=1)
    collection = load_collection(RawCollection(records=(record,)))
    assert (collection.problems, collection.papers[0].pdf) == ((), "")


@pytest.mark.parametrize("pdf_url", ["https://a.example/b.pdf", 7, ["x"]])
def test_another_pdf_url_is_an_error(pdf_url: object) -> None:
    record = RawRecord(fields={"id": "x", "title": "T", "pdf_url": pdf_url}, path="y", line=1)
    (problem,) = load_collection(RawCollection(records=(record,))).problems
    assert problem.field == "pdf_url"
    assert str(problem).endswith("because exports add this field; use pdf instead, or delete it")


def test_problems_of_reading_are_reported_with_those_of_loading() -> None:
    problem = Problem("x.yaml", 3, "", "is bad")
    assert load_collection(RawCollection(problems=(problem,))).problems == (problem,)
