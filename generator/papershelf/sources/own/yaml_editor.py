"""YAML in, the same with records added or changed out; comments, order and quotes stay.

New keys are new lines between lines that keep their bytes; records in brackets are rewritten by
ruamel.yaml, they alone. What comes out is read again and compared, and refused where it does not
say what it should.
"""

from __future__ import annotations

import io
import re
from collections.abc import Callable, Collection, Iterable, Mapping, Sequence

import yaml
from ruamel.yaml import YAML
from ruamel.yaml.error import YAMLError

from papershelf.sources.own.jsonl_editor import insert_fields
from papershelf.sources.own.yaml_tree import YamlNode, parse_tree, to_plain_value

_WIDTH = 100
_COMMENT = re.compile(r"\s*(?:#.*)?")
_DASH = re.compile(r"( *)-(?= |$)")


def edit_yaml(
    content: bytes,
    changes: Mapping[int, Mapping[str, object]],
    added: Iterable[Mapping[str, object]],
    removed: Collection[int] = (),
) -> bytes:
    """Set keys of the records on the lines of `changes`, and append records.

    A key whose new value is `None` is removed, and so are the records that begin on the lines of
    `removed`; comments between records stay. Raises `ValueError` where that
    cannot be done without harm to the rest.
    """
    text = content.decode("utf-8-sig")
    newline = "\r\n" if "\r\n" in text else "\n"
    text = text.replace("\r\n", "\n")
    new = list(added)
    wanted = _expected_values(content, changes, new, removed)
    for change in (_insert_lines, _edit_with_ruamel):
        edited = _append_records(_apply_changes(text, content, changes, change, removed), new)
        result = edited.replace("\n", newline).encode()
        if content.startswith(b"\xef\xbb\xbf"):
            result = b"\xef\xbb\xbf" + result
        if _load_values(result) == wanted:
            return result
    raise ValueError("cannot be edited without harm; add the fields by hand")


# --- what must come out -------------------------------------------------------------------------


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
    wanted: list[object] = []
    found = 0
    for item in _record_nodes(content):
        value = to_plain_value(item)
        if item.line in removed:
            found += 1
            continue
        if item.line in changes and isinstance(value, dict):
            value = insert_fields(value, _with_text_scalars(changes[item.line]))
            found += 1
        wanted.append(value)
    if found != len(changes) + len(removed):
        raise ValueError("has several records on one line; put each on its own")
    return wanted + [_with_text_scalars(record) for record in added]


def _with_text_scalars(record: Mapping[str, object]) -> dict[str, object]:
    """A record as YAML is read here: every scalar a text."""
    return {
        key: value if value is None else _to_text_scalars(value) for key, value in record.items()
    }


def _to_text_scalars(value: object) -> object:
    if isinstance(value, list):
        return [_to_text_scalars(item) for item in value]
    if isinstance(value, dict):
        return {key: _to_text_scalars(item) for key, item in value.items()}
    return str(value)


# --- records that change ------------------------------------------------------------------------


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
            # What stands behind the last key belongs to the next record, or to nobody.
            while _COMMENT.fullmatch(lines[end - 1]):
                end -= 1
            block = lines[start:end]
            if not block or not _DASH.match(block[0]):
                raise ValueError("is not written one record after the other; edit it by hand")
            lines[start:end] = (
                [] if item.line in removed else change(block, item, changes[item.line])
            )
            if item.line in removed and not "".join(lines[max(0, start - 1) : start + 1]).strip():
                del lines[start : start + 1]  # one of the blank lines around it is enough
    return "\n".join(lines)


def _insert_lines(block: list[str], item: YamlNode, new_values: Mapping[str, object]) -> list[str]:
    """The lines of one record with lines for the new keys between them."""
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
    # Nothing goes before the first key, for it has the dash.
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
            body = [
                indent + line for line in _render_value({key: new_values[key]}).rstrip().split("\n")
            ]
            if key in bodies:
                made += behind
                behind = _split_trailing_comments(bodies[key])[1]
            if key == head:
                body[0] = block[0][: first.end()] + body[0].lstrip()
        else:
            body, behind = _split_trailing_comments(bodies[key])
        made += body
    return made + behind


def _split_trailing_comments(lines: list[str]) -> tuple[list[str], list[str]]:
    """A key's own lines, and the blank lines and comments that lead to the next one."""
    end = len(lines)
    while _COMMENT.fullmatch(lines[end - 1]):
        end -= 1
    return lines[:end], lines[end:]


def _render_value(value: object) -> str:
    text: str = yaml.dump(
        value, Dumper=yaml.CSafeDumper, allow_unicode=True, sort_keys=False, width=_WIDTH
    )
    return text


def _edit_with_ruamel(
    block: list[str], _item: YamlNode, new_values: Mapping[str, object]
) -> list[str]:
    """The lines of one record as ruamel.yaml writes them, with the new keys."""
    editor = YAML()
    editor.preserve_quotes = True
    editor.width = max(_WIDTH, *(len(line) + 1 for line in block))
    indent = block[0][: len(block[0]) - len(block[0].lstrip())]
    try:
        records = editor.load("\n".join(line.removeprefix(indent) for line in block))
    except YAMLError as error:
        raise ValueError("cannot be edited without harm; add the fields by hand") from error
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


# --- records that are new -----------------------------------------------------------------------


def _append_records(text: str, added: Sequence[Mapping[str, object]]) -> str:
    if not added:
        return text
    indent = ""
    for line in text.split("\n"):
        if not _COMMENT.fullmatch(line) and not line.startswith(("---", "%")):
            dash = _DASH.match(line)
            if not dash:
                raise ValueError("is not written one record after the other; cannot be added to")
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
    """A file whose only part is a list, with items added, each indented by two spaces.

    Raises `ValueError` where the list is not written one item after the other.
    """
    text = content.decode("utf-8-sig").replace("\r\n", "\n")
    if not any(_COMMENT.fullmatch(line) is None for line in text.split("\n")):
        text += f"{section}:\n"
    text = text.rstrip() + "\n"
    dashes = [found for line in text.split("\n") if (found := _DASH.match(line))]
    indent = dashes[0][1] if dashes else "  "
    added = "".join(items)
    lines = (indent + line.removeprefix("  ") if line else line for line in added.split("\n"))
    result = text + "\n".join(lines)
    before, after = (_section_values(each, section) for each in (text, result))
    new = _section_values(f"{section}:\n{added}", section)
    if before is None or new is None or after != before + new:
        raise ValueError("cannot be added to without harm; add the entries by hand")
    newline = "\r\n" if b"\r\n" in content else "\n"
    mark = b"\xef\xbb\xbf" if content.startswith(b"\xef\xbb\xbf") else b""
    return mark + result.replace("\n", newline).encode()


def _section_values(text: str, section: str) -> list[object] | None:
    """The items of a part of a file, `None` where they are no list."""
    root, problems = parse_tree(text.encode(), "")
    if problems or root is None or not isinstance(root.value, dict):
        return None
    node = root.value.get(section)
    value = to_plain_value(node) if node is not None else None
    return [] if value in (None, "") else value if isinstance(value, list) else None


def render_yaml(record: Mapping[str, object]) -> str:
    """A record as an item of a YAML list."""
    return _render_value([dict(record)])
