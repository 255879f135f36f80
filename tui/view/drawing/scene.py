"""Everything a chart draws in its frame: curves, forecasts, flags, names, labels. Pure."""

from bisect import bisect_right
from collections.abc import Iterator, Sequence

from tui.formats import clock_time, date, grouped, signed
from tui.model import DAY, DOUBTED, HOUR, MONTH, Board, ConePoint, Event, Millis, Standing, Track
from tui.sanitize import shorten
from tui.series import gap_after
from tui.view.drawing.axes import TIME_STEPS, local_steps, nice_steps
from tui.view.drawing.frame import Frame
from tui.view.drawing.lines import colour_of
from tui.view.drawing.plot import DOTS_ACROSS, DOTS_DOWN, Mark, Scene, Stroke

HOLLOW = "○"
HATCH = 4
NAME_MIN, NAME_MAX = 6, 18
"""The least and the most cells for a name at a curve's end; with less room, only the rank."""
TOO_VAGUE = 6 * HOUR
"""An event whose time is uncertain by this much gets no flag."""


def scene_of(frame: Frame) -> Scene:
    """Return everything to draw in a frame."""
    return SceneBuilder(frame).scene()


class SceneBuilder:
    """Collects the strokes, marks and labels of one frame."""

    def __init__(self, frame: Frame) -> None:
        self._frame = frame
        self._labels: list[tuple[int, int, int]] = []

    def scene(self) -> Scene:
        """Return the whole scene, with the leader last and so on top."""
        strokes: list[Stroke] = []
        marks: list[Mark] = []
        target = None if self._frame.options.pace else self._frame.board.race.target
        if self._frame.bottom < 0 < self._frame.top:
            level = tuple((x, self._frame.y(0)) for x in range(0, self._frame.across, 4))
            strokes.append(Stroke(level, "rail", dotted=True))
        if target is not None and self._frame.bottom <= target <= self._frame.top:
            y = self._frame.y(target)
            dots = tuple((x, y) for x in range(0, self._frame.across, 4))
            strokes.append(Stroke(dots, "target", dotted=True))
        for standing in reversed(self._frame.shown):
            style = colour_of(self._frame.board.race, standing.account.id)
            track = self._frame.board.tracks[standing.account.id]
            if self._frame.options.until is None and not self._frame.options.pace:
                strokes += self._cone(standing, style)
            strokes += [Stroke(part, style) for part in self._parts(track)]
        if not self._frame.options.pace:
            marks += self._suspect_readings()
        marks += self._event_flags()
        marks += self._names()
        marks += self._cursor()
        return Scene(
            columns=self._frame.columns,
            rows=self._frame.rows,
            x_labels=tuple(self._time_labels()),
            y_labels=tuple(self._count_labels()),
            strokes=tuple(strokes),
            marks=tuple(marks),
        )

    def _parts(self, track: Track) -> Iterator[tuple[tuple[int, int], ...]]:
        """Yield a curve in parts, split at data gaps."""
        points = self._frame.curves[track.account.id]
        ats = [at for at, _ in points]
        part: list[tuple[int, int]] = []
        for i, (at, count) in enumerate(points):
            part.append((self._frame.x(at), self._frame.y(count)))
            if i == len(points) - 1 or gap_after(ats, i, track.step):
                yield tuple(part)
                part = []

    def _cone(self, standing: Standing, style: str) -> Iterator[Stroke]:
        """Yield the forecast: a dotted median, and its interval as a hatch."""
        if standing.crossed_at is not None or standing.followers is None:
            return
        now = ConePoint(self._frame.board.at, *[standing.followers] * 3)
        path = [now, *standing.forecast.cone]
        phase = HATCH // 2 * (self._frame.shown.index(standing) % 2)
        median: list[tuple[int, int]] = []
        hatch: list[tuple[int, int]] = []
        for x, low, middle, high in self._ahead(path):
            if x % 2 == 0:
                median.append((x, middle))
            if (x + phase) % HATCH == 0:
                first = low + (phase - low) % HATCH
                hatch += [(x, y) for y in range(first, high + 1, HATCH)]
        for dots in (hatch, median):
            visible = tuple((x, y) for x, y in dots if 0 <= y < self._frame.down)
            if visible:
                yield Stroke(visible, f"{style} faint", dotted=True)

    def _ahead(self, path: Sequence[ConePoint]) -> Iterator[tuple[int, int, int, int]]:
        """Yield (x, low, middle, high) in dots for each dot column after now."""
        ats = [point.at for point in path]
        for x in range(self._frame.x(self._frame.board.at) + 2, self._frame.across):
            at = self._frame.start + x * self._frame.step
            i = bisect_right(ats, at)
            if 0 < i < len(path):
                one, other = path[i - 1], path[i]
                share = (at - one.at) / max(1, other.at - one.at)
                ends = ((one.low, other.low), (one.middle, other.middle), (one.high, other.high))
                low, middle, high = (self._frame.y(a + (b - a) * share) for a, b in ends)
                yield x, max(0, low), middle, min(self._frame.down - 1, high)

    def _names(self) -> Iterator[Mark]:
        """Yield each racer's rank and handle beside the end of its curve, without overlaps."""
        ended = [s for s in self._frame.shown if self._frame.curves[s.account.id]]
        last = {s.account.id: self._frame.curves[s.account.id][-1][1] for s in ended}
        ended.sort(key=lambda s: -last[s.account.id])
        room = self._frame.down // DOTS_DOWN
        rows = [self._frame.y(last[s.account.id]) // DOTS_DOWN for s in ended[:room]]
        for i in range(len(rows)):
            rows[i] = min(rows[i] + (1 if i == 0 else -1), rows[i - 1] - 1 if i else room - 1)
        for i in reversed(range(len(rows))):
            rows[i] = max(rows[i], rows[i + 1] + 1 if i + 1 < len(rows) else 0)
        x = self._frame.x(self._frame.until) + 4
        wide = min(NAME_MAX, (self._frame.across - x) // DOTS_ACROSS)
        for standing, row in zip(ended, rows, strict=False):
            style = colour_of(self._frame.board.race, standing.account.id)
            name = shorten(_curve_name(standing), wide)
            if wide < NAME_MIN:
                name = str(standing.rank) if standing.account.source else ""
            yield Mark(x, row * DOTS_DOWN + 1, name, style)

    def _cursor(self) -> Iterator[Mark]:
        """Yield the time cursor: a vertical line, with a dot on each curve."""
        at = self._frame.options.cursor
        if at is None or not self._frame.start <= at <= self._frame.end:
            return
        x = self._frame.x(at)
        for row in range(1, self._frame.down // DOTS_DOWN):
            yield Mark(x, row * DOTS_DOWN, "│", "dim")
        for standing in reversed(self._frame.shown):
            value = self._frame.value_at(standing.account.id, at)
            if value is not None and self._frame.bottom <= value <= self._frame.top:
                style = colour_of(self._frame.board.race, standing.account.id)
                yield Mark(x, self._frame.y(value), "●", f"{style} strong")

    def _suspect_readings(self) -> Iterator[Mark]:
        """Yield false and suspect readings as circles, with their count if it is off the chart."""
        circles = [c for standing in reversed(self._frame.shown) for c in self._circles(standing)]
        labelled = {(mark.y, mark.x) for mark, label in circles if label}
        for mark, label in circles:
            yield mark
            if label:
                # The count goes to the left of its circle, away from the curves' names.
                left = mark.x - DOTS_ACROSS * (len(label) + 1)
                start = left if left >= 0 else mark.x + 2 * DOTS_ACROSS
                end = start + DOTS_ACROSS * len(label)
                others = (x for y, x in labelled if y == mark.y and x != mark.x)
                hidden = any(start - 2 * DOTS_ACROSS < x < end + DOTS_ACROSS for x in others)
                # With a digit covered, the label would show a wrong count.
                uncovered = not hidden and self._is_uncovered(start, end)
                if uncovered and self._reserve(mark.y, start, end):
                    yield Mark(start, mark.y, label, mark.style)

    def _circles(self, standing: Standing) -> Iterator[tuple[Mark, str]]:
        """Yield an account's suspect readings, each with its count if it is off the chart."""
        frame = self._frame
        style = colour_of(frame.board.race, standing.account.id)
        for sample in frame.board.tracks[standing.account.id].samples:
            count = sample.followers
            if count is None or sample.quality not in DOUBTED:
                continue
            if not frame.start <= sample.at <= frame.until:
                continue
            x, up = frame.x(sample.at), count > frame.top
            if frame.bottom <= count <= frame.top:
                yield Mark(x, frame.y(count), HOLLOW, style), ""
            else:
                # The lowest row belongs to the event flags.
                y = frame.down - 1 if up else 1 + DOTS_DOWN
                yield Mark(x, y, HOLLOW, style), f"{grouped(count)} {'↑' if up else '↓'}"

    def _is_uncovered(self, start: int, end: int) -> bool:
        """Return whether neither the cursor nor a name covers the dots from start to end."""
        frame = self._frame
        at = frame.options.cursor
        crossed = at is not None and start - DOTS_ACROSS < frame.x(at) < end + DOTS_ACROSS
        return not crossed and end <= frame.x(frame.until)

    def _reserve(self, y: int, start: int, end: int) -> bool:
        """Reserve the dots from start to end for a label; returns False if they are taken."""
        free = all(
            row != y or end < one - DOTS_ACROSS or start > other + DOTS_ACROSS
            for row, one, other in self._labels
        )
        if free:
            self._labels.append((y, start, end))
        return free

    def _event_flags(self) -> Iterator[Mark]:
        """Yield the numbers of the events in the window, below the curves."""
        taken = -2
        for number, event in numbered_events(self._frame.board, self._frame.start):
            if event.within >= TOO_VAGUE or event.at > self._frame.until:
                continue
            x = self._frame.x(event.at)
            if x >= taken + 2:
                yield Mark(x, 1, str(number), "strong")
                taken = x + 2 * len(str(number))

    def _time_labels(self) -> Iterator[tuple[int, str]]:
        room = (self._frame.end - self._frame.start) / max(1, self._frame.columns // 16)
        step = next((s for s in TIME_STEPS if s >= room), TIME_STEPS[-1])
        last = -99
        for at in local_steps(self._frame.start, self._frame.end, step, self._frame.zone):
            x = self._frame.x(at)
            text = self._time_label(at, step)
            if x - last > 2 * len(text) + 4 and 2 * len(text) < x < self._frame.across - 2 * len(
                text
            ):
                yield x, text
                last = x

    def _time_label(self, at: Millis, step: Millis) -> str:
        if step < DAY:
            return clock_time(at, self._frame.zone)
        day, month, year = date(at, self._frame.zone).split()
        if step < MONTH:
            return f"{day} {month}"
        return year if step >= 12 * MONTH else f"{month} {year}"

    def _count_labels(self) -> Iterator[tuple[int, str]]:
        target = None if self._frame.options.pace else self._frame.board.race.target
        wide = self._frame.label_width()
        seen: list[int] = []
        if target is not None and self._frame.bottom <= target <= self._frame.top:
            seen.append(self._frame.y(target))
            yield seen[0], f"{grouped(target)} ".rjust(wide)
        # Below a curve that touches zero there are no counts to label.
        bottom = self._frame.bottom if self._frame.lowest < 0 else max(0.0, self._frame.bottom)
        for count in nice_steps(bottom, self._frame.top, max(2, self._frame.rows // 5)):
            y = self._frame.y(count)
            if all(abs(y - other) >= 8 for other in seen):
                seen.append(y)
                yield y, f"{self._label(count)} ".rjust(wide)

    def _label(self, count: int) -> str:
        return signed(count) if self._frame.options.pace else grouped(count).replace("-", "−")


def _curve_name(standing: Standing) -> str:
    """Return a curve's name: rank and handle, or just the name if it is not an account."""
    account = standing.account
    return f"{standing.rank} @{account.handle}" if account.source else account.name


def numbered_events(board: Board, since: Millis) -> list[tuple[int, Event]]:
    """Return a board's events since a time, with the numbers on their flags."""
    return [(n, event) for n, event in enumerate(board.events, 1) if event.at >= since]
