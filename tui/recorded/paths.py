"""The counts between the documented ones: one a minute, the same on every machine.

A racer's path runs from knot to knot, a knot being a documented count that is met there. Between
two knots it follows the rhythm of the day, leaves the first at the pace it came with, and jitters.
A racer that is placed by documented leads follows the other's path at the documented distance.
A count at a time depends on documented points up to the next one only.
"""

import math
from collections.abc import Mapping, Sequence
from dataclasses import dataclass, field
from random import Random

from tui.formats import moment
from tui.model import HOUR, MINUTE, Millis, Quality
from tui.parsing import zone_of
from tui.recorded.facts import Count, Facts, Lead
from tui.recorded.knots import Knot, inside, minute, place, signed_lead

VERSION = 1
"""Goes up with every change of what is generated; the made files carry it in their names."""

RHYTHM = (
    *(1.15, 1.0, 0.85, 0.72, 0.65, 0.62, 0.66, 0.75, 0.85, 0.92, 0.97, 1.0),
    *(1.0, 1.0, 1.0, 1.0, 1.02, 1.05, 1.1, 1.16, 1.22, 1.26, 1.26, 1.22),
)
"""Pace by hour of the racers' day, relative; an assumption, like all that is synthetic."""
CALMING = 3 * HOUR
"""How long a pace that is too high or too low for the next knot takes to fade, to 1/e."""
JITTER, MEMORY, RAMP = 0.22, 0.94, 12
"""Jitter in minutes' worth of pace, its share a minute later, its fade at knots in minutes."""
LOSS_CHANCE, LARGEST_LOSS, COMING_BACK = 0.05, 9, 0.8
LEAD_WITHIN = 25
"""Followers within which a documented lead is met."""


class FactsDisagree(Exception):
    """No path meets all the facts; the message says which one it misses."""


@dataclass(slots=True)
class Path:
    """One racer's counts by minute, and which documented count is met in which minute."""

    counts: dict[Millis, int] = field(default_factory=dict)
    curve: dict[Millis, float] = field(default_factory=dict)
    jitter: dict[Millis, float] = field(default_factory=dict)
    met: dict[Millis, Count] = field(default_factory=dict)

    def level(self, at: Millis) -> float:
        """Return the count at a minute without the small losses on top."""
        return self.curve[at] + self.jitter[at]


def paths(facts: Facts) -> Mapping[str, Path]:
    """Return each racer's path, by handle; raises FactsDisagree."""
    made: dict[str, Path] = {}
    for racer in facts.race.accounts:
        counts = [
            c
            for c in facts.counts
            if c.handle == racer.handle
            and c.followers is not None
            and c.quality is not Quality.FALSE_READING
            and c.at >= facts.minutes_from
        ]
        if counts and counts[0].at < facts.minutes_until:
            made[racer.handle] = _Walk(facts, racer.handle, counts, made).path
    return made


class _Walk:
    """Makes one racer's path, minute by minute, from its first documented count on."""

    def __init__(
        self, facts: Facts, handle: str, counts: Sequence[Count], others: Mapping[str, Path]
    ) -> None:
        self.facts, self.handle, self.others, self.path = facts, handle, others, Path()
        self.zone = zone_of(facts.race.zone)
        self.losses = Random(f"{VERSION}:{handle}:losses")
        self.pace = 0.0
        self.lost = 0.0
        leads = [
            lead
            for lead in facts.leads
            if self._partner(lead) in others and lead.at >= counts[0].at
        ]
        self.knots = [Knot(minute(counts[0].at), inside(counts[0], None))]
        self._meet(counts[0], self.knots[0])
        self._begin()
        pending = list(counts[1:])
        while pending and self.knots[-1].at < facts.minutes_until:
            here = self.knots[-1].at
            lead = next((lead for lead in leads if lead.at > here), None)
            if lead and self._lead_places(lead, here, pending[0]):
                self._follow(lead)
                while pending and pending[0].at <= lead.at:
                    self._find(pending.pop(0))
            else:
                self._walk(pending.pop(0))
        self.path.counts = {
            at: n for at, n in self.path.counts.items() if at <= facts.minutes_until
        }

    def _partner(self, lead: Lead) -> str | None:
        pair = {lead.leader, lead.behind}
        return (pair - {self.handle}).pop() if self.handle in pair else None

    def _lead_places(self, lead: Lead, here: Millis, count: Count) -> bool:
        """Tell whether the next stretch goes by the lead, for want of exact counts at its ends."""
        if lead.at < count.at:
            return True
        if count.low != count.high:
            return count.latest >= lead.at
        return count.at == lead.at and here not in self.path.met

    def _begin(self) -> None:
        first = self.knots[0]
        self.path.counts[first.at] = first.value
        self.path.curve[first.at], self.path.jitter[first.at] = float(first.value), 0.0

    def _meet(self, count: Count, knot: Knot) -> None:
        if not count.low <= knot.value <= count.high:
            raise FactsDisagree(f"@{self.handle}: {count.source} is missed at {moment(count.at)}")
        self.path.met[knot.at] = count

    def _find(self, count: Count) -> None:
        """Meet a count on a stretch that leads have placed, in the minute of its span that fits."""
        fits = [
            at
            for at, value in self.path.counts.items()
            if count.earliest <= at <= count.latest and count.low <= value <= count.high
        ]
        if not fits:
            raise FactsDisagree(f"@{self.handle}: no count as of {count.source}")
        at = min(fits, key=lambda at: abs(at - count.at))
        self._meet(count, Knot(at, self.path.counts[at]))

    def _walk(self, count: Count) -> None:
        """Go to the next documented count."""
        last = self.knots[-1]
        knot = place(count, self.knots)
        if knot.at <= last.at:
            raise FactsDisagree(f"@{self.handle}: {count.source} has no minute of its own")
        ats = range(last.at + MINUTE, knot.at + MINUTE, MINUTE)
        weights = self._weights(ats, last, knot)
        scale = (knot.value - last.value) / sum(weights)
        wanted = range(last.at + MINUTE, min(knot.at, self.facts.minutes_until) + MINUTE, MINUTE)
        jitter = Jitter(f"{self.handle}:{last.at}", last.at, knot.at)
        level = float(last.value)
        for at, weight in zip(wanted, weights, strict=False):
            level += weight * scale
            self.path.curve[at] = level
            self.path.jitter[at] = jitter.step(at, weight * scale)
            self._put(at, self.path.level(at), jitter.ramp(at), knot=knot)
        self.pace = weights[-1] * scale
        if knot.at <= self.facts.minutes_until:
            self.path.curve[knot.at], self.path.jitter[knot.at] = float(knot.value), 0.0
            self._meet(count, Knot(knot.at, self.path.counts[knot.at]))
        self.knots.append(knot)

    def _follow(self, lead: Lead) -> None:
        """Go to the minute of the next documented lead, at a distance from the other racer."""
        last, other = self.knots[-1], self.others[str(self._partner(lead))]
        if last.at not in other.counts or lead.at not in other.counts:
            raise self._missed(lead)
        before = float(other.counts[last.at] - last.value)
        after = signed_lead(lead, self.handle)
        side = 1 if before + after > 0 else -1
        jitter = Jitter(f"{self.handle}:{last.at}", last.at, lead.at)
        for at in range(last.at + MINUTE, lead.at + MINUTE, MINUTE):
            share = (at - last.at) / (lead.at - last.at)
            gap = before + (after - before) * share
            ramp = jitter.ramp(at)
            pace = other.curve[at] - other.curve[at - MINUTE]
            self.path.curve[at] = other.curve[at] - gap
            wobble = other.counts[at] - other.curve[at]
            self.path.jitter[at] = (1 - ramp) * wobble + jitter.step(at, pace)
            side = side if at < lead.at else int(math.copysign(1, after))
            self._put(at, self.path.level(at), ramp, rival=other.counts[at], side=side)
        ahead = (other.counts[lead.at] - self.path.counts[lead.at]) * int(math.copysign(1, after))
        if not lead.low - LEAD_WITHIN <= ahead <= lead.high + LEAD_WITHIN:
            raise self._missed(lead)
        self.pace = self.path.curve[lead.at] - self.path.curve[lead.at - MINUTE]
        self.knots.append(Knot(lead.at, self.path.counts[lead.at]))

    def _missed(self, lead: Lead) -> FactsDisagree:
        when = moment(lead.at).isoformat()
        return FactsDisagree(f"the lead of @{lead.leader} over @{lead.behind} at {when} is missed")

    def _put(
        self,
        at: Millis,
        level: float,
        ramp: float,
        knot: Knot | None = None,
        rival: int = 0,
        side: int = 0,
    ) -> None:
        """Set a minute's count: not below the one before, but for small losses now and then.

        What a loss took comes back over the next minutes. `side` above 0 keeps the count below the
        rival's, below 0 above it.
        """
        before = self.path.counts[at - MINUTE]
        loss = self.losses.randint(1, LARGEST_LOSS) if self.losses.random() < LOSS_CHANCE else 0
        if at >= self.facts.unfollowing_disabled.get(self.handle, math.inf) or ramp < 1:
            loss = 0
        self.lost *= COMING_BACK
        if loss:
            self.lost = max(self.lost, level - before + loss)
        count = round(level - self.lost * ramp)
        if side:
            count = min(count, rival - 1) if side > 0 else max(count, rival + 1)
        if knot:
            count = knot.value if at == knot.at else min(count, knot.value)
        self.path.counts[at] = count if loss and count < before else max(before, count)

    def _weights(self, ats: Sequence[Millis], last: Knot, knot: Knot) -> list[float]:
        """Return each minute's weight on the way: rhythm, and the pace it began with."""
        offset = moment(last.at, self.zone).utcoffset()
        shift = int(offset.total_seconds() // 60) if offset else 0
        rhythm = [_rhythm(at // MINUTE + shift) for at in ats]
        if not self.pace:
            return rhythm
        fade = [math.exp((last.at - at) / CALMING) for at in ats]
        growth = float(knot.value - last.value)
        plain, fading = sum(rhythm), sum(r * f for r, f in zip(rhythm, fade, strict=True))
        room = growth * rhythm[0] - self.pace * fading
        excess = (self.pace * plain - growth * rhythm[0]) / room if room > 0 else 8.0
        excess = max(-0.7, min(8.0, excess))
        return [r * (1 + excess * f) for r, f in zip(rhythm, fade, strict=True)]


class Jitter:
    """A wobble around the curve that remembers itself, and is nothing at the stretch's two ends."""

    def __init__(self, seed: str, start: Millis, end: Millis) -> None:
        self._random, self._start, self._end = Random(f"{VERSION}:{seed}"), start, end
        self._state = 0.0

    def ramp(self, at: Millis) -> float:
        """Return 0 at the ends and 1 away from them."""
        return min(1.0, (at - self._start) / (RAMP * MINUTE), (self._end - at) / (RAMP * MINUTE))

    def step(self, at: Millis, pace: float) -> float:
        """Return the wobble at the next minute, in followers; `pace` is followers a minute."""
        self._state = MEMORY * self._state + self._random.gauss(0, JITTER)
        return self.ramp(at) * self._state * pace


def _rhythm(local_minute: int) -> float:
    hour, past = divmod(local_minute % 1440, 60)
    return RHYTHM[hour] + (RHYTHM[(hour + 1) % 24] - RHYTHM[hour]) * past / 60
