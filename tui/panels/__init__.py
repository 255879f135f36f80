"""The panels: one module each; who is listed here can be placed on a screen."""

from tui.panels.bars import Commentary, Header, Status, TooSmall
from tui.panels.circle import CirclePanel
from tui.panels.curve import Curve
from tui.panels.events import Events
from tui.panels.leaderboard import Leaderboard
from tui.panels.panel import Panel
from tui.panels.podium import PodiumPanel
from tui.panels.racer import RacerPanel

PANELS: tuple[type[Panel], ...] = (
    Header,
    RacerPanel,
    Leaderboard,
    Curve,
    Events,
    CirclePanel,
    PodiumPanel,
    Commentary,
    Status,
    TooSmall,
)

__all__ = [
    "PANELS",
    "CirclePanel",
    "Commentary",
    "Curve",
    "Events",
    "Header",
    "Leaderboard",
    "Panel",
    "PodiumPanel",
    "RacerPanel",
    "Status",
    "TooSmall",
]
