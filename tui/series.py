"""The trusted counts of a track as a series, and the gaps between them."""

from collections.abc import Sequence
from dataclasses import replace

from tui.model import DOUBTED, FOREVER, Millis, Sample, Series, Track

__all__ = ["GAP_ROUNDS", "Series", "gap_after", "series_of", "with_series"]

GAP_ROUNDS = 3
"""More rounds than this without a sample are a data gap."""


def gap_after(ats: Sequence[Millis], index: int, step: Millis) -> bool:
    """Return whether a data gap follows the time at an index.

    The interval is compared with its neighbours, so that neither a change of the interval nor a
    thinned part is a gap; without neighbours, with `step`.
    """
    around = [ats[i + 1] - ats[i] for i in (index - 1, index + 1) if 0 <= i < len(ats) - 1]
    return ats[index + 1] - ats[index] > GAP_ROUNDS * max(around, default=step)


def series_of(track: Track, until: Millis) -> Series:
    """Return the trusted counts of a track up to a time."""
    if track.series is not None and track.samples and track.samples[-1].at <= until:
        return track.series
    return _trusted(track.samples, until, track.step)


def with_series(track: Track, before: Track | None = None) -> Track:
    """Return a track with its series; the part it shares with an earlier track is reused."""
    return replace(track, series=_extended(before, track) or series_of(track, FOREVER))


def _extended(before: Track | None, track: Track) -> Series | None:
    """Return the series of a track that extends an earlier one, else None."""
    if before is None or before.series is None:
        return None
    n = len(before.samples)
    if not 0 < n <= len(track.samples) or track.samples[n - 1] is not before.samples[-1]:
        return None
    if track.samples[0] is not before.samples[0]:
        return None
    known, more = before.series, _trusted(track.samples[n:], FOREVER, track.step)
    return Series(known.ats + more.ats, known.counts + more.counts, track.step)


def _trusted(samples: Sequence[Sample], until: Millis, step: Millis) -> Series:
    kept = [
        (sample.at, sample.followers)
        for sample in samples
        if sample.followers is not None and sample.quality not in DOUBTED and sample.at <= until
    ]
    return Series(tuple(at for at, _ in kept), tuple(count for _, count in kept), step)
