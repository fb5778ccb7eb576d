from __future__ import annotations

import io
from pathlib import Path

import pytest
from PIL import Image

from papershelf.core.errors import PapersError
from papershelf.pictures.figures import add_figure_files, render_figure
from papershelf.records.loader import Collection, load_collection
from papershelf.records.model import Figure
from papershelf.records.site_paths import figure_pictures
from papershelf.sources.own.data_folder import read_data
from tests.conftest import MakeCollection
from tests.pictures.images import SVG, animated_image, bomb, make_image, turned_image

GOOD = {"file": "a.png", "alt": "Red beside blue", "license": "CC-BY-4.0"}


def load(data: Path) -> Collection:
    return add_figure_files(load_collection(read_data(data)), data)


def faults(data: Path) -> list[str]:
    root = f"{data.parent.as_posix()}/"
    return [str(problem).replace(root, "") for problem in load(data).problems]


def make_data(make: MakeCollection, figure: object, files: dict[str, bytes]) -> Path:
    data = make([{"id": "zero", "title": "Zero"}, {"id": "one", "title": "One", "figure": figure}])
    for name, content in files.items():
        (data / "papers" / name).parent.mkdir(exist_ok=True)
        (data / "papers" / name).write_bytes(content)
    return data


@pytest.mark.parametrize(
    ("change", "fault"),
    [
        ({"alt": None}, "figure.alt: is missing; say what the picture shows"),
        ({"license": ""}, "figure.license: is missing"),
        ({"file": None}, "figure.file: is missing; name a file"),
        (
            {"file": "a.svg"},
            "figure.file: is an SVG file, which can contain scripts; save it as PNG",
        ),
        ({"file": "a.pdf"}, "figure.file: 'a.pdf' is not an image; use one of .png"),
        (
            {"file": "/etc/a.png"},
            "figure.file: '/etc/a.png' is not a path from the folder of the record",
        ),
        ({"file": "https://example.org/a.png"}, "is not a path from the folder of the record"),
        ({"file": "b.png"}, "figure.file: 'b.png' does not exist at data/papers/b.png"),
        ({"file": "../../../a.png"}, "figure.file: '../../../a.png'"),
        ({"width": 9}, "figure: unknown key 'width'"),
    ],
)
def test_a_figure_that_cannot_be_shown_is_an_error_at_its_record(
    make_collection: MakeCollection, change: dict[str, object], fault: str
) -> None:
    data = make_data(make_collection, {**GOOD, **change}, {"a.png": make_image()})
    [found] = faults(data)
    assert found.startswith("data/papers/papers.yaml:")
    assert not found.startswith("data/papers/papers.yaml:1:")
    assert fault in found
    assert "warning" not in found


@pytest.mark.parametrize(
    ("content", "fault"),
    [(SVG, "is not an image"), (b"text", "is not an image"), (bomb(), "too many pixels")],
)
def test_a_file_that_only_has_the_name_of_an_image_is_an_error(
    make_collection: MakeCollection, content: bytes, fault: str
) -> None:
    [found] = faults(make_data(make_collection, GOOD, {"a.png": content}))
    assert found.startswith("data/papers/papers.yaml:3: figure.file: 'a.png'")
    assert fault in found


def test_a_figure_must_be_in_the_data_folder(
    make_collection: MakeCollection, tmp_path: Path
) -> None:
    (tmp_path / "secret.png").write_bytes(make_image())
    data = make_data(make_collection, {**GOOD, "file": "../../secret.png"}, {})
    assert "leads out of the data folder" in faults(data)[0]
    (data / "papers/a.png").symlink_to(tmp_path / "secret.png")
    path = data / "papers/papers.yaml"
    path.write_text(path.read_text().replace("../../secret.png", "a.png"))
    assert "leads out of the data folder" in faults(data)[0]
    (data / "papers/a.png").unlink()
    (data / "papers/a.png").mkdir()
    assert "is not a file" in faults(data)[0]


def test_a_link_in_a_circle_is_an_error(make_collection: MakeCollection) -> None:
    data = make_data(make_collection, GOOD, {})
    (data / "papers/a.png").symlink_to("a.png")
    assert len(faults(data)) == 1


def test_a_figure_may_be_in_another_folder_of_the_data(make_collection: MakeCollection) -> None:
    data = make_data(make_collection, {**GOOD, "file": "../pictures/a.png"}, {})
    (data / "pictures").mkdir()
    (data / "pictures/a.png").write_bytes(turned_image())
    assert faults(data) == []
    figure = load(data).papers[1].figure
    assert figure
    assert (figure.width, figure.height) == (300, 500)


def test_an_animated_figure_is_a_warning(make_collection: MakeCollection) -> None:
    data = make_data(make_collection, {**GOOD, "file": "a.gif"}, {"a.gif": animated_image()})
    [found] = faults(data)
    assert "figure.file: warning: 'a.gif' is animated; only its first frame is shown" in found


def test_the_name_of_an_image_depends_on_what_is_in_the_file(
    make_collection: MakeCollection,
) -> None:
    data = make_data(make_collection, GOOD, {"a.png": make_image()})
    before = load(data).papers[1].figure
    (data / "papers/a.png").write_bytes(make_image())
    assert load(data).papers[1].figure == before
    (data / "papers/a.png").write_bytes(make_image(size=(640, 401)))
    assert load(data).papers[1].figure != before


@pytest.mark.parametrize(
    ("size", "sizes"),
    [
        ((1440, 900), [(320, 200), (1200, 750)]),
        ((640, 400), [(320, 200), (640, 400)]),
        ((200, 100), [(200, 100)]),
        ((100, 5000), [(6, 320), (32, 1600)]),
        ((5000, 1), [(320, 1), (1200, 1)]),
        ((1, 1), [(1, 1)]),
    ],
)
def test_images_keep_their_ratio_and_are_not_enlarged(
    size: tuple[int, int], sizes: list[tuple[int, int]]
) -> None:
    figure = Figure(
        file="a.png", alt="A", license="MIT", content_hash="aa", width=size[0], height=size[1]
    )
    assert [(one.width, one.height) for one in figure_pictures(figure)] == sizes


def test_images_are_webp_without_metadata(make_collection: MakeCollection) -> None:
    data = make_data(make_collection, {**GOOD, "file": "a.jpg"}, {"a.jpg": turned_image()})
    paper = load(data).papers[1]
    pictures = figure_pictures(paper.figure)
    files = list(render_figure(paper, data / "papers/a.jpg", pictures))
    assert [file.path for file in files] == [picture.path for picture in pictures]
    for file, picture in zip(files, pictures, strict=True):
        with Image.open(io.BytesIO(file.content)) as image:
            assert (image.format, image.size) == ("WEBP", (picture.width, picture.height))
            assert not image.getexif()
        assert b"a secret place" not in file.content


def test_a_file_that_turns_out_to_be_damaged_is_an_error_at_its_record(
    make_collection: MakeCollection,
) -> None:
    whole = make_image("JPEG", (900, 900), quality=95)
    data = make_data(make_collection, {**GOOD, "file": "a.jpg"}, {"a.jpg": whole[:2000]})
    paper = load(data).papers[1]
    with pytest.raises(PapersError, match=r"papers.yaml:3: figure.file: a.jpg cannot be decoded"):
        list(render_figure(paper, data / "papers/a.jpg", figure_pictures(paper.figure)))
