"""How long keys take in 200 racers and a follow list of 20,000, seen from outside.

python -m tests.benchmarks.listing              30 presses of each kind of key
python -m tests.benchmarks.listing --presses 100

On a pty of 160x45 whose output is read and not looked at: the time from a key to the first byte
that it causes, and to the last before QUIET, and how many bytes that are.
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

from tests.view.terminal.pty import ROOT, Terminal
from tui.model import MINUTE, Account, Followee, Millis, Race, Sample
from tui.store import Writer, create, finish

SIZE = (160, 45)
RACERS, FOLLOWED = 200, 20_000
QUIET = 0.25
"""Seconds without output after which nothing more comes of a key."""
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
class Took:
    """What a kind of key took, press by press, in milliseconds and bytes."""

    first: list[float] = field(default_factory=list)
    quiet: list[float] = field(default_factory=list)
    size: list[int] = field(default_factory=list)


def main() -> None:
    """Press keys and print what they took."""
    parser = argparse.ArgumentParser(description=__doc__.partition("\n")[0])
    parser.add_argument("--presses", type=int, default=30, help="how often each key is pressed")
    presses = parser.parse_args().presses
    with tempfile.TemporaryDirectory() as folder:
        log = Path(folder) / "many.db"
        fill(create(log))
        environment = {
            "PATH": os.environ["PATH"],
            "HOME": folder,
            "LANG": "C.UTF-8",
            "TERM": "xterm-256color",
            "COLORTERM": "truecolor",
            "PYTHONPATH": str(ROOT),
        }
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
    """Write a race of many, the first of which follows very many."""
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
            known = Account(number, who.source, who.native_id, who.handle, who.name)
            answer = (True, False, None)[n % 3]
            followees.append(
                (Followee(known, answer, None, first_seen=ats[0], last_seen=START), "bench")
            )
        writer.add_follows(numbers[0], followees)
        writer.add_samples(read, counted)
    finish(writer)


def times(terminal: Terminal, keys: Sequence[bytes], presses: int) -> Took:
    """Press keys in turn, each once all that the one before caused was read."""
    took = Took()
    for n in range(presses):
        first, quiet, size = press(terminal, keys[n % len(keys)])
        if size:
            took.first.append(first)
            took.quiet.append(quiet)
        took.size.append(size)
    return took


def press(terminal: Terminal, key: bytes) -> tuple[float, float, int]:
    """Press a key; returns milliseconds to the first and to the last byte, and the bytes."""
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
    """Read until nothing comes any more."""
    end = time.monotonic() + PATIENCE
    while terminal.read(2 * QUIET):
        if time.monotonic() > end:
            raise SystemExit("it never comes to rest")


def report(name: str, took: Took) -> None:
    """Print a line; a press that changes nothing, at the end of a list, is silent."""
    silent = len(took.size) - len(took.first)
    if not took.first:
        raise SystemExit(f"{name}: no key had an effect")
    loud = sorted(size for size in took.size if size)
    print(
        f"{name:22} {median(took.first):6.1f}  {high(took.first):6.1f}"
        f"      {median(took.quiet):6.1f}  {high(took.quiet):6.1f}"
        f"      {median(loud):6.0f}  {loud[-1]:6d}"
        f"{f'   {silent} silent' if silent else ''}"
    )


def high(figures: Sequence[float]) -> float:
    """Return what 95 of a hundred stay below."""
    return sorted(figures)[max(0, round(0.95 * len(figures)) - 1)]


if __name__ == "__main__":
    main()
