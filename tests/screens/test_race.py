"""The race screen under a pilot: every key of the help panel, every size, every state."""

from collections.abc import AsyncIterator
from contextlib import asynccontextmanager
from dataclasses import replace
from pathlib import Path

import pytest
from textual.command import CommandPalette
from textual.pilot import Pilot
from textual.screen import Screen
from textual.widgets import Static

from tests.pictures import Still, still
from tui.app import RaceApp
from tui.formats import UTC, parse_time
from tui.model import DAY, EMPTY_BOARD, HOUR, MINUTE
from tui.panels import (
    CirclePanel,
    Commentary,
    Curve,
    Events,
    Header,
    Leaderboard,
    Panel,
    PodiumPanel,
    RacerPanel,
    Status,
    TooSmall,
)
from tui.screens import HelpScreen, RaceScreen
from tui.screens.help import keys_of
from tui.store import Log

NIGHT = "2009-04-17T04:52:00Z"
END = "2009-04-17T07:00:00Z"
WIDE, MEDIUM, SMALL = (160, 45), (80, 24), (40, 12)


@asynccontextmanager
async def showing(
    log: Path, at: str = NIGHT, size: tuple[int, int] = WIDE
) -> AsyncIterator[tuple[Pilot[None], RaceScreen, Still]]:
    with Log(log) as opened:
        data = still(opened, at)
        app = RaceApp(data)
        async with app.run_test(size=size) as pilot:
            await pilot.pause()
            await pilot.pause()
            screen = app.screen
            assert isinstance(screen, RaceScreen)
            yield pilot, screen, data


def text_of(panel: Panel) -> str:
    """Return what a panel draws, as lines."""
    rows = [panel.render_line(y) for y in range(panel.size.height)]
    return "\n".join("".join(segment.text for segment in strip) for strip in rows)


async def after(pilot: Pilot[None], *keys: str) -> None:
    for key in keys:
        await pilot.press(key)
    await pilot.pause()
    await pilot.pause()


def handle_of(screen: RaceScreen) -> str:
    chosen = next(s for s in screen.board.standings if s.account.id == screen.chosen)
    return chosen.account.handle


async def test_the_leader_is_chosen_first(shipped: Path) -> None:
    async with showing(shipped) as (_, screen, _):
        assert handle_of(screen) == "aplusk"


@pytest.mark.parametrize("key", ["right", "down", "l", "j"])
async def test_right_and_its_like_choose_the_next_racer(shipped: Path, key: str) -> None:
    async with showing(shipped) as (pilot, screen, _):
        await after(pilot, key)
        assert handle_of(screen) == "cnnbrk"


@pytest.mark.parametrize("key", ["left", "up", "h", "k"])
async def test_left_and_its_like_choose_the_racer_before(shipped: Path, key: str) -> None:
    async with showing(shipped) as (pilot, screen, _):
        await after(pilot, "right", "right", key)
        assert handle_of(screen) == "cnnbrk"


async def test_home_and_end_choose_the_first_and_the_last_racer(shipped: Path) -> None:
    async with showing(shipped) as (pilot, screen, _):
        await after(pilot, "end")
        assert handle_of(screen) == "oprah"
        await after(pilot, "right")
        assert handle_of(screen) == "oprah"
        await after(pilot, "home")
        assert handle_of(screen) == "aplusk"


async def test_the_choice_stays_with_its_account_when_the_ranks_change(shipped: Path) -> None:
    async with showing(shipped, "2009-04-17T04:24:00Z") as (pilot, screen, _):
        assert handle_of(screen) == "cnnbrk"
        await after(pilot, "full_stop", "full_stop")
        assert screen.board.standings[0].account.handle == "aplusk"
        assert handle_of(screen) == "cnnbrk"


async def test_enter_shows_whom_the_racer_follows_and_escape_goes_back(shipped: Path) -> None:
    async with showing(shipped) as (pilot, screen, _):
        await after(pilot, "enter")
        circle = screen.query_one(CirclePanel)
        assert circle.display
        assert not screen.query_one(Events).display
        drawn = text_of(circle)
        assert "follows 72  5 known" in drawn
        assert drawn.count("● yes") == 5
        assert "The other 67 are unknown." in drawn
        await after(pilot, "escape")
        assert not circle.display
        assert screen.query_one(Events).display


async def test_who_is_not_known_to_follow_back_is_unknown_not_no(shipped: Path) -> None:
    async with showing(shipped) as (pilot, screen, _):
        await after(pilot, "end", "enter")
        drawn = text_of(screen.query_one(CirclePanel))
        assert drawn.count("? unknown") == 7
        assert "○ no" not in drawn


async def test_the_drill_down_says_so_when_nobody_is_known(shipped: Path) -> None:
    async with showing(shipped) as (pilot, screen, _):
        await after(pilot, "right", "enter")
        assert "Nobody says whom this account follows." in text_of(screen.query_one(CirclePanel))


async def test_the_page_keys_go_through_the_list(shipped: Path) -> None:
    async with showing(shipped) as (pilot, screen, _):
        await pilot.resize_terminal(80, 12)
        await after(pilot, "end", "enter", "pagedown")
        circle = screen.query_one(CirclePanel)
        assert "@aplusk" not in text_of(circle)
        assert "@the_real_shaq" in text_of(circle)
        await after(pilot, "pageup")
        assert "@aplusk" in text_of(circle)


async def test_space_stops_the_time_and_lets_it_go_on(shipped: Path) -> None:
    async with showing(shipped) as (pilot, screen, data):
        await after(pilot, "space")
        assert not data.player.clock.running
        assert "⏸" in text_of(screen.query_one(Header))
        await after(pilot, "space")
        assert data.player.clock.running


async def test_the_brackets_change_the_speed(shipped: Path) -> None:
    async with showing(shipped) as (pilot, screen, _):
        await after(pilot, "right_square_bracket")
        assert "×120" in text_of(screen.query_one(Header))
        await after(pilot, "left_square_bracket", "left_square_bracket")
        assert "×30" in text_of(screen.query_one(Header))


async def test_comma_and_full_stop_go_a_minute_back_and_on(shipped: Path) -> None:
    async with showing(shipped) as (pilot, screen, _):
        at = screen.board.at
        await after(pilot, "full_stop", "full_stop")
        assert screen.board.at == at + 2 * MINUTE
        await after(pilot, "comma")
        assert screen.board.at == at + MINUTE


async def test_n_goes_to_the_next_event_and_N_to_the_one_before(shipped: Path) -> None:  # noqa: N802
    async with showing(shipped) as (pilot, screen, _):
        await after(pilot, "n")
        assert screen.board.at == parse_time("2009-04-17T05:32:00Z", UTC, 0)
        await after(pilot, "N")
        assert screen.board.at == parse_time("2009-04-17T04:25:00Z", UTC, 0)


async def test_t_plus_minus_and_0_change_the_window_of_the_chart(shipped: Path) -> None:
    async with showing(shipped) as (pilot, screen, _):
        assert screen.window == 6 * HOUR
        await after(pilot, "t")
        assert screen.window == DAY
        await after(pilot, "plus", "equals_sign")
        assert screen.window == HOUR
        await after(pilot, "minus")
        assert screen.window == 6 * HOUR
        await after(pilot, "0")
        assert screen.window is None
        assert "all" in str(screen.query_one(Curve).border_title)
        await after(pilot, "t")
        assert screen.window == HOUR


async def test_v_shows_those_far_below_too(shipped: Path) -> None:
    async with showing(shipped) as (pilot, screen, _):
        curve = screen.query_one(Curve)
        assert "2 far below: v" in str(curve.border_title)
        await after(pilot, "v")
        assert "far below" not in str(curve.border_title)
        await after(pilot, "v")
        assert "2 far below: v" in str(curve.border_title)


async def test_the_help_lists_every_key_and_closes_by_any_of_three(shipped: Path) -> None:
    async with showing(shipped) as (pilot, screen, _):
        for closing in ("escape", "question_mark", "q"):
            told = pilot.app.bindings_of(screen)  # type: ignore[attr-defined]
            await after(pilot, "question_mark")
            assert isinstance(pilot.app.screen, HelpScreen)
            drawn = "\n".join(str(s.render()) for s in pilot.app.screen.query(Static))
            assert all(keys_of(binding) in drawn for binding in told)
            assert all(binding.tooltip in drawn for binding in told)
            await after(pilot, closing)
            assert pilot.app.screen is screen


async def test_the_help_scrolls_in_a_small_screen(shipped: Path) -> None:
    async with showing(shipped, size=SMALL) as (pilot, _, _):
        await after(pilot, "question_mark")
        frame = pilot.app.screen.query_one("#help")
        assert frame.max_scroll_y > 0
        await after(pilot, "down", "j", "down")
        assert frame.scroll_y == 3
        await after(pilot, "up", "k")
        assert frame.scroll_y == 1


async def test_every_command_is_in_the_palette_and_runs_from_there(shipped: Path) -> None:
    async with showing(shipped) as (pilot, screen, _):
        commands = {c.title: c.callback for c in pilot.app.get_system_commands(screen)}
        assert {"Pause", "Next event", "Quit", "Help", "Everyone", "Theme"} <= set(commands)
        await after(pilot, "ctrl+p")
        assert isinstance(pilot.app.screen, CommandPalette)
        await after(pilot, "escape")
        commands["Everyone"]()
        await after(pilot)
        assert screen.everyone


@pytest.mark.parametrize("key", ["q", "ctrl+c"])
async def test_q_and_ctrl_c_quit(shipped: Path, key: str) -> None:
    async with showing(shipped) as (pilot, _, _):
        await pilot.press(key)
        assert pilot.app._exit
        assert pilot.app.return_code == 0


async def test_a_click_chooses_a_racer_and_a_second_one_opens_it(shipped: Path) -> None:
    async with showing(shipped) as (pilot, screen, _):
        third = list(screen.query(RacerPanel))[2]
        await pilot.click(third)
        await after(pilot)
        assert handle_of(screen) == "britneyspears"
        assert not screen.drilled
        await pilot.click(third)
        await after(pilot)
        assert screen.drilled


async def test_a_click_on_a_row_chooses_its_racer(shipped: Path) -> None:
    async with showing(shipped, size=MEDIUM) as (pilot, screen, _):
        await pilot.click(Leaderboard, offset=(5, 2))
        await after(pilot)
        assert handle_of(screen) == "cnnbrk"


async def test_the_end_shows_a_podium_and_enter_starts_again(shipped: Path) -> None:
    async with showing(shipped, END) as (pilot, screen, _):
        podium = screen.query_one(PodiumPanel)
        assert podium.display
        drawn = text_of(podium)
        first, second = drawn.index("Ashton Kutcher"), drawn.index("CNN Breaking News")
        assert first < second
        assert "02:13" in drawn
        assert "02:42" in drawn
        assert "+29 min" in drawn
        await after(pilot, "enter")
        assert screen.board.podium is None
        assert not podium.display
        assert screen.board.at == screen.board.race.start - DAY  # type: ignore[operator]


@pytest.mark.parametrize("size", [MEDIUM, SMALL])
async def test_a_small_screen_shows_the_podium_and_over_it_the_drill_down(
    shipped: Path, size: tuple[int, int]
) -> None:
    async with showing(shipped, END, size) as (pilot, screen, _):
        assert "CNN Breaking News" in text_of(screen.query_one(PodiumPanel))
        assert not screen.query_one(Curve).display
        await pilot.click(Leaderboard if size == MEDIUM else PodiumPanel, offset=(5, 1))
        assert handle_of(screen) == "aplusk"


async def test_a_wide_screen_shows_panels_curve_events_and_commentary(shipped: Path) -> None:
    async with showing(shipped) as (_, screen, _):
        panels = list(screen.query(RacerPanel))
        assert [p.standing().account.handle for p in panels] == [  # type: ignore[union-attr]
            s.account.handle for s in screen.board.standings
        ]
        first = text_of(panels[0])
        for told in ("99.3 %", "+5,265/h", "★ leads by 850", "finish", "wins", "follows 72"):
            assert told in first
        assert "Regains the lead" in text_of(screen.query_one(Events))
        assert screen.board.sentence in text_of(screen.query_one(Commentary))
        status = text_of(screen.query_one(Status))
        assert "synthetic between 18 documented points · as of 00:52" in status


async def test_a_medium_screen_shows_a_row_for_each_racer_and_the_curve(shipped: Path) -> None:
    async with showing(shipped, size=MEDIUM) as (_, screen, _):
        rows = text_of(screen.query_one(Leaderboard)).splitlines()
        assert rows[0].split() == ["followers", "gap", "pace", "finish", "gain", "24", "h"]
        assert len(rows) == 5
        assert "993,136" in rows[1]
        assert "★ leads" in rows[1]
        assert "−850" in rows[2]
        assert screen.query_one(Curve).size.height > 10
        assert not screen.query(RacerPanel).first().parent.display  # type: ignore[union-attr]


async def test_a_small_screen_shows_rank_handle_count_and_gap_unclipped(shipped: Path) -> None:
    async with showing(shipped, size=SMALL) as (_, screen, _):
        rows = text_of(screen.query_one(Leaderboard)).splitlines()
        for rank, standing in enumerate(screen.board.standings, 1):
            row = rows[rank - 1]
            assert f"{rank} @{standing.account.handle}" in row
            assert f"{standing.followers:,}" in row
        assert "…" not in "".join(rows)
        assert "…" not in text_of(screen.query_one(Commentary))


@pytest.mark.parametrize("size", [WIDE, (140, 32), (120, 34), MEDIUM, (100, 30), (60, 50), SMALL])
@pytest.mark.parametrize("keys", [(), ("enter",), ("end", "enter")])
@pytest.mark.parametrize("at", [NIGHT, END])
async def test_panels_lie_beside_each_other_and_inside_the_screen(
    shipped: Path, size: tuple[int, int], keys: tuple[str, ...], at: str
) -> None:
    async with showing(shipped, at, size) as (pilot, screen, _):
        await after(pilot, *keys)
        shown = [
            panel
            for panel in screen.query(Panel)
            if panel.size.area and all(node.display for node in panel.ancestors_with_self)
        ]
        assert sum(panel.region.area for panel in shown) == size[0] * size[1]
        for i, panel in enumerate(shown):
            assert screen.region.contains_region(panel.region)
            assert not any(panel.region.overlaps(other.region) for other in shown[i + 1 :])


@pytest.mark.parametrize("size", [(29, 12), (30, 9), (5, 2), (1, 1)])
async def test_a_smaller_screen_says_what_size_it_needs(
    shipped: Path, size: tuple[int, int]
) -> None:
    async with showing(shipped, size=size) as (pilot, screen, _):
        small = screen.query_one(TooSmall)
        assert small.display
        if size[0] * size[1] > 40:
            assert "30 × 10" in text_of(small)
        await pilot.press("q")
        assert pilot.app._exit


async def test_before_the_first_board_it_says_that_it_gets_ready() -> None:
    class Silent:
        async def boards(self) -> AsyncIterator[object]:
            yield EMPTY_BOARD

        def wish(self, act: object) -> None:
            raise AssertionError

    app = RaceApp(Silent())  # type: ignore[arg-type]
    async with app.run_test(size=MEDIUM) as pilot:
        await pilot.pause()
        assert "getting the race ready" in text_of(app.screen.query_one(Header))
        await after(pilot, "right", "end", "enter", "pagedown", "escape", "t", "v")


async def test_a_covered_screen_draws_nothing_and_catches_up(shipped: Path) -> None:
    async with showing(shipped) as (pilot, screen, data):
        header = screen.query_one(Header)
        before = header._lines
        await pilot.app.push_screen(Screen())
        data.wish(lambda playing: playing.move(30 * MINUTE))
        await after(pilot)
        assert header._lines == before
        await pilot.app.pop_screen()
        await after(pilot)
        assert "01:22" in text_of(header)


async def test_only_changed_lines_are_drawn_again(shipped: Path) -> None:
    async with showing(shipped) as (_, screen, _):
        panel = screen.query(RacerPanel).last()
        drawn: list[object] = []
        panel.refresh = lambda *regions, **_: drawn.extend(regions)  # type: ignore[assignment,method-assign]
        panel.board = replace(screen.board)
        assert drawn == []


async def test_more_racers_than_rows_are_counted_and_come_by_choosing_them(shipped: Path) -> None:
    async with showing(shipped, size=(40, 10)) as (pilot, screen, _):
        many = tuple(
            replace(screen.board.standings[0], rank=rank, account=replace(account, id=100 + rank))
            for rank, account in enumerate([screen.board.standings[0].account] * 9, 1)
        )
        screen.board = replace(screen.board, standings=many)
        await after(pilot)
        rows = screen.query_one(Leaderboard)
        assert "more below" in text_of(rows)
        await after(pilot, "end")
        assert "9 @aplusk" in text_of(rows)
        assert "more above" in text_of(rows)
