"""Which racers follow each other, by the list of either of them."""

from dataclasses import replace

import pytest

from tests.building import ANN, BOB, CAT, follow_list, situation, track
from tui.metrics.clique import follows, ties
from tui.model import Account, FollowList


def of(
    who: Account, *others: Account, back: bool | None = None, complete: bool = True
) -> FollowList:
    """Return the follow list of an account."""
    known = follow_list(who, [back] * len(others), len(others), complete)
    followees = zip(known.followees, others, strict=True)
    return replace(known, followees=tuple(replace(f, account=a) for f, a in followees))


@pytest.mark.parametrize(
    ("follow_lists", "expected"),
    [
        ([], None),
        ([of(ANN, BOB)], True),
        ([of(ANN, BOB, complete=False)], True),
        ([of(ANN, CAT)], False),
        ([of(ANN, CAT, complete=False)], None),
        ([of(BOB, ANN, back=True)], True),
        ([of(BOB, ANN, back=False)], False),
        ([of(BOB, ANN, back=None)], None),
        ([of(BOB, CAT)], None),
        ([of(ANN, CAT, complete=False), of(BOB, ANN, back=True)], True),
    ],
)
def test_either_list_can_show_that_one_follows_another(
    follow_lists: list[FollowList], expected: bool | None
) -> None:
    assert follows({c.account.id: c for c in follow_lists if c.account}, ANN.id, BOB.id) is expected


def test_an_unfollowed_account_is_not_followed() -> None:
    known = of(ANN, BOB)
    unfollowed = replace(known, followees=(replace(known.followees[0], gone_at=5),))
    assert follows({ANN.id: unfollowed}, ANN.id, BOB.id) is False


def test_every_ordered_pair_of_racers_has_a_tie() -> None:
    field = situation(track(ANN, [1]), track(BOB, []), follow_lists={ANN.id: of(ANN, BOB)})
    assert ties(field) == {(ANN.id, BOB.id): True, (BOB.id, ANN.id): None}
