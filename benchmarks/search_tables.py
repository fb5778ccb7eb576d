"""Tables of the benchmark of the search, in Markdown."""

from __future__ import annotations

from collections.abc import Iterable, Iterator, Mapping, Sequence

from benchmarks.search_collection import Answer, Answers, Collection
from papershelf.records.model import PaperId

COST_HEAD = (
    "requests: median, worst",
    "kB: median, worst",
    "requests with meaning",
    "kB with meaning",
    "requests of meaning",
    "kB of meaning",
    "ms: median, worst",
)
_COST_VALUES = (
    ("requests", 1),
    ("bytes", 1000),
    ("joined_requests", 1),
    ("joined_bytes", 1000),
    ("meaning_requests", 1),
    ("meaning_bytes", 1000),
    ("millis", 1),
)
MEANING_BUDGET = {"meaning_requests": 10, "meaning_bytes": 150_000}
"""What a query may load more until meaning has joined, at any size."""

Found = Sequence[tuple[PaperId, Answer]]


def print_table(title: str, head: Sequence[str], rows: Iterable[Sequence[str]]) -> None:
    """Print a table in Markdown."""
    print(f"\n## {title}\n\n| {' | '.join(head)} |\n|{'---|' * len(head)}")
    for row in rows:
        print(f"| {' | '.join(row)} |", flush=True)


def print_index_sizes(collections: Iterable[Collection]) -> None:
    """Print sizes and build times."""
    print_table(
        "Index",
        ("papers", "files", "MB", "build, CPU", "build, wall"),
        (
            (
                one.size,
                f"{len(one.files):,}",
                f"{sum(map(len, one.files.values())) / 1e6:.1f}",
                f"{one.processor_seconds:.1f} s",
                f"{one.seconds:.1f} s",
            )
            for one in collections
        ),
    )


def print_known_items(collection: Collection, found: Answers) -> None:
    """Print the places of papers that a reader knows, and what queries cost."""
    print_table(
        f"Known items, {collection.size} papers",
        ("query", "first", "in five", "MRR", *COST_HEAD),
        (
            (kind, *score(answers), _mean_reciprocal_rank(answers), *costs(answers))
            for kind, answers in found.items()
        ),
    )


def print_methods(title: str, methods: Mapping[str, Answers]) -> None:
    """Print how often the described paper comes first / is in the first five, for each method."""
    [kinds, *_] = methods.values()
    print_table(title, ("method", *kinds), (describe(*one) for one in methods.items()))


def describe(method: str, found: Answers) -> Sequence[str]:
    """Return the row of a method."""
    return (method, *("/".join(score(answers)) for answers in found.values()))


def print_costs(collection: Collection, found: Answers) -> Iterator[str]:
    """Print what queries cost in a collection, and yield the budgets that are exceeded."""
    title = f"Descriptions, {collection.size} papers"
    print_table(title, ("query", *COST_HEAD), ((kind, *costs(one)) for kind, one in found.items()))
    for value, most in MEANING_BUDGET.items():
        worst = max(cost[value] for one in found.values() for _, (_, cost) in one)
        if worst > most:
            name = value.replace("_", " ")
            yield f"{collection.size} papers: {name} {worst:,}, budget {most:,}"


def print_titles(title: str, found: Answers) -> None:
    """Print how often a title is found by another form of its words."""
    print_table(
        title,
        ("queries", "first", "found"),
        (
            (
                kind,
                score(answers)[0],
                f"{sum(one in papers for one, (papers, _) in answers)} of {len(answers)}",
            )
            for kind, answers in found.items()
        ),
    )


def score(answers: Found) -> tuple[str, str]:
    """Return how many papers come first, and how many are in the first five."""
    first = sum(papers[:1] == [wanted] for wanted, (papers, _) in answers)
    return str(first), str(sum(wanted in papers[:5] for wanted, (papers, _) in answers))


def _mean_reciprocal_rank(answers: Found) -> str:
    ranks = [papers.index(wanted) + 1 for wanted, (papers, _) in answers if wanted in papers]
    return f"{sum(1 / rank for rank in ranks) / len(answers):.3f}"


def costs(answers: Found) -> Iterable[str]:
    """Return the median and the worst cost of each kind."""
    for value, scale in _COST_VALUES:
        yield median_and_worst([cost[value] / scale for _, (_, cost) in answers])


def median_and_worst(values: Iterable[float]) -> str:
    """Return the median and the largest of some numbers."""
    ordered = sorted(values)
    return f"{ordered[len(ordered) // 2]:.0f}, {ordered[-1]:.0f}"
