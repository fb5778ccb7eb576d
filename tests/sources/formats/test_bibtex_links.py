"""Tests of link fields of BibTeX."""

from __future__ import annotations

import pytest

from papershelf.sources.formats.bibtex.reader import parse_bibtex

PAGE, PDF = "https://example.org/page", "https://example.org/a.pdf"
CODE = "https://github.com/example/a"


def read(fields: str) -> dict[str, object]:
    (record,) = parse_bibtex(f"@misc{{a, title={{Deep}}, {fields}}}".encode(), "x.bib").records
    return {k: v for k, v in record.fields.items() if k not in ("citation_key", "title", "type")}


@pytest.mark.parametrize(
    ("written", "wanted"),
    [
        (f"url_Paper={{{PDF}}}", {"pdf": PDF}),
        (f"url_Paper={{{PAGE}}}", {"url": PAGE}),
        ("url_paper={https://openreview.net/pdf?id=AbCdEfGhIj}", {"openreview": "AbCdEfGhIj"}),
        ("url_ArXiv={https://arxiv.org/abs/2302.01234}", {"arxiv": "2302.01234"}),
        (f"url_pdf={{{PDF}}}, url_code={{{CODE}}}", {"pdf": PDF, "code": [CODE]}),
        ("pdf={https://arxiv.org/pdf/2302.01234}", {"arxiv": "2302.01234"}),
        (f"url_Slides={{{PAGE}}}", {"slides": PAGE}),
        (f"url_Presentation={{{PAGE}}}", {"slides": PAGE}),
        (f"url_poster={{{PAGE}}}, urlvideo={{{PAGE}/v}}", {"poster": PAGE, "video": f"{PAGE}/v"}),
        (f"url_project={{{PAGE}}}, url_dataset={{{CODE}}}", {"project": PAGE, "datasets": [CODE]}),
        (f"code={{{CODE}}}, github={{{CODE}-b}}", {"code": [CODE, f"{CODE}-b"]}),
        (f"paper={{{PDF}}}, html={{{PAGE}}}", {"pdf": PDF, "url": PAGE}),
        (f"url={{{PDF}}}, pdf={{{PDF}?v=2}}", {"pdf": f"{PDF}?v=2", "url": PDF}),
        ("bdsk-url-1={https://doi.org/10.1000/x}", {"doi": "10.1000/x"}),
        (f"url_source={{{CODE}}}, source={{WoS}}", {"code": [CODE]}),
    ],
)
def test_links_are_classified_by_field_or_url(written: str, wanted: dict[str, object]) -> None:
    assert read(written) == wanted


def test_unused_links_are_reported() -> None:
    text = f"@misc{{a, title={{Deep}}, url={{{PAGE}}}, url_link={{{PAGE}/2}}, pdf={{a.pdf}}}}"
    (problem,) = parse_bibtex(text.encode(), "x.bib").problems
    assert problem.message == "fields not imported: pdf (1), url_link (1)"
