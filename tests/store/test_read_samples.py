"""Reading samples from a log: tracks are bounded, and end at the given time."""

from itertools import pairwise
from pathlib import Path

import pytest

from tests.store.logs import START, filled, race_of, sample, with_samples
from tui.model import DAY, HOUR, MINUTE, Quality, Sample
from tui.store import Log, create, finish, usual_step
from tui.store.read_samples import PAGE


@pytest.fixture
def log(tmp_path: Path) -> Path:
    return tmp_path / "races.db"


def counted(minutes: int, doubted: tuple[int, ...] = ()) -> list[Sample]:
    """Return a sample each minute; those at the minutes in `doubted` are false readings."""
    return [
        sample(minute, minute, Quality.FALSE_READING if minute in doubted else Quality.EXACT)
        for minute in range(minutes)
    ]


def counts_of(samples: tuple[Sample, ...] | list[Sample]) -> list[tuple[int, int | None]]:
    return [(sample.at, sample.followers) for sample in samples]


def test_a_track_within_the_limit_is_complete(log: Path) -> None:
    samples = counted(300)
    ann = with_samples(log, samples)
    with Log(log) as opened:
        track = opened.track(ann, points=300)
    assert counts_of(track.samples) == counts_of(samples)
    assert track.account == ann
    assert track.step == MINUTE


def test_a_longer_track_is_thinned_except_for_its_newest_half(log: Path) -> None:
    samples = counted(6000)
    ann = with_samples(log, samples)
    with Log(log) as opened:
        track = opened.track(ann, points=1000)
    assert counts_of(track.samples)[-500:] == counts_of(samples)[-500:]
    assert 750 <= len(track.samples) <= 1120
    assert set(counts_of(track.samples)) <= set(counts_of(samples))
    ats = [reading.at for reading in track.samples]
    assert ats == sorted(set(ats))
    older = [at for at in ats if at < track.samples[-600].at]
    assert older[0] - START <= 40 * MINUTE
    assert max(b - a for a, b in pairwise(older)) <= 40 * MINUTE


def test_a_thinned_track_keeps_every_doubted_sample(log: Path) -> None:
    doubted = (3, 4, 5, 700, 5999)
    ann = with_samples(log, counted(6000, doubted))
    with Log(log) as opened:
        track = opened.track(ann, points=500)
    kept = [s for s in track.samples if s.quality is Quality.FALSE_READING]
    assert [(s.at - START) // MINUTE for s in kept] == list(doubted)


def test_doubted_samples_do_not_replace_trusted_ones_in_a_thinned_track(
    log: Path,
) -> None:
    every_second = tuple(range(1, 6000, 2))
    ann = with_samples(log, counted(6000, every_second))
    with Log(log) as opened:
        track = opened.track(ann, points=400)
    trusted = [s for s in track.samples if s.quality is Quality.EXACT]
    assert len(trusted) >= 200
    assert trusted[0].at - START <= HOUR


@pytest.mark.parametrize("minute", [0, 1, 59, 60, 61, 150, 299, 400])
def test_a_track_has_no_sample_after_its_time(minute: int, log: Path) -> None:
    samples = counted(300)
    ann = with_samples(log, samples)
    until = START + minute * MINUTE
    with Log(log) as opened:
        whole, thinned = opened.track(ann, until), opened.track(ann, until, points=40)
    assert counts_of(whole.samples) == [pair for pair in counts_of(samples) if pair[0] <= until]
    assert thinned.samples[-1] == whole.samples[-1]
    assert len(thinned.samples) <= 40 + 60


def test_a_track_before_the_first_sample_is_empty(log: Path) -> None:
    ann = with_samples(log, counted(10))
    with Log(log) as opened:
        assert opened.track(ann, START - 1).samples == ()


def test_samples_before_1970_are_read_like_any_others(log: Path) -> None:
    early = [Sample(-HOUR * 3 + minute * MINUTE, minute, provenance="old") for minute in range(200)]
    ann = with_samples(log, early)
    with Log(log) as opened:
        assert counts_of(opened.track(ann, -HOUR).samples) == counts_of(early[:121])


def test_a_sample_is_read_back_unchanged(log: Path) -> None:
    written = Sample(START + 1234, None, 72, 9, Quality.OVER, "https://example.org/page")
    ann = with_samples(log, [written])
    with Log(log) as opened:
        (read,) = opened.track(ann).samples
    assert read == Sample(START + 1234, None, 72, 9, Quality.OVER, "https://example.org/page", 1)


def test_samples_between_two_times_exclude_the_first_and_include_the_second(log: Path) -> None:
    samples = counted(200)
    ann = with_samples(log, samples)
    with Log(log) as opened:
        between = opened.after(ann, START + 59 * MINUTE, START + 121 * MINUTE)
        none = opened.after(ann, START + 121 * MINUTE, START + 121 * MINUTE)
    assert counts_of(between) == counts_of(samples)[60:122]
    assert none == []


@pytest.mark.parametrize("minutes", [PAGE - 1, PAGE, PAGE + 1, 2 * PAGE + 7])
def test_a_history_is_complete_across_pages(minutes: int, log: Path) -> None:
    samples = counted(minutes, doubted=(5,))
    ann = with_samples(log, samples)
    with Log(log) as opened:
        assert counts_of(list(opened.history(ann))) == counts_of(samples)


def test_the_usual_step_is_the_median_of_the_newest() -> None:
    at = [0, 5 * MINUTE, *range(DAY, DAY + 20 * MINUTE, MINUTE)]
    assert usual_step([Sample(t, 1) for t in at]) == MINUTE
    assert usual_step([Sample(0, 1)]) == MINUTE
    assert usual_step([Sample(0, 1), Sample(DAY, 1)]) == DAY


def test_the_span_of_a_race_is_from_its_first_to_its_last_sample(log: Path) -> None:
    writer = filled(log)
    with writer.transaction():
        writer.add_samples(1, {2: [Sample(START - 5 * DAY, 1), Sample(START + 5 * DAY, 2)]})
        writer.add_race(race_of("empty"), [])
    finish(writer)
    with Log(log) as opened:
        races = {race.name: opened.span(race) for race in opened.races()}
    assert races == {"here": (START - 5 * DAY, START + 5 * DAY), "empty": None}


def test_synthetic_and_live_samples_are_not_documented(log: Path) -> None:
    samples = [
        Sample(START, 1, provenance="a book"),
        Sample(START + 1, 2, provenance="synthetic"),
        Sample(START + 2, 3, provenance="live:here"),
        Sample(START + 3, 4, provenance=""),
        Sample(START + 4, 5, provenance="https://example.org"),
    ]
    with_samples(log, samples)
    with Log(log) as opened:
        (race,) = opened.races()
        documented = [opened.documented_count(race, START + n) for n in (-1, 0, 3, 4)]
        synthetic = [opened.has_synthetic(race, START + n) for n in (0, 1)]
    assert documented == [0, 1, 1, 2]
    assert synthetic == [False, True]


@pytest.mark.parametrize(("most", "minutes"), [(1, [299]), (3, [297, 298, 299]), (500, range(300))])
def test_the_newest_samples_are_sorted_by_time(
    most: int, minutes: range | list[int], log: Path
) -> None:
    samples = counted(300)
    ann = with_samples(log, samples)
    with Log(log) as opened:
        assert counts_of(opened.newest(ann, most)) == [
            counts_of(samples)[minute] for minute in minutes
        ]


def test_an_account_without_samples_has_no_newest_ones(log: Path) -> None:
    ann = with_samples(log, [])
    with Log(log) as opened:
        assert opened.newest(ann, 5) == []


@pytest.mark.parametrize(
    ("until", "shown"), [(-1, None), (0, 0), (1, 1), (2, 1), (3, 1), (59, 1), (60, 60), (999, 180)]
)
def test_a_reading_is_the_newest_trusted_count_up_to_its_time(
    until: int, shown: int | None, log: Path
) -> None:
    without_count = sample(3, None)
    suspect, false = sample(2, 2, Quality.SUSPECT), sample(200, 200, Quality.FALSE_READING)
    doubted_hours = [sample(260 + n, n, Quality.FALSE_READING) for n in range(120)]
    trusted = [sample(n, n) for n in (0, 1, 60, 180)]
    ann = with_samples(log, [*trusted, suspect, without_count, false, *doubted_hours])
    with Log(log) as opened:
        found = opened.reading(ann, START + until * MINUTE)
    assert (found and found.followers) == shown
    assert (found and found.at) == (None if shown is None else START + shown * MINUTE)


def test_a_reading_belongs_to_its_account(log: Path) -> None:
    filled(log).close()
    with Log(log) as opened:
        ann, bob = opened.races()[0].accounts
        found = [opened.reading(who, START + 5 * MINUTE) for who in (ann, bob)]
    assert [sample.followers for sample in found if sample] == [105, 205]


def test_the_newest_live_time_is_that_of_the_last_collector_round(log: Path) -> None:
    writer = create(log)
    with Log(log) as opened:
        times = [opened.newest_live()]
        for minute, boot in enumerate(("", "a run", "", "a run", "")):
            with writer.transaction():
                writer.add_round(START + minute * MINUTE, 0, boot, "here", "")
            times.append(opened.newest_live())
    writer.close()
    first, second = START + MINUTE, START + 3 * MINUTE
    assert times == [None, None, first, first, second, second]
