"""Samples out of the log: bounded tracks, and nothing after the time that was asked for."""

from itertools import pairwise
from pathlib import Path

import pytest

from tests.store.logs import START, filled, of_one, race_of, sample
from tui.model import DAY, HOUR, MINUTE, Quality, Sample
from tui.store import Log, create, finish, usual_step
from tui.store.read_samples import PAGE


@pytest.fixture
def log(tmp_path: Path) -> Path:
    return tmp_path / "races.db"


def counted(minutes: int, doubted: tuple[int, ...] = ()) -> list[Sample]:
    """Return a reading a minute; those at some minutes are false."""
    return [
        sample(minute, minute, Quality.FALSE_READING if minute in doubted else Quality.EXACT)
        for minute in range(minutes)
    ]


def bare(samples: tuple[Sample, ...] | list[Sample]) -> list[tuple[int, int | None]]:
    return [(sample.at, sample.followers) for sample in samples]


def test_a_track_is_whole_as_long_as_it_has_room(log: Path) -> None:
    readings = counted(300)
    ann = of_one(log, readings)
    with Log(log) as opened:
        track = opened.track(ann, points=300)
    assert bare(track.samples) == bare(readings)
    assert track.account == ann
    assert track.step == MINUTE


def test_a_longer_track_is_thinned_but_for_its_newest_half(log: Path) -> None:
    readings = counted(6000)
    ann = of_one(log, readings)
    with Log(log) as opened:
        track = opened.track(ann, points=1000)
    assert bare(track.samples)[-500:] == bare(readings)[-500:]
    assert 750 <= len(track.samples) <= 1120
    assert set(bare(track.samples)) <= set(bare(readings))
    ats = [reading.at for reading in track.samples]
    assert ats == sorted(set(ats))
    older = [at for at in ats if at < track.samples[-600].at]
    assert older[0] - START <= 40 * MINUTE
    assert max(b - a for a, b in pairwise(older)) <= 40 * MINUTE


def test_a_thinned_track_keeps_every_doubted_reading(log: Path) -> None:
    doubted = (3, 4, 5, 700, 5999)
    ann = of_one(log, counted(6000, doubted))
    with Log(log) as opened:
        track = opened.track(ann, points=500)
    kept = [s for s in track.samples if s.quality is Quality.FALSE_READING]
    assert [(s.at - START) // MINUTE for s in kept] == list(doubted)


def test_no_doubted_reading_takes_the_place_of_a_trusted_one_in_a_thinned_track(
    log: Path,
) -> None:
    every_second = tuple(range(1, 6000, 2))
    ann = of_one(log, counted(6000, every_second))
    with Log(log) as opened:
        track = opened.track(ann, points=400)
    trusted = [s for s in track.samples if s.quality is Quality.EXACT]
    assert len(trusted) >= 200
    assert trusted[0].at - START <= HOUR


@pytest.mark.parametrize("minute", [0, 1, 59, 60, 61, 150, 299, 400])
def test_a_track_holds_nothing_after_the_time_asked_for(minute: int, log: Path) -> None:
    readings = counted(300)
    ann = of_one(log, readings)
    until = START + minute * MINUTE
    with Log(log) as opened:
        whole, thinned = opened.track(ann, until), opened.track(ann, until, points=40)
    assert bare(whole.samples) == [pair for pair in bare(readings) if pair[0] <= until]
    assert thinned.samples[-1] == whole.samples[-1]
    assert len(thinned.samples) <= 40 + 60


def test_a_track_before_the_first_reading_is_empty(log: Path) -> None:
    ann = of_one(log, counted(10))
    with Log(log) as opened:
        assert opened.track(ann, START - 1).samples == ()


def test_a_track_before_1970_is_read_like_any_other(log: Path) -> None:
    early = [Sample(-HOUR * 3 + minute * MINUTE, minute, provenance="old") for minute in range(200)]
    ann = of_one(log, early)
    with Log(log) as opened:
        assert bare(opened.track(ann, -HOUR).samples) == bare(early[:121])


def test_a_sample_comes_back_as_it_was_written(log: Path) -> None:
    written = Sample(START + 1234, None, 72, 9, Quality.OVER, "https://example.org/page")
    ann = of_one(log, [written])
    with Log(log) as opened:
        (read,) = opened.track(ann).samples
    assert read == Sample(START + 1234, None, 72, 9, Quality.OVER, "https://example.org/page", 1)


def test_what_came_after_a_time_is_read_without_that_time_up_to_another_with_it(log: Path) -> None:
    readings = counted(200)
    ann = of_one(log, readings)
    with Log(log) as opened:
        fresh = opened.after(ann, START + 59 * MINUTE, START + 121 * MINUTE)
        nothing = opened.after(ann, START + 121 * MINUTE, START + 121 * MINUTE)
    assert bare(fresh) == bare(readings)[60:122]
    assert nothing == []


@pytest.mark.parametrize("minutes", [PAGE - 1, PAGE, PAGE + 1, 2 * PAGE + 7])
def test_a_history_goes_on_over_its_pages(minutes: int, log: Path) -> None:
    readings = counted(minutes, doubted=(5,))
    ann = of_one(log, readings)
    with Log(log) as opened:
        assert bare(list(opened.history(ann))) == bare(readings)


def test_the_usual_step_is_that_of_most_of_the_newest_readings() -> None:
    at = [0, 5 * MINUTE, *range(DAY, DAY + 20 * MINUTE, MINUTE)]
    assert usual_step([Sample(t, 1) for t in at]) == MINUTE
    assert usual_step([Sample(0, 1)]) == MINUTE
    assert usual_step([Sample(0, 1), Sample(DAY, 1)]) == DAY


def test_the_span_of_a_race_runs_from_its_first_to_its_last_reading(log: Path) -> None:
    writer = filled(log)
    with writer.transaction():
        writer.add_samples(1, {2: [Sample(START - 5 * DAY, 1), Sample(START + 5 * DAY, 2)]})
        writer.add_race(race_of("empty"), [])
    finish(writer)
    with Log(log) as opened:
        races = {race.name: opened.span(race) for race in opened.races()}
    assert races == {"here": (START - 5 * DAY, START + 5 * DAY), "empty": None}


def test_documented_points_are_told_from_synthetic_and_live_ones_up_to_a_time(log: Path) -> None:
    readings = [
        Sample(START, 1, provenance="a book"),
        Sample(START + 1, 2, provenance="synthetic"),
        Sample(START + 2, 3, provenance="live:here"),
        Sample(START + 3, 4, provenance=""),
        Sample(START + 4, 5, provenance="https://example.org"),
    ]
    of_one(log, readings)
    with Log(log) as opened:
        (race,) = opened.races()
        documented = [opened.documented(race, START + n) for n in (-1, 0, 3, 4)]
        synthetic = [opened.synthetic(race, START + n) for n in (0, 1)]
    assert documented == [0, 1, 1, 2]
    assert synthetic == [False, True]


@pytest.mark.parametrize(("most", "minutes"), [(1, [299]), (3, [297, 298, 299]), (500, range(300))])
def test_the_newest_samples_come_by_time(most: int, minutes: range | list[int], log: Path) -> None:
    readings = counted(300)
    ann = of_one(log, readings)
    with Log(log) as opened:
        assert bare(opened.newest(ann, most)) == [bare(readings)[minute] for minute in minutes]


def test_the_newest_of_nothing_is_nothing(log: Path) -> None:
    ann = of_one(log, [])
    with Log(log) as opened:
        assert opened.newest(ann, 5) == []


@pytest.mark.parametrize(
    ("until", "shown"), [(-1, None), (0, 0), (1, 1), (2, 1), (3, 1), (59, 1), (60, 60), (999, 180)]
)
def test_a_reading_is_the_newest_trusted_count_until_a_time(
    until: int, shown: int | None, log: Path
) -> None:
    untold = sample(3, None)
    suspect, false = sample(2, 2, Quality.SUSPECT), sample(200, 200, Quality.FALSE_READING)
    whole_hours_of_doubt = [sample(260 + n, n, Quality.FALSE_READING) for n in range(120)]
    trusted = [sample(n, n) for n in (0, 1, 60, 180)]
    ann = of_one(log, [*trusted, suspect, untold, false, *whole_hours_of_doubt])
    with Log(log) as opened:
        found = opened.reading(ann, START + until * MINUTE)
    assert (found and found.followers) == shown
    assert (found and found.at) == (None if shown is None else START + shown * MINUTE)


def test_a_reading_is_that_of_its_account_alone(log: Path) -> None:
    filled(log).close()
    with Log(log) as opened:
        ann, bob = opened.races()[0].accounts
        told = [opened.reading(who, START + 5 * MINUTE) for who in (ann, bob)]
    assert [found.followers for found in told if found] == [105, 205]


def test_only_an_attempt_of_a_collector_tells_when_the_log_was_last_read_live(log: Path) -> None:
    writer = create(log)
    with Log(log) as opened:
        told = [opened.newest_live()]
        for minute, boot in enumerate(("", "a run", "", "a run", "")):
            with writer.transaction():
                writer.add_round(START + minute * MINUTE, 0, boot, "here", "")
            told.append(opened.newest_live())
    writer.close()
    first, second = START + MINUTE, START + 3 * MINUTE
    assert told == [None, None, first, first, second, second]
