"""`add`, `remove`, `event` and `forget`: the user's own races, changed wholly or not at all."""

import csv
import io
import json
import shutil
import sys
from collections.abc import Sequence
from pathlib import Path

import pytest

from tests.commands.conftest import Racetui, copy_of, log_made_by, refused
from tests.exchange.files import everything, lines

TEAPOT, KETTLE, KITE = "demo:teapot.demo", "demo:kettle.demo", "demo:kite.demo"


@pytest.fixture
def log(tmp_path: Path) -> Path:
    return tmp_path / "races.db"


@pytest.fixture(scope="module")
def made_own(tmp_path_factory: pytest.TempPathFactory, cache_home: Path) -> Path:
    folder = tmp_path_factory.mktemp("own")
    return log_made_by(folder, cache_home, ("add", "own", TEAPOT, KETTLE, "--to", "150K"))


@pytest.fixture
def own(made_own: Path, log: Path) -> Path:
    """Return a log with a race of two accounts of the demo world."""
    return copy_of(made_own, log)


def race_of(racetui: Racetui, log: Path, name: str = "own") -> tuple[int | None, list[str]]:
    """Return a race's target and accounts; a race that does not exist has none."""
    races = json.loads(racetui("--db", str(log), "races", "--json").out)["races"]
    found = [race for race in races if race["race"] == name and race["where"] == str(log)]
    if not found:
        return None, []
    return found[0]["target"], [account["account"] for account in found[0]["accounts"]]


def events(racetui: Racetui, log: Path) -> list[dict[str, str]]:
    text = racetui("--db", str(log), "export", "own", "--what", "events").out
    return list(csv.DictReader(io.StringIO(text, newline="")))


# add


def test_adding_to_a_new_race_makes_it(racetui: Racetui, log: Path) -> None:
    ended = racetui("--db", str(log), "add", "own", TEAPOT, "demo:kettle", "--to", "150K")
    assert ended == (0, "Steady Teapot, Bursty Kettle added to own\n", "")
    assert race_of(racetui, log) == (150_000, [TEAPOT, KETTLE])


def test_a_race_may_get_its_target_later(racetui: Racetui, log: Path) -> None:
    racetui("--db", str(log), "add", "own", TEAPOT)
    assert race_of(racetui, log) == (None, [TEAPOT])
    racetui("--db", str(log), "add", "own", TEAPOT, "--to", "1M")
    assert race_of(racetui, log) == (1_000_000, [TEAPOT])


def test_a_name_without_a_source_belongs_to_the_source_of_the_race(
    racetui: Racetui, own: Path
) -> None:
    assert racetui("--db", str(own), "add", "own", "kite").out == "Weekend Kite added to own\n"
    assert race_of(racetui, own)[1] == [TEAPOT, KETTLE, KITE]


def test_a_racer_is_not_added_again(racetui: Racetui, own: Path) -> None:
    ended = racetui("--db", str(own), "add", "own", TEAPOT, "demo:@Kettle.demo")
    assert ended == (0, "already in own; nothing was added\n", "")
    assert race_of(racetui, own)[1] == [TEAPOT, KETTLE]


def test_an_account_given_twice_is_added_once(racetui: Racetui, own: Path) -> None:
    ended = racetui("--db", str(own), "add", "own", KITE, KITE)
    assert ended.out == "Weekend Kite added to own\n"
    assert race_of(racetui, own)[1] == [TEAPOT, KETTLE, KITE]


def test_unknown_accounts_are_skipped_by_name_and_the_others_are_added(
    racetui: Racetui, own: Path
) -> None:
    ended = racetui("--db", str(own), "add", "own", "demo:kitee", KITE, "x:ann", "nowhere:bob")
    assert (ended.code, ended.out) == (3, "Weekend Kite added to own\n")
    typo, later, nowhere = ended.err.splitlines()
    assert typo.startswith("skipped: no account 'kitee.demo' in the demo world; did you mean kite")
    assert later.startswith("skipped: x: it needs RACETUI_X_TOKEN and a budget in the settings")
    assert nowhere.startswith("skipped: no source or race 'nowhere' with an account 'bob'")
    assert race_of(racetui, own)[1] == [TEAPOT, KETTLE, KITE]


@pytest.mark.parametrize(
    ("account", "words"),
    [
        ("demo:teapott", "no account 'teapott.demo' in the demo world; did you mean teapot.demo"),
        ("bluesky:ann.test", "bluesky: cannot be reached"),
        ("https://github.com/ann", "github: cannot be reached"),
        ("nowhere:ann", "no source or race 'nowhere' with an account 'ann'"),
        ("ann", "'ann' is not an account; use e.g. demo:teapot.demo"),
        ("demo:", "'demo:' is not an account"),
        ("", "is not an account"),
    ],
)
def test_an_account_that_cannot_be_looked_up_makes_no_race(
    account: str, words: str, racetui: Racetui, own: Path
) -> None:
    before = everything(own)
    assert words in refused(racetui("--db", str(own), "add", "new", account), 1)
    assert everything(own) == before


@pytest.mark.parametrize(
    ("arguments", "words"),
    [
        (("demo", TEAPOT), "'demo' is the name of a source"),
        (("bluesky", TEAPOT), "'bluesky' is the name of a source"),
        (("My race", TEAPOT), "'My race' is not a race name; use e.g. 'my-race'"),
        (("a/b", TEAPOT), "'a/b' is not a race name"),
        (("", TEAPOT), "is not a race name"),
        (("own", KITE, "--to", "0"), "a target must be at least 1"),
        (("own", KITE, "--to", "a lot"), "is not a number"),
        (("own",), "ACCOUNT"),
    ],
)
def test_an_impossible_race_is_refused(
    arguments: Sequence[str], words: str, racetui: Racetui, own: Path
) -> None:
    before = everything(own)
    assert words in refused(racetui("--db", str(own), "add", *arguments), 2)
    assert everything(own) == before


def test_an_imported_account_may_join_another_race(
    racetui: Racetui, own: Path, tmp_path: Path
) -> None:
    (tmp_path / "ann.csv").write_text(lines([5, 6]))
    racetui("--db", str(own), "import", str(tmp_path / "ann.csv"), "--race", "mine")
    assert racetui("--db", str(own), "add", "own", "mine:ann").out == "@ann added to own\n"
    assert race_of(racetui, own)[1] == [TEAPOT, KETTLE, "mine:ann"]


# remove


@pytest.mark.parametrize("name", ["kettle.demo", "@kettle.demo", KETTLE, "own:kettle.demo"])
def test_an_account_is_removed_from_a_race(name: str, racetui: Racetui, own: Path) -> None:
    ended = racetui("--db", str(own), "remove", "own", name, "--yes")
    assert ended == (0, "removed Bursty Kettle from own; its history is kept\n", "")
    assert race_of(racetui, own) == (150_000, [TEAPOT])


def test_a_race_is_removed_and_its_samples_are_kept(
    racetui: Racetui, log: Path, tmp_path: Path
) -> None:
    (tmp_path / "ann.csv").write_text(lines([5, 6]))
    racetui("--db", str(log), "import", str(tmp_path / "ann.csv"), "--race", "own")
    before = everything(log)["sample"]
    ended = racetui("--db", str(log), "remove", "own", "--yes")
    assert ended == (0, "removed the race own; its history is kept\n", "")
    assert "own" not in racetui("--db", str(log), "races").out.split()
    assert everything(log)["sample"] == before


@pytest.mark.parametrize(
    ("answer", "gone"), [("y\n", True), ("n\n", False), ("\n", False)], ids=["y", "n", "nothing"]
)
def test_removing_asks_first_and_only_yes_counts(
    answer: str, gone: bool, racetui: Racetui, own: Path, monkeypatch: pytest.MonkeyPatch
) -> None:
    monkeypatch.setattr(sys, "stdin", io.StringIO(answer))
    ended = racetui("--db", str(own), "remove", "own", "kettle.demo")
    assert ended.code == 0
    assert "remove Bursty Kettle from own?" in ended.err
    assert race_of(racetui, own)[1] == ([TEAPOT] if gone else [TEAPOT, KETTLE])


def test_without_an_answer_nothing_is_removed(forked: Racetui, own: Path) -> None:
    before = everything(own)
    ended = forked("--db", str(own), "remove", "own")
    assert ended.code in {1, 2, 130}
    assert ended.out == ""
    assert "Traceback" not in ended.err
    assert everything(own) == before


@pytest.mark.parametrize(
    ("arguments", "words"),
    [
        (("own", "nobody"), "no account 'nobody' in own; its racers are teapot.demo, kettle.demo"),
        (("own", "kettle.demo", "nobody"), "no account 'nobody' in own"),
        (("own", "x:kettle.demo"), "no account 'x:kettle.demo' in own; did you mean demo:kettle."),
        (("own", "kettle"), "no account 'kettle' in own; did you mean demo:kettle.demo?"),
        (("own", "teepot.demo"), "no account 'teepot.demo' in own; did you mean demo:teapot.demo"),
        (("nowhere",), "no race 'nowhere'; available: own"),
        (("april-2009",), "april-2009 is a recorded race and cannot be changed"),
    ],
)
def test_only_races_and_racers_of_the_log_can_be_removed(
    arguments: Sequence[str], words: str, racetui: Racetui, own: Path
) -> None:
    before = everything(own)
    assert refused(racetui("--db", str(own), "remove", *arguments, "--yes"), 2).startswith(words)
    assert everything(own) == before


# event


def test_an_event_has_a_racer_a_time_and_a_kind(racetui: Racetui, own: Path) -> None:
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


def test_an_event_is_a_note_as_of_now_by_default(racetui: Racetui, own: Path) -> None:
    assert racetui("--db", str(own), "event", "own", "on the news").code == 0
    (noted,) = events(racetui, own)
    assert (noted["kind"], noted["account"], noted["title"]) == ("note", "", "on the news")
    assert noted["at"] > "2024"


def test_a_title_is_sanitized(racetui: Racetui, own: Path) -> None:
    ended = racetui("--db", str(own), "event", "own", "on\x1b]0;x\x07\nthe \u202enews")
    assert ended.out.count("\n") == 1
    assert ended.out.rstrip("\n").isprintable()
    (noted,) = events(racetui, own)
    assert noted["title"].isprintable()


@pytest.mark.parametrize(
    ("arguments", "words"),
    [
        (("own", "x", "--at", "noon"), "'noon' is not a time"),
        (("own", "x", "--kind", "party"), "'party' is not one of 'challenge'"),
        (("own", "x", "--account", "nobody"), "no account 'nobody' in own"),
        (("own", ""), "an event needs a title"),
        (("own", "\u200b"), "an event needs a title"),
        (("nowhere", "x"), "no race 'nowhere'; available: own"),
        (("april-2009", "x"), "april-2009 is a recorded race and cannot be changed"),
        (("own",), "TITLE"),
    ],
)
def test_an_impossible_event_is_refused(
    arguments: Sequence[str], words: str, racetui: Racetui, own: Path
) -> None:
    before = everything(own)
    assert words in refused(racetui("--db", str(own), "event", *arguments), 2)
    assert everything(own) == before


# forget

SECRET = "ann-who-will-be-forgotten"


@pytest.fixture(scope="module")
def made_with_secret(
    made_own: Path, tmp_path_factory: pytest.TempPathFactory, cache_home: Path
) -> Path:
    folder = tmp_path_factory.mktemp("with-secret")
    shutil.copy(made_own, folder)
    (folder / "counts.csv").write_text(lines([5, 6, 7]))
    command = ("import", str(folder / "counts.csv"), "--race", "own", "--account")
    event = ("event", "own", "x", "--account", f"own:{SECRET}")
    return log_made_by(folder, cache_home, (*command, SECRET), (*command, "bob"), event)


@pytest.fixture
def with_secret(made_with_secret: Path, log: Path) -> Path:
    """Return a log of the accounts SECRET and bob, both imported from a file; one has an event."""
    return copy_of(made_with_secret, log)


def mentions(folder: Path, word: str) -> list[str]:
    """Return the names of the log's files that contain a word."""
    logs = sorted(folder.glob("races.db*"))
    return [file.name for file in logs if word.encode() in file.read_bytes()]


def test_a_forgotten_account_is_gone_with_its_samples_and_events_and_the_others_stay(
    racetui: Racetui, with_secret: Path
) -> None:
    assert racetui("--db", str(with_secret), "forget", f"own:{SECRET}").code == 0
    assert race_of(racetui, with_secret)[1] == [TEAPOT, KETTLE, "own:bob"]
    assert events(racetui, with_secret) == []
    rows = racetui("--db", str(with_secret), "export", "own").out.splitlines()[1:]
    assert [row.split(",")[0] for row in rows] == ["own:bob"] * 3


def test_no_file_of_the_log_mentions_a_forgotten_account(
    racetui: Racetui, with_secret: Path, tmp_path: Path
) -> None:
    shutil.copy(with_secret, tmp_path / "races.db.backup-schema2-1")
    assert mentions(tmp_path, SECRET) == ["races.db", "races.db.backup-schema2-1"]
    ended = racetui("--db", str(with_secret), "forget", f"own:{SECRET}")
    assert ended.code == 0
    assert "from 1 backup" in ended.out
    assert mentions(tmp_path, SECRET) == []
    assert mentions(tmp_path, "bob") == ["races.db", "races.db.backup-schema2-1"]


def test_several_accounts_in_turn_are_forgotten_in_the_log_and_its_backups(
    racetui: Racetui, with_secret: Path, tmp_path: Path
) -> None:
    shutil.copy(with_secret, tmp_path / "races.db.backup-schema2-1")
    for name in (SECRET, "bob"):
        ended = racetui("--db", str(with_secret), "forget", f"own:{name}")
        assert (ended.code, ended.err) == (0, "")
        assert "from 1 backup" in ended.out
        assert mentions(tmp_path, name) == []


def test_the_name_of_an_imported_file_goes_with_its_last_account(
    racetui: Racetui, with_secret: Path, tmp_path: Path
) -> None:
    (tmp_path / f"of-{SECRET}.csv").write_text(lines([8, 9], first="2021-01-01"))
    command = (
        "--db",
        str(with_secret),
        "import",
        str(tmp_path / f"of-{SECRET}.csv"),
        "--race",
        "own",
    )
    racetui(*command, "--account", SECRET)
    racetui("--db", str(with_secret), "forget", f"own:{SECRET}")
    assert mentions(tmp_path, SECRET) == []
    assert mentions(tmp_path, "counts.csv") == ["races.db"]


def test_the_name_of_an_imported_file_that_added_nothing_goes_too(
    racetui: Racetui, with_secret: Path, tmp_path: Path
) -> None:
    (tmp_path / f"of-{SECRET}.csv").write_text(lines([5, 6, 7]))
    command = (
        "--db",
        str(with_secret),
        "import",
        str(tmp_path / f"of-{SECRET}.csv"),
        "--race",
        "own",
    )
    assert "0 samples added" in racetui(*command, "--account", SECRET).out
    racetui("--db", str(with_secret), "forget", f"own:{SECRET}")
    assert mentions(tmp_path, SECRET) == []


@pytest.mark.parametrize("name", ["own:nobody", "nowhere:ann", "ann", "own:", "", "demo:kite.demo"])
def test_an_unknown_account_cannot_be_forgotten(
    name: str, racetui: Racetui, with_secret: Path
) -> None:
    before = everything(with_secret)
    line = refused(racetui("--db", str(with_secret), "forget", name), 2)
    assert line.endswith("in the log; use SOURCE:ID")
    assert everything(with_secret) == before
