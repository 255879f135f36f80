"""Recorded races: documented facts, with one synthetic sample a minute between them."""

from tui.recorded.facts import Facts
from tui.recorded.paths import FactsDisagree
from tui.recorded.read_facts import read_facts
from tui.recorded.shipped import shipped, shipped_log
from tui.recorded.write_log import recorded_log, write_race

__all__ = [
    "Facts",
    "FactsDisagree",
    "read_facts",
    "recorded_log",
    "shipped",
    "shipped_log",
    "write_race",
]
