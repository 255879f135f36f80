"""`stake`: a pledge for reaching the target, and that it was kept."""

import json
from pathlib import Path

import pytest

from tests.commands.conftest import Racetui, refused
from tests.commands.pledged import own_log
from tests.exchange.files import everything
from tui.model import Stake
from tui.store import Log

NETS = "10,000 mosquito nets"


@pytest.fixture
def log(tmp_path: Path) -> Path:
    return own_log(tmp_path / "races.db")


def stakes(log: Path) -> list[tuple[int, str, int, bool]]:
    """Return each pledge's account, text and target, and whether it was kept."""

    def row(stake: Stake) -> tuple[int, str, int, bool]:
        return stake.account, stake.text, stake.target, stake.kept_at is not None

    with Log(log) as opened:
        race = opened.race("mine")
        assert race is not None
        return [row(stake) for stake in opened.stakes(race)]


def test_a_pledge_is_printed_with_its_account_and_the_races_target(
    racetui: Racetui, log: Path
) -> None:
    ended = racetui("--db", str(log), "stake", "mine", "@ann", NETS)
    assert ended == (0, f"pledged for Ann at 1,000: {NETS}\n", "")
    assert stakes(log) == [(1, NETS, 1_000, False)]


def test_a_pledge_is_among_the_events(racetui: Racetui, log: Path) -> None:
    racetui("--db", str(log), "stake", "mine", "ann", NETS)
    events = racetui("--db", str(log), "export", "mine", "--what", "events", "--format", "jsonl")
    rows = [json.loads(line) for line in events.out.splitlines()]
    assert [(e["title"], e["account"], e["origin"]) for e in rows if e["kind"] == "pledge"] == [
        (f"pledge: {NETS}", "fake:ann", "noted")
    ]


def test_a_pledge_can_be_kept_once(racetui: Racetui, log: Path) -> None:
    command = ("--db", str(log), "stake", "mine", "ann", NETS)
    racetui(*command)
    assert racetui(*command, "--kept") == (0, f"kept: {NETS}\n", "")
    assert stakes(log) == [(1, NETS, 1_000, True)]
    assert refused(racetui(*command, "--kept"), 2).endswith("open pledges: none")


def test_a_pledge_is_printed_as_one_sanitized_line(racetui: Racetui, log: Path) -> None:
    ended = racetui("--db", str(log), "stake", "mine", "ann", "nets\x1b[2J\nand\u202emore")
    assert ended.code == 0
    assert ended.out.count("\n") == 1
    assert ended.out.rstrip("\n").isprintable()


@pytest.mark.parametrize(
    ("arguments", "words"),
    [
        (("mine", "ann", ""), "a pledge needs a text, such as: 10,000 mosquito nets"),
        (("mine", "ann", "a cake", "--kept"), "Ann has no such open pledge; open pledges: none"),
        (("mine", "ann", NETS, "--at-target"), "No such option '--at-target'"),
        (("mine", "cat", NETS), "no account 'cat' in mine; its racers are ann, bob"),
        (("other", "ann", NETS), "no race 'other'; available: mine"),
        (("april-2009", "aplusk", NETS), "april-2009 is a recorded race and cannot be changed"),
        (("mine", "ann"), "Missing argument 'TEXT'"),
    ],
)
def test_a_senseless_pledge_is_refused_and_changes_nothing(
    arguments: tuple[str, ...], words: str, racetui: Racetui, log: Path
) -> None:
    before = everything(log)
    assert words in refused(racetui("--db", str(log), "stake", *arguments), 2)
    assert everything(log) == before


def test_a_race_without_a_target_takes_no_pledge(racetui: Racetui, tmp_path: Path) -> None:
    log = own_log(tmp_path / "other.db", target=None)
    line = refused(racetui("--db", str(log), "stake", "mine", "ann", NETS), 2)
    assert line.startswith("mine has no target to pledge for")
    assert stakes(log) == []


def test_only_the_account_that_made_a_pledge_can_keep_it(racetui: Racetui, log: Path) -> None:
    racetui("--db", str(log), "stake", "mine", "ann", NETS)
    refused(racetui("--db", str(log), "stake", "mine", "bob", NETS, "--kept"), 2)
    assert stakes(log) == [(1, NETS, 1_000, False)]
