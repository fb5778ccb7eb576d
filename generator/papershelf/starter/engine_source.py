"""Where a collection gets Papershelf from: the package index, and the repository of the engine."""

from __future__ import annotations

import json
from importlib.metadata import PackageNotFoundError, distribution
from pathlib import Path
from urllib.parse import urlsplit
from urllib.request import url2pathname

ENGINE_REPOSITORY = ""
"""The GitHub repository of the engine, as OWNER/NAME, whose reusable workflows collections call.

While it is empty, collections get workflows of their own that need no other repository.
"""
IS_ON_INDEX = False
"""Whether the package index has Papershelf. Until then, collections install it from a wheel."""
WHEELS_FOLDER = "wheels"


def find_installed_wheel() -> Path | None:
    """The wheel file that this program was installed from, if it still exists (PEP 610)."""
    try:
        text = distribution("papershelf").read_text("direct_url.json")
    except PackageNotFoundError:
        return None
    address = urlsplit(json.loads(text or "{}").get("url", ""))
    path = Path(url2pathname(address.path))
    if address.scheme == "file" and path.suffix == ".whl" and path.is_file():
        return path
    return None
