"""`python -m tools.docs`: writes documentation and workflows that come from the code.

With `--check`, it writes nothing and names the files that are out of date; the exit code is 1 if
there are any. A test calls the same function.
"""

from __future__ import annotations

import sys
from collections.abc import Callable, Iterator
from pathlib import Path

from papershelf.starter.starter_files import render_reusable_workflows
from tools.package_picture import read_package_imports, render_package_picture
from tools.reference_pages import (
    render_commands,
    render_outputs,
    render_record_fields,
    render_services,
    render_settings,
)

ROOT = Path(__file__).parents[1]
_BLOCKS: tuple[tuple[str, str, Callable[[], str]], ...] = (
    ("docs/reference/commands.md", "commands", render_commands),
    ("docs/reference/settings.md", "settings", render_settings),
    ("docs/how-to/choose-outputs.md", "outputs", render_outputs),
    ("docs/reference/environment.md", "services", render_services),
    ("docs/reference/records.md", "record-fields", render_record_fields),
)
"""Generated blocks of pages: the path, the name in its two comments, and the function."""


def main() -> None:
    """Write the files that are out of date, or name them."""
    is_check = "--check" in sys.argv[1:]
    stale = dict(find_stale_files())
    for path, text in stale.items():
        if not is_check:
            (ROOT / path).write_text(text, encoding="utf-8")
        print(f"{path}: is out of date; run make docs" if is_check else f"wrote {path}")
    sys.exit(1 if is_check and stale else 0)


def find_stale_files() -> Iterator[tuple[str, str]]:
    """Yield the path and the current text of each generated file whose text on disk differs."""
    for path, text in _render_files():
        file = ROOT / path
        if not file.is_file() or file.read_text(encoding="utf-8") != text:
            yield path, text


def _render_files() -> Iterator[tuple[str, str]]:
    yield "docs/images/packages.svg", render_package_picture(read_package_imports())
    yield from render_reusable_workflows().items()
    for path, name, render in _BLOCKS:
        yield path, _replace_block((ROOT / path).read_text(encoding="utf-8"), name, render())


def _replace_block(text: str, name: str, content: str) -> str:
    """Replace the lines between the two comments of a block, which must be there once."""
    before, begin, rest = text.partition(f"<!-- begin: {name} (make docs) -->\n")
    _, end, after = rest.partition(f"<!-- end: {name} -->\n")
    if not begin or not end:
        sys.exit(f"there is no block {name}")
    return f"{before}{begin}\n{content}\n\n{end}{after}"


if __name__ == "__main__":
    main()
