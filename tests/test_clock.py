"""Clocks: one that runs faster than real time, and one that ignores steps of the machine's."""

import pytest
from hypothesis import given
from hypothesis import strategies as st

from tests.building import START, Ticks
from tests.sources.fakes import Wall
from tui.clock import SPEEDS, STEP, ScaledClock, SteadyClock, WallClock, elapsed, monotonic
from tui.formats import iso
from tui.model import HOUR, MINUTE, SECOND, Millis

UNTIL = START + HOUR


def clock_and_ticks(speed: int = 60) -> tuple[ScaledClock, Ticks]:
    ticks = Ticks()
    return ScaledClock(START, UNTIL, speed, ticks), ticks


def test_a_scaled_clock_starts_at_its_start() -> None:
    clock, _ = clock_and_ticks()
    assert clock.now() == START
    assert not clock.has_ended()


def test_at_speed_60_a_second_is_a_minute() -> None:
    clock, ticks = clock_and_ticks()
    ticks.advance(3 * SECOND)
    assert clock.now() == START + 3 * MINUTE


def test_a_scaled_clock_stops_at_its_end() -> None:
    clock, ticks = clock_and_ticks()
    ticks.advance(HOUR)
    assert clock.now() == UNTIL
    assert clock.has_ended()


def test_no_time_passes_while_paused() -> None:
    clock, ticks = clock_and_ticks()
    ticks.advance(SECOND)
    clock.pause()
    ticks.advance(HOUR)
    assert clock.now() == START + MINUTE
    clock.pause()
    assert clock.now() == START + MINUTE
    ticks.advance(SECOND)
    assert clock.now() == START + 2 * MINUTE


def test_a_seek_outside_the_window_goes_to_the_nearer_end() -> None:
    clock, _ = clock_and_ticks()
    for to, there in ((5, START + 5), (-5, START), (2 * HOUR, UNTIL)):
        clock.seek(START + to)
        assert clock.now() == there


def test_a_paused_clock_stays_paused_after_a_seek() -> None:
    clock, ticks = clock_and_ticks()
    clock.pause()
    clock.seek(START + MINUTE)
    ticks.advance(HOUR)
    assert clock.now() == START + MINUTE
    assert not clock.running


def test_a_change_of_speed_does_not_move_the_time() -> None:
    clock, ticks = clock_and_ticks()
    ticks.advance(SECOND)
    clock.change_speed(1)
    assert clock.now() == START + MINUTE
    ticks.advance(SECOND)
    assert clock.now() == START + MINUTE + clock.speed * SECOND


def test_the_speed_stays_within_its_limits() -> None:
    clock, _ = clock_and_ticks()
    clock.change_speed(1)
    assert clock.speed == 120
    clock.change_speed(-2)
    assert clock.speed == 30
    clock.change_speed(99)
    assert clock.speed == max(SPEEDS)
    clock.change_speed(-99)
    assert clock.speed == min(SPEEDS)


def test_a_speed_between_two_steps_changes_to_the_next_step() -> None:
    for steps, speed in ((1, 10), (-1, 5)):
        clock, _ = clock_and_ticks(speed=7)
        clock.change_speed(steps)
        assert clock.speed == speed


@given(
    st.lists(st.tuples(st.sampled_from(["pass", "pause", "seek", "speed"]), st.integers(-9, 9**9)))
)
def test_a_scaled_clock_always_stays_within_its_window(actions: list[tuple[str, int]]) -> None:
    clock, ticks = clock_and_ticks()
    for action, number in actions:
        if action == "pass":
            ticks.advance(abs(number))
        elif action == "pause":
            clock.pause()
        elif action == "seek":
            clock.seek(START + number)
        else:
            clock.change_speed(number)
        assert START <= clock.now() <= UNTIL


def test_the_wall_clock_is_in_this_century_and_monotonic_time_never_goes_back() -> None:
    assert (iso(WallClock().now()) or "").startswith("20")
    first = monotonic()
    assert monotonic() >= first


def steady_clock(not_before: Millis = 0) -> tuple[SteadyClock, Wall, Ticks]:
    ticks = Ticks()
    wall = Wall(ticks)
    return SteadyClock(wall, ticks, not_before), wall, ticks


@pytest.mark.parametrize("by", [HOUR, -HOUR, STEP, -STEP])
def test_a_steady_clock_ignores_a_step_of_the_machines_clock_and_reports_it_once(
    by: Millis,
) -> None:
    clock, wall, ticks = steady_clock()
    ticks.advance(MINUTE)
    wall.step_by(by)
    ticks.advance(MINUTE)
    assert clock.now() == START + 2 * MINUTE
    assert clock.stepped() == by
    assert clock.stepped() is None


def test_a_steady_clock_reports_each_step() -> None:
    clock, wall, _ = steady_clock()
    for by in (HOUR, -2 * HOUR, MINUTE):
        wall.step_by(by)
        assert clock.stepped() == by


def test_a_small_correction_of_the_machines_clock_is_not_a_step() -> None:
    clock, wall, _ = steady_clock()
    for by in (STEP - 1, 1 - STEP, 1 - STEP, STEP - 1):
        wall.step_by(by)
        assert clock.stepped() is None


def test_a_steady_clock_starts_no_earlier_than_its_limit_and_reports_no_step() -> None:
    clock, wall, ticks = steady_clock(not_before=START + HOUR)
    assert clock.now() == START + HOUR
    ticks.advance(MINUTE)
    assert clock.now() == START + HOUR + MINUTE
    assert clock.stepped() is None
    wall.step_by(HOUR)
    assert clock.stepped() == HOUR


@given(st.lists(st.tuples(st.integers(0, 9**9), st.integers(-(9**9), 9**9))))
def test_a_steady_clock_never_goes_back_whatever_the_machines_clock_does(
    changes: list[tuple[int, int]],
) -> None:
    clock, wall, ticks = steady_clock()
    steps = []
    for span, by in changes:
        before = clock.now()
        ticks.advance(span)
        wall.step_by(by)
        assert clock.now() == before + span
        steps.append(clock.stepped() or 0)
    assert abs(sum(steps) - sum(by for _, by in changes)) < STEP


def test_by_default_a_steady_clock_is_the_machines() -> None:
    before = WallClock().now()
    clock = SteadyClock()
    assert before <= clock.now() <= WallClock().now() + STEP
    first = elapsed()
    assert elapsed() >= first
