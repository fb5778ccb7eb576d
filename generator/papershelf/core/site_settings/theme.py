"""The settings below `theme`: our own, those of MkDocs, and those known from Material."""

from __future__ import annotations

from papershelf.core.site_settings.setting import no_effect, used

_OWN_ICONS = "the theme draws its own icons"
_STYLE_SHEET = "set the variables of the theme in a file of extra_css"

THEME_SETTINGS = (
    used("theme.name", "`papershelf`, or `material` for pages inside Material"),
    used("theme.custom_dir", "a folder whose templates and files replace those of the theme"),
    used("theme.static_templates", "templates of `custom_dir` that are rendered as pages of their own"),
    used("theme.language", "the language of the pages: `ar`, `de` or `en`; by default `en`"),
    no_effect("theme.locale", "is for the themes of MkDocs; write theme.language"),
    no_effect("theme.direction", "the direction of text follows from the language", None),
    used("theme.logo", "an image in `docs/`, in place of the mark before the name of the site"),
    used("theme.favicon", "an image in `docs/`, shown in the tab of the browser"),
    used("theme.icon.logo", "an icon of the set of Material, in place of the mark before the name of the site"),
    used("theme.palette", "the colors: one mapping, or a list with entries for light and dark"),
    used("theme.palette.accent", "the color of links: a name of Material, or a color such as `#0a6150`"),
    used("theme.palette.primary", "the color of links where there is no `accent`"),
    used("theme.palette.scheme", "`default` or `slate`: the entry is for light or for dark pages"),
    used("theme.palette.media", "`(prefers-color-scheme: dark)`: the entry is for dark"),
    no_effect("theme.palette.toggle", "readers can always choose between light, dark and the setting of their system"),
    used("theme.font", "the fonts of texts and of code; `false` is the default: nothing is loaded from elsewhere"),
    used("theme.font.text", "the font of texts, if readers have it or a file of `extra_css` loads it"),
    used("theme.font.code", "the font of code, under the same conditions"),
    used("theme.icon", "icons by their use; see the lines below"),
    used("theme.features", "a list of features; see below"),
    *(
        no_effect(f"theme.icon.{name}", _OWN_ICONS)
        for name in (
            "admonition", "alternate", "annotation", "close", "edit", "menu", "next", "previous",
            "repo", "search", "share", "tag", "top", "view",
        )
    ),
    no_effect("theme.include_search_page", "the site has its own search"),
    no_effect("theme.search_index_only", "the site has its own search"),
    no_effect("theme.variant", "is for Zensical; the theme has one look"),
    no_effect("theme.highlightjs", "code is highlighted when the site is built"),
    no_effect("theme.hljs_languages", "code is highlighted when the site is built"),
    no_effect("theme.hljs_style", _STYLE_SHEET),
    no_effect("theme.color_mode", "readers choose between light, dark and the setting of their system"),
    no_effect("theme.user_color_mode_toggle", "readers can always choose", True),
    no_effect("theme.nav_style", _STYLE_SHEET),
    no_effect("theme.shortcuts", "Ctrl K opens the search, and readers can turn single keys off"),
    no_effect("theme.navigation_depth", "the navigation shows two levels"),
    no_effect("theme.analytics", "add a script with extra_javascript"),
)  # fmt: skip

_ALWAYS = "always so: "
_PAGE_LOADS = "every page is an ordinary page load"
_SEARCH = "the site has its own search, which does this in its own way"
_SIDE = "the sections of a page are listed at its side"

FEATURES = (
    no_effect("theme.features.announce.dismiss", "an announcement stays until you remove it"),
    used("theme.features.content.action.edit", "pages of your own link to their source, by `repo_url` and `edit_uri`"),
    no_effect("theme.features.content.action.view", "“Edit this page” leads to the source, too"),
    no_effect("theme.features.content.code.annotate", "code has no annotations; write a list below it"),
    used("theme.features.content.code.copy", "a button that copies a block of code"),
    no_effect("theme.features.content.code.select", "lines cannot be selected"),
    no_effect("theme.features.content.footnote.tooltips", "footnotes are at the end of the page, with links back"),
    no_effect("theme.features.content.lazy", "write { loading=lazy } after an image"),
    no_effect("theme.features.content.math.alternate", "formulas are MathML"),
    no_effect("theme.features.content.tabs.link", "each group of tabs is switched on its own"),
    no_effect("theme.features.content.tooltips", "browsers show titles of links themselves"),
    no_effect("theme.features.header.autohide", "the header scrolls with the page"),
    no_effect("theme.features.navigation.expand", "pages show the section that they are in"),
    no_effect("theme.features.navigation.footer", "pages link to the others of their section"),
    used("theme.features.navigation.indexes", _ALWAYS + "an `index.md` in a section is the page of the section"),
    no_effect("theme.features.navigation.instant", _PAGE_LOADS),
    no_effect("theme.features.navigation.instant.prefetch", _PAGE_LOADS),
    no_effect("theme.features.navigation.instant.preview", _PAGE_LOADS),
    no_effect("theme.features.navigation.instant.progress", _PAGE_LOADS),
    no_effect("theme.features.navigation.path", "generated pages always have their path, pages of your own do not"),
    used("theme.features.navigation.prune", _ALWAYS + "pages show only the section that they are in"),
    used("theme.features.navigation.sections", _ALWAYS + "sections in sections are headings in the menu"),
    used("theme.features.navigation.tabs", _ALWAYS + "the first level of `nav` is in the header"),
    no_effect("theme.features.navigation.tabs.sticky", "the header scrolls with the page"),
    no_effect("theme.features.navigation.top", "browsers have keys for the top of a page"),
    no_effect("theme.features.navigation.tracking", "the address stays as it is while you scroll"),
    no_effect("theme.features.search.highlight", _SEARCH),
    no_effect("theme.features.search.share", _SEARCH + "; the search page has an address for each search"),
    no_effect("theme.features.search.suggest", _SEARCH),
    no_effect("theme.features.toc.follow", _SIDE),
    no_effect("theme.features.toc.integrate", _SIDE),
)  # fmt: skip
"""The features of Material."""
