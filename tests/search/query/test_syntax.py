"""The query language, in Python and in the scripts of the site: one table of queries for both."""

from __future__ import annotations

import json
from pathlib import Path
from typing import Any

import pytest
from hypothesis import given, settings
from hypothesis import strategies as st

from papershelf.search.markers import HAS_VALUES
from papershelf.search.query.syntax import Atom, parse_query, parse_years
from tests.conftest import ROOT
from tests.search.test_terms import run_script

TABLE: list[tuple[str, list[str], list[str], list[str]]] = json.loads(
    Path(__file__).with_name("queries.json").read_text("utf-8")
)
QUERIES = st.text(alphabet='ab -:"”..OR2019yearhstg\t', max_size=30)


def describe_atom(atom: Atom) -> str:
    value = f'"{atom.text}"' if atom.is_phrase else atom.text
    return f"{atom.field}:{value}" if atom.field else value


def describe(query: str) -> list[Any]:
    """A parsed query in the form of the table, with whether its last word is open."""
    parsed = parse_query(query)
    return [
        [text.text if text.is_required else f"{text.text}?" for text in parsed.texts],
        [
            ("-" if one.is_negated else "") + " | ".join(map(describe_atom, one.alternatives))
            for one in parsed.conditions
        ],
        [*parsed.ignored],
        parsed.is_open,
    ]


def describe_in_browser(queries: list[str]) -> list[Any]:
    script = f"""
    import {{ parseQuery }} from '{ROOT}/frontend/js/search/syntax.js';
    const atom = ({{ field, text, isPhrase }}) =>
      (field ? `${{field}}:` : "") + (isPhrase ? `"${{text}}"` : text);
    console.log(JSON.stringify(given.map((query) => {{
      const {{ texts, conditions, ignored, isOpen }} = parseQuery(query);
      return [
        texts.map(({{ text, isRequired }}) => isRequired ? text : `${{text}}?`),
        conditions.map((one) =>
          (one.isNegated ? "-" : "") + one.alternatives.map(atom).join(" | ")),
        ignored,
        isOpen,
      ];
    }})));
    """
    found: list[Any] = run_script(script, queries)
    return found


@pytest.mark.parametrize(("query", "texts", "conditions", "ignored"), TABLE)
def test_queries_are_parsed(
    query: str, texts: list[str], conditions: list[str], ignored: list[str]
) -> None:
    assert describe(query)[:3] == [texts, conditions, ignored]


def test_the_browser_parses_the_same() -> None:
    queries = [query for query, *_ in TABLE]
    assert describe_in_browser(queries) == [*map(describe, queries)]


@given(st.lists(QUERIES, min_size=300, max_size=300))
@settings(max_examples=1)
def test_the_browser_parses_any_query_the_same(queries: list[str]) -> None:
    assert describe_in_browser(queries) == [*map(describe, queries)]


def test_the_browser_knows_the_same_values() -> None:
    queries = [f"has:{name}" for name in HAS_VALUES]
    assert [parsed[2] for parsed in describe_in_browser(queries)] == [[]] * len(queries)


@pytest.mark.parametrize(
    ("text", "years"),
    [
        ("2020", (2020, 2020)),
        ("2020..2023", (2020, 2023)),
        ("2020..", (2020, 9999)),
        ("..2023", (0, 2023)),
        ("..", None),
        ("20", None),
        ("2023..2020", None),
    ],
)
def test_years_are_parsed(text: str, years: tuple[int, int] | None) -> None:
    assert parse_years(text) == years


def test_the_last_word_is_open_unless_something_follows() -> None:
    assert [parse_query(q).is_open for q in ("samp", "samp ", '"samp"', "-samp")] == [
        True, False, False, False,
    ]  # fmt: skip
