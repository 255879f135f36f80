"""The CPU time of a board of 8 accounts and of 50, with new forecasts and with reused ones.

python -m tests.benchmarks.boards
"""

import time
from random import Random

from tui.board.build import build_board
from tui.model import SECOND, Account, Kind, Race, Sample, Track

EVERY = 30 * SECOND
FIELDS = ((8, 3_000), (50, 600))
"""Numbers of accounts, and of readings of each."""
ROUNDS = 10


def field(racers: int, readings: int) -> tuple[Race, dict[int, Track]]:
    """Return a close race, and the tracks of its accounts."""
    random, tracks = Random(racers), {}
    for n in range(1, racers + 1):
        kind = Kind.PERSON if n % 2 else Kind.MEDIA
        account = Account(n, "demo", str(n), f"racer{n}", f"Racer {n}", kind)
        count, samples = 500_000 + random.randint(0, 9_999), []
        for k in range(readings):
            count += random.randint(-2, 40)
            samples.append(Sample(k * EVERY, count, 100, 5, provenance="live:demo"))
        tracks[n] = Track(account, tuple(samples), EVERY)
    accounts = tuple(track.account for track in tracks.values())
    return Race("field", "Field", accounts, 1_000_000, users=(6_000_000, 7_000_000)), tracks


def main() -> None:
    """Print the CPU time of a board in milliseconds."""
    for racers, readings in FIELDS:
        race, tracks = field(racers, readings)
        at = readings * EVERY
        began = time.process_time()
        board = build_board(race, at, tracks)
        first, costs = time.process_time() - began, []
        made = {s.account.id: s.forecast for s in board.standings}
        for _ in range(ROUNDS):
            at += EVERY
            for n, track in tracks.items():
                count = (track.samples[-1].followers or 0) + 20
                more = Sample(at, count, 100, 5, provenance="live:demo")
                tracks[n] = Track(track.account, (*track.samples, more), EVERY)
            began = time.process_time()
            board = build_board(race, at, tracks, predicted=made, before=board)
            costs.append(time.process_time() - began)
        costs.sort()
        print(
            f"{racers} accounts, {readings} readings each: {first * 1000:.0f} ms with new"
            f" forecasts, {costs[len(costs) // 2] * 1000:.1f} ms with reused ones"
        )


if __name__ == "__main__":
    main()
