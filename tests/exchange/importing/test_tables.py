"""Importing tables: every readable row once, judged, and in one transaction."""

import tempfile
from collections.abc import Sequence
from datetime import UTC
from pathlib import Path
from zoneinfo import ZoneInfo

import pytest
from hypothesis import given, settings
from hypothesis import strategies as st

from tests.exchange.files import archived, daily, everything, lines
from tests.exchange.target_log import BOB, TargetLog
from tui.exchange.importing.read_file import NotReadable
from tui.exchange.importing.report import MAX_LISTED
from tui.formats import iso
from tui.model import Quality
from tui.parsing import parse_time
from tui.store import Log, LogError


def test_rows_of_a_day_and_a_total_become_samples_of_the_account(target: TargetLog) -> None:
    report = target.import_text(daily())
    assert (report.added, report.duplicates, report.skipped) == (1094, 0, [])
    assert (report.rounded, report.suspect, report.blank) == (0, 0, 0)
    assert report.accounts == {"ann"}
    assert report.columns == "time from date, count from TotalSubscribers"
    rows = [line.split(",") for line in daily().splitlines()[1:]]
    imported = [(str(iso(s.at))[:10], str(s.followers)) for s in target.samples()]
    assert imported == [(day, count) for day, count in rows]
    assert {s.provenance for s in target.samples()} == {"theirs"}
    assert set(target.qualities()) == {Quality.EXACT}


def test_samples_of_archived_pages_have_the_page_as_provenance(target: TargetLog) -> None:
    report = target.import_text(archived())
    assert (report.added, report.skipped, report.suspect) == (121, [], 0)
    first = target.samples()[0]
    assert (iso(first.at), first.followers) == ("2007-10-12T22:38:47Z", 66)
    assert first.provenance == (
        "https://web.archive.org/web/20071012223847/http://twitter.com:80/Someone"
    )


def test_the_race_is_created_with_the_account_in_it_once(target: TargetLog) -> None:
    target.import_text(lines([5, 6]))
    target.import_text(lines([5, 6, 7]))
    with Log(target.path) as log:
        (race,) = log.races()
    assert (race.name, race.title, race.target) == ("own", "Our own", None)
    assert [account.handle for account in race.accounts] == ["ann"]


@pytest.mark.parametrize("text", [daily(60), archived(60), lines(["1,5K", "5", "5"])])
def test_importing_a_file_again_adds_nothing(text: str, target: TargetLog) -> None:
    first = target.import_text(text)
    before = everything(target.path)
    again = target.import_text(text)
    after = everything(target.path)
    assert (again.added, again.duplicates) == (0, first.added)
    assert again.skipped == first.skipped
    for table in ("sample", "rollup", "account", "handle", "race", "racer", "event", "provenance"):
        assert after[table] == before[table]


def test_rows_may_be_in_any_order(target: TargetLog, tmp_path: Path) -> None:
    rows = daily(200).splitlines()
    target.import_text("\n".join([rows[0], *rows[:0:-1]]))
    assert [s.at for s in target.samples()] == [
        parse_time(row.partition(",")[0], UTC, 0) for row in rows[1:]
    ]


def test_a_repeated_row_is_added_once(target: TargetLog) -> None:
    report = target.import_text(lines([5, 6]) + "2020-01-01,5\n2020-01-02,6\n")
    assert (report.added, report.duplicates, report.skipped) == (2, 2, [])


def test_a_conflicting_count_is_skipped_and_reported(target: TargetLog) -> None:
    report = target.import_text(lines([5, 6]) + "2020-01-01,1234\n")
    assert (report.added, report.duplicates) == (2, 0)
    assert report.skipped == [("line 4", "the log already has 5 at that time")]
    later = target.import_text(lines([5, 1_006]))
    assert (later.added, later.duplicates) == (0, 1)
    assert later.skipped == [("line 3", "the log already has 6 at that time")]
    assert target.counts() == [5, 6]


def test_a_file_with_only_conflicting_counts_is_not_an_error(target: TargetLog) -> None:
    target.import_text(lines([5]))
    report = target.import_text(lines([6]))
    assert report.skipped == [("line 2", "the log already has 5 at that time")]
    assert target.counts() == [5]


def test_a_row_without_followers_but_with_other_counts_is_added(target: TargetLog) -> None:
    target.import_text(
        "at,followers,following,posts\n2020-01-01,5,1,\n2020-01-02,,79,3\n2020-01-03,7,,\n"
    )
    assert [(s.followers, s.following, s.posts) for s in target.samples()] == [
        *((5, 1, None), (None, 79, 3), (7, None, None)),
    ]


def test_rows_without_a_count_are_counted_and_skipped(target: TargetLog) -> None:
    report = target.import_text(lines([5, "", "-", "n/a", "null", 9]))
    assert (report.added, report.blank, report.skipped) == (2, 4, [])


def test_losses_and_gaps_are_imported_unchanged(target: TargetLog) -> None:
    report = target.import_text(lines([500, 480, 475]) + "2020-03-01,460\n")
    assert (report.added, report.suspect) == (4, 0)
    assert target.counts() == [500, 480, 475, 460]


@pytest.mark.parametrize(
    ("row", "why"),
    [
        ("noon,5", "'noon' is not a time"),
        ("2020-02-30,5", "'2020-02-30' is not a time"),
        ("2020-02-01,a lot", "'a lot' is not a count"),
        ("2020-02-01,-5", "'-5' is not a count"),
        ("2020-02-01,1.5", "'1.5' is not a count"),
        ("2020-02-01", "has too few columns"),
        ("2020-02-01,\x1b[31m", "is not a count"),
        (f"2020-02-01,{'9' * 5000}.0", "is not a count"),
        ("9" * 5000 + ",5", "is not a time"),
    ],
    ids=lambda text: text[:20],
)
def test_an_unreadable_row_is_skipped_and_reported_with_its_line(
    row: str, why: str, target: TargetLog
) -> None:
    report = target.import_text(lines([5, 6, 7, 8, 9, 10]) + f"{row}\n2020-02-02,11\n")
    ((where, reason),) = report.skipped
    assert where == "line 8"
    assert reason.endswith(why)
    assert reason.isprintable()
    assert len(reason) < 200
    assert target.counts() == [5, 6, 7, 8, 9, 10, 11]


def test_a_row_of_several_lines_is_reported_with_its_first_line(target: TargetLog) -> None:
    report = target.import_text(lines([5, 6, 7, 8, 9]) + '2020-02-01,"1\n2\n3"\n2020-02-02,11\n')
    assert [where for where, _ in report.skipped] == ["line 7"]


def test_skipped_rows_above_the_limit_are_only_counted(target: TargetLog) -> None:
    report = target.import_text(lines([5] * 1000 + ["oops"] * (MAX_LISTED + 7)))
    assert (report.added, len(report.skipped), report.unlisted) == (1000, MAX_LISTED, 7)


def test_times_without_a_zone_are_in_the_given_zone(target: TargetLog) -> None:
    target.import_text("at,followers\n2020-07-01T12:00,5\n", zone=ZoneInfo("America/New_York"))
    assert iso(target.samples()[0].at) == "2020-07-01T16:00:00Z"


def test_columns_can_be_chosen_by_name(target: TargetLog) -> None:
    target.import_text("a,b,c,d\n2020-01-01,2019-01-01,5,6\n", time="b", count="d")
    assert [(iso(s.at), s.followers) for s in target.samples()] == [("2019-01-01T00:00:00Z", 6)]


# Accounts


def test_a_column_of_handles_gives_an_account_per_handle(target: TargetLog) -> None:
    report = target.import_text("handle,at,followers\n@ann,2020-01-01,5\nbob,2020-01-01,6\n")
    assert report.accounts == {"ann", "bob"}
    assert (target.counts("ann"), target.counts("bob")) == ([5], [6])


def test_a_column_of_accounts_may_name_their_sources(target: TargetLog) -> None:
    target.import_text("account,handle,at,followers\ndemo:n1,ann,2020-01-01,5\nbob,,2020-01-01,6\n")
    assert [s.followers for s in target.samples("n1", "demo")] == [5]
    assert target.counts("bob") == [6]


@pytest.mark.parametrize("cell", ["@", ":", "own:", "\u200b", ":x"])
def test_a_row_without_an_account_name_is_skipped_and_reported(
    cell: str, target: TargetLog
) -> None:
    report = target.import_text(f"account,at,followers\nann,2020-01-01,5\n{cell},2020-01-01,6\n")
    assert [where for where, _ in report.skipped] == ["line 3"]
    with Log(target.path) as log:
        assert [account.handle for account in log.races()[0].accounts] == ["ann"]


def test_a_stored_handle_stays_if_a_file_has_none(target: TargetLog) -> None:
    target.import_text("account,handle,at,followers\nown:7,ann,2020-01-01,5\n")
    target.import_text("account,at,followers\nown:7,2020-02-01,6\n")
    assert target.account("7").handle == "ann"
    assert target.counts("7") == [5, 6]


# Qualities


@pytest.mark.parametrize("quality", [q for q in Quality if q is not Quality.SUSPECT])
def test_the_qualities_in_a_file_are_kept(quality: Quality, target: TargetLog) -> None:
    rows = lines(
        [f"{count},{quality}" for count in range(100_000, 112_000, 1_000)], "at,followers,quality"
    )
    report = target.import_text(rows)
    assert set(target.qualities()) == {quality}
    assert (report.rounded, report.suspect) == (0, 0)


def test_an_unknown_quality_is_reported(target: TargetLog) -> None:
    report = target.import_text(lines(["5,exact", "6,good"], "at,followers,quality"))
    ((where, reason),) = report.skipped
    assert where == "line 3"
    assert reason == (
        "'good' is not a quality; use one of exact, rounded, over, under, derived, suspect,"
        " false-reading"
    )


# Failures


@pytest.mark.parametrize(
    ("text", "reason"),
    [
        ("", "is empty"),
        ("a,b\nx,y\n", "no column looks like a time; choose one with --time"),
        ("date,followers\n", "no column looks like a time"),
        ("date,a,b\n2020-01-01,5,6\n", "several columns could be the count: a, b"),
        ("\x00\x01\x02", "is not a text table"),
    ],
)
def test_a_file_that_cannot_be_imported_leaves_the_log_unchanged(
    text: str, reason: str, target: TargetLog
) -> None:
    target.import_text(lines([5, 6]))
    before = everything(target.path)
    with pytest.raises(NotReadable, match=reason):
        target.import_text(text, BOB)
    assert everything(target.path) == before


def test_a_file_without_a_readable_row_is_refused_with_the_first_reason(
    target: TargetLog,
) -> None:
    before = everything(target.path)
    with pytest.raises(NotReadable) as refusal:
        target.import_text("when,n\nnoon,5\nnight,6\n", time="when", count="n")
    assert str(refusal.value).endswith("no row could be read; line 2: 'noon' is not a time")
    assert everything(target.path) == before


def test_an_import_that_fails_half_way_leaves_the_log_unchanged(target: TargetLog) -> None:
    target.import_text(lines([5, 6]))
    before = everything(target.path)
    pages = target.writer._run("PRAGMA page_count")[0][0]
    target.writer._run(f"PRAGMA max_page_count = {pages + 20}")
    rows = "".join(f"{1_577_836_800 + 60 * n},{100_000 + n}\n" for n in range(40_000))
    with pytest.raises(LogError, match="the disk is full; free some space and try again"):
        target.import_text("at,followers\n" + rows, BOB)
    assert everything(target.path) == before
    target.writer._run("PRAGMA max_page_count = 100000")
    assert target.import_text("at,followers\n" + rows, BOB).added == 40_000
    assert target.counts("bob")[-1] == 139_999


PIECES: Sequence[bytes] = (
    *(b"date,followers\n", b"2020-01-01,5\n", b"2020-01-02,6\n", b"2020-01-02,1.2M\n", b'"'),
    *(b"\n", b",", b";", b"\xff\xfe", b"\0", b"account,at,followers\nx:y,1577836800,7\n", b"\xe9"),
    *(b'{"at": "2020-01-01", "followers": 5}\n', b"[", b"]", b"oops,5\n", b"9" * 4500, b".0\n"),
)
FILES = st.binary(max_size=200) | st.lists(st.sampled_from(PIECES), max_size=12).map(b"".join)


@settings(max_examples=60)
@given(FILES, st.booleans())
def test_any_bytes_are_imported_whole_or_refused_in_one_line(data: bytes, named: bool) -> None:
    with tempfile.TemporaryDirectory(prefix="racetui-test-") as folder:
        target = TargetLog(Path(folder))
        before = everything(target.path)
        added, message = 0, ""
        try:
            added = target.import_text(data, time="date" if named else None).added
        except NotReadable as error:
            message = str(error)
        after = everything(target.path)
        target.writer.close()
    assert "\n" not in message
    assert bool(message) == (not added)
    assert len(after["sample"]) == added
    assert (after == before) == (not added)
