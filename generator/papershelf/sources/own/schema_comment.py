"""The comment that tells editors with yaml-language-server the JSON Schema of a YAML file.

`papershelf new` writes the schemas into the folder `.schemas` of a collection; a file without this
folder above it gets no comment.
"""

from __future__ import annotations

import os
from pathlib import Path

SCHEMA_FOLDER = ".schemas"
_MAX_LEVELS = 4


def schema_comment(path: str, schema: str) -> str:
    """The comment of a file; `schema` is the path of its schema, from the folder of the file."""
    up = "../" * path.count("/")
    return f"# yaml-language-server: $schema={up}{SCHEMA_FOLDER}/{schema}.json\n"


def find_schema_comment(path: Path, schema: str = "records") -> bytes:
    """The comment of a new file, if a folder above it has the schemas."""
    if path.suffix not in {".yaml", ".yml"}:
        return b""
    folders = Path(os.path.abspath(path)).parents  # noqa: PTH100  # no links
    for level, folder in enumerate(folders[:_MAX_LEVELS]):
        if (folder / SCHEMA_FOLDER / f"{schema}.json").is_file():
            return schema_comment("/" * level, schema).encode()
    return b""
