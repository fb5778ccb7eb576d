"""Tests of Markdown in hand-written pages."""

from __future__ import annotations

import markdown
import pytest

from papershelf.core.messages import load_messages
from papershelf.site.own_pages import add_copy_buttons, render_copy_button, render_math


def render(text: str, **options: object) -> tuple[str, list[str]]:
    content = markdown.markdown(
        text, extensions=["pymdownx.arithmatex"], extension_configs={"pymdownx.arithmatex": options}
    )
    unreadable: list[str] = []
    return render_math(content, unreadable), unreadable


@pytest.mark.parametrize("is_generic", [True, False])
def test_formulas_become_mathml(is_generic: bool) -> None:
    page, unreadable = render("Inline $a^2 < b$.\n\n$$\n\\sum_i x_i\n$$\n", generic=is_generic)
    assert page.count("<math") == 2
    assert page.count('display="block"') == 1
    assert "&lt;" in page
    assert "MathJax" not in page
    assert "<script" not in page
    assert unreadable == []


def test_a_formula_that_cannot_be_rendered_shows_its_source_and_is_reported() -> None:
    page, unreadable = render(r"See $\def\x{<b>}$.", generic=True)
    assert r"<code>\def\x{&lt;b&gt;}</code>" in page
    assert unreadable == [r"\def\x{<b>}"]


def test_each_block_of_code_has_a_copy_button() -> None:
    text = "```python\nprint(1)\n```\n\n```\nplain\n```\n\nInline `code`.\n"
    page = add_copy_buttons(
        markdown.markdown(text, extensions=["pymdownx.superfences", "pymdownx.highlight"]),
        render_copy_button(load_messages("en")),
    )
    assert 'data-copied-text="{label} copied"' in page
    assert page.count("<button") == 2
    assert 'data-copy="#code-1"' in page
    assert '<code id="code-2">' in page
    assert page.count("<code>") == 1
