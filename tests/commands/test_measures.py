"""Each measure as the command line tells it: its golden values of 2009, and its line."""

import json
from typing import Any

import pytest

from tests.commands.conftest import Racetui
from tui.metrics import METRICS, About, Metric

KEYS = ["value", "low", "high", "unit", "n", "of", "as_of", "provenance", "why"]
EVENING = "2009-04-16T20:00Z"
LATE = "2009-04-17T06:30Z"


def told(racetui: Racetui, *arguments: str) -> dict[str, Any]:
    ended = racetui(*arguments, "--json")
    assert (ended.code, ended.err) == (0, "")
    shape = json.loads(ended.out)
    assert isinstance(shape, dict)
    return shape


def test_kutchers_community_on_the_evening_of_the_race_is_as_documented(racetui: Racetui) -> None:
    known = told(racetui, "follows", "april-2009:aplusk", "--at", EVENING)["measures"]
    index = known["gated_community_index"]
    assert index["value"] is None
    assert index["low"] == pytest.approx(6.9, abs=0.05)
    assert (index["high"], index["n"], index["of"]) == (100, 5, 72)
    assert known["following_per_1000"]["value"] == pytest.approx(0.0748, abs=5e-5)
    assert known["dunbar_followers"]["value"] == 6500
    assert known["dunbar_following"]["value"] == pytest.approx(0.49, abs=0.005)


def test_kutchers_community_is_told_in_words(racetui: Racetui) -> None:
    lines = racetui("follows", "april-2009:aplusk", "--at", EVENING).out.splitlines()
    for line in (
        "gated community: 6.9–100 on 5 of 72 known",
        "follows per 1,000: 0.0748",
        "Dunbar × followers: ×6,500.0",
        "Dunbar × followees: ×0.49",
    ):
        assert line in lines


@pytest.mark.parametrize("at", [EVENING, LATE])
@pytest.mark.parametrize("metric", METRICS, ids=lambda metric: metric.key)
def test_every_measure_has_its_line_with_the_documented_keys(
    metric: Metric, at: str, racetui: Racetui
) -> None:
    board = told(racetui, "standings", "april-2009", "--at", at)
    of = [board] if metric.about is About.RACE else board["accounts"]
    assert len(of) in {1, 4}
    for measure in (one["measures"][metric.key] for one in of):
        assert list(measure) == KEYS
        assert measure["unit"]
        known = measure["value"] is not None
        assert known or measure["why"]
        assert not known or (measure["n"] is not None and measure["as_of"])
        bounds = measure["low"], measure["high"]
        assert None in bounds or bounds[0] <= bounds[1]


@pytest.mark.parametrize(
    "key", [m.key for m in METRICS if m.about is not About.RACE], ids=lambda key: key
)
def test_what_is_known_says_where_it_is_from(key: str, racetui: Racetui) -> None:
    for account in told(racetui, "standings", "april-2009", "--at", LATE)["accounts"]:
        measure = account["measures"][key]
        assert measure["value"] is None or measure["provenance"]


def test_a_lift_of_2009_is_not_surer_than_the_night_was_quiet(racetui: Racetui) -> None:
    board = told(racetui, "standings", "april-2009", "--at", LATE)
    for account in board["accounts"]:
        lift = account["measures"]["event_lift"]
        assert lift["value"] is None or lift["high"] - lift["low"] > 1
