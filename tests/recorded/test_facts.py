"""Errors in sample data are one line: the file, line and column, and what was expected."""

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
    """Return the one-line error of a folder, without the folder's own path."""
    with pytest.raises(ConfigError) as refused:
        read_facts(folder)
    line = str(refused.value)
    assert "\n" not in line
    assert line.startswith(f"{folder}/")
    return line.removeprefix(f"{folder}/")


def replace_text(folder: Path, file: str, old: str, new: str) -> int:
    """Replace a text that occurs once in a file; returns its line number."""
    text = (folder / file).read_text(encoding="utf-8")
    assert text.count(old) == 1, f"{old!r} occurs {text.count(old)} times in {file}"
    (folder / file).write_text(text.replace(old, new), encoding="utf-8")
    return text[: text.index(old)].count("\n") + 1


COUNT = "aplusk,2009-04-17T06:13:00Z,minute,1000000,exact,"
LEAD = "cnnbrk,aplusk,2009-04-17T04:12:00Z,200,exact,"
EVENT = "2009-04-17T03:50:00Z,minute,cnnbrk,lead-change,"
FOLLOW = "aplusk,johncmayer,yes,yes,2009-04-16,"

BROKEN: list[tuple[str, str, str, str, str]] = [
    # file, old text, new text, column or key, what is expected
    ("race.toml", 'title = "Race to 1,000,000"', 'title = ""', "title", "expected a text"),
    ("race.toml", 'title = "Race to 1,000,000"', "title = 7", "title", "expected a text"),
    ("race.toml", 'target = "1M"', "target = 0", "target", "from 1 up"),
    ("race.toml", 'target = "1M"', "target = -5", "target", "from 1 up"),
    ("race.toml", 'target = "1M"', "target = true", "target", "a number of followers"),
    ("race.toml", 'target = "1M"', 'target = "a lot"', "target", "e.g. 1000000 or 1M"),
    ("race.toml", "America/New_York", "America/Gotham", "zone", "e.g. America/New_York"),
    ("race.toml", "start = 2009-04-17T01:30:00Z", "start = 5", "start", "a time with a zone"),
    (
        "race.toml",
        "end = 2009-04-17T07:00:00Z",
        "end = 2009-04-17T07:00:00",
        "end",
        "a time with a zone",
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
    ("race.toml", 'target = "1M"', 'target = "1M"\nfoo = 1', "foo", "unknown key"),
    ("race.toml", 'racers = ["aplusk", "cnnbrk"]', "racers = []", "racers", "a list of texts"),
    ("race.toml", 'racers = ["aplusk", "cnnbrk"]', 'racers = ["aplusk", 3]', "racers", "a text"),
    ("race.toml", "from = 2009-04-17T01:45:00Z", 'from = "then"', "from", "a time with a zone"),
    ("race.toml", 'handle = "oprah"', "handle = 1", "handle", "expected a text"),
    ("race.toml", 'kind = "media"', 'kind = "robot"', "kind", "person, media, brand"),
    ("race.toml", 'name = "Oprah Winfrey"', 'nome = "Oprah Winfrey"', "name", "is missing"),
    ("counts.csv", COUNT, COUNT.replace("1000000", "1M"), "followers", "expected a whole number"),
    ("counts.csv", COUNT, COUNT.replace("1000000", "-1"), "followers", "expected a whole number"),
    ("counts.csv", COUNT, COUNT.replace("1000000", "1e6"), "followers", "expected a whole number"),
    ("counts.csv", COUNT, COUNT.replace("1000000", "１"), "followers", "expected a whole number"),
    ("counts.csv", COUNT, COUNT.replace("1000000", ""), "count_is", "must be set if and only if"),
    ("counts.csv", COUNT, COUNT.replace("exact", "about"), "count_is", "exact, rounded, over"),
    ("counts.csv", COUNT, COUNT.replace("exact", ""), "count_is", "must be set if and only if"),
    ("counts.csv", COUNT, COUNT.replace("minute", "second"), "time_is", "minute, hour, hours"),
    ("counts.csv", COUNT, COUNT.replace("2009-04-17T06:13:00Z", "dawn"), "at", "is not a time"),
    ("counts.csv", COUNT, COUNT.replace("2009-04-17T06:13:00Z", ""), "at", "is not a time"),
    ("counts.csv", COUNT, COUNT.replace("2009-04-17T06:13:00Z", "2h"), "at", "is not a time"),
    (
        "counts.csv",
        "aplusk,2009-04-16T20:00:00Z,day,962000,over,1000,962000,72,",
        "aplusk,2009-04-16T20:00:00Z,day,962000,over,1000,962000,many,",
        "following",
        "expected a whole number",
    ),
    ("leads.csv", LEAD, LEAD.replace(",200,", ",,"), "lead", "is missing"),
    ("leads.csv", LEAD, LEAD.replace("exact", "derived"), "lead_is", "exact, rounded, over, under"),
    ("leads.csv", LEAD, LEAD.replace("04:12", "24:12"), "at", "is not a time"),
    ("leads.csv", LEAD, LEAD.replace("cnnbrk", "cnbrk"), "leader", "expected one of"),
    ("events.csv", EVENT, EVENT.replace("lead-change", "overtaking"), "kind", "challenge"),
    ("events.csv", EVENT, EVENT.replace("03:50", "3.50"), "at", "is not a time"),
    ("follows.csv", FOLLOW, FOLLOW.replace("yes,yes", "maybe,yes"), "follows_back", "yes, no"),
    ("follows.csv", FOLLOW, FOLLOW.replace("yes,yes", "yes,1"), "celebrity", "yes, no"),
    ("follows.csv", FOLLOW, FOLLOW.replace("2009-04-16", "16 April"), "at", "is not a time"),
]


def test_a_broken_cell_is_reported_with_file_line_column_and_what_was_expected(
    folder: Path,
) -> None:
    for file, old, new, column, expected in BROKEN:
        original = (folder / file).read_text(encoding="utf-8")
        line = replace_text(folder, file, old, new)
        message = refusal(folder)
        (folder / file).write_text(original, encoding="utf-8")
        match = re.fullmatch(r"([a-z.]+):(\d+): (?:\w+\.)?(\w+): (.+)", message)
        assert match, message
        assert (match[1], match[3]) == (file, column), new
        assert expected in match[4], new
        # The key `foo` is a line below; a missing name is reported at the header of its table.
        assert int(match[2]) == line + {"foo": 1, "name": -2}.get(column, 0), new


def test_a_broken_key_of_a_later_racer_is_reported_with_its_own_line(folder: Path) -> None:
    line = replace_text(
        folder, "race.toml", 'name = "Oprah Winfrey"\nkind = "person"', 'name = "O"\nkind = 1'
    )
    assert refusal(folder).startswith(f"race.toml:{line + 1}: racers.kind: expected one of person")


def test_a_misspelt_column_is_reported_as_missing(folder: Path) -> None:
    replace_text(folder, "counts.csv", "handle,at,time_is,followers", "handle,at,time_is,folowers")
    assert refusal(folder) == "counts.csv:2: followers: is missing"


def test_a_row_that_ends_early_is_reported_with_the_missing_column(folder: Path) -> None:
    with (folder / "follows.csv").open("a", encoding="utf-8") as file:
        file.write("oprah,someone,yes\n")
    assert refusal(folder) == "follows.csv:14: celebrity: is missing"


def test_a_row_with_more_cells_than_columns_is_reported_with_its_line(folder: Path) -> None:
    line = replace_text(
        folder, "events.csv", '"Second to 1,000,000, half an hour later"', "Second, later"
    )
    assert refusal(folder).startswith(f"events.csv:{line}: ")


def test_a_missing_file_is_reported(folder: Path) -> None:
    for file in ("race.toml", "counts.csv", "leads.csv", "events.csv"):
        (folder / file).rename(folder / "moved")
        assert refusal(folder).startswith(f"{file}: cannot be read")
        (folder / "moved").rename(folder / file)


def test_a_file_that_is_not_utf_8_is_reported(folder: Path) -> None:
    for file in ("race.toml", "counts.csv", "follows.csv"):
        original = (folder / file).read_bytes()
        (folder / file).write_bytes(original + b"\n\xff\xfe,\n")
        assert refusal(folder).startswith(f"{file}: ")
        (folder / file).write_bytes(original)


def test_an_unclosed_quotation_mark_is_reported_with_the_file(folder: Path) -> None:
    replace_text(folder, "leads.csv", "\"minute; 'about', 3:15 pm EDT\"", '"minute')
    assert refusal(folder).startswith("leads.csv")


@pytest.mark.parametrize(
    ("old", "new"),
    [('title = "Race', 'title = Race"'), ('[[racers]]\nhandle = "oprah"', "[[racers]\n")],
)
def test_invalid_toml_is_reported_with_its_line(old: str, new: str, folder: Path) -> None:
    line = replace_text(folder, "race.toml", old, new)
    assert re.match(rf"race\.toml:{line}: not valid TOML: ", refusal(folder))


def test_a_race_without_racers_is_refused(folder: Path) -> None:
    text = (folder / "race.toml").read_text(encoding="utf-8")
    (folder / "race.toml").write_text(text[: text.index("# A documented lead")], encoding="utf-8")
    assert refusal(folder).endswith("racers: expected at least one [[racers]] table")


def test_a_racer_that_is_listed_twice_is_refused(folder: Path) -> None:
    line = replace_text(folder, "race.toml", 'handle = "britneyspears"', 'handle = "aplusk"')
    assert refusal(folder).startswith(f"race.toml:{line}: racers.handle: ")


def test_a_byte_order_mark_and_crlf_line_ends_do_not_matter(folder: Path) -> None:
    for file in ("counts.csv", "leads.csv"):
        text = (folder / file).read_text(encoding="utf-8")
        (folder / file).write_bytes(b"\xef\xbb\xbf" + text.replace("\n", "\r\n").encode())
    assert read_facts(folder) == read_facts(SOURCE)


def test_control_characters_in_a_text_are_replaced(folder: Path) -> None:
    replace_text(
        folder, "events.csv", "CNN takes the lead back", "CNN \x1b[2J takes \u202ethe lead back"
    )
    titles = [event.title for event in read_facts(folder).events]
    assert "CNN \ufffd[2J takes the lead back" in titles


def test_the_race_is_read_from_its_file() -> None:
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
    assert {event.kind for event in facts.events} >= {EventKind.LEAD_CHANGE, EventKind.VOTE}


def test_the_precision_of_a_time_becomes_a_span() -> None:
    spans = {
        (count.handle, count.source[:12]): (count.at - count.earliest, count.latest - count.at)
        for count in read_facts(SOURCE).counts
    }
    assert spans[("aplusk", "Toronto Star")] == (0, 0)
    assert spans[("britneyspears", "https://www.")] == (HOUR // 2, HOUR // 2)
    assert spans[("aplusk", "Adweek TVNew")] == (3 * HOUR, 3 * HOUR)
    # 20:00 UTC is 16:00 in New York, whose day runs from 04:00 to 04:00 UTC.
    assert spans[("starbucks", "A Twitter Ra")] == (16 * HOUR, 8 * HOUR - MINUTE)


def test_the_quality_of_a_count_becomes_its_lowest_and_highest_value() -> None:
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
