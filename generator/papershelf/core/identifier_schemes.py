"""Identifier schemes of papers: their names, how identifiers are parsed, and their URLs.

`SCHEMES` is the single table of them; record fields, links, citations, exports and the rules that
match records are derived from it. `parse` takes text that must match as a whole, returns the bare
identifier, and raises `ValueError` otherwise.
"""

from __future__ import annotations

import re
from collections import defaultdict
from collections.abc import Callable, Iterable, Mapping
from dataclasses import dataclass
from functools import lru_cache

from papershelf.core.identifiers import Doi, doi_url, parse_arxiv_id, parse_doi
from papershelf.text.urls import quote_path


@dataclass(frozen=True, slots=True, kw_only=True)
class Scheme:
    """A registry that assigns identifiers to papers.

    - `field`: the record key; `meaning` and `example` (as written in YAML) document it
    - `label`: name shown with an identifier; `plural` is used in messages for several identifiers
    - `hosts`: every URL that `parse` accepts starts with one of these
    - `url`: builds the URL of the paper's page; `pdf_url` that of its PDF, "" if there is none
    - `is_unique`: a publication has at most one identifier, so two of them mean two publications
    - `is_published`: only published works have one, preprints do not
    - `is_read_there`: readers go to this site to read papers, so a paper's page gets a button for
      it
    """

    field: str
    field_type: str = "name"
    label: str
    plural: str
    meaning: str
    example: str
    hosts: tuple[str, ...]
    parse: Callable[[str], str]
    url: Callable[[str], str]
    pdf_url: Callable[[str], str] | None = None
    is_unique: bool = False
    is_published: bool = False
    is_read_there: bool = False


def _pattern_parser(field: str, example: str, bare: str, page: str) -> Callable[[str], str]:
    """Return a parser for identifiers: bare, with the scheme as a prefix, or as a page URL.

    `page` is the pattern of a URL after "www."; `{}` stands for the identifier.
    """
    host = r"(?:https?://)?(?:www\.)?"
    pattern = re.compile(
        rf"(?:{field}:\s*)?(?P<bare>{bare})|{host}{page.replace('{}', f'(?P<there>{bare})')}",
        re.IGNORECASE,
    )

    def parse(text: str) -> str:
        match = pattern.fullmatch(text.strip())
        found = match["bare"] or match["there"] if match else ""
        if not found or ".." in found:
            raise ValueError(f"{text!r} is not an identifier such as {example}")
        return found

    return parse


def _url_builder(start: str, end: str = "") -> Callable[[str], str]:
    return lambda value: f"{start}{quote_path(value)}{end}"


def _doi_url(value: str) -> str:
    return doi_url(Doi(value))


def _pmlr_pdf(value: str) -> str:
    """Return the URL of a PMLR PDF.

    PMLR moved its PDFs twice; the year at the end of a paper's name tells where the PDF is.
    """
    found = _PMLR_NAME.fullmatch(value)
    if not found:
        return ""
    volume, name, year = found[1], found[2], int(found[3])
    if year > _PMLR_LAST_HOSTED:
        assets = "https://raw.githubusercontent.com/mlresearch"
        return f"{assets}/{volume}/main/assets/{name}/{name}.pdf"
    folder = "" if year < _PMLR_FIRST_FOLDERS else f"{name}/"
    return f"https://proceedings.mlr.press/{volume}/{folder}{name}.pdf"


def _parse_pmlr(text: str) -> str:
    return _parse_pmlr_page(
        _PMLR_ASSET.sub(r"https://proceedings.mlr.press/\1/\2.pdf", text.strip())
    )


_PMLR_NAME = re.compile(r"(v[0-9]+)/([\w-]*?([0-9]{2})[a-z]*)")
_PMLR_FIRST_FOLDERS, _PMLR_LAST_HOSTED = 17, 23
_PMLR_ASSET = re.compile(
    r"https?://raw\.githubusercontent\.com/mlresearch/(v[0-9]+)/main/assets/([\w-]+)/\2\.pdf"
)

_URL_TAIL = r"(?:[?#]\S*)?"
_parse_pmlr_page = _pattern_parser(
    "pmlr", "v139/doe21a", r"[vr]\d{1,4}/[\w-]{1,80}",
    rf"proceedings\.mlr\.press/{{}}(?:\.html|(?:/[\w-]+)?\.pdf)?{_URL_TAIL}",
)  # fmt: skip

# In the order shown on pages, with the URLs that each service documents as permanent.
SCHEMES: Mapping[str, Scheme] = {
    scheme.field: scheme
    for scheme in (
        Scheme(
            field="arxiv",
            field_type="arxiv",
            label="arXiv",
            plural="arXiv ids",
            meaning="arXiv identifier",
            example='"2401.01234"',
            hosts=("arxiv.org", "doi.org"),
            parse=parse_arxiv_id,
            url=_url_builder("https://arxiv.org/abs/"),
            pdf_url=_url_builder("https://arxiv.org/pdf/"),
            is_read_there=True,
        ),
        Scheme(
            field="doi",
            field_type="doi",
            label="DOI",
            plural="DOIs",
            meaning="Digital Object Identifier",
            example="10.1145/3292500.3330701",
            hosts=("doi.org", "doi-org"),
            parse=parse_doi,
            url=_doi_url,
            is_unique=True,
            is_published=True,
            is_read_there=True,
        ),
        Scheme(
            field="acl",
            label="ACL Anthology",
            plural="ACL Anthology ids",
            meaning="ACL Anthology identifier",
            example="2023.acl-long.42",
            hosts=("aclanthology.org", "aclweb.org"),
            parse=_pattern_parser(
                "acl", "2023.acl-long.42", r"[a-z0-9][\w.-]{3,80}?",
                rf"acl(?:anthology\.org|web\.org/anthology)/(?:[a-z]/[a-z]\d\d/)?{{}}"
                rf"(?:(?:v\d+)?\.pdf|\.bib|/)?{_URL_TAIL}",
            ),
            url=_url_builder("https://aclanthology.org/", "/"),
            pdf_url=_url_builder("https://aclanthology.org/", ".pdf"),
            is_unique=True,
            is_published=True,
            is_read_there=True,
        ),
        Scheme(
            field="openreview",
            label="OpenReview",
            plural="OpenReview forums",
            meaning="OpenReview forum",
            example="N2WchST43h",
            hosts=("openreview.net",),
            parse=_pattern_parser(
                "openreview", "N2WchST43h", r"[\w-]{1,80}",
                r"openreview\.net/(?:forum|pdf|attachment)\?(?:[^#\s]*&)?id={}(?:[&#]\S*)?",
            ),
            url=_url_builder("https://openreview.net/forum?id="),
            pdf_url=_url_builder("https://openreview.net/pdf?id="),
            is_read_there=True,
        ),
        Scheme(
            field="pmlr",
            label="PMLR",
            plural="PMLR ids",
            meaning="PMLR page, volume and name",
            example="v139/doe21a",
            hosts=("mlr.press", "githubusercontent.com/mlresearch"),
            parse=_parse_pmlr,
            url=_url_builder("https://proceedings.mlr.press/", ".html"),
            pdf_url=_pmlr_pdf,
            is_unique=True,
            is_published=True,
            is_read_there=True,
        ),
        Scheme(
            field="pmid",
            label="PubMed",
            plural="PubMed ids",
            meaning="PubMed id",
            example='"31452104"',
            hosts=("nlm.nih.gov",),
            parse=_pattern_parser(
                "pmid", "31452104", r"[1-9]\d{0,8}",
                rf"(?:pubmed\.ncbi\.nlm\.nih\.gov|ncbi\.nlm\.nih\.gov/pubmed)/{{}}/?{_URL_TAIL}",
            ),
            url=_url_builder("https://pubmed.ncbi.nlm.nih.gov/", "/"),
            is_unique=True,
            is_read_there=True,
        ),
        Scheme(
            field="dblp",
            label="DBLP",
            plural="DBLP keys",
            meaning="DBLP key",
            example="conf/icml/Doe21",
            hosts=("dblp.",),
            parse=_pattern_parser(
                "dblp", "conf/icml/Doe21", r"[a-z]{1,20}(?:/[\w.:+-]{1,80}){1,4}?",
                rf"dblp\.[a-z.-]+/rec/(?:html/|bibtex/)?{{}}(?:\.html|\.bib|\.xml)?{_URL_TAIL}",
            ),
            url=_url_builder("https://dblp.org/rec/"),
            is_unique=True,
            is_published=True,
        ),
        Scheme(
            field="s2",
            label="Semantic Scholar",
            plural="Semantic Scholar ids",
            meaning="Semantic Scholar paper id",
            example="649def34f8be52c8b66281af98ae884c09aef38b",
            hosts=("semanticscholar.org",),
            parse=_pattern_parser(
                "s2", "649def34f8be52c8b66281af98ae884c09aef38b", r"[0-9a-f]{40}",
                rf"semanticscholar\.org/paper/(?:[^/\s]+/)?{{}}/?{_URL_TAIL}",
            ),
            url=_url_builder("https://www.semanticscholar.org/paper/"),
        ),
        Scheme(
            field="openalex",
            label="OpenAlex",
            plural="OpenAlex ids",
            meaning="OpenAlex work id",
            example="W2741809807",
            hosts=("openalex.org",),
            parse=_pattern_parser(
                "openalex", "W2741809807", r"W\d{1,15}", rf"openalex\.org/(?:works/)?{{}}/?{_URL_TAIL}"
            ),
            url=_url_builder("https://openalex.org/"),
        ),
    )
}  # fmt: skip


def _in_order(*names: str) -> tuple[Scheme, ...]:
    """Return the named schemes, then all others in table order."""
    return tuple(SCHEMES[name] for name in dict.fromkeys((*names, *SCHEMES)))


CITED_SCHEMES = _in_order("doi", "acl", "pmlr", "openreview", "arxiv", "pmid", "dblp", "openalex")
"""Schemes in the order in which citations prefer them."""
LINKED_SCHEMES = tuple(
    scheme for scheme in _in_order("arxiv", "acl", "openreview", "pmlr") if scheme.is_read_there
)
"""Schemes with a button on the page of a paper, in the order of the buttons."""
UNIQUE_SCHEMES = tuple(
    scheme.field for scheme in _in_order("acl", "doi", "pmlr", "dblp") if scheme.is_unique
)
PUBLISHED_SCHEMES = tuple(scheme.field for scheme in SCHEMES.values() if scheme.is_published)

# The published version first; OpenReview last, because it blocks many automated clients.
_PDF_URLS = tuple(
    (scheme.field, scheme.pdf_url) for scheme in _in_order("acl", "pmlr", "arxiv") if scheme.pdf_url
)


def derive_pdf(find_identifier: Callable[[str], str | None]) -> str:
    """Return the URL of the PDF derived from a paper's identifiers, or "".

    `find_identifier` returns the paper's identifier in a scheme.
    """
    for name, make_url in _PDF_URLS:
        if (value := find_identifier(name)) and (url := make_url(value)):
            return url
    return ""


_OPENALEX_ID = re.compile(r"W[0-9]{1,15}")


def parse_work_id(text: str) -> str:
    """Parse a DOI, an arXiv id or an OpenAlex work id. Raises `ValueError`."""
    text = text.strip()
    if _OPENALEX_ID.fullmatch(text):  # by far the most common
        return text
    for parse in (parse_arxiv_id, parse_doi, SCHEMES["openalex"].parse):
        try:
            return parse(text)
        except ValueError:
            continue
    raise ValueError(f"{text!r} is not a DOI, an arXiv id or an OpenAlex id such as W2741809807")


def _schemes_by_host() -> dict[str, list[Scheme]]:
    groups: defaultdict[str, list[Scheme]] = defaultdict(list)
    for scheme in SCHEMES.values():
        for host in scheme.hosts:
            groups[host].append(scheme)
    return dict(groups)


_BY_HOST = _schemes_by_host()
_SCHEME_HOST = re.compile("|".join(map(re.escape, _BY_HOST)), re.IGNORECASE)


@lru_cache(maxsize=1 << 10)  # readers look up an address more than once
def parse_identifier_url(address: str) -> tuple[str, str]:
    """Return the scheme and identifier in a URL, or `("", "")` for any other URL."""
    found = _SCHEME_HOST.search(address)
    if not found:
        return "", ""
    schemes: Iterable[Scheme] = SCHEMES.values()
    if address.startswith(("http://", "https://")):  # otherwise it may be a bare identifier
        schemes = _BY_HOST.get(found[0].lower(), schemes)
    for scheme in schemes:
        try:
            return scheme.field, scheme.parse(address)
        except ValueError:
            continue
    return "", ""
