"""`doctor`: what works on this machine and where the files are; --check also checks the log."""

from collections.abc import Callable
from pathlib import Path

import pytest

from tests.commands.conftest import Racetui, copy_of
from tests.sources.fakes import FakeSource, live_race
from tui import __version__
from tui.clock import WallClock
from tui.store import CollectorLock, open_to_write


def findings_in(out: str) -> dict[str, str]:
    """Return the first finding of each name."""
    findings: dict[str, str] = {}
    for line in out.splitlines():
        assert line[:2] in {"✓ ", "✗ "}
        name, _, words = line[2:].partition(" ")
        findings.setdefault(name, f"{line[0]} {words.strip()}")
    return findings


@pytest.fixture
def log(shipped: Path, tmp_path: Path) -> Path:
    return copy_of(shipped, tmp_path / "races.db")


def test_without_a_log_everything_is_fine_and_no_log_is_made(racetui: Racetui, home: Path) -> None:
    for command in (("doctor",), ("doctor", "--check")):
        ended = racetui(*command)
        assert (ended.code, ended.err) == (0, "")
        findings = findings_in(ended.out)
        assert findings["racetui"].startswith(f"✓ {__version__}, Python 3.")
        assert findings["log"].startswith(f"✓ {home}/data/racetui/races.db: none yet")
    assert not home.exists()


def test_it_describes_the_machine_and_the_sources(racetui: Racetui) -> None:
    out = racetui("doctor").out
    assert {"racetui", "terminal", "colours", "SQLite", "log", "shipped", "source"} <= set(
        findings_in(out)
    )
    assert "demo: works offline" in out
    assert "bluesky: http://127.0.0.1:9: cannot be reached" in out
    assert "x: off: it needs RACETUI_X_TOKEN and a budget in the settings" in out


def sources(racetui: Racetui, *arguments: str) -> dict[str, list[str]]:
    """Return the findings about each source, with their marks."""
    findings: dict[str, list[str]] = {}
    for line in racetui(*arguments).out.splitlines():
        if line[2:].startswith("source "):
            name, _, words = line.partition("source")[2].strip().partition(": ")
            findings.setdefault(name, []).append(f"{line[0]} {words}")
    return findings


def log_with_sources(path: Path, *names: str) -> Path:
    """Make a log with a race of one account from each of some sources."""
    live_race(path, *(FakeSource(name).known("ann") for name in names)).close()
    return path


def test_every_source_is_listed_with_its_token_and_whether_it_answers(
    racetui: Racetui, monkeypatch: pytest.MonkeyPatch
) -> None:
    findings = sources(racetui, "doctor")
    assert list(findings) == ["demo", "bluesky", "mastodon", "github", "x"]
    assert findings["github"][0] == "✓ no token: 60 requests an hour"
    for name in ("bluesky", "mastodon", "github"):
        assert findings[name][-1] == "✓ http://127.0.0.1:9: cannot be reached"
    monkeypatch.setenv("RACETUI_GITHUB_TOKEN", "hunter2")
    assert sources(racetui, "doctor")["github"][0] != findings["github"][0]


@pytest.mark.parametrize("name", ["bluesky", "github"])
def test_an_unreachable_source_is_a_fault_if_a_race_needs_it(
    name: str, racetui: Racetui, tmp_path: Path
) -> None:
    log = str(log_with_sources(tmp_path / "races.db", name))
    findings = sources(racetui, "--db", log, "doctor")
    marks = {source: lines[-1][0] for source, lines in findings.items()}
    assert {source for source, mark in marks.items() if mark == "✗"} == {name}
    assert racetui("--db", log, "doctor").code == 0
    assert racetui("--db", log, "doctor", "--check").code == 1


def test_an_unreachable_source_that_no_race_needs_fails_no_check(
    racetui: Racetui, tmp_path: Path
) -> None:
    log = log_with_sources(tmp_path / "races.db", "demo")
    assert racetui("--db", str(log), "doctor", "--check").code == 0


def test_a_paid_source_is_not_contacted_and_its_remaining_budget_is_shown(
    racetui: Racetui, home: Path, tmp_path: Path, monkeypatch: pytest.MonkeyPatch
) -> None:
    monkeypatch.setenv("RACETUI_X_TOKEN", "hunter2")
    (home / "config" / "racetui").mkdir(parents=True)
    (home / "config" / "racetui" / "config.toml").write_text("[x]\ndollars_a_month = 5\n")
    log = log_with_sources(tmp_path / "races.db", "x")
    findings = sources(racetui, "--db", str(log), "doctor")
    assert findings["x"] == [
        "✓ a token is set; $5.00 of $5.00 left this month; not contacted, since that costs money"
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
        ({"NO_COLOR": "1", "COLORTERM": "truecolor"}, "none (NO_COLOR is set)"),
    ],
    ids=lambda value: "-".join(value) if isinstance(value, dict) else value,
)
def test_the_colours_are_those_that_the_environment_announces(
    environment: dict[str, str], words: str, racetui: Racetui, monkeypatch: pytest.MonkeyPatch
) -> None:
    for name in ("TERM", "COLORTERM", "NO_COLOR"):
        monkeypatch.delenv(name, raising=False)
    for name, value in environment.items():
        monkeypatch.setenv(name, value)
    assert findings_in(racetui("doctor").out)["colours"] == f"✓ {words}"


@pytest.mark.parametrize(
    ("version", "has_bug"),
    [((3, 40, 1), True), ((3, 44, 6), False), ((3, 50, 6), True), ((3, 51, 3), False)],
)
def test_the_wal_reset_bug_is_reported_only_with_verbose(
    version: tuple[int, ...], has_bug: bool, racetui: Racetui, monkeypatch: pytest.MonkeyPatch
) -> None:
    monkeypatch.setattr("sqlite3.sqlite_version_info", version)
    assert "WAL-reset" not in racetui("doctor").out
    assert ("WAL-reset" in findings_in(racetui("--verbose", "doctor").out)["SQLite"]) == has_bug


def test_tokens_are_never_shown(racetui: Racetui, monkeypatch: pytest.MonkeyPatch) -> None:
    for name in ("GITHUB", "X", "MASTODON"):
        monkeypatch.setenv(f"RACETUI_{name}_TOKEN", "hunter2")
    assert "hunter2" not in racetui("doctor").out


def test_a_sound_log_is_listed_with_its_backups(racetui: Racetui, log: Path) -> None:
    backup = log.with_name("races.db.backup-schema1-1")
    backup.write_bytes(log.read_bytes())
    ended = racetui("--db", str(log), "doctor", "--check")
    assert (ended.code, ended.err) == (0, "")
    findings = findings_in(ended.out)
    assert findings["log"].startswith(f"✓ {log}: ")
    assert "every page read, no damage" in findings["log"]
    assert findings["backups"] == f"✓ {backup.name}"


def test_only_a_check_reads_every_page(racetui: Racetui, log: Path) -> None:
    assert "every page" not in racetui("--db", str(log), "doctor").out


def test_the_lock_file_of_a_backup_is_not_a_backup(racetui: Racetui, log: Path) -> None:
    log.with_name("races.db.backup-schema1-1.lock").touch()
    assert findings_in(racetui("--db", str(log), "doctor").out)["backups"] == "✓ none"


def test_it_reports_whether_a_collector_is_running(racetui: Racetui, log: Path) -> None:
    def collector() -> str:
        return findings_in(racetui("--db", str(log), "doctor").out)["collector"]

    lock = CollectorLock(log)
    assert collector().startswith("✓ not running")
    assert lock.take()
    assert collector().startswith("✓ running")
    lock.give_up()
    assert collector().startswith("✓ not running")


def damaged(log: Path) -> str:
    data = bytearray(log.read_bytes())
    middle = len(data) // 4096 // 2 * 4096
    data[middle : middle + 4096] = b"\xa5" * 4096
    log.write_bytes(data)
    return "is damaged"


def newer(log: Path) -> str:
    copy_of(log, log.with_name("newer.db"), "PRAGMA user_version = 99").replace(log)
    return "was written by a newer racetui"


def a_text(log: Path) -> str:
    log.write_text("at,followers\n" * 100)
    return "is not a racetui log"


def a_folder(log: Path) -> str:
    log.unlink()
    log.mkdir()
    return "is not a file"


@pytest.mark.parametrize("spoil", [damaged, newer, a_text, a_folder])
def test_a_bad_log_is_marked_and_fails_a_check(
    spoil: Callable[[Path], str], racetui: Racetui, log: Path
) -> None:
    words = spoil(log)
    for command, code in ((("doctor",), 0), (("doctor", "--check"), 1)):
        ended = racetui("--db", str(log), *command)
        assert (ended.code, ended.err) == (code, "")
        assert findings_in(ended.out)["log"].startswith(f"✗ {log}: {words}")
        assert "source" in findings_in(ended.out)


def test_a_check_finds_damage_deep_inside_a_large_log(racetui: Racetui, log: Path) -> None:
    grow = (
        "INSERT INTO provenance (name) WITH RECURSIVE n(i) AS (SELECT 1 UNION ALL SELECT i + 1"
        " FROM n WHERE i < 9000) SELECT i || hex(randomblob(500)) FROM n"
    )
    large = copy_of(log, log.with_name("large.db"), grow)
    assert large.stat().st_size > 16_000_000
    data = bytearray(large.read_bytes())
    start = len(data) // 4096 * 3 // 4 * 4096
    data[start : start + 4096] = b"\xa5" * 4096
    large.write_bytes(data)
    assert racetui("--db", str(large), "doctor").code == 0
    ended = racetui("--db", str(large), "doctor", "--check")
    assert ended.code == 1
    assert "is damaged" in findings_in(ended.out)["log"]
    assert ended.out.count("\n") == len(ended.out.splitlines())
