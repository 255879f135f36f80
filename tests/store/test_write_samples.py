"""Writing rounds, samples, posts and forecasts to a log."""

from collections import defaultdict
from collections.abc import Iterator
from dataclasses import replace
from itertools import count
from pathlib import Path

import pytest
from hypothesis import given, settings
from hypothesis import strategies as st

from tests.store.logs import ANN, START, contents, execute, filled, race_of, rows, sample
from tui.model import (
    DAY,
    DOUBTED,
    HOUR,
    MINUTE,
    Account,
    ClassifiedPost,
    KeptForecast,
    Millis,
    PostKind,
    Quality,
    Sample,
    Talk,
)
from tui.store import Log, Writer, create
from tui.store.schema import QUALITIES, hour_of
from tui.store.write_samples import PAGE, PROVENANCES


@pytest.fixture
def log(tmp_path: Path) -> Path:
    return tmp_path / "races.db"


def test_a_transaction_that_would_overwrite_a_sample_fails(log: Path) -> None:
    writer = filled(log)
    before = contents(log)
    with pytest.raises(Exception, match="UNIQUE"), writer.transaction():  # noqa: PT012
        round_id = writer.add_round(START, 0, "boot", "here", "")
        writer.add_samples(round_id, {1: [sample(100, 1), sample(5, 999)]})
    writer.close()
    assert contents(log) == before


def test_a_sample_of_an_unknown_account_is_refused(log: Path) -> None:
    writer = filled(log)
    before = contents(log)
    with pytest.raises(Exception, match="FOREIGN KEY"), writer.transaction():
        writer.add_samples(1, {99: [sample(1, 1)]})
    writer.close()
    assert contents(log) == before


def test_a_failed_transaction_does_not_leave_a_wrong_provenance_id_in_the_cache(
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
    query = "SELECT account, followers, provenance FROM samples WHERE at LIKE '%T01:%' ORDER BY 1"
    assert rows(log, query) == [("here:1", 2, "a second book"), ("here:2", 1, "a first book")]


def test_round_ids_keep_growing_after_a_deletion(log: Path) -> None:
    writer = create(log)
    with writer.transaction():
        first = writer.add_round(START, 1, "boot", "here", "")
    with writer.transaction():
        second = writer.add_round(START, 2, "boot", "here", "no answer")
    execute(log, f"DELETE FROM round WHERE id = {second}")
    with writer.transaction():
        third = writer.add_round(START, 3, "boot", "here", "")
    writer.close()
    assert (first, second, third) == (1, 2, 3)
    assert rows(log, "SELECT id, outcome FROM round") == [(1, ""), (3, "")]


COUNTS = st.none() | st.integers(0, 2_000_000)


READINGS = st.dictionaries(
    st.integers(-2 * 60, 3 * 60), st.tuples(COUNTS, st.sampled_from(Quality)), max_size=40
)


ACCOUNTS = count()


@pytest.fixture(scope="module")
def shared_writer(tmp_path_factory: pytest.TempPathFactory) -> Iterator[Writer]:
    """Return the writer of a log in which each example has accounts of its own."""
    writer = create(tmp_path_factory.mktemp("rollups") / "races.db")
    with writer.transaction():
        assert writer.add_round(START, 0, "boot", "here", "") == 1
    yield writer
    writer.close()


def two_accounts(writer: Writer) -> list[int]:
    """Add two new accounts, in the current transaction; returns their ids."""
    names = [f"account {next(ACCOUNTS)}" for _ in range(2)]
    return [writer.add_account(Account(0, "here", name, name, ""), START) for name in names]


@settings(max_examples=60, deadline=None)
@given(READINGS, st.integers(1, 5))
def test_rollups_agree_with_samples_added_in_any_portions(
    shared_writer: Writer, readings: dict[int, tuple[int | None, Quality]], portions: int
) -> None:
    with shared_writer.transaction():
        one, other = two_accounts(shared_writer)
    made = [sample(minute, count, quality) for minute, (count, quality) in readings.items()]
    for portion in range(portions):
        with shared_writer.transaction():
            part = made[portion::portions]
            shared_writer.add_samples(1, {one: part, other: part[:1]})
    query = "SELECT hour, lowest, highest, last, n FROM rollup WHERE account = ?"
    assert sorted(rows(shared_writer.path, query, (one,))) == expected_rollups(made)


def expected_rollups(readings: list[Sample]) -> list[tuple[object, ...]]:
    """Return for each hour its lowest, highest and last trusted count, and number of samples."""
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


@settings(max_examples=60, deadline=None)
@given(SPREAD, SPREAD)
def test_rollups_of_many_rows_at_once_agree_with_the_samples(
    shared_writer: Writer,
    one: dict[tuple[int, int], tuple[int | None, Quality]],
    other: dict[tuple[int, int], tuple[int | None, Quality]],
) -> None:
    made = [
        [sample(hour * 60 + minute, *values) for (hour, minute), values in readings.items()]
        for readings in (one, other)
    ]
    writer = shared_writer
    with writer.transaction():
        numbers = two_accounts(writer)
        table = [
            writer.row(number, 1, reading)
            for number, readings in zip(numbers, made, strict=True)
            for reading in readings
        ]
        for part in (table[::2], table[1::2], table):
            writer.add_new(part)
            writer.mark_for_rollup(part)
            writer.roll_up_marked()
    query = (
        "SELECT account, hour, lowest, highest, last, n FROM rollup WHERE account >= ?"
        " ORDER BY account, hour"
    )
    assert rows(writer.path, query, numbers[:1]) == [
        (number, *row) for number in numbers for row in expected_rollups(made[number - numbers[0]])
    ]


def test_only_marked_hours_are_rolled_up_and_only_once(log: Path) -> None:
    writer = filled(log)
    execute(log, "UPDATE rollup SET n = 0")
    rolled_up = []
    with writer.transaction():
        writer.mark_for_rollup([writer.row(1, 1, sample(minute, 0)) for minute in (0, 1, 600)])
        writer.roll_up_marked()
    rolled_up.append(rows(log, "SELECT account, n FROM rollup ORDER BY 1"))
    execute(log, "UPDATE rollup SET n = 0")
    with writer.transaction():
        writer.mark_for_rollup([writer.row(2, 1, sample(0, 0))])
        writer.roll_up_marked()
    rolled_up.append(rows(log, "SELECT account, n FROM rollup ORDER BY 1"))
    writer.close()
    assert rolled_up == [[(1, 10), (2, 0)], [(1, 0), (2, 10)]]


def test_hours_marked_in_a_failed_transaction_are_not_rolled_up(log: Path) -> None:
    writer = filled(log)
    with pytest.raises(RuntimeError), writer.transaction():  # noqa: PT012
        writer.mark_for_rollup([writer.row(1, 1, sample(0, 0))])
        raise RuntimeError
    execute(log, "UPDATE rollup SET n = 0")
    with writer.transaction():
        writer.mark_for_rollup([])
        writer.roll_up_marked()
    writer.close()
    assert rows(log, "SELECT DISTINCT n FROM rollup") == [(0,)]


def test_more_provenances_than_the_cache_holds_keep_their_ids(log: Path) -> None:
    writer = filled(log)
    names = [f"page {n}" for n in range(PROVENANCES + 5)]
    with writer.transaction():
        first = [writer.provenance(name) for name in names]
        again = [writer.provenance(name) for name in names]
    writer.close()
    known = dict(rows(log, "SELECT id, name FROM provenance"))
    assert first == again
    assert [known[number] for number in first] == names


def test_adding_new_rows_counts_them_and_leaves_existing_ones_unchanged(log: Path) -> None:
    writer = filled(log)
    with writer.transaction():
        new = [writer.row(1, 1, sample(minute, 9999)) for minute in (8, 9, 10, 11)]
        added = [writer.add_new(new), writer.add_new(new), writer.add_new([])]
    writer.close()
    assert added == [2, 0, 0]
    counts = rows(log, "SELECT followers FROM sample WHERE account = 1 ORDER BY at")
    assert counts == [*((100 + minute,) for minute in range(10)), (9999,), (9999,)]


def test_the_follower_count_of_a_stored_sample_is_found(log: Path) -> None:
    writer = filled(log)
    with writer.transaction():
        known = [writer.followers_at(n, sample(minute, 0).at) for n, minute in ((1, 3), (2, 3))]
        unknown = [writer.followers_at(n, sample(minute, 0).at) for n, minute in ((1, 99), (3, 3))]
    writer.close()
    assert (known, unknown) == ([103, 203], [None, None])


def test_a_rollup_follows_the_quality_of_its_samples(
    log: Path,
) -> None:
    writer = filled(log)
    rollups = []
    for quality in (Quality.SUSPECT, Quality.FALSE_READING, Quality.EXACT):
        with writer.transaction():
            writer.set_qualities(1, [(sample(minute, 0).at, quality) for minute in (0, 9)])
        rollups += rows(log, "SELECT lowest, highest, last, n FROM rollup WHERE account = 1")
    writer.close()
    assert rollups == [(101, 108, 108, 10), (101, 108, 108, 10), (100, 109, 109, 10)]
    assert rows(log, "SELECT DISTINCT quality FROM samples") == [("exact",)]


def test_a_verdict_changes_only_its_own_sample(log: Path) -> None:
    writer = filled(log)
    before = contents(log)["sample"]
    with writer.transaction():
        writer.set_qualities(1, [(sample(4, 0).at, Quality.FALSE_READING)])
    writer.close()
    changed = set(contents(log)["sample"]) - set(before)
    assert len(changed) == 1
    query = "SELECT account, followers FROM samples WHERE quality = 'false-reading'"
    assert rows(log, query) == [("here:1", 104)]


@pytest.mark.parametrize("minutes", [0, 1, PAGE, PAGE + 1])
def test_readings_are_sorted_by_time_across_pages(minutes: int, log: Path) -> None:
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


def save_posts(log: Path, *talks: Talk) -> Talk | None:
    """Save talks of ann, one after the other; return the posts known then."""
    writer = filled(log)
    for talk in talks:
        with writer.transaction():
            writer.save_posts(1, talk)
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


def test_posts_are_read_back_newest_first(log: Path) -> None:
    talk = save_posts(log, Talk(START, POSTS))
    assert talk is not None
    assert (talk.read_at, talk.posts) == (START, POSTS)
    assert talk_of(log, number=2) is None
    assert {row[0] for row in rows(log, "SELECT name FROM pragma_table_info('post')")} == {
        *("account", "at", "kind", "mentions", "pleads", "place"),
    }


def test_a_deleted_post_is_removed_and_older_ones_are_kept(log: Path) -> None:
    newer = ClassifiedPost(START + MINUTE, PostKind.PLAIN)
    talk = save_posts(log, Talk(START, POSTS), Talk(START + HOUR, (newer, POSTS[1])))
    assert talk is not None
    assert (talk.read_at, talk.posts) == (START + HOUR, (newer, *POSTS[1:]))


def test_posts_read_twice_are_stored_once(log: Path) -> None:
    talk = save_posts(log, Talk(START, POSTS), Talk(START + HOUR, POSTS))
    assert talk is not None
    assert (talk.read_at, talk.posts) == (START + HOUR, POSTS)


def test_an_account_without_posts_is_known_to_have_none(log: Path) -> None:
    talk = save_posts(log, Talk(START, ()))
    assert talk is not None
    assert (talk.read_at, talk.posts) == (START, ())


def test_two_posts_of_the_same_time_are_both_stored(log: Path) -> None:
    talk = save_posts(log, Talk(START, (POSTS[0], replace(POSTS[0], kind=PostKind.THREAD))))
    assert talk is not None
    assert len(talk.posts) == 2


def test_posts_are_known_from_their_first_reading_on(log: Path) -> None:
    save_posts(log, Talk(START, POSTS), Talk(START + HOUR, POSTS))
    before = talk_of(log, START + HOUR - 1)
    assert before is not None
    assert (before.read_at, before.posts) == (START, POSTS)
    assert talk_of(log, START - 1) is None


FORECAST = KeptForecast(
    *(1, START, 1_000, 30 * DAY, 900),
    early=START + HOUR,
    median=START + 2 * HOUR,
    late=None,
    p_not=0.2,
    win=0.75,
)


def test_forecasts_are_read_back_sorted_by_time(log: Path) -> None:
    later = replace(FORECAST, at=START + MINUTE, early=None, median=None, p_not=1.0, win=None)
    theirs = replace(FORECAST, account=2)
    writer = filled(log)
    with writer.transaction():
        writer.save_forecasts(1, [later, theirs, FORECAST])
        other = writer.add_race(race_of("there"), [1])
        writer.save_forecasts(other, [FORECAST])
    writer.close()
    with Log(log) as opened:
        assert opened.forecasts(race_of()) == [FORECAST, theirs, later]
        assert opened.forecasts(race_of("there")) == [FORECAST]
        assert opened.forecasts(race_of("nowhere")) == []


def test_a_forecast_replaces_one_of_the_same_time(log: Path) -> None:
    writer = filled(log)
    for win in (0.5, 0.6):
        with writer.transaction():
            writer.save_forecasts(1, [replace(FORECAST, win=win)])
    writer.close()
    with Log(log) as opened:
        assert [f.win for f in opened.forecasts(race_of())] == [0.6]
