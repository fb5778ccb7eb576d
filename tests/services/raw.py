"""A server that sends arbitrary bytes, like broken and hostile servers."""

from __future__ import annotations

import socket
import threading
from collections.abc import Callable, Iterator
from contextlib import contextmanager, suppress

Send = Callable[[socket.socket], None]


def http(body: bytes = b"[1]", *headers: bytes, status: bytes = b"200 OK") -> bytes:
    """A well-formed response with any body."""
    lines = [b"HTTP/1.1 " + status, b"Content-Length: %d" % len(body), b"Connection: close"]
    return b"\r\n".join([*lines, *headers, b"", body])


@contextmanager
def serve_raw(*answers: bytes | Send) -> Iterator[str]:
    """Serve these responses to connections in order; the last one is repeated."""
    left = list(answers)
    stopped = threading.Event()
    listener = socket.create_server(("127.0.0.1", 0))
    listener.settimeout(0.05)

    def run() -> None:
        while not stopped.is_set():
            with suppress(TimeoutError):
                connection, _ = listener.accept()
                threading.Thread(target=answer, args=(connection,), daemon=True).start()

    def answer(connection: socket.socket) -> None:
        with connection, suppress(OSError):
            connection.settimeout(20)
            received = b""
            while b"\r\n\r\n" not in received and (part := connection.recv(65536)):
                received += part
            send = left.pop(0) if len(left) > 1 else left[0]
            if isinstance(send, bytes):
                connection.sendall(send)
            else:
                send(connection)

    thread = threading.Thread(target=run, daemon=True)
    thread.start()
    try:
        yield f"http://127.0.0.1:{listener.getsockname()[1]}"
    finally:
        stopped.set()
        thread.join()
        listener.close()
