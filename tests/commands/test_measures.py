"""Each measure on the command line: its values of 2009 and its line."""

import pytest

from tests.commands.conftest import Racetui, read_json
from tui.metrics import METRICS, About, Metric

KEYS = ["value", "low", "high", "unit", "n", "of", "as_of", "provenance", "why"]
EVENING = "2009-04-16T20:00Z"
LATE = "2009-04-17T06:30Z"


def test_kutchers_follow_list_on_the_evening_of_the_race_is_measured_as_documented(
    recorded: Racetui,
) -> None:
    measures = read_json(recorded, "follows", "april-2009:aplusk", "--at", EVENING)["measures"]
    index = measures["gated_community_index"]
    assert index["value"] is None
    assert index["low"] == pytest.approx(6.9, abs=0.05)
    assert (index["high"], index["n"], index["of"]) == (100, 5, 72)
    assert measures["following_per_1000"]["value"] == pytest.approx(0.0748, abs=5e-5)
    assert measures["dunbar_followers"]["value"] == 6500
    assert measures["dunbar_following"]["value"] == pytest.approx(0.49, abs=0.005)


def test_kutchers_follow_list_is_described_in_words(recorded: Racetui) -> None:
    lines = recorded("follows", "april-2009:aplusk", "--at", EVENING).out.splitlines()
    for line in (
        "gated community: 6.9–100 (5 of 72 known)",
        "follows per 1,000 followers: 0.0748",
        "followers one can know: 6,500 times as many",
        "followees one can know: 0.49 times as many",
    ):
        assert line in lines


@pytest.mark.parametrize("at", [EVENING, LATE])
@pytest.mark.parametrize("metric", METRICS, ids=lambda metric: metric.key)
def test_every_measure_has_the_documented_keys(metric: Metric, at: str, recorded: Racetui) -> None:
    board = read_json(recorded, "standings", "april-2009", "--at", at)
    owners = [board] if metric.about is About.RACE else board["accounts"]
    assert len(owners) in {1, 4}
    for measure in (owner["measures"][metric.key] for owner in owners):
        assert list(measure) == KEYS
        assert measure["unit"]
        has_value = measure["value"] is not None
        assert has_value or measure["why"]
        assert not has_value or (measure["n"] is not None and measure["as_of"])
        bounds = measure["low"], measure["high"]
        assert None in bounds or bounds[0] <= bounds[1]


@pytest.mark.parametrize(
    "key", [m.key for m in METRICS if m.about is not About.RACE], ids=lambda key: key
)
def test_a_known_value_has_a_provenance(key: str, recorded: Racetui) -> None:
    for account in read_json(recorded, "standings", "april-2009", "--at", LATE)["accounts"]:
        measure = account["measures"][key]
        assert measure["value"] is None or measure["provenance"]


def test_an_event_lift_of_that_busy_night_is_uncertain(recorded: Racetui) -> None:
    board = read_json(recorded, "standings", "april-2009", "--at", LATE)
    for account in board["accounts"]:
        lift = account["measures"]["event_lift"]
        assert lift["value"] is None or lift["high"] - lift["low"] > 1
