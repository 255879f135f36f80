"""Lead changes: a new leader that stays ahead for two samples."""

from collections.abc import Mapping, Sequence
from itertools import accumulate, pairwise
from random import Random

import pytest
from hypothesis import given
from hypothesis import strategies as st

from tests.building import ANN, BOB, CAT, minute, track
from tui.board.lead_watch import STRETCH, LeadChange, LeadHistory
from tui.metrics import Crossing
from tui.model import MINUTE, Millis, Quality, Track
from tui.series import Series, series_of


def changes(*tracks: Track, finish: int | None = None) -> list[LeadChange]:
    series = {t.account.id: series_of(t, minute(10_000)) for t in tracks}
    crossings = {1: Crossing(finish, 0)} if finish is not None else {}
    return LeadHistory().changes(series, crossings)


def changes_of(ann: Sequence[int | None], bob: Sequence[int | None]) -> list[LeadChange]:
    return changes(track(ANN, ann), track(BOB, bob))


def test_a_change_has_the_time_of_the_first_sample_that_shows_it() -> None:
    assert changes_of([10, 20, 30, 40], [5, 15, 35, 45]) == [LeadChange(minute(2), BOB.id)]


def test_a_lead_for_only_one_sample_is_not_a_change() -> None:
    assert changes_of([10, 20, 30, 40], [5, 25, 29, 39]) == []


def test_an_unconfirmed_change_is_not_a_change_yet() -> None:
    assert changes_of([10, 20], [5, 25]) == []


def test_in_a_tie_the_leader_keeps_the_lead() -> None:
    assert changes_of([10, 20, 30, 30], [5, 20, 30, 30]) == []


def test_a_tie_undoes_a_challenge() -> None:
    assert changes_of([10, 20, 30, 40], [5, 25, 30, 45]) == []


def test_the_lead_can_be_lost_and_retaken() -> None:
    found = changes_of([10, 20, 30, 40, 55, 66], [5, 25, 35, 45, 50, 60])
    assert found == [LeadChange(minute(1), BOB.id), LeadChange(minute(4), ANN.id)]


def test_three_changes_between_two_accounts_ignore_a_third() -> None:
    found = changes(
        track(ANN, [1, 3, 5, 5, 6, 9, 12]),
        track(BOB, [2, 2, 2, 6, 8, 8, 8]),
        track(CAT, [0, 0, 0, 0, 0, 0, 0]),
    )
    assert [change.account for change in found] == [ANN.id, BOB.id, ANN.id]
    assert [change.at for change in found] == [minute(1), minute(3), minute(5)]


def test_a_third_account_can_take_the_lead() -> None:
    found = changes(track(ANN, [9, 9, 9]), track(BOB, [1, 1, 1]), track(CAT, [5, 10, 10]))
    assert found == [LeadChange(minute(1), CAT.id)]


@pytest.mark.parametrize("quality", [Quality.SUSPECT, Quality.FALSE_READING])
def test_a_doubted_reading_does_not_change_the_lead(quality: Quality) -> None:
    bob = track(BOB, [5, 1_998_130, 1_998_130, 35], doubted={1: quality, 2: quality})
    assert changes(track(ANN, [10, 20, 30, 40]), bob) == []


def test_the_lead_does_not_change_after_the_first_crossing() -> None:
    tracks = track(ANN, [10, 20, 30, 40]), track(BOB, [5, 15, 35, 45])
    assert changes(*tracks, finish=minute(1)) == []
    assert len(changes(*tracks, finish=minute(3))) == 1


def test_taking_the_lead_with_a_first_reading_is_not_a_lead_change() -> None:
    assert changes_of([10, 20, 30], [None, 25, 35]) == []
    assert changes_of([None, 20, 30], [5, 6, 7]) == []


def test_a_leader_seen_late_can_lose_the_lead_like_any_other() -> None:
    assert changes_of([10, 20, 40, 50], [None, 25, 35, 45]) == [LeadChange(minute(2), ANN.id)]


def test_accounts_read_at_different_times_are_compared_by_their_newest_counts() -> None:
    bob = track(BOB, [5, 15, 45, 60], start=minute(0.5))
    assert changes(track(ANN, [10, 20, 30, 40]), bob) == [LeadChange(minute(2.5), BOB.id)]


def test_one_account_alone_never_changes_the_lead() -> None:
    assert changes(track(ANN, [3, 2, 1])) == []
    assert changes(track(ANN, [])) == []


COUNTS = st.lists(st.integers(0, 30), min_size=1, max_size=25)


@given(COUNTS, COUNTS)
def test_two_changes_in_a_row_never_name_the_same_account(ann: list[int], bob: list[int]) -> None:
    found = changes_of(ann, bob)
    assert all(a.account != b.account for a, b in pairwise(found))
    assert [c.at for c in found] == sorted({c.at for c in found})


@given(COUNTS, COUNTS)
def test_later_samples_add_changes_but_never_undo_one(ann: list[int], bob: list[int]) -> None:
    changes_at_end = changes_of(ann, bob)
    for end in range(1, 25):
        known = changes_of(ann[:end], bob[:end])
        assert known == changes_at_end[: len(known)]


@given(COUNTS, COUNTS)
def test_the_new_leader_is_ahead_in_both_samples(ann: list[int], bob: list[int]) -> None:
    rounds = min(len(ann), len(bob))
    for change in changes_of(ann[:rounds], bob[:rounds]):
        i = (change.at - minute(0)) // MINUTE
        ahead, behind = (ann, bob) if change.account == ANN.id else (bob, ann)
        assert ahead[i] > behind[i]
        assert ahead[i + 1] > behind[i + 1]


def test_a_change_needs_two_samples_of_the_new_leader() -> None:
    leader = Series((minute(0), minute(2), minute(3)), (10, 10, 10), MINUTE)
    chaser = Series((minute(0), minute(1)), (5, 15), MINUTE)
    assert LeadHistory().changes({1: leader, 2: chaser}, {}) == []


def plain_search(field: Mapping[int, Series], finish: Millis | None) -> list[LeadChange]:
    """Return the lead changes by a plain search through every instant."""
    found: list[LeadChange] = []
    counts: dict[int, int] = {}
    leader, rival, since, held = None, None, 0, 0
    for at in sorted({at for past in field.values() for at in past.ats}):
        if finish is not None and at > finish and rival is None:
            break
        read = {n: past.at(at) or 0 for n, past in sorted(field.items()) if at in past.ats}
        new = read.keys() - counts.keys()
        counts |= read
        best = max(counts.values())
        first = leader if counts.get(leader or 0) == best else None
        first = first or next(n for n, count in counts.items() if count == best)
        if leader is None or (first != leader and first in new):
            leader, rival = first, None
        elif first == leader:
            rival = None
        else:
            if first != rival:
                rival, since, held = first, at, 0
            held += first in read
            if held == 2:
                found.append(LeadChange(since, first))
                leader, rival = first, None
    return found


def random_series(random: Random, length: int) -> Series:
    """Return a random series near the others, with ties and crossings, that may start later."""
    first = random.choice([0, 0, 7, 200])
    step = random.choice([1, 1, 2, 3])
    steps = [random.choice([-3, 0, 0, 1, 2, 5]) for _ in range(length - 1)]
    counts = tuple(accumulate(steps, initial=1_000 + random.choice([0, 40, -300])))
    return Series(tuple(minute(first + i * step) for i in range(length)), counts, MINUTE)


@given(st.integers(0, 2**32), st.integers(2, 4), st.booleans())
def test_long_series_have_the_same_changes_as_a_plain_search(
    seed: int, racers: int, finished: bool
) -> None:
    random = Random(seed)
    field = {
        n: random_series(random, random.randrange(1, 8 * STRETCH)) for n in range(1, racers + 1)
    }
    finish = minute(random.randrange(8 * STRETCH)) if finished else None
    crossings = {1: Crossing(finish, 0)} if finish is not None else {}
    assert LeadHistory().changes(field, crossings) == plain_search(field, finish)


def test_the_random_series_have_no_or_many_changes() -> None:
    found = [
        len(
            LeadHistory().changes(
                {n: random_series(Random(f"{seed} {n}"), 500) for n in (1, 2, 3)}, {}
            )
        )
        for seed in range(50)
    ]
    assert min(found) == 0
    assert max(found) >= 5
