"""racetui: a terminal dashboard that follows races for followers."""

__version__ = "0.2.0"
