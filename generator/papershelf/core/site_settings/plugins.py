"""Plugins that need a word: those of Material, and common ones that a generated site is special to.

Every other plugin runs on pages of your own.
"""

from __future__ import annotations

from papershelf.core.site_settings.setting import no_effect, planned, refused, used

PLUGIN_SETTINGS = (
    used("plugins.papershelf", "generates the site; always needed"),
    planned("plugins.blog", "a blog of your own pages, with templates of the theme"),
    no_effect("plugins.search", "the site has its own search"),
    refused("plugins.offline", "makes addresses that generated pages do not have; leave it out"),
)  # fmt: skip
