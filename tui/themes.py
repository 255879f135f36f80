"""Colours by name. Racers' colours are variables, so that any theme may set its own."""

from textual.theme import Theme

DEFAULTS = {
    "racer-1": "#ffb454",
    "racer-2": "#59c2ff",
    "racer-3": "#f07bb4",
    "racer-4": "#aad94c",
    "racer-5": "#d2a6ff",
    "racer-6": "#95e6cb",
    "racer-7": "#f29668",
    "racer-8": "#e6d96f",
    "race-target": "#ff6b6b",
    "race-rail": "#3d4654",
    "race-frame": "#3a4352",
    "race-bar": "#161c26",
}

RACETUI = Theme(
    name="racetui",
    primary="#6fc3df",
    secondary="#59c2ff",
    accent="#ffb454",
    foreground="#d5dae3",
    background="#0d1117",
    surface="#11161e",
    panel="#1a212c",
    success="#8bd450",
    warning="#ffb454",
    error="#ff6b6b",
    dark=True,
)
