"""The board: everything a screen shows at one instant, built from the log; and its sentences."""
