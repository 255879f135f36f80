"""Search over all that a board knows."""

from dataclasses import replace

import pytest
from hypothesis import given
from hypothesis import strategies as st

from tests.building import ANN, BOB, CAT, account, board, follow_list, minute, race, steady
from tui.model import Event, EventKind, Followee, LibraryEntry, Origin
from tui.view.search import MOST, HitKind, search

EVENT = Event(minute(5), EventKind.POST, "Ann is on the news", Origin.NOTED, ANN)
ANNS = replace(
    follow_list(ANN, [], 2), followees=(Followee(CAT, None, None), Followee(BOB, True, None))
)
SHELF = (LibraryEntry(replace(race(), name="annual", title="Every year"), live=False, own=True),)
KNOWN = replace(
    board(steady(ANN, 10, 60, 10), steady(BOB, 5, 60, 10), events=[EVENT], follow_lists={1: ANNS}),
    library=SHELF,
)


def found(text: str) -> list[tuple[HitKind, str]]:
    return [(hit.kind, hit.label) for hit in search(KNOWN, text)]


def test_racers_followees_events_and_races_are_found_in_that_order() -> None:
    assert found("an") == [
        (HitKind.RACER, "@ann  Ann"),
        (HitKind.FOLLOWEE, "@cat  Cat  followed by Ann"),
        (HitKind.EVENT, "Ann is on the news  17 Apr 2009"),
        (HitKind.RACE, "annual  Every year"),
    ]


@pytest.mark.parametrize("text", ["bob", "BOB", " bob ", "@bob", "ob"])
def test_a_text_is_found_whatever_its_case(text: str) -> None:
    assert found(text) == [(HitKind.RACER, "@bob  Bob")]


@pytest.mark.parametrize("text", ["", "  ", "@", "zzz"])
def test_no_text_and_a_text_that_is_nowhere_find_nothing(text: str) -> None:
    assert found(text) == []


def test_who_races_is_no_followee_too() -> None:
    assert [what for what, _ in found("bob")] == [HitKind.RACER]


def test_what_begins_with_the_text_comes_first() -> None:
    of = board(steady(account(1, "Joanna"), 20, 60, 10), steady(account(2, "Anna"), 10, 60, 10))
    assert [hit.label for hit in search(of, "ann")] == ["@anna  Anna", "@joanna  Joanna"]


def test_each_hit_has_the_thing_it_is() -> None:
    racer, followee, event, shelved = search(KNOWN, "an")
    assert (racer.account, followee.account) == (ANN, CAT)
    assert event.event is EVENT
    assert shelved.race is SHELF[0]


def test_only_so_many_are_told_and_the_best_of_them_first() -> None:
    many = tuple(Followee(account(100 + n, f"xx{n} of xann"), None, None) for n in range(900))
    best = Followee(account(5_000, "Xann"), None, None)
    of = replace(KNOWN, follow_lists={1: replace(ANNS, followees=(*many, best))})
    hits = search(of, "xann")
    assert len(hits) == MOST
    assert all(hit.label.count("xann") for hit in hits[1:])


@given(st.text(max_size=8))
def test_any_text_finds_only_what_has_it(text: str) -> None:
    wanted = text.strip().removeprefix("@").casefold()
    assert all(wanted in words.casefold() for _, words in found(text))
