"""The headers of published files: types that browsers need, and caching that never shows old pages."""

from __future__ import annotations

import pytest

from papershelf.exports.formats.registry import EXPORT_FORMATS
from papershelf.publish.http_headers import (
    AN_HOUR,
    CHECKED,
    DEFAULT_TYPE,
    FOREVER,
    http_headers,
)
from tests.conftest import ROOT


@pytest.mark.parametrize(
    ("path", "content_type", "cache_control"),
    [
        ("index.html", "text/html; charset=utf-8", CHECKED),
        ("papers/x/index.html", "text/html; charset=utf-8", CHECKED),
        ("assets/app.IM3GSW6O.js", "text/javascript; charset=utf-8", FOREVER),
        ("assets/papershelf-serif.FW6RRSMG.woff2", "font/woff2", FOREVER),
        ("search/messages.0123456789.json", "application/json", FOREVER),
        ("search/index/index.json", "application/json", CHECKED),
        ("feed.xml", "application/atom+xml", CHECKED),
        ("tags/x/feed.json", "application/feed+json", CHECKED),
        ("sitemap.xml", "application/xml", CHECKED),
        ("papers.bib", "application/x-bibtex; charset=utf-8", AN_HOUR),
        ("papers/x.csl.json", "application/vnd.citationstyles.csl+json", CHECKED),
        ("my/logo.PNG", "image/png", AN_HOUR),
        ("notes.ABCDEFGH.js", "text/javascript; charset=utf-8", AN_HOUR),
        ("search/index/a.bin", DEFAULT_TYPE, AN_HOUR),
        ("README", DEFAULT_TYPE, AN_HOUR),
    ],
)
def test_each_file_has_its_headers(path: str, content_type: str, cache_control: str) -> None:
    assert http_headers(path) == (content_type, cache_control)


def test_all_assets_of_the_theme_are_kept_forever_with_a_type() -> None:
    for path in sorted((ROOT / "generator/papershelf/theme/assets").iterdir()):
        headers = http_headers(f"assets/{path.name}")
        assert headers.cache_control == FOREVER, path.name
        assert headers.content_type != DEFAULT_TYPE, path.name


@pytest.mark.parametrize("ending", sorted({known.ending for known in EXPORT_FORMATS.values()}))
def test_every_export_has_a_type(ending: str) -> None:
    assert http_headers(f"papers{ending}").content_type != DEFAULT_TYPE
