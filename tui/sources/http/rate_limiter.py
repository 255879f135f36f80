"""When a server may be asked: its quotas and limits, its failures, and its clock."""

from collections.abc import Awaitable, Callable
from typing import Protocol

from tui.clock import Clock
from tui.model import MINUTE, SECOND, Millis
from tui.sources.errors import SourceError
from tui.sources.http.outcomes import Answer, Deferred, RateLimited, ServerFailure
from tui.sources.http.quota import Quota, age_of, clamped, quota_of, retry_after, server_time
from tui.sources.time_limit import time_left

MAX_FAILURES = 3
"""After this many failures in a row a server is left alone for a while."""
FIRST_BACKOFF, MAX_BACKOFF = 5 * MINUTE, 15 * MINUTE
DEFAULT_LIMIT = MINUTE
"""The first wait after a rate limit for which the server gives no time."""
LOW, RESERVED = 0.2, 0.4
"""Shares of a quota: below LOW its rest is spread out; RESERVED is not for low priority."""
HURRY_INTERVAL = MINUTE
"""The shortest time between two requests to a failing server that the user asks for."""
MAX_WAIT = 5.0
"""Seconds that a request waits for its turn; if it takes longer, it is deferred."""


class Times(Protocol):
    """The times that waiting needs: a wall clock, a monotonic clock, and pauses."""

    @property
    def wall(self) -> Clock:
        """Return the wall clock."""
        ...

    @property
    def ticks(self) -> Callable[[], Millis]:
        """Return the monotonic clock, in milliseconds."""
        ...

    @property
    def pause(self) -> Callable[[float], Awaitable[None]]:
        """Return what waits for some seconds."""
        ...


class RateLimiter:
    """Decides when one server may be asked, from its answers so far.

    GET and POST have quotas of their own. `min_interval` is the least time between two requests.
    """

    def __init__(self, times: Times, min_interval: Millis = 0) -> None:
        self._times, self._min_interval = times, min_interval
        self.skew: Millis | None = None
        self._quotas: dict[str, Quota] = {}
        self._failures = self._limits = 0
        self._last_error = ""
        # The times from here on are of the monotonic clock.
        self._slow_until: dict[str, Millis] = {}
        self._last_request: Millis | None = None
        self._backoff_until = self._limited_until = 0
        self._last_hurry: Millis | None = None

    def quota(self, method: str = "GET") -> Quota | None:
        """Return the last known quota."""
        return self._quotas.get(method)

    @property
    def is_failing(self) -> bool:
        """Return whether the server failed so often that it gets a single try."""
        return self._failures >= MAX_FAILURES

    def hurry(self) -> None:
        """End the wait for a failing server, once per HURRY_INTERVAL; a rate limit stays."""
        now = self._times.ticks()
        if self._last_hurry is None or now - self._last_hurry >= HURRY_INTERVAL:
            self._backoff_until, self._last_hurry = 0, now

    def note_request(self) -> None:
        """Record that a request is sent now."""
        self._last_request = self._times.ticks()

    def note_success(self) -> None:
        """Record that the server answered a request."""
        self._failures = self._limits = 0

    def note_refusal(self) -> None:
        """Record that the server works, even though it refused a request."""
        self._failures = 0

    async def wait_for_turn(self, method: str, low_priority: bool) -> None:
        """Wait until a request may be sent; raises Deferred if that takes too long."""
        now = self._times.ticks()
        if self._backoff_until > now:
            raise Deferred(self._last_error, self._as_utc(self._backoff_until))
        if self._limited_until > now:
            raise RateLimited(self._as_utc(self._limited_until))
        quota = self._quotas.get(method)
        if low_priority:
            self._check_reserve(quota, now)
        earliest = 0 if self._last_request is None else self._last_request + self._min_interval
        until = max(earliest, self._slow_until.get(method, 0))
        seconds = (until - now) / SECOND
        if seconds > 0 and seconds > min(MAX_WAIT, time_left() - 1):
            is_known = quota is not None and quota.remaining is not None and quota.limit
            left = f"{quota.remaining} of {quota.limit}" if quota and is_known else "few"
            raise Deferred(f"{left} requests left, being spread out", self._as_utc(until))
        if seconds > 0:
            await self._times.pause(seconds)

    def _check_reserve(self, quota: Quota | None, now: Millis) -> None:
        """Raise Deferred if what is left of a quota is reserved."""
        if quota is None or quota.remaining is None or not quota.limit:
            return
        resets_in = self._resets_in(quota)
        if resets_in is not None and quota.remaining < quota.limit * RESERVED:
            raise Deferred(
                f"{quota.remaining} of {quota.limit} requests left, reserved for the race",
                self._as_utc(now + resets_in),
            )

    def learn(self, method: str, answer: Answer) -> None:
        """Update the server's clock and quota from an answer; slow down if the quota is low."""
        date = server_time(answer.headers)
        if date is not None:
            self.skew = date + age_of(answer.headers) - self._times.wall.now()
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
        """Return how long it takes until a quota is reset; None if unknown or past."""
        if quota.resets_at is None:
            return None
        left = quota.resets_at - self.server_now()
        return left if left > 0 else None

    def note_limit(self, method: str, answer: Answer) -> RateLimited:
        """Record a rate limit, for as long as the server says, and return it as an error."""
        self._limits += 1
        wait = retry_after(answer.headers, self.server_now())
        quota = self._quotas.get(method)
        is_spent = quota is not None and not quota.remaining
        if wait is None and quota is not None and (is_spent or answer.status == 429):
            wait = self._resets_in(quota)
        if wait is None:
            wait = min(MAX_BACKOFF, DEFAULT_LIMIT * 2 ** min(10, self._limits - 1))
        self._limited_until = self._times.ticks() + clamped(wait)
        return RateLimited(self._as_utc(self._limited_until))

    def note_failure(
        self, message: str, wait: Millis | None, status: int | None, sent: bool
    ) -> SourceError:
        """Count a failure, which may start a backoff, and return it as an error."""
        self._failures += 1
        self._last_error = message
        now, excess = self._times.ticks(), self._failures - MAX_FAILURES
        if wait is not None:
            self._limited_until = now + wait
        if excess >= 0:
            self._backoff_until = now + min(MAX_BACKOFF, FIRST_BACKOFF * 2 ** min(excess, 10))
        until = max(self._backoff_until, self._limited_until)
        return ServerFailure(message, self._as_utc(until) if until > now else None, status, sent)

    def server_now(self) -> Millis:
        """Return the server's time, as far as it is known."""
        return self._times.wall.now() + (self.skew or 0)

    def _as_utc(self, tick: Millis) -> Millis:
        """Return a time of the monotonic clock as UTC milliseconds."""
        return self._times.wall.now() + tick - self._times.ticks()
