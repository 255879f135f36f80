"""A chart's window in time and followers: a board's curves and marks in its grid of dots. Pure."""

from bisect import bisect_left, bisect_right
from collections.abc import Iterator, Sequence
from dataclasses import dataclass

from tui.formats import clock_time, date, grouped, shorten, signed, zone_of
from tui.model import DAY, DOUBTED, HOUR, MINUTE, Board, ConePoint, Event, Millis, Standing, Track
from tui.panels.axes import MONTH, TIME_STEPS, local_steps, nice_steps
from tui.panels.lines import colour_of
from tui.plot import DOTS_ACROSS, DOTS_DOWN, Mark, Scene, Stroke, area
from tui.series import gap_after

AHEAD = 0.22
"""The part of the chart that lies in the future."""
NAMED = 0.12
"""The part beside the curves' ends, for names, where no future is shown."""
PACE_DOTS, PACE_ROUNDS = 12, 6
SHORTEST: Millis = 10 * MINUTE
"""All there is shows no less than this."""
HOLLOW = "○"
HATCH, NAME_WIDE = 4, 14
DAYS_ONLY = 6 * HOUR
"""An event whose time is vaguer than this has no place on the chart."""


@dataclass(frozen=True, slots=True)
class Look:
    """How a chart looks at its curves.

    `window` is how much of the past it shows, None for all; `until` its end, None for now, with
    what is likely next. `cursor` is a time that is marked. `pace` shows followers an hour in place
    of counts; `from_zero` the whole height.
    """

    window: Millis | None = 6 * HOUR
    until: Millis | None = None
    cursor: Millis | None = None
    pace: bool = False
    from_zero: bool = False


class Frame:
    """The window of a chart in time and followers, and its grid of dots."""

    def __init__(
        self, board: Board, shown: Sequence[Standing], look: Look, columns: int, rows: int
    ) -> None:
        self.board, self.shown, self.look = board, shown, look
        self.zone = zone_of(board.race.zone)
        self.columns, self.rows = columns, rows
        tracks = [board.tracks[s.account.id] for s in shown]
        first = min((t.samples[0].at for t in tracks if t.samples), default=board.at)
        span = look.window if look.window is not None else max(SHORTEST, board.at - first)
        ahead = AHEAD if look.until is None and not look.pace else NAMED
        # The grid moves on by whole dots: what lies between two does not redraw the chart.
        self.across, self.down = area(columns, rows, self._label_width())
        self.step = max(1, round(span / (1 - ahead) / self.across))
        self.until = board.at if look.until is None else min(look.until, board.at)
        self.end = (self.until // self.step + 1 + round(self.across * ahead)) * self.step
        self.start = self.end - self.across * self.step
        self.curves = {
            t.account.id: self._paces(t) if look.pace else self.points(t) for t in tracks
        }
        self.bottom, self.top = self._heights()
        self._labels: list[tuple[int, int, int]] = []

    def _label_width(self) -> int:
        # A label may lie above every count: it is a rounder one.
        highest = 1.1 * max(abs(s.followers or 0) for s in self.shown)
        target = 0 if self.look.pace else self.board.race.target or 0
        signs = 1 if self.look.pace or any((s.followers or 0) < 0 for s in self.shown) else 0
        return len(grouped(max(round(highest), target))) + 1 + signs

    def _heights(self) -> tuple[float, float]:
        """Return the chart's lowest and highest count: all curves, and a target that is near."""
        counts = [count for curve in self.curves.values() for _, count in curve]
        if self.look.until is None and not self.look.pace:
            counts += [s.followers for s in self.shown if s.followers is not None]
        counts = counts or [0]
        low, high = float(min(counts)), float(max(counts))
        if self.look.from_zero:
            low, high = min(low, 0.0), max(high, 0.0)
        if self.look.pace or self.look.until is not None:
            pad = max(1.0, 0.03 * (high - low))
            return low - (0 if self.look.from_zero and low == 0 else pad), high + pad
        room = max(high - low, 10.0)
        likely = [s.forecast for s in self.shown if s.forecast.cone]
        ahead = [p.middle for forecast in likely for p in forecast.cone if p.at <= self.end]
        high = max(high, min(max(ahead, default=high), high + 0.3 * room))
        target = self.board.race.target
        if target is not None and high < target <= high + 0.6 * room:
            high = target
        pad = max(1.0, 0.03 * (high - low))
        return low - (0 if self.look.from_zero and low == 0 else pad), high + pad

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
        end = bisect_right(samples, self.until, key=lambda s: s.at)
        kept: dict[int, tuple[Millis, int]] = {}
        for sample in samples[begin:end]:
            if sample.followers is not None and sample.quality not in DOUBTED:
                kept[self.x(sample.at)] = (sample.at, sample.followers)
        return [point for x, point in kept.items() if x >= 0]

    def _paces(self, track: Track) -> list[tuple[Millis, int]]:
        """Return a track's pace in the window, in followers an hour, over some dots each."""
        counts = self.points(track)
        if len(counts) < 2:
            return []
        # A pace over less than some rounds is mostly the grain of the counts.
        over = max(PACE_DOTS * self.step, PACE_ROUNDS * track.step)
        paces: list[tuple[Millis, int]] = []
        start = 0
        ats = [at for at, _ in counts]
        for i in range(1, len(counts)):
            if gap_after(ats, i - 1, track.step):
                start = i
            while ats[i] - ats[start] > over and start < i - 1:
                start += 1
            if ats[i] - ats[start] >= over / 2:
                grown = counts[i][1] - counts[start][1]
                paces.append((ats[i], round(grown * HOUR / (ats[i] - ats[start]))))
        return paces

    def value_at(self, account_id: int, at: Millis) -> int | None:
        """Return what a curve shows at a time: the last value until then, but not across a gap."""
        curve = self.curves.get(account_id, [])
        ats = [when for when, _ in curve]
        i = bisect_right(ats, at) - 1
        if i < 0 or (i == len(curve) - 1 and at - ats[i] > max(HOUR, 8 * self.step)):
            return None
        if i < len(curve) - 1 and gap_after(ats, i, self.board.tracks[account_id].step):
            return None if at - ats[i] > self.step else curve[i][1]
        return curve[i][1]

    def scene(self) -> Scene:
        """Return everything that is drawn, the leader last and so on top."""
        self._labels.clear()
        strokes: list[Stroke] = []
        marks: list[Mark] = []
        target = None if self.look.pace else self.board.race.target
        if self.bottom < 0 < self.top:
            level = tuple((x, self.y(0)) for x in range(0, self.across, 4))
            strokes.append(Stroke(level, "rail", dotted=True))
        if target is not None and self.bottom <= target <= self.top:
            y = self.y(target)
            dots = tuple((x, y) for x in range(0, self.across, 4))
            strokes.append(Stroke(dots, "target", dotted=True))
        for standing in reversed(self.shown):
            style = colour_of(self.board.race, standing.account.id)
            track = self.board.tracks[standing.account.id]
            if self.look.until is None and not self.look.pace:
                strokes += self._cone(standing, style)
            strokes += [Stroke(part, style) for part in self._parts(track)]
            if not self.look.pace:
                marks += self._doubted(track, style)
        marks += self._flags()
        marks += self._names()
        marks += self._cursor()
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
        points = self.curves[track.account.id]
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
        ended = [s for s in self.shown if self.curves[s.account.id]]
        last = {s.account.id: self.curves[s.account.id][-1][1] for s in ended}
        ended.sort(key=lambda s: -last[s.account.id])
        room = self.down // DOTS_DOWN
        rows = [self.y(last[s.account.id]) // DOTS_DOWN for s in ended[:room]]
        for i in range(len(rows)):
            rows[i] = min(rows[i] + (1 if i == 0 else -1), rows[i - 1] - 1 if i else room - 1)
        for i in reversed(range(len(rows))):
            rows[i] = max(rows[i], rows[i + 1] + 1 if i + 1 < len(rows) else 0)
        for standing, row in zip(ended, rows, strict=False):
            style = colour_of(self.board.race, standing.account.id)
            name = shorten(_name_of(standing), NAME_WIDE)
            yield Mark(self.x(self.until) + 4, row * DOTS_DOWN + 1, name, style)

    def _cursor(self) -> Iterator[Mark]:
        """Return the time cursor: a line through the whole height, dots where it meets curves."""
        at = self.look.cursor
        if at is None or not self.start <= at <= self.end:
            return
        x = self.x(at)
        for row in range(1, self.down // DOTS_DOWN):
            yield Mark(x, row * DOTS_DOWN, "│", "dim")
        for standing in reversed(self.shown):
            value = self.value_at(standing.account.id, at)
            if value is not None and self.bottom <= value <= self.top:
                style = colour_of(self.board.race, standing.account.id)
                yield Mark(x, self.y(value), "●", f"{style} strong")

    def _doubted(self, track: Track, style: str) -> Iterator[Mark]:
        """Return false and suspect readings as hollow points, with the count if it lies beyond."""
        for sample in track.samples:
            count = sample.followers
            if count is None or sample.quality not in DOUBTED:
                continue
            if not self.start <= sample.at <= self.until:
                continue
            x, inside = self.x(sample.at), self.bottom <= count <= self.top
            up = count > self.top
            y = self.y(count) if inside else self.down - 1 if up else 1
            yield Mark(x, y, HOLLOW, style)
            if not inside:
                # What names it stands to its left, where no curve ends.
                told = f"{grouped(count)} {'↑' if up else '↓'}"
                left = x - DOTS_ACROSS * (len(told) + 1)
                start = left if left >= 0 else x + 2 * DOTS_ACROSS
                if self._is_free(y, start, start + DOTS_ACROSS * len(told)):
                    yield Mark(start, y, told, style)

    def _is_free(self, y: int, start: int, end: int) -> bool:
        """Take a place for a label, if nothing stands there yet."""
        free = all(
            row != y or end < one - DOTS_ACROSS or start > other + DOTS_ACROSS
            for row, one, other in self._labels
        )
        if free:
            self._labels.append((y, start, end))
        return free

    def _flags(self) -> Iterator[Mark]:
        """Return the numbers of the events in the window, below the curves."""
        taken = -2
        for number, event in numbered(self.board, self.start):
            if event.within >= DAYS_ONLY or event.at > self.until:
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
            text = self._time_label(at, step)
            if x - last > 2 * len(text) + 4 and 2 * len(text) < x < self.across - 2 * len(text):
                yield x, text
                last = x

    def _time_label(self, at: Millis, step: Millis) -> str:
        if step < DAY:
            return clock_time(at, self.zone)
        day, month, year = date(at, self.zone).split()
        if step < MONTH:
            return f"{day} {month}"
        return year if step >= 12 * MONTH else f"{month} {year}"

    def _count_labels(self) -> Iterator[tuple[int, str]]:
        target = None if self.look.pace else self.board.race.target
        wide = self._label_width()
        seen: list[int] = []
        if target is not None and self.bottom <= target <= self.top:
            seen.append(self.y(target))
            yield seen[0], f"{grouped(target)} ".rjust(wide)
        for count in nice_steps(self.bottom, self.top, max(2, self.rows // 5)):
            y = self.y(count)
            if all(abs(y - other) >= 8 for other in seen):
                seen.append(y)
                yield y, f"{self._label(count)} ".rjust(wide)

    def _label(self, count: int) -> str:
        return signed(count) if self.look.pace else grouped(count).replace("-", "−")


def _name_of(standing: Standing) -> str:
    """Return how a curve is called: by rank and handle; one of no account by its name alone."""
    account = standing.account
    return f"{standing.rank} @{account.handle}" if account.source else account.name


def numbered(board: Board, since: Millis) -> list[tuple[int, Event]]:
    """Return the events of a board from a time on, with the numbers that their flags carry."""
    return [(n, event) for n, event in enumerate(board.events, 1) if event.at >= since]
