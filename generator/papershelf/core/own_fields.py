"""Fields that a collection adds to its records, declared in `extra.papershelf.fields` of `mkdocs.yml`.

Input: the value of that setting. Output: an `OwnField` for each declared field, and what is wrong.
Records give the values of these fields in the mapping `extra`.
"""

from __future__ import annotations

import re
from collections.abc import Iterator, Mapping
from dataclasses import dataclass, field
from typing import Final, Literal, get_args

from papershelf.core.suggestions import Suggester

OwnFieldType = Literal["text", "list", "url", "date", "number"]
OwnFieldPlace = Literal["paper", "list"]
OWN_FIELD_TYPES: Final[tuple[OwnFieldType, ...]] = get_args(OwnFieldType)
OWN_FIELD_PLACES: Final[tuple[OwnFieldPlace, ...]] = get_args(OwnFieldPlace)
OWN_FIELD_LIMIT = 20
OWN_FIELD_NAME = re.compile(r"[a-z][a-z0-9_-]{0,39}")
_KEYS = ("label", "type", "show", "export", "facet")
_LABEL_LIMIT = 60


@dataclass(frozen=True, slots=True, kw_only=True)
class OwnField:
    """One declared field.

    - `label`: its name on pages
    - `shown_on`: whether the page of a paper shows it, and its entries in lists
    - `is_exported`: whether exports and the API contain it
    - `is_facet`: whether the search can filter by it
    """

    name: str
    label: str
    type: OwnFieldType = "text"
    shown_on: tuple[OwnFieldPlace, ...] = ("paper",)
    is_exported: bool = True
    is_facet: bool = False


@dataclass(slots=True)
class _Declaration:
    """The mapping that declares one field, and its faults: a key below the setting, and a message."""

    name: str
    values: Mapping[object, object]
    faults: list[tuple[str, str]] = field(default_factory=list)

    def add_fault(self, key: str, message: str) -> None:
        self.faults.append((f".{self.name}{key}", message))

    def flag(self, key: str, *, default: bool) -> bool:
        value = self.values.get(key, default)
        if not isinstance(value, bool):
            self.add_fault(f".{key}", "is not true or false")
            return default
        return value

    def label(self) -> str:
        label = self.values.get("label", self.name.replace("_", " ").replace("-", " ").capitalize())
        if not isinstance(label, str) or not label.strip() or not label.isprintable():
            self.add_fault(".label", "is not a line of text")
            return self.name
        if len(label) > _LABEL_LIMIT:
            self.add_fault(".label", f"is longer than {_LABEL_LIMIT} characters")
        return label.strip()

    def type(self) -> OwnFieldType:
        value = self.values.get("type", "text")
        for known in OWN_FIELD_TYPES:
            if value == known:
                return known
        self.add_fault(".type", f"is not one of {', '.join(OWN_FIELD_TYPES)}")
        return "text"

    def places(self) -> tuple[OwnFieldPlace, ...]:
        value = self.values.get("show", ["paper"])
        names = [value] if isinstance(value, str) else value
        if not isinstance(names, list) or any(name not in OWN_FIELD_PLACES for name in names):
            self.add_fault(".show", f"is not a list of {', '.join(OWN_FIELD_PLACES)}")
            return ()
        return tuple(place for place in OWN_FIELD_PLACES if place in names)


def parse_own_fields(value: object) -> tuple[tuple[OwnField, ...], list[tuple[str, str]]]:
    """Parse the declarations; also return what is wrong, as keys below the setting and messages."""
    if not isinstance(value, Mapping):
        return (), [("", "is not a mapping such as {grant: {label: Grant, type: text}}")]
    declared: list[OwnField] = []
    faults: list[tuple[str, str]] = []
    for name, given in value.items():
        if not isinstance(name, str) or not OWN_FIELD_NAME.fullmatch(name):
            shown = name if isinstance(name, str) and name.isprintable() else repr(name)
            faults.append((f".{shown[:40]}", "is not a name: use a-z, 0-9, - and _, 40 at most"))
        elif not isinstance(given, Mapping | None):
            faults.append((f".{name}", "is not a mapping such as {label: Grant, type: text}"))
        else:
            declaration = _Declaration(name, given or {})
            declared.append(_parse_declaration(declaration))
            faults += declaration.faults
    if len(declared) > OWN_FIELD_LIMIT:
        faults.append(("", f"has more than {OWN_FIELD_LIMIT} fields"))
    return tuple(declared), faults


def _parse_declaration(given: _Declaration) -> OwnField:
    for message in _find_unknown_keys(given.values):
        given.add_fault("", message)
    return OwnField(
        name=given.name,
        label=given.label(),
        type=given.type(),
        shown_on=given.places(),
        is_exported=given.flag("export", default=True),
        is_facet=given.flag("facet", default=False),
    )


def _find_unknown_keys(values: Mapping[object, object]) -> Iterator[str]:
    for key in values:
        if key not in _KEYS:
            hint = Suggester(_KEYS).suggest(str(key)) or f"; there are {', '.join(_KEYS)}"
            yield f"has the unknown key {str(key)[:40]!r}{hint}"
