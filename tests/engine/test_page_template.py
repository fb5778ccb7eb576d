"""Tests of page templates and their cache."""

from __future__ import annotations

from dataclasses import replace
from pathlib import Path

import pytest

from papershelf.core.page import ROOT_PLACEHOLDER, Page
from papershelf.engine.page_template import (
    BODY_PLACEHOLDER,
    HEAD_PLACEHOLDER,
    TITLE_PLACEHOLDER,
    TemplateVariant,
    render_page_templates,
    split_template,
)
from papershelf.site.mkdocs_bridge.template_cache import (
    MkDocsOutput,
    load_mkdocs_output,
    save_mkdocs_output,
)


def page(address: str, template: str = "listing.html") -> Page:
    body = f'\n<div><a href="{ROOT_PLACEHOLDER}tags/">T</a></div>\n'
    head = f'<title>T</title><link href="{ROOT_PLACEHOLDER}x.bib">'
    return Page(address=address, title="T", head=head, body=body, template=template)


def render(kind: TemplateVariant) -> str:
    return f"<!--{kind.template} {kind.depth} {kind.nav_page_address}-->{HEAD_PLACEHOLDER}|{BODY_PLACEHOLDER}<end>"


KINDS = [TemplateVariant("listing.html", n, None) for n in range(3)]
TEMPLATES = render_page_templates(
    [*KINDS, TemplateVariant("listing.html", 1, "tags/")], render, frozenset({"tags/"})
)


def test_a_page_is_its_template_with_head_body_and_relative_links() -> None:
    assert TEMPLATES.render(page("papers/x/")) == (
        '<!--listing.html 2 None--><title>T</title><link href="../../x.bib">'
        '|<div><a href="../../tags/">T</a></div><end>'
    )


def test_pages_in_the_navigation_have_their_own_template() -> None:
    assert TEMPLATES.render(page("tags/")).startswith("<!--listing.html 1 tags/-->")
    assert TEMPLATES.render(page("venues/")).startswith("<!--listing.html 1 None-->")


def test_links_of_the_home_page_have_no_parent_folders() -> None:
    assert '<a href="tags/">' in TEMPLATES.render(page(""))


def test_a_template_may_print_the_title_which_is_escaped() -> None:
    def render_titles(_: TemplateVariant) -> str:
        title = TITLE_PLACEHOLDER
        return f"<p>{title}{HEAD_PLACEHOLDER}|{BODY_PLACEHOLDER}{title}<end>"

    templates = render_page_templates(KINDS, render_titles, frozenset())
    hostile = replace(page("x/"), title='</title><script>"{{ 7*7 }}', head="H", body="B")
    shown = "&lt;/title&gt;&lt;script&gt;&quot;{{ 7*7 }}"
    assert templates.render(hostile) == f"<p>{shown}H|B{shown}<end>"


def test_a_template_may_give_files_another_relation() -> None:
    templates = render_page_templates(KINDS, render, frozenset(), "alternate related")
    feed = '<link rel="alternate" type="application/atom+xml" href="feed.xml">'
    shown = templates.render(replace(page("x/"), head=feed))
    assert '<link rel="alternate related" type="application/atom+xml" href="feed.xml">' in shown
    assert (
        templates.fingerprint() != render_page_templates(KINDS, render, frozenset()).fingerprint()
    )


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
def test_a_template_needs_head_and_body_once(document: str) -> None:
    with pytest.raises(ValueError, match="once each"):
        split_template(document)


def test_other_templates_have_another_fingerprint() -> None:
    fewer = render_page_templates(KINDS, render, frozenset({"tags/"}))
    other = render_page_templates(KINDS, lambda kind: render(kind) + "!", frozenset({"tags/"}))
    assert len({TEMPLATES.fingerprint(), fewer.fingerprint(), other.fingerprint()}) == 3


@pytest.fixture
def stored(tmp_path: Path) -> tuple[Path, MkDocsOutput]:
    (tmp_path / "site").mkdir()
    (tmp_path / "site/a.css").write_bytes(b"a")
    output = MkDocsOutput(templates=TEMPLATES, folder=tmp_path / "site", files=("a.css",))
    save_mkdocs_output(tmp_path, "key", output)
    return tmp_path, output


def test_the_cached_output_is_loaded(stored: tuple[Path, MkDocsOutput]) -> None:
    workspace, output = stored
    assert load_mkdocs_output(workspace, "key") == output


def test_output_with_another_key_is_not_loaded(stored: tuple[Path, MkDocsOutput]) -> None:
    assert load_mkdocs_output(stored[0], "other") is None


@pytest.mark.parametrize(
    "damage", [b"", b"{}", b"[1, 2]", b'["0", "{}"]', b"\xff", b"null", b'["a", 3]']
)
def test_a_damaged_cache_is_not_loaded(stored: tuple[Path, MkDocsOutput], damage: bytes) -> None:
    (stored[0] / "frame.json").write_bytes(damage)
    assert load_mkdocs_output(stored[0], "key") is None


def test_an_edited_cache_is_not_loaded(stored: tuple[Path, MkDocsOutput]) -> None:
    text = (stored[0] / "frame.json").read_text()
    assert "<end>" in text
    (stored[0] / "frame.json").write_text(text.replace("<end>", "<evil>"))
    assert load_mkdocs_output(stored[0], "key") is None


def test_output_with_a_changed_file_is_not_loaded(
    stored: tuple[Path, MkDocsOutput],
) -> None:
    (stored[0] / "site/a.css").write_bytes(b"b")
    assert load_mkdocs_output(stored[0], "key") is None
    (stored[0] / "site/a.css").unlink()
    assert load_mkdocs_output(stored[0], "key") is None
