"""Every theme has our colours, and they can be seen."""

import pytest
from textual.color import Color
from textual.theme import BUILTIN_THEMES, Theme

from tui.view.drawing.lines import RACERS as HOW_MANY
from tui.view.themes import RACERS, RACETUI, SHADES, variables_of

THEMES = {**BUILTIN_THEMES, RACETUI.name: RACETUI}
# Their ground is the terminal's own, which nobody here knows.
GROUNDLESS = {"ansi-dark", "ansi-light"}
GROUNDED = [name for name in THEMES if name not in GROUNDLESS]
LEAST = 2.25
"""Contrast as WCAG 2.2 measures it, of 1 to 21. All but solarized-light, whose own letters are
faint, have 2.5."""


def luminance(colour: Color) -> float:
    parts = [part / 255 for part in (colour.r, colour.g, colour.b)]
    red, green, blue = (
        part / 12.92 if part <= 0.04045 else ((part + 0.055) / 1.055) ** 2.4 for part in parts
    )
    return 0.2126 * red + 0.7152 * green + 0.0722 * blue


def contrast(one: Color, other: Color) -> float:
    dark, light = sorted((luminance(one), luminance(other)))
    return (light + 0.05) / (dark + 0.05)


def ground_of(theme: Theme) -> Color:
    return Color.parse(theme.to_color_system().generate()["background"])


@pytest.mark.parametrize("name", THEMES)
def test_every_theme_has_all_variables_as_colours(name: str) -> None:
    variables = variables_of(THEMES[name])
    assert set(variables) == {*RACERS, *SHADES}
    assert all(Color.parse(value) for value in variables.values())


def test_there_is_a_colour_for_each_racer_and_one_for_the_target() -> None:
    assert set(RACERS) == {*(f"racer-{n}" for n in range(1, HOW_MANY + 1)), "race-target"}


@pytest.mark.parametrize("name", GROUNDED)
def test_the_racers_colours_are_seen_on_the_ground_of_every_theme(name: str) -> None:
    variables, ground = variables_of(THEMES[name]), ground_of(THEMES[name])
    faint = {
        racer: round(contrast(Color.parse(variables[racer]), ground), 2)
        for racer in RACERS
        if contrast(Color.parse(variables[racer]), ground) < LEAST
    }
    assert faint == {}


@pytest.mark.parametrize("name", THEMES)
def test_no_two_racers_share_a_colour_in_any_theme(name: str) -> None:
    variables = variables_of(THEMES[name])
    assert len({variables[racer] for racer in RACERS}) == len(RACERS)


@pytest.mark.parametrize("name", sorted(GROUNDLESS))
def test_on_an_unknown_ground_letters_are_not_black(name: str) -> None:
    assert variables_of(THEMES[name])["race-dim"] != "#000000"


@pytest.mark.parametrize("name", GROUNDED)
def test_shades_lie_between_the_letters_and_the_ground_in_their_order(name: str) -> None:
    variables, ground = variables_of(THEMES[name]), ground_of(THEMES[name])
    seen = [contrast(Color.parse(variables[shade]), ground) for shade in SHADES]
    assert seen == sorted(seen, reverse=True)
    assert seen[-1] > 1


def test_our_own_theme_has_the_colours_as_they_were_chosen() -> None:
    variables = variables_of(RACETUI)
    assert {name: variables[name].lower() for name in RACERS} == RACERS
