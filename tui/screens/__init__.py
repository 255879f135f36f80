"""Arrangements of panels."""

from tui.screens.help import HelpScreen
from tui.screens.race import RaceScreen
from tui.screens.wish import Show, Wish, Wishes

__all__ = ["HelpScreen", "RaceScreen", "Show", "Wish", "Wishes"]
