"""HTTP transport of the client: httpcore's connection pool on a `NetworkBackend`.

Takes the proxies of the environment, which httpx ignores if a transport is passed. Raises the
errors of httpcore, and `NotPublicError` from the backend.
"""

from __future__ import annotations

import ipaddress
from collections.abc import Iterable, Iterator, Mapping
from urllib.request import proxy_bypass

import httpcore
import httpx

from papershelf.services.connections import NetworkBackend, NotPublicError, is_public


class _ResponseStream(httpx.SyncByteStream):
    """The response body as a stream of bytes."""

    def __init__(self, stream: Iterable[bytes], response: httpcore.Response) -> None:
        self._stream, self._response = stream, response

    def __iter__(self) -> Iterator[bytes]:
        yield from self._stream

    def close(self) -> None:
        """Close the response, whether or not it was read."""
        self._response.close()


class PooledTransport(httpx.BaseTransport):
    """Sends requests over one connection at a time, directly or through a proxy."""

    def __init__(self, network: NetworkBackend, proxies: Mapping[str, str]) -> None:
        self._network, self._proxies = network, proxies
        self._pools: dict[str, httpcore.ConnectionPool] = {}

    def handle_request(self, request: httpx.Request) -> httpx.Response:
        """Send a request and return the response with an unread body."""
        url = request.url
        proxy = self._proxy_for(url)
        if proxy and self._network.public_only:
            _require_public(url.host)
        response = self._pool(proxy).handle_request(
            httpcore.Request(
                method=request.method,
                url=httpcore.URL(
                    scheme=url.raw_scheme, host=url.raw_host, port=url.port, target=url.raw_path
                ),
                headers=request.headers.raw,
                content=request.stream,
                extensions=request.extensions,
            )
        )
        if not isinstance(response.stream, Iterable):
            raise TypeError("the connection pool is not synchronous")
        return httpx.Response(
            response.status,
            headers=response.headers,
            stream=_ResponseStream(response.stream, response),
            extensions=response.extensions,
        )

    def close(self) -> None:
        """Close all connections."""
        for pool in self._pools.values():
            pool.close()

    def _proxy_for(self, url: httpx.URL) -> str:
        proxy = self._proxies.get(url.scheme) or self._proxies.get("all", "")
        return "" if not proxy or proxy_bypass(url.host) else proxy

    def _pool(self, proxy: str) -> httpcore.ConnectionPool:
        if proxy not in self._pools:
            self._pools[proxy] = httpcore.ConnectionPool(
                ssl_context=httpx.create_ssl_context(),
                max_connections=1,
                network_backend=self._network,
                proxy=_parse_proxy(proxy) if proxy else None,
            )
        return self._pools[proxy]


def _parse_proxy(text: str) -> httpcore.Proxy:
    """A proxy from its URL, including user name and password."""
    proxy = httpx.Proxy(text if "://" in text else f"http://{text}")
    return httpcore.Proxy(str(proxy.url), auth=proxy.raw_auth)


def _require_public(host: str) -> None:
    """Reject a non-public IP address in a URL. Host names are resolved by the proxy, unchecked."""
    try:
        ipaddress.ip_address(host)
    except ValueError:
        return
    if not is_public(host):
        raise NotPublicError(host)
