"""Fabricated collections for tests of whole sites: ordinary, messy and hostile records."""

from __future__ import annotations

from collections.abc import Mapping, Sequence

Record = Mapping[str, object]

VENUES = {
    "venues": [
        {"id": "icrr", "name": "ICRR", "full_name": "Int. Conference on River Research"},
        {"id": "jtm", "name": "JTM", "full_name": "Journal of Toy Models", "kind": "journal"},
    ]
}
TAGS = {
    "groups": [{"id": "water", "name": "Water", "description": "All that flows."}],
    "tags": [
        {
            "id": "rivers",
            "name": "Rivers",
            "group": "water",
            "description": "From spring to sea.",
            "rules": {"title": ["river*"]},
        },
        {"id": "tides", "name": "Tides", "group": "water", "description": "Up and down."},
    ],
}

ORDINARY: Sequence[Record] = [
    {
        "id": "tidal-attention",
        "title": "Tidal Attention for $\\ell_1$ Rivers",
        "authors": ["Ada Byron", {"name": "Li Wei", "orcid": "0000-0002-1825-0097"}],
        "venue": "icrr",
        "year": 2024,
        "published": "2024-05-17",
        "summary": "Looks at rivers twice a day and forecasts floods a week ahead.",
        "abstract": "We watch rivers with $O(n^2)$ attention.\n\nCode: https://github.com/example/tide",
        "tags": ["rivers", "tides"],
        "doi": "10.1000/tide.1",
        "arxiv": "2401.01234",
        "added": "2026-11-20",
        "featured": ["2026-11-20"],
    },
    {
        "id": "ebb-and-flow",
        "title": "Ebb & Flow: Models of the Sea at Night",
        "authors": ["Ada Byron", "Zoë Ångström"],
        "venue": "jtm",
        "year": 2023,
        "volume": "7",
        "pages": "1-12",
        "tags": ["tides"],
        "abstract": "The sea at night is modelled with attention for rivers and for tides.",
        "added": "2026-11-20",
    },
    {"id": "a-title-alone", "title": "A Title Alone"},
    {
        "id": "river-without-tags",
        "title": "River Beds",
        "authors": ["ADA BYRON"],
        "year": 2023,
        "status": {"kind": "retracted", "reason": "The river moved"},
        "aliases": ["old-river"],
    },
]

SCRIPT = "<script>alert(1)</script>"


def make_hostile_records() -> list[dict[str, object]]:
    """Records with values that try to break out of every context in which they are used."""
    texts = {
        "script": f"Harmless {SCRIPT} title </title>{SCRIPT}",
        "handler": 'A " onmouseover="alert(1)" x=\' onfocus=\'alert(1)',
        "image": "<img src=x onerror=alert(1)> <svg/onload=alert(1)>",
        "markdown": "[a](javascript:alert(1)) ![b](javascript:alert(1)) <javascript:alert(1)> # H",
        "reference": "[x][1]\n\n[1]: javascript:alert(1)\n\n*[HTML]: no\n\n[TOC]",
        "jinja": "{{ 7*7 }} {% include 'x' %} {{ config }} {# no #}",
        "front-matter": "---\ntitle: taken\ntemplate: evil.html\n---\n...\n--- ",
        "fence": "```python\ncode\n```\n~~~\n</article></main></body>",
        "attributes": 'text {: onclick="alert(1)" } {#id .class}',
        "comment": "<!-- --> <![CDATA[ ]]> <![ <?php ?> <!DOCTYPE x> --!>",
        "link": "[a](http://[foo/bar) <http://[foo> http://[::1",
        "entity": "&lt;script&gt;alert(1)&lt;/script&gt; &#60;img src=x&#62; &amp;lt;b&amp;gt;",
        "control": "a\x00b\x01c\x02d\x03e\x07f\x1b[31mg\x7fh\u2028i\u2029j\ufeffk",
        "bidi": "safe \u202eevil\u202c \u2066inside\u2069 \u200f",
        "astral": "𝔄 𝒜 😀 \U0010fffd 你好 عربى עברית ﷽",
        "latex": "$\\text{<script>alert(1)</script>}$ \\href{javascript:alert(1)}{x}",
        "braces": "$" + "{" * 3000 + "}" * 2999 + "$",
        "json": '</script><script>alert(1)</script> "\\u003c" \\',
        "stash": "\x02wzxhzdk:0\x03 \x02amp\x03 \x02klzzwxh:0001\x03",
    }
    records: list[dict[str, object]] = []
    for name, text in texts.items():
        records.append(
            {
                "id": f"hostile-{name}",
                "title": text,
                "abstract": f"{text}\n\n{text}",
                "summary": text,
                "authors": [text, {"name": f"{name} {text}", "affiliation": text}],
                "note": text,
                "awards": [text],
                "volume": text,
                "pages": text,
                "publisher": text,
                "submitted_by": text,
                "status": {"kind": "withdrawn", "reason": text},
                "year": 2024,
                "source": {"format": text, "from": text, "fields": {"title": text}},
            }
        )
    records.append(
        {"id": "hostile-long", "title": "Long", "abstract": "word <b> $x^2$ & " * 60_000}
    )
    many = [f"Author {number} {SCRIPT}" for number in range(3000)]
    records.append({"id": "hostile-many", "title": "Many authors", "authors": many})
    records.append({"id": "hostile-title", "title": "T" * 20_000})
    return records
