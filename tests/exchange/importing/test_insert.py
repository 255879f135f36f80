"""Inserting samples into a log that has some already: duplicates, gaps and conflicts."""

import pytest

from tests.exchange.files import lines
from tests.exchange.target_log import ANN, FIRST, NOW, TargetLog
from tui.exchange.importing.insert import insert_rows
from tui.exchange.importing.report import MAX_LISTED, Report
from tui.model import DAY, HOUR, Quality, Sample

COUNT = Sample(FIRST, 5, provenance="a book")
UNKNOWN = Sample(FIRST, None, 80, 3, provenance="a page")
HEADING = "at,followers,following,posts"


def inserted(target: TargetLog, *samples: Sample) -> Report:
    """Insert samples of one account, as if each were on its own line; returns the report."""
    report = Report()
    with target.writer.transaction():
        number = target.writer.add_account(ANN, FIRST)
        round_id = target.writer.add_round(NOW, 0, "", "import", "")
        rows = [target.writer.row(number, round_id, sample) for sample in samples]
        insert_rows(target.writer, rows, [f"line {n}" for n in range(1, len(rows) + 1)], report)
        target.writer.roll_up_marked()
    return report


def numbers(report: Report) -> tuple[int, int, int]:
    return report.added, report.duplicates, report.conflicts


def figures(target: TargetLog) -> list[tuple[int | None, int | None, int | None]]:
    return [(s.followers, s.following, s.posts) for s in target.samples()]


def rolled_up(target: TargetLog) -> list[tuple[object, ...]]:
    return target.writer._run("SELECT lowest, highest, last, n FROM rollup ORDER BY hour")


def test_new_samples_are_added_and_stored_ones_are_duplicates(target: TargetLog) -> None:
    samples = [Sample(FIRST + n * HOUR, n) for n in range(5)]
    reports = [inserted(target, *samples[:3]), inserted(target, *samples), inserted(target)]
    assert [numbers(report) for report in reports] == [(3, 0, 0), (2, 3, 0), (0, 0, 0)]
    assert target.counts() == list(range(5))


def test_a_conflicting_count_is_reported_with_its_line_and_the_stored_one_stays(
    target: TargetLog,
) -> None:
    inserted(target, COUNT)
    report = inserted(target, Sample(FIRST + DAY, 6), Sample(FIRST, 1_234))
    assert numbers(report) == (1, 0, 1)
    assert report.skipped == [("line 2", "the log already has 5 at that time")]
    assert target.counts() == [5, 6]


def test_the_first_of_two_counts_for_one_time_is_added(target: TargetLog) -> None:
    report = inserted(target, Sample(FIRST, 1_234), COUNT, COUNT)
    assert numbers(report) == (1, 0, 2)
    assert report.skipped == [
        ("line 2", "the log already has 1,234 at that time"),
        ("line 3", "the log already has 1,234 at that time"),
    ]


def test_conflicts_above_the_limit_are_only_counted(target: TargetLog) -> None:
    inserted(target, *(Sample(FIRST + n, 5) for n in range(MAX_LISTED + 9)))
    report = inserted(target, *(Sample(FIRST + n, 6) for n in range(MAX_LISTED + 9)))
    assert numbers(report) == (0, 0, MAX_LISTED + 9)
    assert (len(report.skipped), report.unlisted) == (MAX_LISTED, 9)


def test_an_unknown_count_is_filled_in_with_its_quality_and_provenance(
    target: TargetLog,
) -> None:
    inserted(target, UNKNOWN)
    inserted(target, Sample(FIRST, 500, 81, None, Quality.OVER, "a book"))
    (sample,) = target.samples()
    assert (sample.followers, sample.following, sample.posts) == (500, 80, 3)
    assert (sample.quality, sample.provenance) == (Quality.OVER, "a book")
    assert rolled_up(target) == [(500, 500, 500, 1)]


def test_a_filled_in_count_is_added_and_not_a_conflict(target: TargetLog) -> None:
    inserted(target, UNKNOWN)
    assert numbers(inserted(target, COUNT)) == (1, 0, 0)
    assert numbers(inserted(target, COUNT)) == (0, 1, 0)


def test_a_count_fills_in_an_earlier_row_of_the_same_file(target: TargetLog) -> None:
    report = inserted(target, UNKNOWN, COUNT)
    assert figures(target) == [(5, 80, 3)]
    assert (report.conflicts, report.skipped) == (0, [])


def test_a_row_without_a_count_does_not_erase_a_stored_one(target: TargetLog) -> None:
    inserted(target, COUNT)
    assert inserted(target, UNKNOWN).conflicts == 0
    assert target.counts() == [5]
    assert rolled_up(target) == [(5, 5, 5, 1)]


@pytest.mark.parametrize("followers", [5, None])
def test_unknown_following_and_posts_are_filled_in_too(
    followers: int | None, target: TargetLog
) -> None:
    inserted(target, COUNT)
    report = inserted(target, Sample(FIRST, followers, 80, 3, provenance="a page"))
    assert report.conflicts == 0
    assert figures(target) == [(5, 80, 3)]


def test_a_filled_in_count_is_judged_like_any_other(target: TargetLog) -> None:
    counts = [10_000 + 10 * n for n in range(30)]
    target.import_text(lines([*counts[:15], "", *counts[16:]]))
    with target.writer.transaction():
        unknown = Sample(FIRST + 15 * DAY, None, 80)
        target.writer.add_samples(1, {target.account().id: [unknown]})
    report = target.import_text("at,followers\n2020-01-16,90000\n")
    assert target.counts()[15] == 90_000
    assert target.qualities()[15] is Quality.FALSE_READING
    assert report.suspect == 1


def test_a_file_of_counts_completes_a_file_without_counts(target: TargetLog) -> None:
    target.import_text(f"{HEADING}\n2020-01-01,4,80,3\n2020-01-02,,81,3\n")
    target.import_text(lines([4, 5]))
    assert figures(target) == [(4, 80, 3), (5, 81, 3)]
    assert target.import_text(lines([4, 5])).skipped == []
