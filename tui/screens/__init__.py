"""Arrangements of panels."""

from tui.screens.help import HelpScreen
from tui.screens.race import RaceScreen
from tui.screens.ways import WAYS
from tui.screens.wish import Go, Show, Wish, Wishes

__all__ = ["WAYS", "Go", "HelpScreen", "RaceScreen", "Show", "Wish", "Wishes"]
