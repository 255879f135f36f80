"""Broken sample data is told in one line: file, line, column, and what was expected."""

import re
import shutil
from pathlib import Path

import pytest

from tui.config import ConfigError
from tui.model import DAY, HOUR, MINUTE, EventKind, Kind, Quality
from tui.recorded import read_facts, shipped

SOURCE = shipped()["april-2009"]


@pytest.fixture
def folder(tmp_path: Path) -> Path:
    """Return a copy of the shipped folder."""
    return Path(shutil.copytree(SOURCE, tmp_path / "april-2009"))


def refusal(folder: Path) -> str:
    """Return the one line that refuses a folder, without the folder's own path."""
    with pytest.raises(ConfigError) as refused:
        read_facts(folder)
    line = str(refused.value)
    assert "\n" not in line
    assert line.startswith(f"{folder}/")
    return line.removeprefix(f"{folder}/")


def put(folder: Path, file: str, old: str, new: str) -> int:
    """Replace a text that stands once in a file; returns the line it stands on."""
    text = (folder / file).read_text(encoding="utf-8")
    assert text.count(old) == 1, f"{old!r} stands {text.count(old)} times in {file}"
    (folder / file).write_text(text.replace(old, new), encoding="utf-8")
    return text[: text.index(old)].count("\n") + 1


COUNT = "aplusk,2009-04-17T06:13:00Z,minute,1000000,exact,"
LEAD = "cnnbrk,aplusk,2009-04-17T04:12:00Z,200,exact,"
EVENT = "2009-04-17T03:50:00Z,minute,cnnbrk,lead-change,"
FOLLOW = "aplusk,johncmayer,yes,yes,2009-04-16,"

BROKEN: list[tuple[str, str, str, str, str]] = [
    # file, what stands there, what comes in its place, the column or key, what is expected
    ("race.toml", 'title = "Race to 1,000,000"', 'title = ""', "title", "expected a text"),
    ("race.toml", 'title = "Race to 1,000,000"', "title = 7", "title", "expected a text"),
    ("race.toml", 'target = "1M"', "target = 0", "target", "from 1 up"),
    ("race.toml", 'target = "1M"', "target = -5", "target", "from 1 up"),
    ("race.toml", 'target = "1M"', "target = true", "target", "a number of followers"),
    ("race.toml", 'target = "1M"', 'target = "a lot"', "target", "write one like 1000000 or 1M"),
    ("race.toml", "America/New_York", "America/Gotham", "zone", "write one like America/New_York"),
    ("race.toml", "start = 2009-04-17T01:30:00Z", "start = 5", "start", "a time with its zone"),
    (
        "race.toml",
        "end = 2009-04-17T07:00:00Z",
        "end = 2009-04-17T07:00:00",
        "end",
        "a time with its zone",
    ),
    (
        "race.toml",
        "end = 2009-04-17T07:00:00Z",
        "end = 2009-04-17T01:30:00Z",
        "end",
        "a time after start",
    ),
    (
        "race.toml",
        "minutes_until = 2009-04-18T00:00:00Z",
        "minutes_until = 2009-04-14T00:00:00Z",
        "minutes_until",
        "a time after minutes_from",
    ),
    ("race.toml", 'target = "1M"', 'target = "1M"\nfoo = 1', "foo", "is not known here"),
    ("race.toml", 'racers = ["aplusk", "cnnbrk"]', "racers = []", "racers", "a list of texts"),
    ("race.toml", 'racers = ["aplusk", "cnnbrk"]', 'racers = ["aplusk", 3]', "racers", "a text"),
    ("race.toml", "from = 2009-04-17T01:45:00Z", 'from = "then"', "from", "a time with its zone"),
    ("race.toml", 'handle = "oprah"', "handle = 1", "handle", "expected a text"),
    ("race.toml", 'kind = "media"', 'kind = "robot"', "kind", "person, media, brand"),
    ("race.toml", 'name = "Oprah Winfrey"', 'nome = "Oprah Winfrey"', "name", "is missing"),
    ("counts.csv", COUNT, COUNT.replace("1000000", "1M"), "followers", "expected a whole number"),
    ("counts.csv", COUNT, COUNT.replace("1000000", "-1"), "followers", "expected a whole number"),
    ("counts.csv", COUNT, COUNT.replace("1000000", "1e6"), "followers", "expected a whole number"),
    ("counts.csv", COUNT, COUNT.replace("1000000", "１"), "followers", "expected a whole number"),
    ("counts.csv", COUNT, COUNT.replace("1000000", ""), "count_is", "what the count is"),
    ("counts.csv", COUNT, COUNT.replace("exact", "about"), "count_is", "exact, rounded, over"),
    ("counts.csv", COUNT, COUNT.replace("exact", ""), "count_is", "what the count is"),
    ("counts.csv", COUNT, COUNT.replace("minute", "second"), "time_is", "minute, hour, hours"),
    ("counts.csv", COUNT, COUNT.replace("2009-04-17T06:13:00Z", "dawn"), "at", "is no time"),
    ("counts.csv", COUNT, COUNT.replace("2009-04-17T06:13:00Z", ""), "at", "is no time"),
    ("counts.csv", COUNT, COUNT.replace("2009-04-17T06:13:00Z", "2h"), "at", "is no time"),
    (
        "counts.csv",
        "aplusk,2009-04-16T20:00:00Z,day,962000,over,1000,962000,72,",
        "aplusk,2009-04-16T20:00:00Z,day,962000,over,1000,962000,many,",
        "following",
        "expected a whole number",
    ),
    ("leads.csv", LEAD, LEAD.replace(",200,", ",,"), "lead", "is missing"),
    ("leads.csv", LEAD, LEAD.replace("exact", "derived"), "lead_is", "exact, rounded, over, under"),
    ("leads.csv", LEAD, LEAD.replace("04:12", "24:12"), "at", "is no time"),
    ("leads.csv", LEAD, LEAD.replace("cnnbrk", "cnbrk"), "leader", "expected one of"),
    ("events.csv", EVENT, EVENT.replace("lead-change", "overtaking"), "kind", "challenge"),
    ("events.csv", EVENT, EVENT.replace("03:50", "3.50"), "at", "is no time"),
    ("follows.csv", FOLLOW, FOLLOW.replace("yes,yes", "maybe,yes"), "follows_back", "yes, no"),
    ("follows.csv", FOLLOW, FOLLOW.replace("yes,yes", "yes,1"), "celebrity", "yes, no"),
    ("follows.csv", FOLLOW, FOLLOW.replace("2009-04-16", "16 April"), "at", "is no time"),
]


@pytest.mark.parametrize(
    ("file", "old", "new", "column", "expected"),
    BROKEN,
    ids=[f"{file}-{new.strip()}" for file, _, new, _, _ in BROKEN],
)
def test_one_broken_cell_is_told_with_file_line_column_and_what_was_expected(
    file: str, old: str, new: str, column: str, expected: str, folder: Path
) -> None:
    line = put(folder, file, old, new)
    words = refusal(folder)
    match = re.fullmatch(r"([a-z.]+):(\d+): (?:\w+\.)?(\w+): (.+)", words)
    assert match, words
    assert (match[1], match[3]) == (file, column)
    assert expected in match[4]
    # The key `foo` stands a line below; a missing name is told by the header of its table.
    assert int(match[2]) == line + {"foo": 1, "name": -2}.get(column, 0)


def test_a_broken_key_of_a_later_racer_is_told_with_its_own_line(folder: Path) -> None:
    line = put(
        folder, "race.toml", 'name = "Oprah Winfrey"\nkind = "person"', 'name = "O"\nkind = 1'
    )
    assert refusal(folder).startswith(f"race.toml:{line + 1}: racers.kind: expected one of person")


def test_a_table_with_a_wrong_word_in_its_header_lacks_the_column(folder: Path) -> None:
    put(folder, "counts.csv", "handle,at,time_is,followers", "handle,at,time_is,folowers")
    assert refusal(folder) == "counts.csv:2: followers: is missing"


def test_a_row_that_ends_early_lacks_the_column(folder: Path) -> None:
    with (folder / "follows.csv").open("a", encoding="utf-8") as file:
        file.write("oprah,someone,yes\n")
    assert refusal(folder) == "follows.csv:14: celebrity: is missing"


def test_a_row_with_more_cells_than_columns_is_refused_with_its_line(folder: Path) -> None:
    line = put(folder, "events.csv", '"Second to 1,000,000, half an hour later"', "Second, later")
    assert refusal(folder).startswith(f"events.csv:{line}: ")


@pytest.mark.parametrize("file", ["race.toml", "counts.csv", "leads.csv", "events.csv"])
def test_a_missing_file_is_told(file: str, folder: Path) -> None:
    (folder / file).unlink()
    assert refusal(folder).startswith(f"{file}: cannot be read")


@pytest.mark.parametrize("file", ["race.toml", "counts.csv", "follows.csv"])
def test_a_file_that_is_no_utf_8_text_is_told(file: str, folder: Path) -> None:
    with (folder / file).open("ab") as opened:
        opened.write(b"\n\xff\xfe,\n")
    assert refusal(folder).startswith(f"{file}: ")


def test_a_quotation_mark_without_its_fellow_is_told_with_the_file(folder: Path) -> None:
    put(folder, "leads.csv", "\"minute; 'about', 3:15 pm EDT\"", '"minute')
    assert refusal(folder).startswith("leads.csv")


@pytest.mark.parametrize(
    ("old", "new"),
    [('title = "Race', 'title = Race"'), ('[[racers]]\nhandle = "oprah"', "[[racers]\n")],
)
def test_what_is_no_toml_is_told_with_its_line(old: str, new: str, folder: Path) -> None:
    line = put(folder, "race.toml", old, new)
    assert re.match(rf"race\.toml:{line}: not valid TOML: ", refusal(folder))


def test_a_race_without_racers_is_refused(folder: Path) -> None:
    text = (folder / "race.toml").read_text(encoding="utf-8")
    (folder / "race.toml").write_text(text[: text.index("# A documented lead")], encoding="utf-8")
    words = refusal(folder)
    assert words.endswith("racers: expected at least one [[racers]] table")


def test_a_racer_that_stands_twice_is_refused(folder: Path) -> None:
    line = put(folder, "race.toml", 'handle = "britneyspears"', 'handle = "aplusk"')
    assert refusal(folder).startswith(f"race.toml:{line}: racers.handle: ")


def test_what_a_spreadsheet_adds_does_no_harm(folder: Path) -> None:
    for file in ("counts.csv", "leads.csv"):
        text = (folder / file).read_text(encoding="utf-8")
        (folder / file).write_bytes(b"\xef\xbb\xbf" + text.replace("\n", "\r\n").encode())
    assert read_facts(folder) == read_facts(SOURCE)


def test_control_characters_do_not_come_in_with_a_text(folder: Path) -> None:
    put(folder, "events.csv", "CNN takes the lead back", "CNN \x1b[2J takes \u202ethe lead back")
    titles = [happening.title for happening in read_facts(folder).happenings]
    assert "CNN \ufffd[2J takes the lead back" in titles


def test_the_race_is_as_its_file_says() -> None:
    facts = read_facts(SOURCE)
    race = facts.race
    assert (race.name, race.title, race.target) == ("april-2009", "Race to 1,000,000", 1_000_000)
    assert [(a.handle, a.kind) for a in race.accounts] == [
        ("aplusk", Kind.PERSON),
        ("cnnbrk", Kind.MEDIA),
        ("britneyspears", Kind.PERSON),
        ("oprah", Kind.PERSON),
    ]
    assert race.zone == "America/New_York"
    assert race.start is not None
    assert race.end is not None
    assert race.end - race.start == 5 * HOUR + 30 * MINUTE
    assert facts.minutes_until - facts.minutes_from == 3 * DAY
    assert {h.kind for h in facts.happenings} >= {EventKind.LEAD_CHANGE, EventKind.VOTE}


def test_how_well_a_time_is_known_becomes_a_span_with_both_ends() -> None:
    spans = {
        (count.handle, count.source[:12]): (count.at - count.earliest, count.latest - count.at)
        for count in read_facts(SOURCE).counts
    }
    assert spans[("aplusk", "Toronto Star")] == (0, 0)
    assert spans[("britneyspears", "https://www.")] == (HOUR // 2, HOUR // 2)
    assert spans[("aplusk", "Adweek TVNew")] == (3 * HOUR, 3 * HOUR)
    # 20:00 UTC is 16:00 in New York, whose day runs from 04:00 to 04:00 UTC.
    assert spans[("starbucks", "A Twitter Ra")] == (16 * HOUR, 8 * HOUR - MINUTE)


def test_what_a_count_is_becomes_the_lowest_and_highest_it_may_have_been() -> None:
    bounds = {
        (count.handle, count.followers): (count.quality, count.low, count.high)
        for count in read_facts(SOURCE).counts
    }
    assert bounds[("cnnbrk", 998_239)] == (Quality.EXACT, 998_239, 998_239)
    assert bounds[("aplusk", 915_000)] == (Quality.ROUNDED, 914_500, 915_500)
    assert bounds[("aplusk", 980_000)] == (Quality.OVER, 980_000, 990_000)
    assert bounds[("aplusk", 962_000)] == (Quality.OVER, 962_000, 962_000)
    assert bounds[("cnnbrk", 947_000)] == (Quality.UNDER, 946_000, 947_000)
    assert bounds[("aplusk", None)][0] is None
