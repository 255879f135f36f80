"""The keys that go through a list, on every screen that is one."""

from tests.view.screens.keys import Key, Keys, Stand
from tui.view.base.list_widget import ListWidget


def listed(stand: Stand) -> ListWidget:
    """Return the list of the screen on top."""
    return stand.screen.query_one(ListWidget)


def at(stand: Stand) -> int:
    """Return the row of the cursor."""
    return listed(stand).cursor


DOWN, UP = Key(lambda s: at(s) == 1), Key(lambda s: at(s) == 0, ("down",))
LAST = Key(lambda s: at(s) == listed(s).count() - 1)
LIST_KEYS: Keys = {
    "down": DOWN,
    "j": DOWN,
    "up": UP,
    "k": UP,
    "pagedown": LAST,
    "pageup": Key(lambda s: at(s) == 0, ("end",)),
    "home": Key(lambda s: at(s) == 0, ("end",)),
    "end": LAST,
}
"""Of a list that fits on the screen."""
