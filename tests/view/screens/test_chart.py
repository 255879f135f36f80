"""The whole chart: every key, the cursor, the mouse."""

import pytest

from tests.view.screens.keys import TRACKS, Key, Keys, Stand, each_has_its_effect, replayed, stands
from tui.model import DAY, HOUR, Millis, Seek
from tui.view.drawing.frame import ChartOptions
from tui.view.screens.chart import ChartScreen
from tui.view.screens.race import RaceScreen
from tui.view.widgets import Chart

WAY = ("g",)
BEGIN = TRACKS[0].samples[0].at
NOW = replayed().at


def chart(stand: Stand) -> Chart:
    return stand.screen.query_one(Chart)


def look(stand: Stand) -> ChartOptions:
    return chart(stand).options


def cursor(stand: Stand) -> Millis:
    """Return by how many cells the cursor stands before now; 0 without one."""
    at = look(stand).cursor
    return 0 if at is None else round((NOW - at) / chart(stand).cell_span())


BACK, ON = Key(lambda s: cursor(s) == 1), Key(lambda s: cursor(s) == 1, ("left", "left"))
EARLIER = Key(lambda s: (look(s).until or NOW) < NOW)
LATER = Key(lambda s: (look(s).until or NOW) > NOW - 2 * HOUR, ("pageup", "pageup"))
IN = Key(lambda s: look(s).window == HOUR)
KEYS: Keys = {
    "left": BACK,
    "h": BACK,
    "right": ON,
    "l": ON,
    "pageup": EARLIER,
    "up": EARLIER,
    "k": EARLIER,
    "pagedown": LATER,
    "down": LATER,
    "j": LATER,
    "home": Key(lambda s: look(s).cursor == BEGIN),
    "end": Key(lambda s: (look(s).cursor, look(s).until) == (None, None), ("left", "pageup")),
    "t": Key(lambda s: look(s).window == DAY),
    "plus": IN,
    "equals_sign": IN,
    "minus": Key(lambda s: look(s).window == DAY),
    "0": Key(lambda s: look(s).window is None),
    "p": Key(lambda s: look(s).pace and "followers an hour, " in s.seen()),
    "z": Key(lambda s: look(s).from_zero and "· axis from zero" in s.seen()),
    "v": Key(lambda s: "@dan" in s.seen()),
    "enter": Key(
        lambda s: any(isinstance(w, Seek) and BEGIN < w.at < NOW for w in s.data.requests),
        ("left", "left"),
    ),
    "escape": Key(lambda s: s.on(RaceScreen)),
}


async def test_each_key_has_its_effect() -> None:
    await each_has_its_effect(WAY, KEYS)


async def test_escape_leaves_the_cursor_before_the_chart() -> None:
    async with stands() as stand:
        await stand.press("g", "left", "pageup", "escape")
        assert stand.on(ChartScreen)
        assert (look(stand).cursor, look(stand).until) == (None, None)


async def test_what_goes_back_by_a_page_comes_back_to_now_by_a_page() -> None:
    async with stands() as stand:
        await stand.press("g", "pageup", "pagedown")
        assert look(stand).until is None


async def test_t_goes_through_every_window_and_comes_back() -> None:
    async with stands() as stand:
        await stand.press("g")
        windows = []
        for _ in range(6):
            windows.append(look(stand).window)
            await stand.press("t")
        assert windows == [6 * HOUR, DAY, 7 * DAY, 30 * DAY, None, HOUR]
        assert look(stand).window == 6 * HOUR


async def test_the_cursor_reads_every_curve_and_names_the_event_there() -> None:
    async with stands() as stand:
        await stand.press("g", *["left"] * 19)
        at = look(stand).cursor
        assert at is not None
        told = stand.seen()
        minutes = (at - BEGIN) / 60_000
        assert f"{900_000 + 6000 * int(minutes) // 60:,}"[:5] in told
        assert "Event number 5" in told
        assert "@ann leads by" in told


async def test_a_click_puts_the_cursor_there() -> None:
    async with stands() as stand:
        await stand.press("g")
        await stand.pilot.click(chart(stand), offset=(80, 12))
        await stand.press()
        first = look(stand).cursor
        await stand.pilot.click(chart(stand), offset=(60, 12))
        await stand.press()
        second = look(stand).cursor
        assert first is not None
        assert second is not None
        assert first - second == 20 * chart(stand).cell_span()
        # The line of the cursor goes through the cell that was clicked.
        rows = stand.seen().splitlines()
        assert rows[chart(stand).region.y + 12][60] in "│●"


async def test_a_chart_that_is_asked_for_a_time_has_its_cursor_there() -> None:
    async with stands(replayed(live=True)) as stand:
        await stand.press("e", "enter")
        assert look(stand).cursor == replayed().events[-1].at
        assert "Event number 5" in stand.seen()


async def test_the_wheel_goes_through_time() -> None:
    async with stands() as stand:
        await stand.press("g")
        await stand.wheel(chart(stand), down=False)
        assert look(stand) != ChartOptions()


@pytest.mark.parametrize("keys", [("left",), ("home",), ("pageup", "pageup"), ("p", "left")])
async def test_a_key_that_follows_many_others_never_leaves_the_time_there_is(
    keys: tuple[str, ...],
) -> None:
    async with stands() as stand:
        await stand.press("g", *keys, *["pageup"] * 4, *["pagedown"] * 9, "plus", "minus", "t")
        for at in (look(stand).until, look(stand).cursor):
            assert at is None or BEGIN <= at <= NOW
