"""Plugins that need a word: those of Material, and common ones that a generated site is special to.

Every other plugin runs on pages of your own.
"""

from __future__ import annotations

from papershelf.core.site_settings.setting import no_effect, refused, refused_by_theme, used

PLUGIN_SETTINGS = (
    used("plugins.papershelf", "generates the site; always needed"),
    used("plugins.blog", "a blog of your own pages, with templates of the theme"),
    used("plugins.group", "turns plugins on and off together"),
    used("plugins.info", "makes a report for bugs of Material"),
    used("plugins.meta", "common metadata of pages in a folder"),
    used("plugins.optimize", "makes images of your own smaller"),
    used("plugins.privacy", "copies what your own pages load from other hosts into the site"),
    no_effect("plugins.search", "the site has its own search"),
    used("plugins.social", "pictures for links to pages of your own; needs packages of its own"),
    used("plugins.typeset", "keeps the formatting of titles in the navigation"),
    refused("plugins.offline", "makes addresses that generated pages do not have; leave it out"),
    refused_by_theme("plugins.tags", "would replace the generated index of tags; leave it out"),
    refused_by_theme("plugins.projects", "builds sites inside of sites; build each on its own"),
)  # fmt: skip
