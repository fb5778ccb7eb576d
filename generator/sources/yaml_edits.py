"""YAML in, the same with records added or changed out; comments, order and quotes stay.

Only the lines of a changed record are read and written by ruamel.yaml; all others keep their
bytes. What comes out is read again and compared, and refused where it does not say what it should.
"""

from __future__ import annotations

import io
import re
import textwrap
from collections.abc import Iterable, Mapping, Sequence

import yaml
from ruamel.yaml import YAML
from ruamel.yaml.comments import CommentedMap, CommentedSeq
from ruamel.yaml.error import YAMLError

from generator.sources.jsonl_edits import insert_keys
from generator.sources.yaml_tree import Node, parse_tree, plain

_WIDTH = 100
_COMMENT = re.compile(r"\s*(?:#.*)?")
_DASH = re.compile(r"( *)-(?= |$)")


def edit_yaml(
    content: bytes,
    changes: Mapping[int, Mapping[str, object]],
    added: Iterable[Mapping[str, object]],
) -> bytes:
    """Set keys of the records on the lines of `changes`, and append records.

    Raises `ValueError` where that cannot be done without harm to the rest.
    """
    text = content.decode("utf-8-sig")
    newline = "\r\n" if "\r\n" in text else "\n"
    text = text.replace("\r\n", "\n")
    new = list(added)
    wanted = _wanted(content, changes, new)
    edited = _append(_change(text, content, changes), new)
    result = edited.replace("\n", newline).encode()
    if content.startswith(b"\xef\xbb\xbf"):
        result = b"\xef\xbb\xbf" + result
    if _values(result) != wanted:
        raise ValueError("cannot be edited without harm; add the fields by hand")
    return result


# --- what must come out -------------------------------------------------------------------------


def _items(content: bytes) -> list[Node]:
    root, problems = parse_tree(content, "")
    if problems:
        raise ValueError(problems[0].message)
    if root is None or root.value is None:
        return []
    if not isinstance(root.value, list):
        raise ValueError("is not a list of records")  # noqa: TRY004  # data, not a call
    return root.value


def _values(content: bytes) -> list[object]:
    return [plain(item) for item in _items(content)]


def _wanted(
    content: bytes,
    changes: Mapping[int, Mapping[str, object]],
    added: Sequence[Mapping[str, object]],
) -> list[object]:
    wanted: list[object] = []
    found = 0
    for item in _items(content):
        value = plain(item)
        if item.line in changes and isinstance(value, dict):
            value = insert_keys(value, _as_text(changes[item.line]))
            found += 1
        wanted.append(value)
    if found != len(changes):
        raise ValueError("has several records on one line; put each on its own")
    return wanted + [_as_text(record) for record in added]


def _as_text(record: Mapping[str, object]) -> dict[str, object]:
    """A record as YAML is read here: every scalar a text."""
    return {key: _scalars(value) for key, value in record.items()}


def _scalars(value: object) -> object:
    if isinstance(value, list):
        return [_scalars(item) for item in value]
    if isinstance(value, dict):
        return {key: _scalars(item) for key, item in value.items()}
    return str(value)


# --- records that change ------------------------------------------------------------------------


def _change(text: str, content: bytes, changes: Mapping[int, Mapping[str, object]]) -> str:
    if not changes:
        return text
    lines = text.split("\n")
    starts = [item.line - 1 for item in _items(content)]
    ends = [*starts[1:], len(lines)]
    for start, end in reversed(list(zip(starts, ends, strict=True))):
        if start + 1 in changes:
            lines[start:end] = _change_block(lines[start:end], changes[start + 1])
    return "\n".join(lines)


def _change_block(block: list[str], gains: Mapping[str, object]) -> list[str]:
    """The lines of one record, dash and all, with keys set."""
    dash = _DASH.match(block[0]) if block else None
    if not dash:
        raise ValueError("is not written one record after the other; add the fields by hand")
    # What stands behind the last key belongs to the next record, or to nobody.
    end = len(block)
    while end > 1 and _COMMENT.fullmatch(block[end - 1]):
        end -= 1
    indent = len(dash[1])
    body = "\n".join(line[indent:] for line in block[:end]) + "\n"
    rendered = _edit_with_ruamel(body, gains).rstrip("\n").split("\n")
    return [" " * indent + line if line else line for line in rendered] + block[end:]


def _edit_with_ruamel(body: str, gains: Mapping[str, object]) -> str:
    editor = YAML()
    editor.preserve_quotes = True
    editor.width = max(_WIDTH, *(len(line) + 1 for line in body.split("\n")))
    try:
        records = editor.load(body)
    except YAMLError as error:
        raise ValueError("cannot be edited without harm; add the fields by hand") from error
    record = records[0]
    _match_indent(editor, record, body)
    for place, (key, value) in enumerate(insert_keys(record, gains).items()):
        if key not in record:
            record.insert(place, key, value)
        elif key in gains:
            record[key] = value
    out = io.StringIO()
    editor.dump(records, out)
    # The indent of lists inside the record is also that of the list around it.
    return textwrap.dedent(out.getvalue())


def _match_indent(editor: YAML, record: CommentedMap, body: str) -> None:
    """Let lists inside a record stand where the record's own lists stand."""
    for key, value in record.items():
        if isinstance(value, CommentedSeq) and not value.fa.flow_style() and len(value):
            line = body.split("\n")[value.lc.line]
            dash = _DASH.match(line)
            if dash and key:
                offset = max(len(dash[1]) - 2, 0)
                editor.indent(mapping=2, sequence=offset + 2, offset=offset)
                return


# --- records that are new -----------------------------------------------------------------------


def _append(text: str, added: Sequence[Mapping[str, object]]) -> str:
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


def render_yaml(record: Mapping[str, object]) -> str:
    """A record as an item of a YAML list."""
    return yaml.safe_dump([dict(record)], allow_unicode=True, sort_keys=False, width=_WIDTH)
