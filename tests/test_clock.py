"""A time that runs faster than real time, stops at its end, and can be moved."""

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


def test_it_starts_at_its_start() -> None:
    clock, _ = clock_and_ticks()
    assert clock.now() == START
    assert not clock.over()


def test_a_second_of_real_time_is_a_minute_at_sixty_times() -> None:
    clock, ticks = clock_and_ticks()
    ticks.pass_by(3 * SECOND)
    assert clock.now() == START + 3 * MINUTE


def test_it_never_goes_beyond_its_end() -> None:
    clock, ticks = clock_and_ticks()
    ticks.pass_by(HOUR)
    assert clock.now() == UNTIL
    assert clock.over()


def test_while_it_is_paused_no_time_passes() -> None:
    clock, ticks = clock_and_ticks()
    ticks.pass_by(SECOND)
    clock.pause()
    ticks.pass_by(HOUR)
    assert clock.now() == START + MINUTE
    clock.pause()
    assert clock.now() == START + MINUTE
    ticks.pass_by(SECOND)
    assert clock.now() == START + 2 * MINUTE


def test_a_seek_goes_to_its_time_or_to_the_nearer_end() -> None:
    clock, _ = clock_and_ticks()
    for to, there in ((5, START + 5), (-5, START), (2 * HOUR, UNTIL)):
        clock.seek(START + to)
        assert clock.now() == there


def test_a_seek_while_paused_stays_paused() -> None:
    clock, ticks = clock_and_ticks()
    clock.pause()
    clock.seek(START + MINUTE)
    ticks.pass_by(HOUR)
    assert clock.now() == START + MINUTE
    assert not clock.running


def test_another_speed_does_not_move_the_time() -> None:
    clock, ticks = clock_and_ticks()
    ticks.pass_by(SECOND)
    clock.faster(1)
    assert clock.now() == START + MINUTE
    ticks.pass_by(SECOND)
    assert clock.now() == START + MINUTE + clock.speed * SECOND


def test_the_speeds_are_a_ladder_with_ends() -> None:
    clock, _ = clock_and_ticks()
    clock.faster(1)
    assert clock.speed == 120
    clock.faster(-2)
    assert clock.speed == 30
    clock.faster(99)
    assert clock.speed == max(SPEEDS)
    clock.faster(-99)
    assert clock.speed == min(SPEEDS)


def test_a_speed_beside_the_ladder_goes_on_to_its_next_rung() -> None:
    for steps, speed in ((1, 10), (-1, 5)):
        clock, _ = clock_and_ticks(speed=7)
        clock.faster(steps)
        assert clock.speed == speed


@given(
    st.lists(st.tuples(st.sampled_from(["pass", "pause", "seek", "faster"]), st.integers(-9, 9**9)))
)
def test_whatever_is_done_to_it_it_stays_between_its_ends(acts: list[tuple[str, int]]) -> None:
    clock, ticks = clock_and_ticks()
    for act, number in acts:
        if act == "pass":
            ticks.pass_by(abs(number))
        elif act == "pause":
            clock.pause()
        elif act == "seek":
            clock.seek(START + number)
        else:
            clock.faster(number)
        assert START <= clock.now() <= UNTIL


def test_the_wall_clock_tells_this_century_and_real_time_never_steps_back() -> None:
    assert (iso(WallClock().now()) or "").startswith("20")
    first = monotonic()
    assert monotonic() >= first


def steady_clock(not_before: Millis = 0) -> tuple[SteadyClock, Wall, Ticks]:
    ticks = Ticks()
    wall = Wall(ticks)
    return SteadyClock(wall, ticks, not_before), wall, ticks


@pytest.mark.parametrize("by", [HOUR, -HOUR, STEP, -STEP])
def test_a_steady_clock_goes_on_evenly_when_the_machines_is_set_and_tells_it_once(
    by: Millis,
) -> None:
    clock, wall, ticks = steady_clock()
    ticks.pass_by(MINUTE)
    wall.set_by(by)
    ticks.pass_by(MINUTE)
    assert clock.now() == START + 2 * MINUTE
    assert clock.stepped() == by
    assert clock.stepped() is None


def test_a_steady_clock_tells_each_step_by_itself() -> None:
    clock, wall, _ = steady_clock()
    for by in (HOUR, -2 * HOUR, MINUTE):
        wall.set_by(by)
        assert clock.stepped() == by


def test_a_machines_clock_that_is_set_right_by_a_little_has_made_no_step() -> None:
    clock, wall, _ = steady_clock()
    for by in (STEP - 1, 1 - STEP, 1 - STEP, STEP - 1):
        wall.set_by(by)
        assert clock.stepped() is None


def test_a_steady_clock_starts_no_earlier_than_it_may_and_calls_that_no_step() -> None:
    clock, wall, ticks = steady_clock(not_before=START + HOUR)
    assert clock.now() == START + HOUR
    ticks.pass_by(MINUTE)
    assert clock.now() == START + HOUR + MINUTE
    assert clock.stepped() is None
    wall.set_by(HOUR)
    assert clock.stepped() == HOUR


@given(st.lists(st.tuples(st.integers(0, 9**9), st.integers(-(9**9), 9**9))))
def test_a_steady_clock_never_steps_back_whatever_the_machines_does(
    acts: list[tuple[int, int]],
) -> None:
    clock, wall, ticks = steady_clock()
    told = []
    for span, by in acts:
        before = clock.now()
        ticks.pass_by(span)
        wall.set_by(by)
        assert clock.now() == before + span
        told.append(clock.stepped() or 0)
    assert abs(sum(told) - sum(by for _, by in acts)) < STEP


def test_without_a_clock_handed_in_a_steady_one_is_the_machines() -> None:
    before = WallClock().now()
    clock = SteadyClock()
    assert before <= clock.now() <= WallClock().now() + STEP
    first = elapsed()
    assert elapsed() >= first
