"""Tests of slugs of titles and names in any script."""

from __future__ import annotations

import pytest
from hypothesis import given
from hypothesis import strategies as st

from papershelf.core.identifiers import SLUG_LIMIT, parse_slug
from papershelf.core.slugs import make_name_slug, make_slug


@pytest.mark.parametrize(
    ("text", "slug"),
    [
        ("Attention Is Not All", "attention-is-not-all"),
        ("Schölkopf's  kernel—trick", "scholkopfs-kernel-trick"),
        ("μP and Łukasz ß Æ", "mup-and-lukasz-ss-ae"),
        ("LeC^2O: 3D!", "lec-2o-3d"),
        ("  --x--  ", "x"),
        ("", None),
        ("?!", None),
    ],
)
def test_slugs_of_texts(text: str, slug: str | None) -> None:
    assert make_slug(text) == slug


def test_a_long_slug_is_cut_between_words() -> None:
    slug = make_slug("word " * 40)
    assert slug is not None
    assert slug == "-".join(["word"] * 16)
    assert make_slug("x" * 200) == "x" * SLUG_LIMIT


@given(st.text(max_size=120))
def test_the_slug_of_a_slug_is_the_same(text: str) -> None:
    slug = make_slug(text)
    if slug is not None:
        assert make_slug(slug) == slug
        assert parse_slug(slug) == slug


@pytest.mark.parametrize(
    ("text", "slug"),
    [
        ("河流的泥沙", "he-liu-de-ni-sha"),
        ("2020年河流", "2020-nian-he-liu"),
        ("ゲームの河", "gemuno-he"),
        ("강의 흐름", "gang-ui-heu-leum"),
        ("Реки и щуки", "reki-i-shchuki"),
        ("राम नदी", "ram-ndi"),
        ("نهر علي", "nhr-ly"),
        ("Ποτάμι της Ελένης", "potami-tis-elenis"),
        ("GPT-4 在河流研究中的应用", "gpt-4-zai-he-liu-yan-jiu-zhong-de-ying-yong"),
        ("Jiāng 姜, Lì 丽", "jiang-li"),
        ("αβ-CROWN and β-VAE", "alphabeta-crown-and-beta-vae"),
    ],
)
def test_other_scripts_are_transliterated(text: str, slug: str) -> None:
    assert make_slug(text) == slug


def test_slugs_of_names_in_other_scripts_are_unique() -> None:
    names = ["李伟", "李玮", "Li Wei", "कल", "काल", "Иван Щукин", "ا"]
    slugs = {make_name_slug(name) for name in names}
    assert len(slugs) == len(names)
    assert make_name_slug("Li Wei") == "li-wei"
    assert str(make_name_slug("李伟")).startswith("li-wei-")
    assert make_name_slug("ИВАН  Щукин") == make_name_slug("Иван Щукин")
    assert make_name_slug("Wei Li (李伟)") == "wei-li"
    assert make_name_slug("?!") is None


@given(st.text(max_size=60))
def test_slugs_of_names_are_valid(name: str) -> None:
    slug = make_name_slug(name)
    if slug is not None:
        assert parse_slug(slug) == slug


@given(st.text(st.characters(categories=["Lo"]), min_size=1, max_size=60))
def test_names_in_scripts_without_case_have_slugs(name: str) -> None:
    assert make_name_slug(name) is not None
