"""The eight racers of the demo world, each with a growth style of its own."""

import math
from collections.abc import Callable
from dataclasses import dataclass

from tui.model import Kind

LEADERS_GAIN = 336_000
"""The weekly gain of each racer in the leading group; it is equal, so the race stays open."""


@dataclass(frozen=True, slots=True)
class GrowthStyle:
    """How a racer grows, from `base` followers at the epoch by `gain` each week.

    `shape` returns the pace at a phase of the week (0 to 1), relative to the mean. `night` is the
    share of growth at night, `burst` how uneven the blocks are, and `surges` the size of surges.
    """

    handle: str
    name: str
    kind: Kind
    base: int
    gain: int
    follows: int
    follow_back_rate: float
    shape: Callable[[float], float]
    night: float = 0.6
    burst: float = 0.3
    surges: float = 1.0


def _steady(_phase: float) -> float:
    return 1.0


def _fading(phase: float) -> float:
    return 0.85 + 0.4 * math.exp(-2.8 * phase)


def _growing(phase: float) -> float:
    return 0.85 + 0.3 * phase


def _losing(phase: float) -> float:
    return -1.0 if phase < 6 / 7 else 8.0


def _weekend(phase: float) -> float:
    return 2.4 if phase > 5 / 7 else 0.45


GROWTH_STYLES = (
    GrowthStyle(
        "teapot.demo",
        "Steady Teapot",
        Kind.PERSON,
        100_000,
        LEADERS_GAIN,
        340,
        0.62,
        _steady,
        burst=0.15,
        surges=0.5,
    ),
    GrowthStyle(
        "kettle.demo",
        "Bursty Kettle",
        Kind.PERSON,
        100_400,
        LEADERS_GAIN,
        1_200,
        0.35,
        _steady,
        burst=1.1,
        surges=3.0,
    ),
    GrowthStyle(
        "lantern.demo",
        "Fading Lantern",
        Kind.MEDIA,
        97_900,
        LEADERS_GAIN,
        18,
        0.9,
        _fading,
        night=0.9,
    ),
    GrowthStyle(
        "beanstalk.demo",
        "Growing Beanstalk",
        Kind.BRAND,
        102_300,
        LEADERS_GAIN,
        20_000,
        0.81,
        _growing,
    ),
    GrowthStyle("kite.demo", "Weekend Kite", Kind.PERSON, 96_000, 330_000, 87, 0.2, _weekend),
    GrowthStyle(
        "owl.demo", "Night Owl", Kind.PERSON, 61_000, 180_000, 455, 0.5, _steady, night=2.4
    ),
    GrowthStyle(
        "umbrella.demo", "Losing Umbrella", Kind.BRAND, 240_000, 90_000, 2_600, 0.05, _losing, 0.8
    ),
    GrowthStyle(
        "thimble.demo",
        "Tiny Thimble",
        Kind.PERSON,
        640,
        900,
        12,
        1.0,
        _steady,
        burst=0.8,
        surges=2.0,
    ),
)
SURGING = GROWTH_STYLES[:6]
"""The racers whose surges are visible: not the tiny one, nor the losing one."""
BY_HANDLE = {style.handle: style for style in GROWTH_STYLES}
