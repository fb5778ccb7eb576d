"""`python -m tools.code_size`: which folders, modules and functions of the engine are large.

With `--all`, the number of modules of every folder, too. Advice and no test: a folder of 5 to 25
modules, a module of 80 to 400 lines and a function of about 40 lines are easy to look over.
"""

from __future__ import annotations

import ast
import sys
from pathlib import Path

ENGINE = Path(__file__).parents[1] / "generator" / "papershelf"
LONGEST_MODULE = 400
LONGEST_FUNCTION = 40
FULLEST_FOLDER = 25


def main() -> None:
    """Print what is longer than we advise."""
    everything = "--all" in sys.argv
    longest: list[tuple[int, str]] = []
    for folder in sorted({path.parent for path in ENGINE.rglob("*.py")}):
        files = sorted(folder.glob("*.py"))
        if everything or len(files) > FULLEST_FOLDER:
            print(f"{len(files):4} modules  {folder.relative_to(ENGINE.parent).as_posix()}")
        for path in files:
            longest += _long_parts(path)
    for lines, name in sorted(longest, reverse=True):
        print(f"{lines:4} lines    {name}")


def _long_parts(path: Path) -> list[tuple[int, str]]:
    source = path.read_text("utf-8")
    name = path.relative_to(ENGINE.parent).as_posix()
    found = []
    if (lines := len(source.splitlines())) > LONGEST_MODULE:
        found.append((lines, name))
    for node in ast.walk(ast.parse(source)):
        if isinstance(node, ast.FunctionDef | ast.AsyncFunctionDef):
            lines = (node.end_lineno or node.lineno) - node.lineno + 1
            if lines > LONGEST_FUNCTION:
                found.append((lines, f"{name}: {node.name}"))
    return found


if __name__ == "__main__":
    main()
