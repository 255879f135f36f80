"""Writing payments by source and UTC day, and until when a source is stopped."""

from collections.abc import Iterator
from pathlib import Path

import pytest

from tests.store.logs import rows
from tui.model import DAY, HOUR, Millis
from tui.store import Writer, create

MIDNIGHT: Millis = 20_779 * DAY
"""2026-11-22T00:00:00Z."""
NOON = MIDNIGHT + 12 * HOUR


@pytest.fixture
def writer(tmp_path: Path) -> Iterator[Writer]:
    writer = create(tmp_path / "races.db")
    yield writer
    writer.close()


def test_spending_since_a_day_is_the_sum_of_all_payments(writer: Writer) -> None:
    with writer.transaction():
        writer.pay("x", ["1", "2"], 10, MIDNIGHT - 1)
        writer.pay("x", ["3"], 5, NOON)
        spent = [writer.spent("x", since) for since in (MIDNIGHT - DAY, MIDNIGHT, NOON + DAY)]
    assert spent == [25, 5, 0]


def test_a_resource_is_paid_for_until_the_utc_day_ends(writer: Writer) -> None:
    with writer.transaction():
        writer.pay("x", ["1"], 10, MIDNIGHT)
        times = (MIDNIGHT - 1, MIDNIGHT, MIDNIGHT + DAY - 1, MIDNIGHT + DAY)
        paid = [writer.paid("x", ["1", "2"], at) for at in times]
    assert paid == [set(), {"1"}, {"1"}, set()]


def test_a_resource_costs_once_a_day(writer: Writer) -> None:
    with writer.transaction():
        writer.pay("x", ["1"], 10, MIDNIGHT)
        writer.pay("x", ["1", "1"], 10, NOON)
        one = writer.spent("x", MIDNIGHT)
        writer.pay("x", ["1"], 10, NOON + DAY)
        two = writer.spent("x", MIDNIGHT)
    assert (one, two) == (10, 20)


def test_a_refund_removes_only_the_payment_of_its_day(writer: Writer) -> None:
    with writer.transaction():
        for at in (NOON - DAY, NOON):
            writer.pay("x", ["1", "2"], 10, at)
        writer.pay("y", ["1"], 10, NOON)
        writer.give_back("x", ["1", "nobody"], NOON)
        left = [writer.paid("x", ["1", "2"], at) for at in (NOON - DAY, NOON)]
        other = writer.paid("y", ["1"], NOON)
    assert (left, other) == ([{"1", "2"}, {"2"}], {"1"})


def test_each_source_has_its_own_payments(writer: Writer) -> None:
    with writer.transaction():
        writer.pay("x", ["1"], 10, NOON)
        writer.stop_paying("x", NOON + HOUR)
        other = (writer.spent("y", 0), writer.paid("y", ["1"], NOON), writer.stopped_until("y"))
    assert other == (0, set(), 0)


def test_a_stop_is_not_a_payment_and_a_later_one_replaces_it(writer: Writer) -> None:
    with writer.transaction():
        never = writer.stopped_until("x")
        for until in (NOON + HOUR, NOON + DAY):
            writer.stop_paying("x", until)
        stopped = (writer.stopped_until("x"), writer.spent("x", 0))
    assert (never, stopped) == (0, (NOON + DAY, 0))


def test_later_payments_keep_a_stop_and_old_payments(writer: Writer) -> None:
    with writer.transaction():
        writer.pay("x", ["old"], 10, MIDNIGHT - 101 * DAY)
        writer.stop_paying("x", NOON)
        writer.pay("x", ["new"], 10, MIDNIGHT)
        stored = (writer.spent("x", 0), writer.stopped_until("x"))
    assert stored == (20, NOON)


def test_a_payment_is_stored_once_its_transaction_has_ended(writer: Writer) -> None:
    with writer.transaction():
        writer.pay("x", ["1"], 10, NOON)
    assert rows(writer.path, "SELECT source, day, resource, micros FROM spending") == [
        ("x", NOON // DAY, "1", 10)
    ]


def test_a_payment_in_a_failed_transaction_is_not_stored(writer: Writer) -> None:
    with pytest.raises(RuntimeError), writer.transaction():  # noqa: PT012
        writer.pay("x", ["1"], 10, NOON)
        raise RuntimeError
    with writer.transaction():
        assert writer.paid("x", ["1"], NOON) == set()
