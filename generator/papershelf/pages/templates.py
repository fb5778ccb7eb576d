"""Renders the HTML templates of the package from final values.

The indentation of the templates is removed when they are loaded, so it does not reach the pages.
"""

from __future__ import annotations

import re
from collections.abc import Callable
from functools import cache
from typing import Any

from jinja2 import Environment, PackageLoader, StrictUndefined
from markupsafe import Markup

_INDENT = re.compile(r"\n\s*")


class _UnindentedLoader(PackageLoader):
    """Loads templates without the whitespace at the beginning of lines."""

    def get_source(
        self, environment: Environment, template: str
    ) -> tuple[str, str, Callable[[], bool] | None]:
        source, filename, is_current = super().get_source(environment, template)
        return _INDENT.sub("\n", source), filename, is_current


@cache
def _load_environment() -> Environment:
    environment = Environment(
        loader=_UnindentedLoader("papershelf", "templates"),
        autoescape=True,
        undefined=StrictUndefined,
        trim_blocks=True,
        lstrip_blocks=True,
        auto_reload=False,
    )
    environment.filters.clear()  # Templates receive final values and need no filters.
    return environment


def render_body(template: str, **values: Any) -> str:  # noqa: ANN401  # templates accept any value
    """Render the body of a page as one block element that Python-Markdown leaves unchanged.

    Python-Markdown searches raw lines for fences before it detects HTML, and it expands tabs.
    """
    html = _load_environment().get_template(template).render(values).strip()
    if "`" in html:
        html = html.replace("`", "&#96;")
    if "~~~" in html:
        html = html.replace("~~~", "&#126;&#126;&#126;")
    return html.replace("\t", "&#9;") if "\t" in html else html


def mark_safe(html: str) -> Markup:
    """Mark text as HTML that is already escaped."""
    return Markup(html)  # noqa: S704  # only called with HTML from our own renderers
