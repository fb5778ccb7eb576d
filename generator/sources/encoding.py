"""Bytes of a text file in, text out: the encodings that files on people's disks have.

UTF-8 is the rule; a byte order mark may say otherwise. What cannot be decoded is a problem with
its line, never an exception.
"""

from __future__ import annotations

import codecs
import re
from collections.abc import Iterator

from generator.errors import Problem

_MARKS = (
    (codecs.BOM_UTF8, "utf-8"),
    (codecs.BOM_UTF16_LE, "utf-16-le"),
    (codecs.BOM_UTF16_BE, "utf-16-be"),
)
_NEWLINE = re.compile(r"\r\n?")
_PROBLEM_LIMIT = 100


def decode(content: bytes, path: str) -> tuple[str, tuple[Problem, ...]]:
    """The text with line feeds only, and a problem for each line with bytes amiss.

    Such bytes become U+FFFD, so that the rest of the line can still be read.
    """
    encoding = "utf-8"
    for mark, name in _MARKS:
        if content.startswith(mark):
            content, encoding = content[len(mark) :], name
            break
    problems: tuple[Problem, ...] = ()
    try:
        text = content.decode(encoding)
    except UnicodeDecodeError:
        text = content.decode(encoding, errors="replace")
        message = f"holds bytes that are not {encoding.upper()}; save the file as UTF-8"
        problems = tuple(Problem(path, line, "", message) for line in _bad_lines(content, encoding))
    return (_NEWLINE.sub("\n", text) if "\r" in text else text), problems


def _bad_lines(content: bytes, encoding: str) -> Iterator[int]:
    """The lines with undecodable bytes, the first hundred; 0 where lines cannot be told apart."""
    if encoding != "utf-8":
        yield 0
        return
    found = 0
    for number, line in enumerate(content.split(b"\n"), 1):
        try:
            line.decode()
        except UnicodeDecodeError:
            yield number
            found += 1
            if found == _PROBLEM_LIMIT:
                return
