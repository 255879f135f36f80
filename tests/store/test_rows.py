"""The read-only connection: it notices changes by others, and damage."""

from pathlib import Path

from tests.store.logs import execute, filled, finished, sample
from tui.store import Log
from tui.store.opening import CHECKED_BYTES


def test_a_change_by_another_connection_is_reported_once(tmp_path: Path) -> None:
    writer = filled(tmp_path / "races.db")
    with Log(tmp_path / "races.db") as opened:
        opened.has_changed()
        changes = [opened.has_changed()]
        for minute in (100, 200):
            with writer.transaction():
                writer.add_samples(1, {1: [sample(minute, 1)]})
            changes += [opened.has_changed(), opened.has_changed()]
    writer.close()
    assert changes == [False, True, False, True, False]


def test_a_sound_log_has_no_damage(tmp_path: Path) -> None:
    with Log(finished(tmp_path / "races.db")) as opened:
        assert opened.damage() == ""


def test_damage_is_found_in_a_log_too_large_to_be_checked_at_opening(
    tmp_path: Path,
) -> None:
    log = finished(tmp_path / "races.db")
    long = f"printf('%.*c', {CHECKED_BYTES + 4096}, 'x')"
    execute(
        log, f"INSERT INTO event VALUES (1, 1, NULL, 0, 'note', {long}, 'noted', 'a person', 0)"
    )
    with log.open("r+b") as file:
        file.seek(CHECKED_BYTES // 4096 // 2 * 4096)
        file.write(b"\xa5" * 4096)
    with Log(log) as opened:
        assert opened.damage()
