"""A MkDocs plugin that does nothing: `search`, which a site with its own search does not need."""

from __future__ import annotations

from mkdocs.config.base import Config, ConfigErrors, ConfigWarnings
from mkdocs.plugins import BasePlugin


class UnusedOptions(Config):  # type: ignore[no-untyped-call]
    """The options of the plugin, all of which are ignored."""


class UnusedPlugin(BasePlugin[UnusedOptions]):  # type: ignore[no-untyped-call]
    """Accepts any options; the table of settings says that it has no effect."""

    def load_config(
        self,
        options: dict[str, object],  # noqa: ARG002
        config_file_path: str | None = None,  # noqa: ARG002
    ) -> tuple[ConfigErrors, ConfigWarnings]:
        """Ignore all options."""
        return [], []
