"""Targets that take files one by one: any remote of rclone, and hosts with rsync.

A target sends and deletes files of the site by path, and reads and writes the manifest.
"""

from __future__ import annotations

import tempfile
from collections.abc import Iterable, Sequence
from dataclasses import dataclass
from itertools import groupby
from pathlib import Path
from typing import Protocol

from papershelf.publish.http_headers import http_headers
from papershelf.publish.manifest import MANIFEST_FILE
from papershelf.publish.programs import run_program

_QUIET = "--log-level=ERROR"
_RCLONE_MISSING = (3, 4)
"""Exit codes of rclone: folder not found, file not found."""
_RSYNC_MISSING = (23,)
"""Exit code of rsync: some files could not be read."""
_RSYNC_VANISHED = (24,)
"""Exit code of rsync: the folder of a listed file does not exist."""


class FileTarget(Protocol):
    """A place for the files of a site."""

    @property
    def name(self) -> str:
        """The place, as the program names it."""
        ...

    def read_manifest(self) -> bytes | None:
        """The manifest of the target, or `None` if nothing was published there."""
        ...

    def write_manifest(self, content: bytes) -> None:
        """Replace the manifest."""
        ...

    def send(self, site: Path, paths: Sequence[str]) -> None:
        """Send files of a site."""
        ...

    def delete(self, paths: Sequence[str]) -> None:
        """Delete files; those that do not exist are no error."""
        ...


@dataclass(frozen=True, slots=True)
class RcloneTarget:
    """A path of a remote of rclone, such as `r2:papers` (S3, R2, B2, SFTP, WebDAV and others)."""

    name: str

    def read_manifest(self) -> bytes | None:
        """Read the manifest."""
        words = ["rclone", _QUIET, "cat", "--", self._path(MANIFEST_FILE)]
        # Some remotes print nothing for a file that does not exist.
        return run_program(words, missing=_RCLONE_MISSING) or None

    def write_manifest(self, content: bytes) -> None:
        """Replace the manifest."""
        run_program(["rclone", _QUIET, "rcat", "--", self._path(MANIFEST_FILE)], content=content)

    def send(self, site: Path, paths: Sequence[str]) -> None:
        """Send files with their headers, whatever the target has at their paths."""
        for headers, group in groupby(sorted(paths, key=http_headers), key=http_headers):
            words = [
                "rclone", _QUIET, "copy", "--no-check-dest", "--no-traverse", "--files-from-raw", "-",
                "--header-upload", f"Content-Type: {headers.content_type}",
                "--header-upload", f"Cache-Control: {headers.cache_control}",
                "--", str(site), self.name,
            ]  # fmt: skip
            run_program(words, content=_lines(group))

    def delete(self, paths: Sequence[str]) -> None:
        """Delete files."""
        words = ["rclone", _QUIET, "delete", "--files-from-raw", "-", "--", self.name]
        run_program(words, content=_lines(paths), missing=_RCLONE_MISSING)

    def _path(self, name: str) -> str:
        return f"{self.name}{name}" if self.name.endswith((":", "/")) else f"{self.name}/{name}"


def _lines(paths: Iterable[str]) -> bytes:
    return "".join(f"{path}\n" for path in paths).encode()


@dataclass(frozen=True, slots=True)
class RsyncTarget:
    """A folder of a host, such as `me@host:/var/www/papers`, or of this machine.

    The server of the host sets types and caching. rsync renames a file when it is complete.
    """

    name: str

    def read_manifest(self) -> bytes | None:
        """Read the manifest."""
        with tempfile.TemporaryDirectory() as folder:
            copy = Path(folder, MANIFEST_FILE)
            words = ["rsync", "--", f"{self._folder}{MANIFEST_FILE}", str(copy)]
            if run_program(words, missing=_RSYNC_MISSING) is None:
                return None
            return copy.read_bytes()

    def write_manifest(self, content: bytes) -> None:
        """Replace the manifest."""
        with tempfile.TemporaryDirectory() as folder:
            Path(folder, MANIFEST_FILE).write_bytes(content)
            self._run(f"{folder}/", [MANIFEST_FILE], "--ignore-times")

    def send(self, site: Path, paths: Sequence[str]) -> None:
        """Send files, whatever the target has at their paths."""
        self._run(f"{site}/", paths, "--ignore-times")

    def delete(self, paths: Sequence[str]) -> None:
        """Delete files: rsync deletes listed files that an empty folder does not have."""
        with tempfile.TemporaryDirectory() as folder:
            self._run(f"{folder}/", paths, "--delete-missing-args", missing=_RSYNC_VANISHED)

    def _run(
        self, source: str, paths: Sequence[str], *options: str, missing: Sequence[int] = ()
    ) -> None:
        words = [
            "rsync", "--times", "--perms", "--chmod=D755,F644", "--mkpath", "--from0",
            "--files-from=-", *options, "--", source, self._folder,
        ]  # fmt: skip
        content = b"".join(path.encode() + b"\0" for path in paths)
        run_program(words, content=content, missing=missing)

    @property
    def _folder(self) -> str:
        return self.name if self.name.endswith("/") else f"{self.name}/"
