"""Times as widgets show them: when counts were read, and between which times. Pure."""

from datetime import tzinfo

from tui.formats import WEEK, age, moment, near_time
from tui.model import Board, Millis
from tui.parsing import zone_of


def read_when(board: Board, at: Millis) -> str:
    """Return `read at 02:00, 5 h ago`, or `as of 02:00, 5 h old` in a replay."""
    when, old = near_time(at, board.at, zone_of(board.race.zone)), age(board.at - at)
    live = board.clock_status.live
    since = "" if old == "just now" else f", {old} {'ago' if live else 'old'}"
    return f"{'read at' if live else 'as of'} {when}{since}"


def time_range(early: Millis, late: Millis, now: Millis, zone: tzinfo) -> str:
    """Return `01:40 to 03:20` or `Thu 22:08 to Fri 11:20`: the day at both ends or at neither."""
    ends = (early, late)
    texts = [near_time(at, now, zone) for at in ends]
    if any(abs(at - now) >= WEEK for at in ends):
        texts = [_date(at, now, zone) for at in ends]
    elif any(" " in text for text in texts):
        texts = [f"{moment(at, zone):%a %H:%M}" for at in ends]
    return " to ".join(dict.fromkeys(texts))


def _date(at: Millis, now: Millis, zone: tzinfo) -> str:
    when = moment(at, zone)
    year = "" if when.year == moment(now, zone).year else f" {when.year}"
    return f"{when.day} {when:%b}{year}"
