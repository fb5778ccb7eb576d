"""Broken files: bombs, foreign encodings, deep nesting, truncated records."""

from __future__ import annotations

from collections.abc import Iterator

_ATOM = (
    '<feed xmlns="http://www.w3.org/2005/Atom"><entry><id>http://arxiv.org/abs/2602.00001v1</id>'
    "<title>{}</title></entry></feed>"
)
_ACL = (
    '<collection id="{}"><volume id="1"><meta><booktitle>x</booktitle><year>2024</year></meta>'
    '<paper id="{}"><title>{}</title></paper></volume></collection>'
)
_PAGE = "<!doctype html><html>huggingface.co/papers"
_LAUGHS = "".join(f'<!ENTITY {chr(98 + n)} "{f"&{chr(97 + n)};" * 10}">' for n in range(10))
_ENTITIES = f'<?xml version="1.0"?><!DOCTYPE l [<!ENTITY a "ha">{_LAUGHS}]>'


def _yaml() -> Iterator[tuple[str, str | bytes]]:
    yield (
        "laughs",
        "a0: &a0 [x]\n"
        + "".join(f"a{n}: &a{n} [{','.join([f'*a{n - 1}'] * 9)}]\n" for n in range(1, 12)),
    )
    yield "shared", "- &a [x]\n- title: t\n  authors: [*a, *a]\n"
    yield "merged", "- &b\n  title: t\n- <<: *b\n  id: x\n"
    yield "loop", "- &a [*a]\n"
    yield "object", "- title: !!python/object/apply:os.system ['touch /tmp/owned']\n"
    yield "name", "- !!python/name:os.system\n"
    yield "environment", "- title: !ENV [HOME, x]\n"
    yield "binary", "- title: !!binary aGVsbG8=\n"
    yield "set", "- title: !!set {a, b}\n"
    yield "duplicate", "- title: a\n  title: b\n"
    yield "documents", "- title: a\n---\n- title: b\n"
    yield "list-as-key", "- ? [a]\n  : b\n"
    yield "nul", b"- title: a\x00b\n"
    yield "deep-list", "- title: " + "[" * 100_000
    yield "deep-map", "- " + "a: {" * 20_000
    yield "deep-dash", "- " * 50_000 + "x"
    yield "deep-closed", "- title: " + "[" * 5_000 + "]" * 5_000 + "\n"
    yield "tab", "-\ttitle: x\n"
    yield "colon", "- title: a: b\n"
    yield "utf-16", "- title: x\n".encode("utf-16")
    yield "latin-1", "- title: é\n".encode("latin-1")
    yield "utf-7", b"- title: +AGE-\n"
    yield "line-ends", "- title: a\x85b\u2028c\n"
    yield "directive", "%YAML 9.9\n%TAG ! tag:x,2000:\n---\n- title: x\n"
    yield "huge-number", "- title: x\n  year: " + "9" * 100_000 + "\n"
    yield "sexagesimal", "- title: 1:2:3\n  year: 0o7\n"
    yield "scalar", "just text"
    yield "map", "title: x\n"
    yield "empty", ""
    yield "null", "~\n"
    yield "long-key", "- " + "k" * 100_000 + ": x\n"
    yield "long-anchor", "- &" + "a" * 100_000 + " x\n"
    yield "surrogate", '- title: "\\ud800 x"\n'
    yield "escapes", '- title: "\\0\\x1b\\u202e"\n'
    yield "unclosed", '- title: "unclosed\n'


def _jsonl() -> Iterator[tuple[str, str | bytes]]:
    yield "deep", '{"title":' + "[" * 100_000 + "\n"
    yield "deep-closed", '{"title":' + "[" * 900 + "]" * 900 + "}\n"
    yield "deep-objects", '{"a":' * 50_000 + "\n"
    yield "huge-number", '{"title":"x","year":' + "9" * 5000 + "}\n"
    yield "exponent", '{"title":"x","year":1e999}\n'
    yield "nan", '{"title":"x","year":NaN}\n'
    yield "duplicate", '{"title":"x","title":"y"}\n'
    yield "no-objects", '[1]\n"x"\n1\nnull\n'
    yield "nul", b'{"title":"a\x00"}\n'
    yield "bytes", b'{"title":"\xff\xfe"}\n'
    yield "surrogate-key", '{"title":"x","\\ud800":1}\n'
    yield "escape-key", '{"title":"x","\\u001b[2J\\n::error::":1}\n'
    yield "prototype", '{"title":"x","__proto__":{"a":1}}\n'
    yield "cut", '{"title":"x"'
    yield "line-ends", '{"title":"x"}\r\n{"title":"y"}\r\n'
    yield "mark", '\ufeff{"title":"x"}\n'
    yield "gzip", b"\x1f\x8b\x08" + b"\x00" * 100


def _xml() -> Iterator[tuple[str, str | bytes]]:
    doctype = '<?xml version="1.0"?><!DOCTYPE f {}>'
    yield "laughs", _ENTITIES + _ATOM.format("&k;")
    entity = doctype.format('[<!ENTITY e SYSTEM "file:///etc/hostname">]')
    yield "file", entity + _ATOM.format("&e;")
    parameter = doctype.format('[<!ENTITY % p SYSTEM "http://elsewhere.invalid/x.dtd"> %p;]')
    yield "parameter", parameter + _ATOM.format("x")
    outside = doctype.format('SYSTEM "http://elsewhere.invalid/x.dtd"')
    yield "outside", outside + _ATOM.format("&foo; &eacute;")
    include = '<xi:include xmlns:xi="http://www.w3.org/2001/XInclude" href="/etc/hostname"/>'
    yield "include", _ATOM.format(include)
    yield "deep", _ATOM.format("<b>" * 50_000)
    yield "deep-closed", _ATOM.format("<b>" * 5_000 + "</b>" * 5_000)
    attributes = " ".join(f'a{n}="x"' for n in range(20_000))
    yield "attributes", f'<feed xmlns="http://www.w3.org/2005/Atom" {attributes}></feed>'
    yield "cut", _ATOM[:100]
    long = doctype.format(f'[<!ENTITY a "{"x" * 50_000}">]')
    yield "quadratic", long + _ATOM.format("&a;" * 20_000)
    yield "nul", _ATOM.format("a\x00b")
    yield "utf-7", '<?xml version="1.0" encoding="utf-7"?>' + _ATOM.format("+ADw-")
    yield "utf-16", ('<?xml version="1.0" encoding="utf-16"?>' + _ATOM.format("x")).encode("utf-16")
    yield "path.acl", _ACL.format("../../x", "../../etc", "t")
    yield "laughs.acl", _ENTITIES + _ACL.format("2024.x", "1", "&k;")
    yield "deep.acl", _ACL.format("2024.x", "1", "<b>" * 3_000 + "x" + "</b>" * 3_000)


def _bib() -> Iterator[tuple[str, str | bytes]]:
    yield "open", "@article{a, title={x"
    yield "deep", "@article{a, title={" + "{" * 50_000 + "x" + "}" * 50_000 + "}}"
    strings = (f"@string{{a{n} = {' # '.join([f'a{n - 1}'] * 4)}}}\n" for n in range(1, 20))
    yield "strings", f"@string{{a0 = {{x}}}}\n{''.join(strings)}@article{{k, title = a19}}\n"
    yield "crossed", "@inproceedings{a, crossref={b}, title={x}}\n@proceedings{b, crossref={a}}\n"
    yield "own-parent", "@inproceedings{a, crossref={a}, title={x}}\n"
    yield "own-string", "@string{a = a # a}\n@article{k, title = a}\n"
    yield "at-signs", "@" * 100_000
    yield "openings", "@article{" * 20_000
    yield "quotes", '@article{a, title="' + '"' * 20_001 + "}"
    yield "same-key", "@article{a, title={x}}\n@article{a, title={y}}\n"
    yield "nul", b"@article{a, title={x\x00y}}"
    yield "latin-1", "@article{a, title={é}}".encode("latin-1")
    yield "commas", "@article{a,,,,,, title={x},,,}"
    yield "accents", "@article{a, title={" + "\\'{" * 5000 + "e" + "}" * 5000 + "}}"
    yield "authors", "@article{a, title={x}, author={" + " and ".join(["A B"] * 20_000) + "}}"
    yield "ris", "@article{a, title={One}, abstract={x\nTY  - JOUR\nTI  - Foo\nER  - \n}}\n"
    yield "note", "@article{a, title={x}, note={" + "T" * 100_000 + "}}"


def _others() -> Iterator[tuple[str, str | bytes]]:
    yield "open.ris", "TY  - JOUR\nTI  - x\n"
    yield "lines.ris", "TY  - JOUR\nTI  - x\n" + "y\n" * 50_000 + "ER  - \n"
    yield "tags.ris", "TY  - JOUR\nTI  - x\n" + "ZZ  - x\n" * 50_000 + "ER  - \n"
    yield "no-type.ris", "TI  - x\nER  - \n"
    yield "orcid.ciw", "FN x\nVR 1.0\nPT J\nTI x\nOI " + "word " * 20_000 + "\nER\n\nEF\n"
    yield "mail.nbib", "PMID- 1\nTI  - x\nAD  - " + "T" * 100_000 + "\n"
    yield "deep.csl.json", '[{"type":"article","title":' + "[" * 100_000
    yield (
        "number.csl.json",
        ('[{"type":"article","title":"x","issued":{"date-parts":[[' + "9" * 5000 + "]]}}]"),
    )
    yield (
        "negative.csl.json",
        (
            '[{"type":"article","title":"x","issued":{"date-parts":[[-1,99,99]]},"author":[null,1,[]]}]'
        ),
    )
    yield "shapes.csl.json", '[{"type":"article","title":{"a":{"b":1}},"DOI":[],"URL":{}}]'
    yield "hf.json", '[{"paper":{"id":null,"title":[],"authors":{},"upvotes":"x"},"title":1}]'
    yield "count.json", '[{"paper":{"id":"2601.00001","title":"x","upvotes":' + "9" * 4000 + "}}]"
    yield "negative.json", '[{"paper":{"id":"2601.00001","title":"x","upvotes":-5}}]'
    index = '{"a":[999999999999],"b":[-1],"c":"x","d":[1.5,null]}'
    work = '{{"results":[{{"id":"https://openalex.org/W1","display_name":"x","abstract_inverted_index":{}}}]}}'
    yield "index.json", work.format(index)
    yield "long-index.json", work.format('{"a":[' + ",".join(map(str, range(200_000))) + "]}")
    yield "head.txt", "Daily Papers\n" * 5000
    yield "comments.html", _PAGE + "<!--" * 50_000
    yield "tags.html", _PAGE + "<a " * 50_000
    yield "paragraphs.html", _PAGE + "<article>" + "<p>" * 50_000
    yield "line.txt", "x" * 1_000_000
    yield "nul.txt", b"\x00" * 100_000
    yield "zip.json", b"PK\x03\x04" + b"\x00" * 100


def broken_files() -> Iterator[tuple[str, bytes]]:
    """The name and bytes of each file."""
    kinds = {"yaml": _yaml, "jsonl": _jsonl, "xml": _xml, "bib": _bib}
    for ending, kind in kinds.items():
        for name, content in kind():
            yield f"{name}.{ending}", _bytes(content)
    for name, content in _others():
        yield name, _bytes(content)


def _bytes(content: str | bytes) -> bytes:
    return content if isinstance(content, bytes) else content.encode("utf-8", "surrogatepass")
