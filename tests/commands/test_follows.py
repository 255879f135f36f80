"""`follows`: whom an account follows, as far as that is known."""

from dataclasses import replace
from pathlib import Path
from typing import Any

import pytest

from tests.building import START
from tests.commands.conftest import Racetui, read_json, refused
from tests.sources.fakes import FakeSource, live_race
from tests.store.logs import rows
from tui.clock import WallClock
from tui.metrics import METRICS, About
from tui.model import Followee, Millis
from tui.store import ListReading, open_to_write


def list_of(racetui: Racetui, *arguments: str) -> dict[str, Any]:
    """Return the follow list of an account, perhaps in a log given by --db."""
    options = arguments[:2] if arguments[0] == "--db" else ()
    return read_json(racetui, *options, "follows", *arguments[len(options) :])


def test_five_of_aplusks_followees_are_known_and_follow_back(recorded: Racetui) -> None:
    follow_list = list_of(recorded, "april-2009:aplusk")
    assert [f["handle"] for f in follow_list["followees"]] == [
        *("johncmayer", "kingsthings", "michaelphelps", "mileycyrus", "ryanseacrest"),
    ]
    assert [f["follows_back"] for f in follow_list["followees"]] == [True] * 5
    assert (follow_list["following"], follow_list["complete"]) == (72, False)


def test_an_undocumented_follow_back_is_unknown(recorded: Racetui) -> None:
    follow_list = list_of(recorded, "april-2009:oprah")
    assert len(follow_list["followees"]) == 7
    assert {f["follows_back"] for f in follow_list["followees"]} == {None}
    assert (follow_list["following"], follow_list["complete"]) == (9, False)


def test_follows_as_json_have_exactly_the_documented_keys(recorded: Racetui) -> None:
    follow_list = list_of(recorded, "april-2009:aplusk")
    assert list(follow_list) == [
        *("account", "handle", "at", "following", "complete", "followees", "measures"),
    ]
    assert (follow_list["account"], follow_list["handle"]) == ("april-2009:aplusk", "aplusk")
    for followee in follow_list["followees"]:
        assert list(followee) == [
            *("account", "handle", "name", "followers", "follows_back", "celebrity"),
            *("first_seen", "last_seen", "gone_at"),
        ]
        assert followee["first_seen"] == "2009-04-16T04:00:00Z"
    about = {About.FOLLOW_LIST, About.TALK}
    assert list(follow_list["measures"]) == [m.key for m in METRICS if m.about in about]
    assert list(follow_list["measures"]["follow_back_rate"]) == [
        *("value", "low", "high", "unit", "n", "of", "as_of", "provenance", "why"),
    ]


def test_an_account_without_documented_followees_has_an_unknown_list(
    recorded: Racetui,
) -> None:
    follow_list = list_of(recorded, "april-2009:cnnbrk")
    assert (follow_list["followees"], follow_list["following"], follow_list["complete"]) == (
        [],
        None,
        False,
    )
    assert follow_list["measures"]["follow_back_rate"]["value"] is None
    assert recorded("follows", "april-2009:cnnbrk").out.startswith("@cnnbrk follows ?")


def test_a_list_knows_nothing_after_the_given_time(recorded: Racetui) -> None:
    before = list_of(recorded, "april-2009:aplusk", "--at", "2009-04-16T03:59:59Z")
    assert (before["followees"], before["following"]) == ([], None)
    later = list_of(recorded, "april-2009:aplusk", "--at", "2009-04-17T17:00:00Z")
    assert later["following"] == 79


def test_a_handle_may_have_an_at_sign_and_any_case(recorded: Racetui) -> None:
    expected = list_of(recorded, "april-2009:aplusk")
    assert list_of(recorded, "april-2009:@aplusk") == expected
    assert list_of(recorded, "april-2009:APlusK") == expected


def test_the_table_shows_the_unknown_as_a_question_mark(recorded: Racetui) -> None:
    ended = recorded("follows", "april-2009:oprah")
    assert (ended.code, ended.err) == (0, "")
    head, *_, last = ended.out.splitlines()
    assert head.startswith("@oprah follows 9 · 7 of 9 known")
    assert last.split()[:1] == ["@theellenshow"]
    assert "?" in last


# Live accounts


@pytest.fixture
def log(tmp_path: Path) -> Path:
    """Return a log with a race of accounts from three sources, two of them unreachable."""
    path = tmp_path / "races.db"
    sources = (("x", "ann"), ("bluesky", "bob"), ("demo", "teapot.demo"))
    live_race(path, *(FakeSource(name).known(account) for name, account in sources)).close()
    return path


def save_list(log: Path, number: int, *, at: Millis | None = None, why: str = "") -> None:
    """Save a complete list that was read at a time, or just now; only Zoe is in it."""
    writer, at = open_to_write(log), WallClock().now() if at is None else at
    with writer.transaction():
        zoe = FakeSource("bluesky").known("zoe")
        zoe = replace(zoe, id=writer.add_account(zoe, at))
        writer.add_follows(number, [(Followee(zoe, None, None, None, at, at), "live:bluesky")])
        writer.save_reading(number, ListReading(at, None, 1, at, why))
    writer.close()


@pytest.fixture
def budget(home: Path, monkeypatch: pytest.MonkeyPatch) -> None:
    """Turn X on, with 20 dollars a month."""
    monkeypatch.setenv("RACETUI_X_TOKEN", "hunter2")
    set_budget(home, 20)


def set_budget(home: Path, dollars: int) -> None:
    settings = home / "config" / "racetui"
    settings.mkdir(parents=True, exist_ok=True)
    (settings / "config.toml").write_text(f"[x]\ndollars_a_month = {dollars}\n")


def test_the_list_of_a_live_account_is_read_first_and_saved(racetui: Racetui, log: Path) -> None:
    first = list_of(racetui, "--db", str(log), "demo:teapot.demo")
    assert first["complete"]
    assert len(first["followees"]) > 100
    assert {f["follows_back"] for f in first["followees"]} == {True, False, None}
    again = list_of(racetui, "--db", str(log), "demo:teapot.demo")
    assert again["followees"] == first["followees"]


def test_a_hidden_list_says_why_and_shows_the_old_one(racetui: Racetui, log: Path) -> None:
    save_list(log, 2, why="its owner hides it")
    ended = racetui("--db", str(log), "follows", "bluesky:bob")
    assert (ended.code, ended.err) == (0, "")
    assert "the list: its owner hides it" in ended.out.splitlines()
    assert ended.out.splitlines()[-1].split()[0] == "@zoe"
    assert not list_of(racetui, "--db", str(log), "bluesky:bob")["complete"]


def test_a_list_that_was_read_within_the_hour_is_not_read_again(
    racetui: Racetui, log: Path
) -> None:
    save_list(log, 2)
    follow_list = list_of(racetui, "--db", str(log), "bluesky:bob")
    assert ([f["handle"] for f in follow_list["followees"]], follow_list["complete"]) == (
        ["zoe"],
        True,
    )


def test_a_list_as_of_a_time_is_not_read_again(racetui: Racetui, log: Path) -> None:
    save_list(log, 2, at=START)
    follow_list = list_of(racetui, "--db", str(log), "bluesky:bob", "--at", "2009-04-18T00:00:00Z")
    assert [f["handle"] for f in follow_list["followees"]] == ["zoe"]


@pytest.mark.usefixtures("budget")
def test_a_list_that_costs_money_is_refused_with_its_price_unless_accepted(
    racetui: Racetui, log: Path
) -> None:
    line = refused(racetui("--db", str(log), "follows", "x:ann"), 2)
    assert line == "reading this list costs about $10.00; use --yes to accept"
    assert rows(log, "SELECT * FROM spending") == []
    line = refused(racetui("--db", str(log), "follows", "x:ann", "--yes"), 1)
    assert line == "x: cannot be reached"


@pytest.mark.usefixtures("budget")
@pytest.mark.parametrize("accepted", [[], ["--yes"]])
def test_a_list_that_exceeds_the_budget_is_not_offered(
    accepted: list[str], racetui: Racetui, log: Path, home: Path
) -> None:
    set_budget(home, 5)
    line = refused(racetui("--db", str(log), "follows", "x:ann", *accepted), 1)
    assert line == "x: reading this list costs about $10.00, but only $5.00 is left"
    assert rows(log, "SELECT * FROM spending") == []


@pytest.mark.usefixtures("budget")
def test_a_failed_request_costs_nothing(racetui: Racetui, log: Path) -> None:
    racetui("--db", str(log), "follows", "x:ann", "--yes")
    assert "$20.00 of $20.00 left this month" in racetui("--db", str(log), "doctor").out


def test_a_source_that_is_off_says_what_it_needs(racetui: Racetui, log: Path) -> None:
    line = refused(racetui("--db", str(log), "follows", "x:ann", "--yes"), 1)
    assert line.startswith("x: it needs RACETUI_X_TOKEN and a budget in the settings")
