"""Renders values for YAML files, in the style of the lines that they replace.

Takes values and lines of a file; returns lines. A comment behind a value, a list in brackets, and
the lines of items that stay are kept where possible; callers compare the result with what it should
be.
"""

from __future__ import annotations

import re

import yaml

from papershelf.sources.own.yaml_tree import YamlNode, to_plain_value

WIDTH = 100
DASH = re.compile(r"( *)-(?= |$)")
_ONE_LINE = 1_000_000
_KEY = re.compile(r"[ -]*[\w.]+:")
_LINE_COMMENT = re.compile(
    r"""
    [ -]*[\w.]+:[ ]+             # the key
    (?: "(?:[^"\\]|\\.)*"
      | '(?:[^']|'')*'
      | \[[^\#\]]*(?:(?<=\S)\#[^\#\]]*)*\]
      | [^\s"'\#\[{|>](?:[^\#]|(?<=\S)\#)*?
    )
    ([ ]+\#.*)                  # the comment
    """,
    re.VERBOSE,
)


def render_value(value: object) -> str:
    """A value in block style."""
    text: str = yaml.dump(
        value, Dumper=yaml.CSafeDumper, allow_unicode=True, sort_keys=False, width=WIDTH
    )
    return text


def to_text_scalars(value: object) -> object:
    """The value as our YAML reader would return it, with every scalar as a string."""
    if isinstance(value, list):
        return [to_text_scalars(item) for item in value]
    if isinstance(value, dict):
        return {key: to_text_scalars(item) for key, item in value.items()}
    return str(value)


def keep_style(new: list[str], old: list[str], node: YamlNode, value: object) -> list[str]:
    """The new lines of a key in the style of its old ones; `node` is the old value."""
    if len(old) == 1:
        if old[0].partition(":")[2].lstrip().startswith("[") and isinstance(value, list):
            new = _render_in_brackets(new, value)
        comment = _LINE_COMMENT.fullmatch(old[0])
        return [new[0] + comment[1]] if comment and len(new) == 1 else new
    if isinstance(value, list) and isinstance(node.value, list):
        return _keep_items(new, old, node, value)
    return new


def _render_in_brackets(new: list[str], value: list[object]) -> list[str]:
    """The key and a list in brackets on one line, unless that is too long."""
    flow = yaml.dump(
        value,
        Dumper=yaml.CSafeDumper,
        allow_unicode=True,
        sort_keys=False,
        default_flow_style=True,
        width=_ONE_LINE,
    )
    key = _KEY.match(new[0])
    line = f"{key[0] if key else ''} {flow.rstrip()}"
    return [line] if key and len(line) <= WIDTH else new


def _keep_items(new: list[str], old: list[str], node: YamlNode, value: list[object]) -> list[str]:
    """The new lines of a list in block style, in which items that stay keep their lines."""
    items = node.value if isinstance(node.value, list) else []
    starts = [item.line - node.line for item in items]
    dash = DASH.match(old[1])
    if not dash or starts[:1] != [1] or sorted(set(starts)) != starts:
        return new
    if not all(DASH.match(old[start]) for start in starts):
        return new
    ends = [*starts[1:], len(old)]
    kept = [
        (to_plain_value(item), old[start:end])
        for item, start, end in zip(items, starts, ends, strict=True)
    ]
    made = [old[0]]
    for one in value:
        text = to_text_scalars(one)
        same = next((lines for before, lines in kept if before == text), None)
        made += same or [dash[1] + line for line in render_value([one]).rstrip().split("\n")]
    return made
