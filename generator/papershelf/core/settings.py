"""Settings of a site from `mkdocs.yml`: the site's names and `extra.papershelf`.

Input: the parsed file or the configuration object of MkDocs. Output: `Settings`.
"""

from __future__ import annotations

from collections.abc import Mapping
from dataclasses import dataclass, field, fields

from papershelf.core.content_sources import ContentSources, parse_content_sources
from papershelf.core.errors import PapersError, Problem
from papershelf.core.messages import (
    DEFAULT_LANGUAGE,
    Messages,
    list_languages,
    load_messages,
)
from papershelf.core.outputs import FULL, Outputs, parse_outputs
from papershelf.core.own_fields import OwnField, parse_own_fields
from papershelf.core.site_settings.check import OWN_THEME, theme_name
from papershelf.core.site_settings.license import LICENSES, parse_license
from papershelf.text.cleaning import is_header_safe

_HEADER_SETTINGS = frozenset({"site_name", "site_url", "mail", "contact"})
_HEADER_LIMIT = 500
_SEARCH_CHOICES = ("theme", "papershelf")
PAGE_SIZE_LIMIT = 100
PARAMETER_LIMIT = 10


@dataclass(frozen=True, slots=True, kw_only=True)
class Settings:
    """The settings of one site.

    - `site_url`: ends with "/", or "" if unknown; then no absolute URLs are written
    - `page_size`: maximum number of papers per listing page
    - `language`: the language of the pages, one that has a catalogue of messages
    - `repo`: URL of the repository, for "Suggest a correction", or ""
    - `mail`: where readers subscribe to the e-mail digest, or ""
    - `contact`: whom services can contact about requests
    - `announcement`: HTML above every page, or ""
    - `edit_url`: address at which the file `{path}` is edited, at its `{line}`, or ""
    - `allow`: what pages may load besides files of the site
    - `fields`: fields that the collection declares for its records
    - `outputs`: which files the site has besides its pages
    - `curators`: who wrote the summaries, or ""
    - `license`: under which records and summaries may be reused: an SPDX id, an address, or ""
    - `health`: whether the site has a page about gaps in its records, for curators
    - `search`: inside Material, "theme" for its search or "papershelf" for ours; "" chooses
    - `meaning`: whether the search and related papers also compare meanings
    - `vector_model`: the sentence-transformers model that finds the vectors of papers, or ""
    - `daily_in_nav`: whether daily lists and rankings enter a navigation that does not have them
    - `trending_…`: parameters of the formula of `trending`
    """

    site_name: str = "Papershelf"
    site_url: str = ""
    site_description: str = ""
    repo: str = ""
    mail: str = ""
    language: str = DEFAULT_LANGUAGE
    page_size: int = PAGE_SIZE_LIMIT
    welcome: str = ""
    contact: str = ""
    announcement: str = ""
    edit_url: str = ""
    allow: ContentSources = field(default_factory=ContentSources)
    fields: tuple[OwnField, ...] = ()
    outputs: Outputs = FULL
    curators: str = ""
    license: str = ""
    health: bool = False
    search: str = ""
    meaning: bool = True
    vector_model: str = ""
    daily_in_nav: bool = True
    trending_exponent: float = 0.8
    trending_gravity: float = 1.8
    trending_offset: float = 2.0
    trending_window: int = 7
    trending_length: int = 50

    @property
    def messages(self) -> Messages:
        """The texts of the site."""
        return load_messages(self.language)


def parse_settings(config: Mapping[str, object], path: str = "mkdocs.yml") -> Settings:
    """Parse the settings of a configuration; unknown or invalid ones raise `PapersError`."""
    extra = config.get("extra")
    ours = extra.get("papershelf") if isinstance(extra, Mapping) else None
    given: dict[str, object] = {
        key: config[key]
        for key in ("site_name", "site_url", "site_description")
        if config.get(key) is not None
    }
    problems: list[Problem] = []
    theme = config.get("theme")
    if isinstance(theme, Mapping) and theme.get("language") is not None:
        language = theme["language"]
        # Another theme may have languages without a catalogue here: our parts stay in English.
        if theme_name(config) in {"", OWN_THEME} or language in list_languages():
            given["language"] = language
    if isinstance(ours, Mapping):
        # A variable of the environment that is set but empty is null in YAML.
        given.update({name: value for name, value in ours.items() if value is not None})
    elif ours is not None:
        problems.append(Problem(path, 0, "extra.papershelf", "is not a mapping"))
    allow = given.pop("allow", None)
    sources, faults = parse_content_sources(config, {} if allow is None else allow)
    problems += (Problem(path, 0, "extra.papershelf.allow", fault) for fault in faults)
    declared = given.pop("fields", None)
    own_fields, field_faults = parse_own_fields({} if declared is None else declared)
    problems += (
        Problem(path, 0, f"extra.papershelf.fields{key}", message) for key, message in field_faults
    )
    outputs, output_faults = parse_outputs(given.pop("outputs", "full"))
    problems += (
        Problem(path, 0, f"extra.papershelf.outputs{key}", message)
        for key, message in output_faults
    )
    known = {one.name: one.type for one in fields(Settings)}
    values: dict[str, object] = {"allow": sources, "fields": own_fields, "outputs": outputs}
    for name, value in given.items():
        message = _setting_fault(name, value, known)
        if message:
            place = f"extra.papershelf.{name}" if ours and name in ours else name
            place = "theme.language" if place == "language" else place
            problems.append(Problem(path, 0, place, message))
        else:
            values[name] = value
    if problems:
        raise PapersError(problems)
    site_url = str(values.get("site_url", ""))
    values.setdefault("repo", _text(config, "repo_url"))
    values.setdefault("edit_url", _edit_url(config))
    if site_url and not site_url.endswith("/"):
        values["site_url"] = site_url + "/"
    return Settings(**values)  # type: ignore[arg-type]  # each value was checked against its field


def _edit_url(config: Mapping[str, object]) -> str:
    """Return the address at which a file is edited, from that of a page in `docs_dir`."""
    template = _text(config, "edit_uri_template") or (
        f"{edit_uri}{{path}}" if (edit_uri := _text(config, "edit_uri")) else ""
    )
    folder = (_text(config, "docs_dir") or "docs").strip("/")
    head, found, tail = template.rpartition(f"{folder}/{{path}}")
    if not found:
        return ""
    if "://" in head:
        return f"{head}{{path}}{tail}"
    repository = _text(config, "repo_url")
    return f"{repository.rstrip('/')}/{head.lstrip('/')}{{path}}{tail}" if repository else ""


def _text(config: Mapping[str, object], name: str) -> str:
    value = config.get(name)
    return value if isinstance(value, str) else ""


def _setting_fault(name: str, value: object, defaults: Mapping[str, object]) -> str:
    """Describe what is wrong with one setting, or return ""."""
    if name not in defaults:
        return f"is not a setting; the settings are {', '.join(sorted(defaults))}"
    if defaults[name] == "int":
        if isinstance(value, bool) or not isinstance(value, int):
            return "is not a whole number"
        return "" if 1 <= value <= PAGE_SIZE_LIMIT else f"is not between 1 and {PAGE_SIZE_LIMIT}"
    if defaults[name] == "bool":
        return "" if isinstance(value, bool) else "is not true or false"
    if defaults[name] == "float":
        if isinstance(value, bool) or not isinstance(value, int | float):
            return "is not a number"
        return (
            "" if 0 < value <= PARAMETER_LIMIT else f"is not above 0 and at most {PARAMETER_LIMIT}"
        )
    if not isinstance(value, str):
        return "is not text"
    if name == "language" and value not in list_languages():
        return f"{value} has no texts; there are {', '.join(list_languages())}"
    if name == "license" and value and not parse_license(value).url:
        return f"{value} is neither an address nor one of {', '.join(LICENSES)}"
    if name == "search" and value not in _SEARCH_CHOICES:
        return f"is not {' or '.join(_SEARCH_CHOICES)}"
    return _header_value_fault(value) if name in _HEADER_SETTINGS else ""


def _header_value_fault(value: str) -> str:
    """Describe why a text cannot be used in e-mail or HTTP headers, or return ""."""
    if not is_header_safe(value):
        return "contains a control character or =?, which is not allowed in e-mail headers"
    return "" if len(value) <= _HEADER_LIMIT else f"is longer than {_HEADER_LIMIT} characters"
