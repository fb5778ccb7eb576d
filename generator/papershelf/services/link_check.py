"""Checks whether the addresses in records still lead somewhere, politely and with a cache.

Takes addresses; returns those that are dead. A link is dead if its
server says so (404, 410) or its host does not exist; other failures, such as a server that refuses
programs, say nothing. Each address is requested once in 30 days, and each host once a second.
"""

from __future__ import annotations

import json
from collections import defaultdict
from collections.abc import Callable, Iterable, Iterator
from dataclasses import dataclass, field
from itertools import chain, zip_longest
from pathlib import Path
from urllib.parse import urlsplit
from urllib.request import getproxies

import httpcore
import httpx

from papershelf.core.disk_files import read_file, replace_file
from papershelf.services.connections import NetworkBackend, NotPublicError
from papershelf.services.retry import Clock
from papershelf.services.transport import PooledTransport

DEAD_STATUSES = frozenset({404, 410})
NO_HOST = -1
"""The status of an address whose host does not exist."""
UNKNOWN = 0
"""The status of an address that could not be requested."""
HOST_PAUSE = 1.0
MAX_AGE = {True: 30 * 86_400.0, False: 86_400.0}
"""How long a result is kept in seconds: if the link works, and otherwise."""
_ATTEMPT_SECONDS = 20.0
_SAVE_EVERY = 25
_REFUSES_HEAD = frozenset({403, 405, 501})


@dataclass(slots=True, kw_only=True)
class LinkReport:
    """The reason why each dead address is dead, and how many were checked.

    `requested` is the number of those requested now, `unknown` of those without an answer.
    """

    dead: dict[str, str] = field(default_factory=dict)
    checked: int = 0
    requested: int = 0
    unknown: int = 0

    def __str__(self) -> str:
        """The report as one line."""
        return (
            f"links: {self.checked:,} checked ({self.requested:,} requested now), "
            f"{len(self.dead):,} dead, {self.unknown:,} without an answer"
        )


@dataclass(slots=True, kw_only=True)
class LinkChecker:
    """Requests addresses and keeps the results in a file.

    `advance` is called for each address. Redirects are followed by one request more, not further:
    an address that leads elsewhere is not dead.
    """

    user_agent: str
    clock: Clock
    cache_file: Path
    network: NetworkBackend = field(default_factory=NetworkBackend)
    public_only: bool = True
    advance: Callable[[int], object] = lambda _: None
    _results: dict[str, tuple[int, float]] = field(default_factory=dict)
    _last_request: dict[str, float] = field(default_factory=dict)

    def check(self, addresses: Iterable[str]) -> LinkReport:
        """Check addresses; results are kept even if it is interrupted."""
        addresses = list(dict.fromkeys(addresses))
        self._results = _read_results(self.cache_file)
        # Only a configured service may be on this machine or in its network.
        self.network.public_only = self.public_only
        report = LinkReport()
        transport = PooledTransport(self.network, getproxies())
        with httpx.Client(transport=transport, headers={"User-Agent": self.user_agent}) as http:
            try:
                for address in _take_turns(addresses):
                    report.checked += 1
                    if not self._is_fresh(address):
                        self._results[address] = (self._request(http, address), self.clock.time())
                        report.requested += 1
                        if report.requested % _SAVE_EVERY == 0:
                            self._save()
                    self.advance(1)
            finally:
                self._save()
        for address in addresses:
            status = self._results[address][0]
            report.unknown += status == UNKNOWN
            if status == NO_HOST:
                report.dead[address] = "its host does not exist"
            elif status in DEAD_STATUSES:
                report.dead[address] = f"status {status}"
        return report

    def _is_fresh(self, address: str) -> bool:
        status, when = self._results.get(address, (UNKNOWN, 0.0))
        return self.clock.time() - when < MAX_AGE[200 <= status < 400]

    def _request(self, http: httpx.Client, address: str) -> int:
        """The status of an address: with HEAD, or with GET if the server refuses that."""
        host = _host_of(address)
        status = UNKNOWN
        for method in ("HEAD", "GET"):
            wait = self._last_request.get(host, -HOST_PAUSE) + HOST_PAUSE - self.clock.monotonic()
            if wait > 0:
                self.clock.sleep(wait)
            self._last_request[host] = self.clock.monotonic()
            status = self._send(http, method, address)
            # Some servers answer HEAD with an error that GET does not have.
            if status not in _REFUSES_HEAD | DEAD_STATUSES:
                break
        return status

    def _send(self, http: httpx.Client, method: str, address: str) -> int:
        self.network.start_deadline(_ATTEMPT_SECONDS)
        try:
            with http.stream(method, address, timeout=_ATTEMPT_SECONDS) as response:
                return response.status_code
        except httpcore.ConnectError as error:
            return NO_HOST if _is_unknown_host(error) else UNKNOWN
        except (httpcore.NetworkError, httpcore.ProtocolError, httpcore.TimeoutException):
            return UNKNOWN
        except (httpcore.ProxyError, httpx.HTTPError, httpx.InvalidURL, OSError, ValueError):
            return UNKNOWN
        except NotPublicError:
            return UNKNOWN

    def _save(self) -> None:
        self.cache_file.parent.mkdir(parents=True, exist_ok=True)
        content = json.dumps(dict(sorted(self._results.items())), indent=0)
        replace_file(self.cache_file, content.encode())


def _is_unknown_host(error: Exception) -> bool:
    return "not known" in str(error) or "No address associated" in str(error)


def _host_of(address: str) -> str:
    try:
        return urlsplit(address).netloc
    except ValueError:  # such as http://[::1/
        return ""


def _take_turns(addresses: Iterable[str]) -> Iterator[str]:
    """Yield the addresses so that hosts take turns: then no host has to be waited for."""
    by_host: defaultdict[str, list[str]] = defaultdict(list)
    for address in addresses:
        by_host[_host_of(address)].append(address)
    return (one for one in chain.from_iterable(zip_longest(*by_host.values())) if one)


def _read_results(path: Path) -> dict[str, tuple[int, float]]:
    """The results of earlier checks; a damaged file counts as none."""
    try:
        content = json.loads(read_file(path)) if path.is_file() else {}
        return {str(key): (int(status), float(when)) for key, (status, when) in content.items()}
    except (ValueError, TypeError, AttributeError):
        return {}
