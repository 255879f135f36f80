"""What lies outside a chart, as notes for its title. Pure."""

from collections.abc import Sequence

from tui.sanitize import shorten, width
from tui.view.drawing.frame import Frame


def title_with_notes(parts: Sequence[str], frame: Frame) -> str:
    """Return a chart's title with what lies outside it, in as many words as fit."""
    room = max(8, frame.columns - 2)
    titles = [" · ".join([*parts, *outside_notes(frame, brief)]) for brief in (False, True)]
    return next((title for title in titles if width(title) <= room), shorten(titles[1], room))


def outside_notes(frame: Frame, brief: bool = False) -> list[str]:
    """Return notes on a target and on racers outside the chart."""
    notes: list[str] = []
    target = frame.board.race.target
    if target is not None and not frame.options.pace and not frame.bottom <= target <= frame.top:
        where = "above" if target > frame.top else "below"
        notes.append(f"target {where}" if brief else f"the target is {where} this chart")
    hidden = sum(s.followers is not None for s in frame.board.standings) - len(frame.shown)
    if hidden > 0 and brief:
        notes.append(f"v shows {hidden} more")
    elif hidden > 0:
        racers, them = ("racer is", "it") if hidden == 1 else ("racers are", "them")
        notes.append(f"{hidden} {racers} far below · v shows {them}")
    return notes
