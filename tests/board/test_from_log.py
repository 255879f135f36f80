"""Boards made from a log while it is being written: they always agree with the log."""

from collections.abc import Callable, Iterable, Iterator
from dataclasses import replace
from pathlib import Path
from typing import Any

import pytest

from tests.building import ANN, BOB, CAT, Ticks, account, as_values, minute, race
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


class LogAndMaker:
    """A log with a race of Ann and Bob, its writer, and a board maker."""

    def __init__(self, path: Path) -> None:
        self.writer = create(path)
        with self.writer.transaction():
            numbers = [self.writer.add_account(one, minute(0)) for one in (ANN, BOB, CAT)]
            self.writer.add_race(race(), numbers[:2])
        self.log = Log(path)
        self.maker = BoardMaker(self.log, self.race())

    def race(self) -> Race:
        known = self.log.race("test")
        assert known is not None
        return known

    def read(self, who: Account, samples: Iterable[Sample], source: str = "test") -> None:
        """Write samples of an account, as a round of a source."""
        with self.writer.transaction():
            number = self.writer.add_round(minute(0), 0, "", source, "")
            self.writer.add_samples(number, {who.id: samples})

    def change(self, act: Callable[[Writer], object]) -> None:
        with self.writer.transaction():
            act(self.writer)

    def board(self, at: Millis) -> Board:
        return self.maker.board(at)

    def plain_board(self, at: Millis) -> dict[str, Any]:
        """Return the board at a time as plain values."""
        return plain(self.board(at))

    def fresh_board(self, at: Millis) -> dict[str, Any]:
        """Return the board at a time, from a new board maker, as plain values."""
        return plain(BoardMaker(self.log, self.maker.race).board(at))

    def counts(self, who: Account, at: Millis) -> list[tuple[int | None, Quality]]:
        samples = self.board(at).tracks[who.id].samples
        return [(sample.followers, sample.quality) for sample in samples]


@pytest.fixture
def race_log(tmp_path: Path) -> Iterator[LogAndMaker]:
    race_log = LogAndMaker(tmp_path / "races.db")
    yield race_log
    race_log.log.close()
    race_log.writer.close()


def plain(board: Board) -> dict[str, Any]:
    """Return a board and its tracks as plain values, without follow lists, which have own times."""
    tracks = {
        n: [(s.at, s.followers, s.quality) for s in t.samples] for n, t in board.tracks.items()
    }
    return {**as_values(replace(board, follow_lists={})), "tracks": tracks}


def read(n: float, count: int | None, quality: Quality = Quality.EXACT) -> Sample:
    return Sample(minute(n), count, quality=quality, provenance="live:test")


def steady(minutes: Iterable[int], first: int = 1000) -> list[Sample]:
    return [read(n, first + n) for n in minutes]


@pytest.mark.parametrize(
    ("ahead", "shown"),
    [(-HOUR, 0), (0, 0), (SECOND, SECOND), (DAY - 1, DAY - 1), (DAY, 0), (30 * DAY, 0)],
)
def test_the_live_time_is_the_clocks_or_the_newest_samples_if_slightly_ahead(
    race_log: LogAndMaker, ahead: Millis, shown: Millis
) -> None:
    clock = Wall(Ticks(), minute(0))
    assert now_for_live(race_log.log, clock) == minute(0)
    race_log.change(lambda writer: writer.add_round(minute(0) + ahead, 0, "a run", "test", ""))
    assert now_for_live(race_log.log, clock) == minute(0) + shown


def test_an_import_does_not_change_the_live_time(race_log: LogAndMaker) -> None:
    race_log.read(ANN, steady([60]), source="import")
    race_log.change(lambda writer: writer.add_round(minute(60), 0, "", "import", ""))
    assert now_for_live(race_log.log, Wall(Ticks(), minute(0))) == minute(0)


def test_new_samples_are_on_the_next_board(race_log: LogAndMaker) -> None:
    race_log.read(ANN, steady(range(30)))
    assert race_log.counts(ANN, minute(29))[-1] == (1029, Quality.EXACT)
    race_log.read(ANN, steady([30]))
    race_log.read(BOB, steady([30]))
    assert race_log.counts(ANN, minute(30))[-1] == (1030, Quality.EXACT)
    assert race_log.plain_board(minute(30)) == race_log.fresh_board(minute(30))


def test_a_board_uses_nothing_after_its_time(race_log: LogAndMaker) -> None:
    race_log.read(ANN, steady(range(60)))
    for at in (10, 11, 5, 30, 29):
        assert len(race_log.counts(ANN, minute(at))) == at + 1
        assert race_log.plain_board(minute(at)) == race_log.fresh_board(minute(at))


SETTLED = [Quality.EXACT, Quality.FALSE_READING]


@pytest.mark.parametrize("quality", SETTLED)
def test_a_suspect_sample_gets_its_final_quality(quality: Quality, race_log: LogAndMaker) -> None:
    race_log.read(ANN, steady(range(20)))
    race_log.read(BOB, steady(range(20), 900))
    race_log.read(ANN, [read(20, 90_000, Quality.SUSPECT)])
    for at in (21, 22):
        race_log.board(minute(at - 1))
        race_log.read(ANN, steady([at]))
    assert (90_000, Quality.SUSPECT) in race_log.counts(ANN, minute(22))
    race_log.change(lambda writer: writer.set_qualities(ANN.id, [(minute(20), quality)]))
    race_log.read(ANN, steady([23]))
    assert (90_000, quality) in race_log.counts(ANN, minute(23))
    assert race_log.plain_board(minute(23)) == race_log.fresh_board(minute(23))


@pytest.mark.parametrize("quality", SETTLED)
def test_a_suspect_sample_gets_its_final_quality_even_after_a_long_time(
    quality: Quality, race_log: LogAndMaker
) -> None:
    race_log.read(ANN, steady(range(20)))
    race_log.read(ANN, [read(20, 90_000, Quality.SUSPECT)])
    # For a while the account is read, but has no count.
    for at in range(21, 41):
        race_log.read(ANN, [read(at, None)])
        race_log.board(minute(at))
    race_log.change(lambda writer: writer.set_qualities(ANN.id, [(minute(20), quality)]))
    race_log.read(ANN, steady([41]))
    assert (90_000, quality) in race_log.counts(ANN, minute(41))


def test_several_suspect_samples_get_their_final_quality(race_log: LogAndMaker) -> None:
    race_log.read(ANN, steady(range(20)))
    doubted = [read(20 + n, 90_000 + n, Quality.SUSPECT) for n in range(3)]
    for sample in doubted:
        race_log.read(ANN, [sample])
        race_log.board(sample.at)
    verdicts = [(sample.at, Quality.EXACT) for sample in doubted]
    race_log.change(lambda writer: writer.set_qualities(ANN.id, verdicts))
    assert race_log.counts(ANN, minute(22))[-3:] == [(90_000 + n, Quality.EXACT) for n in range(3)]
    assert race_log.plain_board(minute(22)) == race_log.fresh_board(minute(22))


def test_a_late_sample_of_another_account_is_not_missed(race_log: LogAndMaker) -> None:
    race_log.read(ANN, steady(range(30)))
    race_log.read(BOB, steady(range(20)))
    race_log.board(minute(29))
    race_log.read(BOB, steady(range(20, 26)))
    assert len(race_log.counts(BOB, minute(30))) == 26
    assert race_log.plain_board(minute(30)) == race_log.fresh_board(minute(30))


def test_imported_older_samples_are_on_the_next_board(race_log: LogAndMaker) -> None:
    race_log.read(ANN, steady(range(60, 90)))
    race_log.board(minute(89))
    race_log.read(ANN, steady(range(60)), source="import")
    race_log.read(BOB, steady(range(50)), source="import")
    assert len(race_log.counts(ANN, minute(90))) == 90
    assert race_log.plain_board(minute(90)) == race_log.fresh_board(minute(90))


def test_a_changed_race_is_on_the_next_board(race_log: LogAndMaker) -> None:
    for who, first in ((ANN, 1000), (BOB, 2000), (CAT, 3000)):
        race_log.read(who, steady(range(30), first))
    assert [s.account.name for s in race_log.board(minute(29)).standings] == ["Bob", "Ann"]
    race_log.change(lambda writer: writer.add_racers(1, [CAT.id]))
    race_log.change(lambda writer: writer.remove_racers(1, [BOB.id]))
    race_log.change(lambda writer: writer.set_target(1, 3010))
    race_log.maker.set_race(race_log.race())
    board = race_log.maker.board(minute(29), renew=False)
    assert [s.account.name for s in board.standings] == ["Cat", "Ann"]
    assert [s.state for s in board.standings] == [State.CROSSED, State.RACING]
    assert board.tracks.keys() == {ANN.id, CAT.id}
    assert plain(board) == race_log.fresh_board(minute(29))


def test_forecasts_are_kept_until_they_are_renewed(race_log: LogAndMaker) -> None:
    race_log.read(ANN, steady(range(30)))
    first = race_log.maker.board(minute(29), renew=False).standings[0].forecast
    race_log.read(ANN, steady([30]))
    assert race_log.maker.board(minute(30), renew=False).standings[0].forecast is first
    assert race_log.maker.board(minute(30), renew=True).standings[0].forecast is not first


@pytest.mark.parametrize("quality", [Quality.EXACT, Quality.SUSPECT])
def test_each_documented_point_is_counted_once(quality: Quality, race_log: LogAndMaker) -> None:
    def book(n: int, quality: Quality = Quality.EXACT) -> Sample:
        return replace(read(n, 1000 + n, quality), provenance="a book")

    race_log.read(ANN, [book(n) for n in range(20)] + [book(20, quality), book(21), book(22)])
    boards = [race_log.board(minute(n)).provenance for n in range(25)]
    assert boards == [f"{min(n, 22) + 1} documented points" for n in range(25)]


def test_the_samples_held_in_memory_are_bounded(
    race_log: LogAndMaker,
) -> None:
    def add_many(writer: Writer) -> None:
        ids = [writer.add_account(account(n), minute(0)) for n in range(10, 130)]
        writer.add_racers(1, ids)

    race_log.change(add_many)
    race_log.maker.set_race(race_log.race())
    for at in range(0, 3 * LEAST_POINTS, 150):
        race_log.read(ANN, steady(range(at, at + 150)))
        track = race_log.board(minute(at + 149)).tracks[ANN.id]
        assert len(track.samples) <= LEAST_POINTS * 5 // 2
        assert track.samples[-1].at == minute(at + 149)
        newest = [sample.at for sample in track.samples[-150:]]
        assert newest == [minute(n) for n in range(at, at + 150)]


def test_the_newest_sample_is_the_latest_of_all_accounts(race_log: LogAndMaker) -> None:
    race_log.board(minute(0))
    assert race_log.maker.newest() is None
    race_log.read(ANN, steady(range(3)))
    race_log.read(BOB, steady(range(5)))
    race_log.board(minute(9))
    assert race_log.maker.newest() == minute(4)


def seen(who: Account, at: Millis, back: bool | None = None) -> Followee:
    return Followee(who, back, None, None, at, at)


def follow(*followees: Followee) -> Callable[[Writer], None]:
    return lambda writer: writer.add_follows(ANN.id, [(one, "a test") for one in followees])


def names(follow_list: FollowList) -> list[str]:
    return [followee.account.name for followee in follow_list.followees]


@pytest.fixture
def log_with_follows(race_log: LogAndMaker) -> LogAndMaker:
    """Let Ann follow Bob from the start, and Cat from the second hour on."""
    race_log.read(ANN, [replace(read(0, 1000), following=2)])
    race_log.read(BOB, [read(0, 500)])
    race_log.change(follow(seen(BOB, minute(0), back=True), seen(CAT, minute(60))))
    return race_log


def test_a_follow_list_follows_time_forward_and_back(log_with_follows: LogAndMaker) -> None:
    shown = [
        names(log_with_follows.board(minute(at)).follow_lists[ANN.id]) for at in (1, 60, 30, 90)
    ]
    assert shown == [["Bob"], ["Bob", "Cat"], ["Bob"], ["Bob", "Cat"]]


@pytest.mark.parametrize("earlier", [minute(90), minute(100) - 1])
def test_a_follow_list_is_never_later_than_its_board(
    earlier: Millis, log_with_follows: LogAndMaker
) -> None:
    log_with_follows.change(follow(seen(CAT, minute(99))))
    log_with_follows.board(minute(100))
    follow_list = log_with_follows.board(earlier).follow_lists[ANN.id]
    assert follow_list.at <= earlier
    assert all((followee.last_seen or 0) <= earlier for followee in follow_list.followees)


NEWS: dict[str, Callable[[LogAndMaker], object]] = {
    "somebody new": lambda w: w.change(follow(seen(replace(CAT, id=ANN.id), minute(61)))),
    "another answer": lambda w: w.change(follow(seen(BOB, minute(61), back=False))),
    "gone": lambda w: w.change(lambda writer: writer.mark_gone(ANN.id, [BOB.id], minute(61))),
    "how many she follows": lambda w: w.read(ANN, [replace(read(61, 1000), following=3)]),
    "her own count": lambda w: w.read(ANN, [replace(read(61, 1001), following=2)]),
    "a followee's count": lambda w: w.read(BOB, [read(61, 501)]),
}


@pytest.mark.parametrize("what", NEWS)
def test_a_changed_follow_list_is_shown_within_a_minute(
    what: str, log_with_follows: LogAndMaker
) -> None:
    log_with_follows.board(minute(61))
    NEWS[what](log_with_follows)
    now = minute(62)
    shown = log_with_follows.board(now).follow_lists[ANN.id]
    stored = log_with_follows.log.follow_list(ANN, now)
    assert parts_of(shown) == parts_of(stored)


def parts_of(follow_list: FollowList) -> tuple[object, ...]:
    return follow_list.followees, follow_list.following, follow_list.complete, follow_list.followers
