"""A track's trusted counts as two columns, looked up by time."""

from bisect import bisect_left, bisect_right
from collections.abc import Sequence
from dataclasses import dataclass

from tui.model import DOUBTED, FOREVER, Millis, Track

LATEST = 1_000
GAP_ROUNDS = 3
"""So many rounds without a sample are a gap in the data."""


@dataclass(frozen=True, slots=True, eq=False)
class Series:
    """Times (ms, growing) and the followers read at them; doubted and unknown ones left out."""

    ats: tuple[Millis, ...]
    counts: tuple[int, ...]
    step: Millis

    def last(self) -> int | None:
        """Return the newest count."""
        return self.counts[-1] if self.counts else None

    def at(self, at: Millis) -> int | None:
        """Return the count as of a time: the last one read until then."""
        place = bisect_right(self.ats, at)
        return self.counts[place - 1] if place else None

    def since(self, at: Millis) -> "Series":
        """Return what was read at a time or later."""
        place = bisect_left(self.ats, at)
        return Series(self.ats[place:], self.counts[place:], self.step)

    def gap_after(self, index: int) -> bool:
        """Tell whether nothing was read for rounds after the sample at an index."""
        return gap_after(self.ats, index, self.step)


def gap_after(ats: Sequence[Millis], index: int, step: Millis) -> bool:
    """Tell whether the time after an index is a gap, measured by the times on both sides of it.

    So a change of the interval is none, nor is a part that was thinned. `step` stands in for them
    where there are none.
    """
    around = [ats[i + 1] - ats[i] for i in (index - 1, index + 1) if 0 <= i < len(ats) - 1]
    return ats[index + 1] - ats[index] > GAP_ROUNDS * max(around, default=step)


_latest: dict[int, tuple[Track, Series]] = {}
"""The newest whole track of each account, as columns: a board asks for them many times."""


def series_of(track: Track, until: Millis) -> Series:
    """Return the trusted counts of a track up to a time."""
    if not track.samples or track.samples[-1].at > until:
        return _up_to(track, until)
    known = _latest.get(track.account.id)
    if known is None or known[0] is not track:
        if len(_latest) >= LATEST:
            _latest.clear()
        grown = _grown(*known, track) if known is not None else None
        known = _latest[track.account.id] = (track, grown or _up_to(track, until))
    return known[1]


def _grown(before: Track, known: Series, track: Track) -> Series | None:
    """Return the counts of a track that is another one with more at its end; else None."""
    n = len(before.samples)
    if not 0 < n <= len(track.samples) or track.samples[n - 1] is not before.samples[-1]:
        return None
    if track.samples[0] is not before.samples[0]:
        return None
    more = _up_to(Track(track.account, track.samples[n:], track.step), FOREVER)
    return Series(known.ats + more.ats, known.counts + more.counts, track.step)


def _up_to(track: Track, until: Millis) -> Series:
    kept = [
        (sample.at, sample.followers)
        for sample in track.samples
        if sample.followers is not None and sample.quality not in DOUBTED and sample.at <= until
    ]
    return Series(tuple(at for at, _ in kept), tuple(count for _, count in kept), track.step)
