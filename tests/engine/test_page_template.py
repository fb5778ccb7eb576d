"""The frame of pages, and the cache that keeps it."""

from __future__ import annotations

import json
from pathlib import Path

import pytest

from papershelf.core.page import ROOT, Page
from papershelf.engine.page_template import (
    BODY_MARK,
    HEAD_MARK,
    ShellKind,
    cut_shell,
    render_shells,
)
from papershelf.site.template_cache import Frame, load_frame, store_frame


def page(address: str, template: str = "listing.html") -> Page:
    body = f'\n<div><a href="{ROOT}tags/">T</a></div>\n'
    head = f'<title>T</title><link href="{ROOT}x.bib">'
    return Page(address=address, title="T", head=head, body=body, template=template)


def render(kind: ShellKind) -> str:
    return f"<!--{kind.template} {kind.depth} {kind.nav_address}-->{HEAD_MARK}|{BODY_MARK}<end>"


KINDS = [ShellKind("listing.html", n, None) for n in range(3)]
SHELLS = render_shells(
    [*KINDS, ShellKind("listing.html", 1, "tags/")], render, frozenset({"tags/"})
)


def test_a_page_is_its_shell_with_head_and_body_and_links_from_where_it_stands() -> None:
    assert SHELLS.fill(page("papers/x/")) == (
        '<!--listing.html 2 None--><title>T</title><link href="../../x.bib">'
        '|<div><a href="../../tags/">T</a></div><end>'
    )


def test_a_page_of_the_navigation_has_a_shell_of_its_own() -> None:
    assert SHELLS.fill(page("tags/")).startswith("<!--listing.html 1 tags/-->")
    assert SHELLS.fill(page("venues/")).startswith("<!--listing.html 1 None-->")


def test_the_home_page_links_without_going_up() -> None:
    assert '<a href="tags/">' in SHELLS.fill(page(""))


@pytest.mark.parametrize(
    "document",
    ["", HEAD_MARK, BODY_MARK, f"{BODY_MARK}{HEAD_MARK}", f"{HEAD_MARK}{BODY_MARK}{BODY_MARK}"],
)
def test_a_template_must_print_head_and_body_once(document: str) -> None:
    with pytest.raises(ValueError, match="once each"):
        cut_shell(document)


def test_other_shells_have_another_fingerprint() -> None:
    fewer = render_shells(KINDS, render, frozenset({"tags/"}))
    other = render_shells(KINDS, lambda kind: render(kind) + "!", frozenset({"tags/"}))
    assert len({SHELLS.fingerprint(), fewer.fingerprint(), other.fingerprint()}) == 3


@pytest.fixture
def stored(tmp_path: Path) -> tuple[Path, Frame]:
    (tmp_path / "site").mkdir()
    (tmp_path / "site/a.css").write_bytes(b"a")
    frame = Frame(shells=SHELLS, folder=tmp_path / "site", files=("a.css",))
    store_frame(tmp_path, "key", frame)
    return tmp_path, frame


def test_a_stored_frame_comes_back_as_it_was(stored: tuple[Path, Frame]) -> None:
    workspace, frame = stored
    assert load_frame(workspace, "key") == frame


def test_another_key_finds_nothing(stored: tuple[Path, Frame]) -> None:
    assert load_frame(stored[0], "other") is None


@pytest.mark.parametrize(
    "damage", [b"", b"{}", b"[1, 2]", b'["0", "{}"]', b"\xff", b"null", b'["a", 3]']
)
def test_a_damaged_cache_is_no_frame(stored: tuple[Path, Frame], damage: bytes) -> None:
    (stored[0] / "frame.json").write_bytes(damage)
    assert load_frame(stored[0], "key") is None


def test_a_cache_that_somebody_edited_is_no_frame(stored: tuple[Path, Frame]) -> None:
    name, text = json.loads((stored[0] / "frame.json").read_text())
    (stored[0] / "frame.json").write_text(json.dumps([name, text.replace("<end>", "<evil>")]))
    assert load_frame(stored[0], "key") is None


def test_a_file_of_the_frame_that_changed_makes_it_worthless(stored: tuple[Path, Frame]) -> None:
    (stored[0] / "site/a.css").write_bytes(b"b")
    assert load_frame(stored[0], "key") is None
    (stored[0] / "site/a.css").unlink()
    assert load_frame(stored[0], "key") is None
