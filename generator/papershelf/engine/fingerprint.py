"""What a site is made by, as short names: our code, the libraries under it, the theme.

Files come in, digests go out. A cache keyed by them is never used by other code than made it.
"""

from __future__ import annotations

import hashlib
import os
import re
import sys
from collections.abc import Iterable, Sequence
from importlib import metadata
from pathlib import Path
from typing import NamedTuple

_PACKAGE = Path(__file__).parents[1]
_THEME = _PACKAGE / "theme"
_ENV_TAG = re.compile(r"!ENV\s*(\[[^]]*\]|\S+)")
_NAME = re.compile(r"\w+")
_CUSTOM_DIR = re.compile(r"""^\s*custom_dir:\s*["']?([^"'#\n]*[^"'#\s])""", re.MULTILINE)

_LIBRARIES = (
    "jinja2", "latex2mathml", "markdown", "markupsafe", "mkdocs", "mkdocs-material", "numpy",
    "pygments", "pylatexenc", "pymdown-extensions", "pyyaml", "scipy",
)  # fmt: skip


class Fingerprints(NamedTuple):
    """The names of what makes a site: `code` makes pages of records, `theme` documents of pages."""

    code: str
    theme: str


def compute_fingerprints() -> Fingerprints:
    """Name our code with its templates, and the theme, each with the libraries under it."""
    files = (path for path in _files_below(_PACKAGE) if not path.is_relative_to(_THEME))
    versions = _versions()
    return Fingerprints(
        code=fingerprint_texts([*versions, _fingerprint_files(_PACKAGE, files)]),
        theme=fingerprint_texts([*versions, fingerprint_folder(_THEME)]),
    )


def fingerprint_config(files: Sequence[Path]) -> str:
    """The name of what `mkdocs.yml` says, with the variables and the theme that it names.

    `files` are that file and those that it inherits. They are not parsed: a word too many in the
    key only makes MkDocs' part once more.
    """
    path = files[0]
    text = "\n".join(file.read_text("utf-8") for file in files)
    names = sorted({name for line in _ENV_TAG.findall(text) for name in _NAME.findall(line)})
    known = [f"{name}={os.environ.get(name)}" for name in names]
    own = [fingerprint_folder(path.parent / name) for name in _CUSTOM_DIR.findall(text)]
    return fingerprint_texts([text, *known, "", *own])


def fingerprint_folder(folder: Path) -> str:
    """The name of a folder: its files' paths and bytes."""
    return _fingerprint_files(folder, _files_below(folder))


def hash_content(content: bytes | memoryview) -> str:
    """The name of some bytes: the first half of their SHA-256, in hexadecimal.

    Processors have instructions for it, by which it takes half of the time of BLAKE2b.
    """
    return hashlib.sha256(content).hexdigest()[:32]


def fingerprint_texts(texts: Iterable[str]) -> str:
    """The name of a list of texts; no two lists are taken for one another."""
    told = "".join([f"{len(text)}:{text}" for text in texts])
    # As quick as BLAKE2b for texts of any length, and to begin with twice as quick.
    return hashlib.sha256(told.encode("utf-8", "surrogatepass")).hexdigest()[:32]


def _fingerprint_files(folder: Path, files: Iterable[Path]) -> str:
    state = hashlib.blake2b(digest_size=16)
    for path in files:
        content = path.read_bytes()
        state.update(f"{path.relative_to(folder).as_posix()}\0{len(content)}\0".encode())
        state.update(content)
    return state.hexdigest()


def _files_below(folder: Path) -> list[Path]:
    return sorted(
        path for path in folder.rglob("*") if path.is_file() and path.suffix not in {".pyc", ".pyo"}
    )


def _versions() -> list[str]:
    known = [f"python {sys.version_info.major}.{sys.version_info.minor}"]
    for name in _LIBRARIES:
        try:
            known.append(f"{name} {metadata.version(name)}")
        except metadata.PackageNotFoundError:
            known.append(f"{name} none")
    return known
