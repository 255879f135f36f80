"""Makes the boards of replays and live races from a log; a board uses nothing after its time."""

from bisect import bisect_left
from collections.abc import Sequence
from dataclasses import replace

from tui.board import commentary
from tui.board.build import Context, build_board
from tui.board.lead_watch import LeadHistory
from tui.clock import Clock
from tui.config import Thresholds
from tui.model import (
    DAY,
    FOREVER,
    MINUTE,
    SYNTHETIC,
    Account,
    Board,
    Event,
    FollowList,
    Millis,
    Quality,
    Race,
    Sample,
    Talk,
    Track,
)
from tui.series import with_series
from tui.store import POINTS, Log, is_documented, usual_step

LEAST_POINTS, ALL_POINTS = 300, 60_000
"""Samples held in memory: at least this many per account, and about this many in all."""
RENEWED_EVERY: Millis = MINUTE
"""Race time after which follow lists and posts are read again."""
DEFAULT = Thresholds()
OPEN_AMONG = 200
"""A suspect reading followed by this many others is no longer expected to change."""
LONG = 500
"""Follow lists shorter than this are always read again; longer ones only if they changed."""
IMPORTED = "import"
"""The source of import rounds, which add samples of any time."""
NEAR_FUTURE: Millis = DAY
"""A sample less than this in the future was read by a clock that was ahead."""


def now_for_live(log: Log, clock: Clock) -> Millis:
    """Return the current time of a live race: the clock's, or the newest sample's if later."""
    now, newest = clock.now(), log.newest_live()
    is_ahead = newest is not None and 0 < newest - now < NEAR_FUTURE
    return newest if newest is not None and is_ahead else now


class BoardMaker:
    """Makes boards of one race, and keeps what it has read. For one thread, like its log."""

    def __init__(
        self,
        log: Log,
        race: Race,
        thresholds: Thresholds = DEFAULT,
        *,
        skips_long_lists_first: bool = False,
    ) -> None:
        self.log, self.race = log, race
        self._events: list[Event] | None = None
        self._leads = LeadHistory()
        self._before: Board | None = None
        self.forecast_at: Millis | None = None
        self._thresholds = thresholds
        self._tracks: dict[int, Track] = {}
        self._open_since: dict[int, Millis] = {}
        self._size_read: dict[int, int] = {}
        self._read_at: Millis | None = None
        self._imported = log.newest_round(IMPORTED)
        self._documented, self._synthetic = 0, False
        self._follow_lists: dict[int, FollowList] = {}
        self._talks: dict[int, Talk] = {}
        self._versions: dict[int, object] = {}
        self._follow_lists_at: Millis | None = None
        self._skips_long_lists = skips_long_lists_first

    def set_race(self, race: Race) -> None:
        """Replace the race after a change of its accounts, target or name."""
        self.race = race
        self._follow_lists, self._leads, self._events = {}, LeadHistory(), None
        self.forecast_at = self._read_at = self._follow_lists_at = None

    def reload_events(self) -> None:
        """Read the events again for the next board."""
        self._events = None

    def events(self) -> list[Event]:
        """Return every event of the race in the log, including those after the board's time."""
        if self._events is None:
            self._events = self.log.events(self.race)
        return self._events

    def board(self, now: Millis, renew: bool = True) -> Board:
        """Return the board at a time; unless `renew`, the forecasts of the last board are kept."""
        self._read_until(now)
        before = None if renew or self.forecast_at is None else self._before
        context = Context(
            self._talks,
            self.log.votes(self.race, now),
            self.log.stakes(self.race, now),
            self._thresholds,
        )
        predicted = {s.account.id: s.forecast for s in before.standings} if before else None
        board = build_board(
            self.race,
            now,
            self._tracks,
            self.events(),
            self._follow_lists,
            predicted,
            context,
            before,
            self._leads,
        )
        if before is None:
            self.forecast_at = now
        self._before = board
        return replace(
            board,
            sentence=commentary.line(board),
            provenance=provenance_text(self._documented, self._synthetic),
        )

    def newest(self) -> Millis | None:
        """Return the time of the newest sample read so far."""
        return max((t.samples[-1].at for t in self._tracks.values() if t.samples), default=None)

    def steps(self) -> list[Millis]:
        """Return the usual time between two samples of each account."""
        return [track.step for track in self._tracks.values()]

    def reload_follow_lists(self) -> None:
        """Read the follow lists again for the next board."""
        self._follow_lists_at = None

    def _points(self) -> int:
        return max(LEAST_POINTS, min(POINTS, ALL_POINTS // max(1, len(self.race.accounts))))

    def _read_until(self, now: Millis) -> None:
        """Bring the tracks to `now`: extend them, or read them again if time went back."""
        imported = self.log.newest_round(IMPORTED)
        if self._read_at is None or now < self._read_at or imported != self._imported:
            self._imported = imported
            points = self._points()
            tracks = (self.log.track(account, now, points) for account in self.race.accounts)
            self._tracks = {track.account.id: with_series(track) for track in tracks}
            self._size_read = {n: len(t.samples) for n, t in self._tracks.items()}
            self._open_since = {n: open_since(t.samples) for n, t in self._tracks.items()}
            self._documented = self.log.documented_count(self.race, now)
            self._synthetic = self.log.has_synthetic(self.race, now)
            self.forecast_at = None
        else:
            for account in self.race.accounts:
                self._extend(account, now)
        self._read_follow_lists(now)
        self._read_at = now

    def _extend(self, account: Account, now: Millis) -> None:
        track = self._tracks[account.id]
        before = track.samples
        settled = before[: bisect_left(before, self._open_since[account.id], key=lambda s: s.at)]
        read = self.log.after(account, settled[-1].at if settled else -FOREVER, now)
        samples = (*settled, *read)
        if samples == before:
            return
        self._open_since[account.id] = open_since(read)
        points = self._points()
        if len(samples) > max(points, self._size_read[account.id]) * 3 // 2:
            self._tracks[account.id] = with_series(self.log.track(account, now, points))
            self._size_read[account.id] = len(self._tracks[account.id].samples)
        else:
            longer = Track(account, samples, usual_step(samples))
            self._tracks[account.id] = with_series(longer, track)
        last = before[-1].at if before else -FOREVER
        new = [sample for sample in read if sample.at > last]
        self._documented += sum(is_documented(sample) for sample in new)
        self._synthetic |= any(sample.provenance == SYNTHETIC for sample in new)

    def _read_follow_lists(self, now: Millis) -> None:
        """Read follow lists and posts again if some race time has passed, or time went back."""
        if self._follow_lists_at is not None and 0 <= now - self._follow_lists_at < RENEWED_EVERY:
            return
        if self._follow_lists_at is not None and now < self._follow_lists_at:
            self._versions.clear()
            self._follow_lists = {}
        accounts = list(self.race.accounts)
        if self._skips_long_lists:
            # Long lists would delay the first board.
            self._skips_long_lists = False
            accounts = [a for a in accounts if self.log.follow_list_version(a, now)[0] < LONG]
        else:
            self._follow_lists_at = now
        self._follow_lists |= {a.id: self.follow_list(a, now) for a in accounts}
        talks = {a.id: self.log.talk(a, now) for a in self.race.accounts}
        self._talks = {n: talk for n, talk in talks.items() if talk is not None}

    def follow_list(self, account: Account, now: Millis) -> FollowList:
        """Return the follow list of an account as known at a time.

        A long list is read again only if it has changed.
        """
        version = self.log.follow_list_version(account, now)
        known = self._follow_lists.get(account.id)
        has_changed = self._versions.get(account.id) != version
        if known is None or has_changed or len(known.followees) < LONG:
            self._versions[account.id] = version
            return self.log.follow_list(account, now, self._thresholds.celebrity_followers)
        return replace(
            known,
            at=now,
            followers=self.log.latest_count(account, now, "followers"),
            following=self.log.latest_count(account, now, "following"),
        )


def provenance_text(documented: int, synthetic: bool) -> str:
    """Return the origin of a board's counts in words."""
    if not documented and not synthetic:
        return "as read"
    points = f"{documented:,} documented points"
    return f"{points}, drawn between" if synthetic else points


def open_since(samples: Sequence[Sample]) -> Millis:
    """Return the time of the first recent sample that is still suspect, or FOREVER."""
    recent = samples[-OPEN_AMONG:]
    return next((s.at for s in recent if s.quality is Quality.SUSPECT), FOREVER)
