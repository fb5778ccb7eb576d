"""Tests of the ledger of published ids: its contents, and the problems found by `check`."""

from __future__ import annotations

import pytest

from papershelf.catalogue.citation_keys import assign_citation_keys
from papershelf.core.errors import PapersError
from papershelf.core.identifiers import CitationKey, IsoDate, Slug
from papershelf.records.id_ledger import (
    REMOVED_MARK,
    Ledger,
    check_ledger,
    collect_former_ids,
    first_id,
    parse_ledger,
    removed_paper_addresses,
    render_ledger,
    update_ledger,
)
from papershelf.records.model import Paper, PaperId
from tests.export_samples import make_paper


def pid(name: str) -> PaperId:
    return PaperId(Slug(name))


def paper(name: str, *aliases: str, **more: object) -> Paper:
    place = {"path": f"{name}.yaml", "line": 1}
    return make_paper(name, aliases=tuple(map(pid, aliases)), **(place | more))


def run_keys(text: str, *papers: Paper, redirects: dict[str, str] | None = None) -> str:
    """The ledger after `papershelf keys`, as text."""
    ledger = parse_ledger(text)
    former = collect_former_ids(papers, redirects or {})
    keys = assign_citation_keys(papers, ledger, former)
    return render_ledger(update_ledger(ledger, keys, former))


def problems(text: str, *papers: Paper, redirects: dict[str, str] | None = None) -> list[str]:
    return [str(one) for one in check_ledger(parse_ledger(text), papers, redirects or {})]


def find_first_id(text: str, *names: str) -> str:
    return first_id(parse_ledger(text), tuple(map(pid, names)))


def test_the_ledger_grows_and_is_sorted() -> None:
    keys = {"b": "y", "a": "z", "c": "c"}
    typed = {pid(name): CitationKey(key) for name, key in keys.items()}
    updated = update_ledger(parse_ledger("b\tx\ngone\tg\n"), typed)
    text = "a\tz\nb\ty\tx\nc\tc\ngone\tg\n"
    assert render_ledger(updated) == text
    again = update_ledger(parse_ledger(text), {pid("b"): CitationKey("x")})
    assert again.citation_keys[pid("b")] == ("x", "y")


def test_all_errors_of_a_ledger_are_reported() -> None:
    text = "a\tx\n\nno-key\nB\ty\nc\tbad key\na\tz\nd\t@E\n"
    with pytest.raises(PapersError) as caught:
        parse_ledger(text, "keys.tsv")
    assert [str(problem).partition(" is not a ")[0] for problem in caught.value.problems] == [
        "keys.tsv:3: is not an id and a citation key, separated by a tab",
        "keys.tsv:4: 'B'",
        "keys.tsv:5: 'bad key'",
        "keys.tsv:6: 'a' already has line 1",
        "keys.tsv:7: 'E'",
    ]


# Each case: the ledger before, papers as "id alias alias", the ledger after `keys`.
@pytest.mark.parametrize(
    ("before", "papers", "after"),
    [
        ("old\tk\n", ["new old"], "new\tk\nold\tk\t@new\n"),
        # as written by the first version of `keys`
        ("new\tk\nold\tk\n", ["new old"], "new\tk\nold\tk\t@new\n"),
        # renamed twice, then back
        ("new\tk\nold\tk\t@new\n", ["last old new"],
         "last\tk\nnew\tk\t@last\nold\tk\t@new\n"),
        ("new\tk\nold\tk\t@new\n", ["old new"], "new\tk\t@old\nold\tk\n"),
        # an alias in addition to a published id
        ("a\tk\n", ["a short"], "a\tk\nshort\t@a\n"),
        # without history
        ("", ["new old"], "new\ttiny-models-nodate\nold\ttiny-models-nodate\t@new\n"),
        # merged, then renamed: it keeps its own key, not that of the merged paper
        ("a\tka\nb\tkb\n", ["a b"], "a\tka\nb\tkb\t@a\n"),
        ("a\tka\nb\tkb\t@a\n", ["c b a"], "a\tka\t@c\nb\tkb\t@a\nc\tka\n"),
        # removed, and later the alias of another paper
        ("a\tka\nb\tkb\n", ["a"], "a\tka\nb\tkb\n"),
        # an id that belongs to another paper now gets another key
        ("new\tk\nold\tk\t@new\n", ["new", "old"],
         "new\tk\nold\ttiny-models-nodate\n"),
    ],
)  # fmt: skip
def test_keys_follow_renamed_papers_and_no_line_is_lost(
    before: str, papers: list[str], after: str
) -> None:
    made = [paper(*names.split()) for names in papers]
    assert run_keys(before, *made) == after
    assert run_keys(after, *made) == after


def test_a_redirect_to_a_paper_is_like_an_alias() -> None:
    redirects = {"papers/old/": "papers/new/", "papers/other/": "https://example.org/"}
    assert run_keys("old\tk\n", paper("new"), redirects=redirects) == "new\tk\nold\tk\t@new\n"


def test_missing_published_ids_are_reported_with_instructions() -> None:
    text = "gone\tkg\nhere\tk\nlost\tk\t@here\nmoved\tkm\nremoved\tkr\n"
    redirects = {"papers/moved/": "https://example.org/", "papers/removed/": REMOVED_MARK}
    assert problems(text, paper("here"), redirects=redirects) == [
        (
            "citation-keys.tsv:1: warning: 'gone' was published but no longer exists; add "
            "aliases: [gone] to the renamed paper, or add papers/gone/: removed to redirects.yaml"
        ),
        (
            "citation-keys.tsv:3: warning: 'lost' is an earlier id of 'here', but does not "
            "redirect to it; add aliases: [lost] at here.yaml:1"
        ),
    ]
    assert list(removed_paper_addresses(parse_ledger(text), [paper("here")], redirects)) == [
        "papers/gone/",
        "papers/lost/",
    ]


def test_a_key_of_two_papers_is_reported_with_both_lines() -> None:
    assert problems("a\tk\nb\tK\n", paper("a"), paper("b")) == [
        (
            "citation-keys.tsv:2: 'K' of 'b' is already the citation key of 'a' on line 1; if they are the "
            "same paper, add aliases: [a] at b.yaml:1"
        )
    ]
    assert problems("a\tk\nb\tK\n", paper("b", "a")) == []


def test_the_former_id_of_a_paper_used_by_another_is_reported() -> None:
    (reported,) = problems("a\tk\nold\tk\t@a\n", paper("a"), paper("old"))
    assert reported == (
        "citation-keys.tsv:2: warning: 'old' was an id of 'a', "
        "but is now used by another paper at old.yaml:1"
    )


def test_a_pinned_key_of_another_paper_is_reported_with_its_location() -> None:
    older = paper("b", citation_key=CitationKey("x"), added=IsoDate("2020-01-01"))
    assert problems("", paper("a", citation_key=CitationKey("X")), older) == [
        "a.yaml:1: citation_key: 'X' is already the citation key of 'b' at b.yaml:1"
    ]
    pinned = paper("new", "old", citation_key=CitationKey("kept"))
    assert problems("old\tkept\n", pinned) == []
    reported = problems("gone\tkept\n", pinned, redirects={"papers/gone/": REMOVED_MARK})
    assert reported == [
        "new.yaml:1: citation_key: 'kept' is already the citation key of 'gone' at citation-keys.tsv:1"
    ]


@pytest.mark.parametrize(
    ("ledger", "names", "expected"),
    [
        ("", ["a"], "a"),
        ("", ["new", "old"], "old"),
        ("new\tk\nold\tk\t@new\n", ["new", "old"], "old"),
        ("old\tk\n", ["new", "old"], "old"),
        ("last\tk\nnew\tk\t@last\nold\tk\t@new\n", ["last", "new", "old"], "old"),
        ("a\tka\nb\tkb\t@a\n", ["a", "b"], "a"),
        ("a\tka\nb\tkb\n", ["a", "b"], "a"),
        ("a\tka\t@c\nb\tkb\t@a\nc\tka\n", ["c", "b", "a"], "a"),
        ("a\tk\nshort\t@a\n", ["a", "short"], "a"),
        ("a\tk\n", ["a", "short"], "a"),
    ],
)
def test_the_first_id_of_a_paper(ledger: str, names: list[str], expected: str) -> None:
    assert find_first_id(ledger, *names) == expected


def test_an_empty_ledger_has_no_problems() -> None:
    assert render_ledger(Ledger()) == ""
    assert problems("", paper("a")) == []
