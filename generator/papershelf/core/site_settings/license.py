"""Licenses: of the records of a collection, and of the figures of its papers.

Input: a text from a setting or a record. Output: a `License`, whose id is that of SPDX if known.
"""

from __future__ import annotations

from typing import NamedTuple

from papershelf.text.urls import normalize_url

_CREATIVE_COMMONS = "https://creativecommons.org"
_OPEN_DATA = "https://opendatacommons.org/licenses"


class License(NamedTuple):
    """A license: its SPDX id if it has one, the name that readers see, and its address or ""."""

    id: str
    name: str
    url: str


LICENSES = {
    known.id: known
    for known in (
        License("CC0-1.0", "CC0 1.0", f"{_CREATIVE_COMMONS}/publicdomain/zero/1.0/"),
        License("CC-BY-3.0", "CC BY 3.0", f"{_CREATIVE_COMMONS}/licenses/by/3.0/"),
        License("CC-BY-4.0", "CC BY 4.0", f"{_CREATIVE_COMMONS}/licenses/by/4.0/"),
        License("CC-BY-SA-4.0", "CC BY-SA 4.0", f"{_CREATIVE_COMMONS}/licenses/by-sa/4.0/"),
        License("CC-BY-NC-4.0", "CC BY-NC 4.0", f"{_CREATIVE_COMMONS}/licenses/by-nc/4.0/"),
        License("CC-BY-ND-4.0", "CC BY-ND 4.0", f"{_CREATIVE_COMMONS}/licenses/by-nd/4.0/"),
        License(
            "CC-BY-NC-SA-4.0", "CC BY-NC-SA 4.0", f"{_CREATIVE_COMMONS}/licenses/by-nc-sa/4.0/"
        ),
        License(
            "CC-BY-NC-ND-4.0", "CC BY-NC-ND 4.0", f"{_CREATIVE_COMMONS}/licenses/by-nc-nd/4.0/"
        ),
        License("PDDL-1.0", "PDDL 1.0", f"{_OPEN_DATA}/pddl/1-0/"),
        License("ODC-By-1.0", "ODC-By 1.0", f"{_OPEN_DATA}/by/1-0/"),
        License("ODbL-1.0", "ODbL 1.0", f"{_OPEN_DATA}/odbl/1-0/"),
        License("MIT", "MIT License", "https://opensource.org/license/mit"),
    )
}
"""The licenses that have a name here, by SPDX id (spdx.org/licenses)."""
_BY_FOLDED_ID = {name.casefold(): known for name, known in LICENSES.items()}


def parse_license(text: str) -> License:
    """Return the license of an SPDX id, of an address, or of other words."""
    known = _BY_FOLDED_ID.get(text.strip().casefold().replace(" ", "-"))
    return known or License("", text, normalize_url(text) or "")
