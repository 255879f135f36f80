"""Arrangements of panels."""

from tui.screens.help import HelpScreen
from tui.screens.race import RaceScreen
from tui.screens.wish import Playing, Wish

__all__ = ["HelpScreen", "Playing", "RaceScreen", "Wish"]
