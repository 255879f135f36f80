"""Votes and pledges: set up where they can be, refused in words where they cannot."""

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


class Sitting(NamedTuple):
    """A desk, its time, and a race of two to 1,000 on it."""

    editor: RaceEditor
    ticks: Ticks
    race: Race

    @property
    def ann(self) -> Account:
        return self.race.accounts[0]

    @property
    def bob(self) -> Account:
        return self.race.accounts[1]

    def told(self) -> list[tuple[str, str]]:
        """Return the kinds and titles of what happened, by time."""
        return [(str(e.kind), e.title) for e in self.editor.log.events(self.race)]

    def stakes(self) -> tuple[Stake, ...]:
        return self.editor.log.stakes(self.race)

    def nothing_was_written(self) -> bool:
        return not any(
            rows(self.editor.path, f"SELECT * FROM {table}") for table in ("vote", "stake", "event")
        )


@contextmanager
def sitting(path: Path, target: int | None = 1_000) -> Iterator[Sitting]:
    ticks = Ticks()
    editor = RaceEditor(path, {"fake": lambda _: FAKE}, Wall(ticks))
    try:
        race = editor.make_race(
            Race("mine", "mine", (), target), [FAKE.known("ann"), FAKE.known("bob")]
        )
        yield Sitting(editor, ticks, race)
    finally:
        editor.close()


@pytest.fixture
def at(tmp_path: Path) -> Iterator[Sitting]:
    with sitting(tmp_path / "log") as made:
        yield made


# Votes.


def test_a_vote_begins_now_and_ends_at_its_deadline(at: Sitting) -> None:
    at.ticks.pass_by(HOUR)
    vote = at.editor.vote(at.race, at.ann, 500, START + DAY)
    assert vote == Vote(at.ann.id, 500, START + HOUR, START + DAY)
    assert at.editor.log.votes(at.race) == (vote,)


def test_a_vote_is_an_event_of_its_account(at: Sitting) -> None:
    at.editor.vote(at.race, at.ann, 1_000_000, START + DAY)
    (event,) = at.editor.log.events(at.race)
    assert (event.at, event.kind, event.origin) == (START, EventKind.VOTE, Origin.NOTED)
    assert (event.account, event.title) == (at.ann, "vote: Ann below 1,000,000")


def test_two_accounts_may_be_voted_on_at_once(at: Sitting) -> None:
    votes = {at.editor.vote(at.race, who, 500, START + DAY) for who in (at.ann, at.bob)}
    assert set(at.editor.log.votes(at.race)) == votes
    assert len(votes) == 2


def test_a_later_vote_leaves_the_one_before_as_it_was(at: Sitting) -> None:
    first = at.editor.vote(at.race, at.ann, 500, START + DAY)
    at.ticks.pass_by(HOUR)
    second = at.editor.vote(at.race, at.ann, 400, START + 2 * DAY)
    assert at.editor.log.votes(at.race) == (first, second)


@pytest.mark.parametrize("until", [START - DAY, START - 1, START])
def test_a_vote_that_is_over_as_it_begins_is_refused(at: Sitting, until: int) -> None:
    with pytest.raises(Rejected, match="must end later than now; write a time such as 2026-12-24"):
        at.editor.vote(at.race, at.ann, 500, until)
    assert at.nothing_was_written()


@pytest.mark.parametrize("below", [0, -1])
def test_a_vote_for_fewer_than_nobody_is_refused(at: Sitting, below: int) -> None:
    with pytest.raises(Rejected, match="is 1 or more"):
        at.editor.vote(at.race, at.ann, below, START + DAY)
    assert at.nothing_was_written()


def test_a_vote_that_ends_in_a_moment_is_one(at: Sitting) -> None:
    assert at.editor.vote(at.race, at.ann, 1, START + 1).ends_at == START + 1


# Pledges.


def test_a_pledge_is_for_the_target_that_the_race_has_now(at: Sitting) -> None:
    stake = at.editor.stake(at.race, at.ann, NETS)
    assert stake == Stake(at.ann.id, NETS, 1_000, START)
    at.editor.set_target(at.race, 5_000)
    assert at.stakes() == (stake,)


def test_a_pledge_is_an_event_of_its_account(at: Sitting) -> None:
    at.editor.stake(at.race, at.ann, NETS)
    (event,) = at.editor.log.events(at.race)
    assert (event.at, event.kind, event.origin) == (START, EventKind.PLEDGE, Origin.NOTED)
    assert (event.account, event.title) == (at.ann, f"pledge: {NETS}")


@pytest.mark.parametrize("text", ["", "  ", "\n\t", "\u200b\u202e"])
def test_a_pledge_without_words_is_refused(at: Sitting, text: str) -> None:
    with pytest.raises(Rejected, match="a pledge needs words, such as"):
        at.editor.stake(at.race, at.ann, text)
    assert at.nothing_was_written()


def test_without_a_target_there_is_nothing_to_pledge_for(tmp_path: Path) -> None:
    with sitting(tmp_path / "log", target=None) as at:
        with pytest.raises(Rejected, match="mine has no target to pledge for; set one"):
            at.editor.stake(at.race, at.ann, NETS)
        assert at.nothing_was_written()


def test_a_kept_pledge_is_kept_from_then_on_and_was_open_before(at: Sitting) -> None:
    stake = at.editor.stake(at.race, at.ann, NETS)
    at.ticks.pass_by(DAY)
    kept = at.editor.keep_stake(at.race, at.ann, f"  {NETS} ")
    assert kept == replace(stake, kept_at=START + DAY)
    assert at.editor.log.stakes(at.race, START + DAY - 1) == (stake,)
    assert at.stakes() == (kept,)


def test_of_two_pledges_of_an_account_the_one_that_is_meant_is_kept(at: Sitting) -> None:
    at.editor.stake(at.race, at.ann, NETS)
    at.ticks.pass_by(HOUR)
    at.editor.stake(at.race, at.ann, "a cake")
    at.editor.keep_stake(at.race, at.ann, "a cake")
    assert [(s.text, s.kept_at is not None) for s in at.stakes()] == [
        (NETS, False),
        ("a cake", True),
    ]


def test_the_same_words_pledged_twice_are_kept_one_by_one(at: Sitting) -> None:
    for _ in range(2):
        at.editor.stake(at.race, at.ann, NETS)
        at.ticks.pass_by(HOUR)
    at.editor.keep_stake(at.race, at.ann, NETS)
    assert [s.kept_at for s in at.stakes()] == [START + 2 * HOUR, None]
    at.editor.keep_stake(at.race, at.ann, NETS)
    assert None not in [s.kept_at for s in at.stakes()]
    with pytest.raises(Rejected, match="open are: none"):
        at.editor.keep_stake(at.race, at.ann, NETS)


def test_a_pledge_that_nobody_made_is_refused_with_those_that_are_open(at: Sitting) -> None:
    at.editor.stake(at.race, at.ann, NETS)
    with pytest.raises(Rejected, match=f"no such pledge of Ann is open; open are: '{NETS}'"):
        at.editor.keep_stake(at.race, at.ann, "a cake")
    with pytest.raises(Rejected, match="no such pledge of Bob is open; open are: none"):
        at.editor.keep_stake(at.race, at.bob, NETS)
    assert [s.kept_at for s in at.stakes()] == [None]


# Both.


def test_in_a_race_that_was_taken_away_nothing_is_voted_or_pledged(at: Sitting) -> None:
    at.editor.stake(at.race, at.ann, NETS)
    at.editor.remove_race(at.race)
    for change in (
        lambda: at.editor.vote(at.race, at.ann, 500, START + DAY),
        lambda: at.editor.stake(at.race, at.ann, "a cake"),
    ):
        with pytest.raises(Rejected, match="mine was taken away"):
            change()
    with pytest.raises(Rejected, match="no such pledge"):
        at.editor.keep_stake(at.race, at.ann, NETS)
    assert at.nothing_was_written()


def test_with_an_account_its_votes_and_pledges_are_forgotten_and_no_others(at: Sitting) -> None:
    for who, words in ((at.ann, "a cake"), (at.bob, NETS)):
        at.editor.vote(at.race, who, 500, START + DAY)
        at.editor.stake(at.race, who, words)
    at.editor.forget(at.ann)
    assert [v.account for v in at.editor.log.votes(at.race)] == [at.bob.id]
    assert [s.text for s in at.stakes()] == [NETS]
    assert at.told() == [("vote", "vote: Bob below 500"), ("pledge", f"pledge: {NETS}")]


@settings(max_examples=40)
@given(st.lists(st.text(max_size=300), min_size=1, max_size=4))
def test_whatever_is_pledged_is_one_harmless_line_and_can_be_kept_by_its_own_words(
    tmp_path_factory: pytest.TempPathFactory, texts: list[str]
) -> None:
    with sitting(tmp_path_factory.mktemp("pledged") / "log") as at:
        made = 0
        for text in texts:
            at.ticks.pass_by(HOUR)
            try:
                at.editor.stake(at.race, at.ann, text)
            except Rejected:
                with pytest.raises(Rejected):
                    at.editor.keep_stake(at.race, at.ann, text)
                continue
            made += 1
            assert at.editor.keep_stake(at.race, at.ann, text).kept_at is not None
        with Log(at.editor.path) as log:
            known = log.stakes(at.race)
        assert len(known) == made
        assert all(s.kept_at is not None and s.text.isprintable() and s.text for s in known)
