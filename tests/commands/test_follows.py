"""`follows`: whom an account follows as far as anybody knows, and what is not known."""

import json
from dataclasses import replace
from pathlib import Path
from typing import Any

import pytest

from tests.building import START
from tests.commands.conftest import Racetui, refused
from tests.sources.fakes import FakeSource, live_race
from tests.store.logs import rows
from tui.clock import WallClock
from tui.metrics import METRICS, About
from tui.model import Followee, Millis
from tui.store import ListReading, open_to_write


def asked(racetui: Racetui, *arguments: str) -> dict[str, Any]:
    of_log = arguments[:2] if arguments[0] == "--db" else ()
    ended = racetui(*of_log, "follows", *arguments[len(of_log) :], "--json")
    assert (ended.code, ended.err) == (0, "")
    assert ended.out.count("\n") == 1
    shape = json.loads(ended.out)
    assert isinstance(shape, dict)
    return shape


def test_five_of_aplusks_followees_are_known_and_follow_back(racetui: Racetui) -> None:
    follow_list = asked(racetui, "april-2009:aplusk")
    assert [f["handle"] for f in follow_list["followees"]] == [
        *("johncmayer", "kingsthings", "michaelphelps", "mileycyrus", "ryanseacrest"),
    ]
    assert [f["follows_back"] for f in follow_list["followees"]] == [True] * 5
    assert (follow_list["following"], follow_list["complete"]) == (72, False)


def test_whose_follow_back_nobody_documented_is_unknown(racetui: Racetui) -> None:
    follow_list = asked(racetui, "april-2009:oprah")
    assert len(follow_list["followees"]) == 7
    assert {f["follows_back"] for f in follow_list["followees"]} == {None}
    assert (follow_list["following"], follow_list["complete"]) == (9, False)


def test_follows_as_json_have_exactly_the_documented_keys(racetui: Racetui) -> None:
    follow_list = asked(racetui, "april-2009:aplusk")
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


def test_an_account_nobody_documented_a_followee_of_has_an_unknown_circle(
    racetui: Racetui,
) -> None:
    follow_list = asked(racetui, "april-2009:cnnbrk")
    assert (follow_list["followees"], follow_list["following"], follow_list["complete"]) == (
        [],
        None,
        False,
    )
    assert follow_list["measures"]["follow_back_rate"]["value"] is None
    assert racetui("follows", "april-2009:cnnbrk").out.startswith("@cnnbrk follows ?")


def test_nothing_that_became_known_later_is_in_a_circle(racetui: Racetui) -> None:
    before = asked(racetui, "april-2009:aplusk", "--at", "2009-04-16T03:59:59Z")
    assert (before["followees"], before["following"]) == ([], None)
    later = asked(racetui, "april-2009:aplusk", "--at", "2009-04-17T17:00:00Z")
    assert later["following"] == 79


def test_an_account_may_be_written_with_an_at_and_in_any_case(racetui: Racetui) -> None:
    expected = asked(racetui, "april-2009:aplusk")
    assert asked(racetui, "april-2009:@aplusk") == expected
    assert asked(racetui, "april-2009:APlusK") == expected


def test_the_table_for_people_shows_unknown_as_a_question_mark(racetui: Racetui) -> None:
    ended = racetui("follows", "april-2009:oprah")
    assert (ended.code, ended.err) == (0, "")
    head, *_, last = ended.out.splitlines()
    assert head.startswith("@oprah follows 9 · 7 of 9 known")
    assert last.split()[:1] == ["@theellenshow"]
    assert "?" in last


# Live accounts.


@pytest.fixture
def log(tmp_path: Path) -> Path:
    """Return a log whose race has an account of each of three sources; nobody answers for two."""
    path = tmp_path / "races.db"
    sources = (("x", "ann"), ("bluesky", "bob"), ("demo", "teapot.demo"))
    live_race(path, *(FakeSource(name).known(account) for name, account in sources)).close()
    return path


def keep(log: Path, number: int, *, at: Millis | None = None, why: str = "") -> None:
    """Let a list have been read to its end just now, or at a time; Zoe alone is in it."""
    writer, at = open_to_write(log), WallClock().now() if at is None else at
    with writer.transaction():
        zoe = FakeSource("bluesky").known("zoe")
        zoe = replace(zoe, id=writer.add_account(zoe, at))
        writer.add_follows(number, [(Followee(zoe, None, None, None, at, at), "live:bluesky")])
        writer.keep_reading(number, ListReading(at, None, 1, at, why))
    writer.close()


@pytest.fixture
def budget(home: Path, monkeypatch: pytest.MonkeyPatch) -> None:
    """Turn X on, with twenty dollars a month."""
    monkeypatch.setenv("RACETUI_X_TOKEN", "hunter2")
    spend(home, 20)


def spend(home: Path, dollars: int) -> None:
    settings = home / "config" / "racetui"
    settings.mkdir(parents=True, exist_ok=True)
    (settings / "config.toml").write_text(f"[x]\ndollars_a_month = {dollars}\n")


def test_the_list_of_a_live_account_is_read_first_and_kept(racetui: Racetui, log: Path) -> None:
    first = asked(racetui, "--db", str(log), "demo:teapot.demo")
    assert first["complete"]
    assert len(first["followees"]) > 100
    assert {f["follows_back"] for f in first["followees"]} == {True, False, None}
    again = asked(racetui, "--db", str(log), "demo:teapot.demo")
    assert again["followees"] == first["followees"]


def test_a_list_that_is_not_told_says_why_and_shows_the_old_one(
    racetui: Racetui, log: Path
) -> None:
    keep(log, 2, why="its owner hides it")
    ended = racetui("--db", str(log), "follows", "bluesky:bob")
    assert (ended.code, ended.err) == (0, "")
    assert "the list: its owner hides it" in ended.out.splitlines()
    assert ended.out.splitlines()[-1].split()[0] == "@zoe"
    assert not asked(racetui, "--db", str(log), "bluesky:bob")["complete"]


def test_a_list_that_was_read_within_the_hour_is_not_asked_for(racetui: Racetui, log: Path) -> None:
    keep(log, 2)
    follow_list = asked(racetui, "--db", str(log), "bluesky:bob")
    assert ([f["handle"] for f in follow_list["followees"]], follow_list["complete"]) == (
        ["zoe"],
        True,
    )


def test_as_of_a_time_nothing_is_asked_for(racetui: Racetui, log: Path) -> None:
    keep(log, 2, at=START)
    follow_list = asked(racetui, "--db", str(log), "bluesky:bob", "--at", "2009-04-18T00:00:00Z")
    assert [f["handle"] for f in follow_list["followees"]] == ["zoe"]


@pytest.mark.usefixtures("budget")
def test_a_list_that_costs_is_refused_with_its_price_until_that_is_agreed_to(
    racetui: Racetui, log: Path
) -> None:
    told = refused(racetui("--db", str(log), "follows", "x:ann"), 2)
    assert told == "reading this list costs about $10.00; --yes agrees to that"
    assert rows(log, "SELECT * FROM spending") == []
    told = refused(racetui("--db", str(log), "follows", "x:ann", "--yes"), 1)
    assert told == "x: cannot be reached"


@pytest.mark.usefixtures("budget")
@pytest.mark.parametrize("agreed", [[], ["--yes"]])
def test_a_list_that_is_dearer_than_what_is_left_is_not_offered_at_all(
    agreed: list[str], racetui: Racetui, log: Path, home: Path
) -> None:
    spend(home, 5)
    told = refused(racetui("--db", str(log), "follows", "x:ann", *agreed), 1)
    assert told == "x: reading this list costs about $10.00, and $5.00 is left"
    assert rows(log, "SELECT * FROM spending") == []


@pytest.mark.usefixtures("budget")
def test_what_could_not_be_asked_for_costs_nothing(racetui: Racetui, log: Path) -> None:
    racetui("--db", str(log), "follows", "x:ann", "--yes")
    assert "$20.00 of $20.00 left this month" in racetui("--db", str(log), "doctor").out


def test_a_source_that_is_off_says_what_it_needs(racetui: Racetui, log: Path) -> None:
    told = refused(racetui("--db", str(log), "follows", "x:ann", "--yes"), 1)
    assert told.startswith("x: it needs RACETUI_X_TOKEN, and in the settings a budget")
