"""The client that every live source uses to ask its servers. Nothing else speaks HTTP.

One request at a time per server, with a deadline and a size limit. Redirects to other servers are
not followed. Requests that may be repeated get a few tries with growing random pauses. The client
waits when a server says so, slows down before a quota runs out and leaves a failing server alone.
"""

import asyncio
import random
from collections.abc import AsyncIterator, Awaitable, Callable, Iterable, Mapping
from contextlib import asynccontextmanager
from dataclasses import dataclass, field
from urllib.parse import urlencode, urljoin, urlsplit

import httpx
import msgspec

from tui import __version__
from tui.clock import Clock, WallClock, elapsed
from tui.formats import duration
from tui.model import MINUTE, SECOND, Millis
from tui.sanitize import clean
from tui.sources.errors import SourceError
from tui.sources.http.one_request import NoAnswer, send
from tui.sources.http.outcomes import (
    Answer,
    Deferred,
    RateLimitTest,
    Redirected,
    Refusal,
    is_rate_limit,
    is_server_error,
)
from tui.sources.http.quota import Quota, age_of, retry_after
from tui.sources.http.rate_limiter import RateLimiter
from tui.sources.http.tokens import Token
from tui.sources.http.transport import READ, Transport
from tui.sources.http.urls import origin, valid_base, without_password
from tui.sources.readings import CheckResult
from tui.sources.time_limit import time_left

USER_AGENT = f"racetui/{__version__} (terminal dashboard)"
TRIES = 4
MAX_REDIRECTS = 3
RETRYABLE = frozenset({500, 502, 503, 504})
"""Statuses after which a request may be repeated."""
TIMEOUT: float = READ
"""Seconds from the start of a request to the last byte of its answer."""
MARGIN = 0.05
FIRST_PAUSE, MAX_PAUSE = 1.0, 60.0
"""Seconds. The pause before the second try is random up to the first, and doubles for each try."""
MAX_SKEW: Millis = 10 * SECOND
"""Clocks within this agree: a `Date` has whole seconds, and an answer takes time to arrive."""
MAX_AGE: Millis = 5 * MINUTE
"""An answer that a cache has held for longer is out of date."""
REJECTED = "the token was rejected; set a new one and restart racetui"
Params = Iterable[tuple[str, str]]


@dataclass(frozen=True, slots=True)
class HttpDeps:
    """The dependencies of a client: connections, clocks, pauses and random numbers.

    `transport` makes a connection; its argument is whether private networks are allowed.
    """

    transport: Callable[[bool], httpx.AsyncBaseTransport] = Transport
    wall: Clock = field(default_factory=WallClock)
    ticks: Callable[[], Millis] = elapsed
    pause: Callable[[float], Awaitable[None]] = asyncio.sleep
    chance: Callable[[], float] = random.random


class Server:
    """A server at the address `base`.

    It may be in a private network if `allow_private` is set, as for an address the user configured.
    """

    def __init__(
        self,
        base: str,
        deps: HttpDeps,
        *,
        allow_private: bool = False,
        token: Token | None = None,
        headers: Mapping[str, str] | None = None,
        min_interval: Millis = 0,
        is_rate_limit: RateLimitTest = is_rate_limit,
    ) -> None:
        self.base = valid_base(base)
        self._rate_limiter = RateLimiter(deps, min_interval)
        self._deps, self._allow_private, self._token = deps, allow_private, token
        self._headers = {"User-Agent": USER_AGENT, "Accept-Encoding": "gzip", **(headers or {})}
        self._is_rate_limit = is_rate_limit
        self._lock = asyncio.Lock()
        self._requests = 0
        self._transport: httpx.AsyncBaseTransport | None = None
        self._is_token_rejected = False

    @property
    def quota(self) -> Quota | None:
        """Return the last known quota."""
        return self._rate_limiter.quota()

    @property
    def is_connected(self) -> bool:
        """Return whether a connection may be open."""
        return self._transport is not None

    async def get(
        self,
        path: str,
        params: Params = (),
        headers: Mapping[str, str] | None = None,
        tries: int = TRIES,
        low_priority: bool = False,
        allow_old: bool = False,
    ) -> Answer:
        """Return the answer to a GET request; raises Refusal, Deferred, SourceError.

        A `low_priority` request leaves a part of the quota unused and is tried at most twice. An
        answer from a cache may be older than MAX_AGE only if `allow_old` is set.
        """
        tries = min(tries, 2) if low_priority else tries
        query = urlencode(list(params))
        url = f"{self.base}{path}" + (f"?{query}" if query else "")
        answer = await self._ask("GET", url, b"", headers or {}, tries, low_priority)
        age = age_of(answer.headers)
        if not allow_old and age > MAX_AGE:
            raise SourceError(f"the answer is from a cache, {duration(age)} old")
        return answer

    async def post(self, path: str, question: object, low_priority: bool = False) -> Answer:
        """Return the answer to a JSON question, which must not change anything on the server."""
        headers = {"Content-Type": "application/json"}
        body = msgspec.json.encode(question)
        return await self._ask("POST", f"{self.base}{path}", body, headers, TRIES, low_priority)

    async def check(self, path: str) -> list[CheckResult]:
        """Return whether the server answers, its quota, and how far its clock differs."""
        results = []
        try:
            (await self.get(path, tries=1)).decode(dict[str, object])
            results.append(CheckResult(f"{without_password(self.base)} answers", True))
        except SourceError as error:
            results.append(CheckResult(f"{without_password(self.base)}: {error}", False))
        quota = self.quota
        if quota is not None and quota.limit and quota.remaining is not None:
            left = f"{quota.remaining} of {quota.limit} requests left"
            results.append(CheckResult(left, quota.remaining != 0))
        skew = self._rate_limiter.skew
        if skew is not None:
            is_off = abs(skew) > MAX_SKEW
            text = f"this machine's clock is {duration(skew)} "
            text += "behind the server's" if skew > 0 else "ahead of the server's"
            results.append(CheckResult(text if is_off else "the clocks agree", not is_off))
        return results

    def hurry(self) -> None:
        """Allow a request to a failing server now, once in a while; a rate limit stays."""
        self._rate_limiter.hurry()

    async def close(self) -> None:
        """Close the connection; a request in progress ends without an answer."""
        transport, self._transport = self._transport, None
        if not self._requests:
            # A lock is bound to the event loop that used it, and the next one may be another.
            self._lock = asyncio.Lock()
        if transport is not None:
            await transport.aclose()

    async def close_if_idle(self) -> None:
        """Close the connection unless a request is in progress or waiting."""
        if not self._requests:
            await self.close()

    async def _ask(
        self,
        method: str,
        url: str,
        body: bytes,
        headers: Mapping[str, str],
        tries: int,
        low_priority: bool,
    ) -> Answer:
        async with self._exclusive():
            tries = 1 if self._rate_limiter.is_failing else tries
            redirects = tried = 0
            was_sent = False
            while True:
                if self._is_token_rejected:
                    raise SourceError(REJECTED, permanent=True)
                await self._rate_limiter.wait_for_turn(method, low_priority)
                wait = status = None
                try:
                    answer = await self._send(method, url, body, headers)
                except NoAnswer as failure:
                    message, is_retryable = str(failure), failure.retryable
                    was_sent = was_sent or failure.sent
                else:
                    was_sent = True
                    self._rate_limiter.learn(method, answer)
                    if answer.status < 300 or answer.status == 304:
                        self._rate_limiter.note_success()
                        return answer
                    if self._is_rate_limit(answer):
                        raise self._rate_limiter.note_limit(method, answer)
                    if is_server_error(answer):
                        message, status = f"HTTP error {answer.status}", answer.status
                        is_retryable = status in RETRYABLE
                        wait = retry_after(answer.headers, self._rate_limiter.server_now())
                    else:
                        url, redirects = self._redirect_of(method, url, answer), redirects + 1
                        if redirects <= MAX_REDIRECTS:
                            continue
                        message, is_retryable = "too many redirects", False
                tried += 1
                if not is_retryable or tried >= tries or not await self._pause(tried - 1, wait):
                    raise self._rate_limiter.note_failure(message, wait, status, was_sent)

    @asynccontextmanager
    async def _exclusive(self) -> AsyncIterator[None]:
        """Wait until no other request is in progress; raises Deferred if that takes too long."""
        # Waiting requests count, too: a lock is free for a moment while it is handed over.
        self._requests += 1
        try:
            try:
                async with asyncio.timeout(max(0.0, min(TIMEOUT, time_left() - MARGIN))):
                    await self._lock.acquire()
            except TimeoutError:
                raise Deferred("busy with another request") from None
            try:
                yield
            finally:
                self._lock.release()
        finally:
            self._requests -= 1

    async def _send(self, method: str, url: str, body: bytes, headers: Mapping[str, str]) -> Answer:
        """Send one request and return its answer; raises NoAnswer."""
        self._rate_limiter.note_request()
        if self._transport is None:
            self._transport = self._deps.transport(self._allow_private)
        all_headers = [*self._headers.items(), *headers.items(), *self._token_header(url)]
        timeout = max(MARGIN, min(TIMEOUT, time_left() - MARGIN))
        return await send(self._transport, method, url, body, all_headers, timeout)

    def _token_header(self, url: str) -> list[tuple[str, str]]:
        """Return the header with the token if the address is on this server, else nothing."""
        if self._token is None or origin(url) != origin(self.base):
            return []
        return [self._token.header()]

    def _redirect_of(self, method: str, url: str, answer: Answer) -> str:
        """Return where an answer redirects to on this server; raises if it is a refusal."""
        location = answer.headers.get("location", "")
        if method != "GET" or not location or not 300 < answer.status < 400:
            raise self._refusal(answer)
        try:
            target = urljoin(url, location)
            host = urlsplit(target).hostname or "nowhere"
            if origin(target) == origin(self.base):
                return target
        except ValueError:
            host = "nowhere"
        self._rate_limiter.note_refusal()
        raise Redirected(clean(host, 60))

    def _refusal(self, answer: Answer) -> SourceError:
        """Return an answer that refuses a request, as an error."""
        self._rate_limiter.note_refusal()
        if answer.status == 401 and self._token is not None:
            self._is_token_rejected = True
            return SourceError(REJECTED, permanent=True)
        return Refusal(answer)

    async def _pause(self, tried: int, wait: Millis | None) -> bool:
        """Pause before the next try; return False if there is no time for one."""
        longest = min(MAX_PAUSE, FIRST_PAUSE * 2**tried)
        seconds = self._deps.chance() * longest if wait is None else wait / SECOND
        if seconds > time_left() - 1 or seconds > TIMEOUT:
            return False
        await self._deps.pause(seconds)
        return True
