"""Decodes text files in UTF-8, UTF-16 or Windows-1252.

A byte order mark determines the encoding; the default is UTF-8. Invalid UTF-8 is decoded as
Windows-1252 in foreign files and is an error with line number in our own. Nothing is replaced by
U+FFFD.
"""

from __future__ import annotations

import codecs
import re
from collections.abc import Iterator

from papershelf.core.errors import Problem

_BYTE_ORDER_MARKS = (
    (codecs.BOM_UTF8, "utf-8"),
    (codecs.BOM_UTF16_LE, "utf-16-le"),
    (codecs.BOM_UTF16_BE, "utf-16-be"),
)
_NEWLINE = re.compile(r"\r\n?")
_LINE_END = re.compile(rb"\r\n?|\n")
_PROBLEM_LIMIT = 100

_Problems = tuple[Problem, ...]


def decode_foreign(content: bytes, path: str) -> tuple[str, _Problems]:
    """Decode a foreign file, with normalized line ends; warns if the encoding is guessed.

    Lines that are not UTF-8 are decoded as Windows-1252 one by one, since concatenated files may
    mix both. Content that is not text is an error and yields "".
    """
    content, encoding = _split_bom(content)
    if encoding == "utf-8" and content.count(0) > len(content) // 4:
        message = "seems to be UTF-16 without a byte order mark; save it as UTF-8"
        return "", (Problem(path, 0, "", message),)
    try:
        text = content.decode(encoding)
    except UnicodeDecodeError:
        if encoding != "utf-8" or b"\0" in content:
            return "", (_undecodable_problem(path, encoding),)
        return _decode_western(content, path)
    return (_NEWLINE.sub("\n", text) if "\r" in text else text), ()


def decode_own_file(content: bytes, path: str) -> tuple[str, _Problems]:
    """Decode one of our own files, which must be UTF-8; else "" and an error per invalid line."""
    content, encoding = _split_bom(content)
    try:
        text = content.decode(encoding)
    except UnicodeDecodeError:
        if encoding != "utf-8":
            return "", (_undecodable_problem(path, encoding),)
        message = "contains bytes that are not UTF-8; save the file as UTF-8"
        return "", tuple(Problem(path, line, "", message) for line in _undecodable_lines(content))
    return (_NEWLINE.sub("\n", text) if "\r" in text else text), ()


def decode_head(content: bytes, limit: int) -> str:
    """The start of a file as `decode_foreign` reads it, for format detection."""
    content, encoding = _split_bom(content[:limit])
    return _NEWLINE.sub("\n", content.decode(encoding, "replace"))


def _split_bom(content: bytes) -> tuple[bytes, str]:
    for mark, name in _BYTE_ORDER_MARKS:
        if content.startswith(mark):
            return content[len(mark) :], name
    return content, "utf-8"


def _undecodable_problem(path: str, encoding: str) -> Problem:
    name = "text" if encoding == "utf-8" else encoding.upper()
    return Problem(path, 0, "", f"contains bytes that are not {name}; save the file as UTF-8")


def _decode_western(content: bytes, path: str) -> tuple[str, _Problems]:
    lines: list[str] = []
    guessed: list[int] = []
    problems: list[Problem] = []
    for number, line in enumerate(_LINE_END.split(content), 1):
        try:
            lines.append(line.decode())
        except UnicodeDecodeError:
            guessed.append(number)
            lines.append(line.decode("cp1252", "ignore"))
            if _UNDEFINED.search(line) and len(problems) < _PROBLEM_LIMIT:
                message = (
                    "contains bytes that are neither UTF-8 nor Windows-1252; they were dropped"
                )
                problems.append(Problem(path, number, "", message, "warning"))
    more = f" and {len(guessed) - 1:,} more" if guessed[1:] else ""
    message = f"line{more} read as Windows-1252; check the accented letters"
    problems.insert(0, Problem(path, guessed[0], "", message, "warning"))
    return "\n".join(lines), tuple(problems)


_UNDEFINED = re.compile(rb"[\x81\x8d\x8f\x90\x9d]")


def _undecodable_lines(content: bytes) -> Iterator[int]:
    """The lines with undecodable bytes, at most a hundred."""
    found = 0
    for number, line in enumerate(_LINE_END.split(content), 1):
        try:
            line.decode()
        except UnicodeDecodeError:
            yield number
            found += 1
            if found == _PROBLEM_LIMIT:
                return
