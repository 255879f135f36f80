"""The counts between the documented ones: one a minute, the same on every machine.

A racer's path runs from knot to knot; a knot is a documented count at a fixed minute. Between two
knots the path follows the daily rhythm, starts at the pace of the previous stretch, and jitters.
A racer placed by documented leads follows the rival's path at the documented distance.
A count depends only on documented points up to the next one.
"""

import math
from collections.abc import Mapping, Sequence
from dataclasses import dataclass, field
from random import Random

from tui.formats import moment
from tui.model import HOUR, MINUTE, Millis, Quality
from tui.parsing import zone_of
from tui.recorded.facts import Count, Facts, Lead
from tui.recorded.knots import Knot, allowed_value, knot_of, signed_lead, start_of_minute

VERSION = 1
"""Increased with every change to the generated counts; part of the names of generated logs."""

RHYTHM = (
    *(1.15, 1.0, 0.85, 0.72, 0.65, 0.62, 0.66, 0.75, 0.85, 0.92, 0.97, 1.0),
    *(1.0, 1.0, 1.0, 1.0, 1.02, 1.05, 1.1, 1.16, 1.22, 1.26, 1.26, 1.22),
)
"""Relative pace by hour of the race's local day; an assumption, like everything synthetic."""
PACE_FADE = 3 * HOUR
"""Time in which a pace that is too high or too low for the next knot fades to 1/e."""
JITTER, JITTER_MEMORY, RAMP = 0.22, 0.94, 12
"""Jitter in minutes of growth, the share kept a minute later, minutes of fading at knots."""
LOSS_CHANCE, MAX_LOSS, RECOVERY = 0.05, 9, 0.8
LEAD_TOLERANCE = 25
"""Followers by which a path may miss a documented lead."""


class FactsDisagree(Exception):
    """No path fits all the facts; the message names the fact it misses."""


@dataclass(slots=True)
class Path:
    """One racer's counts by minute, and which documented count each knot stands for."""

    counts: dict[Millis, int] = field(default_factory=dict)
    curve: dict[Millis, float] = field(default_factory=dict)
    jitter: dict[Millis, float] = field(default_factory=dict)
    documented: dict[Millis, Count] = field(default_factory=dict)

    def level(self, at: Millis) -> float:
        """Return the count at a minute before small losses are subtracted."""
        return self.curve[at] + self.jitter[at]


def paths(facts: Facts) -> Mapping[str, Path]:
    """Return each racer's path, by handle; raises FactsDisagree."""
    finished: dict[str, Path] = {}
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
            finished[racer.handle] = _PathBuilder(facts, racer.handle, counts, finished).path
    return finished


class _PathBuilder:
    """Builds one racer's path, minute by minute, starting at its first documented count."""

    def __init__(
        self, facts: Facts, handle: str, counts: Sequence[Count], others: Mapping[str, Path]
    ) -> None:
        self.facts, self.handle, self.others, self.path = facts, handle, others, Path()
        self.zone = zone_of(facts.race.zone)
        self.losses = Random(f"{VERSION}:{handle}:losses")
        self.pace = 0.0
        self.lost = 0.0
        leads = [
            lead for lead in facts.leads if self._rival(lead) in others and lead.at >= counts[0].at
        ]
        self.knots = [Knot(start_of_minute(counts[0].at), allowed_value(counts[0], None))]
        self._document(counts[0], self.knots[0])
        self._add_first_minute()
        pending = list(counts[1:])
        while pending and self.knots[-1].at < facts.minutes_until:
            here = self.knots[-1].at
            lead = next((lead for lead in leads if lead.at > here), None)
            if lead and self._is_placed_by_lead(lead, here, pending[0]):
                self._extend_to_lead(lead)
                while pending and pending[0].at <= lead.at:
                    self._document_on_stretch(pending.pop(0))
            else:
                self._extend_to_count(pending.pop(0))
        self.path.counts = {
            at: n for at, n in self.path.counts.items() if at <= facts.minutes_until
        }

    def _rival(self, lead: Lead) -> str | None:
        pair = {lead.leader, lead.behind}
        return (pair - {self.handle}).pop() if self.handle in pair else None

    def _is_placed_by_lead(self, lead: Lead, here: Millis, count: Count) -> bool:
        """Return whether the lead places the next stretch, as its ends lack exact counts."""
        if lead.at < count.at:
            return True
        if count.low != count.high:
            return count.latest >= lead.at
        return count.at == lead.at and here not in self.path.documented

    def _add_first_minute(self) -> None:
        first = self.knots[0]
        self.path.counts[first.at] = first.value
        self.path.curve[first.at], self.path.jitter[first.at] = float(first.value), 0.0

    def _document(self, count: Count, knot: Knot) -> None:
        """Note that a knot stands for a documented count; raises FactsDisagree if it cannot."""
        if not count.low <= knot.value <= count.high:
            raise FactsDisagree(
                f"@{self.handle}: the path misses {count.source} at {moment(count.at)}"
            )
        self.path.documented[knot.at] = count

    def _document_on_stretch(self, count: Count) -> None:
        """Find the minute of a count on a stretch placed by leads: the closest one that fits."""
        fits = [
            at
            for at, value in self.path.counts.items()
            if count.earliest <= at <= count.latest and count.low <= value <= count.high
        ]
        if not fits:
            raise FactsDisagree(f"@{self.handle}: the path has no count that fits {count.source}")
        at = min(fits, key=lambda at: abs(at - count.at))
        self._document(count, Knot(at, self.path.counts[at]))

    def _extend_to_count(self, count: Count) -> None:
        """Extend the path to the next documented count."""
        last = self.knots[-1]
        knot = knot_of(count, self.knots)
        if knot.at <= last.at:
            raise FactsDisagree(f"@{self.handle}: two counts fall in the minute of {count.source}")
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
            self._add_count(at, self.path.level(at), jitter.ramp(at), knot=knot)
        self.pace = weights[-1] * scale
        if knot.at <= self.facts.minutes_until:
            self.path.curve[knot.at], self.path.jitter[knot.at] = float(knot.value), 0.0
            self._document(count, Knot(knot.at, self.path.counts[knot.at]))
        self.knots.append(knot)

    def _extend_to_lead(self, lead: Lead) -> None:
        """Extend the path to the next documented lead, at a changing distance from the rival."""
        last, rival = self.knots[-1], self.others[str(self._rival(lead))]
        if last.at not in rival.counts or lead.at not in rival.counts:
            raise self._missed(lead)
        before = float(rival.counts[last.at] - last.value)
        after = signed_lead(lead, self.handle)
        side = 1 if before + after > 0 else -1
        jitter = Jitter(f"{self.handle}:{last.at}", last.at, lead.at)
        for at in range(last.at + MINUTE, lead.at + MINUTE, MINUTE):
            share = (at - last.at) / (lead.at - last.at)
            gap = before + (after - before) * share
            ramp = jitter.ramp(at)
            pace = rival.curve[at] - rival.curve[at - MINUTE]
            self.path.curve[at] = rival.curve[at] - gap
            wobble = rival.counts[at] - rival.curve[at]
            self.path.jitter[at] = (1 - ramp) * wobble + jitter.step(at, pace)
            side = side if at < lead.at else int(math.copysign(1, after))
            self._add_count(at, self.path.level(at), ramp, rival=rival.counts[at], side=side)
        ahead = (rival.counts[lead.at] - self.path.counts[lead.at]) * int(math.copysign(1, after))
        if not lead.low - LEAD_TOLERANCE <= ahead <= lead.high + LEAD_TOLERANCE:
            raise self._missed(lead)
        self.pace = self.path.curve[lead.at] - self.path.curve[lead.at - MINUTE]
        self.knots.append(Knot(lead.at, self.path.counts[lead.at]))

    def _missed(self, lead: Lead) -> FactsDisagree:
        when = moment(lead.at).isoformat()
        return FactsDisagree(
            f"the path misses the lead of @{lead.leader} over @{lead.behind} at {when}"
        )

    def _add_count(
        self,
        at: Millis,
        level: float,
        ramp: float,
        knot: Knot | None = None,
        rival: int = 0,
        side: int = 0,
    ) -> None:
        """Add a minute's count: at least the previous one, except for occasional small losses.

        A loss is regained over the next minutes. A positive `side` keeps the count below the
        rival's, a negative one above it.
        """
        before = self.path.counts[at - MINUTE]
        loss = self.losses.randint(1, MAX_LOSS) if self.losses.random() < LOSS_CHANCE else 0
        if at >= self.facts.unfollowing_disabled.get(self.handle, math.inf) or ramp < 1:
            loss = 0
        self.lost *= RECOVERY
        if loss:
            self.lost = max(self.lost, level - before + loss)
        count = round(level - self.lost * ramp)
        if side:
            count = min(count, rival - 1) if side > 0 else max(count, rival + 1)
        if knot:
            count = knot.value if at == knot.at else min(count, knot.value)
        self.path.counts[at] = count if loss and count < before else max(before, count)

    def _weights(self, ats: Sequence[Millis], last: Knot, knot: Knot) -> list[float]:
        """Return each minute's share of the growth, from the daily rhythm and the last pace."""
        offset = moment(last.at, self.zone).utcoffset()
        shift = int(offset.total_seconds() // 60) if offset else 0
        rhythm = [_rhythm(at // MINUTE + shift) for at in ats]
        if not self.pace:
            return rhythm
        fade = [math.exp((last.at - at) / PACE_FADE) for at in ats]
        growth = float(knot.value - last.value)
        plain, fading = sum(rhythm), sum(r * f for r, f in zip(rhythm, fade, strict=True))
        room = growth * rhythm[0] - self.pace * fading
        excess = (self.pace * plain - growth * rhythm[0]) / room if room > 0 else 8.0
        excess = max(-0.7, min(8.0, excess))
        return [r * (1 + excess * f) for r, f in zip(rhythm, fade, strict=True)]


class Jitter:
    """Autocorrelated noise around the curve, zero at both ends of a stretch."""

    def __init__(self, seed: str, start: Millis, end: Millis) -> None:
        self._random, self._start, self._end = Random(f"{VERSION}:{seed}"), start, end
        self._state = 0.0

    def ramp(self, at: Millis) -> float:
        """Return 0 at the ends of the stretch, rising to 1 away from them."""
        return min(1.0, (at - self._start) / (RAMP * MINUTE), (self._end - at) / (RAMP * MINUTE))

    def step(self, at: Millis, pace: float) -> float:
        """Return the noise at the next minute, in followers; `pace` is followers a minute."""
        self._state = JITTER_MEMORY * self._state + self._random.gauss(0, JITTER)
        return self.ramp(at) * self._state * pace


def _rhythm(local_minute: int) -> float:
    hour, past = divmod(local_minute % 1440, 60)
    return RHYTHM[hour] + (RHYTHM[(hour + 1) % 24] - RHYTHM[hour]) * past / 60
