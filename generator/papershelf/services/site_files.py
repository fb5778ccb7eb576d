"""Reads files of a published site over HTTP, such as its search index."""

from __future__ import annotations

from typing import Self

import httpx

from papershelf import __version__
from papershelf.core.errors import PapersError, Problem

_TIMEOUT_SECONDS = 30.0
_LARGEST_FILE = 32 << 20


class SiteFiles:
    """The files of a site by path; connections are kept until the end of the context."""

    def __init__(self, address: str, transport: httpx.BaseTransport | None = None) -> None:
        self._base = f"{address.removesuffix('/')}/"
        self._http = httpx.Client(
            headers={"User-Agent": f"papershelf/{__version__}"},
            timeout=_TIMEOUT_SECONDS,
            follow_redirects=True,
            transport=transport,
        )

    def __enter__(self) -> Self:
        """Return the files; the connection opens with the first request."""
        return self

    def __exit__(self, *_: object) -> None:
        """Close the connection."""
        self._http.close()

    def read(self, path: str) -> bytes:
        """Return the content of a file. Raises `PapersError` if the site does not send it."""
        address = f"{self._base}{path}"
        try:
            with self._http.stream("GET", address) as response:
                if response.status_code != httpx.codes.OK:
                    raise PapersError([Problem(address, 0, "", f"status {response.status_code}")])
                content = bytearray()
                for part in response.iter_bytes():
                    content += part
                    if len(content) > _LARGEST_FILE:
                        raise PapersError([Problem(address, 0, "", "is larger than 32 MB")])
                return bytes(content)
        except (httpx.HTTPError, httpx.InvalidURL) as error:
            message = f"cannot be read ({type(error).__name__})"
            raise PapersError([Problem(address, 0, "", message)]) from None
