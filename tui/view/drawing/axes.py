"""Where the labels of a chart's axes go: round counts, and round local times. Pure."""

from collections.abc import Iterator
from datetime import timedelta, tzinfo
from math import ceil, floor, log10

from tui.formats import millis, moment
from tui.model import DAY, HOUR, MINUTE, MONTH, Millis

TIME_STEPS = (
    *(n * MINUTE for n in (1, 2, 5, 10, 15, 30)),
    *(n * HOUR for n in (1, 2, 3, 6, 12)),
    *(n * DAY for n in (1, 2, 7)),
    *(n * MONTH for n in (1, 2, 3, 6, 12, 24, 60, 120)),
)
"""The possible distances between two time labels; months are calendar months."""


def local_steps(start: Millis, end: Millis, step: Millis, zone: tzinfo) -> Iterator[Millis]:
    """Yield the times from start to end that are whole steps after local midnight."""
    day = moment(start, zone).replace(hour=0, minute=0, second=0, microsecond=0)
    while (midnight := millis(day)) < end:
        tomorrow = day + timedelta(days=1)
        if step >= MONTH:
            month = day.year * 12 + day.month - 1
            if midnight >= start and day.day == 1 and month % (step // MONTH) == 0:
                yield midnight
            # 32 days after the first of a month always lies in the next month.
            tomorrow = (day.replace(day=1) + timedelta(days=32)).replace(day=1)
        elif step >= DAY:
            if midnight >= start and day.toordinal() % (step // DAY) == 0:
                yield midnight
        elif step >= 3 * HOUR:
            # Long steps stay on the same hours of the wall clock when daylight saving changes.
            hours = range(0, 24, step // HOUR)
            wall = sorted({millis(day.replace(hour=hour)) for hour in hours})
            yield from (at for at in wall if start <= at < end)
        else:
            yield from (at for at in range(midnight, millis(tomorrow), step) if start <= at < end)
        day = tomorrow


def nice_steps(low: float, high: float, most: int) -> list[int]:
    """Return about `most` round counts between two counts, and at least one."""
    rough = max(1.0, (high - low) / most)
    unit = 10 ** floor(log10(rough))
    step = max(1, int(next(unit * n for n in (1, 2, 5, 10) if unit * n >= rough)))
    while True:
        first = ceil(low / step) * step
        if first <= high or step == 1:
            return list(range(first, max(first, floor(high)) + 1, step))
        step = max(1, step // 2)
