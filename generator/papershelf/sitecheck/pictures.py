"""Checks the images of pages: that they exist, and have the size that the page says.

Takes a page and a function that reads files; returns problems.
"""

from __future__ import annotations

import io
from collections.abc import Callable, Collection, Iterator

from papershelf.core.errors import Problem
from papershelf.records.site_paths import PICTURES_FOLDER
from papershelf.sitecheck.html_page import HtmlPage


class PictureChecker:
    """Checks the pictures of all pages of a site; reads each picture once."""

    def __init__(
        self, files: Collection[str], read: Callable[[str], bytes], site_url: str, name: str
    ) -> None:
        self._files = files
        self._read = read
        self._site_url = site_url
        self._name = name
        self._sizes: dict[str, str] = {}

    def check_page(self, page: HtmlPage) -> Iterator[Problem]:
        """Check the card of a page and its figures."""
        where = f"{self._name}/{page.path}"
        card = page.meta("og:image")
        if self._site_url and card.startswith(self._site_url):
            size = f"{page.meta('og:image:width')}x{page.meta('og:image:height')}"
            path = card.removeprefix(self._site_url)
            yield from self._check_picture(where, "og:image", path, size)
            if not page.meta("og:image:alt"):
                yield Problem(where, 0, "og:image:alt", "is missing")
        for image in page.tree.iter("img"):
            _, found, name = str(image.get("src") or "").rpartition(PICTURES_FOLDER)
            if found:
                size = f"{image.get('width')}x{image.get('height')}"
                yield from self._check_picture(where, "img", f"{PICTURES_FOLDER}{name}", size)
                if not image.get("alt"):
                    yield Problem(where, 0, "img", f"{name} has no alt text")

    def _check_picture(self, where: str, view: str, path: str, said: str) -> Iterator[Problem]:
        if path not in self._files:
            yield Problem(where, 0, view, f'"{path}" does not exist')
            return
        if path not in self._sizes:
            self._sizes[path] = _read_size(self._read(path))
        if said != self._sizes[path]:
            yield Problem(where, 0, view, f'has "{said}", but {path} has "{self._sizes[path]}"')


def _read_size(content: bytes) -> str:
    """Return the size of an image in pixels, or what is wrong with it."""
    from PIL import Image  # noqa: PLC0415  # slow to import

    try:
        with Image.open(io.BytesIO(content), formats=("PNG", "WEBP")) as image:
            return f"{image.width}x{image.height}"
    except OSError:
        return "no image"
