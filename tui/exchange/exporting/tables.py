"""What a log says of a race, as tables to be written out: samples, events, follows."""

import os
import tempfile
from collections.abc import Iterator
from contextlib import contextmanager
from pathlib import Path
from typing import TextIO

from tui.exchange.exporting.rows import Cell, Rows
from tui.formats import iso
from tui.model import HOUR, Event, Followee, FollowList, KeptForecast, Race
from tui.phrases import account_name
from tui.store import Log

Row = dict[str, Cell]
SAMPLES = ("account", "handle", "at", "followers", "following", "posts", "quality", "provenance")
EVENTS = ("at", "account", "kind", "title", "origin", "source")
FORECASTS = (
    *("account", "made_at", "target", "horizon_h", "followers"),
    *("median", "p10", "p90", "p_not", "win"),
)
FOLLOWS = ("follower", "followee", "handle", "name", "followers", "follows_back", "celebrity")


@contextmanager
def new_file(path: Path) -> Iterator[TextIO]:
    """Open a new file that is there whole or not at all; never writes over one. Raises OSError."""
    if os.path.lexists(path):
        raise FileExistsError(17, "is there already; name a new file", str(path))
    descriptor, half = tempfile.mkstemp(dir=path.parent, prefix=".racetui-export-")
    try:
        with open(descriptor, "w", encoding="utf-8", newline="") as file:
            yield file
            file.flush()
            os.fsync(file.fileno())
        os.link(half, path)
    finally:
        Path(half).unlink()


def samples(log: Log, race: Race) -> Rows:
    """Return every sample, by account and time."""

    def rows() -> Iterator[Row]:
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

    return Rows(race.name, "samples", SAMPLES, rows())


def events(log: Log, race: Race) -> Rows:
    """Return every recorded event, by time."""
    rows = [{**event_row(event), "source": event.source} for event in log.events(race)]
    return Rows(race.name, "events", EVENTS, rows)


def forecasts(log: Log, race: Race) -> Rows:
    """Return every forecast that was shown, by time."""
    names = {account.id: account_name(account) for account in race.accounts}
    kept = (f for f in log.every_forecast(race) if f.account in names)
    rows = (forecast_row(f, names[f.account]) for f in kept)
    return Rows(race.name, "forecasts", FORECASTS, rows)


def forecast_row(told: KeptForecast, name: str) -> Row:
    """Return a forecast that was shown as others read it."""
    return {
        "account": name,
        "made_at": iso(told.at),
        "target": told.target,
        "horizon_h": told.horizon // HOUR,
        "followers": told.followers,
        "median": iso(told.median),
        "p10": iso(told.early),
        "p90": iso(told.late),
        "p_not": round(told.p_not, 6),
        "win": None if told.win is None else round(told.win, 6),
    }


def event_row(event: Event) -> Row:
    """Return an event as others read it."""
    return {
        "at": iso(event.at),
        "account": account_name(event.account) if event.account else None,
        "kind": event.kind,
        "title": event.title,
        "origin": event.origin,
    }


def follows(race: Race, follow_lists: Iterator[FollowList]) -> Rows:
    """Return whom the racers follow, as their circles have it."""

    def rows() -> Iterator[Row]:
        for follow_list in follow_lists:
            assert follow_list.account is not None
            follower = account_name(follow_list.account)
            for followee in follow_list.followees:
                row = followee_row(followee)
                yield {"follower": follower, "followee": row.pop("account"), **row}

    columns = (*FOLLOWS, "first_seen", "last_seen", "gone_at")
    return Rows(race.name, "follows", columns, rows())


def followee_row(followee: Followee) -> Row:
    """Return a followee as others read it."""
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
