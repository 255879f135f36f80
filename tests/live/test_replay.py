"""Replaying a recorded race, the one of April 2009."""

import asyncio
import shutil
from collections.abc import Iterator
from dataclasses import replace
from datetime import UTC
from pathlib import Path

import pytest
from hypothesis import given, settings
from hypothesis import strategies as st

from tests.building import Ticks, as_values
from tui.board.from_log import BoardMaker
from tui.clock import ScaledClock
from tui.live.replay import PODIUM_FOR, Replay, window_of
from tui.model import (
    DAY,
    HOUR,
    MINUTE,
    SECOND,
    Account,
    Board,
    Event,
    EventKind,
    Millis,
    Origin,
    Quality,
    Standing,
    State,
)
from tui.parsing import parse_time
from tui.store import Log, open_to_write

PATIENCE = 10


class Playing:
    """A replay of the recorded race, with its log and clocks."""

    def __init__(self, log: Log, speed: int = 60) -> None:
        race = log.race("april-2009")
        assert race is not None
        assert race.start is not None
        assert race.end is not None
        self.race, self.log = race, log
        self.start, self.end = race.start, race.end
        self.ticks = Ticks()
        self.clock = ScaledClock(self.start, self.end, speed, self.ticks)
        self.replay = Replay(BoardMaker(log, race), self.clock, self.ticks)

    def at(self, when: Millis) -> Board:
        self.clock.seek(when)
        return self.replay.board()


@pytest.fixture(scope="module")
def recorded(shipped: Path) -> Iterator[Log]:
    """Open the log of the recorded race once for all tests."""
    with Log(shipped) as log:
        yield log


@pytest.fixture
def playing(recorded: Log) -> Playing:
    return Playing(recorded)


def utc(text: str) -> Millis:
    return parse_time(f"2009-04-17T{text}Z", UTC, 0)


def of(shown: Board, handle: str) -> Standing:
    return next(s for s in shown.standings if s.account.handle == handle)


def leader(shown: Board) -> Account:
    return shown.standings[0].account


def event_kinds(shown: Board) -> list[tuple[Millis, EventKind]]:
    return [(event.at, event.kind) for event in shown.events]


def facts(shown: Board) -> dict[str, object]:
    """Return a board as plain values, without its forecasts."""
    plain = as_values(shown)
    for standing in plain["standings"]:
        del standing["forecast"]
    del plain["sentence"]
    return plain


MOMENTS = st.integers(utc("01:30"), utc("07:00"))


@settings(max_examples=15)
@given(seeks=st.lists(MOMENTS, min_size=1, max_size=4))
def test_a_board_shows_nothing_after_its_time(recorded: Log, seeks: list[Millis]) -> None:
    playing = Playing(recorded)
    for now in seeks:
        shown = playing.at(now)
        assert shown.at == now
        assert all(event.at <= now for event in shown.events)
        for track in shown.tracks.values():
            assert all(sample.at <= now for sample in track.samples)
        for follow_list in shown.follow_lists.values():
            assert follow_list.at <= now
            assert all((f.first_seen or 0) <= now for f in follow_list.followees)
            assert all((f.last_seen or 0) <= now for f in follow_list.followees)
            assert all((f.gone_at or 0) <= now for f in follow_list.followees)
        for standing in shown.standings:
            assert (standing.read_at or 0) <= now
            assert (standing.crossed_at or 0) <= now
            assert all((m.as_of or 0) <= now for m in standing.measures.values())


@settings(max_examples=10)
@given(seeks=st.lists(MOMENTS, min_size=1, max_size=3), now=MOMENTS)
def test_a_board_does_not_depend_on_earlier_jumps(
    recorded: Log, seeks: list[Millis], now: Millis
) -> None:
    jumping, direct = Playing(recorded), Playing(recorded)
    for at in seeks:
        jumping.at(at)
    after_jumps, at_once = facts(jumping.at(now)), facts(direct.at(now))
    del after_jumps["follow_lists"], at_once["follow_lists"]
    for shown in (after_jumps, at_once):
        for standing in shown["standings"]:  # type: ignore[attr-defined]
            del standing["measures"]["follow_back_rate"]
    assert after_jumps == at_once


def test_follow_lists_have_the_time_of_the_board(playing: Playing) -> None:
    playing.at(utc("03:00"))
    shown = playing.at(utc("03:35"))
    oprah = of(shown, "oprah")
    assert oprah.following == 9
    assert shown.follow_lists[oprah.account.id].following == 9
    assert oprah.measures["follow_back_rate"].of in {9, None}


def test_playing_shows_the_same_as_jumping_there(playing: Playing, recorded: Log) -> None:
    playing.replay.board()
    for _ in range(20):
        playing.ticks.advance(10 * SECOND)
        played = playing.replay.board()
    jumped = Playing(recorded).at(played.at)
    assert as_values(played)["standings"] == as_values(jumped)["standings"]


def test_a_jump_back_shows_what_was_known_then(playing: Playing) -> None:
    early = facts(playing.at(utc("02:00")))
    late = playing.at(utc("06:59"))
    assert of(late, "aplusk").state is State.CROSSED
    assert facts(playing.at(utc("02:00"))) == early


def test_the_first_board_shows_nothing_of_the_future(playing: Playing) -> None:
    shown = playing.replay.board()
    assert shown.at == playing.start
    assert shown.podium is None
    assert not {EventKind.LEAD_CHANGE, EventKind.MILESTONE} & {e.kind for e in shown.events}
    assert leader(shown).handle == "cnnbrk"


def test_the_lead_changes_three_times_as_documented(playing: Playing) -> None:
    shown = playing.at(utc("06:00"))
    changes = [(at, kind) for at, kind in event_kinds(shown) if kind is EventKind.LEAD_CHANGE]
    assert [at for at, _ in changes] == [utc("01:38"), utc("03:50"), utc("04:25")]
    assert shown.measures["lead_changes"].value == 3
    assert all(e.origin is Origin.DOCUMENTED for e in shown.events)


@pytest.mark.parametrize(
    ("when", "handle"),
    [("01:37", "cnnbrk"), ("02:00", "aplusk"), ("04:10", "cnnbrk"), ("04:30", "aplusk")],
)
def test_the_leader_is_that_of_the_time(playing: Playing, when: str, handle: str) -> None:
    assert leader(playing.at(utc(when))).handle == handle


def test_the_false_reading_is_on_the_track_but_in_no_figure(playing: Playing) -> None:
    shown = playing.at(utc("05:33"))
    cnn = of(shown, "cnnbrk")
    false = [
        sample
        for sample in shown.tracks[cnn.account.id].samples
        if sample.quality is Quality.FALSE_READING
    ]
    assert [sample.followers for sample in false] == [1_998_130]
    assert cnn.followers is not None
    assert cnn.followers < 1_000_000
    assert cnn.rank == 2
    assert cnn.crossed_at is None
    assert cnn.pace is not None
    assert abs(cnn.pace) < 10_000
    assert shown.measures["lead_changes"].value == 3


def test_kutcher_crosses_at_02_13_and_cnn_29_minutes_later(playing: Playing) -> None:
    shown = playing.at(utc("06:50"))
    assert [s.account.handle for s in shown.standings[:2]] == ["aplusk", "cnnbrk"]
    assert [s.crossed_at for s in shown.standings[:2]] == [utc("06:13"), utc("06:42")]
    assert shown.measures["finish_spread"].value == pytest.approx(29 / 60)


def test_a_crossing_is_certain_at_once(playing: Playing) -> None:
    playing.at(utc("06:12:30"))
    kutcher = of(playing.at(utc("06:13")), "aplusk")
    assert kutcher.state is State.CROSSED
    assert kutcher.forecast.p_not == 0
    assert kutcher.forecast.median == kutcher.crossed_at


def test_before_the_end_the_winner_is_not_certain(playing: Playing) -> None:
    wins = [s.forecast.win for s in playing.at(utc("04:52")).standings]
    known = [win for win in wins if win is not None]
    assert known
    assert max(known) < 1
    assert sum(known) <= 1 + 1e-5


def test_forecasts_are_renewed_once_a_minute_of_race_time(playing: Playing) -> None:
    first = of(playing.at(utc("04:00")), "aplusk").forecast
    assert of(playing.at(utc("04:00") + 59 * SECOND), "aplusk").forecast is first
    assert of(playing.at(utc("04:01")), "aplusk").forecast is not first


def test_a_small_jump_back_keeps_no_later_forecast(playing: Playing) -> None:
    late = of(playing.at(utc("04:00:50")), "aplusk").forecast
    assert of(playing.at(utc("04:00:20")), "aplusk").forecast is not late


def test_a_pause_stops_the_race_and_a_second_one_resumes_it(playing: Playing) -> None:
    playing.ticks.advance(SECOND)
    playing.replay.pause()
    playing.ticks.advance(HOUR)
    paused = playing.replay.board()
    assert paused.at == playing.start + MINUTE
    assert not paused.clock_status.running
    playing.replay.pause()
    playing.ticks.advance(SECOND)
    assert playing.replay.board().at == playing.start + 2 * MINUTE


def test_the_clock_status_shows_the_replay_and_its_speed(playing: Playing) -> None:
    assert playing.replay.board().clock_status.label == "replay: april-2009"
    assert playing.replay.board().clock_status.speed == 60
    playing.replay.faster(1)
    assert playing.replay.board().clock_status.speed == 120
    playing.replay.faster(-2)
    assert playing.replay.board().clock_status.speed == 30


def test_a_new_speed_continues_from_the_same_time(playing: Playing) -> None:
    playing.ticks.advance(10 * SECOND)
    playing.replay.faster(1)
    assert playing.replay.board().at == playing.start + 10 * MINUTE
    playing.ticks.advance(SECOND)
    assert playing.replay.board().at == playing.start + 12 * MINUTE


def test_the_time_can_be_moved_forward_and_back(playing: Playing) -> None:
    playing.replay.move(2 * MINUTE)
    assert playing.replay.board().at == playing.start + 2 * MINUTE
    playing.replay.move(-MINUTE)
    assert playing.replay.board().at == playing.start + MINUTE
    playing.replay.move(-DAY)
    assert playing.replay.board().at == playing.start


def test_a_replay_can_be_restarted_at_any_time(playing: Playing) -> None:
    playing.at(utc("05:00"))
    playing.replay.restart()
    assert playing.replay.board().at == playing.start


def test_each_step_forward_jumps_to_the_next_event(playing: Playing) -> None:
    seen = []
    for _ in range(4):
        playing.replay.next_event(1)
        seen.append(playing.replay.board().at)
    assert seen == [utc("01:38"), utc("01:45"), utc("02:50"), utc("03:50")]


def test_a_board_at_an_event_shows_it(playing: Playing) -> None:
    playing.replay.next_event(1)
    assert (utc("01:38"), EventKind.LEAD_CHANGE) in event_kinds(playing.replay.board())


def test_each_step_back_jumps_to_the_previous_event(playing: Playing) -> None:
    playing.at(utc("04:10"))
    seen = []
    for _ in range(3):
        playing.replay.next_event(-1)
        seen.append(playing.replay.board().at)
    assert seen == [utc("04:00"), utc("03:50"), utc("02:50")]


def test_just_after_an_event_a_step_back_means_the_one_before_it(playing: Playing) -> None:
    playing.at(utc("03:50:30"))
    playing.replay.next_event(-1)
    assert playing.replay.board().at == utc("02:50")


def test_after_the_last_event_a_step_forward_does_nothing(playing: Playing) -> None:
    playing.at(utc("06:50"))
    playing.replay.next_event(1)
    assert playing.replay.board().at == utc("06:50")


def test_before_the_first_event_a_step_back_goes_to_the_start(playing: Playing) -> None:
    playing.at(utc("01:35"))
    playing.replay.next_event(-1)
    assert playing.replay.board().at == playing.start


def test_the_recorded_race_plays_for_five_and_a_half_minutes(playing: Playing) -> None:
    playing.ticks.advance(330 * SECOND - 1)
    assert playing.replay.board().podium is None
    playing.ticks.advance(1)
    shown = playing.replay.board()
    assert shown.at == playing.end
    assert shown.podium is not None


def test_the_podium_has_the_finishers_in_order_and_their_spread(playing: Playing) -> None:
    podium = playing.at(playing.end).podium
    assert podium is not None
    assert [s.account.handle for s in podium.finishers] == ["aplusk", "cnnbrk"]
    assert podium.spread == 29 * MINUTE
    assert podium.again_in == PODIUM_FOR


def test_the_podium_is_shown_for_half_a_minute_before_the_restart(playing: Playing) -> None:
    playing.at(playing.end)
    playing.ticks.advance(30 * SECOND - 1)
    podium = playing.replay.board().podium
    assert podium is not None
    assert podium.again_in == 1
    playing.ticks.advance(1)
    again = playing.replay.board()
    assert again.at == playing.start
    assert again.podium is None
    assert not any(standing.crossed_at for standing in again.standings)
    playing.ticks.advance(SECOND)
    assert playing.replay.board().at == playing.start + MINUTE


def test_a_pause_stops_the_podium_too(playing: Playing) -> None:
    playing.at(playing.end)
    playing.replay.pause()
    playing.ticks.advance(10 * PODIUM_FOR)
    podium = playing.replay.board().podium
    assert podium is not None
    assert podium.again_in == PODIUM_FOR
    playing.replay.pause()
    playing.ticks.advance(PODIUM_FOR - 1)
    podium = playing.replay.board().podium
    assert podium is not None
    assert podium.again_in == 1
    playing.ticks.advance(1)
    assert playing.replay.board().at == playing.start


def test_a_second_podium_is_shown_as_long_as_the_first(playing: Playing) -> None:
    playing.at(playing.end)
    playing.ticks.advance(10 * SECOND)
    assert playing.replay.board().podium is not None
    playing.replay.move(-HOUR)
    assert playing.replay.board().podium is None
    podium = playing.at(playing.end).podium
    assert podium is not None
    assert podium.again_in == PODIUM_FOR


def test_a_step_forward_at_the_end_does_not_prolong_the_podium(playing: Playing) -> None:
    playing.at(playing.end)
    playing.ticks.advance(10 * SECOND)
    playing.replay.next_event(1)
    podium = playing.replay.board().podium
    assert podium is not None
    assert podium.again_in == PODIUM_FOR - 10 * SECOND


def test_the_board_says_how_many_points_are_documented(playing: Playing) -> None:
    first, last = playing.replay.board().provenance, playing.at(playing.end).provenance
    assert first.endswith(" documented points, drawn between")
    assert int(first.split()[0]) < int(last.split()[0])


def test_there_is_always_a_line_of_commentary(playing: Playing) -> None:
    for when in range(playing.start, playing.end, 31 * MINUTE):
        assert playing.at(when).sentence.endswith(".")


async def test_a_board_is_yielded_at_once_and_after_each_request(playing: Playing) -> None:
    playing.replay.pause()
    boards = playing.replay.boards()
    assert (await anext(boards)).at == playing.start
    playing.replay.move(5 * MINUTE)
    assert (await anext(boards)).at == playing.start + 5 * MINUTE
    playing.replay.faster(1)
    assert (await anext(boards)).clock_status.speed == 120
    playing.replay.pause()
    assert (await anext(boards)).clock_status.running
    await boards.aclose()  # type: ignore[attr-defined]


async def test_a_request_wakes_a_waiting_view(playing: Playing) -> None:
    playing.replay.pause()
    boards = playing.replay.boards()
    await anext(boards)
    waiting = asyncio.ensure_future(anext(boards))
    asyncio.get_running_loop().call_soon(playing.replay.next_event, 1)
    assert (await waiting).at == utc("01:38")
    await boards.aclose()  # type: ignore[attr-defined]


async def test_a_replay_woken_and_cancelled_at_once_ends(playing: Playing) -> None:
    shown = asyncio.Event()
    playing.replay.pause()

    async def follow() -> None:
        async for _ in playing.replay.boards():
            shown.set()

    following = asyncio.create_task(follow())
    async with asyncio.timeout(PATIENCE):
        await shown.wait()
        playing.replay.move(MINUTE)
        following.cancel()
        await asyncio.gather(following, return_exceptions=True)
    assert following.cancelled()


def test_changes_of_the_race_are_shown_after_a_reload(shipped: Path, tmp_path: Path) -> None:
    writer = open_to_write(Path(shutil.copy(shipped, tmp_path / "own.db")))
    with Log(writer.path) as log:
        playing = Playing(log)
        playing.at(utc("02:00"))
        note = Event(utc("01:40"), EventKind.NOTE, "A note", Origin.NOTED)
        later = replace(note, at=utc("02:01"))
        with writer.transaction():
            writer.set_target(playing.race.id, 5)
            writer.rename_race(playing.race.id, "renamed", "Another title")
            writer.remove_racers(playing.race.id, [leader(playing.replay.board()).id])
            writer.add_events(playing.race.id, [note, later])
        playing.replay.reload()
        shown = playing.replay.board()
    writer.close()
    assert (shown.race.target, shown.race.name, len(shown.standings)) == (5, "renamed", 3)
    assert shown.clock_status.label == "replay: renamed"
    assert [event for event in shown.events if event.kind is EventKind.NOTE] == [note]


def test_a_race_is_replayed_from_its_start_to_its_end(playing: Playing) -> None:
    assert window_of(playing.log, playing.race) == (utc("01:30"), utc("07:00"))


def test_a_race_without_start_and_end_is_replayed_completely(
    playing: Playing,
) -> None:
    race = type(playing.race)("april-2009", "", playing.race.accounts[:1])
    window = window_of(playing.log, race)
    history = list(playing.log.history(race.accounts[0]))
    assert window == (history[0].at, history[-1].at)
    assert window_of(playing.log, type(race)("none", "")) is None
