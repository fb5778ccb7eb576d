"""The navigation of MkDocs for a collection: the default one, its daily pages, and its titles.

Takes the configuration and files of MkDocs and the sources of generated pages; changes the `nav`
setting and the titles of pages.
"""

from __future__ import annotations

from collections.abc import Collection, Mapping
from collections.abc import Set as AbstractSet

from mkdocs.config.defaults import MkDocsConfig
from mkdocs.structure.files import Files, InclusionLevel, file_sort_key
from mkdocs.structure.nav import Navigation
from mkdocs.utils import nest_paths

from papershelf.core.messages import Messages
from papershelf.core.settings import parse_settings
from papershelf.pages.navigation import daily_navigation, default_navigation

NOT_IN_NAV_MESSAGE = "is in no menu; add it to nav, or to not_in_nav, in mkdocs.yml"


def set_default_nav(config: MkDocsConfig, files: Files, generated: Collection[str]) -> None:
    """If there is no `nav`, set one: the main generated pages, then the user's pages.

    The daily lists and the ranking enter a `nav` without them after its first entry.
    """
    settings = parse_settings(config)
    daily = daily_navigation(settings.messages, generated) if settings.daily_in_nav else {}
    if config.nav is not None:
        _add_daily_pages(config, daily)
        return
    pages = sorted(files.documentation_pages(), key=file_sort_key)
    user_pages = [
        page.src_uri
        for page in pages
        if page.inclusion is InclusionLevel.INCLUDED and page.src_uri not in generated
    ]
    navigation = default_navigation(settings.messages)
    config.nav = [
        *({title: source} for title, source in navigation.items() if source in generated),
        *nest_paths(user_pages),  # type: ignore[no-untyped-call]
    ]
    _add_daily_pages(config, daily)


def _add_daily_pages(config: MkDocsConfig, daily: Mapping[str, str]) -> None:
    known = list_nav_sources(config.nav)
    if isinstance(config.nav, list):
        missing = [{title: source} for title, source in daily.items() if source not in known]
        config.nav = [*config.nav[:1], *missing, *config.nav[1:]]


def site_messages(config: MkDocsConfig) -> Messages:
    """Return the texts of a site. Raises `PapersError` if a setting of Papershelf is invalid."""
    return parse_settings(config).messages


def set_nav_titles(nav: Navigation, generated: Collection[str], config: MkDocsConfig) -> None:
    """Set the titles of generated pages in a `nav` that does not name them.

    MkDocs would take them from the text of the pages, which `papershelf build` does not show it.
    """
    messages = site_messages(config)
    pages = default_navigation(messages) | daily_navigation(messages, generated)
    titles = {source: title for title, source in pages.items()}
    for page in nav.pages:
        source = page.file.src_uri
        if source in generated and page.title is None:
            name = page.file.name.replace("-", " ").capitalize()
            page.title = titles.get(source, name)


def find_pages_outside_nav(nav: Navigation, files: Files) -> list[str]:
    """Return the sources of pages that belong in the navigation and are not in it."""
    pages = files.documentation_pages(inclusion=InclusionLevel.is_in_nav)
    return sorted({page.src_uri for page in pages} - {page.file.src_uri for page in nav.pages})


def list_nav_sources(nav: object) -> AbstractSet[str]:
    """All Markdown files in a `nav` setting."""
    if isinstance(nav, str):
        return {nav}
    parts = nav if isinstance(nav, list) else nav.values() if isinstance(nav, dict) else ()
    return {source for part in parts for source in list_nav_sources(part)}
