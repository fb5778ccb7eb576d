"""Citation keys, `chen-etal-2018-neural`: made by rule, unique by rule, never given away.

Papers and the ledger of keys given before come in, one key for each paper goes out, in whatever
order the papers come. The ledger is a text file, one line for a paper: its id, its key, and keys
that it had earlier, with tabs between; a key in it stays with its paper for good.
"""

from __future__ import annotations

from collections.abc import Container, Iterable, Iterator, Mapping, Sequence

from generator.errors import PapersError, Problem
from generator.identifiers import CitationKey, parse_citation_key, parse_slug
from generator.maths import render_plain
from generator.model import Author, Paper, PaperId
from generator.names import parse_name
from generator.remembering import remembered
from generator.slugs import make_slug

Ledger = Mapping[PaperId, tuple[CitationKey, ...]]
"""The keys of each paper, the one in force first."""

_KEY_LIMIT = 100  # of `parse_citation_key`
_NAME_LIMIT = 28
_WORD_LIMIT = 24
_MORE_WORDS = 3
_MOST_WORDS = 2 + 1 + _MORE_WORDS  # without authors two of them stand for a name
_STOP_WORDS = frozenset(
    "a about above across after against all along am among an and any are as at be because been "
    "before behind being below between beyond both but by can cannot could did do does done down "
    "during each either else et even ever every for from further had has have having he her here "
    "his how however i if in inside into is it its itself just less let like made make makes "
    "making many may me might mine more most much must my near need neither never no nor not now "
    "of off on once one only onto or other our ours out over own per perhaps please rather s same "
    "shall she should since so some still such t than that the their them then there these they "
    "this those though through to together too toward towards under until up upon us using very "
    "via was we well were what when where whether which while who whom whose why will with within "
    "without would yet you your".split()
)


def assign_citation_keys(
    papers: Iterable[Paper], ledger: Ledger | None = None
) -> dict[PaperId, CitationKey]:
    """The key of every paper: what its record pins, else what the ledger has, else by rule.

    Rule: family name, or two, or the first with `etal`; the year or `nodate`; the first title word
    that says something. Where that is taken, further title words, then `-2`, `-3`. Papers that
    entered the collection earlier choose first, then by id. Keys that differ in case only are one.
    """
    ledger = ledger or {}
    ordered = sorted(papers, key=lambda paper: (paper.added or "~", paper.id))
    taken = {key.casefold(): paper for paper, keys in ledger.items() for key in keys}
    keys: dict[PaperId, CitationKey] = {}
    for paper in ordered:
        wish = paper.citation_key
        if wish and taken.setdefault(wish.casefold(), paper.id) in (paper.id, *paper.aliases):
            keys[paper.id] = wish
    for paper in ordered:
        if paper.id not in keys and (known := _ledger_keys(paper, ledger)):
            keys[paper.id] = known[0]
    numbers: dict[str, int] = {}
    for paper in ordered:
        if paper.id not in keys:
            key = _choose_key(paper, taken, numbers)
            taken[key] = paper.id
            keys[paper.id] = key
    return keys


def check_citation_keys(papers: Iterable[Paper], ledger: Ledger | None = None) -> Iterator[Problem]:
    """A problem for every pinned key that another paper has already."""
    owner: dict[str, PaperId] = {}
    for paper_id, keys in (ledger or {}).items():
        owner.update({key.casefold(): paper_id for key in keys})
    for paper in sorted(papers, key=lambda paper: (paper.added or "~", paper.id)):
        if not paper.citation_key:
            continue
        first = owner.setdefault(paper.citation_key.casefold(), paper.id)
        if first not in (paper.id, *paper.aliases):
            message = f"{paper.citation_key!r} is already the key of {first!r}"
            yield Problem(paper.path, paper.line, "citation_key", message)


def update_ledger(ledger: Ledger, keys: Mapping[PaperId, CitationKey]) -> Ledger:
    """The ledger with the keys now in force; earlier keys stay behind them."""
    updated = dict(ledger)
    for paper, key in keys.items():
        earlier = tuple(k for k in ledger.get(paper, ()) if k != key)
        updated[paper] = (key, *earlier)
    return updated


def render_ledger(ledger: Ledger) -> str:
    """The ledger as text, sorted by id."""
    return "".join("\t".join((paper, *ledger[paper])) + "\n" for paper in sorted(ledger))


def parse_ledger(text: str, path: str = "citation-keys.tsv") -> Ledger:
    """The ledger in a text; lines that are none raise `PapersError`, all at once."""
    ledger: dict[PaperId, tuple[CitationKey, ...]] = {}
    owner: dict[str, str] = {}
    problems = []
    for number, line in enumerate(text.splitlines(), 1):
        if not line.strip():
            continue
        try:
            paper, keys = _parse_ledger_line(line.split("\t"))
        except ValueError as error:
            problems.append(Problem(path, number, "", str(error)))
            continue
        given = [key for key in keys if owner.setdefault(key.casefold(), paper) != paper]
        if paper in ledger:
            problems.append(Problem(path, number, "", f"{paper!r} stands here twice"))
        problems += [Problem(path, number, "", f"{key!r} belongs to two papers") for key in given]
        ledger[paper] = keys
    if problems:
        raise PapersError(problems)
    return ledger


def _parse_ledger_line(cells: Sequence[str]) -> tuple[PaperId, tuple[CitationKey, ...]]:
    if len(cells) < 2:
        raise ValueError("is not an id and a key with a tab between")
    return PaperId(parse_slug(cells[0])), tuple(parse_citation_key(cell) for cell in cells[1:])


def _ledger_keys(paper: Paper, ledger: Ledger) -> tuple[CitationKey, ...]:
    """What the ledger has under the paper's id, or under an id that it had earlier."""
    for known in (paper.id, *paper.aliases):
        if known in ledger:
            return ledger[known]
    return ()


def _choose_key(paper: Paper, taken: Container[str], numbers: dict[str, int]) -> CitationKey:
    """The best key that is free, in lower case; `numbers` has the next that each may be free by."""
    key = ""
    for wish in _wishes(paper):
        if wish not in taken:
            return CitationKey(wish)
        key = key or wish
    number = numbers.get(key, 2)
    while f"{key}-{number}" in taken:
        number += 1
    numbers[key] = number + 1
    return CitationKey(f"{key}-{number}")


def _wishes(paper: Paper) -> Iterator[str]:
    """The keys that a paper could have without a number, the best first."""
    words = _title_words(paper.title).split()
    authors = _author_part(paper)
    year = str(paper.year) if paper.year else (paper.published or "nodate").partition("-")[0]
    if authors:
        head, words = f"{authors}-{year}", words or ["untitled"]
    else:
        # Without a name the title takes its place.
        head, words = "-".join([*(words[:2] or ["untitled"]), year]), words[2:]
    yield "-".join([head, *words[:1]])
    for end in range(2, 2 + _MORE_WORDS):
        longer = "-".join([head, *words[:end]])
        if len(words) >= end and len(longer) <= _KEY_LIMIT:
            yield longer


@remembered
def _title_words(title: str) -> str:
    """The first words of a title that say something; of all where none does. Spaces between."""
    slug = make_slug(render_plain(title), limit=400) or ""
    words = [word[:_WORD_LIMIT] for word in slug.split("-") if word]
    telling = [
        word for word in words if len(word) > 1 and not word.isdigit() and word not in _STOP_WORDS
    ]
    return " ".join((telling or words)[:_MOST_WORDS])


def _author_part(paper: Paper) -> str:
    """`chen`, `doe-roe` or `chen-etal`; "" where the first name has no Latin letter."""
    first = _family_slug(paper.authors[0]) if paper.authors else ""
    if not first or len(paper.authors) == 1:
        return first
    second = _family_slug(paper.authors[1]) if len(paper.authors) == 2 else ""
    return f"{first}-{second or 'etal'}"


def _family_slug(author: Author) -> str:
    told = author.family or author.kind
    return _slug_family(author) if told else _guess_family(author.name)


@remembered
def _guess_family(name: str) -> str:
    return _slug_family(Author(name=name))


def _slug_family(author: Author) -> str:
    return (make_slug(parse_name(author).surname, _NAME_LIMIT) or "").removeprefix("the-")
