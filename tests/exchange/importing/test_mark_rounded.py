"""Imported counts that were rounded, or that cannot be, are marked; those that were there help."""

from pathlib import Path

import pytest

from tests.exchange.files import lines
from tests.exchange.place import FIRST, NOW, Place
from tui.model import DAY, Quality, Sample

EXACT, SUSPECT, FALSE = Quality.EXACT, Quality.SUSPECT, Quality.FALSE_READING
STEADY = [10_000 + 10 * n for n in range(15)]


def rounded_row(first: int, many: int) -> list[int]:
    return [first + 1_000 * n for n in range(many)]


def test_rounded_counts_are_recognised_and_marked_and_the_others_are_not(place: Place) -> None:
    counts = [100_017 + 900 * n for n in range(10)] + rounded_row(110_000, 10)
    report = place.take(lines(counts))
    assert report.rounded == 10
    assert place.qualities() == [*[Quality.EXACT] * 10, *[Quality.ROUNDED] * 10]


def test_counts_in_short_are_rounded_and_reported_so(place: Place) -> None:
    report = place.take(lines([f"1.{n:02}M" for n in range(10)]))
    assert place.qualities() == [Quality.ROUNDED] * 10
    assert report.rounded == 10


def test_more_rounded_counts_than_are_written_at_once_are_all_marked(place: Place) -> None:
    rows = "".join(f"{1_577_836_800 + 60 * n},{100_000 + n // 9 * 1000}\n" for n in range(6_000))
    report = place.take("at,followers\n" + rows)
    assert report.rounded == 6_000
    assert set(place.qualities()) == {Quality.ROUNDED}


def jumping(to: int, long: int, many: int = 30) -> list[int]:
    """Return counts that grow evenly, but for a jump in the middle that lasts a while."""
    middle = range(many // 2, many // 2 + long)
    return [to + 10 * n if n in middle else 10_000 + 10 * n for n in range(many)]


def test_a_jump_that_is_undone_is_a_false_reading(place: Place) -> None:
    report = place.take(lines(jumping(90_000, 1)))
    assert report.doubted == 1
    assert [(n, q) for n, q in enumerate(place.qualities()) if q != Quality.EXACT] == [
        (15, Quality.FALSE_READING)
    ]
    assert place.counts()[15] == 90_150


def test_a_jump_that_others_agree_with_is_what_it_was_read_as(place: Place) -> None:
    report = place.take(lines(jumping(90_000, 15)))
    assert report.doubted == 0
    assert set(place.qualities()) == {Quality.EXACT}


def test_a_jump_at_the_end_stays_suspect(place: Place) -> None:
    report = place.take(lines(jumping(90_000, 15)[:16]))
    assert report.doubted == 1
    assert place.qualities()[-1] == Quality.SUSPECT


@pytest.mark.parametrize("long", [1, 2, 15])
@pytest.mark.parametrize("cut", [15, 16, 17, 18])
def test_two_files_one_after_the_other_are_judged_like_one(
    long: int, cut: int, place: Place, tmp_path: Path
) -> None:
    heading, *rows = lines(jumping(90_000, long)).splitlines()
    (tmp_path / "whole").mkdir()
    whole = Place(tmp_path / "whole")
    whole.take("\n".join([heading, *rows]))
    for part in (rows[:cut], rows[cut:]):
        place.take("\n".join([heading, *part]))
    assert place.qualities() == whole.qualities()
    whole.writer.close()


def test_a_jump_in_short_counts_is_doubted_too(place: Place) -> None:
    counts = [f"{100 + n}K" for n in range(20)]
    report = place.take(lines([*counts[:10], "9M", *counts[10:]]))
    assert report.doubted == 1
    assert place.qualities()[10] == Quality.FALSE_READING


def test_rounded_counts_beyond_a_jump_are_rounded_from_the_first_of_them_on(place: Place) -> None:
    counts = [100_017 + 900 * n for n in range(10)]
    place.take(lines([*counts, *rounded_row(910_000, 10)]))
    assert place.qualities() == [*[EXACT] * 10, *[Quality.ROUNDED] * 10]


def test_a_jump_in_short_counts_that_others_agree_with_stays_rounded(place: Place) -> None:
    place.take(lines([*STEADY, "9.1M", "9.1M", "9.2M"]))
    assert place.qualities()[15:] == [Quality.ROUNDED] * 3


# What was there already


def after(counts: list[int]) -> str:
    """Return a file with counts of the days after the steady ones and a jump."""
    return lines(counts, first="2020-01-17")


@pytest.mark.parametrize(
    ("later", "jump", "doubted"),
    [([10_160, 10_170], FALSE, 1), ([90_160, 90_170], EXACT, 0), ([10_160], SUSPECT, 0)],
    ids=["undone", "agreed with", "still open"],
)
def test_a_suspect_of_an_earlier_import_is_settled_by_a_later_one(
    later: list[int], jump: Quality, doubted: int, place: Place
) -> None:
    assert place.take(lines([*STEADY, 90_150])).doubted == 1
    report = place.take(after(later))
    assert place.qualities() == [*[EXACT] * 15, jump, *[EXACT] * len(later)]
    assert report.doubted == doubted


def test_a_suspect_of_an_earlier_import_enters_the_hours_once_it_is_settled(place: Place) -> None:
    asked = "SELECT last FROM rollup ORDER BY hour DESC LIMIT 3"
    place.take(lines([*STEADY, 90_150]))
    before = place.writer._run(asked)
    place.take(after([90_160, 90_170]))
    assert [before[0], *place.writer._run(asked)] == [(None,), (90_170,), (90_160,), (90_150,)]


def test_what_a_collector_read_tells_how_an_account_moves_and_keeps_its_quality(
    place: Place,
) -> None:
    place.take(lines([10_000]))
    read = [Sample(FIRST + n * DAY, count) for n, count in enumerate(STEADY) if n]
    derived = Sample(FIRST + 15 * DAY, 10_150, quality=Quality.DERIVED)
    with place.writer.transaction():
        number = place.writer.add_round(NOW, 0, "boot", "own", "")
        place.writer.add_samples(number, {place.account().id: [*read, derived]})
    place.take(lines([90_000, 10_170, 10_180], first="2020-01-17"))
    assert place.qualities() == [*[EXACT] * 15, Quality.DERIVED, FALSE, EXACT, EXACT]


@pytest.mark.parametrize("cut", [16, 17, 18])
def test_a_jump_that_what_is_there_already_agrees_with_is_what_it_was_read_as(
    cut: int, place: Place
) -> None:
    heading, *rows = lines(jumping(90_000, 15)).splitlines()
    for part in (rows[cut:], rows[:cut]):
        place.take("\n".join([heading, *part]))
    assert set(place.qualities()) == {EXACT}
