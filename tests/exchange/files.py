"""Sample files to import, and a dump of everything in a log."""

import sqlite3
from collections.abc import Iterable
from datetime import UTC, date, datetime, timedelta
from pathlib import Path
from random import Random

HEADING = "date,followers"


def lines(counts: Iterable[object], heading: str = HEADING, first: str = "2020-01-01") -> str:
    """Return CSV with one count a day."""
    start = date.fromisoformat(first)
    rows = (f"{start + timedelta(n)},{count}" for n, count in enumerate(counts))
    return "\n".join([heading, *rows]) + "\n"


def daily(days: int = 1094) -> str:
    """Return the CSV of a service that counts subscribers: a day and a total per row."""
    random = Random(2016)
    total, counts = 10_919_688, list[int]()
    for _ in range(days):
        counts.append(total)
        total += random.randrange(-2_000, 170_000)
    return lines(counts, "date,TotalSubscribers", "2016-06-25")


def archived(pages: int = 121) -> str:
    """Return the CSV of a tool that reads archived pages: compact times, addresses and rates."""
    random = Random(2007)
    at, first, count = datetime(2007, 10, 12, 22, 38, 47, tzinfo=UTC), 66, 66
    growth = "AbsGrowth,RelGrowth,AbsPerGrowth,RelPerGrowth,AbsFolRate,RelFolRate"
    rows = [f"MementoDatetime,URIM,FollowerCount,{growth}"]
    for _ in range(pages):
        stamp, grown = f"{at:%Y%m%d%H%M%S}", random.randrange(max(1, count // 12))
        address = f"https://web.archive.org/web/{stamp}/http://twitter.com:80/Someone"
        share = round(100 * (count - first) / first, 2)
        rows.append(f"{stamp},{address},{count},{count - first},{grown},{share},3.3,1e-05,0.0003")
        count += grown
        at += timedelta(seconds=random.randrange(20 * 86_400, 40 * 86_400))
    return "\n".join(rows) + "\n"


def everything(log: Path) -> dict[str, list[tuple[object, ...]]]:
    """Return the sorted rows of every table of a log."""
    connection = sqlite3.connect(log)
    try:
        tables = connection.execute("SELECT name FROM sqlite_master WHERE type = 'table'")
        return {
            name: sorted(connection.execute(f"SELECT * FROM {name}"), key=repr)
            for (name,) in tables.fetchall()
        }
    finally:
        connection.close()
