"""Votes and pledges; invalid ones are refused with a reason."""

from collections.abc import Iterator
from contextlib import contextmanager
from dataclasses import replace
from pathlib import Path
from typing import NamedTuple

import pytest
from hypothesis import given, settings
from hypothesis import strategies as st

from tests.building import START, Ticks
from tests.sources.fakes import FakeSource, Wall
from tests.store.logs import rows
from tui.model import DAY, HOUR, Account, EventKind, Origin, Race, Stake, Vote
from tui.races.editing import RaceEditor, Rejected
from tui.store import Log

FAKE = FakeSource("fake", ann=900, bob=800)
NETS = "10,000 mosquito nets"


class RaceOfTwo(NamedTuple):
    """A race editor, its clock, and a race of two to 1,000."""

    editor: RaceEditor
    ticks: Ticks
    race: Race

    @property
    def ann(self) -> Account:
        return self.race.accounts[0]

    @property
    def bob(self) -> Account:
        return self.race.accounts[1]

    def events(self) -> list[tuple[str, str]]:
        """Return the kinds and titles of the events of the race, oldest first."""
        return [(str(e.kind), e.title) for e in self.editor.log.events(self.race)]

    def stakes(self) -> tuple[Stake, ...]:
        return self.editor.log.stakes(self.race)

    def nothing_was_written(self) -> bool:
        return not any(
            rows(self.editor.path, f"SELECT * FROM {table}") for table in ("vote", "stake", "event")
        )


@contextmanager
def race_of_two(path: Path, target: int | None = 1_000) -> Iterator[RaceOfTwo]:
    ticks = Ticks()
    editor = RaceEditor(path, {"fake": lambda _: FAKE}, Wall(ticks))
    try:
        race = editor.make_race(
            Race("mine", "mine", (), target), [FAKE.known("ann"), FAKE.known("bob")]
        )
        yield RaceOfTwo(editor, ticks, race)
    finally:
        editor.close()


@pytest.fixture
def mine(tmp_path: Path) -> Iterator[RaceOfTwo]:
    with race_of_two(tmp_path / "log") as made:
        yield made


# Votes.


def test_a_vote_starts_now_and_ends_at_its_deadline(mine: RaceOfTwo) -> None:
    mine.ticks.advance(HOUR)
    vote = mine.editor.vote(mine.race, mine.ann, 500, START + DAY)
    assert vote == Vote(mine.ann.id, 500, START + HOUR, START + DAY)
    assert mine.editor.log.votes(mine.race) == (vote,)


def test_a_vote_is_an_event(mine: RaceOfTwo) -> None:
    mine.editor.vote(mine.race, mine.ann, 1_000_000, START + DAY)
    (event,) = mine.editor.log.events(mine.race)
    assert (event.at, event.kind, event.origin) == (START, EventKind.VOTE, Origin.NOTED)
    assert (event.account, event.title) == (mine.ann, "vote: Ann below 1,000,000")


def test_there_can_be_two_votes_at_once(mine: RaceOfTwo) -> None:
    votes = {mine.editor.vote(mine.race, who, 500, START + DAY) for who in (mine.ann, mine.bob)}
    assert set(mine.editor.log.votes(mine.race)) == votes
    assert len(votes) == 2


def test_a_later_vote_leaves_an_earlier_one_unchanged(mine: RaceOfTwo) -> None:
    first = mine.editor.vote(mine.race, mine.ann, 500, START + DAY)
    mine.ticks.advance(HOUR)
    second = mine.editor.vote(mine.race, mine.ann, 400, START + 2 * DAY)
    assert mine.editor.log.votes(mine.race) == (first, second)


@pytest.mark.parametrize("until", [START - DAY, START - 1, START])
def test_a_vote_that_ends_in_the_past_is_refused(mine: RaceOfTwo, until: int) -> None:
    with pytest.raises(Rejected, match=r"must end in the future \(e.g. 2026-12-24\)"):
        mine.editor.vote(mine.race, mine.ann, 500, until)
    assert mine.nothing_was_written()


@pytest.mark.parametrize("below", [0, -1])
def test_a_vote_for_no_followers_is_refused(mine: RaceOfTwo, below: int) -> None:
    with pytest.raises(Rejected, match="must be 1 or more"):
        mine.editor.vote(mine.race, mine.ann, below, START + DAY)
    assert mine.nothing_was_written()


def test_a_vote_can_end_very_soon(mine: RaceOfTwo) -> None:
    assert mine.editor.vote(mine.race, mine.ann, 1, START + 1).ends_at == START + 1


# Pledges.


def test_a_pledge_is_for_the_current_target(mine: RaceOfTwo) -> None:
    stake = mine.editor.stake(mine.race, mine.ann, NETS)
    assert stake == Stake(mine.ann.id, NETS, 1_000, START)
    mine.editor.set_target(mine.race, 5_000)
    assert mine.stakes() == (stake,)


def test_a_pledge_is_an_event(mine: RaceOfTwo) -> None:
    mine.editor.stake(mine.race, mine.ann, NETS)
    (event,) = mine.editor.log.events(mine.race)
    assert (event.at, event.kind, event.origin) == (START, EventKind.PLEDGE, Origin.NOTED)
    assert (event.account, event.title) == (mine.ann, f"pledge: {NETS}")


@pytest.mark.parametrize("text", ["", "  ", "\n\t", "\u200b\u202e"])
def test_a_pledge_without_a_text_is_refused(mine: RaceOfTwo, text: str) -> None:
    with pytest.raises(Rejected, match="a pledge needs a text, such as"):
        mine.editor.stake(mine.race, mine.ann, text)
    assert mine.nothing_was_written()


def test_a_pledge_in_a_race_without_a_target_is_refused(tmp_path: Path) -> None:
    with race_of_two(tmp_path / "log", target=None) as mine:
        with pytest.raises(Rejected, match="mine has no target to pledge for; set one with T"):
            mine.editor.stake(mine.race, mine.ann, NETS)
        assert mine.nothing_was_written()


def test_a_pledge_is_open_until_it_is_kept(mine: RaceOfTwo) -> None:
    stake = mine.editor.stake(mine.race, mine.ann, NETS)
    mine.ticks.advance(DAY)
    kept = mine.editor.keep_stake(mine.race, mine.ann, f"  {NETS} ")
    assert kept == replace(stake, kept_at=START + DAY)
    assert mine.editor.log.stakes(mine.race, START + DAY - 1) == (stake,)
    assert mine.stakes() == (kept,)


def test_of_two_pledges_the_one_with_the_given_text_is_kept(mine: RaceOfTwo) -> None:
    mine.editor.stake(mine.race, mine.ann, NETS)
    mine.ticks.advance(HOUR)
    mine.editor.stake(mine.race, mine.ann, "a cake")
    mine.editor.keep_stake(mine.race, mine.ann, "a cake")
    assert [(s.text, s.kept_at is not None) for s in mine.stakes()] == [
        (NETS, False),
        ("a cake", True),
    ]


def test_equal_pledges_are_kept_one_by_one(mine: RaceOfTwo) -> None:
    for _ in range(2):
        mine.editor.stake(mine.race, mine.ann, NETS)
        mine.ticks.advance(HOUR)
    mine.editor.keep_stake(mine.race, mine.ann, NETS)
    assert [s.kept_at for s in mine.stakes()] == [START + 2 * HOUR, None]
    mine.editor.keep_stake(mine.race, mine.ann, NETS)
    assert None not in [s.kept_at for s in mine.stakes()]
    with pytest.raises(Rejected, match="open pledges: none"):
        mine.editor.keep_stake(mine.race, mine.ann, NETS)


def test_an_unknown_pledge_is_refused_with_the_open_ones(mine: RaceOfTwo) -> None:
    mine.editor.stake(mine.race, mine.ann, NETS)
    with pytest.raises(Rejected, match=f"Ann has no such open pledge; open pledges: '{NETS}'"):
        mine.editor.keep_stake(mine.race, mine.ann, "a cake")
    with pytest.raises(Rejected, match="Bob has no such open pledge; open pledges: none"):
        mine.editor.keep_stake(mine.race, mine.bob, NETS)
    assert [s.kept_at for s in mine.stakes()] == [None]


# Votes and pledges.


def test_votes_and_pledges_in_a_removed_race_are_refused(mine: RaceOfTwo) -> None:
    mine.editor.stake(mine.race, mine.ann, NETS)
    mine.editor.remove_race(mine.race)
    for change in (
        lambda: mine.editor.vote(mine.race, mine.ann, 500, START + DAY),
        lambda: mine.editor.stake(mine.race, mine.ann, "a cake"),
    ):
        with pytest.raises(Rejected, match="mine was removed"):
            change()
    with pytest.raises(Rejected, match="no such open pledge"):
        mine.editor.keep_stake(mine.race, mine.ann, NETS)
    assert mine.nothing_was_written()


def test_deleting_an_account_deletes_only_its_votes_and_pledges(mine: RaceOfTwo) -> None:
    for who, words in ((mine.ann, "a cake"), (mine.bob, NETS)):
        mine.editor.vote(mine.race, who, 500, START + DAY)
        mine.editor.stake(mine.race, who, words)
    mine.editor.forget(mine.ann)
    assert [v.account for v in mine.editor.log.votes(mine.race)] == [mine.bob.id]
    assert [s.text for s in mine.stakes()] == [NETS]
    assert mine.events() == [("vote", "vote: Bob below 500"), ("pledge", f"pledge: {NETS}")]


@pytest.fixture(scope="module")
def shared(tmp_path_factory: pytest.TempPathFactory) -> Iterator[RaceOfTwo]:
    """Return a race of two in which each example makes its own pledges."""
    with race_of_two(tmp_path_factory.mktemp("pledged") / "log") as made:
        yield made


@settings(max_examples=40, deadline=None)
@given(st.lists(st.text(max_size=300), min_size=1, max_size=4))
def test_any_pledge_is_sanitized_and_can_be_kept_by_its_text(
    shared: RaceOfTwo, texts: list[str]
) -> None:
    before, made = len(shared.stakes()), 0
    for text in texts:
        shared.ticks.advance(HOUR)
        try:
            shared.editor.stake(shared.race, shared.ann, text)
        except Rejected:
            with pytest.raises(Rejected):
                shared.editor.keep_stake(shared.race, shared.ann, text)
            continue
        made += 1
        assert shared.editor.keep_stake(shared.race, shared.ann, text).kept_at is not None
    with Log(shared.editor.path) as log:
        stakes = log.stakes(shared.race)
    assert len(stakes) == before + made
    assert all(s.kept_at is not None and s.text.isprintable() and s.text for s in stakes)
