"""Pages about a paper at other services, by its arXiv id or DOI.

Takes a `Paper`; returns URLs, of which nothing is fetched.
"""

from __future__ import annotations

from collections.abc import Iterator

from papershelf.records.model import Paper
from papershelf.text.urls import quote_path

_FIRST_ARXIV_HTML = "2312"
"""The month from which arXiv itself converts papers to HTML; ar5iv has those before."""

# Each service with the start of its URLs, which the arXiv id completes.
_BY_ARXIV = (
    ("Semantic Scholar", "https://api.semanticscholar.org/arXiv:"),
    ("Google Scholar", "https://scholar.google.com/scholar_lookup?arxiv_id="),
    ("alphaXiv", "https://www.alphaxiv.org/abs/"),
    ("Hugging Face", "https://huggingface.co/papers/"),
)
_BY_DOI = (
    ("Semantic Scholar", "https://api.semanticscholar.org/"),
    ("Google Scholar", "https://scholar.google.com/scholar_lookup?doi="),
)


def list_services(paper: Paper) -> Iterator[tuple[str, str]]:
    """Yield the name of each service and the URL of its page about the paper."""
    if paper.arxiv:
        for name, start in _BY_ARXIV:
            # The last two know only ids of papers since April 2007.
            if "/" not in paper.arxiv or name.endswith("Scholar"):
                yield name, f"{start}{paper.arxiv}"
    elif paper.doi:
        for name, start in _BY_DOI:
            yield name, f"{start}{quote_path(paper.doi)}"


def arxiv_html_url(paper: Paper) -> str:
    """Return the URL of the text as HTML; "" for papers without an arXiv id."""
    if not paper.arxiv:
        return ""
    is_new = "/" not in paper.arxiv and paper.arxiv[:4] >= _FIRST_ARXIV_HTML
    host = "https://arxiv.org/html" if is_new else "https://ar5iv.labs.arxiv.org/html"
    return f"{host}/{paper.arxiv}"
