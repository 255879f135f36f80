"""A race's past as its log has it, brought up to a time: the boards of both replays and live races.

Nothing later than that time is looked at.
"""

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
"""Samples held in memory: of one account at the least, and of all of them together."""
RENEWED_EVERY: Millis = MINUTE
"""Race time after which who follows whom is looked at anew."""
DEFAULT = Thresholds()
OPEN_AMONG = 200
"""A suspect reading older than so many others stays what it is."""
LONG = 500
"""A shorter follow list is read again each time."""
IMPORTED = "import"
"""The source of rounds that bring samples of any time."""


NEAR_FUTURE: Millis = DAY
"""What was read later than now by less than this was read by a clock that is ahead."""


def now_for_live(log: Log, clock: Clock) -> Millis:
    """Return what time it is for a live race: the clock's, but not before what was read last."""
    now, newest = clock.now(), log.newest_live()
    ahead = newest is not None and 0 < newest - now < NEAR_FUTURE
    return newest if newest is not None and ahead else now


class BoardMaker:
    """What is known of a race until a time. Belongs to one thread, like the log it reads."""

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
        self._open: dict[int, Millis] = {}
        self._whole: dict[int, int] = {}
        self._seen: Millis | None = None
        self._imported = log.newest_round(IMPORTED)
        self._documented, self._synthetic = 0, False
        self._follow_lists: dict[int, FollowList] = {}
        self._talks: dict[int, Talk] = {}
        self._marks: dict[int, object] = {}
        self._follow_lists_at: Millis | None = None
        self._skips_long_lists = skips_long_lists_first

    def take(self, race: Race) -> None:
        """Go on with the race as it is now: other accounts, another target."""
        self.race = race
        self._follow_lists, self._leads, self._events = {}, LeadHistory(), None
        self.forecast_at = self._seen = self._follow_lists_at = None

    def look_again(self) -> None:
        """Read at the next board what was noted of the race meanwhile."""
        self._events = None

    def events(self) -> list[Event]:
        """Return every event that the log has of the race, those ahead of the board, too."""
        if self._events is None:
            self._events = self.log.events(self.race)
        return self._events

    def board(self, now: Millis, renew: bool = True) -> Board:
        """Return the board at a time; forecasts are made anew, or are those made before."""
        self._read_until(now)
        before = None if renew or self.forecast_at is None else self._before
        context = Context(
            self._talks,
            self.log.votes(self.race, now),
            self.log.stakes(self.race, now),
            self._thresholds,
        )
        made = {s.account.id: s.forecast for s in before.standings} if before else None
        board = build_board(
            self.race,
            now,
            self._tracks,
            self.events(),
            self._follow_lists,
            made,
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
        """Return the time of the newest sample that was read."""
        return max((t.samples[-1].at for t in self._tracks.values() if t.samples), default=None)

    def steps(self) -> list[Millis]:
        """Return the usual times between two samples of each account."""
        return [track.step for track in self._tracks.values()]

    def look_at_follow_lists(self) -> None:
        """See at the next board whether a list was read meanwhile."""
        self._follow_lists_at = None

    def _points(self) -> int:
        return max(LEAST_POINTS, min(POINTS, ALL_POINTS // max(1, len(self.race.accounts))))

    def _read_until(self, now: Millis) -> None:
        """Bring the tracks to `now`: extended when time went on, read again when it went back."""
        imported = self.log.newest_round(IMPORTED)
        if self._seen is None or now < self._seen or imported != self._imported:
            self._imported = imported
            points = self._points()
            tracks = (self.log.track(account, now, points) for account in self.race.accounts)
            self._tracks = {track.account.id: with_series(track) for track in tracks}
            self._whole = {n: len(t.samples) for n, t in self._tracks.items()}
            self._open = {n: open_since(t.samples) for n, t in self._tracks.items()}
            self._documented = self.log.documented(self.race, now)
            self._synthetic = self.log.synthetic(self.race, now)
            self.forecast_at = None
        else:
            for account in self.race.accounts:
                self._extend(account, now)
        self._read_follow_lists(now)
        self._seen = now

    def _extend(self, account: Account, now: Millis) -> None:
        track = self._tracks[account.id]
        before = track.samples
        known = before[: bisect_left(before, self._open[account.id], key=lambda s: s.at)]
        fresh = self.log.after(account, known[-1].at if known else -FOREVER, now)
        samples = (*known, *fresh)
        if samples == before:
            return
        self._open[account.id] = open_since(fresh)
        points = self._points()
        if len(samples) > max(points, self._whole[account.id]) * 3 // 2:
            self._tracks[account.id] = with_series(self.log.track(account, now, points))
            self._whole[account.id] = len(self._tracks[account.id].samples)
        else:
            longer = Track(account, samples, usual_step(samples))
            self._tracks[account.id] = with_series(longer, track)
        last = before[-1].at if before else -FOREVER
        new = [sample for sample in fresh if sample.at > last]
        self._documented += sum(is_documented(sample) for sample in new)
        self._synthetic |= any(sample.provenance == SYNTHETIC for sample in new)

    def _read_follow_lists(self, now: Millis) -> None:
        """Read who follows whom again when some time has gone by, or it went back."""
        if self._follow_lists_at is not None and 0 <= now - self._follow_lists_at < RENEWED_EVERY:
            return
        if self._follow_lists_at is not None and now < self._follow_lists_at:
            self._marks.clear()
            self._follow_lists = {}
        accounts = list(self.race.accounts)
        if self._skips_long_lists:
            # The first board does not wait for long lists.
            self._skips_long_lists = False
            accounts = [a for a in accounts if self.log.follow_list_mark(a, now)[0] < LONG]
        else:
            self._follow_lists_at = now
        self._follow_lists |= {a.id: self.follow_list(a, now) for a in accounts}
        talks = {a.id: self.log.talk(a, now) for a in self.race.accounts}
        self._talks = {n: talk for n, talk in talks.items() if talk is not None}

    def follow_list(self, account: Account, now: Millis) -> FollowList:
        """Return whom an account was known to follow.

        A long list is read again only when somebody came, went or answered.
        """
        mark = self.log.follow_list_mark(account, now)
        known = self._follow_lists.get(account.id)
        if known is None or len(known.followees) < LONG or self._marks.get(account.id) != mark:
            self._marks[account.id] = mark
            return self.log.follow_list(account, now, self._thresholds.celebrity_followers)
        return replace(
            known,
            at=now,
            followers=self.log.latest(account, now, "followers"),
            following=self.log.latest(account, now, "following"),
        )


def provenance_text(documented: int, synthetic: bool) -> str:
    """Return what the figures of a board are made of."""
    points = f"{documented:,} documented points"
    if synthetic:
        return f"synthetic between {points}"
    return points if documented else "as they were read"


def open_since(samples: Sequence[Sample]) -> Millis:
    """Return the time of the first late sample of which it is not known yet what it is."""
    late = samples[-OPEN_AMONG:]
    return next((s.at for s in late if s.quality is Quality.SUSPECT), FOREVER)
