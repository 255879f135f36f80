"""The screens: each lays out widgets and handles keys."""

from tui.view.screens.help import HelpScreen
from tui.view.screens.messages import GoTo, OpenPage, Send, ShowScreen
from tui.view.screens.navigation import SCREENS
from tui.view.screens.race import RaceScreen
from tui.view.screens.view import REPLAYS_ONLY

__all__ = [
    "REPLAYS_ONLY",
    "SCREENS",
    "GoTo",
    "HelpScreen",
    "OpenPage",
    "RaceScreen",
    "Send",
    "ShowScreen",
]
