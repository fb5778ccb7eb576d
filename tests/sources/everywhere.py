"""Fabricated papers in every import format: the same works, with the usual faults of each format."""

from __future__ import annotations

import html
import json
import random
from collections.abc import Callable, Mapping, Sequence
from dataclasses import dataclass
from typing import Any

from tests.fabricated import VENUES

_WORDS = (
    "river tide weir lock dam eddy delta spring mud bank ferry bridge current flood drought reed "
    "heron otter salmon barge canal mill harbour estuary marsh gravel silt ripple rapids ford"
).split()
_GIVEN = "Ada Li Zoë Jan José Mary Noël Ravi Olga Bo".split()
_FAMILY = "Byron;Wei;Ångström;van der Berg;Núñez;O'Neil;Doe-Ray;Rao;Petrova;Lund".split(";")


@dataclass(frozen=True, slots=True, kw_only=True)
class Work:
    """A fabricated paper; `doi` is empty if it is only a preprint."""

    number: int
    title: str
    names: tuple[tuple[str, str], ...]
    abstract: str
    arxiv: str
    doi: str
    year: int
    first: int

    @property
    def authors(self) -> list[str]:
        """The authors in the order given name, family name."""
        return [f"{given} {family}" for given, family in self.names]

    @property
    def venue(self) -> str:
        """The full name of the venue."""
        if not self.doi:
            return ""
        return VENUES["venues"][self.number % 2]["full_name"]

    @property
    def published(self) -> str:
        """The date of the preprint."""
        return f"{self.year - 1}-{self.number % 12 + 1:02d}-{self.number % 28 + 1:02d}"

    @property
    def plain(self) -> str:
        """The title without dollar signs."""
        return self.title.replace("$", "")


def make_works(number: int) -> list[Work]:
    """Reproducible papers with distinct titles."""
    chance = random.Random(7)  # the same papers every time
    works = []
    for at in range(number):
        words = [word.capitalize() for word in chance.sample(_WORDS, 4)]
        formula = " in $O(n^2)$" if at % 5 == 0 else ""
        names = tuple(zip(chance.sample(_GIVEN, 3), chance.sample(_FAMILY, 3), strict=True))
        sentence = " ".join(chance.choices(_WORDS, k=30))
        works.append(
            Work(
                number=at,
                title=f"{words[0]} & {words[1]}: {' '.join(words[2:])} {at}{formula}",
                names=names,
                abstract=f"We look at {sentence}. The {words[0].lower()} of No. {at} flows.",
                arxiv=f"24{at % 12 + 1:02d}.{at + 1:05d}",
                doi=f"10.1000/works.{at}" if at % 4 else "",
                year=2024 + at % 2,
                first=10 * at + 1,
            )
        )
    return works


Render = Callable[[Sequence[Work]], str]


def _json(items: object) -> str:
    return json.dumps(items, ensure_ascii=False, indent=1)


def bibtex(works: Sequence[Work]) -> str:
    """An export of a reference manager."""

    def entry(work: Work) -> str:
        names = " and ".join(f"{family}, {given}" for given, family in work.names)
        title = work.title.replace("&", r"\&")
        where = f"booktitle = {{{work.venue}}}, doi = {{{work.doi}}}, year = {work.year},"
        if not work.doi:
            where = f"archiveprefix = {{arXiv}}, year = {work.year - 1},"
        kind = "inproceedings" if work.doi else "misc"
        return (
            f"@{kind}{{key{work.number}, title = {{{{{title}}}}}, author = {{{names}}},\n"
            f"  eprint = {{{work.arxiv}}}, {where}\n"
            f"  pages = {{{work.first}--{work.first + 8}}},\n}}"
        )

    return "\n".join(map(entry, works))


def ris(works: Sequence[Work]) -> str:
    """An export of a publisher."""

    def reference(work: Work) -> str:
        lines = [
            f"TI  - {work.plain.upper()}",
            f"AN  - arXiv:{work.arxiv}",
            f"ID  - key{work.number}",
        ]
        lines += [f"AU  - {family}, {given}" for given, family in work.names]
        if work.doi:
            lines += [f"T2  - {work.venue}", f"DO  - {work.doi}", f"PY  - {work.year}"]
        return "\n".join(["TY  - CPAPER", *lines, "ER  - "])

    return "\n\n".join(map(reference, works))


def csl(works: Sequence[Work]) -> str:
    """An export of Zotero."""

    def item(work: Work) -> dict[str, Any]:
        made: dict[str, Any] = {
            "id": f"http://zotero.org/{work.number}", "title": work.plain,
            "author": [{"given": given, "family": family} for given, family in work.names],
            "number": f"arXiv:{work.arxiv}", "archive": "arXiv", "archive_location": work.arxiv,
            "citation-key": f"key{work.number}", "type": "article",
        }  # fmt: skip
        if work.doi:
            made |= {"type": "paper-conference", "container-title": work.venue, "DOI": work.doi}
            made |= {"issued": {"date-parts": [[work.year]]}}
        return made

    return _json([item(work) for work in works])


def arxiv(works: Sequence[Work]) -> str:
    """A response of the arXiv API."""

    def entry(work: Work) -> str:
        names = "".join(f"<author><name>{html.escape(n)}</name></author>" for n in work.authors)
        return (
            f"<entry><id>http://arxiv.org/abs/{work.arxiv}v2</id>"
            f"<updated>{work.published}T00:00:00Z</updated>"
            f"<published>{work.published}T00:00:00Z</published>"
            f"<title>{html.escape(work.title)}</title>{names}<summary>{work.abstract}</summary></entry>"
        )

    entries = "\n".join(map(entry, works))
    return f'<feed xmlns:arxiv="http://arxiv.org/schemas/atom">{entries}</feed>'


def _hf_items(works: Sequence[Work]) -> list[dict[str, Any]]:
    return [
        {
            "paper": {
                "id": work.arxiv, "title": work.title.lower(), "summary": work.abstract,
                "authors": [{"name": name} for name in work.authors],
                "publishedAt": f"{work.published}T01:00:00Z", "upvotes": work.number,
                "submittedOnDailyAt": "2026-11-19T02:00:00Z",
            },
            "title": work.title.lower(), "publishedAt": "2026-11-19T02:00:01Z",
            "numComments": 1, "submittedBy": {"name": "bo"},
        }
        for work in works
    ]  # fmt: skip


def hf(works: Sequence[Work]) -> str:
    """A daily list."""
    return _json(_hf_items(works))


def hf_page(works: Sequence[Work]) -> str:
    """A daily list saved by a browser."""
    props = html.escape(json.dumps({"dailyPapers": _hf_items(works)}, ensure_ascii=False))
    return (
        "<!doctype html><html><head><title>huggingface.co/papers</title></head><body>\n"
        f'<div data-target="DailyPapers" data-props="{props}"></div></body></html>'
    )


def openalex(works: Sequence[Work]) -> str:
    """A response of OpenAlex, which has only the words of abstracts."""

    def work_of(work: Work) -> dict[str, Any]:
        index: dict[str, list[int]] = {}
        for at, word in enumerate(work.abstract.split()):
            index.setdefault(word, []).append(at)
        preprint = {
            "landing_page_url": f"http://arxiv.org/abs/{work.arxiv}",
            "source": {"display_name": "arXiv (Cornell University)", "type": "repository"},
        }
        venue = {"source": {"display_name": work.venue, "type": "conference"}}
        return {
            "id": f"https://openalex.org/W{work.number + 1}", "title": work.plain,
            "doi": f"https://doi.org/{work.doi}" if work.doi else None,
            "publication_year": work.year, "publication_date": work.published,
            "authorships": [
                {"author": {"display_name": n.upper()}, "institutions": [{"display_name": "Uni"}]}
                for n in work.authors
            ],
            "abstract_inverted_index": index, "cited_by_count": work.number,
            "locations": [venue, preprint] if work.doi else [preprint],
            "updated_date": "2026-11-18T00:00:00",
        }  # fmt: skip

    return _json({"meta": {}, "results": [work_of(work) for work in works]})


def s2(works: Sequence[Work]) -> str:
    """A response of Semantic Scholar."""

    def paper(work: Work) -> dict[str, Any]:
        names = {"ArXiv": work.arxiv} | ({"DOI": work.doi.upper()} if work.doi else {})
        return {
            "paperId": f"{work.number:040x}", "externalIds": names, "title": work.plain,
            "venue": work.venue or "arXiv.org", "year": work.year, "citationCount": work.number + 2,
            "authors": [
                {"name": f"{g[0]}. {family}", "affiliations": ["Lab"] * (work.number % 2)}
                for g, family in work.names
            ],
        }  # fmt: skip

    return _json({"data": [paper(work) for work in works]})


def dblp(works: Sequence[Work]) -> str:
    """A response of the DBLP search."""

    def hit(work: Work) -> dict[str, Any]:
        corr = {
            "venue": "CoRR", "volume": f"abs/{work.arxiv}", "key": f"journals/corr/x{work.number}",
            "ee": f"https://doi.org/10.48550/arXiv.{work.arxiv}",
        }  # fmt: skip
        there = {
            "venue": work.venue, "key": f"conf/x/{work.number}", "pages": f"{work.first}-9",
            "ee": f"https://doi.org/{work.doi}",
        }  # fmt: skip
        info = {
            "title": f"{work.plain}.", "year": str(work.year),
            "authors": {"author": [{"text": f"{name} 0001"} for name in work.authors]},
        }  # fmt: skip
        return {"@score": "1", "info": info | (there if work.doi else corr)}

    return _json({"result": {"hits": {"@total": "9", "hit": [hit(work) for work in works]}}})


def acl(works: Sequence[Work]) -> str:
    """The published papers in the format of the ACL Anthology."""

    def paper(work: Work) -> str:
        names = "".join(
            f"<author><first>{g}</first><last>{html.escape(f)}</last></author>"
            for g, f in work.names
        )
        return (
            f'<paper id="{work.number}"><title>{html.escape(work.plain)}</title>{names}'
            f"<url>2024.icrr-main.{work.number}</url><doi>{work.doi}</doi><year>{work.year}</year>"
            f"<booktitle>{work.venue}</booktitle></paper>"
        )

    papers = "\n".join(paper(work) for work in works if work.doi)
    meta = "<meta><month>May</month></meta>"
    return f'<collection id="2024.icrr"><volume id="main">{meta}{papers}</volume></collection>'


def openreview(works: Sequence[Work]) -> str:
    """A response of OpenReview with the published papers."""

    def note(work: Work) -> dict[str, Any]:
        content = {
            "title": work.title, "authors": work.authors, "abstract": f"{work.abstract} And more.",
            "venue": f"{work.venue} {work.year}",
        }  # fmt: skip
        wrapped = {name: {"value": value} for name, value in content.items()}
        return {"id": f"note_{work.number}", "forum": f"note_{work.number}", "content": wrapped}

    return _json({"notes": [note(work) for work in works if work.doi]})


def paperlists(works: Sequence[Work]) -> str:
    """A list of a conference with the published papers."""
    return _json(
        [
            {
                "title": work.title, "track": "main", "status": "Poster",
                "author": ";".join(work.authors), "arxiv": work.arxiv, "doi": work.doi,
                "github": f"https://github.com/example/w{work.number}",
            }
            for work in works
            if work.doi and work.venue == VENUES["venues"][0]["full_name"]
        ]
    )  # fmt: skip


def capture(works: Sequence[Work]) -> str:
    """The text of a web page."""
    pairs = "\n\n".join(f"{work.plain}\n\n{work.abstract}" for work in works)
    return (
        f"new\n\nGet trending papers in your email inbox!\n\nSubscribe\n\nDaily Papers\n\n{pairs}"
    )


def jsonl(works: Sequence[Work]) -> str:
    """Manual notes with every third paper."""
    rows = [
        {"title": work.title, "arxiv": work.arxiv, "summary": f"About No. {work.number}."}
        for work in works[::3]
    ]
    return "".join(json.dumps(row, ensure_ascii=False) + "\n" for row in rows)


def pubmed(works: Sequence[Work]) -> str:
    """An export of PubMed with the published papers."""

    def citation(work: Work) -> str:
        names = [f"FAU - {family}, {given}" for given, family in work.names]
        lines = [
            f"PMID- {31000000 + work.number}",
            f"TI  - {work.plain}.",
            f"AID - {work.doi} [doi]",
            *names,
            f"JT  - {work.venue}",
            f"DP  - {work.year}",
        ]
        return "\n".join(lines)

    return "\n\n".join(citation(work) for work in works if work.doi)


def wos(works: Sequence[Work]) -> str:
    """An export of Web of Science with the published papers."""

    def reference(work: Work) -> str:
        names = "\n   ".join(f"{family}, {given[0]}" for given, family in work.names)
        return (
            f"PT J\nAU {names}\nTI {work.plain}\nSO {work.venue.upper()}\nBP {work.first}\n"
            f"EP {work.first + 8}\nDI {work.doi}\nPY {work.year}\nUT WOS:{work.number}\nER\n"
        )

    found = "\n".join(reference(work) for work in works if work.doi)
    return f"FN Clarivate Analytics Web of Science\nVR 1.0\n{found}\nEF\n"


def endnote(works: Sequence[Work]) -> str:
    """An export of EndNote in its tagged format, with every second paper."""

    def reference(work: Work) -> str:
        names = "\n".join(f"%A {family}, {given}" for given, family in work.names)
        place = f"%B {work.venue}\n%D {work.year}\n%R {work.doi}"
        return (
            f"%0 Conference Proceedings\n{names}\n%T {work.plain}\n"
            f"{place if work.doi else f'%M arXiv:{work.arxiv}'}\n"
        )

    return "\n".join(map(reference, works[::2]))


def endnote_xml(works: Sequence[Work]) -> str:
    """An export of EndNote as XML, with the published papers."""

    def record(work: Work) -> str:
        names = "".join(
            f"<author>{html.escape(f'{family}, {given}')}</author>" for given, family in work.names
        )
        return (
            "<record><ref-type name='Conference Proceedings'>10</ref-type><contributors><authors>"
            f"{names}</authors></contributors><titles><title>{html.escape(work.plain)}</title>"
            f"<secondary-title>{work.venue}</secondary-title></titles>"
            f"<dates><year>{work.year}</year></dates>"
            f"<electronic-resource-num>{work.doi}</electronic-resource-num></record>"
        )

    found = "\n".join(record(work) for work in works if work.doi)
    return f"<xml><records>{found}</records></xml>"


def mlanthology(works: Sequence[Work]) -> str:
    """The published papers in the format of the ML Anthology."""
    papers = [
        {
            "bibtex_key": f"key{work.number}", "title": work.title, "year": str(work.year),
            "authors": [{"given": given, "family": family} for given, family in work.names],
            "venue_name": work.venue, "abstract": work.abstract, "doi": work.doi,
            "pages": f"{work.first}-{work.first + 8}",
        }
        for work in works
        if work.doi
    ]  # fmt: skip
    return _json({"venue": "toy", "year": "2024", "papers": papers})


def zotero(works: Sequence[Work]) -> str:
    """An export of Better BibTeX."""

    def item(work: Work) -> dict[str, Any]:
        made: dict[str, Any] = {
            "itemType": "preprint", "title": work.plain, "archiveID": f"arXiv:{work.arxiv}",
            "creators": [
                {"creatorType": "author", "firstName": given, "lastName": family}
                for given, family in work.names
            ],
        }  # fmt: skip
        if work.doi:
            made |= {"itemType": "conferencePaper", "proceedingsTitle": work.venue}
            made |= {"DOI": work.doi, "date": str(work.year), "extra": f"arXiv:{work.arxiv}"}
        return made

    return _json({"config": {}, "items": [item(work) for work in works]})


def table(works: Sequence[Work]) -> str:
    """A manually maintained spreadsheet."""
    rows = ["title;authors;venue;year;doi;arxiv"]
    rows += [
        f'"{work.plain}";"{", ".join(work.authors)}";"{work.venue}";'
        f"{work.year if work.doi else work.year - 1};{work.doi};{work.arxiv}"
        for work in works
    ]
    return "\n".join(rows)


def markdown(works: Sequence[Work]) -> str:
    """An awesome list."""

    def entry(work: Work) -> str:
        place = f"{work.venue} {work.year}" if work.doi else f"arXiv {work.year - 1}"
        doi = f" [[DOI](https://doi.org/{work.doi})]" if work.doi else ""
        link = f"[[Paper](https://arxiv.org/abs/{work.arxiv})]"
        return (
            f"**{work.title}** \\\n*{', '.join(work.authors)}* \\\n{place}. {link}{doi} \\\n"
            f"{work.published}\n"
        )

    return "# Rivers\n\n## All\n\n" + "\n".join(map(entry, works))


def page(works: Sequence[Work]) -> str:
    """A page of accepted papers."""
    rows = "\n".join(
        f"<tr><td><a href='https://arxiv.org/abs/{work.arxiv}'>{html.escape(work.title)}</a>"
        f"<td>{html.escape(', '.join(work.authors))}</tr>"
        for work in works
    )
    return f"<!doctype html><table><tr><th>Title<th>Authors</tr>{rows}</table>"


FILES: Mapping[str, tuple[str, Render]] = {
    "bibtex": ("refs.bib", bibtex), "ris": ("refs.ris", ris), "csl-json": ("zotero.json", csl),
    "arxiv": ("feed.xml", arxiv), "hf": ("daily.json", hf), "hf-page": ("page.html", hf_page),
    "openalex": ("works.json", openalex), "s2": ("s2.json", s2), "dblp": ("hits.json", dblp),
    "acl": ("2024.icrr.xml", acl), "openreview": ("notes.json", openreview),
    "paperlists": ("icrr2024.json", paperlists), "capture": ("page.txt", capture),
    "jsonl": ("ours.jsonl", jsonl), "pubmed": ("citations.nbib", pubmed),
    "wos": ("savedrecs.txt", wos), "endnote": ("library.enw", endnote),
    "endnote-xml": ("library.xml", endnote_xml), "mlanthology": ("toy-2024.json", mlanthology),
    "zotero": ("bbt.json", zotero), "csv": ("table.csv", table),
    "markdown": ("README.md", markdown), "html": ("accepted.html", page),
}  # fmt: skip
"""The file name of each format, and the function that renders it."""
