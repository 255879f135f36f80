"""When there is nothing: it is said in words, with what to press."""

from collections.abc import Callable, Sequence
from dataclasses import replace
from pathlib import Path

import pytest

from tests.building import ANN, BOB, board, follow_list, race, steady, track
from tests.staging import replaying, said, seen, showing
from tests.view.screens.keys import ANNS, TRACKS, replayed, stands
from tui.model import HOUR, MINUTE, Board, ClockStatus, Podium, SourceStatus
from tui.store import create, finish

ONE = steady(ANN, 900_000, 6000, 120)
NOBODY = board()
FACE = ClockStatus("live", running=True, live=True)
DOWN = "the demo world is out"


def down() -> Board:
    of = replayed(live=True)
    return replace(of, statuses=(SourceStatus("demo", of.at, DOWN, of.at - 7 * MINUTE),))


def opened(of: Board, **known: object) -> Callable[[], Board]:
    return lambda: replace(of, follow_lists={1: replace(follow_list(ANN, [], None), **known)})  # type: ignore[arg-type]


def over() -> Board:
    of = board(*TRACKS, target=936_000)
    finishers = tuple(s for s in of.standings if s.crossed_at is not None)
    return replace(of, podium=Podium(finishers, None, 30_000))


def nobody_came() -> Board:
    return replace(board(*TRACKS), podium=Podium((), None, 30_000))


Told = tuple[Callable[[], Board], Sequence[str], Sequence[str]]
STATES: dict[str, Told] = {
    "no account": (lambda: NOBODY, (), ("no account yet", "a adds one")),
    "no account to open": (lambda: NOBODY, ("enter",), ("no account yet", "a adds one")),
    "no account to compare": (lambda: NOBODY, ("c",), ("Comparing needs two accounts.", "Press a")),
    "no account in the chart": (lambda: NOBODY, ("g",), ("no reading yet",)),
    "no account in the monitor": (lambda: NOBODY, ("m",), ("no account yet",)),
    "no account to remove": (lambda: NOBODY, ("d",), ("select a racer first",)),
    "one account": (lambda: board(ONE), (), ("Ann", "91.2 %")),
    "one account to compare": (
        lambda: board(ONE),
        ("c",),
        ("Comparing needs two accounts.", "Press a to add one"),
    ),
    "no sample": (lambda: board(track(ANN, []), track(BOB, [])), (), ("no reading yet",)),
    "no sample of the account": (
        lambda: board(track(ANN, [])),
        ("enter",),
        ("no reading yet", "R read again"),
    ),
    "a followee that nobody read": (
        lambda: replace(board(ONE), follow_lists={1: ANNS}),
        ("enter", "enter"),
        ("has not been read yet: its followers are unknown", "R read again"),
    ),
    "no sample in the chart": (lambda: board(track(ANN, [])), ("g",), ("no reading yet",)),
    "no sample to compare": (
        lambda: board(track(ANN, []), track(BOB, [])),
        ("c",),
        ("no readings of both accounts yet",),
    ),
    "a source down": (down, (), ("demo down since 05:53: the demo world is out",)),
    "a source down elsewhere": (down, ("g",), ("demo down since 05:53: the demo world is out",)),
    "no forecast": (lambda: board(ONE, predicted={}), (), ("no forecast",)),
    "nobody followed": (
        opened(board(ONE), following=0, complete=True),
        ("enter",),
        ("Ann follows nobody.", "R"),
    ),
    "a list that nobody knows": (
        opened(board(ONE)),
        ("enter",),
        ("The follow list of Ann hasn't been read.", "R"),
    ),
    "a filter that finds nothing": (
        lambda: replace(board(ONE), follow_lists={1: ANNS}),
        ("enter", "slash", *"zzz"),
        ("No followees match 'zzz'.", "esc to clear the filter"),
    ),
    "nobody of a kind": (
        lambda: replace(board(ONE), follow_lists={1: follow_list(ANN, [False], 1, complete=True)}),
        ("enter", "2"),
        ("No mutuals.", "Press 1 to show all"),
    ),
    "no events": (lambda: board(ONE), (), ("nothing has happened yet",)),
    "no events in their list": (
        lambda: board(ONE),
        ("e",),
        ("Nothing has happened yet.", "Press a to note"),
    ),
    "no races": (lambda: board(ONE), ("r",), ("Press a to make one",)),
    "no text to search": (lambda: board(ONE), ("slash",), ("Type part of a name",)),
    "nothing found": (lambda: board(ONE), ("slash", *"zz"), ("Nothing here matches 'zz'", "esc")),
    "no target": (lambda: board(ONE, target=None), (), ("no target",)),
    "no target to set": (lambda: board(ONE, target=None), ("T",), ("target: none", "enter")),
    "over": (over, (), ("First to 936,000", "Ann", "enter plays it again")),
    "over without a winner": (nobody_came, (), ("reached 1,000,000", "enter plays it again")),
}


def plain(text: str) -> str:
    """Return words as they are read, across the lines and frames of a picture."""
    return " ".join(text.replace("│", " ").replace("║", " ").split())


@pytest.mark.parametrize("state", STATES)
async def test_it_is_said_in_words_and_with_a_key(state: str) -> None:
    of, keys, told = STATES[state]
    async with stands(replace(of(), clock_status=FACE)) as stand:
        await stand.press(*keys)
        shown = plain(" ".join((stand.seen(), *said(stand.app))))
        assert [words for words in told if words not in shown] == []


@pytest.mark.parametrize(
    "state",
    ["a list that nobody knows", "nobody followed", "a filter that finds nothing", "no races"],
)
@pytest.mark.parametrize("size", [(80, 24), (40, 12)], ids=str)
async def test_it_is_said_whole_in_a_small_screen(state: str, size: tuple[int, int]) -> None:
    of, keys, (words, *_) = STATES[state]
    async with stands(replace(of(), clock_status=FACE), size) as stand:
        await stand.press(*keys)
        assert words in plain(stand.seen())


async def test_a_source_that_answers_again_is_not_down_any_more() -> None:
    async with stands(down()) as stand:
        assert DOWN in stand.seen()
        stand.data.show(replayed(live=True))
        await stand.press()
        assert DOWN not in stand.seen()


async def test_a_replay_of_a_race_without_a_target_ends_in_words(tmp_path: Path) -> None:
    writer = create(tmp_path / "log.db")
    with writer.transaction():
        number = writer.add_account(replace(ANN, id=0), 0)
        of = replace(race(target=None), start=ONE.samples[0].at, end=ONE.samples[-1].at)
        writer.add_race(of, [number])
        read = writer.add_round(0, 0, "", "test", "")
        writer.add_samples(read, {number: ONE.samples})
    finish(writer)
    async with showing(replaying(tmp_path / "log.db", "test", "2009-04-17T02:00:00Z")) as (_, app):
        assert app.board.at == ONE.samples[0].at + 2 * HOUR
        assert "The race ended at 02:00." in seen(app)
        assert "enter plays it again" in seen(app)
