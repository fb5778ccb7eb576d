"""Opens pages of a site in parallel tabs of Chromium and records what they do."""

from __future__ import annotations

from collections.abc import Sequence
from dataclasses import dataclass, field
from itertools import islice
from pathlib import Path

from playwright.sync_api import Browser, BrowserContext, ConsoleMessage, Dialog, Page

_TABS = 8
_TAGS = """
    html head meta title link script body data a abbr article aside b bdi blockquote br button cite code dd
    details div dl dt em fieldset figcaption figure footer form h1 h2 h3 h4 header hr i img input
    ins label legend li main mark nav noscript ol option output p picture pre q s section select
    small span strong sub summary sup svg path rect g text circle line polyline polygon use symbol
    desc table tbody td tfoot th thead time tr u ul var wbr caption col colgroup del kbd search
    template dialog
    math maction menclose merror mfrac mi mmultiscripts mn mo mover mpadded mphantom mprescripts
    mroot mrow ms mspace msqrt mstyle msub msubsup msup mtable mtd mtext mtr munder munderover
    none semantics annotation
"""
"""The elements used by our pages; texts of papers must not add others."""
_WATCH = """
    window.violations = [];
    document.addEventListener("securitypolicyviolation",
        (event) => window.violations.push(event.violatedDirective + " " + event.blockedURI), true);
"""
_LOOK = """async (tags) => {
    if (document.readyState !== "complete")
        await new Promise((done) => window.addEventListener("load", done));
    const known = new Set(tags), found = window.violations.map((text) => "violation: " + text);
    if (window.attacked) found.push("a script ran");
    for (const element of document.querySelectorAll("*")) {
        const name = element.localName;
        if (!known.has(name)) found.push("element " + name);
        for (const { name: key, value } of element.attributes) {
            if (/^on|^style$|^srcdoc$|^formaction$/i.test(key)) found.push(name + " " + key);
            if (/^(?:xlink:)?(?:href|src|action|data|poster|background|srcset|ping)$/i.test(key)
                && /^[\\s\\0-\\x1f]*(?:javascript|vbscript|data|blob|file):/i.test(value))
                found.push(name + " " + key + "=" + value.slice(0, 60));
            if (key === "http-equiv" && value !== "Content-Security-Policy"
                && !document.title.startsWith("Moved") && !document.querySelector("link[rel=canonical]"))
                found.push("meta " + value);
        }
        if (name === "script" && !element.src && element.type !== "application/ld+json")
            found.push("script without src");
        if (name === "base") found.push("base");
    }
    return found;
}"""


@dataclass
class Visits:
    """Events while pages were open, each as a line with the page."""

    pages: int = 0
    found: list[str] = field(default_factory=list)


def addresses(site: Path) -> list[str]:
    """The path of each page of a built site."""
    paths = (path.relative_to(site).as_posix() for path in sorted(site.rglob("*.html")))
    return [path.removesuffix("index.html") for path in paths]


def visit(browser: Browser, server: str, pages: Sequence[str], *, policy: bool) -> Visits:
    """Open pages with or without their content security policy, and inspect each."""
    context = browser.new_context(bypass_csp=not policy)
    context.add_init_script(_WATCH)
    visits = Visits()
    tabs = [_tab(context, server, visits) for _ in range(_TABS)]
    rest = iter(pages)
    while batch := list(islice(rest, _TABS)):
        opened = list(zip(tabs, batch, strict=False))
        for tab, address in opened:
            tab.goto(server + address, wait_until="commit")
        for tab, address in opened:
            seen = tab.evaluate(_LOOK, _TAGS.split())
            visits.found += [f"{address}: {line}" for line in dict.fromkeys(seen)]
            visits.pages += 1
    context.close()
    return visits


def _tab(context: BrowserContext, server: str, visits: Visits) -> Page:
    tab = context.new_page()

    def record(kind: str, text: str) -> None:
        visits.found.append(f"{tab.url.removeprefix(server)}: {kind}: {text[:200]}")

    def dismiss_dialog(dialog: Dialog) -> None:
        record("dialog", dialog.message)
        dialog.dismiss()

    def note_request(url: str) -> None:
        if not url.startswith((server, "data:image/")):
            record("request", url)

    def note_console(message: ConsoleMessage) -> None:
        if message.type == "error":
            record("console", message.text)

    tab.on("dialog", dismiss_dialog)
    tab.on("request", lambda request: note_request(request.url))
    tab.on("pageerror", lambda error: record("error", str(error)))
    tab.on("console", note_console)
    tab.on("popup", lambda popup: record("popup", popup.url))
    tab.on("download", lambda download: record("download", download.url))
    return tab
