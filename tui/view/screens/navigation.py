"""The full screens by their names, so that no screen imports another."""

from collections.abc import Callable, Mapping
from typing import Any

from textual.screen import Screen

from tui.view.screens.account import AccountScreen
from tui.view.screens.chart import ChartScreen
from tui.view.screens.compare import CompareScreen
from tui.view.screens.events import EventsScreen
from tui.view.screens.ledger import LedgerScreen
from tui.view.screens.messages import ScreenName
from tui.view.screens.monitor import MonitorScreen
from tui.view.screens.races import RacesScreen
from tui.view.screens.search import SearchScreen

SCREENS: Mapping[ScreenName, Callable[..., Screen[Any]]] = {
    "account": AccountScreen,
    "chart": ChartScreen,
    "compare": CompareScreen,
    "events": EventsScreen,
    "ledger": LedgerScreen,
    "monitor": MonitorScreen,
    "races": RacesScreen,
    "search": SearchScreen,
}
