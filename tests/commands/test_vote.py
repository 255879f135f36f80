"""`vote`: a call to bring a count below a threshold by a deadline."""

import json
from pathlib import Path
from typing import Any

import pytest

from tests.commands.conftest import Racetui, refused
from tests.commands.pledged import own_log
from tests.exchange.files import everything
from tui.model import Vote
from tui.store import Log

END = 4_101_796_800_000
"""2099-12-24T12:00Z."""
UNTIL = ("--until", "2099-12-24T12:00Z")


@pytest.fixture
def log(tmp_path: Path) -> Path:
    return own_log(tmp_path / "races.db")


def votes(log: Path) -> tuple[Vote, ...]:
    with Log(log) as opened:
        race = opened.race("mine")
        assert race is not None
        return opened.votes(race)


def vote_measures(racetui: Racetui, log: Path) -> dict[str, Any]:
    """Return the measures of Ann's vote in the standings."""
    board = json.loads(racetui("--db", str(log), "standings", "mine", "--json").out)
    (ann,) = [account for account in board["accounts"] if account["handle"] == "ann"]
    return {k: m for k, m in ann["measures"].items() if k.startswith("vote")}


def test_a_vote_is_printed_with_its_threshold_and_its_deadline_in_the_races_zone(
    racetui: Racetui, log: Path
) -> None:
    ended = racetui("--db", str(log), "vote", "mine", "ann", "--below", "0.9K", *UNTIL)
    assert (ended.code, ended.err) == (0, "")
    assert ended.out.startswith("vote: Ann below 900 until ")
    assert "24 Dec 2099" in ended.out
    assert "12:00" in ended.out
    assert ended.out.count("\n") == 1
    (vote,) = votes(log)
    assert (vote.account, vote.below, vote.ends_at) == (1, 900, END)


def test_a_vote_that_is_won_already_is_refused(racetui: Racetui, log: Path) -> None:
    line = refused(racetui("--db", str(log), "vote", "mine", "ann", "--below", "2K", *UNTIL), 2)
    assert "Ann has " in line
    assert line.endswith(", already below 2,000")
    assert not votes(log)


def test_a_deadline_without_a_zone_is_in_the_races_zone(racetui: Racetui, log: Path) -> None:
    command = ("--db", str(log), "vote", "mine", "ann", "--below", "500")
    assert racetui(*command, "--until", "2099-12-24T12:00").code == 0
    assert votes(log)[0].ends_at == END


@pytest.mark.parametrize("name", ["ann", "@ann", "mine:ann", "fake:ann", "fake:@ann"])
def test_an_account_may_be_given_by_handle_race_or_source(
    name: str, racetui: Racetui, log: Path
) -> None:
    assert racetui("--db", str(log), "vote", "mine", name, "--below", "500", *UNTIL).code == 0
    assert [vote.account for vote in votes(log)] == [1]


def test_a_vote_is_among_the_events_and_the_standings_measure_it(
    racetui: Racetui, log: Path
) -> None:
    before = vote_measures(racetui, log)
    assert before
    assert {measure["value"] for measure in before.values()} == {None}
    racetui("--db", str(log), "vote", "mine", "ann", "--below", "500", *UNTIL)
    after = vote_measures(racetui, log)
    assert (after["vote_cast"]["value"], after["vote_turnout"]["value"]) == (0, 0)
    events = racetui("--db", str(log), "export", "mine", "--what", "events", "--format", "jsonl")
    rows = [json.loads(line) for line in events.out.splitlines()]
    assert [(e["kind"], e["title"], e["account"]) for e in rows if e["kind"] == "vote"] == [
        ("vote", "vote: Ann below 500", "fake:ann")
    ]


@pytest.mark.parametrize(
    ("arguments", "words"),
    [
        (("mine", "ann", "--below", "0", *UNTIL), "a target must be at least 1"),
        (("mine", "ann", "--below", "few", *UNTIL), "'few' is not a number (e.g. "),
        (("mine", "ann", "--below", "-5", *UNTIL), "'-5' is not a number"),
        (("mine", "ann", "--below", "500", "--until", "2h"), "the vote must end in the future"),
        (("mine", "ann", "--below", "500", "--until", "2009-12-24"), "must end in the future"),
        (("mine", "ann", "--below", "500", "--until", "soon"), "'soon'"),
        (("mine", "cat", "--below", "500", *UNTIL), "no account 'cat' in mine; its racers are ann"),
        (("other", "ann", "--below", "500", *UNTIL), "no race 'other'; available: mine"),
        (
            ("april-2009", "aplusk", "--below", "500", *UNTIL),
            "april-2009 is a recorded race and cannot be changed",
        ),
        (("mine", "ann", *UNTIL), "Missing option '--below'"),
        (("mine", "ann", "--below", "500"), "Missing option '--until'"),
    ],
)
def test_a_senseless_vote_is_refused_and_changes_nothing(
    arguments: tuple[str, ...], words: str, racetui: Racetui, log: Path
) -> None:
    before = everything(log)
    assert words in refused(racetui("--db", str(log), "vote", *arguments), 2)
    assert everything(log) == before


def test_a_refused_vote_makes_no_log(racetui: Racetui, tmp_path: Path) -> None:
    path = tmp_path / "none.db"
    refused(racetui("--db", str(path), "vote", "mine", "ann", "--below", "500", *UNTIL), 2)
    assert not path.exists()
