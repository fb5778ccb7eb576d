"""Pages and files produced by the renderers, with addresses relative to the site's root.

Links inside a page start with `ROOT_PLACEHOLDER`; `Page` replaces it with the relative path from
the page to the root, so the site works under any path.
"""

from __future__ import annotations

from collections.abc import Sequence
from dataclasses import dataclass
from typing import NamedTuple

ROOT_PLACEHOLDER = "\x01/"
r"""Stands for the site's root in markup whose page is not yet known.

It cannot occur in data, because `text` removes control characters. A link to a paper is
`\x01/papers/x/`.
"""


@dataclass(frozen=True, slots=True, kw_only=True)
class Page:
    """One page of the site without the page template shared by all pages.

    `address` is "" for the home page, otherwise it ends with "/" (`papers/x/`). `title` is plain
    text. `head` is HTML for `<head>`, including the `<title>`; `body` is HTML, one block element
    for `<main>`; links in both use `ROOT_PLACEHOLDER`. `template` names the page template in the
    theme.
    """

    address: str
    title: str
    head: str
    body: str
    template: str = "listing.html"

    def __hash__(self) -> int:
        """Hash by address: hashing the content would cost more than it saves."""
        return hash(self.address)

    @property
    def path_to_root(self) -> str:
        """The relative path from this page to the site's root: "", "../", "../../"."""
        return "../" * self.address.count("/")

    @property
    def is_file(self) -> bool:
        """Whether the address is a file, such as `old/place.html`, and not a folder."""
        return is_file(self.address)

    @property
    def path(self) -> str:
        """The file of the built site that a web server sends for the address."""
        return output_file(self.address)

    @property
    def source(self) -> str:
        """The path of the page for MkDocs, relative to its docs folder: `papers/x.md`.

        MkDocs maps `papers/index.md` to `papers/`, so a page named "index" gets its own folder.
        """
        if self.is_file:
            return self.address
        if self.address == "index/" or self.address.endswith("/index/"):
            return f"{self.address}index.md"
        return f"{self.address[:-1]}.md" if self.address else "index.md"


def is_file(address: str) -> bool:
    """Return whether an address is a file, such as `old/place.html`; all others are folders."""
    return address.endswith(".html")


def output_file(address: str) -> str:
    """Return the file of the built site that a web server sends for an address."""
    return address if is_file(address) else f"{address}index.html"


class RecordOffsets(NamedTuple):
    """How to split a bulk file into papers: offset of the first and length of each, in bytes."""

    start: int
    lengths: Sequence[int]


@dataclass(frozen=True, slots=True)
class Artifact:
    """A file of the site that is not a page: a feed, an export, an image.

    `path` is relative to the site's root.
    """

    path: str
    content: bytes
    record_offsets: RecordOffsets | None = None
