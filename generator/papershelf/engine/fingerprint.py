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
_THEMES = (_PACKAGE / "theme", _PACKAGE / "theme_material")
_ENV_TAG = re.compile(r"!ENV\s*(\[[^]]*\]|\S+)")
_NAME = re.compile(r"\w+")

_LIBRARIES = (
    "babel", "jinja2", "latex2mathml", "markdown", "markupsafe", "mkdocs", "mkdocs-material", "numpy",
    "pygments", "pylatexenc", "pymdown-extensions", "pyyaml", "scipy",
)  # fmt: skip


class Fingerprints(NamedTuple):
    """Hashes of the code that makes pages from records, and of the theme that frames pages."""

    code: str
    theme: str


def compute_fingerprints() -> Fingerprints:
    """Hash the package with its templates, and the themes, each with the versions of libraries."""
    files = (p for p in _files_below(_PACKAGE) if not any(map(p.is_relative_to, _THEMES)))
    versions = _versions()
    return Fingerprints(
        code=fingerprint_texts([*versions, _fingerprint_files(_PACKAGE, files)]),
        theme=fingerprint_texts([*versions, *map(fingerprint_folder, _THEMES)]),
    )


def fingerprint_config(files: Sequence[Path], sources: Iterable[Path]) -> str:
    """Hash the configuration with the environment variables and files that it uses.

    `files` are `mkdocs.yml` and the files that it inherits. They are searched, not parsed: an
    unneeded variable in the hash at worst makes MkDocs render its templates once more. `sources`
    are other files and folders that the site depends on. The hash includes the names and versions
    of all installed packages, since plugins are among them.
    """
    text = "\n".join(file.read_text("utf-8") for file in files)
    names = sorted({name for line in _ENV_TAG.findall(text) for name in _NAME.findall(line)})
    variables = [f"{name}={os.environ.get(name)}" for name in names]
    own = [
        fingerprint_folder(path) if path.is_dir() else _hash_file(path) for path in sorted(sources)
    ]
    return fingerprint_texts([text, *variables, "", *own, "", *_installed_packages()])


def _hash_file(path: Path) -> str:
    return hash_content(path.read_bytes()) if path.is_file() else ""


def _installed_packages() -> list[str]:
    """Return the names and versions of all packages, from the names of their folders."""
    found: set[str] = set()
    for folder in filter(os.path.isdir, sys.path):
        with os.scandir(folder) as entries:
            found.update(e.name for e in entries if e.name.endswith((".dist-info", ".egg-info")))
    return sorted(found)


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
