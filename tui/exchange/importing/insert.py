"""Rows of samples into the log: what is there already stays, what contradicts it is named."""

from collections.abc import Sequence

from tui.exchange.importing.report import Report
from tui.store import Row, Writer

CHUNK = 5_000


def keep(writer: Writer, rows: Sequence[Row], places: Sequence[str], report: Report) -> None:
    """Keep rows; `places` say where each is from. What was unknown at a time is filled in."""
    added = writer.add_new(rows)
    report.taken += added
    writer.mark_for_rollup(rows)
    if added == len(rows):
        return
    report.known += len(rows) - added
    for row, place in zip(rows, places, strict=True):
        there = writer.followers_at(row[1], row[2])
        _, _, _, _, followers, following, posts, _, _ = row
        if (there is None and followers is not None) or following is not None or posts is not None:
            writer.fill(row)
        if there is None and followers is not None:
            report.known -= 1
            report.taken += 1
        elif there != row[4] and row[4] is not None:
            # Of two rows of one file the first is taken, and the other contradicts it.
            report.known -= 1
            report.contradict(place, there)
