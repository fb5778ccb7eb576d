"""Network backend for httpcore with a deadline per attempt and an optional check for public IPs.

httpcore's own timeouts restart with every byte received, so a slow server could hold a client
forever; here every operation also ends at the deadline of the whole attempt. For redirects to other
hosts, the IP address that was checked is the one connected to, so a second DNS lookup cannot return
a private address in between (DNS rebinding).
"""

from __future__ import annotations

import ipaddress
import socket
import ssl
import time
from collections.abc import Callable, Iterable, Sequence
from typing import Any

import httpcore

HostResolver = Callable[[str, int], Sequence[str]]
"""Resolves a host and port to IP addresses. Raises `OSError`."""

_NAT64 = ipaddress.IPv6Network("64:ff9b::/96")


class NotPublicError(Exception):
    """A redirect target whose IP address is not public."""


def is_public(address: str) -> bool:
    """Whether an IP address is public, including IPv4 addresses embedded in IPv6 ones."""
    ip = ipaddress.ip_address(address.partition("%")[0])
    inner: list[ipaddress.IPv4Address | None] = []
    if isinstance(ip, ipaddress.IPv6Address):
        inner = [ip.ipv4_mapped, ip.sixtofour, ip.teredo[1] if ip.teredo else None]
        if ip in _NAT64:
            inner.append(ipaddress.IPv4Address(int(ip) & 0xFFFFFFFF))
    checked: list[ipaddress.IPv4Address | ipaddress.IPv6Address] = [one for one in inner if one]
    return all(one.is_global and not one.is_multicast for one in checked or [ip])


def resolve_host(host: str, port: int) -> Sequence[str]:
    """Resolve a host with the system resolver. Raises `OSError`."""
    found = socket.getaddrinfo(host, port, type=socket.SOCK_STREAM)
    return list(dict.fromkeys(str(entry[4][0]) for entry in found))


class NetworkBackend(httpcore.NetworkBackend):
    """Opens connections with a deadline. Set `public_only` for hosts that were not configured."""

    def __init__(self, resolve: HostResolver = resolve_host) -> None:
        self.public_only = False
        self._resolve = resolve
        self._inner = httpcore.SyncBackend()
        self._deadline = 0.0

    def start_deadline(self, seconds: float) -> None:
        """Start an attempt that may take at most this many seconds in total."""
        self._deadline = time.monotonic() + seconds

    def remaining_time(self, timeout: float | None) -> float:
        """The smaller of a timeout and the remaining time. Raises `httpcore.ReadTimeout`."""
        left = self._deadline - time.monotonic()
        if left <= 0:
            raise httpcore.ReadTimeout("the response took too long")
        return left if timeout is None else min(timeout, left)

    def connect_tcp(
        self,
        host: str,
        port: int,
        timeout: float | None = None,
        local_address: str | None = None,
        socket_options: Iterable[httpcore.SOCKET_OPTION] | None = None,
    ) -> httpcore.NetworkStream:
        """Connect to the first address of the host that accepts a connection."""
        try:
            addresses = self._resolve(host, port)
        except (OSError, UnicodeError) as error:  # `UnicodeError`: names that IDNA forbids
            raise httpcore.ConnectError(str(error)) from error
        if self.public_only and not all(map(is_public, addresses)):
            raise NotPublicError(host)
        failure: Exception = httpcore.ConnectError("the host has no address")
        for address in addresses:
            try:
                stream = self._inner.connect_tcp(
                    address, port, self.remaining_time(timeout), local_address, socket_options
                )
            except (httpcore.ConnectError, httpcore.ConnectTimeout) as error:
                failure = error
            else:
                return _DeadlineStream(stream, self)
        raise failure

    def sleep(self, seconds: float) -> None:
        """Sleep between retries of the pool; these are disabled, so it is never called."""
        self._inner.sleep(seconds)


class _DeadlineStream(httpcore.NetworkStream):
    """A network stream whose operations end at the deadline of its backend."""

    def __init__(self, inner: httpcore.NetworkStream, network: NetworkBackend) -> None:
        self._inner, self._network = inner, network

    def read(self, max_bytes: int, timeout: float | None = None) -> bytes:
        """Read up to the given number of bytes."""
        return self._inner.read(max_bytes, self._network.remaining_time(timeout))

    def write(self, buffer: bytes, timeout: float | None = None) -> None:
        """Send all bytes."""
        self._inner.write(buffer, self._network.remaining_time(timeout))

    def close(self) -> None:
        """Close the connection."""
        self._inner.close()

    def start_tls(
        self,
        ssl_context: ssl.SSLContext,
        server_hostname: str | None = None,
        timeout: float | None = None,
    ) -> httpcore.NetworkStream:
        """Start TLS on the connection."""
        limit = self._network.remaining_time(timeout)
        return _DeadlineStream(
            self._inner.start_tls(ssl_context, server_hostname, limit), self._network
        )

    def get_extra_info(self, info: str) -> Any:  # noqa: ANN401  # as httpcore has it
        """Information about the underlying stream, by key."""
        return self._inner.get_extra_info(info)
