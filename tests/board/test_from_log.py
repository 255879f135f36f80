"""A race's past while it is being written: it says at any time what the log says."""

from collections.abc import Callable, Iterable, Iterator
from dataclasses import replace
from pathlib import Path
from typing import Any

import pytest

from tests.building import ANN, BOB, CAT, Ticks, account, minute, race, said
from tests.sources.fakes import Wall
from tui.board.from_log import LEAST_POINTS, BoardMaker, now_for_live
from tui.model import (
    DAY,
    HOUR,
    SECOND,
    Account,
    Board,
    Followee,
    FollowList,
    Millis,
    Quality,
    Race,
    Sample,
    State,
)
from tui.store import Log, Writer, create


class Written:
    """A log with a race of Ann and Bob, the way into it, and their past."""

    def __init__(self, path: Path) -> None:
        self.writer = create(path)
        with self.writer.transaction():
            numbers = [self.writer.add_account(one, minute(0)) for one in (ANN, BOB, CAT)]
            self.writer.add_race(race(), numbers[:2])
        self.log = Log(path)
        self.past = BoardMaker(self.log, self.race())

    def race(self) -> Race:
        known = self.log.race("test")
        assert known is not None
        return known

    def read(self, who: Account, samples: Iterable[Sample], source: str = "test") -> None:
        """Write what was read of an account, as a round of a source."""
        with self.writer.transaction():
            number = self.writer.add_round(minute(0), 0, "", source, "")
            self.writer.add_samples(number, {who.id: samples})

    def change(self, act: Callable[[Writer], object]) -> None:
        with self.writer.transaction():
            act(self.writer)

    def board(self, at: Millis) -> Board:
        return self.past.board(at)

    def told(self, at: Millis) -> dict[str, Any]:
        """Return all that the board of a time says."""
        return plain(self.board(at))

    def anew(self, at: Millis) -> dict[str, Any]:
        """Return what the board of a time says to somebody who has just come."""
        return plain(BoardMaker(self.log, self.past.race).board(at))

    def counts(self, who: Account, at: Millis) -> list[tuple[int | None, Quality]]:
        samples = self.board(at).tracks[who.id].samples
        return [(sample.followers, sample.quality) for sample in samples]


@pytest.fixture
def written(tmp_path: Path) -> Iterator[Written]:
    written = Written(tmp_path / "races.db")
    yield written
    written.log.close()
    written.writer.close()


def plain(board: Board) -> dict[str, Any]:
    """Return what a board says and was made of, without its circles: those keep their own time."""
    tracks = {
        n: [(s.at, s.followers, s.quality) for s in t.samples] for n, t in board.tracks.items()
    }
    return {**said(replace(board, follow_lists={})), "tracks": tracks}


def read(n: float, count: int | None, quality: Quality = Quality.EXACT) -> Sample:
    return Sample(minute(n), count, quality=quality, provenance="live:test")


def evenly(minutes: Iterable[int], first: int = 1000) -> list[Sample]:
    return [read(n, first + n) for n in minutes]


@pytest.mark.parametrize(
    ("ahead", "shown"),
    [(-HOUR, 0), (0, 0), (SECOND, SECOND), (DAY - 1, DAY - 1), (DAY, 0), (30 * DAY, 0)],
)
def test_the_present_is_that_of_a_clock_but_not_before_what_was_read_by_one_a_little_ahead(
    written: Written, ahead: Millis, shown: Millis
) -> None:
    clock = Wall(Ticks(), minute(0))
    assert now_for_live(written.log, clock) == minute(0)
    written.change(lambda writer: writer.add_round(minute(0) + ahead, 0, "a run", "test", ""))
    assert now_for_live(written.log, clock) == minute(0) + shown


def test_what_no_collector_read_does_not_move_the_present(written: Written) -> None:
    written.read(ANN, evenly([60]), source="import")
    written.change(lambda writer: writer.add_round(minute(60), 0, "", "import", ""))
    assert now_for_live(written.log, Wall(Ticks(), minute(0))) == minute(0)


def test_what_is_written_while_it_is_open_is_seen(written: Written) -> None:
    written.read(ANN, evenly(range(30)))
    assert written.counts(ANN, minute(29))[-1] == (1029, Quality.EXACT)
    written.read(ANN, evenly([30]))
    written.read(BOB, evenly([30]))
    assert written.counts(ANN, minute(30))[-1] == (1030, Quality.EXACT)
    assert written.told(minute(30)) == written.anew(minute(30))


def test_nothing_later_than_a_time_is_looked_at(written: Written) -> None:
    written.read(ANN, evenly(range(60)))
    for at in (10, 11, 5, 30, 29):
        assert len(written.counts(ANN, minute(at))) == at + 1
        assert written.told(minute(at)) == written.anew(minute(at))


SETTLED = [Quality.EXACT, Quality.FALSE_READING]


@pytest.mark.parametrize("quality", SETTLED)
def test_a_suspect_reading_that_is_settled_later_is_seen_as_what_it_is(
    quality: Quality, written: Written
) -> None:
    written.read(ANN, evenly(range(20)))
    written.read(BOB, evenly(range(20), 900))
    written.read(ANN, [read(20, 90_000, Quality.SUSPECT)])
    for at in (21, 22):
        written.board(minute(at - 1))
        written.read(ANN, evenly([at]))
    assert (90_000, Quality.SUSPECT) in written.counts(ANN, minute(22))
    written.change(lambda writer: writer.remark(ANN.id, [(minute(20), quality)]))
    written.read(ANN, evenly([23]))
    assert (90_000, quality) in written.counts(ANN, minute(23))
    assert written.told(minute(23)) == written.anew(minute(23))


@pytest.mark.parametrize("quality", SETTLED)
def test_a_suspect_reading_is_settled_on_the_board_however_long_that_took(
    quality: Quality, written: Written
) -> None:
    written.read(ANN, evenly(range(20)))
    written.read(ANN, [read(20, 90_000, Quality.SUSPECT)])
    # The account answers, but says no count, for a while.
    for at in range(21, 41):
        written.read(ANN, [read(at, None)])
        written.board(minute(at))
    written.change(lambda writer: writer.remark(ANN.id, [(minute(20), quality)]))
    written.read(ANN, evenly([41]))
    assert (90_000, quality) in written.counts(ANN, minute(41))


def test_several_suspect_readings_are_all_settled(written: Written) -> None:
    written.read(ANN, evenly(range(20)))
    doubted = [read(20 + n, 90_000 + n, Quality.SUSPECT) for n in range(3)]
    for sample in doubted:
        written.read(ANN, [sample])
        written.board(sample.at)
    verdicts = [(sample.at, Quality.EXACT) for sample in doubted]
    written.change(lambda writer: writer.remark(ANN.id, verdicts))
    assert written.counts(ANN, minute(22))[-3:] == [(90_000 + n, Quality.EXACT) for n in range(3)]
    assert written.told(minute(22)) == written.anew(minute(22))


def test_a_sample_written_late_for_another_account_is_not_missed(written: Written) -> None:
    written.read(ANN, evenly(range(30)))
    written.read(BOB, evenly(range(20)))
    written.board(minute(29))
    written.read(BOB, evenly(range(20, 26)))
    assert len(written.counts(BOB, minute(30))) == 26
    assert written.told(minute(30)) == written.anew(minute(30))


def test_an_import_of_older_samples_is_seen(written: Written) -> None:
    written.read(ANN, evenly(range(60, 90)))
    written.board(minute(89))
    written.read(ANN, evenly(range(60)), source="import")
    written.read(BOB, evenly(range(50)), source="import")
    assert len(written.counts(ANN, minute(90))) == 90
    assert written.told(minute(90)) == written.anew(minute(90))


def test_a_race_that_was_changed_is_shown_as_it_is_now(written: Written) -> None:
    for who, first in ((ANN, 1000), (BOB, 2000), (CAT, 3000)):
        written.read(who, evenly(range(30), first))
    assert [s.account.name for s in written.board(minute(29)).standings] == ["Bob", "Ann"]
    written.change(lambda writer: writer.add_racers(1, [CAT.id]))
    written.change(lambda writer: writer.remove_racers(1, [BOB.id]))
    written.change(lambda writer: writer.set_target(1, 3010))
    written.past.take(written.race())
    board = written.past.board(minute(29), renew=False)
    assert [s.account.name for s in board.standings] == ["Cat", "Ann"]
    assert [s.state for s in board.standings] == [State.CROSSED, State.RACING]
    assert board.tracks.keys() == {ANN.id, CAT.id}
    assert plain(board) == written.anew(minute(29))


def test_forecasts_are_those_made_before_until_they_are_to_be_made_anew(written: Written) -> None:
    written.read(ANN, evenly(range(30)))
    first = written.past.board(minute(29), renew=False).standings[0].forecast
    written.read(ANN, evenly([30]))
    assert written.past.board(minute(30), renew=False).standings[0].forecast is first
    assert written.past.board(minute(30), renew=True).standings[0].forecast is not first


@pytest.mark.parametrize("quality", [Quality.EXACT, Quality.SUSPECT])
def test_each_documented_point_is_counted_once_however_one_came_there(
    quality: Quality, written: Written
) -> None:
    def book(n: int, quality: Quality = Quality.EXACT) -> Sample:
        return replace(read(n, 1000 + n, quality), provenance="a book")

    written.read(ANN, [book(n) for n in range(20)] + [book(20, quality), book(21), book(22)])
    boards = [written.board(minute(n)).provenance for n in range(25)]
    assert boards == [f"{min(n, 22) + 1} documented points" for n in range(25)]


def test_what_is_held_of_an_account_is_bounded_however_long_it_is_followed(
    written: Written,
) -> None:
    def many(writer: Writer) -> None:
        crowd = [writer.add_account(account(n), minute(0)) for n in range(10, 130)]
        writer.add_racers(1, crowd)

    written.change(many)
    written.past.take(written.race())
    for at in range(0, 3 * LEAST_POINTS, 60):
        written.read(ANN, evenly(range(at, at + 60)))
        track = written.board(minute(at + 59)).tracks[ANN.id]
        assert len(track.samples) <= LEAST_POINTS * 5 // 2
        assert track.samples[-1].at == minute(at + 59)
        newest = [sample.at for sample in track.samples[-60:]]
        assert newest == [minute(n) for n in range(at, at + 60)]


def test_the_newest_sample_is_that_of_whoever_was_read_last(written: Written) -> None:
    written.board(minute(0))
    assert written.past.newest() is None
    written.read(ANN, evenly(range(3)))
    written.read(BOB, evenly(range(5)))
    written.board(minute(9))
    assert written.past.newest() == minute(4)


def seen(who: Account, at: Millis, back: bool | None = None) -> Followee:
    return Followee(who, back, None, None, at, at)


def follow(*followees: Followee) -> Callable[[Writer], None]:
    return lambda writer: writer.add_follows(ANN.id, [(one, "a test") for one in followees])


def names(follow_list: FollowList) -> list[str]:
    return [followee.account.name for followee in follow_list.followees]


@pytest.fixture
def followed(written: Written) -> Written:
    """Make a past in which Ann follows Bob from the start, and Cat from the second hour on."""
    written.read(ANN, [replace(read(0, 1000), following=2)])
    written.read(BOB, [read(0, 500)])
    written.change(follow(seen(BOB, minute(0), back=True), seen(CAT, minute(60))))
    return written


def test_a_circle_grows_with_time_and_shrinks_where_time_goes_back(followed: Written) -> None:
    told = [names(followed.board(minute(at)).follow_lists[ANN.id]) for at in (1, 60, 30, 90)]
    assert told == [["Bob"], ["Bob", "Cat"], ["Bob"], ["Bob", "Cat"]]


@pytest.mark.parametrize("earlier", [minute(90), minute(100) - 1])
def test_a_circle_is_never_of_a_later_time_than_its_board(
    earlier: Millis, followed: Written
) -> None:
    followed.change(follow(seen(CAT, minute(99))))
    followed.board(minute(100))
    follow_list = followed.board(earlier).follow_lists[ANN.id]
    assert follow_list.at <= earlier
    assert all((followee.last_seen or 0) <= earlier for followee in follow_list.followees)


NEWS: dict[str, Callable[[Written], object]] = {
    "somebody new": lambda w: w.change(follow(seen(replace(CAT, id=ANN.id), minute(61)))),
    "another answer": lambda w: w.change(follow(seen(BOB, minute(61), back=False))),
    "gone": lambda w: w.change(lambda writer: writer.mark_gone(ANN.id, [BOB.id], minute(61))),
    "how many she follows": lambda w: w.read(ANN, [replace(read(61, 1000), following=3)]),
    "her own count": lambda w: w.read(ANN, [replace(read(61, 1001), following=2)]),
    "a followee's count": lambda w: w.read(BOB, [read(61, 501)]),
}


@pytest.mark.parametrize("what", NEWS)
def test_a_circle_is_the_one_of_the_log_a_minute_after_something_of_it_changed(
    what: str, followed: Written
) -> None:
    followed.board(minute(61))
    NEWS[what](followed)
    now = minute(62)
    shown = followed.board(now).follow_lists[ANN.id]
    kept = followed.log.follow_list(ANN, now)
    assert said_of(shown) == said_of(kept)


def said_of(follow_list: FollowList) -> tuple[object, ...]:
    return follow_list.followees, follow_list.following, follow_list.complete, follow_list.followers
