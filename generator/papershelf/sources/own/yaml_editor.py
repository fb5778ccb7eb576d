"""Edits YAML record files and keeps comments, order and quotes.

New keys are inserted as lines; existing lines keep their bytes. Only records in flow style
(brackets) are rewritten by ruamel.yaml. The result is parsed again and compared with the expected
values. Raises `ValueError` if they differ.
"""

from __future__ import annotations

import io
import re
from collections.abc import Callable, Collection, Iterable, Mapping, Sequence

from ruamel.yaml import YAML
from ruamel.yaml.error import YAMLError

from papershelf.sources.own.jsonl_editor import insert_fields
from papershelf.sources.own.yaml_style import DASH, WIDTH, keep_style, render_value, to_text_scalars
from papershelf.sources.own.yaml_tree import YamlNode, parse_tree, to_plain_value

_COMMENT = re.compile(r"\s*(?:#.*)?")


def edit_yaml(
    content: bytes,
    changes: Mapping[int, Mapping[str, object]],
    added: Iterable[Mapping[str, object]],
    removed: Collection[int] = (),
) -> bytes:
    """Set keys of the records at the lines in `changes`, append `added`, and remove `removed`.

    A new value of `None` removes the key. Comments between records are kept. Raises `ValueError` if
    the edit is not possible without changing anything else.
    """
    text = content.decode("utf-8-sig")
    newline = "\r\n" if "\r\n" in text else "\n"
    text = text.replace("\r\n", "\n")
    new = list(added)
    expected = _expected_values(content, changes, new, removed)
    for change in (_insert_lines, _edit_with_ruamel):
        edited = _append_records(_apply_changes(text, content, changes, change, removed), new)
        result = edited.replace("\n", newline).encode()
        if content.startswith(b"\xef\xbb\xbf"):
            result = b"\xef\xbb\xbf" + result
        if _load_values(result) == expected:
            return result
    raise ValueError("cannot be edited automatically; add the fields by hand")


# --- expected result --------------------------------------------------------------------------


def _record_nodes(content: bytes) -> list[YamlNode]:
    root, problems = parse_tree(content, "")
    if problems:
        raise ValueError(problems[0].message)
    if root is None or root.value is None:
        return []
    if not isinstance(root.value, list):
        raise ValueError("is not a list of records")  # noqa: TRY004  # data, not a call
    return root.value


def _load_values(content: bytes) -> list[object] | None:
    try:
        return [to_plain_value(item) for item in _record_nodes(content)]
    except ValueError:
        return None


def _expected_values(
    content: bytes,
    changes: Mapping[int, Mapping[str, object]],
    added: Sequence[Mapping[str, object]],
    removed: Collection[int],
) -> list[object]:
    expected: list[object] = []
    found = 0
    for item in _record_nodes(content):
        value = to_plain_value(item)
        if item.line in removed:
            found += 1
            continue
        if item.line in changes and isinstance(value, dict):
            value = insert_fields(value, _with_text_scalars(changes[item.line]))
            found += 1
        expected.append(value)
    if found != len(changes) + len(removed):
        raise ValueError("has several records on one line; put each on its own")
    return expected + [_with_text_scalars(record) for record in added]


def _with_text_scalars(record: Mapping[str, object]) -> dict[str, object]:
    """The record as our YAML reader would return it, with every scalar as a string."""
    return {
        key: value if value is None else to_text_scalars(value) for key, value in record.items()
    }


# --- changed records --------------------------------------------------------------------------


_RecordEdit = Callable[[list[str], YamlNode, Mapping[str, object]], list[str]]


def _apply_changes(
    text: str,
    content: bytes,
    changes: Mapping[int, Mapping[str, object]],
    change: _RecordEdit,
    removed: Collection[int],
) -> str:
    lines = text.split("\n")
    items = _record_nodes(content)
    ends = [*(item.line - 1 for item in items[1:]), len(lines)]
    for item, last in reversed(list(zip(items, ends, strict=False))):
        if item.line in changes or item.line in removed:
            start, end = item.line - 1, last
            # Comments and blank lines after the last key do not belong to this record.
            while _COMMENT.fullmatch(lines[end - 1]):
                end -= 1
            block = lines[start:end]
            if not block or not DASH.match(block[0]):
                raise ValueError("does not have one record after the other; edit it by hand")
            lines[start:end] = (
                [] if item.line in removed else change(block, item, changes[item.line])
            )
            if item.line in removed and not "".join(lines[max(0, start - 1) : start + 1]).strip():
                # keep only one of the blank lines around a removed record
                del lines[start : start + 1]
    return "\n".join(lines)


def _insert_lines(block: list[str], item: YamlNode, new_values: Mapping[str, object]) -> list[str]:
    """Insert lines for new keys between the existing lines of a record."""
    record = item.value if isinstance(item.value, dict) else {}
    starts = [node.line - item.line for node in record.values()]
    first = re.match(r" *- *", block[0])
    if sorted(set(starts)) != starts or starts[:1] != [0] or not first:
        return block
    indent = " " * first.end()
    ends = [*starts[1:], len(block)]
    bodies = {key: block[a:b] for key, a, b in zip(record, starts, ends, strict=True)}
    made: list[str] = []
    behind: list[str] = []
    # The first key stays first, since its line has the dash.
    head = next(iter(record))
    removed = {key for key, value in new_values.items() if value is None}
    if head in removed:
        return block
    kept = {key: value for key, value in new_values.items() if key not in removed}
    order = [head, *(key for key in insert_fields(record, kept) if key != head)]
    for key in order:
        if key in removed:
            behind += _split_trailing_comments(bodies[key])[1]
            continue
        if key not in new_values:
            made += behind
        if key in new_values:
            body = _render_field(key, new_values[key], indent)
            if key in bodies:
                old = _split_trailing_comments(bodies[key])[0]
                body = keep_style(body, old, record[key], new_values[key])
                made += behind
                behind = _split_trailing_comments(bodies[key])[1]
            if key == head:
                body[0] = block[0][: first.end()] + body[0].lstrip()
        else:
            body, behind = _split_trailing_comments(bodies[key])
        made += body
    return made + behind


def _render_field(key: str, value: object, indent: str) -> list[str]:
    return [indent + line for line in render_value({key: value}).rstrip().split("\n")]


def _split_trailing_comments(lines: list[str]) -> tuple[list[str], list[str]]:
    """Split the lines of a key from the blank lines and comments that follow it."""
    end = len(lines)
    while _COMMENT.fullmatch(lines[end - 1]):
        end -= 1
    return lines[:end], lines[end:]


def _edit_with_ruamel(
    block: list[str], _item: YamlNode, new_values: Mapping[str, object]
) -> list[str]:
    """Set new keys of one record and render it with ruamel.yaml."""
    editor = YAML()
    editor.preserve_quotes = True
    editor.width = max(WIDTH, *(len(line) + 1 for line in block))
    indent = block[0][: len(block[0]) - len(block[0].lstrip())]
    try:
        records = editor.load("\n".join(line.removeprefix(indent) for line in block))
    except YAMLError as error:
        raise ValueError("cannot be edited automatically; add the fields by hand") from error
    for place, (key, value) in enumerate(insert_fields(records[0], new_values).items()):
        if key not in records[0]:
            records[0].insert(place, key, value)
        elif key in new_values:
            records[0][key] = value
    for key in [key for key in records[0] if key in new_values and new_values[key] is None]:
        del records[0][key]
    out = io.StringIO()
    editor.dump(records, out)
    return [indent + line for line in out.getvalue().rstrip("\n").split("\n")]


# --- new records ------------------------------------------------------------------------------


def _append_records(text: str, added: Sequence[Mapping[str, object]]) -> str:
    if not added:
        return text
    indent = ""
    for line in text.split("\n"):
        if not _COMMENT.fullmatch(line) and not line.startswith(("---", "%")):
            dash = DASH.match(line)
            if not dash:
                raise ValueError("does not have one record after the other; add records by hand")
            indent = dash[1]
            break
    if text and not text.endswith("\n"):
        text += "\n"
    for record in added:
        block = render_yaml(record)
        lines = (indent + line if line else line for line in block.split("\n"))
        text += ("\n" if text else "") + "\n".join(lines)
    return text


def append_section(content: bytes, section: str, items: Iterable[str]) -> bytes:
    """Append items, indented by two spaces, to a file whose only section is a list.

    Raises `ValueError` if the list is not in block style.
    """
    text = content.decode("utf-8-sig").replace("\r\n", "\n")
    if not any(_COMMENT.fullmatch(line) is None for line in text.split("\n")):
        text += f"{section}:\n"
    text = text.rstrip() + "\n"
    dashes = [found for line in text.split("\n") if (found := DASH.match(line))]
    indent = dashes[0][1] if dashes else "  "
    added = "".join(items)
    lines = (indent + line.removeprefix("  ") if line else line for line in added.split("\n"))
    result = text + "\n".join(lines)
    before, after = (_section_values(each, section) for each in (text, result))
    new = _section_values(f"{section}:\n{added}", section)
    if before is None or new is None or after != before + new:
        raise ValueError("cannot be extended automatically; add the entries by hand")
    newline = "\r\n" if b"\r\n" in content else "\n"
    mark = b"\xef\xbb\xbf" if content.startswith(b"\xef\xbb\xbf") else b""
    return mark + result.replace("\n", newline).encode()


def _section_values(text: str, section: str) -> list[object] | None:
    """The items of a section of a file, or `None` if it is not a list."""
    root, problems = parse_tree(text.encode(), "")
    if problems or root is None or not isinstance(root.value, dict):
        return None
    node = root.value.get(section)
    value = to_plain_value(node) if node is not None else None
    return [] if value in (None, "") else value if isinstance(value, list) else None


def render_yaml(record: Mapping[str, object]) -> str:
    """Render a record as an item of a YAML list."""
    return render_value([dict(record)])
