"""Reading accounts one after another: an error for one does not affect the others."""

import pytest

from tui.model import Account
from tui.sources import Reading, SourceError
from tui.sources.http.outcomes import Answer, Deferred, Refusal, ServerFailure
from tui.sources.http.queue import read_each


async def read_all(*answers: Reading | SourceError) -> tuple[list[int], list[int], str]:
    """Return the ids that were asked for, the ids that were read, and the message of the error."""
    asked: list[int] = []

    async def read(account: Account) -> Reading:
        asked.append(account.id)
        answer = answers[account.id]
        if isinstance(answer, SourceError):
            raise answer
        return answer

    try:
        readings = await read_each([account(n) for n in range(len(answers))], read)
    except SourceError as error:
        return asked, [r.account.id for r in error.readings], str(error)
    return asked, [r.account.id for r in readings], ""


def account(number: int) -> Account:
    return Account(number, "fake", str(number), f"u{number}", "")


def reading(number: int) -> Reading:
    return Reading(account(number), 7)


def refusal() -> Refusal:
    return Refusal(Answer(403, {}, b""))


@pytest.mark.parametrize(
    ("second", "read_ids", "message"),
    [
        (reading(1), [0, 1, 2], ""),
        (refusal(), [0, 2], "HTTP error 403"),
        (SourceError("is unreadable"), [0, 2], "is unreadable"),
        (ServerFailure("is down", None, 503), [0], "is down"),
        (Deferred("is busy", 5), [0], "is busy"),
        (SourceError("the token was rejected", permanent=True), [0], "the token was rejected"),
    ],
)
async def test_an_error_for_one_account_does_not_affect_the_others(
    second: Reading | SourceError, read_ids: list[int], message: str
) -> None:
    asked, found, why = await read_all(reading(0), second, reading(2))
    assert (found, why) == (read_ids, message)
    assert asked == ([0, 1, 2] if 2 in read_ids else [0, 1])


async def test_the_first_of_several_errors_is_raised() -> None:
    found = await read_all(refusal(), SourceError("other"), reading(2))
    assert found == ([0, 1, 2], [2], "HTTP error 403")
