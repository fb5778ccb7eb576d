"""Tests of figures and cards in built sites."""

from __future__ import annotations

import shutil
from pathlib import Path

import pytest

from papershelf.engine.cache_file import CacheFile
from papershelf.pictures.tasks import CACHE_FOLDER
from tests.pictures.images import make_image
from tests.site.small_sites import build_both, configure
from tests.workspaces import Workspace

pytestmark = pytest.mark.site

PICTURES = "assets/pictures"
ADDRESS = "site_url: https://papers.example/\n"
FIGURE = {"file": "figures/a.png", "alt": 'Red "beside" <blue>', "license": "CC-BY-4.0"}


def pictures(workspace: Workspace) -> dict[str, int]:
    """The pictures of the site, with the times at which they were written."""
    folder = workspace.root / "site" / PICTURES
    return {path.name: path.stat().st_mtime_ns for path in folder.iterdir()}


@pytest.fixture
def figure_site(small_site: Workspace) -> Workspace:
    """Three papers, two of them with the same figure and one with another."""
    papers = small_site.root / "data/papers"
    (papers / "figures").mkdir()
    (papers / "figures/a.png").write_bytes(make_image())
    (papers / "figures/b.png").write_bytes(make_image(size=(300, 200)))
    small_site.write(
        [
            {"id": "one", "title": "One", "figure": {**FIGURE}},
            {"id": "two", "title": "Two", "figure": {**FIGURE}},
            {"id": "three", "title": "Three", "figure": {**FIGURE, "file": "figures/b.png"}},
            {"id": "four", "title": "四"},
        ]
    )
    configure(small_site, ADDRESS)
    return small_site


def test_equal_figures_share_their_images_and_small_ones_have_one(figure_site: Workspace) -> None:
    figure_site.build()
    names = pictures(figure_site)
    assert len([name for name in names if name.endswith(".webp")]) == 3
    assert len([name for name in names if name.startswith("card-")]) == 1
    assert figure_site.problems() == []
    listing = (figure_site.root / "site/papers/index.html").read_text("utf-8")
    assert listing.count('<img class="fig"') == 3
    assert 'alt="Red &quot;beside&quot; &lt;blue&gt;" loading="lazy"' in listing
    page = (figure_site.root / "site/papers/one/index.html").read_text("utf-8")
    assert " 320w, " in page
    assert (
        '<figcaption><a href="https://creativecommons.org/licenses/by/4.0/">CC BY 4.0</a>' in page
    )


def test_only_changed_figures_are_drawn_again(figure_site: Workspace) -> None:
    figure_site.build()
    before = pictures(figure_site)
    (figure_site.root / "data/papers/figures/b.png").write_bytes(make_image(size=(310, 200)))
    figure_site.build()
    after = pictures(figure_site)
    assert len(after) == len(before)
    assert len(after.keys() - before.keys()) == 1
    assert all(before[name] == time for name, time in after.items() if name in before)
    assert figure_site.problems() == []
    cached = figure_site.root / ".cache" / CACHE_FOLDER
    assert {path.name for path in cached.iterdir()} == after.keys()


def test_a_new_site_folder_gets_the_pictures_of_the_cache(figure_site: Workspace) -> None:
    figure_site.build()
    cached = figure_site.root / ".cache" / CACHE_FOLDER
    (card,) = cached.glob("card-*")
    known = CacheFile(card, "picture")
    assert known.load()
    known.save(b"from the cache")
    shutil.rmtree(figure_site.root / "site")
    figure_site.build()
    assert (figure_site.root / "site" / PICTURES / card.name).read_bytes() == b"from the cache"


def test_papers_have_cards_by_setting_as_far_as_the_font_has_their_letters(
    figure_site: Workspace,
) -> None:
    configure(
        figure_site,
        f"{ADDRESS}extra: {{papershelf: {{outputs: {{preset: standard, paper_cards: true}}}}}}\n",
    )
    figure_site.build()
    cards = [name for name in pictures(figure_site) if name.startswith("card-")]
    assert len(cards) == 4
    heads = {
        paper: (figure_site.root / f"site/papers/{paper}/index.html").read_text("utf-8")
        for paper in ("one", "four")
    }
    home = (figure_site.root / "site/index.html").read_text("utf-8")
    (site_card,) = [card for card in cards if card in home]
    assert site_card in heads["four"]
    assert site_card not in heads["one"]
    assert figure_site.problems() == []


def test_pages_of_the_user_have_a_card(figure_site: Workspace) -> None:
    site = figure_site.build()
    page = (site / "lab/index.html").read_text("utf-8")
    assert '<meta property="og:title" content="The lab">' in page
    assert f'content="https://papers.example/{PICTURES}/card-' in page
    assert "og:image:alt" in page


def test_without_an_address_there_is_no_card(figure_site: Workspace) -> None:
    configure(figure_site, "")
    site = figure_site.build()
    assert "og:image" not in (site / "papers/one/index.html").read_text("utf-8")
    assert not any(name.startswith("card-") for name in pictures(figure_site))


def test_mkdocs_makes_the_same_pictures(figure_site: Workspace) -> None:
    built = build_both(figure_site)
    assert len([path for path in built if path.startswith(PICTURES)]) == 4


def test_pictures_are_in_portable_docs(figure_site: Workspace) -> None:
    done = figure_site.run("generate", "--portable")
    assert done.returncode == 0, done.stderr
    assert len(list((figure_site.root / "docs" / PICTURES).iterdir())) == 4


def test_an_image_that_cannot_be_decoded_ends_the_build_at_its_record(
    figure_site: Workspace,
) -> None:
    whole = make_image("JPEG", (900, 900), quality=95)
    (figure_site.root / "data/papers/figures/b.png").write_bytes(whole[:3000])
    done = figure_site.run("build")
    assert done.returncode == 1
    assert (
        "data/papers/papers.yaml:13: figure.file: b.png cannot be decoded"
        in done.stderr + done.stdout
    )


@pytest.mark.parametrize(
    ("path", "old", "new", "fault"),
    [
        ("papers/one/index.html", 'width="640"', 'width="641"', 'img: has "641x400", but'),
        (
            "index.html",
            'height" content="630"',
            'height" content="1"',
            'og:image: has "1200x1", but',
        ),
        ("index.html", "pictures/card-", "pictures/none-", "og:image: "),
        ("papers/one/index.html", 'alt="Red', 'alt="Green', "figure: has"),
        (
            "index.html",
            'og:image:alt" content="Rivers"',
            'og:image:alt" content=""',
            "og:image:alt: is missing",
        ),
    ],
)
def test_faults_of_pictures_are_reported(
    figure_site: Workspace, path: str, old: str, new: str, fault: str
) -> None:
    file = Path(figure_site.build()) / path
    text = file.read_text("utf-8")
    assert old in text
    file.write_text(text.replace(old, new), "utf-8")
    assert any(problem.startswith(f"{path}: {fault}") for problem in figure_site.problems())


def test_a_missing_picture_is_reported(figure_site: Workspace) -> None:
    site = figure_site.build()
    for picture in (site / PICTURES).iterdir():
        picture.unlink()
    found = figure_site.problems()
    assert len([one for one in found if one.startswith(PICTURES) and "is missing" in one]) == 4
