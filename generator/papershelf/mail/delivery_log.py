"""The delivery log: the state of each message, flushed to disk before and after sending.

Each change is a line of JSON. Recipients are stored as hashes that differ for each message, so the
file does not reveal who they are. If a run is killed after "sending" and before the result, the
state is "unknown": the message may have been delivered.
"""

from __future__ import annotations

import fcntl
import hashlib
import json
import os
from collections.abc import Callable
from datetime import UTC, datetime
from pathlib import Path
from types import TracebackType
from typing import Literal, Self, get_args

from papershelf.core.errors import PapersError, Problem
from papershelf.mail.mailbox import Mailbox

DeliveryState = Literal["sending", "sent", "refused", "deferred", "unknown"]
_DELIVERY_STATES = frozenset(get_args(DeliveryState))


def _utc_now() -> str:
    return datetime.now(UTC).isoformat(timespec="seconds")


class DeliveryLog:
    """The log of one message, in a file that may contain others; use it as a context manager.

    Only one process may have it open.
    """

    def __init__(self, path: Path, message_id: str, now: Callable[[], str] = _utc_now) -> None:
        self._path = path
        self._message_id = message_id
        self._now = now
        self._states: dict[str, DeliveryState] = {}

    def __enter__(self) -> Self:
        is_new = not self._path.exists()
        descriptor = os.open(self._path, os.O_RDWR | os.O_CREAT | os.O_APPEND, 0o600)
        self._file = os.fdopen(descriptor, "a+b")
        try:
            fcntl.flock(self._file, fcntl.LOCK_EX | fcntl.LOCK_NB)
        except BlockingIOError:
            self._file.close()
            message = "is in use, because another digest run is sending; wait until it has finished"
            raise PapersError([Problem(str(self._path), 0, "", message)]) from None
        if is_new:
            _flush_folder(self._path.parent)
        self._load_states()
        return self

    def __exit__(
        self,
        kind: type[BaseException] | None,
        error: BaseException | None,
        trace: TracebackType | None,
    ) -> None:
        self._file.close()

    def state(self, recipient: Mailbox) -> DeliveryState | None:
        """Return the state of the message to a recipient; `None` if it was never tried."""
        state = self._states.get(self._recipient_key(recipient))
        return "unknown" if state == "sending" else state

    def write_state(
        self, recipient: Mailbox, state: DeliveryState, code: int = 0, detail: str = ""
    ) -> None:
        """Write the state and return only after it is flushed to disk."""
        key = self._recipient_key(recipient)
        entry: dict[str, object] = {
            "at": self._now(), "message": self._message_id, "to": key, "state": state,
        }  # fmt: skip
        if code:
            entry["code"] = code
        if detail:
            entry["detail"] = detail
        self._file.write(json.dumps(entry, separators=(",", ":")).encode() + b"\n")
        self._file.flush()
        os.fsync(self._file.fileno())
        self._states[key] = state

    def _recipient_key(self, recipient: Mailbox) -> str:
        key = hashlib.blake2b(self._message_id.encode()).digest()
        return hashlib.blake2b(recipient.encode(), key=key, digest_size=16).hexdigest()

    def _load_states(self) -> None:
        self._file.seek(0)
        content = self._file.read()
        for line in content.split(b"\n"):
            try:
                entry = json.loads(line)
                if entry["message"] == self._message_id and entry["state"] in _DELIVERY_STATES:
                    self._states[str(entry["to"])] = entry["state"]
            except (ValueError, KeyError, TypeError):
                continue  # An incomplete last line was left by a run that was killed while writing.
        if content and not content.endswith(b"\n"):
            self._file.write(b"\n")


def _flush_folder(folder: Path) -> None:
    """Flush the folder, so that the name of a new file is on disk, too."""
    descriptor = os.open(folder, os.O_RDONLY)
    try:
        os.fsync(descriptor)
    finally:
        os.close(descriptor)
