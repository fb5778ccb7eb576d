"""Renders the parts of reference pages that come from code: commands, settings, record fields and services.

Input: the command line of Click and the tables of `papershelf.core`. Output: Markdown.
"""

from __future__ import annotations

import html
import re
from collections.abc import Iterable, Iterator, Sequence

import click

from papershelf.cli.main import main
from papershelf.core.outputs import PRESETS, Outputs, switch_texts
from papershelf.core.record_schema import FIELDS
from papershelf.core.site_settings.extra import EXTRA_SETTINGS
from papershelf.core.site_settings.mkdocs import MKDOCS_SETTINGS
from papershelf.core.site_settings.plugins import PLUGIN_SETTINGS
from papershelf.core.site_settings.setting import SiteSetting
from papershelf.core.site_settings.theme import FEATURES, THEME_SETTINGS
from papershelf.services.endpoints import SERVICES, Service

_SETTING_GROUPS: dict[str, Sequence[SiteSetting]] = {
    "MkDocs": MKDOCS_SETTINGS,
    "Theme": THEME_SETTINGS,
    "Features of the theme": FEATURES,
    "Extra": EXTRA_SETTINGS,
    "Plugins": PLUGIN_SETTINGS,
}
_EXAMPLES = re.compile(r"^Examples?: ")
_NEXT_EXAMPLE = re.compile(r"(?<!&&),? (?=papershelf )")


def render_record_fields() -> str:
    """Return a table with one row for each field of a record."""
    rows = (f"| `{f.name}` | {f.meaning} | `{f.example}` |" for f in FIELDS)
    return "\n".join(["| key | meaning | example |", "|---|---|---|", *rows])


def render_settings() -> str:
    """Return a table for each part of `mkdocs.yml`, with one row for each setting."""
    return "\n\n".join(
        f"### {title}\n\n{_render_settings_table(settings)}"
        for title, settings in _SETTING_GROUPS.items()
    )


def _render_settings_table(settings: Iterable[SiteSetting]) -> str:
    rows = (f"| `{s.name}` | {s.use} | {s.text} |" for s in settings)
    return "\n".join(["| setting | use | meaning or reason |", "|---|---|---|", *rows])


def render_outputs() -> str:
    """Return a table with one row for each switch of `extra.papershelf.outputs`."""
    rows = (
        " | ".join([f"| `{name}`", text, *(_yaml_value(name, one) for one in PRESETS.values())])
        for name, text in switch_texts().items()
    )
    names = " | ".join(f"`{name}`" for name in PRESETS)
    head = [f"| switch | meaning | {names} |", f"|---|---|{'---|' * len(PRESETS)}"]
    return "\n".join([*head, *(f"{row} |" for row in rows)])


def _yaml_value(name: str, outputs: Outputs) -> str:
    return f"`{str(getattr(outputs, name)).lower()}`"


def render_services() -> str:
    """Return a table with the address, the limits and the variables of each web service."""
    rows = (
        f"| `{service.name}` | {service.base} | {_render_limits(service)} "
        f"| {_render_variables(service)} |"
        for service in SERVICES.values()
    )
    return "\n".join(["| service | address | requests | variables |", "|---|---|---|---|", *rows])


def _render_limits(service: Service) -> str:
    pause = f"one per {service.min_interval:g} s"
    return pause + (f", cached for {service.max_age / 3600:g} h" if service.max_age else "")


def _render_variables(service: Service) -> str:
    takes_key = service.api_key_header or service.api_key_param
    names = (service.base_variable, *([service.api_key_variable] if takes_key else []))
    return ", ".join(f"`{name}`" for name in names)


def render_commands() -> str:
    """Return a section for each command, in alphabetical order."""
    root = click.Context(main, info_name="papershelf")
    sections = [
        section
        for name in sorted(main.commands)
        for section in _render_command(main.commands[name], name, root)
    ]
    return "\n\n".join(sections)


def _render_command(command: click.Command, name: str, parent: click.Context) -> Iterator[str]:
    """Yield the section of a command, and those of its subcommands."""
    context = click.Context(command, info_name=name, parent=parent)
    usage = " ".join([context.command_path, *command.collect_usage_pieces(context)])
    heading = "##" if parent.parent is None else "###"
    parts = [
        f"{heading} {context.command_path}",
        _render_help(command.help or ""),
        f"```text\n{usage}\n```",
        _render_options(command, context),
        _render_examples(command.epilog or ""),
    ]
    yield "\n\n".join(filter(None, parts))
    if isinstance(command, click.Group):
        for child in sorted(command.commands):
            yield from _render_command(command.commands[child], child, context)


def _render_help(text: str) -> str:
    paragraphs = re.split(r"\n\s*\n", text.replace("\b", "").strip())
    return "\n\n".join(_escape(" ".join(paragraph.split())) for paragraph in paragraphs)


def _render_options(command: click.Command, context: click.Context) -> str:
    """Return a table of the options of a command, except `--help`, which all of them have."""
    rows = [
        f"| {_render_option(record[0])} | {_escape(' '.join(record[1].split()))} |"
        for param in command.get_params(context)
        if isinstance(param, click.Option)
        and "--help" not in param.opts
        and (record := param.get_help_record(context))
    ]
    return "\n".join(["| option | meaning |", "|---|---|", *rows]) if rows else ""


def _render_option(text: str) -> str:
    """Return code for a cell; in Markdown code, not all parsers of tables keep a `|`."""
    if "|" not in text:
        return f"`{text}`"
    return f"<code>{html.escape(text, quote=False).replace('|', '&#124;')}</code>"


def _render_examples(epilog: str) -> str:
    examples = _NEXT_EXAMPLE.split(_EXAMPLES.sub("", " ".join(epilog.replace("\b", "").split())))
    return "```sh\n" + "\n".join(examples) + "\n```" if epilog else ""


def _escape(text: str) -> str:
    """Escape the characters of Markdown and HTML in plain text, except for code in backquotes."""
    parts = re.split(r"(`[^`]+`)", text)
    return "".join(part if part.startswith("`") else _escape_text(part) for part in parts)


def _escape_text(text: str) -> str:
    return re.sub(r"([\\`*_\[\]|])", r"\\\1", html.escape(text, quote=False))
