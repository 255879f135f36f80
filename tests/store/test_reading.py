"""Reading: bounded tracks, nothing after the time that was asked for, circles as they were then."""

from itertools import pairwise
from pathlib import Path

import pytest

from tests.store.logs import ANN, BOB, START, filled, finished, of_one, race_of, sample
from tui.model import (
    DAY,
    HOUR,
    MINUTE,
    Account,
    Circle,
    Event,
    EventKind,
    Followee,
    Origin,
    Quality,
    Race,
    Sample,
)
from tui.store import Log, create, finish
from tui.store.reading import PAGE, usual_step


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


def test_a_race_comes_back_with_its_racers_in_their_places(log: Path) -> None:
    finished(log)
    with Log(log) as opened:
        race = opened.race("here")
        nobody = opened.race("there")
    assert race is not None
    assert [a.handle for a in race.accounts] == [ANN.handle, BOB.handle]
    assert [a.kind for a in race.accounts] == [ANN.kind, BOB.kind]
    expected = race_of()
    assert race == Race(
        expected.name,
        expected.title,
        race.accounts,
        expected.target,
        expected.zone,
        expected.start,
        expected.end,
    )
    assert nobody is None


def test_an_account_is_found_by_its_stable_id_before_its_handle_in_any_case(log: Path) -> None:
    writer = create(log)
    with writer.transaction():
        one = writer.add_account(Account(0, "here", "7", "Ann", "Ann"), START)
        other = writer.add_account(Account(0, "here", "ann", "bob", "Bob"), START)
    finish(writer)

    def found(source: str, name: str) -> int | None:
        with Log(log) as opened:
            account = opened.account(source, name)
        return account.id if account else None

    assert found("here", "7") == one
    assert found("here", "ANN") == one
    assert found("here", "ann") == other
    assert found("here", "cat") is None
    assert found("there", "ann") is None


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


def test_events_come_by_time_up_to_a_time_and_only_those_of_the_race(log: Path) -> None:
    def event(minute: int, title: str) -> Event:
        at = START + minute * MINUTE
        return Event(at, EventKind.NOTE, title, Origin.NOTED, source="a person")

    writer = filled(log)
    with writer.transaction():
        other = writer.add_race(race_of("other"), [1])
        by_ann = Event(START, EventKind.VOTE, "A vote", Origin.DOCUMENTED, ANN, "a book")
        known = Account(1, ANN.source, ANN.native_id, ANN.handle, ANN.name, ANN.kind)
        writer.add_events(1, [event(3, "third"), event(2, "second"), event(2, "and another")])
        writer.add_events(1, [Event(by_ann.at, by_ann.kind, "A vote", by_ann.origin, known, "a")])
        writer.add_events(other, [event(1, "elsewhere")])
    finish(writer)
    with Log(log) as opened:
        race = opened.race("here")
        assert race is not None
        told = opened.events(race)
        until = opened.events(race, START + 2 * MINUTE)
    assert [e.title for e in told] == ["A vote", "second", "and another", "third"]
    assert told[0] == Event(START, EventKind.VOTE, "A vote", Origin.DOCUMENTED, known, "a")
    assert [e.title for e in until] == ["A vote", "second", "and another"]


@pytest.fixture
def followed(log: Path) -> tuple[Path, Account]:
    """Make a log in which ann follows one for good, one until hour 5, one from hour 3 on."""
    writer = create(log)
    with writer.transaction():
        names = ("ann", "zoe", "bob", "cat")
        made = [Account(0, "here", name, name, name.title()) for name in names]
        ids = [writer.add_account(account, START) for account in made]
        ann, zoe, bob, cat = (
            Account(number, a.source, a.native_id, a.handle, a.name)
            for number, a in zip(ids, made, strict=True)
        )
        round_id = writer.add_round(START, 0, "boot", "here", "ok")
        hour = [START + n * HOUR for n in range(12)]
        writer.add_samples(
            round_id,
            {
                ann.id: [Sample(hour[0], 10, 3), Sample(hour[8], 20, 2)],
                zoe.id: [
                    Sample(hour[1], 500),
                    Sample(hour[4], 9_999_999, quality=Quality.FALSE_READING),
                    Sample(hour[6], 600),
                ],
            },
        )
        writer.add_follows(
            ann.id,
            [
                (Followee(zoe, True, None, None, hour[0], hour[10]), "a book"),
                (Followee(bob, False, True, None, hour[0], hour[4], hour[5]), "a book"),
                (Followee(cat, None, False, None, hour[3], hour[10]), "a book"),
            ],
        )
    finish(writer)
    return log, ann


def circle_at(followed: tuple[Path, Account], hours: int) -> Circle:
    log, ann = followed
    with Log(log) as opened:
        return opened.circle(ann, START + hours * HOUR)


def test_a_circle_holds_whom_an_account_was_known_to_follow_by_then(
    followed: tuple[Path, Account],
) -> None:
    assert [f.account.handle for f in circle_at(followed, 2).followees] == ["bob", "zoe"]
    assert [f.account.handle for f in circle_at(followed, 3).followees] == ["bob", "cat", "zoe"]
    assert circle_at(followed, -1).followees == ()


def test_a_circle_says_of_nobody_what_became_known_later(followed: tuple[Path, Account]) -> None:
    gone = {
        hours: [
            f.gone_at for f in circle_at(followed, hours).followees if f.account.handle == "bob"
        ]
        for hours in (4, 5, 9)
    }
    assert gone == {4: [None], 5: [START + 5 * HOUR], 9: [START + 5 * HOUR]}
    for hours in (0, 2, 7):
        at = START + hours * HOUR
        assert all((f.last_seen or 0) <= at for f in circle_at(followed, hours).followees)


def celebrities(
    followed: tuple[Path, Account], hours: int, celebrity_from: int
) -> dict[str, bool | None]:
    log, ann = followed
    with Log(log) as opened:
        circle = opened.circle(ann, START + hours * HOUR, celebrity_from)
    return {f.account.handle: f.celebrity for f in circle.followees}


def test_a_circle_keeps_unknown_apart_from_no(followed: tuple[Path, Account]) -> None:
    backs = {f.account.handle: f.follows_back for f in circle_at(followed, 6).followees}
    assert backs == {"zoe": True, "bob": False, "cat": None}
    assert celebrities(followed, 0, 500) == {"zoe": None, "bob": True}


def test_followers_tell_a_celebrity_only_where_nobody_says(followed: tuple[Path, Account]) -> None:
    assert celebrities(followed, 5, 501) == {"zoe": False, "bob": True, "cat": False}
    assert celebrities(followed, 5, 500) == {"zoe": True, "bob": True, "cat": False}


def test_a_circle_counts_followers_by_the_newest_trusted_reading_of_then(
    followed: tuple[Path, Account],
) -> None:
    counts = [
        next(f.followers for f in circle_at(followed, hours).followees if f.account.handle == "zoe")
        for hours in (0, 1, 5, 6)
    ]
    assert counts == [None, 500, 500, 600]
    assert [circle_at(followed, hours).followers for hours in (0, 7, 8)] == [10, 10, 20]


def test_a_circle_is_complete_where_as_many_are_known_as_the_account_says_it_follows(
    followed: tuple[Path, Account],
) -> None:
    def complete(hours: int) -> tuple[int | None, bool]:
        circle = circle_at(followed, hours)
        return circle.following, circle.complete

    assert complete(-1) == (None, False)
    assert complete(2) == (3, False)
    assert complete(3) == (3, True)
    assert complete(5) == (3, False)
    assert complete(8) == (2, True)
