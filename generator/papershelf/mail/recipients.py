"""Reads the recipients of a digest from a file of addresses.

The file must be outside of the project, so that it cannot be committed or published. No problem
repeats an address, since CI logs can be public.
"""

from __future__ import annotations

from pathlib import Path

from papershelf.core.disk_files import real_path
from papershelf.core.errors import PapersError, Problem
from papershelf.mail.mailbox import Mailbox, parse_mailbox


def read_recipients(path: Path, project_folder: Path) -> list[Mailbox]:
    """Read the addresses in a file, one on each line, without duplicates, in order; `#` begins a comment.

    Raises `PapersError` for a file inside the repository of `project_folder`, an unreadable file
    and every invalid address.
    """
    if real_path(path).is_relative_to(_repository_root(real_path(project_folder))):
        message = "is inside the repository; keep e-mail addresses outside of it"
        raise PapersError([Problem(str(path), 0, "", message)])
    try:
        text = path.read_text("utf-8")
    except (OSError, UnicodeDecodeError) as error:
        message = f"cannot be read: {getattr(error, 'strerror', None) or 'is not UTF-8'}"
        raise PapersError([Problem(str(path), 0, "", message)]) from None
    return _parse_recipients(text, str(path))


def _repository_root(folder: Path) -> Path:
    """Return the root of the repository that contains a folder, or the folder itself if there is none."""
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
