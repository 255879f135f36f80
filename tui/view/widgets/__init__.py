"""The widgets that screens are composed of, one module each."""

from tui.view.base.board_widget import BoardWidget
from tui.view.widgets.bars import Commentary, Header, Status, TooSmall
from tui.view.widgets.chart import Chart
from tui.view.widgets.comparison import Comparison, GapCurve
from tui.view.widgets.curve import Curve
from tui.view.widgets.event_list import EventList
from tui.view.widgets.events import Events
from tui.view.widgets.follow_list import FollowListTable
from tui.view.widgets.leaderboard import Leaderboard
from tui.view.widgets.ledger_list import LedgerList, Score
from tui.view.widgets.monitor import Monitor
from tui.view.widgets.podium import PodiumWidget
from tui.view.widgets.profile import Profile
from tui.view.widgets.race_list import RaceList
from tui.view.widgets.racer import RacerCard
from tui.view.widgets.search_results import SearchResults

__all__ = [
    "BoardWidget",
    "Chart",
    "Commentary",
    "Comparison",
    "Curve",
    "EventList",
    "Events",
    "FollowListTable",
    "GapCurve",
    "Header",
    "Leaderboard",
    "LedgerList",
    "Monitor",
    "PodiumWidget",
    "Profile",
    "RaceList",
    "RacerCard",
    "Score",
    "SearchResults",
    "Status",
    "TooSmall",
]
