"""`forecast --ledger` and `export --what forecasts`: past forecasts and how good they were."""

import csv
import io
import json
from pathlib import Path
from typing import Any

import pytest

from tests.commands.conftest import Racetui, copy_of, read_json
from tests.commands.pledged import own_log, with_forecasts
from tui.model import HOUR

FORECAST = [
    *("account", "made_at", "target", "horizon_h", "followers"),
    *("median", "p10", "p90", "p_not", "win"),
]
SCORES = ["came_h", "error_h", "covered", "crps_h", "crps_constant_h", "crps_day_h"]


def ledger_of(racetui: Racetui, *arguments: str) -> dict[str, Any]:
    return read_json(racetui, *arguments, "--ledger")


@pytest.fixture
def log(tmp_path: Path) -> Path:
    """Return a log in which one of two forecasts has an outcome."""
    return with_forecasts(tmp_path / "races.db")


# The ledger


def test_a_race_without_forecasts_has_none_recorded(racetui: Racetui, tmp_path: Path) -> None:
    log = own_log(tmp_path / "races.db")
    ended = racetui("--db", str(log), "forecast", "mine", "--ledger")
    assert ended == (0, "no forecast has an outcome yet; none have been recorded\n", "")


def test_forecasts_without_an_outcome_are_counted(racetui: Racetui, log: Path) -> None:
    ended = racetui("--db", str(log), "forecast", "mine", "--ledger", "--at", "2009-04-17T01:00Z")
    assert ended == (0, "no forecast has an outcome yet; 2 recorded\n", "")


@pytest.mark.parametrize(("target", "kept"), [("1k", 2), ("2k", 0)])
def test_a_target_selects_the_forecasts_for_it(
    racetui: Racetui, log: Path, target: str, kept: int
) -> None:
    shape = ledger_of(racetui, "--db", str(log), "forecast", "mine", "--to", target)
    assert len(shape["forecasts"]) == kept


def test_an_outcome_is_listed_with_the_error_of_the_median(racetui: Racetui, log: Path) -> None:
    ended = racetui("--db", str(log), "forecast", "mine", "--ledger", "--at", "2009-04-17T03:00Z")
    assert (ended.code, ended.err) == (0, "")
    summary, crps, head, *rows = ended.out.splitlines()
    assert summary.startswith("1 of 2 forecasts have an outcome: 100 % came within their interval")
    assert summary.endswith("typically 1 h off")
    assert crps.startswith("error score (CRPS) ")
    assert head.split() == [
        "made",
        "account",
        "median",
        "10",
        "%",
        "to",
        "90",
        "%",
        "actual",
        "error",
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


def test_the_ledger_as_json_has_every_forecast_with_null_for_an_open_outcome(
    racetui: Racetui, log: Path
) -> None:
    shape = ledger_of(racetui, "--db", str(log), "forecast", "mine")
    ann, bob = shape.pop("forecasts")
    assert list(ann) == list(bob) == [*FORECAST, *SCORES]
    assert (ann["account"], ann["made_at"]) == ("fake:ann", "2009-04-17T00:00:00Z")
    assert (ann["came_h"], ann["error_h"], ann["covered"]) == (2, 1, True)
    # 100 are missing, at 50 an hour since the first reading, which is within the last day.
    assert (ann["crps_constant_h"], ann["crps_day_h"]) == (0, 0)
    # By hand: twice the mean of 0.1 * 1, 0.5 * 1 and 0.1 * 3.
    assert ann["crps_h"] == pytest.approx(0.6, abs=1e-6)
    assert {bob[key] for key in SCORES} == {None}
    assert (bob["median"], bob["p10"]) == (None, "2009-04-17T09:00:00Z")
    assert list(shape) == [
        *("race", "at", "settled", "coverage", "median_error_h"),
        *("crps_h", "crps_constant_h", "crps_day_h"),
    ]
    assert (shape["race"], shape["settled"], shape["coverage"]) == ("mine", 1, 1)
    assert (shape["median_error_h"], shape["crps_h"]) == (1, ann["crps_h"])


def test_a_target_that_was_missed_is_scored_after_the_horizon(
    racetui: Racetui, tmp_path: Path
) -> None:
    log = with_forecasts(tmp_path / "races.db", hours=48)
    shape = ledger_of(racetui, "--db", str(log), "forecast", "mine")
    bob = shape["forecasts"][1]
    assert shape["settled"] == 2
    assert (bob["came_h"], bob["error_h"], bob["covered"]) == (48, None, True)


def test_the_ledger_knows_nothing_after_the_given_time(racetui: Racetui, log: Path) -> None:
    for at, kept, settled in (("00:00", 0, 0), ("01:00", 2, 0), ("02:00", 2, 1)):
        time = ("--at", f"2009-04-17T{at}:00Z")
        shape = ledger_of(racetui, "--db", str(log), "forecast", "mine", *time)
        assert (len(shape["forecasts"]), shape["settled"]) == (kept, settled)


@pytest.mark.parametrize("at", ["2009-04-10", "2009-04-17T03:00Z", "2010-01-01"])
def test_every_forecast_of_a_recorded_race_is_older_than_the_given_time(
    at: str, racetui: Racetui, shipped: Path, tmp_path: Path
) -> None:
    log = copy_of(
        shipped,
        tmp_path / "two-racers-by-the-hour.db",
        "DELETE FROM racer WHERE place > 1",
        f"DELETE FROM sample WHERE at % {HOUR}",
    )
    shape = ledger_of(racetui, "--db", str(log), "forecast", "april-2009", "--at", at)
    assert all(entry["made_at"] < shape["at"] for entry in shape["forecasts"])
    assert shape["settled"] == sum(entry["came_h"] is not None for entry in shape["forecasts"])


def test_the_ledger_of_the_recorded_race_scores_better_than_two_simple_extrapolations(
    recorded: Racetui,
) -> None:
    shape = ledger_of(recorded, "forecast", "april-2009")
    assert 50 < shape["settled"] < len(shape["forecasts"])
    assert 0 < shape["coverage"] < 1
    assert 0 < shape["crps_h"] < min(shape["crps_constant_h"], shape["crps_day_h"])
    settled = {entry["account"] for entry in shape["forecasts"] if entry["came_h"] is not None}
    assert settled == {"april-2009:aplusk", "april-2009:cnnbrk"}
    made = [entry["made_at"] for entry in shape["forecasts"]]
    assert made == sorted(made)


# Export


def test_saved_forecasts_are_exported_with_the_documented_columns(
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


def test_all_formats_contain_the_same_forecasts(racetui: Racetui, log: Path) -> None:
    command = ("--db", str(log), "export", "mine", "--what", "forecasts", "--format")
    lines = [json.loads(line) for line in racetui(*command, "jsonl").out.splitlines()]
    assert json.loads(racetui(*command, "json").out) == {"race": "mine", "forecasts": lines}
    table = list(csv.DictReader(io.StringIO(racetui(*command, "csv").out, newline="")))
    assert [{k: "" if v is None else str(v) for k, v in one.items()} for one in lines] == table
    assert len(lines) == 2


def test_a_race_without_forecasts_exports_only_the_columns(recorded: Racetui) -> None:
    ended = recorded("export", "april-2009", "--what", "forecasts")
    assert (ended.code, ended.err) == (0, "")
    assert ended.out.split() == [",".join(FORECAST)]


def test_forecasts_of_removed_accounts_are_not_exported(racetui: Racetui, log: Path) -> None:
    racetui("--db", str(log), "remove", "mine", "ann", "--yes")
    rows = racetui("--db", str(log), "export", "mine", "--what", "forecasts").out.splitlines()
    assert [row.split(",")[0] for row in rows] == ["account", "fake:bob"]
