from __future__ import annotations

import pytest
from hypothesis import given
from hypothesis import strategies as st
from markdown_it import MarkdownIt

from papershelf.core.settings import Settings
from papershelf.exports.formats.markdown import render_paper_markdown
from papershelf.records.model import Paper
from papershelf.text.cleaning import clean_block, clean_line
from tests.export_samples import (
    KEY,
    full_paper,
    make_catalogue,
    make_paper,
    render_bibtex,
    withdrawn_paper,
)

SITE = Settings(site_url="https://papers.example/")


def markdown_of(paper: Paper, settings: Settings = SITE) -> str:
    return render_paper_markdown(paper, make_catalogue([paper]), settings, KEY)


def test_markdown_has_all_data_of_the_page() -> None:
    paper = full_paper()
    text = markdown_of(paper)
    assert text.startswith("# BERT & Friends: ℓ_1 Pruning of GANs in Café Settings\n\n- Authors: ")
    for line in (
        "- Authors: Ada Byron, Jan van der Berg, José Núñez Jr., The Toy Collaboration",
        "- Venue: Proceedings of the Toy Conference on Small & Tiny Models, volume 12",
        "- Date: 2024-05-07",
        "- Tags: Pruning, Q & A \\<hard\\>",
        "- Page: <https://papers.example/papers/full-paper/>",
        "- Identifier: <https://doi.org/10.1000/toy_12.3>",
        "- PDF: <https://example.org/paper.pdf>",
        "- Code: <https://github.com/example/code>",
        "## Summary",
        "## Abstract",
        "It works: “fine”.",
    ):
        assert f"\n{line}\n" in text
    catalogue = make_catalogue([paper])
    tags = catalogue.tag_names(paper)
    assert render_bibtex(paper, KEY, catalogue.venue_of(paper), tags) in text


def test_a_paper_with_only_a_title_is_rendered() -> None:
    assert markdown_of(make_paper(), Settings()) == (
        "# Tiny Models\n\n## Cite\n\n```bibtex\n"
        "@misc{byron-etal-2024-tiny,\n  title = {Tiny Models},\n}\n```\n"
    )


def test_a_retracted_paper_is_marked_first() -> None:
    assert markdown_of(withdrawn_paper()).startswith(
        "# Gone\n\n> Retracted: The data were wrong.\n\n- Authors: Ada Byron\n"
    )


_TEXT = st.text(st.sampled_from("ab 1.#*_`~<>[]()!|\\-+=>:&;$@\n")) | st.text()


@pytest.mark.parametrize(
    "hostile", ["<script>x</script>", "```", "# x", "![a](b)", "a\n\n---\n\nb"]
)
def test_hostile_texts_are_escaped(hostile: str) -> None:
    assert_structure(make_paper(title=clean_line(hostile), abstract=clean_block(hostile)))


@given(_TEXT.map(clean_line).filter(bool), _TEXT.map(clean_block), _TEXT.map(clean_line))
def test_texts_cannot_become_markup(title: str, abstract: str, name: str) -> None:
    assert_structure(make_paper(title=title, abstract=abstract, authors=[name] if name else []))


def assert_structure(paper: Paper) -> None:
    tokens = MarkdownIt("commonmark").parse(markdown_of(paper))
    kinds = [token.type for token in tokens]
    headings = [token.tag for token in tokens if token.type == "heading_open"]
    assert headings == ["h1", *["h2"] * (headings.count("h2"))]
    assert kinds.count("heading_open") == 2 + (1 if paper.abstract else 0)
    assert "html_block" not in kinds
    assert kinds.count("fence") == 1
    assert "code_block" not in kinds
    inline = [child.type for token in tokens for child in token.children or ()]
    assert set(inline) <= {"text", "softbreak", "text_special", "link_open", "link_close"}
