"""The panels: one module each; who is listed here can be placed on a screen."""

from tui.panels.bars import Commentary, Header, Status, TooSmall
from tui.panels.chart import Chart
from tui.panels.comparison import Comparison, GapCurve
from tui.panels.curve import Curve
from tui.panels.event_list import EventList
from tui.panels.events import Events
from tui.panels.follow_list import FollowList
from tui.panels.hits import Hits
from tui.panels.leaderboard import Leaderboard
from tui.panels.ledger_list import LedgerList, Score
from tui.panels.monitor import Monitor
from tui.panels.panel import Panel
from tui.panels.podium import PodiumPanel
from tui.panels.profile import Profile
from tui.panels.race_list import RaceList
from tui.panels.racer import RacerPanel

PANELS: tuple[type[Panel], ...] = (
    Header,
    RacerPanel,
    Leaderboard,
    Curve,
    Chart,
    Events,
    EventList,
    Profile,
    FollowList,
    Comparison,
    GapCurve,
    RaceList,
    Score,
    LedgerList,
    Hits,
    PodiumPanel,
    Monitor,
    Commentary,
    Status,
    TooSmall,
)

__all__ = [
    "PANELS",
    "Chart",
    "Commentary",
    "Comparison",
    "Curve",
    "EventList",
    "Events",
    "FollowList",
    "GapCurve",
    "Header",
    "Hits",
    "Leaderboard",
    "LedgerList",
    "Monitor",
    "Panel",
    "PodiumPanel",
    "Profile",
    "RaceList",
    "RacerPanel",
    "Score",
    "Status",
    "TooSmall",
]
