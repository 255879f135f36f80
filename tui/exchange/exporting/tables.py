"""The tables of a race that can be exported: samples, events, forecasts, follows."""

import os
import tempfile
from collections.abc import Iterator
from contextlib import contextmanager
from pathlib import Path
from typing import TextIO

from tui.exchange.exporting.rows import ExportRow, ExportTable
from tui.formats import iso
from tui.model import HOUR, Event, Followee, FollowList, KeptForecast, Race
from tui.phrases import account_name
from tui.store import Log

SAMPLES = ("account", "handle", "at", "followers", "following", "posts", "quality", "provenance")
EVENTS = ("at", "account", "kind", "title", "origin", "source")
FORECASTS = (
    *("account", "made_at", "target", "horizon_h", "followers"),
    *("median", "p10", "p90", "p_not", "win"),
)
FOLLOWS = ("follower", "followee", "handle", "name", "followers", "follows_back", "celebrity")


@contextmanager
def new_file(path: Path) -> Iterator[TextIO]:
    """Open a new file that appears only once it is complete; never overwrites. Raises OSError."""
    if os.path.lexists(path):
        raise FileExistsError(17, "already exists; choose another file name", str(path))
    descriptor, unfinished = tempfile.mkstemp(dir=path.parent, prefix=".racetui-export-")
    try:
        with open(descriptor, "w", encoding="utf-8", newline="") as file:
            yield file
            file.flush()
            os.fsync(file.fileno())
        os.link(unfinished, path)
    finally:
        Path(unfinished).unlink()


def samples(log: Log, race: Race) -> ExportTable:
    """Return every sample, sorted by account and time."""

    def rows() -> Iterator[ExportRow]:
        for account in sorted(race.accounts, key=account_name):
            name = account_name(account)
            for sample in log.history(account):
                yield {
                    "account": name,
                    "handle": account.handle,
                    "at": iso(sample.at),
                    "followers": sample.followers,
                    "following": sample.following,
                    "posts": sample.posts,
                    "quality": sample.quality,
                    "provenance": sample.provenance,
                }

    return ExportTable(race.name, "samples", SAMPLES, rows())


def events(log: Log, race: Race) -> ExportTable:
    """Return every recorded event, sorted by time."""
    rows = [{**event_row(event), "source": event.source} for event in log.events(race)]
    return ExportTable(race.name, "events", EVENTS, rows)


def forecasts(log: Log, race: Race) -> ExportTable:
    """Return every forecast that was shown, sorted by time."""
    names = {account.id: account_name(account) for account in race.accounts}
    kept = (f for f in log.every_forecast(race) if f.account in names)
    rows = (forecast_row(f, names[f.account]) for f in kept)
    return ExportTable(race.name, "forecasts", FORECASTS, rows)


def forecast_row(forecast: KeptForecast, name: str) -> ExportRow:
    """Return a forecast of the account `name` as an export row."""
    return {
        "account": name,
        "made_at": iso(forecast.at),
        "target": forecast.target,
        "horizon_h": forecast.horizon // HOUR,
        "followers": forecast.followers,
        "median": iso(forecast.median),
        "p10": iso(forecast.early),
        "p90": iso(forecast.late),
        "p_not": round(forecast.p_not, 6),
        "win": None if forecast.win is None else round(forecast.win, 6),
    }


def event_row(event: Event) -> ExportRow:
    """Return an event as an export row."""
    return {
        "at": iso(event.at),
        "account": account_name(event.account) if event.account else None,
        "kind": event.kind,
        "title": event.title,
        "origin": event.origin,
    }


def follows(race: Race, follow_lists: Iterator[FollowList]) -> ExportTable:
    """Return whom the racers follow, one row per follow."""

    def rows() -> Iterator[ExportRow]:
        for follow_list in follow_lists:
            assert follow_list.account is not None
            follower = account_name(follow_list.account)
            for followee in follow_list.followees:
                row = followee_row(followee)
                yield {"follower": follower, "followee": row.pop("account"), **row}

    columns = (*FOLLOWS, "first_seen", "last_seen", "gone_at")
    return ExportTable(race.name, "follows", columns, rows())


def followee_row(followee: Followee) -> ExportRow:
    """Return a followee as an export row."""
    return {
        "account": account_name(followee.account),
        "handle": followee.account.handle,
        "name": followee.account.name or None,
        "followers": followee.followers,
        "follows_back": followee.follows_back,
        "celebrity": followee.celebrity,
        "first_seen": iso(followee.first_seen),
        "last_seen": iso(followee.last_seen),
        "gone_at": iso(followee.gone_at),
    }
