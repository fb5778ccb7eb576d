"""Hand-written pages after Markdown: formulas as MathML, and buttons that copy code.

Input: the HTML that Markdown made. Output: the HTML of the page, without scripts of others.
"""

from __future__ import annotations

import html
import re
from collections.abc import Iterator
from dataclasses import dataclass, field
from itertools import count
from pathlib import Path

from mkdocs.config.defaults import MkDocsConfig

from papershelf.core.errors import Problem
from papershelf.core.settings import parse_settings
from papershelf.core.site_settings.check import OWN_THEME
from papershelf.site.page_policy import PagePolicy
from papershelf.text.escaping import escape_html
from papershelf.text.formula import render_formula

COPY_FEATURE = "content.code.copy"
_MATH = re.compile(
    r"""
    <(?P<tag>span|div)\ class="arithmatex">\\(?P<mode>[(\[])(?P<tex>.*?)\\[)\]]</(?P=tag)>
    | (?:<(?P<preview>span|div)\ class="MathJax_Preview">.*?</(?P=preview)>\s*)?
      <script\ type="math/tex(?P<display>;\ mode=display)?">(?P<script>.*?)</script>
    """,
    re.DOTALL | re.VERBOSE,
)
_CODE = re.compile(r'(<div class="[^"]*\bhighlight\b[^"]*">.*?)<code>(.*?)</code></pre>', re.DOTALL)


def render_math(content: str, unreadable: list[str]) -> str:
    """Replace the formulas that `pymdownx.arithmatex` marks; sources of others are `unreadable`."""

    def render(match: re.Match[str]) -> str:
        tex = html.unescape(match["tex"] if match["tag"] else match["script"]).strip()
        is_display = match["mode"] == "[" or match["display"] is not None
        formula = render_formula(tex, display=is_display)
        if formula is not None:
            return f'<div class="formula">{formula.html}</div>' if is_display else formula.html
        unreadable.append(tex)
        return f"<code>{escape_html(tex)}</code>"

    return _MATH.sub(render, content)


def add_copy_buttons(content: str, label: str) -> str:
    """Add a button with a label to each block of code, which copies it by its id."""
    numbers: Iterator[int] = count(1)

    def add(match: re.Match[str]) -> str:
        name = f"code-{next(numbers)}"
        button = f'<button class="copy js-only" type="button" data-copy="#{name}">{escape_html(label)}</button>'
        return f'{match[1]}<code id="{name}">{match[2]}</code></pre>{button}'

    return _CODE.sub(add, content)


@dataclass(slots=True)
class OwnPages:
    """Finishes the hand-written pages of one build, and collects what readers will not see."""

    policy: PagePolicy
    has_own_theme: bool = True
    copy_label: str = ""
    unreadable: list[tuple[str, str]] = field(default_factory=list)
    problems: list[Problem] = field(default_factory=list)

    @classmethod
    def of_config(cls, config: MkDocsConfig) -> OwnPages:
        """Read what the configuration allows and asks for."""
        settings = parse_settings(config)
        features = config.theme.get("features") or []
        policy = PagePolicy(settings.allow, settings.site_url)
        has_own_theme = config.theme.name == OWN_THEME
        label = settings.messages.text("paper.copy") if COPY_FEATURE in features else ""
        return cls(policy, has_own_theme, label)

    def finish_content(self, content: str, source: str) -> str:
        """Return the text of a page with formulas and buttons."""
        if not self.has_own_theme:
            return content
        unreadable: list[str] = []
        content = render_math(content, unreadable)
        self.unreadable += ((source, tex) for tex in unreadable)
        return add_copy_buttons(content, self.copy_label) if self.copy_label else content

    def list_warnings(self, docs: Path) -> list[Problem]:
        """Return a warning for everything that was blocked or could not be shown."""
        formulas = ((source, f"cannot show the formula {tex}") for source, tex in self.unreadable)
        return self.problems + [
            Problem(str(docs / source), 0, "", message, "warning")
            for source, message in dict.fromkeys((*self.policy.blocked, *formulas))
        ]
