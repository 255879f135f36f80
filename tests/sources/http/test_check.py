"""Checking a server: whether it answers, its quota and its clock."""

from tests.sources.canned import Answering, reply
from tests.sources.http.servers import BROKEN, OK, canned, fails, server_of, with_quota
from tui.sources import CheckResult


async def check(*answers: Answering) -> list[CheckResult]:
    return await server_of(canned(*answers)).check("/")


async def test_a_server_that_sends_an_object_passes_the_check() -> None:
    for answer in (OK, reply(302, {"Location": "/there"})):
        assert await check(answer, OK) == [CheckResult("https://a.test answers", True)]


async def test_an_unusable_server_fails_the_check() -> None:
    for answer in (
        *(reply(status, json={}) for status in (400, 401, 403, 404, 429, 503)),
        *(reply(text="<html>Welcome"), reply(json=[]), reply(), fails(BROKEN[0])),
    ):
        results = await check(answer)
        assert [result.is_ok for result in results] == [False], results


async def test_a_check_shows_the_quota() -> None:
    assert CheckResult("19 of 100 requests left", True) in await check(with_quota(19))
    assert CheckResult("0 of 100 requests left", False) in await check(with_quota(0))


async def test_an_incomplete_quota_is_not_shown() -> None:
    headers = {"x-ratelimit-limit": "60", "x-ratelimit-reset": "1239926460"}
    results = await check(reply(headers=headers))
    assert not [result for result in results if "None" in result.text]


async def test_a_check_compares_the_clocks() -> None:
    for time, result in (
        ("00:00:00", CheckResult("the clocks agree", True)),
        ("00:00:10", CheckResult("the clocks agree", True)),
        ("02:00:00", CheckResult("this machine's clock is 2 h behind the server's", False)),
    ):
        results = await check(reply(headers={"Date": f"Fri, 17 Apr 2009 {time} GMT"}))
        assert results[1:] == [result], time


async def test_the_age_of_a_cached_answer_is_added_to_its_date() -> None:
    headers = {"Date": "Thu, 16 Apr 2009 23:56:00 GMT", "Age": "240"}
    results = await check(reply(headers=headers, json={}))
    assert results[1:] == [CheckResult("the clocks agree", True)]
