"""`follows`: whom an account follows as far as anybody knows, and what is not known."""

import json
from typing import Any

from tests.commands.conftest import Racetui


def asked(racetui: Racetui, *arguments: str) -> dict[str, Any]:
    ended = racetui("follows", *arguments, "--json")
    assert (ended.code, ended.err) == (0, "")
    assert ended.out.count("\n") == 1
    shape = json.loads(ended.out)
    assert isinstance(shape, dict)
    return shape


def test_five_of_aplusks_followees_are_known_and_follow_back(racetui: Racetui) -> None:
    circle = asked(racetui, "april-2009:aplusk")
    assert [f["handle"] for f in circle["followees"]] == [
        *("johncmayer", "kingsthings", "michaelphelps", "mileycyrus", "ryanseacrest"),
    ]
    assert [f["follows_back"] for f in circle["followees"]] == [True] * 5
    assert (circle["following"], circle["complete"]) == (72, False)


def test_whose_follow_back_nobody_documented_is_unknown(racetui: Racetui) -> None:
    circle = asked(racetui, "april-2009:oprah")
    assert len(circle["followees"]) == 7
    assert {f["follows_back"] for f in circle["followees"]} == {None}
    assert (circle["following"], circle["complete"]) == (9, False)


def test_follows_as_json_have_exactly_the_documented_keys(racetui: Racetui) -> None:
    circle = asked(racetui, "april-2009:aplusk")
    assert list(circle) == [
        *("account", "handle", "at", "following", "complete", "followees", "measures"),
    ]
    assert (circle["account"], circle["handle"]) == ("april-2009:aplusk", "aplusk")
    for followee in circle["followees"]:
        assert list(followee) == [
            *("account", "handle", "name", "followers", "follows_back", "celebrity"),
            *("first_seen", "last_seen", "gone_at"),
        ]
        assert followee["first_seen"] == "2009-04-16T04:00:00Z"
    assert list(circle["measures"]) == ["follow_back_rate"]
    assert list(circle["measures"]["follow_back_rate"]) == [
        *("value", "low", "high", "unit", "n", "of", "as_of", "provenance", "why"),
    ]


def test_an_account_nobody_documented_a_followee_of_has_an_unknown_circle(
    racetui: Racetui,
) -> None:
    circle = asked(racetui, "april-2009:cnnbrk")
    assert (circle["followees"], circle["following"], circle["complete"]) == ([], None, False)
    assert circle["measures"]["follow_back_rate"]["value"] is None
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
