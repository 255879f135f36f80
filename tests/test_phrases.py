"""Phrases for accounts and the leader."""

from dataclasses import replace

import pytest

from tests.building import ANN, BOB, board, track
from tui.model import Condition, Race
from tui.phrases import account_name, condition_in_words, display_name, lead_word, target_suffix


def test_an_account_name_is_its_source_and_stable_id() -> None:
    assert account_name(ANN) == "test:n1"


@pytest.mark.parametrize(
    ("condition", "words"),
    [
        (Condition.THERE, "is back"),
        (Condition.MOVED, "has moved to @ann@new.example"),
        (Condition.WITHHELD, "opts out of logged-out viewing"),
        (Condition.HIDDEN, "hides its counts"),
        (Condition.PRIVATE, "is private"),
        (Condition.SUSPENDED, "is suspended"),
        (Condition.DEACTIVATED, "is deactivated"),
        (Condition.GONE, "is gone"),
    ],
)
def test_a_condition_is_the_end_of_a_sentence(condition: Condition, words: str) -> None:
    assert (
        condition_in_words(replace(ANN, condition=condition, moved_to="ann@new.example")) == words
    )


def test_every_condition_has_words_of_its_own() -> None:
    texts = {condition_in_words(replace(ANN, condition=condition)) for condition in Condition}
    assert len(texts) == len(Condition)
    assert "" not in texts


@pytest.mark.parametrize(
    ("first", "second", "word"), [(120, 110, "leads"), (110, 110, "level"), (105, 150, "first")]
)
def test_a_winner_leads_only_if_no_account_has_more(first: int, second: int, word: str) -> None:
    shown = board(track(ANN, [90, 101, first]), track(BOB, [80, 90, second]), target=100)
    assert [s.account for s in shown.standings] == [ANN, BOB]
    assert lead_word(shown) == word


def test_an_account_without_a_name_is_called_by_its_handle() -> None:
    assert display_name(ANN) == "Ann"
    assert display_name(replace(ANN, name="")) == "@ann"


@pytest.mark.parametrize(
    ("title", "target", "suffix"),
    [
        ("Ann and Bob", 1_200_000, ", to 1,200,000"),
        ("Ann and Bob", None, ""),
        ("Race to 1,000,000", 1_000_000, ""),
        ("Race to 1,000,000", 900_000, ", to 900,000"),
    ],
)
def test_a_target_is_appended_to_a_title_without_it(
    title: str, target: int | None, suffix: str
) -> None:
    assert target_suffix(Race("own", title, target=target)) == suffix
