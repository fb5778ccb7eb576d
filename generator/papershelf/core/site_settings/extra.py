"""The settings below `extra` that have a meaning in Material or here; all others are for templates."""

from __future__ import annotations

from papershelf.core.site_settings.setting import no_effect, used

EXTRA_SETTINGS = (
    used("extra.papershelf", "the settings of Papershelf itself; see the first table"),
    used("extra.papershelf.outputs", "which files the site has besides its pages: a preset or switches"),
    used("extra.social", "links in the footer, each with `link`, `name` and `icon`"),
    used("extra.alternate", "links to the site in other languages, each with `name`, `link` and `lang`"),
    used("extra.homepage", "where the name of the site leads; by default to the home page"),
    used("extra.generator", "`false` leaves out the line of the footer that names Papershelf"),
    no_effect("extra.analytics", "add a script with extra_javascript; extra.papershelf.allow lets it send"),
    no_effect("extra.consent", "the site stores nothing that needs consent"),
    no_effect("extra.version", "a collection has one version; publish others at addresses of their own"),
    no_effect("extra.annotate", "code has no annotations"),
    no_effect("extra.polyfills", "pages need no polyfills; add a script with extra_javascript"),
    no_effect("extra.scope", "what readers choose is stored for the host"),
    no_effect("extra.status", "menus show no status of pages"),
    no_effect("extra.tags", "tags have no icons"),
)  # fmt: skip
