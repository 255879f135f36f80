"""The time windows of a chart, and which racers fit into it. Pure."""

from tui.model import DAY, HOUR, Board, Millis, Standing

WINDOWS: tuple[Millis | None, ...] = (HOUR, 6 * HOUR, DAY, 7 * DAY, 30 * DAY, None)
"""The windows that `t` cycles through; None is the whole time."""
USUAL: Millis = 6 * HOUR
FEW_READINGS = 30


def fitting_window(board: Board) -> Millis | None:
    """Return the best window for a race: six hours, or longer where readings are far apart.

    A race younger than an hour is shown whole.
    """
    tracks = [track for track in board.tracks.values() if track.samples]
    if not tracks:
        return USUAL
    span = board.at - min(track.samples[0].at for track in tracks)
    if span < HOUR:
        return None
    wanted = max(USUAL, FEW_READINGS * min(track.step for track in tracks))
    return next((w for w in WINDOWS if w is None or w >= wanted), None)


def span_name(span: Millis) -> str:
    """Return `6 h` or `7 d`."""
    return f"{span // DAY} d" if span > DAY else f"{span // HOUR} h"


def window_name(window: Millis | None) -> str:
    """Return `last 6 h` or `the whole time`."""
    return "the whole time" if window is None else f"last {span_name(window)}"


def within_reach(board: Board, window: Millis | None, everyone: bool) -> list[Standing]:
    """Return the racers to draw, without those so far below that the other curves would be flat."""
    known = [s for s in board.standings if s.followers is not None]
    if everyone or len(known) < 2:
        return known
    top = max(s.followers or 0 for s in known)
    leader = max(known, key=lambda s: s.followers or 0)
    gained = abs(leader.pace or 0) * (window or 7 * DAY) / HOUR
    reach = max(gained, top * 0.002)
    near = [s for s in known if top - (s.followers or 0) <= reach]
    return near if len(near) > 1 else sorted(known, key=lambda s: -(s.followers or 0))[:2]
