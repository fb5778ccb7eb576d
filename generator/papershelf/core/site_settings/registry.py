"""The table of all settings of `mkdocs.yml`: each is used, refused, or ignored with a warning."""

from __future__ import annotations

from papershelf.core.site_settings.extra import EXTRA_SETTINGS
from papershelf.core.site_settings.mkdocs import MKDOCS_SETTINGS
from papershelf.core.site_settings.plugins import PLUGIN_SETTINGS
from papershelf.core.site_settings.setting import SiteSetting
from papershelf.core.site_settings.theme import FEATURES, THEME_SETTINGS

SITE_SETTINGS: tuple[SiteSetting, ...] = (
    *MKDOCS_SETTINGS,
    *THEME_SETTINGS,
    *FEATURES,
    *EXTRA_SETTINGS,
    *PLUGIN_SETTINGS,
)
SITE_SETTINGS_BY_NAME = {setting.name: setting for setting in SITE_SETTINGS}
