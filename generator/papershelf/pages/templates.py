"""The HTML templates of the package: finished values in, HTML out.

The templates are written for people; what they were indented with is dropped when they are loaded,
so that no line of white space reaches a page.
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
    """Loads templates without the white space at the beginning of lines."""

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
    environment.filters.clear()  # templates get finished values: there is nothing to do to them
    return environment


def render_body(template: str, **values: Any) -> str:  # noqa: ANN401  # templates take any value
    """The body of a page: one block element that passes Python-Markdown byte for byte.

    Python-Markdown looks for fences in raw lines before it knows of HTML, and expands tabs.
    """
    html = _load_environment().get_template(template).render(values).strip()
    if "`" in html:
        html = html.replace("`", "&#96;")
    if "~~~" in html:
        html = html.replace("~~~", "&#126;&#126;&#126;")
    return html.replace("\t", "&#9;") if "\t" in html else html


def mark_safe(html: str) -> Markup:
    """Tell the templates that a text is HTML already, escaped where it was made."""
    return Markup(html)  # noqa: S704  # only what our own renderers made comes here
