"""The frame of pages, and the cache that keeps it."""

from __future__ import annotations

from pathlib import Path

import pytest

from papershelf.core.page import ROOT_PLACEHOLDER, Page
from papershelf.engine.page_template import (
    BODY_PLACEHOLDER,
    HEAD_PLACEHOLDER,
    TemplateVariant,
    render_page_templates,
    split_template,
)
from papershelf.site.template_cache import MkDocsOutput, load_mkdocs_output, save_mkdocs_output


def page(address: str, template: str = "listing.html") -> Page:
    body = f'\n<div><a href="{ROOT_PLACEHOLDER}tags/">T</a></div>\n'
    head = f'<title>T</title><link href="{ROOT_PLACEHOLDER}x.bib">'
    return Page(address=address, title="T", head=head, body=body, template=template)


def render(kind: TemplateVariant) -> str:
    return f"<!--{kind.template} {kind.depth} {kind.nav_page_address}-->{HEAD_PLACEHOLDER}|{BODY_PLACEHOLDER}<end>"


KINDS = [TemplateVariant("listing.html", n, None) for n in range(3)]
SHELLS = render_page_templates(
    [*KINDS, TemplateVariant("listing.html", 1, "tags/")], render, frozenset({"tags/"})
)


def test_a_page_is_its_shell_with_head_and_body_and_links_from_where_it_stands() -> None:
    assert SHELLS.render(page("papers/x/")) == (
        '<!--listing.html 2 None--><title>T</title><link href="../../x.bib">'
        '|<div><a href="../../tags/">T</a></div><end>'
    )


def test_a_page_of_the_navigation_has_a_shell_of_its_own() -> None:
    assert SHELLS.render(page("tags/")).startswith("<!--listing.html 1 tags/-->")
    assert SHELLS.render(page("venues/")).startswith("<!--listing.html 1 None-->")


def test_the_home_page_links_without_going_up() -> None:
    assert '<a href="tags/">' in SHELLS.render(page(""))


@pytest.mark.parametrize(
    "document",
    [
        "",
        HEAD_PLACEHOLDER,
        BODY_PLACEHOLDER,
        f"{BODY_PLACEHOLDER}{HEAD_PLACEHOLDER}",
        f"{HEAD_PLACEHOLDER}{BODY_PLACEHOLDER}{BODY_PLACEHOLDER}",
    ],
)
def test_a_template_must_print_head_and_body_once(document: str) -> None:
    with pytest.raises(ValueError, match="once each"):
        split_template(document)


def test_other_shells_have_another_fingerprint() -> None:
    fewer = render_page_templates(KINDS, render, frozenset({"tags/"}))
    other = render_page_templates(KINDS, lambda kind: render(kind) + "!", frozenset({"tags/"}))
    assert len({SHELLS.fingerprint(), fewer.fingerprint(), other.fingerprint()}) == 3


@pytest.fixture
def stored(tmp_path: Path) -> tuple[Path, MkDocsOutput]:
    (tmp_path / "site").mkdir()
    (tmp_path / "site/a.css").write_bytes(b"a")
    frame = MkDocsOutput(templates=SHELLS, folder=tmp_path / "site", files=("a.css",))
    save_mkdocs_output(tmp_path, "key", frame)
    return tmp_path, frame


def test_a_stored_frame_comes_back_as_it_was(stored: tuple[Path, MkDocsOutput]) -> None:
    workspace, frame = stored
    assert load_mkdocs_output(workspace, "key") == frame


def test_another_key_finds_nothing(stored: tuple[Path, MkDocsOutput]) -> None:
    assert load_mkdocs_output(stored[0], "other") is None


@pytest.mark.parametrize(
    "damage", [b"", b"{}", b"[1, 2]", b'["0", "{}"]', b"\xff", b"null", b'["a", 3]']
)
def test_a_damaged_cache_is_no_frame(stored: tuple[Path, MkDocsOutput], damage: bytes) -> None:
    (stored[0] / "frame.json").write_bytes(damage)
    assert load_mkdocs_output(stored[0], "key") is None


def test_a_cache_that_somebody_edited_is_no_frame(stored: tuple[Path, MkDocsOutput]) -> None:
    text = (stored[0] / "frame.json").read_text()
    assert "<end>" in text
    (stored[0] / "frame.json").write_text(text.replace("<end>", "<evil>"))
    assert load_mkdocs_output(stored[0], "key") is None


def test_a_file_of_the_frame_that_changed_makes_it_worthless(
    stored: tuple[Path, MkDocsOutput],
) -> None:
    (stored[0] / "site/a.css").write_bytes(b"b")
    assert load_mkdocs_output(stored[0], "key") is None
    (stored[0] / "site/a.css").unlink()
    assert load_mkdocs_output(stored[0], "key") is None
