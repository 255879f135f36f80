"""Where the keys lead: each whole screen by its name. No screen knows the others."""

from collections.abc import Callable, Mapping
from typing import Any

from textual.screen import Screen

from tui.screens.account import AccountScreen
from tui.screens.chart import ChartScreen
from tui.screens.compare import CompareScreen
from tui.screens.events import EventsScreen
from tui.screens.ledger import LedgerScreen
from tui.screens.monitor import MonitorScreen
from tui.screens.races import RacesScreen
from tui.screens.search import SearchScreen
from tui.screens.wish import Way

WAYS: Mapping[Way, Callable[..., Screen[Any]]] = {
    "account": AccountScreen,
    "chart": ChartScreen,
    "compare": CompareScreen,
    "events": EventsScreen,
    "ledger": LedgerScreen,
    "monitor": MonitorScreen,
    "races": RacesScreen,
    "search": SearchScreen,
}
