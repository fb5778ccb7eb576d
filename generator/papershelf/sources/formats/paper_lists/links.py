"""Classifies the links of a list entry: finds the record key for each.

The address decides if it contains an identifier, otherwise the label ("Project", "Code", "Video").
"""

from __future__ import annotations

import re
from collections.abc import Iterable
from dataclasses import dataclass
from urllib.parse import unquote

from papershelf.core.identifier_schemes import SCHEMES
from papershelf.sources.parsing.links import arxiv_id_in_text, classify_address

_ADDRESS = re.compile(
    r"(?:https?:)?//|(?=(?:www\.)?(?:arxiv|doi|github|openreview)\.(?:org|com|net)/)"
)
_BADGE = re.compile(r"https?://img\.shields\.io/badge/([^?#]+?)(?:\.svg|\.png)?(?:[?#].*)?")
_STARS = re.compile(
    r"https?://(?:img\.shields\.io|badgen\.net)/github/\w+/([\w.-]+/[\w.-]+?)(?:\.svg)?(?:[?#].*)?"
)
_NUMBER_LABEL = re.compile(r"[\s\d#:.\-_–—+]+$")
_LABELS = {
    "paper": "paper arxiv abs abstract pdf doi openreview acl html link url article journal "
    "proceedings preprint publication publisher hal ssrn biorxiv medrxiv pmlr ieee acm springer "
    "elsevier nature supplementary paperlink fulltext cvf neurips iclr icml cvpr iccv eccv acl "
    "emnlp naacl aaai ijcai dblp pubmed scholar source 论文",
    "code": "code github gitlab git repo repository implementation pytorch tensorflow jax official "
    "unofficial torch keras stars codes source-code caffe gitub star 代码",
    "project": "project page website site homepage web webpage projectpage home 项目",
    "video": "video youtube talk recording presentation bilibili",
    "slides": "slides slide ppt",
    "poster": "poster",
    "demos": "demo colab space spaces huggingface notebook playground gradio replicate",
    "datasets": "dataset datasets data benchmark",
    "models": "model models weights checkpoint checkpoints",
    "": "blog post news tweet twitter zhihu bib bibtex cite citation review reviews thread medium "
    "summary notes note explanation tutorial course book docs documentation license awesome here "
    "read-more more details supp supplement appendix poster+video huggingface-blog",
}
_LABEL_KIND = {word: kind for kind, words in _LABELS.items() for word in words.split()}
_FILLER_WORDS = frozenset(
    "the our official project code paper page link full text to and & main".split()
)
_PROJECT_WORDS = frozenset({"project", "projectpage"})
_FIELD_BY_HOST = (
    (re.compile(r"(?:youtube\.com|youtu\.be|vimeo\.com|bilibili\.com)/"), "video"),
    (
        re.compile(r"(?:huggingface\.co/spaces|colab\.research\.google\.com|replicate\.com)/"),
        "demos",
    ),
    (re.compile(r"huggingface\.co/datasets/"), "datasets"),
    (re.compile(r"[\w-]+\.github\.io(?:/|$)"), "project"),
)
_PUBLISHER_PAGE = re.compile(
    r"(?:proceedings\.(?:neurips|nips)\.cc|papers\.(?:neurips|nips)\.cc/paper"
    r"|openaccess\.thecvf\.com|ecva\.net"
    r"|ieeexplore\.ieee\.org/(?:abstract/)?document|dl\.acm\.org|link\.springer\.com"
    r"|sciencedirect\.com/science|nature\.com/articles|jmlr\.org/papers|ojs\.aaai\.org|aaai\.org"
    r"|ijcai\.org|usenix\.org|isca-(?:speech|archive)\.org|papers\.ssrn\.com|hal\.science"
    r"|[a-z]*\.?hal\.science|eprint\.iacr\.org|mdpi\.com|frontiersin\.org|onlinelibrary\.wiley\.com"
    r"|direct\.mit\.edu|academic\.oup\.com|cell\.com|plos\.org|bmvc|roboticsproceedings\.org"
    r"|paperswithcode\.com/paper|ieee\.org|jstor\.org|cambridge\.org/core|ceur-ws\.org"
    r"|semanticscholar\.org/paper|citeseerx|biorxiv\.org|medrxiv\.org|osf\.io|distill\.pub/\d)"
)
_LIST_FIELDS = frozenset({"code", "demos", "datasets", "models"})


@dataclass(frozen=True, slots=True)
class ListLink:
    """A link and its record key, or "".

    `is_paper` is true if it leads to a paper; `is_label` if its text names the kind of the link and
    is not a title.
    """

    field: str
    value: str
    is_paper: bool
    is_label: bool
    is_project: bool = False
    label: str = ""


def parse_link(label: str, href: str) -> ListLink | None:
    """Classify a link; `None` if it is internal to the page."""
    start = _ADDRESS.match(href)
    if not start:
        return None
    address = href if href.lower().startswith("http") else f"https://{href[start.end() :]}"
    rest = re.sub(r"^https?://(?:www\.)?", "", address, flags=re.IGNORECASE)
    words = _label_words(label)
    kinds = [_LABEL_KIND[word] for word in words if word in _LABEL_KIND]
    is_label = not words or (len(kinds) > 0 and _is_plain_label(words)) or label.startswith("http")
    is_project = is_label and bool(_PROJECT_WORDS.intersection(words))
    key, value = classify_address(address)
    if key in SCHEMES:
        return ListLink(key, value, is_paper=True, is_label=is_label, label=label)
    kind = next(filter(None, kinds), "") if is_label else ""
    if key == "pdf":
        key = kind if kind in ("slides", "poster") else "pdf"
        return ListLink(key, value, is_paper=key == "pdf", is_label=is_label, label=label)
    if key == "code":
        return ListLink(_code_field(kind), value, is_paper=False, is_label=is_label)
    found = next((name for pattern, name in _FIELD_BY_HOST if pattern.match(rest)), "")
    if _PUBLISHER_PAGE.match(rest.lower()) or (kind == "paper" and not found):
        return ListLink("url", value, is_paper=True, is_label=is_label, label=label)
    key = found if kind in ("", "paper") else kind
    return ListLink(key, value, is_paper=False, is_label=is_label, is_project=is_project)


def _code_field(kind: str) -> str:
    return kind if kind in ("project", "datasets", "models") else "code"


def _is_plain_label(words: list[str]) -> bool:
    return all(word in _LABEL_KIND or word in _FILLER_WORDS for word in words) and len(words) <= 5


def _label_words(label: str) -> list[str]:
    text = re.sub(r"<[^>]{0,20}>|:[a-z0-9_+-]+:", " ", label.lower())
    text = re.sub(r"[^\w\s&#-]", " ", text)
    words = [_NUMBER_LABEL.sub("", word).strip("-_#") for word in text.split()]
    return [word for word in words if word and not word.isdecimal()]


def parse_badge_text(address: str) -> str:
    """The text of a shields.io badge (`badge/CVPR-2023-blue` yields "CVPR 2023"), or ""."""
    match = _BADGE.fullmatch(address)
    if not match:
        return ""
    text = unquote(match[1]).replace("--", "\0").replace("__", "\1")
    parts = text.split("-")[:-1] or [text]
    return " ".join(parts).replace("_", " ").replace("\0", "-").replace("\1", "_").strip()


def badge_address(address: str) -> str:
    """The subject of an unlinked badge: the repository whose stars it counts, or an arXiv id."""
    if stars := _STARS.fullmatch(address):
        return f"https://github.com/{stars[1]}"
    badge_text = parse_badge_text(address)
    if "arxiv" in badge_text.lower() and (
        found := arxiv_id_in_text(re.sub(r"(?i)arxiv\s+", "arXiv:", badge_text))
    ):
        return SCHEMES["arxiv"].url(found)
    return ""


def assign_list_links(links: Iterable[ListLink]) -> tuple[dict[str, object], list[ListLink]]:
    """The links by key (lists for fields with several values), and the links without a place."""
    fields: dict[str, object] = {}
    rest: list[ListLink] = []
    for link in links:
        current = fields.get(link.field)
        if not link.field:
            rest.append(link)
        elif link.field in _LIST_FIELDS:
            values = current if isinstance(current, list) else []
            fields[link.field] = values if link.value in values else [*values, link.value]
        elif current is None:
            fields[link.field] = link.value
        elif current != link.value:
            rest.append(link)
    return fields, rest
