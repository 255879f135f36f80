"""`doctor`: what works here, and where things lie; with --check, whether the log is whole."""

from collections.abc import Callable
from pathlib import Path

import pytest

from tests.commands.conftest import Racetui, copy_of
from tests.sources.fakes import FakeSource, live_race
from tui import __version__
from tui.clock import WallClock
from tui.store import CollectorLock, open_to_write


def found(out: str) -> dict[str, str]:
    """Return what was found, by its name; of the same name, the first."""
    findings: dict[str, str] = {}
    for line in out.splitlines():
        assert line[:2] in {"✓ ", "✗ "}
        name, _, words = line[2:].partition(" ")
        findings.setdefault(name, f"{line[0]} {words.strip()}")
    return findings


@pytest.fixture
def log(shipped: Path, tmp_path: Path) -> Path:
    return copy_of(shipped, tmp_path / "races.db")


def test_without_a_log_all_is_well_and_none_is_made(racetui: Racetui, home: Path) -> None:
    for command in (("doctor",), ("doctor", "--check")):
        ended = racetui(*command)
        assert (ended.code, ended.err) == (0, "")
        said = found(ended.out)
        assert said["racetui"].startswith(f"✓ {__version__}, Python 3.")
        assert said["log"].startswith(f"✓ {home}/data/racetui/races.db: none yet")
    assert not home.exists()


def test_it_says_what_there_is_of_the_machine_and_of_the_sources(racetui: Racetui) -> None:
    out = racetui("doctor").out
    assert {"racetui", "terminal", "colours", "SQLite", "log", "shipped", "source"} <= set(
        found(out)
    )
    assert "demo: answers without a network" in out
    assert "bluesky: http://127.0.0.1:9: cannot be reached" in out
    assert "x: off: it needs RACETUI_X_TOKEN, and in the settings a budget" in out


def sources(racetui: Racetui, *arguments: str) -> dict[str, list[str]]:
    """Return what is said of each source, with its marks."""
    told: dict[str, list[str]] = {}
    for line in racetui(*arguments).out.splitlines():
        if line[2:].startswith("source "):
            name, _, words = line.partition("source")[2].strip().partition(": ")
            told.setdefault(name, []).append(f"{line[0]} {words}")
    return told


def racing(path: Path, *names: str) -> Path:
    """Make a log with a race of an account of each of some sources."""
    live_race(path, *(FakeSource(name).known("ann") for name in names)).close()
    return path


def test_every_source_is_told_with_its_token_and_whether_it_answers(
    racetui: Racetui, monkeypatch: pytest.MonkeyPatch
) -> None:
    told = sources(racetui, "doctor")
    assert list(told) == ["demo", "bluesky", "mastodon", "github", "x"]
    assert told["github"][0] == "✓ no token: 60 requests an hour"
    for name in ("bluesky", "mastodon", "github"):
        assert told[name][-1] == "✓ http://127.0.0.1:9: cannot be reached"
    monkeypatch.setenv("RACETUI_GITHUB_TOKEN", "hunter2")
    assert sources(racetui, "doctor")["github"][0] != told["github"][0]


@pytest.mark.parametrize("name", ["bluesky", "github"])
def test_a_source_that_cannot_be_reached_is_wrong_where_a_race_needs_it(
    name: str, racetui: Racetui, tmp_path: Path
) -> None:
    log = str(racing(tmp_path / "races.db", name))
    told = sources(racetui, "--db", log, "doctor")
    marks = {source: findings[-1][0] for source, findings in told.items()}
    assert {source for source, mark in marks.items() if mark == "✗"} == {name}
    assert racetui("--db", log, "doctor").code == 0
    assert racetui("--db", log, "doctor", "--check").code == 1


def test_where_no_race_needs_what_cannot_be_reached_a_check_ends_well(
    racetui: Racetui, tmp_path: Path
) -> None:
    assert (
        racetui("--db", str(racing(tmp_path / "races.db", "demo")), "doctor", "--check").code == 0
    )


def test_a_source_that_takes_money_is_not_asked_and_shows_what_is_left(
    racetui: Racetui, home: Path, tmp_path: Path, monkeypatch: pytest.MonkeyPatch
) -> None:
    monkeypatch.setenv("RACETUI_X_TOKEN", "hunter2")
    (home / "config" / "racetui").mkdir(parents=True)
    (home / "config" / "racetui" / "config.toml").write_text("[x]\ndollars_a_month = 5\n")
    log = racing(tmp_path / "races.db", "x")
    told = sources(racetui, "--db", str(log), "doctor")
    assert told["x"] == [
        "✓ a token is set; $5.00 of $5.00 left this month; not asked, as that costs"
    ]
    writer = open_to_write(log)
    with writer.transaction():
        writer.pay("x", ["a user"], 5_000_000, WallClock().now())
    writer.close()
    assert sources(racetui, "--db", str(log), "doctor")["x"][0].startswith("✗ ")


@pytest.mark.parametrize(
    ("environment", "words"),
    [
        ({"COLORTERM": "truecolor"}, "16 million"),
        ({"TERM": "xterm-256color"}, "256"),
        ({"TERM": "xterm"}, "16"),
        ({"NO_COLOR": "1", "COLORTERM": "truecolor"}, "none, as NO_COLOR asks"),
    ],
    ids=lambda value: "-".join(value) if isinstance(value, dict) else value,
)
def test_the_colours_are_those_that_the_terminal_says_it_has(
    environment: dict[str, str], words: str, racetui: Racetui, monkeypatch: pytest.MonkeyPatch
) -> None:
    for name in ("TERM", "COLORTERM", "NO_COLOR"):
        monkeypatch.delenv(name, raising=False)
    for name, value in environment.items():
        monkeypatch.setenv(name, value)
    assert found(racetui("doctor").out)["colours"] == f"✓ {words}"


def test_tokens_are_never_shown(racetui: Racetui, monkeypatch: pytest.MonkeyPatch) -> None:
    for name in ("GITHUB", "X", "MASTODON"):
        monkeypatch.setenv(f"RACETUI_{name}_TOKEN", "hunter2")
    assert "hunter2" not in racetui("doctor").out


def test_a_whole_log_is_told_with_its_races_and_backups(racetui: Racetui, log: Path) -> None:
    backup = log.with_name("races.db.backup-schema1-1")
    backup.write_bytes(log.read_bytes())
    ended = racetui("--db", str(log), "doctor", "--check")
    assert (ended.code, ended.err) == (0, "")
    said = found(ended.out)
    assert said["log"].startswith(f"✓ {log}: ")
    assert "every page read and whole" in said["log"]
    assert said["backups"] == f"✓ {backup.name}"


def test_only_a_check_reads_every_page(racetui: Racetui, log: Path) -> None:
    assert "every page" not in racetui("--db", str(log), "doctor").out


def test_a_lock_beside_a_backup_is_no_backup(racetui: Racetui, log: Path) -> None:
    log.with_name("races.db.backup-schema1-1.lock").touch()
    assert found(racetui("--db", str(log), "doctor").out)["backups"] == "✓ none"


def test_it_tells_whether_somebody_collects(racetui: Racetui, log: Path) -> None:
    lock = CollectorLock(log)
    assert found(racetui("--db", str(log), "doctor").out)["collector"].startswith("✓ nobody")
    assert lock.take()
    assert found(racetui("--db", str(log), "doctor").out)["collector"].startswith("✓ somebody")
    lock.give_up()
    assert found(racetui("--db", str(log), "doctor").out)["collector"].startswith("✓ nobody")


def damaged(log: Path) -> str:
    held = bytearray(log.read_bytes())
    middle = len(held) // 4096 // 2 * 4096
    held[middle : middle + 4096] = b"\xa5" * 4096
    log.write_bytes(held)
    return "is damaged"


def newer(log: Path) -> str:
    copy_of(log, log.with_name("newer.db"), "PRAGMA user_version = 99").replace(log)
    return "was written by a newer racetui"


def a_text(log: Path) -> str:
    log.write_text("at,followers\n" * 100)
    return "is no racetui log"


def a_folder(log: Path) -> str:
    log.unlink()
    log.mkdir()
    return "is no file"


@pytest.mark.parametrize("spoil", [damaged, newer, a_text, a_folder])
def test_a_log_that_is_not_sound_is_marked_and_fails_a_check(
    spoil: Callable[[Path], str], racetui: Racetui, log: Path
) -> None:
    words = spoil(log)
    for command, code in ((("doctor",), 0), (("doctor", "--check"), 1)):
        ended = racetui("--db", str(log), *command)
        assert (ended.code, ended.err) == (code, "")
        assert found(ended.out)["log"].startswith(f"✗ {log}: {words}")
        assert "source" in found(ended.out)


def test_a_row_that_is_damaged_deep_inside_a_large_log_is_found_by_a_check(
    racetui: Racetui, log: Path
) -> None:
    grow = (
        "INSERT INTO provenance (name) WITH RECURSIVE n(i) AS (SELECT 1 UNION ALL SELECT i + 1"
        " FROM n WHERE i < 20000) SELECT i || hex(randomblob(500)) FROM n"
    )
    large = copy_of(log, log.with_name("large.db"), grow)
    assert large.stat().st_size > 16_000_000
    held = bytearray(large.read_bytes())
    place = len(held) // 4096 * 3 // 4 * 4096
    held[place : place + 4096] = b"\xa5" * 4096
    large.write_bytes(held)
    assert racetui("--db", str(large), "doctor").code == 0
    ended = racetui("--db", str(large), "doctor", "--check")
    assert ended.code == 1
    assert "is damaged" in found(ended.out)["log"]
    assert ended.out.count("\n") == len(ended.out.splitlines())
