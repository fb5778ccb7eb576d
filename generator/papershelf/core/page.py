"""What the renderers make: pages and files, as text, with addresses relative to the site's root.

Links inside a page are written from the root with the mark `ROOT_PLACEHOLDER` before them; `Page` turns it
into the way up from where the page stands, so that the site works under any path.
"""

from __future__ import annotations

from collections.abc import Sequence
from dataclasses import dataclass
from typing import NamedTuple

ROOT_PLACEHOLDER = "\x01/"
"""Stands for the site's root in markup that does not know yet on which page it will be.

No data can hold it: `text` removes control characters. A link to a paper is `\x01/papers/x/`.
"""


@dataclass(frozen=True, slots=True, kw_only=True)
class Page:
    """One page of the site, complete but for the shell that all pages share.

    `address` is "" for the home page, else ends with "/" (`papers/x/`). `title` is plain text.
    `head` is HTML for `<head>` with the `<title>` in it; `body` is HTML, one block element that
    `<main>` holds; both with `ROOT_PLACEHOLDER` in links. `template` names the shell in the theme.
    """

    address: str
    title: str
    head: str
    body: str
    template: str = "listing.html"

    def __hash__(self) -> int:
        """That of the address: to read a whole page for it would cost more than it saves."""
        return hash(self.address)

    @property
    def path_to_root(self) -> str:
        """The way from this page to the site's root: "", "../", "../../"."""
        return "../" * self.address.count("/")

    @property
    def is_file(self) -> bool:
        """Whether the address is that of a file, `old/place.html`, and not of a folder."""
        return is_file(self.address)

    @property
    def path(self) -> str:
        """The file of the built site that a host sends for the address."""
        return output_file(self.address)

    @property
    def source(self) -> str:
        """Where MkDocs finds the page, relative to its docs folder: `papers/x.md`.

        MkDocs takes `papers/index.md` for `papers/`, so a page that is called so has a folder.
        """
        if self.is_file:
            return self.address
        if self.address == "index/" or self.address.endswith("/index/"):
            return f"{self.address}index.md"
        return f"{self.address[:-1]}.md" if self.address else "index.md"


def is_file(address: str) -> bool:
    """Whether an address names a file, `old/place.html`; all others name folders."""
    return address.endswith(".html")


def output_file(address: str) -> str:
    """The file of the built site that a host sends for an address."""
    return address if is_file(address) else f"{address}index.html"


class RecordOffsets(NamedTuple):
    """Where a bulk file can be cut into its papers: the place of the first, and bytes of each."""

    start: int
    lengths: Sequence[int]


@dataclass(frozen=True, slots=True)
class Artifact:
    """A file of the site that is no page: a feed, an export, a picture. `path` is from the root."""

    path: str
    content: bytes
    record_offsets: RecordOffsets | None = None
