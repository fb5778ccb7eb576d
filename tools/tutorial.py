"""`python -m tools.tutorial`: does what the tutorial says, and updates the output that it shows.

Input: `docs/tutorial.md`. A block with a `title` is written to the file of that name. The lines of a
`console` block that begin with `$` are run, and the lines below must be what the command prints. A
line `...` matches any lines, and times and numbers of files may differ. Other blocks are not run.
With `--check`, nothing is written, and the exit code is 1 if an output differs.
"""

from __future__ import annotations

import os
import re
import subprocess
import sys
import tempfile
from difflib import get_close_matches
from pathlib import Path

PROGRAMS = Path(sys.executable).parent
TUTORIAL = Path(__file__).parents[1] / "docs" / "tutorial.md"
_BLOCK = re.compile(r'^```(\w+)(?: title="([^"\n]+)")?\n(.*?)^```$', re.MULTILINE | re.DOTALL)
_COMMAND = re.compile(r"^\$ (.+)\n((?:(?!\$ ).*\n)*)", re.MULTILINE)
_SITE_VARIABLES = frozenset({"SITE_URL", "REPO_URL"})
_ELLIPSIS = "...\n"
_VARIABLE = re.compile(r"\b(?:\d+\.\d+ s|\d+ pages|\d+ files)\b")


def main() -> None:
    """Run the tutorial in an empty folder, and write or report what differs."""
    text = TUTORIAL.read_text("utf-8")
    with tempfile.TemporaryDirectory() as folder:
        updated = run_tutorial(text, Path(folder))
    if updated == text:
        return
    if "--check" in sys.argv[1:]:
        sys.exit("docs/tutorial.md: shows other output than the commands print; run make docs")
    TUTORIAL.write_text(updated, "utf-8")
    print("wrote docs/tutorial.md")


def run_tutorial(text: str, folder: Path, programs: Path = PROGRAMS) -> str:
    """Run the blocks of a tutorial in a folder; return the text with the output of today.

    `programs` is the folder of the command `papershelf`.
    """
    place = folder

    def run_block(block: re.Match[str]) -> str:
        nonlocal place
        language, title, content = block.groups()
        if title:
            (place / title).write_text(content, "utf-8")
        if language != "console":
            return block[0]
        shown = []
        for command in _COMMAND.finditer(content):
            if command[1].startswith("cd "):
                place /= command[1].removeprefix("cd ")
                output = ""
            else:
                output = _run(command[1], place, programs)
            shown.append(f"$ {command[1]}\n{_choose(command[2], output)}")
        return f"```console\n{''.join(shown)}```"

    return _BLOCK.sub(run_block, text)


def _run(command: str, folder: Path, programs: Path) -> str:
    """Return what a command prints; its exit code does not matter, since some show a mistake."""
    inherited = {
        name: value
        for name, value in os.environ.items()
        if name not in _SITE_VARIABLES and (programs == PROGRAMS or not name.startswith("PYTHON"))
    }
    path = os.pathsep.join([str(programs), os.environ.get("PATH", "")])
    done = subprocess.run(
        command,
        shell=True,
        cwd=folder,
        env={**inherited, "PATH": path},
        stdout=subprocess.PIPE,
        stderr=subprocess.STDOUT,
        text=True,
        check=False,
    )
    return done.stdout


def _choose(shown: str, output: str) -> str:
    """Return the shown output if the command still prints it, otherwise the new output."""
    choices = (shown, _shorten(shown, output) if _ELLIPSIS in shown else output)
    return next((choice for choice in choices if _is_output(choice, output)), output)


def _is_output(shown: str, output: str) -> bool:
    """Whether a shown output matches what a command printed."""
    lines = (
        ".*" if line == _ELLIPSIS else re.escape(_VARIABLE.sub("N", line))
        for line in shown.splitlines(keepends=True)
    )
    return bool(re.fullmatch("".join(lines), _VARIABLE.sub("N", output), re.DOTALL))


def _shorten(shown: str, output: str) -> str:
    """Return an output with its lines that resemble the shown ones, or all of it if some are gone."""
    kept: list[str] = []
    rest = output.splitlines(keepends=True)
    for line in shown.splitlines(keepends=True):
        if line == _ELLIPSIS:
            kept.append(line)
            continue
        similar = get_close_matches(line, rest, n=1)
        if not similar:
            return output
        kept.append(similar[0])
        rest = rest[rest.index(similar[0]) + 1 :]
    return "".join(kept)


if __name__ == "__main__":
    main()
