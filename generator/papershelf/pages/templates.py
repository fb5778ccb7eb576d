"""Renders the HTML templates of the package from final values.

The indentation of the templates is removed when they are loaded, so it does not reach the pages.
Templates get their texts by two filters, `"paper.cite" | text` and `number | count("count.papers")`,
and numbers by `number`, in the language of the site; `hue` gives an
element the color of a group of tags. A template that asks for an unknown message cannot be
loaded; Jinja computes messages without values once, when it compiles the template.
"""

from __future__ import annotations

import re
from collections.abc import Callable
from functools import cache
from typing import Any

from jinja2 import Environment, PackageLoader, StrictUndefined, TemplateSyntaxError
from markupsafe import Markup

from papershelf.core.messages import Messages
from papershelf.core.page import ROOT_PLACEHOLDER
from papershelf.pages.tags.tag_links import hue_attribute

_INDENT = re.compile(r"\n\s*")
_ROOT = "{{ root }}"
"""The site's root in a template, at the beginning of each link: a constant text."""
_MESSAGE_KEYS = re.compile(r""""([\w.-]+)" *\| *text|\bcount\("([\w.-]+)"\)""")


class _Loader(PackageLoader):
    """Loads templates without the whitespace at the beginning of lines, and checks their messages."""

    def __init__(self, messages: Messages) -> None:
        super().__init__("papershelf", "templates")
        self._messages = messages

    def get_source(
        self, environment: Environment, template: str
    ) -> tuple[str, str, Callable[[], bool] | None]:
        source, filename, is_current = super().get_source(environment, template)
        for key in list_message_keys(source):
            if key not in self._messages.messages:
                raise TemplateSyntaxError(f"there is no message {key}", 1, template, filename)
        return _INDENT.sub("\n", source).replace(_ROOT, ROOT_PLACEHOLDER), filename, is_current


def list_message_keys(source: str) -> list[str]:
    """Return the keys of the messages that a template asks for."""
    return [text or count for text, count in _MESSAGE_KEYS.findall(source)]


@cache
def _load_environment(messages: Messages) -> Environment:
    environment = Environment(
        loader=_Loader(messages),
        autoescape=True,
        undefined=StrictUndefined,
        trim_blocks=True,
        lstrip_blocks=True,
        auto_reload=False,
    )
    environment.filters.clear()  # Templates receive final values and need no other filters.
    environment.filters["text"] = messages.html
    environment.filters["number"] = messages.number
    environment.filters["hue"] = lambda hue: mark_safe(hue_attribute(hue))
    environment.filters["count"] = lambda number, key: messages.count(key, number)
    return environment


def render_body(
    template: str,
    messages: Messages,
    **values: Any,  # noqa: ANN401  # templates accept any value
) -> str:
    """Render the body of a page as one block element that Python-Markdown leaves unchanged.

    Python-Markdown searches raw lines for fences before it detects HTML, and it expands tabs.
    """
    html = _load_environment(messages).get_template(template).render(values).strip()
    if "`" in html:
        html = html.replace("`", "&#96;")
    if "~~~" in html:
        html = html.replace("~~~", "&#126;&#126;&#126;")
    return html.replace("\t", "&#9;") if "\t" in html else html


def mark_safe(html: str) -> Markup:
    """Mark text as HTML that is already escaped."""
    return Markup(html)  # noqa: S704  # only called with HTML from our own renderers
