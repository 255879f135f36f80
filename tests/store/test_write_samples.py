"""Rounds and samples into the log."""

import tempfile
from collections import defaultdict
from dataclasses import replace
from pathlib import Path

import pytest
from hypothesis import given, settings
from hypothesis import strategies as st

from tests.store.logs import ANN, BOB, START, contents, do, filled, race_of, rows, sample
from tui.model import (
    DAY,
    DOUBTED,
    HOUR,
    MINUTE,
    ClassifiedPost,
    KeptForecast,
    Millis,
    PostKind,
    Quality,
    Sample,
    Talk,
)
from tui.store import Log, create
from tui.store.schema import QUALITIES, hour_of
from tui.store.write_samples import PART, PROVENANCES


@pytest.fixture
def log(tmp_path: Path) -> Path:
    return tmp_path / "races.db"


def test_a_reading_is_never_written_over_and_its_whole_transaction_is_refused(log: Path) -> None:
    writer = filled(log)
    before = contents(log)
    with pytest.raises(Exception, match="UNIQUE"), writer.transaction():  # noqa: PT012
        round_id = writer.add_round(START, 0, "boot", "here", "")
        writer.add_samples(round_id, {1: [sample(100, 1), sample(5, 999)]})
    writer.close()
    assert contents(log) == before


def test_a_sample_of_an_account_that_is_not_there_is_refused(log: Path) -> None:
    writer = filled(log)
    before = contents(log)
    with pytest.raises(Exception, match="FOREIGN KEY"), writer.transaction():
        writer.add_samples(1, {99: [sample(1, 1)]})
    writer.close()
    assert contents(log) == before


def test_a_provenance_first_named_in_a_transaction_that_failed_is_still_right_in_the_next(
    log: Path,
) -> None:
    writer = filled(log)
    first = Sample(START + HOUR, 1, provenance="a first book")
    second = Sample(START + HOUR, 2, provenance="a second book")
    with pytest.raises(RuntimeError), writer.transaction():  # noqa: PT012
        writer.add_samples(1, {1: [first]})
        raise RuntimeError
    with writer.transaction():
        writer.add_samples(1, {1: [second]})
    with writer.transaction():
        writer.add_samples(1, {2: [first]})
    writer.close()
    told = "SELECT account, followers, provenance FROM samples WHERE at LIKE '%T01:%' ORDER BY 1"
    assert rows(log, told) == [("here:1", 2, "a second book"), ("here:2", 1, "a first book")]


def test_rounds_keep_growing_and_leave_a_gap_where_one_was_not_kept(log: Path) -> None:
    writer = create(log)
    with writer.transaction():
        first = writer.add_round(START, 1, "boot", "here", "")
    with writer.transaction():
        second = writer.add_round(START, 2, "boot", "here", "no answer")
    do(log, f"DELETE FROM round WHERE id = {second}")
    with writer.transaction():
        third = writer.add_round(START, 3, "boot", "here", "")
    writer.close()
    assert (first, second, third) == (1, 2, 3)
    assert rows(log, "SELECT id, outcome FROM round") == [(1, ""), (3, "")]


COUNTS = st.none() | st.integers(0, 2_000_000)


READINGS = st.dictionaries(
    st.integers(-2 * 60, 3 * 60), st.tuples(COUNTS, st.sampled_from(Quality)), max_size=40
)


@settings(max_examples=60, deadline=None)
@given(READINGS, st.integers(1, 5))
def test_rollups_agree_with_the_samples_in_whatever_portions_they_came(
    readings: dict[int, tuple[int | None, Quality]], portions: int
) -> None:
    with tempfile.TemporaryDirectory(prefix="racetui-test-") as folder:
        path = Path(folder) / "races.db"
        writer = create(path)
        with writer.transaction():
            numbers = [writer.add_account(account, START) for account in (ANN, BOB)]
            round_id = writer.add_round(START, 0, "boot", "here", "")
        made = [sample(minute, count, quality) for minute, (count, quality) in readings.items()]
        for portion in range(portions):
            with writer.transaction():
                part = made[portion::portions]
                writer.add_samples(round_id, {numbers[0]: part, numbers[1]: part[:1]})
        writer.close()
        got = rows(path, "SELECT hour, lowest, highest, last, n FROM rollup WHERE account = 1")
    assert sorted(got) == rolled_up(made)


def rolled_up(readings: list[Sample]) -> list[tuple[object, ...]]:
    """Return by hour: lowest, highest and last trusted count, and how many readings there are."""
    hours: dict[int, list[Sample]] = defaultdict(list)
    for reading in sorted(readings, key=lambda reading: reading.at):
        hours[hour_of(reading.at)].append(reading)
    made: list[tuple[object, ...]] = []
    for hour, held in sorted(hours.items()):
        trusted = [r.followers for r in held if r.quality not in DOUBTED]
        counts = [count for count in trusted if count is not None]
        ends = (min(counts), max(counts), counts[-1]) if counts else (None, None, None)
        made.append((hour, *ends, len(held)))
    return made


HOURS = st.integers(-3, 3) | st.integers(-400_000, 400_000)
SPREAD = st.dictionaries(
    st.tuples(HOURS, st.integers(0, 59)),
    st.tuples(COUNTS, st.sampled_from(Quality)),
    max_size=30,
)


@settings(max_examples=60)
@given(SPREAD, SPREAD)
def test_rollups_of_many_rows_at_once_agree_with_the_samples_wherever_their_hours_lie(
    one: dict[tuple[int, int], tuple[int | None, Quality]],
    other: dict[tuple[int, int], tuple[int | None, Quality]],
) -> None:
    made = [
        [sample(hour * 60 + minute, *told) for (hour, minute), told in readings.items()]
        for readings in (one, other)
    ]
    with tempfile.TemporaryDirectory(prefix="racetui-test-") as folder:
        path = Path(folder) / "races.db"
        writer = create(path)
        with writer.transaction():
            numbers = [writer.add_account(account, START) for account in (ANN, BOB)]
            writer.add_round(START, 0, "boot", "here", "")
            table = [
                writer.row(number, 1, reading)
                for number, readings in zip(numbers, made, strict=True)
                for reading in readings
            ]
            for part in (table[::2], table[1::2], table):
                writer.add_new(part)
                writer.mark_for_rollup(part)
                writer.roll_up_marked()
        writer.close()
        got = rows(path, "SELECT account, hour, lowest, highest, last, n FROM rollup ORDER BY 1, 2")
    assert got == [
        (number, *row) for number in numbers for row in rolled_up(made[number - numbers[0]])
    ]


def test_hours_that_were_touched_are_renewed_once_and_no_others(log: Path) -> None:
    writer = filled(log)
    do(log, "UPDATE rollup SET n = 0")
    told = []
    with writer.transaction():
        writer.mark_for_rollup([writer.row(1, 1, sample(minute, 0)) for minute in (0, 1, 600)])
        writer.roll_up_marked()
    told.append(rows(log, "SELECT account, n FROM rollup ORDER BY 1"))
    do(log, "UPDATE rollup SET n = 0")
    with writer.transaction():
        writer.mark_for_rollup([writer.row(2, 1, sample(0, 0))])
        writer.roll_up_marked()
    told.append(rows(log, "SELECT account, n FROM rollup ORDER BY 1"))
    writer.close()
    assert told == [[(1, 10), (2, 0)], [(1, 0), (2, 10)]]


def test_hours_touched_in_a_transaction_that_failed_are_forgotten(log: Path) -> None:
    writer = filled(log)
    with pytest.raises(RuntimeError), writer.transaction():  # noqa: PT012
        writer.mark_for_rollup([writer.row(1, 1, sample(0, 0))])
        raise RuntimeError
    do(log, "UPDATE rollup SET n = 0")
    with writer.transaction():
        writer.mark_for_rollup([])
        writer.roll_up_marked()
    writer.close()
    assert rows(log, "SELECT DISTINCT n FROM rollup") == [(0,)]


def test_more_provenances_than_are_remembered_are_each_still_the_right_one(log: Path) -> None:
    writer = filled(log)
    names = [f"page {n}" for n in range(PROVENANCES + 5)]
    with writer.transaction():
        first = [writer.provenance(name) for name in names]
        again = [writer.provenance(name) for name in names]
    writer.close()
    known = dict(rows(log, "SELECT id, name FROM provenance"))
    assert first == again
    assert [known[number] for number in first] == names


def test_new_rows_are_counted_and_those_that_are_there_stay_as_they_are(log: Path) -> None:
    writer = filled(log)
    with writer.transaction():
        fresh = [writer.row(1, 1, sample(minute, 9999)) for minute in (8, 9, 10, 11)]
        added = [writer.add_new(fresh), writer.add_new(fresh), writer.add_new([])]
    writer.close()
    assert added == [2, 0, 0]
    kept = rows(log, "SELECT followers FROM sample WHERE account = 1 ORDER BY at")
    assert kept == [*((100 + minute,) for minute in range(10)), (9999,), (9999,)]


def test_the_followers_of_a_sample_that_is_there_are_known(log: Path) -> None:
    writer = filled(log)
    with writer.transaction():
        known = [writer.followers_at(n, sample(minute, 0).at) for n, minute in ((1, 3), (2, 3))]
        unknown = [writer.followers_at(n, sample(minute, 0).at) for n, minute in ((1, 99), (3, 3))]
    writer.close()
    assert (known, unknown) == ([103, 203], [None, None])


def test_a_reading_that_is_doubted_later_leaves_the_rollup_and_comes_back_when_it_is_settled(
    log: Path,
) -> None:
    writer = filled(log)
    told = []
    for quality in (Quality.SUSPECT, Quality.FALSE_READING, Quality.EXACT):
        with writer.transaction():
            writer.remark(1, [(sample(minute, 0).at, quality) for minute in (0, 9)])
        told += rows(log, "SELECT lowest, highest, last, n FROM rollup WHERE account = 1")
    writer.close()
    assert told == [(101, 108, 108, 10), (101, 108, 108, 10), (100, 109, 109, 10)]
    assert rows(log, "SELECT DISTINCT quality FROM samples") == [("exact",)]


def test_a_verdict_changes_only_the_reading_that_it_is_about(log: Path) -> None:
    writer = filled(log)
    before = contents(log)["sample"]
    with writer.transaction():
        writer.remark(1, [(sample(4, 0).at, Quality.FALSE_READING)])
    writer.close()
    changed = set(contents(log)["sample"]) - set(before)
    assert len(changed) == 1
    told = "SELECT account, followers FROM samples WHERE quality = 'false-reading'"
    assert rows(log, told) == [("here:1", 104)]


@pytest.mark.parametrize("minutes", [0, 1, PART, PART + 1])
def test_readings_come_by_time_over_all_their_parts(minutes: int, log: Path) -> None:
    writer = create(log)
    doubted = Quality.FALSE_READING
    made = [sample(n - 100, n, doubted if n % 7 == 3 else Quality.EXACT) for n in range(minutes)]
    with writer.transaction():
        number = writer.add_account(ANN, START)
        writer.add_round(START, 0, "boot", "here", "")
        writer.add_samples(1, {number: reversed(made)})
        read = list(writer.readings(number))
    writer.close()
    assert read == [(s.at, s.followers, QUALITIES.index(s.quality), 1) for s in made]


# Posts, and forecasts that were shown.


def kept(log: Path, *talks: Talk) -> Talk | None:
    """Keep posts of ann as they were read, one talk after the other; return what is known then."""
    writer = filled(log)
    for talk in talks:
        with writer.transaction():
            writer.keep_posts(1, talk)
    writer.close()
    return talk_of(log)


def talk_of(log: Path, at: Millis = 2**62, number: int = 1) -> Talk | None:
    with Log(log) as opened:
        return opened.talk(replace(ANN, id=number), at)


POSTS = (
    ClassifiedPost(START - MINUTE, PostKind.REPLY, mentions=True),
    ClassifiedPost(START - 5 * MINUTE, PostKind.PLAIN, pleads=True),
    ClassifiedPost(START - 9 * MINUTE, PostKind.REPOST),
)


def test_posts_come_back_the_newest_first_with_all_that_is_kept_of_them(log: Path) -> None:
    talk = kept(log, Talk(START, POSTS))
    assert talk is not None
    assert (talk.read_at, talk.posts) == (START, POSTS)
    assert talk_of(log, number=2) is None
    assert {row[0] for row in rows(log, "SELECT name FROM pragma_table_info('post')")} == {
        *("account", "at", "kind", "mentions", "pleads", "place"),
    }


def test_a_post_that_is_not_there_any_more_goes_and_older_ones_stay(log: Path) -> None:
    newer = ClassifiedPost(START + MINUTE, PostKind.PLAIN)
    talk = kept(log, Talk(START, POSTS), Talk(START + HOUR, (newer, POSTS[1])))
    assert talk is not None
    assert (talk.read_at, talk.posts) == (START + HOUR, (newer, *POSTS[1:]))


def test_posts_read_again_are_kept_once(log: Path) -> None:
    talk = kept(log, Talk(START, POSTS), Talk(START + HOUR, POSTS))
    assert talk is not None
    assert (talk.read_at, talk.posts) == (START + HOUR, POSTS)


def test_that_there_are_no_posts_is_known_once_they_were_read(log: Path) -> None:
    talk = kept(log, Talk(START, ()))
    assert talk is not None
    assert (talk.read_at, talk.posts) == (START, ())


def test_two_posts_of_the_same_moment_are_two(log: Path) -> None:
    talk = kept(log, Talk(START, (POSTS[0], replace(POSTS[0], kind=PostKind.THREAD))))
    assert talk is not None
    assert len(talk.posts) == 2


def test_posts_were_known_since_they_were_first_read(log: Path) -> None:
    kept(log, Talk(START, POSTS), Talk(START + HOUR, POSTS))
    before = talk_of(log, START + HOUR - 1)
    assert before is not None
    assert (before.read_at, before.posts) == (START, POSTS)
    assert talk_of(log, START - 1) is None


FORETOLD = KeptForecast(
    *(1, START, 1_000, 30 * DAY, 900),
    early=START + HOUR,
    median=START + 2 * HOUR,
    late=None,
    p_not=0.2,
    win=0.75,
)


def test_forecasts_come_back_by_time_as_they_were_shown(log: Path) -> None:
    later = replace(FORETOLD, at=START + MINUTE, early=None, median=None, p_not=1.0, win=None)
    theirs = replace(FORETOLD, account=2)
    writer = filled(log)
    with writer.transaction():
        writer.keep_forecasts(1, [later, theirs, FORETOLD])
        other = writer.add_race(race_of("there"), [1])
        writer.keep_forecasts(other, [FORETOLD])
    writer.close()
    with Log(log) as opened:
        assert opened.forecasts(race_of()) == [FORETOLD, theirs, later]
        assert opened.forecasts(race_of("there")) == [FORETOLD]
        assert opened.forecasts(race_of("nowhere")) == []


def test_a_forecast_of_the_same_time_takes_the_place_of_the_one_before(log: Path) -> None:
    writer = filled(log)
    for win in (0.5, 0.6):
        with writer.transaction():
            writer.keep_forecasts(1, [replace(FORETOLD, win=win)])
    writer.close()
    with Log(log) as opened:
        assert [f.win for f in opened.forecasts(race_of())] == [0.6]
