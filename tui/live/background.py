"""Slow work, done in a thread of its own, each with its own connection to the log."""

from pathlib import Path

from tui.board.ledger import ledger_of
from tui.exchange.exporting import FORMATS, tables
from tui.model import Ledger, Millis, Race
from tui.store import Log, LogError


def read_ledger(path: Path, race: Race, at: Millis) -> Ledger:
    """Return how the forecasts of a race had done by a time, or why that cannot be read."""
    try:
        with Log(path) as log:
            return ledger_of(log, race, at)
    except LogError as error:
        return Ledger(at, why=str(error))


def export_samples(file: Path, path: Path, race: Race) -> None:
    """Write all samples of a race to a new CSV file; raises OSError and LogError."""
    with Log(path) as log, tables.new_file(file) as out:
        FORMATS["csv"](tables.samples(log, race), out)
