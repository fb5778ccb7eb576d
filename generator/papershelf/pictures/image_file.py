"""Opens images of any origin: accepts few formats, and limits the memory that they can take.

Input: the bytes of a file. Output: what is in it, or an upright image. Raises `ValueError` with what
is wrong.
"""

from __future__ import annotations

import io
import warnings
from collections.abc import Iterator
from contextlib import contextmanager
from typing import TYPE_CHECKING, NamedTuple

from papershelf.core.formatting import format_size

if TYPE_CHECKING:
    from PIL.Image import Image

BYTES_LIMIT = 10_000_000
PIXELS_LIMIT = 40_000_000
"""A tenth of a gigabyte when decoded, in the main process and in each that encodes."""
# No format that can contain scripts, refers to other files or is read by another program.
FORMATS = ("PNG", "JPEG", "WEBP", "GIF", "AVIF")
_ORIENTATION_TAG = 0x0112
_SIDEWAYS = frozenset({5, 6, 7, 8})


class ImageFacts(NamedTuple):
    """The size of an upright image in pixels, and whether it has several frames."""

    width: int
    height: int
    is_animated: bool


def read_image_facts(content: bytes) -> ImageFacts:
    """Read the size of an image from its header, without decoding it."""
    with _open(content) as image:
        width, height = image.size
        if image.getexif().get(_ORIENTATION_TAG) in _SIDEWAYS:
            width, height = height, width
        return ImageFacts(width, height, bool(getattr(image, "is_animated", False)))


def decode_image(content: bytes) -> Image:
    """Decode the first frame of an image: upright, in sRGB, and on white where it is transparent."""
    from PIL import Image, ImageOps  # noqa: PLC0415  # slow to import

    with _open(content) as image:
        image.load()
        upright = ImageOps.exif_transpose(image)
        colored = _to_srgb(upright)
    if colored.mode == "RGBA":
        page = Image.new("RGB", colored.size, "white")
        page.paste(colored, mask=colored.getchannel("A"))
        return page
    return colored


def _to_srgb(image: Image) -> Image:
    """Convert the colors of an image by its profile, if it has one that can be read."""
    from PIL import ImageCms  # noqa: PLC0415

    has_alpha = image.mode in {"LA", "PA", "RGBA"} or "transparency" in image.info
    mode, profile = "RGBA" if has_alpha else "RGB", image.info.get("icc_profile")
    if isinstance(profile, bytes) and image.mode in {"RGB", "RGBA", "CMYK"}:
        try:
            source = ImageCms.ImageCmsProfile(io.BytesIO(profile))
            target = ImageCms.createProfile("sRGB")
            converted = ImageCms.profileToProfile(image, source, target, outputMode=mode)
        except (ImageCms.PyCMSError, OSError):
            return image.convert(mode)
        return converted or image.convert(mode)
    return image.convert(mode)


@contextmanager
def _open(content: bytes) -> Iterator[Image]:
    """Open an image; errors of its decoder become `ValueError`."""
    from PIL import Image, UnidentifiedImageError  # noqa: PLC0415

    if len(content) > BYTES_LIMIT:
        size, limit = format_size(len(content)), format_size(BYTES_LIMIT)
        raise ValueError(f"has {size}; at most {limit} are allowed")
    try:
        with warnings.catch_warnings():
            # Our own limit is below the one at which Pillow warns.
            warnings.simplefilter("ignore")
            with Image.open(io.BytesIO(content), formats=FORMATS) as image:
                _check_pixels(image)
                yield image
    except UnidentifiedImageError:
        names = "PNG, JPEG, WebP, GIF or AVIF"
        raise ValueError(f"is not an image in the format {names}") from None
    except Image.DecompressionBombError:
        raise ValueError(f"has too many pixels; at most {PIXELS_LIMIT:,} are allowed") from None
    except ValueError:
        raise
    except Exception as error:  # noqa: BLE001  # decoders raise anything for a damaged file
        raise ValueError(f"cannot be decoded: {error}") from None


def _check_pixels(image: Image) -> None:
    if image.width * image.height > PIXELS_LIMIT:
        size = f"{image.width} × {image.height}"
        raise ValueError(f"has {size} pixels; at most {PIXELS_LIMIT:,} are allowed")
