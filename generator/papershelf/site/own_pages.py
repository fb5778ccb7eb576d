"""Hand-written pages after Markdown: formulas as MathML, and buttons that copy code.

Input: the HTML that Markdown made. Output: the HTML of the page, without foreign scripts.
"""

from __future__ import annotations

import html
import re
from collections.abc import Iterator
from dataclasses import dataclass, field
from itertools import count
from pathlib import Path

from mkdocs.config.defaults import MkDocsConfig
from mkdocs.utils import get_relative_url

from papershelf.core.content_sources import find_origin
from papershelf.core.errors import Problem
from papershelf.core.messages import Messages
from papershelf.core.settings import parse_settings
from papershelf.core.site_settings.check import OWN_THEME
from papershelf.site.mkdocs_bridge.page_policy import PagePolicy, extend_policy
from papershelf.text.escaping import escape_html
from papershelf.text.formula import render_formula

_DIAGRAM = re.compile(r'<pre class="mermaid"><code>(.*?)</code></pre>', re.DOTALL)
_DIAGRAM_SCRIPT = re.compile(r"(^|/)mermaid[^/]*\.js$")
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
    """Replace formulas marked by `pymdownx.arithmatex`; add those that fail to `unreadable`."""

    def render(match: re.Match[str]) -> str:
        tex = html.unescape(match["tex"] if match["tag"] else match["script"]).strip()
        is_display = match["mode"] == "[" or match["display"] is not None
        formula = render_formula(tex, display=is_display)
        if formula is not None:
            return f'<div class="formula">{formula.html}</div>' if is_display else formula.html
        unreadable.append(tex)
        return f"<code>{escape_html(tex)}</code>"

    return _MATH.sub(render, content)


def render_copy_button(messages: Messages) -> str:
    """Render a button that copies `{target}`, with what it says afterwards."""
    done, failed = (
        messages.html(key, label="{label}") for key in ("paper.copied", "paper.not_copied")
    )
    label = messages.html("paper.copy")
    return (
        f'<p class="copy js-only" data-copied-text="{done}" data-failed-text="{failed}">'
        f'<button type="button" data-copy="{{target}}">{label}</button></p>'
    )


def add_copy_buttons(content: str, button: str) -> str:
    """Add a button to each block of code, with the id of the code in place of `{target}`."""
    numbers: Iterator[int] = count(1)

    def add(match: re.Match[str]) -> str:
        name = f"code-{next(numbers)}"
        copy = button.replace("{target}", f"#{name}")
        return f'{match[1]}<code id="{name}">{match[2]}</code></pre>{copy}'

    return _CODE.sub(add, content)


@dataclass(slots=True)
class OwnPages:
    """Finishes the hand-written pages of one build, and collects formulas that cannot be shown."""

    policy: PagePolicy
    has_own_theme: bool = True
    copy_button: str = ""
    diagram_script: str = ""
    unreadable: list[tuple[str, str]] = field(default_factory=list)
    problems: list[Problem] = field(default_factory=list)

    @classmethod
    def of_config(cls, config: MkDocsConfig) -> OwnPages:
        """Create it from the settings of the site."""
        settings = parse_settings(config)
        features = config.theme.get("features") or []
        policy = PagePolicy(settings.allow, settings.site_url)
        has_own_theme = config.theme.name == OWN_THEME
        button = render_copy_button(settings.messages) if COPY_FEATURE in features else ""
        return cls(policy, has_own_theme, button)

    def finish_content(self, content: str, source: str) -> str:
        """Return the HTML of a page with rendered formulas and copy buttons."""
        if not self.has_own_theme:
            return content
        unreadable: list[str] = []
        content = render_math(content, unreadable)
        self.unreadable += ((source, tex) for tex in unreadable)
        content = _DIAGRAM.sub(r'<pre class="mermaid">\1</pre>', content)
        return add_copy_buttons(content, self.copy_button) if self.copy_button else content

    def take_diagram_script(self, config: MkDocsConfig) -> None:
        """Take Mermaid out of `extra_javascript`: only pages with diagrams need 3 MB of script."""
        for script in list(config.extra_javascript) if self.has_own_theme else ():
            if _DIAGRAM_SCRIPT.search(str(script)):
                self.diagram_script = str(script)
                config.extra_javascript.remove(script)

    def add_diagram_script(self, document: str, address: str, source: str) -> str:
        """Return a page with Mermaid if it has a diagram."""
        if not self.has_own_theme or 'class="mermaid"' not in document:
            return document
        if not self.diagram_script:
            message = "shows a diagram as its source; add mermaid.min.js to extra_javascript"
            self.policy.blocked.append((source, message))
            return document
        path = self.diagram_script
        path = path if find_origin(path) else get_relative_url(path, address)
        script = f'<script src="{escape_html(path)}"></script>'
        document = document.replace("</body>", f"{script}\n</body>")
        # It writes styles into its pictures.
        return extend_policy(document, [("style-src", "'unsafe-inline'")])

    def list_warnings(self, docs: Path) -> list[Problem]:
        """Return a warning for everything that was blocked or could not be shown."""
        formulas = ((source, f"cannot show the formula {tex}") for source, tex in self.unreadable)
        return self.problems + [
            Problem(str(docs / source), 0, "", message, "warning")
            for source, message in dict.fromkeys((*self.policy.blocked, *formulas))
        ]
