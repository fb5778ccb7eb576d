"""`python -m tools.release v0.2.0`: checks that a tag can be released, and prints its changes.

The tag must be the version of the package, and the changelog must have a section of that version.
Exit code 1 otherwise.
"""

from __future__ import annotations

import re
import sys
from pathlib import Path

from papershelf import __version__

CHANGELOG = Path(__file__).parents[1] / "CHANGELOG.md"


def main() -> None:
    """Print the section of the changelog."""
    try:
        print(find_release_notes(sys.argv[1], __version__, CHANGELOG.read_text("utf-8")))
    except ValueError as error:
        sys.exit(str(error))


def find_release_notes(tag: str, version: str, changelog: str) -> str:
    """The section of a version in the changelog. Raises `ValueError` if it cannot be released."""
    if tag != f"v{version}":
        raise ValueError(f"{tag}: the version in papershelf/__init__.py is {version}")
    sections = re.split(r"^## ", changelog, flags=re.MULTILINE)
    for section in sections[1:]:
        title, _, text = section.partition("\n")
        if re.fullmatch(rf"\[?{re.escape(version)}\]?( - \d{{4}}-\d\d-\d\d)?", title.strip()):
            if not text.strip():
                raise ValueError(f"CHANGELOG.md: the section {version} is empty")
            return text.strip()
    raise ValueError(f"CHANGELOG.md: has no section {version}; rename Unreleased to it")


if __name__ == "__main__":
    main()
