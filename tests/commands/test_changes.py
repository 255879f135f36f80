"""`add`, `remove`, `event`, `forget`: races of one's own, changed in words, and never by half."""

import csv
import io
import json
import shutil
from collections.abc import Sequence
from pathlib import Path

import pytest

from tests.commands.conftest import Racetui, python, refused
from tests.exchange.files import everything, lines

TEAPOT, KETTLE, KITE = "demo:teapot.demo", "demo:kettle.demo", "demo:kite.demo"


@pytest.fixture
def log(tmp_path: Path) -> Path:
    return tmp_path / "races.db"


@pytest.fixture
def own(racetui: Racetui, log: Path) -> Path:
    """Return a log with a race of two accounts of the demo world."""
    ended = racetui("--db", str(log), "add", "own", TEAPOT, KETTLE, "--to", "150K")
    assert (ended.code, ended.err) == (0, "")
    return log


def race_of(racetui: Racetui, log: Path, name: str = "own") -> tuple[int | None, list[str]]:
    """Return a race's target and its accounts; a race that there is not has none."""
    races = json.loads(racetui("--db", str(log), "races", "--json").out)["races"]
    found = [race for race in races if race["race"] == name and race["where"] == str(log)]
    if not found:
        return None, []
    return found[0]["target"], [account["account"] for account in found[0]["accounts"]]


def events(racetui: Racetui, log: Path) -> list[dict[str, str]]:
    text = racetui("--db", str(log), "export", "own", "--what", "events").out
    return list(csv.DictReader(io.StringIO(text, newline="")))


# add


def test_adding_to_a_race_that_is_not_there_makes_it(racetui: Racetui, log: Path) -> None:
    ended = racetui("--db", str(log), "add", "own", TEAPOT, "demo:kettle", "--to", "150K")
    assert ended == (0, "Steady Teapot, Bursty Kettle added to own\n", "")
    assert race_of(racetui, log) == (150_000, [TEAPOT, KETTLE])


def test_a_race_may_be_made_without_a_target_and_get_one_later(racetui: Racetui, log: Path) -> None:
    racetui("--db", str(log), "add", "own", TEAPOT)
    assert race_of(racetui, log) == (None, [TEAPOT])
    racetui("--db", str(log), "add", "own", TEAPOT, "--to", "1M")
    assert race_of(racetui, log) == (1_000_000, [TEAPOT])


def test_a_bare_name_is_one_of_the_source_that_the_race_is_of(racetui: Racetui, own: Path) -> None:
    assert racetui("--db", str(own), "add", "own", "kite").out == "Weekend Kite added to own\n"
    assert race_of(racetui, own)[1] == [TEAPOT, KETTLE, KITE]


def test_who_is_in_a_race_already_is_not_added_again(racetui: Racetui, own: Path) -> None:
    ended = racetui("--db", str(own), "add", "own", TEAPOT, "demo:@Kettle.demo")
    assert ended == (0, "all of them are in own already\n", "")
    assert race_of(racetui, own)[1] == [TEAPOT, KETTLE]


def test_who_is_named_twice_is_added_once(racetui: Racetui, own: Path) -> None:
    ended = racetui("--db", str(own), "add", "own", KITE, KITE)
    assert ended.out == "Weekend Kite added to own\n"
    assert race_of(racetui, own)[1] == [TEAPOT, KETTLE, KITE]


def test_who_is_not_there_is_named_and_the_others_are_added(racetui: Racetui, own: Path) -> None:
    ended = racetui("--db", str(own), "add", "own", "demo:kitee", KITE, "x:ann", "nowhere:bob")
    assert (ended.code, ended.out) == (3, "Weekend Kite added to own\n")
    typo, later, nowhere = ended.err.splitlines()
    assert typo.startswith("skipped: no account 'kitee.demo' in the demo world; did you mean kite")
    assert later.startswith("skipped: x: it needs RACETUI_X_TOKEN, and in the settings a budget")
    assert nowhere.startswith("skipped: no source and no race 'nowhere' with an account 'bob'")
    assert race_of(racetui, own)[1] == [TEAPOT, KETTLE, KITE]


@pytest.mark.parametrize(
    ("account", "words"),
    [
        ("demo:teapott", "no account 'teapott.demo' in the demo world; did you mean teapot.demo"),
        ("bluesky:ann.test", "bluesky: cannot be reached"),
        ("https://github.com/ann", "github: cannot be reached"),
        ("nowhere:ann", "no source and no race 'nowhere' with an account 'ann'"),
        ("ann", "'ann' names no account; write one like demo:teapot.demo"),
        ("demo:", "'demo:' names no account"),
        ("", "names no account"),
    ],
)
def test_an_account_that_does_not_exist_makes_no_race(
    account: str, words: str, racetui: Racetui, own: Path
) -> None:
    before = everything(own)
    assert words in refused(racetui("--db", str(own), "add", "new", account), 1)
    assert everything(own) == before


@pytest.mark.parametrize(
    ("arguments", "words"),
    [
        (("demo", TEAPOT), "cannot be a race's name; a source has it"),
        (("bluesky", TEAPOT), "cannot be a race's name; a source has it"),
        (("My race", TEAPOT), "'My race' is no name for a race; 'my-race' would be one"),
        (("a/b", TEAPOT), "'a/b' is no name for a race"),
        (("", TEAPOT), "is no name for a race"),
        (("own", KITE, "--to", "0"), "a target is 1 or more"),
        (("own", KITE, "--to", "a lot"), "is no number"),
        (("own",), "ACCOUNT"),
    ],
)
def test_a_race_that_cannot_be_is_refused(
    arguments: Sequence[str], words: str, racetui: Racetui, own: Path
) -> None:
    before = everything(own)
    assert words in refused(racetui("--db", str(own), "add", *arguments), 2)
    assert everything(own) == before


def test_an_imported_account_may_race_in_another_race(
    racetui: Racetui, own: Path, tmp_path: Path
) -> None:
    (tmp_path / "ann.csv").write_text(lines([5, 6]))
    racetui("--db", str(own), "import", str(tmp_path / "ann.csv"), "--race", "mine")
    assert racetui("--db", str(own), "add", "own", "mine:ann").out == "@ann added to own\n"
    assert race_of(racetui, own)[1] == [TEAPOT, KETTLE, "mine:ann"]


# remove


@pytest.mark.parametrize("name", ["kettle.demo", "@kettle.demo", KETTLE, "own:kettle.demo"])
def test_an_account_is_taken_out_of_a_race(name: str, racetui: Racetui, own: Path) -> None:
    ended = racetui("--db", str(own), "remove", "own", name, "--yes")
    assert ended == (0, "took Bursty Kettle out of own; the samples stay in the log\n", "")
    assert race_of(racetui, own) == (150_000, [TEAPOT])


def test_a_race_is_taken_away_and_its_samples_stay(
    racetui: Racetui, log: Path, tmp_path: Path
) -> None:
    (tmp_path / "ann.csv").write_text(lines([5, 6]))
    racetui("--db", str(log), "import", str(tmp_path / "ann.csv"), "--race", "own")
    before = everything(log)["sample"]
    ended = racetui("--db", str(log), "remove", "own", "--yes")
    assert ended == (0, "took the race own away; the samples stay in the log\n", "")
    assert "own" not in racetui("--db", str(log), "races").out.split()
    assert everything(log)["sample"] == before


@pytest.mark.parametrize(
    ("answer", "gone"), [("y\n", True), ("n\n", False), ("\n", False)], ids=["y", "n", "nothing"]
)
def test_it_is_asked_first_and_only_a_yes_is_one(
    answer: str, gone: bool, racetui: Racetui, own: Path
) -> None:
    script = (
        "import io, sys\n"
        "sys.stdin = io.StringIO(sys.argv[1])\n"
        "from tui.__main__ import run\n"
        "sys.exit(run(sys.argv[2:]))\n"
    )
    ended = python("-c", script, answer, "--db", str(own), "remove", "own", "kettle.demo")
    assert ended.code == 0
    assert "take Bursty Kettle out of own?" in ended.err
    assert race_of(racetui, own)[1] == ([TEAPOT] if gone else [TEAPOT, KETTLE])


def test_without_anybody_to_ask_nothing_is_taken(racetui: Racetui, own: Path) -> None:
    before = everything(own)
    ended = python("-m", "tui", "--db", str(own), "remove", "own")
    assert ended.code in {1, 2, 130}
    assert ended.out == ""
    assert "Traceback" not in ended.err
    assert everything(own) == before


@pytest.mark.parametrize(
    ("arguments", "words"),
    [
        (("own", "nobody"), "no account 'nobody' in own; its racers are teapot.demo, kettle.demo"),
        (("own", "kettle.demo", "nobody"), "no account 'nobody' in own"),
        (("own", "x:kettle.demo"), "no account 'x:kettle.demo' in own"),
        (("nowhere",), "no race 'nowhere'; known are own"),
        (("april-2009",), "april-2009 is recorded and stays as it is"),
    ],
)
def test_what_is_not_in_the_log_cannot_be_removed(
    arguments: Sequence[str], words: str, racetui: Racetui, own: Path
) -> None:
    before = everything(own)
    assert refused(racetui("--db", str(own), "remove", *arguments, "--yes"), 2).startswith(words)
    assert everything(own) == before


# event


def test_an_event_is_noted_of_a_racer_at_a_time_and_of_a_kind(racetui: Racetui, own: Path) -> None:
    command = ("--db", str(own), "event", "own", "ten thousand nets")
    at = ("--at", "2026-11-22T01:00:00Z", "--kind", "pledge")
    ended = racetui(*command, "--account", "teapot.demo", *at)
    assert (ended.code, ended.err) == (0, "")
    assert ended.out.startswith("noted: 22 Nov 2026 ")
    assert ended.out.endswith("  ten thousand nets\n")
    assert events(racetui, own) == [
        {
            "at": "2026-11-22T01:00:00Z",
            "account": TEAPOT,
            "kind": "pledge",
            "title": "ten thousand nets",
            "origin": "noted",
            "source": "",
        }
    ]


def test_an_event_is_a_note_of_now_unless_it_is_told_otherwise(racetui: Racetui, own: Path) -> None:
    assert racetui("--db", str(own), "event", "own", "on the news").code == 0
    (noted,) = events(racetui, own)
    assert (noted["kind"], noted["account"], noted["title"]) == ("note", "", "on the news")
    assert noted["at"] > "2024"


def test_a_title_is_made_harmless(racetui: Racetui, own: Path) -> None:
    ended = racetui("--db", str(own), "event", "own", "on\x1b]0;x\x07\nthe \u202enews")
    assert ended.out.count("\n") == 1
    assert ended.out.rstrip("\n").isprintable()
    (noted,) = events(racetui, own)
    assert noted["title"].isprintable()


@pytest.mark.parametrize(
    ("arguments", "words"),
    [
        (("own", "x", "--at", "noon"), "'noon' is no time"),
        (("own", "x", "--kind", "party"), "'party' is not one of 'challenge'"),
        (("own", "x", "--account", "nobody"), "no account 'nobody' in own"),
        (("own", ""), "an event needs a title"),
        (("own", "\u200b"), "an event needs a title"),
        (("nowhere", "x"), "no race 'nowhere'; known are own"),
        (("april-2009", "x"), "april-2009 is recorded and stays as it is"),
        (("own",), "TITLE"),
    ],
)
def test_an_event_that_cannot_be_is_refused(
    arguments: Sequence[str], words: str, racetui: Racetui, own: Path
) -> None:
    before = everything(own)
    assert words in refused(racetui("--db", str(own), "event", *arguments), 2)
    assert everything(own) == before


# forget

SECRET = "ann-who-is-to-be-forgotten"


@pytest.fixture
def known(racetui: Racetui, own: Path, tmp_path: Path) -> Path:
    """Return a log that knows somebody, and somebody else, from a file and from a note."""
    (tmp_path / "counts.csv").write_text(lines([5, 6, 7]))
    command = ("--db", str(own), "import", str(tmp_path / "counts.csv"), "--race", "own")
    for name in (SECRET, "bob"):
        racetui(*command, "--account", name)
    racetui("--db", str(own), "event", "own", "x", "--account", f"own:{SECRET}")
    return own


def mentions(folder: Path, word: str) -> list[str]:
    """Return the names of the files of a log in which a word stands."""
    logs = sorted(folder.glob("races.db*"))
    return [file.name for file in logs if word.encode() in file.read_bytes()]


def test_who_is_forgotten_is_gone_with_samples_and_events_and_the_others_stay(
    racetui: Racetui, known: Path
) -> None:
    assert racetui("--db", str(known), "forget", f"own:{SECRET}").code == 0
    assert race_of(racetui, known)[1] == [TEAPOT, KETTLE, "own:bob"]
    assert events(racetui, known) == []
    rows = racetui("--db", str(known), "export", "own").out.splitlines()[1:]
    assert [row.split(",")[0] for row in rows] == ["own:bob"] * 3


def test_nothing_of_who_is_forgotten_stands_in_any_file_of_the_log(
    racetui: Racetui, known: Path, tmp_path: Path
) -> None:
    shutil.copy(known, tmp_path / "races.db.backup-schema2-1")
    assert mentions(tmp_path, SECRET) == ["races.db", "races.db.backup-schema2-1"]
    ended = racetui("--db", str(known), "forget", f"own:{SECRET}")
    assert ended.code == 0
    assert "in 1 backup" in ended.out
    assert mentions(tmp_path, SECRET) == []
    assert mentions(tmp_path, "bob") == ["races.db", "races.db.backup-schema2-1"]


def test_one_after_the_other_is_forgotten_in_the_log_and_its_backups(
    racetui: Racetui, known: Path, tmp_path: Path
) -> None:
    shutil.copy(known, tmp_path / "races.db.backup-schema2-1")
    for name in (SECRET, "bob"):
        ended = racetui("--db", str(known), "forget", f"own:{name}")
        assert (ended.code, ended.err) == (0, "")
        assert "in 1 backup" in ended.out
        assert mentions(tmp_path, name) == []


def test_the_name_of_the_file_goes_with_the_last_who_was_in_it(
    racetui: Racetui, known: Path, tmp_path: Path
) -> None:
    (tmp_path / f"of-{SECRET}.csv").write_text(lines([8, 9], first="2021-01-01"))
    command = ("--db", str(known), "import", str(tmp_path / f"of-{SECRET}.csv"), "--race", "own")
    racetui(*command, "--account", SECRET)
    racetui("--db", str(known), "forget", f"own:{SECRET}")
    assert mentions(tmp_path, SECRET) == []
    assert mentions(tmp_path, "counts.csv") == ["races.db"]


def test_the_name_of_a_file_that_added_nothing_goes_too(
    racetui: Racetui, known: Path, tmp_path: Path
) -> None:
    (tmp_path / f"of-{SECRET}.csv").write_text(lines([5, 6, 7]))
    command = ("--db", str(known), "import", str(tmp_path / f"of-{SECRET}.csv"), "--race", "own")
    assert "0 samples taken" in racetui(*command, "--account", SECRET).out
    racetui("--db", str(known), "forget", f"own:{SECRET}")
    assert mentions(tmp_path, SECRET) == []


@pytest.mark.parametrize("name", ["own:nobody", "nowhere:ann", "ann", "own:", "", "demo:kite.demo"])
def test_who_is_not_known_cannot_be_forgotten(name: str, racetui: Racetui, known: Path) -> None:
    before = everything(known)
    line = refused(racetui("--db", str(known), "forget", name), 2)
    assert line.endswith("in the log; write it as SOURCE:ID")
    assert everything(known) == before
