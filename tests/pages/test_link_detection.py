from __future__ import annotations

import pytest

from papershelf.pages.paper.link_detection import DetectedLink, detect_links


@pytest.mark.parametrize(
    ("abstract", "kind", "url"),
    [
        ("Code: https://github.com/ada/tiny.", "code", "https://github.com/ada/tiny"),
        ("at http://www.github.com/ada/tiny/", "code", "https://github.com/ada/tiny/"),
        ("see github.com/ada/tiny_net)", "code", "https://github.com/ada/tiny_net"),
        (r"\url{https://github.com/ada/tiny\_net}", "code", "https://github.com/ada/tiny_net"),
        ("https://github.com/ada/tiny.git,", "code", "https://github.com/ada/tiny"),
        ("(https://gitlab.com/g/sub/tiny)", "code", "https://gitlab.com/g/sub/tiny"),
        ("https://codeberg.org/ada/tiny", "code", "https://codeberg.org/ada/tiny"),
        ("https://huggingface.co/ada/tiny", "model", "https://huggingface.co/ada/tiny"),
        (
            "https://huggingface.co/datasets/ada/t",
            "dataset",
            "https://huggingface.co/datasets/ada/t",
        ),
        ("https://huggingface.co/spaces/ada/t", "demo", "https://huggingface.co/spaces/ada/t"),
        ("https://zenodo.org/records/123", "dataset", "https://zenodo.org/records/123"),
        (
            "https://doi.org/10.5281/zenodo.123",
            "dataset",
            "https://doi.org/10.5281/zenodo.123",
        ),
        ("https://osf.io/ab12c/", "dataset", "https://osf.io/ab12c/"),
        ("https://www.kaggle.com/datasets/a/b", "dataset", "https://kaggle.com/datasets/a/b"),
        ("https://ada.github.io/tiny/", "project", "https://ada.github.io/tiny/"),
        ("https://ada.github.io", "project", "https://ada.github.io"),
    ],
)
def test_urls_in_abstracts_are_found_and_classified(abstract: str, kind: str, url: str) -> None:
    assert [(link.kind, link.url) for link in detect_links(f"We did. {abstract} And more.")] == [
        (kind, url)
    ]


@pytest.mark.parametrize(
    "abstract",
    [
        "",
        "We release our code on GitHub.",
        "https://github.com/ada",
        "https://github.com is a site",
        "https://huggingface.co/papers/2401.01234",
        "https://huggingface.co/ada",
        "https://huggingface.co/blog/ada",
        "https://zenodo.org/",
        "https://doi.org/10.1000/toy",
        "https://example.org/github.com",
        "notgithub.community/a/b",
    ],
)
def test_urls_that_are_not_artifacts_of_the_paper_are_ignored(abstract: str) -> None:
    assert detect_links(abstract) == ()


def test_links_are_unique_and_in_the_order_of_the_abstract() -> None:
    abstract = (
        "https://zenodo.org/records/1, https://github.com/a/b and http://github.com/A/B/, "
        "https://github.com/a/c"
    )
    assert detect_links(abstract) == (
        DetectedLink("dataset", "https://zenodo.org/records/1"),
        DetectedLink("code", "https://github.com/a/b"),
        DetectedLink("code", "https://github.com/a/c"),
    )
