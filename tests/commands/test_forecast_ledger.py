"""`forecast --ledger` and `export --what forecasts`: what was foretold, and how that did."""

import csv
import io
import json
from pathlib import Path
from typing import Any

import pytest

from tests.commands.conftest import Racetui
from tests.commands.pledged import own_log, with_forecasts

FORECAST = [
    *("account", "made_at", "target", "horizon_h", "followers"),
    *("median", "p10", "p90", "p_not", "win"),
]
SCORES = ["came_h", "error_h", "covered", "crps_h", "crps_constant_h", "crps_day_h"]


def asked(racetui: Racetui, *arguments: str) -> dict[str, Any]:
    ended = racetui(*arguments, "--ledger", "--json")
    assert (ended.code, ended.err) == (0, "")
    assert ended.out.count("\n") == 1
    shape = json.loads(ended.out)
    assert isinstance(shape, dict)
    return shape


@pytest.fixture
def log(tmp_path: Path) -> Path:
    """Return a log in which one forecast is settled and one is not."""
    return with_forecasts(tmp_path / "races.db")


# The ledger.


def test_of_a_race_without_forecasts_it_is_said_that_none_is_kept(
    racetui: Racetui, tmp_path: Path
) -> None:
    log = own_log(tmp_path / "races.db")
    ended = racetui("--db", str(log), "forecast", "mine", "--ledger")
    assert ended == (0, "of no forecast it is known yet what came; none is kept\n", "")


def test_before_anything_came_it_is_said_how_many_are_kept(racetui: Racetui, log: Path) -> None:
    ended = racetui("--db", str(log), "forecast", "mine", "--ledger", "--at", "2009-04-17T01:00Z")
    assert ended == (0, "of no forecast it is known yet what came; 2 forecasts were kept\n", "")


@pytest.mark.parametrize(("target", "kept"), [("1k", 2), ("2k", 0)])
def test_where_a_target_is_named_only_forecasts_of_it_are_told(
    racetui: Racetui, log: Path, target: str, kept: int
) -> None:
    shape = asked(racetui, "--db", str(log), "forecast", "mine", "--to", target)
    assert len(shape["forecasts"]) == kept


def test_what_came_is_told_with_how_far_off_the_median_was(racetui: Racetui, log: Path) -> None:
    ended = racetui("--db", str(log), "forecast", "mine", "--ledger", "--at", "2009-04-17T03:00Z")
    assert (ended.code, ended.err) == (0, "")
    told, crps, head, *rows = ended.out.splitlines()
    assert told.startswith("1 of 2 forecasts are settled: 100 % came within the interval")
    assert told.endswith("the median was off by 1 h (median)")
    assert crps.startswith("CRPS ")
    assert head.split() == [
        "made",
        "account",
        "median",
        "10",
        "%",
        "to",
        "90",
        "%",
        "came",
        "off",
        "by",
        "within",
    ]
    (row,) = rows
    assert row.split() == [
        "00:00",
        "@ann",
        "03:00",
        "01:00",
        "–",
        "05:00",
        "02:00",
        "+1",
        "h",
        "yes",
    ]


def test_the_ledger_as_json_has_every_forecast_and_what_is_not_settled_is_null(
    racetui: Racetui, log: Path
) -> None:
    shape = asked(racetui, "--db", str(log), "forecast", "mine")
    ann, bob = shape.pop("forecasts")
    assert list(ann) == list(bob) == [*FORECAST, *SCORES]
    assert (ann["account"], ann["made_at"]) == ("fake:ann", "2009-04-17T00:00:00Z")
    assert (ann["came_h"], ann["error_h"], ann["covered"]) == (2, 1, True)
    # 100 are left; there were 50 an hour since the first reading, which is within the last day.
    assert (ann["crps_constant_h"], ann["crps_day_h"]) == (0, 0)
    # By hand: 0.1 * 1, 0.5 * 1 and 0.1 * 3, of three, twice.
    assert ann["crps_h"] == pytest.approx(0.6, abs=1e-6)
    assert {bob[key] for key in SCORES} == {None}
    assert (bob["median"], bob["p10"]) == (None, "2009-04-17T09:00:00Z")
    assert list(shape) == [
        *("race", "at", "settled", "coverage", "median_error_h"),
        *("crps_h", "crps_constant_h", "crps_day_h"),
    ]
    assert (shape["race"], shape["settled"], shape["coverage"]) == ("mine", 1, 1)
    assert (shape["median_error_h"], shape["crps_h"]) == (1, ann["crps_h"])


def test_who_did_not_arrive_is_scored_once_that_was_read(racetui: Racetui, tmp_path: Path) -> None:
    log = with_forecasts(tmp_path / "races.db", hours=48)
    shape = asked(racetui, "--db", str(log), "forecast", "mine")
    bob = shape["forecasts"][1]
    assert shape["settled"] == 2
    assert (bob["came_h"], bob["error_h"], bob["covered"]) == (48, None, True)


def test_the_ledger_at_a_time_knows_nothing_that_came_later(racetui: Racetui, log: Path) -> None:
    for at, kept, settled in (("00:00", 0, 0), ("01:00", 2, 0), ("02:00", 2, 1)):
        shape = asked(racetui, "--db", str(log), "forecast", "mine", "--at", f"2009-04-17T{at}:00Z")
        assert (len(shape["forecasts"]), shape["settled"]) == (kept, settled)


@pytest.mark.parametrize("at", ["2009-04-10", "2009-04-17T03:00Z", "2010-01-01"])
def test_no_forecast_in_the_ledger_of_a_recorded_race_is_from_later_than_it_was_asked_for(
    at: str, racetui: Racetui
) -> None:
    shape = asked(racetui, "forecast", "april-2009", "--at", at)
    assert all(told["made_at"] < shape["at"] for told in shape["forecasts"])
    assert shape["settled"] == sum(told["came_h"] is not None for told in shape["forecasts"])


def test_the_ledger_of_the_race_of_2009_has_forecasts_before_it_and_a_score_beside_two_simple_ones(
    racetui: Racetui,
) -> None:
    shape = asked(racetui, "forecast", "april-2009")
    assert 50 < shape["settled"] < len(shape["forecasts"])
    assert 0 < shape["coverage"] < 1
    assert 0 < shape["crps_h"] < min(shape["crps_constant_h"], shape["crps_day_h"])
    settled = {told["account"] for told in shape["forecasts"] if told["came_h"] is not None}
    assert settled == {"april-2009:aplusk", "april-2009:cnnbrk"}
    made = [told["made_at"] for told in shape["forecasts"]]
    assert made == sorted(made)


# Out again.


def test_forecasts_that_were_kept_are_exported_with_the_documented_columns(
    racetui: Racetui, log: Path
) -> None:
    ended = racetui("--db", str(log), "export", "mine", "--what", "forecasts")
    assert (ended.code, ended.err) == (0, "")
    rows = list(csv.DictReader(io.StringIO(ended.out, newline="")))
    assert list(rows[0]) == FORECAST
    assert rows[0] == {
        "account": "fake:ann",
        "made_at": "2009-04-17T00:00:00Z",
        "target": "1000",
        "horizon_h": "48",
        "followers": "900",
        "median": "2009-04-17T03:00:00Z",
        "p10": "2009-04-17T01:00:00Z",
        "p90": "2009-04-17T05:00:00Z",
        "p_not": "0.0",
        "win": "0.75",
    }
    assert (rows[1]["account"], rows[1]["median"], rows[1]["p90"]) == ("fake:bob", "", "")
    assert len(rows) == 2


def test_the_formats_hold_the_same_forecasts(racetui: Racetui, log: Path) -> None:
    command = ("--db", str(log), "export", "mine", "--what", "forecasts", "--format")
    lines = [json.loads(line) for line in racetui(*command, "jsonl").out.splitlines()]
    assert json.loads(racetui(*command, "json").out) == {"race": "mine", "forecasts": lines}
    table = list(csv.DictReader(io.StringIO(racetui(*command, "csv").out, newline="")))
    assert [{k: "" if v is None else str(v) for k, v in one.items()} for one in lines] == table
    assert len(lines) == 2


def test_of_a_race_without_forecasts_the_columns_are_exported_alone(racetui: Racetui) -> None:
    ended = racetui("export", "april-2009", "--what", "forecasts")
    assert (ended.code, ended.err) == (0, "")
    assert ended.out.split() == [",".join(FORECAST)]


def test_forecasts_of_who_left_the_race_are_not_exported(racetui: Racetui, log: Path) -> None:
    racetui("--db", str(log), "remove", "mine", "ann", "--yes")
    rows = racetui("--db", str(log), "export", "mine", "--what", "forecasts").out.splitlines()
    assert [row.split(",")[0] for row in rows] == ["account", "fake:bob"]
