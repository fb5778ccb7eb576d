from __future__ import annotations

import pytest
from hypothesis import given
from hypothesis import strategies as st

from papershelf.records.venue_names import VenueIndex, normalize_venue


@pytest.mark.parametrize(
    ("spelling", "form"),
    [
        ("NeurIPS", "neurips"),
        # years
        ("NeurIPS 2020", "neurips"),
        ("NIPS'17", "nips"),
        ("NIPS ’17", "nips"),
        ("nips17", "nips"),
        ("ICML-2019", "icml"),
        ("CVPR2021", "cvpr"),
        ("L4DC 2023", "l4dc"),
        ("3DV2020", "3dv"),
        # ordinals
        ("The 33rd Symposium on Things", "symposium things"),
        ("Thirty-third Symposium on Things", "symposium things"),
        ("Twenty Ninth Symposium on Things", "symposium things"),
        ("Fortieth Symposium on Things", "symposium things"),
        ("Twenty Things", "twenty things"),
        ("Robotics: Science and Systems XVI", "robotics science systems"),
        ("Level IV", "level iv"),
        ("IV", "iv"),
        # proceedings, sponsors, function words
        ("In Proceedings of the Symposium on the Art of Things", "symposium art things"),
        ("In: Proc. of the IEEE/CVF Conf. on Things", "conference things"),
        ("Journal of the ACM", "journal acm"),
        ("Proceedings of the IEEE", "ieee"),
        ("ACM/IEEE", "acm ieee"),
        ("Proceedings of the", "proceedings of the"),
        ("Things & Stuff", "things stuff"),
        ("Things &#38; Stuff", "things stuff"),
        ("Théorie des Choses", "theorie des choses"),
        # abbreviations
        ("Int'l Conf. on Things", "international conference things"),
        ("Int. J. Things", "international journal things"),
        ("IEEE Trans. Pattern Anal. Mach. Intell.",
         "transactions pattern analysis machine intelligence"),
        # brackets
        ("Conference on Things (CT)", "conference things"),
        ("Conference on Things (CT 2019)", "conference things"),
        ("Conference on Things (Workshops)", "conference things workshop"),
        ("Conference on Things (CVPRW)", "conference things cvprw"),
        ("Conference on Things Workshops (CVPRW)", "conference things workshop"),
        ("Conference on Things, Volume 1 (Long and Short Papers)", "conference things"),
        ("Conference on Things (Volume 2: Short Papers)", "conference things"),
        ("Thing (Upper Volta)", "thing upper volta"),
        # volumes
        ("Advances in Things 33", "advances things"),
        ("Things, volume 97", "things"),
        ("Things, vol. 97, no. 3, pp. 12-19", "things"),
        ("The Volume of Things", "volume things"),
        # places and dates
        ("Conference on Things, CT 2020, Oslo, Norway", "conference things"),
        ("CT 2020, Oslo, Norway, Proceedings", "ct"),
        ("CT '20: The 26th Conference on Things, Virtual Event", "ct"),
        ("Things - CT 2020 - 16th European Conference, Oslo", "things ct"),
        ("Things - CT 2020 Workshops - Oslo, August 23-28, 2020", "things ct workshop"),
        ("CT 2020, Workshop on Stuff", "ct workshop stuff"),
        ("CT 2015, Oslo, Conference Track Proceedings", "ct"),
        # additions by authors and systems
        ("Accepted at CT 2024", "ct"),
        ("accepted as a conference paper at CT 2024", "ct"),
        ("Provisionally accepted by Things Letters", "things letters"),
        ("To appear in Things", "things"),
        ("CT 2024 poster", "ct"),
        ("Submitted to CT 2024", "submitted ct"),
        ("arXiv preprint arXiv:2101.00001v2 [cs.LG]", "arxiv preprint arxiv"),
        ("CoRR abs/1706.03762", "corr abs"),
        # nothing
        ("", ""),
        ("2020", "2020"),
        ("!?", ""),
    ],
)  # fmt: skip
def test_venue_names_are_normalized(spelling: str, form: str) -> None:
    assert normalize_venue(spelling) == form


@given(st.text(max_size=60))
def test_normalization_is_idempotent(text: str) -> None:
    form = normalize_venue(text)
    assert normalize_venue(form) == form


WORDS = st.lists(
    st.sampled_from(
        "Proc. of the 33rd Thirty-third IEEE ACM / Conf. on Things (CT) (Workshop) , CT 2021 '21"
        " vol. 3 XVI twenty accepted at as to [cs.LG] 2101.00001 : - & NIPS17 no In first third"
        " poster".split()
    ),
    max_size=9,
)  # fmt: skip


@given(WORDS)
def test_normalization_of_typical_words_is_idempotent(words: list[str]) -> None:
    form = normalize_venue(" ".join(words))
    assert normalize_venue(form) == form


@given(st.text(max_size=60))
def test_normalization_ignores_case_of_ascii(text: str) -> None:
    ascii_only = text.encode("ascii", "ignore").decode()
    assert normalize_venue(ascii_only) == normalize_venue(ascii_only.upper())


@pytest.mark.parametrize(
    "hostile",
    ["x, A 2000 workshop" * 50_000, "((" * 500_000, "A - " * 250_000, " accepted as" * 90_000],
)
def test_only_the_start_of_a_very_long_name_is_used(hostile: str) -> None:
    assert normalize_venue(hostile) == normalize_venue(hostile[:400])


def test_a_name_of_two_venues_is_reported_and_belongs_to_the_first() -> None:
    index = VenueIndex({"b": ["Proc. of Things 2020", "Things"], "a": ["things", "Stuff"], "c": []})
    assert index.name_conflicts == (("things", "b", "a"),)
    assert index.find("THINGS") == "b"
    assert index.find("stuff") == "a"


def test_a_name_without_letters_matches_no_venue() -> None:
    index = VenueIndex({"a": ["?!"], "b": ["…"]})
    assert index.name_conflicts == ()
    assert index.find("??") is None
