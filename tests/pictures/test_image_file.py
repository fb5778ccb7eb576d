from __future__ import annotations

import contextlib

import pytest
from hypothesis import given
from hypothesis import strategies as st
from PIL import Image

from papershelf.pictures.image_file import (
    BYTES_LIMIT,
    PIXELS_LIMIT,
    decode_image,
    read_image_facts,
)
from tests.pictures.images import (
    SVG,
    animated_image,
    bomb,
    encode,
    image_with_profile,
    make_image,
    transparent_image,
    turned_image,
)


@pytest.mark.parametrize("name", ["PNG", "JPEG", "WEBP", "GIF", "AVIF"])
def test_common_formats_are_read(name: str) -> None:
    content = make_image(name)
    assert read_image_facts(content) == (640, 400, False)
    image = decode_image(content)
    assert (image.mode, image.size) == ("RGB", (640, 400))
    assert image.getpixel((10, 10))[0] > 150 > image.getpixel((630, 10))[0]  # type: ignore[index]


@pytest.mark.parametrize(
    ("content", "fault"),
    [
        (SVG, "is not an image in the format PNG"),
        (b"", "is not an image in the format PNG"),
        (b"%!PS-Adobe-3.0 EPSF-3.0\n%%BoundingBox: 0 0 9 9\n", "is not an image in the format PNG"),
        (make_image("BMP"), "is not an image in the format PNG"),
        (make_image("TIFF"), "is not an image in the format PNG"),
        (bomb(), "too many pixels"),
        (bomb(8000, 8000), "8000 × 8000 pixels; at most 40,000,000"),
        (bytes(BYTES_LIMIT + 1), "at most 10.0 MB are allowed"),
    ],
    ids=["svg", "empty", "postscript", "bmp", "tiff", "bomb", "large", "long"],
)
def test_other_files_are_refused_without_decoding_them(content: bytes, fault: str) -> None:
    for read in (read_image_facts, decode_image):
        with pytest.raises(ValueError, match=fault):
            read(content)


@pytest.mark.parametrize("name", ["PNG", "JPEG", "WEBP"])
def test_a_truncated_image_cannot_be_decoded(name: str) -> None:
    whole = make_image(name, (900, 900), quality=95)
    with pytest.raises(ValueError, match=r"cannot be decoded|is not an image"):
        decode_image(whole[: len(whole) // 2])


def test_the_limit_of_pixels_is_below_that_of_the_library() -> None:
    assert Image.MAX_IMAGE_PIXELS is not None
    assert PIXELS_LIMIT < Image.MAX_IMAGE_PIXELS


def test_a_turned_photograph_is_upright() -> None:
    assert read_image_facts(turned_image())[:2] == (300, 500)
    image = decode_image(turned_image())
    assert image.size == (300, 500)
    above, below = image.getpixel((150, 50)), image.getpixel((150, 450))
    assert above[0] > 150 > below[0]  # type: ignore[index]


def test_an_animation_is_its_first_frame() -> None:
    assert read_image_facts(animated_image()).is_animated
    assert decode_image(animated_image()).getpixel((5, 5)) == (255, 0, 0)


def test_transparent_parts_become_white() -> None:
    assert decode_image(transparent_image()).getpixel((5, 5)) == (255, 255, 255)
    palette = Image.new("P", (8, 8), 0)
    palette.putpalette([1, 2, 3])
    assert decode_image(encode(palette, transparency=0)).getpixel((5, 5)) == (255, 255, 255)


@pytest.mark.parametrize("mode", ["1", "L", "LA", "P", "RGBA", "I;16"])
def test_other_modes_become_colors(mode: str) -> None:
    assert decode_image(encode(Image.new(mode, (40, 30)))).mode == "RGB"


def test_a_color_profile_that_does_not_fit_is_ignored() -> None:
    assert decode_image(image_with_profile()).getpixel((5, 5)) == (90, 120, 30)


IMAGES = [make_image(name, (60, 40)) for name in ("PNG", "JPEG", "WEBP", "GIF", "AVIF")]


@given(
    st.sampled_from(IMAGES), st.lists(st.tuples(st.integers(0), st.integers(0, 255)), max_size=9)
)
def test_a_damaged_image_is_decoded_or_refused(
    content: bytes, changes: list[tuple[int, int]]
) -> None:
    damaged = bytearray(content)
    for place, value in changes:
        damaged[place % len(damaged)] = value
    with contextlib.suppress(ValueError):
        read_image_facts(bytes(damaged))
        decode_image(bytes(damaged))
