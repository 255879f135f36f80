"""The panels: one module each; who is listed here can be placed on a screen."""

from tui.view.base.board_widget import Panel
from tui.view.widgets.bars import Commentary, Header, Status, TooSmall
from tui.view.widgets.chart import Chart
from tui.view.widgets.comparison import Comparison, GapCurve
from tui.view.widgets.curve import Curve
from tui.view.widgets.event_list import EventList
from tui.view.widgets.events import Events
from tui.view.widgets.follow_list import FollowList
from tui.view.widgets.leaderboard import Leaderboard
from tui.view.widgets.ledger_list import LedgerList, Score
from tui.view.widgets.monitor import Monitor
from tui.view.widgets.podium import PodiumPanel
from tui.view.widgets.profile import Profile
from tui.view.widgets.race_list import RaceList
from tui.view.widgets.racer import RacerPanel
from tui.view.widgets.search_results import Hits

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
