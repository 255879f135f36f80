"""A chart's window in time and followers: a board's curves and marks in its grid of dots. Pure."""

from bisect import bisect_left, bisect_right
from collections.abc import Iterator, Sequence

from tui.formats import clock_time, date, grouped, shorten, zone_of
from tui.model import DAY, DOUBTED, HOUR, Board, ConePoint, Event, Millis, Standing, Track
from tui.panels.axes import TIME_STEPS, local_steps, nice_steps
from tui.panels.lines import colour_of
from tui.plot import DOTS_ACROSS, DOTS_DOWN, Mark, Scene, Stroke, area
from tui.series import gap_after

AHEAD = 0.22
"""The part of the chart that lies in the future."""
HOLLOW = "○"
HATCH, NAME_WIDE = 4, 14
DAYS_ONLY = 6 * HOUR
"""An event whose time is vaguer than this has no place on the chart."""


class Frame:
    """The window of a chart in time and followers, and its grid of dots."""

    def __init__(
        self,
        board: Board,
        shown: Sequence[Standing],
        window: Millis | None,
        columns: int,
        rows: int,
    ) -> None:
        self.board, self.shown, self.zone = board, shown, zone_of(board.race.zone)
        self.columns, self.rows = columns, rows
        tracks = [board.tracks[s.account.id] for s in shown]
        first = min((t.samples[0].at for t in tracks if t.samples), default=board.at)
        span = window if window is not None else max(HOUR, board.at - first)
        # The grid moves on by whole dots: what lies between two does not redraw the chart.
        self.across, self.down = area(columns, rows, self._label_width())
        self.step = max(1, round(span / (1 - AHEAD) / self.across))
        self.end = (board.at // self.step + 1) * self.step + round(self.across * AHEAD) * self.step
        self.start = self.end - self.across * self.step
        self.bottom, self.top = self._heights(tracks)

    def _label_width(self) -> int:
        # A label may lie above every count: it is a rounder one.
        highest = 1.1 * max(s.followers or 0 for s in self.shown)
        return len(grouped(max(round(highest), self.board.race.target or 0))) + 1

    def _heights(self, tracks: Sequence[Track]) -> tuple[float, float]:
        """Return the chart's lowest and highest count: all curves, and a target that is near."""
        counts = [count for track in tracks for _, count in self.points(track)]
        counts += [s.followers for s in self.shown if s.followers is not None]
        low, high = float(min(counts)), float(max(counts))
        room = max(high - low, 10.0)
        likely = [s.forecast for s in self.shown if s.forecast.cone]
        ahead = [p.middle for forecast in likely for p in forecast.cone if p.at <= self.end]
        high = max(high, min(max(ahead, default=high), high + 0.3 * room))
        target = self.board.race.target
        if target is not None and high < target <= high + 0.6 * room:
            high = target
        pad = max(1.0, 0.03 * (high - low))
        return low - pad, high + pad

    def x(self, at: float) -> int:
        """Return the dot of a time."""
        return int((at - self.start) // self.step)

    def y(self, count: float) -> int:
        """Return the dot of a count."""
        return round((count - self.bottom) / (self.top - self.bottom) * (self.down - 1))

    def points(self, track: Track) -> list[tuple[Millis, int]]:
        """Return a track's trusted counts in the window, the last one in each column of dots."""
        samples = track.samples
        begin = max(0, bisect_left(samples, self.start, key=lambda s: s.at) - 1)
        end = bisect_right(samples, self.board.at, key=lambda s: s.at)
        kept: dict[int, tuple[Millis, int]] = {}
        for sample in samples[begin:end]:
            if sample.followers is not None and sample.quality not in DOUBTED:
                kept[self.x(sample.at)] = (sample.at, sample.followers)
        return [point for x, point in kept.items() if x >= 0]

    def scene(self) -> Scene:
        """Return everything that is drawn, the leader last and so on top."""
        strokes: list[Stroke] = []
        marks: list[Mark] = []
        target = self.board.race.target
        if target is not None and self.bottom <= target <= self.top:
            y = self.y(target)
            dots = tuple((x, y) for x in range(0, self.across, 4))
            strokes.append(Stroke(dots, "target", dotted=True))
        for standing in reversed(self.shown):
            style = colour_of(self.board.race, standing.account.id)
            track = self.board.tracks[standing.account.id]
            strokes += self._cone(standing, style)
            strokes += [Stroke(part, style) for part in self._parts(track)]
            marks += self._doubted(track, style)
        marks += self._flags()
        marks += self._names()
        return Scene(
            columns=self.columns,
            rows=self.rows,
            x_labels=tuple(self._time_labels()),
            y_labels=tuple(self._count_labels()),
            strokes=tuple(strokes),
            marks=tuple(marks),
        )

    def _parts(self, track: Track) -> Iterator[tuple[tuple[int, int], ...]]:
        """Return the curve in the parts between which nothing was read."""
        points = self.points(track)
        ats = [at for at, _ in points]
        part: list[tuple[int, int]] = []
        for i, (at, count) in enumerate(points):
            part.append((self.x(at), self.y(count)))
            if i == len(points) - 1 or gap_after(ats, i, track.step):
                yield tuple(part)
                part = []

    def _cone(self, standing: Standing, style: str) -> Iterator[Stroke]:
        """Return the forecast: its median, and its interval hatched in the racer's own way."""
        if standing.crossed_at is not None or standing.followers is None:
            return
        now = ConePoint(self.board.at, *[standing.followers] * 3)
        path = [now, *standing.forecast.cone]
        phase = HATCH // 2 * (self.shown.index(standing) % 2)
        median: list[tuple[int, int]] = []
        hatch: list[tuple[int, int]] = []
        for x, low, middle, high in self._ahead(path):
            if x % 2 == 0:
                median.append((x, middle))
            if (x + phase) % HATCH == 0:
                first = low + (phase - low) % HATCH
                hatch += [(x, y) for y in range(first, high + 1, HATCH)]
        for dots in (hatch, median):
            seen = tuple((x, y) for x, y in dots if 0 <= y < self.down)
            if seen:
                yield Stroke(seen, f"{style} faint", dotted=True)

    def _ahead(self, path: Sequence[ConePoint]) -> Iterator[tuple[int, int, int, int]]:
        """Return (x, low, middle, high) in dots for each column of dots after now."""
        ats = [point.at for point in path]
        for x in range(self.x(self.board.at) + 2, self.across):
            at = self.start + x * self.step
            i = bisect_right(ats, at)
            if 0 < i < len(path):
                one, other = path[i - 1], path[i]
                share = (at - one.at) / max(1, other.at - one.at)
                ends = ((one.low, other.low), (one.middle, other.middle), (one.high, other.high))
                low, middle, high = (self.y(a + (b - a) * share) for a, b in ends)
                yield x, max(0, low), middle, min(self.down - 1, high)

    def _names(self) -> Iterator[Mark]:
        """Return who is who, by rank and handle, beside the curves' ends, one below another."""
        ended = [s for s in self.shown if self.points(self.board.tracks[s.account.id])]
        ended.sort(key=lambda s: -(s.followers or 0))
        room = self.down // DOTS_DOWN
        rows = [self.y(s.followers or 0) // DOTS_DOWN for s in ended[:room]]
        for i in range(len(rows)):
            rows[i] = min(rows[i] + (1 if i == 0 else -1), rows[i - 1] - 1 if i else room - 1)
        for i in reversed(range(len(rows))):
            rows[i] = max(rows[i], rows[i + 1] + 1 if i + 1 < len(rows) else 0)
        for standing, row in zip(ended, rows, strict=False):
            style = colour_of(self.board.race, standing.account.id)
            name = shorten(f"{standing.rank} @{standing.account.handle}", NAME_WIDE)
            yield Mark(self.x(self.board.at) + 4, row * DOTS_DOWN + 1, name, style)

    def _doubted(self, track: Track, style: str) -> Iterator[Mark]:
        """Return false and suspect readings as hollow points, with the count if it lies beyond."""
        for sample in track.samples:
            count = sample.followers
            if count is None or sample.quality not in DOUBTED:
                continue
            if not self.start <= sample.at <= self.board.at:
                continue
            x, inside = self.x(sample.at), self.bottom <= count <= self.top
            up = count > self.top
            y = self.y(count) if inside else self.down - 1 if up else 1
            yield Mark(x, y, HOLLOW, style)
            if not inside:
                # What names it stands to its left, where no curve ends.
                told = f"{grouped(count)} {'↑' if up else '↓'}"
                left = x - DOTS_ACROSS * (len(told) + 1)
                yield Mark(left if left >= 0 else x + 2 * DOTS_ACROSS, y, told, style)

    def _flags(self) -> Iterator[Mark]:
        """Return the numbers of the events in the window, below the curves."""
        taken = -2
        for number, event in numbered(self.board, self.start):
            if event.within >= DAYS_ONLY:
                continue
            x = self.x(event.at)
            if x >= taken + 2:
                yield Mark(x, 1, str(number), "strong")
                taken = x + 2 * len(str(number))

    def _time_labels(self) -> Iterator[tuple[int, str]]:
        room = (self.end - self.start) / max(1, self.columns // 16)
        step = next((s for s in TIME_STEPS if s >= room), TIME_STEPS[-1])
        last = -99
        for at in local_steps(self.start, self.end, step, self.zone):
            x = self.x(at)
            text = (
                clock_time(at, self.zone) if step < DAY else date(at, self.zone).rsplit(" ", 1)[0]
            )
            if x - last > 2 * len(text) + 4 and 2 * len(text) < x < self.across - 2 * len(text):
                yield x, text
                last = x

    def _count_labels(self) -> Iterator[tuple[int, str]]:
        target = self.board.race.target
        wide = self._label_width()
        seen: list[int] = []
        if target is not None and self.bottom <= target <= self.top:
            seen.append(self.y(target))
            yield seen[0], f"{grouped(target)} ".rjust(wide)
        for count in nice_steps(self.bottom, self.top, max(2, self.rows // 5)):
            y = self.y(count)
            if all(abs(y - other) >= 8 for other in seen):
                seen.append(y)
                yield y, f"{grouped(count)} ".rjust(wide)


def numbered(board: Board, since: Millis) -> list[tuple[int, Event]]:
    """Return the events of a board from a time on, with the numbers that their flags carry."""
    return [(n, event) for n, event in enumerate(board.events, 1) if event.at >= since]
