"""Tests of message catalogues: templates and scripts use only and all of their messages."""

from __future__ import annotations

import re
from collections.abc import Iterator
from dataclasses import replace
from html.parser import HTMLParser
from pathlib import Path
from string import Formatter

import pytest
from babel.core import Locale
from jinja2 import TemplateSyntaxError
from markupsafe import Markup

from papershelf.core import settings
from papershelf.core.messages import (
    Message,
    Messages,
    list_languages,
    load_messages,
    select_script_messages,
)
from papershelf.pages.templates import list_message_keys, render_body
from tests.conftest import ROOT
from tests.export_samples import render_pages
from tests.pages.test_pages import SETTINGS, hostile_paper, make_site, related_of, some_papers

ENGINE = ROOT / "generator" / "papershelf"
SCRIPTS = sorted((ROOT / "frontend" / "js").rglob("*.js"))
TEMPLATES = sorted([*(ENGINE / "templates").glob("*.j2"), *(ENGINE / "theme").rglob("*.html")])
MODULES = sorted(ENGINE.rglob("*.py"))
ENGLISH = load_messages().messages
TRANSLATIONS = [language for language in list_languages() if language != "en"]

# A key as a string in Python or JavaScript, with placeholders such as `{kind}` or `${sort}`.
KEY = re.compile(
    r"""["'`]([a-z_]+(?:\.(?:[a-z_-]+|\$?\{[^}]*\}[a-z_]*|[a-z_]+\$\{[^}]*\}))+)["'`]"""
)
PLACEHOLDER = re.compile(r"\$?\{[^}]*\}")
JINJA = re.compile(r"\{#.*?#\}|\{%.*?%\}|\{\{.*?\}\}", re.DOTALL)
SHOWN_ATTRIBUTES = {"alt", "aria-label", "placeholder", "title", "content"}
LETTERS = re.compile(r"[^\W\d_]{2,}")
NAMES = {"BibTeX", "utf", "light dark", "width=device-width,initial-scale=1"}


def read(path: Path) -> str:
    return path.read_text("utf-8")


def placeholders(message: Message) -> set[str]:
    texts = [message] if isinstance(message, str) else message.values()
    return {name for text in texts for _, name, _, _ in Formatter().parse(text) if name}


class Shown(HTMLParser):
    """Collects the visible texts of a template, without Jinja code."""

    def __init__(self) -> None:
        super().__init__()
        self.texts: list[str] = []
        self._hidden = 0

    def handle_starttag(self, tag: str, attrs: list[tuple[str, str | None]]) -> None:
        self._hidden += tag in {"style", "script", "code"}
        if tag != "meta":
            self.texts += [value or "" for name, value in attrs if name in SHOWN_ATTRIBUTES]

    def handle_endtag(self, tag: str) -> None:
        self._hidden -= tag in {"style", "script", "code"}

    def handle_data(self, data: str) -> None:
        if not self._hidden:
            self.texts.append(data)


@pytest.mark.parametrize("path", TEMPLATES, ids=lambda path: path.name)
def test_templates_contain_no_texts(path: Path) -> None:
    shown = Shown()
    shown.feed(JINJA.sub("", read(path)))
    assert [text for text in shown.texts if LETTERS.search(text) and text not in NAMES] == []


@pytest.mark.parametrize("path", TEMPLATES, ids=lambda path: path.name)
def test_all_messages_of_templates_exist(path: Path) -> None:
    assert [key for key in list_message_keys(read(path)) if key not in ENGLISH] == []


def test_a_template_with_an_unknown_message_cannot_be_loaded() -> None:
    few = Messages("en", {key: text for key, text in ENGLISH.items() if key != "paper.cite"})
    with pytest.raises(TemplateSyntaxError, match=r"there is no message paper\.cite"):
        render_body("paper.html.j2", few)


def strings_of(script: str) -> Iterator[str]:
    """The string literals of a script, without comments and regular expressions."""
    script = re.sub(r"'\"'|= /(?:[^/\\\n]|\\.)+/[a-z]*;", "", script)
    pattern = r"//[^\n]*|/\*.*?\*/|\"((?:[^\"\\\n]|\\.)*)\"|`((?:[^`\\]|\\.)*)`"
    for plain, template in re.findall(pattern, script, re.DOTALL):
        yield plain or re.sub(r"\$\{[^}]*\}", "", template)


# Names of keys and of types, selectors, errors for maintainers, and letters that queries contain.
NO_TEXT = re.compile(
    r"[\w.#/:?=&~@$()|{}!*,;\[\]%<>+-]*|Arrow(Down|Up)|alpha beta .*|.*omega|input, .*|button, .*"
    r"|pre, .*|a\[href\], .*|main \..*|h3 a|details\[open\]|use strict|.*index .*|unknown message"
    r"|no value for .*|((row|items|tools|lead|found) ?)*(bar|row)|text/html|.*: |\\uffff|\.bin: .*"
    r"|[a-z]+-[\w-]+( [a-z]+-[\w-]+)+|\^\\uffff|(\\\\u[\da-f{}]+-?)+|\[data-facet=\"own:\"\]"
    r"|abstract award .*|: is missing|: cannot be loaded|i i-cite|\\ufeff\\r\\n"
)


@pytest.mark.parametrize("path", SCRIPTS, ids=lambda path: path.name)
def test_scripts_contain_no_texts(path: Path) -> None:
    texts = [text for text in strings_of(read(path)) if LETTERS.search(text)]
    assert [text for text in texts if not NO_TEXT.fullmatch(text)] == []


def used_keys(paths: list[Path]) -> set[str]:
    """The keys mentioned in files; a key with a placeholder matches all keys of its form."""
    mentioned = {key for path in paths for key in KEY.findall(read(path))}
    patterns = ["[^.]+".join(map(re.escape, PLACEHOLDER.split(key))) for key in mentioned]
    every = re.compile("|".join(patterns))
    return {key for key in ENGLISH if every.fullmatch(key)}


def test_no_message_is_unused() -> None:
    used = used_keys([*MODULES, *TEMPLATES, *SCRIPTS])
    axes = re.compile(r"axes\.\w+\.(title|label|count|empty|feed|feeds|llms_note|index_lead"
                      r"|index_lead_continued|listing_title|none|none_lead)")  # fmt: skip
    details = re.compile(r"details\.\w+")
    known = {key for key in ENGLISH if axes.fullmatch(key) or details.fullmatch(key)}
    assert sorted(ENGLISH.keys() - used - known) == []


def test_scripts_get_exactly_the_messages_they_use() -> None:
    shared = select_script_messages(load_messages()).keys()
    in_templates = {key for path in TEMPLATES for key in list_message_keys(read(path))}
    used = used_keys(SCRIPTS)
    assert used - shared == set()
    assert shared - used - in_templates - {"search.description", "status.with_text"} == set()


@pytest.mark.parametrize("language", TRANSLATIONS)
def test_a_translation_has_every_message_with_the_same_placeholders(language: str) -> None:
    messages = load_messages(language).messages
    assert messages.keys() == ENGLISH.keys()
    for key, message in messages.items():
        assert placeholders(message) <= placeholders(ENGLISH[key]), key
        if isinstance(message, str):
            assert placeholders(message) == placeholders(ENGLISH[key]), key


@pytest.mark.parametrize("language", list_languages())
def test_a_count_has_the_plural_forms_of_its_language_and_shows_its_number(language: str) -> None:
    categories = {*Locale.parse(language, sep="-").plural_form.tags, "other"}
    for key, message in load_messages(language).messages.items():
        assert isinstance(message, str) == isinstance(ENGLISH[key], str), key
        if isinstance(message, str):
            assert message.strip() == message != "", key
        else:
            assert message.keys() == categories, key
            assert placeholders(message["other"]) == placeholders(ENGLISH[key]), key


class PseudoMessages(Messages):
    """English with every text in brackets, so that a text without them is in no catalogue."""

    def text(self, key: str, /, **values: object) -> str:
        return f"⟦{super().text(key, **values)}⟧"

    def html(self, key: str, /, **values: object) -> Markup:
        return Markup("⟦{}⟧").format(super().html(key, **values))

    def count(self, key: str, number: int, /, **values: object) -> str:
        return f"⟦{super().count(key, number, **values)}⟧"


# Names of formats and services, and the months and weekdays that Babel writes.
WITHOUT_MESSAGE = {
    "APA", "Atom", "BibTeX", "CSL", "CSV", "Chicago", "DOI", "Face", "Feed", "Google", "HTML",
    "Hugging", "IEEE", "JSON", "Lines", "OpenReview", "RIS", "Scholar", "Semantic", "Vancouver",
    "alphaXiv", "arXiv", "of", "part",
    *"November Oct Nov May kB Mon Tue Wed Thu Fri Sat Sun".split(),
    *"Monday Tuesday Wednesday Thursday Friday Saturday Sunday".split(),
}  # fmt: skip


def unbracketed(text: str) -> str:
    while (plain := re.sub(r"⟦[^⟦⟧]*⟧", " ", text)) != text:
        text = plain
    return text


def test_no_generated_page_shows_a_text_that_is_in_no_catalogue(
    monkeypatch: pytest.MonkeyPatch,
) -> None:
    monkeypatch.setattr(settings, "load_messages", lambda _: PseudoMessages("en", ENGLISH))
    papers = [*some_papers(40), hostile_paper()]
    site = make_site(papers, related=related_of(papers))
    catalogue = site.catalogue
    data = repr((catalogue.papers, catalogue.tags, catalogue.groups, catalogue.venues, SETTINGS))
    data = data.replace(r"\n", " ")
    known = {*LETTERS.findall(data), *WITHOUT_MESSAGE}
    pages = list(render_pages(site, {"papers/old/": "papers/tiny-1/"}))
    assert len(pages) > 40
    for page in pages:
        # References and BibTeX entries are in English, whatever the language of a site.
        body = re.sub(r"<pre.*?</pre>|<(p|dd) class=\"ref\".*?</\1>|<svg.*?</svg>|<math.*?</math>"
                      r"|<title>.*?</title>", "", page.body, flags=re.DOTALL)  # fmt: skip
        shown = Shown()
        shown.feed(body)
        words = LETTERS.findall(unbracketed(" ".join([*shown.texts, page.title])))
        assert [word for word in words if word not in known] == [], page.address


@pytest.mark.parametrize("language", TRANSLATIONS)
def test_every_page_can_be_made_in_every_language(language: str) -> None:
    papers = [*some_papers(12), hostile_paper()]
    in_language = replace(SETTINGS, language=language)
    site = replace(make_site(papers, related=related_of(papers)), settings=in_language)
    pages = {page.address: page.body for page in render_pages(site)}
    heading = load_messages(language).text("paper.related")
    assert heading in pages["papers/full-paper/"]
    # The language of this title is unknown, that of the other is in its record.
    assert '<h1 dir="auto" lang="">Tiny Models' in pages["papers/tiny-1/"]
    assert '<h1 dir="auto" lang="en">' in pages["papers/full-paper/"]
