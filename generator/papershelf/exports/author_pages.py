"""The file from which scripts compute the address of an author without a page.

Takes a catalogue and the settings; returns the file, if there are such authors.
"""

from __future__ import annotations

from papershelf.catalogue.author_index import author_index
from papershelf.catalogue.catalogue import Catalogue
from papershelf.catalogue.known_people import former_slugs, shared_names
from papershelf.core.page import Artifact
from papershelf.core.settings import Settings
from papershelf.records.site_paths import AUTHORS_ADDRESS
from papershelf.text.json_text import dump_json

AUTHOR_PAGES_PATH = f"{AUTHORS_ADDRESS}pages.json"


def has_author_pages_file(catalogue: Catalogue, settings: Settings) -> bool:
    """Whether a site has the file: an author may lack a page."""
    return settings.outputs.author_pages > 1 and bool(catalogue.persons)


def render_author_pages(catalogue: Catalogue, settings: Settings) -> Artifact:
    """Render the file.

    Besides the pages of the index, it has the persons of former spellings in `moved`, and in `pages`
    those persons, members and names of several persons that have a page.
    """
    index = author_index(catalogue, settings.outputs.author_pages)
    content = index.describe()
    if catalogue.people:
        former = former_slugs(catalogue)
        moved = {slug: persons[0] for slug, persons in former.items() if len(persons) == 1}
        members = (one for one in catalogue.persons.values() if one.is_member)
        content["moved"] = {slug: person.slug for slug, person in moved.items()}
        own = {one.slug for one in (*moved.values(), *members) if index.has_page(one)}
        content["pages"] = sorted(own.union(shared_names(catalogue)))
    return Artifact(AUTHOR_PAGES_PATH, f"{dump_json(content)}\n".encode())
