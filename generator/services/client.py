"""Questions to services in, whole answers out: polite, patient, and with a memory.

One connection at a time, each service at its own pace. What may pass by itself (no answer, 429,
5xx, an answer cut short or in the wrong form) is asked again, a few times, later each time.
"""

from __future__ import annotations

import json
import logging
from collections.abc import Callable, Mapping
from dataclasses import dataclass, replace
from random import Random
from typing import Self
from xml.parsers import expat

import httpx

from generator import __version__
from generator.services.cache import Cache, Stored
from generator.services.endpoints import Service, find_service
from generator.services.failures import NotThereError, ServiceError
from generator.services.waiting import (
    LONGEST_WAIT,
    Clock,
    Pace,
    backoff_delay,
    parse_retry_after,
)
from generator.settings import Settings

ATTEMPTS = 5
LARGEST = 64 << 20
"""Bytes of one answer; no service that we ask sends more."""
LONGEST_ANSWER = 180.0
"""Seconds from the question to the last byte of the answer."""
PATIENCE = 30.0
"""Seconds without a sign of life after which a request is given up."""
_AGAIN = frozenset({408, 425, 429, 500, 502, 503, 504})

Form = str
"""What an answer must be: "json", "xml" or "text"."""
Judge = Callable[[bytes], str]
"""Says what is wrong with an answer that may be right next time, or ""."""


@dataclass(frozen=True, slots=True, kw_only=True)
class Question:
    """What we ask of a service; a `body` makes it a POST, which is never remembered."""

    path: str
    params: tuple[tuple[str, str], ...] = ()
    accept: str = ""
    form: Form = "json"
    body: object = None

    def __str__(self) -> str:
        """The question in one line; no key is in it."""
        return json.dumps([self.path, self.params, self.accept])


def name_agent(settings: Settings) -> str:
    """Who we are and whom to ask about us: what each service learns with each question."""
    contact = settings.contact or settings.mail
    where = [settings.repo or settings.site_url, contact]
    told = "; ".join(part for part in where if part)
    agent = f"papershelf/{__version__}" + (f" (+{told})" if told else "")
    return "".join(char for char in agent if " " <= char <= "~")


class _AgainError(Exception):
    """An attempt that failed for a reason that may pass; `wait` is what the service asked for."""

    def __init__(self, reason: str, wait: float = 0.0) -> None:
        self.reason, self.wait = reason, wait
        super().__init__(reason)


class Client:
    """Asks services; use it as a context, so that its connection ends."""

    def __init__(  # noqa: PLR0913  # each part of a client, by its name
        self,
        *,
        agent: str,
        environ: Mapping[str, str],
        cache: Cache,
        clock: Clock,
        chance: Random,
        patience: float = PATIENCE,
    ) -> None:
        # It tells whole addresses at the level INFO, and a key may be part of an address.
        logging.getLogger("httpx").setLevel(logging.WARNING)
        logging.getLogger("httpcore").setLevel(logging.WARNING)
        self._environ, self._cache, self._clock, self._chance = environ, cache, clock, chance
        self._pace = Pace(clock)
        self._http = httpx.Client(
            headers={"User-Agent": agent},
            timeout=httpx.Timeout(patience),
            limits=httpx.Limits(max_connections=1),
            max_redirects=5,
        )

    def __enter__(self) -> Self:
        """Open nothing yet: the first question does."""
        return self

    def __exit__(self, *_: object) -> None:
        """Close the connection."""
        self._http.close()

    def service(self, name: str) -> Service:
        """A service as the environment has it."""
        return find_service(name, self._environ)

    def ask(self, name: str, question: Question, judge: Judge = lambda _: "") -> bytes:
        """The answer to a question, whole and in its form.

        `judge` looks for faults that only who knows the service can see. Raises `ServiceError`, and
        `NotThereError` where the service says that there is no such thing.
        """
        service = self.service(name)
        stored = self._cache.find(name, str(question)) if question.body is None else None
        if stored and self._clock.time() - stored.read < service.fresh:
            return stored.content
        for attempt in range(ATTEMPTS):
            try:
                return self._attempt(service, question, stored, judge)
            except _AgainError as error:
                reason, wait = error.reason, error.wait
            if wait > LONGEST_WAIT:
                raise ServiceError(name, f"{reason}; it asks to come back in {wait:.0f} s")
            if attempt < ATTEMPTS - 1:
                self._clock.sleep(max(wait, backoff_delay(attempt, self._chance)))
        raise ServiceError(name, f"{reason} ({ATTEMPTS} attempts)")

    def _attempt(
        self, service: Service, question: Question, stored: Stored | None, judge: Judge
    ) -> bytes:
        self._pace.wait(service.name, service.pause)
        try:
            answer, content = self._send(service, question, stored)
        except httpx.TooManyRedirects:
            raise ServiceError(service.name, "sends us in circles") from None
        except httpx.TimeoutException:
            raise _AgainError("did not answer in time") from None
        except httpx.TransportError as error:
            # Only the kind of error: its text may hold the address, and that a key.
            raise _AgainError(f"broke off ({type(error).__name__})") from None
        finally:
            self._pace.mark(service.name)
        if answer.status_code == httpx.codes.NOT_MODIFIED and stored:
            self._remember(service, question, replace(stored, read=self._clock.time()))
            return stored.content
        self._check_status(service, answer)
        if fault := _fault(content, question.form) or judge(content):
            raise _AgainError(fault)
        self._remember(
            service,
            question,
            Stored(
                content=content,
                etag=answer.headers.get("ETag", ""),
                modified=answer.headers.get("Last-Modified", ""),
                read=self._clock.time(),
            ),
        )
        return content

    def _send(
        self, service: Service, question: Question, stored: Stored | None
    ) -> tuple[httpx.Response, bytes]:
        headers = {"Accept": question.accept} if question.accept else {}
        if stored and stored.etag:
            headers["If-None-Match"] = stored.etag
        elif stored and stored.modified:
            headers["If-Modified-Since"] = stored.modified
        params: list[tuple[str, str | int | float | bool | None]] = [*question.params]
        if service.key and service.key_header:
            headers[service.key_header] = service.key
        elif service.key and service.key_param:
            params.append((service.key_param, service.key))
        end = self._clock.monotonic() + LONGEST_ANSWER
        with self._http.stream(
            "GET" if question.body is None else "POST",
            f"{service.base}{question.path}",
            params=params or None,
            headers=headers,
            json=question.body,
            follow_redirects=service.follows,
        ) as answer:
            content = bytearray()
            for part in answer.iter_bytes():
                content += part
                if len(content) > LARGEST:
                    raise ServiceError(service.name, f"sends more than {LARGEST >> 20} MB")
                if self._clock.monotonic() > end:
                    raise _AgainError("did not finish its answer in time")
        return answer, bytes(content)

    def _check_status(self, service: Service, answer: httpx.Response) -> None:
        status = answer.status_code
        if status in _AGAIN:
            wait = parse_retry_after(answer.headers.get("Retry-After", ""), self._clock.time())
            raise _AgainError(f"answered {status}", wait)
        if status in {httpx.codes.NOT_FOUND, httpx.codes.GONE}:
            raise NotThereError(service.name, "has no such thing")
        if status in {httpx.codes.UNAUTHORIZED, httpx.codes.FORBIDDEN}:
            hint = f"; is {service.key_variable} right?" if service.key else ""
            raise ServiceError(service.name, f"refused us ({status}){hint}")
        if status != httpx.codes.OK:
            raise ServiceError(service.name, f"answered {status}")

    def _remember(self, service: Service, question: Question, stored: Stored) -> None:
        if question.body is None:
            self._cache.keep(service.name, str(question), stored)


def _fault(content: bytes, form: Form) -> str:
    """Why an answer is not in its form, or ""."""
    try:
        if form == "json":
            json.loads(content)
        elif form == "xml":
            expat.ParserCreate().Parse(content, True)
    except (ValueError, RecursionError, expat.ExpatError):
        return f"answered with what is no {form.upper()}, or not all of it"
    return ""
