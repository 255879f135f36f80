"""Every theme has the colours that racetui needs, and they are legible."""

import pytest
from textual.color import Color
from textual.theme import BUILTIN_THEMES, Theme

from tui.view.drawing.lines import RACERS as RACER_COLOURS
from tui.view.themes import RACERS, RACETUI, SHADES, variables_of

THEMES = {**BUILTIN_THEMES, RACETUI.name: RACETUI}
# Their background is the terminal's own, which is unknown here.
UNKNOWN_BACKGROUND = {"ansi-dark", "ansi-light"}
KNOWN_BACKGROUND = [name for name in THEMES if name not in UNKNOWN_BACKGROUND]
LEAST = 2.25
"""The least contrast, from 1 to 21 as defined by WCAG 2.2. All themes reach 2.5 except
solarized-light, whose own text is faint."""


def luminance(colour: Color) -> float:
    parts = [part / 255 for part in (colour.r, colour.g, colour.b)]
    red, green, blue = (
        part / 12.92 if part <= 0.04045 else ((part + 0.055) / 1.055) ** 2.4 for part in parts
    )
    return 0.2126 * red + 0.7152 * green + 0.0722 * blue


def contrast(one: Color, other: Color) -> float:
    dark, light = sorted((luminance(one), luminance(other)))
    return (light + 0.05) / (dark + 0.05)


def background_of(theme: Theme) -> Color:
    return Color.parse(theme.to_color_system().generate()["background"])


@pytest.mark.parametrize("name", THEMES)
def test_every_theme_has_all_variables_as_colours(name: str) -> None:
    variables = variables_of(THEMES[name])
    assert set(variables) == {*RACERS, *SHADES}
    assert all(Color.parse(value) for value in variables.values())


def test_there_is_a_colour_for_each_racer_and_one_for_the_target() -> None:
    assert set(RACERS) == {*(f"racer-{n}" for n in range(1, RACER_COLOURS + 1)), "race-target"}


@pytest.mark.parametrize("name", KNOWN_BACKGROUND)
def test_the_racers_colours_are_legible_in_every_theme(name: str) -> None:
    variables, background = variables_of(THEMES[name]), background_of(THEMES[name])
    faint = {
        racer: round(contrast(Color.parse(variables[racer]), background), 2)
        for racer in RACERS
        if contrast(Color.parse(variables[racer]), background) < LEAST
    }
    assert faint == {}


@pytest.mark.parametrize("name", THEMES)
def test_no_two_racers_share_a_colour_in_any_theme(name: str) -> None:
    variables = variables_of(THEMES[name])
    assert len({variables[racer] for racer in RACERS}) == len(RACERS)


@pytest.mark.parametrize("name", sorted(UNKNOWN_BACKGROUND))
def test_text_on_an_unknown_background_is_not_black(name: str) -> None:
    assert variables_of(THEMES[name])["race-dim"] != "#000000"


@pytest.mark.parametrize("name", KNOWN_BACKGROUND)
def test_shades_are_between_foreground_and_background_in_their_order(name: str) -> None:
    variables, background = variables_of(THEMES[name]), background_of(THEMES[name])
    contrasts = [contrast(Color.parse(variables[shade]), background) for shade in SHADES]
    assert contrasts == sorted(contrasts, reverse=True)
    assert contrasts[-1] > 1


def test_the_default_theme_has_its_colours_unchanged() -> None:
    variables = variables_of(RACETUI)
    assert {name: variables[name].lower() for name in RACERS} == RACERS
