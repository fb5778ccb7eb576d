"""Tests of macros in BibTeX files, whose names are never part of the text."""

from __future__ import annotations

import pytest

from papershelf.sources.formats.bibtex.macros import Macro, Macros, parse_definitions
from papershelf.sources.formats.bibtex.reader import parse_bibtex

PREAMBLE = r"""
 @preamble{ "\newcommand{\noopsort}[1]{} " # "\def\swap#1#2{#2#1} \makeatletter" }
 @preamble{{\providecommand\rivers[2][Upper]{#1 \emph{#2}}}}
 @preamble{{\DeclareRobustCommand*{\dna}{\textsc{dna}}}}
"""


@pytest.mark.parametrize(
    ("title", "text"),
    [
        (r"{\noopsort{a}}Strings and Parts", "Strings and Parts"),
        (r"\noopsort{a{b}c} Strings", "Strings"),
        (r"\noopsort aStrings", "Strings"),
        (r"On \swap{Lakes}{Still~}", "On Still Lakes"),
        (r"\rivers{Rhine} and \rivers[Lower]{Elbe}", "Upper Rhine and Lower Elbe"),
        (r"On \dna\ of {\dna}", "On dna of dna"),
        (r"\dnas", "dnas"),  # another macro
    ],
)
def test_macros_of_the_preamble_are_expanded(title: str, text: str) -> None:
    file = f"{PREAMBLE}@article{{x, title = {{{title}}}, author = {{{{\\noopsort{{a}}}}Doe, Ada}}}}"
    (record,) = parse_bibtex(file.encode(), "x.bib").records
    assert record.fields["title"] == text
    wanted = {"name": "Ada Doe", "given": "Ada", "family": "Doe"}
    assert record.fields["authors"] == [wanted]


@pytest.mark.parametrize(
    ("title", "text"),
    [
        (r"{\noopsort{1973b}}Mud", "Mud"),
        (r"{\SortNoop{b}}Mud", "Mud"),
        (r"\printfirst{Mud}{1973}", "Mud"),
        (r"{\switchargs{--90}{1968}}", "1968–90"),
    ],
)
def test_common_macros_need_no_definition(title: str, text: str) -> None:
    (record,) = parse_bibtex(f"@misc{{x, title = {{{title}}}}}".encode(), "x.bib").records
    assert record.fields["title"] == text


def test_all_forms_of_definitions_are_read() -> None:
    assert parse_definitions(r"\renewcommand*{\a}[2]{#2{x}} \def\b{y} \newcommand\c[1][z]{#1}") == {
        "a": Macro(2, "#2{x}"),
        "b": Macro(0, "y"),
        "c": Macro(1, "#1", "z"),
    }


def test_recursive_macros_end() -> None:
    macros = Macros([r"\newcommand{\a}[1]{\a{#1#1}\a{#1#1}}"])
    assert len(macros.expand(r"\a{" + "x" * 1000 + "}")) <= 22_000
    assert isinstance(macros.expand(r"\a{" * 5000), str)
