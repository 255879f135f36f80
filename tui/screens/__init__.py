"""Arrangements of panels."""

from tui.screens.help import HelpScreen
from tui.screens.race import RaceScreen
from tui.screens.view import REPLAYS_ONLY
from tui.screens.ways import WAYS
from tui.screens.wish import Go, Show, Wish, Wishes

__all__ = ["REPLAYS_ONLY", "WAYS", "Go", "HelpScreen", "RaceScreen", "Show", "Wish", "Wishes"]
