"""Tests of adding and changing records in YAML and JSONL files."""

from __future__ import annotations

import json

import pytest
import yaml
from hypothesis import given
from hypothesis import strategies as st

from papershelf.sources.own.jsonl_editor import edit_jsonl
from papershelf.sources.own.jsonl_records import parse_jsonl
from papershelf.sources.own.yaml_editor import append_section, edit_yaml
from papershelf.sources.own.yaml_records import parse_yaml

HAND = """\
# Our own list.   Keep the spaces.
- id: one
  title:   "One"   # the first
  authors: [Ada Byron,Li Wei]

  # why it matters
  abstract: >-
    Folded text,
    by hand.
  arxiv: 2401.10100

# between
- title: 'Two'
  authors:
    - Ada Byron
    - name: Li Wei
      url: https://example.org/li
  note:
  published: 2024-05-17

- {title: Three, year: 2024}
# the end
"""


def diff_lines(before: str, after: str) -> list[str]:
    """The added lines, and the removed lines with a minus."""
    old, new = before.split("\n"), after.split("\n")
    return [f"-{line}" for line in old if line not in new] + [x for x in new if x not in old]


@pytest.mark.parametrize(
    ("line", "gains", "expected"),
    [
        # one added line, quoted where YAML needs it
        (2, {"doi": "10.1/x"}, ["  doi: 10.1/x"]),
        (2, {"year": 2024}, ["  year: 2024"]),
        (2, {"tags": ["a", "b"]}, ["  tags:", "  - a", "  - b"]),
        (2, {"volume": "25"}, ["  volume: '25'"]),
        (2, {"featured": ["2026-11-20"]}, ["  featured:", "  - '2026-11-20'"]),
        (13, {"tags": ["a"]}, ["  tags:", "  - a"]),
        # a key that is there but empty is filled in its place
        (13, {"note": "New"}, ["-  note:", "  note: New"]),
        (
            21,
            {"doi": "10.1/x"},
            ["-- {title: Three, year: 2024}", "- {title: Three, year: 2024, doi: 10.1/x}"],
        ),
    ],
)
def test_a_change_affects_only_its_record(
    line: int, gains: dict[str, object], expected: list[str]
) -> None:
    after = edit_yaml(HAND.encode(), {line: gains}, []).decode()
    assert diff_lines(HAND, after) == expected


@pytest.mark.parametrize(
    ("line", "gains", "expected"),
    [
        (2, {"arxiv": None}, ["-  arxiv: 2401.10100"]),
        (2, {"authors": None, "doi": "1"}, ["-  authors: [Ada Byron,Li Wei]", "  doi: '1'"]),
        (
            13,
            {"authors": None},
            ["-  authors:", "-    - Ada Byron", "-    - name: Li Wei",
             "-      url: https://example.org/li"],
        ),
        (21, {"year": None}, ["-- {title: Three, year: 2024}", "- {title: Three}"]),
        (2, {"volume": None}, []),
    ],
)  # fmt: skip
def test_a_key_without_a_value_is_removed_but_not_its_comment(
    line: int, gains: dict[str, object], expected: list[str]
) -> None:
    after = edit_yaml(HAND.encode(), {line: gains}, []).decode()
    assert diff_lines(HAND, after) == expected


def test_removing_the_first_key_keeps_the_dash() -> None:
    after = edit_yaml(b"- note: x\n  title: y\n", {1: {"note": None}}, []).decode()
    assert yaml.safe_load(after) == [{"title": "y"}]


def test_a_key_is_removed_from_a_jsonl_line() -> None:
    line = b'{"title": "A", "doi": "10.1/x", "year": 1}\n'
    assert edit_jsonl(line, {1: {"doi": None, "pages": None}}, []) == b'{"title": "A", "year": 1}\n'


def test_a_new_key_is_inserted_in_schema_order_without_moving_comments() -> None:
    after = edit_yaml(HAND.encode(), {2: {"year": 2024, "doi": "10.1/x"}}, []).decode()
    assert "Li Wei]\n  year: 2024\n\n  # why it matters\n  abstract: >-\n" in after
    assert "  arxiv: 2401.10100\n  doi: 10.1/x\n\n# between\n" in after


def test_a_new_key_before_the_first_one_gets_the_dash() -> None:
    after = edit_yaml(b"- note: x\n  title: y\n", {1: {"year": 2024}}, []).decode()
    assert after == "- note: x\n  year: 2024\n  title: y\n"


def test_a_new_last_key_is_inserted_before_trailing_blank_lines_and_comments() -> None:
    after = edit_yaml(HAND.encode(), {13: {"source": {"format": "capture"}}}, []).decode()
    assert "  published: 2024-05-17\n  source:\n    format: capture\n\n- {title" in after


@pytest.mark.parametrize(
    ("before", "gains", "after"),
    [
        # a list in brackets, also behind the dash, keeps them
        (
            "- authors: [Ada]\n  title:  One\n",
            {"authors": ["Ada", "Li"]},
            "- authors: [Ada, Li]\n  title:  One\n",
        ),
        (
            "- authors: [Ada]\n  title:  One\n",
            {"authors": ["Ada" * 30, "Li"]},
            f"- authors:\n  - {'Ada' * 30}\n  - Li\n  title:  One\n",
        ),
        # the comments of a value and of items that stay
        (
            "- title: One\n  authors:\n  - Ada # A\n  - {name: Bo} # B\n  - Li\n  year: 1  # Y\n",
            {"authors": ["Ada", {"name": "Bo"}, "Carl"], "year": 2},
            "- title: One\n  authors:\n  - Ada # A\n  - {name: Bo} # B\n  - Carl\n  year: 2  # Y\n",
        ),
        (
            "- title: One\n  note: 'a # b' # c\n  url: http://x.example/#d\n",
            {"note": "e", "url": "f"},
            "- title: One\n  note: e # c\n  url: f\n",
        ),
        # the comment belongs to the following key
        (
            "- title:   One\n  abstract: >-\n    Folded\n    text.\n  # elsewhere\n  doi: 10.1/x\n",
            {"arxiv": "2401.00001"},
            (
                "- title:   One\n  abstract: >-\n    Folded\n    text.\n  arxiv: '2401.00001'\n"
                "  # elsewhere\n  doi: 10.1/x\n"
            ),
        ),
        (
            "- title:  One\n  doi: 10.1/x # why\n  # not\n",
            {"doi": "10.1/y"},
            "- title:  One\n  doi: 10.1/y # why\n  # not\n",
        ),
        (
            "- title:   One\n  year: 1\n\n  # why\n\n  doi: a\n  note: n\n",
            {"year": None, "doi": None},
            "- title:   One\n\n  # why\n\n  note: n\n",
        ),
        (
            "- title:   One\n  authors: [A]\n",
            {"authors": None, "editors": ["B"], "year": 5},
            "- title:   One\n  editors:\n  - B\n  year: 5\n",
        ),
        # any indentation
        ("  -   title:  One\n", {"year": 2024}, "  -   title:  One\n      year: 2024\n"),
        ('  - {title: "One", year: 1}\n', {"year": 2}, '  - {title: "One", year: 2}\n'),
        ("- {\n  title: One\n  }\n", {"doi": "10.1/x"}, "- {title: One, doi: 10.1/x}\n"),
        (
            "- {title: One, doi: 10.1/x, note: n}\n",
            {"year": 2024, "doi": "10.1/y"},
            "- {title: One, year: 2024, doi: 10.1/y, note: n}\n",
        ),
        ("- {}\n", {"year": 2024}, "- year: 2024\n"),
    ],
)
def test_a_changed_record_keeps_its_style(
    before: str, gains: dict[str, object], after: str
) -> None:
    assert edit_yaml(before.encode(), {1: gains}, []).decode() == after


def test_several_records_are_changed_at_once() -> None:
    before = "- title:  One\n- title:  Two\n\n# last\n- title:  Three\n"
    after = edit_yaml(before.encode(), {1: {"year": 1}, 5: {"year": 3}}, [{"title": "Four"}], [2])
    assert after.decode() == (
        "- title:  One\n  year: 1\n\n# last\n- title:  Three\n  year: 3\n\n- title: Four\n"
    )


def test_the_first_of_two_errors_is_reported() -> None:
    before = b"- title: One\n  title: Two\n  year: 1\n  year: 2\n"
    with pytest.raises(ValueError, match="occurs twice, first on line 1"):
        edit_yaml(before, {1: {"doi": "10.1/x"}}, [])


def test_records_are_appended_at_the_end() -> None:
    new = [{"id": "four", "title": "Four: a study", "arxiv": "2401.10", "authors": ["Ada"]}]
    after = edit_yaml(HAND.encode(), {}, new).decode()
    assert after == HAND + (
        "\n- id: four\n  title: 'Four: a study'\n  arxiv: '2401.10'\n  authors:\n  - Ada\n"
    )


@pytest.mark.parametrize(
    ("before", "after"),
    [
        ("", "- title: New\n"),
        ("# mine\n", "# mine\n\n- title: New\n"),
        ("- title: Old", "- title: Old\n\n- title: New\n"),
        ("  - title: Old\n", "  - title: Old\n\n  - title: New\n"),
        ("%YAML 1.1\n---\n- title: Old\n", "%YAML 1.1\n---\n- title: Old\n\n- title: New\n"),
        ("---\n- title: Old\n", "---\n- title: Old\n\n- title: New\n"),
        ("\ufeff- title: Old\r\n", "\ufeff- title: Old\r\n\r\n- title: New\r\n"),
    ],
)
def test_appended_records_have_the_style_of_existing_ones(before: str, after: str) -> None:
    assert edit_yaml(before.encode(), {}, [{"title": "New"}]).decode() == after


@pytest.mark.parametrize(
    ("text", "line"),
    [
        ("[{title: One}, {title: Two}]\n", 1),
        ("- title: One\n  title: Two\n", 1),
        ("- title: 'One\n", 1),
        ("title: One\n", 1),
        ("- title: One\n", 7),
        ("- title: |+\n    One\n\n\n- title: Two\n", 1),
    ],
)
def test_records_that_cannot_be_edited_safely_are_errors(text: str, line: int) -> None:
    with pytest.raises(ValueError, match=r"."):
        edit_yaml(text.encode(), {line: {"year": 2024}}, [])


def test_appending_to_a_flow_sequence_is_an_error() -> None:
    with pytest.raises(ValueError, match="does not have one record after the other"):
        edit_yaml(b"[{title: One}]\n", {}, [{"title": "Two"}])


# --- JSON Lines ---------------------------------------------------------------------------------

MACHINE = b'{"title": "One", "year": 2024,"x":1}\r\n\n{"title": "Two\\u00e9"}'


def test_a_jsonl_change_affects_only_its_line() -> None:
    gains = {"authors": ["Ada"], "year": 2025, "arxiv": "2401.10100"}
    after = edit_jsonl(MACHINE, {1: gains}, [])
    first, rest = after.split(b"\n", 1)
    assert rest == MACHINE.split(b"\n", 1)[1]
    assert first == (
        b'{"title": "One", "authors": ["Ada"], "year": 2025, "x": 1, "arxiv": "2401.10100"}\r'
    )


def test_appending_terminates_the_last_line_first() -> None:
    after = edit_jsonl(MACHINE, {}, [{"title": "é"}, {"title": "\ud800"}])
    assert after == MACHINE + '\n{"title": "é"}\n{"title": "\\ud800"}\n'.encode()
    assert edit_jsonl(b"", {}, [{"title": "x"}]) == b'{"title": "x"}\n'


def test_lines_are_removed_changed_and_added_at_once() -> None:
    lines = b'{"title": "One"}\n\n{"title": "Two"}\n{"title": "Three"}\n'
    after = edit_jsonl(lines, {4: {"year": 2024}}, [{"title": "Four"}], {1, 3})
    assert after == b'\n{"title": "Three", "year": 2024}\n{"title": "Four"}\n'
    assert edit_jsonl(b'{"title": "One"}\n', {}, [], {1}) == b""


@pytest.mark.parametrize("text", ["", "\ud800"])
def test_invalid_json_is_not_written(text: str) -> None:
    with pytest.raises(ValueError, match="not JSON compliant"):
        edit_jsonl(b"", {}, [{"title": text, "year": float("nan")}])


def test_a_byte_order_mark_stays_at_the_start() -> None:
    after = edit_jsonl(b'\xef\xbb\xbf{"title": "x"}\n', {1: {"year": 2024}}, [])
    assert after == b'\xef\xbb\xbf{"title": "x", "year": 2024}\n'


# --- properties ----------------------------------------------------------------------------------

_TEXT = st.text(
    st.characters(codec="utf-8", exclude_characters="\x00"), max_size=30
) | st.sampled_from(
    ["null", "~", "- a", "a: b", "# c", "1e3", "2401.10", "yes", "a\n\nb", " a ", "|"]
)
_RECORD = st.fixed_dictionaries(
    {"title": _TEXT},
    optional={"abstract": _TEXT, "tags": st.lists(_TEXT, max_size=2), "note": _TEXT},
)


@given(st.lists(_RECORD, max_size=3), st.lists(_RECORD, max_size=3))
def test_appended_records_round_trip(
    first: list[dict[str, object]], second: list[dict[str, object]]
) -> None:
    jsonl = edit_jsonl(edit_jsonl(b"", {}, first), {}, second)
    assert [r.fields for r in parse_jsonl(jsonl, "x").records] == [*first, *second]
    try:
        written = edit_yaml(edit_yaml(b"", {}, first), {}, second)
    except ValueError:
        return
    assert [dict(r.fields) for r in parse_yaml(written, "x").records] == [*first, *second]


@given(st.lists(_RECORD, min_size=1, max_size=3), _TEXT)
def test_changed_and_other_records_round_trip(
    records: list[dict[str, object]], summary: str
) -> None:
    text = yaml.safe_dump(records, allow_unicode=True, sort_keys=False)
    existing = parse_yaml(text.encode(), "x").records
    if len({record.line for record in existing}) < len(existing):
        return
    try:
        after = edit_yaml(text.encode(), {existing[0].line: {"summary": summary}}, [])
    except ValueError:
        return
    read = [dict(record.fields) for record in parse_yaml(after, "x").records]
    assert read[0].pop("summary") == summary
    assert read == [dict(record.fields) for record in existing]
    json.dumps(read)


def test_records_that_do_not_start_with_a_dash_are_errors() -> None:
    with pytest.raises(ValueError, match="does not have one record after the other"):
        edit_yaml(b"[{title: One},\n {title: Two}]\n", {2: {"year": 2024}}, [])


VENUES = "# Ours.\nvenues:\n- id: a\n  name: A\n# the end\n"


def test_items_are_appended_to_a_section_with_its_indentation() -> None:
    items = ["  - id: b\n    name: B\n", "  - id: c\n"]
    assert append_section(VENUES.encode(), "venues", items).decode() == (
        VENUES + "- id: b\n  name: B\n- id: c\n"
    )
    indented = "venues:\n    - id: a\n"
    assert append_section(indented.encode(), "venues", items[1:]).decode() == (
        indented + "    - id: c\n"
    )


@pytest.mark.parametrize("text", ["", "# Nothing yet.\n", "\n", "venues:\n"])
def test_a_missing_section_is_added(text: str) -> None:
    made = append_section(text.encode(), "venues", ["  - id: c\n"]).decode()
    assert yaml.safe_load(made) == {"venues": [{"id": "c"}]}
    assert made.startswith(text.strip())


def test_line_endings_and_byte_order_mark_are_kept() -> None:
    before = "\ufeff" + VENUES.replace("\n", "\r\n")
    made = append_section(before.encode(), "venues", ["  - id: b\n"])
    assert made.decode() == before + "- id: b\r\n"


@pytest.mark.parametrize(
    "text",
    [
        "venues: [{id: a}]\n",
        "venues:\n- id: a\nother: 1\n",
        "venues:\n- id: a\nother:\n- id: c\n",
        "venues: x\n",
        "- id: a\n",
        "venues: {\n",
    ],
)
def test_a_section_of_unknown_layout_is_an_error(text: str) -> None:
    with pytest.raises(ValueError, match="cannot be extended automatically"):
        append_section(text.encode(), "venues", ["  - id: b\n"])


@pytest.mark.parametrize(
    ("lines", "expected"),
    [
        ({1}, "# between\n- title: Two\n\n- title: Three\n"),
        ({4}, "- title: One\n\n# between\n\n- title: Three\n"),
        ({6}, "- title: One\n\n# between\n- title: Two\n"),
        ({1, 6}, "# between\n- title: Two\n"),
    ],
)
def test_removing_records_keeps_the_lines_of_others(lines: set[int], expected: str) -> None:
    text = "- title: One\n\n# between\n- title: Two\n\n- title: Three\n"
    after = edit_yaml(text.encode(), {}, [], lines).decode()
    assert after.strip("\n") == expected.strip("\n")
    assert "\n\n\n" not in after


@pytest.mark.parametrize(
    ("before", "line", "after"),
    [
        ("- a: 1\n- a: 2\n\n- a: 3\n", 2, "- a: 1\n\n- a: 3\n"),
        ("- a: 1\n\n- a: 2\n- a: 3\n", 3, "- a: 1\n\n- a: 3\n"),
        ("- a: 1\n\n- a: 2\n# third\n- a: 3\n", 3, "- a: 1\n\n# third\n- a: 3\n"),
        ("- a: 1\n\n- a: 2\n\n- a: 3\n", 3, "- a: 1\n\n- a: 3\n"),
        ("- a: 1\n\n\n- a: 2\n\n\n- a: 3\n", 4, "- a: 1\n\n\n\n- a: 3\n"),
        ("\n- a: 1\n- a: 2\n", 2, "\n- a: 2\n"),
    ],
)
def test_removing_a_record_removes_one_adjacent_blank_line(
    before: str, line: int, after: str
) -> None:
    assert edit_yaml(before.encode(), {}, [], {line}).decode() == after


def test_records_are_removed_and_changed_at_once() -> None:
    after = edit_yaml(b"- title: One\n- title: Two\n", {2: {"year": 2024}}, [], {1})
    assert after == b"- title: Two\n  year: 2024\n"
    with pytest.raises(ValueError, match="several records on one line"):
        edit_yaml(b"- title: One\n", {}, [], {5})
