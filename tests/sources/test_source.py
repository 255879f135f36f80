"""The time that whoever asks a source has for it."""

import asyncio

import pytest

from tui.model import DAY, SECOND, Account
from tui.sources import Reading, SourceError, within
from tui.sources.source import time_left


def test_a_failure_keeps_its_words_and_all_that_was_read_before_it() -> None:
    one, two = (Reading(Account(n, "fake", str(n), "", ""), n) for n in (1, 2))
    error = SourceError("is down", 7, [two], permanent=True).with_readings([one])
    assert (str(error), error.next_at, error.read, error.permanent) == (
        "is down",
        7,
        (one, two),
        True,
    )


async def test_who_sets_no_time_has_all_of_it() -> None:
    assert time_left() == float("inf")


async def test_who_waits_inside_knows_what_is_left() -> None:
    async with within(DAY):
        assert 0 < time_left() <= DAY / SECOND
    assert time_left() == float("inf")


async def test_a_time_within_a_time_is_no_longer_than_that() -> None:
    async with within(DAY):
        async with within(2 * DAY):
            assert time_left() <= DAY / SECOND
        async with within(SECOND):
            assert time_left() <= 1
        assert time_left() > 1


async def test_what_takes_longer_ends_in_words() -> None:
    with pytest.raises(SourceError, match="no answer within"):
        async with within(10):
            await asyncio.Event().wait()
    assert time_left() == float("inf")


@pytest.mark.parametrize("error", [SourceError("no"), ValueError("a bug")])
async def test_what_goes_wrong_in_time_is_not_called_late(error: Exception) -> None:
    with pytest.raises(type(error), match=str(error)):
        async with within(DAY):
            raise error


async def test_who_is_sent_home_is_not_late() -> None:
    async def ask() -> None:
        async with within(DAY):
            await asyncio.Event().wait()

    asking = asyncio.create_task(ask())
    await asyncio.sleep(0)
    asking.cancel()
    with pytest.raises(asyncio.CancelledError):
        await asking


async def test_two_who_ask_at_the_same_time_have_each_their_own() -> None:
    async def left(seconds: int) -> float:
        async with within(seconds * SECOND):
            await asyncio.sleep(0)
            return time_left()

    short, long = await asyncio.gather(left(10), left(1_000))
    assert short <= 10 < long
