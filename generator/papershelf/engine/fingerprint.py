"""Fingerprints (hashes) of the code, libraries, theme and configuration that make a site.

Input: files. Output: hexadecimal hashes. They are part of cache keys, so a cache is only used by
the code that wrote it.
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
    """Hashes of the code that makes pages from records, and of the theme that frames pages."""

    code: str
    theme: str


def compute_fingerprints() -> Fingerprints:
    """Hash the package with its templates, and the theme, each with the versions of libraries."""
    files = (path for path in _files_below(_PACKAGE) if not path.is_relative_to(_THEME))
    versions = _versions()
    return Fingerprints(
        code=fingerprint_texts([*versions, _fingerprint_files(_PACKAGE, files)]),
        theme=fingerprint_texts([*versions, fingerprint_folder(_THEME)]),
    )


def fingerprint_config(files: Sequence[Path]) -> str:
    """Hash the configuration with the environment variables and custom themes that it uses.

    `files` are `mkdocs.yml` and the files that it inherits. They are searched, not parsed: an
    unneeded variable in the hash at worst makes MkDocs render its templates once more.
    """
    path = files[0]
    text = "\n".join(file.read_text("utf-8") for file in files)
    names = sorted({name for line in _ENV_TAG.findall(text) for name in _NAME.findall(line)})
    variables = [f"{name}={os.environ.get(name)}" for name in names]
    themes = [fingerprint_folder(path.parent / name) for name in _CUSTOM_DIR.findall(text)]
    return fingerprint_texts([text, *variables, "", *themes])


def fingerprint_folder(folder: Path) -> str:
    """Hash the paths and contents of all files in a folder."""
    return _fingerprint_files(folder, _files_below(folder))


def hash_content(content: bytes | memoryview) -> str:
    """Hash some bytes: the first half of their SHA-256, in hexadecimal.

    With the SHA instructions of current processors it takes half the time of BLAKE2b.
    """
    return hashlib.sha256(content).hexdigest()[:32]


def fingerprint_texts(texts: Iterable[str]) -> str:
    """Hash a list of texts; the texts are prefixed by their lengths, so the hash is unambiguous."""
    joined = "".join([f"{len(text)}:{text}" for text in texts])
    # SHA-256 is as fast as BLAKE2b for long texts, and twice as fast for short ones.
    return hashlib.sha256(joined.encode("utf-8", "surrogatepass")).hexdigest()[:32]


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
    versions = [f"python {sys.version_info.major}.{sys.version_info.minor}"]
    for name in _LIBRARIES:
        try:
            versions.append(f"{name} {metadata.version(name)}")
        except metadata.PackageNotFoundError:
            versions.append(f"{name} none")
    return versions
