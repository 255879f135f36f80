"""Somebody else's samples into a log: all that can be understood, once, judged, in one write."""

import tempfile
from collections.abc import Sequence
from datetime import UTC
from pathlib import Path
from zoneinfo import ZoneInfo

import pytest
from hypothesis import given, settings
from hypothesis import strategies as st

from tests.exchange.files import archived, daily, everything, lines
from tests.exchange.place import BOB, Place
from tui.exchange.importing.read_file import NotReadable
from tui.exchange.importing.report import NAMED
from tui.formats import iso
from tui.model import Quality
from tui.parsing import parse_time
from tui.store import Log, LogError


def test_a_day_and_a_total_become_samples_of_the_account(place: Place) -> None:
    report = place.take(daily())
    assert (report.taken, report.known, report.skipped) == (1094, 0, [])
    assert (report.rounded, report.doubted, report.blank) == (0, 0, 0)
    assert report.accounts == {"ann"}
    assert report.columns == "date as the time, TotalSubscribers as the count"
    rows = [line.split(",") for line in daily().splitlines()[1:]]
    taken = [(str(iso(s.at))[:10], str(s.followers)) for s in place.samples()]
    assert taken == [(day, count) for day, count in rows]
    assert {s.provenance for s in place.samples()} == {"theirs"}
    assert set(place.qualities()) == {Quality.EXACT}


def test_archived_pages_become_samples_that_name_their_pages(place: Place) -> None:
    report = place.take(archived())
    assert (report.taken, report.skipped, report.doubted) == (121, [], 0)
    first = place.samples()[0]
    assert (iso(first.at), first.followers) == ("2007-10-12T22:38:47Z", 66)
    assert first.provenance == (
        "https://web.archive.org/web/20071012223847/http://twitter.com:80/Someone"
    )


def test_the_race_is_made_and_the_account_is_in_it_once(place: Place) -> None:
    place.take(lines([5, 6]))
    place.take(lines([5, 6, 7]))
    with Log(place.path) as log:
        (race,) = log.races()
    assert (race.name, race.title, race.target) == ("own", "Our own", None)
    assert [account.handle for account in race.accounts] == ["ann"]


@pytest.mark.parametrize("text", [daily(60), archived(60), lines(["1,5K", "5", "5"])])
def test_the_same_file_twice_adds_nothing(text: str, place: Place) -> None:
    first = place.take(text)
    before = everything(place.path)
    again = place.take(text)
    after = everything(place.path)
    assert (again.taken, again.known) == (0, first.taken)
    assert again.skipped == first.skipped
    for table in ("sample", "rollup", "account", "handle", "race", "racer", "event", "provenance"):
        assert after[table] == before[table]


def test_rows_may_come_in_any_order(place: Place, tmp_path: Path) -> None:
    rows = daily(200).splitlines()
    place.take("\n".join([rows[0], *rows[:0:-1]]))
    assert [s.at for s in place.samples()] == [
        parse_time(row.partition(",")[0], UTC, 0) for row in rows[1:]
    ]


def test_a_row_that_stands_there_twice_is_taken_once(place: Place) -> None:
    report = place.take(lines([5, 6]) + "2020-01-01,5\n2020-01-02,6\n")
    assert (report.taken, report.known, report.skipped) == (2, 2, [])


def test_the_same_time_with_another_count_is_named_and_the_first_stays(place: Place) -> None:
    report = place.take(lines([5, 6]) + "2020-01-01,1234\n")
    assert (report.taken, report.known) == (2, 0)
    assert report.skipped == [("line 4", "that time has the count 5 already")]
    later = place.take(lines([5, 1_006]))
    assert (later.taken, later.known) == (0, 1)
    assert later.skipped == [("line 3", "that time has the count 6 already")]
    assert place.counts() == [5, 6]


def test_a_file_of_nothing_but_other_counts_was_read_all_the_same(place: Place) -> None:
    place.take(lines([5]))
    report = place.take(lines([6]))
    assert report.skipped == [("line 2", "that time has the count 5 already")]
    assert place.counts() == [5]


def test_a_row_with_another_figure_than_followers_is_kept(place: Place) -> None:
    place.take("at,followers,following,posts\n2020-01-01,5,1,\n2020-01-02,,79,3\n2020-01-03,7,,\n")
    assert [(s.followers, s.following, s.posts) for s in place.samples()] == [
        *((5, 1, None), (None, 79, 3), (7, None, None)),
    ]


def test_rows_without_a_count_are_counted_and_left_out(place: Place) -> None:
    report = place.take(lines([5, "", "-", "n/a", "null", 9]))
    assert (report.taken, report.blank, report.skipped) == (2, 4, [])


def test_losses_and_gaps_are_taken_as_they_are(place: Place) -> None:
    report = place.take(lines([500, 480, 475]) + "2020-03-01,460\n")
    assert (report.taken, report.doubted) == (4, 0)
    assert place.counts() == [500, 480, 475, 460]


@pytest.mark.parametrize(
    ("row", "why"),
    [
        ("noon,5", "'noon' is no time"),
        ("2020-02-30,5", "'2020-02-30' is no time"),
        ("2020-02-01,a lot", "'a lot' is no count"),
        ("2020-02-01,-5", "'-5' is no count"),
        ("2020-02-01,1.5", "'1.5' is no count"),
        ("2020-02-01", "has too few columns"),
        ("2020-02-01,\x1b[31m", "is no count"),
        (f"2020-02-01,{'9' * 5000}.0", "is no count"),
        ("9" * 5000 + ",5", "is no time"),
    ],
    ids=lambda text: text[:20],
)
def test_what_is_not_understood_is_left_out_and_named_with_its_line(
    row: str, why: str, place: Place
) -> None:
    report = place.take(lines([5, 6, 7, 8, 9, 10]) + f"{row}\n2020-02-02,11\n")
    ((where, told),) = report.skipped
    assert where == "line 8"
    assert told.endswith(why)
    assert told.isprintable()
    assert len(told) < 200
    assert place.counts() == [5, 6, 7, 8, 9, 10, 11]


def test_a_row_of_several_lines_is_named_by_the_one_it_begins_on(place: Place) -> None:
    report = place.take(lines([5, 6, 7, 8, 9]) + '2020-02-01,"1\n2\n3"\n2020-02-02,11\n')
    assert [where for where, _ in report.skipped] == ["line 7"]


def test_beyond_a_hundred_the_lines_are_counted(place: Place) -> None:
    report = place.take(lines([5] * 1000 + ["oops"] * (NAMED + 7)))
    assert (report.taken, len(report.skipped), report.unnamed) == (1000, NAMED, 7)


def test_times_without_a_zone_are_in_the_one_that_is_given(place: Place) -> None:
    place.take("at,followers\n2020-07-01T12:00,5\n", zone=ZoneInfo("America/New_York"))
    assert iso(place.samples()[0].at) == "2020-07-01T16:00:00Z"


def test_columns_may_be_named(place: Place) -> None:
    place.take("a,b,c,d\n2020-01-01,2019-01-01,5,6\n", time="b", count="d")
    assert [(iso(s.at), s.followers) for s in place.samples()] == [("2019-01-01T00:00:00Z", 6)]


# Accounts


def test_a_column_of_handles_makes_an_account_of_each(place: Place) -> None:
    report = place.take("handle,at,followers\n@ann,2020-01-01,5\nbob,2020-01-01,6\n")
    assert report.accounts == {"ann", "bob"}
    assert (place.counts("ann"), place.counts("bob")) == ([5], [6])


def test_a_column_of_accounts_may_name_their_sources(place: Place) -> None:
    place.take("account,handle,at,followers\ndemo:n1,ann,2020-01-01,5\nbob,,2020-01-01,6\n")
    assert [s.followers for s in place.samples("n1", "demo")] == [5]
    assert place.counts("bob") == [6]


@pytest.mark.parametrize("cell", ["@", ":", "own:", "\u200b", ":x"])
def test_an_account_without_a_name_is_left_out_and_named(cell: str, place: Place) -> None:
    report = place.take(f"account,at,followers\nann,2020-01-01,5\n{cell},2020-01-01,6\n")
    assert [where for where, _ in report.skipped] == ["line 3"]
    with Log(place.path) as log:
        assert [account.handle for account in log.races()[0].accounts] == ["ann"]


def test_who_is_in_the_log_keeps_the_handle_where_a_file_tells_none(place: Place) -> None:
    place.take("account,handle,at,followers\nown:7,ann,2020-01-01,5\n")
    place.take("account,at,followers\nown:7,2020-02-01,6\n")
    assert place.account("7").handle == "ann"
    assert place.counts("7") == [5, 6]


# Qualities


@pytest.mark.parametrize("quality", [q for q in Quality if q is not Quality.SUSPECT])
def test_what_a_file_says_of_its_counts_holds(quality: Quality, place: Place) -> None:
    rows = lines(
        [f"{count},{quality}" for count in range(100_000, 112_000, 1_000)], "at,followers,quality"
    )
    report = place.take(rows)
    assert set(place.qualities()) == {quality}
    assert (report.rounded, report.doubted) == (0, 0)


def test_a_quality_that_there_is_not_is_named(place: Place) -> None:
    report = place.take(lines(["5,exact", "6,good"], "at,followers,quality"))
    assert report.skipped == [("line 3", "'good' is no quality")]


# What fails


@pytest.mark.parametrize(
    ("text", "words"),
    [
        ("", "is empty"),
        ("a,b\nx,y\n", "no column looks like a time; name one with --time"),
        ("date,followers\n", "no column looks like a time"),
        ("date,a,b\n2020-01-01,5,6\n", "several columns may be the count: a, b"),
        ("\x00\x01\x02", "is no table of text"),
    ],
)
def test_a_file_that_cannot_be_taken_leaves_the_log_as_it_was(
    text: str, words: str, place: Place
) -> None:
    place.take(lines([5, 6]))
    before = everything(place.path)
    with pytest.raises(NotReadable, match=words):
        place.take(text, BOB)
    assert everything(place.path) == before


def test_a_file_in_which_nothing_can_be_read_says_why_and_leaves_the_log_as_it_was(
    place: Place,
) -> None:
    before = everything(place.path)
    with pytest.raises(NotReadable) as told:
        place.take("when,n\nnoon,5\nnight,6\n", time="when", count="n")
    assert str(told.value).endswith("nothing in it could be read; line 2: 'noon' is no time")
    assert everything(place.path) == before


def test_an_import_that_fails_in_the_middle_leaves_the_log_as_it_was(place: Place) -> None:
    place.take(lines([5, 6]))
    before = everything(place.path)
    pages = place.writer._run("PRAGMA page_count")[0][0]
    place.writer._run(f"PRAGMA max_page_count = {pages + 20}")
    rows = "".join(f"{1_577_836_800 + 60 * n},{100_000 + n}\n" for n in range(40_000))
    with pytest.raises(LogError, match="the disk is full; make room and try again"):
        place.take("at,followers\n" + rows, BOB)
    assert everything(place.path) == before
    place.writer._run("PRAGMA max_page_count = 100000")
    assert place.take("at,followers\n" + rows, BOB).taken == 40_000
    assert place.counts("bob")[-1] == 139_999


PIECES: Sequence[bytes] = (
    *(b"date,followers\n", b"2020-01-01,5\n", b"2020-01-02,6\n", b"2020-01-02,1.2M\n", b'"'),
    *(b"\n", b",", b";", b"\xff\xfe", b"\0", b"account,at,followers\nx:y,1577836800,7\n", b"\xe9"),
    *(b'{"at": "2020-01-01", "followers": 5}\n', b"[", b"]", b"oops,5\n", b"9" * 4500, b".0\n"),
)
FILES = st.binary(max_size=200) | st.lists(st.sampled_from(PIECES), max_size=12).map(b"".join)


@settings(max_examples=60)
@given(FILES, st.booleans())
def test_any_bytes_are_taken_or_refused_in_words_and_never_half(data: bytes, named: bool) -> None:
    with tempfile.TemporaryDirectory(prefix="racetui-test-") as folder:
        place = Place(Path(folder))
        before = everything(place.path)
        taken, words = 0, ""
        try:
            taken = place.take(data, time="date" if named else None).taken
        except NotReadable as told:
            words = str(told)
        after = everything(place.path)
        place.writer.close()
    assert "\n" not in words
    assert bool(words) == (not taken)
    assert len(after["sample"]) == taken
    assert (after == before) == (not taken)
