"""Network connections of the clients: bounded in time, and on request only to public addresses.

httpcore asks a `NetworkBackend` for each connection. Its timeouts count from the last byte, so that a
server can hold a client for ever with a byte now and then; here each operation also ends at the
deadline of the whole attempt. Where a service redirects us, the address that was checked is the
one that is connected to, so that a name cannot resolve to another one in between.
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
"""Gives the addresses of a host. Raises `OSError`."""

_NAT64 = ipaddress.IPv6Network("64:ff9b::/96")


class NotPublicError(Exception):
    """A host that a redirect may not lead to, since its address is not public."""


def is_public(address: str) -> bool:
    """Whether an IP address belongs to the public internet, whatever it is wrapped in."""
    ip = ipaddress.ip_address(address.partition("%")[0])
    inner: list[ipaddress.IPv4Address | None] = []
    if isinstance(ip, ipaddress.IPv6Address):
        inner = [ip.ipv4_mapped, ip.sixtofour, ip.teredo[1] if ip.teredo else None]
        if ip in _NAT64:
            inner.append(ipaddress.IPv4Address(int(ip) & 0xFFFFFFFF))
    checked: list[ipaddress.IPv4Address | ipaddress.IPv6Address] = [one for one in inner if one]
    return all(one.is_global and not one.is_multicast for one in checked or [ip])


def resolve_host(host: str, port: int) -> Sequence[str]:
    """The addresses of a host by the resolver of the system. Raises `OSError`."""
    found = socket.getaddrinfo(host, port, type=socket.SOCK_STREAM)
    return list(dict.fromkeys(str(entry[4][0]) for entry in found))


class NetworkBackend(httpcore.NetworkBackend):
    """Opens connections that end at a deadline; set `public_only` for hosts nobody configured."""

    def __init__(self, resolve: HostResolver = resolve_host) -> None:
        self.public_only = False
        self._resolve = resolve
        self._inner = httpcore.SyncBackend()
        self._deadline = 0.0

    def start_deadline(self, seconds: float) -> None:
        """Begin an attempt that may take so many seconds in all."""
        self._deadline = time.monotonic() + seconds

    def remaining_time(self, timeout: float | None) -> float:
        """The shorter of a timeout and the time left. Raises `httpcore.ReadTimeout`."""
        left = self._deadline - time.monotonic()
        if left <= 0:
            raise httpcore.ReadTimeout("the time for the whole answer is over")
        return left if timeout is None else min(timeout, left)

    def connect_tcp(
        self,
        host: str,
        port: int,
        timeout: float | None = None,
        local_address: str | None = None,
        socket_options: Iterable[httpcore.SOCKET_OPTION] | None = None,
    ) -> httpcore.NetworkStream:
        """Connect to the first address of a host that answers."""
        try:
            addresses = self._resolve(host, port)
        except (OSError, UnicodeError) as error:  # the second for names that IDNA forbids
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
        """Wait before a retry of the pool, which is switched off."""
        self._inner.sleep(seconds)


class _DeadlineStream(httpcore.NetworkStream):
    """A connection whose operations end at the deadline of its network."""

    def __init__(self, inner: httpcore.NetworkStream, network: NetworkBackend) -> None:
        self._inner, self._network = inner, network

    def read(self, max_bytes: int, timeout: float | None = None) -> bytes:
        """Wait for some bytes."""
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
        """Encrypt the connection."""
        limit = self._network.remaining_time(timeout)
        return _DeadlineStream(
            self._inner.start_tls(ssl_context, server_hostname, limit), self._network
        )

    def get_extra_info(self, info: str) -> Any:  # noqa: ANN401  # as httpcore has it
        """What the connection knows of itself."""
        return self._inner.get_extra_info(info)
