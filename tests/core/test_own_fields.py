"""Tests of the declarations of a collection's own fields in `mkdocs.yml`."""

from __future__ import annotations

import pytest

from papershelf.core.errors import PapersError
from papershelf.core.own_fields import OwnField
from papershelf.core.settings import Settings, parse_settings


def parse(fields: object) -> Settings:
    return parse_settings({"extra": {"papershelf": {"fields": fields}}})


def test_a_declared_field_has_defaults() -> None:
    assert parse({"project_room": None}).fields == (
        OwnField(name="project_room", label="Project room", type="text", shown_on=("paper",)),
    )


def test_all_properties_can_be_declared() -> None:
    given = {"label": "Grant", "type": "list", "show": ["list"], "export": False, "facet": True}
    assert parse({"grant": given}).fields == (
        OwnField(
            name="grant",
            label="Grant",
            type="list",
            shown_on=("list",),
            is_exported=False,
            is_facet=True,
        ),
    )


def test_places_are_kept_in_one_order() -> None:
    assert parse({"x": {"show": ["list", "paper"]}}).fields[0].shown_on == ("paper", "list")
    assert parse({"x": {"show": "list"}}).fields[0].shown_on == ("list",)
    assert parse({"x": {"show": []}}).fields[0].shown_on == ()


@pytest.mark.parametrize(
    ("fields", "message"),
    [
        ([], "fields: is not a mapping such as"),
        ("grant", "fields: is not a mapping such as"),
        ({"Grant No": {}}, "fields.Grant No: is not a name"),
        ({7: {}}, "fields.7: is not a name"),
        ({"grant": "text"}, "fields.grant: is not a mapping such as"),
        ({"grant": {"lable": "Grant"}}, "has the unknown key 'lable'; did you mean label?"),
        ({"grant": {"type": "integer"}}, "fields.grant.type: is not one of text, list, url"),
        ({"grant": {"type": ["text"]}}, "fields.grant.type: is not one of text, list, url"),
        ({"grant": {"label": ""}}, "fields.grant.label: is not a line of text"),
        ({"grant": {"label": "a\nb"}}, "fields.grant.label: is not a line of text"),
        ({"grant": {"label": "a" * 61}}, "fields.grant.label: is longer than 60 characters"),
        ({"grant": {"show": ["paper", "home"]}}, "fields.grant.show: is not a list of paper, list"),
        ({"grant": {"show": {"paper": True}}}, "fields.grant.show: is not a list of paper, list"),
        ({"grant": {"export": "yes"}}, "fields.grant.export: is not true or false"),
        ({f"x{i}": None for i in range(21)}, "fields: has more than 20 fields"),
    ],
)
def test_faults_of_declarations_are_reported(fields: object, message: str) -> None:
    with pytest.raises(PapersError) as caught:
        parse(fields)
    assert message in str(caught.value.problems[0])
