"""The one format of files that may be lost: a line that tells whether they can be trusted, then bytes.

The line holds the fingerprint of what wrote the file (code, settings, a format version) and the
hash of the bytes. What is damaged, foreign or written by other code is not loaded. Saving is one
rename, so a killed run leaves the old file or the new one.
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
    """A file at `path` that is valid for one `fingerprint`, a text without line breaks."""

    path: Path
    fingerprint: str

    def load(self) -> memoryview | None:
        """What was saved; `None` where there is nothing to trust."""
        try:
            content = read_file(self.path)
        except OSError:
            return None
        end = content.find(b"\n")
        body = memoryview(content)[end + 1 :]
        return body if end >= 0 and content[:end] == self.header(body).encode() else None

    def save(self, body: bytes) -> None:
        """Replace what was saved, all at once."""
        self.path.parent.mkdir(parents=True, exist_ok=True)
        replace_file(self.path, f"{self.header(body)}\n".encode(), body)

    def header(self, body: bytes | memoryview) -> str:
        """The first line of a file with some bytes, which no other bytes and no other code have."""
        return f"{self.fingerprint} {hash_content(body)}"

    def read_header(self) -> str:
        """The first line of the file as it stands, unchecked. Raises `OSError` without a file."""
        with self.path.open("rb") as file:
            return file.readline().decode("utf-8", "replace").rstrip("\n")

    def load_json(self) -> Any:  # noqa: ANN401  # whatever was saved
        """The value that was saved; `None` where there is none to trust."""
        body = self.load()
        try:
            return None if body is None else json.loads(bytes(body))
        except ValueError:
            return None

    def save_json(self, value: object) -> None:
        """Replace what was saved by a value that JSON can hold."""
        text = json.dumps(value, ensure_ascii=False, separators=(",", ":"))
        # Unpaired surrogates can be part of a text that somebody remembers.
        self.save(text.encode("utf-8", "surrogatepass"))

    def load_arrays(self) -> Arrays | None:
        """The arrays that were saved; `None` where there are none to trust."""
        # Only here: most runs read caches without arrays, and numpy takes 0.1 s to load.
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
        """Replace what was saved by some arrays."""
        import numpy as np  # noqa: PLC0415

        body = io.BytesIO()
        np.savez(body, **arrays)  # type: ignore[arg-type]  # no array is called `allow_pickle`
        self.save(body.getvalue())
