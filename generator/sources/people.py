"""Names of authors as foreign formats write them in, authors of our own format out."""

from __future__ import annotations

import re

_NUMBER = re.compile(r"\s+\d{4}$")
_SUFFIX = re.compile(r"(?:jr|sr)\.?|ii|iii|iv", re.IGNORECASE)

Person = str | dict[str, object]


def person(given: str, family: str, suffix: str = "", **more: object) -> Person:
    """An author whose parts a source told apart; `more` are other keys of an author."""
    given, family = " ".join(given.split()), " ".join(family.split())
    family = " ".join(filter(None, [family, suffix.strip()]))
    name = f"{given} {family}".strip()
    told: dict[str, object] = {"name": name}
    if given and family:
        told |= {"given": given, "family": family}
    return describe(told | more)


def named(name: str, **more: object) -> Person:
    """An author of whom a source gives the whole name, in the order in which people say it."""
    return describe({"name": " ".join(name.split())} | more)


def describe(told: dict[str, object]) -> Person:
    """An author as short as can be: a name alone where nothing else is known, "" for nobody."""
    known = {key: value for key, value in told.items() if value}
    if set(known) <= {"name"}:
        return str(known.get("name", ""))
    return known if known.get("name") else ""


def family_first(name: str, *, suffix_last: bool = False, **more: object) -> Person:
    """An author written `Family, Given` or, by BibTeX, `Family, Jr., Given`.

    With `suffix_last`, as in RIS, the suffix is the third part: `Family, Given, Jr.`.
    """
    parts = [" ".join(part.split()) for part in name.split(",")]
    if len(parts) == 1 or not parts[0]:
        return named(name.replace(",", " "), **more)
    rest = [part for part in parts[1:] if part]
    suffixes = [part for part in rest if _SUFFIX.fullmatch(part)]
    if len(rest) == 2 and not suffixes:
        suffixes = [rest[1] if suffix_last else rest[0]]
    givens = [part for part in rest if part not in suffixes]
    return person(" ".join(givens), parts[0], " ".join(suffixes), **more)


def join_particle(particle: str, family: str) -> str:
    """A particle before a family name, with a space unless it is attached, as in `d'Alembert`."""
    if not particle or not family:
        return particle or family
    return f"{particle}{family}" if particle[-1] in "-–'’" else f"{particle} {family}"


def without_number(name: str) -> str:
    """A name without the number by which DBLP tells namesakes apart: `Wei Li 0001`."""
    return _NUMBER.sub("", name.strip())


def known(people: list[Person]) -> list[Person]:
    """The authors who have a name."""
    return [someone for someone in people if someone]
