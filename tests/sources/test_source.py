"""Errors with readings, and the time limit of a question."""

import asyncio

import pytest

from tui.model import DAY, SECOND, Account
from tui.sources import Reading, SourceError, within
from tui.sources.time_limit import time_left


def test_an_error_keeps_its_message_and_all_earlier_readings() -> None:
    one, two = (Reading(Account(n, "fake", str(n), "", ""), n) for n in (1, 2))
    error = SourceError("is down", 7, [two], permanent=True).with_readings([one])
    assert (str(error), error.next_at, error.readings, error.permanent) == (
        "is down",
        7,
        (one, two),
        True,
    )


async def test_without_a_time_limit_the_time_left_is_infinite() -> None:
    assert time_left() == float("inf")


async def test_the_time_left_is_known_inside_a_time_limit() -> None:
    async with within(DAY):
        assert 0 < time_left() <= DAY / SECOND
    assert time_left() == float("inf")


async def test_an_inner_time_limit_cannot_extend_the_outer_one() -> None:
    async with within(DAY):
        async with within(2 * DAY):
            assert time_left() <= DAY / SECOND
        async with within(SECOND):
            assert time_left() <= 1
        assert time_left() > 1


async def test_exceeding_a_time_limit_is_a_source_error() -> None:
    with pytest.raises(SourceError, match="no answer within"):
        async with within(10):
            await asyncio.Event().wait()
    assert time_left() == float("inf")


@pytest.mark.parametrize("error", [SourceError("no"), ValueError("a bug")])
async def test_an_error_inside_a_time_limit_is_not_replaced(error: Exception) -> None:
    with pytest.raises(type(error), match=str(error)):
        async with within(DAY):
            raise error


async def test_a_cancelled_question_is_not_reported_as_late() -> None:
    async def ask() -> None:
        async with within(DAY):
            await asyncio.Event().wait()

    asking = asyncio.create_task(ask())
    await asyncio.sleep(0)
    asking.cancel()
    with pytest.raises(asyncio.CancelledError):
        await asking


async def test_concurrent_questions_have_time_limits_of_their_own() -> None:
    async def left(seconds: int) -> float:
        async with within(seconds * SECOND):
            await asyncio.sleep(0)
            return time_left()

    short, long = await asyncio.gather(left(10), left(1_000))
    assert short <= 10 < long
