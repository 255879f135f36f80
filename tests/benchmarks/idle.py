"""The cost of the idle dashboard, seen from outside, compared to a minimal Textual app.

python -m tests.benchmarks.idle                 a minute of both, side by side
python -m tests.benchmarks.idle --seconds 10

Both run on a pty of 160x45 whose output is read and discarded. Linux only: it reads /proc.
"""

import argparse
import os
import select
import sys
import tempfile
import time
from collections.abc import Sequence
from dataclasses import dataclass
from pathlib import Path

from tests.view.terminal.pty import Terminal, terminal_environment

SIZE = (160, 45)
WARM_UP = 5.0
IDLE = ("replay", "april-2009", "--speed", "1", "--from", "2009-04-17T04:00:00Z")
FLOOR = """
from textual.app import App
from textual.widgets import Static

class Floor(App[None]):
    def compose(self):
        yield Static("idle")

Floor().run()
"""


@dataclass(slots=True)
class Usage:
    """What a program used while it was watched."""

    seconds: float = 0.0
    nanoseconds: int = 0
    read: int = 0
    first_kb: int = 0
    last_kb: int = 0

    @property
    def percent(self) -> float:
        """Return the CPU time in percent of the elapsed time."""
        return self.nanoseconds / 1e7 / self.seconds

    @property
    def rate(self) -> float:
        """Return the bytes written per second."""
        return self.read / self.seconds


def main() -> None:
    """Watch both programs and print what they use."""
    parser = argparse.ArgumentParser(description=__doc__.partition("\n")[0])
    parser.add_argument("--seconds", type=float, default=60.0, help="how long to watch")
    seconds = parser.parse_args().seconds
    with tempfile.TemporaryDirectory() as folder:
        environment = terminal_environment(Path(folder))
        floor_file = Path(folder) / "floor.py"
        floor_file.write_text(FLOOR, encoding="utf-8")
        with (
            Terminal(IDLE, environment, SIZE) as racetui,
            Terminal((), environment, SIZE, script=floor_file) as floor,
        ):
            idle, least = watch([racetui, floor], seconds)
    for name, seen in (("racetui", idle), ("floor", least)):
        print(
            f"{name:8} {seen.percent:6.2f} % CPU  {seen.rate:8.1f} bytes/s"
            f"  RSS {seen.first_kb / 1024:.1f} MB, at the end {seen.last_kb / 1024:.1f} MB"
        )
    ratio = f"{idle.percent / least.percent:.2f}" if least.percent else "unknown"
    print(f"ratio    {ratio}   ({seconds:.0f} s, {sys.platform}, {os.cpu_count()} CPUs)")


def watch(terminals: Sequence[Terminal], seconds: float) -> list[Usage]:
    """Watch programs side by side, so that a disturbance affects all of them."""
    seen = [Usage() for _ in terminals]
    first = [Usage() for _ in terminals]
    discard_output(terminals, WARM_UP, first)
    for terminal, one, drawn in zip(terminals, seen, first, strict=True):
        if not drawn.read or terminal.process.poll() is not None:
            raise SystemExit("a program draws nothing")
        one.first_kb = resident_kb(terminal)
    before = [cpu_nanoseconds(terminal) for terminal in terminals]
    discard_output(terminals, seconds, seen)
    for terminal, one, ran in zip(terminals, seen, before, strict=True):
        one.nanoseconds = cpu_nanoseconds(terminal) - ran
    for terminal, one in zip(terminals, seen, strict=True):
        one.last_kb = resident_kb(terminal)
    return seen


def discard_output(terminals: Sequence[Terminal], seconds: float, seen: Sequence[Usage]) -> None:
    """Read what the programs write for some seconds, and count the bytes."""
    start = time.monotonic()
    counts = {terminal.window: one for terminal, one in zip(terminals, seen, strict=True)}
    while (left := start + seconds - time.monotonic()) > 0:
        for window in select.select(list(counts), [], [], left)[0]:
            counts[window].read += len(os.read(window, 65536))
    for one in seen:
        one.seconds = time.monotonic() - start


def cpu_nanoseconds(terminal: Terminal) -> int:
    """Return the CPU time of all threads of a program, whose threads stay the same."""
    tasks = Path(f"/proc/{terminal.process.pid}/task").glob("*/schedstat")
    return sum(int(task.read_text(encoding="ascii").split()[0]) for task in tasks)


def resident_kb(terminal: Terminal) -> int:
    """Return the resident memory of a program in kB."""
    status = Path(f"/proc/{terminal.process.pid}/status").read_text(encoding="ascii")
    line = next(line for line in status.splitlines() if line.startswith("VmRSS:"))
    return int(line.split()[1])


if __name__ == "__main__":
    main()
