"""Searching a board."""

from dataclasses import replace

import pytest
from hypothesis import given
from hypothesis import strategies as st

from tests.building import ANN, BOB, CAT, account, board, follow_list, minute, race, steady
from tui.model import Event, EventKind, Followee, LibraryEntry, Origin
from tui.view.search import MAX_HITS, HitKind, search

EVENT = Event(minute(5), EventKind.POST, "Ann is on the news", Origin.NOTED, ANN)
ANNS = replace(
    follow_list(ANN, [], 2), followees=(Followee(CAT, None, None), Followee(BOB, True, None))
)
LIBRARY = (LibraryEntry(replace(race(), name="annual", title="Every year"), live=False, own=True),)
KNOWN = replace(
    board(steady(ANN, 10, 60, 10), steady(BOB, 5, 60, 10), events=[EVENT], follow_lists={1: ANNS}),
    library=LIBRARY,
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
def test_a_text_matches_in_any_case(text: str) -> None:
    assert found(text) == [(HitKind.RACER, "@bob  Bob")]


@pytest.mark.parametrize("text", ["", "  ", "@", "zzz"])
def test_an_empty_text_and_an_unknown_one_find_nothing(text: str) -> None:
    assert found(text) == []


def test_a_racer_is_not_found_again_as_a_followee() -> None:
    assert [kind for kind, _ in found("bob")] == [HitKind.RACER]


def test_names_that_begin_with_the_text_come_first() -> None:
    of = board(steady(account(1, "Joanna"), 20, 60, 10), steady(account(2, "Anna"), 10, 60, 10))
    assert [hit.label for hit in search(of, "ann")] == ["@anna  Anna", "@joanna  Joanna"]


def test_each_hit_carries_its_account_event_or_race() -> None:
    racer, followee, event, entry = search(KNOWN, "an")
    assert (racer.account, followee.account) == (ANN, CAT)
    assert event.event is EVENT
    assert entry.race is LIBRARY[0]


def test_the_number_of_hits_is_limited() -> None:
    many = tuple(Followee(account(100 + n, f"xx{n} of xann"), None, None) for n in range(900))
    best = Followee(account(5_000, "Xann"), None, None)
    of = replace(KNOWN, follow_lists={1: replace(ANNS, followees=(*many, best))})
    hits = search(of, "xann")
    assert len(hits) == MAX_HITS
    assert all(hit.label.count("xann") for hit in hits[1:])


@given(st.text(max_size=8))
def test_every_hit_contains_the_text(text: str) -> None:
    wanted = text.strip().removeprefix("@").casefold()
    assert all(wanted in label.casefold() for _, label in found(text))
