"""How long keys take with 200 racers and a follow list of 20,000, seen from outside.

python -m tests.benchmarks.listing              30 presses of each kind of key
python -m tests.benchmarks.listing --presses 100

On a pty of 160x45 whose output is read and discarded: the time from a key to the first byte it
causes and to the last one before QUIET, and the number of bytes.
"""

import argparse
import os
import select
import tempfile
import time
from collections.abc import Sequence
from dataclasses import dataclass, field
from pathlib import Path
from statistics import median

from tests.view.terminal.pty import Terminal, terminal_environment
from tui.model import MINUTE, Account, Followee, Millis, Race, Sample
from tui.store import Writer, create, finish

SIZE = (160, 45)
RACERS, FOLLOWED = 200, 20_000
QUIET = 0.25
"""Seconds without output after which a key has had its effect."""
PATIENCE = 10.0
START: Millis = 1_795_334_400_000
HOURS = 6
DOWN, PAGE_DOWN, PAGE_UP, BACKSPACE = b"\x1b[B", b"\x1b[6~", b"\x1b[5~", b"\x7f"
KEYS: Sequence[tuple[str, Sequence[bytes]]] = (
    ("down", (DOWN,)),
    ("pagedown", (PAGE_DOWN,)),
    ("pageup", (PAGE_UP,)),
    ("s", (b"s",)),
    ("S", (b"S",)),
    ("2, 1", (b"2", b"1")),
)
LETTERS = (b"r", b"a", b"c", b"e", b"1", BACKSPACE, BACKSPACE, BACKSPACE, BACKSPACE, BACKSPACE)


@dataclass(slots=True)
class Timings:
    """The effect of each press of a kind of key, in milliseconds and bytes."""

    first: list[float] = field(default_factory=list)
    quiet: list[float] = field(default_factory=list)
    size: list[int] = field(default_factory=list)


def main() -> None:
    """Press keys and print how long they take."""
    parser = argparse.ArgumentParser(description=__doc__.partition("\n")[0])
    parser.add_argument("--presses", type=int, default=30, help="how often each key is pressed")
    presses = parser.parse_args().presses
    with tempfile.TemporaryDirectory() as folder:
        log = Path(folder) / "many.db"
        fill(create(log))
        environment = terminal_environment(Path(folder))
        arguments = ("--db", str(log), "replay", "many", "--speed", "1")
        with Terminal(arguments, environment, SIZE) as terminal:
            terminal.see("Racer 1 ")
            settle(terminal)
            print(f"{'':22} first byte, ms      quiet, ms           bytes a key")
            print(f"{'':22} p50     p95         p50     p95         p50     most")
            for name, keys in KEYS[:3]:
                report(f"race of {RACERS}: {name}", times(terminal, keys, presses))
            press(terminal, b"\x1b[H")
            terminal.send(b" \r")
            terminal.see("@follo")
            settle(terminal)
            for name, keys in KEYS:
                report(f"list: {name}", times(terminal, keys, presses))
            press(terminal, b"/")
            report("list: / and letters", times(terminal, LETTERS, presses))


def fill(writer: Writer) -> None:
    """Write a race of many accounts, the first of which follows very many."""
    ats = range(START - HOURS * 60 * MINUTE, START + 1, 10 * MINUTE)
    with writer.transaction():
        numbers = [
            writer.add_account(Account(0, "bench", f"r{n}", f"racer{n}", f"Racer {n}"), ats[0])
            for n in range(1, RACERS + 1)
        ]
        writer.add_race(
            Race("many", "A race of many", (), 1_000_000, "UTC", ats[0], START), numbers
        )
        read = writer.add_round(START, 0, "", "bench", "")
        writer.add_samples(
            read,
            {
                number: [
                    Sample(at, 900_000 - 900 * place + 37 * i, FOLLOWED, provenance="bench")
                    for i, at in enumerate(ats)
                ]
                for place, number in enumerate(numbers)
            },
        )
        followees, counted = [], {}
        for n in range(FOLLOWED):
            who = Account(0, "bench", f"f{n}", f"followee{n}", f"Race guest {n * 7919 % FOLLOWED}")
            number = writer.add_account(who, ats[0])
            counted[number] = [Sample(ats[0], 1_000 + n * 7907 % FOLLOWED, provenance="bench")]
            followee = Account(number, who.source, who.native_id, who.handle, who.name)
            answer = (True, False, None)[n % 3]
            followees.append(
                (Followee(followee, answer, None, first_seen=ats[0], last_seen=START), "bench")
            )
        writer.add_follows(numbers[0], followees)
        writer.add_samples(read, counted)
    finish(writer)


def times(terminal: Terminal, keys: Sequence[bytes], presses: int) -> Timings:
    """Press keys in turn, each after the effect of the one before."""
    timings = Timings()
    for n in range(presses):
        first, quiet, size = press(terminal, keys[n % len(keys)])
        if size:
            timings.first.append(first)
            timings.quiet.append(quiet)
        timings.size.append(size)
    return timings


def press(terminal: Terminal, key: bytes) -> tuple[float, float, int]:
    """Press a key; returns the milliseconds to the first and to the last byte, and the bytes."""
    begin = time.perf_counter()
    terminal.send(key)
    first = last = 0.0
    size = 0
    while True:
        if not select.select([terminal.window], [], [], QUIET if size else PATIENCE / 10)[0]:
            return first, last, size
        size += len(os.read(terminal.window, 65536))
        last = 1000 * (time.perf_counter() - begin)
        first = first or last


def settle(terminal: Terminal) -> None:
    """Read until the program writes nothing more."""
    end = time.monotonic() + PATIENCE
    while terminal.read(2 * QUIET):
        if time.monotonic() > end:
            raise SystemExit("the program never stops writing")


def report(name: str, timings: Timings) -> None:
    """Print a line; a press without effect, at the end of a list, counts as silent."""
    silent = len(timings.size) - len(timings.first)
    if not timings.first:
        raise SystemExit(f"{name}: no key had an effect")
    loud = sorted(size for size in timings.size if size)
    print(
        f"{name:22} {median(timings.first):6.1f}  {high(timings.first):6.1f}"
        f"      {median(timings.quiet):6.1f}  {high(timings.quiet):6.1f}"
        f"      {median(loud):6.0f}  {loud[-1]:6d}"
        f"{f'   {silent} silent' if silent else ''}"
    )


def high(figures: Sequence[float]) -> float:
    """Return the 95th percentile."""
    return sorted(figures)[max(0, round(0.95 * len(figures)) - 1)]


if __name__ == "__main__":
    main()
