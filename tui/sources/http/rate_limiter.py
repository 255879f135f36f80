"""When a server is asked, and when it is left alone: quotas, limits, failures, its own clock."""

from collections.abc import Awaitable, Callable
from typing import Protocol

from tui.clock import Clock
from tui.model import MINUTE, SECOND, Millis
from tui.sources.http.outcomes import Answer, Deferred, Failing, Limited
from tui.sources.http.quota import Quota, age_of, clamped, quota_of, retry_after, server_time
from tui.sources.source import SourceError, time_left

FAILURES = 3
"""After so many failures in a row a server is left alone."""
ALONE, LONGEST_ALONE = 5 * MINUTE, 15 * MINUTE
UNTOLD = MINUTE
"""How long a server that limits us without saying for how long is left alone at first."""
LOW, SPARED = 0.2, 0.4
"""Of a quota: below the first what is left is spread; what can wait leaves the second."""
HURRIED_EVERY = MINUTE
"""Who asks for it again and again is not obeyed more often."""
SHORT_WAIT = 5.0
"""Seconds that a request waits for its turn; beyond that it is put off, and says until when."""


class Times(Protocol):
    """What waiting takes: the wall's time, milliseconds that never step, and pauses."""

    @property
    def wall(self) -> Clock:
        """Return the wall's clock."""
        ...

    @property
    def ticks(self) -> Callable[[], Millis]:
        """Return what tells the time since some start."""
        ...

    @property
    def pause(self) -> Callable[[float], Awaitable[None]]:
        """Return what waits for some seconds."""
        ...


class RateLimiter:
    """How one server wants to be asked, learnt from its answers; `apart` is between two requests.

    What is asked by GET and by POST have quotas of their own, where there are several.
    """

    def __init__(self, times: Times, apart: Millis = 0) -> None:
        self._times, self._apart = times, apart
        self.skew: Millis | None = None
        self._quotas: dict[str, Quota] = {}
        self._slow_until: dict[str, Millis] = {}
        self._failures = self._limited = 0
        self._why = ""
        # Times of `ticks`: what was asked last, and before when nothing is asked, for which reason.
        self._asked: Millis | None = None
        self._alone_until = self._limited_until = 0
        self._hurried: Millis | None = None

    def quota(self, method: str = "GET") -> Quota | None:
        """Return what may still be asked."""
        return self._quotas.get(method)

    @property
    def is_failing(self) -> bool:
        """Tell whether the server failed so often that it is asked once only, to see."""
        return self._failures >= FAILURES

    def hurry(self) -> None:
        """Let even a failing server be asked, once in a while; where it limits us, that stays."""
        now = self._times.ticks()
        if self._hurried is None or now - self._hurried >= HURRIED_EVERY:
            self._alone_until, self._hurried = 0, now

    def ask(self) -> None:
        """Note that a request is sent now."""
        self._asked = self._times.ticks()

    def succeed(self) -> None:
        """Note that the server does what it should."""
        self._failures = self._limited = 0

    def refuse(self) -> None:
        """Note that the server answers, if only with a "no"."""
        self._failures = 0

    async def turn(self, method: str, spare: bool) -> None:
        """Wait until it is polite to ask; raises PutOff where that takes too long."""
        now = self._times.ticks()
        if self._alone_until > now:
            raise Deferred(self._why, self._wall(self._alone_until))
        if self._limited_until > now:
            raise Limited("asks to be left alone", self._wall(self._limited_until))
        quota = self._quotas.get(method)
        if spare and quota is not None and quota.remaining is not None and quota.limit:
            resets_in = self._resets_in(quota)
            if resets_in is not None and quota.remaining < quota.limit * SPARED:
                raise Deferred(
                    f"has {quota.remaining} of {quota.limit} requests left, kept for the race",
                    self._wall(now + resets_in),
                )
        apart = 0 if self._asked is None else self._asked + self._apart
        until = max(apart, self._slow_until.get(method, 0))
        seconds = (until - now) / SECOND
        if seconds > 0 and seconds > min(SHORT_WAIT, time_left() - 1):
            known = quota is not None and quota.remaining is not None and quota.limit
            left = f"{quota.remaining} of {quota.limit}" if quota and known else "few"
            raise Deferred(f"has {left} requests left, which are spread", self._wall(until))
        if seconds > 0:
            await self._times.pause(seconds)

    def learn(self, method: str, answer: Answer) -> None:
        """Take from an answer the server's time and its quota; slow down before that ends."""
        told = server_time(answer.headers)
        if told is not None:
            self.skew = told + age_of(answer.headers) - self._times.wall.now()
        quota = quota_of(answer.headers, self.server_now())
        if quota is None:
            return
        self._quotas[method] = quota
        resets_in = self._resets_in(quota)
        self._slow_until[method] = 0
        if quota.remaining is None or not quota.limit or resets_in is None:
            return
        if quota.remaining < quota.limit * LOW:
            self._slow_until[method] = self._times.ticks() + resets_in // (quota.remaining + 1)

    def _resets_in(self, quota: Quota) -> Millis | None:
        """Return after how long a quota is whole again; None once it should be."""
        if quota.resets_at is None:
            return None
        left = quota.resets_at - self.server_now()
        return left if left > 0 else None

    def limit(self, method: str, answer: Answer) -> Limited:
        """Leave a server alone that says it was asked too much, for as long as it says."""
        self._limited += 1
        wait = retry_after(answer.headers, self.server_now())
        quota = self._quotas.get(method)
        spent = quota is not None and not quota.remaining
        if wait is None and quota is not None and (spent or answer.status == 429):
            wait = self._resets_in(quota)
        if wait is None:
            wait = min(LONGEST_ALONE, UNTOLD * 2 ** min(10, self._limited - 1))
        self._limited_until = self._times.ticks() + clamped(wait)
        return Limited("asks to be left alone", self._wall(self._limited_until))

    def fail(self, words: str, wait: Millis | None, status: int | None, sent: bool) -> SourceError:
        """Count a failure; after some of them in a row, the server is left alone."""
        self._failures += 1
        self._why = words
        now, over = self._times.ticks(), self._failures - FAILURES
        if wait is not None:
            self._limited_until = now + wait
        if over >= 0:
            self._alone_until = now + min(LONGEST_ALONE, ALONE * 2 ** min(over, 10))
        until = max(self._alone_until, self._limited_until)
        return Failing(words, self._wall(until) if until > now else None, status, sent)

    def server_now(self) -> Millis:
        """Return what the server's clock shows, as far as is known."""
        return self._times.wall.now() + (self.skew or 0)

    def _wall(self, tick: Millis) -> Millis:
        """Return a time of `ticks` as UTC milliseconds."""
        return self._times.wall.now() + tick - self._times.ticks()
