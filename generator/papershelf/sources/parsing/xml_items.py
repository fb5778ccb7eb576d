"""Extracts entries with line numbers from foreign XML, as small trees.

Parsed by expat, which opens no other files. Entity declarations are refused, to prevent expansion
attacks; HTML character names, which DBLP uses, are predefined. Namespace prefixes are dropped. If a
document is not well-formed, each entry is parsed separately and the malformed ones are reported.
"""

from __future__ import annotations

import html
import re
from collections.abc import Iterator
from dataclasses import dataclass, field
from itertools import zip_longest
from xml.parsers import expat

from papershelf.core.errors import Problem
from papershelf.sources.parsing.encoding import decode_foreign

_MAX_DEPTH = 200
_LATIN1_DECLARATION = re.compile(
    rb"\s*<\?xml[^>]{1,80}encoding=[\"'](?:iso-8859-1|latin-?1|windows-1252)[\"']", re.IGNORECASE
)
_MAX_FAILURES = 100
"""Number of malformed entries after which the rest of a file is not read."""


@dataclass(slots=True, kw_only=True)
class XmlNode:
    """An element: name without prefix, attributes, and content in order."""

    tag: str
    line: int
    attributes: dict[str, str]
    content: list[XmlNode | str] = field(default_factory=list)

    @property
    def children(self) -> Iterator[XmlNode]:
        """The child elements."""
        return (each for each in self.content if isinstance(each, XmlNode))

    def all(self, *tags: str) -> list[XmlNode]:
        """The child elements with one of these names."""
        return [child for child in self.children if child.tag in tags]

    def get(self, tag: str) -> XmlNode | None:
        """The first child element with this name."""
        return next((child for child in self.children if child.tag == tag), None)

    def text(self, tag: str = "") -> str:
        """All text in the element or its first child with this name, as one line."""
        node = self.get(tag) if tag else self
        return " ".join("".join(node.texts()).split()) if node else ""

    def texts(self) -> Iterator[str]:
        """The pieces of text at any depth."""
        for each in self.content:
            if isinstance(each, str):
                yield each
            else:
                yield from each.texts()

    def find(self, tags: frozenset[str]) -> Iterator[XmlNode]:
        """The outermost descendants with one of these names."""
        for child in self.children:
            if child.tag in tags:
                yield child
            else:
                yield from child.find(tags)


class _UnsupportedXmlError(Exception):
    """XML that we do not read even if it is well-formed."""


def decode_xml(content: bytes, path: str) -> tuple[str, tuple[Problem, ...]]:
    """Decode a document in UTF-8, UTF-16, or Latin-1 if declared."""
    if _LATIN1_DECLARATION.match(content):
        return content.decode("cp1252", "replace").replace("\r\n", "\n"), ()
    return decode_foreign(content, path)


def parse_entries(
    text: str,
    path: str,
    problems: list[Problem],
    tags: frozenset[str],
    inner: frozenset[str] = frozenset(),
) -> Iterator[XmlNode]:
    """The outermost elements with these names; malformed ones become problems with line numbers.

    In a malformed document, the elements named by `inner` are read instead, if there are any.
    """
    try:
        root = _parse_document(text)
    except expat.ExpatError as error:
        found = list(_parse_broken_entries(text, path, problems, inner or tags))
        if not problems:
            message = f"is not valid XML: {_error_message(error)}"
            problems.append(Problem(path, error.lineno, "", message))
        yield from found
    except _UnsupportedXmlError as error:
        problems.append(Problem(path, 0, "", str(error)))
    else:
        yield from [root] if root.tag in tags else root.find(tags)


def _error_message(error: expat.ExpatError) -> str:
    return expat.errors.messages.get(error.code, "it cannot be parsed")


def _parse_broken_entries(
    text: str, path: str, problems: list[Problem], tags: frozenset[str]
) -> Iterator[XmlNode]:
    """The entries of a malformed document, each parsed separately."""
    names = "|".join(sorted(tags))
    opening = re.compile(rf"<(?:[\w-]+:)?({names})(?=[\s>/])")
    starts = list(opening.finditer(text))
    line, counted, failures = 1, 0, 0
    for start, after in zip_longest(starts, starts[1:]):
        line += text.count("\n", counted, start.start())
        counted = start.start()
        limit = after.start() if after else len(text)
        closing = re.compile(rf"</(?:[\w-]+:)?{start[1]}\s*>")
        ends = closing.search(text, start.end(), limit)
        try:
            yield _parse_document(text[start.start() : ends.end() if ends else limit], line - 1)
        except expat.ExpatError as error:
            failures += 1
            at = line + error.lineno - 1
            message = f"is not valid XML: {_error_message(error)}; the entry was skipped"
            problems.append(Problem(path, at, "", message))
        except _UnsupportedXmlError as error:
            failures += 1
            problems.append(Problem(path, line, "", str(error)))
        if failures > _MAX_FAILURES:
            return


def _parse_document(text: str, lines_before: int = 0) -> XmlNode:
    """Parse a document. Raises `ExpatError` and `_UnsupportedXmlError`."""
    parser = expat.ParserCreate("utf-8")
    top = XmlNode(tag="", line=0, attributes={})
    stack = [top]

    def start(name: str, attributes: dict[str, str]) -> None:
        if len(stack) > _MAX_DEPTH:
            raise _UnsupportedXmlError("is nested too deeply")
        bare = {key.rpartition(":")[2]: value for key, value in attributes.items()}
        line = parser.CurrentLineNumber + lines_before
        node = XmlNode(tag=name.rpartition(":")[2], line=line, attributes=bare)
        stack[-1].content.append(node)
        stack.append(node)

    def end(_name: str) -> None:
        stack.pop()

    def characters(data: str) -> None:
        stack[-1].content.append(data)

    def skipped(name: str, _is_parameter: object) -> None:
        stack[-1].content.append(html.unescape(f"&{name};"))

    parser.StartElementHandler = start
    parser.EndElementHandler = end
    parser.CharacterDataHandler = characters
    parser.SkippedEntityHandler = skipped
    parser.EntityDeclHandler = _refuse_entity
    parser.buffer_text = True
    # Pretend that there is an external DTD (never fetched), so that expat reports unknown entities
    # instead of failing.
    parser.UseForeignDTD(True)
    parser.Parse(text.encode("utf-8", "replace"), True)
    return next(top.children)


def _refuse_entity(*_declaration: object) -> None:
    raise _UnsupportedXmlError("declares entities, which are not supported; remove the DOCTYPE")
