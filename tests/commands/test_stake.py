"""`stake`: what is pledged for a target, and kept; or refused and nothing written."""

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
    """Return of each pledge its account, its words, its target, and whether it was kept."""

    def known(stake: Stake) -> tuple[int, str, int, bool]:
        return stake.account, stake.text, stake.target, stake.kept_at is not None

    with Log(log) as opened:
        race = opened.race("mine")
        assert race is not None
        return [known(stake) for stake in opened.stakes(race)]


@pytest.mark.parametrize("options", [(), ("--at-target",)])
def test_a_pledge_is_told_with_its_account_and_the_races_target(
    options: tuple[str, ...], racetui: Racetui, log: Path
) -> None:
    ended = racetui("--db", str(log), "stake", "mine", "@ann", NETS, *options)
    assert ended == (0, f"pledged for Ann at 1,000: {NETS}\n", "")
    assert stakes(log) == [(1, NETS, 1_000, False)]


def test_a_pledge_is_among_the_events(racetui: Racetui, log: Path) -> None:
    racetui("--db", str(log), "stake", "mine", "ann", NETS)
    events = racetui("--db", str(log), "export", "mine", "--what", "events", "--format", "jsonl")
    told = [json.loads(line) for line in events.out.splitlines()]
    assert [(e["title"], e["account"], e["origin"]) for e in told if e["kind"] == "pledge"] == [
        (f"pledge: {NETS}", "fake:ann", "noted")
    ]


def test_a_pledge_that_was_kept_is_told_so_once(racetui: Racetui, log: Path) -> None:
    command = ("--db", str(log), "stake", "mine", "ann", NETS)
    racetui(*command)
    assert racetui(*command, "--kept") == (0, f"kept: {NETS}\n", "")
    assert stakes(log) == [(1, NETS, 1_000, True)]
    assert refused(racetui(*command, "--kept"), 2).endswith("open are: none")


def test_what_is_pledged_is_told_as_one_harmless_line(racetui: Racetui, log: Path) -> None:
    ended = racetui("--db", str(log), "stake", "mine", "ann", "nets\x1b[2J\nand\u202emore")
    assert ended.code == 0
    assert ended.out.count("\n") == 1
    assert ended.out.rstrip("\n").isprintable()


@pytest.mark.parametrize(
    ("arguments", "words"),
    [
        (("mine", "ann", ""), "a pledge needs words, such as: 10,000 mosquito nets"),
        (("mine", "ann", "a cake", "--kept"), "no such pledge of Ann is open; open are: none"),
        (("mine", "ann", NETS, "--kept", "--at-target"), "say --kept or --at-target, not both"),
        (("mine", "cat", NETS), "no account 'cat' in mine; its racers are ann, bob"),
        (("other", "ann", NETS), "no race 'other'; known are mine"),
        (("april-2009", "aplusk", NETS), "april-2009 is recorded and stays as it is"),
        (("mine", "ann"), "Missing argument 'TEXT'"),
    ],
)
def test_a_pledge_that_makes_no_sense_is_refused_and_nothing_is_written(
    arguments: tuple[str, ...], words: str, racetui: Racetui, log: Path
) -> None:
    before = everything(log)
    assert words in refused(racetui("--db", str(log), "stake", *arguments), 2)
    assert everything(log) == before


def test_in_a_race_without_a_target_nothing_can_be_pledged(
    racetui: Racetui, tmp_path: Path
) -> None:
    log = own_log(tmp_path / "other.db", target=None)
    line = refused(racetui("--db", str(log), "stake", "mine", "ann", NETS), 2)
    assert line.startswith("mine has no target to pledge for")
    assert stakes(log) == []


def test_somebody_elses_pledge_is_not_kept_for_them(racetui: Racetui, log: Path) -> None:
    racetui("--db", str(log), "stake", "mine", "ann", NETS)
    refused(racetui("--db", str(log), "stake", "mine", "bob", NETS, "--kept"), 2)
    assert stakes(log) == [(1, NETS, 1_000, False)]
