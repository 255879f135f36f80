"""Rows of samples into a log that has some of them: known, filled in, or contradicted."""

import pytest

from tests.exchange.files import lines
from tests.exchange.place import ANN, FIRST, NOW, Place
from tui.exchange.importing.insert import keep
from tui.exchange.importing.report import NAMED, Report
from tui.model import DAY, HOUR, Quality, Sample

COUNT = Sample(FIRST, 5, provenance="a book")
UNKNOWN = Sample(FIRST, None, 80, 3, provenance="a page")
HEADING = "at,followers,following,posts"


def kept(place: Place, *samples: Sample) -> Report:
    """Keep samples of one account, each as if from a line of its own, the rollups renewed."""
    report = Report()
    with place.writer.transaction():
        number = place.writer.add_account(ANN, FIRST)
        round_id = place.writer.add_round(NOW, 0, "", "import", "")
        rows = [place.writer.row(number, round_id, sample) for sample in samples]
        keep(place.writer, rows, [f"line {n}" for n in range(1, len(rows) + 1)], report)
        place.writer.roll_up_marked()
    return report


def told(report: Report) -> tuple[int, int, int]:
    return report.taken, report.known, report.contradicted


def figures(place: Place) -> list[tuple[int | None, int | None, int | None]]:
    return [(s.followers, s.following, s.posts) for s in place.samples()]


def rolled_up(place: Place) -> list[tuple[object, ...]]:
    return place.writer._run("SELECT lowest, highest, last, n FROM rollup ORDER BY hour")


def test_what_is_new_is_taken_and_what_is_there_is_known(place: Place) -> None:
    samples = [Sample(FIRST + n * HOUR, n) for n in range(5)]
    reports = [kept(place, *samples[:3]), kept(place, *samples), kept(place)]
    assert [told(report) for report in reports] == [(3, 0, 0), (2, 3, 0), (0, 0, 0)]
    assert place.counts() == list(range(5))


def test_another_count_is_named_with_where_it_stands_and_the_first_stays(place: Place) -> None:
    kept(place, COUNT)
    report = kept(place, Sample(FIRST + DAY, 6), Sample(FIRST, 1_234))
    assert told(report) == (1, 0, 1)
    assert report.skipped == [("line 2", "that time has the count 5 already")]
    assert place.counts() == [5, 6]


def test_of_two_counts_for_a_time_in_one_file_the_first_is_taken(place: Place) -> None:
    report = kept(place, Sample(FIRST, 1_234), COUNT, COUNT)
    assert told(report) == (1, 0, 2)
    assert report.skipped == [
        ("line 2", "that time has the count 1,234 already"),
        ("line 3", "that time has the count 1,234 already"),
    ]


def test_more_contradictions_than_are_named_are_counted(place: Place) -> None:
    kept(place, *(Sample(FIRST + n, 5) for n in range(NAMED + 9)))
    report = kept(place, *(Sample(FIRST + n, 6) for n in range(NAMED + 9)))
    assert told(report) == (0, 0, NAMED + 9)
    assert (len(report.skipped), report.unnamed) == (NAMED, 9)


def test_a_count_that_was_unknown_is_filled_in_with_its_quality_and_provenance(
    place: Place,
) -> None:
    kept(place, UNKNOWN)
    kept(place, Sample(FIRST, 500, 81, None, Quality.OVER, "a book"))
    (sample,) = place.samples()
    assert (sample.followers, sample.following, sample.posts) == (500, 80, 3)
    assert (sample.quality, sample.provenance) == (Quality.OVER, "a book")
    assert rolled_up(place) == [(500, 500, 500, 1)]


def test_a_count_that_is_filled_in_is_taken_and_no_contradiction(place: Place) -> None:
    kept(place, UNKNOWN)
    assert told(kept(place, COUNT)) == (1, 0, 0)
    assert told(kept(place, COUNT)) == (0, 1, 0)


def test_a_count_fills_in_a_row_of_the_same_file(place: Place) -> None:
    report = kept(place, UNKNOWN, COUNT)
    assert figures(place) == [(5, 80, 3)]
    assert (report.contradicted, report.skipped) == (0, [])


def test_a_row_without_a_count_takes_no_count_away(place: Place) -> None:
    kept(place, COUNT)
    assert kept(place, UNKNOWN).contradicted == 0
    assert place.counts() == [5]
    assert rolled_up(place) == [(5, 5, 5, 1)]


@pytest.mark.parametrize("followers", [5, None])
def test_other_figures_that_were_unknown_are_filled_in_too(
    followers: int | None, place: Place
) -> None:
    kept(place, COUNT)
    report = kept(place, Sample(FIRST, followers, 80, 3, provenance="a page"))
    assert report.contradicted == 0
    assert figures(place) == [(5, 80, 3)]


def test_a_count_that_is_filled_in_is_judged_like_any_other(place: Place) -> None:
    counts = [10_000 + 10 * n for n in range(30)]
    place.take(lines([*counts[:15], "", *counts[16:]]))
    with place.writer.transaction():
        unknown = Sample(FIRST + 15 * DAY, None, 80)
        place.writer.add_samples(1, {place.account().id: [unknown]})
    report = place.take("at,followers\n2020-01-16,90000\n")
    assert place.counts()[15] == 90_000
    assert place.qualities()[15] is Quality.FALSE_READING
    assert report.doubted == 1


def test_a_file_of_other_figures_is_gone_on_with_by_one_of_counts(place: Place) -> None:
    place.take(f"{HEADING}\n2020-01-01,4,80,3\n2020-01-02,,81,3\n")
    place.take(lines([4, 5]))
    assert figures(place) == [(4, 80, 3), (5, 81, 3)]
    assert place.take(lines([4, 5])).skipped == []
