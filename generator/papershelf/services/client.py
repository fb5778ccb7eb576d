"""The client of all services: takes a question, and returns a whole answer.

One connection at a time, each service at its own pace. What may pass by itself (no answer, 429,
5xx, an answer cut short or in the wrong form) is asked again, a few times, later each time. Time
and memory of an answer are bounded, whatever the server sends. Answers are cached. A failure is a
`ServiceError` that names the service and the address, without any key.
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
from papershelf.services.cache import Cache, Stored, is_header
from papershelf.services.connections import Network, NotPublicError
from papershelf.services.endpoints import Service, find_service
from papershelf.services.errors import NotThereError, QuestionError, ServiceError
from papershelf.services.requests import Answer, Question
from papershelf.services.response_body import BadBodyError, TooLargeError, find_fault, read_body
from papershelf.services.retry import LONGEST_WAIT, Clock, Pace, backoff_delay, parse_retry_after
from papershelf.services.transport import Transport

ATTEMPTS = 5
LARGEST = 32 << 20
"""Bytes of one answer, unpacked; no service that we ask sends more."""
MOST_VALUES = 1_000_000
"""Values or tags of one answer, of which each takes some hundred bytes once it is parsed."""
LONGEST_ANSWER = 180.0
"""Seconds from the question to the last byte of the answer, redirects included."""
PATIENCE = 30.0
"""Seconds without a sign of life after which a request is given up."""
MOST_REDIRECTS = 5
_AGAIN = frozenset({408, 425, 429, 500, 502, 503, 504})
_REDIRECTS = frozenset({301, 302, 303, 307, 308})
_BROKEN = (httpcore.NetworkError, httpcore.ProtocolError, httpcore.ProxyError, OSError)

Judge = Callable[[bytes], str]
"""Says what is wrong with an answer that may be right next time, or ""."""


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


class _RefusedError(Exception):
    """An attempt that failed for a reason that stays."""


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
        network: Network | None = None,
    ) -> None:
        # It tells whole addresses at the level INFO, and a key may be part of an address.
        logging.getLogger("httpx").setLevel(logging.WARNING)
        logging.getLogger("httpcore").setLevel(logging.WARNING)
        self._environ, self._cache, self._clock, self._chance = environ, cache, clock, chance
        self._pace = Pace(clock)
        self._network = network or Network()
        self.notes: list[Problem] = []
        """What was odd about answers that could be used all the same."""
        self._transport = Transport(self._network, getproxies())
        # It builds requests only: sending is ours, with no cookies and no redirects of its own.
        self._http = httpx.Client(
            headers={"User-Agent": agent, "Accept-Encoding": "gzip"},
            timeout=httpx.Timeout(patience),
            transport=self._transport,
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
        """The content of the answer to a question, by the rules of `ask_answer`."""
        return self.ask_answer(name, question, judge).content

    def ask_answer(self, name: str, question: Question, judge: Judge = lambda _: "") -> Answer:
        """The answer to a question, whole and in its form.

        `judge` looks for faults that only who knows the service can see. Raises `ServiceError`, and
        `NotThereError` where the service says that there is no such thing.
        """
        service = self.service(name)
        stored = self._cache.find(name, str(question)) if question.is_cached else None
        if stored and self._clock.time() - stored.read < service.fresh:
            return Answer(stored.content)
        where = f"{service.shown_base}{question.path}"
        for attempt in range(ATTEMPTS):
            try:
                return self._attempt(service, question, stored, judge)
            except _AgainError as error:
                reason, wait = error.reason, error.wait
            except _RefusedError as error:
                raise ServiceError(name, f"{error}: {where}") from None
            if wait > LONGEST_WAIT:
                message = f"{reason}; it asks to come back in {wait:.0f} s: {where}"
                raise ServiceError(name, message)
            if attempt < ATTEMPTS - 1:
                self._clock.sleep(max(wait, backoff_delay(attempt, self._chance)))
        raise ServiceError(name, f"{reason} ({ATTEMPTS} attempts): {where}")

    def _attempt(
        self, service: Service, question: Question, stored: Stored | None, judge: Judge
    ) -> Answer:
        """Ask once. Raises `_AgainError`, `_RefusedError` and `NotThereError`."""
        self._pace.wait(service.name, service.pause)
        try:
            answer, content = self._send(service, question, stored)
            fault = ""
            if answer.status_code == httpx.codes.OK:
                fault = find_fault(content, question.form, MOST_VALUES) or judge(content)
        except httpx.InvalidURL:
            raise _RefusedError("is not a web address") from None
        except NotPublicError as error:
            raise _RefusedError(_unfit("https", str(error))) from None
        except httpcore.TimeoutException:
            raise _AgainError("did not answer in time") from None
        except _BROKEN as error:
            # Only the kind of error: its text may hold the address, and that a key.
            raise _AgainError(f"broke off ({type(error).__name__})") from None
        except BadBodyError as error:
            raise _AgainError(str(error)) from None
        except TooLargeError:
            message = f"sends more than {LARGEST >> 20} MB or {MOST_VALUES:,} values"
            raise _RefusedError(message) from None
        finally:
            self._pace.mark(service.name)
        # Zotero asks so for fewer requests (zotero.org/support/dev/web_api/v3/basics).
        self._pace.mark(service.name, parse_retry_after(answer.headers.get("Backoff", ""), 0.0))
        if answer.status_code == httpx.codes.NOT_MODIFIED and stored:
            self._remember(service, question, replace(stored, read=self._clock.time()))
            return Answer(stored.content)
        self._check_status(service, question, answer, content)
        if fault:
            raise _AgainError(fault)
        self._keep(service, question, answer, content)
        return Answer(content, dict(answer.headers))

    def _send(
        self, service: Service, question: Question, stored: Stored | None
    ) -> tuple[httpx.Response, bytes]:
        """Send a question, follow where it leads, and read the whole answer."""
        request = self._build(service, question, stored)
        self._network.start(LONGEST_ANSWER)
        self._network.public_only = False
        for _ in range(MOST_REDIRECTS + 1):
            answer = self._transport.handle_request(request)
            try:
                if service.follows and answer.status_code in _REDIRECTS:
                    request = self._redirected(request, answer)
                    continue
                encoding = answer.headers.get("Content-Encoding", "")
                return answer, read_body(answer.iter_raw(), encoding, LARGEST)
            finally:
                answer.close()
        raise _RefusedError("sends us in circles")

    def _build(self, service: Service, question: Question, stored: Stored | None) -> httpx.Request:
        """The request for a question, with the key of the service. Raises `httpx.InvalidURL`."""
        headers = {"Accept": question.accept} if question.accept else {}
        if stored and stored.etag:
            headers["If-None-Match"] = stored.etag
        elif stored and stored.modified:
            headers["If-Modified-Since"] = stored.modified
        params: list[tuple[str, str | int | float | bool | None]] = [*question.params]
        if not is_header(service.key):
            raise _RefusedError(f"{service.key_variable} holds a character that no key has")
        if service.key and service.key_header:
            headers[service.key_header] = service.key
        elif service.key and service.key_param:
            params.append((service.key_param, service.key))
        request = self._http.build_request(
            "GET" if question.body is None else "POST",
            f"{service.base}{question.path}",
            params=params or None,
            headers=headers,
            json=question.body,
        )
        if request.url.scheme not in {"http", "https"} or not request.url.host:
            raise _RefusedError("is not a web address")
        if request.url.userinfo:
            login = httpx.BasicAuth(request.url.username, request.url.password)
            request = next(login.auth_flow(request))
        return request

    def _redirected(self, request: httpx.Request, answer: httpx.Response) -> httpx.Request:
        """The request for the place that an answer names: the same server, or a public one."""
        try:
            location = httpx.URL(answer.headers.get("Location", ""))
            target = request.url.join(location)
        except (httpx.InvalidURL, UnicodeError):
            raise _RefusedError("sends us to what is no web address") from None
        if location.scheme or location.netloc:
            self._network.public_only = True
            if target.scheme != "https" or not target.host:
                raise _RefusedError(_unfit(target.scheme, target.host))
        headers = {"Accept": request.headers["Accept"]}
        return self._http.build_request("GET", target, headers=headers)

    def _check_status(
        self, service: Service, question: Question, answer: httpx.Response, content: bytes
    ) -> None:
        status, where = answer.status_code, f"{service.shown_base}{question.path}"
        if status in _AGAIN:
            wait = parse_retry_after(answer.headers.get("Retry-After", ""), self._clock.time())
            raise _AgainError(f"answered {status}", wait)
        if status in {httpx.codes.NOT_FOUND, httpx.codes.GONE}:
            raise NotThereError(service.name, f"has no such thing: {where}")
        if status == httpx.codes.BAD_REQUEST:
            raise QuestionError(service.name, f"answered {status}: {where}", content)
        if status in {httpx.codes.UNAUTHORIZED, httpx.codes.FORBIDDEN}:
            hint = f"; is {service.key_variable} right?" if service.key else ""
            raise _RefusedError(f"refused us ({status}){hint}")
        if status != httpx.codes.OK:
            raise _RefusedError(f"answered {status}")

    def _keep(
        self, service: Service, question: Question, answer: httpx.Response, content: bytes
    ) -> None:
        """Cache an answer, unless what it says of its version cannot be sent back."""
        etag, modified = (answer.headers.get(name, "") for name in ("ETag", "Last-Modified"))
        if is_header(etag) and is_header(modified):
            read = self._clock.time()
            self._remember(
                service, question, Stored(content=content, etag=etag, modified=modified, read=read)
            )
        elif question.is_cached:
            where = f"{service.shown_base}{question.path}"
            message = f"sent an ETag or a date that is not ASCII, so it is not cached: {where}"
            self.notes.append(Problem(service.name, 0, "", message, "warning"))

    def _remember(self, service: Service, question: Question, stored: Stored) -> None:
        if question.is_cached:
            self._cache.keep(service.name, str(question), stored)


def _unfit(scheme: str, host: str) -> str:
    """Why we do not go to an address; what follows its host may be a secret."""
    return f"sends us to {scheme}://{host}, which is not a public https address"
