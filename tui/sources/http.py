"""The one client policy: how every live source asks its servers. Nothing else speaks HTTP.

One request at a time for each server; a deadline for the whole of it; a cap on what comes back;
no redirect; few tries, with growing random pauses, of what may be tried again; waiting where the
server says so, slowing down before its quota ends, and leaving a failing one alone for a while.
"""

import asyncio
import random
import re
import zlib
from collections.abc import AsyncIterator, Awaitable, Callable, Iterable, Mapping, Sequence
from contextlib import asynccontextmanager
from dataclasses import dataclass, field
from typing import TypeVar
from urllib.parse import urlencode, urljoin, urlsplit

import httpx
import msgspec

from tui import __version__
from tui.clock import Clock, WallClock, elapsed
from tui.formats import clean, duration
from tui.model import MINUTE, SECOND, Account, Millis
from tui.sources.headers import Quota, age_of, clamped, quota_of, retry_after, server_time
from tui.sources.source import Finding, Reading, SourceError, time_left
from tui.sources.tokens import Token
from tui.sources.wire import CONNECT, READ, PrivateAddress, Wire

T = TypeVar("T")
SHOWABLE = re.compile(r"([A-Za-z]+:)?[^:@]*")
"""An address in which no password can be."""
USER_AGENT = f"racetui/{__version__} (terminal dashboard)"
TRIES = 4
AGAIN = frozenset({500, 502, 503, 504})
"""Answers after which the same question may be asked again."""
LARGEST = 2_000_000
"""Bytes of an answer, unpacked."""
IN_ALL: float = READ
"""Seconds that a request may take from its start to the last byte of the answer."""
MARGIN = 0.05
PAUSE, LONGEST_PAUSE = 1.0, 60.0
"""Seconds: the pause before the second try is random up to the first, then up to twice that."""
FAILURES = 3
"""After so many failures in a row a server is left alone."""
ALONE, LONGEST_ALONE = 5 * MINUTE, 15 * MINUTE
UNTOLD = MINUTE
"""How long a server that limits us without saying for how long is left alone at first."""
LOW, SPARED = 0.2, 0.4
"""Of a quota: below the first what is left is spread; what can wait leaves the second."""
SKEWED: Millis = 10 * SECOND
"""Clocks that are less apart agree: a `Date` is whole seconds, and an answer takes some."""
HURRIED_EVERY = MINUTE
"""Who asks for it again and again is not obeyed more often."""
OLD: Millis = 5 * MINUTE
"""What somebody on the way has kept for longer is no answer of today."""
SHORT_WAIT = 5.0
"""Seconds that a request waits for its turn; beyond that it is put off, and says until when."""
REFUSED = "refuses the token; set another one, and start racetui again"
Params = Iterable[tuple[str, str]]


@dataclass(frozen=True, slots=True)
class Means:
    """What asking takes, handed in: a way to a server, time, pauses and chance."""

    transport: Callable[[bool], httpx.AsyncBaseTransport] = Wire
    wall: Clock = field(default_factory=WallClock)
    ticks: Callable[[], Millis] = elapsed
    pause: Callable[[float], Awaitable[None]] = asyncio.sleep
    chance: Callable[[], float] = random.random


@dataclass(frozen=True, slots=True)
class Answer:
    """What a server answered, its body unpacked."""

    status: int
    headers: Mapping[str, str]
    body: bytes

    def into(self, shape: type[T]) -> T:
        """Return the body as a typed structure; raises SourceError where it has another shape."""
        try:
            return msgspec.json.decode(self.body, type=shape)
        except msgspec.ValidationError as error:
            raise SourceError(f"answers what was not expected: {clean(str(error), 120)}") from None
        except (msgspec.MsgspecError, ValueError, RecursionError):
            raise SourceError("answers what is no JSON; is a proxy before it?") from None


class Refusal(SourceError):
    """A server answered, and said no; asking the same again makes no sense."""

    def __init__(self, answer: Answer) -> None:
        super().__init__(f"answers {answer.status}")
        self.answer = answer
        self.status = answer.status

    def into(self, shape: type[T]) -> T | None:
        """Return the body as a typed structure, if it has that shape."""
        try:
            return self.answer.into(shape)
        except SourceError:
            return None


class Failing(SourceError):
    """A server did not answer, or with nothing but an error of its own, its `status`.

    `sent` tells whether the question may have reached it.
    """

    def __init__(
        self, words: str, next_at: Millis | None, status: int | None, sent: bool = True
    ) -> None:
        super().__init__(words, next_at)
        self.status, self.sent = status, sent

    @property
    def is_of_all(self) -> bool:
        """Tell that the server fails for all."""
        return True


class Elsewhere(SourceError):
    """A server sends us on to another one, which is not followed."""

    def __init__(self, host: str) -> None:
        super().__init__(f"sends us on to {host}; that is not followed")
        self.host = host


class PutOff(SourceError):
    """Nothing was asked: it is not the time for it; `next_at` is."""

    @property
    def is_of_all(self) -> bool:
        """Tell that nobody is asked for."""
        return True


class Limited(PutOff):
    """A server wants to be left alone for a while."""


def is_answered(answer: Answer) -> bool:
    """Tell whether an answer is one to our question, if only a "no"; others are faults of theirs.

    A method that is not there (501) will not be there the next time either.
    """
    return answer.status < 500 or answer.status == 501


Limits = Callable[[Answer], bool]


def too_many(answer: Answer) -> bool:
    """Tell whether an answer says that too much was asked."""
    return answer.status == 429


class Server:
    """One server. `base` is its address; `named` says that the user gave it, wherever it leads."""

    def __init__(
        self,
        base: str,
        means: Means,
        *,
        named: bool = False,
        token: Token | None = None,
        headers: Mapping[str, str] | None = None,
        apart: Millis = 0,
        limits: Limits = too_many,
    ) -> None:
        self.base = checked(base)
        # What is asked by GET and by POST have quotas of their own, where there are several.
        self._quotas: dict[str, Quota] = {}
        self._slow_until: dict[str, Millis] = {}
        self.skew: Millis | None = None
        self._means, self._named, self._token = means, named, token
        self._headers = {"User-Agent": USER_AGENT, "Accept-Encoding": "gzip", **(headers or {})}
        self._apart, self._limits = apart, limits
        self._one_at_a_time = asyncio.Lock()
        self._transport: httpx.AsyncBaseTransport | None = None
        self._failures = self._limited = 0
        self._why = ""
        # Times of `ticks`: what was asked last, and before when nothing is asked, for which reason.
        self._asked: Millis | None = None
        self._alone_until = self._limited_until = 0
        self._refused = False
        self._hurried: Millis | None = None

    @property
    def quota(self) -> Quota | None:
        """Return what may still be asked."""
        return self._quotas.get("GET")

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

    async def findings(self, path: str) -> list[Finding]:
        """Return whether the server can be reached, its quota, and how far apart the clocks are."""
        found = []
        try:
            (await self.get(path, tries=1)).into(dict[str, object])
            found.append(Finding(f"{shown(self.base)} answers", True))
        except SourceError as error:
            found.append(Finding(f"{shown(self.base)}: {error}", False))
        quota = self.quota
        if quota is not None and quota.limit and quota.remaining is not None:
            left = f"{quota.remaining} of {quota.limit} requests left"
            found.append(Finding(left, quota.remaining != 0))
        if self.skew is not None:
            apart = abs(self.skew) > SKEWED
            words = f"this machine's clock is {duration(self.skew)} "
            words += "behind the server's" if self.skew > 0 else "ahead of the server's"
            found.append(Finding(words if apart else "the clocks agree", not apart))
        return found

    def hurry(self) -> None:
        """Ask again even a server that fails, once in a while; where it limits us, that stays."""
        now = self._means.ticks()
        if self._hurried is None or now - self._hurried >= HURRIED_EVERY:
            self._alone_until, self._hurried = 0, now

    async def close(self) -> None:
        """Close the connection."""
        transport, self._transport = self._transport, None
        self._one_at_a_time = asyncio.Lock()
        if transport is not None:
            await transport.aclose()

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
            # A server that failed so often is asked once, to see.
            left = 1 if self._failures >= FAILURES else tries
            hops = n = 0
            sent = False
            while True:
                await self._turn(method, spare)
                wait = status = None
                try:
                    answer = await self._send(method, url, body, headers)
                except _Failure as failure:
                    words, again, sent = str(failure), failure.again, sent or failure.sent
                else:
                    sent = True
                    self._learn(method, answer)
                    if answer.status < 300 or answer.status == 304:
                        self._failures = self._limited = 0
                        return answer
                    if self._limits(answer):
                        raise self._be_limited(method, answer)
                    if is_answered(answer):
                        url, hops = self._sent_on(method, url, answer), hops + 1
                        if hops < TRIES:
                            continue
                        words, again = "sends us round in a circle", False
                    else:
                        words, status = f"answers {answer.status}", answer.status
                        again = status in AGAIN
                        wait = retry_after(answer.headers, self._server_now())
                n += 1
                if not again or n >= left or not await self._pause(n - 1, wait):
                    raise self._fail(words, wait, status, sent)

    @asynccontextmanager
    async def _my_turn(self) -> AsyncIterator[None]:
        """Wait until nothing else is asked; raises PutOff where that takes too long."""
        try:
            async with asyncio.timeout(max(0.0, min(IN_ALL, time_left() - MARGIN))):
                await self._one_at_a_time.acquire()
        except TimeoutError:
            raise PutOff("is busy with another question") from None
        try:
            yield
        finally:
            self._one_at_a_time.release()

    async def _turn(self, method: str, spare: bool) -> None:
        """Wait until it is polite to ask; raises PutOff where that takes too long."""
        if self._refused:
            raise SourceError(REFUSED, for_good=True)
        now = self._means.ticks()
        if self._alone_until > now:
            raise PutOff(self._why, self._wall(self._alone_until))
        if self._limited_until > now:
            raise Limited("asks to be left alone", self._wall(self._limited_until))
        quota = self._quotas.get(method)
        if spare and quota is not None and quota.remaining is not None and quota.limit:
            resets_in = self._resets_in(quota)
            if resets_in is not None and quota.remaining < quota.limit * SPARED:
                raise PutOff(
                    f"has {quota.remaining} of {quota.limit} requests left, kept for the race",
                    self._wall(now + resets_in),
                )
        apart = 0 if self._asked is None else self._asked + self._apart
        until = max(apart, self._slow_until.get(method, 0))
        seconds = (until - now) / SECOND
        if seconds > 0 and seconds > min(SHORT_WAIT, time_left() - 1):
            known = quota is not None and quota.remaining is not None and quota.limit
            left = f"{quota.remaining} of {quota.limit}" if quota and known else "few"
            raise PutOff(f"has {left} requests left, which are spread", self._wall(until))
        if seconds > 0:
            await self._means.pause(seconds)

    async def _send(self, method: str, url: str, body: bytes, headers: Mapping[str, str]) -> Answer:
        """Send one request and read the answer, all of it within its time."""
        self._asked = self._means.ticks()
        if self._transport is None:
            self._transport = self._means.transport(self._named)
        try:
            request = httpx.Request(
                method,
                url,
                content=body or None,
                headers=[*self._headers.items(), *headers.items(), *self._secret(url)],
                extensions={"timeout": dict.fromkeys(("read", "write", "pool"), READ) | CONNECTS},
            )
        except (httpx.InvalidURL, UnicodeError, ValueError):
            raise _Failure("has no address that can be asked", again=False, sent=False) from None
        limit = max(MARGIN, min(IN_ALL, time_left() - MARGIN))
        try:
            async with asyncio.timeout(limit):
                response = await self._transport.handle_async_request(request)
                try:
                    return Answer(response.status_code, response.headers, await _body(response))
                finally:
                    await response.aclose()
        except TimeoutError:
            raise _Failure(f"no answer within {max(1, round(limit))} s", again=True) from None
        except PrivateAddress as error:
            raise _Failure(str(error), again=False, sent=False) from None
        except (httpx.ConnectError, httpx.ConnectTimeout) as error:
            raise _Failure(_words(error), again=True, sent=False) from None
        except (httpx.HTTPError, httpx.StreamError, OSError) as error:
            raise _Failure(_words(error), again=True) from None

    def _secret(self, url: str) -> list[tuple[str, str]]:
        """Return the header with the token, for its own server only."""
        if self._token is None or origin(url) != origin(self.base):
            return []
        return [self._token.header()]

    def _learn(self, method: str, answer: Answer) -> None:
        """Take from an answer the server's time and its quota; slow down before that ends."""
        told = server_time(answer.headers)
        if told is not None:
            self.skew = told + age_of(answer.headers) - self._means.wall.now()
        quota = quota_of(answer.headers, self._server_now())
        if quota is None:
            return
        self._quotas[method] = quota
        resets_in = self._resets_in(quota)
        self._slow_until[method] = 0
        if quota.remaining is None or not quota.limit or resets_in is None:
            return
        if quota.remaining < quota.limit * LOW:
            self._slow_until[method] = self._means.ticks() + resets_in // (quota.remaining + 1)

    def _resets_in(self, quota: Quota) -> Millis | None:
        """Return after how long a quota is whole again; None once it should be."""
        if quota.resets_at is None:
            return None
        left = quota.resets_at - self._server_now()
        return left if left > 0 else None

    def _be_limited(self, method: str, answer: Answer) -> Limited:
        """Leave a server alone that says it was asked too much, for as long as it says."""
        self._limited += 1
        wait = retry_after(answer.headers, self._server_now())
        quota = self._quotas.get(method)
        spent = quota is not None and not quota.remaining
        if wait is None and quota is not None and (spent or answer.status == 429):
            wait = self._resets_in(quota)
        if wait is None:
            wait = min(LONGEST_ALONE, UNTOLD * 2 ** min(10, self._limited - 1))
        self._limited_until = self._means.ticks() + clamped(wait)
        return Limited("asks to be left alone", self._wall(self._limited_until))

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
        self._failures = 0
        raise Elsewhere(clean(host, 60))

    def _no(self, answer: Answer) -> SourceError:
        """Return what an answer is that will be no other when it is asked for again."""
        self._failures = 0
        if answer.status == 401 and self._token is not None:
            self._refused = True
            return SourceError(REFUSED, for_good=True)
        return Refusal(answer)

    async def _pause(self, n: int, wait: Millis | None) -> bool:
        """Pause before the next try; tells whether there is time for one."""
        longest = min(LONGEST_PAUSE, PAUSE * 2**n)
        seconds = self._means.chance() * longest if wait is None else wait / SECOND
        if seconds > time_left() - 1 or seconds > IN_ALL:
            return False
        await self._means.pause(seconds)
        return True

    def _fail(self, words: str, wait: Millis | None, status: int | None, sent: bool) -> SourceError:
        """Count a failure; after some of them in a row, the server is left alone."""
        self._failures += 1
        self._why = words
        now, over = self._means.ticks(), self._failures - FAILURES
        if wait is not None:
            self._limited_until = now + wait
        if over >= 0:
            self._alone_until = now + min(LONGEST_ALONE, ALONE * 2 ** min(over, 10))
        until = max(self._alone_until, self._limited_until)
        return Failing(words, self._wall(until) if until > now else None, status, sent)

    def _server_now(self) -> Millis:
        return self._means.wall.now() + (self.skew or 0)

    def _wall(self, tick: Millis) -> Millis:
        """Return a time of `ticks` as UTC milliseconds."""
        return self._means.wall.now() + tick - self._means.ticks()


CONNECTS = {"connect": CONNECT}


class _Failure(Exception):
    """A request that brought no answer; `again` tells whether another may, `sent` if it arrived."""

    def __init__(self, words: str, again: bool, sent: bool = True) -> None:
        super().__init__(words)
        self.again, self.sent = again, sent


async def _body(response: httpx.Response) -> bytes:
    """Return a body, unpacked bit by bit: what is too large is never held."""
    coding = response.headers.get("content-encoding", "").strip().lower()
    if coding not in {"", "identity", "gzip", "x-gzip"}:
        raise _Failure(f"answers in a coding that was not asked for: {clean(coding, 20)}", False)
    packed = zlib.decompressobj(31) if "gzip" in coding else None
    body, came = bytearray(), False
    assert isinstance(response.stream, httpx.AsyncByteStream)
    async for chunk in response.stream:
        came |= bool(chunk)
        if packed is not None and packed.eof and chunk:
            raise _Failure("answers what cannot be unpacked", again=True)
        try:
            body += packed.decompress(chunk, LARGEST + 1 - len(body)) if packed else chunk
        except zlib.error:
            raise _Failure("answers what cannot be unpacked", again=True) from None
        if len(body) > LARGEST:
            raise _Failure(f"answers more than {LARGEST // 1_000_000} MB", again=False)
    if packed is not None and came and not packed.eof:
        raise _Failure("breaks off in the middle of its answer", again=True)
    return bytes(body)


def _words(error: Exception) -> str:
    """Return what went wrong on the way, in our words: those of others may carry an address."""
    if isinstance(error, httpx.ConnectTimeout):
        return "cannot be reached in time"
    if isinstance(error, httpx.ConnectError):
        text = str(error).casefold()
        if "certificate" in text or "ssl" in text:
            return "has a certificate that cannot be trusted"
        return "its name is not known here" if "name" in text else "cannot be reached"
    if isinstance(error, httpx.TimeoutException):
        return "no answer in time"
    if isinstance(error, httpx.RemoteProtocolError):
        return "breaks off in the middle of its answer"
    return "the connection broke"


def checked(base: str) -> str:
    """Return the address of a server without a slash at its end; raises SourceError."""
    try:
        parts = urlsplit(base)
        port = parts.port
    except ValueError:
        parts, port = urlsplit(""), 0
    if parts.scheme not in {"http", "https"} or not parts.hostname or port == 0:
        # What is not understood may hold a password anywhere.
        whose = f"{clean(base, 60)!r}" if SHOWABLE.fullmatch(base) else "the address that is set"
        words = f"{whose} is no server; write one like https://example.org"
        raise SourceError(words, for_good=True)
    return base.rstrip("/")


def shown(base: str) -> str:
    """Return the address of a server as it may be shown, without a password."""
    parts = urlsplit(base)
    return f"{parts.scheme}://{parts.netloc.rpartition('@')[2]}"


async def one_by_one(
    accounts: Iterable[Account], ask: Callable[[Account], Awaitable[Reading]]
) -> list[Reading]:
    """Ask for one account after the other, like `in_turn`."""

    async def alone(account: Account) -> Sequence[Reading]:
        return [await ask(account)]

    return await in_turn(accounts, alone)


async def in_turn(
    questions: Iterable[T], ask: Callable[[T], Awaitable[Sequence[Reading]]]
) -> list[Reading]:
    """Ask one question after the other; raises a failure with all that was read.

    What is wrong with one of them keeps no other from being asked; what is wrong with the server
    does, and is what is raised.
    """
    readings: list[Reading] = []
    failure: SourceError | None = None
    for question in questions:
        try:
            readings += await ask(question)
        except SourceError as error:
            readings += error.read
            error.read = ()
            if failure is None or error.is_of_all:
                failure = error
            if error.is_of_all:
                break
    if failure is not None:
        raise failure.having(readings)
    return readings


def origin(url: str) -> tuple[str, str, int | None]:
    """Return scheme, host and port of an address."""
    parts = urlsplit(url)
    standard = {"https": 443, "http": 80}.get(parts.scheme)
    return parts.scheme, (parts.hostname or "").casefold(), parts.port or standard
