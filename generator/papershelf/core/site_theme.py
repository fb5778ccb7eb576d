"""The theme of a site, and whether the site uses the search of that theme.

Input: the parsed `mkdocs.yml` and the settings. Output: a `SiteTheme`, and problems.
"""

from __future__ import annotations

from collections.abc import Iterator, Mapping
from dataclasses import dataclass

from papershelf.core.errors import Problem
from papershelf.core.settings import Settings
from papershelf.core.site_settings.check import OWN_THEME, theme_name

MATERIAL = "material"
THEME_SEARCH_LIMIT = 2_000
"""The maximum number of papers for Material's search.

Each page that a reader opens loads and parses its whole index. This took 1.3 s with 1,000 papers, 4.1 s
with 3,000 and 14.3 s with 10,000.
"""


@dataclass(frozen=True, slots=True, kw_only=True)
class SiteTheme:
    """The theme that draws a site; `has_search` says whether Material's plugin `search` is on."""

    name: str = OWN_THEME
    has_search: bool = False

    @property
    def is_material(self) -> bool:
        """Whether pages are shown inside Material."""
        return self.name == MATERIAL

    def wants_theme_search(self, settings: Settings) -> bool:
        """Whether the settings ask for Material's search, for a collection of any size."""
        return self.has_search and settings.search != OWN_THEME

    def uses_theme_search(self, settings: Settings, papers: int) -> bool:
        """Whether readers search with Material's search instead of ours."""
        return self.wants_theme_search(settings) and papers <= THEME_SEARCH_LIMIT


def parse_site_theme(config: Mapping[str, object]) -> SiteTheme:
    """Read the theme and the plugins of a configuration."""
    name = theme_name(config)
    if name != MATERIAL:
        return SiteTheme(name=name)
    plugins = dict(_plugins(config.get("plugins")))
    options = plugins.get("search", plugins.get("material/search"))
    return SiteTheme(
        name=name, has_search=options is not None and options.get("enabled") is not False
    )


def _plugins(value: object) -> Iterator[tuple[str, Mapping[str, object]]]:
    """Yield the names and options of the plugins of a configuration."""
    entries = value if isinstance(value, list) else [value]
    for entry in entries:
        if isinstance(entry, str):
            yield entry, {}
        elif isinstance(entry, Mapping):
            for name, options in entry.items():
                yield str(name), options if isinstance(options, Mapping) else {}


def check_search_setting(path: str, theme: SiteTheme, settings: Settings) -> Iterator[Problem]:
    """Yield a problem if the settings ask for a search that the theme does not have."""
    if settings.search == "theme" and not theme.has_search:
        message = "theme needs theme: {name: material} and Material's plugin search"
        yield Problem(path, 0, "extra.papershelf.search", message)


def check_search_limit(
    path: str, theme: SiteTheme, settings: Settings, papers: int
) -> Iterator[Problem]:
    """Yield a warning if a site has too many papers for the search of its theme."""
    if theme.wants_theme_search(settings) and papers > THEME_SEARCH_LIMIT:
        message = (
            f"Material's search is used for up to {THEME_SEARCH_LIMIT:,} papers; with {papers:,}, "
            "the site has the search of Papershelf instead"
        )
        yield Problem(path, 0, "extra.papershelf.search", message, "warning")
