"""The colours that racetui adds to a theme. They are variables, so a theme may set its own."""

from textual.color import Color
from textual.theme import Theme

RACERS = {
    "racer-1": "#ffb454",
    "racer-2": "#59c2ff",
    "racer-3": "#f07bb4",
    "racer-4": "#aad94c",
    "racer-5": "#d2a6ff",
    "racer-6": "#95e6cb",
    "racer-7": "#f29668",
    "racer-8": "#e6d96f",
    "race-target": "#ff6b6b",
}
SHADES = {"race-dim": 0.4, "race-rail": 0.75, "race-frame": 0.78, "race-bar": 0.94}
"""Shades between a theme's foreground (0) and its background (1)."""

ANSI = {
    **dict.fromkeys(("race-dim", "race-rail", "race-frame"), "ansi_bright_black"),
    "race-bar": "ansi_default",
}
"""The shades for themes that use the terminal's own colours, which are unknown."""

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


def variables_of(theme: Theme) -> dict[str, str]:
    """Return the variables that the style sheets need and a theme may lack."""
    colours = theme.to_color_system().generate()
    if theme.ansi or "ansi" in colours["background"]:
        return RACERS | ANSI
    front, back = Color.parse(colours["foreground"]), Color.parse(colours["background"])
    # On a light background, the racers' colours are mixed with the dark foreground to be legible.
    darker = 0.0 if theme.dark else 0.45
    racers = {name: Color.parse(text).blend(front, darker).hex6 for name, text in RACERS.items()}
    return racers | {name: front.blend(back, share).hex6 for name, share in SHADES.items()}
