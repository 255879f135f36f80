"""Inserting sample rows into the log: stored counts stay, and conflicting rows are reported."""

from collections.abc import Sequence

from tui.exchange.importing.report import Report
from tui.store import Row, Writer

CHUNK = 5_000
"""Rows that are inserted at once."""


def insert_rows(writer: Writer, rows: Sequence[Row], places: Sequence[str], report: Report) -> None:
    """Insert rows, and fill in stored samples that lack a count; `places` names each row."""
    added = writer.add_new(rows)
    report.added += added
    writer.mark_for_rollup(rows)
    if added == len(rows):
        return
    report.duplicates += len(rows) - added
    for row, place in zip(rows, places, strict=True):
        stored = writer.followers_at(row[1], row[2])
        _, _, _, _, followers, following, posts, _, _ = row
        fills_count = stored is None and followers is not None
        if fills_count or following is not None or posts is not None:
            writer.fill_missing(row)
        if fills_count:
            report.duplicates -= 1
            report.added += 1
        elif followers is not None and followers != stored:
            # The first of two rows for the same time was inserted; the second conflicts with it.
            report.duplicates -= 1
            report.skip_conflict(place, stored)
