"""Imported counts are marked as rounded, suspect or false, with the help of stored samples."""

from pathlib import Path

import pytest

from tests.exchange.files import lines
from tests.exchange.target_log import FIRST, NOW, TargetLog
from tui.model import DAY, Quality, Sample

EXACT, SUSPECT, FALSE = Quality.EXACT, Quality.SUSPECT, Quality.FALSE_READING
STEADY = [10_000 + 10 * n for n in range(15)]


def rounded_run(first: int, length: int) -> list[int]:
    return [first + 1_000 * n for n in range(length)]


def test_only_rounded_counts_are_marked_as_rounded(target: TargetLog) -> None:
    counts = [100_017 + 900 * n for n in range(10)] + rounded_run(110_000, 10)
    report = target.import_text(lines(counts))
    assert report.rounded == 10
    assert target.qualities() == [*[Quality.EXACT] * 10, *[Quality.ROUNDED] * 10]


def test_abbreviated_counts_are_marked_and_reported_as_rounded(target: TargetLog) -> None:
    report = target.import_text(lines([f"1.{n:02}M" for n in range(10)]))
    assert target.qualities() == [Quality.ROUNDED] * 10
    assert report.rounded == 10


def test_more_rounded_counts_than_fit_in_one_batch_are_all_marked(target: TargetLog) -> None:
    rows = "".join(f"{1_577_836_800 + 60 * n},{100_000 + n // 9 * 1000}\n" for n in range(6_000))
    report = target.import_text("at,followers\n" + rows)
    assert report.rounded == 6_000
    assert set(target.qualities()) == {Quality.ROUNDED}


def jumping(to: int, length: int, total: int = 30) -> list[int]:
    """Return steadily growing counts with a jump in the middle, `length` counts long."""
    middle = range(total // 2, total // 2 + length)
    return [to + 10 * n if n in middle else 10_000 + 10 * n for n in range(total)]


def test_a_jump_that_is_undone_is_a_false_reading(target: TargetLog) -> None:
    report = target.import_text(lines(jumping(90_000, 1)))
    assert report.suspect == 1
    assert [(n, q) for n, q in enumerate(target.qualities()) if q != Quality.EXACT] == [
        (15, Quality.FALSE_READING)
    ]
    assert target.counts()[15] == 90_150


def test_a_jump_confirmed_by_later_counts_stays_exact(target: TargetLog) -> None:
    report = target.import_text(lines(jumping(90_000, 15)))
    assert report.suspect == 0
    assert set(target.qualities()) == {Quality.EXACT}


def test_a_jump_at_the_end_stays_suspect(target: TargetLog) -> None:
    report = target.import_text(lines(jumping(90_000, 15)[:16]))
    assert report.suspect == 1
    assert target.qualities()[-1] == Quality.SUSPECT


def qualities_of(folder: Path, *files: str) -> list[Quality]:
    """Return the qualities of Ann's samples after importing files into a new log."""
    folder.mkdir()
    log = TargetLog(folder)
    for text in files:
        log.import_text(text)
    log.writer.close()
    return log.qualities()


def test_a_file_split_in_two_is_judged_like_the_whole_file(tmp_path: Path) -> None:
    for length in (1, 2, 15):
        heading, *rows = lines(jumping(90_000, length)).splitlines()
        expected = qualities_of(tmp_path / f"{length}", "\n".join([heading, *rows]))
        for cut in (15, 16, 17, 18):
            parts = ("\n".join([heading, *part]) for part in (rows[:cut], rows[cut:]))
            found = qualities_of(tmp_path / f"{length}-{cut}", *parts)
            assert found == expected, f"a jump of {length} counts, split at {cut}"


def test_a_jump_in_abbreviated_counts_is_a_false_reading_too(target: TargetLog) -> None:
    counts = [f"{100 + n}K" for n in range(20)]
    report = target.import_text(lines([*counts[:10], "9M", *counts[10:]]))
    assert report.suspect == 1
    assert target.qualities()[10] == Quality.FALSE_READING


def test_rounded_counts_after_a_jump_are_marked_from_the_first_one(target: TargetLog) -> None:
    counts = [100_017 + 900 * n for n in range(10)]
    target.import_text(lines([*counts, *rounded_run(910_000, 10)]))
    assert target.qualities() == [*[EXACT] * 10, *[Quality.ROUNDED] * 10]


def test_a_confirmed_jump_in_abbreviated_counts_stays_rounded(target: TargetLog) -> None:
    target.import_text(lines([*STEADY, "9.1M", "9.1M", "9.2M"]))
    assert target.qualities()[15:] == [Quality.ROUNDED] * 3


# Samples that are already in the log


def after(counts: list[int]) -> str:
    """Return a file of counts that begins after the steady ones and one day of a jump."""
    return lines(counts, first="2020-01-17")


@pytest.mark.parametrize(
    ("later", "jump", "suspect"),
    [([10_160, 10_170], FALSE, 1), ([90_160, 90_170], EXACT, 0), ([10_160], SUSPECT, 0)],
    ids=["undone", "confirmed", "still open"],
)
def test_a_later_import_settles_a_suspect_count_of_an_earlier_one(
    later: list[int], jump: Quality, suspect: int, target: TargetLog
) -> None:
    assert target.import_text(lines([*STEADY, 90_150])).suspect == 1
    report = target.import_text(after(later))
    assert target.qualities() == [*[EXACT] * 15, jump, *[EXACT] * len(later)]
    assert report.suspect == suspect


def test_a_suspect_count_enters_the_hourly_rollups_once_it_is_confirmed(target: TargetLog) -> None:
    query = "SELECT last FROM rollup ORDER BY hour DESC LIMIT 3"
    target.import_text(lines([*STEADY, 90_150]))
    before = target.writer._run(query)
    target.import_text(after([90_160, 90_170]))
    assert [before[0], *target.writer._run(query)] == [(None,), (90_170,), (90_160,), (90_150,)]


def test_collected_samples_help_to_judge_imported_counts_and_keep_their_quality(
    target: TargetLog,
) -> None:
    target.import_text(lines([10_000]))
    read = [Sample(FIRST + n * DAY, count) for n, count in enumerate(STEADY) if n]
    derived = Sample(FIRST + 15 * DAY, 10_150, quality=Quality.DERIVED)
    with target.writer.transaction():
        number = target.writer.add_round(NOW, 0, "boot", "own", "")
        target.writer.add_samples(number, {target.account().id: [*read, derived]})
    target.import_text(lines([90_000, 10_170, 10_180], first="2020-01-17"))
    assert target.qualities() == [*[EXACT] * 15, Quality.DERIVED, FALSE, EXACT, EXACT]


def test_a_jump_confirmed_by_stored_counts_stays_exact(tmp_path: Path) -> None:
    heading, *rows = lines(jumping(90_000, 15)).splitlines()
    for cut in (16, 17, 18):
        parts = ("\n".join([heading, *part]) for part in (rows[cut:], rows[:cut]))
        found = qualities_of(tmp_path / f"{cut}", *parts)
        assert set(found) == {EXACT}, f"split at {cut}"
