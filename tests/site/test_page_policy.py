"""Tests of the content security policy of pages, and of resources that it blocks."""

from __future__ import annotations

import base64
import hashlib

import pytest
from hypothesis import given
from hypothesis import strategies as st

from papershelf.core.content_sources import ContentSources
from papershelf.core.settings import parse_settings
from papershelf.site.mkdocs_bridge.page_policy import PagePolicy

HEAD = (
    '<meta http-equiv="Content-Security-Policy" content="default-src \'none\'; '
    "script-src 'self'; style-src 'self'; img-src 'self' data:\">"
)


def policy_of(**config: object) -> PagePolicy:
    settings = parse_settings(config)
    return PagePolicy(settings.allow, settings.site_url)


def allow(**kinds: object) -> dict[str, object]:
    return {"papershelf": {"allow": kinds}}


def directives(page: str) -> dict[str, list[str]]:
    rules = page.split('content="')[1].split('">', maxsplit=1)[0].split("; ")
    return {rule.split()[0]: rule.split()[1:] for rule in rules}


def test_a_site_without_settings_keeps_the_policy_of_the_theme_on_generated_pages() -> None:
    assert policy_of().allow_on_generated(HEAD) == HEAD


def test_scripts_and_styles_of_the_site_are_allowed_on_every_page() -> None:
    policy = policy_of(
        extra_css=["https://fonts.example/css?x=1", "own.css"],
        extra_javascript=[{"path": "//cdn.example/a.js"}, "own.js"],
        extra=allow(connect=["https://stats.example"], img=["https://pictures.example"]),
    )
    generated = directives(policy.allow_on_generated(HEAD))
    assert generated["script-src"] == ["'self'", "https://cdn.example"]
    assert generated["style-src"] == ["'self'", "https://fonts.example"]
    assert generated["connect-src"] == ["https://stats.example"]
    assert generated["img-src"] == ["'self'", "data:"], "a record must not load pictures"
    own = directives(policy.allow_on_own(HEAD, "x.md"))
    assert own["img-src"] == ["'self'", "data:", "https://pictures.example"]
    assert own["script-src"] == generated["script-src"]


def test_inline_scripts_and_styles_of_a_page_are_allowed_by_hash() -> None:
    page = policy_of().allow_on_own(
        f"{HEAD}<script>go()</script><style>a {{}}</style>"
        '<script type="application/json">{}</script><script src="own.js"></script>',
        "x.md",
    )
    digest = base64.b64encode(hashlib.sha256(b"go()").digest()).decode()
    assert directives(page)["script-src"] == [f"'sha256-{digest}'", "'self'"]
    assert len(directives(page)["style-src"]) == 2
    assert "unsafe" not in " ".join(directives(page)["script-src"])


def test_unsafe_inline_replaces_the_hashes() -> None:
    policy = policy_of(extra=allow(style=["unsafe-inline"]))
    page = policy.allow_on_own(f"{HEAD}<style>a {{}}</style>", "x.md")
    assert directives(page)["style-src"] == ["'self'", "'unsafe-inline'"]
    assert "unsafe" not in policy.allow_on_generated(HEAD)


@pytest.mark.parametrize(
    ("element", "shown", "kind"),
    [
        ('<img src="https://b.example/x.png" alt="A <b>">', "A &lt;b&gt;", "img"),
        ("<img src='//b.example/x.png'>", "//b.example/x.png", "img"),
        ('<img srcset="https://b.example/x.png 2x">', "https://b.example/x.png", "img"),
        ('<iframe src="https://b.example/v" title="Film"></iframe>', "Film", "frame"),
        ('<video controls><source src="https://b.example/v.mp4"></video>', "v.mp4", "media"),
        ('<script src="https://b.example/a.js"></script>', "", "script"),
        ('<link rel="stylesheet" href="https://b.example/a.css">', "", "style"),
    ],
)
def test_blocked_resources_become_links_and_are_reported(
    element: str, shown: str, kind: str
) -> None:
    policy = policy_of()
    page = policy.allow_on_own(f"{HEAD}<p>{element}</p>", "x.md")
    assert element not in page
    assert ("<a href=" in page) == bool(shown)
    assert shown in page
    ((source, message),) = policy.blocked
    assert source == "x.md"
    assert "b.example" in message
    assert message.endswith(f"to extra.papershelf.allow.{kind}")
    allowed = policy_of(extra=allow(**{kind: ["https://b.example"]}))
    assert element in allowed.allow_on_own(f"{HEAD}<p>{element}</p>", "x.md")
    assert allowed.blocked == []


@pytest.mark.parametrize(
    "element",
    [
        '<img src="own.png">',
        '<img src="data:image/png;base64,xx">',
        '<img src="https://site.example/p/own.png">',
        '<link rel="canonical" href="https://b.example/">',
        '<a href="https://b.example/">x</a>',
        '<!-- <img src="https://b.example/x.png"> -->',
        '<pre>&lt;img src="https://b.example/x.png"&gt;</pre>',
    ],
)
def test_allowed_resources_are_not_changed(element: str) -> None:
    policy = policy_of(site_url="https://site.example/p/")
    assert element in policy.allow_on_own(f"{HEAD}{element}", "x.md")
    assert policy.blocked == []


def test_blocked_event_handlers_are_reported() -> None:
    policy = policy_of()
    policy.allow_on_own(f'{HEAD}<button onclick="go()">x</button>', "x.md")
    assert policy.blocked[0][1].startswith("has an onclick attribute")


@pytest.mark.parametrize(
    ("kinds", "message"),
    [
        ({"imgs": []}, "imgs is not a kind; there are script, "),
        ({"img": ["b.example"]}, "img: b.example is not an address"),
        ({"img": ["https://b.example; script-src *"]}, "is not an address"),
        ({"img": ["javascript:x"]}, "is not an address"),
        ({"img": ["https://*"]}, "is not an address"),
    ],
)
def test_an_invalid_list_of_sources_is_an_error(kinds: dict[str, object], message: str) -> None:
    with pytest.raises(Exception, match=message.replace("*", r"\*")):
        policy_of(extra=allow(**kinds))


@given(st.text(alphabet="<>/ =\"'aimgscriptsrc:.-!\n", max_size=80))
def test_pages_with_any_contents_can_be_processed(body: str) -> None:
    page = PagePolicy(ContentSources()).allow_on_own(HEAD + body, "x.md")
    assert page.startswith("<meta http-equiv=")
