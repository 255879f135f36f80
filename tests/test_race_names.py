"""Names of races, as people write them."""

import pytest
from hypothesis import given
from hypothesis import strategies as st

from tui.parsing import RACE_NAME, BadText, race_name


@pytest.mark.parametrize(
    ("text", "name"),
    [("mine", "mine"), ("My Race", "my-race"), ("  2009.a_b-c ", "2009.a_b-c"), ("0", "0")],
)
def test_a_races_name_is_made_of_what_is_written(text: str, name: str) -> None:
    assert race_name(text) == name


@pytest.mark.parametrize("text", ["", " ", "-a", "a/b", "a:b", "é", "x" * 41, "\x1b[31m"])
def test_what_cannot_name_a_race_is_refused_in_words(text: str) -> None:
    with pytest.raises(BadText, match="is no name for a race"):
        race_name(text)


def refusal(text: str) -> str | None:
    """Return the words that refuse a race's name; None where it is one."""
    try:
        assert RACE_NAME.fullmatch(race_name(text))
    except BadText as error:
        return str(error)
    return None


@given(st.text(max_size=60))
def test_whatever_is_written_a_race_has_a_good_name_or_a_harmless_refusal(text: str) -> None:
    words = refusal(text)
    assert words is None or words.isprintable()
