"""`make screenshots`: takes the screenshots of the README from the built site and its example.

Requires Chromium. Writes images in light and dark to `docs/images/`, with few colors so that the
files are small.
"""

from __future__ import annotations

import functools
import http.server
import io
import re
import shutil
import sys
import threading
from collections.abc import Iterator
from contextlib import contextmanager
from pathlib import Path
from typing import Literal

from PIL import Image
from playwright.sync_api import Browser, sync_playwright

ROOT = Path(__file__).parent.parent
CHROMIUM_NAMES = ("chromium", "chromium-browser", "google-chrome", "google-chrome-stable")
SIZES = {"desktop": (1280, 800), "phone": (390, 780)}
SCHEMES: tuple[Literal["light", "dark"], ...] = ("light", "dark")
QUERY = "memory in recurrent networks"
# Enough for smooth letters and for the dots of tags.
COLORS = 255
# Published below the site.
EXAMPLE = "examples/daily/"


class _QuietHandler(http.server.SimpleHTTPRequestHandler):
    """Serves files without logging."""

    def log_message(self, *_: object) -> None:
        """Log nothing."""


@contextmanager
def serve_folder(folder: Path) -> Iterator[str]:
    """Serve a folder on a free local port. Yields the URL."""
    handler = functools.partial(_QuietHandler, directory=str(folder))
    with http.server.ThreadingHTTPServer(("127.0.0.1", 0), handler) as server:
        threading.Thread(target=server.serve_forever, daemon=True).start()
        yield f"http://127.0.0.1:{server.server_address[1]}/"
        server.shutdown()


def find_pages(site: Path) -> dict[str, str]:
    """The pages to photograph, by name: home, the newest paper, its first tag, a search, the example."""
    home = (site / "index.html").read_text("utf-8")
    items = home.partition('class="items"')[2]
    matches = {
        name: re.search(rf'href="(?:\./)?({name}s/[a-z0-9-]+/)"', items)
        for name in ("paper", "tag")
    }
    addresses = {name: match[1] for name, match in matches.items() if match}
    search = f"search/?q={QUERY.replace(' ', '+')}"
    return {"home": "", **addresses, "search": search, "daily": EXAMPLE}


def take_screenshots(browser: Browser, address: str, target: Path, size: tuple[int, int]) -> None:
    """Take a screenshot of a page in both color schemes."""
    for scheme in SCHEMES:
        context = browser.new_context(
            color_scheme=scheme,
            viewport={"width": size[0], "height": size[1]},
            reduced_motion="reduce",
        )
        page = context.new_page()
        page.goto(address, wait_until="networkidle")
        write_image(page.screenshot(), target.with_name(f"{target.name}-{scheme}.png"))
        context.close()


def write_image(picture: bytes, target: Path) -> None:
    """Write an image with an adaptive palette."""
    with Image.open(io.BytesIO(picture)) as whole:
        few = whole.convert("RGB").quantize(
            COLORS, method=Image.Quantize.FASTOCTREE, dither=Image.Dither.NONE
        )
        few.save(target, optimize=True)


def main() -> int:
    """Take all screenshots."""
    executable = next(filter(None, map(shutil.which, CHROMIUM_NAMES)), None)
    if executable is None:
        print("Chromium is not installed", file=sys.stderr)
        return 1
    images = ROOT / "docs" / "images"
    images.mkdir(exist_ok=True)
    with serve_folder(ROOT / "site") as address, sync_playwright() as playwright:
        browser = playwright.chromium.launch(executable_path=executable, args=["--no-sandbox"])
        for name, path in find_pages(ROOT / "site").items():
            for width, size in SIZES.items():
                take_screenshots(browser, address + path, images / f"{name}-{width}", size)
        browser.close()
    print(f"screenshots written to {images.relative_to(ROOT)}")
    return 0


if __name__ == "__main__":
    sys.exit(main())
