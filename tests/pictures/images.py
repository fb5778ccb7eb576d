"""Images made for tests, of every format and fault."""

from __future__ import annotations

import io
import struct
import zlib
from typing import Any

from PIL import Image, ImageCms

HALVES = ((200, 30, 30), (30, 30, 200))
"""The colors of the left and the right half of an image."""


def make_image(
    format_name: str = "PNG",
    size: tuple[int, int] = (640, 400),
    mode: str = "RGB",
    **more: Any,  # noqa: ANN401
) -> bytes:
    """An image with a red left and a blue right half."""
    image = Image.new("RGB", size, HALVES[0])
    image.paste(HALVES[1], (size[0] // 2, 0, *size))
    return encode(image.convert(mode), format_name, **more)


def encode(image: Image.Image, format_name: str = "PNG", **more: Any) -> bytes:  # noqa: ANN401
    content = io.BytesIO()
    image.save(content, format_name, **more)
    return content.getvalue()


def turned_image() -> bytes:
    """A JPEG that is stored on its side: upright, it is 300 × 500 with red above blue."""
    exif = Image.Exif()
    exif[0x0112] = 6
    exif[0x010E] = "a secret place"
    return make_image("JPEG", (500, 300), exif=exif, quality=95)


def animated_image() -> bytes:
    frames = [Image.new("RGB", (64, 48), color) for color in ("red", "blue", "green")]
    return encode(frames[0], "GIF", save_all=True, append_images=frames[1:], duration=50)


def transparent_image() -> bytes:
    return encode(Image.new("RGBA", (400, 300), (0, 0, 0, 0)))


def image_with_profile() -> bytes:
    profile = ImageCms.ImageCmsProfile(ImageCms.createProfile("LAB"))
    return encode(Image.new("RGB", (400, 300), (90, 120, 30)), icc_profile=profile.tobytes())


def bomb(width: int = 60_000, height: int = 60_000) -> bytes:
    """A PNG of a few bytes that says it has billions of pixels."""

    def chunk(name: bytes, data: bytes) -> bytes:
        whole = name + data
        return struct.pack(">I", len(data)) + whole + struct.pack(">I", zlib.crc32(whole))

    header = struct.pack(">IIBBBBB", width, height, 8, 2, 0, 0, 0)
    pixels = zlib.compress(bytes(1000))
    parts = (chunk(b"IHDR", header), chunk(b"IDAT", pixels), chunk(b"IEND", b""))
    return b"\x89PNG\r\n\x1a\n" + b"".join(parts)


SVG = b'<svg xmlns="http://www.w3.org/2000/svg"><script>alert(1)</script></svg>'
