"""HTTP client for all services: sends a request and returns the complete, checked response.

Uses one connection at a time and the rate limit of each service. Temporary failures (no response,
429, 5xx, a truncated or malformed body) are retried up to `MAX_ATTEMPTS` times with exponential
backoff. Size, number of values and total time of a response are limited. Responses are cached.
Failures raise `ServiceError`, which names the service and the address but never an API key.
"""

from __future__ import annotations

import logging
from collections.abc import Callable, Mapping
from dataclasses import replace
from random import Random
from typing import Self
from urllib.request import getproxies

import httpcore
import httpx

from papershelf import __version__
from papershelf.core.errors import Problem
from papershelf.core.settings import Settings
from papershelf.services.cache import CachedResponse, ResponseCache, is_header
from papershelf.services.connections import NetworkBackend, NotPublicError
from papershelf.services.endpoints import Service, configure_service
from papershelf.services.errors import NotFoundError, RejectedRequestError, ServiceError
from papershelf.services.requests import ServiceRequest, ServiceResponse
from papershelf.services.response_body import BadBodyError, TooLargeError, body_fault, collect_body
from papershelf.services.retry import (
    MAX_RETRY_AFTER,
    Clock,
    RateLimiter,
    backoff_delay,
    parse_retry_after,
)
from papershelf.services.transport import PooledTransport

MAX_ATTEMPTS = 5
MAX_BODY_SIZE = 32 << 20
"""Maximum size of a response body in bytes after decompression; no supported service sends more."""
MAX_VALUES = 1_000_000
"""Maximum number of JSON values or XML tags in a response; each takes about 100 bytes in memory."""
MAX_RESPONSE_SECONDS = 180.0
"""Maximum duration of a request in seconds, from sending to the last byte, including redirects."""
MAX_WAIT_SECONDS = 30.0
"""Timeout of an attempt: seconds without any received data."""
MAX_REDIRECTS = 5
_RETRYABLE_STATUSES = frozenset({408, 425, 429, 500, 502, 503, 504})
_REDIRECT_STATUSES = frozenset({301, 302, 303, 307, 308})
_CONNECTION_ERRORS = (httpcore.NetworkError, httpcore.ProtocolError, httpcore.ProxyError, OSError)

Validator = Callable[[bytes], str]
"""Returns the fault of a response that may be correct on retry, or "" if there is none."""


def make_user_agent(settings: Settings) -> str:
    """The User-Agent header: program, version, and the site and contact address from the settings."""
    contact = settings.contact or settings.mail
    where = [settings.repo or settings.site_url, contact]
    details = "; ".join(part for part in where if part)
    agent = f"papershelf/{__version__}" + (f" (+{details})" if details else "")
    return "".join(char for char in agent if " " <= char <= "~")


class _RetryableError(Exception):
    """A failed attempt that may succeed on retry; `wait` is the delay that the service requested."""

    def __init__(self, reason: str, wait: float = 0.0) -> None:
        self.reason, self.wait = reason, wait
        super().__init__(reason)


class _PermanentError(Exception):
    """A failed attempt that a retry cannot fix."""


class Client:
    """Sends requests to services. Use it as a context manager to close its connection."""

    def __init__(  # noqa: PLR0913  # each part of a client, by its name
        self,
        *,
        user_agent: str,
        environ: Mapping[str, str],
        cache: ResponseCache,
        clock: Clock,
        rng: Random,
        max_wait: float = MAX_WAIT_SECONDS,
        max_response: float = MAX_RESPONSE_SECONDS,
        network: NetworkBackend | None = None,
    ) -> None:
        # httpx logs full URLs at level INFO, and a URL may contain an API key.
        logging.getLogger("httpx").setLevel(logging.WARNING)
        logging.getLogger("httpcore").setLevel(logging.WARNING)
        self._environ, self._cache, self._clock, self._rng = environ, cache, clock, rng
        self._rate_limiter, self._max_response = RateLimiter(clock), max_response
        self._network_backend = network or NetworkBackend()
        self.notes: list[Problem] = []
        """Warnings about responses that were usable nonetheless."""
        self._transport = PooledTransport(self._network_backend, getproxies())
        # Only builds requests. `PooledTransport` sends them, without cookies or automatic
        # redirects.
        self._http = httpx.Client(
            headers={"User-Agent": user_agent, "Accept-Encoding": "gzip"},
            timeout=httpx.Timeout(max_wait),
            transport=self._transport,
        )

    def __enter__(self) -> Self:
        """Return the client; the connection opens with the first request."""
        return self

    def __exit__(self, *_: object) -> None:
        """Close the connection."""
        self._http.close()

    def service(self, name: str) -> Service:
        """The configuration of a service, with overrides from the environment."""
        return configure_service(name, self._environ)

    def fetch(
        self, name: str, service_request: ServiceRequest, validate: Validator = lambda _: ""
    ) -> bytes:
        """The content of a response; see `fetch_response` for rules and errors."""
        return self.fetch_response(name, service_request, validate).content

    def fetch_response(
        self, name: str, service_request: ServiceRequest, validate: Validator = lambda _: ""
    ) -> ServiceResponse:
        """Return a complete response in the expected format, from the cache if it is fresh.

        `validate` detects faults specific to the service. Raises `ServiceError`, or `NotFoundError`
        if the service reports that the resource does not exist.
        """
        service = self.service(name)
        stored = (
            self._cache.find(name, str(service_request)) if service_request.is_cacheable else None
        )
        if stored and self._clock.time() - stored.read < service.max_age:
            return ServiceResponse(stored.content)
        where = f"{service.display_base}{service_request.path}"
        for attempt in range(MAX_ATTEMPTS):
            try:
                return self._try_once(service, service_request, stored, validate)
            except _RetryableError as error:
                reason, wait = error.reason, error.wait
            except _PermanentError as error:
                raise ServiceError(name, f"{error}: {where}") from None
            if wait > MAX_RETRY_AFTER:
                message = f"{reason}; it asks to retry in {wait:.0f} s, so try again later: {where}"
                raise ServiceError(name, message)
            if attempt < MAX_ATTEMPTS - 1:
                self._clock.sleep(max(wait, backoff_delay(attempt, self._rng)))
        raise ServiceError(name, f"{reason} ({MAX_ATTEMPTS} attempts): {where}")

    def _try_once(
        self,
        service: Service,
        service_request: ServiceRequest,
        cached: CachedResponse | None,
        validate: Validator,
    ) -> ServiceResponse:
        """Make one attempt. Raises `_RetryableError`, `_PermanentError` or `NotFoundError`."""
        self._rate_limiter.wait(service.name, service.min_interval)
        try:
            response, content = self._send(service, service_request, cached)
            fault = ""
            if response.status_code == httpx.codes.OK:
                fault = body_fault(content, service_request.content_format, MAX_VALUES) or validate(
                    content
                )
        except httpx.InvalidURL:
            raise _PermanentError("has an invalid URL") from None
        except NotPublicError as error:
            raise _PermanentError(_refusal_reason("https", str(error))) from None
        except httpcore.TimeoutException:
            raise _RetryableError("did not respond in time") from None
        except _CONNECTION_ERRORS as error:
            # Report only the type of the error: its text may contain the URL and thus an API key.
            raise _RetryableError(
                f"could not be reached or closed the connection ({type(error).__name__})"
            ) from None
        except BadBodyError as error:
            raise _RetryableError(str(error)) from None
        except TooLargeError:
            message = f"sent more than {MAX_BODY_SIZE >> 20} MB or {MAX_VALUES:,} values"
            raise _PermanentError(message) from None
        finally:
            self._rate_limiter.mark_request_end(service.name)
        # Zotero sends `Backoff` to request a lower rate (zotero.org/support/dev/web_api/v3/basics).
        self._rate_limiter.mark_request_end(
            service.name, parse_retry_after(response.headers.get("Backoff", ""), 0.0)
        )
        if response.status_code == httpx.codes.NOT_MODIFIED and cached:
            self._store_cached(service, service_request, replace(cached, read=self._clock.time()))
            return ServiceResponse(cached.content)
        self._check_status(service, service_request, response, content)
        if fault:
            raise _RetryableError(fault)
        self._cache_response(service, service_request, response, content)
        return ServiceResponse(content, dict(response.headers))

    def _send(
        self, service: Service, service_request: ServiceRequest, cached: CachedResponse | None
    ) -> tuple[httpx.Response, bytes]:
        """Send a request, follow redirects, and read the whole response."""
        request = self._build_request(service, service_request, cached)
        self._network_backend.start_deadline(self._max_response)
        self._network_backend.public_only = False
        for _ in range(MAX_REDIRECTS + 1):
            response = self._transport.handle_request(request)
            try:
                if service.follows_redirects and response.status_code in _REDIRECT_STATUSES:
                    request = self._redirect_request(request, response)
                    continue
                encoding = response.headers.get("Content-Encoding", "")
                return response, collect_body(response.iter_raw(), encoding, MAX_BODY_SIZE)
            finally:
                response.close()
        raise _PermanentError("redirect loop")

    def _build_request(
        self, service: Service, service_request: ServiceRequest, cached: CachedResponse | None
    ) -> httpx.Request:
        """Build the HTTP request, with the API key of the service. Raises `httpx.InvalidURL`."""
        headers = {"Accept": service_request.accept} if service_request.accept else {}
        if cached and cached.etag:
            headers["If-None-Match"] = cached.etag
        elif cached and cached.modified:
            headers["If-Modified-Since"] = cached.modified
        params: list[tuple[str, str | int | float | bool | None]] = [*service_request.params]
        if not is_header(service.api_key):
            raise _PermanentError(
                f"{service.api_key_variable} contains a character that API keys cannot have"
            )
        if service.api_key and service.api_key_header:
            headers[service.api_key_header] = service.api_key
        elif service.api_key and service.api_key_param:
            params.append((service.api_key_param, service.api_key))
        request = self._http.build_request(
            "GET" if service_request.body is None else "POST",
            f"{service.base}{service_request.path}",
            params=params or None,
            headers=headers,
            json=service_request.body,
        )
        if request.url.scheme not in {"http", "https"} or not request.url.host:
            raise _PermanentError("has an invalid URL")
        if request.url.userinfo:
            login = httpx.BasicAuth(request.url.username, request.url.password)
            request = next(login.auth_flow(request))
        return request

    def _redirect_request(
        self, request: httpx.Request, http_response: httpx.Response
    ) -> httpx.Request:
        """Build the request for a redirect to the same server or a public https host."""
        try:
            location = httpx.URL(http_response.headers.get("Location", ""))
            target = request.url.join(location)
        except (httpx.InvalidURL, UnicodeError):
            raise _PermanentError("redirected to an invalid URL") from None
        if location.scheme or location.netloc:
            self._network_backend.public_only = True
            if target.scheme != "https" or not target.host:
                raise _PermanentError(_refusal_reason(target.scheme, target.host))
        headers = {"Accept": request.headers["Accept"]}
        return self._http.build_request("GET", target, headers=headers)

    def _check_status(
        self,
        service: Service,
        service_request: ServiceRequest,
        http_response: httpx.Response,
        content: bytes,
    ) -> None:
        status, where = http_response.status_code, f"{service.display_base}{service_request.path}"
        if status in _RETRYABLE_STATUSES:
            wait = parse_retry_after(
                http_response.headers.get("Retry-After", ""), self._clock.time()
            )
            raise _RetryableError(f"returned status {status}", wait)
        if status in {httpx.codes.NOT_FOUND, httpx.codes.GONE}:
            raise NotFoundError(service.name, f"not found: {where}")
        if status == httpx.codes.BAD_REQUEST:
            raise RejectedRequestError(service.name, f"returned status {status}: {where}", content)
        if status in {httpx.codes.UNAUTHORIZED, httpx.codes.FORBIDDEN}:
            hint = f"; check {service.api_key_variable}" if service.api_key else ""
            raise _PermanentError(f"refused access (status {status}){hint}")
        if status != httpx.codes.OK:
            raise _PermanentError(f"returned status {status}")

    def _cache_response(
        self,
        service: Service,
        service_request: ServiceRequest,
        http_response: httpx.Response,
        content: bytes,
    ) -> None:
        """Cache a response, unless its ETag or date could not be sent back as a header."""
        etag, modified = (http_response.headers.get(name, "") for name in ("ETag", "Last-Modified"))
        if is_header(etag) and is_header(modified):
            read = self._clock.time()
            self._store_cached(
                service,
                service_request,
                CachedResponse(content=content, etag=etag, modified=modified, read=read),
            )
        elif service_request.is_cacheable:
            where = f"{service.display_base}{service_request.path}"
            message = f"sent an invalid ETag or date, so the response was not cached: {where}"
            self.notes.append(Problem(service.name, 0, "", message, "warning"))

    def _store_cached(
        self, service: Service, service_request: ServiceRequest, cached: CachedResponse
    ) -> None:
        if service_request.is_cacheable:
            self._cache.store(service.name, str(service_request), cached)


def _refusal_reason(scheme: str, host: str) -> str:
    """Why a redirect is refused. Only scheme and host are shown: the rest may contain a secret."""
    return f"redirected to {scheme}://{host}, which is not a public https address"
