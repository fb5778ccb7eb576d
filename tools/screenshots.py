"""`make screenshots`: the built site in, pictures for the README out, in light and in dark.

Wants Chromium. The pictures go to `docs/images/`; take them again when the look changes.
"""

from __future__ import annotations

import functools
import http.server
import re
import shutil
import sys
import threading
from collections.abc import Iterator
from contextlib import contextmanager
from pathlib import Path
from typing import Literal

from playwright.sync_api import Browser, sync_playwright

ROOT = Path(__file__).parent.parent
CHROMIUM_NAMES = ("chromium", "chromium-browser", "google-chrome", "google-chrome-stable")
DESKTOP = (1280, 800)
SCHEMES: tuple[Literal["light", "dark"], ...] = ("light", "dark")


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
    """What is worth a picture, by name: the home page and the newest paper."""
    address = re.search(
        r'href="(?:\./)?(papers/[a-z0-9-]+/)"', (site / "index.html").read_text("utf-8")
    )
    return {"home": "", "paper": address[1] if address else ""}


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
        page.screenshot(path=target.with_name(f"{target.name}-{scheme}.png"))
        context.close()


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
            take(browser, address + path, images / name, DESKTOP)
        browser.close()
    print(f"pictures are in {images.relative_to(ROOT)}")
    return 0


if __name__ == "__main__":
    sys.exit(main())
