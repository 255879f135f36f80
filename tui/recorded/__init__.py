"""The recorded race: documented facts, and between them one synthetic sample a minute."""

from tui.recorded.facts import Facts, read_facts
from tui.recorded.making import recorded_race, write_race
from tui.recorded.paths import FactsDisagree

__all__ = ["Facts", "FactsDisagree", "read_facts", "recorded_race", "write_race"]
