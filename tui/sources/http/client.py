"""The one client policy: how every live source asks its servers. Nothing else speaks HTTP.

One request at a time for each server; a deadline for the whole of it; a cap on what comes back;
no redirect; few tries, with growing random pauses, of what may be tried again; waiting where the
server says so, slowing down before its quota ends, and leaving a failing one alone for a while.
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
from tui.sources.http.one_request import NoAnswer, send
from tui.sources.http.outcomes import (
    Answer,
    Deferred,
    Elsewhere,
    Limits,
    Refusal,
    is_answered,
    too_many,
)
from tui.sources.http.quota import Quota, age_of, retry_after
from tui.sources.http.rate_limiter import RateLimiter
from tui.sources.http.tokens import Token
from tui.sources.http.transport import READ, Transport
from tui.sources.http.urls import checked, origin, shown
from tui.sources.source import CheckResult, SourceError, time_left

USER_AGENT = f"racetui/{__version__} (terminal dashboard)"
TRIES = 4
AGAIN = frozenset({500, 502, 503, 504})
"""Answers after which the same question may be asked again."""
IN_ALL: float = READ
"""Seconds that a request may take from its start to the last byte of the answer."""
MARGIN = 0.05
PAUSE, LONGEST_PAUSE = 1.0, 60.0
"""Seconds: the pause before the second try is random up to the first, then up to twice that."""
SKEWED: Millis = 10 * SECOND
"""Clocks that are less apart agree: a `Date` is whole seconds, and an answer takes some."""
OLD: Millis = 5 * MINUTE
"""What somebody on the way has kept for longer is no answer of today."""
REFUSED = "refuses the token; set another one, and start racetui again"
Params = Iterable[tuple[str, str]]


@dataclass(frozen=True, slots=True)
class HttpDeps:
    """What asking takes, handed in: a way to a server, time, pauses and chance."""

    transport: Callable[[bool], httpx.AsyncBaseTransport] = Transport
    wall: Clock = field(default_factory=WallClock)
    ticks: Callable[[], Millis] = elapsed
    pause: Callable[[float], Awaitable[None]] = asyncio.sleep
    chance: Callable[[], float] = random.random


class Server:
    """One server. `base` is its address; `named` says that the user gave it, wherever it leads."""

    def __init__(
        self,
        base: str,
        means: HttpDeps,
        *,
        named: bool = False,
        token: Token | None = None,
        headers: Mapping[str, str] | None = None,
        apart: Millis = 0,
        limits: Limits = too_many,
    ) -> None:
        self.base = checked(base)
        self._manners = RateLimiter(means, apart)
        self._means, self._named, self._token = means, named, token
        self._headers = {"User-Agent": USER_AGENT, "Accept-Encoding": "gzip", **(headers or {})}
        self._limits = limits
        self._one_at_a_time = asyncio.Lock()
        self._transport: httpx.AsyncBaseTransport | None = None
        self._refused = False

    @property
    def quota(self) -> Quota | None:
        """Return what may still be asked."""
        return self._manners.quota()

    async def get(
        self,
        path: str,
        params: Params = (),
        headers: Mapping[str, str] | None = None,
        tries: int = TRIES,
        spare: bool = False,
        fresh: bool = True,
    ) -> Answer:
        """Return the answer to a question; raises Refusal, PutOff, SourceError.

        What is `spare` leaves a part of the quota to what is not, and is tried less often. One that
        is to be `fresh` must not be old.
        """
        tries = min(tries, 2) if spare else tries
        query = urlencode(list(params))
        url = f"{self.base}{path}" + (f"?{query}" if query else "")
        answer = await self._ask("GET", url, b"", headers or {}, tries, spare)
        age = age_of(answer.headers)
        if fresh and age > OLD:
            raise SourceError(f"answers only with what it knew {duration(age)} ago")
        return answer

    async def post(self, path: str, question: object, spare: bool = False) -> Answer:
        """Return the answer to a question that is asked as JSON; it must change nothing there."""
        headers = {"Content-Type": "application/json"}
        body = msgspec.json.encode(question)
        return await self._ask("POST", f"{self.base}{path}", body, headers, TRIES, spare)

    async def findings(self, path: str) -> list[CheckResult]:
        """Return whether the server can be reached, its quota, and how far apart the clocks are."""
        found = []
        try:
            (await self.get(path, tries=1)).into(dict[str, object])
            found.append(CheckResult(f"{shown(self.base)} answers", True))
        except SourceError as error:
            found.append(CheckResult(f"{shown(self.base)}: {error}", False))
        quota = self.quota
        if quota is not None and quota.limit and quota.remaining is not None:
            left = f"{quota.remaining} of {quota.limit} requests left"
            found.append(CheckResult(left, quota.remaining != 0))
        skew = self._manners.skew
        if skew is not None:
            apart = abs(skew) > SKEWED
            words = f"this machine's clock is {duration(skew)} "
            words += "behind the server's" if skew > 0 else "ahead of the server's"
            found.append(CheckResult(words if apart else "the clocks agree", not apart))
        return found

    def hurry(self) -> None:
        """Ask again even a server that fails, once in a while; where it limits us, that stays."""
        self._manners.hurry()

    async def close(self) -> None:
        """Close the connection; a request under way ends without an answer."""
        transport, self._transport = self._transport, None
        if not self._one_at_a_time.locked():
            # A lock belongs to the loop it was used in, and the next one may be another.
            self._one_at_a_time = asyncio.Lock()
        if transport is not None:
            await transport.aclose()

    async def close_if_idle(self) -> None:
        """Close the connection unless a request is under way."""
        if not self._one_at_a_time.locked():
            await self.close()

    @property
    def is_connected(self) -> bool:
        """Return whether a connection may be open."""
        return self._transport is not None

    async def _ask(
        self,
        method: str,
        url: str,
        body: bytes,
        headers: Mapping[str, str],
        tries: int,
        spare: bool,
    ) -> Answer:
        async with self._my_turn():
            left = 1 if self._manners.is_failing else tries
            hops = n = 0
            sent = False
            while True:
                if self._refused:
                    raise SourceError(REFUSED, permanent=True)
                await self._manners.turn(method, spare)
                wait = status = None
                try:
                    answer = await self._send(method, url, body, headers)
                except NoAnswer as failure:
                    words, again, sent = str(failure), failure.again, sent or failure.sent
                else:
                    sent = True
                    self._manners.learn(method, answer)
                    if answer.status < 300 or answer.status == 304:
                        self._manners.succeed()
                        return answer
                    if self._limits(answer):
                        raise self._manners.limit(method, answer)
                    if is_answered(answer):
                        url, hops = self._sent_on(method, url, answer), hops + 1
                        if hops < TRIES:
                            continue
                        words, again = "sends us round in a circle", False
                    else:
                        words, status = f"answers {answer.status}", answer.status
                        again = status in AGAIN
                        wait = retry_after(answer.headers, self._manners.server_now())
                n += 1
                if not again or n >= left or not await self._pause(n - 1, wait):
                    raise self._manners.fail(words, wait, status, sent)

    @asynccontextmanager
    async def _my_turn(self) -> AsyncIterator[None]:
        """Wait until nothing else is asked; raises PutOff where that takes too long."""
        try:
            async with asyncio.timeout(max(0.0, min(IN_ALL, time_left() - MARGIN))):
                await self._one_at_a_time.acquire()
        except TimeoutError:
            raise Deferred("is busy with another question") from None
        try:
            yield
        finally:
            self._one_at_a_time.release()

    async def _send(self, method: str, url: str, body: bytes, headers: Mapping[str, str]) -> Answer:
        """Send one request and read the answer, within its time; raises NoAnswer."""
        self._manners.ask()
        if self._transport is None:
            self._transport = self._means.transport(self._named)
        all_headers = [*self._headers.items(), *headers.items(), *self._secret(url)]
        limit = max(MARGIN, min(IN_ALL, time_left() - MARGIN))
        return await send(self._transport, method, url, body, all_headers, limit)

    def _secret(self, url: str) -> list[tuple[str, str]]:
        """Return the header with the token, for its own server only."""
        if self._token is None or origin(url) != origin(self.base):
            return []
        return [self._token.header()]

    def _sent_on(self, method: str, url: str, answer: Answer) -> str:
        """Return the address that an answer sends us on to, on this server; raises its "no"."""
        where = answer.headers.get("location", "")
        if method != "GET" or not where or not 300 < answer.status < 400:
            raise self._no(answer)
        try:
            onward = urljoin(url, where)
            host = urlsplit(onward).hostname or "nowhere"
            if origin(onward) == origin(self.base):
                return onward
        except ValueError:
            host = "nowhere"
        self._manners.refuse()
        raise Elsewhere(clean(host, 60))

    def _no(self, answer: Answer) -> SourceError:
        """Return what an answer is that will be no other when it is asked for again."""
        self._manners.refuse()
        if answer.status == 401 and self._token is not None:
            self._refused = True
            return SourceError(REFUSED, permanent=True)
        return Refusal(answer)

    async def _pause(self, n: int, wait: Millis | None) -> bool:
        """Pause before the next try; tells whether there is time for one."""
        longest = min(LONGEST_PAUSE, PAUSE * 2**n)
        seconds = self._means.chance() * longest if wait is None else wait / SECOND
        if seconds > time_left() - 1 or seconds > IN_ALL:
            return False
        await self._means.pause(seconds)
        return True
