"""`python -m tools.code_size`: lists the large folders, modules and functions of the engine.

With `--all`, prints the number of modules of every folder. The limits are guidelines, not checked
by a test: 25 modules per folder, 400 lines per module, 40 lines per function.
"""

from __future__ import annotations

import ast
import sys
from pathlib import Path

ENGINE = Path(__file__).parents[1] / "generator" / "papershelf"
MAX_MODULE_LINES = 400
MAX_FUNCTION_LINES = 40
MAX_MODULES_PER_FOLDER = 25


def main() -> None:
    """Print all folders, modules and functions above the limits."""
    show_all = "--all" in sys.argv
    longest: list[tuple[int, str]] = []
    for folder in sorted({path.parent for path in ENGINE.rglob("*.py")}):
        files = sorted(folder.glob("*.py"))
        if show_all or len(files) > MAX_MODULES_PER_FOLDER:
            print(f"{len(files):4} modules  {folder.relative_to(ENGINE.parent).as_posix()}")
        for path in files:
            longest += _find_long_parts(path)
    for lines, name in sorted(longest, reverse=True):
        print(f"{lines:4} lines    {name}")


def _find_long_parts(path: Path) -> list[tuple[int, str]]:
    source = path.read_text("utf-8")
    name = path.relative_to(ENGINE.parent).as_posix()
    found = []
    if (lines := len(source.splitlines())) > MAX_MODULE_LINES:
        found.append((lines, name))
    for node in ast.walk(ast.parse(source)):
        if isinstance(node, ast.FunctionDef | ast.AsyncFunctionDef):
            lines = (node.end_lineno or node.lineno) - node.lineno + 1
            if lines > MAX_FUNCTION_LINES:
                found.append((lines, f"{name}: {node.name}"))
    return found


if __name__ == "__main__":
    main()
