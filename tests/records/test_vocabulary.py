"""Tests of loading vocabularies: venues, tags, and all problems."""

from __future__ import annotations

import pytest

from papershelf.core.errors import Problem
from papershelf.records.vocabulary import Vocabulary, load_vocabulary
from papershelf.sources.own.yaml_records import parse_yaml

GROUP = "- {id: farm, name: Farm}\n"


def load(venues: str = "", groups: str = GROUP, tags: str = "") -> tuple[Vocabulary, list[str]]:
    problems: list[Problem] = []
    vocabulary = load_vocabulary(
        parse_yaml(venues.encode(), "venues.yaml").records,
        parse_yaml(groups.encode(), "groups.yaml").records,
        parse_yaml(tags.encode(), "tags.yaml").records,
        problems,
    )
    return vocabulary, [str(problem) for problem in problems]


def test_a_venue_has_its_values() -> None:
    vocabulary, problems = load(
        "- id: hay\n  name: HAY\n  full_name: Conference on Hay\n  kind: workshop\n"
        "  homepage: https://example.org/\n  description: Dry  grass.\n"
        "  publisher: Barn\n  aliases: [Haystack]\n"
    )
    assert not problems
    (venue,) = vocabulary.venues.values()
    assert (venue.id, venue.name, venue.kind) == ("hay", "HAY", "workshop")
    assert (venue.description, venue.publisher) == ("Dry grass.", "Barn")
    assert (venue.homepage, venue.aliases) == ("https://example.org/", ("Haystack",))


def test_a_tag_has_its_values_and_rule() -> None:
    vocabulary, problems = load(
        tags="- id: sheep\n  name: Sheep\n  group: farm\n  description: Woolly.\n"
        "  aliases: [ovis]\n  rules: {title: [sheep], text: [wool*], weak: [bah], not: [goat]}\n"
    )
    assert not problems
    (tag,), (rule,) = vocabulary.tags.values(), vocabulary.rules
    assert (tag.id, tag.group, tag.aliases) == ("sheep", "farm", ("ovis",))
    assert (rule.tag, rule.title, rule.text) == ("sheep", ("sheep",), ("wool*",))
    assert (rule.weak, rule.veto) == (("bah",), ("goat",))


@pytest.mark.parametrize(
    ("entry", "message"),
    [
        ("- {name: HAY}", "venues.yaml:1: id: is missing"),
        (
            "- {id: Hay, name: HAY}",
            "venues.yaml:1: id: 'Hay' is not a slug: use a-z, 0-9 and single",
        ),
        ("- {id: hay}", "venues.yaml:1: name: is missing"),
        ("- {id: hay, name: H, nam: x}", "venues.yaml:1: unknown key 'nam'; did you mean name?"),
        (
            "- {id: hay, name: H, kind: fair}",
            "venues.yaml:1: kind: 'fair' is not a kind of venue; use",
        ),
        (
            "- {id: hay, name: H, homepage: hay}",
            "venues.yaml:1: homepage: is not a URL that starts with https:// or http://",
        ),
        (
            "- {id: hay, name: A}\n- {id: hay, name: B}",
            "venues.yaml:2: id: 'hay' is already used on",
        ),
        (
            "- {id: hay, name: HAY}\n- {id: straw, name: S, aliases: [Proc. of HAY 2021]}",
            "venues.yaml:2: aliases: 'Proc. of HAY 2021' is already a name of 'hay' on line 1",
        ),
    ],
)
def test_invalid_venues_are_errors(entry: str, message: str) -> None:
    _, problems = load(entry + "\n")
    assert len(problems) == 1
    assert problems[0].startswith(message)


@pytest.mark.parametrize(
    ("entry", "message"),
    [
        ("- {id: sheep, name: S}", "tags.yaml:1: group: is missing"),
        ("- {id: sheep, name: S, group: fram}", "tags.yaml:1: group: 'fram' is not a group; did"),
        ("- {id: sheep, name: S, group: farm, rules: x}", "tags.yaml:1: rules: is not a mapping"),
        (
            "- {id: sheep, name: S, group: farm, rules: {txt: [x]}}",
            "tags.yaml:1: rules: unknown key 'txt'; did you mean text?",
        ),
        ("- {id: sheep, name: S, group: farm, rules: {text: ['*']}}", "tags.yaml:1: rules.text: "),
        (
            (
                "- {id: sheep, name: S, group: farm}\n- {id: s, name: s-heep, group: farm}\n"
                "- {id: t, name: T, group: farm, aliases: [SHEEP]}"
            ),
            "tags.yaml:3: aliases: 'SHEEP' is already a name of 'sheep' on line 1",
        ),
    ],
)
def test_invalid_tags_are_errors(entry: str, message: str) -> None:
    _, problems = load(tags=entry + "\n")
    assert any(problem.startswith(message) for problem in problems), problems


def test_a_tag_of_an_unknown_group_is_dropped() -> None:
    vocabulary, _ = load(tags="- {id: a, name: A, group: x}\n- {id: b, name: B, group: farm}\n")
    assert list(vocabulary.tags) == ["b"]


def test_tags_of_an_invalid_group_cause_no_further_problems() -> None:
    _, problems = load(groups="- {id: farm}\n", tags="- {id: sheep, name: S, group: farm}\n")
    assert problems == ["groups.yaml:1: name: is missing"]


def test_a_group_that_is_not_text_is_one_problem() -> None:
    _, problems = load(tags="- {id: sheep, name: S, group: {a: b}}\n")
    assert len(problems) == 1
