"""Bluesky: looking up accounts by handle or DID."""

import pytest

from tests.sources.bluesky_answers import (
    NOVA,
    PROFILE,
    bluesky,
    look_up,
    params_of,
    profile,
)
from tests.sources.canned import reply
from tests.sources.outcomes import outcome
from tui.sources import NoSuchAccount


async def test_an_invalid_did_in_an_answer_is_an_error() -> None:
    for did in ("", "nova.test", "did:plc:a b", "did:plc:\x1b[31m"):
        source, _ = bluesky({PROFILE: reply(json=profile(did))})
        assert (await outcome(look_up()(source))).startswith("error: "), did


async def test_a_handle_is_looked_up_in_lower_case_and_a_did_unchanged() -> None:
    for name, asked in (
        ("@Nova-Quill.TEST", "nova-quill.test"),
        (" nova-quill.test ", "nova-quill.test"),
        (NOVA, NOVA),
        ("did:web:Nova.test", "did:web:Nova.test"),
    ):
        found = profile(asked if asked.startswith("did:") else NOVA)
        source, canned = bluesky({PROFILE: reply(json=found)})
        reading = await source.look_up(name, 0)
        assert reading.account.native_id == found["did"], name
        assert [params_of(request, "actor") for request in canned.requests] == [[asked]], name


async def test_an_invalid_handle_is_not_looked_up() -> None:
    for name in (
        *("", "nova", "@", "a b.test", "nova.test/x", "did:", "did:plc:", "növa.test", "a." * 200),
    ):
        source, canned = bluesky({})
        with pytest.raises(NoSuchAccount):
            await source.look_up(name, 0)
        assert not canned.requests, name


async def test_a_short_name_gets_a_suggestion() -> None:
    source, _ = bluesky({})
    with pytest.raises(NoSuchAccount) as caught:
        await source.look_up("Nova", 0)
    assert caught.value.near == ("nova.bsky.social",)
