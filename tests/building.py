"""Accounts, tracks, races and boards for tests, built from the values that matter to a test."""

from collections.abc import Iterable, Mapping, Sequence
from dataclasses import asdict, replace
from typing import Any

from tui.board.build import build_board
from tui.metrics import Crossing, Situation
from tui.model import (
    HOUR,
    MINUTE,
    Account,
    Board,
    ClassifiedPost,
    Event,
    Followee,
    FollowList,
    Forecast,
    Millis,
    PostKind,
    Quality,
    Race,
    Sample,
    Talk,
    Track,
)
from tui.series import Series, series_of

START: Millis = 1_239_926_400_000
"""2009-04-17T00:00:00Z."""


class Ticks:
    """A monotonic clock in milliseconds that stands still until a test advances it."""

    def __init__(self) -> None:
        self.at: Millis = 0

    def __call__(self) -> Millis:
        return self.at

    def advance(self, span: Millis) -> None:
        self.at += span


def account(number: int, name: str | None = None) -> Account:
    """Return the account with an id; its handle is its name in lower case."""
    name = name or f"Racer {number}"
    handle = name.lower().replace(" ", "")
    return Account(number, "test", f"n{number}", handle, name)


ANN, BOB, CAT = account(1, "Ann"), account(2, "Bob"), account(3, "Cat")


def minute(n: float) -> Millis:
    """Return the time n minutes after the start."""
    return START + round(n * MINUTE)


def track(
    who: Account,
    counts: Iterable[int | None],
    step: Millis = MINUTE,
    doubted: Mapping[int, Quality] | None = None,
    start: Millis = START,
) -> Track:
    """Return a track with a count each step; `doubted` holds the quality of some, by index."""
    qualities = doubted or {}
    samples = tuple(
        Sample(
            start + i * step, count, quality=qualities.get(i, Quality.EXACT), provenance="live:test"
        )
        for i, count in enumerate(counts)
    )
    return Track(who, samples, step)


def steady(who: Account, first: int, an_hour: float, minutes: int) -> Track:
    """Return a track that grows evenly, with a count each minute."""
    return track(who, [round(first + an_hour * i / 60) for i in range(minutes + 1)])


def series(counts: Iterable[int], step: Millis = MINUTE) -> Series:
    """Return a series of trusted counts, one each step."""
    return series_of(track(ANN, counts, step), 2**62)


def extended(known: Track, *samples: Sample) -> Track:
    """Return a track with samples added at its end."""
    return replace(known, samples=(*known.samples, *samples))


def race(*accounts: Account, target: int | None = 1_000_000) -> Race:
    """Return a race of some accounts, in UTC."""
    return Race("test", "A test", accounts, target, "UTC")


def board(
    *tracks: Track,
    target: int | None = 1_000_000,
    at: Millis | None = None,
    events: Sequence[Event] = (),
    predicted: Mapping[int, Forecast] | None = None,
    follow_lists: Mapping[int, FollowList] | None = None,
) -> Board:
    """Return the board of the tracks' race, by default as of the newest sample."""
    if at is None:
        at = max((t.samples[-1].at for t in tracks if t.samples), default=START)
    return build_board(
        race(*(t.account for t in tracks), target=target),
        at,
        {t.account.id: t for t in tracks},
        events,
        follow_lists,
        predicted,
    )


def as_values(board: Board) -> dict[str, Any]:
    """Return a board as plain values, without its tracks."""
    return asdict(replace(board, tracks={}))


def situation(
    *tracks: Track,
    target: int | None = 1_000_000,
    at: Millis | None = None,
    crossings: Mapping[int, Crossing] | None = None,
    follow_lists: Mapping[int, FollowList] | None = None,
    lead_changes: int = 0,
) -> Situation:
    """Return the input of a measure; the accounts are ranked in the order given."""
    if at is None:
        at = max((t.samples[-1].at for t in tracks if t.samples), default=START)
    return Situation(
        race=race(*(t.account for t in tracks), target=target),
        at=at,
        series={t.account.id: series_of(t, at) for t in tracks},
        provenance={t.account.id: "live:test" for t in tracks},
        order=tuple(t.account.id for t in tracks),
        crossings=crossings or {},
        follow_lists=follow_lists or {},
        lead_changes=lead_changes,
    )


def follow_list(
    who: Account, answers: Sequence[bool | None], following: int | None, complete: bool = False
) -> FollowList:
    """Return a list of followees by whether each follows back (None: not known)."""
    followees = tuple(
        Followee(account(100 + i), back, None, first_seen=START, last_seen=START)
        for i, back in enumerate(answers)
    )
    return FollowList(who, START, followees, following, complete)


SIGNS = {
    "@": ClassifiedPost(0, PostKind.REPLY, mentions=True),
    "t": ClassifiedPost(0, PostKind.THREAD),
    "m": ClassifiedPost(0, PostKind.MENTION, mentions=True),
    ">": ClassifiedPost(0, PostKind.PLAIN),
    "!": ClassifiedPost(0, PostKind.PLAIN, pleads=True),
    "~": ClassifiedPost(0, PostKind.REPOST, mentions=True, pleads=True),
}
"""Posts by the signs of the strip, and `t` for a thread, `m` for a mention."""


def talk(signs: str, interval: Millis = HOUR) -> Talk:
    """Return posts by their signs, newest first, the newest at `START`, one each interval."""
    posts = (replace(SIGNS[sign], at=START - i * interval) for i, sign in enumerate(signs))
    return Talk(START, tuple(posts))
