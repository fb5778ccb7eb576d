"""Fabricated papers in the formats of services: invented titles, names and words."""

from __future__ import annotations

import json
from collections.abc import Sequence
from typing import Any
from xml.sax.saxutils import escape

from tests.services.server import Answer, ReceivedRequest, Reply, reply_json


def hf_item(
    arxiv: str, title: str, listed: str, *, upvotes: int = 5, comments: int = 1
) -> dict[str, Any]:
    """An item of a daily list."""
    return {
        "paper": {
            "id": arxiv,
            "title": title,
            "summary": f"We tell of {title.lower()} in words that nobody wrote before.",
            "authors": [{"_id": "1", "name": "Ada Byron", "hidden": False}],
            "publishedAt": "2026-11-01T00:00:00.000Z",
            "submittedOnDailyAt": f"{listed}T08:00:00.000Z",
            "upvotes": upvotes,
            "githubRepo": "https://github.com/example/code",
            "githubStars": 250,
            "ai_summary": "Words of a machine.",
        },
        "publishedAt": f"{listed}T08:00:00.000Z",
        "title": title,
        "numComments": comments,
        "submittedBy": {"name": "ada", "fullname": "Ada Byron"},
    }


def hf_pages(days: dict[str, list[dict[str, Any]]]) -> Answer:
    """Responses of `/api/daily_papers`; a day without a list gets that of the day before."""

    def answer(received: ReceivedRequest) -> Reply:
        known = [day for day in sorted(days) if day <= received.params["date"]]
        items = days[known[-1]] if known else []
        limit, page = int(received.params["limit"]), int(received.params["p"])
        return reply_json(items[page * limit : (page + 1) * limit])

    return answer


def arxiv_entry(arxiv: str, title: str, abstract: str = "We invent.", day: str = "") -> str:
    """An entry of an arXiv feed."""
    day = day or "2026-11-19"
    return f"""<entry><id>http://arxiv.org/abs/{arxiv}v2</id><title>{escape(title)}</title>
<published>{day}T10:00:00Z</published><updated>{day}T11:00:00Z</updated>
<summary>{escape(abstract)}</summary><author><name>Ada Byron</name></author>
<link href="https://arxiv.org/abs/{arxiv}v2" rel="alternate" type="text/html"/>
<arxiv:primary_category term="cs.LG"/><category term="cs.LG"/></entry>"""


def arxiv_feed(entries: Sequence[str], total: int | None = None) -> Reply:
    """An arXiv feed."""
    count = len(entries) if total is None else total
    body = f"""<?xml version="1.0" encoding="UTF-8"?>
<feed xmlns="http://www.w3.org/2005/Atom" xmlns:opensearch="http://a9.com/-/spec/opensearch/1.1/"
 xmlns:arxiv="http://arxiv.org/schemas/atom"><id>http://arxiv.org/api/x</id><title>Query</title>
<updated>2026-11-21T00:00:00Z</updated>
<opensearch:totalResults>{count}</opensearch:totalResults>{"".join(entries)}</feed>"""
    return Reply(body=body.encode())


def arxiv_error(message: str) -> Reply:
    """An arXiv error, which is a feed with status 200."""
    entry = (
        f"<entry><id>https://arxiv.org/api/errors#bad</id><title>Error</title>"
        f"<summary>{message}</summary></entry>"
    )
    return arxiv_feed([entry], total=1)


def openalex_work(doi: str, title: str, citations: int = 41) -> dict[str, Any]:
    """An OpenAlex work."""
    return {
        "id": "https://openalex.org/W12345",
        "doi": f"https://doi.org/{doi}",
        "title": title,
        "display_name": title,
        "publication_year": 2024,
        "publication_date": "2024-05-17",
        "type": "article",
        "authorships": [{"author": {"display_name": "Ada Byron"}}],
        "abstract_inverted_index": {"Rivers": [0], "move": [1]},
        "primary_location": {"source": {"display_name": "ICRR"}},
        "biblio": {"volume": "7", "first_page": "1", "last_page": "12"},
        "cited_by_count": citations,
        "referenced_works": ["https://openalex.org/W111", "https://openalex.org/W222"],
    }


def s2_paper(doi: str, title: str, citations: int = 43) -> dict[str, Any]:
    """A Semantic Scholar paper."""
    return {
        "paperId": "6" * 40,
        "externalIds": {"DOI": doi},
        "title": title,
        "abstract": "Words that only Semantic Scholar may show.",
        "venue": "ICRR",
        "year": 2024,
        "citationCount": citations,
        "authors": [{"authorId": "1", "name": "Ada Byron"}],
    }


def dblp_hits(*titles: str, venue: str = "ICRR", year: int = 2024) -> dict[str, Any]:
    """A response of the DBLP search."""
    hits = [
        {
            "@score": "5",
            "info": {
                "authors": {"author": {"@pid": "1/1", "text": "Ada Byron"}},
                "title": f"{title}.",
                "venue": venue,
                "year": str(year),
                "type": "Conference and Workshop Papers",
                "key": f"conf/icrr/Byron{number}",
                "doi": f"10.1000/dblp.{number}",
                "url": f"https://dblp.org/rec/conf/icrr/Byron{number}",
            },
        }
        for number, title in enumerate(titles)
    ]
    status = {"@code": "200", "text": "OK"}
    return {"result": {"query": "q", "status": status, "hits": {"@total": "1", "hit": hits}}}


def csl_item(doi: str, title: str) -> bytes:
    """A response of a registry for a DOI."""
    item = {
        "type": "article-journal",
        "id": doi,
        "title": title,
        "DOI": doi,
        "author": [{"given": "Ada", "family": "Byron"}],
        "issued": {"date-parts": [[2024, 5, 17]]},
        "abstract": "<jats:p>The publisher's own words.</jats:p>",
    }
    return json.dumps(item).encode()
