"""Shows generated pages inside Material: adds our templates, styles and scripts to its configuration.

Input: the configuration and the Jinja environment of MkDocs. They are changed in place, in the same
way by `papershelf build` and by `mkdocs build`, so that both give the same bytes.
"""

from __future__ import annotations

import re
from html import unescape
from pathlib import Path

import jinja2
from markupsafe import Markup
from mkdocs.config.config_options import ExtraScriptValue
from mkdocs.config.defaults import MkDocsConfig
from mkdocs.utils import normalize_url
from mkdocs.utils.templates import TemplateContext, script_tag_filter, url_filter

from papershelf.core.asset_names import MATERIAL_SCRIPT, MATERIAL_STYLES
from papershelf.core.site_theme import MATERIAL
from papershelf.engine.page_template import TITLE_PLACEHOLDER
from papershelf.pages.templates import mark_safe
from papershelf.text.escaping import escape_html

SEARCH_PLUGIN = "material/search"
FILE_REL = "alternate related"
"""The relation of a page to its feeds and exports.

Material takes every link with exactly the relation "alternate" for the site in another language and
requests its sitemap.
"""
_TAG = re.compile(r"<!--.*?-->|<[^>]*>", re.DOTALL)
_FOLDER = Path(__file__).parents[2] / "theme_material"


def is_material(config: MkDocsConfig) -> bool:
    """Whether the site has Material's theme and not ours, which extends it."""
    return config.theme.name == MATERIAL


def add_material_frame(config: MkDocsConfig) -> None:
    """Add our templates, styles and scripts, before those of the site's owner.

    Every page loads them: with `navigation.instant`, Material never loads another document.
    """
    config.theme.dirs.append(str(_FOLDER))
    script = ExtraScriptValue(MATERIAL_SCRIPT)
    script.type = "module"
    config.extra_css.insert(0, MATERIAL_STYLES)
    config.extra_javascript.insert(0, script)


def set_theme_search(config: MkDocsConfig, *, is_used: bool) -> None:
    """Switch Material's search off if the site uses ours."""
    if plugin := config.plugins.get(SEARCH_PLUGIN):
        plugin.config.enabled = is_used and plugin.config.enabled


def add_material_filters(env: jinja2.Environment, page_templates: tuple[str, ...]) -> None:
    """Replace filters of templates: `url` on generated pages, `script_tag` and `striptags`.

    The environment must have our messages.
    """

    @jinja2.pass_context
    def url(context: TemplateContext, value: str) -> str:
        """Return a URL that starts at the root of the site.

        The shortest relative URL would differ between two pages of the same depth.
        """
        page = context["page"]
        if page is None or page.meta.get("template") not in page_templates:
            return str(url_filter(context, value))
        return normalize_url(str(value), base=context["base_url"])

    @jinja2.pass_context
    def script_tag(context: TemplateContext, script: ExtraScriptValue) -> str:
        """Return the element of a script; ours has its texts as attributes."""
        tag = str(script_tag_filter(context, script))
        if str(script) != MATERIAL_SCRIPT:
            return tag
        messages, text = env.globals["script_messages"], env.filters["text"]("site.search")
        return tag.replace(
            "></script>", f' data-messages="{messages}" data-search-text="{text}"></script>'
        )

    env.filters.update(url=url, script_tag=script_tag, striptags=_strip_tags)


def _strip_tags(value: object) -> Markup:
    """Return a text without tags, escaped; the placeholder of titles stays.

    Jinja's filter also unescapes the text, and Material prints the result in `<title>`: a heading
    with `&lt;script&gt;` would become a script.
    """
    parts = (unescape(_TAG.sub("", part)) for part in str(value).split(TITLE_PLACEHOLDER))
    return mark_safe(TITLE_PLACEHOLDER.join(map(escape_html, parts)))
