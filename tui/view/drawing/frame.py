"""A chart's window in time and followers, and a board's curves in its grid of dots. Pure."""

from bisect import bisect_left, bisect_right
from collections.abc import Sequence
from dataclasses import dataclass

from tui.formats import grouped
from tui.model import DOUBTED, HOUR, MINUTE, Board, Millis, Standing, Track
from tui.parsing import zone_of
from tui.series import gap_after
from tui.view.drawing.plot import area

FUTURE_SHARE = 0.22
"""The share of the chart's width that shows the forecast."""
NAMES_SHARE = 0.12
"""The share of the width kept for the curves' names in a chart without a forecast."""
PACE_DOTS, PACE_ROUNDS = 12, 6
SHORTEST_SPAN: Millis = 10 * MINUTE
"""The least that the whole time of a race covers."""


@dataclass(frozen=True, slots=True)
class ChartOptions:
    """What a chart shows.

    `window` is how far back it goes, None for the whole time. `until` is its end, None for now
    with the forecast beyond. `cursor` is a marked time. `pace` shows followers an hour instead of
    counts, and `from_zero` starts the vertical axis at zero.
    """

    window: Millis | None = 6 * HOUR
    until: Millis | None = None
    cursor: Millis | None = None
    pace: bool = False
    from_zero: bool = False


class Frame:
    """A chart's window in time and followers, and its grid of dots."""

    def __init__(
        self,
        board: Board,
        shown: Sequence[Standing],
        options: ChartOptions,
        columns: int,
        rows: int,
    ) -> None:
        self.board, self.shown, self.options = board, shown, options
        self.zone = zone_of(board.race.zone)
        self.columns, self.rows = columns, rows
        tracks = [board.tracks[s.account.id] for s in shown]
        first = min((t.samples[0].at for t in tracks if t.samples), default=board.at)
        whole = max(SHORTEST_SPAN, board.at - first)
        span = options.window if options.window is not None else whole
        ahead = FUTURE_SHARE if options.until is None and not options.pace else NAMES_SHARE
        # The grid moves in whole dots, so that a step of less than a dot redraws nothing.
        self.across, self.down = area(columns, rows, self.label_width())
        self.step = max(1, round(span / (1 - ahead) / self.across))
        self.until = board.at if options.until is None else min(options.until, board.at)
        self.end = (self.until // self.step + 1 + round(self.across * ahead)) * self.step
        self.start = self.end - self.across * self.step
        self.curves = {
            t.account.id: self._paces(t) if options.pace else self.points(t) for t in tracks
        }
        self.lowest = 0.0
        self.bottom, self.top = self._count_range()

    def label_width(self) -> int:
        """Return the width of the count labels in cells."""
        # The highest label may be a round count above every curve.
        highest = 1.1 * max(abs(s.followers or 0) for s in self.shown)
        target = 0 if self.options.pace else self.board.race.target or 0
        signs = 1 if self.options.pace or any((s.followers or 0) < 0 for s in self.shown) else 0
        return len(grouped(max(round(highest), target))) + 1 + signs

    def _count_range(self) -> tuple[float, float]:
        """Return the chart's lowest and highest count: all curves, and the target if it is near."""
        counts = [count for curve in self.curves.values() for _, count in curve]
        if self.options.until is None and not self.options.pace:
            counts += [s.followers for s in self.shown if s.followers is not None]
        counts = counts or [0]
        low, high = float(min(counts)), float(max(counts))
        self.lowest = low
        if self.options.from_zero:
            low, high = min(low, 0.0), max(high, 0.0)
        if self.options.pace or self.options.until is not None:
            pad = max(1.0, 0.03 * (high - low))
            return low - (0 if self.options.from_zero and low == 0 else pad), high + pad
        room = max(high - low, 10.0)
        forecasts = [s.forecast for s in self.shown if s.forecast.cone]
        ahead = [p.middle for forecast in forecasts for p in forecast.cone if p.at <= self.end]
        high = max(high, min(max(ahead, default=high), high + 0.3 * room))
        target = self.board.race.target
        if target is not None and high < target <= high + 0.6 * room:
            high = target
        pad = max(1.0, 0.03 * (high - low))
        return low - (0 if self.options.from_zero and low == 0 else pad), high + pad

    def x(self, at: float) -> int:
        """Return the dot column of a time."""
        return int((at - self.start) // self.step)

    def y(self, count: float) -> int:
        """Return the dot row of a count."""
        return round((count - self.bottom) / (self.top - self.bottom) * (self.down - 1))

    def points(self, track: Track) -> list[tuple[Millis, int]]:
        """Return a track's trusted counts in the window, the last one in each dot column."""
        samples = track.samples
        begin = max(0, bisect_left(samples, self.start, key=lambda s: s.at) - 1)
        end = bisect_right(samples, self.until, key=lambda s: s.at)
        kept: dict[int, tuple[Millis, int]] = {}
        for sample in samples[begin:end]:
            if sample.followers is not None and sample.quality not in DOUBTED:
                kept[self.x(sample.at)] = (sample.at, sample.followers)
        return [point for x, point in kept.items() if x >= 0]

    def pace_span(self, track: Track) -> Millis:
        """Return the time over which a track's pace is averaged in this chart."""
        return max(PACE_DOTS * self.step, PACE_ROUNDS * track.step)

    def _paces(self, track: Track) -> list[tuple[Millis, int]]:
        """Return a track's pace in the window, in followers an hour."""
        counts = self.points(track)
        if len(counts) < 2:
            return []
        # Over just a few readings, the steps between counts would hide the pace.
        over = self.pace_span(track)
        paces: list[tuple[Millis, int]] = []
        start = 0
        ats = [at for at, _ in counts]
        for i in range(1, len(counts)):
            if gap_after(ats, i - 1, track.step):
                start = i
            while ats[i] - ats[start] > over and start < i - 1:
                start += 1
            if ats[i] - ats[start] >= over / 2:
                gained = counts[i][1] - counts[start][1]
                paces.append((ats[i], round(gained * HOUR / (ats[i] - ats[start]))))
        return paces

    def value_at(self, account_id: int, at: Millis) -> int | None:
        """Return the last value of a curve up to a time; None inside a data gap."""
        curve = self.curves.get(account_id, [])
        ats = [when for when, _ in curve]
        i = bisect_right(ats, at) - 1
        if i < 0 or (i == len(curve) - 1 and at - ats[i] > max(HOUR, 8 * self.step)):
            return None
        if i < len(curve) - 1 and gap_after(ats, i, self.board.tracks[account_id].step):
            return None if at - ats[i] > self.step else curve[i][1]
        return curve[i][1]
