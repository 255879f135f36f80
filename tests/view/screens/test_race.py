"""The race: every key, every size, what it shows of the night of April 2009."""

from collections.abc import AsyncIterator, Callable
from dataclasses import replace
from datetime import UTC
from pathlib import Path

import pytest
from textual.screen import Screen

from tests.building import account, board, steady
from tests.staging import NIGHT, press, replaying, seen, showing, text_of
from tests.view.screens.keys import Key, Keys, Stand, has_its_effect, stands
from tui.model import DAY, EMPTY_BOARD, HOUR, MINUTE, Board, MoveBy, OpenAccount, Request
from tui.parsing import parse_time
from tui.view.app import RaceApp
from tui.view.screens import RaceScreen
from tui.view.screens.account import AccountScreen
from tui.view.widgets import (
    BoardWidget,
    Commentary,
    Curve,
    Events,
    Header,
    Leaderboard,
    PodiumWidget,
    RacerCard,
    Status,
    TooSmall,
)

RACE = "april-2009"
END = "2009-04-17T07:00:00Z"
WIDE, MEDIUM, SMALL = (160, 45), (80, 24), (40, 12)


def of(app: RaceApp) -> RaceScreen:
    screen = app.screen
    assert isinstance(screen, RaceScreen)
    return screen


def chosen(stand: Stand) -> int:
    number = of(stand.app).chosen
    assert number is not None
    return number


def window(stand: Stand) -> int | None:
    return of(stand.app).window


NEXT, BEFORE = Key(lambda s: chosen(s) == 2), Key(lambda s: chosen(s) == 1, ("right",))
IN = Key(lambda s: window(s) == HOUR)
KEYS: Keys = {
    "right": NEXT,
    "down": NEXT,
    "l": NEXT,
    "j": NEXT,
    "pagedown": NEXT,
    "left": BEFORE,
    "up": BEFORE,
    "h": BEFORE,
    "k": BEFORE,
    "pageup": BEFORE,
    "home": Key(lambda s: chosen(s) == 1, ("end",)),
    "end": Key(lambda s: chosen(s) == 4),
    "enter": Key(lambda s: s.on(AccountScreen) and s.sent(OpenAccount(1))),
    "t": Key(lambda s: window(s) == DAY),
    "plus": IN,
    "equals_sign": IN,
    "minus": Key(lambda s: window(s) == DAY),
    "0": Key(lambda s: window(s) is None and "the whole time" in s.seen()),
    "v": Key(lambda s: "far below" not in s.seen()),
}


@pytest.mark.parametrize("key", KEYS)
async def test_each_key_has_its_effect(key: str) -> None:
    await has_its_effect((), key, KEYS[key])


async def test_escape_stays_for_there_is_nothing_below() -> None:
    async with stands() as stand:
        await stand.press("escape", "escape")
        assert stand.on(RaceScreen)


def crowd(racers: int) -> Board:
    return board(*(steady(account(n), 9_000 - 10 * n, 60, 60) for n in range(1, racers + 1)))


async def test_the_page_keys_go_through_many_racers() -> None:
    async with stands(crowd(200), MEDIUM) as stand:
        rows = stand.screen.query_one(Leaderboard)
        await stand.press("pagedown")
        assert chosen(stand) == 1 + rows.page()
        assert "more above" in text_of(rows)
        await stand.press("pageup", "end")
        assert "200 Racer 200" in text_of(rows)
        assert "more below" not in text_of(rows)


async def test_more_racers_than_rows_are_counted() -> None:
    async with stands(crowd(9), (40, 10)) as stand:
        rows = stand.screen.query_one(Leaderboard)
        assert "more below" in text_of(rows)
        await stand.press("end")
        assert "9 @racer9" in text_of(rows)
        assert "more above" in text_of(rows)


async def test_the_window_that_a_person_chose_stays() -> None:
    async with stands() as stand:
        await stand.press("plus")
        stand.data.show(replace(stand.data.board))
        await stand.press()
        assert window(stand) == HOUR


# With the mouse


async def test_a_click_chooses_a_racer_and_a_second_one_opens_it() -> None:
    async with stands() as stand:
        third = list(stand.screen.query(RacerCard))[2]
        await stand.pilot.click(third)
        await stand.press()
        assert chosen(stand) == 3
        await stand.pilot.click(third)
        await stand.press()
        assert stand.sent(OpenAccount(3))


async def test_a_click_on_a_row_chooses_its_racer() -> None:
    async with stands(size=MEDIUM) as stand:
        await stand.pilot.click(Leaderboard, offset=(5, 2))
        await stand.press()
        assert chosen(stand) == 2


async def test_the_wheel_over_the_rows_chooses_the_next_racer() -> None:
    async with stands(size=MEDIUM) as stand:
        rows = stand.screen.query_one(Leaderboard)
        await stand.wheel(rows, down=True)
        assert chosen(stand) == 2
        await stand.wheel(rows, down=False)
        assert chosen(stand) == 1


# The night of April 2009, at a time that stands still


async def test_the_leader_is_chosen_first_and_the_choice_stays_when_ranks_change(
    shipped: Path,
) -> None:
    async with showing(replaying(shipped, RACE, "2009-04-17T04:24:00Z")) as (pilot, app):
        assert handle(app) == "cnnbrk"
        await press(pilot, "full_stop", "full_stop")
        assert app.board.standings[0].account.handle == "aplusk"
        assert handle(app) == "cnnbrk"


def handle(app: RaceApp) -> str:
    who = of(app).about()
    assert who is not None
    return who.handle


Effect = Callable[[RaceApp, Board], bool]


def at(time: str) -> Effect:
    return lambda app, _: app.board.at == parse_time(time, UTC, 0)


PLAYS: list[tuple[tuple[str, ...], Effect]] = [
    (("space",), lambda app, _: app.board.clock_status.running is False and "⏸" in seen(app)),
    (("space", "space"), lambda app, _: app.board.clock_status.running),
    (("right_square_bracket",), lambda app, _: "×120" in seen(app)),
    (("left_square_bracket",), lambda app, _: "×30" in seen(app)),
    (("full_stop", "full_stop"), lambda app, before: app.board.at == before.at + 2 * MINUTE),
    (("full_stop", "comma"), lambda app, before: app.board.at == before.at),
    (("n",), at("2009-04-17T05:32:00Z")),
    (("N",), at("2009-04-17T04:25:00Z")),
    (("home", "e", "end", "enter"), lambda app, before: app.board.at < before.at - HOUR),
]


@pytest.mark.parametrize(("keys", "effect"), PLAYS, ids=["-".join(keys) for keys, _ in PLAYS])
async def test_the_keys_of_time_steer_the_replay(
    shipped: Path, keys: tuple[str, ...], effect: Effect
) -> None:
    async with showing(replaying(shipped, RACE, NIGHT)) as (pilot, app):
        before = app.board
        await press(pilot, *keys)
        assert effect(app, before)


async def test_the_end_shows_a_podium_and_enter_starts_again(shipped: Path) -> None:
    async with showing(replaying(shipped, RACE, END)) as (pilot, app):
        podium = app.screen.query_one(PodiumWidget)
        assert podium.display
        drawn = text_of(podium)
        assert drawn.index("Ashton Kutcher") < drawn.index("CNN Breaking News")
        for told in ("02:13", "02:42", "+29 min", "enter plays it again"):
            assert told in drawn
        await press(pilot, "enter")
        assert not app.screen.query_one(PodiumWidget).display
        begun = app.board
        assert begun.podium is None
        assert begun.race.start is not None
        assert begun.at == begun.race.start - DAY


@pytest.mark.parametrize("size", [MEDIUM, SMALL])
async def test_a_small_screen_shows_the_podium(shipped: Path, size: tuple[int, int]) -> None:
    async with showing(replaying(shipped, RACE, END), size) as (_, app):
        assert "CNN Breaking News" in text_of(app.screen.query_one(PodiumWidget))
        assert not app.screen.query_one(Curve).display


async def test_a_wide_screen_shows_panels_curve_events_and_commentary(shipped: Path) -> None:
    async with showing(replaying(shipped, RACE, NIGHT)) as (_, app):
        panels = list(app.screen.query("#cards RacerCard").results(RacerCard))
        assert [p.standing().account.handle for p in panels] == [  # type: ignore[union-attr]
            s.account.handle for s in app.board.standings
        ]
        first = text_of(panels[0])
        for told in ("99.3 %", "+5,265/h", "★ leads by 850", "finish", "to win", "follows 72"):
            assert told in first
        assert "Regains the lead" in text_of(app.screen.query_one(Events))
        assert app.board.sentence in text_of(app.screen.query_one(Commentary))
        status = text_of(app.screen.query_one(Status))
        assert "18 documented points, drawn between · as of 00:52" in status


async def test_a_medium_screen_shows_a_row_for_each_racer_and_the_curve(shipped: Path) -> None:
    async with showing(replaying(shipped, RACE, NIGHT), MEDIUM) as (_, app):
        rows = text_of(app.screen.query_one(Leaderboard)).splitlines()
        assert rows[0].split() == [
            "followers",
            "gap",
            "pace",
            "finish",
            "gained,",
            "last",
            "24",
            "h",
        ]
        assert len(rows) == 5
        assert "993,136" in rows[1]
        assert "★ leads" in rows[1]
        assert "−850" in rows[2]
        assert app.screen.query_one(Curve).size.height > 10
        assert not app.screen.query_one("#cards").display


async def test_a_small_screen_shows_rank_handle_count_and_gap_unclipped(shipped: Path) -> None:
    async with showing(replaying(shipped, RACE, NIGHT), SMALL) as (_, app):
        rows = text_of(app.screen.query_one(Leaderboard)).splitlines()
        for rank, standing in enumerate(app.board.standings, 1):
            assert f"{rank} @{standing.account.handle}" in rows[rank - 1]
            assert f"{standing.followers:,}" in rows[rank - 1]
        assert "…" not in "".join(rows)
        assert "…" not in text_of(app.screen.query_one(Commentary))


async def test_whom_a_racer_was_known_to_follow_is_a_key_away(shipped: Path) -> None:
    async with showing(replaying(shipped, RACE, NIGHT)) as (pilot, app):
        await press(pilot, "enter")
        told = seen(app)
        assert "follows 72, 5 known" in told
        assert told.count("● yes") == 5
        await press(pilot, "escape", "end", "enter")
        told = seen(app)
        assert told.count("? unknown") == 7
        assert "○ no" not in told


@pytest.mark.parametrize("size", [WIDE, (140, 32), (120, 34), MEDIUM, (100, 30), (60, 50), SMALL])
@pytest.mark.parametrize("time", [NIGHT, END])
async def test_panels_lie_beside_each_other_and_inside_the_screen(
    shipped: Path, size: tuple[int, int], time: str
) -> None:
    async with showing(replaying(shipped, RACE, time), size) as (_, app):
        shown = [
            panel
            for panel in app.screen.query(BoardWidget)
            if panel.size.area and all(node.display for node in panel.ancestors_with_self)
        ]
        assert sum(panel.region.area for panel in shown) == size[0] * size[1]
        for i, panel in enumerate(shown):
            assert app.screen.region.contains_region(panel.region)
            assert not any(panel.region.overlaps(other.region) for other in shown[i + 1 :])


@pytest.mark.parametrize("size", [(29, 12), (30, 9), (5, 2), (1, 1)])
async def test_a_smaller_screen_says_what_size_it_needs(size: tuple[int, int]) -> None:
    async with stands(size=size) as stand:
        small = stand.screen.query_one(TooSmall)
        assert small.display
        if size[0] * size[1] > 40:
            assert "30 × 10" in text_of(small)
        await stand.pilot.press("q")
        assert stand.app._exit


# How it draws


async def test_before_the_first_board_it_says_that_it_gets_ready() -> None:
    class Silent:
        async def boards(self) -> AsyncIterator[Board]:
            yield EMPTY_BOARD

        def send(self, request: Request) -> None:
            raise AssertionError

    app = RaceApp(Silent())
    async with app.run_test(size=MEDIUM) as pilot:
        await pilot.pause()
        assert "opening the race" in text_of(app.screen.query_one(Header))
        await press(pilot, "right", "end", "enter", "pagedown", "escape", "t", "v")


async def test_a_covered_screen_draws_nothing_and_catches_up(shipped: Path) -> None:
    data = replaying(shipped, RACE, NIGHT)
    async with showing(data) as (pilot, app):
        header = app.screen.query_one(Header)
        before = header._lines
        await app.push_screen(Screen())
        data.send(MoveBy(30 * MINUTE))
        await press(pilot)
        assert header._lines == before
        await app.pop_screen()
        await press(pilot)
        assert "01:22" in text_of(header)


async def test_what_is_behind_a_dialog_goes_on(shipped: Path) -> None:
    data = replaying(shipped, RACE, NIGHT)
    async with showing(data) as (pilot, app):
        header = app.screen.query_one(Header)
        await press(pilot, "question_mark")
        data.send(MoveBy(30 * MINUTE))
        await press(pilot)
        assert "01:22" in text_of(header)


async def test_only_changed_lines_are_drawn_again() -> None:
    async with stands() as stand:
        panel = stand.screen.query("#cards RacerCard").results(RacerCard)
        last = list(panel)[-1]
        drawn: list[object] = []
        last.refresh = lambda *regions, **_: drawn.extend(regions)  # type: ignore[assignment,method-assign]
        last.board = replace(stand.data.board)
        assert drawn == []
