"""Who gets a digest: a file of addresses in, the addresses out.

The file stands outside of the project, where no commit and no build can carry it to others. No
problem repeats an address: logs of CI are public.
"""

from __future__ import annotations

from pathlib import Path

from papershelf.core.disk_files import real_path
from papershelf.core.errors import PapersError, Problem
from papershelf.mail.mailbox import Mailbox, parse_mailbox


def read_recipients(path: Path, project_folder: Path) -> list[Mailbox]:
    """The addresses in a file, one a line, each once, in their order; `#` begins a remark.

    Raises `PapersError` for a file inside the repository of `project_folder`, one that cannot be read, and
    every line that is no address.
    """
    if real_path(path).is_relative_to(_repository_root(real_path(project_folder))):
        message = "is inside the repository; keep addresses of people outside of it"
        raise PapersError([Problem(str(path), 0, "", message)])
    try:
        text = path.read_text("utf-8")
    except (OSError, UnicodeDecodeError) as error:
        message = f"cannot be read: {getattr(error, 'strerror', None) or 'is not UTF-8'}"
        raise PapersError([Problem(str(path), 0, "", message)]) from None
    return _parse_recipients(text, str(path))


def _repository_root(folder: Path) -> Path:
    """The top of the repository that a folder is in, or the folder where it is in none."""
    parents = (folder, *folder.parents)
    return next((parent for parent in parents if (parent / ".git").exists()), folder)


def _parse_recipients(text: str, path: str) -> list[Mailbox]:
    found: dict[Mailbox, None] = {}
    problems = []
    for number, line in enumerate(text.removeprefix("\ufeff").splitlines(), 1):
        address = line.partition("#")[0].strip()
        if not address:
            continue
        try:
            found[parse_mailbox(address)] = None
        except ValueError as error:
            problems.append(Problem(path, number, "", str(error)))
    if problems:
        raise PapersError(problems)
    return list(found)
