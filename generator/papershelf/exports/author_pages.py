"""The file from which scripts compute the address of an author without a page.

Takes a catalogue and the settings; returns the file, if there are such authors.
"""

from __future__ import annotations

from papershelf.catalogue.author_index import author_index
from papershelf.catalogue.catalogue import Catalogue
from papershelf.core.page import Artifact
from papershelf.core.settings import Settings
from papershelf.records.site_paths import AUTHORS_ADDRESS
from papershelf.text.json_text import dump_json

AUTHOR_PAGES_PATH = f"{AUTHORS_ADDRESS}pages.json"


def has_author_pages_file(catalogue: Catalogue, settings: Settings) -> bool:
    """Whether a site has the file: an author may lack a page."""
    return settings.outputs.author_pages > 1 and bool(catalogue.persons)


def render_author_pages(catalogue: Catalogue, settings: Settings) -> Artifact:
    """Render the file."""
    index = author_index(catalogue, settings.outputs.author_pages)
    return Artifact(AUTHOR_PAGES_PATH, f"{dump_json(index.describe())}\n".encode())
