"""The board: everything a screen shows at one time, built from the log, and its commentary."""
