"""Tests of URLs: only safe ones are returned, in normalized form."""

from __future__ import annotations

from urllib.parse import unquote, urlsplit

import pytest
from hypothesis import given
from hypothesis import strategies as st

from papershelf.text.urls import normalize_url, quote_query

ANYTHING = st.characters()  # including lone surrogates


@pytest.mark.parametrize(
    ("address", "safe"),
    [
        ("https://example.org/a/b.pdf", "https://example.org/a/b.pdf"),
        (" HTTPS://Example.ORG:443/Path?q=a b", "https://example.org/Path?q=a%20b"),
        ("https://example.org/a b/c.pdf", "https://example.org/a%20b/c.pdf"),
        ("https://example.org/a/../../b.pdf", "https://example.org/b.pdf"),
        ("https://example.org/a/./b/..", "https://example.org/a/"),
        ("https://example.org/..", "https://example.org/"),
        ("https://example.org/a/%2E%2e/b", "https://example.org/b"),
        ("https://example.org/a/...", "https://example.org/a/..."),
        ("https://example.org/a/..//b.example", "https://example.org//b.example"),
        ("https://example.org/?a=/../b", "https://example.org/?a=/../b"),
        ("https://example.org/x https://example.org/y", None),
        ("https://example.org/a\tb", None),
        ("https://example.org/a\u00a0b", None),
        ("HTTPS://Example.ORG:443/Path?q=ü#x'y", "https://example.org/Path?q=%C3%BC#x%27y"),
        ("http://example.org:8080", "http://example.org:8080"),
        ("https://bücher.example/ä", "https://xn--bcher-kva.example/%C3%A4"),
        ("https://example.org/100%/%41", "https://example.org/100%25/%41"),
        ('https://example.org/"><script>', "https://example.org/%22%3E%3Cscript%3E"),
        ("https://example.org/`{x}`|^[y]", "https://example.org/%60%7Bx%7D%60%7C%5E%5By%5D"),
        ("https://[2001:DB8::1]:8443/x", "https://[2001:db8::1]:8443/x"),
        ("https://localhost/x", "https://localhost/x"),
        ("http://[foo/bar", None),
        ("http://[foo]/bar", None),
        ("http://[::1%25eth0]/", None),
        ("javascript:alert(1)", None),
        ("javascript: https://example.org/", None),
        ("https://user:secret @example.org/", None),
        ("JaVaScRiPt://example.org/%0aalert(1)", None),
        ("java\tscript:alert(1)", None),
        ("data:text/html,<script>", None),
        ("vbscript:x", None),
        ("//example.org/x", None),
        ("/relative", None),
        ("example.org", None),
        ("https://", None),
        ("https:///path", None),
        ("https://user:secret@example.org/", None),
        ("https://good.example@evil.example/", None),
        ("https://evil.example\\@good.example/", None),
        ("https://example.org:99999/", None),
        ("https://example.org:x/", None),
        ("https://exa mple.org/", None),
        ("https://exa\u202emple.org/", None),
        ("https://example.org/\x00", None),
        ("https://-bad-.example!/", None),
        ("https://" + "a" * 64 + ".example/", None),
        ("https://" + "ä" * 64 + ".example/", None),
        ("https://example.org/" + "x" * 3000, None),
        ("https://example.org/" + "ü" * 1000, None),
        ("mailto:ann@example.org", None),
        ("", None),
    ],
)
def test_only_web_urls_are_safe(address: str, safe: str | None) -> None:
    assert normalize_url(address) == safe


@pytest.mark.parametrize(
    ("address", "safe"),
    [
        ("mailto:ann@example.org", "mailto:ann@example.org"),
        ("MAILTO:ann@example.org", "mailto:ann@example.org"),
        ("mailto:ann@example.org?bcc=eve@example.org", None),
        ("mailto:ann", None),
        ("https://example.org/", "https://example.org/"),
    ],
)
def test_a_mail_address_is_safe_on_request(address: str, safe: str | None) -> None:
    assert normalize_url(address, mailto=True) == safe


@given(
    st.text(ANYTHING)
    | st.builds(
        "{}{}{}".format,
        st.sampled_from(
            ["http://", "https://", "javascript:", "https://a.example/", "http://[", "//"]
        ),
        st.text(st.sampled_from("a1.:/@[]%2eE?#\\ü<\"' ")),
        st.text(),
    )
)
def test_normalized_urls_have_no_other_scheme_and_no_markup(address: str) -> None:
    url = normalize_url(address)
    if url is not None:
        assert url.startswith(("http://", "https://"))
        assert url.isascii()
        assert not set(url) & set(" <>\"'`\\^{|}\t\n")
        assert normalize_url(url) == url
        assert not {".", ".."} & set(urlsplit(url).path.split("/"))
        assert not urlsplit(url).username


@given(st.text(st.characters(exclude_categories=["Cs"])))
def test_a_quoted_value_of_a_query_is_ascii_and_can_be_restored(text: str) -> None:
    quoted = quote_query(text)
    assert unquote(quoted) == text
    assert not set("&=+#? ") & set(quoted)
    assert quoted.isascii()
