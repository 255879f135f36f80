"""`standings`, `forecast` and `say`: what they print, and that they know nothing of later."""

import json
from datetime import UTC
from pathlib import Path
from typing import Any

import pytest

from tests.commands.conftest import Racetui, copy_of, names_in, read_json
from tui.metrics import METRICS, About
from tui.parsing import parse_time

NIGHT = "2009-04-17T"
MEASURE = ["value", "low", "high", "unit", "n", "of", "as_of", "provenance", "why"]
ACCOUNT_MEASURES = [m.key for m in METRICS if m.about is not About.RACE]


def followers(board: dict[str, Any]) -> dict[str, int]:
    return {account["handle"]: account["followers"] for account in board["accounts"]}


@pytest.mark.parametrize(
    ("at", "ahead", "behind", "lead"),
    [("04:12", "cnnbrk", "aplusk", 200), ("04:52", "aplusk", "cnnbrk", 850)],
)
def test_standings_have_the_documented_leader_ahead_by_the_documented_lead(
    at: str, ahead: str, behind: str, lead: int, recorded: Racetui
) -> None:
    board = read_json(recorded, "standings", "april-2009", "--at", f"{NIGHT}{at}:00Z")
    first, second = board["accounts"][:2]
    assert (first["handle"], second["handle"]) == (ahead, behind)
    assert (first["rank"], second["rank"]) == (1, 2)
    assert abs(first["followers"] - second["followers"] - lead) <= 25
    assert (first["gap"], second["gap"]) == (0, second["followers"] - first["followers"])


def test_a_false_reading_at_0532_changes_no_lead_between_0430_and_0612(
    recorded: Racetui,
) -> None:
    board = read_json(recorded, "standings", "april-2009", "--at", f"{NIGHT}06:12:00Z")
    changes = [e["at"][11:16] for e in board["events"] if e["kind"] == "lead-change"]
    assert changes == ["01:38", "03:50", "04:25"]
    within = [e for e in board["events"] if e["at"][11:16] >= "04:30" and e["at"] > NIGHT]
    assert [e["kind"] for e in within] == ["false-reading"]


def test_each_lead_change_and_each_crossing_is_one_event(recorded: Racetui) -> None:
    board = read_json(recorded, "standings", "april-2009")
    events = [
        (e["kind"], e["at"], e["account"], e["origin"])
        for e in board["events"]
        if e["kind"] in {"lead-change", "milestone"}
    ]
    assert events == [
        ("lead-change", f"{NIGHT}01:38:00Z", "april-2009:aplusk", "documented"),
        ("lead-change", f"{NIGHT}03:50:00Z", "april-2009:cnnbrk", "documented"),
        ("lead-change", f"{NIGHT}04:25:00Z", "april-2009:aplusk", "documented"),
        ("milestone", f"{NIGHT}06:13:00Z", "april-2009:aplusk", "documented"),
        ("milestone", f"{NIGHT}06:42:00Z", "april-2009:cnnbrk", "documented"),
    ]
    assert [a["crossed_at"] for a in board["accounts"]] == [
        f"{NIGHT}06:13:00Z",
        f"{NIGHT}06:42:00Z",
        None,
        None,
    ]


@pytest.mark.parametrize("at", ["05:32:00Z", "05:32:30Z", "05:32:59Z", "05:33:00Z"])
def test_a_false_reading_enters_no_figure_of_the_board(at: str, recorded: Racetui) -> None:
    board = read_json(recorded, "standings", "april-2009", "--at", f"{NIGHT}{at}")
    assert board["accounts"][0]["handle"] == "aplusk"
    assert followers(board)["cnnbrk"] < 1_000_000
    assert board["accounts"][1]["crossed_at"] is None
    assert "1998130" not in json.dumps(board)


def test_standings_as_json_have_exactly_the_documented_keys(recorded: Racetui) -> None:
    board = read_json(recorded, "standings", "april-2009", "--at", f"{NIGHT}04:52:00Z")
    assert list(board) == ["race", "at", "target", "accounts", "measures", "events"]
    assert (board["race"], board["at"]) == ("april-2009", f"{NIGHT}04:52:00Z")
    assert board["target"] == 1_000_000
    assert [account["rank"] for account in board["accounts"]] == [1, 2, 3, 4]
    for account in board["accounts"]:
        assert list(account) == [
            *("account", "handle", "rank", "followers", "following", "gap", "pace"),
            *("pace_window_h", "progress", "crossed_at", "state", "quality", "age_s", "measures"),
        ]
        assert list(account["measures"]) == ACCOUNT_MEASURES
        assert account["account"] == f"april-2009:{account['handle']}"
    assert list(board["measures"]) == [m.key for m in METRICS if m.about is About.RACE]
    measures = [board["measures"], *(account["measures"] for account in board["accounts"])]
    for measure in [one for group in measures for one in group.values()]:
        assert list(measure) == MEASURE
        assert (measure["value"] is None) == bool(measure["why"])
    for event in board["events"]:
        assert list(event) == ["at", "account", "kind", "title", "origin"]
        assert event["at"] <= board["at"]


def test_a_racer_without_a_reading_is_unknown_and_never_0(recorded: Racetui) -> None:
    board = read_json(recorded, "standings", "april-2009", "--at", "2009-04-16T12:00:00Z")
    oprah = board["accounts"][-1]
    assert (oprah["handle"], oprah["state"]) == ("oprah", "unknown")
    unknown = ("followers", "following", "gap", "pace", "progress", "quality", "age_s")
    assert [oprah[key] for key in unknown] == [None] * len(unknown)
    assert "no reading yet" in recorded("standings", "april-2009", "--at", "2009-04-16T12:00Z").out


def test_standings_and_sentences_know_nothing_after_the_given_time(
    racetui: Racetui, shipped: Path, tmp_path: Path
) -> None:
    at = f"{NIGHT}04:12:00Z"
    cut = cut_after(shipped, tmp_path / "cut.db", at)
    for command in ("standings", "say"):
        now = racetui(command, "april-2009", "--at", at)
        assert (now.code, now.err) == (0, "")
        assert racetui("--db", str(cut), command, "april-2009", "--at", at).out == now.out


def cut_after(shipped: Path, path: Path, at: str) -> Path:
    """Return a copy of the recorded log without anything after a time."""
    late = parse_time(at, UTC, 0)
    return copy_of(
        shipped,
        path,
        f"DELETE FROM sample WHERE at > {late}",
        f"DELETE FROM event WHERE at > {late}",
        "DELETE FROM rollup",
        "INSERT INTO rollup SELECT s.account, s.hour, min(followers), max(followers),"
        " (SELECT followers FROM sample l WHERE l.hour = s.hour AND l.account = s.account"
        "  AND followers IS NOT NULL AND quality < 5 ORDER BY at DESC LIMIT 1), count(*)"
        " FROM sample s WHERE quality < 5 GROUP BY s.account, s.hour",
    )


def test_a_forecast_is_the_same_without_the_later_data(
    racetui: Racetui, shipped: Path, tmp_path: Path
) -> None:
    at = "2009-04-16T17:00:00Z"
    cut = cut_after(shipped, tmp_path / "cut.db", at)
    command = ("forecast", "april-2009", "--at", at)
    with_all = read_json(racetui, *command)
    without = read_json(racetui, "--db", str(cut), *command)
    assert without == with_all
    assert [a["handle"] for a in with_all["accounts"] if a["median"]][:2] == ["cnnbrk", "aplusk"]
    later = racetui("--db", str(cut), "standings", "april-2009", "--at", f"{NIGHT}06:00:00Z")
    assert "966,247" in later.out


def test_a_forecast_as_json_has_exactly_the_documented_keys(recorded: Racetui) -> None:
    shape = read_json(recorded, "forecast", "april-2009", "--at", "2009-04-16T17:00:00Z")
    assert list(shape) == ["race", "at", "target", "horizon_h", "accounts"]
    assert (shape["at"], shape["horizon_h"]) == ("2009-04-16T17:00:00Z", 720)
    for account in shape["accounts"]:
        assert list(account) == [
            *("account", "handle", "followers", "crossed_at", "median", "p10", "p90", "p_not"),
            "win",
        ]
    for account in shape["accounts"][:2]:
        assert shape["at"] < account["p10"] <= account["median"] <= account["p90"]
        assert account["crossed_at"] is None
        assert 0 <= account["win"] <= 1


def test_a_forecast_after_the_crossing_is_the_crossing(recorded: Racetui) -> None:
    first, second, *_ = read_json(recorded, "forecast", "april-2009")["accounts"]
    crossed = f"{NIGHT}06:13:00Z"
    assert (first["handle"], first["crossed_at"], first["p_not"]) == ("aplusk", crossed, 0)
    assert [first[key] for key in ("median", "p10", "p90")] == [crossed] * 3
    assert (first["win"], second["win"]) == (1, 0)


def test_a_race_that_cannot_be_forecast_is_not_an_error(recorded: Racetui) -> None:
    shape = read_json(recorded, "forecast", "april-2009", "--at", "2009-04-15T22:00:00Z")
    assert [account["median"] for account in shape["accounts"]] == [None] * 4
    assert recorded("forecast", "april-2009", "--at", "2009-04-15T22:00:00Z").code == 0


def test_a_forecast_can_be_for_another_target(recorded: Racetui) -> None:
    shape = read_json(recorded, "forecast", "april-2009", "--to", "1,000,500")
    assert shape["target"] == 1_000_500
    assert shape["accounts"][0]["crossed_at"] > f"{NIGHT}06:13:00Z"


def test_a_forecast_uses_the_horizon_from_the_settings(racetui: Racetui, tmp_path: Path) -> None:
    settings = tmp_path / "config.toml"
    settings.write_text("[forecast]\nhorizon_days = 2\n")
    shape = read_json(racetui, "--config", str(settings), "forecast", "april-2009")
    assert shape["horizon_h"] == 48


def test_a_time_has_a_zone_or_is_in_the_races_zone_or_is_an_age(recorded: Racetui) -> None:
    ats = ("2009-04-17T04:12:00Z", "2009-04-17T00:12", "2009-04-17T06:12:00+02:00", "168m")
    boards = [read_json(recorded, "standings", "april-2009", "--at", at) for at in ats]
    assert all(board == boards[0] for board in boards)


def test_a_recorded_race_is_shown_at_its_end_unless_a_later_time_is_given(
    recorded: Racetui,
) -> None:
    assert read_json(recorded, "standings", "april-2009")["at"] == f"{NIGHT}07:00:00Z"
    beyond = read_json(recorded, "standings", "april-2009", "--at", f"{NIGHT}13:30:00Z")
    assert followers(beyond)["aplusk"] == 1_029_112


def test_the_table_shows_who_leads_and_how_far_behind_the_others_are(recorded: Racetui) -> None:
    ended = recorded("standings", "april-2009", "--at", f"{NIGHT}04:52:00Z")
    assert (ended.code, ended.err) == (0, "")
    head, columns, first, second, *_ = ended.out.splitlines()
    assert head.startswith("Race to 1,000,000 · april-2009 to 1,000,000 · 17 Apr 2009 00:52 EDT · ")
    assert head.endswith("18 documented points, drawn between")
    assert columns.split()[:3] == ["account", "followers", "gap"]
    assert first.split()[:2] == ["1", "@aplusk"]
    assert "leads" in first
    assert second.split()[:2] == ["2", "@cnnbrk"]
    assert "−8" in second


def test_sentences_name_the_leader(recorded: Racetui) -> None:
    ended = recorded("say", "april-2009", "--at", f"{NIGHT}04:52:00Z")
    assert (ended.code, ended.err) == (0, "")
    assert "Kutcher" in ended.out or "aplusk" in ended.out


def test_the_users_own_log_is_searched_first(
    racetui: Racetui, home: Path, shipped: Path, tmp_path: Path
) -> None:
    (home / "data" / "racetui").mkdir(parents=True)
    title = "UPDATE race SET title = 'My own race'"
    copy_of(shipped, home / "data" / "racetui" / "races.db", title)
    assert racetui("standings", "april-2009").out.startswith("My own race")


def test_the_race_is_shown_even_if_the_cache_is_not_writable(
    racetui: Racetui, tmp_path: Path, monkeypatch: pytest.MonkeyPatch
) -> None:
    expected = racetui("standings", "april-2009")
    (tmp_path / "file").write_text("no folder")
    monkeypatch.setenv("XDG_CACHE_HOME", str(tmp_path / "file"))
    assert racetui("standings", "april-2009") == expected
    assert names_in(tmp_path) == ["file"]


def test_the_counts_alone_show_the_same_lead_changes_and_crossings(
    racetui: Racetui, shipped: Path, tmp_path: Path
) -> None:
    bare = copy_of(shipped, tmp_path / "bare.db", "DELETE FROM event")
    board = read_json(racetui, "--db", str(bare), "standings", "april-2009")
    assert {event["origin"] for event in board["events"]} == {"measured"}
    found = [(e["kind"], e["account"], parse_time(e["at"], UTC, 0)) for e in board["events"]]
    documented = [
        ("lead-change", "april-2009:aplusk", "01:38"),
        ("lead-change", "april-2009:cnnbrk", "03:50"),
        ("lead-change", "april-2009:aplusk", "04:25"),
        ("milestone", "april-2009:aplusk", "06:13"),
        ("milestone", "april-2009:cnnbrk", "06:42"),
    ]
    assert [event[:2] for event in found] == [event[:2] for event in documented]
    for (_, _, at), (_, _, minute) in zip(found, documented, strict=True):
        assert abs(at - parse_time(f"{NIGHT}{minute}:00Z", UTC, 0)) <= 60_000
