"""Accounts of Bluesky's own servers, named as people name them."""

import pytest

from tests.commands.conftest import refused
from tests.network.conftest import Home
from tests.network.network import Network

pytestmark = pytest.mark.network


def test_a_handle_a_did_and_a_profile_address_name_the_same_account(
    network: Network, home: Home
) -> None:
    ann = network.member("ann")
    names = (ann.handle, f"@{ann.handle.upper()}", ann.did)
    for name in (*(f"bluesky:{name}" for name in names), f"https://bsky.app/profile/{ann.handle}"):
        assert home.run("add", "mine", name).code == 0
    assert home.rows("SELECT handle, native_id FROM account") == [(ann.handle, ann.did)]


def test_an_unknown_account_is_refused_in_one_line(network: Network, home: Home) -> None:
    gone = network.member("gone")
    network.deactivate(gone)
    for name, words in (
        (gone.name, f"the account '{gone.handle}' is deactivated"),
        ("bluesky:nobody-at-all.test", "no account 'nobody-at-all.test'"),
    ):
        assert words in refused(home.run("add", "mine", name), 1)
    assert not home.log.exists()
