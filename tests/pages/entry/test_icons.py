"""Tests of the icons of links."""

from __future__ import annotations

import pytest

from papershelf.pages.entry.icons import icon_classes


@pytest.mark.parametrize(
    ("kind", "url", "classes"),
    [
        ("code", "https://github.com/example/tide", "i i-code i-github"),
        ("code", "https://www.GitHub.com/example", "i i-code i-github"),
        ("model", "https://huggingface.co/example/tide", "i i-model i-hugging-face"),
        ("page", "https://arxiv.org/abs/2401.01234", "i i-page i-arxiv"),
        ("page", "https://openreview.net/forum?id=a", "i i-page i-openreview"),
        ("pdf", "https://arxiv.org/pdf/2401.01234", "i i-pdf"),
        ("html", "https://arxiv.org/html/2401.01234", "i i-html"),
        ("code", "https://github.com.evil.example/", "i i-code"),
        ("code", "https://evil.example/github.com/", "i i-code"),
        ("code", "not a URL", "i i-code"),
    ],
)
def test_links_have_the_mark_of_a_known_host(kind: str, url: str, classes: str) -> None:
    assert icon_classes(kind, url) == classes
