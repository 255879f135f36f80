"""How fast a file is imported, and how much memory that needs.

python -m tests.benchmarks.importing                  a table of 100,000 rows, in several shapes
python -m tests.benchmarks.importing --rows 20000
python -m tests.benchmarks.importing --profile        where the time goes, for the first shape

Each import runs in a process of its own, into a new log. The time excludes the start of Python; the
memory is the peak of the process.
"""

import argparse
import cProfile
import json
import os
import pstats
import resource
import subprocess
import sys
import tempfile
import time
from collections.abc import Callable
from dataclasses import dataclass
from datetime import UTC, datetime, timedelta
from pathlib import Path

from tui.exchange.importing.tables import Importer, table_of
from tui.model import Account, Race
from tui.store import create

ROOT = Path(__file__).parents[2]
AIM = 60_000
"""Rows a second."""
FEW, MANY = 20_000, 200_000
"""Rows whose imports should need the same memory."""
FLAT = 1.15
START = datetime(2010, 1, 1, tzinfo=UTC)
MINUTE, HOUR, DAY = timedelta(minutes=1), timedelta(hours=1), timedelta(days=1)

Row = Callable[[datetime, int], str]


@dataclass(frozen=True, slots=True)
class Shape:
    """What a table looks like; with several accounts, each has a row at each time."""

    heading: str
    step: timedelta
    row: Row
    accounts: int = 1


def plain(at: datetime, count: int) -> str:
    """Return a row with an ISO time."""
    return f"{at:%Y-%m-%dT%H:%M:%SZ},{count}\n"


def daily(at: datetime, count: int) -> str:
    """Return a row with a day."""
    return f"{at:%Y-%m-%d},{count}\n"


def quoted(at: datetime, count: int) -> str:
    """Return a row with quotes and with commas in the count."""
    return f'"{at:%Y-%m-%d %H:%M:%S}","{count:,}"\n'


def seconds(at: datetime, count: int) -> str:
    """Return a row with the seconds since 1970."""
    return f"{int(at.timestamp())},{count}\n"


def compact(at: datetime, count: int) -> str:
    """Return a row with a compact time."""
    return f"{at:%Y%m%d%H%M%S},{count}\n"


def named(at: datetime, count: int) -> str:
    """Return a row as racetui exports it."""
    return f"own:ann,ann,{at:%Y-%m-%dT%H:%M:%SZ},{count},,,exact,a book\n"


def addressed(at: datetime, count: int) -> str:
    """Return a row with an address of its own."""
    return f"{at:%Y%m%d%H%M%S},https://example.org/web/{at:%Y%m%d%H%M%S}/someone,{count}\n"


EXPORTED = "account,handle,at,followers,following,posts,quality,provenance\n"
PLAIN, MANY_ACCOUNTS, ADDRESSED = "a row an hour", "200 accounts, by time", "an address a row"
SHAPES = {
    "a row a minute": Shape("at,followers\n", MINUTE, plain),
    PLAIN: Shape("at,followers\n", HOUR, plain),
    "a row a day": Shape("date,followers\n", DAY, daily),
    "quotes, groups of three": Shape('"at","followers"\n', HOUR, quoted),
    "seconds since 1970": Shape("at,followers\n", HOUR, seconds),
    "compact times": Shape("at,followers\n", HOUR, compact),
    "racetui's own": Shape(EXPORTED, HOUR, named),
    ADDRESSED: Shape("at,page,followers\n", HOUR, addressed),
    MANY_ACCOUNTS: Shape("handle,at,followers\n", HOUR, plain, 200),
}
MOST_DAYS = 69_000
"""More would leave the years that a reading may have."""


def main() -> None:
    """Import each shape and print its time and memory."""
    parser = argparse.ArgumentParser(description=__doc__.partition("\n")[0])
    parser.add_argument("--rows", type=int, default=100_000, help="rows of each table")
    parser.add_argument("--profile", action="store_true", help="print where the time goes")
    parser.add_argument("--import", dest="file", type=Path, metavar="FILE", help=argparse.SUPPRESS)
    options = parser.parse_args()
    if options.file:
        print(json.dumps(import_file(options.file)))
        return
    with tempfile.TemporaryDirectory(prefix="racetui-benchmark-") as folder:
        if options.profile:
            profile(write_table(Path(folder), next(iter(SHAPES)), options.rows))
            return
        for name in SHAPES:
            rows, took, _ = import_alone(write_table(Path(folder), name, options.rows))
            print(f"{name:24} {rows:8,} rows  {took:5.2f} s  {rows / took:9,.0f} rows/s")
        for name in (PLAIN, ADDRESSED):
            few, many = (import_alone(write_table(Path(folder), name, n))[2] for n in (FEW, MANY))
            print(
                f"memory   {few / 1024:.1f} MB for {FEW:,} rows, {many / 1024:.1f} MB for {MANY:,}:"
                f" ratio {many / few:.2f}, flat up to {FLAT}   ({name})"
            )
    print(f"aim      {AIM:,} rows/s   ({sys.platform}, {os.cpu_count()} CPUs)")


def write_table(folder: Path, shape: str, rows: int) -> Path:
    """Write a table of a shape and return its path."""
    layout = SHAPES[shape]
    if layout.step == DAY:
        rows = min(rows, MOST_DAYS)
    file = folder / "table.csv"
    with file.open("w", encoding="utf-8") as out:
        out.write(layout.heading)
        for n in range(rows):
            turn, account = divmod(n, layout.accounts)
            # Uneven growth with some losses; the counts are not round.
            count = 1_000_000 + 37 * turn + turn * 7919 % 101 + 1_000 * account
            who = f"racer{account}," if layout.accounts > 1 else ""
            out.write(who + layout.row(START + turn * layout.step, count))
    return file


def import_alone(file: Path) -> tuple[int, float, int]:
    """Import a file in a process of its own; returns rows, seconds, and its peak memory in kB."""
    command = [sys.executable, "-m", "tests.benchmarks.importing", "--import", str(file)]
    ended = subprocess.run(command, cwd=ROOT, stdout=subprocess.PIPE, text=True, check=True)
    rows, seconds, kb = json.loads(ended.stdout)
    return rows, seconds, kb


def import_file(file: Path) -> tuple[int, float, int]:
    """Import a file into a new log; returns rows, seconds, and the peak memory in kB."""
    with tempfile.TemporaryDirectory(prefix="racetui-benchmark-", dir=file.parent) as folder:
        writer = create(Path(folder) / "races.db")
        importer = Importer(writer, Race("own", "own"), Account(0, "own", "ann", "ann", ""))
        start = time.perf_counter()
        importer.import_table(table_of(file), 0)
        took = time.perf_counter() - start
        writer.close()
    report = importer.report
    if report.skipped or not report.added:
        raise SystemExit(f"not every row was imported: {report}")
    return report.added, took, resource.getrusage(resource.RUSAGE_SELF).ru_maxrss


def profile(file: Path) -> None:
    """Print the functions that use most of the time."""
    profiler = cProfile.Profile()
    profiler.enable()
    import_file(file)
    profiler.disable()
    pstats.Stats(profiler).sort_stats("tottime").print_stats(18)


if __name__ == "__main__":
    main()
