"""`make screenshots`: the built site in, pictures for the README out, in light and in dark.

Wants Chromium. The pictures go to `docs/images/`, in few colours so that they stay small; take them
again when the look changes.
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
# Enough for smooth letters in the colours of the site.
COLOURS = 48


class _Quiet(http.server.SimpleHTTPRequestHandler):
    """Serves files without a word."""

    def log_message(self, *_: object) -> None:
        """Say nothing."""


@contextmanager
def serving(folder: Path) -> Iterator[str]:
    """Serve a folder on a free port of this machine, and give its address."""
    handler = functools.partial(_Quiet, directory=str(folder))
    with http.server.ThreadingHTTPServer(("127.0.0.1", 0), handler) as server:
        threading.Thread(target=server.serve_forever, daemon=True).start()
        yield f"http://127.0.0.1:{server.server_address[1]}/"
        server.shutdown()


def pages(site: Path) -> dict[str, str]:
    """What is worth a picture, by name: the newest paper and its first tag stand for all."""
    home = (site / "index.html").read_text("utf-8")
    items = home.partition('class="items"')[2]
    found = {
        name: re.search(rf'href="(?:\./)?({name}s/[a-z0-9-]+/)"', items)
        for name in ("paper", "tag")
    }
    addresses = {name: match[1] for name, match in found.items() if match}
    return {"home": "", **addresses, "search": f"search/?q={QUERY.replace(' ', '+')}"}


def take(browser: Browser, address: str, target: Path, size: tuple[int, int]) -> None:
    """Take a picture of one page in both schemes."""
    for scheme in SCHEMES:
        context = browser.new_context(
            color_scheme=scheme,
            viewport={"width": size[0], "height": size[1]},
            reduced_motion="reduce",
        )
        page = context.new_page()
        page.goto(address, wait_until="networkidle")
        write_small(page.screenshot(), target.with_name(f"{target.name}-{scheme}.png"))
        context.close()


def write_small(picture: bytes, target: Path) -> None:
    """Write a picture with a palette of its own, which text needs no more than."""
    with Image.open(io.BytesIO(picture)) as whole:
        few = whole.convert("RGB").quantize(COLOURS, dither=Image.Dither.NONE)
        few.save(target, optimize=True)


def main() -> int:
    """Take all pictures."""
    executable = next(filter(None, map(shutil.which, CHROMIUM_NAMES)), None)
    if executable is None:
        print("screenshots need Chromium, and there is none", file=sys.stderr)
        return 1
    images = ROOT / "docs" / "images"
    images.mkdir(exist_ok=True)
    with serving(ROOT / "site") as address, sync_playwright() as playwright:
        browser = playwright.chromium.launch(executable_path=executable, args=["--no-sandbox"])
        for name, path in pages(ROOT / "site").items():
            for width, size in SIZES.items():
                take(browser, address + path, images / f"{name}-{width}", size)
        browser.close()
    print(f"pictures are in {images.relative_to(ROOT)}")
    return 0


if __name__ == "__main__":
    sys.exit(main())
