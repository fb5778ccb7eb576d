"""Tests of reading BibTeX files."""

from __future__ import annotations

from pathlib import Path
from typing import Any

import pytest
from hypothesis import given
from hypothesis import strategies as st

from papershelf.records.loader import load_collection
from papershelf.sources.formats.bibtex.reader import is_bibtex, parse_bibtex
from papershelf.sources.own.data_folder import read_data
from papershelf.sources.parsing.latex_text import decode_latex
from papershelf.text.latex_writer import encode_latex
from tests.export_samples import KEY, VENUES, full_paper, render_bibtex
from tests.sources.readings import messages_of

LIBRARY = (Path(__file__).parents[1] / "fixtures" / "refs.bib").read_bytes()
SEE = "; check the imported record"


def read(text: str) -> dict[str, Any]:
    """The fields of the only entry, without its key."""
    (record,) = parse_bibtex(text.encode(), "x.bib").records
    return {name: value for name, value in record.fields.items() if name != "citation_key"}


def library() -> dict[str, dict[str, Any]]:
    reading = parse_bibtex(LIBRARY, "refs.bib")
    return {str(record.fields["title"]): dict(record.fields) for record in reading.records}


def test_an_entry_has_unicode_texts_and_data_of_its_volume() -> None:
    assert library()["Tidal GANs & Éddies: On $\\ell_1$ Rivers"] == {
        "title": "Tidal GANs & Éddies: On $\\ell_1$ Rivers",
        "authors": [
            {"name": "Ada Byron", "given": "Ada", "family": "Byron"},
            "Jan van der Berg",
            {"name": "The Weir, Lock and Dam Group", "kind": "organization"},
            {"name": "José Núñez Jr.", "given": "José", "family": "Núñez Jr."},
            {"name": "Li Özgür", "given": "Li", "family": "Özgür"},
        ],
        "doi": "10.1000/icrr_24.7",
        "venue": "International Conference on River Research 2024",
        "year": "2024",
        "type": "paper-conference",
        "pages": "101-117",
        "publisher": "Example Press",
        "abstract": "We watch 50% of all rivers, “twice” a day.",
        "citation_key": "byron-etal-2024-tidal",
    }


def test_missing_commas_macros_and_days_in_months_are_read() -> None:
    fields = library()["Ebb and Flow"]
    assert fields["venue"] == "Journal of Toy Models"
    assert fields["authors"] == [{"name": "Li Wei", "given": "Li", "family": "Wei"}]
    names = ("year", "published", "volume", "issue", "pages")
    assert [fields[name] for name in names] == ["2023", "2023-05-07", "7", "2", "1-12"]


@pytest.mark.parametrize(
    ("title", "arxiv", "published"),
    [
        ("Deep Water", "2401.00002", "2024"),
        ("Old Water", "hep-ex/0307015", "2003-07"),
        ("Noted Water", "2401.00003", None),
        ("Linked Water", "2401.00004", "2020"),
        ("Indexed Water", "2401.00005", None),
    ],
)
def test_arxiv_ids_are_found_in_any_field_and_are_no_venues(
    title: str, arxiv: str, published: str | None
) -> None:
    fields = library()[title]
    assert (fields["arxiv"], fields.get("published")) == (arxiv, published)
    assert not {"venue", "doi", "volume", "note", "year", "type", "url"} & set(fields)


@pytest.mark.parametrize(
    ("fields", "name", "value"),
    [
        ("eprint={hep-th/1601.07616}", "arxiv", "1601.07616"),
        (
            "eprint={9711200}, archivePrefix={arXiv}, primaryClass={hep-th}",
            "arxiv",
            "hep-th/9711200",
        ),
        ("eprint={0309136v2}, eprinttype={arxiv}, eprintclass={math.GT}", "arxiv", "math/0309136"),
        ("eprint={9711200}, archivePrefix={hep-th}", "arxiv", "hep-th/9711200"),
        ("eprint={24.1}, archivePrefix={arXiv}", "arxiv", "24.1"),
        ("eprint={40123456}, eprinttype={pmid}", "arxiv", None),
        ("eprint={40123456}, eprinttype={pmid}", "pmid", "40123456"),
        ("pmid={40123456}", "pmid", "40123456"),
        ("url={https://pubmed.ncbi.nlm.nih.gov/40123456/}", "pmid", "40123456"),
        ("arxivId={1804.09720}", "arxiv", "1804.09720"),
        ("doi={10.48550/ARXIV.2205.09930}", "doi", None),
        ("doi={10.48550/ARXIV.2205.09930}", "arxiv", "2205.09930"),
        ("doi={10.1000/78{\\textless}9{\\textgreater}2.0.CO;2}", "doi", "10.1000/78<9>2.0.co;2"),
        ("doi={10.1000/78$<$9$>$2.0.CO;2}", "doi", "10.1000/78<9>2.0.co;2"),
        ("doi={10.1000/78\\%3C9\\%3E2}", "doi", "10.1000/78<9>2"),
        ("doi={10.1000/78\\_9}", "doi", "10.1000/78_9"),
        ("doi={10.1000/78 9}", "doi", "10.1000/78 9"),
        ("url={https://doi.org/10.1000/(9)1%3C2%3E3}", "doi", "10.1000/(9)1<2>3"),
        ("url={https://doi.org/10.1000/(9)1<2>3}", "doi", "10.1000/(9)1<2>3"),
        ("howpublished={<https://example.org/a>}", "url", "https://example.org/a"),
        ("pdf={https://example.org/a b/c d.pdf}", "pdf", "https://example.org/a b/c d.pdf"),
        ("url={https://example.org/a (accessed 2020)}", "url", "https://example.org/a"),
        ("url={https://doi.org/10.1000/9?a=b}", "url", "https://doi.org/10.1000/9?a=b"),
    ],
)
def test_identifiers_are_parsed_completely_or_reported(
    fields: str, name: str, value: str | None
) -> None:
    assert read(f"@article{{x, title={{T}}, {fields}}}").get(name) == value


def test_citation_keys_of_websites_are_read_as_identifiers() -> None:
    fields = library()["A Site of Water"]
    assert fields["venue"] == "ICRR"
    assert fields["openreview"] == "aB_9"
    assert fields["code"] == ["https://github.com/example/site"]
    assert fields["slides"] == "https://example.org/slides.pdf"
    assert fields["project"] == "https://water.example/"
    assert fields["awards"] == ["Best Paper"]
    assert not {"pdf", "url", "selected"} & set(fields)


def test_errors_are_reported_by_line_and_other_entries_are_read() -> None:
    reading = parse_bibtex(LIBRARY, "refs.bib")
    broken = "is malformed: a comma, brace or other character is missing"
    assert messages_of(reading) == [
        "refs.bib: warning: not imported, because they are volumes of other entries: icrr24",
        "refs.bib:14: authors: warning: is incomplete in the source (and others)",
        f"refs.bib:24: warning: has no comma after author, or an extra brace in it{SEE}",
        f"refs.bib:39: warning: two entries have the key 'site'; change one of them{SEE}",
        f"refs.bib:40: warning: 'broken' {broken}{SEE}",
        "refs.bib:42: title: is missing; the entry was skipped",
        "refs.bib: warning: fields not imported: pdf (1); fields ignored on purpose: bibtex_show, selected",
    ]
    found = library()
    assert found["No Brace Here"]["authors"] == ["Ada Byron"]
    assert found["No Brace Here"]["year"] == "2020"
    assert "After the Break" in found


def test_keywords_are_separate_from_tags() -> None:
    record = parse_bibtex(LIBRARY, "refs.bib").records[0]
    assert record.keywords == ("rivers", "tides")
    assert "tags" not in record.fields


@pytest.mark.parametrize(
    ("source", "text"),
    [
        ("{BERT}, {GPT}: a {T}ale", "BERT, GPT: a Tale"),
        ("{{Foo, Bar}}", "Foo, Bar"),
        (r"\v{S}koda {\ss} \O{}re \H{o} {\i}", "Škoda ß Øre ő ı"),
        (r"\textit{in vitro}~cells -- ``so'' `so'", "in vitro cells – “so” ‘so’"),
        (r"$O(n^2)$ {\ensuremath{\alpha}} 10\%", "$O(n^2)$ α 10%"),
        (r"costs \$5 and \$6", "costs $5 and $6"),
        ("a stray { and a stray } too", "a stray and a stray too"),
        (r"{\ensuremath{\lbrace}}0,1{\ensuremath{\rbrace}}", "{0,1}"),
    ],
)
def test_latex_is_converted_to_text(source: str, text: str) -> None:
    assert decode_latex(source) == text


@pytest.mark.parametrize(
    ("field", "wanted"),
    [
        ("author = {Byron, Ada Augusta}", {"given": "Ada Augusta", "family": "Byron"}),
        ("author = {van der Berg, Jan}", {"given": "Jan", "family": "van der Berg"}),
        ("author = {Ada {Byron Lovelace}}", {"given": "Ada", "family": "Byron Lovelace"}),
        ("author = {Byron, Jr, Ada}", {"given": "Ada", "family": "Byron Jr"}),
        ("author = {{Band} {Brand}}", {"name": "Band Brand"}),
        ("author = {Madonna}", {"name": "Madonna"}),
        ("author = {Anderson and Sandy Land}", {"name": "Anderson"}),
    ],
)
def test_names_are_split_into_parts(field: str, wanted: dict[str, str]) -> None:
    author = read(f"@misc{{x, title = {{T}}, {field}}}")["authors"][0]
    parsed = {"name": author} if isinstance(author, str) else author
    assert {key: parsed[key] for key in wanted} == wanted


@pytest.mark.parametrize(
    ("fields", "wanted"),
    [
        ("date = {2024-05-07}", {"year": "2024", "published": "2024-05-07"}),
        ("year = 2024", {"year": "2024"}),
        ("year = {in press, 2024}", {"year": "2024", "date_note": "in press, 2024"}),
        ("year = {}, date = {}", {}),
        ("year = 2024, month = {13}", {"year": "2024", "date_note": "2024-13"}),
        (
            "year = 2023, month = feb, day = 29",
            {"year": "2023", "published": "2023-02", "date_note": "29 feb 2023"},
        ),
        ("language = {english}", {"language": "en"}),
        ("langid = {zh-Hans}", {"language": "zh-Hans"}),
        ("language = {Klingon, spoken}", {}),
        ("note = {Retracted}", {"status": "retracted"}),
        ("papershelf = {my-own-id}", {"id": "my-own-id"}),
        ("url = {https://aclanthology.org/2023.acl-long.42/}", {"acl": "2023.acl-long.42"}),
        ("url = {https://doi.org/10.1000/a_b}", {"doi": "10.1000/a_b"}),
        (r"url = {https://x.example/a\_b\%20c}", {"url": "https://x.example/a_b%20c"}),
        ("url = {https://proceedings.mlr.press/v139/doe21a.html}", {"pmlr": "v139/doe21a"}),
    ],
)
def test_other_fields_are_mapped_to_ours(fields: str, wanted: dict[str, str]) -> None:
    assert read(f"@misc{{x, title = {{T}}, {fields}}}") == {"title": "T"} | wanted


def test_exported_entries_are_read_with_the_same_values() -> None:
    paper = full_paper()
    assert isinstance(paper.venue, str)
    fields = read(render_bibtex(paper, KEY, VENUES[paper.venue], abstract=True))
    assert fields["title"] == paper.title
    assert fields["abstract"] == " ".join(paper.abstract.split())
    names = [a if isinstance(a, str) else a["name"] for a in fields["authors"]]
    assert names == [author.name for author in paper.authors]
    assert [fields[name] for name in ("doi", "arxiv")] == [paper.doi, paper.arxiv]
    assert [fields[n] for n in ("year", "published", "pages")] == ["2024", "2024-05", "101-117"]


@given(st.text(alphabet="ab &%#é≤α<>|,.ñŁ", max_size=40))
def test_our_latex_round_trips(text: str) -> None:
    assert decode_latex(encode_latex(text)) == " ".join(text.split())


@given(st.text(alphabet='@misc{},=\n"#\\$ at', max_size=60) | st.text(max_size=60))
def test_no_text_raises_an_error(text: str) -> None:
    parse_bibtex(text.encode("utf-8", "surrogatepass"), "x.bib")


@pytest.mark.parametrize(
    ("head", "is_one"),
    [
        ("% c\n\n@article{x,", True),
        ("  @InProceedings (x,", True),
        ("mail me @misc{", False),
        ("- title: x\n  note: '\n\n  @misc{x,'", True),
        ('{"title": "\n@misc{"}', False),
        ("", False),
    ],
)
def test_the_format_is_detected_by_its_entries(head: str, *, is_one: bool) -> None:
    assert is_bibtex(head) is is_one


def test_a_bib_file_can_be_among_the_records(tmp_path: Path) -> None:
    papers = tmp_path / "papers"
    papers.mkdir()
    (papers / "refs.bib").write_text(
        "@misc{k1, title={Mud}, papershelf={on-mud}, keywords={a, b}}\n@misc{k2, title={Silt}}\n"
    )
    collection = load_collection(read_data(tmp_path))
    assert [(paper.id, paper.citation_key) for paper in collection.papers] == [
        ("on-mud", "k1"),
        ("k2", "k2"),
    ]
    assert collection.problems == ()


@pytest.mark.parametrize("indent", ["", " ", "    ", "\t"])
def test_an_indented_entry_is_read_once(indent: str) -> None:
    text = f"{indent}@misc{{x, title={{X}}}}\n{indent}@book{{a,\n{indent}title={{Deep}}\n}}\n"
    reading = parse_bibtex(text.encode(), "x.bib")
    assert [record.fields["title"] for record in reading.records] == ["X", "Deep"]
    assert reading.problems == ()


def test_entries_in_comments_are_skipped_and_reported() -> None:
    text = """% see @article{not, title={Not an Entry}}
% @article{off, title={Switched Off},
%  year=2020}
@comment{ @article{hidden, title={Hidden}, year=1999} }
@comment{jabref-meta: databaseType:bibtex;}
@article{real, title={A Real Entry of 100\\% Cotton}, note={@comment is no comment here}}
@comment{ never closed
@article{last, title={The Last}}
"""
    reading = parse_bibtex(text.encode(), "a.bib")
    assert [record.fields["title"] for record in reading.records] == [
        "A Real Entry of 100% Cotton",
        "The Last",
    ]
    left_out = [(p.line, p.message) for p in reading.problems if "comment" in p.message]
    assert left_out == [
        (1, "'not' is in a comment and was left out"),
        (2, "'off' is in a comment and was left out"),
        (4, "'hidden' is in a comment and was left out"),
    ]


@pytest.mark.parametrize(
    ("title", "joined"),
    [("Tides", "Tides: A Study"), ("Why Tides?", "Why Tides? A Study"), ("No!", "No! A Study")],
)
def test_a_subtitle_is_joined_by_a_colon_or_the_punctuation_of_the_title(
    title: str, joined: str
) -> None:
    text = f"@article{{a, title={{{title}}}, subtitle={{A Study}}}}"
    assert parse_bibtex(text.encode(), "a.bib").records[0].fields["title"] == joined
