"""Accounts, tracks, races and boards for tests: from the counts that matter, the rest filled in."""

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
    """Real time that goes on only when a test says so."""

    def __init__(self) -> None:
        self.at: Millis = 0

    def __call__(self) -> Millis:
        return self.at

    def pass_by(self, span: Millis) -> None:
        self.at += span


def account(number: int, name: str | None = None) -> Account:
    """Return the account with an id; its handle is its name in small letters."""
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
    """Return a track with a count each step; `doubted` gives some of them, by place, a quality."""
    qualities = doubted or {}
    samples = tuple(
        Sample(
            start + i * step, count, quality=qualities.get(i, Quality.EXACT), provenance="live:test"
        )
        for i, count in enumerate(counts)
    )
    return Track(who, samples, step)


def steady(who: Account, first: int, an_hour: float, minutes: int) -> Track:
    """Return a track that grows evenly, with a count a minute."""
    return track(who, [round(first + an_hour * i / 60) for i in range(minutes + 1)])


def series(counts: Iterable[int], step: Millis = MINUTE) -> Series:
    """Return trusted counts, one each step."""
    return series_of(track(ANN, counts, step), 2**62)


def more(known: Track, *samples: Sample) -> Track:
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
    """Return the board of the tracks' race, as of the newest sample where no time is given."""
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


def said(what: Board) -> dict[str, Any]:
    """Return all that a board says, as plain values; without the tracks it was made from."""
    return asdict(replace(what, tracks={}))


def situation(
    *tracks: Track,
    target: int | None = 1_000_000,
    at: Millis | None = None,
    crossings: Mapping[int, Crossing] | None = None,
    follow_lists: Mapping[int, FollowList] | None = None,
    lead_changes: int = 0,
) -> Situation:
    """Return what a measure looks at; the accounts stand by rank."""
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
    """Return a circle of followees who follow back, do not, or of whom nobody says."""
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
"""Posts by the signs of the strip, and two more: a thread and a mention."""


def talk(signs: str, apart: Millis = HOUR) -> Talk:
    """Return posts by their signs, the newest first and just now, one each so often."""
    posts = (replace(SIGNS[sign], at=START - i * apart) for i, sign in enumerate(signs))
    return Talk(START, tuple(posts))
