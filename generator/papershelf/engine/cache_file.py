"""The format of all cache files and manifests: a header line that validates the file, then data.

The header contains a fingerprint (of the code, settings or format version that wrote the file) and
the hash of the data. Files that are damaged or have another fingerprint are not loaded. A file is
saved by renaming a new one, so a killed run leaves either the old file or the new one.
"""

from __future__ import annotations

import io
import json
import zipfile
from pathlib import Path
from typing import TYPE_CHECKING, Any, NamedTuple, TypeAlias

from papershelf.core.disk_files import read_file, replace_file
from papershelf.engine.fingerprint import hash_content

if TYPE_CHECKING:
    from collections.abc import Mapping

    import numpy as np
    from numpy.typing import NDArray

Arrays: TypeAlias = "Mapping[str, NDArray[np.generic]]"


class CacheFile(NamedTuple):
    """A cache file at `path`, valid for one `fingerprint` (text without line breaks)."""

    path: Path
    fingerprint: str

    def load(self) -> memoryview | None:
        """The saved data, or `None` if the file is missing or not valid."""
        try:
            content = read_file(self.path)
        except OSError:
            return None
        end = content.find(b"\n")
        body = memoryview(content)[end + 1 :]
        return body if end >= 0 and content[:end] == self.header(body).encode() else None

    def save(self, body: bytes) -> None:
        """Replace the file atomically."""
        self.path.parent.mkdir(parents=True, exist_ok=True)
        replace_file(self.path, f"{self.header(body)}\n".encode(), body)

    def header(self, body: bytes | memoryview) -> str:
        """The header line of a file with this data."""
        return f"{self.fingerprint} {hash_content(body)}"

    def read_header(self) -> str:
        """The header line of the existing file, not validated. Raises `OSError` without a file."""
        with self.path.open("rb") as file:
            return file.readline().decode("utf-8", "replace").rstrip("\n")

    def load_json(self) -> Any:  # noqa: ANN401  # any JSON value
        """The saved value, or `None` if the file is missing or not valid."""
        body = self.load()
        try:
            return None if body is None else json.loads(bytes(body))
        except ValueError:
            return None

    def save_json(self, value: object) -> None:
        """Replace the file by a value that JSON can represent."""
        text = json.dumps(value, ensure_ascii=False, separators=(",", ":"))
        # Texts in a memo can contain unpaired surrogates.
        self.save(text.encode("utf-8", "surrogatepass"))

    def load_arrays(self) -> Arrays | None:
        """The saved arrays, or `None` if the file is missing or not valid."""
        # Imported here because numpy takes 0.1 s to load and most runs need no arrays.
        import numpy as np  # noqa: PLC0415

        body = self.load()
        if body is None:
            return None
        try:
            with np.load(io.BytesIO(body), allow_pickle=False) as arrays:
                return {name: arrays[name] for name in arrays.files}
        except (ValueError, KeyError, EOFError, zipfile.BadZipFile):
            return None

    def save_arrays(self, arrays: Arrays) -> None:
        """Replace the file by some arrays."""
        import numpy as np  # noqa: PLC0415

        body = io.BytesIO()
        np.savez(body, **arrays)  # type: ignore[arg-type]  # no array is called `allow_pickle`
        self.save(body.getvalue())
