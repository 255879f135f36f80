"""`races`: the list of all races."""

import json
from pathlib import Path

import pytest

from tests.commands.conftest import Racetui, copy_of


def test_the_recorded_race_is_listed_without_a_log(racetui: Racetui, home: Path) -> None:
    ended = racetui("races")
    assert (ended.code, ended.err) == (0, "")
    assert "april-2009" in ended.out
    assert "@aplusk, @cnnbrk, @britneyspears, @oprah" in ended.out
    assert not home.exists()


def test_races_as_json_are_one_object_with_accounts_and_target(racetui: Racetui) -> None:
    ended = racetui("races", "--json")
    assert ended.out.count("\n") == 1
    race, demo = json.loads(ended.out)["races"]
    assert (race["race"], race["target"], race["now"]) == (
        "april-2009",
        1_000_000,
        "2009-04-17T07:00:00Z",
    )
    assert [account["handle"] for account in race["accounts"]] == [
        *("aplusk", "cnnbrk", "britneyspears", "oprah"),
    ]
    assert (demo["race"], demo["where"], demo["now"]) == ("demo", "shipped", None)


def test_the_races_of_a_log_come_before_the_shipped_ones_and_name_their_log(
    racetui: Racetui, shipped: Path, tmp_path: Path
) -> None:
    log = copy_of(shipped, tmp_path / "own.db", "UPDATE race SET name = 'own', ends_at = NULL")
    ended = racetui("--db", str(log), "races", "--json")
    found = [(race["race"], race["where"], race["now"]) for race in json.loads(ended.out)["races"]]
    assert found == [
        ("own", str(log), None),
        ("april-2009", "shipped", "2009-04-17T07:00:00Z"),
        ("demo", "shipped", None),
    ]


def test_the_environment_may_name_the_log(
    racetui: Racetui, shipped: Path, tmp_path: Path, monkeypatch: pytest.MonkeyPatch
) -> None:
    log = copy_of(shipped, tmp_path / "own.db", "UPDATE race SET name = 'own'")
    monkeypatch.setenv("RACETUI_DB", str(log))
    assert "own" in racetui("races").out.split()
